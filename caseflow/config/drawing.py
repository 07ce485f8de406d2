"""Drawn numbers in the places of a config's assumptions: only the parts that hold them are made and judged anew.

All other parts are those of the config without draws, the very same objects, so that what follows from them can be kept
(:class:`~caseflow.config.same.Same`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from caseflow.config.quantities import Assumption, as_data, assumptions_of
from caseflow.config.tree import Node

Number: TypeAlias = Callable[[Assumption], float]
Context: TypeAlias = Mapping[str, bool] | None
"""In which numbers are validated: DRAWN, or as a user writes them."""


@dataclass(frozen=True)
class _Made:
    """A part that is made anew, with all that is below it: one of its own fields is drawn."""

    part: type[BaseModel]
    data: Mapping[Any, Any]
    """Of each field, without draws."""
    nodes: Mapping[Any, Node]
    """Of the fields that hold drawn numbers."""

    def drawn(self, _before: Any, number: Number, context: Context) -> Any:
        drawn = {key: as_data(node, number) for key, node in self.nodes.items()}
        return self.part.model_validate({**self.data, **drawn}, context=context)


@dataclass(frozen=True)
class _Copied:
    """A part or mapping of which some entries change."""

    entries: Mapping[Any, Place]

    def drawn(self, before: Any, number: Number, context: Context) -> Any:
        of_part = isinstance(before, BaseModel)
        changed = {
            key: place.drawn(getattr(before, key) if of_part else before[key], number, context)
            for key, place in self.entries.items()
        }
        return before.model_copy(update=changed) if of_part else {**before, **changed}


Place: TypeAlias = _Made | _Copied
"""Where a config holds drawn numbers."""


def place_of_draws(part: Any, node: Node) -> Place:
    """Where a part or mapping holds drawn numbers: the smallest parts around them.

    Args:
        part: Of a sound config.
        node: Its node in the tree from which the config was made; some assumption is below it.
    """
    below = {key: child for key, child in node.entries.items() if any(True for _ in assumptions_of(child))}
    parts = {key: getattr(part, str(key)) if isinstance(part, BaseModel) else part[key] for key in below}
    if isinstance(part, BaseModel) and not all(_is_made_of_parts(parts[key], child) for key, child in below.items()):
        return _Made(type(part), as_data(node), below)
    return _Copied({key: place_of_draws(parts[key], child) for key, child in below.items()})


def _is_made_of_parts(part: Any, node: Node) -> bool:
    """Whether a field holds a part that was written as a mapping, or a mapping of such parts."""
    if isinstance(part, dict):
        return node.is_mapping and all(_is_made_of_parts(part[key], child) for key, child in node.entries.items())
    return isinstance(part, BaseModel) and node.is_mapping
