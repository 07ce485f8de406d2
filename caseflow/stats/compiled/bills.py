"""What the services of one organisation period cost in each year, and who pays it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation.tables import PERMILLE
from caseflow.stats.compiled.cells import CARE, MEASURES, NONE, Bool, Float64, Int32, Int64
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
    share_pools,
)

DAYS_PER_WEEK = 7
MINUTES_PER_HOUR = 60
CHILDREN_OF_ON_CALL_PRICE = 1000


class Services(NamedTuple):
    """The services of an organisation period; the number NONE is none."""

    of_worker: Int64
    """[worker]: the service of the worker's team."""
    of_team: Int64
    """[team]"""
    of_case: Int64
    """[municipality, stage]: the service of the team that covers it."""
    is_milieu_worker: Bool
    """[worker]: the post belongs to measures inside the family."""
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
    """[service]: bears a part of what the change to the period costs, by its posts."""


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
    children_weights: Int64
    """[municipality, year]: the same in whole numbers."""
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
    change: int
    """Of the change to the period."""


class Used(NamedTuple):
    """What a run used of it in the period."""

    share: Float64
    """[year]: of the year's days, those which the period holds."""
    days: Int64
    """[year]"""
    call_outs: Float64
    """[team, year]: emergencies that its own team on call answers."""
    km: Float64
    """[year, team]"""
    bought_minutes: Int64
    """[year, municipality, kind of task]"""
    measures_ore: Float64
    """[year, cost function, municipality]: of measures in place."""
    cases: Int64
    """[year, municipality]: children with an investigation or measure."""


