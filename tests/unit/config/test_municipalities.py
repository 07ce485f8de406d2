"""Fields of each municipality: whose value counts, where it is from, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseflow.config.load import load_config, parse_config
from caseflow.config.study import resolved_lines
from caseflow.errors import ConfigError
from tests.unit.config.texts import SOUND, sound_and, sound_but

STANDARD = {
    "care_share_of_open_measures": 0.185,
    "measures_share": 0.42,
    "care_share_of_new_measures": 0.09,
    "planned_late_share": 0.05,
}
SHARE = "measures_share: {value: 0.4, range: [0.3, 0.5], source: assumption}"
EACH = f"each_municipality:\n  {SHARE}\n"
NORTH_HAS_ITS_OWN = sound_but("open_measures: 55}", "open_measures: 55, measures_share: 0.6}", EACH)


def shares(text: str, scenario: str = "base", **draws: float) -> list[float]:
    paths = {f"each_municipality.{key}": value for key, value in draws.items()}
    return [m.measures_share for m in parse_config(text).resolve(scenario, paths).municipalities.values()]


def faults_of(text: str, *overrides: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, overrides=overrides)
    return str(caught.value).splitlines()


# -- whose value counts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("field", "value"), STANDARD.items())
def test_what_no_municipality_says_is_the_standard(field: str, value: float) -> None:
    municipalities = parse_config(SOUND).resolve().municipalities
    assert [getattr(m, field) for m in municipalities.values()] == [value, value]


def test_a_field_of_each_municipality_replaces_the_standard_alone() -> None:
    south = parse_config(sound_and(EACH)).resolve().municipalities["South"].model_dump()
    assert {field: south[field] for field in STANDARD} == {**STANDARD, "measures_share": 0.4}


def test_a_municipalitys_own_field_wins() -> None:
    assert shares(NORTH_HAS_ITS_OWN) == [0.6, 0.4]


def test_its_own_quantity_replaces_the_other_whole() -> None:
    own = "measures_share: {value: 0.6, source: a count}"
    study = parse_config(sound_but("open_measures: 55}", f"open_measures: 55, {own}}}", EACH))
    assert (
        study.resolve("base", {"each_municipality.measures_share": 0.3}).municipalities["North"].measures_share == 0.6
    )


def test_any_field_of_a_municipality_may_be_given_for_each() -> None:
    text = sound_but(", open_measures: 24}", "}", "each_municipality: {open_measures: 30, office: Town}\n")
    found = {name: (m.open_measures, m.office) for name, m in parse_config(text).resolve().municipalities.items()}
    assert found == {"North": (55, "Town"), "South": (30, "Town")}


def test_an_included_file_a_scenario_and_an_override_may_give_it(tmp_path: Path) -> None:
    (tmp_path / "part.yaml").write_text("each_municipality: {measures_share: 0.1, planned_late_share: 0.2}\n")
    scenario = "scenarios: {more: {set: {each_municipality: {measures_share: 0.3}}}}\n"
    (tmp_path / "main.yaml").write_text(SOUND + "include: [part.yaml]\n" + scenario)
    study = load_config(tmp_path / "main.yaml", overrides=["each_municipality.care_share_of_new_measures=0.4"])
    south = study.resolve("more").municipalities["South"]
    assert (south.measures_share, south.planned_late_share, south.care_share_of_new_measures) == (0.3, 0.2, 0.4)


def test_an_override_reaches_into_an_assumption_of_each_municipality() -> None:
    study = parse_config(SOUND, overrides=["each_municipality.measures_share.value=0.45"])
    (assumed,) = (a for a in study.assumptions() if a.path == "each_municipality.measures_share")
    assert (assumed.value, assumed.low, assumed.high) == (0.45, 0.35, 0.5)


# -- one assumption ---------------------------------------------------------------------------------------------


def test_municipalities_without_their_own_share_one_draw() -> None:
    assert shares(sound_and(EACH), measures_share=0.33) == [0.33, 0.33]
    assert shares(NORTH_HAS_ITS_OWN, measures_share=0.33) == [0.6, 0.33]


def test_the_standard_assumptions_are_these() -> None:
    paths = [a.path for a in parse_config(SOUND).assumptions() if a.path.startswith("each_municipality")]
    assert paths == [f"each_municipality.{field}" for field in STANDARD if field != "care_share_of_open_measures"]


def test_an_assumption_that_no_municipality_takes_over_is_none() -> None:
    text = sound_but("open_measures: 24}", "open_measures: 24, measures_share: 0.6}", EACH)
    text = text.replace("open_measures: 55}", "open_measures: 55, measures_share: 0.5}")
    assert "each_municipality.measures_share" not in [a.path for a in parse_config(text).assumptions()]


def test_a_scenarios_assumption_keeps_the_path() -> None:
    text = sound_and(f"scenarios: {{more: {{set: {{each_municipality: {{{SHARE}}}}}}}}}\n")
    assert shares(text, "more", measures_share=0.31) == [0.31, 0.31]


# -- where a value is from --------------------------------------------------------------------------------------


def test_the_origin_is_where_each_municipality_says_it() -> None:
    study = parse_config(NORTH_HAS_ITS_OWN)
    paths = ("North.measures_share", "South.measures_share", "South.planned_late_share")
    found = [study.origin(f"municipalities.{path}") for path in paths]
    assert found == ["config.yaml:5", "config.yaml:20", "defaults"]


def test_resolved_lines_give_it_for_every_municipality_and_nowhere_else() -> None:
    lines = resolved_lines(parse_config(sound_and(EACH)), "today")
    assert [line for line in lines if line[0].endswith("measures_share")] == [
        ("municipalities.North.measures_share", 0.4, "config.yaml:20"),
        ("municipalities.South.measures_share", 0.4, "config.yaml:20"),
    ]
    assert not any(path.startswith("each_municipality") for path, _, _ in lines)


def test_a_resolved_config_keeps_it_as_one_assumption() -> None:
    study = parse_config(NORTH_HAS_ITS_OWN)
    again = parse_config(study.resolved_yaml())
    assert again.resolve() == study.resolve()
    assert [a.path for a in again.assumptions()] == [a.path for a in study.assumptions()]


def test_its_sources_are_listed_once() -> None:
    found = [s for s in parse_config(SOUND).sourced() if s.path == "each_municipality.care_share_of_open_measures"]
    assert [(s.value, s.source[:9]) for s in found] == [(0.185, "SSB 2009:")]


# -- what is wrong with it --------------------------------------------------------------------------------------

SHARE_OF_BOTH = sound_but("open_measures: 24}", "open_measures: 24, measures_share: 0.6}").replace(
    "open_measures: 55}", "open_measures: 55, measures_share: 0.5}"
)
FAULTS = {
    "a mistyped field": (
        sound_and("each_municipality:\n  measure_share: 0.4\n"),
        (
            "config.yaml:20: each_municipality.measure_share: expected a known key, found 'measure_share'"
            " (did you mean 'measures_share'?)"
        ),
    ),
    "the key itself mistyped": (
        sound_and("each_municipalty: {measures_share: 0.4}\n"),
        (
            "config.yaml:19: each_municipalty: expected a known key, found 'each_municipalty'"
            " (did you mean 'each_municipality'?)"
        ),
    ),
    "a share above one": (
        sound_and("each_municipality:\n  measures_share: 1.4\n"),
        "config.yaml:20: each_municipality.measures_share: expected a number from 0 to 1, found 1.4",
    ),
    "nothing for a share": (
        sound_and("each_municipality: {measures_share: null}\n"),
        "config.yaml:19: each_municipality.measures_share: expected a number from 0 to 1, found nothing",
    ),
    "a range beyond the field": (
        sound_and("each_municipality: {measures_share: {value: 0.7, range: [0.5, 1.2], source: assumption}}\n"),
        "config.yaml:19: each_municipality.measures_share.range: expected a number from 0 to 1, found 1.2",
    ),
    "a range upside down": (
        sound_and("each_municipality: {measures_share: {value: 0.7, range: [0.8, 0.6], source: assumption}}\n"),
        (
            "config.yaml:19: each_municipality.measures_share.range: expected a range of two numbers, [low, high],"
            " found [0.8, 0.6]"
        ),
    ),
    "a fault in a scenario": (
        sound_and("scenarios: {more: {set: {each_municipality: {measures_share: 1.4}}}}\n"),
        (
            "config.yaml:19: scenarios.more.set.each_municipality.measures_share: expected a number from 0 to 1,"
            " found 1.4"
        ),
    ),
    "no mapping": (
        sound_and("each_municipality: 3\n"),
        "config.yaml:19: each_municipality: expected a mapping, found 3",
    ),
    "left empty": (
        sound_and("each_municipality:\n"),
        "config.yaml:19: each_municipality: expected a mapping, found nothing",
    ),
    "a whole part assumed": (
        sound_and("each_municipality: {value: 3, range: [1, 5], source: assumption}\n"),
        "config.yaml:19: each_municipality: expected a mapping, found 3",
    ),
    "a value that no municipality takes over": (
        SHARE_OF_BOTH + "each_municipality: {measures_share: 1.4}\n",
        "config.yaml:19: each_municipality.measures_share: expected a number from 0 to 1, found 1.4",
    ),
    "a range that no municipality takes over": (
        SHARE_OF_BOTH + "each_municipality: {measures_share: {value: 0.7, range: [0.5, 1.2], source: assumption}}\n",
        "config.yaml:19: each_municipality.measures_share.range: expected a number from 0 to 1, found 1.2",
    ),
    "one number for all": (
        sound_but("{number: 2, ch", "{ch").replace("{number: 1, ch", "{ch") + "each_municipality: {number: 7}\n",
        "config.yaml:19: each_municipality.number: expected a number of its own, found 7, that of North",
    ),
}


@pytest.mark.parametrize(("text", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_once_where_it_stands(text: str, expected: str) -> None:
    assert faults_of(text) == [expected]


def test_an_override_with_a_mistyped_field_is_told_with_the_one_that_was_meant() -> None:
    assert faults_of(SOUND, "each_municipality.measure_share=0.4") == [
        (
            "--set: each_municipality.measure_share: expected a path of the config, found 'measure_share'"
            " (did you mean 'measures_share'?)"
        )
    ]
