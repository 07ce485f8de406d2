"""What a page consists of, whatever it looks like: sections of paragraphs, lists, tables and figures, in plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``kind`` is how it stands out."""

    text: str
    kind: str = "plain"
    """``answer``: the answer itself; ``note``: how to read something; ``plain``."""


@dataclass(frozen=True)
class Bullets:
    """A list without an order."""

    items: Sequence[str]


@dataclass(frozen=True)
class Terms:
    """Words and what they mean."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Code:
    """Something to be typed, or a name of a config."""

    text: str


@dataclass(frozen=True)
class Cell:
    """A cell of a table; ``tone`` is how a word in it stands out, beside what it says."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its first ``names`` columns name something and head the row, the others hold figures or words."""

    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | Cell]]
    names: int = 1
    note: str = ""

    @property
    def cells(self) -> list[list[Cell]]:
        """The rows, each cell as a Cell."""
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Figure:
    """A picture, with what it shows in words."""

    source: str
    """A data URI."""
    alt: str
    width: int
    """Of the picture as drawn, in CSS pixels."""


@dataclass(frozen=True)
class Part:
    """A part of a section under a heading of its own."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Folded:
    """What stands folded under its title: opened on a screen, left out on paper."""

    title: str
    blocks: Sequence[Block]


Block = Paragraph | Bullets | Terms | Code | Table | Figure | Part | Folded


@dataclass(frozen=True)
class Section:
    """A section of the page."""

    key: str
    """Its anchor."""
    title: str
    blocks: Sequence[Block] = field(default_factory=tuple)
