"""Stress: when it begins, whom it takes away, and what keeps it from happening as it is written."""

from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from caseflow.config.load import load_config, load_stresses, parse_config
from caseflow.config.placement import posts
from caseflow.config.schema import Config
from caseflow.config.stress import candidates, end_day, first_day, municipality_of
from caseflow.config.stresses import Stresses, parse_stresses, together, with_stresses
from caseflow.config.study import Study
from caseflow.errors import ConfigError
from tests.docs.pages import STRESSES, blocks
from tests.unit.config.test_faults import faults_of
from tests.unit.config.texts import SOUND, sound_and


def with_absence(shock: str) -> Config:
    return parse_config(sound_and(f"years: 2\nstress: {{absences: {{one: {shock}}}}}\n")).resolve()


def taken(shock: str) -> list[list[str]]:
    config = with_absence(shock)
    roster = posts(config)
    return [
        [str(roster[worker]) for worker in workers] for workers in candidates(config, config.stress.absences["one"])
    ]


# -- when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "first"),
    [
        ("date: 2011-03-07", dt.date(2011, 3, 7)),
        ("week: 0", dt.date(2011, 1, 1)),
        ("week: 3", dt.date(2011, 1, 22)),
        ("week: 3, month: July", dt.date(2011, 7, 1)),
        ("week: 3, month: January", dt.date(2012, 1, 1)),
        ("week: 0, month: January", dt.date(2011, 1, 1)),
    ],
)
def test_a_shock_begins_on_a_date_or_so_many_weeks_after_the_change_in_its_month(when: str, first: dt.date) -> None:
    config = with_absence(f"{{{when}, days: 28}}")
    shock = config.stress.absences["one"]
    assert first_day(config, shock) == first
    assert end_day(config, shock) == first + dt.timedelta(days=28)


def test_a_shock_without_days_has_no_end() -> None:
    config = with_absence("{week: 3, days: null}")
    assert end_day(config, config.stress.absences["one"]) is None


# -- whom ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whom", "expected"),
    [
        ("", [["N.1", "N.2", "N.3"], ["S.1", "S.2"]]),
        (", service: smallest", [["S.1", "S.2"]]),
        (", service: largest", [["N.1", "N.2", "N.3"]]),
        (", service: South, most: 1", [["S.1"]]),
        (", most: 2", [["N.1"], ["S.1"]]),  # of three full posts the first of each group before N.2
        (", covers: investigation", [["N.1", "N.2", "N.3"], ["S.1"]]),
        (", covers: care, service: South", [["S.2"]]),
        (", posts: [S.2, N]", [["N.1", "N.2", "N.3"], ["S.2"]]),
    ],
)
def test_a_shock_takes_the_posts_that_it_describes_by_service_of_the_baseline(whom: str, expected: list) -> None:
    assert taken(f"{{week: 3, days: 28{whom}}}") == expected


def test_families_are_reported_in_the_smallest_municipality_unless_another_is_named() -> None:
    text = "years: 2\nstress: {reports: {one: {week: 3}, two: {week: 3, municipality: North}}}\n"
    config = parse_config(sound_and(text)).resolve()
    assert [municipality_of(config, shock) for shock in config.stress.reports.values()] == ["South", "North"]


# -- faults -------------------------------------------------------------------------------------------------------

TIME = "a first day from 2011-01-01, the change of organisation, until before 2012-01-01, the end"
NOBODY = "expected at least one post of the baseline (today)"

FAULTS = {
    "{days: 7}": ": expected either a date or a week, found neither",
    "{date: 2011-02-01, week: 2, days: 7}": ": expected either a date or a week, found both",
    "{date: 2011-02-01, month: July, days: 7}": (
        ".month: expected a week, from which on it waits for the month, found a date"
    ),
    "{date: 2010-12-31, days: 7}": f".date: expected {TIME}, found 2010-12-31",
    "{week: 60, days: 7}": f".week: expected {TIME}, found 2012-02-25 (simulate more years)",
    "{week: 6, days: 7, days_each: 8}": ".days_each: expected at most its 7 days, found 8",
    "{week: 6, days: null, days_each: 8}": ".days_each: expected days, of which each is away some, found no end",
    "{week: 6, days: 7, posts: [M.1]}": (".posts.0: expected a staff group (K) or one of its posts (K.1), found 'M.1'"),
    "{week: 6, days: 7, service: Sout}": (
        ".service: expected a service of the baseline (today), smallest or largest, found 'Sout' "
        "(did you mean 'South'?)"
    ),
    "{week: 6, days: 7, covers: legal_help}": f": {NOBODY}, of a team that covers legal_help, found none",
    "{week: 6, days: 7, leading: true}": f": {NOBODY}, of those that lead, found none",
}


@pytest.mark.parametrize("shock", FAULTS)
def test_a_shock_that_cannot_happen_is_refused(shock: str) -> None:
    text = sound_and(f"years: 1\nstress: {{absences: {{one: {shock}}}}}\n")
    assert faults_of(text) == [f"config.yaml:20: stress.absences.one{FAULTS[shock]}"]


