"""What a run costs: posts, offices, trips, duty, what is bought and measures, by service and year, and who pays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import PERMILLE, CostKey, Money, Organisation, Period, ServiceCosts
from caseflow.stats.compiled.cells import CARE, MEASURES
from caseflow.stats.compiled.money import (
    CASES,
    CHILDREN,
    F251,
    F252,
    HOME,
    POSTS,
    Pools,
    Prices,
    cost_of_measures,
    share_pools,
)
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.registry import COST_INDICATORS
from caseflow.stats.run import Run
from caseflow.stats.sharing import COST_FUNCTIONS, ORE_PER_NOK

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

DAYS_PER_WEEK = 7
MINUTES_PER_HOUR = 60
CHILDREN_OF_ON_CALL_PRICE = 1000
CHILD_ROOM = 1000
"""Children are weighed in thousandths: an index makes fractions of them."""

MOST_WEIGHT = 2**31
"""Above this, sharing to the last øre would exceed 64 bits."""

RULES = ("children_0_17", "equal", "cases", "posts")
"""The rules by which a key shares, in the order of their numbers."""

MILIEU_WORK = TASK_KINDS.index("milieu_work")


@dataclass(frozen=True)
class Costs:
    """What each municipality pays under each key; whole øre, so that nothing is lost in sharing."""

    keys: tuple[str, ...]
    years: tuple[int, ...]
    """Calendar years; the first and last are cut to the run."""
    municipalities: tuple[int, ...]
    """Those that the model serves."""
    ore: Int64
    """int64[key, year, municipality, cost function]: functions as in COST_FUNCTIONS."""
    child_years: Float64
    """float64[year, municipality]: children 0-17 times the part of the year that is of the run."""


def costs(run: Run) -> Costs | None:
    """What a run costs; None where nothing is counted in money. Pure."""
    money, grid = run.org.money, run.grid
    if money is None:
        return None
    measures, cases = _measures_ore(run, money), _cases(run)
    bills = [_Bill(run, money, p, measures, cases) for p in range(len(run.org.periods))]
    pools = _joined([bill.pools for bill in bills])
    ore = np.stack([shared(pools, key, len(grid.years)) for key in money.keys])
    served = np.flatnonzero(run.org.served)
    return Costs(
        keys=tuple(key.name for key in money.keys),
        years=tuple(grid.years.tolist()),
        municipalities=tuple(served.tolist()),
        ore=ore[:, :, served],
        child_years=(money.children * grid.share_of_year.sum(axis=0)).T[:, served],
    )


def shared(pools: Pools, key: CostKey, n_years: int) -> Int64:
    """int64[year, municipality, cost function]: each one's øre of some pools under a key; see ``share_pools``."""
    rules = [HOME if rule == "home" else RULES.index(rule) for rule in key.shared_by]
    return share_pools(pools, np.array(rules, dtype=np.int64), key.fixed_ore, n_years)


