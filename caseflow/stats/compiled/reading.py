"""The one pass over a log: every row is shown to each of the matters that are counted."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.config.schema import TASK_KINDS
from caseflow.log import Kind
from caseflow.stats.compiled.cells import N_STAGES, NONE, Record, new_table
from caseflow.stats.compiled.events import end_events, take_event
from caseflow.stats.compiled.outings import count_bought, count_call_out, count_trip
from caseflow.stats.compiled.processing import N_LABELS, change_label, label_time
from caseflow.stats.compiled.records import (
    LATEST,
    MEETING,
    SESSION,
    STRETCH,
    STRETCHES,
    TASK,
    WORKER,
    Counted,
    Given,
    Row,
    State,
)
from caseflow.stats.compiled.sessions import begin_session, end_session, end_sessions
from caseflow.stats.compiled.stretches import N_STATES, take_stretch
from caseflow.stats.compiled.tables import N_OF_CASES, N_OF_FAMILIES, N_OF_WORKERS
from caseflow.stats.compiled.tasks import begin_task, end_task, work_on_task


@entry_point
def read_log(log: Record, case: Record, given: Given, n_teams: int) -> Counted:
    """Read a log; ``case`` are blank records with the tape's marks."""
    counted, state = _nothing_counted(len(log), given, n_teams), _nothing_known(len(log), case, given)
    _read_rows(counted, state, given, log)
    end_sessions(counted, state, given)
    end_events(counted, state, given)
    return Counted(
        counted.cases,
        counted.workers,
        counted.families,
        counted.call_outs,
        counted.km,
        counted.bought_minutes,
        counted.stretch[: state.n[STRETCHES]],
        counted.labelled,
    )


@compiled
def _nothing_counted(n_rows: int, given: Given, n_teams: int) -> Counted:
    """Room for what is counted of some rows; each may begin a stretch."""
    cells = given.cells
    (n_periods, n_municipalities), n_years = given.on_call_team.shape, cells.cell[-1]["year"] + 1
    return Counted(
        new_table(n_municipalities * N_STAGES, cells, N_OF_CASES),
        new_table(len(given.minutes), cells, N_OF_WORKERS),
        new_table(n_municipalities, cells, N_OF_FAMILIES),
        new_table(n_teams, cells, 1),
        np.zeros((n_periods, n_years, n_teams)),
        np.zeros((n_periods, n_years, n_municipalities, len(TASK_KINDS)), dtype=np.int64),
        np.empty(n_rows, dtype=STRETCH),
        np.zeros((len(given.investigation), N_LABELS), dtype=np.int64),
    )


@compiled
def _nothing_known(n_rows: int, case: Record, given: Given) -> State:
    """The state before the first of some rows; each may make a task ready."""
    worker = np.empty(len(given.minutes), dtype=WORKER)
    for i in range(len(worker)):
        worker[i]["since"], worker[i]["first_workday"], worker[i]["colleague"] = NONE, NONE, NONE
        worker[i]["full_minutes"] = NONE
    for i in range(len(given.investigation)):
        investigation = given.investigation[i]
        if investigation["window_start"] < investigation["window_stop"]:
            of_case = case[investigation["case"]]
            of_case["investigation"], of_case["window_stop"] = i, investigation["window_stop"]
            of_case["labelled_until"] = investigation["window_start"]
            of_case["labelled_workday"] = investigation["window_start"] // given.cells.day_minutes
    return State(
        case,
        np.full((len(case), N_STATES), NONE, dtype=np.int32),
        np.empty(n_rows, dtype=TASK),
        worker,
        np.empty(n_rows, dtype=MEETING),
        np.empty(n_rows, dtype=SESSION),
        np.array([0, NONE, 0, 0, 0, 0]),
    )


@inlined
def _read_rows(counted: Counted, state: State, given: Given, log: Record) -> None:
    """Show the rows of a log one by one; they are in the order of their ticks."""
    cells = given.cells
    last = len(cells.workday) - 1
    workday, opens, closes = 0, NONE, cells.day_minutes
    cell = cell_before = cells.workday[0]["cell"]
    for i in range(len(log)):
        one = log[i]
        tick, case = one["tick"], one["case"]
        while tick >= closes:
            workday, opens = workday + 1, closes
            closes = closes + cells.day_minutes if workday < last else LATEST
            cell_before, cell = cell, cells.workday[workday]["cell"]
        if case == NONE:
            continue
        row = Row(
            tick,
            one["kind"],
            case,
            one["task"],
            one["stage"],
            one["worker"],
            one["value"],
            workday,
            cell,
            cell_before,
            opens,
        )
        _take(counted, state, given, row)


@inlined
def _take(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Show a row to whom it concerns; the most frequent kinds come first."""
    kind = row.kind
    label_time(counted, state, given, row)
    if kind == Kind.WORK_STARTED:
        begin_session(state, row)
    elif kind <= Kind.TASK_DONE:
        end_session(counted, state, given, row)
        if kind == Kind.TASK_DONE:
            end_task(counted, state, given, row)
        else:
            work_on_task(state, row, row.value)
    elif kind == Kind.TASK_READY:
        begin_task(counted, state, given, row)
    elif kind == Kind.TRAVELLED:
        count_trip(counted, state, given, row)
        work_on_task(state, row, -row.value)
    elif kind in (Kind.TASK_MISSED, Kind.TASK_DROPPED):
        end_task(counted, state, given, row)
    elif kind in (Kind.RELEARNED, Kind.HANDED_OVER):
        work_on_task(state, row, -row.value)
    elif kind == Kind.BOUGHT:
        count_bought(counted, state, given, row)
        end_task(counted, state, given, row)
    else:
        if kind == Kind.RESPONDED:
            count_call_out(counted, state, given, row)
        change_label(state.case[row.case], row)
        take_stretch(counted, state, given, row)
        take_event(counted, state, given, row)
