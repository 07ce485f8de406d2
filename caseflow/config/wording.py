"""Faults in plain words: what was expected, what was found, what was perhaps meant.

What a config says, or may say, is a value: keys, words and numbers stand in every language as they are written in a
file, decimals after a point.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from typing import Any, TypeAlias

from caseflow.config.schema import EACH_MUNICIPALITY, Config
from caseflow.config.tree import Node, Path, dotted
from caseflow.errors import Fault, with_hint
from caseflow.messages import NOTHING, Message, joined, laid_out, message, plural_message, verbatim

Schema: TypeAlias = dict[str, Any]

DECIMALS = message("decimals follow a point, not a comma")
"""The hint where a comma was meant to begin the decimals of a number."""

_LONGEST_QUOTE = 60
_MOST_DIGITS = 1e24
"""Numbers from this one on are written as ``1e+24``."""


@dataclass(frozen=True)
class Problem:
    """A mistake at a path of the whole config; its place in the files is looked up later."""

    path: Path
    expected: Message
    found: Message
    hint: Message = NOTHING

    def fault(self, tree: Node) -> Fault:
        """The fault at the place where somebody wrote the value, or the mapping that lacks it."""
        node = tree.nearest(self.path)
        depth = next(d for d in range(len(self.path), -1, -1) if tree.at(self.path[:d]) is not None)
        path = dotted((*node.path, *self.path[depth:]))
        return Fault(node.file, node.line, path, self.expected, self.found, self.hint)


def found(value: object) -> Message:
    """A value as a user would recognise it."""
    match value:
        case None:
            return message("nothing")
        case bool():
            return verbatim("true" if value else "false")
        case str():
            return verbatim(repr(value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "..."))
        case dict():
            return message("a mapping") if value else message("an empty mapping")
        case tuple() | list():
            return message("a list") if value else message("an empty list")
    return verbatim(value)


def near(word: object, known: Iterable[object]) -> Message:
    """``did you mean 'x'?`` for the nearest known word, or nothing."""
    by_casefold = {str(name).casefold(): str(name) for name in known}
    matches = difflib.get_close_matches(str(word).casefold(), by_casefold, n=1, cutoff=0.6)
    return did_you_mean(by_casefold[matches[0]]) if matches else NOTHING


def did_you_mean(word: object) -> Message:
    """The hint that names a word."""
    return message("did you mean {word!r}?", word=str(word))


def near_or_all(word: object, known: Collection[object]) -> Message:
    """The nearest known word, else all that there are."""
    return near(word, known) or message("there are: {names}", names=listed(known))


def only(names: Iterable[object]) -> Message:
    """The hint that names all that there are."""
    return message("it has: {names}", names=listed(names))


def only_keys(keys: Iterable[object]) -> Message:
    """The hint that names all keys that a mapping may have."""
    return message("known keys: {keys}", keys=listed(keys))


def no_model(name: str, models: Iterable[str]) -> Message:
    """That a config has no such model, with the one that was perhaps meant, else all that there are."""
    return with_hint(message("the config has no model {name!r}", name=name), near(name, models) or only(models))


def listed(words: Iterable[object]) -> str:
    """Words of a config with commas between them."""
    return ", ".join(map(str, words))


def both(parts: Iterable[Message]) -> Message:
    """``a and b``, or ``a`` alone."""
    return reduce(lambda one, other: message("{one} and {other}", one=one, other=other), parts)


def either(parts: Iterable[Message]) -> Message:
    """``a or b``, or ``a`` alone."""
    return reduce(lambda one, other: message("{one} or {other}", one=one, other=other), parts)


def whole(number: float) -> Message:
    """A large whole number with its thousands apart, as a language writes it; in short if it is beyond all measure."""
    return plural_message("{n:,}", "{n:,}", round(number)) if number < _MOST_DIGITS else verbatim(f"{number:g}")


def at_most(most: int, unit: Message) -> Message:
    """The most of something that there may be."""
    return message("at most {most} {unit}", most=whole(most), unit=unit)


def hint(value: object, schema: Schema) -> Message:
    """What was perhaps meant by a value that its schema refuses."""
    if isinstance(value, str):
        if _is_quoted(value, schema):
            return message("write it without quotes")
        return _otherwise_written(value, schema) or near(value, _words(schema))
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_share(schema):
        is_percent = 2 <= value <= 100
        return message("{percent:g} % is {share:g}", percent=value, share=value / 100) if is_percent else NOTHING
    if _is_mapping(schema) and value is not None:
        return message("a mapping is `key: value`, line by line")
    return NOTHING


def _otherwise_written(value: str, schema: Schema) -> Message:
    """How a number is written here that people write as ``0,5``, ``1 400``, ``1.300.000`` or ``8 %``."""
    kinds = _numbers_of(schema)
    if not kinds:
        return NOTHING
    if re.fullmatch(r"-?\d+,\d+", value) and "number" in kinds:
        return laid_out("{rule}: {number}", rule=DECIMALS, number=value.replace(",", "."))
    if re.fullmatch(r"\d{1,3}([ \u00a0\u202f,.]\d{3})+", value):
        return _write(re.sub(r"[^0-9]", "", value))
    percent = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*%", value)
    if percent:
        number = float(percent[1].replace(",", "."))
        return _write(f"{number / 100 if _is_share(schema) else number:g}")
    return NOTHING


def _write(number: str) -> Message:
    return message("write {number}", number=number)


def _numbers_of(schema: Schema) -> set[str]:
    """Which kinds of number the schema accepts: ``integer``, ``number``."""
    if "discriminator" in schema:
        return {"number"}
    branches = [resolve_reference(branch) for branch in schema.get("anyOf", ())]
    return {str(one["type"]) for one in (schema, *branches) if one.get("type") in ("integer", "number")}


def _is_share(schema: Schema) -> bool:
    """Whether the schema accepts numbers up to one and no larger ones."""
    branches = [schema, *(resolve_reference(branch) for branch in schema.get("anyOf", ()))]
    return any(
        one.get("type") == "number" and 1 in (one.get("maximum"), one.get("exclusiveMaximum")) for one in branches
    )


def _is_mapping(schema: Schema) -> bool:
    return resolve_reference(schema).get("type") == "object"


def _is_quoted(value: str, schema: Schema) -> bool:
    """Whether a text would be a number or a date that the schema accepts, but for its quotes."""
    parse = dt.date.fromisoformat if schema.get("format") == "date" else float
    if schema.get("type") not in ("integer", "number") and parse is float:
        return False
    try:
        parse(value)
    except ValueError:
        return False
    return True


def _words(schema: Schema) -> list[str]:
    schemas = [schema, *schema.get("anyOf", ())]
    return [str(word) for s in schemas for word in s.get("enum", [s["const"]] if "const" in s else [])]


# -- the schema of a path ---------------------------------------------------------------------------------------


@cache
def config_schema() -> Schema:
    """The JSON Schema of :class:`~caseflow.config.schema.Config`, bounds under their standard names.

    ``each_municipality``, which layering takes out, stands beside the municipalities.
    """
    schema: Schema = _standard(Config.model_json_schema())
    properties: Schema = {}
    for key, part in schema["properties"].items():
        if key == "municipalities":
            properties[EACH_MUNICIPALITY] = {"$ref": "#/$defs/EachMunicipality"}
        properties[key] = part
    definitions = {**schema["$defs"], "EachMunicipality": _each_municipality(schema["$defs"]["Municipality"])}
    return {**schema, "properties": properties, "$defs": definitions}


_OF_EACH_MUNICIPALITY = "Fields of every municipality that does not give its own; an assumption here is one for all."


def _each_municipality(municipality: Schema) -> Schema:
    schema = {key: part for key, part in municipality.items() if key != "required"}
    return {**schema, "title": "EachMunicipality", "description": _OF_EACH_MUNICIPALITY}


_STANDARD_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _standard(schema: Any) -> Any:
    """Pydantic leaves bounds behind a validator under its own names."""
    if isinstance(schema, list):
        return [_standard(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        _STANDARD_BOUNDS.get(key, key) if isinstance(value, int | float) else key: _standard(value)
        for key, value in schema.items()
    }


def resolve_reference(schema: Schema) -> Schema:
    """The schema that a ``$ref`` points to; any other schema as it is."""
    if "$ref" in schema:
        return dict(config_schema()["$defs"][schema["$ref"].removeprefix("#/$defs/")])
    return schema


def schema_at(path: Path, data: object) -> Schema:
    """The schema of the value at ``path``; empty if the schema has no such path.

    ``data`` is the plain config: it decides which distribution is meant.
    """
    schema = config_schema()
    for key in path:
        schema = _below(schema, key, data)
        data = child(data, key)
    return resolve_reference(schema)


def child(data: object, key: object) -> Any:
    """The entry or item of plain data; None if there is none."""
    if isinstance(data, dict):
        return data.get(key)
    return data[key] if isinstance(data, tuple) and isinstance(key, int) and key < len(data) else None


def _below(schema: Schema, key: object, data: object) -> Schema:
    """The schema of one key of a mapping or item of a list."""
    schema = resolve_reference(schema)
    if "discriminator" in schema:
        chosen = data.get("distribution") if isinstance(data, dict) else None
        if key == "distribution":
            return {"enum": list(schema["discriminator"]["mapping"])}
        if chosen not in schema["discriminator"]["mapping"]:
            return {}
        schema = resolve_reference({"$ref": schema["discriminator"]["mapping"][chosen]})
    schema = _part(schema)
    if isinstance(key, int) and "items" in schema:
        return dict(schema["items"])
    if isinstance(key, int) and key < len(schema.get("prefixItems", ())):
        return dict(schema["prefixItems"][key])
    free = schema.get("additionalProperties") or {}
    return dict(schema.get("properties", {}).get(key, free))


def _part(schema: Schema) -> Schema:
    """Of a list or mapping that may be left out, or be a word instead, its own schema."""
    for branch in schema.get("anyOf", ()):
        if "items" in branch or "$ref" in branch:
            return resolve_reference(branch)
    return schema


def known_keys(schema: Schema) -> list[str]:
    """The keys that a mapping of this schema may have; none where keys are free."""
    return list(_part(schema).get("properties", ()))


def takes_any_key(schema: Schema) -> bool:
    """Whether users name the keys of this mapping themselves."""
    return bool(schema.get("additionalProperties"))


# -- a schema in words ------------------------------------------------------------------------------------------


def expected(schema: Schema) -> Message:
    """What a schema accepts, in plain words."""
    schema = resolve_reference(schema)
    if "discriminator" in schema:
        return message("a number or a distribution")
    if "anyOf" in schema:
        return _alternatives([resolve_reference(branch) for branch in schema["anyOf"]])
    if "const" in schema:
        return found(schema["const"])
    if "enum" in schema:
        return one_of(map(found, schema["enum"]))
    return _typed(schema)


def _alternatives(branches: list[Schema]) -> Message:
    """What one of several schemas accepts; words of several lists as one list."""
    words = [word for branch in branches for word in branch.get("enum", ())]
    others = [expected(branch) for branch in branches if "enum" not in branch]
    return either([one_of(map(found, words)), *others] if words else others)


def one_of(words: Iterable[object]) -> Message:
    """That one of these words is expected."""
    return message("one of {words}", words=joined(", ", words))


def _typed(schema: Schema) -> Message:
    match schema.get("type"):
        case "integer":
            return _bounded(message("a whole number"), schema)
        case "number":
            return _bounded(message("a number"), schema)
        case "string":
            return message("a date such as 2010-01-31") if schema.get("format") == "date" else message("text")
        case "array":
            return _list_of(schema)
        case "boolean":
            return message("true or false")
        case "null":
            return message("null")
        case "object":
            return message("a mapping")
    return message("a value")


def _list_of(schema: Schema) -> Message:
    if "prefixItems" in schema:
        places = schema["prefixItems"]
        return message("a list of {number}, each item {item}", number=len(places), item=expected(places[0]))
    return message("a list, each item {item}", item=expected(schema["items"]))


def _bounded(number: Message, schema: Schema) -> Message:
    bounds = list(_bounds(schema))
    return laid_out("{number} {bounds}", number=number, bounds=both(bounds)) if bounds else number


def _bounds(schema: Schema) -> Iterator[Message]:
    low, above = schema.get("minimum"), schema.get("exclusiveMinimum")
    high, below = schema.get("maximum"), schema.get("exclusiveMaximum")
    if low is not None and high is not None:
        yield message("from {low} to {high}", low=low, high=high)
        return
    if low is not None:
        yield message("of at least {low}", low=low)
    if above is not None:
        yield message("above {above}", above=above)
    if high is not None:
        yield message("of at most {high}", high=high)
    if below is not None:
        yield message("below {below}", below=below)


# -- stand-ins --------------------------------------------------------------------------------------------------


def stand_in(schema: Schema) -> Any:
    """Some value that the schema accepts: put in a faulty value's place, it lets the search for faults go on."""
    schema = resolve_reference(schema)
    if "discriminator" in schema:
        return {"distribution": "deterministic", "value": 1}
    if "anyOf" in schema:
        return stand_in(schema["anyOf"][0])
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _typed_stand_in(schema)


def _typed_stand_in(schema: Schema) -> Any:
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", schema.get("maximum", schema.get("exclusiveMinimum", 0) + 1))
        case "string":
            return dt.date(2000, 1, 1) if schema.get("format") == "date" else ""
        case "array":
            return tuple(map(stand_in, schema.get("prefixItems", ())))
    return {key: stand_in(schema["properties"][key]) for key in schema.get("required", ())}
