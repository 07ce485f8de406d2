"""The event log: what happened, in columns of integers, in an order that no engine can choose.

Columns: ``tick, kind, case, task, stage, worker, value``; -1 where a column has no meaning for the kind. Rows are in
canonical order: by all columns from left to right. ``task`` is the task's number within its case:
``task kind x TASK_KIND_FACTOR + occurrence`` (occurrence from 0), plus SECOND_TASK for the second worker's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import STAGES, TASK_KINDS

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

COLUMNS = ("tick", "kind", "case", "task", "stage", "worker", "value")

ROW = np.dtype([(column, np.int32) for column in COLUMNS])
"""A row for compiled loops, which know its columns by their names."""

TASK_KIND_FACTOR = 100_000
SECOND_TASK = 50_000


class Kind(IntEnum):
    """Kinds of event; the first 24 are numbered in the order in which they can follow one another within a tick."""

    WORK_SUSPENDED = 1
    """A session ends before its task. task, stage, worker; value: minutes done in it (0: it begins in a later row)."""
    TASK_DONE = 2
    """A session ends that finishes its task. task, stage, worker; value: casework minutes done in it, at least 1."""
    TASK_MISSED = 3
    """A recurring task not started when the next fell due is replaced. task, stage, worker (-1: nobody owned it)."""
    TASK_DROPPED = 4
    """A task ends unfinished because its stage, case or second worker's part ended. task, stage, worker."""
    REPORT = 5
    """A report becomes visible. value: 1 emergency, else 0."""
    ATTACHED = 6
    """That report concerns a child whose case is open: no new case. value: the open case."""
    REPORT_DISMISSED = 7
    """Screening ends the case."""
    INVESTIGATION_OPENED = 8
    """value: calendar day on which the legal clock started, days after today (may be negative)."""
    PLANNED_LATE = 9
    """The investigation is planned beyond the deadline from the start."""
    INFORMATION_ASKED = 10
    """Outside information is asked for; value: calendar days until it arrives, from now."""
    INFORMATION_ARRIVED = 11
    """The outside information is there."""
    EXTENDED = 12
    """A documented extension: the legal limit is now the extended one."""
    INVESTIGATION_CLOSED = 13
    """value: outcome (0 dismissed, 1 assistance measures, 2 care)."""
    STAGE_ENTERED = 14
    """The case enters a stage. stage; value: 1 if it was there already today (open cases), else 0."""
    MEASURE_DECIDED = 15
    """value: 1 assistance, 2 care."""
    MEASURE_STARTED = 16
    """The measure is in place. value: 1 assistance, 2 care; open measures of today: at tick 0, value + 10."""
    CASE_CLOSED = 17
    """The case ends. stage: where it ended."""
    TASK_READY = 18
    """A task can be worked on. task, stage; value: its due tick."""
    OWNER_WANTED = 19
    """The case waits for a worker. stage; value: why (see Why)."""
    RELEASED = 20
    """The worker no longer owns the case (moved, or its team no longer covers it; not at closing). worker."""
    SECOND_RELEASED = 21
    """The worker is no longer the second one (not at closing). worker."""
    ASSIGNED = 22
    """The worker owns the case. stage, worker; value: why (see Why)."""
    SECOND_ASSIGNED = 23
    """The worker is the case's second one. stage, worker."""
    WORK_STARTED = 24
    """A session begins. task, stage, worker; value: the task's minutes at full effort, by the team's speed."""
    TRAVELLED = 25
    """A task with a trip is picked for the first time. task, stage, worker; value: minutes of the trip."""
    RELEARNED = 26
    """A county-board case is picked by somebody long without one. task, stage, worker; value: minutes that it adds."""
    BOUGHT = 27
    """A bought task is done. task, stage; value: its minutes at full effort."""
    RESPONDED = 28
    """Whoever is on call responds to an emergency out of hours. value: calendar minutes after the report."""
    PLACE_WANTED = 29
    """The search is over: the child waits for a place. stage; value: kind of assistance measure."""
    PLACE_TAKEN = 30
    """The child has a place. stage; value: kind of assistance measure."""
    PLACE_LEFT = 31
    """The child leaves its place. stage; value: kind of assistance measure."""
    FELL_ILL = 32
    """Load makes a worker ill. worker; value: the first working day (counted from today's, 0) on which that is over."""
    LEFT = 33
    """Load makes a worker leave. worker; value: the first working day on which a newcomer holds the post."""
    HANDED_OVER = 34
    """A task takes minutes of a hand-over. task, stage, worker (-1: the case has no owner); value: minutes."""


