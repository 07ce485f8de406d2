"""The yearly numbers of many replications as arrays: an indicator's numerators by unit, replication and year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

BLOCK_NUMBERS = 1 << 22
"""About so many numbers of one indicator are worked out at a time, unless a single unit has more: 32 MB."""


class Cell(NamedTuple):
    """Whose numbers they are."""

    model: str
    scenario: str
    scope: str
    unit: str


class Piece(NamedTuple):
    """The numbers of an indicator that some cells have in some successive replications; NaN: none."""

    cells: Int64
    """[cell]: places among those of the panel, ascending; at least one."""
    replications: slice
    top: Float64
    """Numerators, [cell, replication, year]."""
    bottom: Float64
    """Denominators, [cell, replication, year]."""


@dataclass(frozen=True)
class Panel:
    """Numbers of every indicator for cells x replications x years, read some replications of an indicator at a time."""

    cells: tuple[Cell, ...]
    """In the order of tables: models, scenarios, scopes, units."""
    n_replications: int
    years: Int64
    """int64[year]: calendar years, ascending; in a panel of quarters, each of which counts as a year, their numbers."""
    there: Int64
    """int64[cell, year]: replications in which the unit has any number."""
    pieces: Callable[[str, slice], Iterator[Piece]]
    """(indicator, some cells) -> all their numbers, each once; all years of a replication are in the same piece."""

    def blocks(self) -> Iterator[slice]:
        """Cells in pieces that are worked out at once."""
        step = max(1, BLOCK_NUMBERS // max(1, self.n_replications * len(self.years)))
        return (slice(start, start + step) for start in range(0, max(1, len(self.cells)), step))


def quarter_number(year: Any, quarter: Any) -> Any:
    """The number of a quarter (1 to 4) of a calendar year, or of several: they are numbered one by one."""
    return 4 * year + quarter - 1


def middle_of_quarter(number: int) -> dt.date:
    """The fifteenth of the middle month of a quarter."""
    return dt.date(number // 4, 3 * (number % 4) + 2, 15)
