from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from caseflow.organisation import organise
from caseflow.organisation.daily import take_duties
from caseflow.organisation.duties import duty_shares
from tests.unit.organisation.staffed import (
    CHANGE,
    DAYS,
    ILLNESS,
    YEAR,
    absences,
    config,
    departures,
    emergencies,
    ill,
    minutes,
    organisation,
    runs,
    tape,
)

FIXED = "models.same.effects={fixed_work: true}"
A_TENTH = (  # of the time of South's post, 20 minutes a day
    "models.same.effects={fixed_work: true}",
    "effects.fixed_work.hours_per_service_per_year=121.75",
    "effects.fixed_work.hours_per_further_county_per_year=0",
    "effects.fixed_work.hours_per_municipality_per_year=0",
    "effects.fixed_work.hours_per_office_per_year=0",
)


def yearly_hours(model: str, *overrides: str) -> list[float]:
    """[post]: hours a year of its duties."""
    shares = duty_shares(config(*overrides), model, np.full(4, float(YEAR)))
    return [round(hours, 6) for hours in (shares * YEAR / 60).tolist()]


# -- fixed work ---------------------------------------------------------------------------------------------------


def test_fixed_work_is_per_service_further_county_municipality_and_office() -> None:
    # North: 100 + 5 + 3, on two posts; South: 100 + 10 + 2 x 5 + 3
    assert yearly_hours("same", FIXED) == [54, 54, 123, 0]


def test_a_merged_service_has_one_services_work_but_that_of_every_municipality_and_office() -> None:
    # 100 + 2 x 10 + 3 x 5 + 2 x 3, on three posts
    assert yearly_hours("merged", "models.merged.effects={fixed_work: true}") == [47, 47, 47, 0]


def test_a_local_office_on_some_days_is_an_office() -> None:
    office_days = "models.merged.services.North.office_days={C: [mon]}"
    assert yearly_hours("merged", "models.merged.effects={fixed_work: true}", office_days) == [48, 48, 48, 0]


def test_municipalities_of_no_county_add_none() -> None:
    assert yearly_hours("same", FIXED, "municipalities.C.county=null")[2] == 113


def test_leaders_carry_their_services_work_first() -> None:
    assert yearly_hours("same", FIXED, "staff.N.leaders=[2]") == [0, 108, 123, 0]


def test_no_post_gives_more_than_half_of_its_time() -> None:
    # half of a post is 608.75 hours: the leader's half, then the other's; South has one post only
    hours = "effects.fixed_work.hours_per_service_per_year=700"
    assert yearly_hours("same", FIXED, hours, "staff.N.leaders=[2]") == [708 - 608.75, 608.75, 608.75, 0]


def test_posts_share_the_work_by_their_time() -> None:
    shares = duty_shares(config(FIXED), "same", np.array([50_000.0, 25_000.0, 50_000.0, 1.0]))
    assert (shares * [50_000, 25_000, 50_000, 1] / 60).tolist() == pytest.approx([72, 36, 123, 0])


def test_fixed_work_takes_the_same_of_every_day_from_the_change_on_and_of_the_month() -> None:
    org = organisation("same", *A_TENTH)
    assert runs(org.capacity.minutes[2].tolist()) == [(0, 200), (CHANGE, 180)]
    assert runs(org.capacity.minutes[0].tolist()) == [(0, 200), (CHANGE, 190)]
    assert [period.monthly_minutes.tolist()[:3] for period in org.periods] == [
        [6087, 6087, 6087],
        [int(6087.5 * 0.95), int(6087.5 * 0.95), int(6087.5 * 0.9)],
    ]


def test_parts_of_minutes_add_up() -> None:
    left = np.full((1, 4), 200)
    take_duties(left, np.full((1, 4), 200.0), np.array([0.0525]), np.array([0]), np.array([0, 1]), 0, 4)
    assert left.tolist() == [[190, 189, 190, 189]]


def test_before_the_change_the_baselines_effects_count() -> None:
    today = minutes("today", "models.today.effects={fixed_work: true}")
    merged = minutes("merged", "models.today.effects={fixed_work: true}")
    assert [row[:CHANGE] for row in merged] == [row[:CHANGE] for row in today]
    assert sum(merged[2][:CHANGE]) < 200 * CHANGE
    assert runs(merged[2][CHANGE:]) == [(0, 200)]


def test_what_falls_on_somebody_away_is_done_by_those_of_the_service_who_are_there() -> None:
    own = minutes("same", *A_TENTH, ILLNESS, absences=ill(1, 100, 2))
    assert [row[99:103] for row in own[:2]] == [[190, 180, 180, 190], [190, 0, 0, 190]]


def test_with_nobody_there_fixed_work_is_not_done() -> None:
    assert minutes("same", *A_TENTH, ILLNESS, absences=ill(2, 100, 2))[2][99:103] == [180, 0, 0, 180]


