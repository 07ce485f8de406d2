"""What the costs of a run add up to: a mean year with intervals, in NOK and in NOK per child."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from caseflow.stats.registry import REGION
from caseflow.stats.replications import interval, ratio_of_sums, t_quantile

Float64 = npt.NDArray[np.float64]
Columns: TypeAlias = dict[str, npt.NDArray[np.generic]]

KEYS = ("model", "scenario", "key", "municipality", "function")
"""What a row of the summary is about; ``municipality`` is also the region, ``function`` also the sum of all."""

ALL_FUNCTIONS = "all"

AT_ONCE = 1 << 19
"""So many numbers of rows and replications are worked out at a time: arrays of 4 MB."""


class CostCell(NamedTuple):
    """Whose costs they are."""

    model: str
    scenario: str
    key: str
    municipality: str
    in_region: bool
    function: int


@dataclass(frozen=True)
class CostSums:
    """Costs of each replication, summed over some years."""

    cells: tuple[CostCell, ...]
    nok: Float64
    """float64[cell, replication]"""
    children: Float64
    """float64[cell, replication]: the same for every function."""
    years: Float64
    """float64[cell, replication]: how many years."""


def summarise_costs(parts: Iterable[CostSums]) -> Columns:
    """A mean year of each key, municipality (and the region) and function (and all), with 95 % intervals.

    The costs of a model under a scenario and key are in the same part; parts are summarised one after the other.

    ``nok`` is the mean over years and replications, ``nok_per_child`` the ratio of sums; intervals are by jackknife
    over replications (NaN with one). All are rounded to the øre.
    """
    pieces = [_summarised(rows) for costs in parts for rows in _together(costs)]
    if not pieces:
        return {name: np.zeros(0) for name in KEYS}
    return {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}


def _together(costs: CostSums) -> Iterator[list[_Row]]:
    """The rows of some costs, as many at a time as have about AT_ONCE numbers."""
    of_keys = groupby(enumerate(costs.cells), key=_model_and_key)
    rows = (row for _, cells in of_keys for row in _rows(costs, list(cells)))
    while some := list(islice(rows, max(1, AT_ONCE // max(1, costs.nok.shape[1])))):
        yield some


def _summarised(rows: Sequence[_Row]) -> Columns:
    names = np.array([row.names for row in rows], dtype=object).reshape(len(rows), len(KEYS))
    nok, children, years = (np.stack([row.sums[i] for row in rows]) for i in range(3))
    return {
        **dict(zip(KEYS, names.T, strict=True)),
        **_interval("nok", nok, years, years > 0),
        **_interval("nok_per_child", nok, children, years > 0),
        "replications": (years > 0).sum(axis=1),
    }


class _Row(NamedTuple):
    names: tuple[object, ...]
    sums: tuple[Float64, Float64, Float64]
    """NOK, children and years of each replication."""


def _model_and_key(numbered: tuple[int, CostCell]) -> tuple[str, str, str]:
    return numbered[1][:3]


def _rows(costs: CostSums, cells: list[tuple[int, CostCell]]) -> Iterator[_Row]:
    """The rows of one model, scenario and key: the region, then its municipalities; functions, then all of them."""
    places = list(dict.fromkeys(cell.municipality for _, cell in cells))
    functions = sorted({cell.function for _, cell in cells})
    region = [i for i, cell in cells if cell.in_region]
    key = cells[0][1][:3]
    for place, of_place in [(REGION, region), *((p, [i for i, c in cells if c.municipality == p]) for p in places)]:
        if not of_place:
            continue
        parts = {f: [i for i in of_place if costs.cells[i].function == f] for f in functions}
        years = costs.years[of_place[0]]
        children = costs.children[parts[functions[0]]].sum(axis=0)
        for function, part in [*parts.items(), (ALL_FUNCTIONS, of_place)]:
            yield _Row((*key, place, function), (costs.nok[part].sum(axis=0), children, years))


def _interval(name: str, top: Float64, bottom: Float64, counts: npt.NDArray[np.bool_]) -> Columns:
    """The ratio of sums of each row and its interval, in NOK to the øre."""
    mean, error = ratio_of_sums(top, bottom, counts)
    low, high = interval(mean, t_quantile(counts.sum(axis=1)) * error, is_share=False)
    figures = {name: mean, f"{name}_ci95_low": low, f"{name}_ci95_high": high}
    return {column: np.round(nok, 2) for column, nok in figures.items()}
