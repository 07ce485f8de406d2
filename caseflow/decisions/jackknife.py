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

from caseflow.stats.replications import divide, interval, jackknife_error, t_quantile

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


FEW_SPREAD = 2.0
"""Where replications differ by more than so many times a figure that is never below zero, few of them make most of it:
as if fewer than one in 1 + FEW_SPREAD^2 = 5 had anything at all."""


@dataclass(frozen=True)
class Estimate:
    """A figure estimated from replications, and its leave-one-out values."""

    value: Float64
    """[...]: NaN where there is nothing to count."""
    without: Float64
    """[..., replication]: the figure without that replication."""
    counts: Bool
    """[..., replication]: where there was something to count; of a difference, in either of the two."""
    informative: Float64
    """[...]: how many these are; of a difference the fewer of the two."""

    def __sub__(self, other: Estimate) -> Estimate:
        """The paired difference: replication by replication on the same futures."""
        return Estimate(
            self.value - other.value,
            self.without - other.without,
            self.counts | other.counts,
            np.minimum(self.informative, other.informative),
        )

    def __getitem__(self, index: Any) -> Estimate:
        """Some of the figures; the index must leave the replications alone."""
        return Estimate(self.value[index], self.without[index], self.counts[index], self.informative[index])

    def times(self, factor: Float64 | float) -> Estimate:
        """Scaled; ``factor`` has the shape of the values."""
        factor = np.asarray(factor, dtype=np.float64)
        return Estimate(self.value * factor, self.without * factor[..., None], self.counts, self.informative)

    def over_last(self, function: Callable[[Float64], Float64]) -> Estimate:
        """A smooth function of the figures along their last axis, which it takes away: a spread between units."""
        along, counts = np.moveaxis(self.without, -1, -2), np.asarray(self.counts.any(axis=-2))
        return Estimate(function(self.value), function(along), counts, self.informative.min(axis=-1))

    @property
    def error(self) -> Float64:
        """[...]: the standard error; NaN with fewer than two replications that have something to count."""
        return np.where(self.informative > 1, jackknife_error(self.without, self.counts), np.nan)

    @property
    def is_of_few(self) -> Bool:
        """[...]: whether few replications make most of the figure (FEW_SPREAD).

        Experiments easily miss these, and an interval then ends below the truth (docs/precision.md has how often).
        """
        return np.asarray(self.error * np.sqrt(self.informative) > FEW_SPREAD * self.value)

    def reach(self, looks: float = 1) -> Float64:
        """[...]: half the width of the interval, see :meth:`interval`."""
        return t_quantile(self.informative, looks) * self.error

    def interval(self, looks: float = 1) -> tuple[Float64, Float64]:
        """The plain 95 % interval by Student's t; with ``looks`` > 1 so many intervals hold together (Bonferroni).

        Of differences; that of a figure itself is :func:`interval_of`.
        """
        reach = self.reach(looks)
        return self.value - reach, self.value + reach


def interval_of(figures: Estimate, is_share: bool) -> tuple[Float64, Float64]:
    """The 95 % interval of figures, of shares or of anything else (:func:`caseflow.stats.replications.interval`)."""
    return interval(figures.value, figures.reach(), is_share)


def ratio_of_sums(numerator: Float64, denominator: Float64) -> Estimate:
    """The sum of numerators over the sum of denominators; both [..., replication].

    A replication with nothing to count has zeros in both and changes nothing. A denominator of ones gives the mean.
    """
    numerator, denominator = np.broadcast_arrays(numerator, denominator)
    top, bottom = numerator.sum(axis=-1), denominator.sum(axis=-1)
    without = divide(top[..., None] - numerator, bottom[..., None] - denominator)
    counts = denominator > 0
    return Estimate(divide(top, bottom), without, counts, counts.sum(axis=-1).astype(np.float64))
