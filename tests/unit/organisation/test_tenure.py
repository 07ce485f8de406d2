from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from tests.unit.organisation.staffed import CHANGE, absences, config, departures, minutes, organisation, runs, tape

LEAVING = "absence.turnover.leaving_per_year=0.4"
BY_SIZE = "models.same.effects={vacancy_by_size: true}"


def vacant(model: str, *overrides: str, **tables: Any) -> list[list[int]]:
    """[post]: the days on which nobody holds it."""
    return [np.flatnonzero(row).tolist() for row in organisation(model, *overrides, **tables).capacity.vacant]


def refusing(*marks: int) -> dict[str, Any]:
    """The tape's posts, by hand in the mark of a refusal; a vacancy after one lasts 20 days."""
    posts = tape(config()).posts
    return {"posts": dataclasses.replace(posts, refusal_mark=np.array(marks, dtype=np.int32))}


# -- the size of the service --------------------------------------------------------------------------------------


def test_a_service_of_half_the_size_has_vacancies_twice_as_long() -> None:
    # two posts are the reference, South has one
    leaves = departures((0, 100.0, 0.0), (2, 100.0, 0.0))
    assert vacant("same", LEAVING, BY_SIZE, departures=leaves)[:3] == [[*range(100, 120)], [], [*range(100, 140)]]


def test_people_leave_a_service_of_half_the_size_twice_as_often() -> None:
    # 0.3 of 2 candidates a year asks for a rate of 0.6; it is 0.4, and 0.8 in South
    leaves = departures((0, 100.0, 0.3), (2, 100.0, 0.3))
    assert vacant("same", LEAVING, BY_SIZE, departures=leaves)[:3] == [[], [], [*range(100, 140)]]


def test_it_is_the_size_of_the_service_on_the_day_of_leaving() -> None:
    leaves = departures((2, 50.0, 0.3), (2, 100.0, 0.3))
    always = ("models.today.effects={vacancy_by_size: true}", "models.merged.effects={vacancy_by_size: true}")
    # with one post until the change; then with three, at two thirds of the rate
    assert vacant("merged", LEAVING, *always, departures=leaves)[2] == [*range(50, 90)]


def test_without_the_effect_the_size_does_not_matter() -> None:
    leaves = departures((0, 100.0, 0.0), (2, 100.0, 0.0), (2, 200.0, 0.3))
    assert vacant("same", LEAVING, departures=leaves)[:3] == [[*range(100, 120)], [], [*range(100, 120)]]


# -- refused transfers --------------------------------------------------------------------------------------------

FIFTH = "models.merged.transition={refusing_share: 0.2}"


def test_those_who_get_another_service_refuse_by_their_mark_and_leave_at_once() -> None:
    # North keeps its name, so that only South's post gets another service
    own = vacant("merged", FIFTH, **refusing(0, 0, 199_999, 0))
    assert own == [[], [], [*range(CHANGE, CHANGE + 20)], []]
    assert vacant("merged", FIFTH, **refusing(0, 0, 200_000, 0)) == [[], [], [], []]


def test_a_newcomer_follows_who_refused() -> None:
    own = minutes("merged", FIFTH, **refusing(0, 0, 0, 0))[2]
    assert runs(own) == [(0, 200), (CHANGE, 0), (CHANGE + 20, 50), (CHANGE + 30, 200)]


def test_nobody_refuses_from_a_vacant_post() -> None:
    own = vacant("merged", FIFTH, LEAVING, departures=departures((2, 80.0, 0.0)), **refusing(0, 0, 0, 0))
    assert own[2] == [*range(80, 100)]


def test_a_post_is_left_by_refusal_once() -> None:
    # merged, and from day 178 apart again
    steps = ("models.merged.steps=[{date: 2010-07-01, model: same}]", "models.same.transition={refusing_share: 1.0}")
    assert vacant("merged", FIFTH, *steps, **refusing(0, 0, 0, 0))[2] == [*range(CHANGE, CHANGE + 20)]
    later = vacant("merged", FIFTH, *steps, **refusing(0, 0, 300_000, 0))[2]
    assert later == [*range(178, 198)]


def test_a_refusals_vacancy_lasts_as_the_new_services_size_says() -> None:
    # three posts of a reference of two: two thirds of 20 days, noons from day 91 to 104
    own = vacant("merged", FIFTH, "models.merged.effects={vacancy_by_size: true}", **refusing(0, 0, 0, 0))
    assert own[2] == [*range(CHANGE, CHANGE + 13)]


# -- extra posts --------------------------------------------------------------------------------------------------


def test_an_extra_post_works_from_the_period_that_has_it_and_its_holder_is_new_then() -> None:
    own = organisation("more").capacity
    assert runs(own.minutes[3].tolist()) == [(0, 0), (CHANGE, 50), (CHANGE + 10, 200)]
    assert runs(own.scheduled[3].tolist()) == [(0, False), (CHANGE, True)]
    assert not own.away[3].any()


def test_without_a_place_an_extra_post_is_neither_away_nor_vacant_nor_ill() -> None:
    tables = {
        "departures": departures((3, 50.0, 0.0)),
        "absences": absences((3, "doctor_certified", 20.0, 5.0, 0.0)),
    }
    illness = "absence.doctor_certified.share=0.01"
    vacation = "absence.vacation.summer_weeks=3"
    own = organisation("same", LEAVING, illness, vacation, **tables).capacity
    for column in ("minutes", "away", "vacant", "sick", "scheduled"):
        assert not getattr(own, column)[3].any(), column
    assert own.away[2].any()


def test_nobody_leaves_an_extra_post_before_it_is_there() -> None:
    own = vacant("more", LEAVING, departures=departures((3, 85.0, 0.0), (3, 200.0, 0.0)))
    assert own[3] == [*range(200, 220)]


def test_an_extra_post_may_be_there_for_a_time() -> None:
    own = minutes("more", "models.more.steps=[{date: 2010-07-01, model: same}]")
    assert runs(own[3]) == [(0, 0), (CHANGE, 50), (CHANGE + 10, 200), (178, 0)]


def test_an_extra_post_that_the_baseline_has_is_as_any_other() -> None:
    assert runs(minutes("more", "baseline=more")[3]) == [(0, 200)]


def test_an_extra_post_changes_nobody_elses_days() -> None:
    leaves = departures((0, 100.0, 0.0), (2, 150.0, 0.0))
    assert minutes("more", LEAVING, departures=leaves)[:3] == minutes("same", LEAVING, departures=leaves)[:3]
