"""Whole stories of sessions, as the laws read them from a log."""

from caseflow.log import Kind
from caseflow.stats.histories import NO_END, History

VISIT, REVIEW = ("home_visit", 0), ("review", 0)


def sessions_of(world):
    """(worker, case, start, end, minutes; None while it lasts) of each session."""
    history = History(world.written, world.tape, world.organisation)
    minutes, found = history.ends_of_sessions.value.tolist(), history.sessions
    columns = (found.worker, found.case, found.start_tick, found.end_tick, found.end_row)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [(*row, None if end_row == NO_END else minutes[end_row]) for *row, end_row in rows]


def test_a_workers_ends_follow_the_starts_and_the_last_session_may_last(world):
    a, b = world.case(), world.case()
    world.session(a, 1, 30, 50)
    world.session(b, 1, 10, 30)
    world.session(b, 0, 20, 60)
    world.log(60, Kind.WORK_STARTED, a, REVIEW, 2, 0, 40)
    end = world.clock.end_tick
    assert sessions_of(world) == [
        (0, b, 20, 60, 40),
        (0, a, 60, end, None),
        (1, b, 10, 30, 20),
        (1, a, 30, 50, 20),
    ]


def test_a_session_of_no_minutes_is_between_the_one_before_and_the_one_after(world):
    first, second, third = (world.case() for _ in range(3))
    # the middle session's rows stand after the end of the first and, whatever the cases, around the start of the third
    for before, at_once, after in ((first, second, third), (third, second, first), (second, first, third)):
        world.rows = []
        world.session(before, 0, 10, 50)
        world.session(at_once, 0, 50, 50)
        world.session(after, 0, 50, 70)
        assert sessions_of(world) == [(0, before, 10, 50, 40), (0, at_once, 50, 50, 0), (0, after, 50, 70, 20)]


def test_a_session_of_no_minutes_may_go_on_with_the_task_of_the_one_before(world):
    case = world.case()
    world.session(case, 0, 10, 50, VISIT, stage=3)
    world.session(case, 0, 50, 50, VISIT, stage=3)
    assert sessions_of(world) == [(0, case, 10, 50, 40), (0, case, 50, 50, 0)]
