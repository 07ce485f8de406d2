"""Where the uncertainty of a figure comes from: too few futures, chance from year to year, or what nobody knows.

Each future has its own draw of the assumptions *and* its own chance. With one future per draw the two can be told apart
only partly, and this module says how far.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.decisions.counts import Counts
from caseflow.decisions.jackknife import Float64
from caseflow.stats.replications import divide, t_quantile

LEAST_FUTURES = 4
"""Of fewer, what is left without one of them is at most a pair, which lies on a straight line whatever was drawn."""

LEAST_REST = 1e-9
"""Of the variance, what is left without one future: less is what rounding leaves of nothing."""


@dataclass(frozen=True)
class Spread:
    """The parts of a figure's spread, in the figure's own unit; each field [...]."""

    simulation_error: Float64
    """Standard error of the mean, by the futures that have something to count: it shrinks with their square root."""
    within_futures_sd: Float64
    """Chance from year to year: a single year around the mean of its own future. NaN with a single year."""
    between_futures_sd: Float64
    """Futures' lasting differences: drawn assumptions, and chance that lasts for years. NaN with a single year."""
    future_sd: Float64
    """A whole future's mean over its years around the mean of all: the two above together."""
    assumptions_share: Float64
    """Of ``future_sd`` squared, the part that moves in proportion with the drawn assumptions; NaN if none was drawn, or
    with fewer than LEAST_FUTURES."""
    assumptions_low: Float64
    assumptions_high: Float64
    """Its 95 % interval, within 0..1: where it is wide, assumptions and chance cannot be told apart yet, as where a
    single future differs from all others. NaN only if none was drawn, or the figure never varies."""


def told(counts: Counts) -> Float64:
    """[..., replication, year]: what each year adds to the ratio of sums, to first order; their mean is zero.

    (numerator - ratio x denominator) / mean denominator: a year with nothing to count adds nothing.
    """
    top, bottom = counts.numerator.sum(axis=(-1, -2)), counts.denominator.sum(axis=(-1, -2))
    n_years = counts.numerator.shape[-1] * counts.numerator.shape[-2]
    rest = counts.numerator - divide(top, bottom)[..., None, None] * counts.denominator
    return divide(rest, (bottom / n_years)[..., None, None])


def spread(deviations: Float64, assumptions: Float64, error: Float64) -> Spread:
    """Split the spread of what years add (:func:`told`, or the difference of two models'); [..., replication, year].

    ``assumptions`` are the drawn values [replication, assumption], ``error`` [...] is the standard error of the figure.
    The common course of the years - growth, a start-up year - is no uncertainty and is taken out. Then a one-way
    analysis of variance, years within futures.
    """
    n, years = deviations.shape[-2:]
    rest = deviations - deviations.mean(axis=-2, keepdims=True)
    futures = rest.mean(axis=-1)
    of_futures = _over((futures**2).sum(axis=-1), n - 1)
    within = _over(((rest - futures[..., None]) ** 2).sum(axis=(-1, -2)), (n - 1) * (years - 1))
    between = np.maximum(of_futures - within / years, 0)
    share, low, high = explained_share(futures, assumptions)
    return Spread(
        simulation_error=error,
        within_futures_sd=np.sqrt(within),
        between_futures_sd=np.sqrt(between),
        future_sd=np.sqrt(of_futures),
        assumptions_share=share,
        assumptions_low=low,
        assumptions_high=high,
    )


def _over(squares: Float64, degrees: int) -> Float64:
    """A mean square; NaN without degrees of freedom."""
    return squares / degrees if degrees > 0 else np.full(np.shape(squares), np.nan)


def explained_share(futures: Float64, assumptions: Float64) -> tuple[Float64, Float64, Float64]:
    """The share of futures' variance that is linear in the drawn assumptions, with its 95 % interval.

    Assumptions are drawn independently of one another, so that their covariance is known and need not be estimated;
    therefore it works with fewer futures than assumptions, where an adjusted R^2 does not exist. With G = X X', X the
    standardised draws, the explained variance is estimated without bias by (y'Gy - tr(G) s^2) / (n (n - 1)), s^2
    the variance of y: futures with alike assumptions have alike results as far as these decide (Dicker 2014, Biometrika
    101: 269-284). The interval is a delete-one jackknife of that sum over pairs: from 0 to 1 where nothing varies
    without one of the futures, since then nothing is left that could tell.
    """
    nothing = np.full(futures.shape[:-1], np.nan)
    n = futures.shape[-1]
    drawn = assumptions[:, np.ptp(assumptions, axis=0) > 0]
    if not drawn.shape[1]:
        return nothing, nothing, nothing
    varies = np.where(np.ptp(futures, axis=-1) > 0, 0.0, np.nan)
    if n < LEAST_FUTURES:
        return nothing, varies, varies + 1
    x = (drawn - drawn.mean(axis=0)) / drawn.std(axis=0, ddof=1)
    y = futures - futures.mean(axis=-1, keepdims=True)
    together = y @ x  # [..., assumption]
    squares, size = (y**2).sum(axis=-1), (x**2).sum(axis=-1)
    share = _share((together**2).sum(axis=-1), squares, float(size.sum()), n)
    # without one future, whose leaving moves the means too: hence more than its own products
    more = n / (n - 1)
    own = (together**2).sum(axis=-1)[..., None] - 2 * more * y * (together @ x.T) + more**2 * y**2 * size
    rest = squares[..., None] - more * y**2
    rest = np.where(rest > LEAST_REST * squares[..., None], rest, np.nan)
    without = _share(own, rest, size.sum() - more * size, n - 1)
    middle = without.mean(axis=-1, keepdims=True)
    error = np.sqrt((n - 1) / n * ((without - middle) ** 2).sum(axis=-1))
    reach = t_quantile(np.full(error.shape, n)) * error
    low, high = (np.where(np.isnan(reach), end, np.clip(share + sign * reach, 0, 1)) for sign, end in ((-1, 0), (1, 1)))
    return np.clip(share, 0, 1), low + varies, high + varies


def _share(together: Float64, squares: Float64, size: Float64 | float, n: int) -> Float64:
    """The estimate from |X'y|^2, y'y and tr(X X') of n futures."""
    return divide((together - size * squares / (n - 1)) / n, squares)
