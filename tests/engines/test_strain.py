"""Load that makes ill, or leave: who is away, and what becomes of the work, worked out by hand."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from caseflow.log import Kind
from caseflow.organisation import Organisation, Strain
from tests.engines.hand import ALL_STAGES, organisation, period, run, story, tape, work

LONG = {"screening_minutes": 300, "visible_tick": 150}
"""One case in intake: 90 of 3000 minutes, a load of 3 per cent."""


def strained(*candidates: Strain, workers: int = 1, **changes: Any) -> Organisation:
    teams = {"all": (ALL_STAGES, (0,), range(workers))}
    return organisation(
        period(teams, workers=workers, stage_load=(90, 90, 90, 90)),
        workers=workers,
        effects={"strain": candidates},
        **changes,
    )


def ill(day: int, until_day: int, from_percent: int = 3, worker: int = 0) -> Strain:
    return Strain(
        day, worker, from_percent, leaves=False, until_day=until_day, learned_day=until_day, newcomer_permille=0
    )


def leaves(day: int, until_day: int, learned_day: int, worker: int = 0) -> Strain:
    return Strain(day, worker, 0, leaves=True, until_day=until_day, learned_day=learned_day, newcomer_permille=500)


def test_whoever_falls_ill_leaves_the_session_and_comes_back_to_it() -> None:
    log = run(strained(ill(2, 5), reassign_after_days=9), tape(LONG))
    assert story(log, Kind.FELL_ILL) == [(200, "FELL_ILL", -1, "", 0, 5)]
    # 10 minutes of the session that began at tick 190 are done
    assert work(log)[:3] == [
        (150, 190, 0, "screening", 0),
        (190, 200, 0, "screening", 0),
        (500, 540, 0, "screening", 0),
    ]
    assert [row[-1] for row in story(log, Kind.WORK_SUSPENDED)[:2]] == [40, 10]


def test_load_below_a_candidates_threshold_harms_nobody() -> None:
    log = run(strained(ill(2, 5, from_percent=4)), tape(LONG))
    assert story(log, Kind.FELL_ILL) == []
    assert work(log) == work(run(organisation(), tape(LONG)))


def test_who_is_ill_long_loses_the_open_work() -> None:
    log = run(strained(ill(2, 20), workers=2), tape(LONG, workers=2))
    # the third day away is day 4
    assert story(log, Kind.ASSIGNED)[1:] == [(400, "ASSIGNED", 0, "", 1, 3)]


def test_illness_before_another_absence_makes_one_long_one() -> None:
    away = {0: range(4, 20)}
    log = run(strained(ill(2, 4), workers=2, away=away), tape(LONG, workers=2))
    assert story(log, Kind.ASSIGNED)[1:] == [(400, "ASSIGNED", 0, "", 1, 3)]
    log = run(strained(ill(4, 6), workers=2, away={0: [2, 3]}), tape({**LONG, "visible_tick": 190}, workers=2))
    # away on days 2 and 3 already, a session of the day before goes on until the illness
    assert story(log, Kind.WORK_SUSPENDED)[0][:2] == (400, "WORK_SUSPENDED")
    assert story(log, Kind.ASSIGNED)[1:] == [(400, "ASSIGNED", 0, "", 1, 3)]


def test_whoever_is_ill_gets_no_case() -> None:
    log = run(strained(ill(2, 5, from_percent=0), workers=2), tape({"visible_tick": 210}, workers=2))
    assert story(log, Kind.ASSIGNED) == [(210, "ASSIGNED", 0, "", 1, 0)]


def test_who_leaves_is_followed_by_a_newcomer_who_works_less_until_learned() -> None:
    log = run(strained(leaves(2, 5, 7), reassign_after_days=9), tape(LONG))
    assert story(log, Kind.LEFT) == [(200, "LEFT", -1, "", 0, 5)]
    # 250 minutes are left on day 5; days 5 and 6 have 50 minutes each, later ones 100
    assert work(log)[2:] == [
        (500, 540, 0, "screening", 0),
        (540, 630, 0, "screening", 0),
        (630, 720, 0, "screening", 0),
        (720, 760, 0, "screening", 0),
        (760, 800, 0, "screening", 0),
        (800, 840, 0, "screening", 0),
        (840, 850, 0, "screening", 0),
    ]


def test_a_vacant_post_is_harmed_by_no_load() -> None:
    log = run(strained(leaves(2, 5, 5), ill(3, 9, from_percent=0), reassign_after_days=9), tape(LONG))
    assert story(log, Kind.LEFT, Kind.FELL_ILL) == [(200, "LEFT", -1, "", 0, 5)]
    org = strained(ill(3, 9, from_percent=0))
    vacant = np.ones_like(org.capacity.vacant)
    org = dataclasses.replace(org, capacity=dataclasses.replace(org.capacity, vacant=vacant))
    assert story(run(org, tape(LONG)), Kind.FELL_ILL) == []


def test_the_load_of_the_morning_counts_before_a_new_organisation() -> None:
    teams = {"all": (ALL_STAGES, (0,), (0,))}
    before = period(teams, stage_load=(90,) * 4)
    after = period(teams, start_tick=200, stage_load=(0,) * 4)
    org = organisation(before, after, effects={"strain": (ill(2, 5), ill(6, 7))})
    assert story(run(org, tape(LONG)), Kind.FELL_ILL) == [(200, "FELL_ILL", -1, "", 0, 5)]


def test_a_newcomer_has_no_practice() -> None:
    def relearned(*candidates: Strain) -> list[int]:
        team = period({"all": (ALL_STAGES, (0,), (0,))}, practice_permille=(0, 1000))
        rows = [{"origin": 2, "county_board": True, "escalation_days": days} for days in (10, 20)]
        log = run(organisation(team, effects={"strain": candidates}), tape(*rows))
        return [row[0] for row in story(log, Kind.RELEARNED)]

    assert [relearned(), relearned(leaves(15, 18, 18))] == [[1000], [1000, 2000]]
