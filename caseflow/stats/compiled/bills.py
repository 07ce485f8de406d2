"""What services cost in each year, and who pays it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation.tables import PERMILLE
from caseflow.stats.compiled.cells import CARE, MEASURES, NONE, Bool, Cells, Float64, Int32, Int64
from caseflow.stats.compiled.money import (
    CASES,
    CHILDREN,
    F244,
    F251,
    F252,
    N_FUNCTIONS,
    N_RULES,
    POSTS,
    Pools,
    Prices,
    cost_of_measures,
    share_pools,
)
from caseflow.stats.compiled.records import Counted, Marks

DAYS_PER_WEEK = 7
MINUTES_PER_HOUR = 60
CHILDREN_OF_ON_CALL_PRICE = 1000

CHILD_ROOM = 1000
"""Children are weighed in thousandths: an index makes fractions of them."""


class Services(NamedTuple):
    """The services of all organisation periods, one after another; the number NONE is none."""

    period: Int64
    """[service]: the organisation period that it is of."""
    of_worker: Int64
    """[organisation period, worker]: the service of the worker's team."""
    of_team: Int64
    """[organisation period, team]; one more than there are, which is none."""
    of_case: Int64
    """[organisation period, municipality, stage]: the service of the team that covers it."""
    is_milieu_worker: Bool
    """[organisation period, worker]: the post belongs to measures inside the family."""
    has_milieu_worker: Bool
    """[organisation period, municipality]: some pool does its milieu work."""
    is_member: Bool
    """[service, municipality]: shares the costs."""
    n_on_call: Int64
    """[service]: its teams that are on call."""
    buys: Bool
    """[service, municipality, kind of task]"""
    buys_on_call: Bool
    """[service, municipality]: the response out of hours."""
    buys_guidance: Bool
    """[service]"""
    bears_change: Bool
    """[service]: bears a part of what the change to its period costs, by its posts."""


class Roster(NamedTuple):
    """Posts."""

    fte: Float64
    """[worker]"""
    home: Int32
    """[worker]: the municipality where the worker lives; NONE."""
    office: Int32
    """[worker]"""
    n_offices: int


class Rates(NamedTuple):
    """Prices in øre, and whom they are for (see :class:`caseflow.organisation.tables.Money`)."""

    factor: Float64
    """[year]"""
    children: Float64
    """[municipality, year]"""
    post: Int64
    """[worker, year]"""
    other_posts: Int64
    """[worker]"""
    bought_hour: Int64
    """[kind of task]"""
    office: int
    km: int
    duty_week: int
    call_out: int
    bought_on_call: int
    guidance: int
    change: Int64
    """[organisation period]: of the change to it."""


class Time(NamedTuple):
    """The years of the run."""

    share: Float64
    """[organisation period, year]: of the year's days, those which the period holds."""
    days: Int64
    """[year]"""


class _Used(NamedTuple):
    """What a run used of it."""

    call_outs: Int64
    """[organisation period, year, team]: emergencies that its own team on call answers."""
    km: Float64
    """[organisation period, year, team]"""
    bought_minutes: Int64
    """[organisation period, year, municipality, kind of task]"""
    measures_ore: Float64
    """[organisation period, year, cost function, municipality]: of measures in place."""
    cases: Int64
    """[year, municipality]: children with an investigation or measure."""


@entry_point
def shared_bills(
    services: Services,
    roster: Roster,
    rates: Rates,
    prices: Prices,
    time: Time,
    read: Counted,
    marks: Marks,
    children: Int64,
    unit: Int64,
    year_periods: Int64,
    rules: Int64,
    fixed_ore: Int64,
    served: Int64,
    cells: Cells,
) -> Int64:
    """int64[key, year, served municipality, cost function]: what each municipality pays under each key.

    ``children`` [unit, period] are those with an investigation or measure, ``unit`` [municipality] and ``year_periods``
    [year] where they stand, ``rules`` [key, cost function] and ``fixed_ore`` [key] as in :func:`share_pools`.
    """
    measures_ore = cost_of_measures(read.stretch, marks, prices, services.has_milieu_worker, time.days, cells)
    used = _Used(
        _call_outs(read, cells), read.km, read.bought_minutes, measures_ore, _cases(children, unit, year_periods)
    )
    pools = _pools(services, roster, rates, time, used)
    paid = np.empty((len(rules), len(time.days), len(served), N_FUNCTIONS), dtype=np.int64)
    for key in range(len(rules)):
        by_municipality = share_pools(pools, rules[key], fixed_ore[key], len(time.days))
        for place in range(len(served)):
            paid[key, :, place] = by_municipality[:, served[place]]
    return paid


