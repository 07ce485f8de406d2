import pytest

from caseflow.log import Kind

ABY, BYDAL = 0, 1


def in_stage(world, stage, start, stop=None, municipality=BYDAL, previous=-1):
    case = world.case(municipality, previous=previous)
    world.log(start, Kind.STAGE_ENTERED, case, stage=stage, value=0)
    if stop is not None:
        world.log(stop, Kind.CASE_CLOSED, case, stage=stage)
    return case


def test_children_per_post_counts_a_child_once_and_leaders_and_clerks(world):
    child = in_stage(world, 1, 0, 500, municipality=ABY)
    in_stage(world, 1, 700, 900, municipality=ABY, previous=child)
    in_stage(world, 2, 0, 100, municipality=ABY)
    in_stage(world, 0, 0, 100, municipality=ABY)  # screening alone is no investigation
    # 3 caseworkers and 0.5 + 0.5 others
    counted = world.yearly("children_per_post")
    assert {unit: counted[unit] for unit in ("S", "S/intake", "S/measures")} == {
        "S": 2 / 4, "S/intake": 1 / 2, "S/measures": 1,
    }  # fmt: skip
    assert counted["region"] == 2 / 5.5


def test_municipalities_have_no_posts_of_their_own(merger):
    in_stage(merger, 2, 0)
    assert set(merger.yearly("children_per_post", 2011)) == {"region", "M", "M/all"}
    assert merger.yearly("children_per_post", 2011)["M"] == 1 / 5.5


def test_a_child_counts_in_every_period_in_which_its_case_is_open(world):
    in_stage(world, 2, 0, world.at("2010-04-06", 1))
    assert [world.fraction("children_per_post", "T", quarter=quarter)[0] for quarter in (0, 1, 2, 3)] == [1, 1, 1, 0]


def test_children_per_present_post_counts_posts_by_their_days_at_work(world):
    in_stage(world, 2, 0)
    world.absent(3, "2010-01-01", "2010-03-31")
    assert world.fraction("children_per_present_post", "T", quarter=1) == (1, 0.5)
    assert world.fraction("children_per_present_post", "T", quarter=2) == (1, 1.5)


def test_without_anybody_at_work_there_is_no_present_post(world):
    world.absent(2, "2010-01-01", "2010-12-31", vacant=True)
    assert "S/measures" not in world.yearly("children_per_present_post")
    assert world.yearly("children_per_post")["S/measures"] == 0


def test_utilisation_is_minutes_done_over_capacity_in_the_team_of_the_day(merger):
    case = merger.case(BYDAL)
    merger.session(case, 3, merger.at("2010-12-31", 90), merger.at("2011-01-03", 30))
    done_2010, done_2011 = merger.fraction("utilisation", "T", 2010), merger.fraction("utilisation", "M", 2011)
    assert (done_2010[0], done_2011[0]) == (10, 30)
    assert merger.fraction("utilisation", "T", 2010, 1)[1] == 2 * 63 * 100


def test_a_session_that_lasts_at_the_end_of_the_horizon_is_work_until_then(make_world):
    world = make_world(until="2010-01-06")
    world.log(150, Kind.WORK_STARTED, world.case(), ("contact", 0), 1, 0, 100)
    assert world.fraction("utilisation", "S/intake") == (50, 400)


def test_cases_per_worker_are_those_owned_when_the_week_begins(make_world):
    world = make_world(until="2010-01-25")  # the weeks of 4, 11 and 18 January
    for closed in (500, 501, 1_001):
        case = world.case(BYDAL)
        world.log(0, Kind.ASSIGNED, case, stage=0, worker=3, value=0)
        world.log(closed, Kind.CASE_CLOSED, case, stage=0)
    # worker 3 owns 3, 2 and 1 cases, worker 4 none; the norm is 2
    assert world.fraction("weeks_above_norm", "T/all") == (1, 6)
    assert world.yearly("cases_per_worker_p90")["T/all"] == pytest.approx(2.5)
    assert world.yearly("cases_per_worker_p90")["S"] == 0


def test_a_released_case_is_no_longer_owned(make_world):
    world = make_world(until="2010-01-18")
    case = world.case(BYDAL)
    world.log(0, Kind.ASSIGNED, case, stage=0, worker=3, value=0)
    world.log(300, Kind.RELEASED, case, stage=0, worker=3)
    world.log(300, Kind.ASSIGNED, case, stage=0, worker=4, value=3)
    # weeks of 4 and 11 January: (1, 0) and (0, 1)
    assert world.yearly("cases_per_worker_p90")["T/all"] == 1


