"""A log as the laws read it: its rows by kind, and whole stories of tasks, sessions and owners.

The laws are slow and plain: what they find does not hang on the compiled loops that count.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.log import Kind, Log
from caseflow.organisation import Organisation
from caseflow.stats.compiled.cells import NEVER
from caseflow.stats.run import Run
from caseflow.tape.tables import Capacity, Tape

Int64 = npt.NDArray[np.int64]

TASK_ROOM = 2**21
"""Room for the task numbers of one case: above TASK_KIND_FACTOR x the number of kinds."""


@dataclass(frozen=True)
class Tasks:
    """A row per task that became ready, by (case, task)."""

    case: Int64
    task: Int64
    stage: Int64
    ready_tick: Int64
    due_tick: Int64
    end_tick: Int64
    """The horizon's end while open."""


NO_END = -1
"""In place of a row: the session lasts until the horizon."""


@dataclass(frozen=True)
class Sessions:
    """A row per session of work, by (worker, start, end)."""

    case: Int64
    task: Int64
    stage: Int64
    worker: Int64
    start_tick: Int64
    end_tick: Int64
    """The horizon's end while it lasts."""
    end_row: Int64
    """Its end among the rows that end sessions; NO_END while it lasts."""


@dataclass(frozen=True)
class Work:
    """A row per working day that a session touches: the ticks on which its worker was at work on the case."""

    session: Int64
    workday: Int64
    start_tick: Int64
    end_tick: Int64


class History:
    """A log's rows by kind, and the stories that follow from them; every table is made once, when first asked for."""

    def __init__(self, log: Log, tape: Tape, org: Organisation) -> None:
        self.tape = tape
        self.org = org
        self.end_tick = org.clock.end_tick
        self._log = log
        self._order = np.argsort(log.kind.astype(np.int16), kind="stable")
        self._bounds = np.searchsorted(log.kind[self._order], np.arange(max(Kind) + 2))

    def of(self, *kinds: Kind) -> Log:
        """The rows of some kinds, kind after kind, each in canonical order."""
        rows = np.concatenate([self._order[self._bounds[kind] : self._bounds[kind + 1]] for kind in kinds])
        return self._log.at(rows)

    @property
    def n_cases(self) -> int:
        """The number of candidate cases of the tape."""
        return len(self.tape.cases)

    @cached_property
    def municipality(self) -> Int64:
        """int64[case]: the municipality of each candidate case."""
        return self.tape.cases.municipality.astype(np.int64)

    @cached_property
    def run(self) -> Run:
        """The run as it is counted."""
        return Run(self._log, self.tape, self.org)

    @property
    def capacity(self) -> Capacity:
        """When each post works, illness and leaving for load included."""
        return self.run.capacity

    def period_of(self, ticks: Int64) -> Int64:
        """The number of the organisation period that holds at each tick, from its first one on."""
        starts = np.array([period.start_tick for period in self.org.periods])
        return np.searchsorted(starts, ticks, side="right") - 1

    # -- cases ------------------------------------------------------------------------------------------------

    def first_tick_of_case(self, rows: Log) -> Int64:
        """int64[case]: the tick of each case's first row (rows in canonical order); NEVER without a row."""
        out = np.full(self.n_cases, NEVER, dtype=np.int64)
        out[rows.case[::-1]] = rows.tick[::-1]
        return out

    def lasting(self, opens: tuple[Kind, ...], ends: tuple[Kind, ...]) -> tuple[Log, Int64]:
        """The rows of the opening kinds, by (case, tick), and the tick at which what each opened ends.

        It ends with the case's next row of an opening or ending kind, or with the horizon.
        """
        rows = self.of(*opens, *ends)
        order = np.lexsort((rows.kind, rows.tick, rows.case))
        rows = rows.at(order)
        stop = np.full(len(rows), self.end_tick, dtype=np.int64)
        followed = rows.case[1:] == rows.case[:-1]
        stop[:-1][followed] = rows.tick[1:][followed]
        opening = np.isin(rows.kind, opens)
        return rows.at(opening), stop[opening]

    @cached_property
    def ownerships(self) -> tuple[Log, Int64]:
        """The rows ASSIGNED and the tick at which the worker no longer owns the case."""
        return self.lasting((Kind.ASSIGNED,), (Kind.RELEASED, Kind.CASE_CLOSED))

    @cached_property
    def second_ownerships(self) -> tuple[Log, Int64]:
        """The rows SECOND_ASSIGNED and the tick at which the worker is no longer the second one."""
        return self.lasting((Kind.SECOND_ASSIGNED,), (Kind.SECOND_RELEASED, Kind.CASE_CLOSED))

    # -- tasks and work ---------------------------------------------------------------------------------------

    @cached_property
    def tasks(self) -> Tasks:
        """Every task that became ready."""
        ready = self.of(Kind.TASK_READY)
        key = task_key(ready)
        order = np.argsort(key)
        ends = self.of(Kind.TASK_DONE, Kind.TASK_MISSED, Kind.TASK_DROPPED, Kind.BOUGHT)
        row = _places(task_key(ends), key[order])
        n = len(ready)

        end_tick = np.full(n + 1, self.end_tick, dtype=np.int64)
        end_tick[row] = ends.tick
        return Tasks(
            case=ready.case[order],
            task=ready.task[order],
            stage=ready.stage[order],
            ready_tick=ready.tick[order],
            due_tick=ready.value[order],
            end_tick=end_tick[:-1],
        )

    @cached_property
    def sessions(self) -> Sessions:
        """Every session."""
        started, ended = self.of(Kind.WORK_STARTED), self.ends_of_sessions
        end_row = _rows_of_ends(started, ended)
        end_tick = np.append(ended.tick, self.end_tick)[end_row]
        order = np.lexsort((end_tick, started.tick, started.worker))
        columns = (started.case, started.task, started.stage, started.worker, started.tick, end_tick, end_row)
        return Sessions(*(column[order] for column in columns))

    @cached_property
    def ends_of_sessions(self) -> Log:
        """The rows that end sessions, in canonical order."""
        return self._log.of(Kind.WORK_SUSPENDED, Kind.TASK_DONE)

    @cached_property
    def work(self) -> Work:
        """The sessions, cut to the ticks on which their workers are at work."""
        sessions, day_minutes = self.sessions, self.org.clock.day_minutes
        first = sessions.start_tick // day_minutes
        days = np.maximum((sessions.end_tick - 1) // day_minutes - first + 1, 0)
        row = np.repeat(np.arange(len(first)), days)
        workday = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(days) - days, days)
        opens = workday * day_minutes
        start = np.maximum(sessions.start_tick[row], opens)
        stop = np.minimum(sessions.end_tick[row], opens + self.capacity.minutes[sessions.worker[row], workday])
        kept = start < stop
        return Work(row[kept], workday[kept], start[kept], stop[kept])


