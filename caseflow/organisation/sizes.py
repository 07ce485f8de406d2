"""How large posts are, and the minutes that they have for cases in a month."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.placement import Layout, layout_of, placement
from caseflow.config.same import Same
from caseflow.config.schema import Config
from caseflow.organisation.tables import PERMILLE, Float64
from caseflow.tape.drift import factors_of_index, years_of_index
from caseflow.tape.tables import Posts

MONTHS = 12
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS

Index: TypeAlias = tuple[tuple[int, float], ...]
"""Of children, by year."""


def post_minutes(roster: Posts, clock: Clock) -> Float64:
    """float64[post]: casework minutes of each post of today's size in an average month without absence."""
    full = clock.day_minutes * clock.n_workdays * DAYS_PER_MONTH / clock.day(clock.until)
    share = roster.fte_permille.astype(np.int64) * roster.casework_permille
    return np.asarray(share * full / PERMILLE**2)


def post_sizes(config: Config, clock: Clock) -> Float64 | None:
    """float64[post, calendar day]: each post's size over today's; None: it never changes.

    Under stress it changes with the organisation. Where posts follow the children, a post follows those of all
    municipalities of its home service, the baseline's; an extra post has none.
    """
    follows, percent = config.work.posts_follow_children, config.stress.posts_percent
    if not follows and percent == 100.0:
        return None
    children = [(m.children_0_17, years_of_index(m)) for m in config.municipalities.values()] if follows else []
    sizes = _with_children(layout_of(config, config.baseline), tuple(children), clock)
    if percent == 100.0:
        return sizes
    sizes = sizes.copy()
    sizes[:, clock.day(config.calendar.change_date) :] *= percent / 100
    return sizes


@lru_cache(maxsize=4)
def _with_children(layout: Layout, children: tuple[tuple[int, Index], ...], clock: Clock) -> Float64:
    """[post, calendar day]: sizes that follow children, now and by year, of each municipality; nobody may change them.

    Without any all posts stay as they are.
    """
    n_days = clock.day(clock.until)
    sizes = np.ones((len(layout.posts), n_days))
    for (service, _), numbers in placement(layout).items():
        served = [children[layout.names.index(name)] for name in layout.served_by(service)] if children else []
        if served:
            paths = [factors_of_index(index, clock, n_days) for _, index in served]
            sizes[list(numbers)] = np.average(paths, axis=0, weights=[now for now, _ in served])
    return sizes


def of_workdays(sizes: Float64, clock: Clock) -> Float64:
    """[post, working day]: the same of sizes by calendar day; nobody may change them."""
    return _of_workdays(Same(sizes), clock)


@lru_cache(maxsize=1)
def _of_workdays(sizes: Same[Float64], clock: Clock) -> Float64:
    return np.take(sizes.part, clock.days_of_workdays, axis=1)
