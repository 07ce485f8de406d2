"""A run folder in, a page out."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from caseflow.comparison.asking import Asked, compare_runs
from caseflow.comparison.findings import Comparison
from caseflow.comparison.reading import World, open_worlds
from caseflow.errors import UserError, words_of
from caseflow.language import language
from caseflow.messages import message
from caseflow.parallel import Progress, silent
from caseflow.report.blocks import Block, Section
from caseflow.report.breaking import kept_together, with_breaks
from caseflow.report.material import COUNCIL, Edition, Material
from caseflow.report.sections.answer import answer
from caseflow.report.sections.assumptions import assumptions
from caseflow.report.sections.closing import how_it_was_run, measured, not_said
from caseflow.report.sections.compared import compared
from caseflow.report.sections.costs import costs
from caseflow.report.sections.fairness import fairness
from caseflow.report.sections.long_view import long_view
from caseflow.report.sections.stress import stress
from caseflow.report.sections.stress_des import stress_des
from caseflow.report.sections.transition import transition
from caseflow.report.sections.workload import workload
from caseflow.report.sections.years import years

INDICATORS = (
    "breach_share",
    "effort_given_share",
    "follow_ups_missed_share",
    "overdue_open",
    "screening_late_share",
    "emergency_response_hours",
    "over_three_months_share",
    "processing_days_mean",
    "measure_start_days",
    "children_per_post",
    "utilisation",
    "weeks_above_norm",
    "travel_hours",
    "evening_duties_per_worker",
    "call_outs_per_worker",
    "visits_missed_share",
    "reviews_missed_share",
    "days_at_half_staff_or_less",
    "handovers_per_case",
    "workers_seen_per_case",
    "cost_per_child",
)
"""What the models are compared by."""


@dataclass(frozen=True)
class Wanted:
    """The options of ``caseflow report``."""

    lang: str | None = None
    """One of :data:`caseflow.language.LOCALES`; None: the run's own."""
    edition: Edition = "council"
    baseline: str | None = None
    models: tuple[str, ...] = ()
    scenario: str | None = None
    stress: Path | None = None
    """A stress run of the same models; None: the run itself, if it is one."""


def write_report(run: Path, wanted: Wanted, out: Path | None = None, progress: Progress = silent) -> Path:
    """Write the report of a run folder as one HTML file and return its path; None: into the working folder.

    ``progress`` hears how many of the sections are made: figures of many models take their time.
    Raises RunFolderError for a folder that cannot be read, and UserError for what it does not have and for a file that
    cannot be written; a file that was there is replaced as a whole.
    """
    material = material_of(run, wanted)
    page = render(material, progress)
    path = Path(f"{run.resolve().name}_{wanted.edition}_{material.language.code}.html") if out is None else out
    try:
        _replace(path, page)
    except OSError as error:
        raise UserError(message("cannot write {file}: {words}", file=path, words=words_of(error))) from error
    return path


def _replace(path: Path, page: str) -> None:
    """Write beside the file and rename: a reader never meets half a page."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(page)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def material_of(run: Path, wanted: Wanted) -> Material:
    """A run's comparison in a language, for a kind of reader."""
    asked = Asked(wanted.baseline, wanted.models, INDICATORS, scenario=wanted.scenario)
    comparison = compare_runs([run], asked)
    spoken = language(wanted.lang or comparison.results.worlds[0].run.record.language)
    return Material(comparison, spoken, wanted.edition, _stress_of(comparison, wanted.stress))


def _stress_of(comparison: Comparison, asked: Path | None) -> World | None:
    """The run whose stress is told. Raises UserError for one that is none, or has none of the models."""
    world = comparison.results.worlds[0]
    if asked is None:
        return world if world.run.record.question.stress is not None else None
    (stress,) = open_worlds([asked], None)
    if stress.run.record.question.stress is None:
        raise UserError(message("{path} is no stress run: caseflow stress CONFIG makes one", path=asked))
    models = {entrant.model for entrant in comparison.results.entrants}
    if models.isdisjoint(stress.run.record.question.models):
        raise UserError(
            message(
                "{path} has none of the models of {run}: {models}",
                path=asked,
                run=world.run.path,
                models=", ".join(sorted(models)),
            )
        )
    return stress


# -- the page ---------------------------------------------------------------------------------------------------


SECTIONS: tuple[Callable[[Material], Section | None], ...] = (
    answer,
    compared,
    fairness,
    years,
    transition,
    stress,
    workload,
    costs,
    long_view,
    assumptions,
    measured,
    not_said,
    how_it_was_run,
    stress_des,
)
"""In their order, the answer first; None: a report without anything to say there leaves the section out."""


def sections(material: Material, progress: Progress = silent) -> list[Section]:
    """The sections in their order; ``progress`` hears how many are made."""
    made = []
    for done, section in enumerate(SECTIONS):
        progress(done, len(SECTIONS))
        made.append(section(material))
    progress(len(SECTIONS), len(SECTIONS))
    return [section for section in made if section is not None]


def render(material: Material, progress: Progress = silent) -> str:
    """The page as HTML; everything that a config says is escaped."""
    environment = Environment(
        loader=PackageLoader("caseflow.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"kind": _kind, "breakable": with_breaks, "kept": kept_together}
    loader = environment.loader
    assert loader is not None
    style = loader.get_source(environment, "style.css")[0]
    return environment.get_template("report.html").render(
        language=material.language.code,
        style=Markup(style),  # noqa: S704 - our own file
        title=material.config.title_in(material.language.code) or material.language.text("A caseflow run"),
        subtitle=_subtitle(material),
        edition=material.edition,
        stamp=material.language.text("Synthetic: simulated, no real persons"),
        contents=material.language.text("Contents"),
        folded=material.language.text("opens on a screen; the analyst edition prints it"),
        sections=sections(material, progress),
        number=_numbers(),
    )


def _numbers() -> Callable[[], str]:
    """Gives each table a name of its own: ``table-1``, ``table-2``."""
    count = itertools.count(1)
    return lambda: f"table-{next(count)}"


def _kind(block: Block | Any) -> str:
    return type(block).__name__.lower()


def _subtitle(material: Material) -> str:
    text = material.language.text
    edition = text("Council edition") if material.edition == COUNCIL else text("Analyst edition")
    return text(
        "{edition}: {n} organisational models, {years}, {futures}",
        edition=edition,
        n=len(material.names),
        years=material.years,
        futures=material.language.plural(
            "{n} simulated future", "{n} simulated futures", material.comparison.results.n_replications
        ),
    )
