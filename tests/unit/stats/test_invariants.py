import pytest

from caseflow.errors import InvariantError
from caseflow.log import Kind
from caseflow.stats.invariants import check

ABY, BYDAL = 0, 1


def a_good_log(world):
    """A report that is screened over two days and dismissed; returns the case."""
    case = world.case(ABY, reported="2010-01-04", minute_of_day=8 * 60 + 10)
    task = ("screening", 0)
    world.log(10, Kind.REPORT, case, value=0)
    world.log(10, Kind.STAGE_ENTERED, case, stage=0, value=0)
    world.log(10, Kind.TASK_READY, case, task, 0, value=700)
    world.log(10, Kind.OWNER_WANTED, case, stage=0, value=0)
    world.log(10, Kind.ASSIGNED, case, stage=0, worker=1, value=0)
    world.session(case, 1, 10, 60, task, stage=0, full=100)
    world.session(case, 1, 60, 110, task, stage=0, done=100)
    world.log(110, Kind.REPORT_DISMISSED, case, stage=0)
    world.log(110, Kind.CASE_CLOSED, case, stage=0)
    return case


def a_session_that_levelling_ends_at_once(world):
    """Worker 0 takes up the latest case when a session ends at tick 50, loses it to worker 1, and takes up another."""
    first, second, latest = (world.case(ABY, origin=1) for _ in range(3))
    for case, tick, due in ((first, 10, 900), (second, 40, 950), (latest, 40, 900)):
        world.log(0, Kind.STAGE_ENTERED, case, stage=1, value=1)
        world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
        world.log(tick, Kind.TASK_READY, case, ("contact", 0), 1, value=due)
    world.session(first, 0, 10, 50, done=40)
    world.session(latest, 0, 50, 50, full=30)
    world.log(50, Kind.RELEASED, latest, stage=1, worker=0)
    world.log(50, Kind.ASSIGNED, latest, stage=1, worker=1, value=5)
    world.session(second, 0, 50, 70, done=20)
    world.session(latest, 1, 50, 80, done=30)


def without(world, kind):
    world.rows = [row for row in world.rows if row[1] != kind]


def give(world, tick, kind, value):
    """Give a kind's rows of a tick another value."""
    world.rows = [(*row[:6], value) if row[:2] == (tick, kind) else row for row in world.rows]


def verify(world):
    check(world.written, world.tape, world.organisation)


def broken(world, words):
    with pytest.raises(InvariantError, match=words):
        verify(world)


def test_a_good_log_keeps_all_laws(world):
    a_good_log(world)
    verify(world)


def test_a_report_that_never_comes_in_is_lost(world):
    a_good_log(world)
    world.case(ABY, reported="2010-02-01")
    broken(world, "case 1 of the tape never comes in as a report")


def test_a_report_after_the_horizon_need_not_come_in(world):
    a_good_log(world)
    world.case(ABY, reported="2012-02-01")
    verify(world)


def test_a_report_is_a_case_or_attached_and_not_both(world):
    case = a_good_log(world)
    world.log(10, Kind.ATTACHED, case, value=0)
    broken(world, "neither a case nor attached to one, or both: tick 10: report, case 0")


def test_a_dismissed_reports_case_is_closed(world):
    a_good_log(world)
    without(world, Kind.CASE_CLOSED)
    broken(world, "a dismissed report's case stays open: tick 110")


def test_nothing_happens_to_a_case_after_its_end(world):
    case = a_good_log(world)
    world.log(111, Kind.OWNER_WANTED, case, stage=0, value=0)
    broken(world, "something happens to a case after its end: tick 111: owner_wanted")


def test_a_task_ends_at_most_once(world):
    case = a_good_log(world)
    world.log(110, Kind.TASK_DROPPED, case, ("screening", 0), 0, 1)
    broken(world, "a task ends twice")


def test_a_task_that_ends_was_ready(world):
    a_good_log(world)
    without(world, Kind.TASK_READY)
    broken(world, "a task ends that never was ready: tick 110: task_done, case 0, screening 0")


def test_a_closed_case_leaves_no_task_open(world):
    case = a_good_log(world)
    world.log(110, Kind.TASK_READY, case, ("contact", 0), 1, value=900)
    broken(world, "a task of a closed case never ends: tick 110: task_ready, case 0, contact 0")


