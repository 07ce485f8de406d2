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

    ``table`` has the columns ``replication``, ``scope``, ``date`` and those of SERIES (counts on that date); its rows
    are one scenario's and one model's. Before ``change_date`` every model has today's organisation.
    """
    region = table[table["scope"] == "region"].groupby("date")
    for series, (label, color) in SERIES.items():
        by_date = region[series]
        low, middle, high = (by_date.quantile(share) for share in (0.1, 0.5, 0.9))
        dates = pd.to_datetime(middle.index)
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
