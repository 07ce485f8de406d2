"""What readers call models."""

from __future__ import annotations

from caseflow.config.load import parse_config
from caseflow.config.titles import names_of_models
from tests.unit.config.texts import sound_but

ALIKE = """\
  first_steps: {extends: today, title: Steps, titles: {nb: Steg}}
  last_steps: {extends: today, title: Steps, titles: {nb: Siste steg}}
"""


def test_a_model_is_called_by_its_title_its_key_in_words_or_both_where_two_have_the_same() -> None:
    config = parse_config(sound_but("  today:\n", "  today:\n", ALIKE)).resolve()
    keys = ["today", "first_steps", "last_steps"]
    assert names_of_models(config, keys, "nb") == {
        "today": "today", "first_steps": "Steg", "last_steps": "Siste steg"
    }  # fmt: skip
    assert names_of_models(config, keys, "en") == {
        "today": "today", "first_steps": "Steps (first_steps)", "last_steps": "Steps (last_steps)"
    }  # fmt: skip
    assert names_of_models(config, keys[:2], "en") == {"today": "today", "first_steps": "Steps"}
