"""Stress files: scenarios that fit any config, and a grid of some of them; laid beneath a config's own scenarios."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from caseflow.config import scenarios
from caseflow.config.privacy import faults_in_text, faults_in_tree
from caseflow.config.reading import parse
from caseflow.config.scenarios import BASE, PLUS
from caseflow.config.schema import SCHEMA_VERSION
from caseflow.config.study import Study
from caseflow.config.tree import Node, empty_mapping
from caseflow.config.wording import found, near, only_keys
from caseflow.errors import ConfigError, Fault
from caseflow.messages import message, verbatim

FOLDER = "stresses"
"""Where a run keeps its stress file, among the config's own."""

AXES = ("sick_leave", "posts")
_KEYS = ("schema", "scenarios", "grid")


@dataclass(frozen=True)
class Stresses:
    """A stress file that was read and found well formed; what its scenarios set is judged with a config."""

    file: str
    """Name of the file, without its folder."""
    text: str
    root: Node

    @property
    def key(self) -> str:
        """Its name among the files that a run keeps."""
        return f"{FOLDER}/{self.file}"

    @property
    def scenarios(self) -> Mapping[str, Node]:
        """Its scenarios by name, in the file's order."""
        return {str(name): node for name, node in self.root.mapping("scenarios").items()}

    @property
    def grid(self) -> tuple[str, ...]:
        """Every scenario of the one axis with every one of the other: ``a+b``; the base with the base is the base."""
        axes = [[str(item.value) for item in self._axis(axis)] for axis in AXES]
        names = (together(one, other) for other in axes[1] for one in axes[0])
        return tuple(dict.fromkeys(names))

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The scenarios of each axis of the grid; none without one."""
        return {axis: tuple(str(item.value) for item in self._axis(axis)) for axis in AXES}

    def _axis(self, axis: str) -> tuple[Node, ...]:
        listed = self.root.mapping("grid").get(axis)
        return listed.items if listed else ()


def together(*names: str) -> str:
    """The name of several scenarios at once."""
    return PLUS.join(name for name in names if name != BASE) or BASE


def parse_stresses(text: str, name: str) -> Stresses:
    """Read a stress file. Raises ConfigError with every fault of its form."""
    root, faults = parse(text, name)
    faults = [*faults_in_text(text, name), *faults, *_faults(root)]
    if root.is_mapping:
        faults += faults_in_tree(root)
    if faults:
        raise ConfigError(faults)
    return Stresses(name, text, root)


def with_stresses(study: Study, stresses: Stresses) -> Study:
    """The study with the scenarios of a stress file, where it has none of the name.

    They are judged when they are resolved: one that does not fit the config harms no other.
    """
    own = study.root.child("scenarios") or empty_mapping(stresses.file, 1, ("scenarios",))
    entries: dict[Any, Node] = {**stresses.scenarios, **own.entries}
    root = study.root.with_entries({**study.root.entries, "scenarios": own.with_entries(entries)})
    return Study(study.file, {**study.sources, stresses.key: stresses.text}, root, study.overrides)


# -- faults -----------------------------------------------------------------------------------------------------


def _faults(root: Node) -> Iterator[Fault]:
    if not root.is_mapping or not root.mapping("scenarios"):
        words = message("none") if root.is_mapping else found(root.plain())
        yield Fault(root.file, root.line, "", message("scenarios"), words)
        return
    for key, child in root.entries.items():
        if key not in _KEYS:
            yield child.fault(message("a known key"), found(key), near(key, _KEYS) or only_keys(_KEYS))
    version = root.child("schema")
    if version is not None and version.value != SCHEMA_VERSION:
        yield version.fault(verbatim(SCHEMA_VERSION), found(version.plain()))
    yield from scenarios.faults_of_declarations(root)
    yield from _faults_of_grid(root)


def _faults_of_grid(root: Node) -> Iterator[Fault]:
    grid, known = root.child("grid"), [BASE, *map(str, root.mapping("scenarios"))]
    if grid is None:
        return
    for key, child in grid.entries.items():
        if key not in AXES:
            yield child.fault(message("a known key"), found(key), near(key, AXES) or only_keys(AXES))
    for axis in AXES:
        listed = grid.child(axis)
        if listed is None or not listed.items:
            words = found(None) if listed is None else message("no list")
            yield (listed or grid).fault(message("a list of scenarios for {axis}", axis=axis), words)
            continue
        for item in listed.items:
            if str(item.value) not in known:
                expected = message("base or a scenario of this file")
                yield item.fault(expected, found(item.plain()), near(item.value, known))
