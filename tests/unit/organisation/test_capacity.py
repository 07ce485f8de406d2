import dataclasses
import math

import numpy as np
import pytest

from caseflow.organisation import organise
from caseflow.organisation.schedule import vacation_weeks
from caseflow.tape.draw import clock_of, draw
from caseflow.tape.tables import ABSENCE_KINDS, Absences, Departures
from tests.unit.organisation import staffed
from tests.unit.organisation.staffed import CHANGE

NOBODY_AWAY = {
    **{f"absence/{kind}/share": 0.0 for kind in ABSENCE_KINDS},
    "absence/vacation/summer_weeks": 0,
    "absence/vacation/other_weeks": 0,
    "absence/turnover/leaving_per_year": 0.0,
}
ONE_POST = {"staff": {"A": {"number": 1, "posts_fte": (1.0,), "office": "Aa"}}}
FORTY_POSTS = {"staff": {"A": {"number": 1, "posts_fte": ("40 x 1.0",), "office": "Aa"}}, "years": 9}
CONTINUOUS = {"calendar/kind": "continuous", "calendar/day_minutes": 1440}
NO_DEMAND = {
    f"municipalities/{name}/{field}": 0
    for name in ("Aa", "Bb")
    for field in ("reports_per_1000_children_per_year", "open_measures", "open_investigations")
}


@pytest.fixture
def staffing(build):
    """``staffing(changes, absences=, departures=)``: capacity of a config, by hand where tables are given."""

    def make(changes=None, **tables):
        changes = NO_DEMAND | (changes or {})
        groups = tuple(changes.get("staff", ("A", "B")))
        config = build(changes | {"models/status_quo/services/everywhere/teams/generalists/staff": groups})
        tape = dataclasses.replace(draw(config, 0), **tables)
        return organise(config, "status_quo", tape).capacity

    return make


def absences(*spells):
    """Spells (post, kind, start day, days) that every rate above zero accepts."""
    post, kind, start_day, days = zip(*spells, strict=True)
    return Absences(
        post=np.array(post, dtype=np.int32),
        kind=np.array([ABSENCE_KINDS.index(name) for name in kind], dtype=np.int8),
        start_day=np.array(start_day, dtype=np.float64),
        days=np.array(days, dtype=np.float64),
        mark=np.zeros(len(spells)),
    )


def departures(*days):
    """Departures from post 0 that every rate above zero accepts."""
    return Departures(
        post=np.zeros(len(days), dtype=np.int32),
        day=np.array(days, dtype=np.float64),
        mark=np.zeros(len(days)),
        vacancy_mark=np.full(len(days), 0.5),
    )


# -- common random numbers ----------------------------------------------------------------------------------------


def test_who_is_ill_at_8_per_cent_is_ill_at_12_per_cent_too(staffing):
    at_8, at_12 = (staffing(FORTY_POSTS | {"absence/doctor_certified/share": share}).sick for share in (0.08, 0.12))
    assert (at_8 <= at_12).all()
    assert at_8.sum() < at_12.sum()


def test_longer_vacancies_change_no_departure_before_them(staffing):
    short, long = (
        staffing(
            ONE_POST | NOBODY_AWAY | {"absence/turnover/leaving_per_year": 1.0, "absence/turnover/vacancy_days": d}
        )
        for d in (20.0, 40.0)
    )
    assert short.vacant.argmax() == long.vacant.argmax() > 0


# -- spells -------------------------------------------------------------------------------------------------------


def test_a_day_is_lost_when_its_noon_falls_in_a_spell(staffing):
    spells = absences(
        (0, "training", 3.4, 1.2),  # noons of days 3 and 4
        (0, "training", 6.6, 0.8),  # none
        (0, "parental", 10.0, 2.0),  # days 10 and 11
        (0, "other_leave", 11.0, 2.0),  # days 11 and 12
        (0, "self_certified", -5.0, 5.6),  # day 0
    )
    at_work = ONE_POST | CONTINUOUS | NOBODY_AWAY
    result = staffing(at_work | {f"absence/{kind}/share": 0.01 for kind in ABSENCE_KINDS}, absences=spells)
    assert np.flatnonzero(result.away[0]).tolist() == [0, 3, 4, 10, 11, 12]
    assert np.flatnonzero(result.sick[0]).tolist() == [0]
    assert np.flatnonzero(result.minutes[0, :14] == 0).tolist() == [0, 3, 4, 10, 11, 12]
    only_training = staffing(at_work | {"absence/training/share": 0.01}, absences=spells)
    assert np.flatnonzero(only_training.away[0]).tolist() == [3, 4]


