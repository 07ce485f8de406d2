"""The mean over more and more replications: whether there are enough of them."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.style import GREY, OKABE_ITO, PALE, label_of, nothing_to_show, number_axis, percent_axis, styled


@styled
def plot_cumulative_mean(
    table: pd.DataFrame, ax: Axes, language: Language, quantity: str, half_width: float | None = None
) -> Axes:
    """Draw the mean of the first replications against their number, with its 95 % band: a share of one unit.

    ``table`` has the columns ``replications``, ``mean``, ``low`` and ``high`` (NaN where none is known), in ascending
    order. ``quantity`` says in the language what the share is of. ``half_width`` is the precision that was asked for:
    so far around the last mean is shaded.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    last = float(table["mean"].iloc[-1])
    if half_width is not None:
        ax.axhspan(max(last - half_width, 0), last + half_width, color=PALE, alpha=0.7, linewidth=0)
        ax.annotate(
            language.text("asked for: ± {points} points", points=language.number(100 * half_width, 1)),
            (1, last + half_width), (-4, 3), xycoords=("axes fraction", "data"), textcoords="offset points",
            ha="right", color=GREY, fontsize=9,
        )  # fmt: skip
    ax.axhline(last, color=GREY, linewidth=0.8, linestyle=":")
    ax.fill_between(
        table["replications"], table["low"], table["high"], color=OKABE_ITO[0], alpha=0.2, linewidth=0, step="post"
    )
    ax.step(table["replications"], table["mean"], where="post", color=OKABE_ITO[0], linewidth=2)
    number_axis(ax, "x", language.text("simulated futures (band: 95% interval of the mean)"), language)
    percent_axis(ax, "y", label_of(quantity), language)
    ax.set_xlim(0, None)
    ax.set_ylim(0, min(ax.dataLim.y1, 2 * float(table["mean"].max()) + (half_width or 0.0)) or 1.0)
    return ax


def describe_cumulative_mean(table: pd.DataFrame, language: Language, quantity: str) -> str:
    """The figure in words: the last mean with its interval."""
    if table.empty:
        return language.text("Nothing to show")
    last = table.iloc[-1]
    mean = language.text(
        "{quantity}: mean of {n} simulated futures {mean}",
        quantity=quantity,
        n=language.number(last["replications"]),
        mean=language.percent(last["mean"], 1),
    )
    if math.isnan(last["low"]):
        return f"{mean}."
    interval = language.percent_interval(last["low"], last["high"], 1)
    return language.text("{mean}, with a 95% interval from {interval}.", mean=mean, interval=interval)
