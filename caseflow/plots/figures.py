"""The figures of a run: which there are, and how large."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.figure import Figure

from caseflow.plots.breach_by_municipality import plot_breach_by_municipality
from caseflow.plots.breach_distribution import plot_breach_distribution
from caseflow.plots.cases_over_time import plot_cases_over_time
from caseflow.plots.duration_ecdf import plot_duration_ecdf
from caseflow.plots.style import in_order, label_of, legend_below, new_figure, styled


def draw_figures(
    indicators: pd.DataFrame, weekly: pd.DataFrame, durations: pd.DataFrame, change_date: dt.date
) -> dict[str, Figure]:
    """The figures of every scenario in the tables, by name; the scenario's name is added if there are several.

    Shares and durations are those of the years after ``change_date``.
    """
    scenarios = in_order(indicators["scenario"])
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


def _breach_by_municipality(indicators: pd.DataFrame) -> Figure:
    models = in_order(indicators["model"])
    places = in_order(indicators.loc[indicators["scope"] == "municipality", "unit"])
    figure, (ax,) = new_figure(8, 1.8 + (0.35 + 0.18 * len(models)) * len(places))
    plot_breach_by_municipality(indicators, ax)
    legend_below(figure, ax)
    return figure


def _duration_ecdf(durations: pd.DataFrame) -> Figure:
    figure, (ax,) = new_figure(8, 4.5)
    plot_duration_ecdf(durations, ax)
    return figure


@styled
def _cases_over_time(weekly: pd.DataFrame, change_date: dt.date) -> Figure:
    models = in_order(weekly["model"])
    figure, axes = new_figure(9, 0.8 + 1.8 * len(models), len(models))
    for model, ax in zip(models, axes, strict=True):
        plot_cases_over_time(weekly[weekly["model"] == model], ax, change_date)
        ax.set_title(label_of(model))
    legend_below(figure, axes[0])
    return figure
