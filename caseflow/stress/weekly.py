"""Overdue cases week by week under stress: how many more, and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR
from caseflow.config.scenarios import BASE
from caseflow.decisions.chances import Chance
from caseflow.decisions.counts import Counts
from caseflow.decisions.jackknife import Float64
from caseflow.decisions.recovery import Recovery, mean_excess, recovery, tolerated
from caseflow.store.parquet import Place as Stored
from caseflow.store.parquet import weekly_numbers
from caseflow.stress.rows import Place, Row, keys, known
from caseflow.stress.spans import Span

OVERDUE = "overdue_open"

WEEKS_PER_MONTH = DAYS_PER_YEAR / 12 / 7


Weekly = Mapping[tuple[str, str], npt.NDArray[np.int32]]
"""By model and unit: [1, future, week]."""


@dataclass(frozen=True)
class Overdue:
    """Overdue investigations at the beginning of each week: those of a scenario are read when they are asked for."""

    where: Stored
    """The stored weekly numbers."""
    futures: int
    days: npt.NDArray[np.datetime64]
    """[week]: its first working day."""
    usual: Weekly
    """Without stress."""

    @classmethod
    def of(cls, where: Stored, futures: int) -> Overdue:
        """Of the stored weekly numbers of so many futures."""
        return cls(where, futures, *weekly_numbers(where, futures, [OVERDUE], {"scenario": BASE}))

    def week_of(self, date: dt.date) -> int:
        """The first week that begins on or after a date."""
        return int(np.searchsorted(self.days, np.datetime64(date)))

    def under(self, scenario: str, places: Sequence[Place], weeks: slice) -> Float64:
        """float64[place, future, week]."""
        counts = self.usual if scenario == BASE else self._read(scenario)
        return np.stack([counts[place.model, place.unit][0, :, weeks] for place in places]).astype(np.float64)

    def _read(self, scenario: str) -> Weekly:
        return weekly_numbers(self.where, self.futures, [OVERDUE], {"scenario": scenario})[1]


@dataclass(frozen=True)
class Course:
    """The weeks from the beginning of a stress on; arrays [place, future, week]."""

    span: Span
    places: Sequence[Place]
    days: npt.NDArray[np.datetime64]
    usual: Float64
    stressed: Float64
    end: int | None
    """The first week after the stress; None: there is none."""
    recovery: Recovery | None
    """[place, future]; None where the stress never ends, or ends too late to be followed."""

    @classmethod
    def of(cls, overdue: Overdue, places: Sequence[Place], span: Span, extended_months: int) -> Course:
        """That of a stress; an excess that first shows after so many months is chance."""
        begin = overdue.week_of(span.begins)
        usual, stressed = (overdue.under(s, places, slice(begin, None)) for s in (BASE, span.scenario))
        end = None if span.ends is None else max(overdue.week_of(span.ends) - begin, 0)
        found = None if end is None else recovery(stressed, usual, end, ceil(extended_months * WEEKS_PER_MONTH))
        is_followed = found is not None and found.followed >= 0
        return cls(span, places, overdue.days[begin:], usual, stressed, end, found if is_followed else None)

    @property
    def pair(self) -> tuple[Counts, Counts] | None:
        """Overdue cases as usual and under the stress, means over the weeks to the end of its years; None: no week."""
        weeks = self.days < np.datetime64(f"{self.span.years[-1] + 1}-01-01")
        if not weeks.any():
            return None
        ones = np.ones((*self.usual.shape[:-1], 1))
        usual, stressed = (
            Counts(n[..., weeks].mean(axis=-1, keepdims=True), ones) for n in (self.usual, self.stressed)
        )
        return usual, stressed

    def recovery_rows(self) -> Iterator[Row]:
        """Rows of ``stress_recovery``."""
        if self.recovery is None:
            return
        (median, low, high), not_yet = self.recovery.median, self.recovery.not_yet
        for i, place in enumerate(self.places):
            yield {
                **keys(self.span, place),
                "futures": int(not_yet.counted[i]),
                "over_share": float(self.recovery.is_over[i].mean()),
                "median_weeks": known(median[i]),
                "median_low": known(low[i]),
                "median_high": known(high[i]),
                **_not_recovered(not_yet, i),
                "weeks_followed": self.recovery.followed,
            }

    def excess_rows(self) -> Iterator[Row]:
        """Rows of ``stress_excess``."""
        mean, low, high = mean_excess(self.stressed, self.usual)
        q10, q90 = np.quantile(self.stressed - self.usual, (0.1, 0.9), axis=1)
        usual, bound = self.usual.mean(axis=1), tolerated(self.usual).mean(axis=1)
        for week, date in enumerate(self.days):
            not_yet = self._not_yet_in(week)
            for i, place in enumerate(self.places):
                yield {
                    **keys(self.span, place),
                    "week": week,
                    "weeks_after_end": np.nan if self.end is None else week - self.end,
                    "date": date,
                    "usual": usual[i, week],
                    "tolerated": bound[i, week],
                    "excess": mean[i, week],
                    "excess_low": low[i, week],
                    "excess_high": high[i, week],
                    "q10": q10[i, week],
                    "q90": q90[i, week],
                    **_not_recovered(not_yet, i),
                }

    def _not_yet_in(self, week: int) -> Chance | None:
        """[place]: the share of futures not recovered by a week; None where nothing can be known."""
        if self.recovery is None or self.end is None or not 0 <= week - self.end <= self.recovery.followed:
            return None
        return self.recovery.not_yet_by(week - self.end)


def _not_recovered(chance: Chance | None, i: int) -> Row:
    found = [np.nan] * 3 if chance is None else [float(of[i]) for of in (chance.share, chance.low, chance.high)]
    return dict(zip(("not_recovered_share", "not_recovered_low", "not_recovered_high"), found, strict=True))
