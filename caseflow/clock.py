"""Dates and ticks: the working calendar, deadlines, and the continuous calendar for tests against theory.

A tick is one working minute, int64; tick 0 is the first working minute of ``today`` (or of the next working day).
Every duration that is not work is in whole calendar days or months. Days are counted from ``today`` (day 0) and may
be negative; working days are counted from the working day of tick 0.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import holidays
import numpy as np
import numpy.typing as npt

Bool = npt.NDArray[np.bool_]
Int64 = npt.NDArray[np.int64]

OFFICE_OPENS_MINUTE = 8 * 60
"""The first working minute of a working day, in minutes after midnight: decides what is out of hours.
A day of the continuous calendar begins at midnight."""

DAYS_PER_YEAR = 365.25
"""Mean length of a year: turns a yearly rate into a daily one."""

PAST_DAYS = 3 * 366
"""How far before ``today`` the calendar reaches: no open case of today is older than its clock needs."""


def add_months(date: dt.date, months: int) -> dt.date:
    """The date ``months`` later, clipped to the month's end (31 January + 3 months is 30 April)."""
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    last = _calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last))


def statistics_years(change_date: dt.date, years: int) -> tuple[int, int]:
    """First and number of the calendar years that the statistics are about: those that lie wholly in the period.

    If none does, the two that the period touches.
    """
    if (change_date.month, change_date.day) == (1, 1):
        return change_date.year, years
    return (change_date.year + 1, years - 1) if years > 1 else (change_date.year, 2)


def run_in_years(today: dt.date, change_date: dt.date) -> tuple[int, int]:
    """First calendar year of the run-in and the one after its last: those that lie wholly before the change's year.

    If none does, the one that ``today`` cuts, of which there are the days from ``today`` on.
    """
    is_cut = (today.month, today.day) != (1, 1)
    return min(today.year + is_cut, max(today.year, change_date.year - 1)), change_date.year


class ClockTables(NamedTuple):
    """A clock as numbers and read-only arrays, for loops over many moments.

    A calendar day later than the last one stands where that stands, long after the horizon.
    """

    first_day: int
    """The calendar day of index 0 in the tables of calendar days; negative."""
    workday_on_or_after: Int64
    """[calendar day - first_day]: the number of the first working day on or after the calendar day."""
    is_working: Bool
    """[calendar day - first_day]: somebody works on it."""
    base: int
    """How many working days lie between ``first_day`` and the working day of tick 0."""
    day_of_workday: Int64
    """[working day + base]: its calendar day."""
    opens_minute: int
    """The first working minute of a day, in minutes after midnight."""
    day_minutes: int
    """Ticks of a working day."""


