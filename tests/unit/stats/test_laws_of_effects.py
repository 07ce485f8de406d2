"""Laws about what effects bring: each is told in words where a log breaks it."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import numpy as np
import pytest

from caseflow.errors import InvariantError
from caseflow.log import Kind, Log
from caseflow.organisation import BOUGHT, Organisation, Places, Pool, Strain
from caseflow.stats.invariants import check
from caseflow.tape.tables import Tape
from tests.engines.hand import ALL_STAGES, in_conflict, organisation, period, routes, run, tape

World = tuple[Organisation, Tape]

TWO = {"own": (ALL_STAGES, (0,), (0,)), "other": ((), (), (1, 2))}
VISIT = {"origin": 3, "quarterly_phase": 1}


def world(*rows: dict[str, Any], effects: dict[str, Any] | None = None, **of_period: Any) -> World:
    org = organisation(period(TWO, workers=3, **of_period), workers=3, effects=effects)
    return org, tape(*rows, workers=3)


def refused(words: str, of: World, **other: Any) -> None:
    """A log is good by its own organisation, and broken by one with other tables."""
    log, (org, rows) = run(*of), of
    check(log, rows, org)
    of_run = {name: other.pop(name) for name in list(other) if hasattr(org, name)}
    org = dataclasses.replace(org, periods=(dataclasses.replace(org.periods[0], **other),), **of_run)
    with pytest.raises(InvariantError, match=re.escape(words)):
        check(log, rows, org)


SHARED = {"pools": (Pool("S/other: foster homes", (1,)),), "route": routes(home_visit=0)}


def test_a_pools_task_is_taken_up_by_its_workers_only() -> None:
    refused("somebody outside the pool takes up its task: tick 100", world(VISIT, **SHARED), pools=(Pool("", (2,)),))


def test_nobody_works_on_a_bought_task() -> None:
    refused("somebody works on a bought task: tick 100", world(VISIT), route=routes(home_visit=BOUGHT))


def test_nobody_of_a_pool_idles_beside_its_task() -> None:
    late = world({**VISIT, "home_visit_minutes": 60}, {**VISIT, "home_visit_minutes": 60}, **SHARED)
    refused("worker 2 is idle at tick 100 beside a ready task", late, pools=(Pool("", (1, 2)),))


def test_whoever_began_a_pools_task_does_not_idle_beside_it() -> None:
    of = world({**VISIT, "home_visit_minutes": 60, "care_days": 500}, **SHARED)
    log = run(*of)
    rows = log.table()
    # nothing of worker 1 after the end of the first session
    is_later = (rows[:, 0] > 140) | ((rows[:, 0] == 140) & (rows[:, 1] == Kind.WORK_STARTED))
    with pytest.raises(InvariantError, match="worker 1 is idle at tick 140 beside a ready task"):
        check(log.at(~(is_later & (rows[:, 5] == 1))), of[1], of[0])


def test_only_helpers_and_neighbours_get_a_case_of_another_team() -> None:
    org, rows = world({}, helpers=(((1,),) * 4, ((),) * 4))
    away = np.zeros_like(org.capacity.away)
    away[0] = True
    org = dataclasses.replace(org, capacity=dataclasses.replace(org.capacity, away=away))
    refused("a worker of another team gets a case: tick 0: assigned", (org, rows), helpers=(((),) * 4,) * 2)


def test_nobody_gets_a_case_in_conflict() -> None:
    effects = {"conflicted": in_conflict(3, (0, 0))}
    refused("a worker in conflict gets a case: tick 0: assigned, case 0", world({}, effects=effects), conflicts=True)


def test_a_candidate_that_is_no_report_does_not_come_in() -> None:
    grown = world({"growth_mark": 5}, growth_mark=np.array([6]))
    refused("a report comes in that does not exist", grown, growth_mark=np.array([5]))


def test_cases_of_a_municipality_that_is_not_served_do_not_come_in() -> None:
    refused("a report comes in that does not exist", world({}), served=np.array([False]))


ILL = Strain(1, 0, 0, leaves=False, until_day=3, learned_day=3, newcomer_permille=0)


def test_load_harms_candidates_only() -> None:
    harmed = world({"screening_minutes": 300}, effects={"strain": (ILL,)})
    refused("load harms who is no candidate: tick 100: fell_ill, worker 0, value 3", harmed, strain=())


def test_load_harms_nobody_in_a_vacant_post() -> None:
    harmed = world({"screening_minutes": 300}, effects={"strain": (ILL,)})
    capacity = dataclasses.replace(harmed[0].capacity, vacant=np.ones_like(harmed[0].capacity.vacant))
    refused("load harms nobody: the post is vacant", harmed, capacity=capacity)


def test_no_session_goes_on_over_an_illness() -> None:
    of = world({"screening_minutes": 30, "visible_tick": 80}, effects={"strain": (ILL,)})
    org = organisation(of[0].periods[0], workers=3, away={0: [1, 2]})
    # the session from tick 80 to 310, with the days of the illness between as any other absence
    rows = [*run(org, of[1]).table().tolist(), [100, Kind.FELL_ILL, -1, -1, -1, 0, 3]]
    with pytest.raises(InvariantError, match="a session goes on without its worker: tick 100: fell_ill, worker 0"):
        check(Log.from_rows(rows), of[1], of[0])


def places(size: int) -> Places:
    return Places(np.array([[0]]), np.array([size]), np.array([[1000]]), milieu_kind=-1)


MEASURED = {"dismissed": False, "outcome": 1, "contacts": 1, "pace_days": 0}


def test_no_child_takes_a_place_that_there_is_not() -> None:
    of = world({"origin": 2}, MEASURED, places=places(2))
    refused("a child takes a place that there is not: tick 545, pool 0", of, places=places(1))


def test_no_child_waits_beside_a_free_place() -> None:
    of = world({"origin": 2}, MEASURED, places=places(1))
    refused("a child waits beside a free place: tick 545, pool 0", of, places=places(2))
