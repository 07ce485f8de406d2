"""The units that indicators are about: the region, its services, municipalities and teams."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import STAGES
from caseflow.organisation import Organisation
from caseflow.organisation import Period as OrganisationPeriod
from caseflow.stats.registry import REGION, Scope

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


def units_of(org: Organisation) -> tuple[tuple[Scope, str], ...]:
    """(scope, name) of every unit of every period of the organisation: the region, services, municipalities, teams."""
    teams = [team for period in org.periods for team in period.teams]
    services = dict.fromkeys(team.service for team in teams)
    return (
        ("region", REGION),
        *(("service", name) for name in services),
        *(("municipality", name) for name in org.municipalities),
        *(("team", name) for name in dict.fromkeys(team.name for team in teams)),
    )


@dataclass(frozen=True)
class Units:
    """Who belongs where: unit numbers (places in ``units_of``) by organisation period.

    The number ``n`` (one past the last unit) stands for no unit.
    """

    org: Organisation

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

    @cached_property
    def of_case(self) -> Int64:
        """int64[4, organisation period, municipality, stage]: region, service, municipality and team of a case."""
        out = np.zeros((4, len(self.org.periods), len(self.org.municipalities), len(STAGES)), dtype=np.int64)
        own = [self.number["municipality", name] for name in self.org.municipalities]
        out[2] = np.array(own, dtype=np.int64)[None, :, None]
        for p, period in enumerate(self.org.periods):
            out[1, p] = self._services(period)[period.team_of]
            out[3, p] = self._teams(period)[period.team_of]
        return out

    @cached_property
    def of_worker(self) -> Int64:
        """int64[3, organisation period, worker]: region, service and team of a worker; none without a team."""
        out = np.zeros((3, len(self.org.periods), len(self.org.fte)), dtype=np.int64)
        for p, period in enumerate(self.org.periods):
            out[0, p] = np.where(period.team_of_worker < 0, self.n, 0)
            out[1, p] = self._services(period)[period.team_of_worker]
            out[2, p] = self._teams(period)[period.team_of_worker]
        return out

    def _services(self, period: OrganisationPeriod) -> Int64:
        """int64[team + 1]: the service's unit of each team; the last (index -1) is none."""
        return np.array([*(self.number["service", team.service] for team in period.teams), self.n], dtype=np.int64)

    def _teams(self, period: OrganisationPeriod) -> Int64:
        """int64[team + 1]: the unit of each team; the last (index -1) is none."""
        return np.array([*(self.number["team", team.name] for team in period.teams), self.n], dtype=np.int64)

    @cached_property
    def covers(self) -> Bool:
        """bool[organisation period, unit, stage]: whether the unit exists and deals with the stage."""
        out = np.zeros((len(self.org.periods), self.n, len(STAGES)), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for team in period.teams:
                for unit in (self.number["service", team.service], self.number["team", team.name]):
                    out[p, unit, list(team.stages)] = True
        everywhere = [scope in ("region", "municipality") for scope, _ in self.names]
        out[:, everywhere] = True
        return out

    @cached_property
    def exists(self) -> Bool:
        """bool[organisation period, unit]: whether the unit is part of the organisation."""
        out = np.zeros((len(self.org.periods), self.n), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            out[p, [self.number["service", team.service] for team in period.teams]] = True
            out[p, [self.number["team", team.name] for team in period.teams]] = True
        everywhere = [scope in ("region", "municipality") for scope, _ in self.names]
        out[:, everywhere] = True
        return out

    @cached_property
    def members(self) -> Float64:
        """float64[organisation period, unit, worker]: 1 where the worker is of the unit (never of a municipality)."""
        out = np.zeros((len(self.org.periods), self.n + 1, len(self.org.fte)))
        workers = np.arange(len(self.org.fte))
        for p in range(len(self.org.periods)):
            for units in self.of_worker[:, p]:
                out[p, units, workers] = 1
        return out[:, :-1]

    @cached_property
    def other_posts(self) -> Float64:
        """float64[organisation period, unit]: posts without casework; a team or municipality has none."""
        out = np.zeros((len(self.org.periods), self.n))
        for p, period in enumerate(self.org.periods):
            for team in period.teams:
                out[p, self.number["service", team.service]] += team.other_posts_fte
                out[p, 0] += team.other_posts_fte
        return out

    @cached_property
    def local(self) -> Bool:
        """bool[organisation period, unit, worker]: serves the municipality from the municipality's own office."""
        out = np.zeros((len(self.org.periods), self.n, len(self.org.fte)), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for m, office in enumerate(self.org.office_of_municipality):
                serves = np.isin(period.team_of_worker, period.team_of[m])
                out[p, self.of_case[2, p, m, 0]] = serves & (self.org.office_of_worker == office)
        return out
