import datetime as dt

import pytest

from caseflow.clock import PAST_DAYS, Clock, add_months


@pytest.fixture(scope="module")
def clock() -> Clock:
    """From Friday 1 January 2010, a public holiday: tick 0 is on Monday 4 January."""
    return Clock(dt.date(2010, 1, 1), dt.date(2011, 1, 1))


def tick_on(clock: Clock, date: dt.date, minute: int = 0) -> int:
    return clock.first_tick(clock.day(date)) + minute


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (dt.date(2010, 1, 15), 3, dt.date(2010, 4, 15)),
        (dt.date(2010, 1, 31), 3, dt.date(2010, 4, 30)),
        (dt.date(2009, 11, 30), 3, dt.date(2010, 2, 28)),
        (dt.date(2011, 11, 30), 3, dt.date(2012, 2, 29)),
        (dt.date(2010, 10, 31), 6, dt.date(2011, 4, 30)),
    ],
)
def test_months_are_clipped_to_the_months_end(start: dt.date, months: int, expected: dt.date):
    assert add_months(start, months) == expected


def test_tick_0_is_the_first_working_minute_on_or_after_today(clock: Clock):
    assert clock.date(clock.day_of_tick(0)) == dt.date(2010, 1, 4)


def test_easter_and_the_national_days_are_not_worked(clock: Clock):
    days_off = [
        dt.date(2010, 4, 1),
        dt.date(2010, 4, 2),
        dt.date(2010, 4, 5),
        dt.date(2010, 5, 17),
        dt.date(2010, 12, 24),
    ]
    assert [clock.is_working(clock.day(date)) for date in days_off] == [False, False, False, False, True]


def test_2010_has_254_working_days(clock: Clock):
    # 261 weekdays less the holidays on weekdays: 1 January; 1, 2 and 5 April; 13, 17 and 24 May
    assert clock.n_workdays == 261 - 7


def test_a_delay_keeps_the_minute_of_the_day(clock: Clock):
    monday = tick_on(clock, dt.date(2010, 1, 4), 100)
    assert clock.after(monday, 7) == tick_on(clock, dt.date(2010, 1, 11), 100)


def test_a_delay_that_ends_on_a_day_off_moves_to_the_next_working_days_first_minute(clock: Clock):
    monday = tick_on(clock, dt.date(2010, 1, 4), 100)
    assert clock.after(monday, 5) == tick_on(clock, dt.date(2010, 1, 11))


def test_a_delay_is_at_least_one_tick(clock: Clock):
    assert clock.after(250, 0) == 251


def test_a_delay_from_before_today_is_counted_from_its_own_date(clock: Clock):
    before = clock.first_tick(clock.day(dt.date(2009, 12, 21)))
    assert before < 0
    assert clock.after(before, 28) == tick_on(clock, dt.date(2010, 1, 18))


def test_what_ends_at_a_days_first_minute_ended_on_the_day_before(clock: Clock):
    monday, tuesday = dt.date(2010, 1, 4), dt.date(2010, 1, 5)
    assert clock.date(clock.day_of_end(tick_on(clock, tuesday))) == monday
    assert clock.date(clock.day_of_end(tick_on(clock, tuesday, 1))) == tuesday


def test_a_deadline_on_a_day_off_is_met_by_what_ends_before_the_next_working_day_begins(clock: Clock):
    sunday = clock.day(dt.date(2010, 4, 4))
    assert clock.tick_after(sunday) == tick_on(clock, dt.date(2010, 4, 6))
    assert clock.last_workday_tick(sunday) == tick_on(clock, dt.date(2010, 3, 31))


@pytest.mark.parametrize(
    ("date", "minute_of_day", "expected", "minute"),
    [
        (dt.date(2010, 1, 5), 8 * 60 + 30, dt.date(2010, 1, 5), 30),
        (dt.date(2010, 1, 5), 3 * 60, dt.date(2010, 1, 5), 0),
        (dt.date(2010, 1, 5), 15 * 60 + 30, dt.date(2010, 1, 6), 0),
        (dt.date(2010, 1, 9), 12 * 60, dt.date(2010, 1, 11), 0),
    ],
)
def test_a_report_is_seen_at_the_next_working_minute(
    clock: Clock, date: dt.date, minute_of_day: int, expected: dt.date, minute: int
):
    assert clock.visible(clock.day(date), minute_of_day) == tick_on(clock, expected, minute)


def test_office_time_is_what_is_worked_from_its_first_minute_to_its_last(clock: Clock):
    tuesday, saturday = clock.day(dt.date(2010, 1, 5)), clock.day(dt.date(2010, 1, 9))
    ends = [8 * 60 - 1, 8 * 60, 15 * 60 + 29, 15 * 60 + 30]
    assert clock.is_office_time([tuesday] * 4, ends).tolist() == [False, True, True, False]
    assert not clock.is_office_time(saturday, 12 * 60)


def test_what_lies_beyond_the_calendar_is_after_the_horizon(clock: Clock):
    assert clock.after(0, 100_000) > clock.end_tick


def test_in_the_continuous_calendar_every_day_is_worked_from_midnight():
    clock = Clock(dt.date(2010, 1, 1), dt.date(2011, 1, 1), kind="continuous", day_minutes=1440)
    assert clock.n_workdays == 365
    assert clock.visible(2, 100) == 2 * 1440 + 100


def test_another_country_has_other_holidays():
    norway, sweden = (Clock(dt.date(2010, 1, 1), dt.date(2011, 1, 1), country=c) for c in ("NO", "SE"))
    constitution_day, national_day = dt.date(2010, 5, 17), dt.date(2010, 6, 25)
    assert not norway.is_working(norway.day(constitution_day))
    assert sweden.is_working(sweden.day(constitution_day))
    assert norway.is_working(norway.day(national_day))


def test_the_tables_say_of_every_day_what_the_clock_says(clock: Clock):
    tables = clock.tables
    days = range(-PAST_DAYS, clock.day(clock.until) + 400)
    workdays = range(-tables.base, clock.n_workdays)
    assert tables.first_day == -PAST_DAYS
    assert [tables.workday_on_or_after[day - tables.first_day] for day in days] == list(
        map(clock.workday_on_or_after, days)
    )
    assert [tables.is_working[day - tables.first_day] for day in days] == list(map(clock.is_working, days))
    assert [tables.day_of_workday[workday + tables.base] for workday in workdays] == list(
        map(clock.day_of_workday, workdays)
    )
    assert (tables.opens_minute, tables.day_minutes, clock.end_tick) == (8 * 60, 450, 254 * 450)


def test_reports_are_seen_together_as_one_by_one(clock: Clock):
    tuesday, saturday, far = clock.day(dt.date(2010, 1, 5)), clock.day(dt.date(2010, 1, 9)), 100_000
    days = [day for day in (tuesday, saturday, far) for _ in range(1440)]
    minutes = 3 * list(range(1440))
    assert clock.visible(days, minutes).tolist() == list(map(_seen, [clock] * len(days), days, minutes))


def _seen(clock: Clock, day: int, minute_of_day: int) -> int:
    minute = minute_of_day - clock.opens_minute
    if not clock.is_working(day) or minute < 0:
        return clock.first_tick(day)
    return clock.first_tick(day + 1) if minute >= clock.day_minutes else clock.first_tick(day) + minute