@pytest.mark.parametrize("kind", ABSENCE_KINDS)
def test_the_share_of_days_lost_is_the_configs(staffing, kind):
    expected = 0.09 if kind == "parental" else 0.3
    days = {"distribution": "exponential", "mean": 20.0}
    spells = {f"absence/{kind}": {"share": expected, "days": days}}
    lost = staffing(FORTY_POSTS | NOBODY_AWAY | spells).away.mean(axis=1)
    # posts are independent: four of their standard errors are a false alarm in 16,000; a rate of share / mean, which
    # forgets that spells overlap, would lose 26 % of the days
    assert lost.mean() == pytest.approx(expected, abs=4 * lost.std() / math.sqrt(40))


def test_sick_leave_of_both_kinds_overlaps_by_chance(staffing):
    both = {"absence/self_certified/share": 0.03, "absence/doctor_certified/share": 0.07}
    lost = staffing(FORTY_POSTS | NOBODY_AWAY | both).sick.mean(axis=1)
    # four standard errors; spells longer than the 365 days before today are lost, at most 0.2 % of the days
    assert lost.mean() == pytest.approx(1 - 0.97 * 0.93, abs=4 * lost.std() / math.sqrt(40) + 0.002)


# -- vacation -----------------------------------------------------------------------------------------------------


def test_holidays_are_summer_weeks_in_a_row_and_single_weeks_in_turn(build):
    vacation = build().absence.vacation
    assert vacation_weeks(vacation, 0) == {26, 27, 28, 8, 14}
    assert vacation_weeks(vacation, 2) == {32, 33, 34, 40, 52}
    assert vacation_weeks(vacation, 3) == {26, 27, 28, 52, 8}


def test_every_post_has_five_weeks_a_year_and_three_posts_are_never_all_on_holiday(build, staffing):
    weeks = {"absence/vacation/summer_weeks": 3, "absence/vacation/other_weeks": 2}
    clock = clock_of(build(CONTINUOUS))
    years = np.array([clock.date(day).isocalendar().year for day in clock.days_of_workdays.tolist()])
    away = staffing(CONTINUOUS | NOBODY_AWAY | weeks).away
    for year in (2010, 2011):
        assert away[:, years == year].sum(axis=1).tolist() == 5 * [35]
    assert away[:3].sum(axis=0).max() < 3


def test_holidays_turn_within_the_office_whatever_the_group(staffing):
    two_groups = {
        "staff": {
            "A": {"number": 1, "posts_fte": (1.0,), "office": "Aa"},
            "B": {"number": 2, "posts_fte": (1.0,), "office": "Bb"},
            "C": {"number": 3, "posts_fte": (1.0,), "office": "Aa"},
        }
    }
    away = staffing(CONTINUOUS | NOBODY_AWAY | two_groups | {"absence/vacation/summer_weeks": 3}).away
    assert (away[0] == away[1]).all()
    assert not (away[0] & away[2]).any()


# -- leaving ------------------------------------------------------------------------------------------------------

LEAVING = (
    ONE_POST
    | CONTINUOUS
    | NOBODY_AWAY
    | {
        "calendar/day_minutes": 400,
        "work/casework_share": 0.5,
        "absence/turnover/leaving_per_year": 1.0,
        "absence/turnover/vacancy_days": 20.0,
        "absence/turnover/newcomer_days": 10,
        "absence/turnover/newcomer_capacity_share": 0.25,
    }
)


def test_a_post_stands_vacant_and_then_a_newcomer_learns(staffing):
    result = staffing(LEAVING, departures=departures(10.0, 15.0, 100.0))
    assert np.flatnonzero(result.vacant[0]).tolist() == [*range(10, 30), *range(100, 120)]
    assert (result.away == result.vacant).all()
    assert result.minutes[0, [9, 10, 29, 30, 39, 40]].tolist() == [200, 0, 0, 50, 50, 200]