def test_nobody_works_less_than_nothing() -> None:
    left = np.array([[10, 0], [10, 0]])
    full = np.array([[200.0, 200.0], [200.0, 0.0]])
    take_duties(left, full, np.array([0.5, 0.0]), np.array([0, 1]), np.array([0, 2]), 0, 2)
    assert left.tolist() == [[0, 0], [0, 0]]


# -- meetings -----------------------------------------------------------------------------------------------------


def test_services_that_share_a_municipality_meet() -> None:
    assert yearly_hours("parts", "models.parts.effects={coordination: true}") == [10, 10, 0, 20]


def test_services_of_their_own_have_no_meetings() -> None:
    assert yearly_hours("same", "models.same.effects={coordination: true}") == [0, 0, 0, 0]


def test_of_several_services_in_a_municipality_each_has_its_own_work_but_preventive_work_is_of_one() -> None:
    # North covers three stages of A, the shared intake one: 100 + 3
    assert yearly_hours("parts", "models.parts.effects={fixed_work: true}") == [54, 54, 123, 103]


def test_a_service_that_only_does_functions_has_neither_fixed_work_nor_meetings() -> None:
    assert (
        yearly_hours("guided", "models.guided.effects={fixed_work: true, guidance: true, coordination: true}")[3]
        == 121.75
    )


# -- professional supervision -------------------------------------------------------------------------------------

GUIDANCE = "models.same.effects={guidance: true}"


def test_every_service_gives_its_own_supervision() -> None:
    assert yearly_hours("same", GUIDANCE) == [60.875, 60.875, 121.75, 0]


def test_a_shared_team_gives_it_once_for_all() -> None:
    assert yearly_hours("guided") == [0, 0, 0, 121.75]


def test_supervision_that_is_bought_takes_nobodys_time() -> None:
    assert yearly_hours("same", GUIDANCE, "models.same.services.South.buys=[guidance]") == [60.875, 60.875, 0, 0]


def test_a_service_that_is_supervised_in_a_part_gives_it_still() -> None:
    only_b = "models.guided.services.Guides.municipalities=[B]"
    assert yearly_hours("guided", only_b) == [60.875, 60.875, 121.75, 121.75]


def test_newcomers_learn_faster_under_supervision() -> None:
    # 20 days vacant, then 10 days at a quarter, or 5: of 200 minutes, and of the 20 that supervision takes of a day
    leaves = {"departures": departures((2, 100.0, 0.0))}
    often = "absence.turnover.leaving_per_year=1"
    assert runs(minutes("same", often, **leaves)[2]) == [(0, 200), (100, 0), (120, 50), (130, 200)]
    guided = ("models.same.effects={guidance: true}", "models.same.services.South.buys=[guidance]")
    assert runs(minutes("same", often, *guided, **leaves)[2]) == [(0, 200), (100, 0), (120, 50), (125, 200)]


# -- duty out of hours --------------------------------------------------------------------------------------------


def test_a_week_on_standby_is_paid_in_time_off_by_turns() -> None:
    # 7 of the week's 46 hours and 40 minutes, 15 per cent of each day; weeks begin on Mondays, the change is on one
    own = minutes("on_call")
    first, second = (0, 1) if own[0][CHANGE] == 170 else (1, 0)
    assert runs(own[first][: CHANGE + 28]) == [(0, 200), *((CHANGE + 7 * i, (170, 200)[i % 2]) for i in range(4))]
    assert runs(own[second][: CHANGE + 28]) == [(0, 200), *((CHANGE + 7 * i, (200, 170)[i % 2]) for i in range(1, 4))]
    assert runs(own[2]) == [(0, 200)]


def test_turns_go_on_whenever_the_run_begins() -> None:
    later = minutes("on_call", "calendar.today=2010-01-11")
    usual = minutes("on_call")
    assert [row[7:] for row in usual] == later


def test_standby_is_taken_off_the_month_by_its_mean() -> None:
    # 7 hours a week, half of them for cases, on two posts: 60 x 7 x 365.25 / 7 / 12 / 4
    monthly = [period.monthly_minutes.tolist()[:3] for period in organisation("on_call").periods]
    assert monthly == [[6087] * 3, [int(6087.5 - 456.5625)] * 2 + [6087]]


def test_of_a_week_that_is_only_partly_the_periods_the_same_part_is_paid() -> None:
    # the change is on Thursday 8 April: 4 of 7 days, 4 hours of the 26 hours and 40 minutes that are left
    own = minutes("on_call", "calendar.change_date=2010-04-08")
    assert {own[0][94], own[1][94]} == {200, 170}
    assert (own[0][93], own[1][93]) == (200, 200)


