"""Years, quarters, weeks, days and ticks of a run, for whole arrays at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock

Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Timeline:
    """The horizon ``[today, until)`` of a clock, cut into quarters; calendar days are counted from ``today``.

    A *period* is a quarter or a year; periods are ordered by (year, quarter), quarter 0 being the whole year. The
    first and last are cut to the horizon.
    """

    clock: Clock

    # -- quarters and periods ---------------------------------------------------------------------------------

    @cached_property
    def _quarters(self) -> tuple[tuple[int, int, int], ...]:
        """(year, quarter, first day) of each quarter of the horizon."""
        quarters = []
        date = self.clock.today
        while date < self.clock.until:
            quarter = (date.month - 1) // 3
            quarters.append((date.year, quarter + 1, self.clock.day(date)))
            date = dt.date(date.year + (quarter == 3), (3 * quarter + 3) % 12 + 1, 1)
        return tuple(quarters)

    @property
    def n_quarters(self) -> int:
        """The number of quarters of the horizon."""
        return len(self._quarters)

    @cached_property
    def quarter_first_days(self) -> Int64:
        """int64[quarter]: the first calendar day of each quarter within the horizon."""
        return np.array([first for _, _, first in self._quarters], dtype=np.int64)

    @cached_property
    def quarter_last_days(self) -> Int64:
        """int64[quarter]: the last calendar day of each quarter within the horizon."""
        return np.append(self.quarter_first_days[1:], self.n_days) - 1

    @cached_property
    def periods(self) -> tuple[tuple[int, int], ...]:
        """(year, quarter) of each period; quarter 0 is the year."""
        quarters = [(year, quarter) for year, quarter, _ in self._quarters]
        return tuple(sorted({*quarters, *((year, 0) for year, _ in quarters)}))

    @cached_property
    def period_of_quarter(self) -> Int64:
        """int64[quarter]: the period of each quarter."""
        return np.array([self.periods.index((year, quarter)) for year, quarter, _ in self._quarters], dtype=np.int64)

    @cached_property
    def year_of_quarter(self) -> Int64:
        """int64[quarter]: the period of each quarter's year."""
        return np.array([self.periods.index((year, 0)) for year, _, _ in self._quarters], dtype=np.int64)

    @cached_property
    def year_periods(self) -> Int64:
        """int64[year]: the period of each year of the horizon."""
        return np.unique(self.year_of_quarter)

    @cached_property
    def calendar_year_of_quarter(self) -> Int64:
        """int64[quarter]: the calendar year of each quarter."""
        return np.array([year for year, _, _ in self._quarters], dtype=np.int64)

    @cached_property
    def last_quarter_of_period(self) -> Int64:
        """int64[period]: the last quarter that belongs to each period."""
        last = np.empty(len(self.periods), dtype=np.int64)
        last[self.year_of_quarter] = np.arange(self.n_quarters)
        last[self.period_of_quarter] = np.arange(self.n_quarters)
        return last

    # -- days -------------------------------------------------------------------------------------------------

    @cached_property
    def n_days(self) -> int:
        """The number of calendar days of the horizon."""
        return self.clock.day(self.clock.until)

    @property
    def days_of_workdays(self) -> Int64:
        """int64[working day]: the calendar day of each."""
        return self.clock.days_of_workdays

    @cached_property
    def first_ticks(self) -> Int64:
        """int64[calendar day]: the first tick on or after each day of the horizon and the one after."""
        return np.searchsorted(self.days_of_workdays, np.arange(self.n_days + 1), side="left") * self.clock.day_minutes

    def add_months(self, months: int) -> Int64:
        """int64[calendar day - first day of the calendar]: the day number some months after each.

        It is clipped to the month's end (30 November + 3 months is 28 February). The calendar is the clock's until the
        end of the horizon.
        """
        return _months_later(self, months)

    @cached_property
    def quarter_of_day(self) -> Int64:
        """int64[calendar day]: the quarter of each day of the horizon."""
        return np.searchsorted(self.quarter_first_days, np.arange(self.n_days), side="right") - 1

    @cached_property
    def week_workdays(self) -> Int64:
        """int64[week]: the first working day of each week (weeks begin on Monday)."""
        monday_based = (self.clock.today.toordinal() - 1 + self.days_of_workdays) // 7
        return np.flatnonzero(np.diff(monday_based, prepend=-1))

    @cached_property
    def week_days(self) -> Int64:
        """int64[week]: the calendar day of its first working day."""
        return self.days_of_workdays[self.week_workdays]


@lru_cache(maxsize=64)
def _months_later(timeline: Timeline, months: int) -> Int64:
    """int64[calendar day - first day of the calendar]: the day number some months after each."""
    clock = timeline.clock
    return clock.months_later(np.arange(clock.tables.first_day, timeline.n_days + 1), months)
