"""Chances: in how many futures a model is better, in how many years something happens, and how a model changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from caseflow.decisions.differences import Difference
from caseflow.decisions.jackknife import Bool, Estimate, Float64, ratio_of_sums
from caseflow.stats.replications import divide, effective_trials, sums, t_quantile, wilson_interval


@dataclass(frozen=True)
class Chance:
    """A chance as a share, each field [...]."""

    share: Float64
    low: Float64
    high: Float64
    """Wilson's 95 % interval; NaN where nothing was counted, or a single future."""
    counted: Float64
    """Futures, or years, that the share is of."""

    def __getitem__(self, index: Any) -> Chance:
        """Some of the chances."""
        return Chance(self.share[index], self.low[index], self.high[index], self.counted[index])


# -- of futures -------------------------------------------------------------------------------------------------


def better_in(model: Float64, baseline: Float64, better: str) -> Chance:
    """The share of futures in which the model is better; values [..., future], a tie counts half.

    A future in which one of the two has no value is left out. Wilson's interval takes a tie for half a success, which
    makes it a little too wide. ``better``: whether ``lower`` or ``higher`` is.
    """
    return share_of(*_wins(model, baseline, better))


def _wins(model: Float64, baseline: Float64, better: str) -> tuple[Float64, Bool]:
    """1 where the model is better, a half for a tie; and whether both have a value."""
    gain = baseline - model if better == "lower" else model - baseline
    return np.where(gain > 0, 1.0, np.where(gain == 0, 0.5, 0.0)), np.isfinite(gain)


def not_worse_in(model: Float64, baseline: Float64, better: str) -> Bool:
    """[..., future]: the model is at least as good there; so it is where one of the two has no value."""
    loss = model - baseline if better == "lower" else baseline - model
    return np.asarray(~(loss > 0))


def share_of(holds: Float64 | Bool, counted: Bool | None = None) -> Chance:
    """The share of independent futures (last axis) in which something holds, of those counted."""
    counted = np.ones(np.shape(holds), dtype=bool) if counted is None else counted
    n = counted.sum(axis=-1).astype(np.float64)
    share = divide(np.where(counted, holds, 0.0).sum(axis=-1), n)
    return _with_interval(share, n, n)


def _with_interval(share: Float64, trials: Float64, counted: Float64) -> Chance:
    """Wilson's interval from so many trials; none from a single one."""
    low, high = wilson_interval(share, np.where(trials > 1, trials, np.nan))
    return Chance(share, low, high, counted)


# -- of years ---------------------------------------------------------------------------------------------------


def chance_in_years(happens: Float64 | Bool, counted: Bool) -> tuple[Chance, Estimate]:
    """The share of years in which something happens (half a one is a tie), of those counted; [..., replication, year].

    Years of one replication hang together: the interval is of as many trials as they are worth.
    """
    hits = np.where(counted, happens, 0.0).sum(axis=-1)
    years = counted.sum(axis=-1).astype(np.float64)
    estimate = ratio_of_sums(hits, years)
    n_years = years.sum(axis=-1)
    flat = (np.ravel(values) for values in (estimate.value, estimate.error, estimate.informative, n_years))
    trials = effective_trials(*flat).reshape(n_years.shape)
    return _with_interval(estimate.value, trials, n_years), estimate


def better_in_years(model: Float64, baseline: Float64, better: str) -> Chance:
    """The share of years in which the model is better than the baseline; values [..., future, year]."""
    return chance_in_years(*_wins(model, baseline, better))[0]


def chance_difference(model: Estimate, baseline: Estimate, is_same: Bool, years: int) -> Difference:
    """How much more often something happens in a year of the model than of the baseline, paired by replication.

    Of Agresti and Min (2005, Statistics in Medicine 24: 729-740): to n pairs two are added, half a one in which only
    the model has it and half a one in which only the baseline has it, so that no interval is a point because nothing
    happened to tell the two apart. A pair is a year here, and a future has ``years`` of them. The interval is a point
    where the two are the same (``is_same``, [...]), in all that was counted.
    """
    paired = model - baseline
    n = paired.counts.sum(axis=-1)
    added = 1 / years  # half of the futures added
    # what each replication says of the difference, to first order: the jackknife's pseudo-values
    told = n[..., None] * paired.value[..., None] - (n[..., None] - 1) * paired.without
    size = n + 2 * added
    centre = sums(told, paired.counts) / size
    squares = sums(told**2, paired.counts) + added**2
    error = np.sqrt(np.maximum(squares - size * centre**2, 0)) / size
    reach = t_quantile(paired.informative) * error
    low, high = (np.where(is_same & np.isfinite(reach), 0.0, end) for end in (centre - reach, centre + reach))
    apart = np.sqrt(model.error**2 + baseline.error**2)
    return Difference(paired.value, np.maximum(low, -1), np.minimum(high, 1), divide(apart, paired.error))
