"""The clock, the log, the tables of the period, and everybody's load by them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Generator
from dataclasses import fields
from types import SimpleNamespace
from typing import Any

import numpy as np
import simpy

from caseflow.engines import rules
from caseflow.engines.process.state import NOBODY, Case, Pool, Worker
from caseflow.log import COLUMNS, Kind, Log
from caseflow.organisation import Organisation, Period
from caseflow.tape.tables import Cases

Life = Generator[simpy.Event, Any, None]


FIRST, LAST = 0, 9
"""SimPy priorities: what ends a task happens before all else of its tick, the dispatch after all else."""


class Moment(simpy.Event):
    """Something that happens by itself after some ticks, before or after all else of its tick."""

    def __init__(self, env: simpy.Environment, priority: int, delay: int = 0):
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority, delay)  # type: ignore[arg-type]  # SimPy's own priorities are a NewType


class Books:
    """What is known of the organisation and its cases, and the log of what happens."""

    def __init__(self, org: Organisation, marks: Cases):
        self.env = simpy.Environment()
        self.org = org
        self.clock = org.clock
        self.rules = org.rules
        self.day_minutes = org.clock.day_minutes
        self.marks = SimpleNamespace(**{f.name: getattr(marks, f.name).tolist() for f in fields(marks)})
        self.trip_minutes: list[list[int]] = org.trip_minutes.tolist()
        self.vacant = org.capacity.vacant.copy()
        self.workers = [
            Worker(number, minutes, self.env.event()) for number, minutes in enumerate(org.capacity.minutes.tolist())
        ]
        self.cases: dict[int, Case] = {}
        self.callable: set[int] = set()
        self.on_dispatch: Callable[[simpy.Event], None]
        self._dispatch_tick = -1
        self._rows = array("q")
        self.begin(org.periods[0])

    # -- the period -----------------------------------------------------------------------------------------------

    def begin(self, period: Period) -> None:
        """The organisation of a period holds from now on; the queues of its pools are empty yet."""
        self.period = period
        self.team_of: list[list[int]] = period.team_of.tolist()
        self.team_of_worker: list[int] = period.team_of_worker.tolist()
        self.planned_late: list[int] = period.planned_late.tolist()
        self.second_permille: list[int] = period.second_worker_permille.tolist()
        self.case_load: list[list[int]] = period.case_load.tolist()
        self.pool_load: list[list[list[int]]] = period.pool_load.tolist()
        self.route: list[list[int]] = period.route.tolist()
        self.trip_permille: list[int] = period.trip_permille.tolist()
        speed: list[int] = period.speed_permille.tolist()
        for worker, monthly in zip(self.workers, period.monthly_minutes.tolist(), strict=True):
            team = self.team_of_worker[worker.number]
            worker.monthly = monthly
            worker.speed = rules.PERMILLE if team == NOBODY else speed[team]
        self._open_pools()
        self._count_loads()

    def _open_pools(self) -> None:
        self.pools = [
            Pool(number, [self.workers[worker] for worker in pool.workers])
            for number, pool in enumerate(self.period.pools)
        ]
        for worker in self.workers:
            worker.pools = [pool for pool in self.pools if worker in pool.workers]

    def _count_loads(self) -> None:
        """Every worker's and pool's load from the open cases, by the period's tables."""
        for worker in self.workers:
            worker.load = 0
        for case in self.cases.values():
            self.change_pool_loads(case, case.stage, 1)
            if case.owner != NOBODY:
                self.change_load(case, case.stage, 1)
            if case.second != NOBODY:
                case.second_load = self.second_load(case)
                self.workers[case.second].load += case.second_load

    def team(self, case: Case) -> int:
        """The team that covers the case."""
        return self.team_of[case.municipality][case.stage]

    def service_of(self, worker: int) -> int:
        """The number of the worker's service; NOBODY without a team."""
        team = self.team_of_worker[worker]
        return NOBODY if team == NOBODY else int(self.period.service_of_team[team])

    # -- loads ----------------------------------------------------------------------------------------------------

    def change_load(self, case: Case, stage: int, sign: int) -> None:
        """Add to, or take from, the owner's load what a case in a stage asks."""
        self.workers[case.owner].load += sign * self.case_load[case.municipality][stage]

    def change_pool_loads(self, case: Case, stage: int, sign: int) -> None:
        """The same for every pool."""
        for pool in self.pools:
            pool.load += sign * self.pool_load[case.municipality][stage][pool.number]

    def second_load(self, case: Case) -> int:
        """What the case asks of a second worker."""
        full = self.case_load[case.municipality][case.stage]
        return full * self.second_permille[self.team(case)] // rules.PERMILLE

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
