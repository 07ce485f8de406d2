"""What was counted of an indicator, by replication and year: all that a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from caseflow.decisions.jackknife import Bool, Float64, divide


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
