"""Paired differences between a model and a baseline that meet the same futures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from caseflow.decisions.jackknife import Bool, Estimate, Float64, Int64
from caseflow.stats.replications import divide


@dataclass(frozen=True)
class Difference:
    """Model minus baseline, each field [...]."""

    value: Float64
    low: Float64
    high: Float64
    """The 95 % interval of the difference of means; NaN where a single replication, or none, tells of it."""
    narrowed: Float64
    """How many times wider it would be had the two models met different futures; NaN where it has no width."""

    def __getitem__(self, index: Any) -> Difference:
        """Some of the differences."""
        return Difference(self.value[index], self.low[index], self.high[index], self.narrowed[index])

    @property
    def verdict(self) -> Float64:
        """-1 where the interval lies below zero, 1 where above, else 0."""
        return np.where(self.high < 0, -1.0, np.where(self.low > 0, 1.0, 0.0))


def difference(model: Estimate, baseline: Estimate, looks: float = 1, bound: Float64 | float = np.inf) -> Difference:
    """The paired difference with its interval, cut at ``bound`` on both sides; ``looks``: :meth:`Estimate.interval`.

    Swapping model and baseline flips every sign exactly; equal replications differ by exactly zero. ``narrowed`` is
    sqrt(e1^2 + e2^2) / e, of the standard errors of the two figures and of their paired difference.
    """
    paired = model - baseline
    low, high = paired.interval(looks)
    apart = np.sqrt(model.error**2 + baseline.error**2)
    return Difference(paired.value, np.maximum(low, -bound), np.minimum(high, bound), divide(apart, paired.error))


def oriented(verdict: Float64, better: str) -> Float64:
    """A verdict on lower and higher as one on worse (-1) and better (1); 0 where neither direction is better."""
    return verdict * {"lower": -1.0, "higher": 1.0, "none": 0.0}[better]


# -- all pairs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pairs:
    """Every model against every other, all intervals holding together."""

    difference: Difference
    """[..., model, model]: row minus column."""
    looks: int
    """Pairs of models: the number of intervals that hold together."""

    def beats(self, better: str) -> Bool:
        """[..., model, model]: the row is better than the column, and the interval says so."""
        return np.asarray(oriented(self.difference.verdict, better) > 0)

    def best(self, better: str) -> Bool:
        """[..., model]: those that no other beats: with 95 % confidence the best of all is among them."""
        return np.asarray(~self.beats(better).any(axis=-2))


def all_pairs(models: Estimate, bound: Float64 | float = np.inf) -> Pairs:
    """Differences between all models (last axis of the values), their intervals widened by Bonferroni's rule."""
    n = models.value.shape[-1]
    looks = max(n * (n - 1) // 2, 1)
    return Pairs(difference(_along(models, -1), _along(models, -2), looks, bound), looks)


def _along(models: Estimate, axis: int) -> Estimate:
    """The models with a new axis of the values: for rows the last, for columns the one before."""
    return Estimate(
        np.expand_dims(models.value, axis),
        np.expand_dims(models.without, axis - 1),
        np.expand_dims(models.counts, axis - 1),
        np.expand_dims(models.informative, axis),
    )


# -- from when --------------------------------------------------------------------------------------------------

NEVER = -1


def first_lasting(holds: Bool) -> Int64:
    """[...]: the first period (last axis) from which it holds to the end; NEVER if it does not hold at the end."""
    lasting = np.flip(np.logical_and.accumulate(np.flip(holds, axis=-1), axis=-1), axis=-1)
    return np.where(lasting.any(axis=-1), lasting.argmax(axis=-1), NEVER)
