"""From files to a :class:`Study`: includes, defaults, overrides; all faults in one go."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from importlib.resources import files
from pathlib import Path

from caseflow.config import scenarios
from caseflow.config.inheritance import expand, inherit
from caseflow.config.overrides import parse_overrides
from caseflow.config.privacy import faults_in_text, faults_in_tree
from caseflow.config.reading import CONTROLS_AND_BREAKS, LARGEST_FILE_BYTES, decode, parse
from caseflow.config.schema import SCHEMA_VERSION
from caseflow.config.stresses import Stresses, parse_stresses
from caseflow.config.study import Study
from caseflow.config.tree import DEFAULTS, Node, merge
from caseflow.config.wording import found, near
from caseflow.errors import ConfigError, Fault, words_of
from caseflow.messages import NOTHING, Message, message, verbatim

__all__ = ["Study", "load_config", "parse_config"]

SHIPPED_STRESSES = "stress.yaml"

MOST_FILES = 100
"""Read for one config."""


def load_config(path: str | Path, overrides: Sequence[str] = ()) -> Study:
    """Read a config with the files that it includes, and check it in every scenario.

    Layers, lowest first: the defaults, included files in their order, the file, a scenario, ``overrides``
    (``path=value``). Included files lie in the config's folder or below it, so that a run can keep them.

    Raises:
        ConfigError: With every fault that was found.
    """
    path = Path(path)
    content = _read(path, message("a config file"))
    return parse_config(decode(content, path.name), path.name, overrides, path.parent)


def parse_config(
    text: str, name: str = "config.yaml", overrides: Sequence[str] = (), base: Path | None = None
) -> Study:
    """Read a config from a text, as :func:`load_config` does from a file; ``base`` is the folder of its includes."""
    reader = _Reader(base)
    own = reader.tree(text, name, ())
    _refuse([*reader.refusals, *reader.faults] if own is None or reader.refusals else _faults_of_version(own))
    assert own is not None
    root = merge(defaults(), own)
    study = Study(name, reader.sources, root, ())
    faults = [*reader.faults, *_not_below(reader.faults, _faults_of_study(study))]
    return _overridden(study, overrides, faults) if overrides else _sound(study, faults)


def _overridden(study: Study, overrides: Sequence[str], faults: list[Fault]) -> Study:
    """The study under overrides; a mistake in a file is told even where an override hides it."""
    try:
        parsed = parse_overrides(overrides, inherit(study.base, []))
    except ConfigError as error:
        raise ConfigError([*faults, *error.faults]) from None
    study = Study(study.file, study.sources, study.root, parsed)
    return _sound(study, [*faults, *_not_below(faults, _faults_of_study(study))])


def _sound(study: Study, faults: list[Fault]) -> Study:
    _refuse(faults)
    return study


def load_stresses(path: Path | None) -> Stresses:
    """Read a stress file; None: the one that comes with caseflow.

    Raises:
        ConfigError: With every fault that was found.
    """
    if path is None:
        return parse_stresses(shipped_stresses(), SHIPPED_STRESSES)
    content = _read(path, message("a stress file"))
    return parse_stresses(decode(content, path.name), path.name)


def shipped_stresses() -> str:
    """The text of ``configs/stress.yaml``, which an installed package has beside its config's defaults."""
    packed = files("caseflow.config") / SHIPPED_STRESSES
    in_clone = Path(__file__).parents[2] / "configs" / SHIPPED_STRESSES
    return (packed if packed.is_file() else in_clone).read_text(encoding="utf-8")


@cache
def defaults() -> Node:
    """The lowest layer of every config: the standard assumptions, with their sources."""
    text = (files("caseflow.config") / "defaults.yaml").read_text(encoding="utf-8")
    node, faults = parse(text, DEFAULTS)
    assert not faults, faults
    return expand(node)


def _refuse(faults: Iterable[Fault]) -> None:
    faults = list(faults)
    if faults:
        raise ConfigError(faults)


def _not_below(unread: list[Fault], faults: Iterable[Fault]) -> Iterator[Fault]:
    """Leave out the faults of values that could not be read: those are told already."""
    for fault in faults:
        if not any(f"{fault.path}.".startswith(f"{other.path}.") for other in unread if other.path):
            yield fault


def _faults_of_version(root: Node) -> Iterator[Fault]:
    """A config of another version is not judged by this one's schema."""
    version = root.child("schema")
    if version is not None and isinstance(version.value, int) and version.value != SCHEMA_VERSION:
        hint = message("the version of the config's schema that this caseflow reads")
        yield Fault(version.file, version.line, "schema", verbatim(SCHEMA_VERSION), found(version.value), hint)


