"""Distributions of the config: quantiles, means, and spells that are in progress.

Sampling is by inverse transform, one uniform a value: a changed parameter changes the values that it describes and no
others, and values under two parameters are as alike as they can be.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import assert_never

import numpy as np
import numpy.typing as npt
from scipy import special

from caseflow.config.schema import (
    BetaDistribution,
    CountDistribution,
    Deterministic,
    Distribution,
    Exponential,
    Gamma,
    Geometric,
    Lognormal,
    Poisson,
    Triangular,
    Uniform,
)
from caseflow.errors import UserError
from caseflow.messages import message

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

_LARGE = 1e100
"""The square of anything smaller is a float."""

UNBOUNDED = 1e300
"""Stands for the end of a distribution that has none."""

MOST_DRAWN = 100_000_000
"""Nothing drawn counts for more days or minutes than these: no run lasts as long, and sums of them fit 32 bits."""

LENGTH_BIAS_CELLS = 1024
"""Cells of the grid on which a length-biased distribution is inverted: quantiles are right to about 0.1 %."""


def quantile(distribution: Distribution | CountDistribution, u: Float64) -> Float64:
    """The value below which a share ``u`` (on [0, 1)) of the distribution lies; any shape, float64."""
    match distribution:
        case Deterministic():
            return np.full(u.shape, distribution.value, dtype=np.float64)
        case Exponential():
            return -distribution.mean * np.log1p(-u)
        case Gamma():
            shape = distribution.cv**-2
            return np.asarray(special.gammaincinv(shape, u) * (distribution.mean / shape))
        case Lognormal():
            mu, sigma = _log_parameters(distribution)
            return np.minimum(np.exp(mu + sigma * special.ndtri(u)), _cap(distribution))
        case BetaDistribution():
            return np.asarray(special.betaincinv(distribution.a, distribution.b, u) * distribution.scale)
        case Uniform():
            return distribution.low + (distribution.high - distribution.low) * u
        case Triangular():
            return triangular_quantile(distribution.low, distribution.mode, distribution.high, u)
        case Poisson():
            return np.maximum(_poisson_quantile(distribution.mean, u), distribution.minimum)
        case Geometric():
            return _geometric_quantile(distribution.mean, u)
        case _:
            assert_never(distribution)


def whole_quantile(distribution: Distribution, u: Float64, factor: float = 1.0) -> Int64:
    """The whole number nearest to ``factor`` x :func:`quantile` of each ``u``, or MOST_DRAWN; any shape.

    Quantiles of some distributions are dear. Where few whole numbers come into question, each is found among the shares
    of all values that lie below 1/2, 3/2, 5/2 ...: the same number unless ``u`` is within some 1e-15 of such a share.
    """
    if isinstance(distribution, Gamma | BetaDistribution):
        last = np.rint(_largest(distribution, u) * factor)
        if last <= u.size:
            return _numbers_below(_shares_below(distribution, factor, int(last)), u)
    return nearest_whole(quantile(distribution, u) * factor)


def nearest_whole(drawn: Float64) -> Int64:
    """The whole numbers nearest to what was drawn, or MOST_DRAWN; any shape."""
    return np.rint(np.minimum(drawn, MOST_DRAWN)).astype(np.int64)


def _numbers_below(ascending: Float64, u: Float64) -> Int64:
    """How many of some ascending numbers lie below each ``u``; any shape."""
    # loads numba, which most commands do without
    from caseflow.config.searching import numbers_below

    return numbers_below(ascending, np.ravel(u)).reshape(u.shape)


def _largest(distribution: Gamma | BetaDistribution, u: Float64) -> float:
    """No quantile of ``u`` is larger; the same for all ``u`` where the distribution has an end."""
    if isinstance(distribution, BetaDistribution):
        return distribution.scale
    return float(quantile(distribution, np.asarray(u.max(initial=0.0))))


@lru_cache(maxsize=64)
def _shares_below(distribution: Gamma | BetaDistribution, factor: float, last: int) -> Float64:
    """Shares of ``factor`` x the values that lie below 1/2, 3/2 ... ``last`` - 1/2."""
    if not last:
        return np.empty(0)
    values = (np.arange(last) + 0.5) / factor
    if isinstance(distribution, Gamma):
        shape = distribution.cv**-2
        return np.asarray(special.gammainc(shape, values / (distribution.mean / shape)))
    return np.asarray(special.betainc(distribution.a, distribution.b, np.minimum(1.0, values / distribution.scale)))


def mean(distribution: Distribution | CountDistribution) -> float:
    """The exact mean of what :func:`quantile` gives, caps and minimums included; infinite if beyond a float."""
    match distribution:
        case Deterministic():
            return float(distribution.value)
        case Exponential() | Gamma() | Geometric():
            return distribution.mean
        case Lognormal():
            return _capped_lognormal_mean(distribution)
        case BetaDistribution():
            return distribution.scale * distribution.a / (distribution.a + distribution.b)
        case Uniform():
            return (distribution.low + distribution.high) / 2
        case Triangular():
            return (distribution.low + distribution.mode + distribution.high) / 3
        case Poisson():
            raised = special.pdtr(np.arange(distribution.minimum), distribution.mean)
            return distribution.mean + float(np.sum(raised))
        case _:
            assert_never(distribution)


def spell_in_progress(distribution: Distribution, u_length: Float64, u_place: Float64) -> tuple[Float64, Float64]:
    """Age and residual life of spells found in progress at a moment of a stationary process.

    A long spell is more likely to be found than a short one: the whole length is length-biased, and the moment is
    uniform on it. The residual life then has the equilibrium distribution of renewal theory (Cox, Renewal Theory, 1962,
    ch. 5); that of an exponential spell is exponential again.
    """
    length = length_biased_quantile(distribution, u_length)
    return length * (1 - u_place), length * u_place


def length_biased_quantile(distribution: Distribution, u: Float64) -> Float64:
    """Quantile of the distribution weighted by its own value, by inverting the Lorenz curve on a grid.

    The cells are narrow near zero and one, where values change fast.
    """
    edges, lorenz = _lorenz_curve(distribution)
    rank = np.interp(u * lorenz[-1], lorenz, edges)
    return quantile(distribution, np.minimum(rank, np.nextafter(1, 0)))


def share_beyond(distribution: Distribution, length: float) -> float:
    """Of what all values sum up to, the part that lies beyond the first ``length`` of each.

    Of days that spells take: the part that is on a day more than so many after its spell began.
    """
    _, middles, weights = _cells()
    if quantile(distribution, middles[-1:]) <= length:  # none is longer than that
        return 0.0
    values = quantile(distribution, middles)
    return float(np.maximum(values - length, 0) @ weights / (values @ weights))


@lru_cache(maxsize=64)
def _lorenz_curve(distribution: Distribution) -> tuple[Float64, Float64]:
    """Shares of the population, and what the values up to each sum up to."""
    edges, middles, shares = _cells()
    return edges, np.concatenate([[0.0], np.cumsum(quantile(distribution, middles) * shares)])


@lru_cache(maxsize=1)
def _cells() -> tuple[Float64, Float64, Float64]:
    """Edges, middles and widths of the cells into which a population is cut: narrow near zero and one."""
    edges = special.betainc(3, 3, np.linspace(0, 1, LENGTH_BIAS_CELLS + 1))
    return edges, (edges[:-1] + edges[1:]) / 2, np.diff(edges)


def triangular_quantile(low: float | Float64, mode: float | Float64, high: float | Float64, u: Float64) -> Float64:
    """Quantile of the triangular distribution; ``low <= mode <= high``, any sign."""
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)


def _log_parameters(distribution: Lognormal) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm, before any cap."""
    if distribution.mean is not None and distribution.cv is not None:
        cv = distribution.cv
        # ln(1 + cv^2), though the square may be beyond a float
        variance = math.log1p(cv * cv) if cv < _LARGE else 2 * math.log(cv)
        return math.log(distribution.mean) - variance / 2, math.sqrt(variance) or cv
    if distribution.median is not None and distribution.sigma is not None:
        return math.log(distribution.median), distribution.sigma
    raise UserError(message("a lognormal distribution needs mean and cv, or median and sigma"))


