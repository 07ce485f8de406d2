"""Indicators of the flow: what comes, what is open, what waits, and how many hands a case goes through."""

from __future__ import annotations

import numpy as np

from caseflow.log import Kind, Log, Why
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.histories import History, Int64
from caseflow.stats.registry import INTAKE, INVESTIGATION
from caseflow.stats.timeline import NEVER

ASSISTANCE, CARE_MEASURE = 1, 2
"""Kinds of measure: values of MEASURE_DECIDED and MEASURE_STARTED."""

OPEN_TODAY = 10
"""MEASURE_STARTED adds this to the kind of a measure that was in place already today."""

HANDOVERS = (Why.STAGE, Why.ABSENCE, Why.REORGANISATION, Why.LEVELLING)
"""Reasons that make an assignment a hand-over."""


def flow_fractions(history: History, grid: Grid) -> Fractions:
    """The indicators of the flow."""
    return {
        **_arrivals(history, grid),
        **_starts(history, grid),
        **_stocks(history, grid),
        "emergency_response_hours": _emergency_response(history, grid),
        **_continuity(history, grid),
    }


def _arrivals(history: History, grid: Grid) -> Fractions:
    """A report counts on the calendar day on which it came, not on the working day on which it was seen."""
    report = history.of(Kind.REPORT).case
    dismissed = history.of(Kind.REPORT_DISMISSED)
    opened = history.investigations.where(~history.investigations.open_today)
    reported_day = history.tape.cases.report_day[report].astype(np.int64)
    dismissed_day = history.time.day_of_end(dismissed.tick)
    opened_day = history.time.day_of_end(opened.opened_tick)
    place = history.municipality
    return {
        "reports": Fraction(grid.total(grid.cases_on(place[report], INTAKE, reported_day))),
        "reports_dismissed": Fraction(grid.total(grid.cases_on(place[dismissed.case], INTAKE, dismissed_day))),
        "investigations_started": Fraction(grid.total(grid.cases_on(opened.municipality, INVESTIGATION, opened_day))),
    }


def _starts(history: History, grid: Grid) -> Fractions:
    started = history.of(Kind.MEASURE_STARTED)
    is_new = started.value < OPEN_TODAY
    day = history.time.day_of_tick(started.tick)
    entries = grid.cases_on(history.municipality[started.case], started.stage, day)
    decided_day = _decision_days(history, started)
    waited = np.where(is_new, day - decided_day, 0)
    return {
        "measures_started": Fraction(grid.total(entries, started.value == ASSISTANCE)),
        "care_started": Fraction(grid.total(entries, started.value == CARE_MEASURE)),
        "measure_start_days": Fraction(grid.total(entries, waited), grid.total(entries, is_new)),
    }


def _decision_days(history: History, started: Log) -> Int64:
    """The day of the decision for each new measure: a case has at most one decision of each kind."""
    decided = history.of(Kind.MEASURE_DECIDED)
    days = np.zeros((history.n_cases, 3), dtype=np.int64)
    days[decided.case, decided.value] = history.time.day_of_end(decided.tick)
    return np.asarray(days[started.case, started.value % OPEN_TODAY])


def _stocks(history: History, grid: Grid) -> Fractions:
    """Means over working time: working days spent in a state, over the period's working days."""
    measures, measure_ends = history.measures
    is_care = measures.value % OPEN_TODAY == CARE_MEASURE
    deciding = history.lasting((Kind.MEASURE_DECIDED,), (Kind.MEASURE_STARTED, Kind.CASE_CLOSED))
    opened = history.investigations
    stage = np.full(len(opened.case), INVESTIGATION)
    open_ = _time_in(history, grid, opened.case, stage, opened.opened_tick, opened.closed_tick)
    return {
        "open_investigations": open_,
        "waiting_for_worker": _lasting(history, grid, *history.waits),
        "open_measures": _lasting(history, grid, _rows(measures, ~is_care), measure_ends[~is_care]),
        "open_care": _lasting(history, grid, _rows(measures, is_care), measure_ends[is_care]),
        "children_waiting_for_measure": _lasting(history, grid, *deciding),
        "children_waiting_for_place": _only(
            [period.places is not None for period in history.org.periods],
            _lasting(history, grid, *history.place_waits),
            grid,
        ),
    }


def _rows(rows: Log, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Log:
    return Log(*rows.table()[mask].T)


def _lasting(history: History, grid: Grid, rows: Log, stop: Int64) -> Fraction:
    return _time_in(history, grid, rows.case, rows.stage, rows.tick, stop)


def _only(periods: list[bool], fraction: Fraction, grid: Grid) -> Fraction:
    """The fraction where some organisation periods hold at the end; else missing."""
    return Fraction(
        np.where(np.array(periods)[grid.organisation_at_end], fraction.numerator, np.nan), fraction.denominator
    )


def _time_in(history: History, grid: Grid, case: Int64, stage: Int64, start: Int64, stop: Int64) -> Fraction:
    _, entries, ticks = grid.cases_during(history.municipality[case], stage, start, stop)
    return Fraction(grid.total(entries, ticks) / history.org.clock.day_minutes, grid.working_days)


def _emergency_response(history: History, grid: Grid) -> Fraction:
    """Who is on call responds first; emergencies that then find the child's case open have no work of their own."""
    reports, responded = history.of(Kind.REPORT), history.of(Kind.RESPONDED)
    marks = history.tape.cases
    reported = marks.report_day.astype(np.int64) * 1440 + marks.report_minute
    answered = np.where(history.first_tick_of_case(responded) < NEVER, reported, NEVER)
    answered[responded.case] += responded.value
    worked = history.first_tick_of_case(history.of(Kind.WORK_STARTED))
    case = reports.case[(reports.value == 1) & (answered[reports.case] == NEVER) & (worked[reports.case] < NEVER)]
    answered[case] = history.time.instant_minutes(worked[case])
    case = np.concatenate([responded.case, case])
    entries = grid.cases_on(history.municipality[case], INTAKE, answered[case] // 1440)
    return Fraction(grid.total(entries, (answered - reported)[case] / 60), grid.total(entries))


def _continuity(history: History, grid: Grid) -> Fractions:
    """Of the cases that end in the period, whatever the stage, by the team that covers that stage."""
    closed = history.of(Kind.CASE_CLOSED)
    entries = grid.cases_on(history.municipality[closed.case], closed.stage, history.time.day_of_end(closed.tick))
    number = grid.total(entries)
    assigned = history.of(Kind.ASSIGNED)
    handovers = np.bincount(assigned.case[np.isin(assigned.value, HANDOVERS)], minlength=history.n_cases)
    started = history.of(Kind.WORK_STARTED)
    n_workers = len(history.org.fte)
    pairs = np.unique(started.case * n_workers + started.worker)
    workers = np.bincount(pairs // n_workers, minlength=history.n_cases)
    return {
        "handovers_per_case": Fraction(grid.total(entries, handovers[closed.case]), number),
        "workers_seen_per_case": Fraction(grid.total(entries, workers[closed.case]), number),
    }
