"""From tables of places and cells to units and periods: sums, largest values, quantiles.

Everywhere here ``units`` is [place, cell, scope], the units of what happens at a place and cell, and ``periods`` is
[cell, quarter or year]; a number one past the last stands for none. ``shape`` is (units, periods).
"""

from __future__ import annotations

import numpy as np

from caseflow.compiling import entry_point, inlined
from caseflow.stats.compiled.cells import Float64, Int64
from caseflow.stats.compiled.records import order_by


@entry_point
def sum_by_unit(table: Int64, units: Int64, periods: Int64, shape: tuple[int, int]) -> Int64:
    """int64[unit, period, matter]: the sums of a table; a year is the sum of its quarters."""
    sums = np.zeros((shape[0] + 1, shape[1] + 1, table.shape[2]), dtype=np.int64)
    _add(sums, table, units, periods)
    return sums[:-1, :-1]


@inlined
def _add(sums: Int64, table: Int64, units: Int64, periods: Int64) -> None:
    for place in range(table.shape[0]):
        for cell in range(table.shape[1]):
            for unit in units[place, cell]:
                for period in periods[cell]:
                    for matter in range(table.shape[2]):
                        sums[unit, period, matter] += table[place, cell, matter]


@entry_point
def largest_by_unit(table: Int64, missing: int, units: Int64, periods: Int64, shape: tuple[int, int]) -> Int64:
    """int64[unit, period]: the largest values of [place, cell]; ``missing``, the least of all, where there is none."""
    largest = np.full((shape[0] + 1, shape[1] + 1), missing)
    for place in range(table.shape[0]):
        for cell in range(table.shape[1]):
            for unit in units[place, cell]:
                for period in periods[cell]:
                    largest[unit, period] = max(largest[unit, period], table[place, cell])
    return largest[:-1, :-1]


@entry_point
def quantiles_by_unit(
    values: Int64, place: Int64, cell: Int64, units: Int64, periods: Int64, shape: tuple[int, int], shares: Float64
) -> Float64:
    """float64[share, unit, period]: quantiles (linear between values) of values from 0; NaN where there is none."""
    n_groups = (shape[0] + 1) * (shape[1] + 1)
    number = np.zeros(n_groups, dtype=np.int64)
    _count_groups(number, place, cell, units, periods, shape[1] + 1)
    end = np.cumsum(number) - number
    ordered = np.empty(number.sum(), dtype=np.int64)
    order = order_by(values, values.max() + 1) if len(values) else values
    _fill_groups(ordered, end, order, values, place, cell, units, periods, shape[1] + 1)
    quantiles = np.full((len(shares), n_groups), np.nan)
    for group in range(n_groups):
        if number[group]:
            of_group = ordered[end[group] - number[group] : end[group]]
            for i in range(len(shares)):
                quantiles[i, group] = _quantile(of_group, shares[i])
    return quantiles.reshape((len(shares), shape[0] + 1, shape[1] + 1))[:, :-1, :-1]


@inlined
def _count_groups(number: Int64, place: Int64, cell: Int64, units: Int64, periods: Int64, n_periods: int) -> None:
    """Add to the number of values of each group, a unit and period."""
    for i in range(len(place)):
        for unit in units[place[i], cell[i]]:
            for period in periods[cell[i]]:
                number[unit * n_periods + period] += 1


@inlined
def _fill_groups(
    ordered: Int64,
    end: Int64,
    order: Int64,
    values: Int64,
    place: Int64,
    cell: Int64,
    units: Int64,
    periods: Int64,
    n_periods: int,
) -> None:
    """Put each group's values in order behind one another; ``end`` is where each begins, then where it ends."""
    for i in order:
        for unit in units[place[i], cell[i]]:
            for period in periods[cell[i]]:
                group = unit * n_periods + period
                ordered[end[group]] = values[i]
                end[group] += 1


@inlined
def _quantile(ordered: Int64, share: float) -> float:
    """The quantile of some ordered values."""
    place = (len(ordered) - 1) * share
    low, high = int(np.floor(place)), int(np.ceil(place))
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))
