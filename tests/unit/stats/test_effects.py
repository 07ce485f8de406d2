"""Indicators of effects, and what effects change of the others, on logs written by hand."""

import numpy as np
import pytest

from caseflow.config.schema import TASK_KINDS
from caseflow.log import Kind
from caseflow.organisation import ABSENT, BOUGHT, Places, Pool, Strain, TeamInfo
from caseflow.stats.run import Run
from caseflow.stats.series import places_of, weekly

ABY, BYDAL = 0, 1
NO_LIMIT = Places(np.full((2, 1), -1), np.zeros(0), np.full(2, 1000), -1)


def capacity_of(world):
    return Run(world.written, world.tape, world.organisation).capacity


def trips(minutes=1000):
    return {"trip_permille": np.full(len(TASK_KINDS), minutes, dtype=np.int32)}


def on_call(aby, bydal):
    return {"on_call_team": np.array([aby, bydal], dtype=np.int32)}


def routed(kind, *pools):
    """Each municipality's tasks of a kind go to the first of some pools, given as workers."""
    route = np.full((2, len(TASK_KINDS)), -1, dtype=np.int32)
    route[:, TASK_KINDS.index(kind)] = 0
    return {"pools": tuple(Pool(f"pool {i}", workers) for i, workers in enumerate(pools)), "route": route}


def done(world, case, worker, task, start, end, full, stage=3):
    world.log(start, Kind.TASK_READY, case, task, stage, value=9_000)
    world.session(case, worker, start, end, task, stage, done=full)


# -- who is at work ---------------------------------------------------------------------------------------------


def test_without_load_that_makes_ill_the_capacity_is_the_organisations(world):
    organisation = world.organisation
    assert Run(world.written, world.tape, organisation).capacity is organisation.capacity


def test_whom_load_makes_ill_is_away_and_sick_until_the_day_in_the_log(world):
    world.effects["strain"] = (Strain(2, 3, 70, False, 5, 5, 700),)
    world.log(200, Kind.FELL_ILL, -1, worker=3, value=5)
    capacity = capacity_of(world)
    for table in (capacity.away, capacity.sick, capacity.minutes == 0):
        assert np.flatnonzero(table[3]).tolist() == [2, 3, 4]
    assert not capacity.vacant.any()


def test_whom_load_makes_leave_leaves_a_vacancy_and_a_newcomer_who_learns(world):
    world.effects["strain"] = (Strain(2, 3, 70, True, 4, 6, 700),)
    world.log(200, Kind.LEFT, -1, worker=3, value=4)
    world.absent(3, "2010-01-06", "2010-01-06", sick=True)  # working day 3: the post is vacant, nobody is ill
    capacity = capacity_of(world)
    assert capacity.minutes[3, :8].tolist() == [100, 100, 0, 0, 70, 70, 100, 100]
    assert np.flatnonzero(capacity.vacant[3]).tolist() == [2, 3]
    assert not capacity.sick.any()


def test_all_indicators_of_the_staff_see_who_is_ill_or_has_left(world):
    world.effects["strain"] = (Strain(3, 3, 70, True, 5, 5, 700),)
    world.log(300, Kind.LEFT, -1, worker=3, value=5)
    world.log(300, Kind.FELL_ILL, -1, worker=4, value=4)
    assert world.yearly("unstaffed_days")["T"] == 1
    assert world.yearly("days_at_half_staff_or_less")["T"] == 2
    assert world.yearly("days_without_local_presence")["Bydal"] == 1
    assert world.fraction("sick_leave_share", "T", quarter=1) == (1, 2 * 63 - 2)
    assert world.fraction("utilisation", "T", quarter=1)[1] == (2 * 63 - 3) * 100
    assert world.fraction("children_per_present_post", "T", quarter=2)[1] == pytest.approx(1.5)


def test_a_session_goes_on_after_the_illness_that_did_not_end_it(world):
    case = world.case(BYDAL)
    world.effects["strain"] = (Strain(3, 3, 70, False, 4, 4, 700),)
    world.log(300, Kind.FELL_ILL, -1, worker=3, value=4)
    world.log(290, Kind.WORK_STARTED, case, ("contact", 0), 1, 3, 30)
    world.log(420, Kind.TASK_DONE, case, ("contact", 0), 1, 3, 30)
    assert world.fraction("utilisation", "T", quarter=1)[0] == 30


