"""Functions of pools, bought or nobody's: who does a task that is not its owner's, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from caseflow.log import Kind
from caseflow.organisation import ABSENT, BOUGHT, OWNER, Organisation, Period, Pool
from tests.engines.hand import ALL_STAGES, organisation, period, routes, run, story, tape, work

BECOMES_CARE = {"origin": 2, "escalation_days": 10, "county_board": True}
IN_CARE = {"origin": 3, "quarterly_phase": 1}
"""A home visit is ready on day 1, at tick 100."""

INVESTIGATED = {"dismissed": False, "contacts": 1, "pace_days": 0}


def specialists(*workers: int, start_tick: int = 0, all_workers: int = 3, **effects: Any) -> Period:
    """Worker 0 owns every case; some workers are the one pool."""
    others = tuple(range(1, all_workers))
    teams = {"all": (ALL_STAGES, (0,), (0,)), "pool": ((), (), others)}
    pools = (Pool("S/pool: function", workers),)
    return period(teams, start_tick=start_tick, workers=all_workers, **{"pools": pools, **effects})


def three(*periods: Period, **changes: Any) -> Organisation:
    return organisation(*periods, workers=3, **changes)


# -- pools --------------------------------------------------------------------------------------------------------


def test_a_pools_task_is_done_there_and_the_case_stays_with_its_owner() -> None:
    org = three(specialists(1, route=routes(county_board=0)))
    log = run(org, tape(BECOMES_CARE, workers=3))
    assert work(log)[:3] == [
        (1000, 1040, 0, "county_board", 1),
        (1040, 1050, 0, "county_board", 1),
        (1550, 1558, 0, "measure_start", 0),
    ]
    assert len(log.of(Kind.ASSIGNED)) == 1


def test_whoever_of_a_pool_is_free_takes_its_first_task() -> None:
    org = three(specialists(1, 2, route=routes(home_visit=0)))
    log = run(org, tape(IN_CARE, IN_CARE, workers=3))
    assert work(log)[:2] == [(100, 112, 0, "home_visit", 1), (100, 112, 1, "home_visit", 2)]


def test_a_worker_takes_the_first_of_the_own_queue_and_the_pools() -> None:
    # the owner is the pool: the visit (due on day 92) comes after the screening (due on day 8) and before nothing else
    org = three(specialists(0, route=routes(home_visit=0)))
    log = run(org, tape(IN_CARE, {"visible_tick": 100, "screening_minutes": 30}, workers=3))
    assert work(log)[:2] == [(100, 130, 1, "screening", 0), (130, 142, 0, "home_visit", 0)]


def test_a_pools_task_needs_no_owner() -> None:
    org = three(specialists(1, route=routes(home_visit=0)), away={0: range(400)})
    log = run(org, tape(IN_CARE, workers=3))
    assert work(log)[0] == (100, 112, 0, "home_visit", 1)
    assert len(log.of(Kind.ASSIGNED)) == 0


def test_whoever_began_a_pools_task_holds_it_until_it_is_done() -> None:
    org = three(specialists(1, 2, route=routes(home_visit=0)))
    log = run(org, tape({**IN_CARE, "home_visit_minutes": 60}, workers=3))
    assert work(log)[:2] == [(100, 140, 0, "home_visit", 1), (140, 160, 0, "home_visit", 1)]


def test_what_somebody_away_long_holds_goes_back_to_the_pool() -> None:
    org = three(specialists(1, 2, route=routes(home_visit=0)), away={1: range(2, 20)})
    log = run(org, tape({**IN_CARE, "home_visit_minutes": 150}, workers=3))
    # worker 1 does 100 minutes on day 1; on the third day away, day 4, worker 2 takes the 50 that are left, no more
    assert work(log)[:5] == [
        (100, 140, 0, "home_visit", 1),
        (140, 180, 0, "home_visit", 1),
        (180, 400, 0, "home_visit", 1),
        (400, 440, 0, "home_visit", 2),
        (440, 450, 0, "home_visit", 2),
    ]
    assert story(log, Kind.WORK_SUSPENDED)[2][-1] == 20


def test_an_absent_owner_who_holds_a_pools_task_keeps_the_case_without_other_open_work() -> None:
    org = three(specialists(0, 2, route=routes(home_visit=0)), away={0: range(2, 20)})
    log = run(org, tape({**IN_CARE, "home_visit_minutes": 150}, workers=3))
    assert (400, 440, 0, "home_visit", 2) in work(log)
    assert len(log.of(Kind.ASSIGNED)) == 1


def test_a_pools_visit_not_begun_when_the_next_falls_due_is_missed_by_nobody() -> None:
    org = three(specialists(1, route=routes(home_visit=0)), away={1: range(1, 100)}, visit_days=30)
    log = run(org, tape(IN_CARE, workers=3))
    # visits of the first day and of every thirtieth day after it; worker 1 is back on day 100
    assert story(log, Kind.TASK_MISSED) == [
        (3100, "TASK_MISSED", 0, "home_visit", -1, -1),
        (6100, "TASK_MISSED", 0, "home_visit", -1, -1),
        (9100, "TASK_MISSED", 0, "home_visit", -1, -1),
    ]


def test_a_conclusion_goes_to_the_pool_of_an_unqualified_owner_only() -> None:
    def concluded_by(*unqualified: bool) -> int:
        team = period(
            {"all": (ALL_STAGES, (0,), (0, 1))},
            workers=2,
            pools=(Pool("S/all: conclusions", (1,)),),
            route=routes(conclusion=0),
            unqualified=np.array(unqualified),
        )
        sessions = work(run(organisation(team, workers=2), tape(INVESTIGATED, workers=2)))
        assert sessions[:2] == [(0, 10, 0, "screening", 0), (10, 30, 0, "contact", 0)]
        assert sessions[2][:4] == (30, 45, 0, "conclusion")
        return sessions[2][4]

    assert [concluded_by(True, False), concluded_by(False, False)] == [1, 0]


# -- load ---------------------------------------------------------------------------------------------------------


def test_what_a_pool_is_asked_counts_in_the_load_of_its_workers() -> None:
    def owners(asked: int) -> list[int]:
        pool_load = np.zeros((1, 4, 1), dtype=np.int32)
        pool_load[0, 3, 0] = asked
        teams = {"all": (ALL_STAGES, (0,), (0, 1))}
        pools = (Pool("S/all: foster homes", (0,)),)
        org = organisation(period(teams, workers=2, pools=pools, pool_load=pool_load), workers=2)
        log = run(org, tape({"origin": 3}, {"visible_tick": 10}, workers=2))
        return [row[4] for row in story(log, Kind.ASSIGNED)]

    # of 3000 minutes: a case in care asks 40 of its owner and 300, 10 per cent, of the pool of worker 0
    assert [owners(0), owners(300)] == [[0, 1], [1, 1]]


def test_a_pool_is_asked_nothing_by_a_case_that_has_moved_on_or_ended() -> None:
    pool_load = np.array([[[300], [0], [0], [0]]], dtype=np.int32)
    pools = (Pool("S/all: intake", (0,)),)
    team = period({"all": (ALL_STAGES, (0,), (0, 1))}, workers=2, pools=pools, pool_load=pool_load)
    log = run(organisation(team, workers=2), tape({}, {"visible_tick": 10}, workers=2))
    # each is the only case in intake and makes worker 0 the more loaded one, until it ends
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [1, 1]


def asked(*of_stage: int, start_tick: int = 0) -> Period:
    """Workers 0 and 1 own the cases; what these ask of the pool, by stage, is worker 1's."""
    return period(
        {"all": (ALL_STAGES, (0,), (0, 1))},
        start_tick=start_tick,
        workers=2,
        pools=(Pool("S/all: function", (1,)),),
        pool_load=np.array(of_stage, dtype=np.int32).reshape(1, 4, 1),
    )


