"""From YAML 1.2 text to a tree with the line of every key; refuses what no config needs."""

from __future__ import annotations

import codecs
import datetime as dt
import math
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from caseflow.config.tree import Key, Node, Path, dotted
from caseflow.config.wording import found, whole
from caseflow.errors import ConfigError, Fault
from caseflow.messages import NOTHING, Message, message, verbatim

LARGEST_FILE_BYTES = 1_000_000
MOST_NODES = 50_000
"""After aliases are expanded: a thousand times the nodes of a small config."""
DEEPEST = 30
LARGEST_NUMBER = 10**18
"""Whole numbers below it fit in 64 bits."""

CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Written as escapes such as ``"\\e"``; no text has use for them: terminals obey some, files refuse others."""

CONTROLS_AND_BREAKS = re.compile(f"{CONTROLS.pattern}|[\t\n]")
"""What no name has use for either."""

_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}\.\d\d0")
"""A number that YAML takes for one of three decimals and Norwegians write for thousands: ``34.500``."""

_CANNOT_CONSTRUCT = (YAMLError, ValueError, TypeError, LookupError, AttributeError)
"""What ruamel.yaml raises for a value that its tag does not fit, such as ``!!bool 7`` or 30 February."""

_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}


def decode(content: bytes, name: str) -> str:
    """The text of a file.

    Raises ConfigError if it is too large, binary or empty.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise _refused(name, 0, message("at most {most} bytes", most=whole(LARGEST_FILE_BYTES)), message("more"))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, name) from None
    if "\0" in text:
        raise _refused(name, 0, _UTF_8, message("a binary file"))
    return text


def _undecodable(content: bytes, start: int, name: str) -> ConfigError:
    """The refusal of a file whose byte at ``start`` is no UTF-8: of a text, with its line."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _refused(name, 0, _UTF_8, message("text in UTF-16"), _RESAVE)
    if set(content) & _CONTROL_BYTES:
        return _refused(name, 0, _UTF_8, message("a binary file"))
    line = content.count(b"\n", 0, start) + 1
    return _refused(name, line, _UTF_8, message("a letter in another encoding, such as Windows-1252"), _RESAVE)


_UTF_8 = message("text in UTF-8")
_RESAVE = message("let your editor write the file as UTF-8")
_CONTROL_BYTES = frozenset(range(32)) - frozenset(b"\t\n\f\r\x1b")


def parse(text: str, name: str, path: Path = ()) -> tuple[Node, list[Fault]]:
    """The tree of one YAML document, and its faults that do not stop the reading (such as duplicate keys).

    Raises ConfigError if the text is no single YAML document, or one too large.
    """
    if len(text) > LARGEST_FILE_BYTES:
        raise _refused(name, 0, message("at most {most} characters", most=whole(LARGEST_FILE_BYTES)), message("more"))
    yaml = YAML(typ="safe", pure=True)
    try:
        document = yaml.compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        hint = _odd_space(text, line) or _yaml_hint(str(error.problem))
        raise _refused(name, line, _YAML, message("a syntax error"), hint) from None
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise _refused(name, line, _YAML, message("a control character, which cannot be read")) from None
    except RecursionError:
        raise _refused(name, 0, _LEVELS, message("deeper nesting")) from None
    builder = _Builder(name, yaml)
    if document is None:
        return Node(None, name, 0, path), []
    return builder.node(document, path, document.start_mark.line + 1), builder.faults


_YAML = message("valid YAML")
_LEVELS = message("at most {most} levels", most=DEEPEST)


def _refused(name: str, line: int, expected: Message, found: Message, hint: Message = NOTHING) -> ConfigError:
    return ConfigError([Fault(name, line, "", expected, found, hint)])


def _odd_space(text: str, line: int) -> Message:
    """That the line of a syntax error, or the one above, has a space that looks like any other and is none in YAML."""
    lines = text.splitlines()
    for number in (line - 1, line):
        if 1 <= number <= len(lines) and _ODD_SPACES.search(lines[number - 1]):
            return message(
                "line {line} has a no-break space, as word processors write it: type an ordinary space", line=number
            )
    return NOTHING


_ODD_SPACES = re.compile("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}]")


def _yaml_hint(problem: str) -> Message:
    """What to look for, of the parser's problems that people meet; of any other, its own words."""
    own = message("{parsers_words}", parsers_words=problem)
    return next((hint for part, hint in _YAML_HINTS.items() if part in problem), own)


