"""Stress on the tape: rows of its own, which change no other."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt

import numpy as np
import pytest

from caseflow.config.schema import ReportShock
from caseflow.tape.draw import clock_of, draw
from caseflow.tape.tables import MARK_SCALE, OUTCOME_CARE

BOARD = {"week": 2, "families": 3, "emergency": True, "leads_to": "county_board", "planned_days": 28}
SIBLINGS = {"week": 3, "children": 4, "leads_to": "investigation"}
ALWAYS_AT_NIGHT = {"demand/emergency_share": 1.0, "demand/emergency_out_of_hours_share": 1.0}
WAVE = {"week": 2, "days": 14, "days_each": 5, "share": 0.5}


def rows(table, chosen):
    """Its columns, but for places in the table."""
    return {f.name: getattr(table, f.name)[chosen].tolist() for f in dataclasses.fields(table)}


def test_reports_of_stress_come_after_all_others_and_change_none(build):
    usual, stressed = (draw(build({"stress/reports": of}), 0).cases for of in ({}, {"board": BOARD}))
    assert len(stressed) == len(usual) + 3
    assert rows(stressed, slice(len(usual))) == rows(usual, slice(None))


def test_absences_of_stress_change_no_other_row(build):
    usual, stressed = (draw(build({"stress/absences": of}), 0) for of in ({}, {"wave": WAVE}))
    for name in ("cases", "posts", "absences", "departures"):
        assert rows(getattr(stressed, name), slice(None)) == rows(getattr(usual, name), slice(None)), name
    assert len(usual.shocks) == 0 < len(stressed.shocks)


@pytest.mark.parametrize("other", ["board", "earlier"])
def test_a_shock_is_the_same_beside_another(build, other):
    alone = draw(build({"stress/reports": {"siblings": SIBLINGS}, "stress/absences": {"wave": WAVE}}), 0)
    shocks = {other: BOARD | {"municipality": "Aa"}, "siblings": SIBLINGS}
    both = draw(build({"stress/reports": shocks, "stress/absences": {other: {"week": 1, "days": 3}, "wave": WAVE}}), 0)
    own, of_both = np.arange(len(alone.cases) - 4, len(alone.cases)), np.flatnonzero(both.cases.family >= 0)
    known = {ordinal: row for row, ordinal in enumerate(both.cases.ordinal.tolist())}
    again = [known[ordinal] for ordinal in alone.cases.ordinal[own].tolist()]
    assert len(of_both) == len(both.cases)
    for name in (f.name for f in dataclasses.fields(alone.cases) if f.name != "family"):
        assert getattr(alone.cases, name)[own].tolist() == getattr(both.cases, name)[again].tolist(), name
    assert rows(both.shocks, slice(-len(alone.shocks), None)) == rows(alone.shocks, slice(None))


def test_reports_come_to_what_is_asked_of_them(build):
    config = build({"stress/reports": {"board": BOARD}})
    cases, clock = draw(config, 0).cases, clock_of(config)
    own = slice(-3, None)
    assert not cases.dismissed[own].any()
    assert cases.emergency[own].all()
    assert (
        clock.date(int(cases.report_day[-1])).weekday() == calendar.SATURDAY
    )  # the second week after a change on a Saturday
    assert cases.out_of_hours[own].all()
    assert cases.outcome[own].tolist() == [OUTCOME_CARE] * 3
    assert cases.county_board[own].all()
    assert cases.pace_days[own].tolist() == [28] * 3
    assert cases.information_days[own].tolist() == [-1] * 3
    assert cases.planned_late_mark[own].tolist() == [MARK_SCALE] * 3  # not below a share of 1 either
    assert len(set(cases.contact_minutes[own].tolist())) == 3  # families are not copies of one another


def test_an_emergency_of_stress_in_office_hours_is_not_out_of_hours(build):
    calls = {"municipality": "Aa", "date": dt.date(2011, 1, 12), "families": 30, "emergency": True}
    config = build({"stress/reports": {"calls": calls}, **ALWAYS_AT_NIGHT})
    cases, clock = draw(config, 0).cases, clock_of(config)
    assert cases.emergency[-30:].all()
    assert not cases.out_of_hours[-30:].any()
    assert clock.is_office_time(cases.report_day[-30:], cases.report_minute[-30:]).all()


def test_what_is_no_emergency_is_not_out_of_hours_on_a_day_off_either(build):
    cases = draw(build({"stress/reports": {"board": BOARD | {"emergency": False, "families": 30}}}), 0).cases
    assert not cases.emergency[-30:].any()
    assert not cases.out_of_hours[-30:].any()


def test_siblings_of_stress_are_a_family(build):
    cases = draw(build({"stress/reports": {"siblings": SIBLINGS}}), 0).cases
    eldest = len(cases) - 4
    assert cases.family[-4:].tolist() == [eldest] * 4
    assert len(set(zip(cases.report_day[-4:], cases.report_minute[-4:], strict=True))) == 1
    assert not cases.dismissed[-4:].any()


def test_reports_by_chance_are_dismissed_as_others_are(build):
    many = {f"family_{number}": {"week": 2, "families": 30} for number in range(10)}
    config = build({"stress/reports": many})
    dismissed = draw(config, 0).cases.dismissed[-300:]
    expected = config.demand.dismissed_share
    assert abs(dismissed.mean() - expected) < 3 * np.sqrt(expected * (1 - expected) / 300)
    assert ReportShock(week=2).leads_to == "chance"
