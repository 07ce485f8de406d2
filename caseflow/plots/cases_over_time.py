"""Open and overdue investigations week by week."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from caseflow.language import Language, msgid
from caseflow.plots.describing import told
from caseflow.plots.style import GREY, OKABE_ITO, date_axis, nothing_to_show, number_axis, styled

SERIES = {
    "open_investigations": (msgid("open (line: half of the futures are below; band: four of five)"), OKABE_ITO[0]),
    "overdue_open": (msgid("of these past their legal limit"), OKABE_ITO[1]),
}


@styled
def plot_cases_over_time(table: pd.DataFrame, ax: Axes, language: Language, change_date: dt.date) -> Axes:
    """Draw the median over replications of the region's open and overdue investigations, and the band from 10 to 90 %.

    ``table`` has the columns ``date`` and, for each of SERIES, its name with ``_q10``, ``_q50`` and ``_q90``: quantiles
    of the counts on that date. Its rows are one scenario's and one model's. Before ``change_date`` every model has
    today's organisation.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    dates = pd.to_datetime(table["date"])
    for series, (label, color) in SERIES.items():
        low, middle, high = (table[f"{series}_{share}"] for share in ("q10", "q50", "q90"))
        ax.fill_between(dates, low, high, color=color, alpha=0.2, linewidth=0)
        ax.plot(dates, middle, label=language.text(label), color=color, linewidth=1.8)
    mark_change(ax, change_date, language)
    date_axis(ax, language)
    number_axis(ax, "y", language.text("investigations"), language)
    ax.set_ylim(0, None)
    return ax


def describe_cases_over_time(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: the medians on the last date. ``table`` is as in the figure, of any number of models."""
    ends = {
        str(model): tuple(float(rows[f"{series}_q50"].iloc[-1]) for series in SERIES)
        for model, rows in table.groupby("model", observed=True, sort=False)
    }

    def phrase(model: str, label: str) -> str:
        return language.text(
            "{model}: {open} open, of these {overdue} past their limit.",
            model=label,
            open=language.number(ends[model][0]),
            overdue=language.number(ends[model][1]),
        )

    title = language.text("Open and overdue investigations week by week; medians at the end")
    return f"{title}. {told({model: overdue for model, (_, overdue) in ends.items()}, phrase, language)}"


def title(language: Language) -> str:
    """What the figure shows."""
    return language.text("Open and overdue investigations in the region: modelled, not observed")


def mark_change(ax: Axes, change_date: dt.date, language: Language) -> None:
    """Mark the day on which the model takes over."""
    when = date2num(change_date)  # type: ignore[no-untyped-call]
    ax.axvline(when, color=GREY, linewidth=1.2)
    ax.annotate(
        language.text("the model takes over"), (when, 1), (5, -2), xycoords=("data", "axes fraction"),
        textcoords="offset points", color=GREY, fontsize=9, va="top",
    )  # fmt: skip
