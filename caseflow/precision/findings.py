"""What a stored run knows how closely: the course of its means, the replications needed, and its run-in."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from caseflow.comparison.asking import Asked, faults
from caseflow.comparison.faults import refuse
from caseflow.comparison.forms import Form, form_of
from caseflow.comparison.reading import Results, World, entrants, open_worlds, scope_of
from caseflow.decisions.counts import Counts
from caseflow.decisions.jackknife import Estimate, Float64, Int64, ratio_of_sums
from caseflow.decisions.needed import Course, Needed, course, needed, steps
from caseflow.decisions.run_in import BATCH, LEAST_BATCHES, Truncation, moving_average, truncation
from caseflow.decisions.verdict import LIMITS
from caseflow.messages import Message, message
from caseflow.stats.registry import BY_NAME, REGION, Indicator
from caseflow.store.folder import TABLE_FILES
from caseflow.store.parquet import SERIES, Int32, weekly_numbers

if TYPE_CHECKING:
    import pandas as pd

OF_SHARES = (0.05, 0.02, 0.01, 0.005)
"""Half-widths that are asked about, of shares."""

OF_OTHERS = (0.1, 0.05, 0.02, 0.01)
"""The same of anything else, as parts of the baseline's mean."""

WINDOW_WEEKS = 6
"""Of the moving average, on each side: a quarter together."""

SEASON_WEEKS = 13
"""The end of the run-in is compared over so many weeks."""

YEAR_WEEKS = 52


@dataclass(frozen=True)
class Question:
    """The options of ``caseflow precision``."""

    indicator: str = LIMITS
    unit: str = REGION
    scenario: str | None = None
    half_widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Series:
    """A weekly series of the baseline, pooled over replications."""

    mean: Float64
    """[week]"""
    smooth: Float64
    """[week]: Welch's moving average."""
    truncation: Truncation | None
    """None where the series is too short."""
    at_end: float
    """Mean of the last weeks of the run-in."""
    year_later: Estimate | None
    """The same weeks a year later, less those; None where they are not simulated."""


@dataclass(frozen=True)
class RunIn:
    """What the weekly series say of the run-in."""

    replications: int
    dates: tuple[dt.date, ...]
    weeks: int
    """Of the run-in."""
    weeks_compared: int
    """At its end, with the same weeks of the next year."""
    series: dict[str, Series]
    has_baseline: bool
    """Without it only the run-in itself is looked at, which is the same in every model."""


@dataclass(frozen=True)
class Findings:
    """The whole."""

    world: World
    question: Question
    indicator: Indicator
    models: tuple[str, ...]
    baseline: int | None
    """Place among the models; None if the run does not have it."""
    form: Form
    steps: Int64
    course: Course
    """[model, step]"""
    figures: Estimate
    """[model]"""
    differences: Estimate | None
    """[model]: to the baseline."""
    half_widths: tuple[float, ...]
    run_in: RunIn

    def course_table(self) -> pd.DataFrame:
        """The course as rows ``model``, ``replications``, ``mean``, ``low`` and ``high``, a model after the other."""
        import pandas as pd

        own = (self.course.value, self.course.low, self.course.high)
        columns = dict(zip(("mean", "low", "high"), (values.ravel() for values in own), strict=True))
        names = np.repeat(np.array(self.models, dtype=object), len(self.steps))
        return pd.DataFrame({"model": names, "replications": np.tile(self.steps, len(self.models)), **columns})

    def needed(self, estimate: Estimate) -> list[Needed]:
        """For each half-width, the replications of each model."""
        return [needed(estimate, half_width) for half_width in self.half_widths]


def look_into(path: Path, question: Question) -> Findings:
    """Open a run folder and find out.

    Raises RunFolderError for a folder that cannot be read, and UserError, all faults at once, for what it has not.
    """
    worlds = open_worlds([path], question.scenario)
    world, everybody = worlds[0], entrants(worlds)
    asked = Asked(indicators=(question.indicator,), unit=question.unit)
    refuse([*faults(asked, worlds, everybody), *_too_wide(question)])
    results = Results(worlds, everybody)
    counts = results.by_year(question.indicator, [question.unit])
    counts = Counts(counts.numerator[0], counts.denominator[0])
    figures = ratio_of_sums(*counts.by_replication())
    models = tuple(entrant.model for entrant in everybody)
    baseline = models.index(world.baseline) if world.baseline in models else None
    at = steps(results.n_replications)
    indicator = BY_NAME[question.indicator]
    form = form_of(indicator, math.inf)  # shares in points, as --precision has them, however few the cases
    first = baseline or 0
    return Findings(
        world=world,
        question=question,
        indicator=indicator,
        models=models,
        baseline=baseline,
        form=form,
        steps=at,
        course=course(*counts.by_replication(), at, indicator.is_share),
        figures=figures,
        differences=None if baseline is None else figures - _repeated(figures, baseline),
        half_widths=question.half_widths or _usual(form, float(figures.value[first])),
        run_in=_run_in(world, question.unit, models if baseline is None else (world.baseline,), baseline is not None),
    )


def _too_wide(question: Question) -> Iterator[Message]:
    """Half-widths of a share that were meant in points."""
    indicator = BY_NAME.get(question.indicator)
    if indicator is not None and form_of(indicator, math.inf).is_share:
        for width in (width for width in question.half_widths if width >= 1):
            yield message(
                "--half-width {width} of a share is more than all there is: {width} points are {share}",
                width=format(width, "g"),
                share=format(width / 100, "g"),
            )


def _repeated(figures: Estimate, place: int) -> Estimate:
    return figures[np.full(len(figures.value), place)]


def _usual(form: Form, mean: float) -> tuple[float, ...]:
    if form.is_share:
        return OF_SHARES
    return tuple(part * mean for part in OF_OTHERS) if mean > 0 else ()


# -- run-in -----------------------------------------------------------------------------------------------------


def _run_in(world: World, unit: str, models: tuple[str, ...], has_baseline: bool) -> RunIn:
    where = world.run.path / TABLE_FILES["weekly"]
    only = {"model": models[0], "scenario": world.scenario, "scope": scope_of(unit), "unit": unit}
    days, of_units = weekly_numbers(where, world.run.record.question.replications, SERIES, only)
    dates, numbers = days.astype("datetime64[D]").tolist(), of_units[models[0], unit]
    weeks = sum(date < world.change_date for date in dates)
    if not has_baseline:
        dates, numbers = dates[:weeks], numbers[:, :, :weeks]
    compared = min(SEASON_WEEKS, weeks)
    series = {name: _series(of, weeks, compared) for name, of in zip(SERIES, numbers, strict=True)}
    return RunIn(numbers.shape[1], tuple(dates), weeks, compared, series, has_baseline)


def _series(numbers: Int32, weeks: int, compared: int) -> Series:
    """From the numbers of each replication and week."""
    mean = numbers.mean(axis=0)
    before = numbers[:, weeks - compared : weeks].mean(axis=1)
    after = numbers[:, weeks - compared + YEAR_WEEKS : weeks + YEAR_WEEKS]
    has_after = compared > 0 and after.shape[1] == compared
    return Series(
        mean=mean,
        smooth=moving_average(mean, WINDOW_WEEKS),
        truncation=truncation(mean) if len(mean) >= BATCH * LEAST_BATCHES else None,
        at_end=float(before.mean()) if compared else float("nan"),
        year_later=ratio_of_sums(after.mean(axis=1) - before, np.ones(len(before))) if has_after else None,
    )
