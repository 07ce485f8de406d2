"""Rows of a stress run's tables: whose they are, and what stress adds to a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import interval_of, ratio_of_sums
from caseflow.stats.panel import Cell
from caseflow.stats.registry import BY_NAME, REGION
from caseflow.stress.spans import Span

Row = dict[str, Any]

MUNICIPALITY, SERVICE = "municipality", "service"


class Place(NamedTuple):
    """A unit of a model."""

    model: str
    scope: str
    unit: str

    def under(self, scenario: str) -> Cell:
        """Its place in the tables of a scenario."""
        return Cell(self.model, scenario, self.scope, self.unit)


def region_of(model: str) -> Place:
    """The region under a model."""
    return Place(model, REGION, REGION)


def keys(span: Span, place: Place) -> Row:
    """The first columns of a row."""
    return {"scenario": span.scenario, **place._asdict()}


def known(value: Any) -> float:
    """A figure, NaN where there is none: what is missing has no infinity in a table."""
    return float(value) if np.isfinite(value) else float("nan")


def difference_rows(
    span: Span, indicator: str, places: Sequence[Place], usual: Counts, stressed: Counts
) -> Iterator[Row]:
    """A row for each place in which something was counted: usual, stressed, and the paired difference."""
    before, after = (ratio_of_sums(*counts.by_replication()) for counts in (usual, stressed))
    is_of_cases = BY_NAME[indicator].kind == "share"
    extra = difference(after, before, bound=BY_NAME[indicator].bound)
    low, high = interval_of(after, BY_NAME[indicator].is_share)
    of = usual.denominator.mean(axis=(-1, -2)) if is_of_cases else np.full(len(places), np.nan)
    for i, place in enumerate(places):
        if np.isfinite(extra.value[i]):
            yield {
                **keys(span, place),
                "indicator": indicator,
                "usual": before.value[i],
                "stressed": after.value[i],
                "stressed_low": low[i],
                "stressed_high": high[i],
                "extra": extra.value[i],
                "extra_low": extra.low[i],
                "extra_high": extra.high[i],
                "narrowed_by_pairing": extra.narrowed[i],
                "cases_a_year": of[i],
            }
