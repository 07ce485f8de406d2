"""Where the time of an investigation goes: one label for every working minute from clock start to closing."""

from __future__ import annotations

from caseflow.compiling import inlined
from caseflow.log import Kind
from caseflow.stats.compiled.cells import INTAKE, NONE, Int64, Record
from caseflow.stats.compiled.records import LATEST, Counted, Given, Row, State, end_workday

N_LABELS = 7
IN_WORK, WAITING, OWNER_AWAY, QUEUED, INFORMATION, SCREENING, PACE = range(N_LABELS)
"""The labels in the order of :data:`caseflow.stats.registry.PROCESSING_PARTS`: the first that applies counts."""


@inlined
def label_time(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Label the time before a row, if its case's investigation has labels until then and no further."""
    case = state.case[row.case]
    if row.tick > case["labelled_until"]:
        _label(counted.labelled[case["investigation"]], case, row, state, given)
        case["labelled_until"] = row.tick if row.tick < case["window_stop"] else LATEST
        case["labelled_workday"] = row.workday


@inlined
def change_label(case: Record, row: Row) -> None:
    """Take in what a row changes of its case's state, beside sessions and tasks."""
    kind = row.kind
    if kind == Kind.OWNER_WANTED:
        case["is_waiting"] = 1
    elif kind == Kind.ASSIGNED:
        case["is_waiting"], case["owner"] = 0, row.worker
    elif kind == Kind.RELEASED:
        case["owner"] = NONE
    elif kind == Kind.INFORMATION_ASKED or kind == Kind.INFORMATION_ARRIVED:
        case["lacks_information"] = kind == Kind.INFORMATION_ASKED
    elif kind == Kind.STAGE_ENTERED:
        case["is_in_intake"] = row.stage == INTAKE


@inlined
def _label(labelled: Int64, case: Record, row: Row, state: State, given: Given) -> None:
    """Label a case's time from where it has labels up to a row, as its state now is."""
    start, stop, first, last = case["labelled_until"], row.tick, case["labelled_workday"], end_workday(row)
    day_minutes = given.cells.day_minutes
    hangs_on_owner = case["ready"] > 0 and case["is_waiting"] == 0 and case["owner"] != NONE
    if case["worker"] == NONE:
        away = _ticks_away(given, case["owner"], start, stop, first, last) if hangs_on_owner else 0
        labelled[OWNER_AWAY] += away
        labelled[_label_of_rest(case)] += stop - start - away
        return
    for workday in range(first, last + 1):
        opens = workday * day_minutes
        begin, end = max(start, opens), min(stop, opens + day_minutes)
        worked = max(min(end, opens + _minutes_at_work(case, workday, state, given)) - begin, 0)
        labelled[IN_WORK] += worked
        if worked < end - begin:
            is_away = hangs_on_owner and given.away[case["owner"], workday]
            labelled[OWNER_AWAY if is_away else _label_of_rest(case)] += end - begin - worked


@inlined
def _ticks_away(given: Given, worker: int, start: int, stop: int, first: int, last: int) -> int:
    """The ticks of ``[start, stop)``, from one working day to another, on whose days the worker is away."""
    ticks, day_minutes = 0, given.cells.day_minutes
    for workday in range(first, last + 1):
        if given.away[worker, workday]:
            opens = workday * day_minutes
            ticks += min(stop, opens + day_minutes) - max(start, opens)
    return ticks


@inlined
def _minutes_at_work(case: Record, workday: int, state: State, given: Given) -> int:
    """The first minutes of a day in which somebody of those in a session on the case is at work."""
    minutes, worker = 0, case["worker"]
    while worker != NONE:
        minutes = max(minutes, given.minutes[worker, workday])
        worker = state.worker[worker]["colleague"]
    return int(minutes)


@inlined
def _label_of_rest(case: Record) -> int:
    """The label of minutes in which nobody works on the case and no owner is away."""
    if case["is_waiting"] == 1:
        return WAITING
    if case["ready"] > 0:
        return QUEUED
    if case["lacks_information"] == 1:
        return INFORMATION
    return SCREENING if case["is_in_intake"] == 1 else PACE