class Clock:
    """Converts between calendar dates, day numbers, working-day numbers and ticks; immutable.

    ``days`` are calendar days after ``today``; ``workdays`` are working days after the working day of tick 0.
    """

    def __init__(
        self,
        today: dt.date,
        until: dt.date,
        *,
        country: str = "NO",
        kind: Literal["working", "continuous"] = "working",
        day_minutes: int = 450,
    ) -> None:
        self.today = today
        self.until = until
        self.day_minutes = day_minutes
        self.opens_minute = OFFICE_OPENS_MINUTE if kind == "working" else 0
        self._first_day = -PAST_DAYS
        first = today - dt.timedelta(days=PAST_DAYS)
        is_working = _working_days(first, until + dt.timedelta(days=400), country, kind)
        before: Int64 = np.cumsum(is_working) - is_working
        self._base = int(before[PAST_DAYS])
        workday_on_or_after = before - self._base
        day_of_workday = np.flatnonzero(is_working) - PAST_DAYS
        # the same in lists, which are faster for one moment at a time
        self._workday_on_or_after: list[int] = workday_on_or_after.tolist()
        self._is_working: list[bool] = is_working.tolist()
        self._day_of_workday: list[int] = day_of_workday.tolist()
        self.tables = ClockTables(
            first_day=self._first_day,
            workday_on_or_after=_read_only(workday_on_or_after),
            is_working=is_working,
            base=self._base,
            day_of_workday=_read_only(day_of_workday),
            opens_minute=self.opens_minute,
            day_minutes=day_minutes,
        )

    # -- days and dates ---------------------------------------------------------------------------------------

    def date(self, day: int) -> dt.date:
        """The calendar date of day number ``day``."""
        return self.today + dt.timedelta(days=day)

    def day(self, date: dt.date) -> int:
        """The day number of a calendar date."""
        return (date - self.today).days

    def is_working(self, day: int) -> bool:
        """Whether anybody works on that calendar day."""
        return self._is_working[self._index(day)]

    def add_months(self, day: int, months: int) -> int:
        """The day number ``months`` after ``day``, clipped to the month's end."""
        return self.day(add_months(self.date(day), months))

    def dates(self, days: Int64) -> npt.NDArray[np.datetime64]:
        """datetime64[D]: the calendar dates of day numbers."""
        return np.datetime64(self.today, "D") + days.astype("timedelta64[D]")

    def months_later(self, days: Int64, months: int) -> Int64:
        """int64: the day numbers ``months`` after ``days``, each clipped to its month's end."""
        dates = self.dates(days)
        month = dates.astype("datetime64[M]")
        target = month + np.timedelta64(months, "M")
        last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
        later = np.minimum(target.astype("datetime64[D]") + (dates - month.astype("datetime64[D]")), last)
        return np.asarray((later - np.datetime64(self.today, "D")).astype(np.int64))

    # -- working days -----------------------------------------------------------------------------------------

    def workday_on_or_after(self, day: int) -> int:
        """The number of the first working day on or after a calendar day."""
        return self._workday_on_or_after[self._index(day)]

    def _index(self, day: int) -> int:
        """Where a calendar day stands; what lies beyond the calendar is its last day, long after the horizon."""
        index = min(day - self._first_day, len(self._is_working) - 1)
        assert index >= 0, f"day {day} lies before the calendar"
        return index

    def day_of_workday(self, workday: int) -> int:
        """The calendar day number of a working day."""
        return self._day_of_workday[workday + self._base]

    @cached_property
    def n_workdays(self) -> int:
        """The number of working days from tick 0 until (not including) ``until``."""
        return self.workday_on_or_after(self.day(self.until))

    @cached_property
    def days_of_workdays(self) -> Int64:
        """int64[n_workdays]: the calendar day of each working day of the horizon."""
        return self.tables.day_of_workday[self._base : self._base + self.n_workdays]

    # -- ticks ------------------------------------------------------------------------------------------------

    @cached_property
    def end_tick(self) -> int:
        """The first tick after the horizon: nothing at or after it is simulated."""
        return self.n_workdays * self.day_minutes

    def day_of_tick(self, tick: int) -> int:
        """The calendar day of the working minute that begins at ``tick``."""
        return self.day_of_workday(tick // self.day_minutes)

    def day_of_end(self, tick: int) -> int:
        """The calendar day of something that ends at ``tick``: that of the minute before."""
        return self.day_of_workday((tick - 1) // self.day_minutes)

    def first_tick(self, day: int) -> int:
        """The first tick on or after calendar day ``day``."""
        return self.workday_on_or_after(day) * self.day_minutes

    def tick_after(self, day: int) -> int:
        """The first tick later than calendar day ``day``: what ended before or at it has met a deadline of that day."""
        return self.first_tick(day + 1)

    def last_workday_tick(self, day: int) -> int:
        """The first tick of the last working day on or before calendar day ``day``."""
        return (self.workday_on_or_after(day + 1) - 1) * self.day_minutes

    def after(self, tick: int, days: int) -> int:
        """``days`` calendar days after ``tick``, at the same minute of the day; at least one tick later.

        A day that is not worked moves to the first minute of the next working day.
        """
        workday, minute = divmod(tick, self.day_minutes)
        day = self.day_of_workday(workday) + days
        target = self.workday_on_or_after(day) * self.day_minutes
        if self.is_working(day):
            target += minute
        return max(target, tick + 1)

    def visible(self, days: npt.ArrayLike, minutes_of_day: npt.ArrayLike) -> Int64:
        """int64[instant]: the first working minute at or after calendar instants (minutes after midnight)."""
        index, minute = self._indices(days), np.asarray(minutes_of_day) - self.opens_minute
        is_over = self.tables.is_working[index] & (minute >= self.day_minutes)
        workday = self.tables.workday_on_or_after[np.minimum(index + is_over, len(self._is_working) - 1)]
        within = np.where(self.tables.is_working[index] & ~is_over, np.maximum(minute, 0), 0)
        return np.asarray(workday * self.day_minutes + within)

    def is_office_time(self, days: npt.ArrayLike, minutes_of_day: npt.ArrayLike) -> Bool:
        """bool[instant]: whether calendar instants (minutes after midnight) are working minutes."""
        minute = np.asarray(minutes_of_day) - self.opens_minute
        within: Bool = (minute >= 0) & (minute < self.day_minutes)
        return within & self.tables.is_working[self._indices(days)]

    def _indices(self, days: npt.ArrayLike) -> Int64:
        """int64[day]: where calendar days stand, as :meth:`_index` of each."""
        indices: Int64 = np.minimum(np.asarray(days) - self._first_day, len(self._is_working) - 1)
        assert indices.min(initial=0) >= 0, "a day lies before the calendar"
        return indices


def _read_only(values: Int64) -> Int64:
    values.setflags(write=False)
    return values


@lru_cache(maxsize=64)
def _working_days(first: dt.date, last: dt.date, country: str, kind: str) -> Bool:
    """bool[days from first to last, inclusive]: people work; read-only."""
    is_working = np.ones((last - first).days + 1, dtype=np.bool_)
    if kind == "working":
        public = holidays.country_holidays(country, years=range(first.year, last.year + 1))
        days = (first + dt.timedelta(days=i) for i in range(len(is_working)))
        is_working[:] = [day.weekday() < 5 and day not in public for day in days]
    is_working.setflags(write=False)
    return is_working
