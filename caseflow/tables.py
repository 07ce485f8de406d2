"""The tables of an experiment: their columns, and the rows that each run adds to them.

Everything is kept in arrays of numbers; a text column holds codes into a list of names. The table of indicators is
stored wide: a row for each model, scenario, replication, period and unit, and two columns an indicator, so that one
indicator can be read without the others. :func:`long` turns it into a row an indicator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from caseflow.config.same import Same
from caseflow.stats.registry import INDICATORS, QUARTERLY_SCOPES, REGION, SCOPES, Indicator, Scope
from caseflow.stats.sharing import COST_FUNCTIONS, ORE_PER_NOK

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.clock import Clock
    from caseflow.organisation import Organisation
    from caseflow.stats.costs import Costs
    from caseflow.stats.indicators import Counts
    from caseflow.stats.series import Weekly

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

WHOLE_YEAR = 0
"""The quarter of a row that is about the whole year."""

TEXT = pa.dictionary(pa.int16(), pa.string())

_RUN = (("model", TEXT), ("scenario", TEXT), ("replication", pa.int32()))
_UNIT = (("scope", TEXT), ("unit", TEXT))


def numerator_of(indicator: str) -> str:
    """The column of the stored table that holds an indicator's numerators."""
    return f"{indicator}_numerator"


def denominator_of(indicator: str) -> str:
    """The column of the stored table that holds an indicator's denominators."""
    return f"{indicator}_denominator"


def _numbers_of(indicators: Sequence[Indicator]) -> list[tuple[str, pa.DataType]]:
    """The columns of some indicators: numerators, and denominators where there are any."""
    kinds = {True: (numerator_of, denominator_of), False: (numerator_of,)}
    return [(name(i.name), pa.float64()) for i in indicators for name in kinds[i.has_denominator]]


QUARTERLY = tuple(indicator for indicator in INDICATORS if indicator.quarterly)
"""The indicators that are kept by quarter."""

_YEARLY = np.arange(len(INDICATORS))
_QUARTERLY = np.array([place for place, indicator in enumerate(INDICATORS) if indicator.quarterly], dtype=np.int64)
"""[indicator]: places in INDICATORS."""

_PERIOD = (("year", pa.int16()), ("quarter", pa.int8()))

SCHEMAS: Mapping[str, pa.Schema] = MappingProxyType(
    {
        "indicators": pa.schema([*_RUN, *_PERIOD, *_UNIT, *_numbers_of(INDICATORS)]),
        "quarters": pa.schema([*_RUN, *_PERIOD, *_UNIT, *_numbers_of(QUARTERLY)]),
        "weekly": pa.schema(
            [
                *_RUN,
                *_UNIT,
                ("date", pa.timestamp("ms")),
                ("open_investigations", pa.int32()),
                ("overdue_open", pa.int32()),
            ]
        ),
        "durations": pa.schema([*_RUN, *_UNIT, ("days", pa.int32()), ("investigations", pa.int32())]),
        "costs": pa.schema(
            [
                *_RUN,
                ("year", pa.int16()),
                ("key", TEXT),
                ("municipality", TEXT),
                ("in_region", pa.bool_()),
                ("function", pa.int16()),
                ("nok", pa.float64()),
                ("children", pa.float64()),
            ]
        ),
        "assumptions": pa.schema(
            [("scenario", TEXT), ("replication", pa.int32()), ("path", TEXT), ("value", pa.float64())]
        ),
    }
)
"""The columns of each table that runs add rows to; quarters become rows of the stored table of indicators."""

LONG_COLUMNS = (
    "model",
    "scenario",
    "replication",
    "year",
    "quarter",
    "scope",
    "unit",
    "indicator",
    "value",
    "numerator",
    "denominator",
)
"""The columns of the table of indicators with a row an indicator."""


