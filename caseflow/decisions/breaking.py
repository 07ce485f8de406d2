"""The breaking point: where a share that grows with a strain passes a limit, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.decisions.jackknife import Bool, Estimate, Float64, interval_of

STEPS = 200
"""Between two strains that were simulated, so many more are looked at for the ends of an interval."""


@dataclass(frozen=True)
class Breaking:
    """The strain at which a share passes a limit, each field [...].

    -inf: it is over the limit at the lowest strain simulated; inf: not even at the highest.
    """

    point: Float64
    low: Float64
    high: Float64
    """Strains between these agree with the limit, by the 95 % interval of the share there; infinite where that is so
    at the lowest or highest strain simulated already, NaN where a share has no interval.
    """


def breaking_point(strains: Float64, shares: Estimate, limit: float) -> Breaking:
    """Where shares [..., strain] pass a limit, in straight lines between the ascending strains.

    The interval is that of all strains at which the limit lies within the share's own interval, replications being
    left out one at a time of both neighbours (they meet the same futures): a test turned round. It needs no bootstrap,
    and is open where the grid ends. A share of 0 or 1 in all replications counts as what it is.
    """
    between = np.linspace(0, 1, STEPS + 1)
    place = np.unique(np.concatenate([i + between for i in range(len(strains) - 1)] or [np.zeros(1)]))
    left = np.minimum(place.astype(int), max(len(strains) - 2, 0))
    right, part = np.minimum(left + 1, len(strains) - 1), place - left
    fine = Estimate(
        shares.value[..., left] * (1 - part) + shares.value[..., right] * part,
        shares.without[..., left, :] * (1 - part)[:, None] + shares.without[..., right, :] * part[:, None],
        shares.counts[..., left, :] | shares.counts[..., right, :],
        np.minimum(shares.informative[..., left], shares.informative[..., right]),
    )
    x = np.interp(place, np.arange(len(strains)), strains)
    low, high = (np.where(np.isnan(end), fine.value, end) for end in interval_of(fine, is_share=True))
    is_known = np.isfinite(fine.error).all(axis=-1)
    point = _point(strains, np.moveaxis(shares.value, -1, 0), limit)
    return Breaking(
        point=point,
        low=np.where(is_known, np.minimum(_first_passed(x, high >= limit), point), np.nan),
        high=np.where(is_known, np.maximum(_last_below(x, low < limit), point), np.nan),
    )


WITHIN, BELOW, ABOVE, UNKNOWN = "within", "below", "above", "unknown"


def lies(strain: float) -> str:
    """Where an end of a breaking point's interval lies beside the strains that were simulated."""
    return UNKNOWN if np.isnan(strain) else WITHIN if np.isfinite(strain) else BELOW if strain < 0 else ABOVE


def passing(strains: Float64, shares: Estimate, limit: float) -> Estimate:
    """The strain at which shares [strain] pass a limit, as an estimate whose difference to another has an interval.

    In straight lines, as :func:`breaking_point`. NaN where the limit is passed at the lowest strain already, or not
    even at the highest, of all replications or without one of them: then nothing is known of a difference.
    """
    found = _crossing(strains, np.concatenate([shares.value[:, None], shares.without], axis=1), limit)
    counts, informative = shares.counts.any(axis=0), shares.informative.min()
    return Estimate(found[0], found[1:], np.asarray(counts), np.asarray(informative))


def _crossing(strains: Float64, shares: Float64, limit: float) -> Float64:
    """[...]: where shares [strain, ...] pass a limit; NaN where they do not pass it between two strains."""
    passed = shares >= limit
    right = passed.argmax(axis=0)
    left = np.maximum(right - 1, 0)
    low, high = (np.take_along_axis(shares, at[None], axis=0)[0] for at in (left, right))
    is_between = passed.any(axis=0) & ~passed[0]
    part = np.divide(limit - low, high - low, out=np.full(low.shape, np.nan), where=is_between)
    return np.asarray(strains[left] + part * (strains[right] - strains[left]))


def _point(strains: Float64, shares: Float64, limit: float) -> Float64:
    """[...]: where shares [strain, ...] pass a limit; infinite where they are over it at once, or never."""
    crossing = _crossing(strains, shares, limit)
    return np.where(shares[0] >= limit, -np.inf, np.where(np.isnan(crossing), np.inf, crossing))


def _first_passed(x: Float64, passed: Bool) -> Float64:
    """The first strain at which the limit is passed."""
    first = x[passed.argmax(axis=-1)]
    return np.where(passed[..., 0], -np.inf, np.where(passed.any(axis=-1), first, np.inf))


def _last_below(x: Float64, below: Bool) -> Float64:
    """The strain after which the limit is passed for good."""
    last = len(x) - 1 - np.flip(below, axis=-1).argmax(axis=-1)
    after = x[np.minimum(last + 1, len(x) - 1)]
    return np.where(below[..., -1], np.inf, np.where(below.any(axis=-1), after, -np.inf))
