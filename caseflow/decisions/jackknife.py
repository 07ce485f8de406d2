"""Estimates over replications with what each would be without one of them: any smooth function of sums has an interval.

The delete-one jackknife (Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 11): replications are the
unit of sampling, since the years of one replication hang together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.stats.replications import on_log_odds

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

CONFIDENCE = 0.95


def divide(top: Float64, bottom: Float64) -> Float64:
    """The ratio; NaN where the bottom is not above zero."""
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))


@dataclass(frozen=True)
class Estimate:
    """A figure estimated from replications, and its leave-one-out values."""

    value: Float64
    """[...]: NaN where there is nothing to count."""
    without: Float64
    """[..., replication]: the figure without that replication."""
    informative: Float64
    """[...]: replications in which there was something to count."""

    def __sub__(self, other: Estimate) -> Estimate:
        """The paired difference: replication by replication on the same futures."""
        return Estimate(
            self.value - other.value,
            self.without - other.without,
            np.minimum(self.informative, other.informative),
        )

    def __getitem__(self, index: Any) -> Estimate:
        """Some of the figures; the index must leave the replications alone."""
        return Estimate(self.value[index], self.without[index], self.informative[index])

    def times(self, factor: Float64 | float) -> Estimate:
        """Scaled; ``factor`` has the shape of the values."""
        factor = np.asarray(factor, dtype=np.float64)
        return Estimate(self.value * factor, self.without * factor[..., None], self.informative)

    def over_last(self, function: Callable[[Float64], Float64]) -> Estimate:
        """A smooth function of the figures along their last axis, which it takes away: a spread between units."""
        along = np.moveaxis(self.without, -1, -2)
        return Estimate(function(self.value), function(along), self.informative.min(axis=-1))

    @property
    def error(self) -> Float64:
        """[...]: the standard error; NaN with fewer than two replications that have something to count."""
        n = self.without.shape[-1]
        if n < 2:
            return np.full(self.value.shape, np.nan)
        middle = self.without.mean(axis=-1, keepdims=True)
        # equal values may have a mean that differs from them in the last digit: equal is no spread
        equal = (self.without == self.without[..., :1]).all(axis=-1)
        squares = ((self.without - middle) ** 2).sum(axis=-1)
        error = np.sqrt((n - 1) / n * np.where(equal, 0.0, squares))
        return np.where(self.informative > 1, error, np.nan)

    def reach(self, looks: float = 1) -> Float64:
        """[...]: half the width of the interval, see :meth:`interval`."""
        return t_quantile(self.informative, looks) * self.error

    def interval(self, looks: float = 1) -> tuple[Float64, Float64]:
        """The 95 % interval by Student's t; with ``looks`` > 1 so many intervals hold together (Bonferroni)."""
        reach = self.reach(looks)
        return self.value - reach, self.value + reach


def interval_of(figures: Estimate, is_share: bool) -> tuple[Float64, Float64]:
    """The 95 % interval of figures: of shares on their log-odds (:func:`caseflow.stats.replications.on_log_odds`).

    Of anything else it ends at zero: no indicator is below it.
    """
    if is_share:
        return on_log_odds(figures.value, figures.reach())
    low, high = figures.interval()
    return np.maximum(low, 0.0), high


def ratio_of_sums(numerator: Float64, denominator: Float64) -> Estimate:
    """The sum of numerators over the sum of denominators; both [..., replication].

    A replication with nothing to count has zeros in both and changes nothing. A denominator of ones gives the mean.
    """
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    top, bottom = numerator.sum(axis=-1), denominator.sum(axis=-1)
    without = divide(top[..., None] - numerator, bottom[..., None] - denominator)
    return Estimate(divide(top, bottom), without, (denominator > 0).sum(axis=-1).astype(np.float64))


def t_quantile(n: Float64, looks: float = 1) -> Float64:
    """How many standard errors the two-sided 95 % interval reaches, n - 1 degrees of freedom; NaN for n < 2."""
    from scipy.special import stdtrit

    tail = (1 - CONFIDENCE) / (2 * looks)
    n = np.asarray(n, dtype=np.float64)
    return np.where(n > 1, stdtrit(np.maximum(n - 1, 1), 1 - tail), np.nan)