@compiled
def _cases(children: Int64, unit: Int64, year_periods: Int64) -> Int64:
    """int64[year, municipality]: none where a municipality is no unit."""
    cases = np.zeros((len(year_periods), len(unit)), dtype=np.int64)
    for year in range(len(year_periods)):
        for m in range(len(unit)):
            if unit[m] < len(children):
                cases[year, m] = children[unit[m], year_periods[year]]
    return cases


@compiled
def _call_outs(read: Counted, cells: Cells) -> Int64:
    """int64[organisation period, year, team]: emergencies that its own team on call answers."""
    call_outs = np.zeros(read.km.shape, dtype=np.int64)
    for team in range(len(read.call_outs)):
        for cell in range(cells.n):
            here = cells.cell[cell]
            call_outs[here["organisation"], here["year"], team] += read.call_outs[team, cell, 0]
    return call_outs


@compiled
def _pools(services: Services, roster: Roster, rates: Rates, time: Time, used: _Used) -> Pools:
    """What each service costs in each year of its period."""
    n_services, n_places = services.is_member.shape
    n = 0
    for service in range(n_services):
        n += int(np.count_nonzero(time.share[services.period[service]]))
    pools = Pools(
        np.empty(n, dtype=np.int64),
        np.empty((n, n_places), dtype=np.bool_),
        np.zeros((n, N_FUNCTIONS), dtype=np.int64),
        np.zeros((n, N_FUNCTIONS, n_places), dtype=np.int64),
        np.empty(n),
        np.ones((n, N_RULES, n_places), dtype=np.int64),
    )
    n_of_offices = _offices(services, roster)
    pool = 0
    for service in range(n_services):
        period, is_first = services.period[service], True
        for year in range(len(time.days)):
            share = time.share[period, year]
            if share == 0:
                continue
            factor = rates.factor[year]
            pools.year[pool], pools.share_of_fixed[pool] = year, share * factor
            pools.is_member[pool] = services.is_member[service]
            casework = _casework(service, year, n_of_offices[service], services, rates, time, used)
            if is_first and rates.change[period] and services.bears_change[service]:
                casework += _part_of_change(service, services, roster, rates)
            pools.common_ore[pool, F244] = _whole(casework * factor)
            pools.common_ore[pool, F251] = _whole(_posts(service, year, True, services, rates) * share * factor)
            _add_measures(pools.home_ore[pool], service, year, services, rates, used)
            _weigh(pools.weights[pool], service, year, services, roster, rates, used)
            pool, is_first = pool + 1, False
    return pools


@inlined
def _whole(ore: float) -> int:
    return int(np.rint(ore))


@inlined
def _casework(
    service: int, year: int, n_offices: float, services: Services, rates: Rates, time: Time, used: _Used
) -> float:
    """Casework and administration of a service in a year."""
    share = time.share[services.period[service], year]
    children = 0.0
    for m in range(len(rates.children)):
        children += services.buys_on_call[service, m] * rates.children[m, year]
    ore = _posts(service, year, False, services, rates) * share
    ore += rates.office * n_offices * share
    ore += rates.guidance * services.buys_guidance[service] * share
    ore += rates.bought_on_call * (children / CHILDREN_OF_ON_CALL_PRICE) * share
    ore += rates.duty_week * services.n_on_call[service] * (share * time.days[year] / DAYS_PER_WEEK)
    ore += _outings(service, year, services, rates, used)
    ore += _bought(service, year, services, rates, used)
    return float(ore)


@inlined
def _posts(service: int, year: int, is_milieu: bool, services: Services, rates: Rates) -> float:
    """A year of the posts that do milieu work, or of all others."""
    ore, period = 0, services.period[service]
    for worker in range(len(rates.post)):
        if services.of_worker[period, worker] == service and services.is_milieu_worker[period, worker] == is_milieu:
            ore += rates.post[worker, year] + rates.other_posts[worker]
    return float(ore)


