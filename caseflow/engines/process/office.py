"""Cases, tasks and workers, and all that may be done to them: a method changes one case or worker, and logs it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable
from dataclasses import fields
from heapq import heappush
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from caseflow.engines import rules
from caseflow.engines.process.state import NOBODY, Case, Session, Task, Worker
from caseflow.engines.rules import INVESTIGATION
from caseflow.log import COLUMNS, SECOND_TASK, TASK_KIND_FACTOR, Kind, Log, Why
from caseflow.organisation import Organisation, Period
from caseflow.tape.tables import Cases

Life = Generator[simpy.Event, Any, None]


FIRST, LAST = 0, 9
"""SimPy priorities: a session's end happens before all else of its tick, the dispatch after all else."""


class Moment(simpy.Event):
    """Something that happens by itself after some ticks, before or after all else of its tick."""

    def __init__(self, env: simpy.Environment, priority: int, delay: int = 0):
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority, delay)  # type: ignore[arg-type]  # SimPy's own priorities are a NewType


class Office:
    """Cases, tasks and workers, and what may be done to them when an event settles."""

    def __init__(self, org: Organisation, marks: Cases):
        self.env = simpy.Environment()
        self.org = org
        self.clock = org.clock
        self.rules = org.rules
        self.day_minutes = org.clock.day_minutes
        self.marks = SimpleNamespace(**{f.name: getattr(marks, f.name).tolist() for f in fields(marks)})
        self.workers = self._hire()
        self.cases: dict[int, Case] = {}
        self.waiting: set[Case] = set()
        self.without_second: set[Case] = set()
        self.callable: set[int] = set()
        self.on_dispatch: Callable[[simpy.Event], None]
        self._dispatch_tick = -1
        self._rows = array("q")
        self.begin(org.periods[0])

    def _hire(self) -> list[Worker]:
        minutes = self.org.capacity.minutes
        cumulative = np.zeros((minutes.shape[0], minutes.shape[1] + 1), dtype=np.int64)
        np.cumsum(minutes, axis=1, out=cumulative[:, 1:])
        return [
            Worker(number, row.tolist(), total.tolist(), self.env.event())
            for number, (row, total) in enumerate(zip(minutes, cumulative, strict=True))
        ]

    def begin(self, period: Period) -> None:
        """The organisation of a period holds from now on."""
        self.period = period
        self.team_of: list[list[int]] = period.team_of.tolist()
        self.team_of_worker: list[int] = period.team_of_worker.tolist()
        self.planned_late: list[int] = period.planned_late.tolist()
        self.second_permille: list[int] = period.second_worker_permille.tolist()
        self.case_load: list[list[int]] = period.case_load.tolist()
        for worker, monthly in zip(self.workers, period.monthly_minutes.tolist(), strict=True):
            worker.monthly = monthly
        self._count_loads()

    def _count_loads(self) -> None:
        """Every worker's load from the cases owned and seconded, by the period's tables."""
        for worker in self.workers:
            worker.load = 0
        for case in self.cases.values():
            if case.owner != NOBODY:
                self._change_load(case.owner, case.municipality, case.stage, 1)
            if case.second != NOBODY:
                case.second_load = self._second_load(case)
                self.workers[case.second].load += case.second_load

    # -- the log and the clock ------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The tick."""
        return self.env.now  # type: ignore[return-value]  # SimPy allows fractions of time, ticks are whole

    def record(
        self, kind: Kind, case: int, task: int = -1, stage: int = -1, worker: int = NOBODY, value: int = -1
    ) -> None:
        """Write one row of the log."""
        self._rows.extend((self.now, kind, case, task, stage, worker, value))

    def log(self) -> Log:
        """Everything that happened, in canonical order."""
        return Log.from_rows(np.frombuffer(self._rows, dtype=np.int64).reshape(-1, len(COLUMNS)))

    def until(self, tick: int) -> Generator[simpy.Event, Any, None]:
        """Wait until a tick; not at all if it has come."""
        if tick > self.env.now:
            yield self.env.timeout(tick - self.env.now)

    def wait_days(self, days: int) -> Generator[simpy.Event, Any, None]:
        """Wait some calendar days, at least one tick."""
        yield from self.until(self.clock.after(self.now, days))

    def want_dispatch(self) -> None:
        """Have the dispatch of this tick happen."""
        if self._dispatch_tick != self.env.now:
            self._dispatch_tick = self.now
            Moment(self.env, LAST).callbacks.append(self.on_dispatch)

    def dispatched(self) -> None:
        """The dispatch is over: what still settles at this tick may have another round."""
        self._dispatch_tick = -1

    # -- cases ----------------------------------------------------------------------------------------------------

    def enter(self, case: Case, stage: int, *, was_there: bool = False) -> None:
        """The case enters a stage; an owner whose team does not cover it hands the case over."""
        before, case.stage = case.stage, stage
        self.record(Kind.STAGE_ENTERED, case.row, stage=stage, value=int(was_there))
        if case.second != NOBODY:
            self.release_second(case, before)
        self.without_second.discard(case)
        if case.owner == NOBODY:
            if before == -1:
                self.want_owner(case, Why.OPEN_TODAY if was_there else Why.NEW)
        elif self.covers(case, case.owner):
            self._change_load(case.owner, case.municipality, before, -1)
            self._change_load(case.owner, case.municipality, stage, 1)
            self.want_second(case)
        else:
            self.release(case, before)
            self.want_owner(case, Why.STAGE)

    def covers(self, case: Case, worker: int) -> bool:
        """Whether the worker's team covers the case's stage for its municipality."""
        return self.team_of_worker[worker] == self.team(case)

    def team(self, case: Case) -> int:
        """The team that covers the case."""
        return self.team_of[case.municipality][case.stage]

    def want_owner(self, case: Case, why: Why) -> None:
        """The case waits for a worker."""
        case.why_wanted = why
        self.waiting.add(case)
        self.record(Kind.OWNER_WANTED, case.row, stage=case.stage, value=why)
        self.want_dispatch()

    def want_second(self, case: Case) -> None:
        """An owned case under investigation in a team of two workers a case waits for its second, unless it has one."""
        if case.second == NOBODY and case.stage == INVESTIGATION and self.second_permille[self.team(case)]:
            self.without_second.add(case)
            self.want_dispatch()

    def assign(self, case: Case, worker: Worker) -> None:
        """The worker owns the case and gets its ready tasks."""
        case.owner = worker.number
        case.assigned_tick = self.now
        worker.cases.add(case)
        worker.owned += 1
        self._change_load(worker.number, case.municipality, case.stage, 1)
        self.record(Kind.ASSIGNED, case.row, stage=case.stage, worker=worker.number, value=case.why_wanted)
        for task in case.tasks.values():
            if task.worker == NOBODY:
                self.enqueue(task, worker.number)
        self.want_second(case)

    def release(self, case: Case, stage: int) -> None:
        """The owner no longer owns the case, which was in ``stage``; ready tasks wait for the next owner."""
        owner = self.workers[case.owner]
        self.record(Kind.RELEASED, case.row, stage=stage, worker=owner.number)
        self._disown(case, owner, stage)
        for task in case.tasks.values():
            if task.worker == owner.number and task.ready:
                task.worker = NOBODY

    def _disown(self, case: Case, owner: Worker, stage: int) -> None:
        owner.cases.remove(case)
        owner.owned -= 1
        self._change_load(owner.number, case.municipality, stage, -1)
        case.owner = NOBODY

    def assign_second(self, case: Case, worker: Worker) -> None:
        """The worker gives a share of each later contact."""
        case.second = worker.number
        worker.cases.add(case)
        case.second_load = self._second_load(case)
        worker.load += case.second_load
        self.without_second.discard(case)
        self.record(Kind.SECOND_ASSIGNED, case.row, stage=case.stage, worker=worker.number)
        if len(case.parts) == 1 and case.parts[0].number in case.tasks:
            self.add_second_part(case)

    def _second_load(self, case: Case) -> int:
        full = self.case_load[case.municipality][case.stage]
        return full * self.second_permille[self.team(case)] // rules.PERMILLE

    def release_second(self, case: Case, stage: int) -> None:
        """The second worker leaves the case; the ready part of a contact lapses."""
        second = case.second
        self.record(Kind.SECOND_RELEASED, case.row, stage=stage, worker=second)
        self._disown_second(case)
        for task in [t for t in case.tasks.values() if t.worker == second]:
            self.lapse(task)

    def _disown_second(self, case: Case) -> None:
        second = self.workers[case.second]
        second.cases.remove(case)
        second.load -= case.second_load
        case.second = NOBODY

    def _change_load(self, worker: int, municipality: int, stage: int, sign: int) -> None:
        self.workers[worker].load += sign * self.case_load[municipality][stage]

    def wind_up(self, case: Case) -> Life:
        """End the case: unstarted tasks lapse at once, one in a session when the session ends."""
        case.ending = True
        self.lapse_all(case.tasks.values())
        if case.in_sessions:
            case.quiet = self.env.event()
            yield case.quiet
        self.record(Kind.CASE_CLOSED, case.row, stage=case.stage)
        self.waiting.discard(case)
        self.without_second.discard(case)
        if case.owner != NOBODY:
            self._disown(case, self.workers[case.owner], case.stage)
        if case.second != NOBODY:
            self._disown_second(case)
        del self.cases[case.row]
        self.want_dispatch()

    # -- tasks ----------------------------------------------------------------------------------------------------

    def add_task(self, case: Case, kind: int, occurrence: int, minutes: int, due: int, *, urgent: bool = False) -> Task:
        """A task becomes ready for the case's owner."""
        klass = self.rules.emergency_class if urgent else self.rules.task_class[kind]
        task = self._new_task(case, kind, kind * TASK_KIND_FACTOR + occurrence, minutes, (klass, due))
        if case.owner != NOBODY:
            self.enqueue(task, case.owner)
        return task

    def _new_task(self, case: Case, kind: int, number: int, minutes: int, order: tuple[int, int]) -> Task:
        task = Task(case, kind, number, minutes, order, self.env.event())
        case.tasks[number] = task
        self.record(Kind.TASK_READY, case.row, number, case.stage, value=order[1])
        return task

    def add_second_part(self, case: Case) -> None:
        """The contact that is open also puts a share of its minutes into the second worker's queue."""
        contact = case.parts[0]
        share = self.second_permille[self.team(case)]
        minutes = max(1, contact.full * share // rules.PERMILLE)
        part = self._new_task(case, contact.kind, contact.number + SECOND_TASK, minutes, contact.key[:2])
        case.parts.append(part)
        self.enqueue(part, case.second)

    def enqueue(self, task: Task, worker: int) -> None:
        """Put a ready task into a worker's queue."""
        task.worker = worker
        heappush(self.workers[worker].queue, (task.key, task))
        if self.workers[worker].session is None:
            self.callable.add(worker)
            self.want_dispatch()

    def lapse_all(self, tasks: Iterable[Task]) -> None:
        """Tasks that lost their purpose lapse."""
        for task in list(tasks):
            self.lapse(task)

    def lapse(self, task: Task) -> None:
        """A task lost its purpose: it lapses now, or when the session that it is in ends."""
        if task.ready:
            self._remove(task, Kind.TASK_DROPPED)
            task.done.succeed()
        else:
            task.obsolete = True

    def miss(self, task: Task) -> None:
        """A recurring task was not started when the next fell due."""
        self._remove(task, Kind.TASK_MISSED)

    def _remove(self, task: Task, kind: Kind) -> None:
        task.ready = False
        del task.case.tasks[task.number]
        self.record(kind, task.case.row, task.number, task.case.stage, task.worker)

    # -- workers --------------------------------------------------------------------------------------------------

    def capacity_before(self, worker: Worker, tick: int) -> int:
        """Capacity minutes of the worker before a tick."""
        day, minute = divmod(tick, self.day_minutes)
        return worker.cumulative[day] + min(minute, worker.capacity[day])

    def start_session(self, worker: Worker, task: Task) -> None:
        """The worker takes up a task; how much effort it gets is decided at its first session."""
        if task.left < 0:
            percent = rules.load_percent(worker.load, worker.monthly)
            task.left = rules.effort_minutes(task.full, percent, self.rules.effort_permille)
        minutes = min(self.rules.session_minutes, task.left + task.extra)
        target = self.capacity_before(worker, self.now) + minutes
        task.ready = False
        task.case.in_sessions += 1
        worker.session = Session(task, self.now, self._tick_of(worker, target), minutes)
        self.record(Kind.WORK_STARTED, task.case.row, task.number, task.case.stage, worker.number, minutes)
        worker.called.succeed(worker.session)

    def _tick_of(self, worker: Worker, target: int) -> int:
        """The first tick before which the worker has given ``target`` capacity minutes; beyond the horizon if never."""
        day = bisect_left(worker.cumulative, target, self.now // self.day_minutes + 1) - 1
        if day >= len(worker.capacity):
            return self.clock.end_tick + 1
        return day * self.day_minutes + target - worker.cumulative[day]

    def work(self, worker: Worker) -> Life:
        """A worker's life: wait to be called, work a session, write down what was done."""
        while True:
            session = yield worker.called
            worker.called = self.env.event()
            try:
                yield Moment(self.env, FIRST, session.end - session.start)
            except simpy.Interrupt:
                continue  # whoever interrupted has already ended the session
            self.end_session(worker, session.minutes)

    def interrupt(self, worker: Worker) -> None:
        """End the session that the worker is in, after the minutes worked so far."""
        session = worker.session
        assert session is not None
        assert worker.process is not None
        done = self.capacity_before(worker, self.now) - self.capacity_before(worker, session.start)
        self.end_session(worker, done)
        worker.process.interrupt()

    def end_session(self, worker: Worker, minutes: int) -> None:
        """The session ends; its task is done, lapses, or goes back to its owner's queue."""
        session = worker.session
        assert session is not None
        task, case = session.task, session.task.case
        worker.session = None
        case.in_sessions -= 1
        self.record(Kind.WORK_ENDED, case.row, task.number, case.stage, worker.number, minutes)
        from_extra = min(task.extra, minutes)
        task.extra -= from_extra
        task.left -= minutes - from_extra
        if task.left + task.extra == 0:
            del case.tasks[task.number]
            self.record(Kind.TASK_DONE, case.row, task.number, case.stage, worker.number, task.full)
            task.done.succeed()
        else:
            self._put_back(task, worker)
        if case.quiet is not None and not case.in_sessions:
            case.quiet.succeed()
            case.quiet = None
        self.callable.add(worker.number)
        self.want_dispatch()

    def _put_back(self, task: Task, worker: Worker) -> None:
        """An unfinished task waits for its owner's next session, or for the case's next owner."""
        task.ready = True
        if task.obsolete:
            self.lapse(task)
        elif worker.number in (task.case.owner, task.case.second):
            self.enqueue(task, worker.number)
        else:
            self._pass_on(task)

    def _pass_on(self, task: Task) -> None:
        task.worker = NOBODY
        if task.case.owner != NOBODY:
            self.enqueue(task, task.case.owner)
