import pytest

from caseflow.log import Kind, Why

ABY, BYDAL = 0, 1
Q1_WORKING_DAYS = 63
"""4 January to 31 March 2010: 20 + 20 + 23."""


def report(world, case, emergency=0):
    world.log(int(world.tape.cases.visible_tick[case]), Kind.REPORT, case, value=emergency)


def test_reports_count_by_the_calendar_day_on_which_they_came_attached_ones_too(world):
    first = world.case(reported="2010-03-31", minute_of_day=22 * 60)  # seen on 6 April, after Easter
    second = world.case(reported="2010-04-06", previous=first)
    report(world, first)
    report(world, second)
    world.log(world.at("2010-04-06", 60), Kind.ATTACHED, second, value=first)
    assert world.fraction("reports", "S/intake", quarter=1)[0] == 1
    assert world.fraction("reports", "S/intake", quarter=2)[0] == 1


def test_a_unit_without_events_has_a_count_of_zero_and_no_share(world):
    report(world, world.case(ABY, reported="2010-01-05"))
    assert world.yearly("reports") == {
        "region": 1, "S": 1, "T": 0, "Aby": 1, "Bydal": 0, "S/intake": 1, "T/all": 0,
    }  # fmt: skip
    assert world.yearly("screening_late_share") == {}


def test_a_team_has_no_rows_for_stages_that_it_does_not_cover(world):
    assert "S/measures" not in world.yearly("reports")
    assert "S/intake" not in world.yearly("measures_started")
    assert {"S/measures", "T/all"} <= set(world.yearly("care_started"))


def test_units_have_rows_in_the_periods_at_whose_end_they_exist(merger):
    assert set(merger.yearly("reports", 2010)) == {"region", "S", "T", "Aby", "Bydal", "S/intake", "T/all"}
    assert set(merger.yearly("reports", 2011)) == {"region", "M", "Aby", "Bydal", "M/all"}


def test_a_change_within_a_quarter_leaves_it_to_the_new_organisation_and_its_counts_to_no_service(make_world):
    world = make_world(merger="2010-08-15")
    report(world, world.case(ABY, reported="2010-08-02"))
    report(world, world.case(ABY, reported="2010-08-16"))
    assert world.values("reports", "S") == {("S", 2010, 1): 0, ("S", 2010, 2): 0}
    assert world.values("reports", "M", 0) == {("M", 2011, 0): 0}
    assert {q for _, year, q in world.values("utilisation", "M") if year == 2010} == {0, 3, 4}
    assert world.fraction("reports", "Aby", quarter=3)[0] == 2


def test_dismissed_reports_and_started_investigations_count_on_the_day_of_their_decision(world):
    dismissed, opened = world.case(reported="2010-03-30"), world.case(reported="2010-03-30")
    end_of_quarter = world.at("2010-03-31", 100)
    world.log(end_of_quarter, Kind.REPORT_DISMISSED, dismissed, stage=0)
    world.log(end_of_quarter, Kind.INVESTIGATION_OPENED, opened, stage=1, value=world.day("2010-03-31"))
    world.investigation("2009-12-01")  # open today: not started in the run
    assert world.values("reports_dismissed", "S", 1) == {("S", 2010, 1): 1, ("S", 2011, 1): 0}
    assert world.values("investigations_started", "S", 1) == {("S", 2010, 1): 1, ("S", 2011, 1): 0}


def test_measures_started_leave_out_those_in_place_today(world):
    in_place, new, care = (world.case(BYDAL, origin=2) for _ in range(3))
    world.log(0, Kind.MEASURE_STARTED, in_place, stage=2, value=11)
    world.log(world.at("2010-02-01"), Kind.MEASURE_STARTED, new, stage=2, value=1)
    world.log(world.at("2010-02-01"), Kind.MEASURE_STARTED, care, stage=3, value=2)
    assert world.yearly("measures_started")["T"] == 1
    assert world.yearly("care_started")["T"] == 1


def test_days_to_the_measure_run_from_the_decision_by_the_calendar(world):
    case = world.case(BYDAL)
    world.log(world.at("2010-01-29", 100), Kind.MEASURE_DECIDED, case, stage=2, value=1)  # Friday
    world.log(world.at("2010-02-08"), Kind.MEASURE_STARTED, case, stage=2, value=1)
    care = world.case(BYDAL)
    world.log(world.at("2010-02-01", 50), Kind.MEASURE_DECIDED, care, stage=3, value=2)
    world.log(world.at("2010-02-08", 50), Kind.MEASURE_STARTED, care, stage=3, value=2)
    assert world.fraction("measure_start_days", "T/all") == (10 + 7, 2)


def test_open_investigations_are_a_mean_over_working_time(world):
    world.investigation("2009-12-01", closed="2010-01-08")  # all of the first week: 5 working days
    world.investigation("2009-12-01", closed="2010-01-04", minute=50)  # half a day
    assert world.fraction("open_investigations", "S/intake", quarter=1) == (5.5, Q1_WORKING_DAYS)
    assert world.yearly("open_investigations")["T"] == 0


