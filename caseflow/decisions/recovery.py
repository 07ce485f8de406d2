"""After a shock: how many more cases are overdue week by week, and how long until they are no more than without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.decisions.chances import Chance, share_of
from caseflow.decisions.jackknife import Bool, Float64, ratio_of_sums

LEAST, SHARE = 1.0, 0.05
"""An excess of overdue cases counts from this many, and from this share of the overdue cases without the shock."""

QUIET_WEEKS = 4
"""So many weeks below that in a row are a recovery."""


@dataclass(frozen=True)
class Recovery:
    """How long futures take to recover; all are followed equally long, so that none is lost sight of before another."""

    weeks: Float64
    """[..., future]: from the shock's end; 0 if no later than it, or never over the threshold; NaN: not yet."""
    is_over: Bool
    """[..., future]: ever over the threshold because of the shock."""
    followed: int
    """The last week after the shock's end from which a recovery could have been seen; negative: none."""

    @property
    def not_yet(self) -> Chance:
        """[...]: the share of futures that have not recovered in the weeks that they are followed (Wilson)."""
        return share_of(np.isnan(self.weeks))

    def not_yet_by(self, week: int) -> Chance:
        """[...]: the share of futures that have not recovered so many weeks after the shock's end.

        All are censored at the same week, so that this share is the Kaplan-Meier estimate until then; later there is
        none.
        """
        assert week <= self.followed
        return share_of(~(self.weeks <= week))

    @property
    def median(self) -> tuple[Float64, Float64, Float64]:
        """[...]: the week by which half of the futures have recovered, and its 95 % interval; infinite: not yet.

        The ends are the weeks in which Wilson's interval of the share that has not recovered first holds a half, and no
        longer does.
        """
        found = [self.not_yet_by(week) for week in range(self.followed + 1)]
        if not found:
            nothing = np.full(self.weeks.shape[:-1], np.nan)
            return nothing, nothing, nothing
        weeks = [_first([getattr(chance, name) <= 0.5 for chance in found]) for name in ("share", "low", "high")]
        return weeks[0], weeks[1], weeks[2]


def _first(holds: list[Bool]) -> Float64:
    """[...]: the first week in which it holds; infinite if in none."""
    stacked = np.stack(holds, axis=-1)
    return np.where(stacked.any(axis=-1), stacked.argmax(axis=-1), np.inf)


def recovery(overdue: Float64, usual: Float64, end: int, latest: int) -> Recovery:
    """How long futures take from a shock until few more cases are overdue than without it.

    The excess of a week is that of its future, the same but for the shock. A future recovers in the first week, not
    before the shock's end, from which the excess stays below max(LEAST, SHARE x usual) for QUIET_WEEKS; the search
    begins when it is first over that. Legal limits are missed months after the shock; an excess that first shows later
    than ``latest`` weeks after its end is chance.

    Args:
        overdue: [..., future, week]: overdue cases with the shock, from the week in which it begins.
        usual: The same without it.
        end: The first week after the shock.
        latest: Weeks after that.
    """
    is_over: Bool = overdue - usual >= tolerated(usual)
    n_weeks = is_over.shape[-1]
    week = np.arange(n_weeks)
    by_shock = is_over & (week <= end + latest)
    ever = by_shock.any(axis=-1)
    last_start = n_weeks - QUIET_WEEKS
    shape = (*is_over.shape[:-1], max(last_start + 1, 0))
    is_quiet = np.ones(shape, dtype=bool)
    for later in range(QUIET_WEEKS):
        is_quiet &= ~is_over[..., later : later + shape[-1]]
    may = is_quiet & (week[: shape[-1]] >= np.maximum(by_shock.argmax(axis=-1), end)[..., None])
    first = np.where(may.any(axis=-1), may.argmax(axis=-1) if shape[-1] else 0, np.nan)
    return Recovery(np.where(ever, first - end, 0.0), np.asarray(ever), last_start - end)


def tolerated(usual: Float64) -> Float64:
    """The excess from which there is something to recover."""
    return np.maximum(LEAST, SHARE * usual)


def mean_excess(overdue: Float64, usual: Float64) -> tuple[Float64, Float64, Float64]:
    """[..., week]: the excess of each week, mean over futures (axes as in :func:`recovery`), with its 95 % interval."""
    excess = np.moveaxis(overdue - usual, -1, -2)
    mean = ratio_of_sums(excess, np.ones(excess.shape))
    low, high = mean.interval()
    return mean.value, low, high
