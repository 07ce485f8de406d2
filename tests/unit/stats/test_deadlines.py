import math

import pytest

from caseflow.log import Kind
from caseflow.stats.run import Run

ABY, BYDAL = 0, 1


def test_a_breach_counts_in_the_period_of_the_limit_and_not_of_the_closing(world):
    # 4 January + 3 months is 4 April 2010 (second quarter); closed in the third
    world.investigation("2010-01-04", closed="2010-08-02")
    assert world.values("breach_share", "Aby") == {("Aby", 2010, 0): 1.0, ("Aby", 2010, 2): 1.0}


def test_an_investigation_closed_before_its_limit_counts_in_the_denominator_of_the_limits_period(world):
    world.investigation("2010-02-01", closed="2010-02-15")  # limit 1 May 2010
    world.investigation("2010-02-02", closed="2010-09-15")  # limit 2 May 2010
    assert world.fraction("breach_share", "S", quarter=1) == pytest.approx((math.nan, math.nan), nan_ok=True)
    assert world.fraction("breach_share", "S", quarter=2) == (1, 2)


def test_closing_in_the_last_minute_of_the_limits_day_is_in_time_and_a_minute_later_is_not(world):
    world.investigation("2010-06-01", closed="2010-09-01", minute=100)
    world.investigation("2010-06-01", closed="2010-09-02", minute=1, municipality=BYDAL)
    assert world.yearly("breach_share") == {
        "region": 0.5, "S": 0, "T": 1, "Aby": 0, "Bydal": 1, "S/intake": 0, "T/all": 1,
    }  # fmt: skip


def test_a_limit_on_a_weekend_is_not_moved_to_monday(world):
    # 9 February + 3 months is Sunday 9 May 2010
    world.investigation("2010-02-09", closed="2010-05-07")
    world.investigation("2010-02-09", closed="2010-05-10", minute=1)
    assert world.fraction("breach_share", "Aby") == (1, 2)


def test_what_closes_at_the_end_of_friday_is_closed_on_friday(world):
    # 8 February + 3 months is Saturday 8 May; minute 100 of Friday 7 May is the first tick of Monday
    world.investigation("2010-02-08", closed="2010-05-07", minute=100)
    assert world.fraction("breach_share", "Aby") == (0, 1)
    assert world.fraction("processing_days_mean", "Aby") == (88, 1)


def test_limits_are_clipped_to_the_months_end(world):
    # 30 November 2010 + 3 months is 28 February 2011
    world.investigation("2010-11-30", closed="2011-02-28")
    world.investigation("2010-11-30", closed="2011-03-01", minute=1)
    assert world.fraction("breach_share", "Aby", 2011, 1) == (1, 2)


def test_an_extension_moves_the_limit_and_the_first_one_no_longer_counts(world):
    # extended from 12 April to 12 July 2010
    world.investigation("2010-01-12", closed="2010-07-12", extended="2010-04-12")
    world.investigation("2010-01-12", closed="2010-07-13", extended="2010-04-12", minute=1)
    assert world.values("breach_share", "Aby") == {("Aby", 2010, 0): 0.5, ("Aby", 2010, 3): 0.5}


def test_investigations_open_today_whose_limit_has_passed_are_not_counted(world):
    world.investigation("2009-09-15", closed="2010-03-15")  # limit 15 December 2009
    world.investigation("2009-11-16", closed="2010-03-15")  # limit 16 February 2010
    assert world.fraction("breach_share", "Aby") == (1, 1)


def test_an_investigation_that_never_closes_is_a_breach(world):
    world.investigation("2010-01-04")
    assert world.fraction("breach_share", "region") == (1, 1)


def test_a_limit_after_the_horizon_counts_nowhere(world):
    world.investigation("2011-11-01")
    assert world.values("breach_share") == {}


def test_a_clock_that_starts_after_the_horizon_is_over_no_limit(world):
    # opened on the last working days, a screening week before its clock starts
    for start in ("2012-01-02", "2012-01-05"):
        world.investigation(start, opened="2011-12-29")
    limits = Run(world.written, world.tape, world.organisation).investigations["limit_day"]
    assert limits.tolist() == [world.day("2012-04-01")] * 2  # three months after the day after the horizon
    assert set(world.values("child_days_over_limit", "Aby").values()) == {0}
    assert set(world.values("overdue_open", "Aby").values()) == {0}


def test_breaches_belong_to_the_service_that_covers_the_municipality_on_the_limits_day(merger):
    merger.investigation("2010-09-30", closed="2011-02-15")  # limit 30 December 2010, two services
    merger.investigation("2010-10-01", closed="2011-02-15")  # limit 1 January 2011, a Saturday, merged
    assert merger.yearly("breach_share", 2010) == {"region": 1, "S": 1, "Aby": 1, "S/intake": 1}
    assert merger.yearly("breach_share", 2011) == {"region": 1, "M": 1, "Aby": 1, "M/all": 1}


def test_days_off_before_a_change_on_a_monday_belong_to_the_organisation_before(make_world):
    world = make_world("2010-01-01", "2013-01-01", merger="2012-01-02")
    world.investigation("2011-10-01", closed="2012-02-15", opened="2011-10-03")  # limit Sunday 1 January 2012
    assert world.yearly("breach_share", 2012) == {"region": 1, "Aby": 1}


def test_a_year_that_ends_on_a_day_off_before_a_change_has_the_units_before(make_world):
    # 31 December 2011 is a Saturday, 2 January 2012 the first working day
    world = make_world("2011-01-01", "2013-01-01", merger="2012-01-01")
    assert {unit for unit, year, _ in world.values("utilisation", quarter=0) if year == 2011} == {
        "region", "S", "T", "S/intake", "S/measures", "T/all",
    }  # fmt: skip


