"""The course of a mean as a figure."""

from __future__ import annotations

from pathlib import Path

from caseflow.comparison.words import name_of, place_of
from caseflow.config.titles import names_of_models
from caseflow.errors import UserError, words_of
from caseflow.language import Language, capital
from caseflow.messages import message
from caseflow.plots.figures import draw_cumulative_mean
from caseflow.precision.findings import Findings

FORMATS = (".png", ".svg", ".pdf")


def save_figure(findings: Findings, path: Path, language: Language) -> None:
    """Draw the course of a share; the narrowest half-width that was asked for, or was the run's goal, is shown.

    Raises UserError for another indicator, another kind of file, and a place that cannot be written to.
    """
    if not findings.indicator.is_share:
        raise UserError(message("--figure draws shares, and {indicator} is none", indicator=findings.indicator.name))
    if path.suffix not in FORMATS:
        raise UserError(message("--figure draws {formats}, not {file}", formats=", ".join(FORMATS), file=path.name))
    precision = findings.world.run.record.precision
    asked = [*findings.question.half_widths, *([precision.goal.half_width] if precision else [])]
    indicator = capital(name_of(findings.indicator.name, language))
    quantity = f"{indicator} ({place_of(findings.question.unit, language)})"
    called = names_of_models(findings.world.study.resolve(findings.world.scenario), findings.models, language.code)
    course = findings.course_table()
    course["model"] = course["model"].map(called)
    figure = draw_cumulative_mean(course, language, quantity, min(asked, default=None))
    try:
        figure.savefig(path)
    except OSError as error:
        raise UserError(message("cannot write {file}: {words}", file=path, words=words_of(error))) from error
