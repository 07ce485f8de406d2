"""The configs that are shipped."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.cli.running import caseflow
from tests.docs.pages import CONFIGS, name_of


@pytest.mark.parametrize("config", CONFIGS, ids=name_of)
def test_a_shipped_config_is_sound(config: Path):
    result = caseflow("check", config)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("config", CONFIGS, ids=name_of)
def test_a_shipped_config_says_how_long_how_often_and_from_which_seed(config: Path):
    written = YAML(typ="safe", pure=True).load(config.read_text(encoding="utf-8"))
    assert {"years", "replications", "seed"} - written.keys() == set()


def test_the_smallest_config_is_a_dozen_lines():
    smallest = next(config for config in CONFIGS if config.stem == "minimal")
    lines = smallest.read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == 12