def test_time_in_a_state_falls_into_the_quarters_and_services_in_which_it_lies(merger):
    # from Thursday 30 December 2010, minute 50, until Tuesday 4 January 2011, minute 20
    case = merger.case(ABY)
    merger.log(merger.at("2010-12-30", 50), Kind.INVESTIGATION_OPENED, case, stage=1, value=merger.day("2010-12-30"))
    merger.log(merger.at("2011-01-04", 20), Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    assert merger.fraction("open_investigations", "S", 2010, 4)[0] == 1.5
    assert merger.fraction("open_investigations", "M", 2011, 1)[0] == 1.2


def test_assistance_ends_where_care_begins_and_the_child_waits_from_the_decision(world):
    case = world.case(BYDAL, origin=2)
    world.log(0, Kind.STAGE_ENTERED, case, stage=2, value=1)
    world.log(0, Kind.MEASURE_STARTED, case, stage=2, value=11)
    world.log(300, Kind.STAGE_ENTERED, case, stage=3, value=0)
    world.log(400, Kind.MEASURE_DECIDED, case, stage=3, value=2)
    world.log(600, Kind.MEASURE_STARTED, case, stage=3, value=2)
    world.log(1_100, Kind.CASE_CLOSED, case, stage=3)
    assert world.fraction("open_measures", "T", quarter=1)[0] == 3
    assert world.fraction("children_waiting_for_measure", "T", quarter=1)[0] == 2
    assert world.fraction("open_care", "T", quarter=1)[0] == 5


def test_a_case_waits_for_a_worker_until_it_is_assigned(world):
    case = world.case(BYDAL)
    world.log(100, Kind.OWNER_WANTED, case, stage=0, value=Why.NEW)
    world.log(350, Kind.ASSIGNED, case, stage=0, worker=3, value=Why.NEW)
    never = world.case(ABY)
    world.log(world.at("2010-03-31"), Kind.OWNER_WANTED, never, stage=2, value=Why.STAGE)
    assert world.fraction("waiting_for_worker", "T", quarter=1)[0] == 2.5
    assert world.fraction("waiting_for_worker", "S/measures", quarter=1)[0] == 1


def test_an_emergency_is_answered_by_the_first_work_on_it_nights_included(world):
    case = world.case(BYDAL, reported="2010-01-08", minute_of_day=20 * 60, emergency=True)  # Friday evening
    calm = world.case(BYDAL, reported="2010-01-08")
    report(world, case, emergency=1)
    report(world, calm)
    for start in (30, 90):
        world.session(case, 3, world.at("2010-01-11", start), world.at("2010-01-11", start + 5), stage=0)
    world.session(calm, 3, world.at("2010-01-12"), world.at("2010-01-12", 10), stage=0)
    # from Friday 20:00 to Monday 8:30
    assert world.fraction("emergency_response_hours", "T") == (60.5, 1)


def test_an_attached_emergency_has_no_response_of_its_own(world):
    case = world.case(BYDAL, reported="2010-01-08", emergency=True)
    report(world, case, emergency=1)
    tick = int(world.tape.cases.visible_tick[case])
    world.log(tick, Kind.ATTACHED, case, value=0)
    world.log(tick, Kind.RESPONDED, case, value=60)
    assert world.values("emergency_response_hours") == {}


def test_handovers_and_workers_are_those_of_the_cases_that_close(world):
    case = world.case(BYDAL)
    for tick, worker, why in ((0, 3, Why.NEW), (100, 4, Why.ABSENCE), (200, 3, Why.REORGANISATION)):
        world.log(tick, Kind.ASSIGNED, case, stage=0, worker=worker, value=why)
        world.session(case, worker, tick + 10, tick + 20, stage=0)
    world.log(300, Kind.CASE_CLOSED, case, stage=0)
    untouched = world.case(BYDAL)
    world.log(world.at("2010-06-30", 100), Kind.CASE_CLOSED, untouched, stage=0)
    still_open = world.case(BYDAL)
    world.log(0, Kind.ASSIGNED, still_open, stage=0, worker=3, value=Why.STAGE)
    assert world.fraction("handovers_per_case", "T") == (2, 2)
    assert world.fraction("workers_seen_per_case", "T") == (2, 2)
    assert world.fraction("workers_seen_per_case", "T", quarter=2) == (0, 1)


@pytest.mark.parametrize(("stage", "unit"), [(1, "S/intake"), (3, "S/measures")])
def test_a_closed_case_belongs_to_the_team_of_its_last_stage(world, stage, unit):
    world.log(500, Kind.CASE_CLOSED, world.case(ABY), stage=stage)
    assert set(world.yearly("handovers_per_case")) == {"region", "S", "Aby", unit}
