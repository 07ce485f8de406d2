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


def post_sizes(config: Config, clock: Clock) -> Float64:
    """float64[post, calendar day]: each post's size over today's, where posts follow the children.

    A post follows the children of all municipalities of its home service, the baseline's; an extra post has none.
    """
    n_days = clock.day(clock.until)
    sizes = np.ones((len(posts(config)), n_days))
    for (service, _), numbers in placed(config, config.baseline).items():
        home = config.models[config.baseline].services[service]
        municipalities = [config.municipalities[name] for name in served(config, home)]
        paths = [children_factors(municipality, clock, n_days) for municipality in municipalities]
        if paths:
            sizes[list(numbers)] = np.average(paths, axis=0, weights=[m.children_0_17 for m in municipalities])
    return sizes