def _joined(parts: list[Pools]) -> Pools:
    return Pools(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def cost_fractions(costs_: Costs | None, grid: Grid) -> Fractions:
    """The indicators of money, under the first key: NOK over children 0-17. Years only, region and municipalities."""
    nok = np.full((len(COST_FUNCTIONS), *grid.shape), np.nan)
    child_years = np.zeros(grid.shape)
    if costs_ is not None:
        units = grid.units.of_case[2, 0, list(costs_.municipalities), 0]
        inside = ~grid.units.org.outside[list(costs_.municipalities)]
        for y, year in enumerate(costs_.years):
            period = grid.time.periods.index((year, 0))
            ore = costs_.ore[0, y].T / ORE_PER_NOK
            nok[:, units, period], nok[:, 0, period] = ore, ore[:, inside].sum(axis=1)
            child_years[units, period] = costs_.child_years[y]
            child_years[0, period] = costs_.child_years[y, inside].sum()
    return {
        **{name: Fraction(nok[f], child_years) for f, name in enumerate(COST_INDICATORS)},
        "cost_per_child": Fraction(nok.sum(axis=0), child_years),
    }


# -- the bill -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Bill:
    """The costs of the services of one organisation period, by year."""

    run: Run
    money: Money
    p: int
    """The number of the organisation period."""
    measures: Float64
    """float64[organisation period, year, cost function, municipality]: øre for the days of measures in place."""
    cases: Int64
    """int64[year, municipality]: children with an investigation or measure in the year."""

    @property
    def org(self) -> Organisation:
        return self.run.org

    @property
    def period(self) -> Period:
        return self.org.periods[self.p]

    @property
    def services(self) -> tuple[ServiceCosts, ...]:
        return self.money.services[self.p]

    @property
    def share(self) -> Float64:
        """float64[year]: of the year's days, those which the period holds."""
        return np.asarray(self.run.grid.share_of_year[self.p])

    @cached_property
    def service_of_team(self) -> Int64:
        """int64[team + 1]: the number of each team's service; the last (index -1) has none."""
        out = np.full(len(self.period.teams) + 1, -1)
        for s, service in enumerate(self.services):
            out[list(service.teams)] = s
        return out

    @cached_property
    def has_worker(self) -> Bool:
        """bool[service, worker]: the worker is of a team of the service."""
        return self._is_of_service(self.service_of_team[self.period.team_of_worker])

    def _is_of_service(self, numbers: Int64) -> Bool:
        """bool[service, ...]: whether each number is that of the service."""
        services = np.arange(len(self.services)).reshape(-1, *(1,) * numbers.ndim)
        return np.asarray(numbers == services)

    # -- pools ----------------------------------------------------------------------------------------------------

    @property
    def pools(self) -> Pools:
        """The pools of costs: each service in each year in which the period holds."""
        held, n = np.flatnonzero(self.share), len(self.services)
        year, service = np.repeat(held, n), np.tile(np.arange(n), len(held))
        factor = self.money.price_factor[year]
        common = np.stack([self._casework(), self._posts(is_milieu=True) * self.share], axis=-1)[service, year]
        common = np.append(common, np.zeros((len(year), 1)), axis=1)
        return Pools(
            year=year,
            is_member=self._members()[service],
            common_ore=_whole(common * factor[:, None]),
            home_ore=_whole(self._home()[service, year] * factor[:, None, None]),
            share_of_fixed=self.share[year] * factor,
            weights=self._weights()[service, year],
        )

    def _members(self) -> Bool:
        """bool[service, municipality]: who shares the costs; where none of its own is served, all that are."""
        members = np.zeros((len(self.services), len(self.org.municipalities)), dtype=np.bool_)
        for s, service in enumerate(self.services):
            members[s, list(service.municipalities)] = True
        members &= self.org.served
        members[~members.any(axis=1)] = self.org.served
        return members

    def _home(self) -> Float64:
        """float64[service, year, cost function, municipality]: measures, of whoever covers their stage."""
        measures = self.measures[self.p]
        pays = np.zeros((len(self.services), *measures.shape[1:]), dtype=np.bool_)
        for function, stage in ((F251, MEASURES), (F252, CARE)):
            pays[:, function] = self._is_of_service(self.service_of_team[self.period.team_of[:, stage]])
        return np.where(pays[:, None], measures, 0.0)

    def _weights(self) -> Int64:
        """int64[service, year, rule, municipality]: by what each rule shares."""
        n = len(self.org.municipalities)
        weights = np.ones((len(self.services), len(self.share), len(RULES), n), dtype=np.int64)
        weights[:, :, CHILDREN] = _whole(self.money.children.T * CHILD_ROOM)
        weights[:, :, CASES] = self.cases
        posts = np.zeros((len(self.services), n + 1))
        service, worker = np.nonzero(self.has_worker)
        np.add.at(posts, (service, self.org.home_of_worker[worker]), np.rint(self.org.fte[worker] * PERMILLE))
        weights[:, :, POSTS] = posts[:, None, :-1]
        assert weights.sum(axis=-1).max() < MOST_WEIGHT, "more children than a cost-sharing key can weigh"
        return weights

    # -- casework -------------------------------------------------------------------------------------------------

    def _casework(self) -> Float64:
        """float64[service, year]: what belongs to casework and administration."""
        money, share = self.money, self.share
        buys_guidance = np.array([[service.buys_guidance] for service in self.services])
        duty_weeks = share * self.run.grid.days_in_year / DAYS_PER_WEEK
        ore = self._posts(is_milieu=False) * share
        ore += money.office_ore * self._offices()[:, None] * share
        ore += money.guidance_ore * buys_guidance * share
        ore += money.on_call_ore * self._children_on_bought_call() * share
        ore += money.duty_week_ore * self._teams_on_call()[:, None] * duty_weeks
        ore += self._of_teams(money.call_out_ore * self._call_outs() + money.km_ore * self.run.read.km[self.p].T)
        ore += self._bought()
        if self.money.one_off_ore[self.p] and share.any():
            ore[:, np.flatnonzero(share)[0]] += self._one_off()
        return ore

    def _posts(self, *, is_milieu: bool) -> Float64:
        """float64[service, year]: a year of the posts that do milieu work, or of all others."""
        of_year = self.money.post_ore + self.money.other_ore[:, None]
        kept = self.has_worker & (self.run.grid.units.milieu_workers[self.p] == is_milieu)
        return np.asarray(kept.astype(np.float64) @ of_year)

    def _offices(self) -> Float64:
        """float64[service]: offices; one that several services share counts for each by its posts there."""
        office, n = self.org.office_of_worker, len(self.org.offices)
        posts = np.zeros((len(self.services), n))
        service, worker = np.nonzero(self.has_worker)
        np.add.at(posts, (service, office[worker]), self.org.fte[worker])
        everybody = self.period.team_of_worker >= 0
        all_ = np.bincount(office[everybody], weights=self.org.fte[everybody], minlength=n)
        return np.asarray(np.divide(posts, all_, out=np.zeros_like(posts), where=all_ > 0).sum(axis=1))

    def _children_on_bought_call(self) -> Float64:
        """float64[service, year]: thousands of children for whom the response out of hours is bought."""
        buys = np.array([service.buys_on_call for service in self.services], dtype=np.float64)
        return np.asarray(buys @ self.money.children / CHILDREN_OF_ON_CALL_PRICE)

    def _teams_on_call(self) -> Int64:
        """int64[service]: how many of its teams are on call."""
        teams = np.unique(self.period.on_call_team[self.period.on_call_team >= 0])
        return np.asarray(self._is_of_service(self.service_of_team[teams]).sum(axis=1))

    def _call_outs(self) -> Float64:
        """float64[team, year]: emergencies that its own team on call answers."""
        return np.asarray(self.run.read.call_outs[:, :, 0] @ self.run.grid.is_in_year[self.p])

    def _of_teams(self, ore: Float64) -> Float64:
        """float64[service, year] from [team, year]."""
        teams = self._is_of_service(self.service_of_team[:-1])
        return np.asarray(teams @ ore[: teams.shape[1]])

    def _bought(self) -> Float64:
        """float64[service, year]: bought tasks."""
        buys = np.array([service.buys for service in self.services], dtype=np.float64)
        ore = self.money.hour_ore * self.run.read.bought_minutes[self.p] / MINUTES_PER_HOUR
        return np.asarray(np.einsum("smk,ymk->sy", buys, ore))

    def _one_off(self) -> Float64:
        """float64[service]: of the change to the period, in its first year: by posts, among the services it changes."""
        posts, before = self.has_worker @ self.org.fte, replace(self, p=self.p - 1)
        changed = np.array([self._is_new(s, before) for s in range(len(self.services))])
        part = np.where(changed, posts, 0.0) if changed.any() else posts
        return np.asarray(self.money.one_off_ore[self.p] * part / part.sum())

    def _is_new(self, s: int, before: _Bill) -> bool:
        """Whether no service of the period before had its municipalities and its posts."""
        return not any(
            old.municipalities == self.services[s].municipalities
            and np.array_equal(before.has_worker[o], self.has_worker[s])
            for o, old in enumerate(before.services)
        )


def _measures_ore(run: Run, money: Money) -> Float64:
    """float64[organisation period, year, cost function, municipality]: øre for the days of measures in place."""
    n_kinds = money.assistance_ore.shape[1]
    has_milieu_worker = np.zeros((len(run.org.periods), run.n_municipalities, n_kinds), dtype=np.bool_)
    for p, period in enumerate(run.org.periods):
        if period.places is not None and period.places.milieu_kind >= 0:
            has_milieu_worker[p, :, period.places.milieu_kind] = period.route[:, MILIEU_WORK] >= 0
    prices = Prices(money.assistance_ore, money.care_ore, has_milieu_worker)
    return cost_of_measures(run.read.stretch, run.case, prices, run.grid.days_in_year, run.cells)


def _cases(run: Run) -> Int64:
    """int64[year, municipality]: children with an investigation or measure in the year."""
    grid = run.grid
    known = np.vstack([run.children, np.zeros(len(grid.time.periods), dtype=np.int64)])
    periods = [grid.time.periods.index((int(year), 0)) for year in grid.years]
    return known[grid.units.of_case[2, 0, :, 0]][:, periods].T


def _whole(ore: Float64) -> Int64:
    return np.asarray(np.rint(ore).astype(np.int64))
