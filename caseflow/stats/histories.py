"""What the log tells about cases, tasks and workers, as tables of whole stories instead of single events."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.log import COLUMNS, Kind, Log
from caseflow.organisation import Organisation
from caseflow.stats.attendance import attendance
from caseflow.stats.intervals import Intervals
from caseflow.stats.timeline import NEVER, Timeline
from caseflow.tape.tables import Capacity, Tape

Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

THREE_MONTHS = 3
"""The statistics' limit, whatever the law's."""

TASK_ROOM = 2**21
"""Room for the task numbers of one case: above TASK_KIND_FACTOR x the number of kinds."""


@dataclass(frozen=True)
class Investigations:
    """A row per investigation, in the order of opening. Days are calendar days after today."""

    case: Int64
    municipality: Int64
    opened_tick: Int64
    closed_tick: Int64
    """The end tick while open."""
    is_closed: Bool
    outcome: Int64
    """-1 while open."""
    open_today: Bool
    start_day: Int64
    """The day on which the legal clock started."""
    closed_day: Int64
    """NEVER while open."""
    limit_day: Int64
    """The last day of the law's time, extended where the log says so."""
    three_months_day: Int64

    def where(self, mask: Bool) -> Investigations:
        """The rows of a mask."""
        return Investigations(*(getattr(self, f.name)[mask] for f in fields(self)))

    @property
    def processing_days(self) -> Int64:
        """Calendar days from clock start to closing; 0 if closed before the clock started."""
        return np.asarray(np.maximum(self.closed_day - self.start_day, 0), dtype=np.int64)


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
    end_kind: Int64
    """TASK_DONE, TASK_MISSED, TASK_DROPPED or BOUGHT; 0 while open."""
    worker: Int64
    """Who ended it; -1 while open and where nobody of the services did."""
    full_minutes: Int64
    """Minutes at full effort of a task that is done or bought; else 0."""

    def where(self, mask: Bool) -> Tasks:
        """The rows of a mask."""
        return Tasks(*(getattr(self, f.name)[mask] for f in fields(self)))


