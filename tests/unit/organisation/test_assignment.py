from __future__ import annotations

import numpy as np
import pytest

from caseflow.config.load import parse_config
from caseflow.config.schema import STAGES
from caseflow.organisation import Organisation, organise
from caseflow.organisation.assignment import MOST_NEIGHBOURS, Addressees, asked, neighbours, share_of_conflicts
from caseflow.organisation.tables import TeamInfo
from caseflow.tape.draw import draw
from tests.unit.tape.test_pairs import marks_of_all

VALLEY = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 1
seed: 1
baseline: today
each_municipality: {reports_per_1000_children_per_year: 30, open_measures: 2}
municipalities:
  Hill: {number: 1, children_0_17: 1000}
  Dale: {number: 2, children_0_17: 500}
  Fell: {number: 3, children_0_17: 250, office: Dale}
staff:
  H: {number: 1, posts_fte: [1.0, 1.0], office: Hill}
  D: {number: 2, posts_fte: [1.0, 1.0], office: Dale}
models:
  today:
    services:
      Hill: {municipalities: [Hill], generalists: [H]}
      Dale: {municipalities: [Dale, Fell], generalists: [D]}
"""


def organised(model: str = "today", *overrides: str, text: str = VALLEY) -> Organisation:
    config = parse_config(text, overrides=overrides).resolve()
    return organise(config, model, draw(config, 0))


def test_workers_live_in_the_first_municipality_of_their_office_unless_the_config_says_where():
    assert organised().home_of_worker.tolist() == [0, 0, 1, 1]
    assert organised("today", "staff.D.lives_in=Fell").home_of_worker.tolist() == [0, 0, 2, 2]


def test_nobody_knows_where_those_of_an_office_without_a_municipality_live():
    assert organised("today", "staff.H.office=Elsewhere").home_of_worker.tolist() == [-1, -1, 1, 1]


# -- ranks --------------------------------------------------------------------------------------------------------

MERGED = """
  merged:
    services:
      Valley:
        municipalities: all
        assign: {assign}
        teams:
          first: {{covers: [intake, investigation], staff: [H.1, D.1]{groups}}}
          later: {{covers: [measures, care], staff: [H.2, D.2]}}
"""
ROADS = (
    "effects.travel.distances="
    "[{between: [Hill, Dale], km: 10, minutes: 12}, {between: [Fell, Hill], km: 3, minutes: 4}]"
)


def ranked(assign: str, *overrides: str, groups: str = "") -> list[list[int]]:
    """[municipality][worker]: ranks in the merged service; workers are H.1, H.2, D.1 and D.2."""
    text = VALLEY + MERGED.format(assign=assign, groups=groups)
    return organised("merged", *overrides, text=text).periods[1].rank.tolist()


def test_nobody_goes_first_where_the_least_loaded_gets_a_case():
    assert ranked("least_loaded") == [[0] * 4] * 3


def test_without_distances_the_municipalitys_own_office_goes_first():
    assert ranked("nearest_office_first") == [[0, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]


def test_with_distances_the_office_that_is_nearest_to_the_families_goes_first():
    # Fell's office is in Dale, but its families live in Fell, 4 minutes from Hill and 16 from Dale
    assert ranked("nearest_office_first", ROADS, "municipalities.Fell.place=Fell") == [
        [0, 0, 1, 1],
        [1, 1, 0, 0],
        [0, 0, 1, 1],
    ]


def test_a_group_goes_first_with_the_cases_that_are_its_own():
    groups = ", groups: {low: {municipalities: [Dale, Fell], staff: [D.1]}}"
    # the group is of the first team: whom the second team prefers is as before
    assert ranked("group_first", groups=groups) == [[1, 1, 1, 1], [1, 1, 0, 1], [1, 1, 0, 1]]


def test_who_lives_in_the_municipality_comes_after_everybody_else():
    avoid = "models.merged.services.Valley.avoid_home_municipality=true"
    assert ranked("least_loaded", avoid) == [[1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 0]]
    # the nearest office is Dale's for Dale; those who live there come last even so
    assert ranked("nearest_office_first", avoid) == [[2, 2, 1, 1], [1, 1, 2, 2], [1, 1, 0, 0]]


def test_a_service_ranks_its_own_workers_only():
    text = VALLEY.replace("municipalities: [Hill]", "municipalities: [Hill], assign: nearest_office_first")
    rank = organised("today", "models.today.services.Hill.avoid_home_municipality=true", text=text).periods[0].rank
    assert rank.tolist() == [[2, 2, 0, 0], [1, 1, 0, 0], [1, 1, 0, 0]]


# -- other teams --------------------------------------------------------------------------------------------------

THREE = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 500, reports_per_1000_children_per_year: 30, open_measures: 2}
municipalities: {A: {number: 1}, B: {number: 2}, C: {number: 3}}
staff:
  A: {number: 1, posts_fte: [1.0, 1.0], office: A}
  B: {number: 2, posts_fte: [1.0], office: B}
  C: {number: 3, posts_fte: [1.0], office: C}
models:
  today:
    services:
      A:
        municipalities: [A]
        teams:
          intake: {covers: [intake, investigation], staff: [A.1]}
          later: {covers: [measures, care], staff: [A.2]}
      B: {municipalities: [B], teams: {all: {covers: [intake, investigation, measures, care], staff: [B]}}}
      C: {municipalities: [C], teams: {all: {covers: [intake, investigation, measures, care], staff: [C]}}}
"""
# numbers of the teams: 0 A/intake, 1 A/later, 2 B/all, 3 C/all


