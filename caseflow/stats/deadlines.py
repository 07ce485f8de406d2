"""Indicators of the law's clocks: screening, breaches, overdue cases, processing times."""

from __future__ import annotations

import numpy as np

from caseflow.log import Kind
from caseflow.stats.grid import Entries, Fraction, Fractions, Grid
from caseflow.stats.histories import History, Int64, Investigations
from caseflow.stats.processing import processing_of
from caseflow.stats.registry import INTAKE, INVESTIGATION, PROCESSING_PARTS
from caseflow.tape.tables import ORIGIN_REPORT


def deadline_fractions(history: History, grid: Grid) -> Fractions:
    """The indicators of the law's clocks."""
    return {
        "screening_late_share": _screening_late(history, grid),
        "breach_share": _breaches(history.investigations, grid),
        **_overdue(history.investigations, grid),
        **_closed(history, grid),
    }


def _screening_late(history: History, grid: Grid) -> Fraction:
    concluded = history.of(Kind.REPORT_DISMISSED, Kind.INVESTIGATION_OPENED)
    reported = history.tape.cases.origin[concluded.case] == ORIGIN_REPORT
    case, day = concluded.case[reported], history.time.day_of_end(concluded.tick[reported])
    late = day > history.tape.cases.report_day[case] + history.org.rules.screening_days
    entries = grid.cases_on(history.municipality[case], INTAKE, day)
    return Fraction(grid.total(entries, late), grid.total(entries))


def _breaches(all_: Investigations, grid: Grid) -> Fraction:
    """Each investigation counts once, in the period of its limit: what was closed later is not closed by then."""
    entries = grid.cases_on(all_.municipality, INVESTIGATION, all_.limit_day)
    return Fraction(grid.total(entries, all_.closed_day > all_.limit_day), grid.total(entries))


def _overdue(all_: Investigations, grid: Grid) -> Fractions:
    late = all_.where(all_.closed_day > all_.limit_day)
    row, quarter = grid.ends_within(late.limit_day, late.closed_day)
    at_end = _at_quarter_end(late, row, quarter, grid)
    stage = np.full(len(late.case), INVESTIGATION)
    _, during, days = grid.cases_during_days(late.municipality, stage, late.limit_day + 1, late.closed_day + 1)
    return {
        "overdue_open": Fraction(grid.at_end(at_end)),
        "child_days_over_limit": Fraction(grid.total(during, days)),
        "longest_case_days": _longest(all_, grid),
    }


def _longest(all_: Investigations, grid: Grid) -> Fraction:
    """A closed case counts at its age at closing, in that quarter; an open one at each quarter's end."""
    row, quarter = grid.ends_within(grid.time.day_of_end(all_.opened_tick), all_.closed_day)
    still_open = _at_quarter_end(all_, row, quarter, grid)
    closing = grid.cases_on(all_.municipality, INVESTIGATION, all_.closed_day)
    entries = Entries(np.hstack([still_open.unit, closing.unit]), np.concatenate([still_open.quarter, closing.quarter]))
    age = grid.time.quarter_last_days[quarter] - all_.start_day[row]
    return Fraction(grid.peak(entries, np.concatenate([age, all_.closed_day - all_.start_day])))


def _at_quarter_end(all_: Investigations, row: Int64, quarter: Int64, grid: Grid) -> Entries:
    return grid.cases_on(all_.municipality[row], INVESTIGATION, grid.time.quarter_last_days[quarter])


def _closed(history: History, grid: Grid) -> Fractions:
    processing = processing_of(history)
    closed = processing.investigations
    entries = grid.cases_on(closed.municipality, INVESTIGATION, closed.closed_day)
    number = grid.total(entries)
    days = closed.processing_days
    median, ninth = grid.quantiles(entries, days, (0.5, 0.9))
    parts = {
        f"processing_{part}_days": Fraction(grid.total(entries, ticks) / history.org.clock.day_minutes, number)
        for part, ticks in zip(PROCESSING_PARTS, processing.ticks, strict=True)
    }
    return {
        "investigations_closed": Fraction(number),
        "investigations_dismissed": Fraction(grid.total(entries, closed.outcome == 0)),
        "over_three_months_share": Fraction(grid.total(entries, closed.closed_day > closed.three_months_day), number),
        "processing_days_mean": Fraction(grid.total(entries, days), number),
        "processing_days_p50": Fraction(median),
        "processing_days_p90": Fraction(ninth),
        **parts,
    }
