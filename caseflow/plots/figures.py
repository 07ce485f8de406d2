"""The figures of a run: which there are, and how large."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from caseflow.plots.breach_by_municipality import LABEL, municipalities_of, plot_breach_by_municipality
from caseflow.plots.breach_distribution import plot_breach_distribution
from caseflow.plots.cases_over_time import plot_cases_over_time
from caseflow.plots.duration_ecdf import DAYS_LABEL, SHARE_LABEL, TITLE, plot_duration_ecdf
from caseflow.plots.style import OKABE_ITO, in_order, label_of, legend_below, new_figure, one_scale, styled

HEADING: dict[str, Any] = {"fontsize": 12, "fontweight": "bold", "x": 0.01, "ha": "left"}
"""The title of a figure of several panels."""


def draw_figures(
    indicators: pd.DataFrame, weekly: pd.DataFrame, durations: pd.DataFrame, change_date: dt.date
) -> dict[str, Figure]:
    """The figures of every scenario in the tables, by name; the scenario's name is added if there are several.

    ``indicators`` has a row for each value of breach_share; ``weekly`` and ``durations`` as the figures of them say.
    Shares and durations are those of the years after ``change_date``.
    """
    scenarios = in_order(weekly["scenario"])
    indicators = indicators[indicators["year"] >= change_date.year]
    figures: dict[str, Figure] = {}
    for scenario in scenarios:
        ending = f"_{scenario}" if len(scenarios) > 1 else ""
        own = _draw_scenario(
            indicators[indicators["scenario"] == scenario],
            weekly[weekly["scenario"] == scenario],
            durations[durations["scenario"] == scenario],
            change_date,
        )
        for name, figure in own.items():
            figures[name + ending] = figure
    return figures


def _draw_scenario(
    indicators: pd.DataFrame, weekly: pd.DataFrame, durations: pd.DataFrame, change_date: dt.date
) -> dict[str, Figure]:
    """Without the figures for which a run has nothing to show, such as one without a single limit."""
    figures = {}
    if (indicators["indicator"] == "breach_share").any():
        figures["breach_distribution"] = _breach_distribution(indicators)
        figures["breach_by_municipality"] = _breach_by_municipality(indicators)
    if len(durations):
        figures["duration_ecdf"] = _duration_ecdf(durations)
    if len(weekly):
        figures["cases_over_time"] = _cases_over_time(weekly, change_date)
    return figures


def _breach_distribution(indicators: pd.DataFrame) -> Figure:
    figure, (ax,) = new_figure(8, 1.4 + 0.95 * len(in_order(indicators["model"])))
    plot_breach_distribution(indicators, ax)
    return figure


@styled
def _breach_by_municipality(indicators: pd.DataFrame) -> Figure:
    models, places = in_order(indicators["model"]), municipalities_of(indicators)
    columns = min(4, len(places))
    rows = -(-len(places) // columns)
    figure, axes = new_figure(3 + 2.2 * columns, 1.2 + rows * (0.7 + 0.24 * len(models)), len(places), columns)
    for place, ax in zip(places, axes, strict=True):
        plot_breach_by_municipality(indicators, place, ax)
    one_scale(axes, "x", room=1.2)  # for the counts beside the bars
    figure.suptitle("Missed legal limits by municipality: modelled, not observed", **HEADING)
    figure.supxlabel(LABEL, fontsize=10)
    return figure


@styled
def _duration_ecdf(durations: pd.DataFrame) -> Figure:
    """One panel where colours can tell the models apart, else a panel a model."""
    models = in_order(durations["model"])
    if len(models) <= len(OKABE_ITO):
        figure, (ax,) = new_figure(8, 4.5)
        plot_duration_ecdf(durations, ax)
        return figure
    columns = 5
    figure, axes = new_figure(11, 1.2 + 1.9 * -(-len(models) // columns), len(models), columns)
    for model, ax in zip(models, axes, strict=True):
        plot_duration_ecdf(durations, ax, model)
    figure.suptitle(f"{TITLE}: each model beside all others", **HEADING)
    figure.supxlabel(DAYS_LABEL, fontsize=10)
    figure.supylabel(SHARE_LABEL, fontsize=10)
    return figure


@styled
def _cases_over_time(weekly: pd.DataFrame, change_date: dt.date) -> Figure:
    models = in_order(weekly["model"])
    columns = 1 if len(models) <= len(OKABE_ITO) else 3
    figure, axes = new_figure(9 if columns == 1 else 12, 0.8 + 1.8 * -(-len(models) // columns), len(models), columns)
    for model, ax in zip(models, axes, strict=True):
        plot_cases_over_time(weekly[weekly["model"] == model], ax, change_date)
        ax.set_title(label_of(model), fontsize=12 if columns == 1 else 10)
    for ax in (panel for place, panel in enumerate(axes) if place % columns):
        ax.set_ylabel("")
    one_scale(axes, "y")
    legend_below(figure, axes[0])
    return figure
