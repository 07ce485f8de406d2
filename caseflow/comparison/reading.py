"""Stored runs as dense arrays: the one place that knows how a run folder keeps its results."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from caseflow.clock import statistics_years
from caseflow.comparison.faults import refuse, unknown
from caseflow.decisions.counts import Counts, of_cells
from caseflow.decisions.jackknife import Float64
from caseflow.messages import Message, message
from caseflow.stats.panel import Cell, Panel, quarter_number
from caseflow.stats.registry import REGION
from caseflow.store.folder import RECORD, RESOLVED, TABLE_FILES
from caseflow.store.opened import Run, open_run
from caseflow.store.record import damaged

if TYPE_CHECKING:
    from caseflow.config.study import Study

MUNICIPALITY = "municipality"


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
    def today(self) -> dt.date:
        """When the run begins."""
        return self._date("today")

    @property
    def change_date(self) -> dt.date:
        """When each model's own organisation takes over."""
        return self._date("change_date")

    def _date(self, name: str) -> dt.date:
        found = self.config["calendar"][name]
        assert isinstance(found, dt.date)
        return found

    @cached_property
    def panel(self) -> Panel:
        """The run's indicators of whole years."""
        from caseflow.store.panel import panel_of

        return panel_of(self.run.path / TABLE_FILES["indicators"])

    @cached_property
    def municipalities(self) -> tuple[str, ...]:
        """Those of the region, in the config's order."""
        declared = self.config["municipalities"]
        of_municipalities = (
            cell.unit
            for cell in self.panel.cells
            if cell.scope == MUNICIPALITY and not declared[cell.unit].get("outside", False)
        )
        return tuple(dict.fromkeys(of_municipalities))

    @cached_property
    def quarters(self) -> Panel:
        """The same by quarter; without cells if quarters were not kept."""
        from caseflow.store.panel import panel_of

        return panel_of(self.run.path / TABLE_FILES["indicators"], by_quarter=True)

    def assumptions(self) -> dict[str, Float64]:
        """The value of each assumption in each replication, by its path."""
        from caseflow.store.parquet import assumption_values

        return assumption_values(self.run.path / TABLE_FILES["assumptions"], self.scenario)


def open_worlds(paths: Sequence[Path], scenario: str | None) -> tuple[World, ...]:
    """The scenario of each run (None: its first). Raises RunFolderError, and UserError for an unknown scenario."""
    return tuple(_world(open_run(path), scenario) for path in paths)


def _world(run: Run, scenario: str | None) -> World:
    from ruamel.yaml import YAML

    known = run.record.question.scenarios
    name = known[0] if scenario is None else scenario
    if name not in known:
        refuse([unknown(message("{path} has no scenario {name!r}", path=run.path, name=name), name, known)])
    text = run.text(RESOLVED)
    resolved = re.findall(r"^--- # scenario: (.*)$", text, flags=re.MULTILINE)
    if resolved != list(known):
        those = message("those of {file}", file=RESOLVED)
        raise damaged(run.path / RECORD, "question.scenarios", those, ", ".join(known))
    documents = list(YAML(typ="safe", pure=True).load_all(text))
    world = World(run, name, documents[known.index(name)])
    _refuse_other_tables(world)
    return world


def _refuse_other_tables(world: World) -> None:
    """Raise RunFolderError where the record is not of its run's config and tables."""
    record, question, reading = world.run.path / RECORD, world.run.record.question, world.run.record.reading
    for model in question.models:
        if model not in world.config["models"]:
            raise damaged(record, "question.models", message("models of the config"), model)
    first, n = statistics_years(world.change_date, question.years)
    if reading.first_year != first:
        raise damaged(record, "reading.first_year", _as_asked(first), reading.first_year)
    if reading.years != n:
        raise damaged(record, "reading.years", _as_asked(n), reading.years)
    if question.replications != world.panel.n_replications:
        as_counted = message("{number}, as in the tables", number=world.panel.n_replications)
        raise damaged(record, "question.replications", as_counted, question.replications)
    if not set(range(first, first + n)) <= set(world.panel.years.tolist()):
        raise damaged(record, "question.years", message("years of the tables"), question.years)


def _as_asked(number: int) -> Message:
    return message("{number}, as config and question say", number=number)


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
class Assumptions:
    """The drawn assumptions of some futures."""

    paths: tuple[str, ...]
    values: Float64
    """[replication, assumption]"""


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

    def assumptions(self) -> Assumptions:
        """What was drawn in any of the runs."""
        together: dict[str, Float64] = {}
        for world in self.worlds:
            together |= world.assumptions()
        values = np.stack(list(together.values()), axis=-1) if together else np.empty((self.n_replications, 0))
        return Assumptions(tuple(together), values)

    def by_year(self, indicator: str, units: Sequence[str]) -> Counts:
        """[unit, entrant, replication, year]: zeros where there is nothing to count."""
        of_worlds = [
            of_years(world.panel, world.scenario, world.run.record.question.models, indicator, units, self.years)
            for world in self.worlds
        ]
        places = [(e.world, self.worlds[e.world].run.record.question.models.index(e.model)) for e in self.entrants]
        return Counts(
            np.stack([of_worlds[world].numerator[:, model] for world, model in places], axis=1),
            np.stack([of_worlds[world].denominator[:, model] for world, model in places], axis=1),
        )

    def by_quarter(self, indicator: str, unit: str) -> Counts:
        """[quarter, entrant, replication, 1]: zeros where there is nothing to count, or quarters were not kept."""
        shape = (len(self.quarters), len(self.entrants), self.n_replications)
        numerator, denominator = np.zeros(shape), np.zeros(shape)
        numbers = np.array([quarter_number(*quarter) for quarter in self.quarters], dtype=np.int64)
        for number, world in enumerate(self.worlds):
            own = [place for place, entrant in enumerate(self.entrants) if entrant.world == number]
            kept = np.flatnonzero(np.isin(numbers, world.quarters.years))
            if not len(kept):
                continue
            cells = [Cell(self.entrants[place].model, world.scenario, scope_of(unit), unit) for place in own]
            found = of_cells(world.quarters, indicator, cells, numbers[kept])
            for place, top, bottom in zip(own, found.numerator, found.denominator, strict=True):
                numerator[kept, place], denominator[kept, place] = top.T, bottom.T
        return Counts(numerator[..., None], denominator[..., None])


def of_years(
    panel: Panel, scenario: str, models: Sequence[str], indicator: str, units: Sequence[str], years: Sequence[int]
) -> Counts:
    """[unit, model, replication, year] of an indicator: zeros where there is nothing to count."""
    cells = [Cell(model, scenario, scope_of(unit), unit) for unit in units for model in models]
    found = of_cells(panel, indicator, cells, years)
    shape = (len(units), len(models), panel.n_replications, len(years))
    return Counts(found.numerator.reshape(shape), found.denominator.reshape(shape))


def scope_of(unit: str) -> str:
    """The region, or a municipality: the same children in every model, which a service or team is not."""
    return REGION if unit == REGION else MUNICIPALITY
