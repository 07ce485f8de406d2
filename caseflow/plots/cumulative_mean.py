"""The mean over more and more replications: whether there are enough of them."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import (
    GREY,
    OKABE_ITO,
    PALE,
    nothing_to_show,
    number_axis,
    panel_title,
    percent_axis,
    styled,
    wrapped,
)


@styled
def plot_cumulative_mean(table: pd.DataFrame, ax: Axes, language: Language, half_width: float | None = None) -> Axes:
    """Draw the mean of the first replications against their number, with its 95 % band: a share, one model's.

    ``table`` has the columns ``model``, ``replications``, ``mean``, ``low`` and ``high`` (NaN where none is known), in
    ascending order. ``half_width`` is the precision that was asked for: so far around the last mean is shaded. Bands of
    very few replications may reach out of the figure.
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
    number_axis(ax, "x", "", language, whole=True)
    percent_axis(ax, "y", "", language)
    panel_title(ax, wrapped(str(table["model"].iloc[0])), fontsize=10)
    ax.set_xlim(0, None)
    ax.set_ylim(0, min(1.5 * float(table["mean"].max()) + (half_width or 0.0), 1.0) or 1.0)
    return ax


def futures_label(language: Language) -> str:
    """What the horizontal axis shows."""
    return language.text("simulated futures (band: 95% interval of the mean)")


def describe_cumulative_mean(table: pd.DataFrame, language: Language, quantity: str) -> str:
    """The figure in words: the last mean of each model, with its interval; ``table`` is of any number of models."""
    if table.empty:
        return language.text("Nothing to show")
    last = {str(model): own.iloc[-1] for model, own in table.groupby("model", observed=True, sort=False)}

    def phrase(model: str, label: str) -> str:
        mean, low, high = (float(last[model][name]) for name in ("mean", "low", "high"))
        figure = language.percent(mean, 1)
        if math.isnan(low) or math.isnan(high):
            alone = language.text("{figure} [no interval]", figure=figure)
            return f"{label}: {alone}."
        return f"{label}: {figure} [{language.percent_interval(low, high, 1)}]."

    heading = language.plural(
        "{quantity}, mean of one simulated future",
        "{quantity}, mean of {n} simulated futures, with its 95% interval",
        int(table["replications"].max()),
        quantity=quantity,
    )
    return f"{heading}. {told({model: float(row['mean']) for model, row in last.items()}, phrase, language)}"
