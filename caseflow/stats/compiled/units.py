"""From tables of places and cells to units and periods: sums, largest values, quantiles.

Everywhere here ``units`` is [place, cell, scope], the units of what happens at a place and cell, and ``periods`` is
[cell, quarter or year]; a number one past the last stands for none. ``shape`` is (units, periods).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.stats.compiled.cells import NONE, Bool, Float64, Int32, Int64
from caseflow.stats.compiled.records import Counted, order_by


class Sums(NamedTuple):
    """float64[matter, unit, period] each: what one pass over a log counted."""

    cases: Float64
    workers: Float64
    families: Float64
    """By where the family lives in region and municipalities, else by worker."""
    call_outs: Float64


@entry_point
def sum_counted(
    read: Counted,
    of_cases: Int64,
    of_workers: Int64,
    of_families: Int64,
    of_teams: Int64,
    is_place: Bool,
    periods: Int64,
    shape: tuple[int, int],
) -> Sums:
    """Sum up what was counted; ``is_place`` [unit] are region and municipalities, the others the units of places."""
    workers = sums_by_unit(read.workers, of_workers, periods, shape)
    families = sums_by_unit(read.families, of_families, periods, shape)
    for unit in range(shape[0]):
        if not is_place[unit]:
            families[:, unit] = workers[: len(families), unit]
    return Sums(
        sums_by_unit(read.cases, of_cases, periods, shape),
        workers,
        families,
        sums_by_unit(read.call_outs, of_teams, periods, shape),
    )


@entry_point
def sum_by_unit(table: Int64, units: Int64, periods: Int64, shape: tuple[int, int]) -> Float64:
    """What :func:`sums_by_unit` gives, for Python."""
    return sums_by_unit(table, units, periods, shape)


@compiled
def sums_by_unit(table: Int64, units: Int64, periods: Int64, shape: tuple[int, int]) -> Float64:
    """float64[matter, unit, period]: the sums of a table; a year is the sum of its quarters."""
    sums = np.zeros((shape[0] + 1, shape[1] + 1, table.shape[2]), dtype=np.int64)
    _add(sums, table, units, periods)
    add_years(sums, periods)
    by_matter = np.empty((table.shape[2], shape[0], shape[1]))
    _put_by_matter(by_matter, sums)
    return by_matter


@inlined
def _put_by_matter(by_matter: Float64, sums: Int64) -> None:
    for matter in range(by_matter.shape[0]):
        for unit in range(by_matter.shape[1]):
            for period in range(by_matter.shape[2]):
                by_matter[matter, unit, period] = sums[unit, period, matter]


@inlined
def _add(sums: Int64, table: Int64, units: Int64, periods: Int64) -> None:
    """Add a table to the sums of quarters."""
    for place in range(table.shape[0]):
        for cell in range(table.shape[1]):
            for unit in units[place, cell]:
                for matter in range(table.shape[2]):
                    sums[unit, periods[cell, 0], matter] += table[place, cell, matter]


@inlined
def add_years(sums: Int32 | Int64, periods: Int64) -> None:
    """Add quarters to their years, in sums [unit + 1, period + 1, matter]."""
    quarter_before = NONE
    for cell in range(len(periods) - 1):
        quarter, year = periods[cell, 0], periods[cell, 1]
        if quarter != quarter_before:
            for unit in range(len(sums) - 1):
                for matter in range(sums.shape[2]):
                    sums[unit, year, matter] += sums[unit, quarter, matter]
        quarter_before = quarter


@compiled
def sum_at_end(values: Float64, units: Int64, organisation_at_end: Int64, n_units: int) -> Float64:
    """float64[unit, period]: the sums of numbers of workers [worker, period] by the units that they are of at its end.

    ``units`` is [scope, organisation period, worker], ``organisation_at_end`` [period].
    """
    sums = np.zeros((n_units + 1, values.shape[1]))
    _add_at_end(sums, values, units, organisation_at_end)
    return sums[:-1]


@inlined
def _add_at_end(sums: Float64, values: Float64, units: Int64, organisation_at_end: Int64) -> None:
    for worker in range(values.shape[0]):
        for period in range(values.shape[1]):
            for unit in units[:, organisation_at_end[period], worker]:
                sums[unit, period] += values[worker, period]


@compiled
def largest_by_unit(table: Int64, missing: int, units: Int64, periods: Int64, shape: tuple[int, int]) -> Float64:
    """float64[unit, period]: the largest values of [place, cell], of which ``missing`` is less than any; NaN: none."""
    largest = np.full((shape[0] + 1, shape[1] + 1), missing)
    for place in range(table.shape[0]):
        for cell in range(table.shape[1]):
            for unit in units[place, cell]:
                for period in periods[cell]:
                    largest[unit, period] = max(largest[unit, period], table[place, cell])
    return np.where(largest == missing, np.nan, largest)[:-1, :-1]


@compiled
def quantiles_by_unit(
    values: Int64, place: Int64, cell: Int64, units: Int64, periods: Int64, shape: tuple[int, int], shares: Float64
) -> Float64:
    """float64[share, unit, period]: quantiles (linear between values) of values from 0; NaN where there is none."""
    n_groups = (shape[0] + 1) * (shape[1] + 1)
    number = np.zeros(n_groups, dtype=np.int64)
    _count_groups(number, place, cell, units, periods, shape[1] + 1)
    end = np.cumsum(number) - number
    ordered = np.empty(number.sum(), dtype=np.int64)
    order = order_by(values, int(values.max()) + 1) if len(values) else values
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


@compiled
def quantiles_of_times(times: Int32, share: float) -> Float64:
    """float64[unit, period]: a quantile (as above) of the numbers 0, 1, 2 ... that occur ``times``, with a unit and a
    period more that stand for none [unit + 1, period + 1, number].
    """
    quantiles = np.full((times.shape[0] - 1, times.shape[1] - 1), np.nan)
    for unit in range(quantiles.shape[0]):
        for period in range(quantiles.shape[1]):
            of_group = times[unit, period]
            n = 0
            for number in range(len(of_group)):
                n += of_group[number]
            if n:
                place = (n - 1) * share
                low, high = _at(of_group, int(np.floor(place))), _at(of_group, int(np.ceil(place)))
                quantiles[unit, period] = low + (high - low) * (place - np.floor(place))
    return quantiles


@inlined
def _at(times: Int32, place: int) -> int:
    """The number at a place, from 0, when all stand in order."""
    number, up_to = 0, times[0]
    while up_to <= place:
        number += 1
        up_to += times[number]
    return number


@inlined
def _quantile(ordered: Int64, share: float) -> float:
    """The quantile of some ordered values."""
    place = (len(ordered) - 1) * share
    low, high = int(np.floor(place)), int(np.ceil(place))
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


# -- meaning ------------------------------------------------------------------------------------------------------


@entry_point
def blank_without_meaning(numerator: Float64, denominator: Float64, is_plain: Bool, has_meaning: Bool) -> None:
    """Put NaN in place of numbers [indicator, unit, period] without meaning, or that would be divided by zero.

    ``is_plain`` [indicator] are those that have no denominator.
    """
    for indicator in range(len(is_plain)):
        top, bottom = numerator[indicator].ravel(), denominator[indicator].ravel()
        _blank(top, bottom, is_plain[indicator], has_meaning[indicator].ravel())


@inlined
def _blank(top: Float64, bottom: Float64, is_plain: bool, is_meant: Bool) -> None:
    for i in range(len(top)):
        is_number = is_meant[i] & (is_plain | (bottom[i] > 0))
        top[i], bottom[i] = top[i] if is_number else np.nan, bottom[i] if is_number else np.nan


# -- rows of a table ----------------------------------------------------------------------------------------------


class Rows(NamedTuple):
    """The rows of a table in which some indicator has a number."""

    row: Int64
    """[row]: its place among those where rows may stand."""
    numerators: Float64
    """[indicator, row]; NaN: none."""
    denominators: Float64


@entry_point
def rows_with_numbers(numerator: Float64, denominator: Float64, indicators: Int64, place: Int64) -> Rows:
    """Rows from numbers [indicator, unit, period] of some indicators; ``place`` [row] in unit x period."""
    tops, bottoms = numerator.reshape((len(numerator), -1)), denominator.reshape((len(denominator), -1))
    row, n = np.empty(len(place), dtype=np.int64), 0
    for i in range(len(place)):
        row[n] = i
        n += _has_number(tops, indicators, place[i])
    row, place = row[:n], place[row[:n]]
    numerators, denominators = np.empty((len(indicators), n)), np.empty((len(indicators), n))
    for i in range(len(indicators)):
        top, bottom = tops[indicators[i]], bottoms[indicators[i]]
        for j in range(n):
            numerators[i, j], denominators[i, j] = top[place[j]], bottom[place[j]]
    return Rows(row, numerators, denominators)


@inlined
def _has_number(numerators: Float64, indicators: Int64, place: int) -> bool:
    i = 0
    while i < len(indicators) and np.isnan(numerators[indicators[i], place]):
        i += 1
    return i < len(indicators)
