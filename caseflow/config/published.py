"""What users get from the package: the JSON Schema of what they may write, and a config to start from."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from caseflow.config.inheritance import GENERALISTS
from caseflow.config.schema import SCHEMA_VERSION, Scenario
from caseflow.config.wording import Schema, config_schema

_COMMENTS: Schema = {
    "source": {"type": "string", "description": "where the figures are from"},
    "note": {"type": "string"},
}
_CONTINUOUS = ("Deterministic", "Exponential", "Gamma", "Lognormal", "BetaDistribution", "Uniform", "Triangular")
_WHOLE = (*_CONTINUOUS, "DeterministicCount", "Poisson", "Geometric", "Step")
"""Definitions that are never laid over another: what they require must be there."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a config file, versioned in its ``$id``.

    It describes what may be written, before layers are merged: any part may be left to the defaults or an include, any
    number may be a quantity, models may extend models. What holds between fields is checked by ``caseflow check`` only.
    """
    schema = config_schema()
    definitions = {name: _definition(name, part) for name, part in schema["$defs"].items()}
    definitions |= {"Assumed": _assumed(), "Scenario": _scenario(), "Sections": _sections(schema)}
    sections = definitions["Sections"]["properties"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:caseflow:config:{SCHEMA_VERSION}",
        "title": "A caseflow config",
        "type": "object",
        "properties": {"schema": {"const": SCHEMA_VERSION}, **sections, **_only_at_the_top()},
        "additionalProperties": False,
        "$defs": definitions,
    }


STARTERS = {"en": "starter.yaml", "nb": "starter.nb.yaml"}
"""The same config, with comments in each language."""


def starter_text(language: str = "en") -> str:
    """A config to start from, commented in a language, as YAML."""
    return (files("caseflow.config") / STARTERS[language]).read_text(encoding="utf-8")


# -- parts ------------------------------------------------------------------------------------------------------


def _only_at_the_top() -> Schema:
    return {
        "include": {"type": "array", "items": {"type": "string"}, "description": "files that this one lies over"},
        "scenarios": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Scenario"}},
    }


def _sections(schema: Schema) -> Schema:
    """What a config and a scenario's ``set`` have in common."""
    sections = {key: part for key, part in schema["properties"].items() if key != "schema"}
    return _object({**schema, "properties": sections}, is_whole=False)


def _scenario() -> Schema:
    scenario = Scenario.model_json_schema()
    properties = {**scenario["properties"], "set": {"$ref": "#/$defs/Sections"}, **_COMMENTS}
    return {**scenario, "properties": properties}


def _definition(name: str, schema: Schema) -> Schema:
    definition = _object(schema, is_whole=name in _WHOLE)
    properties = definition["properties"]
    if name == "Model":
        properties["extends"] = {"type": "string", "description": "the model whose services this one lies over"}
        properties["drop_services"] = {"anyOf": [{"const": "all"}, _texts()]}
        _let_be_null(properties["services"])
    if name == "Service":
        properties[GENERALISTS] = {**_or_null(_texts()), "description": "posts of one team that covers all stages"}
        _let_be_null(properties["teams"])
    return definition


def _texts() -> Schema:
    return {"type": "array", "items": {"type": "string"}}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _let_be_null(mapping: Schema) -> None:
    """Null removes what is inherited."""
    mapping["additionalProperties"] = _or_null(mapping["additionalProperties"])


# -- what may be written in the place of a value ----------------------------------------------------------------


def _written(schema: Schema) -> Schema:
    """What a user may write for a value of the config."""
    if "discriminator" in schema:
        number = {"type": "number", "minimum": 0}
        return _described(schema, {"anyOf": [*schema["oneOf"], number, _quantity(number)]})
    if schema.get("type") == "object":
        return _object(schema, is_whole=False)
    if schema.get("type") == "array":
        return {**schema, **({"items": _written(schema["items"])} if "items" in schema else {})}
    if "$ref" in schema:
        return schema
    branches = schema.get("anyOf", [schema])
    return _described(schema, {"anyOf": [*branches, _quantity({"anyOf": branches})]})


def _object(schema: Schema, *, is_whole: bool) -> Schema:
    """An object whose values are written in any of their forms, with a source and a note."""
    properties = {key: _written(part) for key, part in schema.get("properties", {}).items()}
    if "distribution" in properties:
        properties["distribution"] = schema["properties"]["distribution"]
    written: Schema = {"type": "object", "properties": {**properties, **_COMMENTS}}
    free = schema.get("additionalProperties")
    written["additionalProperties"] = _written(free) if free else False
    if is_whole and "required" in schema:
        written["required"] = schema["required"]
    return _described(schema, written)


def _described(schema: Schema, written: Schema) -> Schema:
    return {**written, "description": schema["description"]} if "description" in schema else written


def _quantity(value: Schema) -> Schema:
    """A value with its source; a number also with a range or distribution to be drawn from."""
    return {
        "type": "object",
        "properties": {"value": value, **_COMMENTS},
        "required": ["value", "source"],
        "$ref": "#/$defs/Assumed",
        "unevaluatedProperties": False,
    }


def _assumed() -> Schema:
    """The spread of a quantity."""
    continuous = [{"$ref": f"#/$defs/{name}"} for name in _CONTINUOUS]
    spread = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    return {
        "properties": {"range": spread, "distribution": {"anyOf": continuous}},
        "not": {"required": ["range", "distribution"]},
        "if": {"properties": {"source": {"const": "assumption"}}},
        "then": {"anyOf": [{"required": ["range"]}, {"required": ["distribution"]}]},
    }