def test_a_newcomer_may_leave_while_learning(staffing):
    result = staffing(LEAVING, departures=departures(10.0, 35.0))
    assert result.minutes[0, [34, 35, 54, 55, 64, 65]].tolist() == [50, 0, 0, 50, 50, 200]


def test_nobody_is_ill_in_a_vacant_post(staffing):
    spells = absences((0, "doctor_certified", 5.0, 10.0))
    sick_too = LEAVING | {"absence/doctor_certified/share": 0.05}
    result = staffing(sick_too, departures=departures(10.0), absences=spells)
    assert np.flatnonzero(result.sick[0]).tolist() == [5, 6, 7, 8, 9]


def test_people_leave_at_the_configs_rate_while_the_post_is_filled(staffing):
    forty = FORTY_POSTS | CONTINUOUS | NOBODY_AWAY | {"absence/turnover/leaving_per_year": 0.5}
    vacant = staffing(forty | {"absence/turnover/vacancy_days": 73.05}).vacant
    # vacant 0.2 years after 2 years held on average: a share of 1/11; four standard errors of 40 independent posts
    shares = vacant.mean(axis=1)
    assert shares.mean() == pytest.approx(1 / 11, abs=4 * shares.std() / math.sqrt(40))


# -- working days -------------------------------------------------------------------------------------------------


def week(staffing, changes):
    """Minutes of each post from Monday 4 to Friday 8 January 2010; 1 January is no working day."""
    return staffing(NOBODY_AWAY | {"work/casework_share": 1.0} | changes).minutes[:, :5].tolist()


def test_a_part_post_without_chosen_days_works_consecutive_days_from_its_own_on(staffing):
    staff = {"staff": {"A": {"number": 1, "posts_fte": (1.0, 0.5, 0.5, 0.2), "office": "Aa"}}}
    assert week(staffing, staff) == [
        [450, 450, 450, 450, 450],
        [450, 225, 0, 0, 450],  # the second begins on Friday
        [0, 450, 450, 225, 0],  # the third on Tuesday
        [0, 0, 0, 450, 0],  # the fourth on Thursday
    ]


def test_a_part_post_with_chosen_days_fills_them_in_their_order(staffing):
    staff = {
        "staff": {
            "A": {
                "number": 1,
                "posts_fte": (0.5, 0.5),
                "office": "Aa",
                "working_days": {1: ("wed", "mon", "tue"), 2: ("mon", "tue", "thu", "fri")},
            }
        }
    }
    assert week(staffing, staff) == [[450, 225, 450, 0, 0], [450, 450, 0, 225, 0]]


def test_casework_is_a_share_of_each_days_minutes_rounded_down(staffing):
    assert week(staffing, ONE_POST | {"work/casework_share": 0.65}) == [[292, 292, 292, 292, 292]]


def test_in_the_continuous_calendar_a_part_post_works_its_share_of_every_day(staffing):
    staff = {"staff": {"A": {"number": 1, "posts_fte": (1.0, 0.3), "office": "Aa"}}}
    assert week(staffing, CONTINUOUS | staff) == [5 * [1440], 5 * [432]]


def test_a_day_off_is_not_away_unless_its_holder_is(staffing):
    staff = {"staff": {"A": {"number": 1, "posts_fte": (0.4,), "office": "Aa", "working_days": {1: ("mon", "fri")}}}}
    ill = {"absence/doctor_certified/share": 0.05}
    # from Thursday 7 January to Monday 11 January
    result = staffing(NOBODY_AWAY | staff | ill, absences=absences((0, "doctor_certified", 6.0, 5.0)))
    assert result.scheduled[0, :6].tolist() == [True, False, False, False, True, True]
    assert result.away[0, :7].tolist() == [False, False, False, True, True, True, False]


def test_shapes_and_types_are_those_of_the_contract(build, staffing):
    result, clock = staffing(), clock_of(build())
    assert {array.shape for array in vars(result).values()} == {(5, clock.n_workdays)}
    assert result.minutes.dtype == np.int32
    assert (result.vacant <= result.away).all()
    assert (result.minutes[result.away | ~result.scheduled] == 0).all()
    assert (result.minutes[~result.away & result.scheduled] > 0).all()