def _cap(distribution: Lognormal) -> float:
    return math.inf if distribution.cap is None else distribution.cap


def _capped_lognormal_mean(distribution: Lognormal) -> float:
    """E min(X, cap) = E X Phi(z - sigma) + cap (1 - Phi(z)), where z is the cap's standardised logarithm."""
    mu, sigma = _log_parameters(distribution)
    cap = distribution.cap
    if cap is None:
        return _exp(mu + sigma * sigma / 2)
    z = (math.log(cap) - mu) / sigma
    if z > sigma:
        below = math.exp(mu + sigma * sigma / 2) * special.ndtr(z - sigma)
    else:
        # the same, were it not that E X may be beyond a float
        below = cap * math.exp(-z * z / 2) * special.erfcx((sigma - z) / math.sqrt(2)) / 2
    return float(below + cap * special.ndtr(-z))


def _exp(exponent: float) -> float:
    """E to a power; infinite if it is beyond a float."""
    try:
        return math.exp(exponent)
    except OverflowError:
        return math.inf


def _poisson_quantile(mean_count: float, u: Float64) -> Float64:
    """The smallest count whose cumulative probability reaches ``u``."""
    counts = np.arange(math.ceil(mean_count + 12 * math.sqrt(mean_count) + 30))
    return _numbers_below(np.asarray(special.pdtr(counts, mean_count), dtype=np.float64), u).astype(np.float64)


def _geometric_quantile(mean_count: float, u: Float64) -> Float64:
    if mean_count == 1:
        return np.ones(u.shape)
    return np.maximum(1.0, np.ceil(np.log1p(-u) / math.log1p(-1 / mean_count)))
