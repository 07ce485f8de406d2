"""What is asked of an experiment, filled up from the config and held against it."""

from __future__ import annotations

import pytest

from caseflow import simulate
from caseflow.config.load import parse_config
from caseflow.errors import ConfigError, UserError
from caseflow.experiment import make_plan
from tests.unit.config.texts import sound_and

LATE = """\
years: 3
stress: {absences: {wave: {date: 2012-06-01, days: 14, kind: sick, share: 0.5, days_each: 7}}}
"""


def test_a_plan_is_filled_up_from_the_config() -> None:
    study = parse_config(sound_and("years: 3\nreplications: 7\nseed: 5\n"))
    plan = make_plan(study)
    assert (plan.scenarios, plan.replications, plan.seed, plan.years) == (("base",), 7, 5, 3)
    assert plan.models == tuple(study.resolve().models)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"replications": 0}, "replications must be at least 1 and at most 10000000, got 0"),
        ({"seed": -1}, "seed must be at least 0, got -1"),
        ({"years": 1001}, "years must be at least 1 and at most 1000, got 1001"),
    ],
)
def test_numbers_out_of_range_are_refused(given: dict[str, int], words: str) -> None:
    with pytest.raises(UserError) as caught:
        make_plan(parse_config(sound_and("")), **given)
    assert str(caught.value) == words


def test_years_that_end_before_a_shock_are_refused_as_in_the_config() -> None:
    with pytest.raises(ConfigError) as caught:
        simulate(parse_config(sound_and(LATE)), years=1, replications=1, jobs=1)
    with pytest.raises(ConfigError) as of_config:
        parse_config(sound_and(LATE.replace("years: 3", "years: 1")))
    assert str(caught.value) == str(of_config.value)


def test_years_of_more_cases_than_a_machine_holds_are_refused() -> None:
    with pytest.raises(ConfigError, match="at most 1,000,000 cases in a future"):
        make_plan(parse_config(sound_and("demand: {reports_growth_percent_per_year: 10}\n")), years=200)