def _faults_of_study(study: Study) -> Iterator[Fault]:
    declarations = list(scenarios.faults_of_declarations(study.base))
    yield from declarations
    for name in study.scenario_names[:1] if declarations else study.scenario_names:
        yield from study.effective(name).faults


# -- files ------------------------------------------------------------------------------------------------------


def _read(path: Path, expected: Message) -> bytes:
    """The bytes of a file that the command line names."""
    try:
        content = _content(path)
    except OSError as error:
        raise ConfigError([Fault(str(path), 0, "", expected, _words(error), _neighbour(path))]) from None
    if not _is_name(path.name):
        raise ConfigError([Fault(str(path), 0, "", _A_NAME, found(path.name), _RENAME)])
    return content


def _is_name(name: str) -> bool:
    """Whether a run can keep a file under its name: one line of text."""
    return not CONTROLS_AND_BREAKS.search(name)


_A_NAME = message("a file whose name is one line of text in UTF-8")
_RENAME = message("give the file another name")


def _content(path: Path) -> bytes:
    """The bytes of a file, at most one more than may be read."""
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE_BYTES + 1)


def _words(error: OSError) -> Message:
    match error:
        case FileNotFoundError():
            return message("no such file")
        case IsADirectoryError():
            return message("a folder")
    return words_of(error)


def _neighbour(path: Path) -> Message:
    """The file beside a missing one that was perhaps meant."""
    return near(path.name, [other.name for other in path.parent.glob("*.y*ml")])


class _Reader:
    """Reads a config and its includes into one tree; keeps their texts and faults."""

    def __init__(self, base: Path | None) -> None:
        self.sources: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.refusals: list[Fault] = []
        """Faults after which nothing else can be judged."""
        self._base = base

    def tree(self, text: str, name: str, chain: tuple[str, ...]) -> Node | None:
        """A file over what it includes; None, and a refusal, if it is no config. ``chain``: the files above it."""
        self.sources[name] = text
        node = self._parsed(text, name)
        if node is None:
            return None
        includes = [tree for tree in self._includes(node, (*chain, name)) if tree is not None]
        own = expand(node.with_entries({key: child for key, child in node.entries.items() if key != "include"}))
        return own.with_entries(reduce(merge, [*includes, own]).entries)

    def _parsed(self, text: str, name: str) -> Node | None:
        self.refusals += faults_in_text(text, name)
        try:
            node, faults = parse(text, name)
        except ConfigError as error:
            self.refusals += error.faults
            return None
        self.faults += faults
        if not node.is_mapping:
            words = message("an empty file") if node.value is None else found(node.plain())
            self.refusals.append(Fault(name, 0, "", message("a config: keys and values"), words))
            return None
        self.refusals += faults_in_tree(node)
        return node

    def _includes(self, node: Node, chain: tuple[str, ...]) -> Iterator[Node | None]:
        listed = node.child("include")
        if listed is None:
            return
        if not isinstance(listed.value, tuple):
            self._refused(listed, message("a list of files"), found(listed.plain()))
        for item in listed.items:
            yield self._included(item, chain)

    def _included(self, item: Node, chain: tuple[str, ...]) -> Node | None:
        if self._base is None or not isinstance(item.value, str):
            expected = message("a file") if self._base else message("no includes in a text")
            return self._refused(item, expected, found(item.plain()))
        if not _is_name(item.value):
            return self._refused(item, _A_NAME, found(item.value), _RENAME)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(chain[-1]), item.value))
        if name.startswith(("/", "..")):
            return self._refused(item, message("a file in the config's folder or below it"), found(item.value))
        if name in chain:
            circle = verbatim(" -> ".join((*chain, name)))
            return self._refused(item, message("a file that does not include itself"), circle)
        if len(self.sources) >= MOST_FILES:
            return self._refused(item, message("at most {most} files", most=MOST_FILES), message("more"))
        return self._read(item, name, chain, self._base / name)

    def _read(self, item: Node, name: str, chain: tuple[str, ...], path: Path) -> Node | None:
        try:
            text = decode(_content(path), name)
        except OSError as error:
            expected = message("a file, to include {name}", name=found(item.value))
            return self._refused(item, expected, _words(error), _neighbour(path))
        except ConfigError as error:
            self.refusals += error.faults
            return None
        return self.tree(text, name, chain)

    def _refused(self, node: Node, expected: Message, found: Message, hint: Message = NOTHING) -> Node | None:
        """No tree, and a refusal at a node."""
        self.refusals.append(node.fault(expected, found, hint))
        return None
