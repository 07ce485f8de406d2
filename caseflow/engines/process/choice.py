"""Who gets a case: the covering team by rank and load, then helpers, then neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseflow.engines import rules
from caseflow.engines.process.office import Office
from caseflow.engines.process.state import NOBODY, Case, Worker

Choice = tuple[Worker, int]
"""Who takes a case, and the minutes of a hand-over that its first task takes."""


class Choices:
    """Finds who gets a case among those who are not away today."""

    def __init__(self, office: Office):
        self.office = office
        self.here: list[list[Worker]] = []
        self.delay_ticks = office.rules.help_delay_days * office.day_minutes

    def meet(self, away: list[bool]) -> None:
        """A day or a period begins: who of each team is not away, and what decides beside load."""
        period = self.office.period
        self.here = [[self.office.workers[w] for w in team.workers if not away[w]] for team in period.teams]
        self.rank: list[list[int]] = period.rank.tolist()
        self.only_load_counts = not period.rank.any() and not any(any(of_stage) for of_stage in period.helpers)

    def best(self, case: Case) -> Choice | None:
        """Who takes the case, if anybody can."""
        own = self.eligible(case)
        if self.only_load_counts and own:
            return least_loaded(own), 0
        preferred = self._preferred(case, self._below_peak(own))
        if preferred:
            return least_loaded(preferred), 0
        helpers = self._below_peak(self._of_teams(case, self.office.period.helpers[self.office.team(case)][case.stage]))
        if helpers:
            return least_loaded(helpers), self.office.rules.handover_minutes
        if own:
            return least_loaded(own), 0
        return self._neighbour(case)

    def eligible(self, case: Case) -> list[Worker]:
        """Who of the covering team may own the case."""
        return self._free(case, self.here[self.office.team(case)])

    def may_take(self, case: Case, worker: Worker) -> bool:
        """Whether no conflict of interest keeps the worker from the case."""
        return not self.office.period.conflicts or worker.number not in case.conflicts

    def _free(self, case: Case, workers: list[Worker]) -> list[Worker]:
        """Those below the caseload limit and not in conflict."""
        limit = self.office.rules.caseload_limit
        free = [worker for worker in workers if worker.owned < limit]
        return [worker for worker in free if self.may_take(case, worker)] if case.conflicts else free

    def _below_peak(self, workers: list[Worker]) -> list[Worker]:
        peak = self.office.rules.peak_percent
        return [worker for worker in workers if worker.load_percent() < peak]

    def _preferred(self, case: Case, workers: list[Worker]) -> list[Worker]:
        """Those of the lowest rank."""
        rank = self.rank[case.municipality]
        lowest = min((rank[worker.number] for worker in workers), default=0)
        return [worker for worker in workers if rank[worker.number] == lowest]

    def _of_teams(self, case: Case, teams: tuple[int, ...]) -> list[Worker]:
        """Who of some teams may own the case, by worker number."""
        workers = [worker for team in teams for worker in self._free(case, self.here[team])]
        return sorted(workers, key=lambda worker: worker.number)

    def _neighbour(self, case: Case) -> Choice | None:
        """Where everybody of the covering team is in conflict: of the first neighbour that can."""
        office = self.office
        team = office.period.teams[office.team(case)]
        if any(self.may_take(case, office.workers[number]) for number in team.workers):
            return None
        if office.now - case.wanted_tick < self.delay_ticks:
            return None
        for neighbour in office.period.neighbours[case.municipality][case.stage]:
            workers = self._of_teams(case, (neighbour,))
            if workers:
                return least_loaded(workers), office.rules.handover_minutes
        return None

    def sibling_owner(self, case: Case) -> Worker | None:
        """The eligible worker of a sibling's case, of the first sibling with one."""
        own = self.eligible(case)
        for row in self._siblings(case):
            other = self.office.cases.get(row)
            if other is not None and other.owner != NOBODY and self.office.workers[other.owner] in own:
                return self.office.workers[other.owner]
        return None

    def _siblings(self, case: Case) -> Iterator[int]:
        """The rows of the other children of the family, which stand together."""
        family = self.office.marks.family
        row = first = family[case.row]
        while row < len(family) and family[row] == first:
            if row != case.row:
                yield row
            row += 1

    def second(self, case: Case) -> Worker | None:
        """The least loaded of the others who are there and not in conflict."""
        here = self.here[self.office.team(case)]
        others = [worker for worker in here if worker.number != case.owner and self.may_take(case, worker)]
        return least_loaded(others) if others else None

    def taker(self, workers: list[Worker]) -> Worker | None:
        """The least loaded below the caseload limit."""
        free = [worker for worker in workers if worker.owned < self.office.rules.caseload_limit]
        return least_loaded(free) if free else None


def least_loaded(workers: Iterable[Worker]) -> Worker:
    """The worker of lowest load; the first where loads are equal."""
    iterator = iter(workers)
    least = next(iterator)
    for worker in iterator:
        if rules.is_less_loaded(worker.load_weight(), worker.monthly, least.load_weight(), least.monthly):
            least = worker
    return least


def most_loaded(workers: Iterable[Worker]) -> Worker:
    """The worker of highest load; the first where loads are equal."""
    iterator = iter(workers)
    most = next(iterator)
    for worker in iterator:
        if rules.is_less_loaded(most.load_weight(), most.monthly, worker.load_weight(), worker.monthly):
            most = worker
    return most
