"""A config as a tree whose every node knows where it was written, and how one layer is laid over another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from caseflow.errors import Fault
from caseflow.messages import NOTHING, Message

Key: TypeAlias = str | int
Path: TypeAlias = tuple[Key, ...]

DEFAULTS = "defaults"
"""The file name of the lowest layer."""

ATOMIC_KEYS = frozenset({"distribution", "value", "range"})
"""A mapping with one of these keys is a distribution or a quantity: it replaces, and is replaced, as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of the config with the file, line and path at which somebody wrote it (line 0: not in a file)."""

    value: Any
    """``dict[Key, Node]`` for a mapping, ``tuple[Node, ...]`` for a list, else a scalar."""
    file: str
    line: int
    path: Path

    @property
    def entries(self) -> dict[Key, Node]:
        """The entries of a mapping; of anything else, none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a list; of anything else, none."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def is_mapping(self) -> bool:
        """Whether the node has keys."""
        return isinstance(self.value, dict)

    @property
    def is_text(self) -> bool:
        """Whether the node is a text."""
        return isinstance(self.value, str)

    @property
    def is_atomic(self) -> bool:
        """Whether the node is a distribution or a quantity, which merging takes as a whole. No config is."""
        return not ATOMIC_KEYS.isdisjoint(self.entries) and declared_path(self) != ()

    @property
    def origin(self) -> str:
        """``file:line``, or the name of the layer that has no lines."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def child(self, key: Key) -> Node | None:
        """The entry or item at ``key``; None if there is none."""
        if isinstance(self.value, tuple):
            return self.value[key] if isinstance(key, int) and 0 <= key < len(self.value) else None
        return self.entries.get(key)

    def at(self, path: Path) -> Node | None:
        """The node at ``path`` below this one; None if there is none."""
        node: Node | None = self
        for key in path:
            node = node.child(key) if node else None
        return node

    def nearest(self, path: Path) -> Node:
        """The deepest node on the way to ``path``."""
        node = self
        for key in path:
            below = node.child(key)
            if below is None:
                break
            node = below
        return node

    def mapping(self, key: Key) -> dict[Key, Node]:
        """The entries of the mapping at ``key``; none if there is no such mapping."""
        below = self.child(key)
        return below.entries if below else {}

    def with_entries(self, entries: dict[Key, Node]) -> Node:
        """The same node with other entries."""
        return replace(self, value=entries)

    def fault(self, expected: Message, found: Message, hint: Message = NOTHING) -> Fault:
        """A fault at this node's place."""
        return Fault(self.file, self.line, dotted(self.path), expected, found, hint)

    def plain(self) -> Any:
        """The value without places: dicts, tuples and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return tuple(node.plain() for node in self.value)
        return self.value


def empty_mapping(file: str, line: int = 0, path: Path = ()) -> Node:
    """A mapping without entries."""
    return Node({}, file, line, path)


def merge(lower: Node, upper: Node) -> Node:
    """Lay ``upper`` over ``lower``: mappings merge by key; lists, scalars, nulls and atomic mappings replace.

    A merged mapping keeps the place of the first layer that is not the defaults: what it lacks is missing there.
    """
    if not (lower.is_mapping and upper.is_mapping) or lower.is_atomic or upper.is_atomic:
        return upper
    entries = dict(lower.entries)
    for key, node in upper.entries.items():
        entries[key] = merge(entries[key], node) if key in entries else node
    return (upper if lower.file == DEFAULTS else lower).with_entries(entries)


def leaves(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every leaf below ``node`` with its path: scalars, lists, atomic and empty mappings."""
    if node.is_mapping and node.entries and not node.is_atomic:
        for key, child in node.entries.items():
            yield from leaves(child, (*path, key))
    else:
        yield path, node


def walk(node: Node) -> Iterator[Node]:
    """The node and every node below it."""
    yield node
    for child in (*node.entries.values(), *node.items):
        yield from walk(child)


def dotted(path: Path) -> str:
    """A path as people write it: keys between dots."""
    return ".".join(map(str, path))


def declared_path(node: Node) -> Path:
    """Where the node stands in a config, whether the config itself or a scenario wrote it."""
    if len(node.path) > 2 and node.path[0] == "scenarios" and node.path[2] == "set":
        return node.path[3:]
    return node.path
