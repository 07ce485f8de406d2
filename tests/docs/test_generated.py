"""The pages that the code writes."""

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from caseflow.cli import main
from caseflow.config.published import json_schema
from tests.docs.pages import ROOT, cells

CONFIG = ROOT / "docs" / "config.md"
NAMES = ("data-model.md", "cli.md", "config.md")


@pytest.fixture(scope="module")
def made() -> dict[Path, str]:
    pages: dict[Path, str] = runpy.run_path(str(ROOT / "docs" / "generate.py"))["pages"]()
    return pages


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_the_code_says(made: dict[Path, str], name: str):
    path = ROOT / "docs" / name
    assert path.read_text(encoding="utf-8") == made[path], "run: python docs/generate.py"


def test_no_other_page_is_made(made: dict[Path, str]):
    assert [path.name for path in made] == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_everything_in_a_table_has_a_meaning(name: str):
    assert [row[0] for row in cells(ROOT / "docs" / name) if not row[-1]] == []


def test_every_key_of_the_schema_is_on_the_page_of_configs():
    words = set(re.findall(r"\w+", CONFIG.read_text(encoding="utf-8")))
    assert set(keys(json_schema())) - words == set()


def test_every_command_is_on_its_page():
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert re.findall(r"^## caseflow (\w+)$", text, re.MULTILINE) == sorted(main.commands)


def keys(schema: Any) -> Iterator[str]:
    """Every key that a config may have."""
    for key, part in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if key == "properties":
            yield from part
        if isinstance(part, dict | list):
            yield from keys(part)