@dataclass(frozen=True)
class Text:
    """A column of names."""

    codes: npt.NDArray[np.int16]
    """[row]: places in ``names``."""
    names: tuple[str, ...]

    @classmethod
    def all(cls, name: str, n: int) -> Text:
        """The same name in every row."""
        return cls(_zeros(n), (name,))

    def __getitem__(self, rows: npt.NDArray[np.int64]) -> Text:
        """Some of the rows."""
        return Text(self.codes[rows], self.names)


@lru_cache(maxsize=64)
def _zeros(n: int) -> npt.NDArray[np.int16]:
    """The same array for all; nobody may change it."""
    return np.zeros(n, dtype=np.int16)


Column: TypeAlias = npt.NDArray[Any] | Text
Columns: TypeAlias = Mapping[str, Column]


@dataclass(frozen=True)
class Key:
    """Which run some rows are of."""

    model: str
    scenario: str
    replication: int

    def columns(self, n: int) -> dict[str, Column]:
        """The first columns of n rows."""
        return {
            "model": Text.all(self.model, n),
            "scenario": Text.all(self.scenario, n),
            "replication": np.full(n, self.replication, dtype=np.int32),
        }


# -- the rows of one run ----------------------------------------------------------------------------------------


def indicator_rows(counts: Counts, key: Key) -> Columns:
    """The whole years: a row for each year and unit in which some indicator has a value.

    The numbers stand together in ``numerators`` and ``denominators``, float64[indicator, row]; NaN: none.
    """
    return _indicator_rows(counts, key, _places(counts.units, counts.periods, quarterly=False), _YEARLY)


def quarter_rows(counts: Counts, key: Key) -> Columns:
    """The quarters of the QUARTERLY indicators in QUARTERLY_SCOPES, in the form of :func:`indicator_rows`."""
    return _indicator_rows(counts, key, _places(counts.units, counts.periods, quarterly=True), _QUARTERLY)


@dataclass(frozen=True)
class _Places:
    """Where rows may stand."""

    place: npt.NDArray[np.int64]
    """[row]: in unit x period, or as is said."""
    columns: Mapping[str, Column]
    """What each row is about."""


@lru_cache(maxsize=128)
def _places(units: tuple[tuple[Scope, str], ...], periods: tuple[tuple[int, int], ...], *, quarterly: bool) -> _Places:
    """The quarters of the units of QUARTERLY_SCOPES, or the years of all units, period by period; nobody may change
    them.
    """
    own = [i for i, (scope, _) in enumerate(units) if not quarterly or scope in QUARTERLY_SCOPES]
    spans = [i for i, (_, quarter) in enumerate(periods) if (quarter != WHOLE_YEAR) == quarterly]
    period, unit = (index.ravel() for index in np.indices((len(spans), len(own))))
    year, quarter = np.array([periods[i] for i in spans]).reshape(-1, 2).T
    scope = np.array([SCOPES.index(units[i][0]) for i in own], dtype=np.int16)
    return _Places(
        np.array(own, dtype=np.int64)[unit] * len(periods) + np.array(spans, dtype=np.int64)[period],
        {
            "year": year[period].astype(np.int16),
            "quarter": quarter[period].astype(np.int8),
            "scope": Text(scope[unit], SCOPES),
            "unit": Text(unit.astype(np.int16), tuple(units[i][1] for i in own)),
        },
    )


def _indicator_rows(counts: Counts, key: Key, places: _Places, indicators: Int64) -> Columns:
    from caseflow.stats.compiled.units import rows_with_numbers  # only who counts waits for the import of numba

    rows = rows_with_numbers(counts.numerator, counts.denominator, indicators, places.place)
    return {
        **key.columns(len(rows.row)),
        **{name: column[rows.row] for name, column in places.columns.items()},
        "numerators": rows.numerators,
        "denominators": rows.denominators,
    }


