from caseflow.log import Kind

ABY, BYDAL = 0, 1


def recurring(world, kind, occurrence, due, end, municipality=BYDAL, stage=2, end_kind=Kind.TASK_MISSED):
    case = world.case(municipality, origin=2)
    world.log(0, Kind.TASK_READY, case, (kind, occurrence), stage, value=world.at(due))
    if end and end_kind == Kind.TASK_DONE:
        world.session(case, 3, world.at(end), world.at(end, 10), (kind, occurrence), stage, done=10)
    elif end:
        world.log(world.at(end, 10), end_kind, case, (kind, occurrence), stage)


def test_effort_is_all_minutes_on_a_task_over_its_full_effort_where_it_is_done(merger):
    case = merger.case(BYDAL)
    merger.log(0, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    merger.session(case, 3, merger.at("2010-12-30", 10), merger.at("2010-12-30", 40))
    merger.session(case, 0, merger.at("2011-01-03", 10), merger.at("2011-01-03", 30), done=40)
    # 30 + 20 minutes on a task of 40: 10 are the hand-over's
    assert merger.yearly("effort_given_share", 2010) == {}
    assert merger.yearly("effort_given_share", 2011) == {"region": 1.25, "M": 1.25, "Bydal": 1.25, "M/all": 1.25}


def test_effort_belongs_to_the_workers_team_and_to_the_childs_municipality(world):
    case = world.case(ABY)
    world.log(0, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    world.session(case, 1, 100, 130, done=60)
    assert world.yearly("effort_given_share") == {"region": 0.5, "S": 0.5, "Aby": 0.5, "S/intake": 0.5}


def test_work_on_tasks_that_are_not_done_is_no_effort_given(world):
    case = world.case(ABY)
    world.log(0, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    world.session(case, 1, 100, 130)
    assert world.values("effort_given_share") == {}


def test_follow_ups_of_measures_and_care_are_missed_or_done_in_the_period_of_their_due_date(world):
    recurring(world, "follow_up", 0, due="2010-02-01", end="2010-02-01")
    recurring(world, "care_follow_up", 0, due="2010-02-01", end="2010-01-20", stage=3, end_kind=Kind.TASK_DONE)
    recurring(world, "follow_up", 1, due="2010-04-12", end="2010-03-29", end_kind=Kind.TASK_DONE)
    assert world.fraction("follow_ups_missed_share", "T", quarter=1) == (1, 2)
    assert world.fraction("follow_ups_missed_share", "T", quarter=2) == (0, 1)


def test_dropped_and_open_follow_ups_count_in_neither(world):
    recurring(world, "follow_up", 0, due="2010-02-01", end="2010-01-20", end_kind=Kind.TASK_DROPPED)
    recurring(world, "follow_up", 1, due="2010-02-01", end=None)
    assert world.values("follow_ups_missed_share") == {}


def test_a_follow_up_that_is_missed_or_dropped_at_the_tick_at_which_it_becomes_ready_has_its_end_first_in_the_log(
    world,
):
    case = world.case(BYDAL, origin=2)
    for occurrence, end_kind in enumerate((Kind.TASK_MISSED, Kind.TASK_DROPPED, Kind.TASK_MISSED)):
        due = world.at("2010-03-01")
        world.log(due, end_kind, case, ("follow_up", occurrence), 2)
        world.log(due, Kind.TASK_READY, case, ("follow_up", occurrence), 2, value=due)
    recurring(world, "follow_up", 3, "2010-03-01", "2010-03-02", end_kind=Kind.TASK_DONE)
    assert world.fraction("follow_ups_missed_share", "Bydal", quarter=1) == (2, 3)


def test_visits_are_home_visits_and_the_visitors_follow_ups(world):
    recurring(world, "home_visit", 0, due="2010-02-01", end="2010-02-01", stage=3)
    recurring(world, "visitor_follow_up", 0, due="2010-02-02", end="2010-02-02", stage=3)
    recurring(world, "review", 0, due="2010-02-01", end="2010-01-20", end_kind=Kind.TASK_DONE)
    assert world.fraction("visits_missed_share", "T/all") == (2, 2)
    assert world.fraction("reviews_missed_share", "T/all") == (0, 1)


def test_what_is_missed_belongs_to_the_team_that_covers_the_stage(world):
    recurring(world, "home_visit", 0, due="2010-02-01", end="2010-02-01", municipality=ABY, stage=3)
    assert world.yearly("visits_missed_share") == {"region": 1, "S": 1, "Aby": 1, "S/measures": 1}


def test_county_board_cases_are_counted_per_worker_of_the_unit(world):
    case = world.case(BYDAL)
    world.log(0, Kind.TASK_READY, case, ("county_board", 0), 3, value=9_000)
    world.session(case, 4, 100, 200, task=("county_board", 0), stage=3, done=100)
    assert world.yearly("county_board_cases_per_worker") == {
        "region": 1 / 5, "S": 0, "T": 1 / 2, "S/measures": 0, "T/all": 1 / 2,
    }  # fmt: skip
