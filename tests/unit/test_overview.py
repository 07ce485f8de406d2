import datetime as dt
import re

import pytest

from caseflow.clock import run_in_years, statistics_years
from caseflow.config.load import parse_config
from caseflow.language import language
from caseflow.overview.chances import Chance
from caseflow.overview.config import check_as_tables, resolved_text
from tests.unit.config.texts import sound_and, sound_but


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "under 5%"),
        (0.049, "under 5%"),
        (0.05, "5%"),
        (0.333, "33%"),
        (0.95, "95%"),
        (0.951, "over 95%"),
        (1.0, "over 95%"),
    ],
)
def test_a_chance_is_never_printed_finer_than_five_per_cent_at_its_ends(share: float, words: str):
    assert Chance(share, 0.02, 0.97).in_words(language("en")) == f"{words} [under 5 to over 95]"


def test_a_chance_of_a_single_replication_has_no_interval():
    assert Chance(0.25, None, None).in_words(language("en")) == "25%"


@pytest.mark.parametrize(
    ("change_date", "years", "expected"),
    [
        (dt.date(2011, 1, 1), 4, (2011, 4)),
        (dt.date(2011, 7, 1), 4, (2012, 3)),
        (dt.date(2011, 7, 1), 1, (2011, 2)),
    ],
)
def test_statistics_are_of_whole_calendar_years_after_the_change(
    change_date: dt.date, years: int, expected: tuple[int, int]
):
    assert statistics_years(change_date, years) == expected


@pytest.mark.parametrize(
    ("today", "change_date", "expected"),
    [
        (dt.date(2010, 1, 1), dt.date(2011, 1, 1), (2010, 2011)),
        (dt.date(2010, 1, 1), dt.date(2012, 7, 1), (2010, 2012)),
        (dt.date(2010, 7, 1), dt.date(2012, 1, 1), (2011, 2012)),
        (dt.date(2010, 7, 1), dt.date(2011, 3, 1), (2010, 2011)),
        (dt.date(2010, 1, 1), dt.date(2010, 7, 1), (2010, 2010)),
        (dt.date(2010, 2, 1), dt.date(2010, 7, 1), (2010, 2010)),
    ],
)
def test_the_run_in_is_of_whole_calendar_years_before_the_changes_or_of_a_part_of_one(
    today: dt.date, change_date: dt.date, expected: tuple[int, int]
):
    assert run_in_years(today, change_date) == expected


def test_every_value_of_a_model_is_shown_with_its_place_and_its_source_or_range():
    text = sound_but("number: 1, children_0_17: 1400,", 'number: 1, children_0_17: {value: 1400, source: "table 1"},')
    lines = resolved_text(parse_config(text), "today", "base", language("en")).splitlines()
    shown = {line.split(":")[0]: line.partition("#")[2].strip() for line in lines}
    assert shown["municipalities.North.children_0_17"] == "config.yaml:5: table 1"
    assert shown["municipalities.North.measures_share"] == "defaults: assumption, 0.35 to 0.5"
    assert shown["effort.investigation_hours.mean"] == "defaults: assumption, 18 to 32"
    assert shown["staff.N.office"] == "config.yaml:8"


def test_a_step_after_the_end_of_the_run_is_warned_of():
    steps = "[{date: 2014-12-31, model: today}, {date: 2015-01-01, model: today}]"
    late = sound_and(f"  other: {{extends: today, steps: {steps}}}\n")
    warnings = [
        line for line in check_as_tables(parse_config(late), "base", language("en")) if "no effect" in str(line)
    ]
    assert warnings == [
        "warning: other: the step of 1 January 2015 has no effect, since the run ends on 1 January 2015"
    ]


def test_in_norwegian_loads_and_warnings_are_norwegian():
    study = parse_config(sound_but("children_0_17: 1400,", "children_0_17: 14000,"))
    shown = list(check_as_tables(study, "base", language("nb")))
    assert shown[0] == (
        "config.yaml: gyldig. I hver av modellene (1) dekker ett team hver fase i hver kommune, og alle dagens "
        "stillinger har én plass."
    )
    warning = next(line for line in shown if str(line).startswith("advarsel"))
    words = r"advarsel: today: \S+ trenger \d+,\d\d ganger så mange timer som det har; noe arbeid vil bli gjort .*"
    assert re.fullmatch(words, str(warning))


@pytest.mark.parametrize(
    ("change_date", "years", "warning"),
    [
        ("2011-01-01", 1, []),
        ("2011-07-01", 3, ["warning: The change is within a year: figures are of whole calendar years, 2012-2013."]),
        (
            "2011-07-01",
            1,
            [
                (
                    "warning: The change is within a year, and no whole calendar year follows it in the run: figures "
                    "are of 2011 and 2012, months before the change among them. Simulate two years or more."
                )
            ],
        ),
    ],
)
def test_a_change_within_a_year_is_warned_of(change_date: str, years: int, warning: list[str]):
    study = parse_config(sound_and(""), overrides=[f"calendar.change_date={change_date}", f"years={years}"])
    shown = check_as_tables(study, "base", language("en"))
    assert [str(line) for line in shown if "calendar year" in str(line)] == warning
