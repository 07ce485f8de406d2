"""Drawn numbers in the places of assumptions, against the whole config made anew from them."""

import pickle
from pathlib import Path

import pytest

from caseflow.config.load import load_config, parse_config
from caseflow.config.quantities import as_data
from caseflow.config.validation import config_of
from caseflow.errors import ConfigError
from caseflow.tape.assumptions import draw_assumptions
from tests.unit.config.texts import sound_and

CONFIGS = Path(__file__).parents[3] / "configs"
TEXT = sound_and(
    """\
measures: {direct_care_share: {value: 0.5, range: [0.1, 0.9], source: assumption}}
work: {session_minutes: {value: 120, range: [60, 180], source: assumption}}
absence: {turnover: {leaving_per_year: {value: 0.1, range: [0, 0.3], source: assumption}}}
"""
)


@pytest.mark.parametrize("name", ["kongsberg.yaml", "minimal.yaml", "national.yaml"])
def test_a_drawn_config_is_the_one_that_its_whole_data_would_give(name: str) -> None:
    study = load_config(CONFIGS / name)
    for scenario in study.scenario_names:
        for replication in range(3):
            draws = draw_assumptions(study.assumptions(scenario), 1, replication)
            data = as_data(study.effective(scenario).tree, lambda a, draws=draws: draws.get(a.path, a.value))  # type: ignore[misc]
            assert study.resolve(scenario, draws) == config_of(data, is_drawn=True)[0]


def test_what_holds_no_drawn_number_is_the_same_object_in_every_replication() -> None:
    study = parse_config(TEXT)
    config = study.resolve(draws={"work.session_minutes": 90.4})
    assert (config.work.session_minutes, study.resolve().work.session_minutes) == (90, 120)
    assert config.staff is study.resolve().staff
    assert config.models is study.resolve().models


def test_all_drawn_numbers_out_of_bounds_are_told_at_once() -> None:
    study = parse_config(TEXT)
    with pytest.raises(ConfigError) as caught:
        study.resolve(draws={"measures.direct_care_share": 1.5, "work.session_minutes": -3.0})
    assert [fault.path for fault in caught.value.faults] == ["measures.direct_care_share", "work.session_minutes"]


def test_a_draw_that_breaks_a_rule_between_fields_is_told() -> None:
    text = sound_and("investigation: {extended_months: {value: 6, range: [4, 8], source: assumption}}\n")
    with pytest.raises(ConfigError) as caught:
        parse_config(text).resolve(draws={"investigation.extended_months": 2})
    assert [fault.expected for fault in caught.value.faults] == ["at least the deadline's 3 months"]


def test_a_study_that_is_sent_again_is_the_same_study_there() -> None:
    study, draws = parse_config(TEXT), {"work.session_minutes": 90.4}
    once, again = (pickle.loads(pickle.dumps(study)) for _ in range(2))  # noqa: S301
    assert once is again
    assert once.resolve(draws=draws) == study.resolve(draws=draws)
    assert once.resolved_yaml() == study.resolved_yaml()
