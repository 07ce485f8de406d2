"""Breach shares of single years: how good and how bad a year can be under each model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import (
    in_order,
    middle_80,
    model_looks,
    nothing_to_show,
    percent_axis,
    quantiles_of,
    rows_of,
    styled,
)

DOTS = 40
"""Dots a model: each stands for one of so many equally likely years (Kay et al. 2016, quantile dot plots)."""

MOST_BELOW = 8
"""Models whose shares are read off an axis below; more have one above, too."""

_ROOM = 0.62
"""Height of the tallest stack of dots, in units of the distance between two models."""


@styled
def plot_breach_distribution(table: pd.DataFrame, ax: Axes, language: Language) -> Axes:
    """Draw a quantile dot plot of the region's yearly breach shares for each model, with mean and middle 80 %.

    ``table`` has the columns ``model``, ``scope``, ``numerator``, ``denominator``, ``value`` and ``replications`` (in
    how many these numbers occur in a year); its rows are one scenario's. The mean is the ratio of sums.
    """
    yearly = _yearly(table)
    if yearly.empty:
        return nothing_to_show(ax, language)
    models = in_order(yearly["model"])
    step = _bin_width(yearly["value"].max())
    dots = {model: _dots(yearly[yearly["model"] == model], step) for model in models}
    tallest = max(8, *(int(levels.max()) + 1 for _, levels in dots.values()))
    looks = model_looks(models)
    for height, model in enumerate(reversed(models)):
        shares, levels = dots[model]
        color = looks[model].color
        ax.scatter(shares, height + 0.12 + levels * _ROOM / tallest, s=22, color=color, alpha=0.75, linewidths=0)
        _summary_line(ax, yearly[yearly["model"] == model], height, color, language)
    rows_of(ax, models)
    ax.set_ylim(-0.4, len(models) - 1 + _ROOM + 0.25)
    percent_axis(ax, "x", _label(language), language)
    ax.set_xlim(0, max(0.1, float(yearly["value"].max()) * 1.08))
    if len(models) > MOST_BELOW:
        ax.tick_params(axis="x", labeltop=True)  # the axis below is too far away
    ax.set_title(_title(language))
    return ax


def describe_breach_distribution(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: mean and middle 80 % of years of each model."""
    yearly = _yearly(table)
    own = {str(model): rows for model, rows in yearly.groupby("model", observed=True, sort=False)}

    def phrase(model: str, label: str) -> str:
        return language.text(
            "{model}: mean {mean}, four of five years {interval}.",
            model=label,
            mean=language.percent(_mean(own[model])),
            interval=language.percent_interval(*middle_80(own[model]["value"], own[model]["replications"])),
        )

    return f"{_title(language)}. {told({model: _mean(rows) for model, rows in own.items()}, phrase, language)}"


def _title(language: Language) -> str:
    return language.text("Missed legal limits in the region, year by year")


def _yearly(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["scope"] == "region"].dropna(subset=["value"])


def _label(language: Language) -> str:
    return language.text(
        "of the investigations whose legal limit fell in a year, those that missed it\n"
        "dot: one of {dots} equally likely years · diamond: mean · bar: four of five years\n"
        "modelled, not observed",
        dots=DOTS,
    )


def _mean(rows: pd.DataFrame) -> float:
    times = rows["replications"]
    return float((rows["numerator"] * times).sum() / (rows["denominator"] * times).sum())


def _bin_width(largest: float) -> float:
    """Shares closer than this share a stack."""
    return max(largest, 0.1) / 50


def _dots(rows: pd.DataFrame, step: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Place and level in its stack of each dot."""
    order = np.arange(DOTS, dtype=np.int64)
    quantiles = quantiles_of(rows["value"], rows["replications"], (order + 0.5) / DOTS)
    bins = np.rint(quantiles / step).astype(np.int64)
    levels = order - np.searchsorted(bins, bins)
    return (bins * step).astype(np.float64), levels


def _summary_line(ax: Axes, rows: pd.DataFrame, height: float, color: str, language: Language) -> None:
    mean = _mean(rows)
    ends = middle_80(rows["value"], rows["replications"])
    ax.plot(ends, [height] * 2, color=color, linewidth=4, solid_capstyle="butt")
    ax.plot([mean], [height], marker="D", markersize=7, color="white", markeredgecolor=color, markeredgewidth=1.8)
    ax.annotate(
        language.percent(mean), (mean, height), (0, -8), textcoords="offset points", ha="center", va="top", fontsize=9
    )
