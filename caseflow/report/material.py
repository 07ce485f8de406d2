"""All that a report is made of: a run, its comparison, and how they are told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from caseflow.clock import run_in_years
from caseflow.comparison.findings import Compared, Comparison
from caseflow.comparison.reading import World
from caseflow.comparison.writing import Writer
from caseflow.config.placement import placed, posts
from caseflow.config.scenarios import BASE
from caseflow.config.titles import name_of_model, names_of_models
from caseflow.decisions.verdict import BETTER, LIMITS
from caseflow.language import Language
from caseflow.report.blocks import Block, Folded
from caseflow.results import Tables
from caseflow.store.folder import TABLE_FILES
from caseflow.store.record import RunRecord

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.config.schema import Config

COUNCIL, ANALYST = "council", "analyst"
Edition = Literal["council", "analyst"]

MOST_MODELS = 6
"""Models beside the baseline that a table with a column for each holds, and that the council edition tells in full."""


@dataclass(frozen=True)
class Material:
    """A run's comparison, to be told in a language to a kind of reader."""

    comparison: Comparison
    language: Language
    edition: Edition
    stress: World | None = None
    """A stress run that is told, too."""

    # -- what there is ----------------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The run and its scenario."""
        return self.comparison.results.worlds[0]

    @property
    def record(self) -> RunRecord:
        """What the run was asked."""
        return self.world.run.record

    @cached_property
    def config(self) -> Config:
        """The scenario's config, assumptions at their values."""
        return self.world.study.resolve(self.world.scenario)

    @property
    def is_drawn(self) -> bool:
        """Whether futures drew assumptions, so that these are in every interval."""
        return bool(self.comparison.assumptions.paths) and not self.record.question.fixed_assumptions

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The run's summary, of this scenario."""
        table = self.world.run.table("summary")
        return table[table["scenario"] == self.world.scenario]

    @cached_property
    def scenario_title(self) -> str:
        """What the scenario is called: its title, or its name."""
        return self.title_of_scenario(self.world, self.world.scenario)

    def title_of_scenario(self, world: World, scenario: str) -> str:
        """What a scenario of a run is called: its title, or its name."""
        if scenario == BASE:
            return self.language.text("base: the config as it stands")
        declared = (world.study.base.plain().get("scenarios") or {}).get(scenario, {})
        titles = declared.get("titles") or {}
        return str(titles.get(self.language.code) or declared.get("title") or scenario)

    @cached_property
    def tables(self) -> Tables:
        """The run's tables of rows."""
        path, reading = self.world.run.path, self.record.reading
        places = {name: path / file for name, file in TABLE_FILES.items()}
        run_in = run_in_years(self.world.today, self.world.change_date)
        return Tables(places, reading.first_year, reading.years, run_in)

    @cached_property
    def breaches(self) -> pd.DataFrame:
        """Limits missed in each year of statistics, in region and municipalities."""
        table = self.tables.breaches()
        return table[table["year"].isin(list(self.comparison.results.years))]

    @cached_property
    def weekly_bands(self) -> pd.DataFrame:
        """The region's weekly numbers over replications."""
        return self.tables.weekly_bands()

    @cached_property
    def durations(self) -> pd.DataFrame:
        """The region's durations."""
        return self.tables.durations()

    def named(self, table: pd.DataFrame, entrants: Sequence[int]) -> pd.DataFrame:
        """The rows of some entrants in this scenario, each model by what it is called."""
        return self.of_models(table[table["scenario"] == self.world.scenario], entrants)

    def of_models(self, table: pd.DataFrame, entrants: Sequence[int]) -> pd.DataFrame:
        """The rows of some entrants, each model by what it is called."""
        names = {self.key(i): self.names[i] for i in entrants}
        rows = table[table["model"].isin(list(names))]
        return rows.assign(model=rows["model"].astype(str).map(names))

    @property
    def limits(self) -> Compared | None:
        """The indicator by which deadlines are judged; None where no limit fell."""
        return self.comparison.indicators.get(LIMITS)

    @property
    def is_sure(self) -> bool:
        """Whether there are enough futures for an interval."""
        return self.comparison.results.n_replications > 1

    @property
    def is_analyst(self) -> bool:
        """Whether everything is told."""
        return self.edition == ANALYST

    # -- models -----------------------------------------------------------------------------------------------

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each entrant is called: its title; with its key where two have the same, alone where there is none."""
        keys = [entrant.model for entrant in self.comparison.results.entrants]
        called = names_of_models(self.config, keys, self.language.code)
        return tuple(called[key] for key in keys)

    def title_of(self, model: str) -> str:
        """What a model of the config is called: its title, or its name."""
        return name_of_model(self.config, model, self.language.code)

    def quoted(self, entrant: int) -> str:
        """An entrant's name in a sentence."""
        return self.language.text("“{name}”", name=self.names[entrant])

    @property
    def baseline(self) -> str:
        """What the baseline is called."""
        return self.names[self.comparison.baseline]

    @property
    def in_order(self) -> tuple[int, ...]:
        """All entrants, the baseline first."""
        return (self.comparison.baseline, *self.comparison.others)

    @cached_property
    def shown(self) -> tuple[int, ...]:
        """The entrants beside the baseline that are told in full, in the config's order.

        The analyst edition has all; the council edition, as long as there is room, those that miss fewer limits and may
        be the best, then others that miss fewer with nothing beside it worse, then others that miss fewer, then the
        rest.
        """
        others = self.comparison.others
        if self.is_analyst or len(others) <= MOST_MODELS:
            return others
        return tuple(sorted(sorted(others, key=self._place)[:MOST_MODELS]))

    def _place(self, entrant: int) -> tuple[bool, bool, bool, int]:
        """How soon an entrant is told in full: the least first."""
        limits, verdict = self.limits, self.comparison.on_deadlines(entrant)
        misses_fewer = limits is not None and limits.label(entrant) == BETTER
        may_be_best = misses_fewer and limits is not None and limits.best is not None and bool(limits.best[entrant])
        is_better = verdict is not None and verdict.is_better
        return not may_be_best, not is_better, not misses_fewer, entrant

    @property
    def in_full(self) -> tuple[int, ...]:
        """The baseline and the entrants that are told in full."""
        return (self.comparison.baseline, *self.shown)

    def key(self, entrant: int) -> str:
        """The name that the config has for an entrant's model."""
        return self.comparison.results.entrants[entrant].model

    def groups(self) -> Iterator[Sequence[int]]:
        """The entrants shown, in groups that fit beside each other and the baseline."""
        for start in range(0, len(self.shown), MOST_MODELS):
            yield self.shown[start : start + MOST_MODELS]

    def folded(self, title: str, blocks: Iterable[Block]) -> list[Block]:
        """What a council finds on a screen only, under its title; an analyst as it stands."""
        return list(blocks) if self.is_analyst else [Folded(title, list(blocks))]

    # -- teams ------------------------------------------------------------------------------------------------

    def sizes(self, entrant: int) -> Mapping[str, float]:
        """Casework posts of each team of a model (``service/team``)."""
        roster = posts(self.config)
        return {
            f"{service}/{team}": sum(roster[number].fte for number in numbers)
            for (service, team), numbers in placed(self.config, self.key(entrant)).items()
        }

    # -- words ------------------------------------------------------------------------------------------------

    @cached_property
    def writer(self) -> Writer:
        """Writes figures in the language."""
        return Writer(self.language)

    @property
    def years(self) -> str:
        """``2011-2014``."""
        years = self.comparison.results.years
        return f"{years[0]}" if len(years) == 1 else f"{years[0]}\N{EN DASH}{years[-1]}"
