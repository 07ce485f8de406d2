"""Laws about workers: whose cases they get, when they work, and whom load harms."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.errors import InvariantError
from caseflow.log import Kind, Log
from caseflow.stats.histories import NO_END, History, task_key
from caseflow.stats.refusal import refuse

Bool = npt.NDArray[np.bool_]

# -- who gets a case --------------------------------------------------------------------------------------------


def owners_belong_to_the_team(history: History) -> None:
    """Whoever gets a case belongs to the team that covers its stage at that time, or helps it, or is its neighbour.

    Second workers always are of the covering team.
    """
    assigned = history.of(Kind.ASSIGNED, Kind.SECOND_ASSIGNED)
    period = history.period_of(assigned.tick)
    team_of = np.stack([p.team_of for p in history.org.periods])
    team_of_worker = np.stack([p.team_of_worker for p in history.org.periods])
    covering = team_of[period, history.municipality[assigned.case], assigned.stage]
    team = team_of_worker[period, assigned.worker]
    foreign = np.flatnonzero(team != covering)
    refused = np.zeros(len(assigned), dtype=np.bool_)
    refused[foreign] = [
        assigned.kind[row] == Kind.SECOND_ASSIGNED
        or not _lends(history, period[row], covering[row], team[row], assigned.case[row], assigned.stage[row])
        for row in foreign
    ]
    refuse(refused, assigned, "a worker of another team gets a case")


def _lends(history: History, period: int, covering: int, team: int, case: int, stage: int) -> bool:
    """Whether a team helps the covering one, or is a neighbour while everybody of that is in conflict."""
    tables = history.org.periods[period]
    if team in tables.helpers[covering][stage]:
        return True
    can_take = set(tables.teams[covering].workers) - set(history.org.conflicted.of(case).tolist())
    return tables.conflicts and team in tables.neighbours[history.municipality[case]][stage] and not can_take


def nobody_gets_a_case_in_conflict(history: History) -> None:
    """In periods with conflicts."""
    assigned = history.of(Kind.ASSIGNED, Kind.SECOND_ASSIGNED)
    counts = np.array([period.conflicts for period in history.org.periods])[history.period_of(assigned.tick)]
    in_conflict = counts & history.org.conflicted.between(assigned.case, assigned.worker)
    refuse(in_conflict, assigned, "a worker in conflict gets a case")


def one_worker_has_a_case(history: History) -> None:
    """A case gets an owner at most once a tick, and has at most one, and one second worker, at the end of it."""
    assigned = history.of(Kind.ASSIGNED)
    is_again = (np.diff(assigned.case, prepend=-1) == 0) & (np.diff(assigned.tick, prepend=-1) == 0)
    refuse(is_again, assigned, "a case gets an owner twice at one tick")
    for taken, given_up in ((Kind.ASSIGNED, Kind.RELEASED), (Kind.SECOND_ASSIGNED, Kind.SECOND_RELEASED)):
        rows = history.of(taken, given_up)
        rows = rows.at(np.lexsort((rows.tick, rows.case)))
        change = np.where(rows.kind == taken, 1, -1)
        held = np.cumsum(change)
        first = np.flatnonzero(np.diff(rows.case, prepend=-1))
        held -= np.repeat((held - change)[first], np.diff(first, append=len(rows)))
        is_last = np.diff(rows.case * (history.end_tick + 1) + rows.tick, append=-1) != 0
        refuse(is_last & (held > 1), rows, "a case has two workers at once")
        refuse(is_last & (held < 0), rows, "a worker gives up a case that nobody has")


# -- when they work ---------------------------------------------------------------------------------------------


def work_fits_capacity(history: History) -> None:
    """Sessions begin at work, never overlap, and give exactly the capacity minutes between their ends."""
    started, ended = history.of(Kind.WORK_STARTED), history.ends_of_sessions
    day_minutes = history.org.clock.day_minutes
    workday, minute = np.divmod(started.tick, day_minutes)
    there = minute < history.capacity.minutes[started.worker, workday]
    refuse(~there, started, "work begins outside capacity")
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
    starts = np.bincount(sessions.worker, minlength=len(history.org.fte))
    ends = np.bincount(ended.worker, minlength=len(history.org.fte))
    if (ends > starts).any() or (starts > ends + 1).any():
        raise InvariantError(f"worker {int(((ends > starts) | (starts > ends + 1)).argmax())}: sessions without an end")
    over = sessions.end_row != NO_END
    row = ended.at(sessions.end_row[over])
    same = task_key(row) == task_key(sessions)[over]
    refuse(~same, row, "a session ends on another task than it began")
    minutes = np.bincount(work.session, weights=work.end_tick - work.start_tick, minlength=len(over))
    refuse(row.value != minutes[over], row, "a session's minutes are not the capacity between its ends")
    refuse(row.value > history.org.rules.session_minutes, row, "a session is longer than any may be")


def load_harms_whom_it_may(history: History) -> None:
    """Who falls ill or leaves is a candidate of that day, holds the post, and ends the session they are in."""
    harmed = history.of(Kind.FELL_ILL, Kind.LEFT)
    day = harmed.tick // history.org.clock.day_minutes
    candidates = {(strain.day, strain.worker, strain.leaves, strain.until_day) for strain in history.org.strain}
    found = np.stack([day, harmed.worker, harmed.kind == Kind.LEFT, harmed.value], axis=1).tolist()
    is_other = np.array([tuple(row) not in candidates for row in found], dtype=np.bool_)
    refuse(is_other, harmed, "load harms who is no candidate")
    refuse(history.org.capacity.vacant[harmed.worker, day], harmed, "load harms nobody: the post is vacant")
    sessions = history.sessions
    goes_on = [
        bool(((sessions.worker == worker) & (sessions.start_tick < tick) & (sessions.end_tick > tick)).any())
        for worker, tick in zip(harmed.worker, harmed.tick, strict=True)
    ]
    refuse(np.array(goes_on, dtype=np.bool_), harmed, "a session goes on without its worker")