@compiled
def _offices(services: Services, roster: Roster) -> Float64:
    """float64[service]: offices; one that several services share counts for each by its posts there."""
    n_periods = len(services.of_worker)
    posts, everybody = np.zeros((len(services.period), roster.n_offices)), np.zeros((n_periods, roster.n_offices))
    for period in range(n_periods):
        for worker in range(len(roster.fte)):
            service, office = services.of_worker[period, worker], roster.office[worker]
            if service != NONE:
                posts[service, office] += roster.fte[worker]
                everybody[period, office] += roster.fte[worker]
    offices = np.zeros(len(posts))
    for service in range(len(posts)):
        for office in range(roster.n_offices):
            of_all = everybody[services.period[service], office]
            if of_all > 0:
                offices[service] += posts[service, office] / of_all
    return offices


@inlined
def _outings(service: int, year: int, services: Services, rates: Rates, used: _Used) -> float:
    """Call-outs and trips of a service's teams."""
    ore, period = 0.0, services.period[service]
    for team in range(used.km.shape[2]):
        if services.of_team[period, team] == service:
            ore += rates.call_out * used.call_outs[period, year, team] + rates.km * used.km[period, year, team]
    return ore


@inlined
def _bought(service: int, year: int, services: Services, rates: Rates, used: _Used) -> float:
    """Bought tasks."""
    ore, minutes = 0.0, used.bought_minutes[services.period[service], year]
    for m in range(len(rates.children)):
        for kind in range(len(TASK_KINDS)):
            if services.buys[service, m, kind]:
                ore += rates.bought_hour[kind] * minutes[m, kind] / MINUTES_PER_HOUR
    return ore


@inlined
def _part_of_change(service: int, services: Services, roster: Roster, rates: Rates) -> float:
    """Of what the change to the period costs: by posts, among the services that bear it."""
    own, everybody, period = 0.0, 0.0, services.period[service]
    for worker in range(len(roster.fte)):
        of_worker = services.of_worker[period, worker]
        if of_worker != NONE and services.bears_change[of_worker]:
            everybody += roster.fte[worker]
            if of_worker == service:
                own += roster.fte[worker]
    return float(rates.change[period] * own / everybody)


@inlined
def _add_measures(home_ore: Int64, service: int, year: int, services: Services, rates: Rates, used: _Used) -> None:
    """Add measures [cost function, municipality], of whoever covers their stage."""
    period = services.period[service]
    for m in range(len(rates.children)):
        for function, stage in ((F251, MEASURES), (F252, CARE)):
            if services.of_case[period, m, stage] == service:
                home_ore[function, m] = _whole(used.measures_ore[period, year, function, m] * rates.factor[year])


@inlined
def _weigh(
    weights: Int64, service: int, year: int, services: Services, roster: Roster, rates: Rates, used: _Used
) -> None:
    """Fill in by what each rule shares [rule, municipality]; ones so far."""
    period = services.period[service]
    for m in range(len(rates.children)):
        weights[CHILDREN, m] = _whole(rates.children[m, year] * CHILD_ROOM)
        weights[CASES, m] = used.cases[year, m]
        weights[POSTS, m] = 0
    for worker in range(len(roster.fte)):
        if services.of_worker[period, worker] == service and roster.home[worker] != NONE:
            weights[POSTS, roster.home[worker]] += _whole(roster.fte[worker] * PERMILLE)


# -- by unit ------------------------------------------------------------------------------------------------------


@entry_point
def nok_by_unit(nok: Float64, unit: Int64, in_region: Bool, year_periods: Int64, shape: tuple[int, int]) -> Float64:
    """float64[cost function, unit, period], and one more of all functions: what the region and each municipality pay.

    ``nok`` is [year, municipality, cost function]; ``unit`` [municipality] are their units and ``year_periods`` [year]
    the periods of the years; all else is NaN.
    """
    by_unit = np.full((N_FUNCTIONS + 1, *shape), np.nan)
    for year in range(len(year_periods)):
        of_year = by_unit[:, :, year_periods[year]]
        of_year[:N_FUNCTIONS, 0] = 0.0
        for m in range(len(unit)):
            for function in range(N_FUNCTIONS):
                of_year[function, unit[m]] = nok[year, m, function]
                of_year[function, 0] += nok[year, m, function] if in_region[m] else 0.0
    by_unit[N_FUNCTIONS] = by_unit[0]
    for function in range(1, N_FUNCTIONS):
        by_unit[N_FUNCTIONS] += by_unit[function]
    return by_unit
