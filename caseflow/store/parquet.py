"""Tables as Parquet: written in row groups as their pieces come, and read a few columns at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from caseflow.stats.bands import add_counts, quantile_of_counts
from caseflow.stats.costs_summary import CostCell, CostSums
from caseflow.stats.panel import Cell, Panel
from caseflow.stats.registry import INDICATORS, REGION, SCOPES, Indicator
from caseflow.stats.summary import QUANTILES
from caseflow.tables import LONG_COLUMNS, SCHEMAS, WHOLE_YEAR, denominator_of, long, numerator_of

if TYPE_CHECKING:
    import pandas as pd

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

ROW_GROUP_NUMBERS = 1 << 21
"""A row group holds about so many numbers: some 16 MB while it is collected."""

Place: TypeAlias = Path | pa.Buffer
"""A file, or the same in memory."""


class Writer:
    """Writes one table in row groups; the same pieces in the same order give the same bytes with the same libraries."""

    def __init__(self, where: Path | pa.NativeFile, schema: pa.Schema) -> None:
        self._schema = schema
        floats = [field.name for field in schema if field.type == pa.float64()]
        self._file = pq.ParquetWriter(
            where,
            schema,
            compression="zstd",
            use_dictionary=[field.name for field in schema if field.name not in floats],
            use_byte_stream_split=floats,
        )
        self._waiting: dict[tuple[str, ...], list[pa.Table]] = {}

    def add(self, piece: pa.Table) -> None:
        """Add rows with some of the columns; in the others they have nothing.

        Rows with other columns stand in row groups of their own.
        """
        kind = tuple(piece.column_names)
        waiting = self._waiting.setdefault(kind, [])
        waiting.append(piece)
        if sum(len(table) for table in waiting) * len(kind) >= ROW_GROUP_NUMBERS:
            self._write(self._waiting.pop(kind))

    def close(self) -> None:
        """Write what waits, and the end of the file."""
        for waiting in self._waiting.values():
            self._write(waiting)
        self._file.close()

    def abandon(self) -> None:
        """Let go of a file that will not be finished."""
        self._waiting.clear()
        self._file.is_open = False  # closing it would write its end

    def _write(self, pieces: Sequence[pa.Table]) -> None:
        table = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
        columns = [
            table[field.name] if field.name in table.column_names else pa.nulls(len(table), field.type)
            for field in self._schema
        ]
        whole = pa.Table.from_arrays(columns, schema=self._schema)
        if len(whole):
            self._file.write_table(whole, row_group_size=len(whole))


# -- reading ----------------------------------------------------------------------------------------------------


def _opened(where: Place) -> pq.ParquetFile:
    return pq.ParquetFile(where if isinstance(where, Path) else pa.BufferReader(where))


class Rows:
    """The rows of a stored table, or of some of its row groups: what each is about, and its numbers when asked for."""

    def __init__(self, where: Place, names: Sequence[str], quarter: int | None = None) -> None:
        """Read what the rows are about: the columns ``names``. With ``quarter``, only row groups of that quarter."""
        self._file = _opened(where)
        self._groups = [group for group in range(self._file.num_row_groups) if _is_of(self._file, group, quarter)]
        self.cells: list[tuple[Any, ...]] = []
        """The different values of ``names``, in the order in which they appear."""
        numbers: dict[tuple[Any, ...], int] = {}
        cell = []
        for group in self._groups:
            own, of_row = _different(self._file.read_row_group(group, columns=list(names)).select(names))
            cell.append(np.array([numbers.setdefault(key, len(numbers)) for key in own], dtype=np.int32)[of_row])
        self.cells = list(numbers)
        self.cell = np.concatenate([np.zeros(0, dtype=np.int32), *cell])
        """int32[row]: place in ``cells``."""

    def column(self, name: str) -> npt.NDArray[Any]:
        """A column of numbers; NaN where one is missing, or in all rows where the table has no such column."""
        if name not in self._file.schema_arrow.names:
            return np.full(len(self.cell), np.nan)
        return np.asarray(self._file.read_row_groups(self._groups, columns=[name]).column(0).to_numpy())

    def pieces(self, *names: str) -> Iterator[tuple[slice, list[npt.NDArray[Any]]]]:
        """Some columns, a row group at a time, with the place of its rows."""
        start = 0
        for group in self._groups:
            table = self._file.read_row_group(group, columns=list(names))
            yield slice(start, start + len(table)), [np.asarray(table[name].to_numpy()) for name in names]
            start += len(table)


def _is_of(file: pq.ParquetFile, group: int, quarter: int | None) -> bool:
    """Whether the rows of a row group are of a quarter: those of whole years never share one with others."""
    if quarter is None:
        return True
    column = file.metadata.row_group(group).column(file.schema_arrow.names.index("quarter"))
    return bool(column.statistics.min == column.statistics.max == quarter)


def _different(keys: pa.Table) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """The different rows of some columns in the order in which they appear, and the place of each row among them."""
    number = np.zeros(len(keys), dtype=np.int64)
    values: list[list[Any]] = []
    for column in keys.columns:
        encoded = column.combine_chunks()
        encoded = encoded if pa.types.is_dictionary(encoded.type) else encoded.dictionary_encode()
        values.append(encoded.dictionary.to_pylist())
        number = number * len(values[-1]) + encoded.indices.to_numpy()
    different, first, of_row = np.unique(number, return_index=True, return_inverse=True)
    appears = np.argsort(first)
    place = np.empty(len(different), dtype=np.int64)
    place[appears] = np.arange(len(different))
    codes = np.unravel_index(different[appears], [max(1, len(names)) for names in values])
    names = [[of[code] for code in column.tolist()] for of, column in zip(values, codes, strict=True)]
    return list(zip(*names, strict=True)), place[of_row]


def panel_of(where: Place) -> Panel:
    """The whole years of a stored table of indicators."""
    rows = Rows(where, Cell._fields, quarter=WHOLE_YEAR)
    replication, year = rows.column("replication"), rows.column("year")
    order = _table_order(rows.cells)
    years, year = np.unique(year, return_inverse=True)
    cell = np.argsort(order)[rows.cell]
    shape = len(order), int(replication.max(initial=-1)) + 1, len(years)
    place = np.ravel_multi_index((cell, replication, year), shape) if len(cell) else cell
    there = np.bincount(cell * len(years) + year, minlength=shape[0] * shape[2]).reshape(shape[0], shape[2])

    def read(indicator: str, cells: slice) -> tuple[Float64, Float64]:
        start, stop, _ = cells.indices(shape[0])
        first, last = (edge * shape[1] * shape[2] for edge in (start, stop))
        inside = slice(None) if last - first == np.prod(shape) else (place >= first) & (place < last)
        numbers = []
        for column in (numerator_of(indicator), denominator_of(indicator)):
            out = np.full(last - first, np.nan)
            out[place[inside] - first] = rows.column(column)[inside]
            numbers.append(out.reshape(stop - start, shape[1], shape[2]))
        return numbers[0], numbers[1]

    return Panel(tuple(Cell(*rows.cells[i]) for i in order), shape[1], years.astype(np.int64), there, read)


def _table_order(cells: Sequence[tuple[str, str, str, str]]) -> npt.NDArray[np.int64]:
    """The order of (model, scenario, scope, unit) in tables: each by first appearance, scopes in their own order."""
    model, scenario, _, unit = (_by_appearance(column) for column in zip(*cells, strict=True)) if cells else ([],) * 4
    scope = [SCOPES.index(cell[2]) for cell in cells]
    return np.lexsort((unit, scope, scenario, model))


def _by_appearance(names: Sequence[str]) -> list[int]:
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    return [places[name] for name in names]


def cost_sums(where: Place, first_year: int, years: int) -> CostSums:
    """The stored costs of some years, summed by replication."""
    rows = Rows(where, CostCell._fields)
    replication, year = rows.column("replication"), rows.column("year")
    counts = (year >= first_year) & (year < first_year + years)
    n_cells, n = len(rows.cells), int(replication.max(initial=-1)) + 1
    sums = np.zeros((3, n_cells * n))
    for piece, (nok, children) in rows.pieces("nok", "children"):
        inside = counts[piece]
        place = rows.cell[piece][inside].astype(np.int64) * n + replication[piece][inside]
        for out, values in zip(sums, (nok[inside], children[inside], None), strict=True):
            out += np.bincount(place, weights=values, minlength=n_cells * n)
    return CostSums(tuple(CostCell(*cell) for cell in rows.cells), *sums.reshape(3, n_cells, n))


def read_plain(where: Place) -> pd.DataFrame:
    """All of a stored table."""
    table: pd.DataFrame = _opened(where).read().to_pandas()
    return table


def read_long(
    where: Place, indicators: Sequence[Indicator] = INDICATORS, filters: pc.Expression | None = None
) -> pd.DataFrame:
    """A row for each value of some indicators, of the stored rows that a filter lets pass."""
    of = _opened(where).schema_arrow.names
    wanted = [name(i.name) for i in indicators for name in (numerator_of, denominator_of)]
    keys = [name for name in SCHEMAS["indicators"].names if name in LONG_COLUMNS]
    source = where if isinstance(where, Path) else pa.BufferReader(where)
    return long(pq.read_table(source, columns=[*keys, *(c for c in wanted if c in of)], filters=filters), indicators)


# -- what figures show --------------------------------------------------------------------------------------------

SERIES = ("open_investigations", "overdue_open")


def weekly_bands(where: Place) -> pd.DataFrame:
    """Quantiles over replications of the region's weekly numbers: a row for each model, scenario and date.

    Columns: ``model``, ``scenario``, ``date`` and, for each of SERIES, its name with ``_q10``, ``_q50`` and ``_q90``.
    """
    import pandas as pd

    counts: dict[tuple[Any, ...], Int64] = {}
    for names, table in _regions(where, ("date", *SERIES)):
        dates, date = np.unique(table["date"].to_numpy(), return_inverse=True)
        for number, series in enumerate(SERIES):
            values = table[series].to_numpy()
            shape = len(dates), int(values.max(initial=0)) + 1
            new = np.bincount(date * shape[1] + values, minlength=shape[0] * shape[1]).reshape(shape)
            key = (*names, number)
            counts[key] = add_counts(counts.get(key), new)
    pieces = []
    for model, scenario in dict.fromkeys(key[:2] for key in counts):
        columns = {
            f"{series}_{name}": quantile_of_counts(counts[model, scenario, number], share)
            for number, series in enumerate(SERIES)
            for name, share in QUANTILES.items()
        }
        pieces.append(pd.DataFrame({"model": model, "scenario": scenario, "date": dates, **columns}))
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=["model", "scenario", "date"])


def weekly_numbers(where: Place, model: str, scenario: str, scope: str, unit: str) -> tuple[list[dt.date], Float64]:
    """The weekly numbers of a place under a model: dates, and float64[SERIES, replication, week]."""
    is_asked = pc.field("model") == model
    for name, value in (("scenario", scenario), ("scope", scope), ("unit", unit)):
        is_asked &= pc.field(name) == value
    source = where if isinstance(where, Path) else pa.BufferReader(where)
    table = pq.read_table(source, columns=["replication", "date", *SERIES], filters=is_asked)
    dates, week = np.unique(table["date"].to_numpy(), return_inverse=True)
    replications, replication = np.unique(table["replication"].to_numpy(), return_inverse=True)
    numbers = np.zeros((len(SERIES), len(replications), len(dates)))
    numbers[:, replication, week] = [table[name].to_numpy() for name in SERIES]
    return dates.astype("datetime64[D]").tolist(), numbers


def region_durations(where: Place) -> pd.DataFrame:
    """The region's investigations by days that they took, of all replications together."""
    import pandas as pd

    counts: dict[tuple[str, str], Int64] = {}
    for names, table in _regions(where, ("days", "investigations")):
        days, investigations = table["days"].to_numpy(), table["investigations"].to_numpy()
        counts[names] = add_counts(counts.get(names), np.bincount(days, weights=investigations).astype(np.int64))
    pieces = [
        pd.DataFrame({"model": model, "scenario": scenario, "days": np.flatnonzero(n), "investigations": n[n > 0]})
        for (model, scenario), n in counts.items()
    ]
    columns = ["model", "scenario", "days", "investigations"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def _regions(where: Place, columns: Sequence[str]) -> Iterator[tuple[tuple[str, str], pa.Table]]:
    """The region's rows of each row group, apart by model and scenario."""
    file = _opened(where)
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, columns=["model", "scenario", "scope", *columns])
        table = table.filter(pc.equal(table["scope"], REGION))
        names, of_row = _different(table.select(["model", "scenario"]))
        for number, (model, scenario) in enumerate(names):
            yield (model, scenario), table.filter(pa.array(of_row == number)).select(columns)
