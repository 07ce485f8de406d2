"""Prices and cost-sharing keys of a config, as whole øre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.placement import KEPT, Layout, layout_of
from caseflow.config.schema import TASK_KINDS, Config, LocalPrices
from caseflow.config.schema import Money as Prices
from caseflow.organisation.common import Common
from caseflow.organisation.sizes import Index
from caseflow.organisation.tables import PERMILLE, Bool, CostKey, Float64, Int64, Money, Period, ServiceCosts
from caseflow.tape.drift import factors_of_index, years_of_index
from caseflow.tape.tables import Posts

ORE_PER_NOK = 100

FUNCTION_OF_TASK = {
    "county_board": "county_board",
    "legal_help": "legal_help",
    "care_follow_up": "foster_homes",
    "home_visit": "foster_homes",
    "visitor_follow_up": "foster_home_visitors",
}
"""The function by which each kind of task is bought."""


def money(common: Common, periods: Sequence[Period]) -> Money | None:
    """The prices and keys of a run; None where the config names no key."""
    prices = common.kept(("prices",), lambda: _prices(common))
    if prices is None:
        return None
    models = common.config.models
    return replace(
        prices,
        services=tuple(_services(layout_of(common.config, period.model)) for period in periods),
        one_off_ore=(0, *(_ore(models[period.model].transition.one_off_nok) for period in periods[1:])),
    )


def _prices(common: Common) -> Money | None:
    """What is the same for all models."""
    config, clock, roster = common.config, common.clock, common.tape.posts
    prices, bought = config.money, config.money.bought_nok_per_hour
    if not prices.keys:
        return None
    return Money(
        keys=_keys(prices),
        price_factor=_factors(prices, clock),
        children=np.array(
            [_children(m.children_0_17, years_of_index(m), clock) for m in config.municipalities.values()]
        ),
        services=(),
        one_off_ore=(),
        post_ore=_posts(config, clock, roster, common.post_growth),
        other_ore=_other_posts(config, roster),
        office_ore=_ore(prices.nok_per_office_per_year),
        km_ore=_ore(prices.nok_per_km),
        duty_week_ore=_ore(prices.nok_per_duty_week),
        call_out_ore=_ore(prices.nok_per_call_out),
        on_call_ore=_ore(prices.bought_on_call_nok_per_1000_children_per_year),
        hour_ore=_whole([getattr(bought, FUNCTION_OF_TASK[k]) if k in FUNCTION_OF_TASK else 0 for k in TASK_KINDS]),
        guidance_ore=_ore(bought.guidance * config.effects.guidance.hours_per_service_per_year),
        assistance_ore=_assistance(config),
        care_ore=_whole([prices.care_nok_per_year * place.care_percent / 100 for place in _local(config)]),
    )


def _ore(nok: float) -> int:
    return round(nok * ORE_PER_NOK)


def _whole(nok: npt.ArrayLike) -> Int64:
    return np.rint(np.asarray(nok, dtype=np.float64) * ORE_PER_NOK).astype(np.int64)


def _keys(prices: Prices) -> tuple[CostKey, ...]:
    return tuple(
        CostKey(name, _ore(key.fixed_nok_per_municipality), (key.casework, key.inside_family, key.outside_family))
        for name, key in prices.keys.items()
    )


@lru_cache(maxsize=16)
def _years(clock: Clock) -> Int64:
    """int64[day of the run]: its calendar year."""
    dates = clock.dates(np.arange(clock.day(clock.until)))
    return np.asarray(dates.astype("datetime64[Y]").astype(np.int64) + 1970)


def _factors(prices: Prices, clock: Clock) -> Float64:
    days = _years(clock)
    years = np.arange(days[0], days[-1] + 1)
    growth = prices.growth_percent_per_year if prices.prices == "nominal" else 0.0
    return np.asarray((1 + growth / 100) ** (years - prices.price_year).astype(np.float64))


@lru_cache(maxsize=512)
def _children(today: int, index: Index, clock: Clock) -> Float64:
    """float64[year]: children of a municipality, mean over the days of the run in the year."""
    years = _years(clock)
    days = np.bincount(years - years[0])
    if not index:
        return np.full(len(days), float(today))
    children = today * factors_of_index(index, clock, len(years))
    return np.asarray(np.bincount(years - years[0], weights=children) / days)


def _posts(config: Config, clock: Clock, roster: Posts, post_growth: Float64 | None) -> Int64:
    """int64[worker, year]: a year of each post."""
    nok = _per_post(config, config.money.nok_per_post_per_year)[roster.group] * roster.fte_permille / PERMILLE
    years = _years(clock)
    first = np.flatnonzero(np.diff(years, prepend=0))
    if post_growth is None:
        return np.repeat(_whole(nok)[:, None], len(first), axis=1)
    days = np.diff(np.append(first, len(years)))
    growth = np.add.reduceat(post_growth, first, axis=1) / days
    return _whole(nok[:, None] * growth)


def _other_posts(config: Config, roster: Posts) -> Int64:
    """int64[worker]: a year of the group's posts without casework, at its first post."""
    fte = np.array([group.other_posts_fte for group in config.staff.values()])
    nok = _per_post(config, config.money.nok_per_other_post_per_year) * fte
    return _whole(np.where(roster.ordinal == 1, nok[roster.group], 0))


def _per_post(config: Config, price: float) -> Float64:
    """float64[staff group]: a year of a full post."""
    return np.array([config.money.nok_per_post_by_group.get(name, price) for name in config.staff])


def _assistance(config: Config) -> Int64:
    """int64[municipality, kind]: a year of a measure."""
    prices = config.money
    by_kind = prices.assistance_nok_per_year_by_kind
    kinds = [by_kind.get(kind, prices.assistance_nok_per_year) for kind in config.effects.finding_measures.kinds]
    local = [place.assistance_percent / 100 for place in _local(config)]
    return _whole(np.outer(local, kinds))


def _local(config: Config) -> list[LocalPrices]:
    """The prices of each municipality."""
    return [config.money.by_municipality.get(name, LocalPrices()) for name in config.municipalities]


# -- pools of costs ---------------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def _services(layout: Layout) -> tuple[ServiceCosts, ...]:
    of_team = [service for (service, _), _ in layout.teams]
    return tuple(
        ServiceCosts(
            name=name,
            municipalities=_numbers(layout, name),
            teams=tuple(number for number, other in enumerate(of_team) if other == name),
            buys=_buys(layout, name),
            buys_on_call=_place_mask(layout, name) & ("emergencies" in service.buys),
            buys_guidance="guidance" in service.buys,
        )
        for name, service in layout.services.part.items()
    )


def _numbers(layout: Layout, service: str) -> tuple[int, ...]:
    names = layout.served_by(service)
    return tuple(number for number, name in enumerate(layout.names) if name in names)


def _place_mask(layout: Layout, service: str) -> Bool:
    """bool[municipality]: served by the service."""
    mask = np.zeros(len(layout.sites), dtype=np.bool_)
    mask[list(_numbers(layout, service))] = True
    return mask


def _buys(layout: Layout, service: str) -> Bool:
    """bool[municipality, kind of task]: the service buys it."""
    buys = layout.services.part[service].buys
    return np.outer(_place_mask(layout, service), [FUNCTION_OF_TASK.get(kind) in buys for kind in TASK_KINDS])
