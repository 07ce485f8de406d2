"""Who gets a case beside the least loaded of the team, worked out by hand: ranks, helpers, neighbours, conflicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from caseflow.log import Kind, Log
from caseflow.organisation import Organisation
from tests.engines.hand import ALL_STAGES, in_conflict, organisation, period, run, story, tape, work

LONG = {"screening_minutes": 90}
HEAVY = (30, 30, 30, 30)
"""A case is one per cent of a post's 3000 minutes."""

OPEN_MEASURE = {"origin": 2, "measure_days": 300}
INVESTIGATED = {"dismissed": False, "contacts": 1, "pace_days": 0}


def owners(log: Log) -> list[int]:
    """Who gets each case, in the order in which it happens."""
    return [row[4] for row in story(log, Kind.ASSIGNED)]


def one_team(workers: int = 2, second_permille: int = 0, **effects: Any) -> Any:
    teams = {"all": (ALL_STAGES, (0,), range(workers))}
    return period(teams, workers=workers, stage_load=HEAVY, second_permille=second_permille, **effects)


# -- ranks --------------------------------------------------------------------------------------------------------


def test_the_lowest_rank_goes_first_until_it_is_at_its_peak_and_then_the_least_loaded_of_all() -> None:
    org = organisation(one_team(rank=np.array([[1, 0]])), workers=2, peak_percent=1)
    assert owners(run(org, tape(LONG, LONG, LONG, workers=2))) == [1, 0, 0]


def test_equal_ranks_change_nothing() -> None:
    org = organisation(one_team(rank=np.array([[1, 1]])), workers=2, peak_percent=1)
    assert owners(run(org, tape(LONG, LONG, LONG, workers=2))) == [0, 1, 0]


# -- helpers ------------------------------------------------------------------------------------------------------

TWO_TEAMS = {"own": (ALL_STAGES, (0,), (0,)), "other": (ALL_STAGES, (1,), (1,))}
HELPED = {"helpers": (((1,),) * 4, ((),) * 4)}


def two_teams(*, peak_percent: int = 1, away: Any = None, **effects: Any) -> Organisation:
    teams = period(TWO_TEAMS, workers=2, municipalities=2, stage_load=HEAVY, **effects)
    return organisation(teams, workers=2, peak_percent=peak_percent, away=away)


def test_at_its_peak_a_team_is_helped_by_another_which_needs_the_hand_overs_minutes() -> None:
    log = run(two_teams(**HELPED), tape({}, {}, {}, workers=2))
    # the third case finds both at the peak and goes to the team's own
    assert story(log, Kind.ASSIGNED) == [
        (0, "ASSIGNED", 0, "", 0, 0),
        (0, "ASSIGNED", 1, "", 1, 0),
        (0, "ASSIGNED", 2, "", 0, 0),
    ]
    assert work(log) == [
        (0, 10, 0, "screening", 0),
        (0, 17, 1, "screening", 1),
        (10, 20, 2, "screening", 0),
    ]


def test_nobody_helps_below_the_peak_or_where_no_team_is_named() -> None:
    assert owners(run(two_teams(**HELPED, peak_percent=5), tape({}, {}, {}, workers=2))) == [0, 0, 0]
    assert owners(run(two_teams(), tape({}, {}, {}, workers=2))) == [0, 0, 0]


def test_helpers_are_those_of_the_stage() -> None:
    only_care = {"helpers": (((), (), (), (1,)), ((),) * 4)}
    assert owners(run(two_teams(**only_care), tape({}, {}, workers=2))) == [0, 0]


def test_a_team_of_which_nobody_is_there_is_helped_at_once() -> None:
    log = run(two_teams(**HELPED, away={0: range(5)}), tape({}, workers=2))
    assert work(log) == [(0, 17, 0, "screening", 1)]


def test_a_team_of_which_nobody_is_there_is_helped_as_soon_as_a_helper_falls_below_the_peak() -> None:
    teams = period(TWO_TEAMS, workers=2, municipalities=2, stage_load=(30, 30, 90, 30), **HELPED)
    org = organisation(teams, workers=2, peak_percent=2, away={0: range(5, 60)})
    # the measure begins at tick 545 and becomes care at 1045, which no task's end or beginning goes along with
    falling = {**INVESTIGATED, "municipality": 1, "outcome": 1, "escalation_days": 5}
    waiting = {"visible_tick": 1000, "report_day": 10}
    # a report that never is one, at whatever tick, changes nothing
    vanishing = {"report_day": 10, "growth_mark": 5}
    for tick in (1020, 1045):
        log = run(org, tape(falling, waiting, {**vanishing, "visible_tick": tick}, workers=2))
        assert story(log, Kind.ASSIGNED)[1:] == [(1045, "ASSIGNED", 1, "", 1, 0)]


