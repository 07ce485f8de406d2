import datetime as dt
import math

import numpy as np
import pytest

from caseflow.clock import Clock
from caseflow.tape.demand import draw_cases
from caseflow.tape.draw import clock_of
from caseflow.tape.drift import children_factors, growth_factors, yearly_factors
from caseflow.tape.tables import GROWTH_CEILING, MARK_SCALE, ORIGIN_REPORT, Cases, assert_equal
from tests.unit.tape.test_demand import (
    CONTINUOUS,
    MAY_MOVE_TO_A_DAY_OFF,
    NOBODY_OPEN,
    ONE_CHILD,
    STEADY,
    cases_of,
    rows_by_identity,
)

TWO_YEARS = Clock(dt.date(2010, 1, 1), dt.date(2012, 1, 1))
GROWING = {"models/status_quo/transition": {"report_growth_percent": {"others": 20.0}}}
GROWN_SHARE = 0.2


def first_rows(cases, n):
    return Cases(**{name: getattr(cases, name)[:n] for name in vars(cases)})


# -- factors ------------------------------------------------------------------------------------------------------


def test_children_follow_straight_lines_between_the_first_days_of_years(build):
    config = build({"municipalities/Aa/children_index": {2010: 100.0, 2011: 110.0, 2012: 99.0}})
    factors = children_factors(config.municipalities["Aa"], TWO_YEARS, 730)
    assert factors[[0, 73, 365, 438]].tolist() == pytest.approx([1.0, 1.02, 1.1, 1.1 - 0.2 * 0.11])


def test_an_index_counts_from_its_value_today_and_stays_as_it_is_after_its_last_year(build):
    config = build({"municipalities/Aa/children_index": {2009: 40.0, 2010: 50.0, 2011: 60.0}})
    factors = children_factors(config.municipalities["Aa"], TWO_YEARS, 730)
    assert factors[[0, 365, 729]].tolist() == pytest.approx([1.0, 1.2, 1.2])


def test_an_index_that_begins_later_stays_as_it_is_before(build):
    config = build({"municipalities/Aa/children_index": {2011: 50.0, 2012: 60.0}})
    factors = children_factors(config.municipalities["Aa"], TWO_YEARS, 731)
    assert factors[[0, 365, 730]].tolist() == pytest.approx([1.0, 1.0, 1.2])


def test_growth_a_year_is_compound_and_begins_today():
    days = np.array([-400, 0, 1461, 2922])
    assert growth_factors(10.0, days).tolist() == pytest.approx([1, 1, 1.1**4, 1.1**8])


def test_a_years_factor_holds_for_the_calendar_year_and_has_mean_1_and_its_cv():
    factors = yearly_factors(0.2, 604, TWO_YEARS, 730, seed=1, replication=0)
    assert (factors[:365] == factors[0]).all()
    assert (factors[365:] == factors[365]).all()
    assert factors[0] != factors[365]
    many = np.array([yearly_factors(0.2, 604, TWO_YEARS, 1, 1, replication)[0] for replication in range(1000)])
    # four standard errors each: false alarms 1e-4
    assert many.mean() == pytest.approx(1, abs=4 * 0.2 / math.sqrt(1000))
    assert many.std() == pytest.approx(0.2, rel=4 / math.sqrt(2000))


def test_a_years_factor_hangs_on_the_municipality_and_the_year_alone():
    later = Clock(dt.date(2011, 7, 1), dt.date(2013, 1, 1))
    usual = yearly_factors(0.2, 604, TWO_YEARS, 730, 1, 0)
    assert yearly_factors(0.2, 604, later, 30, 1, 0)[0] == usual[-1]
    assert yearly_factors(0.2, 605, TWO_YEARS, 730, 1, 0)[0] != usual[0]


# -- the tape -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"municipalities/Aa/children_index": {2010: 100.0, 2020: 100.0}},
        {"demand/reports_growth_percent_per_year": 0.0, "demand/measures_growth_percent_per_year": 0.0},
        {"demand/yearly_cv": 0.0},
        {"models/status_quo/transition": {"report_growth_percent": {"others": 0.0}}},
    ],
    ids=["a flat index", "no growth a year", "no years", "no growth after the change"],
)
def test_what_says_that_nothing_drifts_leaves_the_tape_as_it_is(build, changes):
    assert_equal(cases_of(build(changes)), cases_of(build()))


@pytest.mark.parametrize(
    "changes",
    [
        {"municipalities/Aa/children_index": {2010: 100.0, 2013: 140.0}},
        {"demand/reports_growth_percent_per_year": 8.0},
    ],
    ids=["children", "reports"],
)
def test_more_children_or_reports_move_dates_but_no_marks(build, changes):
    usual, more = (rows_by_identity(build(NOBODY_OPEN | ONE_CHILD | c)) for c in ({}, changes))
    assert usual.keys() < more.keys()
    assert {c for i, row in usual.items() for c in row if row[c] != more[i][c]} - MAY_MOVE_TO_A_DAY_OFF == {
        "report_day",
        "visible_tick",
    }
    assert all(more[i]["report_day"] <= row["report_day"] for i, row in usual.items())


