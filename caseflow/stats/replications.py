"""How precise a result of some replications is: the jackknife by replication, and Wilson's interval.

Replications are independent; the years of one replication are not (a backlog lasts, an assumption holds for all
years). Both intervals therefore take the replication for the unit of sampling.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]

CONFIDENCE = 0.95

FARTHEST = 74.0
"""The factor that an interval on the logarithm ends below and above its figure at most: as far as that of three futures
reaches of which one has everything. Two futures alone would reach 330,000 times as far up and hold no more often."""


def ratio_of_sums(numerator: Float64, denominator: Float64, counts: Bool) -> tuple[Float64, Float64]:
    """The ratio of sums over replications (last axis), and its standard error by the delete-one jackknife.

    ``counts`` says which replications there are: those with something to count. Both are NaN where they would divide
    by zero, the error also for a single replication.
    """
    top, bottom = sums(numerator, counts), sums(denominator, counts)
    without = divide(top[..., None] - numerator, bottom[..., None] - denominator)
    return divide(top, bottom), jackknife_error(without, counts)


def jackknife_error(without: Float64, counts: Bool) -> Float64:
    """[...]: the standard error of a figure from what it is without each replication that counts (last axis).

    With n of them and r(i) the figure without replication i, the variance is (n - 1) / n x the sum of squared
    deviations of r(i) from their mean (Efron and Tibshirani 1993, An Introduction to the Bootstrap, eq. 11.5). For a
    plain mean this is the usual s / sqrt(n). NaN with fewer than two.

    A replication with nothing to count says nothing of a figure per case, and does not count: neither among the n nor
    in the degrees of freedom, n - 1. Given that there is something to count in n of them, they are a sample of n.
    """
    n = counts.sum(axis=-1).astype(np.float64)
    middle = divide(sums(without, counts), n)
    squares = sums((without - middle[..., None]) ** 2, counts)
    # equal values may have a mean that differs from them in the last digit: equal is no spread
    first = np.take_along_axis(without, counts.argmax(axis=-1)[..., None], axis=-1)
    equal = ((without == first) | ~counts).all(axis=-1)
    return np.where(n > 1, np.sqrt(divide((n - 1) * np.where(equal, 0.0, squares), n)), np.nan)


def sums(values: Float64, counts: Bool) -> Float64:
    """Sums along the last axis of the values that count."""
    return np.asarray(np.where(counts, values, 0.0).sum(axis=-1))


def t_quantile(n: npt.NDArray[Any], looks: float = 1) -> Float64:
    """How many standard errors the two-sided 95 % interval reaches, n - 1 degrees of freedom; NaN for n < 2.

    With ``looks`` > 1 so many intervals hold together (Bonferroni).
    """
    from scipy.special import stdtrit

    tail = (1 - CONFIDENCE) / (2 * looks)
    n = np.asarray(n, dtype=np.float64)
    return np.where(n > 1, stdtrit(np.maximum(n - 1, 1), 1 - tail), np.nan)


def interval(figure: Float64, reach: Float64, is_share: bool) -> tuple[Float64, Float64]:
    """The interval of figures that would reach so far to both sides: of shares on their log-odds.

    Of anything else on the logarithm: no indicator, and no cost, is below zero.
    """
    return on_log_odds(figure, reach) if is_share else on_logarithm(figure, reach)


def on_logarithm(figure: Float64, reach: Float64) -> tuple[Float64, Float64]:
    """The interval of figures of at least zero that would reach so far to both sides, taken on their logarithm.

    Why is said at :func:`on_log_odds`. It ends above zero, at the same factor below and above the figure, FARTHEST at
    most. A figure of zero has none: what no future had may be impossible or only rare, and they do not tell which.
    """
    above = figure > 0
    stretched = np.minimum(reach / np.where(above, figure, 1.0), np.log(FARTHEST))
    low, high = (np.where(above, figure * np.exp(sign * stretched), np.nan) for sign in (-1, 1))
    return low, high


def on_log_odds(share: Float64, reach: Float64) -> tuple[Float64, Float64]:
    """The interval of shares that would reach so far to both sides, taken on the log-odds log(p / (1 - p)).

    A few bad futures make much of a breach share. Where chance leaves them out, the share is low and so is its error:
    a plain interval then ends too early, on the side of the truth. On the log-odds it is as wide, leans away from the
    nearer of 0 and 1, and stays between them. A share of 0 or 1 has none.
    """
    from scipy.special import expit, logit

    inside = (share > 0) & (share < 1)
    p = np.where(inside, share, 0.5)
    stretched = reach / (p * (1 - p))
    ends = (expit(logit(p) + sign * stretched) for sign in (-1, 1))
    low, high = (np.where(inside, end, np.nan) for end in ends)
    return low, high


def wilson_interval(share: Float64, n: Float64) -> tuple[Float64, Float64]:
    """Wilson's 95 % interval of a share of n trials; n may be an effective number and need not be whole.

    Wilson 1927, Journal of the American Statistical Association 22: 209-212.
    """
    from scipy.special import ndtri

    z2 = ndtri(0.5 + CONFIDENCE / 2) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return np.clip(centre - reach, 0, 1), np.clip(centre + reach, 0, 1)


def effective_trials(share: Float64, error: Float64, n_replications: Float64, n_years: Float64) -> Float64:
    """How many independent trials the replication-years behind a share are worth.

    As many as would give the share its jackknife error, share x (1 - share) / error^2; never more than there are
    years, and never fewer than replications, which are independent. Where the error says nothing, all years being
    alike, as many as replications. NaN of a single replication, which says nothing of how sure the share is.
    """
    has_error = np.isfinite(error) & (error > 0)
    worth = divide(share * (1 - share), np.where(has_error, error, 0) ** 2)
    trials = np.clip(np.where(has_error, worth, n_replications), n_replications, n_years)
    return np.where(n_replications > 1, trials, np.nan)


def divide(top: Float64, bottom: Float64) -> Float64:
    """The ratio, NaN where the bottom is not above zero."""
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=np.float64), np.asarray(bottom, dtype=np.float64))
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0))
