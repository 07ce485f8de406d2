"""How demand drifts from today on: with the children, with habits of reporting, and from year to year.

Every factor is 1 where the config says nothing of it, so that it leaves the tape as it is.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import quantile
from caseflow.config.schema import Gamma, Municipality
from caseflow.tape.streams import Stream, uniforms

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


def children_factors(municipality: Municipality, clock: Clock, n_days: int) -> Float64:
    """float64[n_days] from today: children 0-17 over those of today.

    The index holds on 1 January of its years, in straight lines between; before the first and after the last year it
    stays as it is there.
    """
    return factors_of_index(years_of_index(municipality), clock, n_days)


def years_of_index(municipality: Municipality) -> tuple[tuple[int, float], ...]:
    """Year and index of a municipality's children, in order."""
    return tuple(sorted(municipality.children_index.items()))


@lru_cache(maxsize=512)
def factors_of_index(index: tuple[tuple[int, float], ...], clock: Clock, n_days: int) -> Float64:
    """:func:`children_factors` from the index by year; nobody may change them."""
    if not index:
        return np.ones(n_days)
    days = [clock.day(dt.date(year, 1, 1)) for year, _ in index]
    path = np.interp(np.arange(n_days), days, [value for _, value in index])
    return np.asarray(path / path[0])


def growth_factors(percent_per_year: float, days: Int64) -> Float64:
    """What has grown so much a year since today, over what it was today; before today it was the same."""
    if not percent_per_year:
        return np.ones(len(days))
    return np.asarray((1 + percent_per_year / 100) ** (np.maximum(days, 0) / DAYS_PER_YEAR))


def yearly_factors(cv: float, municipality: int, clock: Clock, n_days: int, seed: int, replication: int) -> Float64:
    """float64[n_days] from today: a gamma factor of mean 1 for each calendar year of a municipality (its number)."""
    if not cv:
        return np.ones(n_days)
    years = np.arange(clock.today.year, (clock.today + dt.timedelta(days=n_days)).year + 1)
    entities = np.column_stack([np.full(len(years), municipality), years])
    u = uniforms(seed, replication, Stream.YEARS, entities, np.ones(len(years), dtype=np.int64))
    factors = quantile(Gamma(distribution="gamma", mean=1.0, cv=cv), u)
    dates = clock.dates(np.arange(n_days))
    return np.asarray(factors[dates.astype("datetime64[Y]").astype(np.int64) + 1970 - years[0]])
