import datetime as dt

import pytest

from caseflow.clock import Clock
from caseflow.stats.timeline import Timeline


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
    days = range(clock.tables.first_day, time.n_days + 1)
    assert time.add_months(months).tolist() == [clock.add_months(day, months) for day in days]


def test_three_months_after_30_november_is_the_end_of_february(time, clock):
    november = clock.day(dt.date(2010, 11, 30)) - clock.tables.first_day
    assert clock.date(int(time.add_months(3)[november])) == dt.date(2011, 2, 28)


def test_first_ticks_agree_with_the_clock_within_the_horizon_and_end_with_it(time, clock):
    assert time.first_ticks[:-1].tolist() == [clock.first_tick(day) for day in range(time.n_days)]
    assert time.first_ticks[-1] == clock.end_tick


def test_weeks_begin_on_their_first_working_day(time, clock):
    dates = [clock.date(clock.day_of_workday(int(workday))) for workday in time.week_workdays]
    # 1 January 2010 is a Friday and a holiday; 5 April is Easter Monday
    assert dates[0] == dt.date(2010, 1, 4)
    assert dates[13] == dt.date(2010, 4, 6)
    assert all(date.weekday() == 0 or not clock.is_working(clock.day(date) - 1) for date in dates)
