"""Breach shares of a municipality under each model: a panel a municipality, in the config's order, never a ranking."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from caseflow.plots.style import GREY, OKABE_ITO, in_order, label_of, middle_80, percent_axis, styled

LABEL = (
    "of the investigations whose legal limit fell in a year, those that missed it\n"
    "dot: mean · bar: four of five years · beside it: how many were missed in them"
)


def municipalities_of(table: pd.DataFrame) -> list[str]:
    """The municipalities that every model of an indicator table serves, in its order."""
    rows = table.query("indicator == 'breach_share' and scope == 'municipality' and quarter == 0")
    models = rows["model"].nunique()
    served = rows.groupby("unit", observed=True)["model"].nunique()
    return [place for place in in_order(rows["unit"]) if served[place] == models]


@styled
def plot_breach_by_municipality(table: pd.DataFrame, municipality: str, ax: Axes) -> Axes:
    """Draw a dot (ratio of sums) and a bar (middle 80 % of years) for each model: one municipality's.

    ``table`` has the columns of the indicator table; its rows are one scenario's. Beside each bar stands how many
    limits are missed in four of five years, and above how many fall in a year: where numbers are small, counts say more
    than shares.
    """
    yearly = table.query("indicator == 'breach_share' and scope == 'municipality' and quarter == 0")
    models = in_order(yearly["model"])
    own = yearly[yearly["unit"] == municipality]
    for place, model in enumerate(models):
        _dot_and_bar(ax, own[own["model"] == model], len(models) - 1 - place)
    ax.set_yticks(range(len(models)), [label_of(model) for model in reversed(models)])
    ax.set_ylim(-0.7, len(models) - 0.3)
    ax.tick_params(axis="y", length=0)
    percent_axis(ax, "x", "")
    ax.set_title(f"{municipality}\n{own['denominator'].mean():.0f} limits a year", fontsize=10)
    return ax


def _dot_and_bar(ax: Axes, rows: pd.DataFrame, height: float) -> None:
    if rows.empty:
        return
    low, high = middle_80(rows["value"].to_list())
    mean = rows["numerator"].sum() / rows["denominator"].sum()
    ax.plot([low, high], [height] * 2, color=OKABE_ITO[0], linewidth=3, alpha=0.45, solid_capstyle="butt")
    ax.plot([mean], [height], marker="o", markersize=5, color=OKABE_ITO[0], linestyle="")
    least, most = (round(count) for count in middle_80(rows["numerator"].to_list()))
    counts = f"{least}" if least == most else f"{least}–{most}"  # noqa: RUF001 - a range
    ax.annotate(
        counts, (max(high, mean), height), (5, 0), textcoords="offset points", va="center", fontsize=8, color=GREY
    )