# -- units ------------------------------------------------------------------------------------------------------


def neighbour(world):
    """Bydal and who lives there are of a neighbouring region."""
    world.effects |= {"outside": np.array([False, True]), "home_of_worker": np.array([0, 0, -1, 1, 1])}


def test_outside_municipalities_and_their_workers_are_not_of_the_region(world):
    neighbour(world)
    for municipality, worker in ((ABY, 0), (BYDAL, 3)):
        case = world.investigation("2010-02-01", municipality=municipality)
        world.log(0, Kind.ASSIGNED, case, stage=1, worker=worker, value=0)
    world.absent(0, "2010-03-01", "2010-03-01")
    assert world.yearly("investigations_started") == {
        "region": 1, "S": 1, "T": 1, "Aby": 1, "Bydal": 1, "S/intake": 1, "T/all": 1,
    }  # fmt: skip
    # three workers, of whom nobody knows where one lives, and 1.0 leaders and clerks
    assert world.fraction("children_per_post", "region") == (1, 4)
    assert world.fraction("weeks_above_norm", "region") == (0, 52 * 3)
    assert world.fraction("unstaffed_days", "T")[0] == 0


def test_thin_days_of_the_region_leave_out_services_that_only_serve_neighbours_and_those_without_cases(world):
    neighbour(world)
    world.absent(3, "2010-01-04", "2010-01-08")
    world.absent(4, "2010-01-04", "2010-01-08")
    for worker in (0, 1, 2):
        world.absent(worker, "2010-01-05", "2010-01-06")
    assert world.yearly("unstaffed_days")["T"] == 5
    assert world.fraction("unstaffed_days", "region")[0] == 2
    board(world)
    world.effects_of_periods["team_of"][ABY] = 2  # all cases are T's, those of the region too
    assert world.fraction("unstaffed_days", "region")[0] == 5


def test_leaders_and_clerks_of_a_neighbouring_region_are_not_of_the_region(world):
    neighbour(world)
    teams = world.organisation.periods[0].teams
    last = teams[2]
    other = TeamInfo(
        last.name, last.service, last.stages, last.municipalities, last.workers, 2.0, outside_posts_fte=1.5
    )
    world.effects_of_periods["teams"] = (*teams[:2], other)
    world.investigation("2010-02-01")
    world.investigation("2010-02-01", municipality=BYDAL)
    assert world.fraction("children_per_post", "T") == (1, 3.5)
    assert world.fraction("children_per_post", "region") == (1, 3 + 1 + 0.5)


def test_work_on_the_regions_children_counts_in_the_region_whoever_does_it(world):
    neighbour(world)
    done(world, world.case(ABY), 3, ("contact", 0), 100, 130, 60, stage=1)
    done(world, world.case(BYDAL), 0, ("contact", 0), 100, 120, 20, stage=1)
    assert world.yearly("effort_given_share") == {
        "region": 0.5, "S": 1, "T": 0.5, "Aby": 0.5, "Bydal": 1, "S/intake": 1, "T/all": 0.5,
    }  # fmt: skip


def test_municipalities_that_the_model_does_not_serve_have_no_rows(world):
    world.effects["served"] = np.array([True, False])
    world.investigation("2010-02-01")
    assert {unit for _, unit in world.counts().units} == {"region", "S", "Aby", "S/intake", "S/measures", "T", "T/all"}
    assert places_of(world.organisation) == ("region", "Aby")


def test_outside_investigations_are_not_in_the_regions_week(make_world):
    world = make_world(until="2010-01-11")
    neighbour(world)
    world.investigation("2009-12-01")
    world.investigation("2009-12-01", municipality=BYDAL)
    assert weekly(world.written, world.tape, world.organisation).open.tolist() == [[1], [1], [1]]


def test_an_extra_post_counts_only_while_it_has_a_team(merger):
    extra = merger.organisation
    first = extra.periods[0]
    without = np.array([0, 0, 1, 2, -1], dtype=np.int32)
    teams = (*first.teams[:2], TeamInfo("T/all", "T", (0, 1, 2, 3), (BYDAL,), (3,), 0.0))
    merger.first_period = {"team_of_worker": without, "teams": teams}
    merger.investigation("2010-02-01", municipality=BYDAL)
    assert merger.fraction("children_per_post", "region", 2010) == (1, 5)
    assert merger.fraction("children_per_post", "region", 2011) == (1, 5.5)
    assert merger.fraction("children_per_present_post", "region", 2010) == (1, 4)
    assert merger.fraction("utilisation", "T", 2010, 1)[1] == 63 * 100
    assert merger.fraction("weeks_above_norm", "region", 2010) == (0, 52 * 4)


