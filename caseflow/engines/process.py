"""The process engine: cases and workers as SimPy processes that read like the description of the flow.

It specifies: what a case lives through stands in :class:`CaseLives`, what a worker does in :class:`Office`, and what is
decided between them, once a tick, in :class:`Dispatcher`. The contract is :mod:`caseflow.engines.rules`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import fields
from heapq import heappop, heappush
from itertools import count
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy

from caseflow.engines import rules
from caseflow.engines.rules import CARE, INTAKE, INVESTIGATION, MEASURES
from caseflow.log import COLUMNS, SECOND_TASK, TASK_KIND_FACTOR, Kind, Log, Why
from caseflow.organisation import Organisation, Period
from caseflow.tape.tables import (
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    OUTCOME_DISMISSED,
    Cases,
    Tape,
)

Life = Generator[simpy.Event, Any, None]
NOBODY = -1


def run(org: Organisation, tape: Tape) -> Log:
    """Simulate an organisation on a tape; deterministic, draws nothing, reads nothing else."""
    office = Office(org, tape.cases)
    lives = CaseLives(office)
    dispatcher = Dispatcher(office, lives)
    lives.open_caseload()
    office.env.process(lives.post_box())
    office.env.process(dispatcher.days())
    for worker in office.workers:
        worker.process = office.env.process(office.work(worker))
    office.env.run(until=org.clock.end_tick)
    return office.log()


class Task:
    """One piece of work on a case; ``number`` is unique within the case and says its kind."""

    __slots__ = ("case", "done", "due", "extra", "full", "key", "kind", "left", "number", "obsolete", "ready", "worker")

    def __init__(self, case: Case, kind: int, number: int, minutes: int, due: int, klass: int, done: simpy.Event):
        self.case = case
        self.kind = kind
        self.number = number
        self.full = minutes
        self.extra = 0
        self.left = -1  # minutes left; -1: never picked
        self.due = due
        self.key = (klass, due, case.row, number)
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
        "due",
        "ending",
        "in_sessions",
        "investigating",
        "later_reports",
        "municipality",
        "owner",
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
        self.second = NOBODY
        self.why_wanted = Why.NEW
        self.tasks: dict[int, Task] = {}
        self.later_reports = 0
        self.investigating = False
        self.planned_late = False
        self.due = 0  # of contacts and conclusion
        self.second_load = 0
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

    def __init__(self, number: int, capacity: list[int], cumulative: list[int], monthly: int, called: simpy.Event):
        self.number = number
        self.capacity = capacity
        self.cumulative = cumulative
        self.monthly = monthly
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


class Dispatch(simpy.Event):
    """The one event of a tick that happens after all others of the tick."""

    PRIORITY = 9

    def __init__(self, env: simpy.Environment):
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, self.PRIORITY)  # type: ignore[arg-type]  # SimPy's own priorities are a NewType


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
            Worker(number, row.tolist(), total.tolist(), int(monthly), self.env.event())
            for number, (row, total, monthly) in enumerate(
                zip(minutes, cumulative, self.org.monthly_minutes, strict=True)
            )
        ]

    def begin(self, period: Period) -> None:
        """The organisation of a period holds from now on."""
        self.period = period
        self.period = period
        self.team_of: list[list[int]] = period.team_of.tolist()
        self.team_of_worker: list[int] = period.team_of_worker.tolist()
        self.planned_late: list[int] = period.planned_late.tolist()
        self.second_permille: list[int] = period.second_worker_permille.tolist()

    # -- the log and the clock ------------------------------------------------------------------------------------

    @property
    def now(self) -> int:
        """The tick."""
        return int(self.env.now)

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
            Dispatch(self.env).callbacks.append(self.on_dispatch)

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
            self._change_load(case.owner, before, -1)
            self._change_load(case.owner, stage, 1)
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
        """An owned case under investigation in a team of two workers a case waits for its second."""
        if case.stage == INVESTIGATION and self.second_permille[self.team(case)]:
            self.without_second.add(case)
            self.want_dispatch()

    def assign(self, case: Case, worker: Worker) -> None:
        """The worker owns the case and gets its ready tasks."""
        case.owner = worker.number
        worker.cases.add(case)
        worker.owned += 1
        self._change_load(worker.number, case.stage, 1)
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
        self._change_load(owner.number, stage, -1)
        case.owner = NOBODY

    def assign_second(self, case: Case, worker: Worker) -> None:
        """The worker gives a share of each later contact."""
        case.second = worker.number
        worker.cases.add(case)
        case.second_load = self.rules.stage_load[case.stage] * self.second_permille[self.team(case)] // rules.PERMILLE
        worker.load += case.second_load
        self.without_second.discard(case)
        self.record(Kind.SECOND_ASSIGNED, case.row, stage=case.stage, worker=worker.number)

    def release_second(self, case: Case, stage: int) -> None:
        """The second worker leaves the case; the ready part of a contact lapses."""
        second = self.workers[case.second]
        self.record(Kind.SECOND_RELEASED, case.row, stage=stage, worker=second.number)
        second.cases.remove(case)
        second.load -= case.second_load
        case.second = NOBODY
        for task in [t for t in case.tasks.values() if t.worker == second.number]:
            self.lapse(task)

    def _change_load(self, worker: int, stage: int, sign: int) -> None:
        self.workers[worker].load += sign * self.rules.stage_load[stage]

    def wind_up(self, case: Case) -> Life:
        """End the case: unstarted tasks lapse at once, one in a session when the session ends."""
        case.ending = True
        self.lapse_all(case.tasks.values())
        if case.in_sessions:
            case.quiet = self.env.event()
            yield case.quiet
        self.record(Kind.CASE_CLOSED, case.row, stage=case.stage)
        self.waiting.discard(case)
        if case.owner != NOBODY:
            self._disown(case, self.workers[case.owner], case.stage)
        del self.cases[case.row]
        self.want_dispatch()

    # -- tasks ----------------------------------------------------------------------------------------------------

    def add_task(
        self,
        case: Case,
        kind: int,
        occurrence: int,
        minutes: int,
        due: int,
        *,
        urgent: bool = False,
        second: bool = False,
    ) -> Task:
        """A task becomes ready for the case's owner, or its second worker."""
        number = kind * TASK_KIND_FACTOR + occurrence + (SECOND_TASK if second else 0)
        klass = self.rules.emergency_class if urgent else self.rules.task_class[kind]
        task = Task(case, kind, number, minutes, due, klass, self.env.event())
        case.tasks[number] = task
        self.record(Kind.TASK_READY, case.row, number, case.stage, value=due)
        worker = case.second if second else case.owner
        if worker != NOBODY:
            self.enqueue(task, worker)
        return task

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
                yield self.env.timeout(session.end - session.start)
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