def test_a_pool_is_asked_by_the_stage_in_which_a_case_is() -> None:
    row = {**INVESTIGATED, "outcome": 1}
    log = run(organisation(asked(0, 300, 0, 0), workers=2), tape(row, {"visible_tick": 200}, workers=2))
    # worker 0 owns a case, in measures by then, and worker 1 is asked nothing any more
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 1]


def test_a_new_period_counts_what_its_pools_are_asked() -> None:
    org = organisation(asked(0, 0, 0, 0), asked(0, 0, 0, 300, start_tick=500), workers=2)
    log = run(org, tape({"origin": 3}, {"visible_tick": 510}, workers=2))
    # worker 0 owns the case in care, 40 of 3000 minutes; from tick 500 on it asks 300 of worker 1
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 0]


def test_the_load_of_a_pool_thins_the_work() -> None:
    pool_load = np.full((1, 4, 1), 90, dtype=np.int32)
    effects = {"pools": (Pool("S/all: f", (0,)),), "pool_load": pool_load}
    team = period({"all": (ALL_STAGES, (0,), (0,))}, **effects)
    log = run(organisation(team, effort_permille=(1000, 1000, 1000, 500)), tape({}))
    # 90 of 3000 minutes are 3 per cent
    assert work(log) == [(0, 5, 0, "screening", 0)]


