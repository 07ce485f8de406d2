"""Whether a run-in was long enough: what of a series still shows the state that it began in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.decisions.jackknife import Float64

BATCH = 5
"""Values that MSER-5 takes together."""

LEAST_BATCHES = 5
"""So many batches are left, at least: of fewer, a low spread is chance."""


def moving_average(series: Float64, window: int) -> Float64:
    """Welch's moving average over 2 ``window`` + 1 values; at the beginning of as many as lie on both sides.

    NaN for the last ``window`` values, which have too few after them. (Welch 1983, in Lavenberg, Computer Performance
    Modeling Handbook, 268-328; Law 2015, Simulation Modeling and Analysis, section 9.5.1.)
    """
    n = len(series)
    sums = np.concatenate([[0.0], np.cumsum(series)])
    place = np.arange(n)
    reach = np.minimum(place, window)
    stop = np.minimum(place + reach + 1, n)
    average = (sums[stop] - sums[place - reach]) / (2 * reach + 1)
    return np.where(place + window < n, average, np.nan)


@dataclass(frozen=True)
class Truncation:
    """What should be cut off the beginning of a series."""

    cut: int
    """Values: a multiple of BATCH."""
    is_conclusive: bool
    """Whether that is at most half of the series: else there is no steady part, or the series is too short."""


def truncation(series: Float64) -> Truncation:
    """What MSER-5 would cut: the beginning without which the mean of what is left is known best.

    Of k batch means, d are cut so that their squared deviations from the mean of those left, over (k - d)^2, are least.
    (White 1997, Simulation 69: 323-334, an effective truncation heuristic; in batches of five: White, Cobb and Spratt
    2000, Proceedings of the Winter Simulation Conference, 755-760.) A beginning that is unlike the rest widens the
    spread more than its length is worth. Raises ValueError for a series that is too short to say.
    """
    batches = series[: len(series) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    k = len(batches)
    if k < LEAST_BATCHES:
        raise ValueError(f"{len(series)} values are too few: MSER-5 needs {LEAST_BATCHES * BATCH}")
    left = [batches[d:] for d in range(k - LEAST_BATCHES + 1)]
    d = int(np.argmin([((rest - rest.mean()) ** 2).sum() / len(rest) ** 2 for rest in left]))
    return Truncation(d * BATCH, 2 * d <= k)
