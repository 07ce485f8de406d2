"""How many replications are enough: looks at a run while it grows, and intervals that stay honest all the same.

Who simulates until an interval is narrow enough stops too soon where chance has made it narrow. Here all intervals of
all looks hold together, so that the one at which the run stops holds, whatever made it stop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from caseflow.decisions.jackknife import Estimate, Float64
from caseflow.stats.replications import CONFIDENCE, on_log_odds

FIRST_LOOK = 64
"""Replications before the first look: with fewer, t intervals of skewed figures are too narrow."""

GROWTH = 1.5
"""Replications at a look, over those at the look before."""

LEAST_GROWTH = 1.25
"""A look is left out if the last one comes with fewer than so many times its replications."""

NODES = 96
"""Points of the quadrature: of 64 looks or fewer, at chances of 1e-6 and more, the fifth decimal is right."""


def looks(most: int) -> tuple[int, ...]:
    """Replications at each look: 64, 96, 144 and so on, rounded up, and ``most`` at the last."""
    every = (math.ceil(FIRST_LOOK * GROWTH**k) for k in range(most.bit_length() * 2))
    return (*(n for n in every if n * LEAST_GROWTH <= most), most)


def worth(looks: Sequence[int], intervals: int) -> float:
    """How many intervals ``intervals`` of them at each of some looks are worth, by Bonferroni's rule.

    Between intervals, 5 % is divided by their number: nothing is assumed of how they hang together. Between the looks
    of one interval it is Pocock's rule (1977, Biometrika 64: 191-199): each look has the same critical value c, and it
    is known how they hang together, since each contains the replications of those before it.
    """
    from scipy.special import ndtr

    return float((1 - CONFIDENCE) / (2 * ndtr(-critical_value(tuple(looks), (1 - CONFIDENCE) / intervals))))


@lru_cache
def critical_value(looks: tuple[int, ...], error: float) -> float:
    """The c that no look's standardised mean passes but with a chance of ``error``; rounded up to five decimals."""
    from scipy.optimize import brentq
    from scipy.special import ndtri

    one, all_apart = (-ndtri(error / (2 * n)) for n in (1, len(looks)))
    if len(looks) == 1:
        return float(one)
    found = brentq(lambda c: chance_of_crossing(looks, c) - error, one, all_apart + 1e-3, xtol=1e-9)
    return math.ceil(found * 1e5) / 1e5  # the same on every machine


def chance_of_crossing(looks: Sequence[int], c: float) -> float:
    """The chance that the standardised mean of normal values, their true mean zero, passes c or -c at any look.

    By the recursion of Armitage, McPherson and Rowe (1969, Journal of the Royal Statistical Society A 132: 235-244):
    from look to look, the density of sums that have not crossed, and what of it does.
    """
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    crossed, density, place, at = 0.0, np.ones(1), np.zeros(1), 0
    for n in looks:
        sd, edge = math.sqrt(n - at), c * math.sqrt(n)
        crossed += float(density @ _outside(place, sd, edge))
        new = edge * nodes  # places of the sum that have not crossed
        steps = np.exp(-(((new[:, None] - place) / sd) ** 2) / 2) / (sd * math.sqrt(2 * math.pi))
        density, place, at = edge * weights * (steps @ density), new, n
    return crossed


def _outside(place: Float64, sd: float, edge: float) -> Float64:
    """The chance of a step from each place to beyond the edges."""
    from scipy.special import ndtr

    return np.asarray(ndtr((-edge - place) / sd) + ndtr((place - edge) / sd))


def stated(shares: Estimate, worth: float) -> tuple[Float64, Float64]:
    """[...]: intervals of some shares, so many of which hold together; on the log-odds, as all intervals of shares.

    Where all futures came to the same - no breach at all - a future that differs may still come: with confidence its
    chance is below 1 - e^(1/n), e the error allowed, and no share can move the mean by more. From 0 to 1 where a single
    future tells of the share; NaN where none does, since then there is nothing to be sure of.
    """
    n, share, reach = shares.informative, shares.value, shares.reach(worth)
    unseen = np.where(n > 1, 1 - ((1 - CONFIDENCE) / worth) ** (1 / np.maximum(n, 1)), 1.0)
    ends = zip(on_log_odds(share, reach), (share - unseen, share + unseen), strict=True)
    low, high = (np.where(reach > 0, usual, np.clip(other, 0, 1)) for usual, other in ends)
    return low, high
