"""Parts of a config in the keys of caches.

A config never changes, and configs that differ in drawn numbers alone share the parts without any. What follows from
such a part is therefore worked out once, and kept under the very part.
"""

from __future__ import annotations

from typing import Generic, TypeVar

T = TypeVar("T")


class Same(Generic[T]):
    """A part of a config as a key: equal to nothing but the very same part, which it keeps alive."""

    __slots__ = ("part",)

    def __init__(self, part: T) -> None:
        self.part = part

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.part is other.part

    def __hash__(self) -> int:
        return id(self.part)