def test_a_helper_keeps_the_case_at_the_next_stage_of_the_same_team() -> None:
    log = run(two_teams(**HELPED), tape({**LONG}, INVESTIGATED, workers=2))
    assert [session[2:] for session in work(log) if session[2] == 1] == [
        (1, "screening", 1),
        (1, "contact", 1),
        (1, "conclusion", 1),
    ]
    assert len(log.of(Kind.RELEASED)) == 0


def test_a_helper_keeps_the_case_under_a_new_organisation_that_names_the_helper_too() -> None:
    def released(**effects: Any) -> int:
        teams = [
            period(TWO_TEAMS, start_tick=tick, workers=2, municipalities=2, stage_load=HEAVY, **of_period)
            for tick, of_period in ((0, HELPED), (500, effects))
        ]
        rows = [{"origin": 2, "measure_days": 90}] * 2
        log = run(organisation(*teams, workers=2, peak_percent=1), tape(*rows, workers=2))
        return len(log.of(Kind.RELEASED))

    assert [released(**HELPED), released()] == [0, 1]


def test_what_helps_with_a_case_without_open_work_takes_the_minutes_of_its_next_task() -> None:
    rows = [{**OPEN_MEASURE, "follow_up_phase": 500}] * 2
    log = run(two_teams(**HELPED), tape(*rows, workers=2))
    # the follow-ups of day 15: 6 minutes of worker 0, 6 + 7 of worker 1; those of day 45 are 6 of both
    assert [end - start for start, end, *_ in work(log)[:4]] == [6, 13, 6, 6]


# -- conflicts ----------------------------------------------------------------------------------------------------


def test_a_worker_in_conflict_does_not_get_the_case() -> None:
    effects = {"conflicted": in_conflict(2, (0, 0))}
    assert owners(run(organisation(one_team(conflicts=True), workers=2, effects=effects), tape({}, workers=2))) == [1]
    assert owners(run(organisation(one_team(), workers=2, effects=effects), tape({}, workers=2))) == [0]


def test_a_second_worker_is_not_in_conflict_either() -> None:
    team = one_team(3, second_permille=500, conflicts=True)
    org = organisation(team, workers=3, effects={"conflicted": in_conflict(3, (0, 1))})
    log = run(org, tape({"dismissed": False}, workers=3))
    assert story(log, Kind.SECOND_ASSIGNED) == [(10, "SECOND_ASSIGNED", 0, "", 2, -1)]


def test_a_second_worker_in_conflict_does_not_take_over() -> None:
    before = one_team(3, second_permille=500)
    after = one_team(3, second_permille=500, conflicts=True, start_tick=300)
    effects = {"conflicted": in_conflict(3, (0, 1))}
    org = organisation(before, after, workers=3, away={0: range(15, 60)}, effects=effects)
    log = run(org, tape({"dismissed": False, "pace_days": 20}, workers=3))
    # worker 1 became the second one before conflicts counted, and remains so
    assert story(log, Kind.SECOND_ASSIGNED, Kind.SECOND_RELEASED) == [(10, "SECOND_ASSIGNED", 0, "", 1, -1)]
    assert story(log, Kind.ASSIGNED)[1:] == [(2100, "ASSIGNED", 0, "", 2, 3)]


THREE_TEAMS = {
    "own": (ALL_STAGES, (0,), (0,)),
    "far": (ALL_STAGES, (1,), (1,)),
    "near": (ALL_STAGES, (2,), (2,)),
}
NEAR_THEN_FAR = (((2, 1),) * 4, ((),) * 4, ((),) * 4)


def neighbours(*conflicts: tuple[int, int], delay_days: int = 2, away: Any = None) -> Organisation:
    teams = period(THREE_TEAMS, workers=3, municipalities=3, conflicts=True, neighbours=NEAR_THEN_FAR)
    effects = {"conflicted": in_conflict(3, *conflicts)}
    return organisation(teams, workers=3, help_delay_days=delay_days, away=away, effects=effects)


def test_with_everybody_in_conflict_a_neighbour_takes_the_case_after_the_delay() -> None:
    row = {"visible_tick": 30}
    log = run(neighbours((0, 0)), tape(row, workers=3))
    # it begins to wait at tick 30; two working days later the first neighbour takes it, with the hand-over's 7 minutes
    assert story(log, Kind.OWNER_WANTED, Kind.ASSIGNED) == [
        (30, "OWNER_WANTED", 0, "", -1, 0),
        (230, "ASSIGNED", 0, "", 2, 0),
    ]
    assert work(log) == [(230, 247, 0, "screening", 2)]
    assert work(run(neighbours((0, 0), delay_days=0), tape(row, workers=3))) == [(30, 47, 0, "screening", 2)]