def weekly_rows(weekly: Weekly, clock: Clock, key: Key) -> Columns:
    """A row for each place and week."""
    return {
        **key.columns(weekly.open.size),
        **_weeks(weekly.places, Same(weekly.days), clock),
        "open_investigations": weekly.open.ravel().astype(np.int32),
        "overdue_open": weekly.overdue.ravel().astype(np.int32),
    }


@lru_cache(maxsize=64)
def _weeks(places: tuple[str, ...], days: Same[Int64], clock: Clock) -> Mapping[str, Column]:
    """What each row is about; nobody may change it."""
    place, week = (index.ravel() for index in np.indices((len(places), len(days.part))))
    return {**_of_places(places, place), "date": clock.dates(days.part).astype("datetime64[ms]")[week]}


def duration_rows(counts: npt.NDArray[np.int64], places: Sequence[str], key: Key) -> Columns:
    """A row for each place and number of days that some investigation took."""
    numbers = counts.ravel()
    there = np.flatnonzero(numbers)
    place, days = np.divmod(there, counts.shape[1])
    return {
        **key.columns(len(place)),
        **_of_places(places, place),
        "days": days.astype(np.int32),
        "investigations": numbers[there].astype(np.int32),
    }


def _of_places(places: Sequence[str], rows: npt.NDArray[np.int64]) -> dict[str, Column]:
    """The region is the first of the places."""
    return {
        "scope": Text((rows > 0).astype(np.int16), (REGION, "municipality")),
        "unit": Text(rows.astype(np.int16), tuple(places)),
    }


def cost_rows(costs: Costs, org: Organisation, key: Key) -> Columns:
    """A row for each cost-sharing key, year, municipality and cost function."""
    names = tuple(org.municipalities[m] for m in costs.municipalities)
    payments = _payments(costs.keys, costs.years, names, org.outside[list(costs.municipalities)].tobytes())
    return {
        **key.columns(costs.ore.size),
        **payments.columns,
        "nok": costs.ore.ravel() / ORE_PER_NOK,
        "children": costs.child_years.ravel()[payments.place],
    }


@lru_cache(maxsize=64)
def _payments(
    keys: tuple[str, ...], years: tuple[int, ...], municipalities: tuple[str, ...], outside: bytes
) -> _Places:
    """A row for each payment, in year x municipality; nobody may change them."""
    shape = len(keys), len(years), len(municipalities), len(COST_FUNCTIONS)
    of_key, year, place, function = (index.ravel() for index in np.indices(shape))
    columns = {
        "year": np.array(years, dtype=np.int16)[year],
        "key": Text(of_key.astype(np.int16), keys),
        "municipality": Text(place.astype(np.int16), municipalities),
        "in_region": ~np.frombuffer(outside, dtype=np.bool_)[place],
        "function": np.array(COST_FUNCTIONS, dtype=np.int16)[function],
    }
    return _Places(year * len(municipalities) + place, columns)


def assumption_rows(draws: Mapping[str, float], scenario: str, replication: int) -> Columns:
    """A row for each assumption."""
    n = len(draws)
    return {
        "scenario": Text.all(scenario, n),
        "replication": np.full(n, replication, dtype=np.int32),
        "path": Text(np.arange(n, dtype=np.int16), tuple(draws)),
        "value": np.array(list(draws.values()), dtype=np.float64),
    }


# -- pieces put together ----------------------------------------------------------------------------------------


def joined(name: str, pieces: Sequence[Columns]) -> pa.Table:
    """The rows of some pieces of a table, in their order."""
    columns = {column: _joined([piece[column] for piece in pieces]) for column in pieces[0]}
    arrays = {column: _arrow(values) for column, values in columns.items() if column not in _MATRICES}
    if name in ("indicators", "quarters"):
        indicators = INDICATORS if name == "indicators" else QUARTERLY
        for matrix, column_of in _MATRICES.items():
            names = (column_of(indicator.name) for indicator in indicators)
            arrays |= zip(names, _numbers_and_gaps(columns[matrix]), strict=True)
    return pa.Table.from_arrays([arrays[field.name] for field in SCHEMAS[name]], schema=SCHEMAS[name])