def test_over_three_months_counts_what_closes_in_the_period_whatever_its_extension(world):
    world.investigation("2010-01-12", closed="2010-04-12")
    world.investigation("2010-01-12", closed="2010-05-12", extended="2010-04-12")
    world.investigation("2010-01-12", closed="2010-07-13")
    assert world.fraction("over_three_months_share", "Aby", quarter=2) == (1, 2)
    assert world.fraction("over_three_months_share", "Aby", quarter=3) == (1, 1)


def test_overdue_open_is_the_state_at_the_periods_end(world):
    world.investigation("2010-03-31", closed="2010-07-01")  # limit 30 June: overdue at its end, closed a day later
    world.investigation("2010-03-30", closed="2010-06-30")  # closed at its limit
    world.investigation("2010-07-02", closed="2010-12-31")  # late, but closed on the year's last day
    assert world.values("overdue_open", "Aby", 0) == {("Aby", 2010, 0): 0, ("Aby", 2011, 0): 0}
    assert world.fraction("overdue_open", "Aby", quarter=2)[0] == 1
    assert world.fraction("overdue_open", "Aby", quarter=3)[0] == 0


def test_a_report_that_lies_in_intake_past_its_limit_is_no_open_investigation_yet(world):
    # the clock runs from the report: limit 30 June; opened on 5 July and over the limit at the third quarter's end
    world.investigation("2010-03-31", opened="2010-07-05")
    assert world.fraction("overdue_open", "Aby", quarter=2)[0] == 0
    assert world.fraction("overdue_open", "Aby", quarter=3)[0] == 1
    assert world.fraction("child_days_over_limit", "Aby", quarter=3)[0] == 92


def test_child_days_over_the_limit_fall_in_the_periods_in_which_they_lie(world):
    # limit 28 June; over it on 29 and 30 June and on 1 and 2 July
    world.investigation("2010-03-28", closed="2010-07-02", opened="2010-03-29")
    assert world.fraction("child_days_over_limit", "Aby", quarter=2)[0] == 2
    assert world.fraction("child_days_over_limit", "Aby", quarter=3)[0] == 2
    assert world.fraction("child_days_over_limit", "region")[0] == 4


def test_child_days_over_a_limit_before_today_count_from_today(world):
    world.investigation("2009-09-15", closed="2010-01-05")
    assert world.fraction("child_days_over_limit", "Aby")[0] == 5


def test_the_longest_case_is_the_oldest_open_at_some_time_in_the_period(world):
    world.investigation("2010-01-04", closed="2010-02-03")  # 30 days
    world.investigation("2010-02-10", closed="2010-04-13")  # 49 days on 31 March, 62 at closing
    assert world.values("longest_case_days", "Aby") == {
        ("Aby", 2010, 0): 62, ("Aby", 2010, 1): 49, ("Aby", 2010, 2): 62,
    }  # fmt: skip


def test_an_open_case_is_as_old_as_the_end_of_the_period(world):
    world.investigation("2010-01-04", municipality=BYDAL)
    # 31 March, 30 June, 30 September and 31 December 2010 and so on, less 4 January 2010
    ages = [361, 86, 177, 269, 361, 726, 451, 542, 634, 726]
    assert list(world.values("longest_case_days", "T").values()) == ages


def test_a_case_whose_clock_has_not_started_is_no_days_old(world):
    world.investigation("2010-07-05", closed="2010-07-02", opened="2010-06-29")
    assert set(world.values("longest_case_days", "Aby").values()) == {0}


def test_processing_days_have_mean_median_and_ninth_decile(world):
    for closed in ("2010-01-14", "2010-01-15", "2010-01-18", "2010-01-22"):  # 10, 11, 14 and 18 days
        world.investigation("2010-01-04", closed=closed)
    assert world.yearly("processing_days_mean")["S"] == 53 / 4
    assert world.yearly("processing_days_p50")["S"] == 12.5
    assert world.yearly("processing_days_p90")["S"] == pytest.approx(14 + 0.7 * 4)


def test_processing_days_of_an_investigation_open_today_count_from_its_real_start(world):
    world.investigation("2009-12-01", closed="2010-01-12")
    assert world.yearly("processing_days_mean")["Aby"] == 42


def test_closed_and_dismissed_investigations_are_counted_where_they_close(merger):
    merger.investigation("2010-12-01", closed="2010-12-31")
    merger.investigation("2010-12-01", closed="2010-12-31", outcome=1)
    merger.investigation("2010-12-01", closed="2011-01-03", minute=1)
    assert merger.yearly("investigations_closed", 2010)["S/intake"] == 2
    assert merger.yearly("investigations_dismissed", 2010)["S/intake"] == 1
    assert merger.yearly("investigations_closed", 2011) == {"region": 1, "M": 1, "Aby": 1, "Bydal": 0, "M/all": 1}


def test_screening_is_late_when_it_is_concluded_after_the_week(world):
    in_time, late, dismissed = (world.case(reported="2010-01-04") for _ in range(3))
    world.log(world.at("2010-01-11", 100), Kind.INVESTIGATION_OPENED, in_time, stage=1, value=world.day("2010-01-11"))
    world.log(world.at("2010-01-12", 1), Kind.INVESTIGATION_OPENED, late, stage=1, value=world.day("2010-01-12"))
    world.log(world.at("2010-01-12", 1), Kind.REPORT_DISMISSED, dismissed, stage=0)
    assert world.fraction("screening_late_share", "S/intake") == (2, 3)


def test_investigations_open_today_are_no_concluded_reports(world):
    world.investigation("2009-12-01")
    assert world.values("screening_late_share") == {}