# -- another organisation -----------------------------------------------------------------------------------------


def test_what_waits_in_a_pool_goes_to_the_new_one_and_what_is_worked_on_follows() -> None:
    visits = {"route": routes(home_visit=0)}
    org = three(specialists(1, **visits), specialists(2, start_tick=200, **visits))
    row = {**IN_CARE, "home_visit_minutes": 150}
    # at tick 220 the session in progress ends and leaves 30 minutes, which come before what worker 2 holds
    assert work(run(org, tape(row, row, workers=3)))[:9] == [
        (100, 140, 0, "home_visit", 1),
        (140, 180, 0, "home_visit", 1),
        (180, 220, 0, "home_visit", 1),
        (200, 240, 1, "home_visit", 2),
        (240, 270, 0, "home_visit", 2),
        (270, 310, 1, "home_visit", 2),
        (310, 350, 1, "home_visit", 2),
        (350, 380, 1, "home_visit", 2),
        (3000, 3011, 0, "care_follow_up", 0),
    ]


def test_a_pools_task_stays_with_a_holder_who_is_of_the_new_pool() -> None:
    visits = {"route": routes(home_visit=0)}
    row = {**IN_CARE, "home_visit_minutes": 150, "care_days": 50}

    def workers(session_minutes: int) -> set[int]:
        org = three(
            specialists(2, **visits), specialists(1, 2, start_tick=200, **visits), session_minutes=session_minutes
        )
        return {worker for *_, kind, worker in work(run(org, tape(row, workers=3))) if kind == "home_visit"}

    # in a session at tick 200, or between two
    assert [workers(40), workers(50)] == [{2}, {2}]


def test_whoever_loses_a_case_goes_on_with_its_task_of_their_pool() -> None:
    visits = {"pools": (Pool("S/all: foster homes", (0,)),), "route": routes(home_visit=0)}
    before = period({"all": (ALL_STAGES, (0,), (0,)), "other": ((), (), (1,))}, workers=2, **visits)
    after = period({"all": ((), (), (0,)), "other": (ALL_STAGES, (0,), (1,))}, workers=2, start_tick=200, **visits)
    row = {**IN_CARE, "home_visit_minutes": 150}
    log = run(organisation(before, after, workers=2), tape(row, workers=2))
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 1]
    assert work(log)[2:4] == [(180, 220, 0, "home_visit", 0), (220, 250, 0, "home_visit", 0)]