def task_key(rows: Log | Sessions) -> Int64:
    """One number for (case, task)."""
    return rows.case * TASK_ROOM + rows.task


def _places(keys: Int64, ordered: Int64) -> Int64:
    """The place of each key in an ordered array; its length where the key is not in it."""
    place = np.searchsorted(ordered, keys)
    found = np.append(ordered, -1)[place] == keys
    return np.where(found, place, len(ordered))


def _rows_of_ends(started: Log, ended: Log) -> Int64:
    """int64[start]: the row of each session's end; NO_END while it lasts.

    An end after no minutes belongs to the same worker's start on the same task at the same tick, which stands after
    it. Of all others a worker's n-th end belongs to the n-th start.
    """
    end_row = np.full(len(started), NO_END, dtype=np.int64)
    for end in np.flatnonzero(ended.value == 0):
        same = [getattr(started, name) == getattr(ended, name)[end] for name in ("tick", "case", "task", "worker")]
        start = np.flatnonzero(np.all(same, axis=0) & (end_row == NO_END))[:1]
        end_row[start] = end

    starts = _by_worker(started, np.flatnonzero(end_row == NO_END))
    ends = _by_worker(ended, np.setdiff1d(np.arange(len(ended)), end_row))
    first = np.searchsorted(started.worker[starts], started.worker[starts])
    place = np.searchsorted(ended.worker[ends], started.worker[starts]) + np.arange(len(starts)) - first
    is_over = place < np.searchsorted(ended.worker[ends], started.worker[starts], side="right")
    end_row[starts[is_over]] = ends[place[is_over]]
    return end_row


def _by_worker(rows: Log, chosen: Int64) -> Int64:
    """Some rows' numbers, ordered by worker, otherwise as they were."""
    return chosen[np.argsort(rows.worker[chosen], kind="stable")]
