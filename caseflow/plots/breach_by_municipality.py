"""Breach shares of each municipality under each model: the config's order, never a ranking."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from caseflow.plots.style import GREY, in_order, label_of, middle_80, model_looks, percent_axis, styled

_LABEL = (
    "of the investigations whose legal limit fell in a year, those that missed it\n"
    "dot: mean · bar: four of five years · beside it: how many were missed in them"
)


@styled
def plot_breach_by_municipality(table: pd.DataFrame, ax: Axes) -> Axes:
    """Draw a dot (ratio of sums) and a bar (middle 80 % of years) for each municipality and model.

    ``table`` has the columns of the indicator table, municipalities in the config's order; its rows are one scenario's.
    Beside each bar stands how many limits are missed in four of five years, and under each name how many fall in
    a year: where numbers are small, counts say more than shares.
    """
    yearly = table.query("indicator == 'breach_share' and scope == 'municipality' and quarter == 0")
    places, models = in_order(yearly["unit"]), in_order(yearly["model"])
    offsets = np.linspace(0.3, -0.3, len(models)) if len(models) > 1 else np.zeros(1)
    looks = model_looks(models)
    for offset, model in zip(offsets, models, strict=True):
        for i, place in enumerate(places):
            label = label_of(model) if i == 0 else "_"
            rows = yearly[(yearly["model"] == model) & (yearly["unit"] == place)]
            _dot_and_bar(ax, rows, len(places) - 1 - i + offset, looks[model].color, label)
    _rows(ax, places, yearly)
    percent_axis(ax, "x", _LABEL)
    ax.set_xlim(0, ax.get_xlim()[1] * 1.08)
    ax.set_title("Missed legal limits by municipality: modelled, not observed")
    return ax


def _dot_and_bar(ax: Axes, rows: pd.DataFrame, height: float, color: str, label: str) -> None:
    if rows.empty:
        return
    low, high = middle_80(rows["value"].to_list())
    mean = rows["numerator"].sum() / rows["denominator"].sum()
    ax.plot([low, high], [height] * 2, color=color, linewidth=3, alpha=0.55, solid_capstyle="butt")
    ax.plot([mean], [height], marker="o", markersize=6, color=color, linestyle="", label=label)
    least, most = (round(count) for count in middle_80(rows["numerator"].to_list()))
    counts = f"{least}" if least == most else f"{least}–{most}"  # noqa: RUF001 - a range
    ax.annotate(
        counts, (max(high, mean), height), (6, 0), textcoords="offset points", va="center", fontsize=8, color=GREY
    )


def _rows(ax: Axes, places: list[str], yearly: pd.DataFrame) -> None:
    """One row a municipality, the first one on top, each with its mean number of limits a year."""
    limits = yearly.groupby("unit")["denominator"].mean()
    names = [f"{place}\n{limits[place]:.0f} limits a year" for place in reversed(places)]
    ax.set_yticks(range(len(places)), names)
    ax.set_ylim(-0.5, len(places) - 0.5)
    for edge in range(1, len(places)):
        ax.axhline(edge - 0.5, color="#eeeeee", linewidth=0.8, zorder=0)
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
