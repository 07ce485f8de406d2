"""Which effects a config's models count with, and whose sizes are drawn."""

from __future__ import annotations

import pytest

from caseflow.config.effects import SWITCHES, counted
from caseflow.config.load import parse_config
from caseflow.config.schema import EffectSizes
from tests.unit.config.texts import SOUND


def drawn(*overrides: str) -> set[str]:
    """The parts of ``effects`` with an assumption that is drawn."""
    paths = [a.path for a in parse_config(SOUND, overrides=list(overrides)).assumptions()]
    return {path.split(".")[1] for path in paths if path.startswith("effects.")}


def test_a_config_without_effects_draws_none_of_their_sizes() -> None:
    assert drawn() == set()


@pytest.mark.parametrize(
    "effect", ["fixed_work", "specialisation", "practice", "vacancy_by_size", "guidance", "strain"]
)
def test_an_effect_that_a_model_turns_on_is_drawn(effect: str) -> None:
    assert drawn(f"models.today.effects.{effect}=true") == {effect}


def test_conflicts_bring_the_sizes_of_help_with_them() -> None:
    assert drawn("models.today.effects.conflicts=true") == {"conflicts", "help"}


def test_what_is_bought_and_who_gives_way_bring_theirs() -> None:
    assert drawn("models.today.services.South.buys=[legal_help]") == {"legal_help", "buying"}
    assert drawn("models.today.services.South.buys=[emergencies]") == {"on_call"}
    assert drawn("models.today.services.South.assign=nearest_office_first") == {"help"}


def test_every_switch_but_that_of_qualification_has_sizes() -> None:
    assert SWITCHES - {"qualified_conclusions"} <= set(EffectSizes.model_fields)
    assert counted(parse_config(SOUND).resolve()) == frozenset()
