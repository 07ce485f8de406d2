"""Breach shares of single years: how good and how bad a year can be under each model."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from caseflow.plots.style import in_order, label_of, middle_80, model_looks, percent_axis, styled

DOTS = 40
"""Dots a model: each stands for one of so many equally likely years (Kay et al. 2016, quantile dot plots)."""

_LABEL = (
    "of the investigations whose legal limit fell in a year, those that missed it\n"
    f"dot: one of {DOTS} equally likely years · diamond: mean · bar: four of five years"
)
_ROOM = 0.62
"""Height of the tallest stack of dots, in units of the distance between two models."""


@styled
def plot_breach_distribution(table: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a quantile dot plot of the region's yearly breach shares for each model, with mean and middle 80 %.

    ``table`` has the columns of the indicator table; its rows are one scenario's. The mean is the ratio of sums.
    """
    yearly = table.query("indicator == 'breach_share' and scope == 'region' and quarter == 0")
    models = in_order(yearly["model"])
    step = _bin_width(yearly["value"].max())
    dots = {model: _dots(yearly.loc[yearly["model"] == model, "value"].to_numpy(), step) for model in models}
    tallest = max(8, *(int(levels.max()) + 1 for _, levels in dots.values()))
    looks = model_looks(models)
    for height, model in enumerate(reversed(models)):
        shares, levels = dots[model]
        color = looks[model].color
        ax.scatter(shares, height + 0.12 + levels * _ROOM / tallest, s=22, color=color, alpha=0.75, linewidths=0)
        _summary_line(ax, yearly[yearly["model"] == model], height, color)
    _rows(ax, models)
    percent_axis(ax, "x", _LABEL)
    ax.set_xlim(0, max(0.1, float(yearly["value"].max()) * 1.08))
    ax.set_title("Missed legal limits in the region, year by year")
    return ax


def _bin_width(largest: float) -> float:
    """Shares closer than this share a stack."""
    return max(largest, 0.1) / 50


def _dots(shares: npt.NDArray[np.float64], step: float) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Place and level in its stack of each dot."""
    order = np.arange(DOTS, dtype=np.int64)
    quantiles = np.quantile(shares, (order + 0.5) / DOTS)
    bins = np.rint(quantiles / step).astype(np.int64)
    levels = order - np.searchsorted(bins, bins)
    return (bins * step).astype(np.float64), levels


def _summary_line(ax: Axes, yearly: pd.DataFrame, height: float, color: str) -> None:
    mean = yearly["numerator"].sum() / yearly["denominator"].sum()
    ax.plot(middle_80(yearly["value"].to_list()), [height] * 2, color=color, linewidth=4, solid_capstyle="butt")
    ax.plot([mean], [height], marker="D", markersize=7, color="white", markeredgecolor=color, markeredgewidth=1.8)
    ax.annotate(f"{mean:.0%}", (mean, height), (0, -8), textcoords="offset points", ha="center", va="top", fontsize=9)


def _rows(ax: Axes, models: list[str]) -> None:
    """One row a model, the first one on top."""
    ax.set_yticks(range(len(models)), [label_of(model) for model in reversed(models)])
    ax.set_ylim(-0.4, len(models) - 1 + _ROOM + 0.25)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
