"""Dates and ticks: the working calendar, deadlines, and the continuous calendar for tests against theory.

A tick is one working minute, int64; tick 0 is the first working minute of ``today`` (or of the next working day).
Every duration that is not work is in whole calendar days or months. Days are counted from ``today`` (day 0) and may
be negative; working days are counted from the working day of tick 0.
"""

from __future__ import annotations

import calendar as _calendar
import datetime as dt
from functools import cached_property
from typing import Literal

import holidays
import numpy as np
import numpy.typing as npt

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
        first = today - dt.timedelta(days=PAST_DAYS)
        last = until + dt.timedelta(days=400)
        is_working = _working_days(first, last, country, kind)
        self._first_day = -PAST_DAYS
        ordinal = np.cumsum(is_working) - is_working
        base = int(ordinal[PAST_DAYS])
        # number of the first working day on or after each calendar day
        self._workday_on_or_after: list[int] = (ordinal - base).tolist()
        self._is_working: list[bool] = is_working.astype(bool).tolist()
        # calendar day of each working day, shifted by `base`
        self._day_of_workday: list[int] = (np.flatnonzero(is_working) - PAST_DAYS).tolist()
        self._base = base

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
        return np.array(self._day_of_workday[self._base : self._base + self.n_workdays], dtype=np.int64)

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

    def visible(self, day: int, minute_of_day: int) -> int:
        """The first working minute at or after a calendar instant (minutes after midnight)."""
        minute = minute_of_day - self.opens_minute
        if not self.is_working(day) or minute < 0:
            return self.first_tick(day)
        if minute >= self.day_minutes:
            return self.first_tick(day + 1)
        return self.first_tick(day) + minute

    def instant_minutes(self, tick: int) -> int:
        """Calendar minutes from midnight of ``today`` to a tick."""
        workday, minute = divmod(tick, self.day_minutes)
        return self.day_of_workday(workday) * 1440 + self.opens_minute + minute


def _working_days(first: dt.date, last: dt.date, country: str, kind: str) -> Int64:
    """int64[days from first to last, inclusive]: 1 where people work."""
    n = (last - first).days + 1
    if kind == "continuous":
        return np.ones(n, dtype=np.int64)
    public = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    days = (first + dt.timedelta(days=i) for i in range(n))
    return np.array([d.weekday() < 5 and d not in public for d in days], dtype=np.int64)