def test_a_municipality_that_is_none_is_refused_with_the_one_perhaps_meant() -> None:
    text = sound_and("years: 1\nstress: {reports: {one: {week: 6, municipality: Nort}}}\n")
    where = "config.yaml:20: stress.reports.one.municipality"
    expected = "expected smallest or the name of a municipality of the region, found 'Nort' (did you mean 'North'?)"
    assert faults_of(text) == [f"{where}: {expected}"]


def test_more_sick_leave_than_there_are_days_is_refused() -> None:
    text = sound_and("absence: {doctor_certified: {share: 0.3}}\nstress: {sick_leave_percent: 400}\n")
    assert faults_of(text) == [
        "config.yaml:20: stress.sick_leave_percent: expected less than all days of doctor_certified, found 1.2"
    ]


# -- stress files -------------------------------------------------------------------------------------------------


def test_the_stress_file_that_comes_with_caseflow_is_the_one_in_configs() -> None:
    assert load_stresses(None).text == STRESSES.read_text(encoding="utf-8")


@cache
def kongsberg() -> Study:
    return load_config(STRESSES.with_name("kongsberg.yaml"))


def unfit(study: Study, *names: str) -> list[str]:
    """Of the shipped stress, or some of it, what a config refuses."""
    both = with_stresses(study, load_stresses(None))
    return [name for name in names or load_stresses(None).scenarios if both.effective(name).faults]


def test_shipped_stress_about_people_fits_the_region() -> None:
    assert unfit(kongsberg(), "leader", "lawyer", "host_loses_five", "two_at_once") == []


def test_shipped_stress_fits_the_smallest_config_unless_it_asks_for_people_that_are_not_there() -> None:
    assert unfit(load_config(STRESSES.with_name("minimal.yaml"))) == ["leader", "lawyer"]


def test_the_example_of_the_docs_fits_the_region() -> None:
    (example,) = blocks(STRESSES.parents[1] / "docs" / "stress.md", "yaml")
    study = with_stresses(kongsberg(), parse_stresses(example, "stress.yaml"))
    assert study.effective("two_in_tinn").faults == ()


def test_a_config_keeps_its_own_scenario_of_a_name() -> None:
    own = parse_config(sound_and("scenarios: {mine: {set: {years: 7}}}\n"))
    file = parse_stresses("scenarios: {mine: {set: {years: 3}}, other: {set: {years: 5}}}", "stress.yaml")
    study = with_stresses(own, file)
    assert study.scenario_names == ("base", "mine", "other")
    assert [study.resolve(name).years for name in ("mine", "other")] == [7, 5]


def test_the_grid_is_every_scenario_of_one_axis_with_every_one_of_the_other() -> None:
    text = "scenarios: {a: {set: {}}, b: {set: {}}}\ngrid: {sick_leave: [base, a], posts: [base, b]}"
    assert parse_stresses(text, "stress.yaml").grid == ("base", "a", "b", "a+b")
    assert together("base", "base") == "base"


FILES = {
    "scenarios: {}": "stress.yaml:1: expected scenarios, found none",
    "a: 1": "stress.yaml:1: expected scenarios, found none",
    "scenarios: {a: {set: {}}}\ngird: {}": (
        "stress.yaml:2: gird: expected a known key, found 'gird' (did you mean 'grid'?)"
    ),
    "scenarios: {sick: {set: {}}}\ngrid: {sick_leave: [sicc], posts: [base]}": (
        "stress.yaml:2: grid.sick_leave.0: expected base or a scenario of this file, found 'sicc' "
        "(did you mean 'sick'?)"
    ),
    "scenarios: {sick: {set: {}}}\ngrid: {sick_leave: [sick]}": (
        "stress.yaml:2: grid: expected a list of scenarios for posts, found nothing"
    ),
    "schema: 2\nscenarios: {a: {set: {}}}": "stress.yaml:1: schema: expected 1, found 2",
}


@pytest.mark.parametrize("text", FILES)
def test_a_stress_file_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ConfigError) as refused:
        parse_stresses(text, "stress.yaml")
    assert [str(one) for one in refused.value.faults] == [FILES[text]]


def test_sick_leave_that_a_tape_cannot_hold_at_a_mix_of_the_ends_of_its_ranges_is_refused() -> None:
    ranges = (
        "{value: 0.05, range: [0.02, 0.15], source: assumption}, days: {value: 20, range: [12, 30], source: assumption}"
    )
    text = sound_and(f"absence: {{doctor_certified: {{share: {ranges}}}}}\nstress: {{sick_leave_percent: 200}}\n")
    (fault,) = faults_of(text)
    assert fault.startswith(
        "config.yaml:19: absence.doctor_certified: expected spells of at least 17.8 days on average, "
    )
    assert fault.endswith(
        "at a share of 0.3, found 12 (at most 0.02 spells can begin in a day; both may be drawn together)"
    )


def test_a_config_without_scenarios_gets_those_of_the_file() -> None:
    stresses: Stresses = load_stresses(None)
    study = with_stresses(parse_config(SOUND + "years: 2\n"), stresses)
    assert study.resolve("sick_leave_100").stress.sick_leave_percent == 200
