"""What was counted of an indicator, by replication and year: all that a decision rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from caseflow.decisions.jackknife import Bool, Float64
from caseflow.stats.panel import Cell, Int64, Panel
from caseflow.stats.registry import BY_NAME
from caseflow.stats.replications import divide


@dataclass(frozen=True)
class Counts:
    """What was counted of one indicator: numerators and denominators [..., replication, year]."""

    numerator: Float64
    denominator: Float64
    """0 in a year with nothing to count."""

    def __getitem__(self, index: Any) -> Counts:
        """Some of it; the index must leave replications and years alone."""
        return Counts(self.numerator[index], self.denominator[index])

    @property
    def values(self) -> Float64:
        """[..., replication, year]: the value of each year; NaN with nothing to count."""
        return divide(self.numerator, self.denominator)

    def by_replication(self) -> tuple[Float64, Float64]:
        """Sums over the years, [..., replication]."""
        return self.numerator.sum(axis=-1), self.denominator.sum(axis=-1)

    @property
    def futures(self) -> Float64:
        """[..., replication]: the value of each future over all its years."""
        return divide(*self.by_replication())

    def equals(self, other: Counts) -> Bool:
        """[...]: whether the same was counted in every year."""
        same = (self.numerator == other.numerator) & (self.denominator == other.denominator)
        return np.asarray(same.all(axis=(-1, -2)))


def of_cells(panel: Panel, indicator: str, cells: Sequence[Cell], years: Sequence[int] | Int64) -> Counts:
    """[cell, replication, year] of an indicator: zeros where there is nothing to count."""
    numerator, denominator = np.zeros((2, len(cells), panel.n_replications, len(years)))
    places = {cell: place for place, cell in enumerate(panel.cells)}
    asked = np.array([places.get(cell, -1) for cell in cells], dtype=np.int64)
    kept = np.searchsorted(panel.years, years)
    for piece in panel.pieces(indicator, slice(None)):
        own, of = _among(asked, piece.cells)
        top, bottom = (numbers[of][:, :, kept] for numbers in (piece.top, piece.bottom))
        is_there = np.isfinite(top)
        numerator[own, piece.replications] = np.where(is_there, top, 0.0)
        denominator[own, piece.replications] = np.where(is_there, bottom if BY_NAME[indicator].is_ratio else 1.0, 0.0)
    return Counts(numerator, denominator)


def _among(asked: Int64, there: Int64) -> tuple[Int64, Int64]:
    """Where those numbers stand that are asked for and there: among the asked, and among those there (ascending)."""
    found = np.searchsorted(there, asked)
    is_there = there[np.minimum(found, len(there) - 1)] == asked
    return np.flatnonzero(is_there), found[is_there]