def test_a_case_goes_to_a_worker_of_the_covering_team(world):
    case = world.case(BYDAL, origin=2)
    world.log(0, Kind.ASSIGNED, case, stage=2, worker=2, value=1)
    broken(world, "a worker of another team gets a case: tick 0: assigned, case 0, measures, worker 2")


def test_the_covering_team_is_that_of_the_time(merger):
    case = merger.case(BYDAL, origin=2)
    merger.log(merger.at("2011-01-03"), Kind.ASSIGNED, case, stage=2, worker=2, value=4)
    verify(merger)


def test_a_case_has_one_owner(world):
    case = world.case(ABY, origin=1)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(20, Kind.ASSIGNED, case, stage=1, worker=1, value=3)
    broken(world, "a case has two workers at once: tick 20: assigned, case 0, investigation, worker 1")


def test_a_case_gets_one_owner_a_tick(world):
    case = world.case(ABY, origin=1)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(0, Kind.RELEASED, case, stage=1, worker=0)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=1, value=5)
    broken(world, "a case gets an owner twice at one tick: tick 0: assigned, case 0, investigation, worker 1")


def test_a_case_has_one_second_worker(world):
    case = world.case(ABY, origin=1)
    world.log(0, Kind.SECOND_ASSIGNED, case, stage=1, worker=0)
    world.log(20, Kind.SECOND_ASSIGNED, case, stage=1, worker=1)
    broken(world, "a case has two workers at once: tick 20: second_assigned, case 0, investigation, worker 1")


def test_nobody_gives_up_a_case_that_nobody_has(world):
    case = world.case(ABY, origin=1)
    world.log(20, Kind.RELEASED, case, stage=1, worker=1)
    broken(world, "a worker gives up a case that nobody has: tick 20: released, case 0, investigation, worker 1")


def test_nobody_works_while_away(world):
    a_good_log(world)
    world.absent(1, "2010-01-04", "2010-01-04")
    broken(world, "work begins outside capacity: tick 10: work_started")


def test_nobody_works_on_two_tasks_at_once(world):
    a_good_log(world)
    other = world.case(ABY, origin=2)
    world.log(40, Kind.WORK_STARTED, other, ("review", 0), 2, 1, 10)
    broken(world, "worker 1 begins a second session at tick 40 during another")


def test_a_sessions_minutes_are_the_capacity_between_its_ends(world):
    a_good_log(world)
    world.minutes[1, 0] = 80  # the session from 60 to 110 then gives 20 + 10 minutes, not 50
    broken(world, "a session's minutes are not the capacity between its ends: tick 110: task_done")


def test_a_session_ends_on_the_task_on_which_it_began(world):
    case = a_good_log(world)
    world.rows = [row for row in world.rows if row[:2] != (60, Kind.WORK_SUSPENDED)]
    world.log(60, Kind.WORK_SUSPENDED, case, ("review", 0), 0, 1, 50)
    broken(world, "a session ends on another task than it began: tick 60")


def test_a_session_of_no_minutes_stands_with_its_end_before_its_beginning(world):
    a_session_that_levelling_ends_at_once(world)
    verify(world)


def test_a_session_of_no_minutes_lies_in_no_other(world):
    case = a_good_log(world)
    world.session(case, 1, 30, 30, ("review", 0), stage=0)
    broken(world, "worker 1 begins a second session at tick 30 during another")


def test_an_end_after_no_minutes_of_a_session_that_began_earlier_is_told(world):
    a_good_log(world)
    give(world, 110, Kind.TASK_DONE, 0)
    broken(world, "a session's minutes are not the capacity between its ends: tick 110: task_done")


def test_a_session_is_no_longer_than_sessions_may_be(world):
    a_good_log(world)
    world.rows = [row for row in world.rows if row[0] != 60]
    give(world, 110, Kind.TASK_DONE, 100)
    broken(world, "a session is longer than any may be: tick 110: task_done")


def test_all_sessions_of_a_task_tell_the_same_minutes_at_full_effort(world):
    a_good_log(world)
    give(world, 60, Kind.WORK_STARTED, 90)
    broken(world, "a task's minutes at full effort change: tick 10: work_started")


@pytest.mark.parametrize("full", [99, 101])
def test_a_task_is_done_in_its_minutes_at_full_effort_where_no_load_thins_them(world, full):
    a_good_log(world)
    for tick in (10, 60):
        give(world, tick, Kind.WORK_STARTED, full)
    broken(world, "a task is done in other minutes than load allows: tick 110: task_done")


