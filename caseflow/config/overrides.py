"""``path=value`` of the command line: one value of the config replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caseflow.config.inheritance import GENERALISTS, INHERITANCE_KEYS
from caseflow.config.privacy import faults_in_text, faults_in_tree
from caseflow.config.reading import parse
from caseflow.config.tree import Key, Node, Path, dotted, empty_mapping, merge
from caseflow.config.wording import found, known_keys, listed, near, schema_at, takes_any_key
from caseflow.errors import ConfigError, Fault
from caseflow.messages import NOTHING, message

SET = "--set"
"""Stands for the file of an override; it has no lines."""


@dataclass(frozen=True)
class Override:
    """A value to put at a path."""

    path: Path
    node: Node


def parse_overrides(texts: Sequence[str], root: Node) -> tuple[Override, ...]:
    """Read ``path=value`` texts; ``root`` is the config, complete with inheritance, that has their paths.

    Raises ConfigError with every text that cannot be read or names no path of the config.
    """
    overrides: list[Override] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            overrides.append(_parse_override(text, root))
        except ConfigError as error:
            faults += [_without_line(fault) for fault in error.faults]
    if faults:
        raise ConfigError(faults)
    return tuple(overrides)


def _parse_override(text: str, root: Node) -> Override:
    dotted_path, equals, value_text = text.partition("=")
    if not equals:
        raise ConfigError([Fault(SET, 0, "", message("path=value"), found(text))])
    faults = list(faults_in_text(text, SET))
    path = _path(dotted_path.strip(), root)
    value, own = parse(value_text, SET, path)
    faults += faults_in_tree(value)
    if faults or own:
        raise ConfigError([*faults, *own])
    return Override(path, _without_lines(value))


def _without_line(fault: Fault) -> Fault:
    return Fault(fault.file, 0, fault.path, fault.expected, fault.found, fault.hint)


def _without_lines(node: Node) -> Node:
    if node.is_mapping:
        return Node({key: _without_lines(child) for key, child in node.entries.items()}, SET, 0, node.path)
    if node.items:
        return Node(tuple(_without_lines(item) for item in node.items), SET, 0, node.path)
    return Node(node.value, SET, 0, node.path)


# -- the path ---------------------------------------------------------------------------------------------------


def _path(text: str, root: Node) -> Path:
    """The path of dotted keys. Raises ConfigError at the first key that the config cannot have."""
    words = text.split(".")
    data = root.plain()
    path: Path = ()
    for place, word in enumerate(words):
        node = root.at(path)
        known = _known(path, node, data)
        key = next((key for key in known if str(key) == word), None)
        if key is None:
            is_new_name = place == len(words) - 1 and word and takes_any_key(schema_at(path, data))
            if not is_new_name:
                raise ConfigError([_unknown(path, word, known)])
            key = word
        path = (*path, key)
    return path


def _known(path: Path, node: Node | None, data: object) -> list[Key]:
    """The keys and places that a path can go on with."""
    if node is not None and isinstance(node.value, tuple):
        return list(range(len(node.items)))
    own: list[Key] = list(node.entries) if node is not None else []
    extra: tuple[str, ...] = ()
    if len(path) == 2 and path[0] == "models":
        extra = INHERITANCE_KEYS
    if len(path) == 4 and path[0] == "models":
        extra = (GENERALISTS,)
    return list(dict.fromkeys([*own, *known_keys(schema_at(path, data)), *extra]))


def _unknown(path: Path, word: str, known: list[Key]) -> Fault:
    hint = near(word, known) or (message("known: {names}", names=listed(known)) if known else NOTHING)
    return Fault(SET, 0, dotted((*path, word)), message("a path of the config"), found(word), hint)


# -- the value --------------------------------------------------------------------------------------------------


def put(root: Node, override: Override) -> Node:
    """The config with the override's value at its path; mappings merge as those of a file do."""
    return _put(root, override.path, override.node)


def _put(node: Node, path: Path, value: Node) -> Node:
    if not path:
        return merge(node, value)
    key, rest = path[0], path[1:]
    below = node.child(key) or empty_mapping(SET, 0, (*node.path, key))
    changed = _put(below, rest, value) if rest or node.child(key) else value
    if isinstance(node.value, tuple):
        items = [changed if place == key else item for place, item in enumerate(node.items)]
        return Node(tuple(items), node.file, node.line, node.path)
    return node.with_entries({**node.entries, key: changed})