def test_teams_help_with_the_stages_that_they_cover_themselves():
    helped = "models.today.services.B.teams.all.helped_by=[A/intake, C/all]"
    assert organised("today", helped, text=THREE).periods[0].helpers == (
        ((), (), (), ()),
        ((), (), (), ()),
        ((0, 3), (0, 3), (3,), (3,)),
        ((), (), (), ()),
    )


def test_all_that_cover_a_stage_help_with_it():
    helped = "models.today.services.A.teams.later.helped_by=all"
    assert organised("today", helped, text=THREE).periods[0].helpers[1] == ((), (), (2, 3), (2, 3))


def test_neighbours_are_asked_in_the_configs_order_where_no_distances_are_known():
    neighbours = organised("today", text=THREE).periods[0].neighbours
    assert neighbours == (
        ((2, 3), (2, 3), (2, 3), (2, 3)),
        ((0, 3), (0, 3), (1, 3), (1, 3)),
        ((0, 2), (0, 2), (1, 2), (1, 2)),
    )


def test_the_nearest_neighbour_is_asked_first():
    # from A: B is 30 minutes away, C 50; from B: C 20, A 30; from C: B 20, A 50
    roads = "[{between: [A, B], km: 30, minutes: 30}, {between: [B, C], km: 20, minutes: 20}]"
    neighbours = organised("today", f"effects.travel.distances={roads}", text=THREE).periods[0].neighbours
    assert [of_stage[0] for of_stage in neighbours] == [(2, 3), (3, 0), (2, 0)]


def test_a_neighbour_without_a_known_way_is_asked_last():
    roads = "[{between: [B, C], km: 20, minutes: 20}]"
    neighbours = organised("today", f"effects.travel.distances={roads}", text=THREE).periods[0].neighbours
    assert [of_stage[0] for of_stage in neighbours] == [(2, 3), (3, 0), (2, 0)]


def team(stages: tuple[int, ...], municipalities: tuple[int, ...], workers: tuple[int, ...]) -> TeamInfo:
    return TeamInfo("S/team", "S", stages, municipalities, workers, 0.0)


def test_of_many_teams_the_nearest_are_neighbours():
    # a team in each of 30 offices along a road; municipality m lies at office m
    n = 30
    minutes = np.abs(np.arange(n)[:, None] - np.arange(n)).astype(float)
    teams = [team(tuple(range(len(STAGES))), (number,), (number,)) for number in range(n)]
    team_of = np.repeat(np.arange(n, dtype=np.int32)[:, None], len(STAGES), axis=1)
    found = neighbours(teams, team_of, np.arange(n, dtype=np.int32), minutes)
    assert MOST_NEIGHBOURS == 20
    assert found[0] == (tuple(range(1, 21)),) * len(STAGES)
    assert found[29][0] == tuple(range(28, 8, -1))
    # those to the left are earlier in the config's order
    assert found[15][2] == (14, 16, 13, 17, 12, 18, 11, 19, 10, 20, 9, 21, 8, 22, 7, 23, 6, 24, 5, 25)