# -- start-up -----------------------------------------------------------------------------------------------------

START_UP = "models.merged.transition={start_up: {capacity_loss_percent: 50, months: 3}}"


def test_a_post_of_another_team_loses_capacity_that_comes_back_in_a_straight_line():
    # three months are 91.3125 days: half of it is lost at first, a quarter after half of them
    own = staffed.minutes("merged", START_UP)
    lost = [own[2][CHANGE + day] for day in (-1, 0, 45, 91, 92)]
    assert lost == [200, 100, int(200 * (0.5 + 0.5 * 45 / 91.3125)), int(200 * (0.5 + 0.5 * 91 / 91.3125)), 200]


def test_a_team_of_the_same_name_in_a_service_of_the_same_name_loses_nothing():
    assert staffed.runs(staffed.minutes("merged", START_UP)[0]) == [(0, 200)]


def test_a_change_of_team_at_a_step_loses_anew_and_the_larger_loss_counts():
    steps = ("models.merged.steps=[{date: 2010-07-01, model: same}]",)
    steps += ("models.same.transition={start_up: {capacity_loss_percent: 20, months: 1}}",)
    own = staffed.minutes("merged", START_UP, *steps)[2]
    # on day 178, 87 days after the first change, less than 3 per cent of it is left
    assert [own[177], own[178], own[178 + 31]] == [int(200 * (1 - 0.5 * (1 - 86 / 91.3125))), 160, 200]


def test_a_start_up_does_not_count_in_the_monthly_minutes():
    monthly = [period.monthly_minutes[:3].tolist() for period in staffed.organisation("merged", START_UP).periods]
    assert monthly == [[6087] * 3] * 2


# -- posts that follow the children -------------------------------------------------------------------------------

FOLLOW = (
    "work.posts_follow_children=true",
    "municipalities.B.children_index={2010: 100, 2011: 120}",
    "municipalities.B.children_0_17=3000",
)


def test_posts_follow_the_children_of_their_home_service_under_every_model():
    # South serves 3,000 children who become a fifth more in a year and 1,000 who do not
    growth = [0.75 * ((100 + 20 * (3 + day) / 365) / (100 + 20 * 3 / 365) - 1) for day in (0, 182, 361, 400)]
    growth[-1] = growth[-2] + 0.75 * (120 / (100 + 20 * 3 / 365) - (100 + 20 * 364 / 365) / (100 + 20 * 3 / 365))
    for model in ("same", "merged"):
        own = staffed.minutes(model, *FOLLOW)
        assert [own[2][day] for day in (0, 182, 361, 400)] == [int(200 * (1 + g)) for g in growth]
        assert staffed.runs(own[0]) == [(0, 200)]


def test_no_post_works_more_than_the_day_has():
    own = staffed.minutes("same", *FOLLOW, "work.casework_share=1.0", "municipalities.B.children_0_17=30000")
    assert max(own[2]) == 400


def test_monthly_minutes_follow_by_the_mean_of_the_period():
    before, after = (p.monthly_minutes.tolist() for p in staffed.organisation("same", *FOLLOW).periods)
    assert before[0] == after[0] == 6087
    # a fifth of three quarters in a year: 91 days on average 45 of 365, then 228 of 365
    assert before[2] == pytest.approx(6087.5 * (1 + 0.15 * 45 / 365), rel=1e-3)
    assert after[2] == pytest.approx(6087.5 * (1 + 0.15 * (182 + 91) / 365), rel=2e-2)


def test_an_extra_post_follows_nobody():
    assert staffed.runs(staffed.minutes("more", *FOLLOW)[3])[-1] == (CHANGE + 10, 200)


# -- nothing on ---------------------------------------------------------------------------------------------------


def test_with_no_effect_on_a_post_works_the_same_under_every_organisation():
    today = staffed.organisation("today").capacity
    for model in ("same", "merged"):
        other = staffed.organisation(model).capacity
        for name in vars(today):
            assert (getattr(today, name) == getattr(other, name)).all()
