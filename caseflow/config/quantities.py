"""Numbers with a source, and assumptions: numbers that nobody measured, with a range or distribution to draw from.

A quantity is ``{value, source}`` or ``{value, range | distribution, source}``, each with an optional ``note``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from caseflow.config import rules
from caseflow.config.distributions import UNBOUNDED
from caseflow.config.schema import (
    BetaDistribution,
    Continuous,
    Deterministic,
    Exponential,
    Gamma,
    Lognormal,
    Triangular,
    Uniform,
)
from caseflow.config.tree import Key, Node, declared_path, dotted
from caseflow.config.wording import DECIMALS, did_you_mean, found, near
from caseflow.errors import Fault
from caseflow.messages import NOTHING, Message, joined, laid_out, message

ContinuousDistribution: TypeAlias = (
    Deterministic | Exponential | Gamma | Lognormal | BetaDistribution | Uniform | Triangular
)

ASSUMPTION = "assumption"
"""The source of a number that nobody measured."""

_QUANTITY_KEYS = ("value", "range", "distribution", "source", "note")
_COMMENT_KEYS = ("source", "note")
_CONTINUOUS: TypeAdapter[ContinuousDistribution] = TypeAdapter(Continuous)


@dataclass(frozen=True)
class Assumption:
    """A number to be drawn once a replication, from ``low`` to ``high`` or from ``distribution``."""

    path: str
    """Where it is declared, keys between dots; models that inherit it share it."""
    value: float
    low: float | None
    """Both ends are None if a distribution is given."""
    high: float | None
    distribution: ContinuousDistribution | None
    source: str
    note: str
    file: str
    line: int

    @property
    def ends(self) -> tuple[float, float]:
        """The smallest and the largest value that can be drawn."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        assert self.distribution is not None
        return support(self.distribution)


@dataclass(frozen=True)
class Sourced:
    """A number, or a whole part of the config (``value`` None), with the source that somebody gave."""

    path: str
    value: Any
    source: str
    note: str
    file: str
    line: int


def support(distribution: ContinuousDistribution) -> tuple[float, float]:
    """The smallest and the largest value of a distribution."""
    match distribution:
        case Deterministic():
            return distribution.value, distribution.value
        case Uniform() | Triangular():
            return distribution.low, distribution.high
        case BetaDistribution():
            return 0.0, distribution.scale
        case Lognormal(cap=float() as cap):
            return 1 / UNBOUNDED, cap
    return 1 / UNBOUNDED, UNBOUNDED


def is_quantity(node: Node) -> bool:
    """Whether a mapping is a quantity; it is a distribution if its ``distribution`` is a word."""
    distribution = node.child("distribution")
    return node.is_atomic and (distribution is None or distribution.is_mapping)


def replace_in_config(root: Node, faults: list[Fault]) -> Node:
    """:func:`replace_quantities` of a config: sections that it shares with another one are replaced once."""
    return root.with_entries(_without_comments(root, faults, _replaced_section))


def _replaced_section(node: Node, faults: list[Fault]) -> Node:
    section, own = _kept_section(node)
    faults.extend(own)
    return section


@lru_cache(maxsize=64)
def _kept_section(node: Node) -> tuple[Node, tuple[Fault, ...]]:
    faults: list[Fault] = []
    return replace_quantities(node, faults), tuple(faults)


def replace_quantities(node: Node, faults: list[Fault]) -> Node:
    """The tree with a plain value or an :class:`Assumption` for each quantity, and without sources and notes."""
    if is_quantity(node):
        return _replaced(node, faults)
    if node.is_mapping:
        return node.with_entries(_without_comments(node, faults, replace_quantities))
    if node.items:
        items = tuple(replace_quantities(item, faults) for item in node.items)
        return Node(items, node.file, node.line, node.path)
    return node


def _without_comments(node: Node, faults: list[Fault], replace: Callable[[Node, list[Fault]], Node]) -> dict[Key, Node]:
    faults.extend(_faults_of_comments(node))
    return {key: replace(child, faults) for key, child in node.entries.items() if not _is_comment(key, child)}


def _is_comment(key: Key, child: Node) -> bool:
    return key in _COMMENT_KEYS and not child.is_mapping


def _faults_of_comments(node: Node) -> Iterator[Fault]:
    for key in _COMMENT_KEYS:
        comment = node.child(key)
        if comment is None or comment.is_mapping:
            continue
        if not isinstance(comment.value, str):
            yield comment.fault(message("text"), found(comment.plain()))
        elif comment.value == ASSUMPTION and not is_quantity(node):
            expected = message("a source; assumptions are made number by number")
            yield comment.fault(expected, found(ASSUMPTION), _EXAMPLE)


_EXAMPLE = message("such as {example}", example="{value: 20, range: [5, 40], source: assumption}")


