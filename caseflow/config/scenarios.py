"""Scenarios: named parts of a config laid over the base; two combine when they set different fields."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import combinations
from typing import get_args

from caseflow.config.schema import LanguageCode
from caseflow.config.tree import Node, Path, dotted, leaves, merge
from caseflow.config.wording import found, near, one_of, only, only_keys
from caseflow.errors import ConfigError, Fault
from caseflow.messages import message

BASE = "base"
"""The scenario that changes nothing."""

PLUS = "+"
"""Between the names of scenarios that are combined."""

_KEYS = ("title", "titles", "set", "source", "note")
LANGUAGES = get_args(LanguageCode)
_COMMENT_KEYS = ("source", "note")
_NOT_IN_A_SCENARIO = ("schema", "scenarios", "include")


def names(root: Node) -> tuple[str, ...]:
    """The base and every declared scenario, in the config's order."""
    return BASE, *map(str, root.mapping("scenarios"))


def apply(root: Node, scenario: str) -> Node:
    """The config with a scenario, or several (``"a+b"``), laid over it.

    Raises ConfigError for an unknown scenario, and for two that set the same field.
    """
    parts = [name for name in scenario.split(PLUS) if name != BASE]
    declared = root.mapping("scenarios")
    _refuse([_unknown(root, name) for name in parts if name not in declared])
    sets = [(name, declared[name].entries["set"]) for name in parts]
    _refuse(fault for one, other in combinations(sets, 2) for fault in _conflicts(one, other))
    return reduce(merge, [part for _, part in sets], root)


def _refuse(faults: list[Fault] | Iterator[Fault]) -> None:
    found_faults = list(faults)
    if found_faults:
        raise ConfigError(found_faults)


def _unknown(root: Node, name: str) -> Fault:
    known = names(root)
    hint = near(name, known) or only(known)
    return Fault(root.file, 0, "scenarios", message("the name of a scenario"), found(name), hint)


def _conflicts(one: tuple[str, Node], other: tuple[str, Node]) -> Iterator[Fault]:
    """A fault for each field that both set."""
    fields = [path for path, _ in _fields(one[1])]
    for path, node in _fields(other[1]):
        if any(_overlap(path, field) for field in fields):
            expected = message(
                "scenarios that set different fields, to combine {one!r} and {other!r}", one=one[0], other=other[0]
            )
            yield Fault(node.file, node.line, dotted(path), expected, message("a field of both"))


def _fields(part: Node) -> Iterator[tuple[Path, Node]]:
    return ((path, node) for path, node in leaves(part) if not path or path[-1] not in _COMMENT_KEYS)


def _overlap(one: Path, other: Path) -> bool:
    shared = min(len(one), len(other))
    return one[:shared] == other[:shared]


def faults_of_declarations(root: Node) -> Iterator[Fault]:
    """What is wrong with how scenarios are written; what they set is judged with the config."""
    scenarios = root.child("scenarios")
    if scenarios is not None and not scenarios.is_mapping:
        yield scenarios.fault(message("a mapping of scenarios"), found(scenarios.plain()))
    for name, scenario in root.mapping("scenarios").items():
        yield from _faults_of_name(str(name), scenario)
        yield from _faults_of_scenario(scenario)


def _faults_of_name(name: str, scenario: Node) -> Iterator[Fault]:
    if name == BASE or PLUS in name:
        expected = message("a name without '+', other than 'base', which means no scenario")
        yield scenario.fault(expected, found(name))


def _faults_of_titles(scenario: Node) -> Iterator[Fault]:
    title, titles = scenario.child("title"), scenario.child("titles")
    if title is not None and not title.is_text:
        yield title.fault(message("text"), found(title.plain()))
    if titles is not None and not titles.is_mapping:
        yield titles.fault(message("a mapping of titles by language"), found(titles.plain()))
    for code, child in scenario.mapping("titles").items():
        if code not in LANGUAGES:
            yield child.fault(one_of(LANGUAGES), found(code), near(str(code), LANGUAGES))
        elif not child.is_text:
            yield child.fault(message("text"), found(child.plain()))


def _faults_of_scenario(scenario: Node) -> Iterator[Fault]:
    part = scenario.child("set")
    if part is None or not part.is_mapping:
        place = part or scenario
        path = dotted((*place.path, "set") if part is None else part.path)
        value = found(None if part is None else part.plain())
        yield Fault(place.file, place.line, path, message("a mapping with a part of the config"), value)
    yield from _faults_of_titles(scenario)
    for key, child in scenario.entries.items():
        if key not in _KEYS:
            yield child.fault(message("a known key"), found(key), near(key, _KEYS) or only_keys(_KEYS))
    for key, child in scenario.mapping("set").items():
        if key in _NOT_IN_A_SCENARIO:
            yield child.fault(message("a part that a scenario can set"), found(key))