_YAML_HINTS = {
    "'\\t'": message("indent with spaces, not tabs"),
    "mapping values are not allowed": message(
        "a colon too many, or indented too far: text with a colon in it needs quotes"
    ),
    "expected <block end>": message(
        "keys of one level begin in the same column; text after closing quotes belongs inside"
    ),
    "could not find expected ':'": message("a key without its colon, here or in the line above"),
    "that cannot start any token": message("text that begins with such a sign needs quotes"),
    "found unexpected end of stream": message("quotes that are opened and not closed"),
    "found another document": message(
        "a config is one document: what comes after a line --- belongs in a file of its own"
    ),
    "expected ',' or": message("a comma or a closing bracket is missing, here or above"),
}
"""Part of a problem of ruamel.yaml, and what is likely to be its cause."""


def _as_meant(number: str) -> Message:
    """Both numbers that a point between thousands, or before decimals that end in 0, may stand for."""
    thousands, decimals = number.replace(".", ""), f"{float(number):g}"
    return message("{thousands}, or {decimals} if its point begins decimals", thousands=thousands, decimals=decimals)


class _Builder:
    """Builds the tree of one document and collects its faults."""

    def __init__(self, file: str, yaml: YAML) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._construct = yaml.constructor.construct_object
        self._nodes = 0

    def node(self, source: Any, path: Path, line: int) -> Node:
        """The node of a YAML node; ``line`` is that of its key."""
        self._guard(path, line)
        if source.tag not in _TAGS:
            return self._faulty(path, line, message("a plain value"), message("the YAML tag {tag!r}", tag=source.tag))
        if isinstance(source, MappingNode):
            return Node(self._entries(source, path), self.file, line, path)
        if isinstance(source, SequenceNode):
            items = [self.node(item, (*path, i), item.start_mark.line + 1) for i, item in enumerate(source.value)]
            return Node(tuple(items), self.file, line, path)
        return self._scalar(source, path, line)

    def _guard(self, path: Path, line: int) -> None:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            most = message("at most {most} values", most=whole(MOST_NODES))
            raise _refused(self.file, line, most, message("more, after aliases are expanded"))
        if len(path) > DEEPEST:
            raise _refused(self.file, line, _LEVELS, message("deeper nesting"))

    def _entries(self, source: MappingNode, path: Path) -> dict[Key, Node]:
        entries: dict[Key, Node] = {}
        for key_source, value_source in source.value:
            line = key_source.start_mark.line + 1
            key = self._key(key_source, path, line)
            if key is None:
                continue
            if key in entries:
                again = message("{key} again, first on line {line}", key=found(key), line=entries[key].line)
                self._faulty((*path, key), line, message("each key once"), again)
            entries[key] = self.node(value_source, (*path, key), line)
        return entries

    def _key(self, source: Any, path: Path, line: int) -> Key | None:
        try:
            key = self._construct(source, deep=True) if self._is_name(source) else None
        except _CANNOT_CONSTRUCT:
            key = None
        if not isinstance(key, str | int) or isinstance(key, bool):
            self._faulty(path, line, message("a word as key"), found(getattr(source, "value", None)))
            return None
        if CONTROLS_AND_BREAKS.search(str(key)):
            self._faulty(path, line, message("a key without control characters"), found(key))
            return None
        if "." in str(key):
            self._faulty(path, line, message("a key without dots, which separate keys in paths"), found(key))
            return None
        return key

    @staticmethod
    def _is_name(source: Any) -> bool:
        return isinstance(source, ScalarNode) and str(source.tag).rpartition(":")[2] in ("str", "int")

    def _scalar(self, source: ScalarNode, path: Path, line: int) -> Node:
        try:
            value = self._construct(source, deep=True)
        except _CANNOT_CONSTRUCT:
            return self._faulty(path, line, message("a value that exists"), found(source.value))
        if isinstance(value, int | float) and LARGEST_NUMBER <= abs(value) < math.inf:
            most = message("a number below {most}", most=whole(LARGEST_NUMBER))
            return self._faulty(path, line, most, found(source.value))
        if isinstance(value, float) and _THOUSANDS.fullmatch(source.value):
            return self._faulty(path, line, _as_meant(source.value), verbatim(source.value))
        if isinstance(value, dt.datetime):
            return self._faulty(path, line, message("a date without a time of day"), found(source.value))
        if isinstance(value, str) and CONTROLS.search(value):
            return self._faulty(path, line, message("text without control characters"), found(value))
        return Node(value, self.file, line, path)

    def _faulty(self, path: Path, line: int, expected: Message, found: Message) -> Node:
        self.faults.append(Fault(self.file, line, dotted(path), expected, found))
        return Node(None, self.file, line, path)
