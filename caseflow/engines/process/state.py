"""What the process engine keeps of a task, a case, a worker and a session."""

from __future__ import annotations

import simpy

from caseflow.log import Why

NOBODY = -1


class Task:
    """One piece of work on a case; ``number`` is unique within the case and says its kind."""

    __slots__ = ("case", "done", "extra", "full", "key", "kind", "left", "number", "obsolete", "ready", "worker")

    def __init__(self, case: Case, kind: int, number: int, minutes: int, order: tuple[int, int], done: simpy.Event):
        self.case = case
        self.kind = kind
        self.number = number
        self.full = minutes
        self.extra = 0
        self.left = -1  # minutes left; -1: never picked
        self.key = (*order, case.row, number)  # class, due tick, case, task: what is picked first
        self.worker = NOBODY
        self.ready = True
        self.obsolete = False
        self.done = done

    def __lt__(self, _: Task) -> bool:
        """Two entries of one key in a queue are the same task."""
        return False


class Case:
    """A child's case from its report, or from today, to its end."""

    __slots__ = (
        "assigned_tick",
        "due",
        "ending",
        "in_sessions",
        "investigating",
        "later_reports",
        "municipality",
        "owner",
        "parts",
        "planned_late",
        "quiet",
        "row",
        "second",
        "second_load",
        "stage",
        "tasks",
        "why_wanted",
    )

    def __init__(self, row: int, municipality: int):
        self.row = row
        self.municipality = municipality
        self.stage = -1
        self.owner = NOBODY
        self.assigned_tick = -1
        self.second = NOBODY
        self.why_wanted = Why.NEW
        self.tasks: dict[int, Task] = {}
        self.later_reports = 0
        self.investigating = False
        self.planned_late = False
        self.due = 0  # of contacts and conclusion
        self.second_load = 0
        self.parts: list[Task] = []  # of the contact that is open: the owner's, then the second worker's
        self.ending = False
        self.in_sessions = 0
        self.quiet: simpy.Event | None = None


class Worker:
    """A post: its calendar, what it owns, its queue and the session that it is in."""

    __slots__ = (
        "called",
        "capacity",
        "cases",
        "cumulative",
        "load",
        "monthly",
        "number",
        "owned",
        "process",
        "queue",
        "session",
    )

    def __init__(self, number: int, capacity: list[int], cumulative: list[int], called: simpy.Event):
        self.number = number
        self.capacity = capacity
        self.cumulative = cumulative
        self.monthly = 1
        self.load = 0
        self.owned = 0
        self.cases: set[Case] = set()
        self.queue: list[tuple[tuple[int, int, int, int], Task]] = []
        self.session: Session | None = None
        self.called = called
        self.process: simpy.Process | None = None


class Session:
    """A worker's uninterrupted work on one task: ``minutes`` of capacity from ``start`` to ``end``."""

    __slots__ = ("end", "minutes", "start", "task")

    def __init__(self, task: Task, start: int, end: int, minutes: int):
        self.task = task
        self.start = start
        self.end = end
        self.minutes = minutes