@dataclass(frozen=True)
class Sessions:
    """A row per session of work, by (worker, start)."""

    case: Int64
    task: Int64
    stage: Int64
    worker: Int64
    start_tick: Int64
    end_tick: Int64
    """The horizon's end while it lasts."""


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
        self.time = Timeline(org.clock)
        self.end_tick = org.clock.end_tick
        self._log = log
        self._order = np.argsort(log.kind.astype(np.int16), kind="stable")
        self._bounds = np.searchsorted(log.kind[self._order], np.arange(max(Kind) + 2))

    def of(self, *kinds: Kind) -> Log:
        """The rows of some kinds, kind after kind, each in canonical order."""
        rows = np.concatenate([self._order[self._bounds[kind] : self._bounds[kind + 1]] for kind in kinds])
        return Log(*(getattr(self._log, name)[rows] for name in COLUMNS))

    @property
    def n_cases(self) -> int:
        """The number of candidate cases of the tape."""
        return len(self.tape.cases)

    @cached_property
    def municipality(self) -> Int64:
        """int64[case]: the municipality of each candidate case."""
        return self.tape.cases.municipality.astype(np.int64)

    @cached_property
    def capacity(self) -> Capacity:
        """When each post works, illness and leaving for load included."""
        return attendance(self.org, self.of(Kind.FELL_ILL), self.of(Kind.LEFT))

    def period_of(self, ticks: Int64) -> Int64:
        """The number of the organisation period that holds at each tick, from its first one on."""
        starts = np.array([period.start_tick for period in self.org.periods])
        return np.searchsorted(starts, ticks, side="right") - 1

    # -- cases ------------------------------------------------------------------------------------------------

    @cached_property
    def investigations(self) -> Investigations:
        """Every investigation of the log."""
        opened = self.of(Kind.INVESTIGATION_OPENED)
        closed = self.of(Kind.INVESTIGATION_CLOSED)
        case = opened.case
        closed_tick = self._by_case(closed, closed.tick, self.end_tick)[case]
        is_closed = self._by_case(closed, 1, 0)[case].astype(np.bool_)
        extended = self._by_case(self.of(Kind.EXTENDED), 1, 0)[case].astype(np.bool_)
        rules = self.org.rules
        months = np.where(extended, rules.extended_months, rules.deadline_months)
        return Investigations(
            case=case,
            municipality=self.municipality[case],
            opened_tick=opened.tick,
            closed_tick=closed_tick,
            is_closed=is_closed,
            outcome=self._by_case(closed, closed.value, -1)[case],
            open_today=self.tape.cases.origin[case] != 0,
            start_day=opened.value,
            closed_day=np.where(is_closed, self.time.day_of_end(closed_tick), NEVER),
            limit_day=self.time.add_months(opened.value, months),
            three_months_day=self.time.add_months(opened.value, THREE_MONTHS),
        )

    def _by_case(self, rows: Log, values: Int64 | int, default: int) -> Int64:
        """int64[case]: a value for each case that has a row; the default for the others."""
        out = np.full(self.n_cases, default, dtype=np.int64)
        out[rows.case] = values
        return out

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
        rows = Log(*(getattr(rows, name)[order] for name in COLUMNS))
        stop = np.full(len(rows), self.end_tick, dtype=np.int64)
        followed = rows.case[1:] == rows.case[:-1]
        stop[:-1][followed] = rows.tick[1:][followed]
        opening = np.isin(rows.kind, opens)
        return Log(*(getattr(rows, name)[opening] for name in COLUMNS)), stop[opening]

    @cached_property
    def stages(self) -> tuple[Log, Int64]:
        """The rows STAGE_ENTERED and the tick at which the case leaves the stage."""
        return self.lasting((Kind.STAGE_ENTERED,), (Kind.CASE_CLOSED,))

    @cached_property
    def waits(self) -> tuple[Log, Int64]:
        """The rows OWNER_WANTED and the tick at which the wait for a worker ends."""
        return self.lasting((Kind.OWNER_WANTED,), (Kind.ASSIGNED, Kind.CASE_CLOSED))

    @cached_property
    def ownerships(self) -> tuple[Log, Int64]:
        """The rows ASSIGNED and the tick at which the worker no longer owns the case."""
        return self.lasting((Kind.ASSIGNED,), (Kind.RELEASED, Kind.CASE_CLOSED))

    @cached_property
    def second_ownerships(self) -> tuple[Log, Int64]:
        """The rows SECOND_ASSIGNED and the tick at which the worker is no longer the second one."""
        return self.lasting((Kind.SECOND_ASSIGNED,), (Kind.SECOND_RELEASED, Kind.CASE_CLOSED))

    @cached_property
    def information(self) -> tuple[Log, Int64]:
        """The rows INFORMATION_ASKED and the tick at which the information arrives."""
        return self.lasting((Kind.INFORMATION_ASKED,), (Kind.INFORMATION_ARRIVED, Kind.CASE_CLOSED))

    @cached_property
    def measures(self) -> tuple[Log, Int64]:
        """The rows MEASURE_STARTED and the tick at which the measure ends."""
        return self.lasting((Kind.MEASURE_STARTED,), (Kind.STAGE_ENTERED, Kind.CASE_CLOSED))

    @cached_property
    def place_waits(self) -> tuple[Log, Int64]:
        """The rows PLACE_WANTED and the tick at which the wait for a place ends."""
        return self.lasting((Kind.PLACE_WANTED,), (Kind.PLACE_TAKEN, Kind.STAGE_ENTERED, Kind.CASE_CLOSED))

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

        def ended(values: Int64, default: int) -> Int64:
            out = np.full(n + 1, default, dtype=np.int64)
            out[row] = values
            return out[:-1]

        return Tasks(
            case=ready.case[order],
            task=ready.task[order],
            stage=ready.stage[order],
            ready_tick=ready.tick[order],
            due_tick=ready.value[order],
            end_tick=ended(ends.tick, self.end_tick),
            end_kind=ended(ends.kind, 0),
            worker=ended(ends.worker, -1),
            full_minutes=ended(np.where(np.isin(ends.kind, (Kind.TASK_DONE, Kind.BOUGHT)), ends.value, 0), 0),
        )

    @cached_property
    def minutes_on_task(self) -> Int64:
        """int64[row of tasks]: casework minutes of all finished sessions on each task, whoever worked."""
        return self._per_task(self.of(Kind.WORK_ENDED))

    @cached_property
    def minutes_beside_task(self) -> Int64:
        """int64[row of tasks]: of these, what trips and want of practice took."""
        return self._per_task(self.of(Kind.TRAVELLED, Kind.RELEARNED))

    def _per_task(self, rows: Log) -> Int64:
        """int64[row of tasks]: sums of the values of some rows about tasks."""
        row = _places(task_key(rows), self.tasks.case * TASK_ROOM + self.tasks.task)
        minutes = np.bincount(row, weights=rows.value, minlength=len(self.tasks.case) + 1)
        return minutes[:-1].astype(np.int64)

    @cached_property
    def sessions(self) -> Sessions:
        """Every session: a worker's n-th end belongs to the n-th start."""
        started = _by_worker(self.of(Kind.WORK_STARTED))
        ended = _by_worker(self.of(Kind.WORK_ENDED))
        n_workers = len(self.org.fte)
        starts = np.bincount(started.worker, minlength=n_workers)
        ends = np.bincount(ended.worker, minlength=n_workers)
        nth = np.arange(len(started)) - np.repeat(np.cumsum(starts) - starts, starts)
        is_over = nth < ends[started.worker]
        end_tick = np.full(len(started), self.end_tick, dtype=np.int64)
        end_row = (np.cumsum(ends) - ends)[started.worker] + nth
        end_tick[is_over] = ended.tick[end_row[is_over]]
        return Sessions(started.case, started.task, started.stage, started.worker, started.tick, end_tick)

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

    @cached_property
    def away(self) -> Intervals:
        """The stretches of whole working days on which each worker is away, by (worker, start)."""
        n = self.org.clock.n_workdays
        away = np.zeros((len(self.org.fte), n + 2), dtype=np.int8)
        away[:, 1:-1] = self.capacity.away[:, :n]
        change = np.diff(away, axis=1)
        worker, start = np.nonzero(change == 1)
        _, stop = np.nonzero(change == -1)
        day_minutes = self.org.clock.day_minutes
        return Intervals(worker.astype(np.int64), start * day_minutes, stop * day_minutes)


def task_key(rows: Log | Sessions) -> Int64:
    """One number for (case, task)."""
    return rows.case * TASK_ROOM + rows.task


def _places(keys: Int64, ordered: Int64) -> Int64:
    """The place of each key in an ordered array; its length where the key is not in it."""
    place = np.searchsorted(ordered, keys)
    found = np.append(ordered, -1)[place] == keys
    return np.where(found, place, len(ordered))


def _by_worker(rows: Log) -> Log:
    """The rows ordered by worker, otherwise as they were."""
    order = np.argsort(rows.worker.astype(np.int16), kind="stable")
    return Log(*(getattr(rows, name)[order] for name in COLUMNS))
