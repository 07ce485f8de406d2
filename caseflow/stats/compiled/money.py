"""What measures cost, and how costs are shared to the last øre."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, inlined
from caseflow.stats.compiled.cells import NONE, Bool, Cells, Float64, Int64, Record, cell_of_day, workday_of_tick
from caseflow.stats.compiled.records import CARE_MEASURE, OPEN_TODAY, Marks, order_by
from caseflow.stats.compiled.stretches import IS_MEASURE, stretches_in

F244, F251, F252 = range(3)
"""The cost functions: casework and administration; measures inside the family; measures outside it."""

N_FUNCTIONS = 3

CHILDREN, EQUAL, CASES, POSTS = range(4)
N_RULES = 4
HOME = NONE
"""The rules of a key: shared by children, equally, by cases, by posts; HOME: each child's own municipality pays."""

# -- measures -----------------------------------------------------------------------------------------------------


class Prices(NamedTuple):
    """What measures cost, in øre a year."""

    assistance: Int64
    """[municipality, kind of assistance measure]"""
    care: Int64
    """[municipality]"""
    milieu_kind: Int64
    """[organisation period]: the kind of assistance measure that is a milieu worker; NONE. Where the services have one
    the post is paid for already."""


@compiled
def cost_of_measures(
    stretch: Record, marks: Marks, prices: Prices, has_milieu_worker: Bool, days_in_year: Int64, cells: Cells
) -> Float64:
    """float64[organisation period, year, cost function, municipality]: øre for the days of measures in place.

    ``has_milieu_worker`` [organisation period, municipality]: the services have one.
    """
    n_periods, n_municipalities = has_milieu_worker.shape
    ore = np.zeros((n_periods, len(days_in_year), N_FUNCTIONS, n_municipalities))
    rows = stretches_in(stretch, IS_MEASURE)
    # in the order of cases, as sums of fractions hang on the order
    for i in order_by(stretch["case"][rows], len(marks.origin)):
        one = stretch[rows[i]]
        start = 0 if one["value"] >= OPEN_TODAY else workday_of_tick(cells, one["start"])["day"]
        stop = workday_of_tick(cells, one["stop"])["day"]
        is_care = one["value"] % OPEN_TODAY == CARE_MEASURE
        municipality, kind = marks.municipality[one["case"]], marks.measure_kind[one["case"]]
        _add_measure(ore, municipality, kind, is_care, start, stop, prices, has_milieu_worker, days_in_year, cells)
    return ore


@inlined
def _add_measure(
    ore: Float64,
    municipality: int,
    kind: int,
    is_care: bool,
    start: int,
    stop: int,
    prices: Prices,
    has_milieu_worker: Bool,
    days_in_year: Int64,
    cells: Cells,
) -> None:
    price = prices.care[municipality] if is_care else prices.assistance[municipality, kind]
    cell = cell_of_day(cells, start)
    while cell < cells.n and cells.cell[cell]["first_day"] < stop:
        here = cells.cell[cell]
        days = max(min(stop, cells.cell[cell + 1]["first_day"]) - max(start, here["first_day"]), 0)
        period, year = here["organisation"], here["year"]
        if is_care or kind != prices.milieu_kind[period] or not has_milieu_worker[period, municipality]:
            ore[period, year, F252 if is_care else F251, municipality] += price * days / days_in_year[year]
        cell += 1


# -- sharing ------------------------------------------------------------------------------------------------------


class Pools(NamedTuple):
    """What services cost in an organisation period and year, before it is shared: a row each. Amounts are whole øre."""

    year: Int64
    """[pool]"""
    is_member: Bool
    """[pool, municipality]: shares the costs."""
    common_ore: Int64
    """[pool, cost function]: of no municipality in particular."""
    home_ore: Int64
    """[pool, cost function, municipality]: of the municipality where the child lives."""
    share_of_fixed: Float64
    """[pool]: of a key's fixed sum: the part of the year which the period holds, in the year's prices."""
    weights: Int64
    """[pool, rule, municipality]"""


MOST_WEIGHT = 2**31
"""From this sum of weights on, sharing to the last øre would exceed 64 bits."""


@compiled
def share_pools(pools: Pools, rules: Int64, fixed_ore: int, n_years: int) -> Int64:
    """int64[year, municipality, cost function]: each one's øre of some pools; they add up to the pools' totals.

    ``rules`` [cost function] and ``fixed_ore`` are those of a key. Casework: each member pays the fixed sum first, as
    far as there are costs, and the rest is shared by the rule. What is measured at the child's own municipality stays
    there under HOME; costs of measures that are no child's in particular then follow the rule of casework. Another
    rule shares all of the function.
    """
    n_municipalities = pools.is_member.shape[1]
    paid = np.zeros((n_years, n_municipalities, N_FUNCTIONS), dtype=np.int64)
    for pool in range(len(pools.year)):
        members, of_year = np.flatnonzero(pools.is_member[pool]), paid[pools.year[pool]]
        for function in range(N_FUNCTIONS):
            rule, rest = rules[function], pools.common_ore[pool, function]
            for m in range(n_municipalities):
                if rule == HOME:
                    of_year[m, function] += pools.home_ore[pool, function, m]
                else:
                    rest += pools.home_ore[pool, function, m]
            if rest != 0:
                _share(of_year, function, rest, rules[F244] if rule == HOME else rule, members, pool, pools, fixed_ore)
    return paid


@compiled
def _share(
    paid: Int64, function: int, rest: int, rule: int, members: Int64, pool: int, pools: Pools, fixed_ore: int
) -> None:
    """Add each member's part of what a pool shares to what it pays [municipality, cost function]."""
    weights = pools.weights[pool, rule][members]
    fixed = min(int(np.rint(fixed_ore * pools.share_of_fixed[pool])), rest // len(members)) if function == F244 else 0
    parts = largest_remainder(rest - fixed * len(members), weights)
    for i in range(len(members)):
        paid[members[i], function] += fixed + parts[i]


@compiled
def largest_remainder(amount: int, weights: Int64) -> Int64:
    """A whole amount in whole parts by weights; they add up to it exactly.

    Each part is rounded down; what is left goes, one each, to the largest remainders (ties: the first). Where all
    weights are 0 the parts are equal. The weights' sum must stay below MOST_WEIGHT, so that no product is too large.
    """
    whole = weights.sum()
    assert whole < MOST_WEIGHT, "more than a cost-sharing key can weigh"
    if whole == 0:
        weights, whole = np.ones_like(weights), len(weights)
    parts, remainders = np.empty_like(weights), np.empty_like(weights)
    left = amount
    for i in range(len(weights)):
        rest = amount % whole * weights[i]
        parts[i], remainders[i] = amount // whole * weights[i] + rest // whole, rest % whole
        left -= parts[i]
    for _ in range(left):
        largest = np.argmax(remainders)
        parts[largest] += 1
        remainders[largest] = NONE
    return parts
