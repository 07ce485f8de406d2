"""What the replications of a run add up to: means with intervals, quantiles, and chances of breaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from caseflow.stats.panel import Panel
from caseflow.stats.registry import INDICATORS, Indicator
from caseflow.stats.replications import (
    divide,
    effective_trials,
    ratio_of_sums,
    share_interval,
    sums,
    t_interval,
    wilson_interval,
)

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Columns: TypeAlias = dict[str, npt.NDArray[np.generic]]

KEYS = ("model", "scenario", "scope", "unit", "indicator")
"""What a row of the summary is about."""

CHANCES = ("p_no_breach", "p_share_over_10_percent", "p_three_or_more")
"""Chances, in a year with a limit reached, of: no breach; a breach share over 10 %; three breaches or more."""

QUANTILES = {"q10": 0.1, "q50": 0.5, "q90": 0.9}

Span: TypeAlias = tuple[int, int]
"""First calendar year, and the one after the last."""


def summarise(panel: Panel, spans: Sequence[Span]) -> list[Columns]:
    """The summary of each of some spans of years, as columns.

    A row per model, scenario, scope, unit and indicator with a value, in the panel's order. Columns: KEYS; ``mean`` (of
    shares and means the ratio of sums over replications and years, of others the plain mean), ``ci95_low`` and
    ``ci95_high`` (jackknife by replication; NaN with one replication), ``sd_between_replications``, ``q10``, ``q50``
    and ``q90`` of the replication-years, ``replications``, ``years_counted`` (replication-years with a value),
    ``years_without_case``; for breach_share also the CHANCES, each with its Wilson interval ``_low`` and ``_high``
    (else NaN).
    """
    pieces: list[list[Columns]] = [[] for _ in spans]
    for cells in panel.blocks():
        for indicator in INDICATORS:
            top, bottom = panel.read(indicator.name, cells)
            for piece, (start, stop) in zip(pieces, spans, strict=True):
                years = (panel.years >= start) & (panel.years < stop)
                piece.append(_piece(panel, cells, indicator, top[:, :, years], bottom[:, :, years], years))
    return [_in_order(panel, piece) for piece in pieces]


def _piece(panel: Panel, cells: slice, indicator: Indicator, top: Float64, bottom: Float64, years: Bool) -> Columns:
    """The rows of one indicator; ``cell`` and ``indicator`` are places in the panel and in the registry."""
    has_value = ~np.isnan(top).all(axis=(1, 2))
    cell = np.arange(cells.start, cells.start + len(top))[has_value]
    columns = figures(indicator, top[has_value], bottom[has_value])
    columns["years_without_case"] = panel.there[cell][:, years].sum(axis=1) - columns["years_counted"]
    place = np.full(len(cell), INDICATORS.index(indicator))
    return {"cell": cell, "indicator": place, **columns, **_chances(indicator, top[has_value], bottom[has_value])}


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


def figures(indicator: Indicator, top: Float64, bottom: Float64) -> Columns:
    """Means, intervals, quantiles and numbers of years, each [cell], from float64[cell, replication, year]."""
    tops, bottoms, years = _by_replication(indicator, top, bottom)
    counts = years > 0
    mean, error = ratio_of_sums(tops, bottoms, counts)
    n = counts.sum(axis=1)
    low, high = (share_interval if indicator.kind == "share" else t_interval)(mean, error, n)
    return {
        "mean": mean,
        "ci95_low": np.maximum(low, 0),
        "ci95_high": high,
        "sd_between_replications": _deviation(divide(tops, bottoms), counts),
        **_quantiles(top / bottom if indicator.is_ratio else top),
        "replications": n,
        "years_counted": years.sum(axis=1),
    }


def _by_replication(indicator: Indicator, top: Float64, bottom: Float64) -> tuple[Float64, Float64, Int64]:
    """[cell, replication]: tops and bottoms summed over the years with a value, and their number."""
    has_value = ~np.isnan(top)
    years = has_value.sum(axis=2)
    bottoms = sums(bottom, has_value) if indicator.is_ratio else years.astype(np.float64)
    return sums(top, has_value), bottoms, years


def _deviation(values: Float64, counts: Bool) -> Float64:
    """float64[cell]: the sample standard deviation over replications; NaN of a single one."""
    n = counts.sum(axis=1)
    middle = sums(values, counts) / n
    squares = sums((values - middle[:, None]) ** 2, counts)
    return np.asarray(np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)))


def _quantiles(values: Float64) -> Columns:
    """Quantiles of the replication-years' values, between two of them in proportion."""
    # NaN stands last
    ordered = np.sort(values.reshape(len(values), values.shape[1] * values.shape[2]), axis=1)
    last = (~np.isnan(ordered)).sum(axis=1) - 1
    rows = np.arange(len(values))
    quantiles: Columns = {}
    for name, share in QUANTILES.items():
        place = share * last
        below = np.floor(place).astype(np.int64)
        low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, last)]
        quantiles[name] = low + (high - low) * (place - below)
    return quantiles


def _chances(indicator: Indicator, top: Float64, bottom: Float64) -> Columns:
    """Chances of breaches and their intervals; NaN for other indicators."""
    if indicator.name != "breach_share":
        nothing = np.full(len(top), np.nan)
        return {column: nothing for name in CHANCES for column in (name, f"{name}_low", f"{name}_high")}
    events = (top == 0, top > 0.1 * bottom, top >= 3)
    columns: Columns = {}
    for name, event in zip(CHANCES, events, strict=True):
        columns[name], columns[f"{name}_low"], columns[f"{name}_high"] = chance(event, ~np.isnan(top))
    return columns


def chance(event: Bool, counts: Bool) -> tuple[Float64, Float64, Float64]:
    """The share of an event among the replication-years that count, and its 95 % interval, each [cell].

    Both are bool[cell, replication, year].
    """
    hits, years = ((mask & counts).sum(axis=2).astype(np.float64) for mask in (event, counts))
    share, error = ratio_of_sums(hits, years, years > 0)
    replications = (years > 0).sum(axis=1).astype(np.float64)
    n = effective_trials(share, error, replications, years.sum(axis=1))
    return share, *wilson_interval(share, n)
