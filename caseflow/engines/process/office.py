"""Cases, and all that may be done to them: a method changes one case, its tasks and its workers, and logs it."""

from __future__ import annotations

import simpy

from caseflow.engines.process.books import Life
from caseflow.engines.process.desks import Desks
from caseflow.engines.process.places import PlaceDesk
from caseflow.engines.process.state import NOBODY, Case, Worker
from caseflow.engines.rules import INVESTIGATION
from caseflow.log import Kind, Why
from caseflow.organisation import OWNER, Organisation
from caseflow.tape.tables import Cases


class Office(Desks):
    """Cases, tasks and workers, and what may be done to them when an event settles."""

    def __init__(self, org: Organisation, marks: Cases):
        super().__init__(org, marks)
        self.waiting: set[Case] = set()
        self.without_second: set[Case] = set()
        self.places = PlaceDesk(self)

    # -- a case begins and moves on -------------------------------------------------------------------------------

    def new_case(self, row: int) -> Case:
        """A case that has not entered a stage yet."""
        conflicts = frozenset(self.org.conflicted.of(row).tolist())
        case = self.cases[row] = Case(row, self.marks.municipality[row], conflicts)
        return case

    def enter(self, case: Case, stage: int, *, was_there: bool = False) -> None:
        """The case enters a stage; an owner whose team does not cover it hands the case over.

        Loads change with the stage, so that others may be below the peak: a dispatch looks who gets what waits.
        """
        before, case.stage = case.stage, stage
        self.want_dispatch()
        self.record(Kind.STAGE_ENTERED, case.row, stage=stage, value=int(was_there))
        self.change_pool_loads(case, stage, 1)
        if before != -1:
            self.change_pool_loads(case, before, -1)
        if case.second != NOBODY:
            self.release_second(case, before)
        self.without_second.discard(case)
        if case.owner == NOBODY:
            if before == -1:
                self.want_owner(case, Why.OPEN_TODAY if was_there else Why.NEW)
        elif self._keeps_owner(case, before):
            self.change_load(case, before, -1)
            self.change_load(case, stage, 1)
            self.want_second(case)
        else:
            self.release(case, before)
            self.want_owner(case, Why.STAGE)

    def _keeps_owner(self, case: Case, before: int) -> bool:
        """Where the same team covers the new stage; helpers and neighbours keep the case then, too."""
        return self.covers(case, case.owner) or self.team(case) == self.team_of[case.municipality][before]

    def covers(self, case: Case, worker: int) -> bool:
        """Whether the worker's team covers the case's stage for its municipality."""
        return self.team_of_worker[worker] == self.team(case)

    def lends(self, case: Case, worker: int) -> bool:
        """Whether the worker is of a team that helps the covering team, or is its neighbour."""
        team, period = self.team_of_worker[worker], self.period
        if team in period.helpers[self.team(case)][case.stage]:
            return True
        return period.conflicts and team in period.neighbours[case.municipality][case.stage]

    # -- owners ---------------------------------------------------------------------------------------------------

    def want_owner(self, case: Case, why: Why) -> None:
        """The case waits for a worker."""
        case.why_wanted = why
        case.wanted_tick = self.now
        self.waiting.add(case)
        self.record(Kind.OWNER_WANTED, case.row, stage=case.stage, value=why)
        self.want_dispatch()
        delay = self.rules.help_delay_days * self.day_minutes
        if delay and case.conflicts:
            simpy.Timeout(self.env, delay).callbacks.append(lambda _: self.want_dispatch())

    def assign(self, case: Case, worker: Worker, minutes: int = 0) -> None:
        """The worker owns the case and gets its ready tasks; the first takes some minutes of a hand-over as well."""
        case.owner = worker.number
        case.assigned_tick = self.now
        worker.cases.add(case)
        worker.owned += 1
        self.change_load(case, case.stage, 1)
        self.record(Kind.ASSIGNED, case.row, stage=case.stage, worker=worker.number, value=case.why_wanted)
        self._burden(case, minutes + self._coordination(case, worker))
        for task in case.tasks.values():
            if task.worker == NOBODY and task.route == OWNER:
                self.enqueue(task, worker.number)
        self.want_second(case)

    def _coordination(self, case: Case, worker: Worker) -> int:
        """Minutes because the case goes to another service."""
        before, case.service_before = case.service_before, NOBODY
        return self.period.coordination_minutes if before not in (NOBODY, self.service_of(worker.number)) else 0

    def _burden(self, case: Case, minutes: int) -> None:
        """The first open task takes the minutes, or else the next one."""
        first = case.first_task()
        if first is None:
            case.burden += minutes
        else:
            self.take_handover(first, minutes)

    def release(self, case: Case, stage: int) -> None:
        """The owner no longer owns the case, which was in ``stage``; ready tasks wait for the next owner."""
        owner = self.workers[case.owner]
        self.record(Kind.RELEASED, case.row, stage=stage, worker=owner.number)
        case.service_before = self.service_of(owner.number)
        self._disown(case, owner, stage)
        for task in case.tasks.values():
            if task.worker == owner.number and task.ready and task.route == OWNER:
                task.worker = NOBODY

    def _disown(self, case: Case, owner: Worker, stage: int) -> None:
        owner.cases.remove(case)
        owner.owned -= 1
        self.change_load(case, stage, -1)
        case.owner = NOBODY

    # -- second workers -------------------------------------------------------------------------------------------

    def want_second(self, case: Case) -> None:
        """An owned case under investigation in a team of two workers a case waits for its second, unless it has one."""
        if case.second == NOBODY and case.stage == INVESTIGATION and self.second_permille[self.team(case)]:
            self.without_second.add(case)
            self.want_dispatch()

    def assign_second(self, case: Case, worker: Worker) -> None:
        """The worker gives a share of each later contact."""
        case.second = worker.number
        worker.cases.add(case)
        case.second_load = self.second_load(case)
        worker.load += case.second_load
        self.without_second.discard(case)
        self.record(Kind.SECOND_ASSIGNED, case.row, stage=case.stage, worker=worker.number)
        if len(case.parts) == 1 and case.parts[0].number in case.tasks:
            self.add_second_part(case)

    def release_second(self, case: Case, stage: int) -> None:
        """The second worker leaves the case; the ready part of a contact lapses."""
        self.record(Kind.SECOND_RELEASED, case.row, stage=stage, worker=case.second)
        self._disown_second(case)
        self.lapse_all(task for task in case.tasks.values() if task.is_second_part)

    def _disown_second(self, case: Case) -> None:
        second = self.workers[case.second]
        second.cases.remove(case)
        second.load -= case.second_load
        case.second = NOBODY

    # -- a case ends ----------------------------------------------------------------------------------------------

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
        self.change_pool_loads(case, case.stage, -1)
        if case.owner != NOBODY:
            self._disown(case, self.workers[case.owner], case.stage)
        if case.second != NOBODY:
            self._disown_second(case)
        del self.cases[case.row]
        self.want_dispatch()
