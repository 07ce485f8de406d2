"""Laws that every log keeps, whatever the config: checked after a run, told in words where one is broken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from caseflow.errors import InvariantError
from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Kind, Log, describe
from caseflow.organisation import Organisation
from caseflow.stats.histories import TASK_ROOM, History, task_key
from caseflow.stats.intervals import Intervals, intersect, sweep
from caseflow.stats.processing import processing_of
from caseflow.tape.tables import ORIGIN_REPORT, Tape

Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


def check(log: Log, tape: Tape, org: Organisation) -> None:
    """Raise InvariantError for the first law that the log breaks.

    Reports are conserved; nothing happens to a case after its end; every task ends at most once; workers belong to the
    covering team; a case has one owner; nobody works while away or on two tasks; nobody eligible is idle beside a ready
    task; Little's law; the parts of processing time add up.
    """
    history = History(log, tape, org)
    for law in LAWS:
        law(history)


def _refuse(broken: Bool, rows: Log, law: str) -> None:
    """Raise InvariantError that shows the first row of a mask."""
    if broken.any():
        row = rows.table()[int(broken.argmax())]
        raise InvariantError(f"{law}: {describe(row)}")


def _has_row(history: History, *kinds: Kind) -> Bool:
    """bool[case]: whether the case has a row of one of the kinds."""
    out = np.zeros(history.n_cases, dtype=np.bool_)
    out[history.of(*kinds).case] = True
    return out


# -- cases ------------------------------------------------------------------------------------------------------


def reports_are_conserved(history: History) -> None:
    """Reports in = dismissed + closed + open + attached: each report meets exactly one of these ends."""
    reports = history.of(Kind.REPORT)
    seen = np.bincount(reports.case, minlength=history.n_cases)
    _refuse(seen[reports.case] > 1, reports, "a report comes in twice")
    due = history.tape.cases.visible_tick < history.end_tick
    is_report = history.tape.cases.origin == ORIGIN_REPORT
    lost = np.flatnonzero(is_report & due & (seen == 0))
    if len(lost):
        raise InvariantError(f"case {lost[0]} of the tape never comes in as a report")
    attached, entered = _has_row(history, Kind.ATTACHED), _has_row(history, Kind.STAGE_ENTERED)
    _refuse((attached == entered)[reports.case], reports, "a report is neither a case nor attached to one, or both")
    closed = _has_row(history, Kind.CASE_CLOSED)
    dismissed = history.of(Kind.REPORT_DISMISSED)
    _refuse(~closed[dismissed.case], dismissed, "a dismissed report's case stays open")


def closed_cases_rest(history: History) -> None:
    """A case ends once, and nothing happens to it later."""
    closed = history.of(Kind.CASE_CLOSED)
    ends = np.bincount(closed.case, minlength=history.n_cases)
    _refuse(ends[closed.case] > 1, closed, "a case ends twice")
    end_tick = history.first_tick_of_case(closed)
    everything = history.of(*Kind)
    _refuse(everything.tick > end_tick[everything.case], everything, "something happens to a case after its end")


def investigations_follow_littles_law(history: History) -> None:
    """On the finite window, time spent in investigation = the integral of the number open, never negative."""
    opened, closed = history.of(Kind.INVESTIGATION_OPENED), history.of(Kind.INVESTIGATION_CLOSED)
    tick = np.concatenate([opened.tick, closed.tick, [history.end_tick]])
    change = np.repeat([1, -1, 0], [len(opened), len(closed), 1])
    order = np.lexsort((-change, tick))
    number = np.cumsum(change[order])
    if number.min() < 0:
        raise InvariantError("more investigations are closed than were opened")
    integral = int((number[:-1] * np.diff(tick[order])).sum())
    spent = int((history.investigations.closed_tick - history.investigations.opened_tick).sum())
    if spent != integral:
        raise InvariantError(f"Little's law: {spent} ticks in investigation, but {integral} by the number open")


def processing_parts_add_up(history: History) -> None:
    """Every working minute from clock start to closing has exactly one label."""
    processing = processing_of(history)
    labelled, whole = processing.ticks.sum(axis=0), processing.window.stop - processing.window.start
    wrong = np.flatnonzero(labelled != whole)
    if len(wrong):
        row = wrong[0]
        case = processing.investigations.case[row]
        raise InvariantError(f"case {case}: {labelled[row]} minutes have a label, of {whole[row]}")


# -- tasks ------------------------------------------------------------------------------------------------------


def tasks_end_once(history: History) -> None:
    """Every task that became ready is done, missed, dropped or open; none of a closed case is open."""
    ready = history.of(Kind.TASK_READY)
    ends = history.of(Kind.TASK_DONE, Kind.TASK_MISSED, Kind.TASK_DROPPED)
    _refuse(_repeated(task_key(ready)), ready, "a task becomes ready twice")
    _refuse(_repeated(task_key(ends)), ends, "a task ends twice")
    _refuse(~np.isin(task_key(ends), task_key(ready)), ends, "a task ends that never was ready")
    closed = _has_row(history, Kind.CASE_CLOSED)
    left = closed[ready.case] & ~np.isin(task_key(ready), task_key(ends))
    _refuse(left, ready, "a task of a closed case never ends")


def _repeated(keys: Int64) -> Bool:
    """bool[row]: whether another row has the same key."""
    _, inverse, number = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(number[inverse] > 1)


# -- workers ----------------------------------------------------------------------------------------------------


def work_fits_capacity(history: History) -> None:
    """Sessions begin at work, never overlap, and give exactly the capacity minutes between their ends."""
    started, ended = history.of(Kind.WORK_STARTED), history.of(Kind.WORK_ENDED)
    day_minutes = history.org.clock.day_minutes
    workday, minute = np.divmod(started.tick, day_minutes)
    there = minute < history.org.capacity.minutes[started.worker, workday]
    _refuse(~there, started, "work begins outside capacity")
    sessions = history.sessions
    overlap = (sessions.worker[1:] == sessions.worker[:-1]) & (sessions.start_tick[1:] < sessions.end_tick[:-1])
    if overlap.any():
        row = int(overlap.argmax())
        worker, tick = sessions.worker[row], sessions.start_tick[row + 1]
        raise InvariantError(f"worker {worker} begins a second session at tick {tick} during another")
    _minutes_agree(history, ended)


def _minutes_agree(history: History, ended: Log) -> None:
    """Sessions pair with their ends, task by task, and their minutes are the capacity between."""
    sessions, work = history.sessions, history.work
    over = np.zeros(len(sessions.case), dtype=np.bool_)
    order = np.lexsort((ended.tick, ended.worker))
    starts = np.bincount(sessions.worker, minlength=len(history.org.fte))
    ends = np.bincount(ended.worker, minlength=len(history.org.fte))
    if (ends > starts).any() or (starts > ends + 1).any():
        raise InvariantError(f"worker {int(((ends > starts) | (starts > ends + 1)).argmax())}: sessions without an end")
    last = np.cumsum(starts)[starts > ends] - 1
    over[:] = True
    over[last] = False
    row = Log(*ended.table()[order].T)
    same = task_key(row) == (sessions.case * TASK_ROOM + sessions.task)[over]
    _refuse(~same, row, "a session ends on another task than it began")
    minutes = np.bincount(work.session, weights=work.end_tick - work.start_tick, minlength=len(over))
    _refuse(row.value != minutes[over], row, "a session's minutes are not the capacity between its ends")


def nobody_idles_beside_work(history: History) -> None:
    """Whoever is at work, within capacity and not in a session, has no ready task in the queue."""
    sessions = history.sessions
    in_session = Intervals(sessions.worker, sessions.start_tick, sessions.end_tick)
    queued, busy = _queues(history)
    swept = sweep([_at_work(history), in_session, queued, busy])
    at_work, working, ready, taken = swept.holding
    idle = (at_work > 0) & (working == 0) & (ready > taken)
    if idle.any():
        row = int(idle.argmax())
        raise InvariantError(f"worker {swept.key[row]} is idle at tick {swept.start[row]} beside a ready task")


def _queues(history: History) -> tuple[Intervals, Intervals]:
    """Tasks in each worker's hands, ready or in a session; and those of them that somebody is working on."""
    tasks, sessions = history.tasks, history.sessions
    queued: list[Intervals] = []
    busy: list[Intervals] = []
    for is_second, (assigned, stop) in ((False, history.ownerships), (True, history.second_ownerships)):
        owned = Intervals(assigned.case, assigned.tick, stop)
        for out, case, task, start, end in (
            (queued, tasks.case, tasks.task, tasks.ready_tick, tasks.end_tick),
            (busy, sessions.case, sessions.task, sessions.start_tick, sessions.end_tick),
        ):
            mine = (task % TASK_KIND_FACTOR >= SECOND_TASK) == is_second
            _, owner, begin, finish = intersect(Intervals(case[mine], start[mine], end[mine]), owned)
            out.append(Intervals(assigned.worker[owner], begin, finish))
    return _joined(queued), _joined(busy)


