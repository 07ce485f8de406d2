"""When the stress of a scenario begins and ends, in which years it shows, and whom it hits."""

from __future__ import annotations

import datetime as dt

import pytest

from caseflow.config.load import parse_config
from caseflow.stress.spans import Span, span_of
from tests.unit.config.texts import sound_and

YEARS = range(2011, 2014)
CHANGE = dt.date(2011, 1, 1)


def span(stress: str, *, usual: str = "{}") -> Span:
    """Of a scenario of a config whose statistics are of three years."""
    text = sound_and(f"years: 3\nstress: {usual}\nscenarios: {{one: {{title: One, set: {{stress: {stress}}}}}}}\n")
    return span_of(parse_config(text), "one", YEARS)


def absence(shock: str) -> str:
    return f"{{absences: {{shock: {{{shock}}}}}}}"


def test_a_shock_shows_until_the_legal_limit_of_what_comes_in_on_its_last_day() -> None:
    found = span(absence("date: 2012-08-20, days: 28"))
    assert (found.begins, found.ends, found.years) == (dt.date(2012, 8, 20), dt.date(2012, 9, 17), range(2012, 2013))
    assert span(absence("date: 2012-09-20, days: 28")).years == range(2012, 2014)  # 18 October and three months


def test_several_shocks_last_from_the_first_to_the_end_of_the_last() -> None:
    shocks = "{absences: {a: {date: 2012-05-01, days: 9}}, reports: {b: {date: 2012-03-01}}}"
    assert (span(shocks).begins, span(shocks).ends) == (dt.date(2012, 3, 1), dt.date(2012, 5, 10))


def test_a_shock_of_the_usual_years_is_no_stress() -> None:
    both = "{absences: {usual: {date: 2011-02-01, days: 9, most: 1}, shock: {date: 2012-05-01, days: 9}}}"
    assert span(both, usual="{absences: {usual: {date: 2011-02-01, days: 9, most: 1}}}").begins == dt.date(2012, 5, 1)


@pytest.mark.parametrize(
    ("stress", "begins", "years"),
    [
        ("{sick_leave_percent: 150}", CHANGE, YEARS),
        (absence("date: 2012-03-01, days: null"), dt.date(2012, 3, 1), range(2012, 2014)),
        (absence("date: 2013-12-20, days: 28"), dt.date(2013, 12, 20), range(2013, 2014)),
        ("{sick_leave_percent: 150, absences: {shock: {date: 2012-03-01, days: 9}}}", CHANGE, YEARS),
    ],
    ids=["more sick leave", "a vacancy never filled", "beyond the run", "a shock in a year of more sick leave"],
)
def test_stress_that_lasts_has_no_end(stress: str, begins: dt.date, years: range) -> None:
    found = span(stress)
    assert (found.begins, found.ends, found.years) == (begins, None, years)


@pytest.mark.parametrize(
    ("stress", "hits"),
    [
        (absence("week: 9, days: 28, service: smallest"), ("South",)),
        (absence("week: 9, days: 28"), ("North", "South")),
        ("{reports: {family: {week: 9, municipality: North}}}", ("North",)),
        ("{sick_leave_percent: 150}", ("North", "South")),
        (
            "{sick_leave_percent: 150, absences: {shock: {week: 9, days: 28, service: smallest}}}",
            ("North", "South"),
        ),
    ],
)
def test_stress_hits_the_municipalities_whose_people_are_away_or_whose_families_are_reported(
    stress: str, hits: tuple[str, ...]
) -> None:
    assert span(stress).hits == hits
