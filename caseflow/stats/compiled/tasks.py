"""Tasks: the minutes that they get, and the recurring ones that are missed."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import inlined
from caseflow.config.schema import TASK_KINDS
from caseflow.log import TASK_KIND_FACTOR, Kind
from caseflow.stats.compiled.cells import INVESTIGATION, NONE, Record, place_of_case, workday_of_tick
from caseflow.stats.compiled.records import ENDED_BEFORE, FREE, TASKS, Counted, Given, Row, State, end_cell
from caseflow.stats.compiled.tables import (
    COUNTY_BOARD_CASES,
    FOLLOW_UPS,
    MINUTES_FULL,
    MINUTES_GIVEN,
    RECURRING_DUE,
    RECURRING_MISSED,
    REVIEWS,
    VISITS,
)

COUNTY_BOARD = TASK_KINDS.index("county_board")

_RECURRING = {
    "follow_up": FOLLOW_UPS,
    "care_follow_up": FOLLOW_UPS,
    "home_visit": VISITS,
    "visitor_follow_up": VISITS,
    "review": REVIEWS,
}

RECURRING = np.array([_RECURRING.get(kind, NONE) for kind in TASK_KINDS])
"""[kind of task]: what it counts as; NONE: it does not recur."""

MISSED_BEFORE, DROPPED_BEFORE = -2, -3
"""In place of a stage: the task ended, and the row that makes it ready comes later at the same tick."""


@inlined
def begin_task(counted: Counted, state: State, given: Given, row: Row) -> None:
    """A task becomes ready; one that ended at this very tick has its end before."""
    state.case[row.case]["ready"] += row.stage <= INVESTIGATION
    if state.n[ENDED_BEFORE] > 0:
        place = _taken_out(state, row)
        if place != NONE:
            state.n[ENDED_BEFORE] -= 1
            task = state.task[place]
            is_missed, task["stage"], task["due_tick"] = task["stage"] == MISSED_BEFORE, row.stage, row.value
            if is_missed:
                _count_due(counted, task, state.case[row.case]["municipality"], is_missed, given)
            return
    _put_in(state, row, row.stage)


@inlined
def _put_in(state: State, row: Row, stage: int) -> None:
    """A task of a row is open, at a place that is free again or a new one."""
    place = state.n[FREE]
    if place == NONE:
        place = state.n[TASKS]
        state.n[TASKS] += 1
    else:
        state.n[FREE] = state.task[place]["next"]
    task, case = state.task[place], state.case[row.case]
    task["number"], task["stage"], task["due_tick"], task["minutes"] = row.task, stage, row.value, 0
    task["next"], case["first_task"] = case["first_task"], place


@inlined
def work_on_task(state: State, row: Row, minutes: int) -> None:
    """Add to the minutes of an open task."""
    place = state.case[row.case]["first_task"]
    while place != NONE and state.task[place]["number"] != row.task:
        place = state.task[place]["next"]
    if place != NONE:
        state.task[place]["minutes"] += minutes


@inlined
def end_task(counted: Counted, state: State, given: Given, row: Row) -> None:
    """A task is done, bought, missed or dropped."""
    state.case[row.case]["ready"] -= 1  # below 0 where the row that makes the task ready comes later at the same tick
    place = _taken_out(state, row)
    if place == NONE:
        state.n[ENDED_BEFORE] += 1
        _put_in(state, row, MISSED_BEFORE if row.kind == Kind.TASK_MISSED else DROPPED_BEFORE)
    else:
        task, municipality = state.task[place], state.case[row.case]["municipality"]
        if row.kind == Kind.TASK_DONE:
            full_minutes = state.worker[row.worker]["full_minutes"]
            _count_done(counted, row, municipality, task["minutes"] + row.value, full_minutes)
        if row.kind != Kind.TASK_DROPPED:
            _count_due(counted, task, municipality, row.kind == Kind.TASK_MISSED, given)


@inlined
def _taken_out(state: State, row: Row) -> int:
    """The place of a task that is no longer open, free from now on; NONE: it never was open."""
    case = state.case[row.case]
    before, place = NONE, case["first_task"]
    while place != NONE and state.task[place]["number"] != row.task:
        before, place = place, state.task[place]["next"]
    if place != NONE:
        if before == NONE:
            case["first_task"] = state.task[place]["next"]
        else:
            state.task[before]["next"] = state.task[place]["next"]
        state.task[place]["next"] = state.n[FREE]
        state.n[FREE] = place
    return int(place)


@inlined
def _count_done(counted: Counted, row: Row, municipality: int, minutes: int, full_minutes: int) -> None:
    """Count a task where and when it is done, with all minutes worked on it, whoever worked them."""
    family, worker = counted.families[municipality, end_cell(row)], counted.workers[row.worker, end_cell(row)]
    family[MINUTES_GIVEN] += minutes
    family[MINUTES_FULL] += full_minutes
    worker[MINUTES_GIVEN] += minutes
    worker[MINUTES_FULL] += full_minutes
    worker[COUNTY_BOARD_CASES] += row.task // TASK_KIND_FACTOR == COUNTY_BOARD


@inlined
def _count_due(counted: Counted, task: Record, municipality: int, is_missed: bool, given: Given) -> None:
    """Count a recurring task at its due date, at the team that covers the stage in which it became ready."""
    recurring = RECURRING[task["number"] // TASK_KIND_FACTOR]
    if recurring != NONE:
        place, cell = place_of_case(municipality, task["stage"]), workday_of_tick(given.cells, task["due_tick"])["cell"]
        counted.cases[place, cell, RECURRING_DUE + recurring] += 1
        counted.cases[place, cell, RECURRING_MISSED + recurring] += is_missed
