"""Sessions: the minutes that workers work, and the workers whom a family meets."""

from __future__ import annotations

from caseflow.compiling import inlined
from caseflow.stats.compiled.cells import NONE, Record
from caseflow.stats.compiled.records import ENDED_AT_ONCE, MEETINGS, Counted, Given, Row, State
from caseflow.stats.compiled.tables import MINUTES_WORKED


@inlined
def _takes_out_ended(state: State, row: Row) -> bool:
    """Whether a session is one of the few that have ended already; then it no longer is."""
    for place in range(state.n[ENDED_AT_ONCE]):
        session = state.ended_at_once[place]
        if session["case"] == row.case and session["worker"] == row.worker:
            state.n[ENDED_AT_ONCE] -= 1
            last = state.ended_at_once[state.n[ENDED_AT_ONCE]]
            session["case"], session["worker"] = last["case"], last["worker"]
            return True
    return False


@inlined
def begin_session(state: State, row: Row) -> None:
    """A session begins; who works on the case already is the worker's colleague.

    One that is interrupted at the tick at which it begins has its end before: it is no work, but the family has met the
    worker.
    """
    _meet(state, row)
    if state.n[ENDED_AT_ONCE] > 0 and _takes_out_ended(state, row):
        return
    worker, case = state.worker[row.worker], state.case[row.case]
    worker["since"], worker["first_workday"], worker["full_minutes"] = row.tick, row.workday, row.value
    worker["colleague"], case["worker"] = case["worker"], row.worker


@inlined
def _meet(state: State, row: Row) -> None:
    """A family meets a worker."""
    case = state.case[row.case]
    if case["first_tick"] == NONE:
        case["first_tick"] = row.tick
    meeting = case["last_met"]
    while meeting != NONE and state.meeting[meeting]["worker"] != row.worker:
        meeting = state.meeting[meeting]["before"]
    if meeting == NONE:
        first = state.meeting[state.n[MEETINGS]]
        first["worker"], first["before"] = row.worker, case["last_met"]
        case["last_met"] = state.n[MEETINGS]
        case["workers_met"] += 1
        state.n[MEETINGS] += 1


@inlined
def end_session(counted: Counted, state: State, given: Given, row: Row) -> None:
    """A session ends; the beginning of one without any work comes later."""
    if row.value == 0:
        session = state.ended_at_once[state.n[ENDED_AT_ONCE]]
        session["case"], session["worker"] = row.case, row.worker
        state.n[ENDED_AT_ONCE] += 1
        return
    _leave(state, state.case[row.case], row.worker)
    _end(counted, state, given, row.worker, row.tick)


@inlined
def _leave(state: State, case: Record, worker: int) -> None:
    """A worker is no longer in a session on a case."""
    after = state.worker[worker]["colleague"]
    if case["worker"] == worker:
        case["worker"] = after
        return
    other = case["worker"]
    while other != NONE and state.worker[other]["colleague"] != worker:
        other = state.worker[other]["colleague"]
    if other != NONE:
        state.worker[other]["colleague"] = after


@inlined
def end_sessions(counted: Counted, state: State, given: Given) -> None:
    """End at the horizon the sessions that last until then."""
    for worker in range(len(state.worker)):
        _end(counted, state, given, worker, given.cells.end_tick)


@inlined
def _end(counted: Counted, state: State, given: Given, number: int, stop: int) -> None:
    """Count the ticks of a worker's session, if there is one, on which the worker is at work."""
    worker, cells = state.worker[number], given.cells
    since, workday = worker["since"], worker["first_workday"]
    if since == NONE:
        return
    opens = workday * cells.day_minutes
    while opens < stop:
        worked = min(stop, opens + given.minutes[number, workday]) - max(since, opens)
        counted.workers[number, cells.workday[workday]["cell"], MINUTES_WORKED] += max(worked, 0)
        workday, opens = workday + 1, opens + cells.day_minutes
    worker["since"] = NONE
