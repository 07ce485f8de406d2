"""What a single year may bring, under a model and under a baseline: quantiles, and chances of few and many breaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from caseflow.decisions.chances import Chance, chance_difference, chance_in_years
from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import Difference
from caseflow.decisions.jackknife import Bool, Float64
from caseflow.stats.replications import divide, t_quantile

FEW = 30
"""A year's share of fewer cases jumps by over three points from one value to the next."""

HIGH_SHARE = 0.1
"""A breach share above it is a bad year."""

QUANTILES = (0.1, 0.5, 0.9)

Event = Callable[[Float64, Float64], Bool]
"""(breaches, limits reached) of years to whether it happened in them."""


def events(at_least: int) -> Mapping[str, Event]:
    """What is asked of a year's breaches, by name."""
    return {
        "no_breach": lambda breaches, _limits: np.asarray(breaches == 0),
        "share_over_10_percent": lambda breaches, limits: np.asarray(breaches > HIGH_SHARE * limits),
        f"{at_least}_or_more": lambda breaches, _limits: np.asarray(breaches >= at_least),
    }


@dataclass(frozen=True)
class Changed:
    """A chance or quantile under a model and a baseline, and the paired difference."""

    model: Chance
    baseline: Chance
    difference: Difference


def changed_chance(model: Counts, baseline: Counts, event: Event) -> Changed:
    """The chance of an event in a year with at least one limit reached."""
    of_model, model_estimate = chance_in_years(event(model.numerator, model.denominator), model.denominator > 0)
    of_baseline, baseline_estimate = chance_in_years(
        event(baseline.numerator, baseline.denominator), baseline.denominator > 0
    )
    years = model.numerator.shape[-1]
    difference = chance_difference(model_estimate, baseline_estimate, model.equals(baseline), years)
    return Changed(of_model, of_baseline, difference)


# -- quantiles --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quantile:
    """A quantile of the years' values, and what each replication says of it to first order."""

    value: Float64
    influence: Float64
    """[..., replication]: they add up to about zero."""

    def __getitem__(self, index: Any) -> Quantile:
        """Some of the quantiles; the index must leave the replications alone."""
        return Quantile(self.value[index], self.influence[index])


def quantile(counts: Counts, share: float) -> Quantile:
    """A quantile of single years' values over all replications.

    Its error is Woodruff's (1952, Journal of the American Statistical Association 47: 635-646): the share of years
    below it varies between replications; the quantile moves with that share as it does between two neighbouring shares.
    That holds for values without jumps: where a year has fewer than FEW cases, or is a count itself, there is no error.
    """
    values = counts.values
    there = np.isfinite(values)
    n_years = there.sum(axis=(-1, -2)).astype(np.float64)
    point = _quantiles(values, np.full(n_years.shape, share))
    is_below = there & (values <= point[..., None, None])
    below = divide(is_below.sum(axis=(-1, -2)).astype(np.float64), n_years)
    excess = (is_below.sum(axis=-1) - below[..., None] * there.sum(axis=-1)) / np.maximum(n_years, 1)[..., None]
    n = excess.shape[-1]
    reach = np.sqrt(n / max(n - 1, 1) * (excess**2).sum(axis=-1)) * t_quantile(np.full(n_years.shape, n))
    low, high = (np.clip(share + sign * np.nan_to_num(reach), 0, 1) for sign in (-1, 1))
    slope = divide(_quantiles(values, high) - _quantiles(values, low), high - low)
    influence = -excess * np.nan_to_num(slope)[..., None]
    has_jumps = counts.denominator.mean(axis=(-1, -2)) < FEW
    return Quantile(point, np.where(has_jumps[..., None], np.nan, influence))


def _quantiles(values: Float64, shares: Float64) -> Float64:
    """[...]: quantiles of the last two axes, NaN left out; linear between neighbours, a share for each."""
    flat = np.sort(values.reshape(*values.shape[:-2], -1), axis=-1)  # NaN comes last
    n = np.isfinite(flat).sum(axis=-1)
    place = shares * np.maximum(n - 1, 0)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, np.maximum(n - 1, 0))
    left, right = (np.take_along_axis(flat, at[..., None], axis=-1)[..., 0] for at in (below, above))
    return np.asarray(left + (place - below) * (right - left))


def quantile_interval(one: Quantile, bound: float) -> tuple[Float64, Float64]:
    """The 95 % interval of a quantile, cut at zero and at ``bound``: no value lies beyond."""
    reach = _reach(one.influence)
    return np.maximum(one.value - reach, 0.0), np.minimum(one.value + reach, bound)


def quantile_difference(model: Quantile, baseline: Quantile, bound: float) -> Difference:
    """The difference of two quantiles, paired by replication: of distributions, not of a year with its twin.

    Its interval is cut at ``bound`` on both sides.
    """
    value = model.value - baseline.value
    reach = _reach(model.influence - baseline.influence)
    apart = np.sqrt(_reach(model.influence) ** 2 + _reach(baseline.influence) ** 2)
    low, high = np.maximum(value - reach, -bound), np.minimum(value + reach, bound)
    return Difference(value, low, high, divide(apart, reach))


def _reach(influence: Float64) -> Float64:
    n = influence.shape[-1]
    error = np.sqrt(n / max(n - 1, 1) * (influence**2).sum(axis=-1))
    return np.asarray(t_quantile(np.full(error.shape, n)) * error)
