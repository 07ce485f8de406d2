"""What stress takes of capacity, by hand: 200 minutes a day for cases of each full post, the change on day 91."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.organisation.staffed import (
    CHANGE,
    DAYS,
    absences,
    config,
    departures,
    minutes,
    organisation,
    runs,
    tape,
)

FOUR_WEEKS = "stress.absences={shock: {week: 1, days: 28, service: South%s}}"
BEGIN = CHANGE + 7
SOUTH = 2
LEAVING = "absence.turnover.leaving_per_year=0.4"


def test_a_post_away_for_four_weeks_lacks_twenty_eight_days_of_work() -> None:
    usual, stressed = minutes("today"), minutes("today", FOUR_WEEKS % "")
    assert sum(usual[SOUTH]) - sum(stressed[SOUTH]) == 28 * 200
    assert runs(stressed[SOUTH]) == [(0, 200), (BEGIN, 0), (BEGIN + 28, 200)]
    assert usual[:SOUTH] == stressed[:SOUTH]


@pytest.mark.parametrize("model", ["today", "merged", "parts"])
def test_the_same_people_are_away_in_every_model(model: str) -> None:
    away = organisation(model, FOUR_WEEKS % "").capacity.away
    assert [np.flatnonzero(row).tolist() for row in away[:3]] == [[], [], [*range(BEGIN, BEGIN + 28)]]


@pytest.mark.parametrize(("kind", "sick", "vacant"), [("away", 0, 0), ("sick", 28, 0), ("vacant", 0, 28)])
def test_only_sick_is_sick_leave_and_only_vacant_a_vacancy(kind: str, sick: int, vacant: int) -> None:
    capacity = organisation("today", FOUR_WEEKS % f", kind: {kind}").capacity
    assert (capacity.sick.sum(), capacity.vacant.sum(), capacity.away.sum()) == (sick, vacant, 28)


def test_after_a_vacancy_a_newcomer_learns() -> None:
    # ten days at a quarter
    stressed = minutes("today", FOUR_WEEKS % ", kind: vacant")[SOUTH]
    assert runs(stressed) == [(0, 200), (BEGIN, 0), (BEGIN + 28, 50), (BEGIN + 38, 200)]


def test_who_has_gone_cannot_leave_again() -> None:
    # the candidate on day 110 would be vacant for 20 days, until day 130
    leaves = departures((SOUTH, 110.0, 0.0))
    stressed = organisation("today", LEAVING, FOUR_WEEKS % ", kind: vacant", departures=leaves).capacity.vacant[SOUTH]
    assert np.flatnonzero(stressed).tolist() == [*range(BEGIN, BEGIN + 28)]


def test_a_vacancy_that_is_not_filled_lasts_to_the_end() -> None:
    stressed = minutes("today", "stress.absences={shock: {week: 1, days: null, kind: vacant, service: South}}")
    assert runs(stressed[SOUTH]) == [(0, 200), (BEGIN, 0)]


def test_more_sick_leave_accepts_more_spells_from_the_change_on_only() -> None:
    # 8 % in spells of 10 days are 0.0083 a day, 16 % 0.0174; of candidates at 0.02 a day a mark of 0.6 asks for 0.012
    share = "absence.doctor_certified.share=0.08"
    spells = absences((0, "doctor_certified", 50, 5, 0.6), (0, "doctor_certified", 200, 5, 0.6))
    usual = organisation("today", share, absences=spells).capacity.sick
    stressed = organisation("today", share, "stress.sick_leave_percent=200", absences=spells).capacity.sick
    assert not usual.any()
    assert np.argwhere(stressed).tolist() == [[0, day] for day in range(200, 205)]


def test_smaller_posts_have_less_time_from_the_change_on() -> None:
    assert [runs(row) for row in minutes("today", "stress.posts_percent=90")[:3]] == [[(0, 200), (CHANGE, 180)]] * 3


def test_smaller_posts_have_more_load_from_the_change_on() -> None:
    before, after = organisation("same", "stress.posts_percent=90").periods
    assert before.monthly_minutes[0] == 6087
    assert after.monthly_minutes[0] == 5478  # 6,087.5 x 0.9 = 5,478.75


def test_of_every_service_its_share_is_away() -> None:
    # North has two posts, South one: with a half one of North's, and South's in about half of the futures
    own = config("stress.absences={shock: {week: 1, days: 28, share: 0.5}}")
    taken = [tape(own.model_copy(update={"seed": seed})).shocks.post.tolist() for seed in range(40)]
    assert {sum(post < SOUTH for post in posts) for posts in taken} == {1}
    assert {0, 1} <= {post for posts in taken for post in posts}
    assert 10 <= sum(SOUTH in posts for posts in taken) <= 30  # 20, give or take three standard errors


def test_a_wave_takes_everybody_for_some_days_of_its_time() -> None:
    own = config("stress.absences={wave: {week: 1, days: 21, days_each: 7, kind: sick}}")
    shocks = [tape(own.model_copy(update={"seed": seed})).shocks for seed in range(40)]
    starts = {int(day) for one in shocks for day in one.start_day}
    assert {tuple(one.post.tolist()) for one in shocks} == {(0, 1, 2)}
    assert {int(days) for one in shocks for days in one.end_day - one.start_day} == {7}
    # of 120 draws each of the 15 first days comes but for a chance of 15 x (14/15)^120 = 0.4 %
    assert starts == set(range(BEGIN, BEGIN + 15))


def test_a_shock_is_cut_at_the_end_of_the_run() -> None:
    shocks = tape(config("stress.absences={late: {week: 51, days: 28, service: South}}")).shocks
    assert (shocks.start_day.tolist(), shocks.end_day.tolist()) == ([CHANGE + 357], [DAYS])