class CaseLives:
    """What a case lives through, from its report or from today to its end."""

    def __init__(self, office: Office):
        self.office = office
        self.env = office.env
        self.clock = office.clock
        self.rules = office.rules
        self.marks = office.marks
        self.record = office.record
        self.received: list[int] = []
        self.at_deadline: list[Case] = []
        self.case_of_child: dict[int, Case] = {}

    # -- how a case begins ----------------------------------------------------------------------------------------

    def open_caseload(self) -> None:
        """Today's open cases take up their lives at tick 0."""
        for row, origin in enumerate(self.marks.origin):
            if origin == ORIGIN_REPORT:
                return
            case = self._new_case(row)
            if origin == ORIGIN_OPEN_INVESTIGATION:
                self.office.enter(case, INVESTIGATION, was_there=True)
                self.env.process(self.life_from_investigation(case))
            elif origin == ORIGIN_OPEN_CARE:
                self.office.enter(case, CARE, was_there=True)
                self.env.process(self.life_from_care(case))
            else:
                self.office.enter(case, MEASURES, was_there=True)
                self.env.process(self.life_from_measures(case))

    def post_box(self) -> Life:
        """Reports come in, in the tape's order; the tick's dispatch receives them."""
        for row, origin in enumerate(self.marks.origin):
            if origin == ORIGIN_REPORT:
                yield from self.office.until(self.marks.visible_tick[row])
                self.record(Kind.REPORT, row, value=int(self.marks.emergency[row]))
                self.received.append(row)
                self.office.want_dispatch()

    def receive(self, row: int) -> None:
        """A report on a child whose case is open becomes a task there; any other opens a case."""
        open_case = self.case_of_child.get(self._child(row))
        if open_case is None or open_case.ending:
            case = self._new_case(row)
            self.env.process(self.life(case, self._open_intake(case)))
        else:
            self.record(Kind.ATTACHED, row, value=open_case.row)
            self._add_later_report(open_case, row)

    def _child(self, row: int) -> int:
        previous: int = self.marks.previous[row]
        return row if previous < 0 else previous

    def _new_case(self, row: int) -> Case:
        case = Case(row, self.marks.municipality[row])
        self.office.cases[row] = case
        self.case_of_child[self._child(row)] = case
        return case

    def _add_later_report(self, case: Case, row: int) -> None:
        due = self.clock.tick_after(self.marks.report_day[row] + self.rules.screening_days)
        minutes = self.marks.later_report_minutes[row]
        urgent = bool(self.marks.emergency[row])
        self.office.add_task(case, rules.LATER_REPORT, case.later_reports, minutes, due, urgent=urgent)
        case.later_reports += 1

    def _open_intake(self, case: Case) -> Task:
        row = case.row
        self.office.enter(case, INTAKE)
        due = self.clock.tick_after(self.marks.report_day[row] + self.rules.screening_days)
        urgent = bool(self.marks.emergency[row])
        return self.office.add_task(case, rules.SCREENING, 0, self.marks.screening_minutes[row], due, urgent=urgent)

    # -- lives ----------------------------------------------------------------------------------------------------

    def life(self, case: Case, screening: Task) -> Life:
        """A reported case: screening, then investigation, measures and care as far as it comes."""
        yield screening.done
        if self.marks.dismissed[case.row]:
            self.record(Kind.REPORT_DISMISSED, case.row, stage=INTAKE)
            yield from self.office.wind_up(case)
            return
        self.office.enter(case, INVESTIGATION)
        yield from self.life_from_investigation(case)

    def life_from_investigation(self, case: Case) -> Life:
        """From the opening of the investigation on."""
        yield from self.investigation(case)
        outcome = self.marks.outcome[case.row]
        if outcome == OUTCOME_DISMISSED:
            yield from self.office.wind_up(case)
        elif outcome == OUTCOME_CARE:
            yield from self.becoming_care(case)
        else:
            self.office.enter(case, MEASURES)
            yield from self.decide_measure(case, rules.ASSISTANCE)
            yield from self.life_from_measures(case)

    def life_from_measures(self, case: Case) -> Life:
        """From the start of an assistance measure on."""
        becomes_care = yield from self.measures(case)
        if becomes_care:
            yield from self.becoming_care(case)
        else:
            yield from self.office.wind_up(case)

    def life_from_care(self, case: Case) -> Life:
        """From the child's placement on."""
        yield from self.care(case)
        yield from self.office.wind_up(case)

    def becoming_care(self, case: Case) -> Life:
        """The county board's case where there is one, the placement, and care."""
        self.office.enter(case, CARE)
        if self.marks.county_board[case.row]:
            minutes = self.marks.county_board_minutes[case.row]
            due = self.clock.after(self.office.now, self.rules.county_board_days)
            yield self.office.add_task(case, rules.COUNTY_BOARD, 0, minutes, due).done
        yield from self.decide_measure(case, rules.CARE_MEASURE)
        yield from self.life_from_care(case)

    # -- investigation --------------------------------------------------------------------------------------------

    def investigation(self, case: Case) -> Life:
        """Contacts at their pace beside outside information, then the conclusion."""
        opened_tick = self._open_investigation(case)
        information = self._ask_information(case, opened_tick)
        yield from self.contacts(case, opened_tick)
        if information is not None:
            yield information
        minutes = self.marks.conclusion_minutes[case.row]
        yield self.office.add_task(case, rules.CONCLUSION, 0, minutes, case.due).done
        case.investigating = False
        self.record(Kind.INVESTIGATION_CLOSED, case.row, stage=INVESTIGATION, value=self.marks.outcome[case.row])

    def _open_investigation(self, case: Case) -> int:
        """Start the legal clock and make the plan; the tick of the opening, negative for those open today."""
        row, now = case.row, self.office.now
        if self.marks.origin[row] == ORIGIN_OPEN_INVESTIGATION:
            start_day = -self.marks.age_days[row]
            opened_tick = min(0, self.clock.first_tick(start_day))
        else:
            start_day = rules.clock_start_day(
                self.rules.clock_starts,
                self.marks.report_day[row],
                self.clock.day_of_end(now),
                self.rules.screening_days,
            )
            opened_tick = now
        self.record(Kind.INVESTIGATION_OPENED, row, stage=INVESTIGATION, value=start_day)
        case.investigating = True
        deadline_day = self.clock.add_months(start_day, self.rules.deadline_months)
        case.due = self._plan(case, opened_tick, deadline_day)
        if self.marks.extension[row]:
            self.env.process(self._reach_deadline(case, deadline_day))
        return opened_tick

    def _plan(self, case: Case, opened_tick: int, deadline_day: int) -> int:
        """Whether the case is planned late, by the practice of its team; the tick by which its work is due."""
        case.planned_late = self.marks.planned_late_mark[case.row] < self.office.planned_late[case.municipality]
        if not case.planned_late:
            return self.clock.tick_after(deadline_day)
        self.record(Kind.PLANNED_LATE, case.row, stage=INVESTIGATION)
        return opened_tick + self.rules.planned_late_working_days * self.office.day_minutes

    def _reach_deadline(self, case: Case, deadline_day: int) -> Life:
        """On the deadline's last working day, the dispatch looks whether the case is still open."""
        yield from self.office.until(self.clock.last_workday_tick(deadline_day))
        self.at_deadline.append(case)
        self.office.want_dispatch()

    def _ask_information(self, case: Case, opened_tick: int) -> simpy.Process | None:
        """Ask for outside information, unless the case needs none or has it already today."""
        days = self.marks.information_days[case.row]
        if days < 0:
            return None
        arrives_tick = self.clock.after(opened_tick, days)
        if arrives_tick <= 0:
            return None
        wait_days = self.clock.day_of_tick(arrives_tick) - self.clock.day_of_tick(self.office.now)
        self.record(Kind.INFORMATION_ASKED, case.row, stage=INVESTIGATION, value=wait_days)
        return self.env.process(self._information_arrives(case, arrives_tick))

    def _information_arrives(self, case: Case, tick: int) -> Life:
        yield from self.office.until(tick)
        self.record(Kind.INFORMATION_ARRIVED, case.row, stage=INVESTIGATION)

    def contacts(self, case: Case, opened_tick: int) -> Life:
        """Contacts one after the other, none before its planned tick; those planned before today are done."""
        minutes = self.marks.contact_minutes[case.row]
        for contact in range(self.marks.contacts[case.row]):
            planned_tick = self._planned_tick(case, opened_tick, contact)
            if planned_tick > 0:
                yield from self.office.until(planned_tick)
                yield from self.contact(case, contact, minutes)

    def _planned_tick(self, case: Case, opened_tick: int, contact: int) -> int:
        contacts = self.marks.contacts[case.row]
        if case.planned_late:
            workdays = rules.contact_offset(self.rules.planned_late_working_days, contact, contacts)
            return opened_tick + workdays * self.office.day_minutes
        days = rules.contact_offset(self.marks.pace_days[case.row], contact, contacts)
        return self.clock.after(opened_tick, days) if days else opened_tick

    def contact(self, case: Case, contact: int, minutes: int) -> Life:
        """One contact; with a second worker it is done when both parts are."""
        urgent = contact == 0 and bool(self.marks.emergency[case.row])
        task = self.office.add_task(case, rules.CONTACT, contact, minutes, case.due, urgent=urgent)
        parts = [task]
        if case.second != NOBODY:
            share = self.office.second_permille[self.office.team(case)]
            second_minutes = max(1, minutes * share // rules.PERMILLE)
            parts.append(
                self.office.add_task(case, rules.CONTACT, contact, second_minutes, case.due, urgent=urgent, second=True)
            )
        for part in parts:
            yield part.done

    # -- measures and care ----------------------------------------------------------------------------------------

    def decide_measure(self, case: Case, kind: int) -> Life:
        """From the decision to the measure in place, and the work of starting it."""
        self.record(Kind.MEASURE_DECIDED, case.row, stage=case.stage, value=kind)
        yield from self.office.wait_days(self.marks.measure_wait_days[case.row])
        self.record(Kind.MEASURE_STARTED, case.row, stage=case.stage, value=kind)
        days = self.rules.follow_up_days if kind == rules.ASSISTANCE else self.rules.care_follow_up_days
        due = self.clock.after(self.office.now, days)
        occurrence = kind - rules.ASSISTANCE
        self.office.add_task(case, rules.MEASURE_START, occurrence, self.marks.measure_start_minutes[case.row], due)

    def measures(self, case: Case) -> Generator[simpy.Event, Any, bool]:
        """Follow-ups and reviews until the measure ends; whether the case then becomes care."""
        row, marks, rule = case.row, self.marks, self.rules
        if marks.origin[row] != ORIGIN_REPORT and self.office.now == 0:
            self.record(Kind.MEASURE_STARTED, row, stage=MEASURES, value=rules.ASSISTANCE + rules.OPEN_TODAY)
        becomes_care: bool = marks.escalation_days[row] >= 0
        end = self.clock.after(self.office.now, marks.escalation_days[row] if becomes_care else marks.measure_days[row])
        self._repeat(case, rules.FOLLOW_UP, rule.follow_up_days, marks.follow_up_phase, marks.follow_up_minutes, end)
        self._repeat(case, rules.REVIEW, rule.review_days, marks.quarterly_phase, marks.review_minutes, end)
        yield from self.office.until(end)
        self.office.lapse_all([t for t in case.tasks.values() if t.kind in rules.ASSISTANCE_TASKS])
        return becomes_care

    def care(self, case: Case) -> Life:
        """Foster-home follow-ups, visits and the visitor's follow-ups until care ends."""
        row, marks, rule = case.row, self.marks, self.rules
        if marks.origin[row] == ORIGIN_OPEN_CARE and self.office.now == 0:
            self.record(Kind.MEASURE_STARTED, row, stage=CARE, value=rules.CARE_MEASURE + rules.OPEN_TODAY)
        end = self.clock.after(self.office.now, marks.care_days[row])
        repeat = self._repeat
        repeat(
            case,
            rules.CARE_FOLLOW_UP,
            rule.care_follow_up_days,
            marks.follow_up_phase,
            marks.care_follow_up_minutes,
            end,
        )
        repeat(case, rules.HOME_VISIT, rule.visit_days, marks.quarterly_phase, marks.home_visit_minutes, end)
        repeat(case, rules.VISITOR_FOLLOW_UP, rule.visitor_days, marks.visitor_phase, marks.visitor_minutes, end)
        yield from self.office.until(end)

    def _repeat(self, case: Case, kind: int, days: int, phase: list[int], minutes: list[int], end: int) -> None:
        """Start a series of recurring tasks: the first after what is left of its interval, the last before ``end``."""
        first = max(1, days * phase[case.row] // rules.PERMILLE)
        self.env.process(self.series(case, kind, first, days, minutes[case.row], end))

    def series(self, case: Case, kind: int, first: int, days: int, minutes: int, end: int) -> Life:
        """A task each interval; one that was not started when the next falls due is missed and replaced."""
        start, task = self.office.now, None
        for occurrence in count():
            ready = self.clock.after(start, first + occurrence * days)
            if ready >= end:
                return
            yield from self.office.until(ready)
            if task is not None and task.ready and task.left < 0:
                self.office.miss(task)
            due = self.clock.after(start, first + (occurrence + 1) * days)
            task = self.office.add_task(case, kind, occurrence, minutes, due)


class Dispatcher:
    """What is decided between cases and workers, once all events of a tick have settled."""

    def __init__(self, office: Office, lives: CaseLives):
        self.office = office
        self.lives = lives
        self.clock = office.clock
        self.periods = iter(office.org.periods[1:])
        self.next_period = next(self.periods, None)
        self.away: list[list[bool]] = office.org.capacity.away.T.tolist()
        self.away_long = _away_long(office.org.capacity.away, office.rules.reassign_after_days)
        self.here: list[list[Worker]] = []
        office.on_dispatch = self.dispatch

    def days(self) -> Life:
        """Every working day begins with a dispatch."""
        for day in range(self.clock.n_workdays):
            yield from self.office.until(day * self.office.day_minutes)
            self.office.want_dispatch()

    def dispatch(self, _: simpy.Event) -> None:
        """Decide in the contract's order."""
        day, minute = divmod(self.office.now, self.office.day_minutes)
        if minute == 0:
            self.reorganise()
            self._meet(day)
        self.extend()
        self.receive()
        if minute == 0:
            self.reassign(day)
        self.assign()
        self.assign_seconds()
        self.pick(day, minute)
        self.office.dispatched()

    def _meet(self, day: int) -> None:
        """Who of each team is not away today."""
        away = self.away[day]
        teams = self.office.period.teams
        self.here = [[self.office.workers[w] for w in team.workers if not away[w]] for team in teams]

    # -- a new organisation ---------------------------------------------------------------------------------------

    def reorganise(self) -> None:
        """From a period's first tick, its teams own what they cover."""
        if self.next_period is None or self.office.now < self.next_period.start_tick:
            return
        self.office.begin(self.next_period)
        self.next_period = next(self.periods, None)
        for case in self._cases(self.office.cases.values()):
            if not case.ending:
                self._reorganise(case)

    def _reorganise(self, case: Case) -> None:
        office = self.office
        if case.second != NOBODY and not self._keeps_second(case):
            self._stop(case, case.second)
            office.release_second(case, case.stage)
        office.without_second.discard(case)
        if case.owner == NOBODY:
            return
        if office.covers(case, case.owner):
            if case.second == NOBODY:
                office.want_second(case)
            return
        self._stop(case, case.owner)
        office.release(case, case.stage)
        office.want_owner(case, Why.REORGANISATION)

    def _keeps_second(self, case: Case) -> bool:
        office = self.office
        return office.covers(case, case.second) and office.second_permille[office.team(case)] > 0

    def _stop(self, case: Case, number: int) -> None:
        """Interrupt a worker who is in a session on the case."""
        worker = self.office.workers[number]
        if worker.session is not None and worker.session.task.case is case:
            self.office.interrupt(worker)

    # -- the law and the post -------------------------------------------------------------------------------------

    def extend(self) -> None:
        """Marked investigations that are open on their deadline's day get their extension."""
        for case in self._cases(self.lives.at_deadline):
            if case.investigating:
                self.office.record(Kind.EXTENDED, case.row, stage=INVESTIGATION)
        self.lives.at_deadline.clear()

    def receive(self) -> None:
        """Reports find the child's case open, or open one."""
        for row in sorted(self.lives.received):
            self.lives.receive(row)
        self.lives.received.clear()

    # -- owners ---------------------------------------------------------------------------------------------------

    def reassign(self, day: int) -> None:
        """Cases with open work of owners who are away long move, if somebody is there to take them."""
        for number in self.away_long[day]:
            self._leave_foreign_task(self.office.workers[number])
        owned = {case for number in self.away_long[day] for case in self.office.workers[number].cases}
        for case in self._cases(owned):
            self._reassign(case, day)

    def _leave_foreign_task(self, worker: Worker) -> None:
        """A task of a case that the worker no longer owns goes back to whoever does."""
        if worker.session is not None and worker.session.task.case not in worker.cases:
            self.office.interrupt(worker)

    def _reassign(self, case: Case, day: int) -> None:
        office = self.office
        if case.ending:
            self._stop(case, case.owner)
            return
        if case.second != NOBODY and case.second in self.away_long[day]:
            self._stop(case, case.second)
            office.release_second(case, case.stage)
            office.want_second(case)
        if case.owner in self.away_long[day] and self._has_open_work(case):
            self._move(case, day)

    @staticmethod
    def _has_open_work(case: Case) -> bool:
        return any(task.worker == case.owner for task in case.tasks.values())

    def _move(self, case: Case, day: int) -> None:
        """The second worker takes over at no cost; anybody else needs the hand-over's time."""
        office = self.office
        second = case.second
        if second != NOBODY and not self.away[day][second]:
            self._stop(case, second)
            office.release_second(case, case.stage)
            successor, handover_minutes = office.workers[second], 0
        else:
            found = self._least_loaded(self._eligible(case))
            if found is None:
                return
            successor, handover_minutes = found, office.rules.handover_minutes
        self._stop(case, case.owner)
        office.release(case, case.stage)
        case.why_wanted = Why.ABSENCE
        first = min(case.tasks.values(), key=lambda task: task.key, default=None)
        if first is not None:
            first.extra += handover_minutes
        office.assign(case, successor)

    def assign(self) -> None:
        """Waiting cases get an owner, in the order of their first ready task."""
        if not self.office.waiting:
            return
        can = [case for case in self.office.waiting if self._eligible(case)]
        for case in sorted(can, key=_waiting_key):
            owner = self._sibling_owner(case) or self._least_loaded(self._eligible(case))
            if owner is not None:
                self.office.waiting.discard(case)
                self.office.assign(case, owner)

    def _eligible(self, case: Case) -> list[Worker]:
        """Who may own the case: in the covering team, not away today, under the caseload limit."""
        limit = self.office.rules.caseload_limit
        return [worker for worker in self.here[self.office.team(case)] if worker.owned < limit]

    def _sibling_owner(self, case: Case) -> Worker | None:
        """The worker of the family's first sibling, if eligible."""
        first = self.office.cases.get(self.office.marks.family[case.row])
        if first is None or first is case or first.owner == NOBODY:
            return None
        owner = self.office.workers[first.owner]
        return owner if owner in self._eligible(case) else None

    @staticmethod
    def _least_loaded(workers: Iterable[Worker]) -> Worker | None:
        """The worker of lowest load; the lower number where loads are equal."""
        best: Worker | None = None
        for worker in workers:
            if best is None or rules.is_less_loaded(worker.load, worker.monthly, best.load, best.monthly):
                best = worker
        return best

    def assign_seconds(self) -> None:
        """Investigations that want a second worker get one, if there is another who is not away."""
        for case in self._cases(self.office.without_second):
            if case.owner != NOBODY:
                others = [worker for worker in self.here[self.office.team(case)] if worker.number != case.owner]
                second = self._least_loaded(others)
                if second is not None:
                    self.office.assign_second(case, second)

    # -- work -----------------------------------------------------------------------------------------------------

    def pick(self, day: int, minute: int) -> None:
        """Idle workers at work take their first ready task."""
        office = self.office
        for number in sorted(office.callable):
            worker = office.workers[number]
            if minute < worker.capacity[day]:
                office.callable.discard(number)
                task = self._first_task(worker)
                if task is not None:
                    office.start_session(worker, task)

    @staticmethod
    def _first_task(worker: Worker) -> Task | None:
        """Take the first task of the queue that is still ready and still the worker's."""
        queue = worker.queue
        while queue:
            task = heappop(queue)[1]
            if task.ready and task.worker == worker.number:
                return task
        return None

    @staticmethod
    def _cases(cases: Iterable[Case]) -> Iterator[Case]:
        return iter(sorted(cases, key=lambda case: case.row))


def _waiting_key(case: Case) -> tuple[int, int, int, int]:
    return min((task.key for task in case.tasks.values() if task.ready), default=(rules.LAST_CLASS, 0, case.row, 0))


def _away_long(away: npt.NDArray[np.bool_], days: int) -> list[list[int]]:
    """Per working day: the workers, by number, whose consecutive away working days have reached ``days``."""
    run = np.zeros(away.shape[0], dtype=np.int64)
    long: list[list[int]] = []
    for column in away.T:
        run = np.where(column, run + 1, 0)
        long.append(np.flatnonzero(run >= days).tolist())
    return long
