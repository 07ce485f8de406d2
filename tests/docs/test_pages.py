"""What is written by hand: links, commands, examples, and nothing about where it was written."""

import doctest
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from caseflow.cli import main
from caseflow.config.load import load_config
from caseflow.config.published import json_schema
from tests.cli.conftest import write_config
from tests.cli.running import simulate
from tests.docs.pages import CONFIGS, PAGES, ROOT, STRESSES, anchors, blocks, links, name_of

README = ROOT / "README.md"
TEXTS = [*PAGES, *CONFIGS, STRESSES, *sorted(ROOT.glob("caseflow/**/*.py")), *sorted(ROOT.glob("caseflow/**/*.yaml"))]


def test_the_readme_has_two_commands_that_need_nothing_but_python():
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith("python3 -m venv")]
    install = "python3 -m venv .venv && .venv/bin/python -m pip install --quiet"
    assert lines == [
        f"{install} . && .venv/bin/caseflow simulate configs/kongsberg.yaml",
        f"{install} --editable '.[dev]' && .venv/bin/python -m pytest --quiet -n auto",
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_file_and_a_heading_of_the_project(page: Path):
    lost = [(file, anchor) for file, anchor in links(page) if not file.is_relative_to(ROOT) or not file.exists()]
    assert lost == []
    assert [anchor for file, anchor in links(page) if anchor and anchor not in anchors(file)] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_is_shown_is_one(page: Path):
    shown = [line for block in blocks(page, "sh") for line in block.splitlines() if line.startswith("caseflow ")]
    shown += re.findall(r"`(caseflow [^`]+)`", page.read_text(encoding="utf-8"))
    for line in shown:
        name, *arguments = shlex.split(line, comments=True)[1:]
        assert name in (*main.commands, "COMMAND")
        if arguments and name in main.commands:
            main.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("page", [README, ROOT / "docs" / "api.md"], ids=name_of)
def test_the_python_examples_give_what_they_say(page: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    example = doctest.DocTestParser().get_doctest("".join(blocks(page, "python")), {}, page.name, str(page), 0)
    result = doctest.DocTestRunner().run(example)
    assert (result.failed, bool(result.attempted)) == (0, True)


def test_a_run_folder_is_read_as_the_page_of_python_shows(tmp_path: Path):
    run = simulate(write_config(tmp_path))
    shown = "".join(block for block in blocks(ROOT / "docs" / "api.md", "python") if ">>>" not in block)
    code = re.sub(r'"runs/[^"]+"', repr(str(run)), shown).replace("status_quo", "today")
    held: dict[str, Any] = {}
    exec(code, held)  # noqa: S102 - our own page
    summary = held["summary"].query("scope == 'region' and indicator == 'breach_share'").set_index("model")["mean"]
    indicators, shares = held["indicators"], held["shares"]
    assert list(shares) == ["today", "together"] == list(summary.index)
    assert not held["differences"]["today"].any()
    rows = indicators.query("scope == 'region' and indicator == 'breach_share' and quarter == 0 and year == 2011")
    assert rows["value"].tolist() == [shares.loc[row.replication, row.model] for row in rows.itertuples()]


@pytest.mark.parametrize("example", blocks(ROOT / "docs" / "config.md", "yaml"))
def test_the_config_examples_are_sound(example: str, tmp_path: Path):
    yaml = YAML(typ="safe", pure=True)
    (tmp_path / "minimal.yaml").write_text((ROOT / "configs" / "minimal.yaml").read_text(encoding="utf-8"))
    (tmp_path / "example.yaml").write_text(f"include: [minimal.yaml]\n{example}")
    part = yaml.load(example)
    config = load_config(tmp_path / "example.yaml").root.plain()
    assert {key: config[key].keys() >= part[key].keys() for key in part} == dict.fromkeys(part, True)


@pytest.mark.parametrize("example", blocks(ROOT / "docs" / "effects.md", "yaml"))
def test_the_parts_of_configs_that_show_an_effect_are_in_the_form_of_a_config(example: str):
    part = YAML(typ="safe", pure=True).load(example.replace(", ...", "").replace("[...]", "[measures]"))
    teams = {"services": {"of_teams": {"teams": part.pop("teams", {})}}}
    models = {**part.pop("models", {}), "of_teams": teams, "of_services": {"services": part.pop("services", {})}}
    validator().validate({**part, "models": models})


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


@pytest.mark.parametrize("text", TEXTS, ids=name_of)
def test_no_text_says_where_it_was_written(text: Path):
    assert places_outside(text.parent, text.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "sentence", ["It lies in `/srv`.", "cp /home/x .", "see (../elsewhere/design.md)", "../.. is it"]
)
def test_a_place_outside_the_project_would_be_found(sentence: str):
    assert len(places_outside(ROOT, sentence)) == 1


def places_outside(folder: Path, content: str) -> list[str]:
    """Absolute paths, and paths relative to a folder that lead out of the project or nowhere."""
    absolute = re.findall(r"(?<![\w/.:*)<>}~\]])/[A-Za-z][\w.-]*", content)
    upward = re.findall(r"(?<![\w.])(?:\.\./)+[\w./-]*", content)
    places = {path: (folder / path).resolve() for path in upward}
    return absolute + [path for path, place in places.items() if not (place.exists() and place.is_relative_to(ROOT))]
