"""What a task takes beside its own minutes: trips, want of practice, the speed of a team; worked out by hand."""

from __future__ import annotations

import numpy as np

from caseflow.config.schema import TASK_KINDS
from caseflow.engines import rules
from caseflow.log import Kind, Log
from tests.engines.hand import ALL_STAGES, organisation, period, run, story, tape, work

ONE = {"all": (ALL_STAGES, (0,), (0,))}
INVESTIGATED = {"dismissed": False}


def permille(**kinds: int) -> np.ndarray:
    """[kind of task]: what some kinds have, others 0."""
    return np.array([kinds.get(kind, 0) for kind in TASK_KINDS], dtype=np.int32)


def lengths(log: Log, kind: str) -> list[int]:
    """Ticks of the sessions on tasks of a kind."""
    return [end - start for start, end, _, name, _ in work(log) if name == kind]


# -- travel -------------------------------------------------------------------------------------------------------

TRIPS = {"trip_permille": permille(contact=500)}


def test_a_task_takes_its_share_of_the_trip_from_the_workers_office() -> None:
    org = organisation(period(ONE, **TRIPS), effects={"trip_minutes": np.array([[61]])})
    log = run(org, tape(INVESTIGATED))
    # half of a trip of 61 minutes is 30; a contact is 20, in sessions of 40
    assert lengths(log, "contact") == [40, 10, 40, 10]
    assert story(log, Kind.TRAVELLED) == [
        (10, "TRAVELLED", 0, "contact", 0, 30),
        (1010, "TRAVELLED", 0, "contact", 0, 30),
    ]
    assert [row[-1] for row in story(log, Kind.WORK_STARTED) if row[3] == "contact"] == [20, 20, 20, 20]


def test_the_trip_is_that_from_the_office_of_the_day() -> None:
    office_on = np.zeros((1, 400), dtype=np.int16)
    office_on[0, 10] = 1
    effects = {"trip_minutes": np.array([[0], [60]]), "office_on": office_on}
    log = run(organisation(period(ONE, **TRIPS), effects=effects), tape(INVESTIGATED))
    assert story(log, Kind.TRAVELLED) == [(1010, "TRAVELLED", 0, "contact", 0, 30)]


def test_load_thins_the_work_and_not_the_trip() -> None:
    org = organisation(period(ONE, **TRIPS), effects={"trip_minutes": np.array([[60]])}, effort_permille=(500,))
    assert lengths(run(org, tape(INVESTIGATED)), "contact") == [40, 40]


def test_both_workers_of_a_contact_travel() -> None:
    teams = {"all": (ALL_STAGES, (0,), (0, 1))}
    team = period(teams, workers=2, second_permille=500, **TRIPS)
    org = organisation(team, workers=2, effects={"trip_minutes": np.array([[20]])})
    log = run(org, tape({**INVESTIGATED, "contacts": 1, "pace_days": 0}, workers=2))
    assert story(log, Kind.TRAVELLED) == [
        (10, "TRAVELLED", 0, "contact", 0, 10),
        (10, "TRAVELLED", 0, "contact", 1, 10),
    ]
    assert lengths(log, "contact") == [30, 20]


def test_who_takes_over_a_task_that_was_begun_makes_no_trip() -> None:
    teams = {"all": (ALL_STAGES, (0,), (0, 1))}
    org = organisation(
        period(teams, workers=2, **TRIPS),
        workers=2,
        away={0: range(1, 9)},
        effects={"trip_minutes": np.array([[60]])},
        handover_minutes=0,
    )
    log = run(org, tape({**INVESTIGATED, "contact_minutes": 100, "contacts": 1, "pace_days": 0}, workers=2))
    # 30 + 100 minutes, of which worker 0 does 90 on day 0 and worker 1 the rest
    assert len(log.of(Kind.TRAVELLED)) == 1
    assert [end - start for start, end, _, kind, worker in work(log) if (kind, worker) == ("contact", 1)] == [40]


# -- practice -----------------------------------------------------------------------------------------------------


def test_a_county_board_case_takes_longer_the_longer_the_worker_has_had_none() -> None:
    rows = [{"origin": 2, "county_board": True, "escalation_days": days} for days in (10, 50, 55)]
    log = run(organisation(period(ONE, practice_permille=(0, 500, 1000))), tape(*rows))
    # never before: all of the 50 minutes more; after 40 days, a whole month, half of them; after 5 days nothing
    assert story(log, Kind.RELEARNED) == [
        (1000, "RELEARNED", 0, "county_board", 0, 50),
        (5000, "RELEARNED", 1, "county_board", 0, 25),
    ]
    assert [sum(lengths(log, "county_board")[i] for i in parts) for parts in ((0, 1, 2), (3, 4), (5, 6))] == [
        100,
        75,
        50,
    ]


def test_months_are_twelfths_of_a_year() -> None:
    assert [rules.whole_months(days) for days in (0, 30, 31, 60, 61, 364, 365)] == [0, 0, 1, 1, 2, 11, 12]


# -- speed --------------------------------------------------------------------------------------------------------


def test_a_task_takes_the_minutes_of_the_teams_speed() -> None:
    log = run(organisation(period(ONE, speed_permille=np.array([700]))), tape(INVESTIGATED))
    assert lengths(log, "contact") == [14, 14]
    assert [row[-1] for row in story(log, Kind.WORK_STARTED)] == [7, 14, 14, 10]


def test_speed_comes_before_thinning_and_leaves_at_least_a_minute() -> None:
    org = organisation(period(ONE, speed_permille=np.array([700])), effort_permille=(500,))
    assert work(run(org, tape({"screening_minutes": 21})))[0][:2] == (0, 7)
    assert work(run(org, tape({"screening_minutes": 1})))[0][:2] == (0, 1)


def test_want_of_practice_adds_to_the_minutes_by_speed() -> None:
    row = {"origin": 2, "county_board": True, "escalation_days": 10}
    team = period(ONE, speed_permille=np.array([700]), practice_permille=(0, 1000))
    assert story(run(organisation(team), tape(row)), Kind.RELEARNED)[0][-1] == 35
