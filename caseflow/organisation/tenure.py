"""Who holds each post: leaving, vacancies and newcomers, refused transfers, and posts that only some models have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.distributions import quantile
from caseflow.config.placement import size_factor
from caseflow.config.rules import DEPARTURE_CEILING_PER_YEAR
from caseflow.config.schema import Config, Effects
from caseflow.organisation.common import Common
from caseflow.organisation.periods import days_of
from caseflow.organisation.schedule import covered
from caseflow.organisation.tables import Period
from caseflow.tape.tables import MARK_SCALE, Posts, Tape

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tenure:
    """[post, working day]: what holding a post comes to."""

    vacant: Bool
    """Nobody holds the post."""
    is_new: Bool
    """A newcomer who still learns holds it."""
    exists: Bool
    """It is in a team of the day's organisation: an extra post is not always."""


def tenure(common: Common, periods: Sequence[Period]) -> Tenure:
    """Who holds each post when.

    A departure during a vacancy has no effect. Whoever takes up an extra post is a newcomer.
    """
    clock, tape = common.clock, common.tape
    turns = Turns(common.config, clock, periods, tape.posts)
    n_posts = len(tape.posts)
    n_days = [days.stop - days.start for days in days_of(periods, clock)]
    exists = np.repeat(turns.has_team.T, n_days, axis=1)
    post, left, filled = _vacancies(tape, common.config, turns)
    vacant = covered(clock, n_posts, post, left, filled) & exists
    begun, since = _begun(turns)
    post, since = np.concatenate([post, begun]), np.concatenate([filled, since])
    learned = since + turns.newcomer_days(since)
    return Tenure(vacant, covered(clock, n_posts, post, since, learned) & ~vacant & exists, exists)


@dataclass(frozen=True)
class Turns:
    """The periods as the posts see them: what of leaving and learning holds when."""

    config: Config
    clock: Clock
    periods: Sequence[Period]
    posts: Posts

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
        return [[period.teams[t].service if t >= 0 else "" for t in period.team_of_worker] for period in self.periods]

    def effects(self, period: int) -> Effects:
        """Which effects the period's model counts with."""
        return self.config.models[self.periods[period].model].effects

    def leaving_per_year(self, post: npt.NDArray[Any], day: Float64) -> Float64:
        """The rate at which people leave some posts at some moments."""
        factors = self._by_size(self.config.effects.vacancy_by_size.leaving_exponent)
        return np.asarray(self.config.absence.turnover.leaving_per_year * factors[self.period_of(day), post])

    def vacancy_days(self, post: npt.NDArray[Any], day: Float64, mark: Float64) -> Float64:
        """How long some posts are vacant after some moments of leaving."""
        factors = self._by_size(self.config.effects.vacancy_by_size.vacancy_exponent)
        usual = quantile(self.config.absence.turnover.vacancy_days, mark)
        return np.asarray(usual * factors[self.period_of(day), post])

    def newcomer_days(self, day: Float64) -> Float64:
        """How long those learn who begin at some moments."""
        percent = self.config.effects.guidance.newcomer_days_percent
        shares = [percent / 100 if self.effects(p).guidance else 1.0 for p in range(len(self.periods))]
        return np.asarray(self.config.absence.turnover.newcomer_days * np.array(shares)[self.period_of(day)])

    def _by_size(self, exponent: float) -> Float64:
        """float64[period, post]: by the casework posts of the post's service, if the period's model counts with it."""
        factors = np.ones((len(self.periods), len(self.posts)))
        reference = self.config.effects.vacancy_by_size.reference_posts_fte
        for p, services in enumerate(self.services):
            if self.effects(p).vacancy_by_size:
                fte = service_fte(services, self.posts)
                factors[p] = [size_factor(reference, fte[name], exponent) if name else 1.0 for name in services]
        return factors


def service_fte(services: Sequence[str], posts: Posts) -> dict[str, float]:
    """The casework posts of each service, in full-time equivalents, from the service of each post."""
    fte: dict[str, float] = {}
    for name, permille in zip(services, posts.fte_permille.tolist(), strict=True):
        fte[name] = fte.get(name, 0.0) + permille / 1000
    return fte


def _vacancies(tape: Tape, config: Config, turns: Turns) -> tuple[Int64, Float64, Float64]:
    """Post, first and last moment (days after today) of each vacancy, in order; those of one post do not overlap."""
    departures = tape.departures
    accepted = departures.mark * DEPARTURE_CEILING_PER_YEAR < turns.leaving_per_year(departures.post, departures.day)
    refused, moved = _refusals(tape.posts, config, turns)
    post = np.concatenate([departures.post[accepted], refused])
    left = np.concatenate([departures.day[accepted], moved])
    mark = np.concatenate([departures.vacancy_mark[accepted], tape.posts.refusal_vacancy_mark[refused]])
    filled = left + turns.vacancy_days(post, left, mark)
    order = np.lexsort((left, post))
    post, left, filled = post[order], left[order], filled[order]
    is_held = turns.has_team[turns.period_of(left), post]
    kept: list[int] = []
    for row in np.flatnonzero(is_held).tolist():
        if not kept or post[row] != post[kept[-1]] or left[row] >= filled[kept[-1]]:
            kept.append(row)
    return post[kept].astype(np.int64), left[kept], filled[kept]


def _refusals(posts: Posts, config: Config, turns: Turns) -> tuple[Int64, Float64]:
    """Post and moment where somebody refuses to go along to another service: at most once a post."""
    services = turns.services
    refused: dict[int, float] = {}
    for p in range(1, len(services)):
        share = config.models[turns.periods[p].model].transition.refusing_share
        for post in np.flatnonzero(posts.refusal_mark < share * MARK_SCALE).tolist():
            before, after = services[p - 1][post], services[p][post]
            if before and after and before != after:
                refused.setdefault(post, float(turns.first_days[p]))
    return np.array(list(refused), dtype=np.int64), np.array(list(refused.values()))


def _begun(turns: Turns) -> tuple[Int64, Float64]:
    """Post and moment where a period has a post that the one before had not."""
    begins = turns.has_team[1:] & ~turns.has_team[:-1]
    period, post = np.nonzero(begins)
    return post, turns.first_days[period + 1].astype(np.float64)
