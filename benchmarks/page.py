"""What a benchmark found: printed as it comes, and the figures in some pages of docs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

PRECISION = PAGE.with_name("precision.md")

VALIDATION = PAGE.with_name("validation.md")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], n_left: int = 1) -> str:
    """A table in Markdown, its columns as wide as they need to be; all but the first ``n_left`` stand to the right."""
    cells = [list(head), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    left, right = widths[:n_left], widths[n_left:]
    rule = [*(":" + "-" * (width - 1) for width in left), *("-" * (width - 1) + ":" for width in right)]
    return "\n".join(_line(row, widths, n_left) for row in (cells[0], rule, *cells[1:])) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], n_left: int) -> str:
    padded = (
        cell.ljust(width) if column < n_left else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join(padded)} |"


def with_figures(page: str, name: str, figures: str) -> str:
    """The page with new figures between the markers of a name.

    Raises ValueError if the page has no such markers.
    """
    begin, end = f"<!-- begin {name} -->\n", f"<!-- end {name} -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"no place for the figures of '{name}'")
    return f"{before}{begin}{figures}{end}{after}"
