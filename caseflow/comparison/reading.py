"""Stored runs as dense arrays: the one place that knows how a run folder keeps its results."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from caseflow.comparison.faults import refuse, unknown
from caseflow.decisions.distribution import Counts
from caseflow.decisions.jackknife import Float64
from caseflow.stats.registry import BY_NAME, REGION
from caseflow.store.folder import RESOLVED, Run, open_run

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.config.study import Study

SCOPES = (REGION, "municipality")
"""The same children in every model: a service or team is not."""


@dataclass(frozen=True)
class World:
    """One scenario of a run: models that met the same futures."""

    run: Run
    scenario: str
    config: Mapping[str, Any]
    """The scenario's effective config, before draws."""

    @cached_property
    def study(self) -> Study:
        """The run's study, read again from the run's own files."""
        from caseflow.runs import restored_study

        with tempfile.TemporaryDirectory(prefix="caseflow-") as place:
            return restored_study(self.run, Path(place))

    @property
    def baseline(self) -> str:
        """The model that the config calls its baseline."""
        return str(self.config["baseline"])

    @property
    def change_date(self) -> dt.date:
        """When each model's own organisation takes over."""
        found = self.config["calendar"]["change_date"]
        assert isinstance(found, dt.date)
        return found

    @cached_property
    def table(self) -> pd.DataFrame:
        """Rows of the indicator table of the scenario for units of SCOPES, after the change of organisation began."""
        rows = self.run.table("indicators")
        rows = rows[(rows["scenario"] == self.scenario) & rows["scope"].isin(SCOPES)]
        return rows[rows["year"] >= self.change_date.year]

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Those of the region, in the config's order."""
        units = self.table.loc[self.table["scope"] == "municipality", "unit"]
        return tuple(dict.fromkeys(units.astype(str)))

    def assumptions(self) -> dict[str, Float64]:
        """The value of each assumption in each replication, by its path."""
        rows = self.run.table("assumptions")
        rows = rows[rows["scenario"] == self.scenario]
        by_path = rows.sort_values("replication").groupby("path", observed=True, sort=False)["value"]
        return {str(path): values.to_numpy(dtype=np.float64) for path, values in by_path}


def open_worlds(paths: Sequence[Path], scenario: str | None) -> tuple[World, ...]:
    """The scenario of each run (None: its first). Raises RunFolderError, and UserError for an unknown scenario."""
    return tuple(_world(open_run(path), scenario) for path in paths)


def _world(run: Run, scenario: str | None) -> World:
    from ruamel.yaml import YAML

    known = run.record.question.scenarios
    name = known[0] if scenario is None else scenario
    if name not in known:
        refuse([unknown(f"{run.path} has no scenario {name!r}", name, known)])
    documents = list(YAML(typ="safe", pure=True).load_all(run.text(RESOLVED)))
    return World(run, name, documents[known.index(name)])


# -- entrants ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entrant:
    """A model of one of the runs, by the name it has in the comparison."""

    label: str
    world: int
    model: str


def entrants(worlds: Sequence[World]) -> tuple[Entrant, ...]:
    """Every model of every run; one that several runs have is called ``<number of the run>:<model>``."""
    named = [(i, model) for i, world in enumerate(worlds) for model in world.run.record.question.models]
    models = [model for _, model in named]
    return tuple(Entrant(model if models.count(model) == 1 else f"{i + 1}:{model}", i, model) for i, model in named)


# -- arrays -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Results:
    """What some entrants' futures came to."""

    worlds: tuple[World, ...]
    entrants: tuple[Entrant, ...]

    @property
    def n_replications(self) -> int:
        """Futures that all entrants met."""
        return self.worlds[0].run.record.question.replications

    @property
    def years(self) -> range:
        """The calendar years that the statistics are about."""
        reading = self.worlds[0].run.record.reading
        return range(reading.first_year, reading.first_year + reading.years)

    @property
    def quarters(self) -> tuple[tuple[int, int], ...]:
        """(year, quarter) of those that begin after the change of organisation."""
        change = self.worlds[0].change_date
        every = [(year, quarter) for year in range(change.year, self.years.stop) for quarter in (1, 2, 3, 4)]
        return tuple((year, quarter) for year, quarter in every if dt.date(year, 3 * quarter - 2, 1) >= change)

    @property
    def municipalities(self) -> tuple[str, ...]:
        """Those of the region, in the config's order."""
        return self.worlds[0].municipalities

    def assumptions(self) -> Float64:
        """[replication, assumption]: what was drawn in any of the runs."""
        together: dict[str, Float64] = {}
        for world in self.worlds:
            together |= world.assumptions()
        return np.stack(list(together.values()), axis=-1) if together else np.empty((self.n_replications, 0))

    def by_year(self, indicator: str, units: Sequence[str]) -> Counts:
        """[unit, entrant, replication, year]: zeros where there is nothing to count."""
        return self._dense(indicator, units, whole_years(self.years))

    def by_quarter(self, indicator: str, unit: str) -> Counts:
        """[quarter, entrant, replication, 1]: zeros where there is nothing to count, or quarters were not kept."""
        counts = self._dense(indicator, [unit], {quarter: i for i, quarter in enumerate(self.quarters)})[0]
        return Counts(*(np.moveaxis(part, -1, 0)[..., None] for part in (counts.numerator, counts.denominator)))

    def _dense(self, indicator: str, units: Sequence[str], periods: Mapping[tuple[int, int], int]) -> Counts:
        each = [
            dense(self.worlds[e.world].table, e.model, indicator, units, periods, self.n_replications)
            for e in self.entrants
        ]
        return Counts(
            np.stack([counts.numerator for counts in each], axis=1),
            np.stack([counts.denominator for counts in each], axis=1),
        )


def whole_years(years: Sequence[int]) -> dict[tuple[int, int], int]:
    """The place of each (year, quarter) that is a whole year."""
    return {(year, 0): place for place, year in enumerate(years)}


def dense(
    table: pd.DataFrame,
    model: str,
    indicator: str,
    units: Sequence[str],
    periods: Mapping[tuple[int, int], int],
    n_replications: int,
) -> Counts:
    """[unit, replication, period] of a model and indicator; ``units`` are the region alone, or municipalities."""
    shape = (len(units), n_replications, len(periods))
    numerator, denominator = np.zeros(shape), np.zeros(shape)
    scope = REGION if list(units) == [REGION] else "municipality"
    is_asked = (table["model"] == model) & (table["indicator"] == indicator) & (table["scope"] == scope)
    rows = table[is_asked & table["unit"].isin(list(units))]
    keys = zip(rows["year"].tolist(), rows["quarter"].tolist(), strict=True)
    period = np.array([periods.get(key, -1) for key in keys], dtype=np.int64)
    rows, period = rows[period >= 0], period[period >= 0]
    unit = np.array([units.index(name) for name in rows["unit"]], dtype=np.int64)
    at = (unit, rows["replication"].to_numpy(), period)
    numerator[at] = rows["numerator"]
    denominator[at] = rows["denominator"] if BY_NAME[indicator].is_ratio else 1.0
    return Counts(numerator, denominator)
