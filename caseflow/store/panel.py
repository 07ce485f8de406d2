"""The years, or the quarters, of a stored table of indicators as a panel: read a row group at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from caseflow.stats.panel import Cell, Panel, Piece, quarter_number
from caseflow.stats.registry import SCOPES
from caseflow.store.parquet import Place, different_rows, opened
from caseflow.tables import WHOLE_YEAR, denominator_of, numerator_of

Int64 = npt.NDArray[np.int64]


def panel_of(where: Place, *, by_quarter: bool = False) -> Panel:
    """The whole years of a stored table of indicators, or its quarters (:func:`caseflow.stats.panel.quarter_number`).

    What is held does not grow with the table, as long as its row groups look alike. As in the tables of a run, all rows
    that a replication has under a scenario stand in one row group, and no other has rows of replications between them.
    """
    index = _Index()
    with opened(where) as file:
        metadata, columns = file.metadata, file.schema_arrow.names
        for group in range(file.num_row_groups):
            if _is_of_whole_years(metadata.row_group(group), columns) != by_quarter:
                index.add(group, file.read_row_group(group, columns=[*Cell._fields, "replication", "year", "quarter"]))
    order = _table_order(list(index.cells))
    cells = [Cell(*list(index.cells)[i]) for i in order]
    years = np.array(sorted(index.years), dtype=np.int64)
    layouts = [_Layout.of(looks, np.argsort(order), years) for looks in index.looks]
    there = np.zeros((len(cells), len(years)), dtype=np.int64)
    for stretch in index.stretches:
        layouts[stretch.looks].count(there)

    def pieces(indicator: str, cells: slice) -> Iterator[Piece]:
        with opened(where, metadata) as file:  # a file is read by one thread
            for stretch in index.stretches:
                layout = layouts[stretch.looks]
                some = layout.places_of(cells)
                if some.start < some.stop:
                    numbers = _numbers(file, stretch.group, columns, indicator)
                    yield Piece(
                        layout.cells[some],
                        slice(stretch.first, stretch.first + layout.n_replications),
                        *(layout.dense(column, some, len(years)) for column in numbers),
                    )

    n = max((s.first + layouts[s.looks].n_replications for s in index.stretches), default=0)
    return Panel(tuple(cells), n, years, there, pieces)


def _is_of_whole_years(group: pq.RowGroupMetaData, columns: Sequence[str]) -> bool:
    """Whether the rows of a row group are of whole years, which never share one with quarters."""
    statistics = group.column(columns.index("quarter")).statistics
    return bool(statistics.min == statistics.max == WHOLE_YEAR)


def _numbers(file: pq.ParquetFile, group: int, columns: Sequence[str], indicator: str) -> list[npt.NDArray[np.float64]]:
    """Numerators and denominators of the rows of a row group; NaN: none."""
    names = [numerator_of(indicator), denominator_of(indicator)]
    there = [name for name in names if name in columns]
    table = file.read_row_group(group, columns=there, use_threads=False)
    nothing = np.full(len(table), np.nan)
    return [np.asarray(table[name].to_numpy()) if name in there else nothing for name in names]


def _table_order(cells: Sequence[tuple[str, str, str, str]]) -> Int64:
    """The order of (model, scenario, scope, unit) in tables: each by first appearance, scopes in their own order."""
    model, scenario, _, unit = (_by_appearance(column) for column in zip(*cells, strict=True)) if cells else ([],) * 4
    scope = [SCOPES.index(cell[2]) for cell in cells]
    return np.lexsort((unit, scope, scenario, model))


def _by_appearance(names: Sequence[str]) -> list[int]:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return [places[name] for name in names]


# -- which row is about what ------------------------------------------------------------------------------------


class _Stretch(NamedTuple):
    """Successive replications under a scenario: their rows in a row group."""

    group: int
    first: int
    """The first replication."""
    looks: int
    """What the rows are about: a place in ``_Index.looks``."""


class _Index:
    """What the rows of a table are about, found a row group at a time."""

    def __init__(self) -> None:
        self.cells: dict[tuple[Any, ...], int] = {}
        """Numbers of the cells, in the order in which they appear."""
        self.years: set[int] = set()
        self.stretches: list[_Stretch] = []
        self.looks: list[npt.NDArray[np.int32]] = []
        """int32[4, row]: row of the row group, cell, replication from the first, year; each different one once."""
        self._known: dict[bytes, int] = {}

    def add(self, group: int, keys: pa.Table) -> None:
        """Add the rows of a row group."""
        own, of_row = different_rows(keys.select(Cell._fields))
        cell = np.array([self.cells.setdefault(key, len(self.cells)) for key in own], dtype=np.int32)[of_row]
        replication, year, quarter = (
            keys[name].to_numpy().astype(np.int32) for name in ("replication", "year", "quarter")
        )
        if (quarter != WHOLE_YEAR).any():
            year = quarter_number(year, quarter)
        self.years.update(np.unique(year).tolist())
        scenario = np.array([key[Cell._fields.index("scenario")] for key in own])
        for name in np.unique(scenario):
            row = np.flatnonzero((scenario == name)[of_row]).astype(np.int32)
            first = int(replication[row].min())
            looks = np.stack([row, cell[row], replication[row] - first, year[row]])
            self.stretches.append(_Stretch(group, first, self._number(looks)))

    def _number(self, looks: npt.NDArray[np.int32]) -> int:
        number = self._known.setdefault(looks.tobytes(), len(self.looks))
        if number == len(self.looks):
            self.looks.append(looks)
        return number


@dataclass(frozen=True)
class _Layout:
    """Where the rows of a stretch stand in arrays [cell, replication, year]."""

    cells: Int64
    """[cell]: places among those of the panel, ascending."""
    n_replications: int
    row: npt.NDArray[np.int32]
    """[number]: a row of the row group; by cell."""
    place: Int64
    """[number]: where it stands in a flat array [cell, replication, year]."""
    year: Int64
    """[number]: the place of its year among the panel's."""
    begin: Int64
    """[cell + 1]: where the numbers of each cell begin."""

    @classmethod
    def of(cls, looks: npt.NDArray[np.int32], place_of_cell: Int64, years: Int64) -> _Layout:
        """From a part of ``_Index.looks``."""
        order = np.argsort(place_of_cell[looks[1]], kind="stable")
        row, number, replication, when = looks[:, order]
        cells, begin, cell = np.unique(place_of_cell[number], return_index=True, return_inverse=True)
        n, year = int(replication.max()) + 1, np.searchsorted(years, when)
        place = (cell * n + replication) * len(years) + year
        return cls(cells, n, row, place, year, np.append(begin, len(row)))

    def count(self, there: Int64) -> None:
        """Add one to int64[cell, year] for each row."""
        np.add.at(there, (np.repeat(self.cells, np.diff(self.begin)), self.year), 1)

    def places_of(self, cells: slice) -> slice:
        """Those of its cells that are among some of the panel's."""
        last = np.iinfo(np.int64).max
        ends = (cells.start or 0, last if cells.stop is None else cells.stop)
        return slice(*np.searchsorted(self.cells, ends).tolist())

    def dense(self, column: npt.NDArray[np.float64], some: slice, n_years: int) -> npt.NDArray[np.float64]:
        """The numbers of some of its cells, [cell, replication, year]; NaN where there is no row."""
        shape = some.stop - some.start, self.n_replications, n_years
        numbers = slice(self.begin[some.start], self.begin[some.stop])
        dense = np.full(shape, np.nan)
        dense.reshape(-1)[self.place[numbers] - some.start * shape[1] * shape[2]] = column[self.row[numbers]]
        return dense
