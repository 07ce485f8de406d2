"""What the process engine keeps of a task, a case, a worker, a pool and a session."""

from __future__ import annotations

import simpy

from caseflow.engines import rules
from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Why
from caseflow.organisation import OWNER

NOBODY = -1
NEVER = -1

Queue = list[tuple[tuple[int, int, int, int], "Task"]]
"""A heap of tasks by key; some may have gone elsewhere since they were put there."""


class Task:
    """One piece of work on a case; ``number`` is unique within the case and says its kind."""

    __slots__ = (
        "case",
        "done",
        "extra",
        "full",
        "key",
        "kind",
        "left",
        "needed",
        "number",
        "obsolete",
        "ready",
        "route",
        "worker",
    )

    def __init__(self, case: Case, kind: int, number: int, minutes: int, order: tuple[int, int], done: simpy.Event):
        self.case = case
        self.kind = kind
        self.number = number
        self.full = minutes
        self.needed = minutes  # at full effort, by the speed of the team that picks it first
        self.extra = 0
        self.left = -1  # minutes left; -1: never picked
        self.key = (*order, case.row, number)  # class, due tick, case, task: what is picked first
        self.worker = NOBODY  # in whose queue or hands; of a pool's task: who holds it
        self.route = OWNER
        self.ready = True
        self.obsolete = False
        self.done = done

    def __lt__(self, _: Task) -> bool:
        """Two entries of one key in a queue are the same task."""
        return False

    @property
    def is_second_part(self) -> bool:
        """Whether it is the second worker's part of a contact."""
        return self.number % TASK_KIND_FACTOR >= SECOND_TASK


class Case:
    """A child's case from its report, or from today, to its end."""

    __slots__ = (
        "assigned_tick",
        "burden",
        "conflicts",
        "due",
        "ending",
        "found",
        "in_sessions",
        "investigating",
        "later_reports",
        "measure_in_place",
        "municipality",
        "owner",
        "parts",
        "place_wanted_tick",
        "planned_late",
        "quiet",
        "row",
        "second",
        "second_load",
        "service_before",
        "stage",
        "tasks",
        "wanted_tick",
        "why_wanted",
    )

    def __init__(self, row: int, municipality: int, conflicts: frozenset[int]):
        self.row = row
        self.municipality = municipality
        self.conflicts = conflicts  # workers who may not take it
        self.stage = -1
        self.owner = NOBODY
        self.assigned_tick = -1
        self.wanted_tick = -1
        self.service_before = NOBODY  # of the last owner, within the period
        self.burden = 0  # minutes for the owner's next task
        self.second = NOBODY
        self.why_wanted = Why.NEW
        self.tasks: dict[int, Task] = {}
        self.later_reports = 0
        self.investigating = False
        self.planned_late = False
        self.due = 0  # of contacts and conclusion
        self.second_load = 0
        self.parts: list[Task] = []  # of the contact that is open: the owner's, then the second worker's
        self.measure_in_place = False
        self.place_wanted_tick = NEVER
        self.found: simpy.Event | None = None  # a place, while the child waits for one
        self.ending = False
        self.in_sessions = 0
        self.quiet: simpy.Event | None = None

    def first_task(self) -> Task | None:
        """The first of its owner's open tasks."""
        own = (task for task in self.tasks.values() if task.route == OWNER and not task.is_second_part)
        return min((task for task in own if not task.obsolete), key=lambda task: task.key, default=None)


class Worker:
    """A post: its calendar, what it owns and holds, its queue and the session that it is in."""

    __slots__ = (
        "called",
        "capacity",
        "cases",
        "cumulative",
        "held",
        "load",
        "monthly",
        "number",
        "owned",
        "pools",
        "practised_tick",
        "process",
        "queue",
        "session",
        "speed",
    )

    def __init__(self, number: int, capacity: list[int], called: simpy.Event):
        self.number = number
        self.capacity = capacity
        self.cumulative = [0] * (len(capacity) + 1)
        self.count_capacity(0)
        self.monthly = 1
        self.load = 0
        self.speed = rules.PERMILLE
        self.owned = 0
        self.cases: set[Case] = set()
        self.queue: Queue = []
        self.pools: list[Pool] = []
        self.held: set[Task] = set()  # tasks of pools
        self.practised_tick = NEVER  # the end of the last session on a county-board case
        self.session: Session | None = None
        self.called = called
        self.process: simpy.Process | None = None

    def count_capacity(self, first_day: int) -> None:
        """Add up the capacity minutes before each day after ``first_day``."""
        total = self.cumulative[first_day]
        for day in range(first_day, len(self.capacity)):
            total += self.capacity[day]
            self.cumulative[day + 1] = total

    def load_percent(self) -> int:
        """Expected minutes a month of what the worker answers for, in per cent of the post's."""
        return rules.load_percent(self.load, self.monthly) + self._pool_percent()

    def load_weight(self) -> int:
        """The load in hundredths of the post's minutes, in which nothing of the owned cases' is rounded."""
        return self.load * 100 + self._pool_percent() * self.monthly

    def _pool_percent(self) -> int:
        return sum(rules.load_percent(pool.load, pool.monthly) for pool in self.pools) if self.pools else 0


class Pool:
    """Workers who share a function's tasks: their queue, and what all open cases ask of them."""

    __slots__ = ("load", "monthly", "number", "queue", "workers")

    def __init__(self, number: int, workers: list[Worker]):
        self.number = number
        self.workers = workers
        self.monthly = max(1, sum(worker.monthly for worker in workers))
        self.load = 0
        self.queue: Queue = []


class Session:
    """A worker's uninterrupted work on one task: ``minutes`` of capacity from ``start`` to ``end``."""

    __slots__ = ("end", "minutes", "start", "task")

    def __init__(self, task: Task, start: int, end: int, minutes: int):
        self.task = task
        self.start = start
        self.end = end
        self.minutes = minutes
