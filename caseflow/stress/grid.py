"""The grid: limits missed by sick leave and size of posts, and where models break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from caseflow.config.stresses import together
from caseflow.config.study import Study
from caseflow.decisions.breaking import breaking_point, lies, passing
from caseflow.decisions.counts import of_cells
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import Estimate, Float64, interval_of, ratio_of_sums
from caseflow.stats.panel import Panel
from caseflow.store.record import StressQuestion
from caseflow.stress.rows import Place, Row, known, region_of
from caseflow.stress.yearly import LIMITS, SICK_LEAVE


@dataclass(frozen=True)
class Curve:
    """The shares of limits missed by sick leave, with posts of one size; arrays [place, point]."""

    posts: str
    """A scenario, as those of ``sick_leave``."""
    sick_leave: Sequence[str]
    percents: Sequence[float]
    """Of each point: sick leave, of the usual."""
    posts_percent: float
    places: Sequence[Place]
    shares: Estimate
    rates: Float64
    """The share of days that the people of the whole model are on sick leave."""

    def rows(self) -> Iterator[Row]:
        """Rows of ``stress_grid``."""
        low, high = interval_of(self.shares, is_share=True)
        for (i, place), (j, sick) in _pairs(self.places, self.sick_leave):
            yield {
                **place._asdict(),
                "sick_leave": sick,
                "posts": self.posts,
                "sick_leave_percent": self.percents[j],
                "posts_percent": self.posts_percent,
                "sick_leave_share": self.rates[i, j],
                "breach_share": self.shares.value[i, j],
                "breach_low": low[i, j],
                "breach_high": high[i, j],
            }

    def breaking_rows(self, limit: float, baseline: str) -> Iterator[Row]:
        """Rows of ``stress_breaking``: places with limits at every point, and how much later than the baseline's."""
        points = {place: passing(self.rates[i], self.shares[i], limit) for i, place in enumerate(self.places)}
        for i, place in enumerate(self.places):
            if np.isnan(self.shares.value[i]).any():
                continue
            found = breaking_point(self.rates[i], self.shares[[i]], limit)
            point, low, high = (float(of[0]) for of in (found.point, found.low, found.high))
            other = points.get(place._replace(model=baseline))
            later = None if other is None or place.model == baseline else difference(points[place], other)
            yield {
                **place._asdict(),
                "posts": self.posts,
                "posts_percent": self.posts_percent,
                "limit": limit,
                "state": "already" if point == -np.inf else "not_reached" if point == np.inf else "passed",
                "sick_leave_share": known(point),
                "low": known(low),
                "low_lies": lies(low),
                "high": known(high),
                "high_lies": lies(high),
                "lowest_simulated": self.rates[i, 0],
                "highest_simulated": self.rates[i, -1],
                "later": NAN if later is None else known(later.value),
                "later_low": NAN if later is None else known(later.low),
                "later_high": NAN if later is None else known(later.high),
            }


NAN = float("nan")


def _pairs(places: Sequence[Place], points: Sequence[str]) -> Iterator[tuple[tuple[int, Place], tuple[int, str]]]:
    return ((place, point) for place in enumerate(places) for point in enumerate(points))


def curves(
    panel: Panel, places: Sequence[Place], years: range, study: Study, question: StressQuestion
) -> Iterator[Curve]:
    """A curve for each size of posts; none without a grid. Its points stand by sick leave."""
    for posts in question.posts:
        stress = {sick: study.resolve(together(sick, posts)).stress for sick in question.sick_leave}
        sick_leave = sorted(stress, key=lambda sick: stress[sick].sick_leave_percent)
        names = [together(sick, posts) for sick in sick_leave]
        yield Curve(
            posts,
            sick_leave,
            [stress[sick].sick_leave_percent for sick in sick_leave],
            stress[sick_leave[0]].posts_percent,
            places,
            _estimates(panel, LIMITS, names, places, years),
            _estimates(panel, SICK_LEAVE, names, [region_of(place.model) for place in places], years).value,
        )


def _estimates(
    panel: Panel, indicator: str, scenarios: Sequence[str], places: Sequence[Place], years: range
) -> Estimate:
    """[place, scenario]."""
    cells = [place.under(scenario) for place in places for scenario in scenarios]
    top, bottom = of_cells(panel, indicator, cells, years).by_replication()
    shape = len(places), len(scenarios), top.shape[-1]
    return ratio_of_sums(top.reshape(shape), bottom.reshape(shape))
