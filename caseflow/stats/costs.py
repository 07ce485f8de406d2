"""What a run costs: posts, offices, trips, duty, what is bought and measures, by service and year, and who pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.config.same import Same
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import CostKey, Money, ServiceCosts
from caseflow.stats.compiled.bills import Rates, Roster, Services, Used, shared_bills
from caseflow.stats.compiled.cells import NONE
from caseflow.stats.compiled.money import HOME, Pools, Prices, cost_of_measures, share_pools
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.registry import COST_INDICATORS
from caseflow.stats.run import Run
from caseflow.stats.sharing import COST_FUNCTIONS, ORE_PER_NOK
from caseflow.stats.units import Units

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

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
    rules, fixed_ore = _rules(money.keys)
    services = _services(Same(grid.units), tuple(map(Same, money.services)))
    roster, measures, cases = _roster(run), _measures_ore(run, money), _cases(run)
    paid = [
        shared_bills(of_period, roster, _rates(money, p), _used(run, p, measures, cases), rules, fixed_ore)
        for p, of_period in enumerate(services)
    ]
    served = np.flatnonzero(run.org.served)
    return Costs(
        keys=tuple(key.name for key in money.keys),
        years=tuple(grid.years.tolist()),
        municipalities=tuple(served.tolist()),
        ore=np.sum(paid, axis=0)[:, :, served],
        child_years=(money.children * grid.share_of_year.sum(axis=0)).T[:, served],
    )


def shared(pools: Pools, key: CostKey, n_years: int) -> Int64:
    """int64[year, municipality, cost function]: each one's øre of some pools under a key; see ``share_pools``."""
    rules, fixed_ore = _rules([key])
    return share_pools(pools, rules[0], fixed_ore[0], n_years)


def _rules(keys: Sequence[CostKey]) -> tuple[Int64, Int64]:
    """int64[key, cost function]: the numbers of their rules; int64[key]: their fixed sums."""
    rules = [[HOME if rule == "home" else RULES.index(rule) for rule in key.shared_by] for key in keys]
    return np.array(rules, dtype=np.int64), np.array([key.fixed_ore for key in keys], dtype=np.int64)


def cost_fractions(costs_: Costs | None, grid: Grid) -> Fractions:
    """The indicators of money, under the first key: NOK over children 0-17. Years only, region and municipalities."""
    nok = np.full((len(COST_FUNCTIONS), *grid.shape), np.nan)
    child_years = np.zeros(grid.shape)
    if costs_ is not None:
        units = grid.units.of_case[2, 0, list(costs_.municipalities), 0][:, None]
        inside, years = ~grid.units.org.outside[list(costs_.municipalities)], grid.time.year_periods
        of_key = (costs_.ore[0] / ORE_PER_NOK).transpose(2, 1, 0)
        nok[:, units, years], nok[:, 0, years] = of_key, of_key[:, inside].sum(axis=1)
        child_years[units, years], child_years[0, years] = (
            costs_.child_years.T,
            costs_.child_years[:, inside].sum(axis=1),
        )
    return {
        **{name: Fraction(nok[f], child_years) for f, name in enumerate(COST_INDICATORS)},
        "cost_per_child": Fraction(nok.sum(axis=0), child_years),
    }


# -- services ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _services(units: Same[Units], costs: tuple[Same[tuple[ServiceCosts, ...]], ...]) -> tuple[Services, ...]:
    """[organisation period]: its services."""
    periods = [_services_of(units.part, p, of_period.part) for p, of_period in enumerate(costs)]
    for p in range(1, len(periods)):
        before, after = (_bodies(costs[at].part, periods[at]) for at in (p - 1, p))
        is_new = np.array([service not in before for service in after])
        periods[p].bears_change[:] = is_new | ~is_new.any()
    return tuple(periods)


def _bodies(costs: tuple[ServiceCosts, ...], services: Services) -> list[tuple[tuple[int, ...], bytes]]:
    """Of each service its municipalities and its posts: a service that changes in neither is the one before."""
    return [(one.municipalities, (services.of_worker == s).tobytes()) for s, one in enumerate(costs)]


def _services_of(units: Units, p: int, services: tuple[ServiceCosts, ...]) -> Services:
    """The services of an organisation period; none bears its change yet."""
    period = units.org.periods[p]
    of_team = np.full(len(period.teams) + 1, NONE)
    for s, service in enumerate(services):
        of_team[list(service.teams)] = s
    on_call = of_team[np.unique(period.on_call_team[period.on_call_team >= 0])]
    return Services(
        of_worker=of_team[period.team_of_worker],
        of_team=of_team[:-1],
        of_case=of_team[period.team_of],
        is_milieu_worker=units.milieu_workers[p],
        is_member=_members(units.org.served, services),
        n_on_call=np.array([(on_call == s).sum() for s in range(len(services))]),
        buys=np.array([service.buys for service in services]),
        buys_on_call=np.array([service.buys_on_call for service in services]),
        buys_guidance=np.array([service.buys_guidance for service in services]),
        bears_change=np.zeros(len(services), dtype=np.bool_),
    )


def _members(served: Bool, services: tuple[ServiceCosts, ...]) -> Bool:
    """bool[service, municipality]: who shares the costs; where none of its own is served, all that are."""
    members = np.zeros((len(services), len(served)), dtype=np.bool_)
    for s, service in enumerate(services):
        members[s, list(service.municipalities)] = True
    members &= served
    members[~members.any(axis=1)] = served
    return members


# -- one run ------------------------------------------------------------------------------------------------------


def _roster(run: Run) -> Roster:
    org = run.org
    return Roster(org.fte, org.home_of_worker, org.office_of_worker, len(org.offices))


def _rates(money: Money, p: int) -> Rates:
    """The prices of an organisation period."""
    weights = _whole(money.children * CHILD_ROOM)
    assert weights.sum(axis=0).max() < MOST_WEIGHT, "more children than a cost-sharing key can weigh"
    return Rates(
        factor=money.price_factor,
        children=money.children,
        children_weights=weights,
        post=money.post_ore,
        other_posts=money.other_ore,
        bought_hour=money.hour_ore,
        office=money.office_ore,
        km=money.km_ore,
        duty_week=money.duty_week_ore,
        call_out=money.call_out_ore,
        bought_on_call=money.on_call_ore,
        guidance=money.guidance_ore,
        change=money.one_off_ore[p],
    )


def _used(run: Run, p: int, measures: Float64, cases: Int64) -> Used:
    """What a run used of it in an organisation period."""
    grid, read = run.grid, run.read
    return Used(
        share=grid.share_of_year[p],
        days=grid.days_in_year,
        call_outs=read.call_outs[:, :, 0] @ grid.is_in_year[p],
        km=read.km[p],
        bought_minutes=read.bought_minutes[p],
        measures_ore=measures[p],
        cases=cases,
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
    of_years = np.zeros((len(grid.years), grid.units.n + 1), dtype=np.int64)
    of_years[:, :-1] = run.children[:, grid.time.year_periods].T
    return of_years[:, grid.units.of_case[2, 0, :, 0]]


def _whole(ore: Float64) -> Int64:
    return np.asarray(np.rint(ore).astype(np.int64))
