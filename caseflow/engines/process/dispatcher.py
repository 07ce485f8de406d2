"""What is decided between cases and workers, once a tick, when all events have settled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import simpy

from caseflow.clock import Clock
from caseflow.engines import rules
from caseflow.engines.process.books import Life
from caseflow.engines.process.choice import Choices, most_loaded
from caseflow.engines.process.lives import CaseLives
from caseflow.engines.process.office import Office
from caseflow.engines.process.presence import Presence
from caseflow.engines.process.state import NOBODY, Case, Worker
from caseflow.engines.rules import INVESTIGATION
from caseflow.log import Kind, Why
from caseflow.organisation import OWNER


class Dispatcher:
    """What is decided between cases and workers, once all events of a tick have settled."""

    def __init__(self, office: Office, lives: CaseLives):
        self.office = office
        self.lives = lives
        self.clock = office.clock
        self.periods = iter(office.org.periods[1:])
        self.next_period = next(self.periods, None)
        self.presence = Presence(office)
        self.choices = Choices(office)
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
            self.presence.strain(day)
            self.reorganise()
            self.choices.meet(self.presence.away[day])
        if self.lives.at_deadline:
            self.extend()
        if self.lives.received:
            self.receive()
        if minute == 0:
            self.reassign(day)
            self.level(day)
        self.office.places.hand_out()
        if self.office.waiting:
            self.assign()
        if self.office.without_second:
            self.assign_seconds()
        self.pick(day, minute)
        self.office.dispatched()

    # -- a new organisation ---------------------------------------------------------------------------------------

    def reorganise(self) -> None:
        """From a period's first tick, its teams own what they cover."""
        if self.next_period is None or self.office.now < self.next_period.start_tick:
            return
        office = self.office
        lent = {case for case in office.cases.values() if case.owner != NOBODY and not office.covers(case, case.owner)}
        office.begin(self.next_period)
        office.places.begin()
        self.next_period = next(self.periods, None)
        for case in self._cases(office.cases.values()):
            if not case.ending:
                self._reorganise(case, is_lent=case in lent)
                office.reroute(case)

    def _reorganise(self, case: Case, *, is_lent: bool) -> None:
        office = self.office
        if case.second != NOBODY and not self._keeps_second(case):
            self._stop(case, case.second)
            office.release_second(case, case.stage)
        office.without_second.discard(case)
        if case.owner == NOBODY:
            case.service_before = NOBODY
        elif office.covers(case, case.owner) or (is_lent and office.lends(case, case.owner)):
            office.want_second(case)
        else:
            self._stop(case, case.owner)
            office.release(case, case.stage)
            case.service_before = NOBODY
            office.want_owner(case, Why.REORGANISATION)

    def _keeps_second(self, case: Case) -> bool:
        office = self.office
        return office.covers(case, case.second) and office.second_permille[office.team(case)] > 0

    def _stop(self, case: Case, number: int) -> None:
        """Interrupt a worker who is in a session on the case, unless it is on a pool's task."""
        worker = self.office.workers[number]
        session = worker.session
        if session is not None and session.task.case is case and session.task.route == OWNER:
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
        away_long = self.presence.away_long[day]
        for number in away_long:
            self._leave_foreign_task(self.office.workers[number])
        owned = {case for number in away_long for case in self.office.workers[number].cases}
        for case in self._cases(owned):
            self._reassign(case, day)
        for number in away_long:
            self.office.give_back(self.office.workers[number])

    def _leave_foreign_task(self, worker: Worker) -> None:
        """A task of a pool, or of a case that the worker no longer owns, goes back to where it waits."""
        session = worker.session
        if session is not None and (session.task.route != OWNER or session.task.case not in worker.cases):
            self.office.interrupt(worker)

    def _reassign(self, case: Case, day: int) -> None:
        office, away_long = self.office, self.presence.away_long[day]
        if case.ending:
            for number in {case.owner, case.second}.intersection(away_long):
                self._stop(case, number)
            return
        if case.second != NOBODY and case.second in away_long:
            self._stop(case, case.second)
            office.release_second(case, case.stage)
            office.want_second(case)
        if case.owner in away_long and self._has_open_work(case):
            self._move(case, day)

    @staticmethod
    def _has_open_work(case: Case) -> bool:
        return any(task.worker == case.owner and task.route == OWNER for task in case.tasks.values())

    def _move(self, case: Case, day: int) -> None:
        """The second worker takes over at no cost; anybody else needs the hand-over's time."""
        office = self.office
        second = None if case.second == NOBODY else office.workers[case.second]
        if second and not self.presence.away[day][second.number] and self.choices.may_take(case, second):
            successor, handover_minutes = second, 0
        else:
            found = self.choices.best(case)
            if found is None:
                return
            successor, handover_minutes = found[0], office.rules.handover_minutes
        self._hand_over(case, successor, Why.ABSENCE, handover_minutes)

    def _hand_over(self, case: Case, successor: Worker, why: Why, handover_minutes: int) -> None:
        """The case moves with its open work; the first open task takes the hand-over's minutes as well."""
        self._stop(case, case.owner)
        self._promote(case, successor)
        self.office.release(case, case.stage)
        case.why_wanted = why
        self.office.assign(case, successor, handover_minutes if case.first_task() else 0)

    def _promote(self, case: Case, owner: Worker) -> None:
        """Who comes to own the case is no longer its second worker."""
        if case.second == owner.number:
            self._stop(case, case.second)
            self.office.release_second(case, case.stage)

    def level(self, day: int) -> None:
        """Once a month each team's leader evens out the caseloads."""
        if day not in self.levelling_days:
            return
        for number, team in enumerate(self.office.period.teams):
            members = [self.office.workers[worker] for worker in team.workers]
            while self.choices.here[number] and self._level_once(number, members):
                pass

    def _level_once(self, team: int, members: list[Worker]) -> bool:
        """Move one case from the most to the least loaded worker; False where nothing is to be gained."""
        giver, taker = most_loaded(members), self.choices.taker(self.choices.here[team])
        if taker is None or giver.load_percent() - taker.load_percent() <= self.office.rules.levelling_gap_percent:
            return False
        movable = (case for case in giver.cases if self._may_move(case, giver, taker, team))
        case = max(movable, key=lambda case: case.row, default=None)
        if case is None:
            return False
        weight_after = taker.load_weight() + 100 * self.office.case_load[case.municipality][case.stage]
        if not rules.is_less_loaded(weight_after, taker.monthly, giver.load_weight(), giver.monthly):
            return False
        self._hand_over(case, taker, Why.LEVELLING, self.office.rules.handover_minutes)
        return True

    def _may_move(self, case: Case, giver: Worker, taker: Worker, team: int) -> bool:
        """Whether a case of the giver's may go to the taker."""
        if case.owner != giver.number or case.ending or case.assigned_tick == self.office.now:
            return False
        if self.office.team(case) != team or not self.choices.may_take(case, taker):
            return False
        rank = self.choices.rank[case.municipality]
        return rank[taker.number] <= rank[giver.number] or giver.load_percent() >= self.office.rules.peak_percent

    def assign(self) -> None:
        """Waiting cases get an owner, in the order of their first ready task."""
        can = [case for case in self.office.waiting if self.choices.best(case) is not None]
        for case in sorted(can, key=_waiting_key):
            sibling_owner = self.choices.sibling_owner(case)
            found = self.choices.best(case) if sibling_owner is None else (sibling_owner, 0)
            if found is not None:
                self.office.waiting.discard(case)
                self._promote(case, found[0])
                self.office.assign(case, *found)

    def assign_seconds(self) -> None:
        """Investigations that want a second worker get one, if there is another who is not away."""
        for case in self._cases(self.office.without_second):
            second = self.choices.second(case) if case.owner != NOBODY else None
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
                task = office.take_first(worker)
                if task is not None:
                    office.start_session(worker, task)

    @staticmethod
    def _cases(cases: Iterable[Case]) -> Iterator[Case]:
        return iter(sorted(cases, key=lambda case: case.row))


def _first_workdays_of_months(clock: Clock) -> frozenset[int]:
    """The working days that are the first of their month; never that of tick 0."""
    months = [(date.year, date.month) for date in map(clock.date, clock.days_of_workdays.tolist())]
    return frozenset(day for day in range(1, len(months)) if months[day] != months[day - 1])


def _waiting_key(case: Case) -> tuple[int, int, int, int]:
    ready = (task.key for task in case.tasks.values() if task.ready and task.route == OWNER)
    return min(ready, default=(rules.LAST_CLASS, 0, case.row, 0))
