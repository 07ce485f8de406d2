from __future__ import annotations

import numpy as np
import pytest

from caseflow.config.placement import buying, covering, covering_functions, placed
from caseflow.config.schema import STAGES, TASK_KINDS
from caseflow.organisation import ABSENT, BOUGHT, OWNER, Period
from tests.unit.organisation.region import MONTH, NAMES, config, period

INVESTIGATION, MEASURES, CARE = 1, 2, 3

BOARD, LEGAL, HOMES = range(3)
"""The pools of the model ``shared``."""


def routes(own: Period, kind: str) -> list[int]:
    return own.route[:, TASK_KINDS.index(kind)].tolist()


# -- who covers what ----------------------------------------------------------------------------------------------


def test_stages_and_functions_are_covered_apart() -> None:
    own = config()
    assert covering(own, "shared") == covering(own, "today")
    assert covering_functions(own, "today") == {}
    assert covering_functions(own, "shared") == {
        **{(name, function): ("region", "board") for name in NAMES for function in ("county_board", "legal_help")},
        **{(name, "foster_homes"): ("region", "homes") for name in NAMES},
        **{(name, "emergencies"): ("Dale", "first") for name in ("Dale", "Fell")},
    }


def test_a_service_buys_for_its_municipalities() -> None:
    assert buying(config(), "shared") == {("Hill", "foster_home_visitors"): "Hill", ("Hill", "emergencies"): "Hill"}


def test_extra_posts_are_in_the_models_that_place_them_only() -> None:
    assert sorted(sum(placed(config(), "today").values(), ())) == [0, 1, 2, 3, 4]
    assert period("today").team_of_worker.tolist() == [0, 0, 1, 2, 1, -1, -1, -1]
    assert period("shared").team_of_worker.tolist() == [0, 0, 1, 2, 1, 3, 4, -1]


def test_a_team_of_functions_covers_no_stage() -> None:
    board = period("shared").teams[3]
    assert (board.name, board.stages, board.municipalities, board.workers) == ("region/board", (), (0, 1, 2), (5,))
    assert period("shared").team_of.tolist() == period("today").team_of.tolist()


# -- pools and routes ---------------------------------------------------------------------------------------------


def test_without_functions_owners_do_all_and_there_is_neither_lawyer_nor_search_nor_milieu_worker() -> None:
    own = period("today")
    assert own.pools == ()
    assert own.pool_load.shape == (3, len(STAGES), 0)
    for kind in TASK_KINDS:
        expected = ABSENT if kind in ("legal_help", "measure_search", "milieu_work") else OWNER
        assert routes(own, kind) == [expected] * 3


def test_each_function_of_a_team_is_a_pool_of_all_its_workers() -> None:
    pools = period("shared", "models.shared.services.region.teams.board.staff=[X.1, X.3]").pools
    assert [(pool.name, pool.workers) for pool in pools] == [
        ("region/board: county_board", (5, 7)),
        ("region/board: legal_help", (5, 7)),
        ("region/homes: foster_homes", (6,)),
    ]


def test_tasks_go_to_their_pool_and_bought_ones_to_nobody() -> None:
    own = period("shared")
    assert routes(own, "county_board") == [BOARD] * 3
    assert routes(own, "legal_help") == [LEGAL] * 3
    assert routes(own, "care_follow_up") == routes(own, "home_visit") == [HOMES] * 3
    assert routes(own, "visitor_follow_up") == [BOUGHT, OWNER, OWNER]
    assert routes(own, "conclusion") == [OWNER] * 3


def test_legal_help_is_bought_where_the_service_buys_it_and_absent_elsewhere() -> None:
    own = period("bank", "models.bank.services.Dale.buys=[legal_help, county_board]")
    assert routes(own, "legal_help") == [ABSENT, BOUGHT, BOUGHT]
    assert routes(own, "county_board") == [OWNER, BOUGHT, BOUGHT]


def test_a_search_is_the_owners_unless_a_bank_does_it() -> None:
    assert routes(period("bank"), "measure_search") == [0, 0, OWNER]
    assert routes(period("bank"), "milieu_work") == [1, 1, ABSENT]


# -- loads --------------------------------------------------------------------------------------------------------


def test_what_pools_take_over_and_what_is_bought_is_no_load_of_the_owner() -> None:
    follow_up, visit, visitor = 120 * MONTH / 30, 240 * MONTH / 90, 60 * MONTH / 90
    assert period("today").case_load[:, CARE].tolist() == [round(follow_up + visit + visitor)] * 3
    assert period("shared").case_load[:, CARE].tolist() == [0, round(visitor), round(visitor)]
    assert (period("shared").case_load[:, :CARE] == period("today").case_load[:, :CARE]).all()


def test_a_pool_is_asked_for_what_open_cases_ask_a_month() -> None:
    # care lasts 48 months, and a quarter of the cases go to the board: 96 / 48 / 4 = half an hour a month
    load = period("shared").pool_load
    assert load[:, CARE, BOARD].tolist() == [30] * 3
    assert load[:, CARE, LEGAL].tolist() == [15] * 3
    assert load[:, CARE, HOMES].tolist() == [round(120 * MONTH / 30 + 240 * MONTH / 90)] * 3
    assert not load[:, :CARE].any()


