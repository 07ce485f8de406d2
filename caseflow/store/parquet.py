"""Tables as Parquet: written in row groups as their pieces come, and read a few columns at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from caseflow.stats.bands import add_counts, quantile_of_counts
from caseflow.stats.costs_summary import CostCell, CostSums
from caseflow.stats.registry import REGION
from caseflow.stats.summary import QUANTILES
from caseflow.tables import long

if TYPE_CHECKING:
    import pandas as pd

Float64 = npt.NDArray[np.float64]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

ROW_GROUP_NUMBERS = 1 << 21
"""A row group holds about so many numbers: some 16 MB while it is collected."""

SORTED = ("scenario", "quarter")
"""Columns by which rows stand together: which values a row group has is noted, to pass over it unread."""

ROWS_AT_A_TIME = 1 << 16
"""Rows of a column that are encoded together: fewer take longer, and come to the same bytes."""

COST_NUMBERS = 1 << 21
"""Costs of about so many cells and replications are summed at a time, in three arrays of some 16 MB."""

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
            write_statistics=[name for name in schema.names if name in SORTED],
            write_batch_size=ROWS_AT_A_TIME,
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


def opened(where: Place, metadata: pq.FileMetaData | None = None) -> pq.ParquetFile:
    """A stored table, opened; its end need not be read again where its metadata are known.

    Whoever opens it closes it: Windows does not rename a folder with an open file.
    """
    return pq.ParquetFile(where if isinstance(where, Path) else pa.BufferReader(where), metadata=metadata)


def groups(where: Place, columns: Sequence[str], only: Mapping[str, str] | None = None) -> Iterator[pa.Table]:
    """Some columns of a stored table, a row group after the other: no more of it is in memory at a time.

    ``only``: of the rows in which those columns have those values; row groups that cannot have any are not read.
    """
    only = only or {}
    with opened(where) as file:
        for group in range(file.num_row_groups):
            if all(_may_have(file, group, name, value) for name, value in only.items()):
                table = file.read_row_group(group, columns=list(dict.fromkeys([*only, *columns])))
                is_asked = [pc.equal(table[name], value) for name, value in only.items()]
                yield (table.filter(reduce(pc.and_, is_asked)) if only else table).select(columns)


def _may_have(file: pq.ParquetFile, group: int, name: str, value: str) -> bool:
    """Whether a row group may have a value in a column: it lies between the least and the greatest there."""
    known = file.metadata.row_group(group).column(file.schema_arrow.names.index(name)).statistics
    return known is None or not known.has_min_max or known.min <= value <= known.max


def different_rows(keys: pa.Table) -> tuple[list[tuple[Any, ...]], npt.NDArray[np.int64]]:
    """The different rows of some columns in the order in which they appear, and the place of each row among them."""
    number = np.zeros(len(keys), dtype=np.int64)
    values: list[list[Any]] = []
    for column in keys.columns:
        encoded = column.combine_chunks()
        encoded = encoded if pa.types.is_dictionary(encoded.type) else encoded.dictionary_encode()
        values.append(encoded.dictionary.to_pylist())
        number = number * len(values[-1]) + encoded.indices.to_numpy()
    different = pa.array(number).dictionary_encode()
    codes = np.unravel_index(different.dictionary.to_numpy(), [max(1, len(names)) for names in values])
    names = [[of[code] for code in column.tolist()] for of, column in zip(values, codes, strict=True)]
    return list(zip(*names, strict=True)), different.indices.to_numpy().astype(np.int64)


def cost_sums(where: Place, first_year: int, years: int) -> Iterator[CostSums]:
    """The stored costs of some years, summed by replication: one model, scenario and key after the other.

    As many together as have COST_NUMBERS sums, at least one; the table is read once for each such part.
    """
    cells, n = dict[CostCell, None](), 0
    for table in groups(where, [*CostCell._fields, "replication"]):
        cells |= dict.fromkeys(CostCell(*own) for own in different_rows(table.select(CostCell._fields))[0])
        n = max(n, pc.max(table["replication"]).as_py() + 1)
    some: list[CostCell] = []
    for _, of_key in groupby(cells, key=lambda cell: cell[:3]):
        more = list(of_key)
        if some and (len(some) + len(more)) * n > COST_NUMBERS:
            yield _sums(where, some, n, range(first_year, first_year + years))
            some = []
        some += more
    if some:
        yield _sums(where, some, n, range(first_year, first_year + years))


def _sums(where: Place, cells: Sequence[CostCell], n: int, years: range) -> CostSums:
    """Those of some cells and n replications."""
    places = {cell: place for place, cell in enumerate(cells)}
    sums = np.zeros((3, len(cells) * n))
    for table in groups(where, [*CostCell._fields, "replication", "year", "nok", "children"]):
        own, of_row = different_rows(table.select(CostCell._fields))
        cell = np.array([places.get(CostCell(*key), -1) for key in own])[of_row]
        replication, year, nok, children = (
            np.asarray(table[name].to_numpy()) for name in ("replication", "year", "nok", "children")
        )
        inside = (cell >= 0) & (year >= years.start) & (year < years.stop)
        place = cell[inside] * n + replication[inside]
        for out, values in zip(sums, (nok[inside], children[inside], np.ones(len(place))), strict=True):
            np.add.at(out, place, values)
    return CostSums(tuple(cells), *sums.reshape(3, len(cells), n))


def read_plain(where: Place) -> pd.DataFrame:
    """All of a stored table."""
    table: pd.DataFrame = _all_of(where).to_pandas()
    return table


def read_long(where: Place) -> pd.DataFrame:
    """The stored table of indicators with a row for each value."""
    return long(_all_of(where))


def _all_of(where: Place) -> pa.Table:
    with opened(where) as file:
        return file.read()


def assumption_values(where: Place, scenario: str) -> dict[str, Float64]:
    """The stored value of each assumption in each replication under a scenario, by its path."""
    pieces: dict[str, list[tuple[Int64, Float64]]] = {}
    for table in groups(where, ("replication", "path", "value"), {"scenario": scenario}):
        replication, value = table["replication"].to_numpy(), table["value"].to_numpy()
        paths, of_row = different_rows(table.select(["path"]))
        for number, (path,) in enumerate(paths):
            rows = of_row == number
            pieces.setdefault(path, []).append((replication[rows], value[rows]))
    together = {path: [np.concatenate(column) for column in zip(*of, strict=True)] for path, of in pieces.items()}
    return {path: value[np.argsort(replication, kind="stable")] for path, (replication, value) in together.items()}


# -- what figures show --------------------------------------------------------------------------------------------

SERIES = ("open_investigations", "overdue_open")


def weekly_bands(where: Place) -> pd.DataFrame:
    """Quantiles over replications of the region's weekly numbers: a row for each model, scenario and date.

    Columns: ``model``, ``scenario``, ``date`` and, for each of SERIES, its name with ``_q10``, ``_q50`` and ``_q90``.
    """
    import pandas as pd

    counts: dict[tuple[Any, ...], Int64] = {}
    dates = np.zeros(0, dtype="datetime64[ms]")
    for names, (date, *numbers) in _regions(where, ("date", *SERIES)):
        if not len(dates):
            dates = np.unique(date)
        week = np.searchsorted(dates, date)
        for number, values in enumerate(numbers):
            shape = len(dates), int(values.max(initial=0)) + 1
            new = np.bincount(week * shape[1] + values, minlength=shape[0] * shape[1]).reshape(shape)
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


def weekly_numbers(
    where: Place, n_replications: int, series: Sequence[str], only: Mapping[str, str]
) -> tuple[npt.NDArray[np.datetime64], dict[tuple[str, str], Int32]]:
    """Some of SERIES where ``only`` holds (see :func:`groups`).

    Returns dates, and int32[series, replication, week] by model and unit.
    As in the tables of a run, all rows of a replication stand in one row group, and every replication has all dates.
    """
    dates, numbers = np.zeros(0, dtype="datetime64[ms]"), dict[tuple[str, str], Int32]()
    for table in groups(where, ("model", "unit", "replication", "date", *series), only):
        if not len(dates):
            dates = np.unique(table["date"].to_numpy())
        replication, week = table["replication"].to_numpy(), np.searchsorted(dates, table["date"].to_numpy())
        names, of_row = different_rows(table.select(["model", "unit"]))
        for number, name in enumerate(names):
            rows = np.flatnonzero(of_row == number)
            shape = len(series), n_replications, len(dates)
            if name not in numbers:
                numbers[name] = np.zeros(shape, dtype=np.int32)
            for values, of in zip(numbers[name], series, strict=True):
                values[replication[rows], week[rows]] = table[of].to_numpy()[rows]
    return dates, numbers


def region_durations(where: Place) -> pd.DataFrame:
    """The region's investigations by days that they took, of all replications together."""
    import pandas as pd

    counts: dict[tuple[str, str], Int64] = {}
    for names, (days, investigations) in _regions(where, ("days", "investigations")):
        counts[names] = add_counts(counts.get(names), np.bincount(days, weights=investigations).astype(np.int64))
    pieces = [
        pd.DataFrame({"model": model, "scenario": scenario, "days": np.flatnonzero(n), "investigations": n[n > 0]})
        for (model, scenario), n in counts.items()
    ]
    columns = ["model", "scenario", "days", "investigations"]
    return pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=columns)


def _regions(where: Place, columns: Sequence[str]) -> Iterator[tuple[tuple[str, str], list[npt.NDArray[Any]]]]:
    """Columns of the region's rows of each row group, apart by model and scenario."""
    for table in groups(where, ("model", "scenario", *columns), {"scope": REGION}):
        names, of_row = different_rows(table.select(["model", "scenario"]))
        values = [np.asarray(table[column].to_numpy()) for column in columns]
        for number, (model, scenario) in enumerate(names):
            own = np.flatnonzero(of_row == number)
            yield (model, scenario), [column[own] for column in values]
