"""What the replications of a run add up to: means with intervals, quantiles, and chances of breaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from caseflow.stats.panel import Panel, Piece
from caseflow.stats.registry import INDICATORS, Indicator
from caseflow.stats.replications import (
    divide,
    effective_trials,
    interval,
    ratio_of_sums,
    sums,
    t_quantile,
    wilson_interval,
)

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Columns: TypeAlias = dict[str, npt.NDArray[Any]]

KEYS = ("model", "scenario", "scope", "unit", "indicator")
"""What a row of the summary is about."""

CHANCES = ("p_no_breach", "p_share_over_10_percent", "p_three_or_more")
"""Chances, in a year with a limit reached, of: no breach; a breach share over 10 %; three breaches or more."""

_WITH_CHANCES = "breach_share"

QUANTILES = {"q10": 0.1, "q50": 0.5, "q90": 0.9}

Span: TypeAlias = tuple[int, int]
"""First calendar year, and the one after the last."""


def summarise(panel: Panel, spans: Sequence[Span]) -> list[Columns]:
    """The summary of each of some spans of years, as columns.

    A row per model, scenario, scope, unit and indicator with a value, in the panel's order. Columns: KEYS; ``mean`` (of
    shares and means the ratio of sums over replications and years, of others the plain mean), ``ci95_low`` and
    ``ci95_high`` (jackknife by replication; NaN with one replication, and of nothing), ``sd_between_replications``,
    ``q10``, ``q50`` and ``q90`` of the replication-years, ``replications``, ``years_counted`` (replication-years with
    a value), ``years_without_case``; for breach_share also the CHANCES, each with its Wilson interval ``_low`` and
    ``_high`` (NaN with one replication, too), else NaN.
    """
    pieces: list[list[Columns]] = [[] for _ in spans]
    for cells in panel.blocks():
        for indicator in INDICATORS:
            gathered = [_Gathered.of(panel, indicator, cells, span) for span in spans]
            for piece in panel.pieces(indicator.name, cells):
                for of_span in gathered:
                    of_span.add(piece)
            for piece_of_span, of_span in zip(pieces, gathered, strict=True):
                piece_of_span.append(_piece(panel, of_span))
    return [_in_order(panel, piece) for piece in pieces]


@dataclass(frozen=True)
class _Gathered:
    """What the replications of some cells came to in a span of years, of one indicator: all that is held at a time."""

    indicator: Indicator
    cells: slice
    span: Bool
    """[year]: which of the panel's are in the span."""
    tops: Float64
    """[cell, replication]: numerators summed over the years with a value."""
    bottoms: Float64
    """[cell, replication]: the same of denominators."""
    years: npt.NDArray[np.int16]
    """[cell, replication]: years with a value."""
    values: Float64
    """[cell, replication, year of the span]; NaN: none."""
    hits: npt.NDArray[np.int16]
    """[event, cell, replication]: years in which each of the CHANCES came true; no event where none is asked for."""

    @classmethod
    def of(cls, panel: Panel, indicator: Indicator, cells: slice, span: Span) -> _Gathered:
        """That of a panel, before anything is added."""
        start, stop, _ = cells.indices(len(panel.cells))
        is_in = (panel.years >= span[0]) & (panel.years < span[1])
        shape = stop - start, panel.n_replications
        tops, bottoms = np.zeros((2, *shape))
        events = len(CHANCES) if indicator.name == _WITH_CHANCES else 0
        return cls(
            indicator,
            slice(start, stop),
            is_in,
            tops,
            bottoms,
            np.zeros(shape, np.int16),
            np.full((*shape, int(is_in.sum())), np.nan),
            np.zeros((events, *shape), np.int16),
        )

    def add(self, piece: Piece) -> None:
        """Add some replications, all years of each."""
        at = piece.cells - self.cells.start, piece.replications
        top, bottom = piece.top[:, :, self.span], piece.bottom[:, :, self.span]
        has_value = ~np.isnan(top)
        self.years[at] = has_value.sum(axis=2)
        self.tops[at] = sums(top, has_value)
        self.bottoms[at] = sums(bottom, has_value) if self.indicator.is_ratio else self.years[at]
        self.values[at] = top / bottom if self.indicator.is_ratio else top
        if len(self.hits):
            for hits, event in zip(self.hits, (top == 0, top > 0.1 * bottom, top >= 3), strict=True):
                hits[at] = (event & has_value).sum(axis=2)