def test_years_move_dates_but_no_marks(build):
    usual, other = (rows_by_identity(build(NOBODY_OPEN | ONE_CHILD | c)) for c in ({}, {"demand/yearly_cv": 0.3}))
    both = usual.keys() & other.keys()
    assert len(both) > 100
    assert {c for i in both for c in usual[i] if usual[i][c] != other[i][c]} - MAY_MOVE_TO_A_DAY_OFF == {
        "report_day",
        "visible_tick",
    }


def test_more_measures_a_year_turn_dismissed_investigations_into_measures_and_change_nothing_else(build):
    no_open_investigations = {f"municipalities/{name}/open_investigations": 0 for name in ("Aa", "Bb")}
    usual, more = (
        rows_by_identity(build(no_open_investigations | c))
        for c in ({}, {"demand/measures_growth_percent_per_year": 15.0})
    )
    assert {c for i, row in usual.items() for c in row if row[c] != more[i][c]} == {"outcome"}
    changed = [(row["outcome"], more[i]["outcome"]) for i, row in usual.items() if row != more[i]]
    assert len(changed) > 10
    assert all(before == 0 and after > 0 for before, after in changed)


def test_reports_follow_the_children(build):
    index = {"municipalities/Aa/children_index": {2010: 100.0, 2011: 100.0, 2012: 50.0}}
    config = build(
        NOBODY_OPEN | ONE_CHILD | STEADY | {"municipalities/Aa/reports_per_1000_children_per_year": 100.0} | index
    )
    counts = np.zeros(3)
    for replication in range(40):
        cases = cases_of(config, replication)
        counts += np.bincount(cases.report_day[cases.municipality == 0] // 365, minlength=3)[:3]
    # 300, 225 and 150 a year; four standard errors of the sum of 40 Poisson counts
    for count, expected in zip(counts, (300, 225, 150), strict=True):
        assert count == pytest.approx(40 * expected, abs=4 * math.sqrt(40 * expected) + 40)


# -- growth -------------------------------------------------------------------------------------------------------


def test_candidates_of_growth_come_after_all_other_rows_and_leave_them_as_they_are(build):
    usual, grown = cases_of(build()), cases_of(build(GROWING))
    assert len(grown) > len(usual)
    assert_equal(first_rows(grown, len(usual)), usual)
    assert (usual.growth_mark == -1).all()
    assert (grown.growth_mark[len(usual) :] >= 0).all()


def test_more_growth_changes_no_candidate(build):
    more = {"models/status_quo/transition": {"report_growth_percent": {"Aa": 50.0}}}
    assert_equal(cases_of(build(GROWING)), cases_of(build(more)))


def test_candidates_stand_in_order_of_arrival_and_name_rows_among_themselves(build):
    n = len(cases_of(build()))
    cases = cases_of(build(GROWING))
    later = n + np.flatnonzero(cases.previous[n:] >= 0)
    assert len(later) > 10
    assert (cases.previous[later] >= n).all()
    assert (cases.family[n:] >= n).all()
    assert (np.diff(cases.report_day[n:]) >= 0).all()
    assert (cases.origin[n:] == ORIGIN_REPORT).all()
    assert (cases.family[n:] != n + np.arange(len(cases) - n)).any()


def test_all_reports_on_a_family_have_its_mark(build):
    cases = cases_of(build(GROWING))
    later = np.flatnonzero(cases.previous >= 0)
    assert (cases.growth_mark == cases.growth_mark[cases.family]).all()
    assert (cases.growth_mark[later] == cases.growth_mark[cases.previous[later]]).all()


def test_a_candidates_marks_are_its_own(build):
    cases = cases_of(build(GROWING))
    n = len(cases_of(build()))
    assert not set(cases.screening_minutes[n:][:20]) <= set(cases.screening_minutes[:n])


def test_as_many_candidates_are_accepted_as_make_the_growth(build):
    often = {f"municipalities/{name}/reports_per_1000_children_per_year": 100.0 for name in ("Aa", "Bb")}
    config = build(CONTINUOUS | often | GROWING)
    drawn = [draw_cases(config, clock_of(config), 1, replication) for replication in range(30)]
    # the third year, by which later reports on the first candidates have come
    within = [(cases.report_day >= 731) & (cases.origin == ORIGIN_REPORT) for cases in drawn]
    base = sum((within & (c.growth_mark == -1)).sum() for c, within in zip(drawn, within, strict=True))
    marks = [c.growth_mark[w & (c.growth_mark >= 0)] for c, w in zip(drawn, within, strict=True)]
    accepted = np.array([(m < GROWN_SHARE / GROWTH_CEILING * MARK_SCALE).sum() for m in marks])
    expected = GROWN_SHARE * base / 30
    assert accepted.mean() == pytest.approx(expected, abs=4 * accepted.std() / math.sqrt(30) + 0.02 * expected)
    assert max(m.max() for m in marks) < MARK_SCALE


def test_one_more_municipality_changes_no_candidate_of_the_others(build):
    config = build(GROWING)
    others = {name: municipality.model_dump() for name, municipality in config.municipalities.items()}
    municipalities = {"Cc": others["Bb"] | {"number": 15}, **others}
    before, after = rows_by_identity(config), rows_by_identity(build(GROWING | {"municipalities": municipalities}))
    assert {identity: row for identity, row in after.items() if identity[0] != 15} == before
