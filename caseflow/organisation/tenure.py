"""Who holds each post: leaving, vacancies and newcomers, refused transfers, and posts that only some models have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.distributions import quantile
from caseflow.config.placement import KEPT, size_factor
from caseflow.config.rules import DEPARTURE_CEILING_PER_YEAR
from caseflow.config.same import Same
from caseflow.config.schema import Config, Effects
from caseflow.organisation.common import Common
from caseflow.organisation.schedule import workdays_of
from caseflow.organisation.tables import PERMILLE, Int32, Period, TeamInfo
from caseflow.tape.tables import MARK_SCALE, SHOCK_KINDS, Posts, Shocks

if TYPE_CHECKING:
    from caseflow.organisation.holding import Leavers

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tenure:
    """What holding posts comes to, as stretches of working days: [stretch] post, first day, end."""

    vacancies: Int64
    """Nobody holds the post."""
    newcomers: Int64
    """A newcomer who still learns holds it, unless it is vacant again."""
    has_team: Bool
    """[period, post]: it is in a team; an extra post is not always."""


def tenure(common: Common, periods: Sequence[Period]) -> Tenure:
    """Who holds each post when.

    A departure during a vacancy has no effect. Whoever takes up an extra post is a newcomer.
    """
    # loads numba, which most commands do without
    from caseflow.organisation.holding import Holding, Refusals, Shocked, stretches

    turns = Turns(common, periods)
    highest = float(turns.rate.max(initial=0.0))
    vacancies, newcomers = stretches(
        common.kept(("leavers", highest), partial(_leavers, common, highest)),
        Refusals(_refusals(common.tape.posts, turns), common.kept(("after refusal",), partial(_after_refusal, common))),
        Shocked(*common.kept(("vacancies of stress",), partial(_shocked, common.tape.shocks))),
        Holding(turns.first_days, turns.has_team, turns.rate, turns.longer, turns.days_of_newcomers),
        workdays_of(common.clock),
    )
    return Tenure(vacancies, newcomers, turns.has_team)


def _leavers(common: Common, highest: float) -> Leavers:
    """The tape's departures but for those that are accepted at no rate up to the highest one."""
    from caseflow.organisation.holding import Leavers

    departures = common.tape.departures
    asked = departures.mark * DEPARTURE_CEILING_PER_YEAR
    may_leave = asked < highest
    return Leavers(
        departures.post[may_leave],
        departures.day[may_leave],
        asked[may_leave],
        quantile(common.config.absence.turnover.vacancy_days, departures.vacancy_mark[may_leave]),
    )


def _after_refusal(common: Common) -> Float64:
    """[post]: days that it is usually vacant if its holder refuses to go along to another service."""
    return quantile(common.config.absence.turnover.vacancy_days, common.tape.posts.refusal_vacancy_mark)


