"""Whole figures: how large each is, and how its panels are laid out. Each is a pure function of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from caseflow.language import Language
from caseflow.plots import (
    breach_by_municipality,
    cases_over_time,
    cumulative_mean,
    duration_ecdf,
    recovery,
    stress_curves,
    transition,
    utilisation,
)
from caseflow.plots.breach_distribution import plot_breach_distribution
from caseflow.plots.differences import Better, plot_differences
from caseflow.plots.processing_parts import plot_processing_parts
from caseflow.plots.style import (
    OKABE_ITO,
    in_order,
    legend_below,
    lines_of,
    new_figure,
    no_label,
    nothing_to_show,
    one_scale,
    panel_title,
    styled,
    wrapped,
)
from caseflow.plots.worker_timeline import plot_worker_timeline

HEADING: dict[str, Any] = {"fontsize": 12, "fontweight": "bold", "x": 0.01, "ha": "left"}
"""The title of a figure of several panels."""

NARROWEST = 9.0
"""Inches that titles and keys need."""

LINE = 0.17
"""Inches of a line of a name."""

TITLE = 80
"""Signs of a line of a title above panels."""


# -- of a run ---------------------------------------------------------------------------------------------------


def draw_figures(
    of: str, table: pd.DataFrame, scenarios: Sequence[str], change_date: dt.date, language: Language
) -> dict[str, Figure]:
    """The figures of some scenarios in a table, by name; the scenario's name is added if there are several.

    The table is ``of`` breaches, durations or weekly_bands, and as the figures of them say; breaches also have a
    ``year``. Shares and durations are those of the years after ``change_date``. There are none for which a run has
    nothing to show, such as one without a single limit.
    """
    if of == "breaches":
        table = table[table["year"] >= change_date.year]
    figures: dict[str, Figure] = {}
    for scenario in scenarios:
        ending = f"_{scenario}" if len(scenarios) > 1 else ""
        own = table[table["scenario"] == scenario]
        if len(own):
            for name, figure in _draw_scenario(of, own, change_date, language).items():
                figures[name + ending] = figure
    return figures


def _draw_scenario(of: str, table: pd.DataFrame, change_date: dt.date, language: Language) -> dict[str, Figure]:
    if of == "durations":
        return {"duration_ecdf": draw_duration_ecdf(table, language)}
    if of == "weekly_bands":
        return {"cases_over_time": draw_cases_over_time(table, language, change_date)}
    return {
        "breach_distribution": draw_breach_distribution(table, language),
        "breach_by_municipality": draw_breach_by_municipality(table, language),
    }


# -- one by one; tables as the plots of the same names say --------------------------------------------------------


def draw_breach_distribution(table: pd.DataFrame, language: Language) -> Figure:
    """Breach shares of single years, a row a model."""
    figure, (ax,) = new_figure(8, 1.4 + 0.95 * _n_models(table))
    plot_breach_distribution(table, ax, language)
    return figure


@styled
def draw_breach_by_municipality(table: pd.DataFrame, language: Language) -> Figure:
    """Breach shares by municipality, a panel each."""
    places = breach_by_municipality.municipalities_of(table)
    columns = max(min(4, len(places)), 1)
    figure, axes = _panels(
        places,
        columns,
        (3 + 2.2 * columns, 1.2, 0.7 + breach_by_municipality.row_inches(table) * _n_models(table)),
        lambda place, ax: breach_by_municipality.plot_breach_by_municipality(table, place, ax, language),
        language,
    )
    one_scale(axes, "x", room=1.2)  # for the counts beside the bars
    figure.suptitle(language.text("Missed legal limits by municipality: modelled, not observed"), **HEADING)
    figure.supxlabel(breach_by_municipality.label_of_shares(language), fontsize=10)
    return figure


@styled
def draw_duration_ecdf(table: pd.DataFrame, language: Language) -> Figure:
    """How long investigations last: one panel where colours can tell the models apart, else a panel a model."""
    models = in_order(table["model"])
    if len(models) <= len(OKABE_ITO):
        figure, (ax,) = new_figure(8, 4.5)
        duration_ecdf.plot_duration_ecdf(table, ax, language)
        return figure
    return _beside_all_others(
        models,
        lambda model, ax: duration_ecdf.plot_duration_ecdf(table, ax, language, model),
        duration_ecdf.title(language),
        (duration_ecdf.days_label(language), duration_ecdf.share_label(language)),
        language,
    )


@styled
def draw_cases_over_time(table: pd.DataFrame, language: Language, change_date: dt.date) -> Figure:
    """Open and overdue investigations, a panel a model."""
    return _over_time(
        table,
        lambda own, ax: cases_over_time.plot_cases_over_time(own, ax, language, change_date),
        1.05,
        cases_over_time.title(language),
        language,
    )


@styled
def draw_utilisation(table: pd.DataFrame, language: Language, change_date: dt.date) -> Figure:
    """Time used and sick leave by quarter, a panel a model; ``table`` is as for one, of any number of models."""
    return _over_time(
        table,
        lambda own, ax: utilisation.plot_utilisation(own, ax, language, change_date),
        1.3,
        utilisation.title(language),
        language,
    )


def draw_differences(
    table: pd.DataFrame, language: Language, quantity: str, baseline: str, better: Better, decimals: int = 1
) -> Figure:
    """Paired differences to the baseline, a row a model."""
    figure, (ax,) = new_figure(9, 1.5 + _row_inches(table) * len(table))
    plot_differences(table, ax, language, quantity, baseline, better, decimals)
    return figure


@styled
def draw_stress_curves(table: pd.DataFrame, language: Language, limit: float) -> Figure:
    """Stress curves: one panel where colours can tell the models apart, else a panel a model."""
    models = in_order(table["model"])
    if len(models) <= len(OKABE_ITO):
        figure, (ax,) = new_figure(9, 4.5)
        stress_curves.plot_stress_curves(table, ax, language, limit)
        return figure
    return _beside_all_others(
        models,
        lambda model, ax: stress_curves.plot_stress_curves(table, ax, language, limit, model),
        stress_curves.title(language),
        (stress_curves.rate_label(language), stress_curves.share_label(language)),
        language,
    )


@styled
def draw_recovery(table: pd.DataFrame, language: Language, shock_weeks: float) -> Figure:
    """Overdue cases more than without a shock, a panel a model, all on the same scale; ``table`` is of all of them."""
    models = in_order(table["model"])
    columns = max(min(3, len(models)), 1)
    figure, _ = _panels(
        models,
        columns,
        (2 + 2.9 * columns, 1.4, 1.8),
        lambda model, ax: recovery.plot_recovery(table[table["model"] == model], ax, language, shock_weeks),
        language,
    )
    figure.suptitle(recovery.title(language), **HEADING)
    figure.supxlabel(recovery.weeks_label(language), fontsize=10)
    return figure


@styled
def draw_transition(table: pd.DataFrame, language: Language, quantity: str, baseline: str) -> Figure:
    """Differences by quarter, a panel a model, all on the same scale; ``table`` is of all of them."""
    models = in_order(table["model"])
    columns = max(min(2, len(models)), 1)
    figure, _ = _panels(
        models,
        columns,
        (2 + 3.4 * columns, 1.2, 1.8),
        lambda model, ax: transition.plot_transition(table[table["model"] == model], ax, language),
        language,
    )
    title = language.text("{quantity}: difference to {baseline}, by quarter", quantity=quantity, baseline=baseline)
    figure.suptitle(wrapped(title, TITLE), **HEADING)
    figure.supxlabel(transition.key(language), fontsize=10)
    return figure


def draw_processing_parts(table: pd.DataFrame, language: Language) -> Figure:
    """Where the three months go, a row a model."""
    figure, (ax,) = new_figure(9, 2.2 + _row_inches(table) * _n_models(table))
    plot_processing_parts(table, ax, language)
    legend_below(figure, ax, columns=2)
    return figure


def draw_worker_timeline(table: pd.DataFrame, language: Language) -> Figure:
    """Caseload and absence of every worker in one simulated future."""
    figure, (ax,) = new_figure(11, max(1.4 + 0.2 * table["worker"].nunique(), 3.2))
    plot_worker_timeline(table, ax, language)
    legend_below(figure, ax)
    return figure


@styled
def draw_cumulative_mean(
    table: pd.DataFrame, language: Language, quantity: str, half_width: float | None = None
) -> Figure:
    """The mean over more and more replications, a panel a model; ``quantity`` is what the share is, in the language."""
    models = in_order(table["model"])
    columns, tops = max(min(3, len(models)), 1), [1.0] * (not models)

    def draw(model: str, ax: Axes) -> Axes:
        cumulative_mean.plot_cumulative_mean(table[table["model"] == model], ax, language, half_width)
        tops.append(ax.get_ylim()[1])
        return ax

    figure, axes = _panels(models, columns, (2 + 2.9 * columns, 1.1, 2.1), draw, language)
    axes[0].set_ylim(0, max(tops))
    figure.suptitle(wrapped(quantity, TITLE), **HEADING)
    figure.supxlabel(cumulative_mean.futures_label(language), fontsize=10)
    return figure


# -- layout -----------------------------------------------------------------------------------------------------


def _n_models(table: pd.DataFrame) -> int:
    return len(in_order(table["model"]))


def _row_inches(table: pd.DataFrame) -> float:
    """How high a row must be for the name beside it."""
    return max(0.36, LINE * (lines_of(table["model"].unique()) + 0.5))


def _panels(
    names: Sequence[str],
    columns: int,
    inches: tuple[float, float, float],
    draw: Callable[[str, Axes], Axes],
    language: Language,
) -> tuple[Figure, list[Axes]]:
    """A panel a name, row after row; ``inches``: the width of all, the height beside the panels, that of each row.

    Titles of two lines have room in a row; it is higher for longer ones.
    """
    width, beside, row = inches
    row += LINE * max(lines_of(names) - 2, 0)
    figure, axes = new_figure(
        max(width, NARROWEST), beside + row * max(-(-len(names) // columns), 1), max(len(names), 1), columns
    )
    if not names:
        nothing_to_show(axes[0], language)
    for name, ax in zip(names, axes, strict=False):
        draw(name, ax)
    for axis in (axis for ax in axes for axis in (ax.xaxis, ax.yaxis) if not axis.get_label_text()):
        no_label(axis)
    return figure, axes


def _beside_all_others(
    models: Sequence[str], draw: Callable[[str, Axes], Axes], title: str, labels: tuple[str, str], language: Language
) -> Figure:
    """A panel a model, which shows it beside all others."""
    figure, _ = _panels(models, 5, (11, 1.2, 2.1), draw, language)
    figure.suptitle(language.text("{title}: each model beside all others", title=title), **HEADING)
    figure.supxlabel(labels[0], fontsize=10)
    figure.supylabel(labels[1], fontsize=10)
    return figure


def _over_time(
    table: pd.DataFrame, draw: Callable[[pd.DataFrame, Axes], Axes], room: float, title: str, language: Language
) -> Figure:
    """A panel a model, one below the other where they are few, all on one scale with ``room`` above."""
    models = in_order(table["model"])
    columns = 1 if len(models) <= len(OKABE_ITO) else 3
    figure, axes = _panels(
        models,
        columns,
        (9 if columns == 1 else 12, 1.2, 1.8),
        lambda model, ax: draw(table[table["model"] == model], ax),
        language,
    )
    for model, ax in zip(models, axes, strict=False):
        panel_title(ax, wrapped(model, 36 if columns > 1 else TITLE), fontsize=12 if columns == 1 else 10)
    for ax in (panel for place, panel in enumerate(axes) if place % columns):
        no_label(ax.yaxis)
    one_scale(axes, "y", room)
    figure.suptitle(wrapped(title, TITLE), **HEADING)
    legend_below(figure, axes[0], columns=1)
    return figure