def test_posts_that_follow_the_children_count_as_large_as_they_are_at_the_periods_end(world):
    growth = np.ones((5, world.clock.day(world.clock.until)))
    growth[3, world.day("2010-04-01") :] = 1.2
    world.effects["post_growth"] = growth
    world.investigation("2010-02-01", municipality=BYDAL)
    assert [world.fraction("children_per_post", "T", quarter=q)[1] for q in (1, 2)] == [1.5, pytest.approx(1.7)]
    assert world.fraction("children_per_present_post", "T", quarter=2)[1] == pytest.approx(1.7)


# -- functions --------------------------------------------------------------------------------------------------


def board(world):
    """Team S/measures does nothing but county-board cases, for all."""
    teams = world.organisation.periods[0].teams
    alone = TeamInfo("S/measures", "S", (), (), (2,), 0.5)
    world.effects_of_periods |= {
        "teams": (teams[0], alone, teams[2]),
        "team_of": np.array([[0, 0, 0, 0], [2, 2, 2, 2]], dtype=np.int32),
        **routed("county_board", (2,)),
    }


def test_a_team_that_only_does_a_function_has_indicators_of_staff_and_none_of_cases(world):
    board(world)
    world.investigation("2010-02-01")
    table = world.table()
    assert set(table["indicator"][table["unit"] == "S/measures"]) == {
        "utilisation",
        "unstaffed_days",
        "days_at_half_staff_or_less",
        "sick_leave_share",
        "county_board_cases_per_worker",
    }
    # nobody of it owns cases: its weeks would only dilute those of others
    assert world.fraction("weeks_above_norm", "S") == (0, 52 * 2)


def test_county_board_cases_are_those_of_the_pools_workers(world):
    board(world)
    done(world, world.case(BYDAL), 2, ("county_board", 0), 100, 200, 100)
    assert world.yearly("county_board_cases_per_worker") == {
        "region": 1 / 5, "S": 1 / 3, "T": 0, "S/measures": 1, "T/all": 0,
    }  # fmt: skip


def test_what_is_bought_is_nobodys_work_and_not_missed(world):
    case = world.case(BYDAL, origin=3)
    world.log(0, Kind.TASK_READY, case, ("home_visit", 0), 3, value=world.at("2010-02-01"))
    world.log(world.at("2010-01-20"), Kind.BOUGHT, case, ("home_visit", 0), 3, value=240)
    assert world.fraction("visits_missed_share", "T") == (0, 1)
    assert world.fraction("utilisation", "T")[0] == 0
    assert world.yearly("effort_given_share") == {}


def test_trips_hand_overs_and_want_of_practice_are_no_effort_given(world):
    case = world.case(BYDAL)
    world.log(100, Kind.HANDED_OVER, case, ("county_board", 0), 3, 3, 20)
    world.log(100, Kind.TRAVELLED, case, ("county_board", 0), 3, 3, 15)
    world.log(100, Kind.RELEARNED, case, ("county_board", 0), 3, 3, 10)
    done(world, case, 3, ("county_board", 0), 100, 185, 50)
    assert world.fraction("effort_given_share", "T") == (40, 50)


# -- travel -----------------------------------------------------------------------------------------------------


def test_travel_is_of_the_family_and_of_the_worker_who_travels(world):
    world.effects_of_periods |= trips()
    world.log(world.at("2010-02-01"), Kind.TRAVELLED, world.case(BYDAL), ("contact", 0), 1, 0, 90)
    assert world.yearly("travel_hours") == {
        "region": 1.5, "S": 1.5, "T": 0, "Aby": 0, "Bydal": 1.5, "S/intake": 1.5, "S/measures": 0, "T/all": 0,
    }  # fmt: skip
    assert world.fraction("travel_hours_per_worker_week", "S/intake") == (1.5, 52 * 2)