def test_whoever_is_away_all_week_leaves_it_to_the_next() -> None:
    usual = minutes("on_call")
    on_duty = 0 if usual[0][CHANGE] == 170 else 1
    own = minutes("on_call", ILLNESS, absences=ill(on_duty, CHANGE, 7))
    assert runs(own[on_duty][CHANGE - 1 : CHANGE + 8]) == [(0, 200), (1, 0), (8, 200)]
    assert runs(own[1 - on_duty][CHANGE - 1 : CHANGE + 15]) == [(0, 200), (1, 170), (15, 200)]


def test_whoever_is_there_on_some_days_takes_the_time_off_these() -> None:
    usual = minutes("on_call")
    on_duty = 0 if usual[0][CHANGE] == 170 else 1
    # 7 hours of two days of 400 minutes: 52.5 per cent
    own = minutes("on_call", ILLNESS, absences=ill(on_duty, CHANGE + 2, 5))
    assert own[on_duty][CHANGE : CHANGE + 8] == [95, 95, 0, 0, 0, 0, 0, 200]


def test_with_nobody_there_nobody_is_paid() -> None:
    both = absences(*((post, "other_leave", float(CHANGE), 7.0, 0.0) for post in (0, 1)))
    own = minutes("on_call", ILLNESS, absences=both)
    assert [own[0][CHANGE + 7], own[1][CHANGE + 7]] in ([170, 200], [200, 170])
    assert own[0][CHANGE : CHANGE + 7] == [0] * 7


NO_STANDBY = "effects.on_call.standby_hours_per_week=0"


def lost(own: list[list[int]]) -> list[tuple[int, int]]:
    """(day, minutes) wherever somebody has less than 200 minutes, in order of days."""
    return sorted((day, value) for row in own[:3] for day, value in enumerate(row) if value < 200)


def test_each_call_out_is_paid_on_the_next_working_day() -> None:
    # 5 hours of 400 minutes
    own = minutes("on_call", NO_STANDBY, cases=emergencies((0, CHANGE, CHANGE), (0, CHANGE + 20, CHANGE + 21)))
    assert lost(own) == [(CHANGE, 50), (CHANGE + 21, 50)]


def test_a_call_out_before_the_runs_first_working_day_is_paid_on_it() -> None:
    # Saturday 2 January, the day after today's holiday
    from_a_holiday = ("calendar.kind=working", "calendar.today=2010-01-01", "models.on_call.before=on_call")
    own = minutes("on_call", NO_STANDBY, *from_a_holiday, cases=emergencies((0, 1, 0)))
    assert sorted(row[0] for row in own[:2]) == [50, 200]


def test_the_weeks_duty_answers_the_weeks_call_outs() -> None:
    both = emergencies((0, CHANGE + 6, CHANGE + 7), (0, CHANGE + 7, CHANGE + 8))
    own = minutes("on_call", NO_STANDBY, cases=both)
    first = 0 if own[0][CHANGE + 7] == 50 else 1
    assert (own[first][CHANGE + 7], own[1 - first][CHANGE + 8]) == (50, 50)


def test_two_call_outs_in_a_night_take_the_day_and_no_more() -> None:
    own = minutes("on_call", NO_STANDBY, cases=emergencies((0, CHANGE, CHANGE + 1), (0, CHANGE, CHANGE + 1)))
    assert lost(own) == [(CHANGE + 1, 0)]


def test_call_outs_of_others_municipalities_or_before_the_change_are_not_the_teams() -> None:
    elsewhere = emergencies((1, CHANGE, CHANGE), (2, CHANGE, CHANGE), (0, CHANGE - 1, CHANGE - 1))
    assert lost(minutes("on_call", NO_STANDBY, cases=elsewhere)) == []


def test_a_candidate_of_growth_is_a_call_out_if_it_is_a_report() -> None:
    cases = emergencies((0, CHANGE, CHANGE), (0, CHANGE + 1, CHANGE + 1))
    marked = dataclasses.replace(cases, growth_mark=np.array([199_999, 200_000], dtype=np.int32))
    growth = "models.on_call.transition={report_growth_percent: {A: 10}}"
    assert lost(minutes("on_call", NO_STANDBY, growth, cases=marked)) == [(CHANGE, 50)]
    assert lost(minutes("on_call", NO_STANDBY, cases=marked)) == []


def test_where_duty_is_bought_or_nobodys_it_takes_no_time() -> None:
    cases = emergencies((0, CHANGE, CHANGE))
    assert lost(minutes("same", cases=cases)) == []
    assert lost(minutes("same", "models.same.services.North.buys=[emergencies]", cases=cases)) == []


def test_a_horizon_that_ends_within_a_week_is_no_matter() -> None:
    own = config()
    org = organise(own, "on_call", tape(own, cases=emergencies((0, DAYS - 1, DAYS))))
    assert org.capacity.minutes.shape == (4, DAYS)
