"""The units that indicators are about: the region, its services, municipalities and teams."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import STAGES, TASK_KINDS
from caseflow.organisation import ABSENT, Organisation, Pool
from caseflow.organisation import Period as OrganisationPeriod
from caseflow.stats.registry import REGION, Scope

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

MILIEU_WORK = TASK_KINDS.index("milieu_work")


def units_of(org: Organisation | Structure) -> tuple[tuple[Scope, str], ...]:
    """(scope, name) of every unit of every period of the organisation: the region, services, municipalities, teams.

    Municipalities that the model does not serve are left out.
    """
    teams = [team for period in org.periods for team in period.teams]
    services = dict.fromkeys(team.service for team in teams)
    return (
        ("region", REGION),
        *(("service", name) for name in services),
        *(("municipality", name) for name in served(org)),
        *(("team", name) for name in dict.fromkeys(team.name for team in teams)),
    )


def served(org: Organisation | Structure) -> tuple[str, ...]:
    """The municipalities that the model serves, in the config's order."""
    return tuple(name for name, is_served in zip(org.municipalities, org.served, strict=True) if is_served)


@dataclass(frozen=True, eq=False)
class Structure:
    """What units hang on: of a model usually the same in every replication. Equal where it has the very same parts."""

    municipalities: tuple[str, ...]
    outside: Bool
    served: Bool
    home_of_worker: Int32
    periods: tuple[OrganisationPeriod, ...]

    @classmethod
    def of(cls, org: Organisation) -> Structure:
        """The structure of an organisation."""
        return cls(org.municipalities, org.outside, org.served, org.home_of_worker, org.periods)

    @cached_property
    def _key(self) -> tuple[object, ...]:
        """Parts are told apart by their ids: the structure keeps them alive."""
        parts: list[object] = [self.home_of_worker]
        for period in self.periods:
            parts += [period.teams, period.team_of, period.team_of_worker, period.on_call_team]
            parts += [period.pools, period.route]
        return (
            self.municipalities,
            self.outside.tobytes(),
            self.served.tobytes(),
            tuple(period.start_day for period in self.periods),
            tuple(map(id, parts)),
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Structure) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@dataclass(frozen=True)
class Units:
    """Who belongs where: unit numbers (places in ``units_of``) by organisation period.

    The number ``n`` (one past the last unit) stands for no unit. Municipalities outside the region, and workers who
    live in one, belong to their service and team but not to the region.
    """

    org: Structure

    @cached_property
    def names(self) -> tuple[tuple[Scope, str], ...]:
        """(scope, name) of each unit."""
        return units_of(self.org)

    @cached_property
    def number(self) -> dict[tuple[str, str], int]:
        """The number of each unit by (scope, name)."""
        return {unit: i for i, unit in enumerate(self.names)}

    @property
    def n(self) -> int:
        """The number of units, and the number that means none."""
        return len(self.names)

    @property
    def n_workers(self) -> int:
        """The number of posts."""
        return len(self.org.home_of_worker)

    @cached_property
    def of_case(self) -> Int64:
        """int64[4, organisation period, municipality, stage]: region, service, municipality and team of a case."""
        out = np.zeros((4, len(self.org.periods), len(self.org.municipalities), len(STAGES)), dtype=np.int64)
        own = [self.number.get(("municipality", name), self.n) for name in self.org.municipalities]
        out[0] = np.where(self.org.outside, self.n, 0)[None, :, None]
        out[2] = np.array(own, dtype=np.int64)[None, :, None]
        for p, period in enumerate(self.org.periods):
            out[1, p] = self._services(period)[period.team_of]
            out[3, p] = self._teams(period)[period.team_of]
        return out

    @cached_property
    def of_municipality(self) -> Int64:
        """int64[municipality]: its unit; none of one that is not served."""
        return self.of_case[2, 0, :, 0].copy()

    @cached_property
    def served(self) -> Int64:
        """int64[place]: the municipalities that the model serves."""
        return np.flatnonzero(self.org.served)

    @cached_property
    def of_worker(self) -> Int64:
        """int64[3, organisation period, worker]: region, service and team of a worker; none without a team."""
        out = np.zeros((3, len(self.org.periods), self.n_workers), dtype=np.int64)
        for p, period in enumerate(self.org.periods):
            out[0, p] = np.where((period.team_of_worker < 0) | self.is_outside, self.n, 0)
            out[1, p] = self._services(period)[period.team_of_worker]
            out[2, p] = self._teams(period)[period.team_of_worker]
        return out

    @cached_property
    def team_of_case(self) -> Int64:
        """int64[organisation period, municipality, stage]: the number of the team that covers it in its period."""
        return np.stack([period.team_of for period in self.org.periods]).astype(np.int64)

    @cached_property
    def team_of_worker(self) -> Int64:
        """int64[organisation period, worker]: the number of the worker's team in its period; below 0: none."""
        return np.stack([period.team_of_worker for period in self.org.periods]).astype(np.int64)

    @cached_property
    def on_call_team(self) -> Int64:
        """int64[organisation period, municipality]: the number of the team on call; below 0: none of the services."""
        return np.stack([period.on_call_team for period in self.org.periods]).astype(np.int64)

    @cached_property
    def is_outside(self) -> Bool:
        """bool[worker]: lives in a municipality of a neighbouring region; who lives nobody knows where does not."""
        return np.asarray(np.append(self.org.outside, False)[self.org.home_of_worker])

    @cached_property
    def has_team(self) -> Bool:
        """bool[organisation period, worker]: is part of the organisation."""
        return np.stack([period.team_of_worker >= 0 for period in self.org.periods])

    @cached_property
    def owns_cases(self) -> Bool:
        """bool[organisation period, worker]: is of a team that covers a stage."""
        covers = [np.array([bool(team.stages) for team in p.teams] + [False]) for p in self.org.periods]
        return np.stack([of[p.team_of_worker] for of, p in zip(covers, self.org.periods, strict=True)])

    @cached_property
    def of_team(self) -> Int64:
        """int64[3, organisation period, team + 1]: region, service and team of a team; the last is none.

        A team of which nobody lives in the region is not of the region.
        """
        most = max(len(period.teams) for period in self.org.periods)
        out = np.full((3, len(self.org.periods), most + 1), self.n, dtype=np.int64)
        for p, period in enumerate(self.org.periods):
            for t, team in enumerate(period.teams):
                is_of_region = bool((self.of_worker[0, p, list(team.workers)] == 0).any())
                out[0, p, t] = 0 if is_of_region else self.n
            out[1, p, : len(period.teams)] = self._services(period)[:-1]
            out[2, p, : len(period.teams)] = self._teams(period)[:-1]
        return out

    @cached_property
    def has_duty(self) -> Bool:
        """bool[organisation period, unit]: is on call, or covers stages and somebody is for all its municipalities."""
        out = np.zeros((len(self.org.periods), self.n + 1), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            nobody = (period.on_call_team == ABSENT) & self.org.served
            uncovered = np.unique(self.of_case[:, p, nobody])
            out[p, :-1] = self.covers[p].any(axis=1) & (period.on_call_team != ABSENT).any()
            out[p, uncovered] = False
            out[p, self.of_team[1:, p, period.on_call_team[period.on_call_team >= 0]]] = True
        return out[:, :-1] & self.exists

    def does(self, kind: int) -> Bool:
        """bool[organisation period, unit]: whether a pool of the unit's workers does the tasks of a kind."""
        out = np.zeros((len(self.org.periods), self.n + 1), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for pool in _pools_of(period, kind):
                out[p, self.of_worker[:, p, list(pool.workers)]] = True
        return out[:, :-1]

    @cached_property
    def milieu_workers(self) -> Bool:
        """bool[organisation period, worker]: does milieu work: the post belongs to measures inside the family."""
        out = np.zeros((len(self.org.periods), self.n_workers), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for pool in _pools_of(period, MILIEU_WORK):
                out[p, list(pool.workers)] = True
        return out

    def _services(self, period: OrganisationPeriod) -> Int64:
        """int64[team + 1]: the service's unit of each team; the last (index -1) is none."""
        return np.array([*(self.number["service", team.service] for team in period.teams), self.n], dtype=np.int64)

    def _teams(self, period: OrganisationPeriod) -> Int64:
        """int64[team + 1]: the unit of each team; the last (index -1) is none."""
        return np.array([*(self.number["team", team.name] for team in period.teams), self.n], dtype=np.int64)

    @cached_property
    def is_place(self) -> Bool:
        """bool[unit]: the region or a municipality, which are there whatever the organisation."""
        return np.array([scope in ("region", "municipality") for scope, _ in self.names], dtype=np.bool_)

    @cached_property
    def covers(self) -> Bool:
        """bool[organisation period, unit, stage]: whether the unit exists and deals with the stage."""
        out = np.zeros((len(self.org.periods), self.n, len(STAGES)), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for team in period.teams:
                for unit in (self.number["service", team.service], self.number["team", team.name]):
                    out[p, unit, list(team.stages)] = True
        out[:, self.is_place] = True
        return out

    @cached_property
    def exists(self) -> Bool:
        """bool[organisation period, unit]: whether the unit is part of the organisation."""
        out = np.zeros((len(self.org.periods), self.n), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            out[p, [self.number["service", team.service] for team in period.teams]] = True
            out[p, [self.number["team", team.name] for team in period.teams]] = True
        out[:, self.is_place] = True
        return out

    @cached_property
    def serves_region(self) -> Bool:
        """bool[organisation period, unit]: whether the unit is a service with cases of the region's children."""
        out = np.zeros((len(self.org.periods), self.n + 1), dtype=np.bool_)
        of_region = self.org.served & ~self.org.outside
        for p in range(len(self.org.periods)):
            out[p, self.of_case[1, p, of_region]] = True
        return out[:, :-1]

    @cached_property
    def other_posts(self) -> Float64:
        """float64[organisation period, unit]: posts without casework; a team or municipality has none."""
        out = np.zeros((len(self.org.periods), self.n))
        for p, period in enumerate(self.org.periods):
            for team in period.teams:
                out[p, self.number["service", team.service]] += team.other_posts_fte
                out[p, 0] += team.other_posts_fte - team.outside_posts_fte
        return out


def _pools_of(period: OrganisationPeriod, kind: int) -> list[Pool]:
    """The pools that do the tasks of a kind for some municipality."""
    pools = np.unique(period.route[:, kind])
    return [period.pools[pool] for pool in pools[pools >= 0]]
