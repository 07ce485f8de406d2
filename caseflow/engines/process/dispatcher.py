"""What is decided between cases and workers, once a tick, when all events have settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import heappop

import numpy as np
import numpy.typing as npt
import simpy

from caseflow.clock import Clock
from caseflow.engines import rules
from caseflow.engines.process.lives import CaseLives
from caseflow.engines.process.office import Life, Office
from caseflow.engines.process.state import NOBODY, Case, Task, Worker
from caseflow.engines.rules import INVESTIGATION
from caseflow.log import Kind, Why


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
        self.levelling_days = _first_workdays_of_months(office.clock)
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
            self.level(day)
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
            successor, handover_minutes = office.workers[second], 0
        else:
            found = self._least_loaded(self._eligible(case))
            if found is None:
                return
            successor, handover_minutes = found, office.rules.handover_minutes
        self._hand_over(case, successor, Why.ABSENCE, handover_minutes)

    def _hand_over(self, case: Case, successor: Worker, why: Why, handover_minutes: int) -> None:
        """The case moves with its open work; the first open task takes the hand-over's minutes as well."""
        self._stop(case, case.owner)
        self._promote(case, successor)
        self.office.release(case, case.stage)
        case.why_wanted = why
        own = (task for task in case.tasks.values() if case.second == NOBODY or task.worker != case.second)
        first = min(own, key=lambda task: task.key, default=None)
        if first is not None:
            first.extra += handover_minutes
        self.office.assign(case, successor)

    def _promote(self, case: Case, owner: Worker) -> None:
        """Who comes to own the case is no longer its second worker."""
        if case.second == owner.number:
            self._stop(case, case.second)
            self.office.release_second(case, case.stage)

    def level(self, day: int) -> None:
        """Once a month each team's leader evens out the caseloads."""
        if day not in self.levelling_days:
            return
        for team, here in zip(self.office.period.teams, self.here, strict=True):
            members = [self.office.workers[number] for number in team.workers]
            while here and self._level_once(members, here):
                pass

    def _level_once(self, members: list[Worker], here: list[Worker]) -> bool:
        """Move one case from the most to the least loaded worker; False where nothing is to be gained."""
        giver = self._most_loaded(members)
        taker = self._least_loaded(worker for worker in here if worker.owned < self.office.rules.caseload_limit)
        if taker is None or _percent(giver) - _percent(taker) <= self.office.rules.levelling_gap_percent:
            return False
        settled = [
            case
            for case in giver.cases
            if case.owner == giver.number and not case.ending and case.assigned_tick < self.office.now
        ]
        case = max(settled, key=lambda case: case.row, default=None)
        if case is None:
            return False
        load_after = taker.load + self.office.case_load[case.municipality][case.stage]
        if not rules.is_less_loaded(load_after, taker.monthly, giver.load, giver.monthly):
            return False
        self._hand_over(case, taker, Why.LEVELLING, self.office.rules.handover_minutes)
        return True

    def assign(self) -> None:
        """Waiting cases get an owner, in the order of their first ready task."""
        if not self.office.waiting:
            return
        can = [case for case in self.office.waiting if self._eligible(case)]
        for case in sorted(can, key=_waiting_key):
            owner = self._sibling_owner(case) or self._least_loaded(self._eligible(case))
            if owner is not None:
                self.office.waiting.discard(case)
                self._promote(case, owner)
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

    @staticmethod
    def _most_loaded(workers: Iterable[Worker]) -> Worker:
        """The worker of highest load; the lower number where loads are equal."""
        iterator = iter(workers)
        most = next(iterator)
        for worker in iterator:
            if rules.is_less_loaded(most.load, most.monthly, worker.load, worker.monthly):
                most = worker
        return most

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


def _percent(worker: Worker) -> int:
    return rules.load_percent(worker.load, worker.monthly)


def _first_workdays_of_months(clock: Clock) -> frozenset[int]:
    """The working days that are the first of their month; never that of tick 0."""
    months = [(date.year, date.month) for date in map(clock.date, clock.days_of_workdays.tolist())]
    return frozenset(day for day in range(1, len(months)) if months[day] != months[day - 1])


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
