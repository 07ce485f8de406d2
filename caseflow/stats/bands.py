"""Quantiles of numbers from how often each occurs: exact for any number of replications in little memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


def quantile_of_counts(counts: Int64, share: float) -> Float64:
    """float64[...]: the quantile of the numbers 0, 1, 2, ... that occur ``counts``[..., number] times.

    Between two numbers in proportion, as numpy's. Something must occur everywhere.
    """
    up_to = np.cumsum(counts, axis=-1)
    place = share * (up_to[..., -1] - 1)
    below = np.floor(place)
    low, high = (_at(up_to, position) for position in (below, np.ceil(place)))
    return np.asarray(low + (high - low) * (place - below))


def _at(up_to: Int64, position: Float64) -> Float64:
    """The number at a position (from 0) when all stand in order."""
    return np.asarray((up_to <= position[..., None]).sum(axis=-1), dtype=np.float64)


def quantiles_of_repeated(values: Float64, times: Int64, shares: Float64) -> Float64:
    """float64[share]: quantiles of some ``values`` that occur so many ``times``, [value]; not of none.

    Between two of them in proportion: what :func:`numpy.quantile` gives for each value written so many times, to the
    last digit.
    """
    order = np.argsort(values, kind="stable")
    ordered, up_to = values[order], np.cumsum(times[order])
    place = shares * (up_to[-1] - 1)
    below = np.floor(place)
    low, high = (ordered[np.searchsorted(up_to, at, side="right")] for at in (below, np.ceil(place)))
    part, gap = place - below, high - low
    return np.asarray(np.where(part < 0.5, low + gap * part, high - gap * (1 - part)))


def add_counts(total: Int64 | None, new: Int64) -> Int64:
    """The sum of two arrays of counts [..., number], as long as the longer, which it overwrites; the first may lack."""
    if total is None:
        return new
    shorter, longer = sorted((total, new), key=lambda counts: counts.shape[-1])
    longer[..., : shorter.shape[-1]] += shorter
    return longer