def _piece(panel: Panel, gathered: _Gathered) -> Columns:
    """The rows of one indicator; ``cell`` and ``indicator`` are places in the panel and in the registry."""
    has_value = np.asarray(gathered.years.any(axis=1))
    cell = np.arange(gathered.cells.start, gathered.cells.stop)[has_value]
    some = slice(None) if has_value.all() else has_value  # a slice copies nothing
    columns = _figures(gathered, some)
    columns["years_without_case"] = panel.there[cell][:, gathered.span].sum(axis=1) - columns["years_counted"]
    place = np.full(len(cell), INDICATORS.index(gathered.indicator))
    return {"cell": cell, "indicator": place, **columns, **_chances(gathered, some)}


def _in_order(panel: Panel, pieces: Sequence[Columns]) -> Columns:
    """The rows of all pieces by cell, then indicator, with their KEYS as text."""
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    order = np.lexsort((columns["indicator"], columns["cell"]))
    columns = {name: column[order] for name, column in columns.items()}
    cell, indicator = columns.pop("cell"), columns.pop("indicator")
    names = np.array(panel.cells, dtype=object).reshape(-1, len(KEYS) - 1)[cell]
    of_indicator = np.array([i.name for i in INDICATORS], dtype=object)[indicator]
    return {**dict(zip(KEYS, [*names.T, of_indicator], strict=True)), **columns}


# -- one indicator ----------------------------------------------------------------------------------------------


def _figures(gathered: _Gathered, some: slice | Bool) -> Columns:
    """Means, intervals, quantiles and numbers of years, each [cell], of some of the cells."""
    tops, bottoms, years = gathered.tops[some], gathered.bottoms[some], gathered.years[some]
    counts = years > 0
    mean, error = ratio_of_sums(tops, bottoms, counts)
    n = counts.sum(axis=1)
    low, high = interval(mean, t_quantile(n) * error, gathered.indicator.is_share)
    return {
        "mean": mean,
        "ci95_low": low,
        "ci95_high": high,
        "sd_between_replications": _deviation(divide(tops, bottoms), counts),
        **_quantiles(gathered.values[some]),
        "replications": n,
        "years_counted": years.sum(axis=1),
    }


def _deviation(values: Float64, counts: Bool) -> Float64:
    """float64[cell]: the sample standard deviation over replications; NaN of a single one."""
    n = counts.sum(axis=1)
    middle = sums(values, counts) / n
    squares = sums((values - middle[:, None]) ** 2, counts)
    return np.asarray(np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)))


def _quantiles(values: Float64) -> Columns:
    """Quantiles of the replication-years' values, between two of them in proportion; the values are put in order."""
    ordered = values.reshape(len(values), values.shape[1] * values.shape[2])
    ordered.sort(axis=1)  # NaN stands last
    last = (~np.isnan(ordered)).sum(axis=1) - 1
    rows = np.arange(len(values))
    quantiles: Columns = {}
    for name, share in QUANTILES.items():
        place = share * last
        below = np.floor(place).astype(np.int64)
        low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
        quantiles[name] = low + (high - low) * (place - below)
    return quantiles


def _chances(gathered: _Gathered, some: slice | Bool) -> Columns:
    """Chances of breaches and their intervals; NaN for other indicators."""
    years = gathered.years[some].astype(np.float64)
    columns: Columns = {}
    for i, name in enumerate(CHANCES):
        found = chance(gathered.hits[i][some].astype(np.float64), years) if len(gathered.hits) else None
        figures = found or (np.full(len(years), np.nan),) * 3
        columns |= zip((name, f"{name}_low", f"{name}_high"), figures, strict=True)
    return columns


def chance(hits: Float64, years: Float64) -> tuple[Float64, Float64, Float64]:
    """The share of an event among the replication-years that count, and its 95 % interval (NaN of one replication).

    ``hits`` are the years in which it came true, ``years`` those that count, both [cell, replication]; found are three
    arrays [cell].
    """
    share, error = ratio_of_sums(hits, years, years > 0)
    replications = (years > 0).sum(axis=1).astype(np.float64)
    n = effective_trials(share, error, replications, years.sum(axis=1))
    return share, *wilson_interval(share, n)