def test_a_bank_is_asked_for_a_search_in_the_life_of_each_measure() -> None:
    # 12 hours in 24 months
    load = period("bank").pool_load
    assert load[:, MEASURES, 0].tolist() == [30, 30, 0]
    assert (period("bank").case_load == period("today").case_load).all()


def test_milieu_workers_are_asked_for_the_hours_of_the_children_for_whom_there_is_room() -> None:
    # of 72 assistance measures a fifth, 14.4 children, and six places: 240 minutes every eight days for 6 of 72
    hours = 240 * MONTH / 8
    assert period("bank").pool_load[:, MEASURES, 1].tolist() == [round(hours * 6 / 72)] * 2 + [0]
    roomy = period("bank", "effects.finding_measures.kinds.milieu_worker.children_per_post=100")
    assert roomy.pool_load[:, MEASURES, 1].tolist() == [round(hours * 0.2)] * 2 + [0]


# -- the qualified ------------------------------------------------------------------------------------------------


def test_conclusions_of_unqualified_owners_go_to_the_qualified_of_the_team() -> None:
    own = period("today", "models.today.effects.qualified_conclusions=true")
    assert own.unqualified.tolist() == [False, True, False, False, True, False, False, False]
    assert [(pool.name, pool.workers) for pool in own.pools] == [
        ("Hill/generalists: conclusions", (0,)),
        ("Dale/first: conclusions", (2,)),
    ]
    assert routes(own, "conclusion") == [0, 1, 1]


def test_of_conclusions_a_pool_has_the_share_that_the_unqualified_own() -> None:
    # 30 hours over three months, a fifth of them the conclusion: 120 minutes a month; unqualified are a half of Hill's
    # minutes, and a third of those of Dale's team
    own = period("today", "models.today.effects.qualified_conclusions=true")
    assert own.pool_load[:, INVESTIGATION, 0].tolist() == [60, 0, 0]
    assert own.pool_load[:, INVESTIGATION, 1].tolist() == [0, 40, 40]
    assert own.case_load[:, INVESTIGATION].tolist() == [540, 560, 560]


def test_where_all_are_qualified_owners_conclude() -> None:
    overrides = ("staff.H.unqualified=[]", "staff.D.unqualified=[]")
    own = period("today", "models.today.effects.qualified_conclusions=true", *overrides)
    assert own.pools == ()
    assert routes(own, "conclusion") == [OWNER] * 3


def test_everybody_concludes_where_the_model_does_not_count_with_qualifications() -> None:
    assert not period("today").unqualified.any()


# -- out of hours -------------------------------------------------------------------------------------------------


def test_whoever_is_on_call_responds_whether_own_or_bought() -> None:
    own = period("shared", "effects.on_call.response_minutes=45")
    assert own.response_minutes.tolist() == [45] * 3
    assert own.on_call_team.tolist() == [BOUGHT, 1, 1]


def test_elsewhere_nobody_is_on_call() -> None:
    assert period("today").response_minutes.tolist() == [-1] * 3
    assert period("today").on_call_team.tolist() == [ABSENT] * 3


# -- speed and practice -------------------------------------------------------------------------------------------

SPECIALISED = ("models.shared.effects.specialisation=true", "effects.specialisation.minutes_percent=87.5")


def test_teams_dedicated_to_one_stage_or_function_need_other_minutes() -> None:
    own = period("shared", *SPECIALISED)
    assert dict(zip([team.name for team in own.teams], own.speed_permille.tolist(), strict=True)) == {
        "Hill/generalists": 1000,
        "Dale/first": 1000,
        "Dale/later": 1000,
        "region/board": 1000,
        "region/homes": 875,
    }


@pytest.mark.parametrize(
    ("covers", "expected"),
    [
        ("[county_board]", 875),
        ("[county_board, emergencies]", 875),
        ("[county_board, foster_homes]", 1000),
        ("[legal_help]", 1000),
        ("[emergencies]", 1000),
    ],
)
def test_duty_out_of_hours_makes_no_team_less_dedicated_and_a_lawyers_hours_are_a_lawyers(
    covers: str, expected: int
) -> None:
    teams = "models.shared.services.region.teams"
    off = ("models.shared.services.Hill.buys=[]", f"{teams}.homes.covers=[]", f"{teams}.board.covers={covers}")
    off += ("models.shared.services.Dale.teams.first.covers=[intake, investigation]",)
    assert period("shared", *SPECIALISED, *off).speed_permille[3] == expected


def test_without_the_effect_no_team_is_faster() -> None:
    assert (period("shared", SPECIALISED[1]).speed_permille == 1000).all()


def test_practice_is_lost_in_a_straight_line() -> None:
    size = ("effects.practice.most_extra_percent=40", "effects.practice.months=4")
    assert period("today", *size).practice_permille == (0,)
    assert period("today", *size, "models.today.effects.practice=true").practice_permille == (0, 100, 200, 300, 400)


# -- off ----------------------------------------------------------------------------------------------------------


def test_effects_that_have_nobody_to_touch_leave_the_tables_as_they_are() -> None:
    plain = period("today", "staff.H.unqualified=[]", "staff.D.unqualified=[]")
    effects = "models.today.effects={qualified_conclusions: true, specialisation: true}"
    own = period("today", "staff.H.unqualified=[]", "staff.D.unqualified=[]", effects)
    for name in ("route", "case_load", "pool_load", "speed_permille", "unqualified"):
        assert np.array_equal(getattr(own, name), getattr(plain, name))