@entry_point
def shared_bills(services: Services, roster: Roster, rates: Rates, used: Used, rules: Int64, fixed_ore: Int64) -> Int64:
    """int64[key, year, municipality, cost function]: what each municipality pays of the period under each key.

    ``rules`` [key, cost function] and ``fixed_ore`` [key] as in :func:`share_pools`.
    """
    n_services, n_places = services.is_member.shape
    years = np.flatnonzero(used.share)
    n = len(years) * n_services
    pools = Pools(
        np.repeat(years, n_services),
        np.empty((n, n_places), dtype=np.bool_),
        np.zeros((n, N_FUNCTIONS), dtype=np.int64),
        np.zeros((n, N_FUNCTIONS, n_places), dtype=np.int64),
        np.empty(n),
        np.ones((n, N_RULES, n_places), dtype=np.int64),
    )
    n_of_offices = _offices(services, roster)
    for pool in range(n):
        year, service = years[pool // n_services], pool % n_services
        factor = rates.factor[year]
        pools.is_member[pool] = services.is_member[service]
        pools.share_of_fixed[pool] = used.share[year] * factor
        casework = _casework(service, year, n_of_offices[service], services, rates, used)
        if rates.change and year == years[0] and services.bears_change[service]:
            casework += _part_of_change(service, services, roster, rates)
        pools.common_ore[pool, F244] = _whole(casework * factor)
        pools.common_ore[pool, F251] = _whole(_posts(service, year, True, services, rates) * used.share[year] * factor)
        _add_measures(pools.home_ore[pool], service, year, services, rates, used)
        _weigh(pools.weights[pool], service, year, services, roster, rates, used)
    paid = np.empty((len(rules), len(used.share), n_places, N_FUNCTIONS), dtype=np.int64)
    for key in range(len(rules)):
        paid[key] = share_pools(pools, rules[key], fixed_ore[key], len(used.share))
    return paid


@inlined
def _whole(ore: float) -> int:
    return int(np.rint(ore))


@inlined
def _casework(service: int, year: int, n_offices: float, services: Services, rates: Rates, used: Used) -> float:
    """Casework and administration of a service in a year."""
    share = used.share[year]
    children = 0.0
    for m in range(len(rates.children)):
        children += services.buys_on_call[service, m] * rates.children[m, year]
    ore = _posts(service, year, False, services, rates) * share
    ore += rates.office * n_offices * share
    ore += rates.guidance * services.buys_guidance[service] * share
    ore += rates.bought_on_call * (children / CHILDREN_OF_ON_CALL_PRICE) * share
    ore += rates.duty_week * services.n_on_call[service] * (share * used.days[year] / DAYS_PER_WEEK)
    ore += _outings(service, year, services, rates, used)
    ore += _bought(service, year, services, rates, used)
    return float(ore)


@inlined
def _posts(service: int, year: int, is_milieu: bool, services: Services, rates: Rates) -> float:
    """A year of the posts that do milieu work, or of all others."""
    ore = 0
    for worker in range(len(services.of_worker)):
        if services.of_worker[worker] == service and services.is_milieu_worker[worker] == is_milieu:
            ore += rates.post[worker, year] + rates.other_posts[worker]
    return float(ore)


@compiled
def _offices(services: Services, roster: Roster) -> Float64:
    """float64[service]: offices; one that several services share counts for each by its posts there."""
    posts, everybody = np.zeros((len(services.is_member), roster.n_offices)), np.zeros(roster.n_offices)
    for worker in range(len(services.of_worker)):
        service, office = services.of_worker[worker], roster.office[worker]
        if service != NONE:
            posts[service, office] += roster.fte[worker]
            everybody[office] += roster.fte[worker]
    offices = np.zeros(len(posts))
    for service in range(len(posts)):
        for office in range(roster.n_offices):
            if everybody[office] > 0:
                offices[service] += posts[service, office] / everybody[office]
    return offices


@inlined
def _outings(service: int, year: int, services: Services, rates: Rates, used: Used) -> float:
    """Call-outs and trips of a service's teams."""
    ore = 0.0
    for team in range(len(services.of_team)):
        if services.of_team[team] == service:
            ore += rates.call_out * used.call_outs[team, year] + rates.km * used.km[year, team]
    return ore


@inlined
def _bought(service: int, year: int, services: Services, rates: Rates, used: Used) -> float:
    """Bought tasks."""
    ore = 0.0
    for m in range(len(rates.children)):
        for kind in range(len(TASK_KINDS)):
            if services.buys[service, m, kind]:
                ore += rates.bought_hour[kind] * used.bought_minutes[year, m, kind] / MINUTES_PER_HOUR
    return ore


@inlined
def _part_of_change(service: int, services: Services, roster: Roster, rates: Rates) -> float:
    """Of what the change to the period costs: by posts, among the services that bear it."""
    own = everybody = 0.0
    for worker in range(len(services.of_worker)):
        of_worker = services.of_worker[worker]
        if of_worker != NONE and services.bears_change[of_worker]:
            everybody += roster.fte[worker]
            if of_worker == service:
                own += roster.fte[worker]
    return float(rates.change * own / everybody)


@inlined
def _add_measures(home_ore: Int64, service: int, year: int, services: Services, rates: Rates, used: Used) -> None:
    """Add measures [cost function, municipality], of whoever covers their stage."""
    for m in range(len(rates.children)):
        for function, stage in ((F251, MEASURES), (F252, CARE)):
            if services.of_case[m, stage] == service:
                home_ore[function, m] = _whole(used.measures_ore[year, function, m] * rates.factor[year])


@inlined
def _weigh(
    weights: Int64, service: int, year: int, services: Services, roster: Roster, rates: Rates, used: Used
) -> None:
    """Fill in by what each rule shares [rule, municipality]; ones so far."""
    for m in range(len(rates.children)):
        weights[CHILDREN, m] = rates.children_weights[m, year]
        weights[CASES, m] = used.cases[year, m]
        weights[POSTS, m] = 0
    for worker in range(len(services.of_worker)):
        if services.of_worker[worker] == service and roster.home[worker] != NONE:
            weights[POSTS, roster.home[worker]] += _whole(roster.fte[worker] * PERMILLE)