def test_a_new_organisation_gives_a_function_to_a_pool_or_back_to_the_owner() -> None:
    taken = specialists(1, route=routes(home_visit=0))
    returned = specialists(1, start_tick=200, route=routes(home_visit=OWNER))
    row = {**IN_CARE, "home_visit_minutes": 30}
    log = run(three(taken, returned, away={1: [1]}), tape(row, workers=3))
    assert work(log)[0] == (200, 230, 0, "home_visit", 0)
    owners = specialists(1)
    shared = specialists(1, start_tick=200, route=routes(home_visit=0))
    log = run(three(owners, shared, away={0: [1]}), tape(row, workers=3))
    assert work(log)[0] == (200, 230, 0, "home_visit", 1)


def test_a_task_that_nobody_does_any_more_lapses() -> None:
    row = {"origin": 2, "escalation_days": 10, "county_board": True}
    before = specialists(1, route=routes(county_board=0))
    after = specialists(1, start_tick=1200, route=routes(county_board=ABSENT))
    log = run(three(before, after, away={1: range(10, 20)}), tape(row, workers=3))
    assert story(log, Kind.TASK_DROPPED, Kind.MEASURE_DECIDED) == [
        (1200, "TASK_DROPPED", 0, "county_board", -1, -1),
        (1200, "MEASURE_DECIDED", 0, "", -1, 2),
    ]


# -- bought, or nobody's ------------------------------------------------------------------------------------------


def test_a_bought_task_is_done_by_nobody_after_its_days() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0,))}, route=routes(county_board=BOUGHT))
    log = run(organisation(team, bought_days=7), tape(BECOMES_CARE))
    assert story(log, Kind.BOUGHT, Kind.MEASURE_DECIDED) == [
        (1700, "MEASURE_DECIDED", 0, "", -1, 2),
        (1700, "BOUGHT", 0, "county_board", -1, 50),
    ]
    assert "county_board" not in {session[3] for session in work(log)}


def test_bought_visits_are_never_missed_and_end_with_the_case() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0,))}, route=routes(home_visit=BOUGHT))
    row = {"origin": 3, "care_days": 35}
    log = run(organisation(team, bought_days=25, visit_days=10), tape(row))
    # ready on days 10, 20 and 30; the first is done on day 35, before the case ends at the same tick
    assert story(log, Kind.BOUGHT, Kind.TASK_MISSED, Kind.TASK_DROPPED) == [
        (3500, "TASK_DROPPED", 0, "home_visit", -1, -1),
        (3500, "TASK_DROPPED", 0, "home_visit", -1, -1),
        (3500, "BOUGHT", 0, "home_visit", -1, 12),
    ]


def test_a_task_on_order_stays_bought_under_another_organisation() -> None:
    teams = {"all": (ALL_STAGES, (0,), (0,))}
    before = period(teams, route=routes(county_board=BOUGHT))
    log = run(organisation(before, period(teams, start_tick=1200), bought_days=7), tape(BECOMES_CARE))
    assert story(log, Kind.BOUGHT) == [(1700, "BOUGHT", 0, "county_board", -1, 50)]


def test_what_nobody_does_is_no_task() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0,))}, route=routes(home_visit=ABSENT))
    log = run(organisation(team), tape({**IN_CARE, "care_days": 20}))
    assert story(log, Kind.TASK_READY) == []


# -- the lawyer's part --------------------------------------------------------------------------------------------


def test_a_lawyer_works_beside_the_preparation_and_the_decision_waits_for_both() -> None:
    def decided(legal_minutes: int) -> int:
        org = three(specialists(1, route=routes(legal_help=0)))
        log = run(org, tape({**BECOMES_CARE, "legal_help_minutes": legal_minutes}, workers=3))
        assert work(log)[:2] == [
            (1000, 1040, 0, "county_board", 0),
            (1000, 1000 + min(40, legal_minutes), 0, "legal_help", 1),
        ]
        return int(log.of(Kind.MEASURE_DECIDED).tick[0])

    assert [decided(14), decided(90)] == [1050, 1090]
