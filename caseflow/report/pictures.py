"""The figures of a report, each with its words for who cannot see it."""

from __future__ import annotations

import base64
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.comparison.writing import scale
from caseflow.decisions.counts import of_cells
from caseflow.language import capital
from caseflow.plots import figures
from caseflow.plots.breach_by_municipality import describe_breach_by_municipality
from caseflow.plots.breach_distribution import describe_breach_distribution
from caseflow.plots.cases_over_time import describe_cases_over_time
from caseflow.plots.differences import describe_differences
from caseflow.plots.duration_ecdf import describe_duration_ecdf
from caseflow.plots.processing_parts import describe_processing_parts
from caseflow.plots.recovery import describe_recovery
from caseflow.plots.stress_curves import describe_stress_curves
from caseflow.plots.transition import describe_transition
from caseflow.plots.utilisation import SERIES, describe_utilisation
from caseflow.plots.worker_timeline import describe_worker_timeline
from caseflow.report.blocks import Figure
from caseflow.report.material import MOST_MODELS, Material
from caseflow.report.names import indicator
from caseflow.stats.panel import Cell, middle_of_quarter
from caseflow.stats.registry import PROCESSING_PARTS, REGION
from caseflow.stats.summary import QUANTILES

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

DOTS_PER_INCH = 144
CSS_PIXELS_PER_INCH = 96
COLOURS = 128


def picture(drawing: Drawing, alt: str) -> Figure:
    """A drawing as a part of the page, in few colours: a third as large, and nobody sees the difference."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    drawing.set_dpi(DOTS_PER_INCH)
    canvas: Any = FigureCanvasAgg(drawing)
    canvas.draw()  # savefig would draw it twice, once to lay it out
    file = io.BytesIO()
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(COLOURS).save(file, "PNG", optimize=True)
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode('ascii')}"
    return Figure(source, alt, round(CSS_PIXELS_PER_INCH * float(drawing.get_size_inches()[0])))


# -- of the comparison ------------------------------------------------------------------------------------------


def differences(material: Material, found: Compared) -> Figure:
    """An indicator's differences to the baseline, of the models that are told in full."""
    form = words.form(found)
    gap, factor = found.difference, scale(form)
    table = pd.DataFrame(
        {
            "model": [material.names[i] for i in material.shown],
            **{
                name: [factor * float(part[i]) for i in material.shown]
                for name, part in (("difference", gap.value), ("low", gap.low), ("high", gap.high))
            },
        }
    )
    quantity, language = _quantity(material, found), material.language
    drawing = figures.draw_differences(table, language, quantity, material.baseline, found.indicator.better)
    return picture(drawing, describe_differences(table, language, quantity, material.baseline))


def transition(material: Material, found: Compared, entrants: Sequence[int]) -> Figure:
    """An indicator's differences to the baseline by quarter."""
    assert found.onset is not None
    gap, factor = found.onset.difference, scale(words.form(found))
    parts = [factor * part for part in (gap.value, gap.low, gap.high)]
    rows = [
        (material.names[i], dt.date(year, 3 * quarter - 2, 1), *(float(part[place, i]) for part in parts))
        for i in entrants
        for place, (year, quarter) in enumerate(found.onset.quarters)
    ]
    table = pd.DataFrame(rows, columns=["model", "date", "difference", "low", "high"])
    quantity = _quantity(material, found)
    drawing = figures.draw_transition(table, material.language, quantity, material.baseline)
    return picture(drawing, describe_transition(table, material.language, quantity, material.baseline))


def _quantity(material: Material, found: Compared) -> str:
    form = words.form(found)
    unit = material.writer.unit(form, found.indicator.unit)
    return f"{capital(indicator(material.language, found.indicator.name))} ({unit})"


# -- of the run's tables ----------------------------------------------------------------------------------------


def breach_distribution(material: Material, entrants: Sequence[int]) -> Figure:
    """Limits missed in single years."""
    table = material.named(material.breaches, entrants)
    return picture(
        figures.draw_breach_distribution(table, material.language),
        describe_breach_distribution(table, material.language),
    )