class Why(IntEnum):
    """Why a case wants or gets an owner; all but NEW and OPEN_TODAY are hand-overs."""

    NEW = 0
    """A report began the case."""
    OPEN_TODAY = 1
    """The case is open today."""
    STAGE = 2
    """Another team covers the case's next stage."""
    ABSENCE = 3
    """The owner has been away too long."""
    REORGANISATION = 4
    """The owner's team no longer covers the case's stage."""
    LEVELLING = 5
    """The team's leader evens out the caseloads."""


@dataclass(frozen=True, eq=False)
class Log:
    """Rows in canonical order. Each column is an attribute, int64[row]: nothing that is made of it overflows."""

    rows: Int32
    """int32[row, column]: for compiled loops, whose arithmetic is in 64 bits."""

    @classmethod
    def from_rows(cls, rows: Int64 | list[tuple[int, int, int, int, int, int, int]]) -> Log:
        """Sort rows of seven integers into canonical order; OverflowError: one of them needs more than 32 bits."""
        table = np.asarray(rows, dtype=np.int64).reshape(-1, len(COLUMNS))
        narrow = table[np.lexsort(table.T[::-1])].astype(np.int32)
        if table.size and not narrow.min() == table.min() <= table.max() == narrow.max():
            raise OverflowError("a log holds integers of 32 bits")
        return cls(narrow)

    def __len__(self) -> int:
        return len(self.rows)

    def table(self) -> Int64:
        """int64[n, 7]: the rows."""
        return self.rows.astype(np.int64)

    def at(self, rows: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Log:
        """Some rows, by their numbers in any order or by a mask."""
        return Log(self.rows[rows])

    def of(self, *kinds: Kind) -> Log:
        """The rows of some kinds, in canonical order."""
        return self.at(np.isin(self.rows[:, COLUMNS.index("kind")], kinds))

    @cached_property
    def tick(self) -> Int64:
        """Working minutes after the beginning of today."""
        return self._wide("tick")

    @cached_property
    def kind(self) -> Int64:
        """Number of the kind of event (see Kind)."""
        return self._wide("kind")

    @cached_property
    def case(self) -> Int64:
        """Row of the tape's cases."""
        return self._wide("case")

    @cached_property
    def task(self) -> Int64:
        """Number of the task within its case."""
        return self._wide("task")

    @cached_property
    def stage(self) -> Int64:
        """Place of the stage in STAGES: 0 intake, 1 investigation, 2 measures, 3 care."""
        return self._wide("stage")

    @cached_property
    def worker(self) -> Int64:
        """Row of the tape's posts."""
        return self._wide("worker")

    @cached_property
    def value(self) -> Int64:
        """What the kind of event says it is."""
        return self._wide("value")

    def _wide(self, name: str) -> Int64:
        return np.asarray(self.rows[:, COLUMNS.index(name)], dtype=np.int64)


def task_kind(task: Int64) -> Int64:
    """The kind (place in TASK_KINDS) of task numbers; -1 stays -1."""
    return np.where(task < 0, -1, task // TASK_KIND_FACTOR)


def describe(row: Int64) -> str:
    """One row in words."""
    tick, kind, case, task, stage, worker, value = (int(v) for v in row)
    parts = [f"tick {tick}: {Kind(kind).name.lower()}"]
    if case >= 0:
        parts.append(f"case {case}")
    if task >= 0:
        name = TASK_KINDS[task // TASK_KIND_FACTOR]
        number = task % TASK_KIND_FACTOR
        parts.append(f"{name} {number % SECOND_TASK}" + (" (second worker)" if number >= SECOND_TASK else ""))
    if stage >= 0:
        parts.append(STAGES[stage])
    if worker >= 0:
        parts.append(f"worker {worker}")
    if value != -1:
        parts.append(f"value {value}")
    return ", ".join(parts)


def assert_equal(a: Log, b: Log) -> None:
    """Raise AssertionError that tells the first difference between two logs in words."""
    left, right = a.table(), b.table()
    n = min(len(left), len(right))
    different = np.flatnonzero((left[:n] != right[:n]).any(axis=1))
    if len(different):
        row = int(different[0])
        raise AssertionError(f"row {row}: {describe(left[row])} | against | {describe(right[row])}")
    if len(left) != len(right):
        longer = left if len(left) > n else right
        raise AssertionError(f"{len(left)} rows against {len(right)}; the first one more: {describe(longer[n])}")
