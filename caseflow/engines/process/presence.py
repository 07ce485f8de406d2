"""Who is away, for how long, and whom load makes ill or leave."""

from __future__ import annotations

from bisect import insort

import numpy as np
import numpy.typing as npt

from caseflow.engines.process.office import Office
from caseflow.engines.rules import PERMILLE
from caseflow.log import Kind
from caseflow.organisation import Strain


class Presence:
    """Who is away on each working day, and who has been so for long."""

    def __init__(self, office: Office):
        self.office = office
        capacity = office.org.capacity
        self.away: list[list[bool]] = capacity.away.T.tolist()
        """[working day][worker]."""
        self.away_long = _away_long(capacity.away, office.rules.reassign_after_days)
        """[working day]: workers by number."""
        self._candidates = iter(office.org.strain)
        self._next = next(self._candidates, None)

    def strain(self, day: int) -> None:
        """Whom load makes ill or leave today, by worker and kind."""
        while self._next is not None and self._next.day <= day:
            candidate, self._next = self._next, next(self._candidates, None)
            worker = self.office.workers[candidate.worker]
            is_vacant = self.office.vacant[candidate.worker, day]
            if candidate.day == day and not is_vacant and worker.load_percent() >= candidate.from_percent:
                self._accept(candidate)

    def _accept(self, strain: Strain) -> None:
        office, worker = self.office, self.office.workers[strain.worker]
        kind = Kind.LEFT if strain.leaves else Kind.FELL_ILL
        office.record(kind, -1, worker=worker.number, value=strain.until_day)
        if worker.session is not None:
            office.interrupt(worker)
        until = min(strain.until_day, len(worker.capacity))
        worker.capacity[strain.day : until] = [0] * (until - strain.day)
        if strain.leaves:
            office.vacant[worker.number, strain.day : until] = True
            learning = slice(until, strain.learned_day)
            worker.capacity[learning] = [m * strain.newcomer_permille // PERMILLE for m in worker.capacity[learning]]
        worker.count_capacity(strain.day)
        self._be_away(worker.number, strain.day, until)

    def _be_away(self, worker: int, day: int, until: int) -> None:
        """The worker is away from a day until another; the whole stretch may count as long earlier than before."""
        for other in range(day, until):
            self.away[other][worker] = True
        run = 0
        while day > run and self.away[day - run - 1][worker]:
            run += 1
        while day < len(self.away) and self.away[day][worker]:
            run += 1
            if run >= self.office.rules.reassign_after_days and worker not in self.away_long[day]:
                insort(self.away_long[day], worker)
            day += 1


def _away_long(away: npt.NDArray[np.bool_], days: int) -> list[list[int]]:
    """Per working day: the workers, by number, whose consecutive away working days have reached ``days``."""
    run = np.zeros(away.shape[0], dtype=np.int64)
    long: list[list[int]] = []
    for column in away.T:
        run = np.where(column, run + 1, 0)
        long.append(np.flatnonzero(run >= days).tolist())
    return long
