"""Models in which one worker is in another team of the same service."""

from __future__ import annotations

import pytest

from caseflow.config.load import load_config, parse_config
from caseflow.config.moves import moves_of
from caseflow.config.placement import placed, posts
from caseflow.config.schema import Config
from caseflow.errors import UserError
from tests.docs.pages import ROOT

TEXT = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
baseline: today
each_municipality: {children_0_17: 1000, reports_per_1000_children_per_year: 42, open_measures: 50}
municipalities: {North: {number: 1}, South: {number: 2}}
staff:
  N: {number: 1, posts_fte: [3 x 1.0, 0.5], office: North, leaders: [1]}
  S: {number: 2, posts_fte: [1.0, 1.0], office: South}
  L: {number: 3, posts_fte: [1.0, 1.0], office: South, extra: true}
models:
  today:
    services:
      North:
        municipalities: [North]
        teams:
          intake: {covers: [intake, investigation], staff: [N]}
          measures: {covers: [measures, care], staff: [S.1]}
      South: {municipalities: [South], generalists: [S.2]}
  with_lawyers:
    extends: today
    services: {North: {teams: {lawyers: {covers: [legal_help], staff: [L]}}}}
"""


def config_of(text: str = TEXT) -> Config:
    return parse_config(text).resolve()


def names(text: str = TEXT, *models: str) -> list[str]:
    return [move.model for move in moves_of(config_of(text), models or ("today",))]


def team_of(config: Config, model: str) -> dict[str, str]:
    """The team of each post."""
    return {
        str(posts(config)[worker]): "/".join(key)
        for key, workers in placed(config, model).items()
        for worker in workers
    }


def staff(text: str, model: str, move: str) -> dict[str, list[str]]:
    """The posts of each team of a model that a move makes."""
    overrides = [found.override for found in moves_of(config_of(text), [model])]
    teams = team_of(parse_config(text, overrides=overrides).resolve(), move)
    return {team: [post for post, of in teams.items() if of == team] for team in teams.values()}


def test_one_of_all_that_are_alike_moves_and_the_last_of_a_team_stays() -> None:
    """N.1 leads, N.2 and N.3 are alike, N.4 has a part-post; S.1 is alone in its team, S.2 has no other to go to."""
    assert names() == ["today_N_1_to_measures", "today_N_3_to_measures", "today_N_4_to_measures"]


def test_the_model_that_comes_of_it_differs_by_one_worker() -> None:
    moved = staff(TEXT, "today", "today_N_3_to_measures")
    assert moved == {
        "North/intake": ["N.1", "N.2", "N.4"],
        "North/measures": ["N.3", "S.1"],
        "South/generalists": ["S.2"],
    }


def test_it_is_called_by_who_moves_where_in_both_languages() -> None:
    (move,) = (move for move in moves_of(config_of(), ["today"]) if move.model == "today_N_3_to_measures")
    model = parse_config(TEXT, overrides=[move.override]).resolve().models[move.model]
    assert model.title_in("en") == "N.3 to measures (today)"
    assert model.title_in("nb") == "N.3 til measures (today)"


@pytest.mark.parametrize("flags", ["unqualified: [3]", "working_days: {3: [mon, tue, wed, thu, fri]}"])
def test_who_differs_in_what_the_roster_says_is_not_alike(flags: str) -> None:
    text = TEXT.replace("leaders: [1]", f"leaders: [1], {flags}")
    assert names(text)[1:3] == ["today_N_2_to_measures", "today_N_3_to_measures"]


def test_nobody_comes_from_or_goes_to_a_team_without_cases() -> None:
    assert names(TEXT, "with_lawyers") == [name.replace("today", "with_lawyers") for name in names()]


def test_who_is_in_a_group_of_the_team_stays() -> None:
    groups = "{a: {municipalities: [North], staff: [N.1, N.2]}, b: {municipalities: [South], staff: [N.3, N.4]}}"
    served = "municipalities: [North, South]\n        assign: group_first\n"
    text = TEXT.replace("municipalities: [North]\n", served).replace("staff: [N]}", f"staff: [N], groups: {groups}}}")
    text = text.replace("      South: {municipalities: [South], generalists: [S.2]}\n", "").replace("[S.1]", "[S]")
    assert names(text) == ["today_S_2_to_intake"]


def test_a_model_of_generalists_has_nobody_to_move() -> None:
    text = (
        TEXT
        + "  one: {extends: today, drop_services: all, services: {All: {municipalities: all, generalists: [N, S]}}}\n"
    )
    with pytest.raises(UserError, match="nobody can be moved in one: no service has two teams of casework"):
        names(text, "one")


def test_several_models_are_moved_in_and_all_unknown_ones_are_told() -> None:
    assert names(TEXT, "with_lawyers", "today", "today") == [*names(TEXT, "with_lawyers"), *names()]
    with pytest.raises(UserError, match=r"(?s)no model 'todya'.*did you mean 'today'.*no model 'x'"):
        names(TEXT, "todya", "x")


def test_no_model_of_the_config_is_changed_by_a_move_of_its_name() -> None:
    text = TEXT + "  today_N_3_to_measures: {extends: today}\n"
    assert names(text)[1] == "today_N_3_to_measures_"
    config = parse_config(text, overrides=[move.override for move in moves_of(config_of(text), ["today"])]).resolve()
    assert config.models["today_N_3_to_measures"] == config.models["today"] != config.models["today_N_3_to_measures_"]


def test_the_name_of_a_team_may_be_any_words() -> None:
    text = TEXT.replace("measures: {covers", "'første = 12 tiltak': {covers")
    move = "today_N_1_to_første___12_tiltak"
    assert staff(text, "today", move)["North/første = 12 tiltak"] == ["N.1", "S.1"]


def test_each_move_of_the_region_keeps_every_post_and_changes_the_team_of_one() -> None:
    path = ROOT / "configs" / "kongsberg.yaml"
    asked = ["full_merger", "two_services", "full_merger_groups", "steps"]
    moves = moves_of(load_config(path).resolve(), asked)
    config = load_config(path, [move.override for move in moves]).resolve()
    for move in moves:
        parent = max((name for name in asked if move.model.startswith(name)), key=len)
        before, after = (set(team_of(config, name).items()) for name in (parent, move.model))
        (gone,), (come,) = before - after, after - before
        assert gone[0] == come[0]
        assert gone[1][0] == come[1][0]
        assert config.models[move.model].transition == config.models[parent].transition
