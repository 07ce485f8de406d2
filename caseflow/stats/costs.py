"""What a run costs: posts, offices, trips, duty, what is bought and measures, by service and year, and who pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import TASK_KINDS
from caseflow.log import TASK_KIND_FACTOR, Kind, Log
from caseflow.organisation import PERMILLE, Money, Organisation, Period, ServiceCosts
from caseflow.stats.flow import CARE_MEASURE, OPEN_TODAY
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.histories import History
from caseflow.stats.intervals import split
from caseflow.stats.registry import CARE, COST_INDICATORS, MEASURES
from caseflow.stats.sharing import COST_FUNCTIONS, ORE_PER_NOK, PoolOfCosts, shared
from caseflow.stats.staffing import children

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

DAYS_PER_WEEK = 7
CHILDREN_OF_ON_CALL_PRICE = 1000
CHILD_ROOM = 1000
"""Children are weighed in thousandths: an index makes fractions of them."""

MILIEU_WORK = TASK_KINDS.index("milieu_work")
F244, F251, F252 = range(len(COST_FUNCTIONS))


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


def costs(history: History, grid: Grid) -> Costs | None:
    """What a run costs; None where nothing is counted in money. Pure."""
    money = history.org.money
    if money is None:
        return None
    bill = _Bill(history, grid, money)
    n = len(history.org.municipalities)
    pools = [bill.pools(year) for year in range(len(bill.years))]
    ore = np.array([[shared(of_year, key, n) for of_year in pools] for key in money.keys])
    served = np.flatnonzero(history.org.served)
    return Costs(
        keys=tuple(key.name for key in money.keys),
        years=tuple(bill.years.tolist()),
        municipalities=tuple(served.tolist()),
        ore=ore[:, :, served],
        child_years=(money.children * bill.share_of_year.sum(axis=0)).T[:, served],
    )


def cost_fractions(costs_: Costs | None, grid: Grid) -> Fractions:
    """The indicators of money, under the first key: NOK over children 0-17. Years only, region and municipalities."""
    shape = (grid.units.n, len(grid.time.periods))
    nok = np.full((len(COST_FUNCTIONS), *shape), np.nan)
    child_years = np.zeros(shape)
    if costs_ is not None:
        units = grid.units.of_case[2, 0, list(costs_.municipalities), 0]
        inside = ~grid.org.outside[list(costs_.municipalities)]
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
    """The costs of every service by organisation period and year."""

    history: History
    grid: Grid
    money: Money

    @property
    def org(self) -> Organisation:
        return self.history.org

    @cached_property
    def year_of_day(self) -> Int64:
        """int64[day]: the place in ``years`` of each calendar day of the run."""
        days = np.datetime64(self.org.clock.today, "D") + np.arange(self.grid.time.n_days)
        year = days.astype("datetime64[Y]").astype(np.int64)
        return np.asarray(year - year[0])

    @cached_property
    def years(self) -> Int64:
        """int64[year]: the calendar years of the run."""
        return self.org.clock.today.year + np.arange(self.year_of_day[-1] + 1)

    @cached_property
    def days_in_year(self) -> Int64:
        """int64[year]: 365 or 366."""
        first = (self.years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
        next_ = (self.years - 1969).astype("datetime64[Y]").astype("datetime64[D]")
        return np.asarray((next_ - first).astype(np.int64))

    @cached_property
    def share_of_year(self) -> Float64:
        """float64[organisation period, year]: of the year's days, those which the period holds."""
        return self._by_period_and_year(np.arange(self.grid.time.n_days)) / self.days_in_year

    def _by_period_and_year(self, days: Int64, weights: Float64 | None = None) -> Float64:
        """float64[organisation period, year]: sums over things of calendar days, which lie in the run."""
        n_years = len(self.years)
        cell = self.grid.organisation_of_day[days] * n_years + self.year_of_day[days]
        sums = np.bincount(cell, weights=weights, minlength=len(self.org.periods) * n_years)
        return np.asarray(sums.reshape(-1, n_years), dtype=np.float64)

    def pools(self, year: int) -> list[PoolOfCosts]:
        """The pools of costs of a year: a service in each organisation period is one."""
        return [
            self._pool(p, year, service)
            for p, services in enumerate(self.money.services)
            for service in (services if self.share_of_year[p, year] else ())
        ]

    def _pool(self, p: int, year: int, service: ServiceCosts) -> PoolOfCosts:
        members = [m for m in service.municipalities if self.org.served[m]]
        common, home = np.zeros(len(COST_FUNCTIONS)), np.zeros((len(COST_FUNCTIONS), len(self.org.municipalities)))
        for ore in self._casework(p, year, service):
            common[F244] += ore
        common[F251] = self._posts(p, year, service, is_milieu=True) * self.share_of_year[p, year]
        teams = np.array(service.teams, dtype=np.int64)
        for function, stage in ((F251, MEASURES), (F252, CARE)):
            pays = np.isin(self.org.periods[p].team_of[:, stage], teams)
            home[function] = np.where(pays, self.measures[p, year, function], 0)
        factor = self.money.price_factor[year]
        return PoolOfCosts(
            members=tuple(members or np.flatnonzero(self.org.served).tolist()),
            common_ore=np.rint(common * factor).astype(np.int64),
            home_ore=np.rint(home * factor).astype(np.int64),
            share_of_fixed=float(self.share_of_year[p, year] * factor),
            weights=self._weights(p, year, service),
        )

    def _weights(self, p: int, year: int, service: ServiceCosts) -> dict[str, Int64]:
        n = len(self.org.municipalities)
        workers = self._workers(p, service)
        home, fte = self.org.home_of_worker[workers], np.rint(self.org.fte[workers] * PERMILLE)
        posts = np.bincount(home[home >= 0], weights=fte[home >= 0], minlength=n)
        return {
            "children_0_17": np.rint(self.money.children[:, year] * CHILD_ROOM).astype(np.int64),
            "equal": np.ones(n, dtype=np.int64),
            "cases": self.cases[:, year],
            "posts": posts.astype(np.int64),
        }

    @cached_property
    def cases(self) -> Int64:
        """int64[municipality, year]: children with an investigation or measure in the year."""
        if not any("cases" in key.shared_by for key in self.money.keys):
            return np.zeros((len(self.org.municipalities), len(self.years)), dtype=np.int64)
        known = np.vstack([children(self.history, self.grid), np.zeros(len(self.grid.time.periods))])
        periods = [self.grid.time.periods.index((int(year), 0)) for year in self.years]
        return known[self.grid.units.of_case[2, 0, :, 0]][:, periods].astype(np.int64)

    def _workers(self, p: int, service: ServiceCosts) -> Int64:
        return np.flatnonzero(np.isin(self.org.periods[p].team_of_worker, service.teams))

    # -- casework -------------------------------------------------------------------------------------------------

    def _casework(self, p: int, year: int, service: ServiceCosts) -> Iterator[float]:
        money, period, share = self.money, self.org.periods[p], self.share_of_year[p, year]
        yield self._posts(p, year, service, is_milieu=False) * share
        yield money.office_ore * self._offices(p, service) * share
        yield money.guidance_ore * service.buys_guidance * share
        children_ = float(money.children[service.buys_on_call, year].sum())
        yield money.on_call_ore * children_ / CHILDREN_OF_ON_CALL_PRICE * share
        on_call = sum(team in service.teams for team in set(period.on_call_team.tolist()))
        yield money.duty_week_ore * on_call * share * float(self.days_in_year[year]) / DAYS_PER_WEEK
        for team in service.teams:
            yield money.call_out_ore * self.call_outs[p, year, team]
            yield money.km_ore * self.km[p, year, team]
        yield float(self.bought[p, year][service.buys].sum())
        yield self._one_off(p, year, service)

    def _posts(self, p: int, year: int, service: ServiceCosts, *, is_milieu: bool) -> float:
        """A year of the posts that do milieu work, or of all others."""
        workers = self._workers(p, service)
        kept = workers[self.does_milieu_work[p, workers] == is_milieu]
        return float((self.money.post_ore[kept, year] + self.money.other_ore[kept]).sum())

    @cached_property
    def does_milieu_work(self) -> npt.NDArray[np.bool_]:
        """bool[organisation period, worker]: is a milieu worker, whose post belongs to measures inside the family."""
        out = np.zeros((len(self.org.periods), len(self.org.fte)), dtype=np.bool_)
        for p, period in enumerate(self.org.periods):
            for pool in set(period.route[:, MILIEU_WORK].tolist()):
                if pool >= 0:
                    out[p, list(period.pools[pool].workers)] = True
        return out

    def _offices(self, p: int, service: ServiceCosts) -> float:
        """Offices of a service; one that several share counts for each by its posts there."""
        everybody = self.org.periods[p].team_of_worker >= 0
        office, fte, n = self.org.office_of_worker, self.org.fte, len(self.org.offices)
        all_ = np.bincount(office[everybody], weights=fte[everybody], minlength=n)
        workers = self._workers(p, service)
        own = np.bincount(office[workers], weights=fte[workers], minlength=n)
        return float(np.divide(own, all_, out=np.zeros(n), where=all_ > 0).sum())

    def _one_off(self, p: int, year: int, service: ServiceCosts) -> float:
        """Of the change to a period, the service's part: by posts, among the services that it changes."""
        is_begin = self.share_of_year[p, year] > 0 and not self.share_of_year[p, :year].any()
        if not is_begin or not self.money.one_off_ore[p]:
            return 0.0
        changed = [s for s in self.money.services[p] if self._is_new(p, s)] or list(self.money.services[p])
        fte = {s.name: float(self.org.fte[self._workers(p, s)].sum()) for s in changed}
        return self.money.one_off_ore[p] * fte.get(service.name, 0.0) / sum(fte.values())

    def _is_new(self, p: int, service: ServiceCosts) -> bool:
        """Whether no service of the period before had its municipalities and its posts."""
        before = self.money.services[p - 1]
        workers = self._workers(p, service).tolist()
        return not any(
            old.municipalities == service.municipalities and self._workers(p - 1, old).tolist() == workers
            for old in before
        )

    # -- what the log tells ---------------------------------------------------------------------------------------

    @cached_property
    def call_outs(self) -> Float64:
        """float64[organisation period, year, team]: emergencies that its own team on call answers."""
        rows = self.history.of(Kind.RESPONDED)
        marks = self.history.tape.cases
        minute = marks.report_day.astype(np.int64) * 1440 + marks.report_minute
        day = (minute[rows.case] + rows.value) // 1440
        inside = day < self.grid.time.n_days
        day, municipality = day[inside], self.history.municipality[rows.case[inside]]
        on_call = np.stack([period.on_call_team for period in self.org.periods])
        team = on_call[self.grid.organisation_of_day[day], municipality].astype(np.int64)
        return self._by_team(day[team >= 0], team[team >= 0], np.ones(np.count_nonzero(team >= 0)))

    @cached_property
    def km(self) -> Float64:
        """float64[organisation period, year, team]: of all trips; a task takes a share of a round trip."""
        rows = self.history.of(Kind.TRAVELLED)
        workday = rows.tick // self.org.clock.day_minutes
        day = self.grid.time.days_of_workdays[workday]
        p = self.grid.organisation_of_day[day]
        office = self.org.office_on[rows.worker, workday]
        whole = self.org.trip_km[office, self.history.municipality[rows.case]]
        share = np.stack([period.trip_permille for period in self.org.periods])[p, rows.task // TASK_KIND_FACTOR]
        team = np.stack([period.team_of_worker for period in self.org.periods])[p, rows.worker].astype(np.int64)
        return self._by_team(day, team, whole * share / PERMILLE)

    def _by_team(self, day: Int64, team: Int64, weights: Float64) -> Float64:
        """float64[organisation period, year, team]: sums over things of calendar days and teams."""
        most = max(len(period.teams) for period in self.org.periods)
        n_years = len(self.years)
        cell = (self.grid.organisation_of_day[day] * n_years + self.year_of_day[day]) * most + team
        sums = np.bincount(cell, weights=weights, minlength=len(self.org.periods) * n_years * most)
        return np.asarray(sums.reshape(-1, n_years, most), dtype=np.float64)

    @cached_property
    def bought(self) -> Float64:
        """float64[organisation period, year, municipality, kind of task]: øre for bought tasks."""
        rows = self.history.of(Kind.BOUGHT)
        day = self.grid.time.day_of_tick(np.minimum(rows.tick, self.history.end_tick - 1))
        kind, n = rows.task // TASK_KIND_FACTOR, len(self.org.municipalities)
        n_years = len(self.years)
        cell = self.grid.organisation_of_day[day] * n_years + self.year_of_day[day]
        cell = (cell * n + self.history.municipality[rows.case]) * len(TASK_KINDS) + kind
        ore = self.money.hour_ore[kind] * rows.value / 60
        sums = np.bincount(cell, weights=ore, minlength=len(self.org.periods) * n_years * n * len(TASK_KINDS))
        return np.asarray(sums.reshape(-1, n_years, n, len(TASK_KINDS)), dtype=np.float64)

    @cached_property
    def measures(self) -> Float64:
        """float64[organisation period, year, cost function, municipality]: øre for the days of measures in place."""
        rows, stop = self.history.measures
        time, n, n_years = self.grid.time, len(self.org.municipalities), len(self.years)
        first = np.where(rows.value >= OPEN_TODAY, 0, time.day_of_tick(rows.tick))
        last = np.where(stop < self.history.end_tick, time.day_of_tick(stop), time.n_days)
        row, cell, days = split(first, last, self.grid.cell_days)
        p, year = self.grid.cell_organisation[cell], self.year_of_day[self.grid.cell_days[cell]]
        price, function = self._prices(rows)
        municipality = self.history.municipality[rows.case]
        ore = price[row] * days / self.days_in_year[year]
        kind = self.history.tape.cases.measure_kind[rows.case].astype(np.int64)
        ore[(function[row] == F251) & self._has_milieu_worker(p, municipality[row], kind[row])] = 0
        place = ((p * n_years + year) * len(COST_FUNCTIONS) + function[row]) * n + municipality[row]
        sums = np.bincount(place, weights=ore, minlength=len(self.org.periods) * n_years * len(COST_FUNCTIONS) * n)
        return np.asarray(sums.reshape(-1, n_years, len(COST_FUNCTIONS), n), dtype=np.float64)

    def _prices(self, rows: Log) -> tuple[Int64, Int64]:
        """(øre a year, cost function) of each measure."""
        municipality = self.history.municipality[rows.case]
        is_care = rows.value % OPEN_TODAY == CARE_MEASURE
        kind = self.history.tape.cases.measure_kind[rows.case]
        assistance = self.money.assistance_ore[municipality, kind]
        price = np.where(is_care, self.money.care_ore[municipality], assistance)
        return price, np.where(is_care, F252, F251)

    def _has_milieu_worker(self, p: Int64, municipality: Int64, kind: Int64) -> npt.NDArray[np.bool_]:
        """Whether a service's own milieu worker is the measure: the post is paid for already."""
        own = np.array([_milieu_kind(period) for period in self.org.periods])
        route = np.stack([period.route[:, MILIEU_WORK] for period in self.org.periods])
        return np.asarray((kind == own[p]) & (route[p, municipality] >= 0))


def _milieu_kind(period: Period) -> int:
    return period.places.milieu_kind if period.places is not None else -1