def test_a_model_without_travel_has_no_travel_hours(world):
    world.investigation("2010-02-01")
    assert world.values("travel_hours") == world.values("travel_hours_per_worker_week") == {}


def test_local_presence_is_in_the_office_of_the_day(world):
    office_on = np.repeat(np.array(world.office_of_worker)[:, None], world.clock.n_workdays, axis=1)
    office_on[3:, :2] = 0  # both of Bydal sit in A-town
    office_on[0, 0] = 1  # serves Aby only
    world.effects["office_on"] = office_on
    assert world.yearly("days_without_local_presence") == {"Aby": 0, "Bydal": 2}


# -- emergencies ------------------------------------------------------------------------------------------------


def emergency(world, municipality, date, minute_of_day, after):
    case = world.case(municipality, reported=date, minute_of_day=minute_of_day, emergency=True)
    tick = int(world.tape.cases.visible_tick[case])
    world.log(tick, Kind.REPORT, case, value=1)
    world.log(tick, Kind.RESPONDED, case, value=after)
    return case


def test_the_response_of_whoever_is_on_call_comes_before_the_first_work(world):
    case = emergency(world, BYDAL, "2010-01-08", 20 * 60, after=90)
    world.session(case, 3, world.at("2010-01-11", 30), world.at("2010-01-11", 35), stage=0)
    assert world.fraction("emergency_response_hours", "T") == (1.5, 1)


def test_evenings_on_duty_are_the_days_of_the_team_on_call_over_its_workers(world):
    world.effects_of_periods |= on_call(2, 2)
    emergency(world, ABY, "2010-01-08", 23 * 60 + 30, after=60)
    assert world.yearly("evening_duties_per_worker") == {
        "region": 365 / 5, "S": 0, "T": 365 / 2, "S/intake": 0, "S/measures": 0, "T/all": 365 / 2,
    }  # fmt: skip
    assert world.fraction("call_outs_per_worker", "T") == (1, 2)
    assert world.fraction("call_outs_per_worker", "S") == (0, 3)


def test_bought_duty_is_nobodys(world):
    world.effects_of_periods |= on_call(BOUGHT, 2)
    emergency(world, ABY, "2010-01-08", 20 * 60, after=60)
    assert world.yearly("evening_duties_per_worker")["S"] == 0
    assert world.fraction("call_outs_per_worker", "region") == (0, 5)


def test_where_nobody_is_on_call_the_evenings_are_not_known(world):
    world.effects_of_periods |= on_call(ABSENT, 2)
    world.investigation("2010-02-01")
    assert world.yearly("evening_duties_per_worker") == {"T": 365 / 2, "T/all": 365 / 2}


def test_a_team_that_only_does_a_function_has_evenings_on_duty_only_if_it_is_on_call(world):
    board(world)
    world.effects_of_periods |= on_call(BOUGHT, BOUGHT)
    world.investigation("2010-02-01")
    assert world.yearly("evening_duties_per_worker") == {"region": 0, "S": 0, "T": 0, "S/intake": 0, "T/all": 0}


def test_duty_follows_the_organisation_of_the_day(merger):
    merger.effects_of_periods |= on_call(0, 0)
    merger.investigation("2010-02-01")
    assert merger.yearly("evening_duties_per_worker", 2010)["S/intake"] == 365 / 2
    assert merger.yearly("evening_duties_per_worker", 2011) == {"region": 365 / 5, "M": 365 / 5, "M/all": 365 / 5}


# -- places -----------------------------------------------------------------------------------------------------


def test_children_wait_for_a_place_until_they_have_one_or_need_none(world):
    world.effects_of_periods["places"] = NO_LIMIT
    ends = ((Kind.PLACE_TAKEN, 2), (Kind.CASE_CLOSED, -1), (Kind.STAGE_ENTERED, -1))
    for days, (kind, value) in zip((10, 20, 30), ends, strict=True):
        case = world.case(BYDAL)
        world.log(0, Kind.PLACE_WANTED, case, stage=2, value=0)
        world.log(days * 100, kind, case, stage=3 if kind == Kind.STAGE_ENTERED else 2, value=value)
    assert world.fraction("children_waiting_for_place", "T", quarter=1) == (60, 63)


def test_a_model_whose_places_never_run_out_has_no_wait_for_them(world):
    world.investigation("2010-02-01")
    assert world.values("children_waiting_for_place") == {}
