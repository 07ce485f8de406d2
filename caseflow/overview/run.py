"""What ``caseflow simulate`` and ``show`` print of a run: a row a model and scenario, how sure it is, and where."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.language import Language
from caseflow.overview.chances import Chance, chances_of_no_breach
from caseflow.overview.saying import UNSEEN
from caseflow.overview.years import within_a_year
from caseflow.stats.registry import REGION

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.store.opened import Run
    from caseflow.store.record import Precision, Question

MISSING = "-"


def run_as_data(run: Run) -> dict[str, Any]:
    """What ``--json`` prints: the folder, what was asked, and every row of the summary."""
    return {
        "run": str(run.path),
        "title": run.record.title,
        "synthetic": run.record.synthetic,
        "question": run.record.question.model_dump(),
        "precision": None if run.record.precision is None else run.record.precision.model_dump(),
        "software": run.record.software.model_dump(),
        "chance_of_no_breach_in_a_year": [
            {"municipalities": list(run.record.reading.smallest_service), "model": model, "scenario": scenario}
            | asdict(chance)
            for (model, scenario), chance in chances_of_no_breach(run).items()
        ],
        "summary": records(run.table("summary")),
    }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns; None for what is missing: JSON knows no NaN."""
    return [
        {str(name): None if isinstance(value, float) and math.isnan(value) else value for name, value in row.items()}
        for row in table.to_dict(orient="records")
    ]


def run_as_tables(run: Run, language: Language) -> Iterator[Table | str]:
    """The same for people, in their language."""
    text, summary, question = language.text, run.table("summary"), run.record.question
    if summary.empty:
        yield text("the run has no year of statistics")
    else:
        yield _run_table(run, summary, language)
    yield _how_sure(question, language)
    region = summary[(summary["scope"] == REGION) & (summary["indicator"] == "breach_share")]
    if question.replications > 1 and (region["mean"] == 0).any():
        yield text(UNSEEN)
    reading = run.record.reading
    if words := within_a_year(reading.first_year, reading.years, question.years, language):
        yield words
    if run.record.precision is not None:
        yield _how_close(run.record.precision, language)
    yield text("Breach figures of small services are modelled, not observed.")
    if len(question.models) > 1:
        yield text(
            "Which model is better, how surely and for whom: `caseflow compare RUN`, and for whoever decides "
            "`caseflow report RUN`, where RUN is the run folder."
        )
    yield text("run folder: {path}", path=run.path)


# -- in sentences -----------------------------------------------------------------------------------------------


def _how_sure(question: Question, language: Language) -> str:
    """How many futures there are, and what the interval contains."""
    text, futures = language.text, _replications(question.replications, language)
    futures = text("{replications} of {years}", replications=futures, years=_years(question.years, language))
    if question.replications == 1:
        return f"{futures}. " + text("One replication says nothing about how sure this is.")
    if question.fixed_assumptions:
        drawn = text(
            "Assumptions held at their values. Brackets: where the mean lies with 95% confidence, given simulation "
            "noise; what the model leaves out is not in it."
        )
    else:
        drawn = text(
            "Assumptions drawn in each. Brackets: where the mean lies with 95% confidence, given simulation noise and "
            "drawn assumptions; what the model leaves out is not in it."
        )
    years = text(
        "In four of five years: one single year in ten is below, one above. Other columns are means, whose intervals "
        "stand in tables/summary.csv of the run folder."
    )
    return f"{futures}. {drawn} {years}"


def _how_close(precision: Precision, language: Language) -> str:
    """What the run was to know how closely, and what it came to."""
    goal, last, most = precision.goal, precision.looks[-1], precision.most_replications
    asked = language.text(
        "The share of limits missed ({units}) was to be known to ±{half_width} points in every model:",
        units=language.listed([language.text("the region") if unit == REGION else unit for unit in goal.units]),
        half_width=_points(goal.half_width, language),
    )
    if precision.is_reached:
        ended = language.text("reached.")
    else:
        ended = language.text("not reached within {most}.", most=_replications(most, language))
    known = language.text(
        "The widest interval is ±{widest} points at the look after {replications}. These intervals, in run.json, all "
        "hold together with 95% confidence although the run was looked at while it grew: each of them is a {each} "
        "interval. Those in the table are as usual, each for itself.",
        widest=_points(last.widest, language),
        replications=_replications(last.replications, language),
        each=language.percent(precision.confidence_of_each, 2),
    )
    return f"{asked} {ended} {known}"


def _points(share: float, language: Language) -> str:
    """Points of per cent, to two figures; a whole number without decimals."""
    points = float(f"{100 * share:.2g}")
    return language.number(points, 0 if points.is_integer() else 1 - math.floor(math.log10(points)))


def _replications(n: int, language: Language) -> str:
    return language.plural("{n} replication", "{n} replications", n)


def _years(n: int, language: Language) -> str:
    return language.plural("{n} year", "{n} years", n)


# -- the table --------------------------------------------------------------------------------------------------


def _run_table(run: Run, summary: pd.DataFrame, language: Language) -> Table:
    text, children, no_breach = language.text, run.record.reading.smallest_service, chances_of_no_breach(run)
    table = Table(title=run.record.title or None, title_justify="left", box=SIMPLE_HEAD)
    names = [text("model"), text("scenario")][: 2 if len(run.record.question.scenarios) > 1 else 1]
    for name in names:
        table.add_column(name, no_wrap=True)
    for heading in (
        text("limits missed\nmean [95 %]"),
        text("in four of\nfive years"),
        text("no miss in\na year [95 %]:") + "\n" + "\n".join(children),
        text("children\nper post"),
        text("effort\ngiven"),
        text("follow-\nups\nmissed"),
        text("days a year\nat half staff,\nper service"),
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for (model, scenario), rows in summary.groupby(["model", "scenario"], sort=False, observed=True):
        own = [str(model), str(scenario)][: len(names)]
        table.add_row(*own, *_cells(rows, no_breach.get((str(model), str(scenario))), language))
    return table


def _cells(rows: pd.DataFrame, no_breach: Chance | None, language: Language) -> Iterator[str]:
    """The cells of one model in one scenario."""
    region = rows[rows["scope"] == "region"].set_index("indicator")
    yield _share_with_interval(region, "breach_share", language)
    yield _middle_80(region, "breach_share", language)
    yield MISSING if no_breach is None else no_breach.in_words(language)
    yield _mean(region, "children_per_post", lambda mean: language.number(mean, 1))
    yield _mean(region, "effort_given_share", language.percent)
    yield _mean(region, "follow_ups_missed_share", language.percent)
    yield _mean(region, "days_at_half_staff_or_less", language.number)


def _mean(region: pd.DataFrame, indicator: str, written: Callable[[float], str]) -> str:
    return written(float(region["mean"][indicator])) if indicator in region.index else MISSING


def _share_with_interval(region: pd.DataFrame, indicator: str, language: Language) -> str:
    if indicator not in region.index:
        return MISSING
    mean, low, high = (float(region[name][indicator]) for name in ("mean", "ci95_low", "ci95_high"))
    return language.share_with_interval(mean, low, high)


def _middle_80(region: pd.DataFrame, indicator: str, language: Language) -> str:
    if indicator not in region.index:
        return MISSING
    return language.percent_interval(float(region["q10"][indicator]), float(region["q90"][indicator]))
