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
from caseflow.stats.compiled.bills import Rates, Roster, Services, Time, nok_by_unit, shared_bills
from caseflow.stats.compiled.cells import CARE, NONE
from caseflow.stats.compiled.money import HOME, Pools, Prices, share_pools
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.registry import COST_INDICATORS
from caseflow.stats.run import Run
from caseflow.stats.sharing import ORE_PER_NOK
from caseflow.stats.units import Units

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

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
    org, served = run.org, grid.units.served
    ore = shared_bills(
        _services(Same(grid.units), tuple(map(Same, money.services))),
        Roster(org.fte, org.home_of_worker, org.office_of_worker, len(org.offices)),
        _rates(money),
        _prices(money, run),
        Time(grid.share_of_year, grid.days_in_year),
        run.read,
        run.marks,
        run.children,
        grid.units.of_municipality,
        grid.time.year_periods,
        *_rules(Same(money.keys)),
        served,
        run.cells,
    )
    return Costs(
        keys=tuple(key.name for key in money.keys),
        years=grid.calendar_years,
        municipalities=tuple(served.tolist()),
        ore=ore,
        child_years=(money.children * grid.part_of_year).T[:, served],
    )


def shared(pools: Pools, key: CostKey, n_years: int) -> Int64:
    """int64[year, municipality, cost function]: each one's øre of some pools under a key; see ``share_pools``."""
    rules, fixed_ore = _rules(Same((key,)))
    return share_pools(pools, rules[0], fixed_ore[0], n_years)


@lru_cache(maxsize=4)
def _rules(keys: Same[tuple[CostKey, ...]]) -> tuple[Int64, Int64]:
    """int64[key, cost function]: the numbers of their rules; int64[key]: their fixed sums."""
    rules = [[HOME if rule == "home" else RULES.index(rule) for rule in key.shared_by] for key in keys.part]
    return np.array(rules, dtype=np.int64), np.array([key.fixed_ore for key in keys.part], dtype=np.int64)


def cost_fractions(costs_: Costs | None, grid: Grid) -> Fractions:
    """The indicators of money, under the first key: NOK over children 0-17. Years only, region and municipalities."""
    names = (*COST_INDICATORS, "cost_per_child")
    if costs_ is None:
        nok, child_years = np.full((len(names), *grid.shape), np.nan), np.zeros(grid.shape)
    else:
        nok, child_years = _by_unit(costs_, grid)
    return {name: Fraction(of_name, child_years) for name, of_name in zip(names, nok, strict=True)}


def _by_unit(costs_: Costs, grid: Grid) -> tuple[Float64, Float64]:
    """float64[indicator, unit, period]: NOK; float64[unit, period]: years of children."""
    municipalities, years = list(costs_.municipalities), grid.time.year_periods
    units, in_region = grid.units.of_municipality[municipalities], ~grid.units.org.outside[municipalities]
    child_years = np.zeros(grid.shape)
    child_years[units[:, None], years] = costs_.child_years.T
    child_years[0, years] = costs_.child_years[:, in_region].sum(axis=1)
    return nok_by_unit(costs_.ore[0] / ORE_PER_NOK, units, in_region, years, grid.shape), child_years


# -- services ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=32)
def _services(units: Same[Units], costs: tuple[Same[tuple[ServiceCosts, ...]], ...]) -> Services:
    """The services of the organisation periods."""
    org, services = units.part.org, [service for of_period in costs for service in of_period.part]
    period = np.repeat(np.arange(len(costs)), [len(of_period.part) for of_period in costs])
    of_team = np.full((len(costs), max(len(of_period.teams) for of_period in org.periods) + 1), NONE)
    for number, service in enumerate(services):
        of_team[period[number], list(service.teams)] = number
    of_worker = np.stack([of_team[p, of_period.team_of_worker] for p, of_period in enumerate(org.periods)])
    of_case = np.stack([of_team[p, of_period.team_of] for p, of_period in enumerate(org.periods)])
    on_call = [org.periods[p].on_call_team for p in period]
    return Services(
        period=period,
        of_worker=of_worker,
        of_team=of_team,
        of_case=of_case,
        is_milieu_worker=units.part.milieu_workers,
        has_milieu_worker=np.stack([of_period.route[:, MILIEU_WORK] >= 0 for of_period in org.periods]),
        is_member=_members(org.served, services),
        n_on_call=np.array([np.isin(one.teams, teams).sum() for one, teams in zip(services, on_call, strict=True)]),
        buys=_buys(period, services, of_case[:, :, CARE]),
        buys_on_call=np.array([service.buys_on_call for service in services]),
        buys_guidance=np.array([service.buys_guidance for service in services]),
        bears_change=_bears_change(period, services, of_worker),
    )


def _buys(period: Int64, services: Sequence[ServiceCosts], has_care: Int64) -> Bool:
    """bool[service, municipality, kind of task]: pays for what is bought.

    Where no service of a period buys, something may still be done that was bought before the change to it: whoever has
    the care cases then, ``has_care`` [organisation period, municipality], pays for it.
    """
    buys = np.array([service.buys for service in services])
    for p, payer in enumerate(has_care):
        is_bought = buys[period == p].any(axis=0)
        served = np.flatnonzero(payer != NONE)
        buys[payer[served], served] |= ~is_bought[served]
    return buys


def _bears_change(period: Int64, services: Sequence[ServiceCosts], of_worker: Int64) -> Bool:
    """bool[service]: is another one than before the change to its period, or all of them are as before.

    A service that changes in neither its municipalities nor its posts is the one before.
    """
    bodies = [(one.municipalities, (of_worker[period[s]] == s).tobytes()) for s, one in enumerate(services)]
    bears = np.zeros(len(services), dtype=np.bool_)
    for p in range(1, len(of_worker)):
        before, after = (np.flatnonzero(period == at).tolist() for at in (p - 1, p))
        is_new = np.array([bodies[s] not in [bodies[other] for other in before] for s in after])
        bears[after] = is_new | ~is_new.any()
    return bears


def _members(served: Bool, services: Sequence[ServiceCosts]) -> Bool:
    """bool[service, municipality]: who shares the costs; where none of its own is served, all that are."""
    members = np.zeros((len(services), len(served)), dtype=np.bool_)
    for s, service in enumerate(services):
        members[s, list(service.municipalities)] = True
    members &= served
    members[~members.any(axis=1)] = served
    return members


# -- one run ------------------------------------------------------------------------------------------------------


def _rates(money: Money) -> Rates:
    return Rates(
        factor=money.price_factor,
        children=money.children,
        post=money.post_ore,
        other_posts=money.other_ore,
        bought_hour=money.hour_ore,
        office=money.office_ore,
        km=money.km_ore,
        duty_week=money.duty_week_ore,
        call_out=money.call_out_ore,
        bought_on_call=money.on_call_ore,
        guidance=money.guidance_ore,
        change=np.array(money.one_off_ore),
    )


def _prices(money: Money, run: Run) -> Prices:
    """The prices of measures."""
    places = [period.places for period in run.org.periods]
    milieu_kind = [NONE if of_period is None else of_period.milieu_kind for of_period in places]
    return Prices(money.assistance_ore, money.care_ore, np.array(milieu_kind))
