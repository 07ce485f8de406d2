"""How large posts are, and the minutes that they have for cases in a month."""

from __future__ import annotations

import numpy as np

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.placement import placed, posts, served
from caseflow.config.schema import Config
from caseflow.organisation.tables import PERMILLE, Float64
from caseflow.tape.drift import children_factors
from caseflow.tape.tables import Posts

MONTHS = 12
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS


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
    sizes = _with_children(config, clock) if follows else np.ones((len(posts(config)), clock.day(clock.until)))
    sizes[:, clock.day(config.calendar.change_date) :] *= percent / 100
    return sizes


def _with_children(config: Config, clock: Clock) -> Float64:
    n_days = clock.day(clock.until)
    sizes = np.ones((len(posts(config)), n_days))
    for (service, _), numbers in placed(config, config.baseline).items():
        home = config.models[config.baseline].services[service]
        municipalities = [config.municipalities[name] for name in served(config, home)]
        paths = [children_factors(municipality, clock, n_days) for municipality in municipalities]
        if paths:
            sizes[list(numbers)] = np.average(paths, axis=0, weights=[m.children_0_17 for m in municipalities])
    return sizes