def test_the_next_neighbour_is_asked_where_nobody_of_the_first_can() -> None:
    assert owners(run(neighbours((0, 0), (0, 2)), tape({}, workers=3))) == [1]
    assert owners(run(neighbours((0, 0), away={2: [2]}), tape({}, workers=3))) == [1]


def test_no_neighbour_takes_a_case_of_which_somebody_of_the_team_is_only_away() -> None:
    log = run(neighbours(away={0: range(9)}), tape({}, workers=3))
    assert story(log, Kind.ASSIGNED) == [(900, "ASSIGNED", 0, "", 0, 0)]


def test_a_neighbour_away_long_gives_the_case_to_the_next_one_without_delay() -> None:
    away = {2: range(3, 20)}
    log = run(neighbours((0, 0), away=away), tape({"screening_minutes": 300}, workers=3))
    # taken at tick 200 by worker 2, away from day 3 on; on the third day away, day 5, worker 1 takes it
    assert story(log, Kind.ASSIGNED) == [(200, "ASSIGNED", 0, "", 2, 0), (500, "ASSIGNED", 0, "", 1, 3)]
    # 100 of the 307 minutes are done, and one more hand-over
    assert sum(end - start for start, end, *_, worker in work(log) if worker == 1) == 300 - 93 + 7


# -- coordination -------------------------------------------------------------------------------------------------

INTAKE_AND_REST = {"intake": ((0,), (0,), (0,)), "rest": ((1, 2, 3), (0,), (1,))}


def test_the_first_task_after_a_case_goes_to_another_service_takes_longer() -> None:
    def contacts(*services: int) -> list[int]:
        effects = {"service_of_team": np.array(services), "coordination_minutes": 5}
        org = organisation(period(INTAKE_AND_REST, workers=2, **effects), workers=2)
        log = run(org, tape({"dismissed": False}, workers=2))
        return [end - start for start, end, _, kind, _ in work(log) if kind == "contact"]

    assert [contacts(0, 1), contacts(0, 0)] == [[25, 20], [20, 20]]


def test_coordination_waits_for_the_next_task_where_none_is_open() -> None:
    teams = {"first": ((0, 1), (0,), (0,)), "then": ((2, 3), (0,), (1,))}
    effects = {"service_of_team": np.array([0, 1]), "coordination_minutes": 5}
    row = {"dismissed": False, "outcome": 1, "contacts": 1, "pace_days": 0, "contact_minutes": 1}
    log = run(organisation(period(teams, workers=2, **effects), workers=2), tape(row, workers=2))
    # concluded at tick 26; in place five days later
    assert work(log)[3] == (526, 539, 0, "measure_start", 1)


def test_a_new_organisation_is_no_coordination() -> None:
    effects = {"coordination_minutes": 5, "service_of_team": np.array([0, 1])}
    before = period({"a": (ALL_STAGES, (0,), (0,)), "b": ((), (), (1,))}, workers=2, **effects)
    after = period({"a": ((), (), (0,)), "b": (ALL_STAGES, (0,), (1,))}, start_tick=500, workers=2, **effects)
    log = run(organisation(before, after, workers=2), tape({"dismissed": False}, workers=2))
    assert owners(log) == [0, 1]
    assert work(log)[2] == (1010, 1030, 0, "contact", 1)


# -- levelling ----------------------------------------------------------------------------------------------------


def levelled(*, conflicts: bool = False, rank: Any = ((0, 0),), pairs: Any = (), **rules: Any) -> list[int]:
    """The cases that move to worker 1 on 1 February, after all six went to worker 0 while the other was away."""
    team = one_team(conflicts=conflicts, rank=np.array(rank))
    effects = {"conflicted": in_conflict(2, *pairs)}
    org = organisation(team, workers=2, away={1: range(20)}, levelling_gap_percent=1, effects=effects, **rules)
    log = run(org, tape(*[OPEN_MEASURE] * 6, workers=2))
    return [row[2] for row in story(log, Kind.ASSIGNED) if row[0] == 2800]


def test_levelling_moves_no_case_to_whom_it_is_in_conflict_with() -> None:
    assert levelled() == [3, 4, 5]
    assert levelled(conflicts=True, pairs=[(5, 1)]) == [2, 3, 4]


def test_levelling_moves_no_case_to_a_higher_rank_unless_the_giver_is_at_the_peak() -> None:
    assert levelled(rank=[[0, 1]]) == []
    assert levelled(rank=[[1, 0]]) == [3, 4, 5]
    # six, five and four cases are six, five and four per cent
    assert levelled(rank=[[0, 1]], peak_percent=5) == [4, 5]
