import datetime as dt

import numpy as np
import pytest

from caseflow.clock import Clock
from caseflow.stats.timeline import NEVER, Timeline


@pytest.fixture
def clock():
    return Clock(dt.date(2010, 1, 1), dt.date(2012, 2, 15), day_minutes=100)


@pytest.fixture
def time(clock):
    return Timeline(clock)


def test_periods_are_calendar_years_and_quarters_with_the_year_first(time):
    year = lambda y: [(y, 0), (y, 1), (y, 2), (y, 3), (y, 4)]  # noqa: E731
    assert list(time.periods) == [*year(2010), *year(2011), (2012, 0), (2012, 1)]


def test_a_run_that_begins_in_a_quarter_has_a_shorter_first_quarter():
    time = Timeline(Clock(dt.date(2010, 5, 20), dt.date(2010, 8, 1)))
    assert list(time.periods) == [(2010, 0), (2010, 2), (2010, 3)]
    assert time.quarter_first_days.tolist() == [0, 42]
    assert time.quarter_last_days.tolist() == [41, 72]


@pytest.mark.parametrize("months", [3, 6])
def test_months_are_added_as_the_clock_adds_them(time, clock, months):
    days = np.arange(-400, 700)
    assert time.add_months(days, months).tolist() == [clock.add_months(int(day), months) for day in days]


def test_three_months_after_30_november_is_the_end_of_february(time, clock):
    november = np.array([clock.day(dt.date(2010, 11, 30))])
    assert clock.date(int(time.add_months(november, 3)[0])) == dt.date(2011, 2, 28)


def test_days_of_ticks_agree_with_the_clock(time, clock):
    ticks = np.arange(1, 5_000, 37)
    assert time.day_of_tick(ticks).tolist() == [clock.day_of_tick(int(tick)) for tick in ticks]
    assert time.day_of_end(ticks).tolist() == [clock.day_of_end(int(tick)) for tick in ticks]


def test_what_ends_with_friday_ends_on_friday(time, clock):
    monday = clock.first_tick(clock.day(dt.date(2010, 1, 11)))
    assert clock.date(int(time.day_of_end(np.array([monday]))[0])) == dt.date(2010, 1, 8)
    assert clock.date(int(time.day_of_tick(np.array([monday]))[0])) == dt.date(2010, 1, 11)


def test_a_tick_after_the_horizon_has_no_day(time, clock):
    assert time.day_of_tick(np.array([clock.end_tick])).tolist() == [NEVER]


def test_first_ticks_agree_with_the_clock_within_the_horizon(time, clock):
    days = np.arange(0, time.n_days)
    assert time.first_tick(days).tolist() == [clock.first_tick(int(day)) for day in days]


def test_first_tick_of_a_day_before_today_is_tick_0(time):
    assert time.first_tick(np.array([-50])).tolist() == [0]


def test_weeks_begin_on_their_first_working_day(time, clock):
    dates = [clock.date(clock.day_of_workday(int(workday))) for workday in time.week_workdays]
    # 1 January 2010 is a Friday and a holiday; 5 April is Easter Monday
    assert dates[0] == dt.date(2010, 1, 4)
    assert dates[13] == dt.date(2010, 4, 6)
    assert all(date.weekday() == 0 or not clock.is_working(clock.day(date) - 1) for date in dates)
