import pytest

from caseflow.log import Kind
from caseflow.stats.registry import PROCESSING_PARTS
from caseflow.stats.run import Run


def parts_of(world):
    """The ticks of each closed investigation by label."""
    run = Run(world.written, world.tape, world.organisation)
    return [
        dict(zip(PROCESSING_PARTS, row.tolist(), strict=True))
        for row in run.read.labelled[run.investigations["outcome"] >= 0]
    ]


def opened_today(world):
    """An investigation that is open at tick 0; the first working day is Monday 4 January 2010."""
    case = world.case(origin=1)
    world.log(0, Kind.STAGE_ENTERED, case, stage=1, value=1)
    world.log(0, Kind.INVESTIGATION_OPENED, case, stage=1, value=world.day("2009-12-01"))
    return case


def test_every_minute_has_the_first_label_that_applies(world):
    case = opened_today(world)
    world.absent(0, "2010-01-06", "2010-01-06")
    world.log(0, Kind.OWNER_WANTED, case, stage=1, value=1)
    world.log(30, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(20, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    world.session(case, 0, 50, 90, done=40)
    world.log(120, Kind.INFORMATION_ASKED, case, stage=1, value=1)
    world.log(180, Kind.TASK_READY, case, ("contact", 1), 1, value=9_000)
    world.session(case, 0, 300, 310, task=("contact", 1), done=10)
    world.log(350, Kind.INFORMATION_ARRIVED, case, stage=1)
    world.log(400, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    # waits 0-30; queued 30-50; works 50-90; pace 90-120; information 120-180; queued 180-200;
    # owner away all of Wednesday, 200-300; works 300-310; information 310-350; pace 350-400
    assert parts_of(world) == [
        {
            "in_work": 50, "waiting_for_worker": 30, "owner_away": 100, "queued": 40,
            "information": 100, "screening": 0, "pace": 80,
        }
    ]  # fmt: skip


def test_the_parts_are_working_days_per_closed_investigation_and_add_up(world):
    case = opened_today(world)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.session(case, 0, 20, 70)
    world.log(150, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    world.investigation("2010-01-04", closed="2010-01-05", minute=50)
    assert world.yearly("processing_in_work_days")["Aby"] == 0.25
    parts = [world.yearly(f"processing_{part}_days")["Aby"] for part in PROCESSING_PARTS]
    assert sum(parts) == pytest.approx((1.5 + 1.5) / 2)


def test_the_clock_that_starts_with_the_conclusion_leaves_that_days_screening(world):
    case = world.case(reported="2010-01-06", minute_of_day=8 * 60 + 20)
    reported, concluded = world.at("2010-01-06", 20), world.at("2010-01-06", 60)
    world.log(reported, Kind.STAGE_ENTERED, case, stage=0)
    world.log(concluded, Kind.STAGE_ENTERED, case, stage=1)
    world.log(concluded, Kind.INVESTIGATION_OPENED, case, stage=1, value=world.day("2010-01-06"))
    world.log(concluded + 10, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    assert parts_of(world) == [{**dict.fromkeys(PROCESSING_PARTS, 0), "screening": 40, "pace": 10}]


def test_a_session_over_night_and_absence_is_work_only_while_the_worker_is_there(world):
    case = opened_today(world)
    world.absent(0, "2010-01-05", "2010-01-05")
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(80, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    world.session(case, 0, 80, 230, done=50)
    world.log(230, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    # at work 80-100 and 200-230; the owner is away 100-200 with the task on the desk
    assert parts_of(world) == [{**dict.fromkeys(PROCESSING_PARTS, 0), "in_work": 50, "owner_away": 100, "pace": 80}]


def test_a_task_that_is_dropped_at_the_tick_at_which_it_becomes_ready_never_waits(world):
    case = opened_today(world)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.log(20, Kind.TASK_DROPPED, case, ("contact", 0), 1)
    world.log(20, Kind.TASK_READY, case, ("contact", 0), 1, value=9_000)
    world.log(50, Kind.TASK_READY, case, ("contact", 1), 1, value=9_000)
    world.log(90, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    assert parts_of(world) == [{**dict.fromkeys(PROCESSING_PARTS, 0), "queued": 40, "pace": 50}]


def test_minutes_of_two_workers_at_once_count_once(world):
    case = opened_today(world)
    world.log(0, Kind.ASSIGNED, case, stage=1, worker=0, value=1)
    world.session(case, 0, 10, 40)
    world.session(case, 1, 20, 50, task=50_000 + 100_000)
    world.log(60, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    assert parts_of(world)[0]["in_work"] == 40


def test_a_session_that_is_interrupted_at_the_tick_at_which_it_begins_is_no_work(world):
    case, other = opened_today(world), opened_today(world)
    for of in (case, other):
        world.log(0, Kind.ASSIGNED, of, stage=1, worker=0, value=1)
    world.session(other, 0, 10, 20)
    world.session(case, 0, 20, 20)
    world.session(case, 0, 30, 50)
    for of in (case, other):
        world.log(60, Kind.INVESTIGATION_CLOSED, of, stage=1, value=0)
    assert [parts["in_work"] for parts in parts_of(world)] == [20, 10]


def test_a_case_closed_before_its_clock_starts_has_no_processing_time(world):
    case = world.case(reported="2010-01-04")
    world.log(50, Kind.INVESTIGATION_OPENED, case, stage=1, value=world.day("2010-01-11"))
    world.log(90, Kind.INVESTIGATION_CLOSED, case, stage=1, value=0)
    assert parts_of(world) == [dict.fromkeys(PROCESSING_PARTS, 0)]
    assert world.yearly("processing_days_mean")["Aby"] == 0


def test_open_investigations_have_no_parts(world):
    opened_today(world)
    assert parts_of(world) == []
