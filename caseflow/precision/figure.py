"""The course of a mean as a figure."""

from __future__ import annotations

from pathlib import Path

from caseflow.comparison.words import name_of
from caseflow.errors import UserError
from caseflow.language import language
from caseflow.plots.figures import draw_cumulative_mean
from caseflow.precision.findings import Findings
from caseflow.stats.registry import REGION

FORMATS = (".png", ".svg", ".pdf")


def save_figure(findings: Findings, path: Path) -> None:
    """Draw the course of a share; the narrowest half-width that was asked for, or was the run's goal, is shown.

    Raises UserError for another indicator, another kind of file, and a place that cannot be written to.
    """
    if findings.indicator.kind != "share":
        raise UserError(f"--figure draws shares, and {findings.indicator.name} is none")
    if path.suffix not in FORMATS:
        raise UserError(f"--figure draws {', '.join(FORMATS)}, not {path.name}")
    precision = findings.world.run.record.precision
    asked = [*findings.question.half_widths, *([precision.goal.half_width] if precision else [])]
    unit = findings.question.unit
    quantity = f"{name_of(findings.indicator.name)} ({'the region' if unit == REGION else unit})"
    figure = draw_cumulative_mean(findings.course_table(), language("en"), quantity, min(asked, default=None))
    try:
        figure.savefig(path)
    except OSError as error:
        raise UserError(f"cannot write {path}: {error.strerror}") from error
