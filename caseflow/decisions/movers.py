"""Which drawn assumptions a figure moves with, and how far: what would have to be true for another verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.decisions.jackknife import Bool, Float64
from caseflow.stats.replications import CONFIDENCE, divide

ENDS = (0.05, 0.95)
"""Quantiles of an assumption's draws at its low and its high end."""


LEAST_FUTURES = 30
"""With fewer futures no correlation is called sure: Student's t would lean on normal figures."""


@dataclass(frozen=True)
class Movers:
    """How a figure goes with each assumption, on its own and in a straight line; [..., assumption]."""

    correlation: Float64
    """Over futures; NaN where an assumption is held, or the figure never varies."""
    is_sure: Bool
    """Whether the correlation is not zero, with 95 % confidence for all assumptions at once (Bonferroni)."""
    low_end: Float64
    high_end: Float64
    """[assumption]: between them lie nine in ten of its draws."""
    at_low: Float64
    """The figure where the assumption is at its low end and all others are as they come."""
    at_high: Float64


def movers(mean: Float64, futures: Float64, assumptions: Float64) -> Movers:
    """How ``mean`` + ``futures`` [..., replication] go with the ``assumptions`` [replication, assumption].

    ``futures`` are deviations from the mean. The straight line is that of least squares, an assumption at a time:
    assumptions are drawn independently, so that the others add noise and no bias.
    """
    from scipy.special import stdtrit

    n, n_assumptions = assumptions.shape
    x = assumptions - assumptions.mean(axis=0)
    y = futures - futures.mean(axis=-1, keepdims=True)
    products, squares = y @ x, (x**2).sum(axis=0)
    correlation = divide(products, np.sqrt(squares * (y**2).sum(axis=-1)[..., None]))
    slope = divide(products, squares)
    if n >= LEAST_FUTURES:
        t = stdtrit(n - 2, 1 - (1 - CONFIDENCE) / (2 * max(n_assumptions, 1)))
        is_sure = np.abs(correlation) > t / np.sqrt(n - 2 + t**2)
    else:
        is_sure = np.zeros(correlation.shape, dtype=bool)
    middle = assumptions.mean(axis=0)
    low, high = np.quantile(assumptions, ENDS, axis=0)
    at_low, at_high = (mean[..., None] + slope * (end - middle) for end in (low, high))
    return Movers(correlation, np.asarray(is_sure), low, high, at_low, at_high)