_MATRICES = {"numerators": numerator_of, "denominators": denominator_of}


def _joined(pieces: Sequence[Column]) -> Column:
    numbers = [piece for piece in pieces if not isinstance(piece, Text)]
    if numbers:
        return np.concatenate(numbers, axis=-1)
    texts = [piece for piece in pieces if isinstance(piece, Text)]
    codes = {name: code for code, name in enumerate(dict.fromkeys(name for text in texts for name in text.names))}
    return Text(np.concatenate([_recoded(text, codes) for text in texts]), tuple(codes))


def _recoded(text: Text, codes: Mapping[str, int]) -> npt.NDArray[np.int16]:
    own = [codes[name] for name in text.names]
    return text.codes if own == list(range(len(own))) else np.array(own, dtype=np.int16)[text.codes]


def _numbers_and_gaps(columns: Column) -> Iterator[pa.Array]:
    """The columns of float64[column, row]; NaN is missing."""
    assert isinstance(columns, np.ndarray)
    is_there = ~np.isnan(columns)
    gaps = (~is_there).sum(axis=1)
    bits = np.packbits(is_there, axis=1, bitorder="little")
    for values, valid, n in zip(columns, bits, gaps.tolist(), strict=True):
        buffers = [pa.py_buffer(valid) if n else None, pa.py_buffer(values)]
        yield pa.Array.from_buffers(pa.float64(), len(values), buffers, n)


def _arrow(column: Column) -> pa.Array:
    """The same of pyarrow's; pa.array would load pandas, which worker processes do without."""
    if isinstance(column, Text):
        return pa.DictionaryArray.from_arrays(_arrow(column.codes), _strings(column.names))
    data = np.packbits(column, bitorder="little") if column.dtype == np.bool_ else np.ascontiguousarray(column)
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), len(column), [None, pa.py_buffer(data)])


def _strings(names: Sequence[str]) -> pa.Array:
    texts = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)))


# -- a row an indicator -----------------------------------------------------------------------------------------


def long(stored: pa.Table) -> pd.DataFrame:
    """A row for each value of an indicator (see LONG_COLUMNS) in rows of the stored table.

    Rows stand in the order scenario, replication, model, year, quarter, unit, indicator. ``denominator`` is NaN for
    plain numbers; the value of a share or mean is numerator / denominator, of others the numerator.
    """
    import pandas as pd

    keys = stored.select([field.name for field in SCHEMAS["indicators"] if field.name in LONG_COLUMNS]).to_pandas()
    names = ("quarter", "year", "model", "replication", "scenario")
    order = np.lexsort([keys[name].cat.codes if name in ("model", "scenario") else keys[name] for name in names])
    numerator = _numbers(stored, numerator_of)[order]
    row, column = np.nonzero(~np.isnan(numerator))
    top = numerator[row, column]
    del numerator  # of a large table the largest thing that there is
    bottom = _numbers(stored, denominator_of)[order[row], column]
    is_ratio = np.array([indicator.is_ratio for indicator in INDICATORS])[column]
    table: pd.DataFrame = keys.iloc[order[row]].reset_index(drop=True)
    table["indicator"] = pd.Categorical.from_codes(column, pd.Index([indicator.name for indicator in INDICATORS]))
    table["value"] = np.where(is_ratio, top / np.where(is_ratio, bottom, 1.0), top)
    return table.assign(numerator=top, denominator=bottom)


def _numbers(stored: pa.Table, column_of: Callable[[str], str]) -> Float64:
    """float64[row, indicator]: NaN where a number is missing, or where there is no such column."""
    columns = [column_of(indicator.name) for indicator in INDICATORS]
    numbers = np.full((len(stored), len(columns)), np.nan)
    for own, column in zip(numbers.T, columns, strict=True):
        if column in stored.column_names:
            own[:] = stored.column(column).to_numpy()
    return numbers