# -- conflicts of interest ----------------------------------------------------------------------------------------

NOT_ASKED = ((),) * len(STAGES)


def test_those_of_the_covering_team_its_helpers_and_its_neighbours_may_be_asked_under_any_model():
    teams = (team((0, 1), (0, 1), (0, 1)), team((2, 3), (0, 1), (2,)), team((0, 2), (1,), (4, 7)), team((3,), (), (9,)))
    own = np.array([[0, 0, 1, 1], [0, 0, 1, 1], [-1, -1, -1, -1]], dtype=np.int32)
    merged = np.array([[2, 2, 2, 2], [0, 0, 1, 1], [-1, -1, -1, -1]], dtype=np.int32)
    helped = (NOT_ASKED, ((), (), (), (3,)), NOT_ASKED, NOT_ASKED)
    near = (NOT_ASKED, ((2,), (), (), ()), NOT_ASKED)
    models = [Addressees(teams, own, (NOT_ASKED,) * 4, near), Addressees(teams, merged, helped, (NOT_ASKED,) * 3)]
    found = asked(models, municipalities=3)
    assert found.begins.tolist() == [0, 5, 11, 11]
    # team 3 helps team 1, which covers a stage of the second municipality only under the second model
    assert found.workers.tolist() == [0, 1, 2, 4, 7, *(0, 1, 2, 4, 7, 9)]


CONFLICTS = (
    "models.today.effects.conflicts=true",
    "effects.conflicts.share_at_1000_children=0.1",
    "effects.conflicts.most_share=0.3",
    "effects.conflicts.elsewhere_factor=0.5",
)


def in_conflict(org: Organisation) -> list[list[int]]:
    """For each case, the workers who may not take it."""
    return [org.conflicted.of(case).tolist() for case in range(len(org.conflicted.begins) - 1)]


def test_the_share_of_conflicts_falls_with_the_children_of_the_familys_municipality():
    config = parse_config(VALLEY, overrides=CONFLICTS).resolve()
    shares = [share_of_conflicts(config, children) for children in (2000, 1000, 500, 250, 25)]
    assert shares == pytest.approx([0.05, 0.1, 0.2, 0.3, 0.3])


def test_a_pair_is_in_conflict_where_its_mark_is_below_its_chance():
    config = parse_config(VALLEY, overrides=CONFLICTS).resolve()
    tape = draw(config, 0)
    org = organise(config, "today", tape)
    marks = marks_of_all(1, tape, (1, 2, 3), (1, 2))
    # 0.1 in Hill, 0.2 in Dale, 0.3 in Fell for who lives there; half of it for others
    chance = {0: [100_000, 100_000, 50_000, 50_000], 1: [100_000, 100_000, 200_000, 200_000], 2: [150_000] * 4}
    expected = marks < np.array([chance[m] for m in tape.cases.municipality.tolist()])
    assert in_conflict(org) == [np.flatnonzero(of_case).tolist() for of_case in expected]
    assert expected.any()
    assert org.periods[0].conflicts


def test_more_conflicts_are_the_same_conflicts_and_others():
    few = in_conflict(organised("today", *CONFLICTS))
    many = in_conflict(organised("today", *CONFLICTS, "effects.conflicts.elsewhere_factor=1"))
    assert all(set(one) <= set(other) for one, other in zip(few, many, strict=True))
    assert sum(map(len, many)) > sum(map(len, few))


def test_nobody_is_in_conflict_where_no_model_of_the_run_counts_conflicts():
    org = organised("today", *CONFLICTS[1:])
    assert not any(in_conflict(org))
    assert not org.periods[0].conflicts
