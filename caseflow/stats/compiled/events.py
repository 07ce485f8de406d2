"""What happens to cases on a day: reports, decisions, measures, closings."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import inlined
from caseflow.log import Kind, Why
from caseflow.stats.compiled.cells import DAY, INTAKE, NONE, Record, cell_of_day, place_of_case, workday_of_tick
from caseflow.stats.compiled.records import (
    ASSISTANCE,
    CARE_MEASURE,
    OPEN_TODAY,
    Counted,
    Given,
    Row,
    State,
    end_cell,
    end_workday,
)
from caseflow.stats.compiled.tables import (
    ASSISTANCE_STARTED,
    CARE_STARTED,
    CLOSED,
    CLOSED_HANDOVERS,
    CLOSED_WORKERS,
    EMERGENCIES,
    EMERGENCY_MINUTES,
    MEASURES_DAYS,
    MEASURES_NEW,
    REPORTS,
    REPORTS_DISMISSED,
    REPORTS_SCREENED,
    REPORTS_SCREENED_LATE,
)
from caseflow.tape.tables import ORIGIN_REPORT

IS_HANDOVER = np.isin(np.arange(max(Why) + 1), (Why.STAGE, Why.ABSENCE, Why.REORGANISATION, Why.LEVELLING))
"""[why]: whether an assignment for that reason is a hand-over."""


@inlined
def take_event(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Take in a row that tells an event."""
    kind, case = row.kind, state.case[row.case]
    if kind == Kind.ASSIGNED:
        case["handovers"] += IS_HANDOVER[row.value]
    elif kind == Kind.REPORT:
        cell = cell_of_day(given.cells, case["report_day"])
        counted.cases[place_of_case(case["municipality"], INTAKE), cell, REPORTS] += 1
        case["is_emergency"] = row.value == 1
    elif kind == Kind.ATTACHED:
        case["is_emergency"] = 0
    elif kind == Kind.REPORT_DISMISSED or kind == Kind.INVESTIGATION_OPENED:
        _end_screening(counted, case, given, row)
    elif kind == Kind.MEASURE_DECIDED:
        day = given.cells.workday[end_workday(row)]["day"]
        if row.value == CARE_MEASURE:
            case["care_decided_day"] = day
        else:
            case["decided_day"] = day
    elif kind == Kind.MEASURE_STARTED:
        _start_measure(counted, case, given, row)
    elif kind == Kind.RESPONDED and case["is_emergency"] == 1:
        case["responded_after"] = row.value
    elif kind == Kind.CASE_CLOSED:
        case["closed_cell"], case["closed_stage"] = end_cell(row), row.stage


@inlined
def end_events(counted: Counted, state: State, given: Given) -> None:
    """Count what is known of each case at the end."""
    for number in range(len(state.case)):
        case = state.case[number]
        _count_answer(counted, case, given)
        if case["closed_cell"] != NONE:
            place, cell = place_of_case(case["municipality"], case["closed_stage"]), case["closed_cell"]
            counted.cases[place, cell, CLOSED] += 1
            counted.cases[place, cell, CLOSED_HANDOVERS] += case["handovers"]
            counted.cases[place, cell, CLOSED_WORKERS] += case["workers_met"]


@inlined
def _end_screening(counted: Counted, case: Record, given: Given, row: Row) -> None:
    place = place_of_case(case["municipality"], INTAKE)
    counted.cases[place, end_cell(row), REPORTS_DISMISSED] += row.kind == Kind.REPORT_DISMISSED
    if case["origin"] == ORIGIN_REPORT:
        is_late = given.cells.workday[end_workday(row)]["day"] > case["report_day"] + given.screening_days
        counted.cases[place, end_cell(row), REPORTS_SCREENED] += 1
        counted.cases[place, end_cell(row), REPORTS_SCREENED_LATE] += is_late


@inlined
def _start_measure(counted: Counted, case: Record, given: Given, row: Row) -> None:
    """A measure is in place; a case has at most one decision of each kind."""
    measure, place = row.value, place_of_case(case["municipality"], row.stage)
    counted.cases[place, row.cell, ASSISTANCE_STARTED] += measure == ASSISTANCE
    counted.cases[place, row.cell, CARE_STARTED] += measure == CARE_MEASURE
    if measure < OPEN_TODAY:
        decided_day = case["care_decided_day"] if measure == CARE_MEASURE else case["decided_day"]
        counted.cases[place, row.cell, MEASURES_NEW] += 1
        counted.cases[place, row.cell, MEASURES_DAYS] += given.cells.workday[row.workday]["day"] - decided_day


@inlined
def _count_answer(counted: Counted, case: Record, given: Given) -> None:
    """Who is on call responds first, else who first works on it; not where the child's case was open: that goes on."""
    reported = case["report_day"] * DAY + case["report_minute"]
    if case["responded_after"] != NONE:
        answered = reported + case["responded_after"]
    elif case["is_emergency"] == 1 and case["first_tick"] != NONE:
        cells, tick = given.cells, case["first_tick"]
        minute = cells.opens_minute + tick % cells.day_minutes
        answered = workday_of_tick(cells, tick)["day"] * DAY + minute
    else:
        return
    place, cell = place_of_case(case["municipality"], INTAKE), cell_of_day(given.cells, answered // DAY)
    counted.cases[place, cell, EMERGENCIES] += 1
    counted.cases[place, cell, EMERGENCY_MINUTES] += answered - reported
