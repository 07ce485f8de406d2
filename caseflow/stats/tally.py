"""How often a share occurs: all that figures need of it, in memory that hardly grows with the replications."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.stats.panel import Panel

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

WAITING = 1 << 17
"""So many rows may wait until those that are alike are counted together, or as many as there are different ones."""


@dataclass(frozen=True)
class Tally:
    """The different numbers of an indicator by cell and year, in order, and how often each occurs."""

    cell: Int64
    """[row]: a place among those of the panel."""
    year: Int64
    """[row]: a calendar year."""
    numerator: Float64
    denominator: Float64
    replications: Int64
    """[row]: in how many replications the cell has these numbers in this year."""


def tally(panel: Panel, indicator: str, scopes: Sequence[str]) -> Tally:
    """Count the numbers that an indicator has in units of some scopes."""
    is_asked = np.array([cell.scope in scopes for cell in panel.cells], dtype=bool)
    different, waiting = (np.zeros((4, 0)), np.zeros(0, dtype=np.int64)), []
    for piece in panel.pieces(indicator, slice(None)):
        is_there = ~np.isnan(piece.top) & is_asked[piece.cells][:, None, None]
        cell, _, year = np.nonzero(is_there)
        rows = np.stack([piece.cells[cell], panel.years[year], piece.top[is_there], piece.bottom[is_there]])
        waiting.append((rows, np.ones(rows.shape[1], dtype=np.int64)))
        if sum(len(times) for _, times in waiting) > max(WAITING, len(different[1])):
            different = _together([different, *waiting])
            waiting.clear()
    (cell, year, numerator, denominator), times = _together([different, *waiting])
    return Tally(cell.astype(np.int64), year.astype(np.int64), numerator, denominator, times)


def _together(counted: Sequence[tuple[Float64, Int64]]) -> tuple[Float64, Int64]:
    """Counted rows, float64[number, row], in order; those that are alike as one."""
    rows = np.concatenate([rows for rows, _ in counted], axis=1)
    times = np.concatenate([times for _, times in counted])
    order = np.lexsort(rows[::-1])
    rows, times = rows[:, order], times[order]
    is_first = np.ones(len(times), dtype=bool)
    is_first[1:] = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    first = np.flatnonzero(is_first)
    return rows[:, first], np.add.reduceat(times, first) if len(first) else times