def test_a_vacant_post_is_no_worker_week(make_world):
    world = make_world(until="2010-01-18")
    world.absent(4, "2010-01-04", "2010-01-04", vacant=True)
    assert world.fraction("weeks_above_norm", "T/all") == (0, 3)


def test_unstaffed_days_are_those_on_which_nobody_of_the_unit_is_at_work(world):
    world.absent(3, "2010-01-04", "2010-01-08")
    world.absent(4, "2010-01-07", "2010-01-12")
    assert world.fraction("unstaffed_days", "T", quarter=1) == (2, 63)
    assert world.yearly("unstaffed_days") == {"region": 1, "S": 0, "T": 2, "S/intake": 0, "S/measures": 0, "T/all": 2}


def test_a_part_posts_day_off_leaves_a_unit_unstaffed_too(world):
    world.absent(3, "2010-01-04", "2010-01-08")
    world.is_scheduled[4, :2] = False
    world.minutes[4, :2] = 0
    assert world.yearly("unstaffed_days")["T"] == 2


def test_half_staff_is_measured_in_full_time_equivalents(world):
    world.absent(4, "2010-01-04", "2010-01-05")  # 1.0 of 1.5 left
    world.absent(3, "2010-01-06", "2010-01-08")  # 0.5 of 1.5 left
    world.absent(0, "2010-01-04", "2010-01-04")  # 1.0 of 2.0 left: exactly half
    assert world.yearly("days_at_half_staff_or_less") == {
        "region": 1.5, "S": 0, "T": 3, "S/intake": 1, "S/measures": 0, "T/all": 3,
    }  # fmt: skip


def test_thin_days_of_the_region_are_those_of_a_mean_service_of_the_day(make_world):
    world = make_world(until="2011-01-01", merger="2010-08-16")
    for worker in (3, 4):
        world.absent(worker, "2010-01-04", "2010-01-06")
    working_days = world.clock.n_workdays
    apart = world.clock.workday_on_or_after(world.day("2010-08-16"))
    # two services until the merger, one since
    days_of_services = 2 * apart + working_days - apart
    assert world.fraction("unstaffed_days", "region") == (
        pytest.approx(3 * working_days / days_of_services, rel=1e-12),
        working_days,
    )
    assert world.fraction("unstaffed_days", "region", quarter=1) == (1.5, 63)
    assert world.fraction("unstaffed_days", "region", quarter=4)[0] == 0


def test_staffing_days_follow_the_organisation_of_the_day(merger):
    for worker in (3, 4):
        merger.absent(worker, "2010-12-30", "2011-01-04")
    assert merger.yearly("unstaffed_days", 2010)["T"] == 2
    assert merger.yearly("unstaffed_days", 2010)["region"] == 1
    assert merger.yearly("unstaffed_days", 2011) == {"region": 0, "M": 0, "M/all": 0}


def test_local_presence_is_somebody_who_serves_the_municipality_in_its_office(merger):
    for worker in (3, 4):
        merger.absent(worker, "2010-12-30", "2011-01-04")
    assert merger.yearly("days_without_local_presence", 2010) == {"Aby": 0, "Bydal": 2}
    # merged, five others serve Bydal, but from another office
    assert merger.yearly("days_without_local_presence", 2011) == {"Aby": 0, "Bydal": 2}


def test_somebody_in_the_office_who_serves_others_is_no_local_presence(world):
    world.office_of_worker[2] = 1  # serves Aby from B-town
    for worker in (3, 4):
        world.absent(worker, "2010-12-30", "2010-12-30")
    assert world.yearly("days_without_local_presence") == {"Aby": 0, "Bydal": 1}


def test_sick_leave_is_a_share_of_the_scheduled_days_of_posts_that_somebody_holds(make_world):
    world = make_world(until="2010-01-18")  # 10 working days
    world.absent(3, "2010-01-04", "2010-01-06", sick=True)
    world.absent(4, "2010-01-04", "2010-01-08", vacant=True)
    world.is_scheduled[3, 0] = False
    assert world.fraction("sick_leave_share", "T") == (2, 9 + 5)
