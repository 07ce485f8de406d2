"""Measures that have to be found: search, places and milieu workers, worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from caseflow.log import Kind
from caseflow.organisation import ABSENT, NOT_LIMITED, OWNER, Organisation, Period, Places, Pool
from tests.engines.hand import ALL_STAGES, organisation, period, routes, run, story, tape, work

TEAMS = {"all": (ALL_STAGES, (0,), (0,)), "others": ((), (), (1,))}

DECIDED = {
    "dismissed": False,
    "outcome": 1,
    "contacts": 1,
    "pace_days": 0,
    "contact_minutes": 1,
    "conclusion_minutes": 1,
    "measure_days": 10,
}
"""Screened 0-10, contact 10-11, concluded and decided at 12 if alone; the search takes 5 days."""

PLACES = (Kind.PLACE_WANTED, Kind.PLACE_TAKEN, Kind.PLACE_LEFT)


def places(pool_of: int = NOT_LIMITED, *, size: int = 1, search_permille: int = 1000, milieu_kind: int = -1) -> Places:
    """One kind of measure, one municipality, at most one pool."""
    return Places(
        pool_of=np.array([[pool_of]]),
        size=np.array([size]),
        search_permille=np.array([[search_permille]]),
        milieu_kind=milieu_kind,
    )


def found(table: Places | None, *, start_tick: int = 0, search: int = ABSENT, **effects: Any) -> Period:
    route = effects.pop("route", routes(measure_search=search))
    return period(TEAMS, start_tick=start_tick, workers=2, places=table, route=route, **effects)


def two(*periods: Period, **changes: Any) -> Organisation:
    return organisation(*periods, workers=2, **changes)


def in_place(org: Organisation, *rows: dict[str, Any]) -> list[int]:
    """The ticks at which new measures are in place."""
    log = run(org, tape(*rows, workers=2))
    return [row[0] for row in story(log, Kind.MEASURE_STARTED) if row[-1] == 1]


# -- the search ---------------------------------------------------------------------------------------------------


def test_a_measure_is_in_place_after_the_search_days_instead_of_the_waiting_days() -> None:
    row = {**DECIDED, "measure_wait_days": 2}
    assert in_place(two(found(None)), row) == [212]
    assert in_place(two(found(places())), row) == [512]
    assert in_place(two(found(places(search_permille=400))), row) == [212]


def test_a_search_is_at_least_one_tick_and_care_is_not_searched_for() -> None:
    assert in_place(two(found(places(search_permille=0))), DECIDED) == [13]
    log = run(two(found(places())), tape({**DECIDED, "outcome": 2, "measure_wait_days": 2}, workers=2))
    assert story(log, Kind.MEASURE_STARTED) == [(212, "MEASURE_STARTED", 0, "", -1, 2)]


def test_the_search_is_work_beside_its_days_and_the_longer_of_both_counts() -> None:
    searching = two(found(places(), search=OWNER))
    log = run(searching, tape(DECIDED, workers=2))
    assert work(log)[3:5] == [(12, 28, 0, "measure_search", 0), (512, 520, 0, "measure_start", 0)]
    # due when the days are over
    assert [row[-1] for row in story(log, Kind.TASK_READY) if row[3] == "measure_search"] == [512]
    assert in_place(searching, {**DECIDED, "search_minutes": 600}) == [612]


def test_a_bank_searches_for_others() -> None:
    bank = found(places(), search=0, pools=(Pool("S/others: measure_search", (1,)),))
    assert work(run(two(bank), tape(DECIDED, workers=2)))[3] == (12, 28, 0, "measure_search", 1)


# -- places -------------------------------------------------------------------------------------------------------


def test_a_kind_that_is_never_full_leaves_no_word_of_places() -> None:
    log = run(two(found(places())), tape({"origin": 2}, DECIDED, workers=2))
    assert story(log, *PLACES) == []


def test_a_child_waits_for_a_place_until_another_leaves_it() -> None:
    rows = [{"origin": 2, "measure_days": 20}, DECIDED]
    log = run(two(found(places(0))), tape(*rows, workers=2))
    assert story(log, *PLACES) == [
        (0, "PLACE_TAKEN", 0, "", -1, 0),
        (512, "PLACE_WANTED", 1, "", -1, 0),
        (2000, "PLACE_TAKEN", 1, "", -1, 0),
        (2000, "PLACE_LEFT", 0, "", -1, 0),
        (3000, "PLACE_LEFT", 1, "", -1, 0),
    ]
    assert story(log, Kind.MEASURE_STARTED)[1:] == [(2000, "MEASURE_STARTED", 1, "", -1, 1)]
    assert (2000, 2008, 1, "measure_start", 0) in work(log)


def test_a_free_place_is_taken_at_once() -> None:
    log = run(two(found(places(0))), tape(DECIDED, workers=2))
    assert story(log, Kind.PLACE_WANTED, Kind.PLACE_TAKEN) == [
        (512, "PLACE_WANTED", 0, "", -1, 0),
        (512, "PLACE_TAKEN", 0, "", -1, 0),
    ]


def test_who_waits_longest_comes_first_and_the_lower_number_of_two() -> None:
    def first_taker(*search_days: int) -> int:
        rows = [{**DECIDED, "search_days": days} for days in search_days]
        teams = {"all": (ALL_STAGES, (0,), (0, 1))}
        team = period(teams, workers=2, places=places(0), route=routes(measure_search=ABSENT))
        log = run(two(team), tape({"origin": 2, "measure_days": 20}, *rows, workers=2))
        return story(log, Kind.PLACE_TAKEN)[1][2]

    # each child has a worker, so that both are decided upon at one tick
    assert [first_taker(10, 5), first_taker(5, 10), first_taker(5, 5)] == [2, 1, 1]


def test_todays_children_keep_their_places_beyond_the_size() -> None:
    rows = [{"origin": 2, "measure_days": 20}, {"origin": 2, "measure_days": 30}, DECIDED]
    log = run(two(found(places(0))), tape(*rows, workers=2))
    assert [row[:3] for row in story(log, Kind.PLACE_TAKEN)] == [
        (0, "PLACE_TAKEN", 0),
        (0, "PLACE_TAKEN", 1),
        (3000, "PLACE_TAKEN", 2),
    ]


def test_a_child_that_becomes_care_leaves_its_place() -> None:
    log = run(two(found(places(0))), tape({"origin": 2, "escalation_days": 7}, workers=2))
    assert story(log, Kind.PLACE_LEFT) == [(700, "PLACE_LEFT", 0, "", -1, 0)]


def test_under_new_tables_children_in_place_take_theirs_and_who_needs_none_stops_waiting() -> None:
    begins = two(found(None), found(places(0), start_tick=300))
    log = run(begins, tape({"origin": 2, "measure_days": 20}, workers=2))
    assert story(log, *PLACES) == [(300, "PLACE_TAKEN", 0, "", -1, 0), (2000, "PLACE_LEFT", 0, "", -1, 0)]
    ends = two(found(places(0, size=0)), found(None, start_tick=900))
    log = run(ends, tape(DECIDED, workers=2))
    assert story(log, Kind.PLACE_WANTED, Kind.PLACE_TAKEN, Kind.MEASURE_STARTED) == [
        (512, "PLACE_WANTED", 0, "", -1, 0),
        (900, "MEASURE_STARTED", 0, "", -1, 1),
        (900, "PLACE_TAKEN", 0, "", -1, 0),
    ]


# -- milieu workers -----------------------------------------------------------------------------------------------


def milieu(milieu_kind: int = 0, *, start_tick: int = 0, route: int = 0) -> Period:
    pools = (Pool("S/others: milieu_work", (1,)),)
    table = places(milieu_kind=milieu_kind)
    return found(table, start_tick=start_tick, pools=pools, route=routes(measure_search=ABSENT, milieu_work=route))


CHILD = {"origin": 2, "measure_days": 30}


def milieu_work(org: Organisation) -> list[tuple[Any, ...]]:
    return [session for session in work(run(org, tape(CHILD, workers=2))) if session[3] == "milieu_work"]


def test_a_milieu_worker_comes_regularly_until_the_measure_ends() -> None:
    assert milieu_work(two(milieu(), milieu_days=7)) == [
        (start, start + 17, 0, "milieu_work", 1) for start in (700, 1400, 2100, 2800)
    ]


def test_no_milieu_worker_comes_in_other_kinds_or_where_nobody_covers_them() -> None:
    assert milieu_work(two(milieu(1), milieu_days=7)) == []
    assert milieu_work(two(milieu(route=ABSENT), milieu_days=7)) == []


def test_a_milieu_worker_comes_from_the_day_on_which_a_team_covers_it() -> None:
    starts = [session[0] for session in milieu_work(two(found(None), milieu(start_tick=1000), milieu_days=7))]
    assert starts == [1400, 2100, 2800]


def test_a_milieu_workers_time_is_missed_where_it_is_not_begun_and_lapses_with_the_measure() -> None:
    org = two(milieu(), milieu_days=7, away={1: range(5, 200)})
    log = run(org, tape(CHILD, workers=2))
    assert story(log, Kind.TASK_MISSED, Kind.TASK_DROPPED) == [
        (1400, "TASK_MISSED", 0, "milieu_work", -1, -1),
        (2100, "TASK_MISSED", 0, "milieu_work", -1, -1),
        (2800, "TASK_MISSED", 0, "milieu_work", -1, -1),
        (3000, "TASK_DROPPED", 0, "milieu_work", -1, -1),
    ]
