"""The JSON Schema and the starter config that the package gives to users."""

from __future__ import annotations

import copy
import datetime as dt
from importlib.resources import files
from typing import Any

import pytest
from ruamel.yaml import YAML

from caseflow.config.load import parse_config
from caseflow.config.published import json_schema, starter_text
from tests.unit.config.texts import SOUND, sound_and

jsonschema = pytest.importorskip("jsonschema")


def as_json(value: Any) -> Any:
    """What a YAML text is in JSON: dates are texts, keys too."""
    if isinstance(value, dict):
        return {str(key): as_json(child) for key, child in value.items()}
    if isinstance(value, list):
        return [as_json(child) for child in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def faulty_paths(text: str) -> set[str]:
    data = as_json(YAML(typ="safe", pure=True).load(text))
    return {error.json_path for error in jsonschema.Draft202012Validator(json_schema()).iter_errors(data)}


def test_the_schema_is_a_schema_with_its_version() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:caseflow:config:1"


def test_the_schema_is_the_same_each_time() -> None:
    first = copy.deepcopy(json_schema())
    assert json_schema() == first


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        starter_text(),
        starter_text("nb"),
        (files("caseflow.config") / "defaults.yaml").read_text(encoding="utf-8"),
        "include: [a.yaml]\n",
        sound_and("  child: {extends: today, drop_services: all, services: {South: null}}\n"),
        sound_and("effort: {handover_hours: {value: 2, source: a count}}\n"),
        sound_and("each_municipality: {measures_share: {value: 0.4, range: [0.3, 0.5], source: assumption}}\n"),
        sound_and("scenarios: {more: {set: {each_municipality: {measures_share: 0.4, office: Town}}}}\n"),
        sound_and("scenarios: {more: {title: More, set: {years: 3, work: {caseload_limit: null}}}}\n"),
    ],
)
def test_the_schema_takes_what_a_user_may_write(text: str) -> None:
    assert faulty_paths(text) == set()


REFUSED = {
    "yeers: 3\n": "$",
    "years: many\n": "$.years",
    "work: {caselimit: 3}\n": "$.work",
    "each_municipality: {measure_share: 0.4}\n": "$.each_municipality",
    "each_municipality: {measures_share: 1.4}\n": "$.each_municipality.measures_share",
    "effort: {handover_hours: {value: 2}}\n": "$.effort.handover_hours",
    "effort: {handover_hours: {value: 2, source: assumption}}\n": "$.effort.handover_hours",
    "effort: {handover_hours: {value: 2, sorce: a count, source: b}}\n": "$.effort.handover_hours",
    "measures: {wait_days: {distribution: gama, mean: 3}}\n": "$.measures.wait_days",
    "scenarios: {more: {set: {yeers: 3}}}\n": "$.scenarios.more.set",
}


@pytest.mark.parametrize(("more", "path"), REFUSED.items(), ids=REFUSED)
def test_the_schema_refuses_what_the_loader_refuses(more: str, path: str) -> None:
    assert faulty_paths(sound_and(more)) == {path}


def test_the_norwegian_starter_is_the_same_config_with_norwegian_titles_beside() -> None:
    english, norwegian = (parse_config(starter_text(code)) for code in ("en", "nb"))
    assert english.scenario_names == norwegian.scenario_names
    for scenario in english.scenario_names:
        one, other = (study.resolve(scenario).model_dump() for study in (english, norwegian))
        for part in (other, *other["models"].values()):
            assert part.pop("titles").keys() == {"nb"}
        for part in (one, *one["models"].values()):
            assert part.pop("titles") == {}
        assert one == other
        assert [a.path for a in english.assumptions(scenario)] == [a.path for a in norwegian.assumptions(scenario)]


def test_the_starter_config_is_sound_and_has_a_second_model_and_a_scenario() -> None:
    study = parse_config(starter_text())
    assert list(study.resolve().models) == ["today", "merged"]
    assert study.scenario_names == ("base", "more_reports")
    for model in study.resolve().models.values():
        on = {name for name, is_on in model.effects.model_dump().items() if is_on}
        assert on == {"fixed_work", "conflicts", "vacancy_by_size", "travel"}
    assert study.resolve("more_reports").municipalities["Northby"].reports_per_1000_children_per_year == 50
