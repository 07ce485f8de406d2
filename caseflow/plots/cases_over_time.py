"""Open and overdue investigations week by week."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from caseflow.plots.style import GREY, OKABE_ITO, styled

SERIES = {
    "open_investigations": ("open (line: half of the futures are below; band: four of five)", OKABE_ITO[0]),
    "overdue_open": ("of these past their legal limit", OKABE_ITO[1]),
}


@styled
def plot_cases_over_time(table: pd.DataFrame, ax: Axes, change_date: dt.date) -> Axes:
    """Draw the median over replications of the region's open and overdue investigations, and the band from 10 to 90 %.

    ``table`` has the columns ``date`` and, for each of SERIES, its name with ``_q10``, ``_q50`` and ``_q90``: quantiles
    of the counts on that date. Its rows are one scenario's and one model's. Before ``change_date`` every model has
    today's organisation.
    """
    dates = pd.to_datetime(table["date"])
    for series, (label, color) in SERIES.items():
        low, middle, high = (table[f"{series}_{share}"] for share in ("q10", "q50", "q90"))
        ax.fill_between(dates, low, high, color=color, alpha=0.2, linewidth=0)
        ax.plot(dates, middle, label=label, color=color, linewidth=1.8)
    _mark_change(ax, change_date)
    locator = AutoDateLocator(minticks=3, maxticks=8)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    ax.set_ylim(0, None)
    ax.set_ylabel("investigations")
    return ax


def _mark_change(ax: Axes, change_date: dt.date) -> None:
    when = date2num(change_date)  # type: ignore[no-untyped-call]
    ax.axvline(when, color=GREY, linewidth=1.2)
    ax.annotate(
        "the model takes over", (when, 1), (5, -2), xycoords=("data", "axes fraction"),
        textcoords="offset points", color=GREY, fontsize=9, va="top",
    )  # fmt: skip
