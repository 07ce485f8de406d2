"""The tables of an experiment, put together chunk by chunk: written as they come, summarised at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from caseflow.clock import run_in_years, statistics_years
from caseflow.stats.costs_summary import summarise_costs
from caseflow.stats.panel import Cell, Panel
from caseflow.stats.summary import Span, summarise
from caseflow.stats.tally import tally
from caseflow.store.chunks import Chunk
from caseflow.store.folder import TABLE_FILES, as_files, write_files
from caseflow.store.panel import panel_of
from caseflow.store.parquet import (
    Place,
    Writer,
    cost_sums,
    read_long,
    read_plain,
    region_durations,
    weekly_bands,
)
from caseflow.tables import SCHEMAS

if TYPE_CHECKING:
    import pandas as pd

TABLES = tuple(TABLE_FILES)


@dataclass(frozen=True)
class Tables:
    """The stored tables of an experiment, each read when it is asked for; ``summary`` and its like are worked out."""

    places: Mapping[str, Place]
    """Where each table of rows lies: files, or the same in memory. Without costs where the config has no key."""
    first_year: int
    """The first calendar year of the summary."""
    years: int
    """How many years the summary is about."""
    run_in: Span
    """The calendar years of the run-in's table."""

    @cached_property
    def panel(self) -> Panel:
        """The indicators of whole years as arrays."""
        return panel_of(self.places["indicators"])

    def summaries(self) -> dict[str, pd.DataFrame]:
        """The tables that say what the replications add up to: ``summary``, ``run_in`` and ``costs_summary``."""
        return self._of_years() | self._of_costs()

    def summary_files(self) -> dict[str, bytes]:
        """The first two of them as files; see :func:`caseflow.store.folder.as_files`."""
        return as_files(self._of_years())

    def cost_files(self) -> dict[str, bytes]:
        """The last of them in the same way, if there are costs."""
        return as_files(self._of_costs())

    def _of_years(self) -> dict[str, pd.DataFrame]:
        import pandas as pd

        spans = (self.first_year, self.first_year + self.years), self.run_in
        summaries = zip(("summary", "run_in"), summarise(self.panel, spans), strict=True)
        return {name: pd.DataFrame(columns) for name, columns in summaries}

    def _of_costs(self) -> dict[str, pd.DataFrame]:
        import pandas as pd

        if "costs" not in self.places:
            return {}
        sums = cost_sums(self.places["costs"], self.first_year, self.years)
        return {"costs_summary": pd.DataFrame(summarise_costs(sums))}

    def breaches(self) -> pd.DataFrame:
        """How often each breach share occurs in the region and its municipalities: what figures show.

        A row for each different ``numerator`` and ``denominator`` of a ``model``, ``scenario``, ``scope``, ``unit`` and
        ``year``, with their ratio as ``value``; ``replications`` says in how many they occur.
        """
        import pandas as pd

        found = tally(self.panel, "breach_share", ("region", "municipality"))
        names = zip(
            Cell._fields, np.array(self.panel.cells, dtype=object).reshape(-1, len(Cell._fields)).T, strict=True
        )
        columns = {
            name: pd.Categorical(of_cell[found.cell], categories=list(dict.fromkeys(of_cell)))
            for name, of_cell in names
        }
        table = pd.DataFrame({**columns, "year": found.year, "value": found.numerator / found.denominator})
        return table.assign(numerator=found.numerator, denominator=found.denominator, replications=found.replications)

    def weekly_bands(self) -> pd.DataFrame:
        """The region's weekly numbers over replications; see :func:`caseflow.store.parquet.weekly_bands`."""
        return weekly_bands(self.places["weekly"])

    def durations(self) -> pd.DataFrame:
        """The region's durations; see :func:`caseflow.store.parquet.region_durations`."""
        return region_durations(self.places["durations"])


class Assembly:
    """Writes the tables of rows while chunks come, in their order: memory does not grow with them."""

    def __init__(self, folder: Path | None) -> None:
        """Write below a folder; None: in memory."""
        self._folder = folder
        self._sinks: dict[str, Path | pa.BufferOutputStream] = {}
        self._writers: dict[str, Writer] = {}

    def add(self, chunk: Chunk) -> None:
        """Add the rows of the next chunk, and write its files."""
        for name, table in chunk.tables.items():
            self._writer("indicators" if name == "quarters" else name).add(table)
        if self._folder is not None:
            write_files(self._folder, chunk.files)

    def _writer(self, name: str) -> Writer:
        if name not in self._writers:
            self._sinks[name] = self._sink(name)
            self._writers[name] = Writer(self._sinks[name], SCHEMAS[name])
        return self._writers[name]

    def _sink(self, name: str) -> Path | pa.BufferOutputStream:
        if self._folder is None:
            return pa.BufferOutputStream()
        path = self._folder / TABLE_FILES[name]
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def finish(self, today: dt.date, change_date: dt.date, years: int) -> Tables:
        """Write the ends of the tables; the summary is of the whole calendar years after ``change_date``."""
        for writer in self._writers.values():
            writer.close()
        places = {name: sink if isinstance(sink, Path) else sink.getvalue() for name, sink in self._sinks.items()}
        return Tables(places, *statistics_years(change_date, years), run_in_years(today, change_date))

    def abandon(self) -> None:
        """Let go of the files, which stay unfinished."""
        for writer in self._writers.values():
            writer.abandon()


@dataclass(frozen=True)
class Result:
    """The tables of an experiment; rows in the order scenario, replication, model. Each is made when asked for."""

    _tables: Tables

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Every indicator by model, scenario, replication, year and unit; some of them also by quarter."""
        return read_long(self._tables.places["indicators"])

    @cached_property
    def _summaries(self) -> dict[str, pd.DataFrame]:
        return self._tables.summaries()

    @property
    def summary(self) -> pd.DataFrame:
        """The indicators over replications and years."""
        return self._summaries["summary"]

    @property
    def run_in(self) -> pd.DataFrame:
        """The same over the whole calendar years before the change's, under the baseline: to check against observation.

        If none is whole, over the part of one that there is.
        """
        return self._summaries["run_in"]

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """Open and overdue investigations at the beginning of each week, of the region and each municipality."""
        return read_plain(self._tables.places["weekly"])

    @cached_property
    def durations(self) -> pd.DataFrame:
        """How many of the investigations closed since the change of organisation took how many days."""
        return read_plain(self._tables.places["durations"])

    @cached_property
    def costs(self) -> pd.DataFrame | None:
        """What each municipality pays a year under each key, by function; None where the config has no key."""
        return read_plain(self._tables.places["costs"]) if "costs" in self._tables.places else None

    @property
    def costs_summary(self) -> pd.DataFrame | None:
        """The same over replications and years, with the region."""
        return self._summaries.get("costs_summary")

    @cached_property
    def assumptions(self) -> pd.DataFrame:
        """The value of each assumption in each replication."""
        return read_plain(self._tables.places["assumptions"])

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables that there are by name, in the order of TABLES."""
        tables = {name: getattr(self, name) for name in TABLES}
        return MappingProxyType({name: table for name, table in tables.items() if table is not None})