@pytest.mark.parametrize("kind", [Kind.HANDED_OVER, Kind.TRAVELLED, Kind.RELEARNED])
def test_what_is_added_to_a_task_is_worked_beside_its_minutes(world, kind):
    case = a_good_log(world)
    world.log(10, kind, case, ("screening", 0), 0, 1, 30)
    broken(world, "a task is done in other minutes than load allows: tick 110: task_done")
    for tick in (10, 60):
        give(world, tick, Kind.WORK_STARTED, 70)
    verify(world)


def test_a_task_that_was_given_all_its_minutes_is_done(world):
    case = a_good_log(world)
    world.rows = [row for row in world.rows if row[1] != Kind.TASK_DONE]
    world.log(110, Kind.WORK_SUSPENDED, case, ("screening", 0), 0, 1, 50)
    world.log(110, Kind.TASK_DROPPED, case, ("screening", 0), 0, 1)
    broken(world, "a task is not done though it was given all its minutes: tick 60: work_suspended")


def test_a_task_is_not_done_without_work(world):
    case = a_good_log(world)
    world.rows = [row for row in world.rows if row[1] != Kind.TASK_DONE]
    world.log(110, Kind.WORK_SUSPENDED, case, ("screening", 0), 0, 1, 50)
    world.session(case, 1, 110, 110, ("screening", 0), stage=0, done=100)
    broken(world, "a task is done without work: tick 110: task_done")


def test_nobody_idles_beside_a_ready_task(world):
    case = world.case(ABY, origin=2)
    world.log(0, Kind.STAGE_ENTERED, case, stage=2, value=1)
    world.log(0, Kind.ASSIGNED, case, stage=2, worker=2, value=1)
    world.log(120, Kind.TASK_READY, case, ("review", 0), 2, value=900)
    world.absent(2, "2010-01-05", "2010-01-05")  # until tick 200
    world.session(case, 2, 205, 215, ("review", 0), stage=2, done=10)
    broken(world, "worker 2 is idle at tick 200 beside a ready task")


def test_a_task_on_an_absent_workers_desk_is_no_idleness(world):
    case = world.case(ABY, origin=2)
    world.log(0, Kind.STAGE_ENTERED, case, stage=2, value=1)
    world.log(0, Kind.ASSIGNED, case, stage=2, worker=2, value=1)
    world.log(120, Kind.TASK_READY, case, ("review", 0), 2, value=900)
    world.absent(2, "2010-01-05", "2010-01-05")
    world.session(case, 2, 200, 210, ("review", 0), stage=2, done=10)
    verify(world)


def test_a_task_that_somebody_else_is_finishing_is_no_idleness(world):
    case = world.case(ABY, origin=1)
    world.log(0, Kind.STAGE_ENTERED, case, stage=1, value=1)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(0, Kind.TASK_READY, case, ("contact", 0), 1, value=900)
    world.session(case, 0, 0, 50, done=50)
    world.log(20, Kind.RELEASED, case, stage=1, worker=0)
    world.log(20, Kind.ASSIGNED, case, stage=1, worker=1, value=4)
    verify(world)


def test_the_second_workers_part_is_in_the_second_workers_queue(world):
    case = world.case(ABY, origin=1)
    world.log(0, Kind.STAGE_ENTERED, case, stage=1, value=1)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(0, Kind.SECOND_ASSIGNED, case, stage=1, worker=1)
    world.log(30, Kind.TASK_READY, case, 150_000, 1, value=900)
    world.session(case, 1, 31, 50, 150_000, done=19)
    broken(world, "worker 1 is idle at tick 30 beside a ready task")


def test_more_investigations_cannot_close_than_open(world):
    world.log(50, Kind.INVESTIGATION_CLOSED, world.case(ABY, origin=1), stage=1, value=0)
    broken(world, "more investigations are closed than were opened")


def test_an_investigation_that_closes_twice_breaks_littles_law(world):
    first, second = (world.investigation("2010-01-04") for _ in range(2))
    for tick in (300, 500):
        world.log(tick, Kind.INVESTIGATION_CLOSED, first, stage=1, value=1)
    world.log(0, Kind.REPORT, second, value=0)
    world.log(0, Kind.REPORT, first, value=0)
    broken(world, "Little's law")