def _replaced(node: Node, faults: list[Fault]) -> Node:
    """A node with the assumption of a quantity, or with its value alone: it has no range, or it is faulty."""
    own = [*_faults_of_keys(node), *_faults_of_comments(node)]
    value = node.child("value")
    plain = replace_quantities(value, own).value if value else None
    is_spread = "range" in node.entries or "distribution" in node.entries
    assumption = _assumption(node, plain, own) if is_spread and not own else None
    faults.extend(own)
    return Node(assumption or plain, node.file, node.line, node.path)


def _faults_of_keys(node: Node) -> Iterator[Fault]:
    for key, child in node.entries.items():
        if key not in _QUANTITY_KEYS:
            hint = DECIMALS if isinstance(key, int) else near(key, _QUANTITY_KEYS) or _EXAMPLE
            yield child.fault(message("a key of a quantity"), found(key), hint)
    # a mistyped key is told above: it is not missing too
    mistyped = {near(key, _QUANTITY_KEYS) for key in node.entries if key not in _QUANTITY_KEYS}
    for key in ("value", "source"):
        if key not in node.entries and did_you_mean(key) not in mistyped:
            yield Fault(node.file, node.line, dotted((*node.path, key)), _NEEDED[key], found(None), _EXAMPLE)
    if {"range", "distribution"} <= node.entries.keys():
        yield node.fault(message("a range or a distribution"), message("both"))
    if _text(node, "source") == ASSUMPTION and not {"range", "distribution"} & node.entries.keys():
        yield node.fault(message("a range or a distribution for an assumption"), message("neither"), _EXAMPLE)


_NEEDED = {"value": message("the value of the quantity"), "source": message("a source, or 'assumption'")}


def _assumption(node: Node, value: Any, faults: list[Fault]) -> Assumption | None:
    """The assumption of a quantity whose keys are in order; None, and faults, if its numbers are not."""
    if not _is_number(value):
        faults.append(node.fault(message("a number, to have a range or distribution"), found(_plain_value(node))))
        return None
    low, high = _range(node, faults)
    distribution = _distribution(node, faults)
    if faults:
        return None
    source, note = _text(node, "source"), _text(node, "note")
    path = dotted(declared_path(node))
    assumption = Assumption(path, value, low, high, distribution, source, note, node.file, node.line)
    first, last = assumption.ends
    if not first <= value <= last:
        expected = message("a value from {low:g} to {high:g}, as drawn", low=first, high=last)
        faults.append(node.entries["value"].fault(expected, found(_plain_value(node))))
        return None
    return assumption


def _range(node: Node, faults: list[Fault]) -> tuple[float | None, float | None]:
    spread = node.child("range")
    if spread is None:
        return None, None
    ends = [item.value for item in spread.items]
    if len(ends) == 2 and all(map(_is_number, ends)) and ends[0] < ends[1]:
        return ends[0], ends[1]
    hint = DECIMALS if len(ends) > 2 and all(map(_is_number, ends)) else NOTHING
    faults.append(spread.fault(message("a range of two numbers, [low, high]"), _found_range(spread), hint))
    return None, None


def _found_range(spread: Node) -> Message:
    if not spread.items:
        return found(spread.plain())
    return laid_out("[{items}]", items=joined(", ", [found(item.plain()) for item in spread.items]))


def _distribution(node: Node, faults: list[Fault]) -> ContinuousDistribution | None:
    spread = node.child("distribution")
    if spread is None:
        return None
    try:
        distribution = _CONTINUOUS.validate_python(spread.plain())
    except ValidationError:
        faults.append(spread.fault(message("a continuous distribution with its numbers"), found(spread.plain())))
        return None
    faults.extend(spread.fault(*mistake) for mistake in rules.mistakes_of_shape(distribution))
    return distribution


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _plain_value(node: Node) -> Any:
    return node.entries["value"].plain()


def _text(node: Node, key: str) -> str:
    child = node.child(key)
    return child.value if child and isinstance(child.value, str) else ""


# -- what the tree says about its numbers -----------------------------------------------------------------------


def as_data(node: Node, number: Callable[[Assumption], float] = lambda assumption: assumption.value) -> Any:
    """Plain dicts, tuples and scalars, with ``number(assumption)`` in the place of each assumption."""
    value = node.value
    if isinstance(value, Assumption):
        return number(value)
    if isinstance(value, dict):
        return {key: as_data(child, number) for key, child in value.items()}
    if isinstance(value, tuple):
        return tuple([as_data(child, number) for child in value])
    return value


def assumptions_of(node: Node) -> Iterator[Assumption]:
    """The assumptions of a tree whose quantities are replaced, in its order; inherited ones come again."""
    if isinstance(node.value, Assumption):
        yield node.value
    for child in (*node.entries.values(), *node.items):
        yield from assumptions_of(child)


def sources_of(node: Node) -> Iterator[Sourced]:
    """The sources that a tree with its quantities gives, in its order."""
    source = _text(node, "source")
    if source:
        value = node.entries["value"].plain() if is_quantity(node) and "value" in node.entries else None
        yield Sourced(dotted(declared_path(node)), value, source, _text(node, "note"), node.file, node.line)
    for child in (*node.entries.values(), *node.items):
        yield from sources_of(child)
