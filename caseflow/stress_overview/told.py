"""A stress run, ready to be told in a language: its stresses, its models, and the row of any figure."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.comparison.writing import Writer
from caseflow.config.scenarios import BASE
from caseflow.decisions.verdict import LIMITS
from caseflow.language import Language
from caseflow.stats.registry import REGION
from caseflow.store.opened import Run
from caseflow.stress.between import baseline_of
from caseflow.stress_overview.data import Data, plain_rows, tables_of
from caseflow.stress_overview.words import is_missing

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.config.schema import Config
    from caseflow.config.study import Study

MOST_BESIDE = 4
"""Models that stand beside each other with their intervals; of more, the baseline and the extremes are told."""

LASTING, EVERYWHERE, SOMEWHERE = "lasting", "everywhere", "somewhere"
"""Kinds of stress: without an end; for a time, aimed at nobody in particular; for a time, at some municipalities."""


@dataclass(frozen=True)
class Stress:
    """A stress that is told by name, and where it is read: in the region, or in the one place that it is aimed at."""

    scenario: str
    title: str
    kind: str
    places: tuple[str, ...]
    """The municipalities that it is aimed at."""
    span: Data
    """Its row of ``stress_scenarios``."""


@dataclass(frozen=True)
class Told:
    """A stress run and the language in which it is told."""

    run: Run
    language: Language

    @cached_property
    def writer(self) -> Writer:
        """Writes figures in the language."""
        return Writer(self.language)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The run's tables of stress."""
        return tables_of(self.run)

    @cached_property
    def study(self) -> Study:
        """The study, read again from the run's own files."""
        from caseflow.runs import restored_study

        with tempfile.TemporaryDirectory(prefix="caseflow-") as place:
            return restored_study(self.run, Path(place))

    @cached_property
    def config(self) -> Config:
        """The config of the usual years."""
        return self.study.resolve(BASE)

    # -- models -------------------------------------------------------------------------------------------------

    @property
    def models(self) -> Sequence[str]:
        """All models, in the run's order."""
        return self.run.record.question.models

    @cached_property
    def baseline(self) -> str:
        """The model that others are held against."""
        return baseline_of(self.models, self.config.baseline)

    @property
    def others(self) -> list[str]:
        """All models but the baseline."""
        return [model for model in self.models if model != self.baseline]

    @property
    def fit_beside(self) -> bool:
        """Whether all models stand beside each other."""
        return len(self.models) <= MOST_BESIDE

    @property
    def futures(self) -> int:
        """Futures that every model met."""
        return self.run.record.question.replications

    # -- stresses -----------------------------------------------------------------------------------------------

    @cached_property
    def stresses(self) -> list[Stress]:
        """All but points of the grid that nobody asked for by name, in the run's order."""
        spans = plain_rows(self.tables["stress_scenarios"])
        return [self._stress(span) for span in spans if not span["only_of_grid"]]

    def _stress(self, span: Data) -> Stress:
        hits = tuple(str(span["hits"]).split("; "))
        is_aimed = len(hits) < len(self.municipalities)
        kind = SOMEWHERE if is_aimed else LASTING if is_missing(span["ends"]) else EVERYWHERE
        return Stress(span["scenario"], self._title(span), kind, hits if is_aimed else (), span)

    def _title(self, span: Data) -> str:
        declared = self.study.base.plain().get("scenarios") or {}
        parts = [declared.get(name, {}) for name in str(span["scenario"]).split("+")]
        titles = [(part.get("titles") or {}).get(self.language.code) for part in parts]
        return "; ".join(map(str, titles)) if all(titles) else str(span["title"])

    @cached_property
    def municipalities(self) -> list[str]:
        """Those of the region, in the config's order."""
        return [name for name, place in self.config.municipalities.items() if not place.outside]

    # -- figures ------------------------------------------------------------------------------------------------

    @cached_property
    def _figures(self) -> Mapping[tuple[str, str, str, str], Data]:
        own = self.tables["stress"]
        return {
            (row["scenario"], row["model"], row["unit"], row["indicator"]): row
            for row in plain_rows(own[own["scope"] != "service"])
        }

    def figure(self, stress: Stress, model: str, unit: str = REGION, indicator: str = LIMITS) -> Data | None:
        """The row of ``stress``; None if nothing was counted."""
        return self._figures.get((stress.scenario, model, unit, indicator))

    @cached_property
    def _recoveries(self) -> Mapping[tuple[str, str, str], Data]:
        return {(r["scenario"], r["model"], r["unit"]): r for r in plain_rows(self.tables["stress_recovery"])}

    def recovery(self, stress: Stress, model: str, unit: str = REGION) -> Data | None:
        """The row of ``stress_recovery``; None of what has no end, or ends too late to be followed."""
        return self._recoveries.get((stress.scenario, model, unit))

    @cached_property
    def _between(self) -> Mapping[tuple[str, str, str, str], Data]:
        rows = plain_rows(self.tables["stress_models"]) if "stress_models" in self.tables else []
        return {(row["scenario"], row["model"], row["unit"], row["indicator"]): row for row in rows}

    def between(self, stress: Stress, model: str, unit: str = REGION, indicator: str = LIMITS) -> Data | None:
        """The row of ``stress_models``, a model beside the baseline; None of the baseline itself."""
        return self._between.get((stress.scenario, model, unit, indicator))

    def where(self, stress: Stress) -> str:
        """Where a stress is read: in the place aimed at that it hits hardest under the baseline, or in the region."""
        found = {place: self.figure(stress, self.baseline, place) for place in stress.places}
        hit = {place: float(row["extra"]) for place, row in found.items() if row is not None}
        return max(hit, key=lambda place: hit[place]) if hit else REGION

    # -- the grid -----------------------------------------------------------------------------------------------

    @cached_property
    def breaking(self) -> Mapping[tuple[str, float], Data]:
        """The region's rows of ``stress_breaking``, by model and size of posts; none without a grid."""
        own = self.tables.get("stress_breaking")
        rows = [] if own is None else plain_rows(own[own["scope"] == REGION])
        return {(row["model"], float(row["posts_percent"])): row for row in rows}
