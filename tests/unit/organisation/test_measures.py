from __future__ import annotations

import pytest

from caseflow.organisation import NOT_LIMITED, Places
from caseflow.organisation.measures import whole_places
from tests.unit.organisation.region import period

FINDING = "models.today.effects.finding_measures=true"

SUPPORT, RESPITE, MILIEU, STATE, BOUGHT = range(5)
"""Kinds of measure, in the config's order."""

HILL, DALE, FELL = range(3)


def places(model: str, *overrides: str) -> Places:
    found = period(model, *overrides).places
    assert found is not None
    return found


def size(own: Places, municipality: int, kind: int) -> int:
    return int(own.size[own.pool_of[municipality, kind]])


def test_without_the_effect_a_measure_needs_no_place() -> None:
    assert period("today").places is None


def test_kinds_without_a_number_of_places_are_never_full() -> None:
    own = places("today", FINDING)
    assert (own.pool_of[:, [MILIEU, STATE, BOUGHT]] == NOT_LIMITED).all()


def test_each_service_has_places_for_todays_children_and_some_to_spare() -> None:
    # assistance measures: 60 in Hill, 12 + 3 in Dale and Fell; of these 0.4 x 1.25 and 0.2 x 1.5
    own = places("today", FINDING)
    assert [size(own, HILL, kind) for kind in (SUPPORT, RESPITE)] == [30, 18]
    assert [size(own, DALE, kind) for kind in (SUPPORT, RESPITE)] == [8, 5]
    assert (own.pool_of[DALE] == own.pool_of[FELL]).all()
    assert len(own.size) == 4


def test_a_bank_has_one_pool_for_all_whom_it_serves() -> None:
    # 72 assistance measures in Hill and Dale; Fell, which it does not serve, keeps its own: 3 x 0.4 x 1.25 = 1.5
    own = places("bank")
    assert [size(own, HILL, kind) for kind in (SUPPORT, RESPITE)] == [36, 22]
    assert own.pool_of[HILL].tolist() == own.pool_of[DALE].tolist()
    assert [size(own, FELL, kind) for kind in (SUPPORT, RESPITE)] == [2, 1]


def test_a_bank_shortens_the_search_for_what_it_keeps_places_of() -> None:
    own = places("bank", "effects.finding_measures.bank_search_percent=62.5")
    assert own.search_permille[HILL].tolist() == [625, 625, 625, 1000, 1000]
    assert own.search_permille[FELL].tolist() == [1000] * 5


def test_milieu_workers_posts_are_the_places_of_their_children() -> None:
    # 6 children a post and two half posts for both; a single half post has room for 3
    own = places("bank")
    assert own.milieu_kind == MILIEU
    assert size(own, HILL, MILIEU) == size(own, DALE, MILIEU) == 6
    assert own.pool_of[HILL, MILIEU] == own.pool_of[DALE, MILIEU]
    assert own.pool_of[FELL, MILIEU] == NOT_LIMITED
    assert size(places("bank", "models.bank.services.region.teams.milieu.staff=[X.1]"), HILL, MILIEU) == 3


def test_small_posts_have_more_room_together_than_apart() -> None:
    together = places("bank", "effects.finding_measures.kinds.milieu_worker.children_per_post=4.8")
    alone = whole_places(0.5 * 4.8)
    assert size(together, HILL, MILIEU) == 5 > 2 * alone


def test_where_no_team_has_milieu_workers_their_kind_may_have_places_as_others_do() -> None:
    spare = "effects.finding_measures.kinds.milieu_worker.spare_places_share=0.25"
    own = places("bank", spare)
    assert size(own, HILL, MILIEU) == 6
    assert size(own, FELL, MILIEU) == 1


@pytest.mark.parametrize(("number", "whole"), [(0.0, 1), (0.3, 1), (1.49, 1), (2.5, 3), (4.83, 5), (1.15 * 10, 12)])
def test_places_are_whole_the_nearest_and_at_least_one(number: float, whole: int) -> None:
    assert whole_places(number) == whole


def test_without_a_kind_for_milieu_workers_there_is_none() -> None:
    kind = "effects.finding_measures.kinds.milieu_worker.children_per_post=null"
    own = places("bank", kind, "models.bank.services.region.teams.milieu.covers=[]")
    assert own.milieu_kind == -1
