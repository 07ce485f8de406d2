"""Scenarios and assumptions: what replaces what when a config is resolved."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from caseflow.config.load import Study, defaults, parse_config
from caseflow.config.quantities import Assumption
from caseflow.config.tree import Node
from caseflow.errors import ConfigError, UserError
from tests.unit.config.texts import SOUND, sound_and, sound_but

SCENARIOS = """\
scenarios:
  longer: {title: Longer, set: {years: 9, effort: {handover_hours: 2}}}
  sicker: {set: {absence: {doctor_certified: {share: 0.1}}}}
  harder:
    set:
      effort: {handover_hours: 3, sibling_share: 1}
  without: {set: {models: {today: {services: {South: null}}}}}
"""


def study(more: str = "") -> Study:
    return parse_config(sound_and(SCENARIOS.replace("  without", "  #") + more))


# -- scenarios --------------------------------------------------------------------------------------------------


def test_scenarios_come_after_the_base_in_the_order_of_the_file() -> None:
    assert study().scenario_names == ("base", "longer", "sicker", "harder")


def test_the_base_is_the_config_without_a_scenario() -> None:
    assert study().resolve("base") == parse_config(SOUND).resolve()


def test_a_scenario_lies_over_the_base() -> None:
    config = study().resolve("longer")
    assert (config.years, config.effort.handover_hours, config.effort.sibling_share) == (9, 2, 0.7)


def test_scenarios_of_different_fields_combine() -> None:
    config = study().resolve("longer+sicker")
    assert (config.years, config.absence.doctor_certified.share) == (9, 0.1)


def test_the_order_of_combined_scenarios_does_not_matter() -> None:
    assert study().resolve("longer+sicker") == study().resolve("sicker+longer")


def test_scenarios_that_set_the_same_field_do_not_combine() -> None:
    with pytest.raises(ConfigError) as caught:
        study().resolve("longer+harder")
    assert str(caught.value) == (
        "config.yaml:24: effort.handover_hours: expected scenarios that set different fields,"
        " to combine 'longer' and 'harder', found a field of both"
    )


def test_an_unknown_scenario_is_told_with_the_one_that_was_perhaps_meant() -> None:
    with pytest.raises(ConfigError) as caught:
        study().resolve("longr")
    expected = "expected the name of a scenario, found 'longr' (did you mean 'longer'?)"
    assert str(caught.value) == f"config.yaml: scenarios: {expected}"


def test_a_scenario_that_breaks_the_config_is_found_when_it_is_loaded() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(sound_and(SCENARIOS))
    assert {fault.expected for fault in caught.value.faults} == {
        "a team for every stage of South",
        "every post in a team",
    }


# -- assumptions ------------------------------------------------------------------------------------------------

SHARE = "effort: {sibling_share: {value: 0.6, range: [0.2, 0.9], source: assumption, note: nobody knows}}\n"


def assumption(study: Study, path: str, scenario: str = "base") -> Assumption:
    return next(a for a in study.assumptions(scenario) if a.path == path)


def test_an_assumption_says_all_that_its_author_said() -> None:
    assert assumption(parse_config(sound_and(SHARE)), "effort.sibling_share") == Assumption(
        path="effort.sibling_share",
        value=0.6,
        low=0.2,
        high=0.9,
        distribution=None,
        source="assumption",
        note="nobody knows",
        file="config.yaml",
        line=19,
    )


def test_an_assumption_may_have_a_distribution() -> None:
    text = "effort: {handover_hours: {value: 2, distribution: {distribution: gamma, mean: 2, cv: 1}, source: guess}}\n"
    found = assumption(parse_config(sound_and(text)), "effort.handover_hours")
    assert found.distribution is not None
    assert (found.low, found.high, found.distribution.distribution) == (None, None, "gamma")


def test_a_draw_takes_the_place_of_the_value() -> None:
    config = parse_config(sound_and(SHARE)).resolve("base", {"effort.sibling_share": 0.25})
    assert config.effort.sibling_share == 0.25


def test_an_assumption_without_a_draw_takes_its_value() -> None:
    config = parse_config(sound_and(SHARE)).resolve("base", {"effort.review_hours": 1.0})
    assert config.effort.sibling_share == 0.6


def test_a_draw_for_a_whole_number_is_rounded() -> None:
    config = parse_config(SOUND).resolve("base", {"work.reassign_after_days": 7.6, "investigation.contacts": 5.2})
    assert (config.work.reassign_after_days, config.investigation.contacts.model_dump()["value"]) == (8, 5)


def test_a_draw_of_what_a_scenario_replaces_has_no_effect() -> None:
    assert study().resolve("longer", {"effort.handover_hours": 0.7}).effort.handover_hours == 2


def test_a_draw_for_no_assumption_is_refused() -> None:
    with pytest.raises(UserError, match=r"no assumption has the path 'effort.sibling_shar'"):
        parse_config(SOUND).resolve("base", {"effort.sibling_shar": 0.5})


def test_a_draw_that_makes_no_sound_config_is_refused_where_the_assumption_is() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(sound_and(SHARE)).resolve("base", {"effort.sibling_share": 1.5})
    assert str(caught.value) == "config.yaml:19: effort.sibling_share: expected a number from 0 to 1, found 1.5"


def test_a_post_size_may_be_an_assumption() -> None:
    study = parse_config(sound_but("[1.0, 0.5]", "[1.0, {value: 0.5, range: [0.4, 0.6], source: assumption}]"))
    assert study.resolve("base", {"staff.S.posts_fte.1": 0.45}).staff["S"].posts_fte == (1.0, 0.45)


INHERITED = sound_but(
    "staff: [S.2]",
    "staff: [S.2], second_worker_share: {value: 0.5, range: [0.4, 0.6], source: assumption}",
    "  child: {extends: today}\n",
)


def test_models_that_inherit_an_assumption_share_its_draw() -> None:
    study = parse_config(INHERITED)
    path = "models.today.services.South.teams.measures.second_worker_share"
    assert [a.path for a in study.assumptions() if a.path.startswith("models")] == [path]
    models = study.resolve("base", {path: 0.45}).models
    shares = [models[name].services["South"].teams["measures"].second_worker_share for name in ("today", "child")]
    assert shares == [0.45, 0.45]


def test_an_assumption_keeps_its_path_in_a_scenario() -> None:
    more = "  surer: {set: {effort: {handover_hours: {value: 1, range: [0.9, 1.1], source: assumption}}}}\n"
    found = assumption(study(more), "effort.handover_hours", "surer")
    assert (found.low, found.high) == (0.9, 1.1)


def test_sources_of_values_and_of_whole_parts_are_listed_and_gone_from_the_config() -> None:
    text = sound_but("open_measures: 24}", "open_measures: {value: 24, source: count}, source: table 1, note: of 2009}")
    study = parse_config(text)
    found = [(s.path, s.value, s.source, s.note) for s in study.sourced() if s.path.startswith("municipalities")]
    assert found == [
        ("municipalities.South", None, "table 1", "of 2009"),
        ("municipalities.South.open_measures", 24, "count", ""),
    ]
    assert study.resolve().municipalities["South"].open_measures == 24


def test_a_word_may_have_a_source() -> None:
    text = sound_and("investigation: {clock_starts: {value: report_received, source: a ruling}}\n")
    assert parse_config(text).resolve().investigation.clock_starts == "report_received"


def unsourced(node: Node, path: str = "") -> Iterator[str]:
    """The figures that neither have a source nor stand in a part that has one."""
    if "source" in node.entries:
        return
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield path
    for key, child in (*node.entries.items(), *enumerate(node.items)):
        yield from unsourced(child, f"{path}.{key}")


def test_every_default_figure_has_a_source_but_choices_of_the_tool() -> None:
    found = {re.sub(r"priorities\..*", "priorities", path) for path in unsourced(defaults())}
    assert found == {".calendar.day_minutes", ".years", ".replications", ".seed", ".work.priorities"}


def test_a_config_resolves_in_less_than_thirty_milliseconds() -> None:
    study = parse_config(SOUND)
    draws = {a.path: a.value for a in study.assumptions()}
    study.resolve("base", draws)
    start = time.perf_counter()
    for _ in range(10):
        study.resolve("base", draws)
    assert (time.perf_counter() - start) / 10 < 0.03
