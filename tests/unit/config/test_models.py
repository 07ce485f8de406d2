"""Inheritance of models, and where posts and stages end up."""

from __future__ import annotations

from typing import get_args

import pytest

from caseflow.config.load import parse_config
from caseflow.config.placement import PostRef, covering, placed, posts
from caseflow.config.schema import STAGES, LanguageCode, Model
from caseflow.language import LOCALES
from tests.unit.config.texts import SOUND, sound_and, sound_but


def model(text: str, name: str = "child") -> Model:
    return parse_config(text).resolve().models[name]


def test_generalists_are_one_team_that_covers_all_stages() -> None:
    team = model(SOUND, "today").services["North"].teams["generalists"]
    assert (team.covers, team.staff) == (STAGES, ("N",))


def test_a_child_has_the_services_of_its_parent() -> None:
    text = sound_and("  child: {extends: today}\n")
    assert model(text).services == model(text, "today").services


def test_a_child_does_not_have_the_title_of_its_parent() -> None:
    titles = "    title: As today\n    titles: {nb: Som i dag}\n"
    text = sound_but("  today:\n", "  today:\n" + titles, "  child: {extends: today}\n")
    assert [model(text, name).title_in("nb") for name in ("today", "child")] == ["Som i dag", ""]
    assert [model(text, name).title_in("en") for name in ("today", "child")] == ["As today", ""]


def test_titles_are_in_the_languages_of_reports() -> None:
    assert get_args(LanguageCode) == tuple(LOCALES)


def test_a_child_has_the_steps_of_its_parent() -> None:
    text = sound_and("    steps: [{date: 2012-01-01, model: today}]\n  child: {extends: today}\n")
    assert model(text).steps == model(text, "today").steps != ()


def test_a_child_changes_one_key_of_a_team() -> None:
    text = sound_and("  child: {extends: today, services: {South: {teams: {measures: {second_worker_share: 0.5}}}}}\n")
    team = model(text).services["South"].teams["measures"]
    assert (team.covers, team.staff, team.second_worker_share) == (("measures", "care"), ("S.2",), 0.5)


def test_null_removes_a_team() -> None:
    text = sound_and(
        "  child: {extends: today, services: {South: {teams:"
        " {intake: null, measures: {covers: [intake, investigation, measures, care], staff: [S]}}}}}\n"
    )
    assert list(model(text).services["South"].teams) == ["measures"]


def test_null_removes_a_service() -> None:
    text = sound_and(
        "  child: {extends: today, services: {South: null, North: {municipalities: all, generalists: [N, S]}}}\n"
    )
    assert list(model(text).services) == ["North"]


def test_dropped_services_are_gone_and_may_come_again() -> None:
    text = sound_and(
        "  child: {extends: today, drop_services: all, services: {South: {municipalities: all, generalists: [N, S]}}}\n"
    )
    assert list(model(text).services) == ["South"]
    assert list(model(text).services["South"].teams) == ["generalists"]


def test_a_list_of_services_is_dropped() -> None:
    text = sound_and(
        "  child: {extends: today, drop_services: [South],"
        " services: {North: {municipalities: all, generalists: [N, S]}}}\n"
    )
    assert list(model(text).services) == ["North"]


def test_a_child_overrides_generalists_by_their_short_form() -> None:
    text = sound_but("generalists: [N]", "generalists: [N.1, N.2, N.3]", "  child: {extends: today}\n")
    text = text.replace("child: {extends: today}", "child: {extends: today, services: {North: {generalists: [N]}}}")
    assert model(text).services["North"].teams["generalists"].staff == ("N",)


def test_a_child_overrides_generalists_by_their_team() -> None:
    text = sound_and(
        "  child: {extends: today, services: {North: {teams: {generalists: {covers: [intake, investigation, measures],"
        " staff: [N.1]}, care: {covers: [care], staff: [N.2, N.3]}}}}}\n"
    )
    teams = model(text).services["North"].teams
    assert {name: (team.covers, team.staff) for name, team in teams.items()} == {
        "generalists": (("intake", "investigation", "measures"), ("N.1",)),
        "care": (("care",), ("N.2", "N.3")),
    }


def test_null_generalists_remove_the_team() -> None:
    text = sound_and(
        "  child: {extends: today, services: {North: {generalists: null, teams: {all: {covers: [intake, investigation,"
        " measures, care], staff: [N]}}}}}\n"
    )
    assert list(model(text).services["North"].teams) == ["all"]


def test_a_grandchild_inherits_through_its_parent_whatever_their_order() -> None:
    text = sound_and(
        "  grandchild: {extends: child}\n"
        "  child: {extends: today, services: {South: {teams: {intake: {second_worker_share: 0.5}}}}}\n"
    )
    assert model(text, "grandchild").services["South"].teams["intake"].second_worker_share == 0.5


def test_a_scenario_that_changes_a_parent_changes_its_children() -> None:
    text = sound_and(
        "  child: {extends: today}\n"
        "scenarios: {pairs: {set: {models: {today: {services: {South: {teams: {intake:"
        " {second_worker_share: 0.5}}}}}}}}}\n"
    )
    child = parse_config(text).resolve("pairs").models["child"]
    assert child.services["South"].teams["intake"].second_worker_share == 0.5


# -- posts ------------------------------------------------------------------------------------------------------


def test_posts_are_in_the_order_of_group_number_and_ordinal() -> None:
    text = sound_but("S: {number: 2", "S: {number: 9").replace("N: {number: 1, posts", "N: {number: 10, posts")
    assert posts(parse_config(text).resolve()) == (
        PostRef("S", 1, 1.0),
        PostRef("S", 2, 0.5),
        PostRef("N", 1, 1.0),
        PostRef("N", 2, 1.0),
        PostRef("N", 3, 0.8),
    )


def test_a_post_reads_as_models_write_it() -> None:
    assert [str(post) for post in posts(parse_config(SOUND).resolve())] == ["N.1", "N.2", "N.3", "S.1", "S.2"]


def test_every_team_has_its_worker_numbers() -> None:
    config = parse_config(SOUND).resolve()
    assert placed(config, "today") == {
        ("North", "generalists"): (0, 1, 2),
        ("South", "intake"): (3,),
        ("South", "measures"): (4,),
    }


def test_every_stage_of_every_municipality_has_its_team() -> None:
    config = parse_config(SOUND).resolve()
    assert covering(config, "today") == {
        **{("North", stage): ("North", "generalists") for stage in STAGES},
        ("South", "intake"): ("South", "intake"),
        ("South", "investigation"): ("South", "intake"),
        ("South", "measures"): ("South", "measures"),
        ("South", "care"): ("South", "measures"),
    }


@pytest.mark.parametrize("count", [1, 7, 100])
def test_repeated_posts_are_written_out(count: int) -> None:
    config = parse_config(sound_but("2 x 1.0, 0.8", f"{count} x 0.75")).resolve()
    assert [post.fte for post in posts(config) if post.group == "N"] == [0.75] * count
