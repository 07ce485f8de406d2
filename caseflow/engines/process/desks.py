"""Tasks: where they wait, what they take, and the sessions in which they are worked on."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from heapq import heappop, heappush

import simpy

from caseflow.engines import rules
from caseflow.engines.process.books import FIRST, Books, Life, Moment
from caseflow.engines.process.state import NEVER, NOBODY, Case, Queue, Session, Task, Worker
from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Kind
from caseflow.organisation import ABSENT, BOUGHT, OWNER


class Desks(Books):
    """The tasks in the queues of workers and pools, and who works on what."""

    # -- a task begins --------------------------------------------------------------------------------------------

    def ask(self, case: Case, kind: int, occurrence: int, minutes: int, due: int) -> Task | None:
        """A task becomes ready where the tables send its kind; None where nobody does that."""
        route = self.route_of(case, kind)
        if route == OWNER:
            return self.add_task(case, kind, occurrence, minutes, due)
        if route == ABSENT:
            return None
        order = (self.rules.task_class[kind], due)
        task = self._new_task(case, kind, kind * TASK_KIND_FACTOR + occurrence, minutes, order)
        task.route = route
        self._queue(task)
        return task

    def route_of(self, case: Case, kind: int) -> int:
        """Where a task of the case goes; a qualified owner concludes."""
        if kind == rules.CONCLUSION and not (case.owner != NOBODY and self.period.unqualified[case.owner]):
            return OWNER
        if kind == rules.MILIEU_WORK and not self.has_milieu_worker(case):
            return ABSENT
        return self.route[case.municipality][kind]

    def has_milieu_worker(self, case: Case) -> bool:
        """Whether the child's kind of measure comes with a milieu worker."""
        places = self.period.places
        return places is not None and places.milieu_kind == self.marks.measure_kind[case.row]

    def add_task(self, case: Case, kind: int, occurrence: int, minutes: int, due: int, *, urgent: bool = False) -> Task:
        """A task becomes ready for the case's owner."""
        klass = self.rules.emergency_class if urgent else self.rules.task_class[kind]
        task = self._new_task(case, kind, kind * TASK_KIND_FACTOR + occurrence, minutes, (klass, due))
        self.take_handover(task, case.burden)
        case.burden = 0
        self._queue(task)
        return task

    def take_handover(self, task: Task, minutes: int) -> None:
        """A task takes what a hand-over of its case asks for."""
        self._add(task, task.case.owner, Kind.HANDED_OVER, minutes)

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

    # -- where tasks wait -----------------------------------------------------------------------------------------

    def _queue(self, task: Task) -> None:
        """Put a ready task that is in nobody's hands where its route says."""
        if task.route == BOUGHT:
            self._buy(task)
        elif task.route != OWNER:
            self._share(task)
        elif task.case.owner != NOBODY:
            self.enqueue(task, task.case.owner)

    def enqueue(self, task: Task, worker: int) -> None:
        """Put a ready task into a worker's queue."""
        task.worker = worker
        heappush(self.workers[worker].queue, (task.key, task))
        self._call(self.workers[worker])

    def _share(self, task: Task) -> None:
        """Put a ready task into its pool's queue."""
        pool = self.pools[task.route]
        heappush(pool.queue, (task.key, task))
        for worker in pool.workers:
            self._call(worker)

    def _call(self, worker: Worker) -> None:
        if worker.session is None:
            self.callable.add(worker.number)
            self.want_dispatch()

    def _buy(self, task: Task) -> None:
        """A bought task is done after its days, before all else of the tick."""
        delay = self.clock.after(self.now, self.rules.bought_days) - self.now
        Moment(self.env, FIRST, delay).callbacks.append(lambda _: self._deliver(task))

    def _deliver(self, task: Task) -> None:
        if task.ready:
            self._remove(task, Kind.BOUGHT, task.full)
            task.done.succeed()

    def reroute(self, case: Case) -> None:
        """By a new period's tables, open tasks of the kinds with a route wait elsewhere, or lapse."""
        for task in list(case.tasks.values()):
            if task.kind >= rules.COUNTY_BOARD and task.route != BOUGHT:
                self._reroute(task, self.route_of(case, task.kind))
            elif task.kind == rules.CONCLUSION and task.route >= 0:
                self._reroute(task, self.route[case.municipality][task.kind])

    def _reroute(self, task: Task, route: int) -> None:
        before, task.route = task.route, route
        if route == ABSENT:
            self.lapse(task)
        elif task.ready and not before == route == OWNER and not self._is_held(task):
            self._let_go(task)
            self._queue(task)

    def _is_held(self, task: Task) -> bool:
        """Whether somebody of the task's pool holds it."""
        if task.route < 0 or task.worker == NOBODY:
            return False
        worker = self.workers[task.worker]
        return task in worker.held and self._is_of_pool(worker, task)

    def _is_of_pool(self, worker: Worker, task: Task) -> bool:
        return task.route >= 0 and self.pools[task.route] in worker.pools

    def _let_go(self, task: Task) -> None:
        """The task is in nobody's hands."""
        if task.worker != NOBODY:
            self.workers[task.worker].held.discard(task)
        task.worker = NOBODY

    def give_back(self, worker: Worker) -> None:
        """What the worker holds of pools goes back to them."""
        for task in list(worker.held):
            self._let_go(task)
            self._queue(task)

    # -- a task ends ----------------------------------------------------------------------------------------------

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

    def _remove(self, task: Task, kind: Kind, value: int = -1) -> None:
        task.ready = False
        del task.case.tasks[task.number]
        self.record(kind, task.case.row, task.number, task.case.stage, task.worker, value)
        self._let_go(task)

    # -- sessions -------------------------------------------------------------------------------------------------

    def capacity_before(self, worker: Worker, tick: int) -> int:
        """Capacity minutes of the worker before a tick."""
        day, minute = divmod(tick, self.day_minutes)
        return worker.cumulative[day] + min(minute, worker.capacity[day])

    def take_first(self, worker: Worker) -> Task | None:
        """Take the first ready task of the worker's own queue and of those of the worker's pools."""
        queue, first = worker.queue, _head(worker.queue, worker.number)
        for pool in worker.pools:
            shared = _head(pool.queue, NOBODY)
            if shared is not None and (first is None or shared.key < first.key):
                queue, first = pool.queue, shared
        if first is not None:
            heappop(queue)
        return first

    def start_session(self, worker: Worker, task: Task) -> None:
        """The worker takes up a task; what it takes is decided at its first session."""
        if task.left < 0:
            self._decide_minutes(task, worker)
        minutes = min(self.rules.session_minutes, task.left + task.extra)
        target = self.capacity_before(worker, self.now) + minutes
        task.ready = False
        task.case.in_sessions += 1
        if task.route != OWNER:
            task.worker = worker.number
            worker.held.add(task)
        worker.session = Session(task, self.now, self._tick_of(worker, target), minutes)
        self.record(Kind.WORK_STARTED, task.case.row, task.number, task.case.stage, worker.number, task.needed)
        worker.called.succeed(worker.session)

    def _decide_minutes(self, task: Task, worker: Worker) -> None:
        """By the team's speed and the worker's load; beside it the trip and what want of practice adds."""
        if worker.speed != rules.PERMILLE:
            task.needed = rules.minutes_at_speed(task.full, worker.speed)
        task.left = rules.effort_minutes(task.needed, worker.load_percent(), self.rules.effort_permille)
        if self.trip_permille[task.kind]:
            self._add(task, worker.number, Kind.TRAVELLED, self._trip(task, worker))
        if task.kind == rules.COUNTY_BOARD:
            permille = self.period.practice_permille
            months = self._months_without_practice(worker)
            share = permille[-1] if months == NEVER else permille[min(months, len(permille) - 1)]
            self._add(task, worker.number, Kind.RELEARNED, task.needed * share // rules.PERMILLE)

    def _add(self, task: Task, worker: int, kind: Kind, minutes: int) -> None:
        if minutes:
            task.extra += minutes
            self.record(kind, task.case.row, task.number, task.case.stage, worker, minutes)

    def _trip(self, task: Task, worker: Worker) -> int:
        """From the office in which the worker sits today to the family's place and back."""
        office = self.org.office_on[worker.number, self.now // self.day_minutes]
        whole: int = self.trip_minutes[office][task.case.municipality]
        return whole * self.trip_permille[task.kind] // rules.PERMILLE

    def _months_without_practice(self, worker: Worker) -> int:
        """Whole months since whoever holds the post last worked on a county-board case; NEVER: they have not."""
        if worker.practised_tick == NEVER:
            return NEVER
        last, today = (worker.practised_tick - 1) // self.day_minutes, self.now // self.day_minutes
        if self.vacant[worker.number, last:today].any():
            return NEVER
        return rules.whole_months(self.clock.day_of_workday(today) - self.clock.day_of_workday(last))

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
        """The session ends; its task is done, lapses, or goes back to where it waits."""
        session = worker.session
        assert session is not None
        task, case = session.task, session.task.case
        worker.session = None
        case.in_sessions -= 1
        from_extra = min(task.extra, minutes)
        task.extra -= from_extra
        task.left -= minutes - from_extra
        if task.kind == rules.COUNTY_BOARD:
            worker.practised_tick = self.now
        is_done = task.left + task.extra == 0
        kind = Kind.TASK_DONE if is_done else Kind.WORK_SUSPENDED
        self.record(kind, case.row, task.number, case.stage, worker.number, minutes)
        if is_done:
            del case.tasks[task.number]
            worker.held.discard(task)
            task.done.succeed()
        else:
            self._put_back(task, worker)
        if case.quiet is not None and not case.in_sessions:
            case.quiet.succeed()
            case.quiet = None
        self.callable.add(worker.number)
        self.want_dispatch()

    def _put_back(self, task: Task, worker: Worker) -> None:
        """An unfinished task stays with whoever holds it of a pool; any other waits where its route says."""
        task.ready = True
        if task.obsolete:
            self.lapse(task)
        elif task.is_second_part:
            self.enqueue(task, worker.number)
        elif self._is_of_pool(worker, task):
            worker.held.add(task)
            self.enqueue(task, worker.number)
        else:
            self._let_go(task)
            self._queue(task)


def _head(queue: Queue, worker: int) -> Task | None:
    """The first task of a queue that is still ready and still there."""
    while queue:
        task = queue[0][1]
        if task.ready and task.worker == worker:
            return task
        heappop(queue)
    return None