def _joined(parts: list[Intervals]) -> Intervals:
    return Intervals(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("key", "start", "stop")))


def _at_work(history: History) -> Intervals:
    """The ticks of each worker's capacity."""
    minutes = history.org.capacity.minutes[:, : history.org.clock.n_workdays]
    worker, workday = np.nonzero(minutes)
    start = workday * history.org.clock.day_minutes
    return Intervals(worker, start, start + minutes[worker, workday])


def owners_belong_to_the_team(history: History) -> None:
    """Whoever gets a case belongs to the team that covers its stage at that time."""
    assigned = history.of(Kind.ASSIGNED, Kind.SECOND_ASSIGNED)
    starts = np.array([period.start_tick for period in history.org.periods])
    period = np.searchsorted(starts, assigned.tick, side="right") - 1
    team_of = np.stack([p.team_of for p in history.org.periods])
    team_of_worker = np.stack([p.team_of_worker for p in history.org.periods])
    covering = team_of[period, history.municipality[assigned.case], assigned.stage]
    _refuse(team_of_worker[period, assigned.worker] != covering, assigned, "a worker of another team gets a case")


def one_worker_has_a_case(history: History) -> None:
    """A case gets an owner at most once a tick, and has at most one, and one second worker, at the end of it."""
    assigned = history.of(Kind.ASSIGNED)
    is_again = (np.diff(assigned.case, prepend=-1) == 0) & (np.diff(assigned.tick, prepend=-1) == 0)
    _refuse(is_again, assigned, "a case gets an owner twice at one tick")
    for taken, given_up in ((Kind.ASSIGNED, Kind.RELEASED), (Kind.SECOND_ASSIGNED, Kind.SECOND_RELEASED)):
        rows = history.of(taken, given_up)
        rows = Log(*rows.table()[np.lexsort((rows.tick, rows.case))].T)
        change = np.where(rows.kind == taken, 1, -1)
        held = np.cumsum(change)
        first = np.flatnonzero(np.diff(rows.case, prepend=-1))
        held -= np.repeat((held - change)[first], np.diff(first, append=len(rows)))
        is_last = np.diff(rows.case * (history.end_tick + 1) + rows.tick, append=-1) != 0
        _refuse(is_last & (held > 1), rows, "a case has two workers at once")
        _refuse(is_last & (held < 0), rows, "a worker gives up a case that nobody has")


LAWS: tuple[Callable[[History], None], ...] = (
    reports_are_conserved,
    closed_cases_rest,
    tasks_end_once,
    owners_belong_to_the_team,
    one_worker_has_a_case,
    work_fits_capacity,
    nobody_idles_beside_work,
    investigations_follow_littles_law,
    processing_parts_add_up,
)
"""The laws, in the order in which a broken one is told."""