@dataclass(frozen=True)
class Turns:
    """The periods as the posts see them: what of leaving and learning holds when."""

    common: Common
    periods: Sequence[Period]

    @property
    def config(self) -> Config:
        """A config with plain numbers."""
        return self.common.config

    @property
    def clock(self) -> Clock:
        """Its clock."""
        return self.common.clock

    def period_of(self, day: npt.NDArray[Any]) -> Int64:
        """The period of each moment (days after today); the first one's holds before today too."""
        return np.searchsorted(self.first_days[1:], day, side="right")

    @cached_property
    def first_days(self) -> Int64:
        """int64[period]: the calendar day on which each begins."""
        last = self.clock.n_workdays
        workdays = [min(period.start_tick // self.clock.day_minutes, last) for period in self.periods]
        return np.array([self.clock.day_of_workday(workday) for workday in workdays], dtype=np.int64)

    @cached_property
    def has_team(self) -> Bool:
        """bool[period, post]: in a team."""
        return np.array([period.team_of_worker >= 0 for period in self.periods])

    @cached_property
    def services(self) -> list[list[str]]:
        """[period][post]: the name of the service; empty without a team."""
        return [_services(Same(period.teams), Same(period.team_of_worker)) for period in self.periods]

    def effects(self, period: int) -> Effects:
        """Which effects the period's model counts with."""
        return self.config.models[self.periods[period].model].effects

    @cached_property
    def rate(self) -> Float64:
        """float64[period, post]: the rate a year at which people leave."""
        return np.array([of_period.rate for of_period in self._by_size])

    @cached_property
    def longer(self) -> Float64:
        """float64[period, post]: times the usual length of a vacancy."""
        return np.array([of_period.longer for of_period in self._by_size])

    @cached_property
    def days_of_newcomers(self) -> Float64:
        """float64[period]: how long those learn who begin in it."""
        percent = self.config.effects.guidance.newcomer_days_percent
        shares = [percent / 100 if self.effects(p).guidance else 1.0 for p in range(len(self.periods))]
        return np.asarray(self.config.absence.turnover.newcomer_days * np.array(shares))

    def leaving_per_year(self, post: npt.NDArray[Any], day: Float64) -> Float64:
        """The rate at which people leave some posts at some moments."""
        return np.asarray(self.rate[self.period_of(day), post])

    def vacancy_days(self, post: npt.NDArray[Any], day: Float64, mark: Float64) -> Float64:
        """How long some posts are vacant after some moments of leaving."""
        usual = quantile(self.config.absence.turnover.vacancy_days, mark)
        return np.asarray(usual * self.longer[self.period_of(day), post])

    def newcomer_days(self, day: Float64) -> Float64:
        """How long those learn who begin at some moments."""
        return np.asarray(self.days_of_newcomers[self.period_of(day)])

    @cached_property
    def _by_size(self) -> list[_BySize]:
        return [
            self.common.kept(("by size", period.model), partial(_by_size, self.common, period))
            for period in self.periods
        ]


class _BySize(NamedTuple):
    """What hangs on the casework posts of a post's service, if the period's model counts with that; each [post]."""

    rate: Float64
    longer: Float64


def _by_size(common: Common, period: Period) -> _BySize:
    config, posts = common.config, common.tape.posts
    usual, by_size = config.absence.turnover.leaving_per_year, config.effects.vacancy_by_size
    if not config.models[period.model].effects.vacancy_by_size:
        return _BySize(usual * np.ones(len(posts)), np.ones(len(posts)))
    in_team = period.team_of_worker >= 0
    service = period.service_of_team[period.team_of_worker]
    weights = posts.fte_permille[in_team] / PERMILLE
    fte = np.bincount(service[in_team], weights, minlength=len(period.teams)).tolist()

    def factors(exponent: float) -> Float64:
        of_service = [size_factor(by_size.reference_posts_fte, size, exponent) if size else 1.0 for size in fte]
        return np.where(in_team, np.array(of_service)[service], 1.0)

    return _BySize(usual * factors(by_size.leaving_exponent), factors(by_size.vacancy_exponent))


@lru_cache(maxsize=KEPT)
def _services(teams: Same[tuple[TeamInfo, ...]], team_of_worker: Same[Int32]) -> list[str]:
    return [teams.part[team].service if team >= 0 else "" for team in team_of_worker.part.tolist()]


def _shocked(shocks: Shocks) -> tuple[Int64, Float64, Float64]:
    """Post, first and last moment of the vacancies of stress."""
    rows = shocks.kind == SHOCK_KINDS.index("vacant")
    return (
        shocks.post[rows].astype(np.int64),
        shocks.start_day[rows].astype(np.float64),
        shocks.end_day[rows].astype(np.float64),
    )


def _refusals(posts: Posts, turns: Turns) -> Float64:
    """float64[post]: the first moment at which its holder refuses to go along to another service; infinite if never."""
    services = turns.services
    moved = np.full(len(posts), np.inf)
    for p in reversed(range(1, len(services))):
        share = turns.config.models[turns.periods[p].model].transition.refusing_share
        if not share:
            continue
        for post in np.flatnonzero(posts.refusal_mark < share * MARK_SCALE).tolist():
            before, after = services[p - 1][post], services[p][post]
            if before and after and before != after:
                moved[post] = turns.first_days[p]
    return moved