def breach_by_municipality(material: Material, entrants: Sequence[int]) -> Figure:
    """The same by municipality."""
    table = material.named(material.breaches, entrants)
    return picture(
        figures.draw_breach_by_municipality(table, material.language),
        describe_breach_by_municipality(table, material.language),
    )


def durations(material: Material, entrants: Sequence[int]) -> Figure:
    """How long investigations last."""
    table = material.named(material.durations, entrants)
    return picture(
        figures.draw_duration_ecdf(table, material.language), describe_duration_ecdf(table, material.language)
    )


def cases_over_time(material: Material, entrants: Sequence[int]) -> Figure:
    """Open and overdue investigations."""
    table = material.named(material.weekly_bands, entrants)
    drawing = figures.draw_cases_over_time(table, material.language, material.world.change_date)
    return picture(drawing, describe_cases_over_time(table, material.language))


def processing_parts(material: Material, entrants: Sequence[int]) -> Figure:
    """Where the three months go."""
    summary = material.summary[material.summary["scope"] == "region"]
    means = summary.set_index(["model", "indicator"])["mean"]
    rows = [
        (material.names[i], part, float(means.get((material.key(i), f"processing_{part}_days"), 0.0)))
        for i in sorted(entrants)
        for part in PROCESSING_PARTS
    ]
    table = pd.DataFrame(rows, columns=["model", "part", "days"])
    return picture(
        figures.draw_processing_parts(table, material.language), describe_processing_parts(table, material.language)
    )


def utilisation(material: Material, entrants: Sequence[int]) -> Figure:
    """Time used and sick leave, quarter by quarter."""
    rows = [row for name in SERIES for row in _quarters(material, name, sorted(entrants))]
    columns = ["model", "indicator", "date", *QUANTILES, "numerator", "denominator"]
    table = pd.DataFrame(rows, columns=columns)
    drawing = figures.draw_utilisation(table, material.language, material.world.change_date)
    return picture(drawing, describe_utilisation(table, material.language))


def _quarters(material: Material, name: str, entrants: Sequence[int]) -> Iterator[tuple[object, ...]]:
    """An indicator of the region in each quarter, the run-in's too: quantiles and sums over futures."""
    panel = material.world.quarters
    cells = [Cell(material.key(i), material.world.scenario, REGION, REGION) for i in entrants]
    counts = of_cells(panel, name, cells, panel.years)
    for place, i in enumerate(entrants):
        for at, number in enumerate(panel.years.tolist()):
            top, bottom = counts.numerator[place, :, at], counts.denominator[place, :, at]
            if bottom.any():
                shares = np.quantile(top[bottom > 0] / bottom[bottom > 0], list(QUANTILES.values()))
                yield material.names[i], name, middle_of_quarter(number), *shares, top.sum(), bottom.sum()


def recovery(material: Material, excess: pd.DataFrame, weeks: float) -> Figure:
    """Overdue cases more than without a stress that lasts so many weeks, of the models shown first."""
    entrants = (material.comparison.baseline, *material.shown[: MOST_MODELS - 1])
    table = material.of_models(excess, entrants)
    drawing = figures.draw_recovery(table, material.language, weeks)
    return picture(drawing, describe_recovery(table, material.language))


def stress_curves(material: Material, table: pd.DataFrame, limit: float) -> Figure:
    """Limits missed by sick leave."""
    drawing = figures.draw_stress_curves(table, material.language, limit)
    return picture(drawing, describe_stress_curves(table, material.language, limit))


def worker_timeline(material: Material) -> Figure:
    """Every worker's weeks under the baseline, in the first future, which is simulated again."""
    from caseflow.engines import on_tape
    from caseflow.experiment import future
    from caseflow.organisation import organise
    from caseflow.runs import plan_of
    from caseflow.stats.worker_weeks import worker_weeks

    plan = plan_of(material.record.question)
    config, tape = future(material.world.study, plan, material.world.scenario, 0)
    org = organise(config, material.key(material.comparison.baseline), tape)
    table = pd.DataFrame(worker_weeks(on_tape("auto", tape)(org)(), tape, org))
    return picture(
        figures.draw_worker_timeline(table, material.language), describe_worker_timeline(table, material.language)
    )
