"""How a figure settles as replications come in, and how many it takes to know it as closely as is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from caseflow.decisions.jackknife import Estimate, Float64, Int64, interval_of, ratio_of_sums
from caseflow.stats.replications import divide, sums, t_quantile

ALL_UP_TO = 100
"""Up to so many replications a course has every step; then each is some per cent after the one before."""

STEP = 1.02


def steps(n: int) -> Int64:
    """Numbers of replications at which a course of n is told: all at first, then in equal ratios, and n."""
    ratios = ALL_UP_TO * STEP ** np.arange(1, 2 + max(0, int(np.log(max(n / ALL_UP_TO, 1)) / np.log(STEP))))
    every = np.concatenate([np.arange(1, ALL_UP_TO + 1), np.round(ratios), [n]]).astype(np.int64)
    return np.unique(every[every <= n])


@dataclass(frozen=True)
class Course:
    """A figure as its replications came in, each [..., step]."""

    value: Float64
    low: Float64
    high: Float64
    """The 95 % interval, each for its own step: a course leaves the band of its end more often than one time in
    twenty."""


def course(numerator: Float64, denominator: Float64, of: Sequence[int] | Int64, is_share: bool) -> Course:
    """The ratio of sums of the first so many replications (last axis)."""
    firsts = [ratio_of_sums(numerator[..., :n], denominator[..., :n]) for n in of]
    found = [(first.value, *interval_of(first, is_share)) for first in firsts]
    return Course(*(np.stack(values, axis=-1) for values in zip(*found, strict=True)))


@dataclass(frozen=True)
class Needed:
    """Replications, each [...]; NaN where nothing tells of the spread."""

    number: Float64
    low: Float64
    high: Float64
    """The 95 % interval of the number: the spread of futures is estimated, too. NaN with two futures, which are always
    equally far from their mean."""


def needed(estimate: Estimate, half_width: Float64 | float) -> Needed:
    """The fewest replications of which the 95 % interval is no wider than +-``half_width`` (of the values' shape).

    The variance between futures is that of the jackknife's pseudo-values; its own error is that of a mean of their
    squared deviations, taken on the logarithm, so that skewed futures make the number as unsure as it is. Where only
    some futures have something to count, so many more replications as there are futures to each of these.
    """
    counts = estimate.counts
    n = counts.sum(axis=-1).astype(np.float64)
    variance = n * estimate.error**2
    middle = divide(sums(estimate.without, counts), n)
    told = ((n - 1)[..., None] * (estimate.without - middle[..., None])) ** 2
    squares = sums((told - divide(sums(told, counts), n)[..., None]) ** 2, counts)
    error = np.sqrt(divide(squares, n * (n - 1)))
    factor = np.where(n > 2, np.exp(t_quantile(n) * divide(error, variance)), np.nan)
    of_each = divide(np.asarray(counts.shape[-1]), n)
    found = (_fewest(np.sqrt(v) / half_width) for v in (variance, variance / factor, variance * factor))
    return Needed(*(np.ceil(number * of_each) for number in found))


def _fewest(spread: Float64) -> Float64:
    """The least m of at least 2 with t(m - 1) x spread <= sqrt(m); NaN where the spread is not above zero."""
    spread = np.where(spread > 0, spread, np.nan)
    m = np.maximum(np.ceil((1.959 * spread) ** 2), 2)
    while (too_few := t_quantile(m) * spread > np.sqrt(m)).any():
        m = np.where(too_few, m + 1, m)
    return m
