"""Breach shares of a municipality under each model: a panel a municipality, in the config's order, never a ranking."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.style import (
    GREY,
    OKABE_ITO,
    in_order,
    lines_of,
    middle_80,
    nothing_to_show,
    panel_title,
    percent_axis,
    rows_of,
    styled,
    words_of,
    wrapped,
)


def municipalities_of(table: pd.DataFrame) -> list[str]:
    """The municipalities that every model of a table of breaches serves, in its order."""
    rows = _yearly(table)
    models = rows["model"].nunique()
    served = rows.groupby("unit", observed=True)["model"].nunique()
    return [place for place in in_order(rows["unit"]) if served[place] == models]


@styled
def plot_breach_by_municipality(table: pd.DataFrame, municipality: str, ax: Axes, language: Language) -> Axes:
    """Draw a dot (ratio of sums) and a bar (middle 80 % of years) for each model: one municipality's.

    ``table`` is that of :func:`caseflow.plots.breach_distribution.plot_breach_distribution`, with the column ``unit``.
    Beside each bar stands how many limits are missed in four of five years, and above how many fall in a year: where
    numbers are small, counts say more than shares.
    """
    yearly = _yearly(table)
    own = yearly[yearly["unit"] == municipality]
    if own.empty:
        return nothing_to_show(ax, language)
    models = in_order(yearly["model"])
    for place, model in enumerate(models):
        _dot_and_bar(ax, own[own["model"] == model], len(models) - 1 - place)
    rows_of(ax, models, fontsize=10 if lines_of(models) == 1 else 8, linespacing=1.1)
    percent_axis(ax, "x", "", language)
    panel_title(ax, f"{wrapped(municipality, 22, 1)}\n{_limits_a_year(own, language)}", fontsize=10)
    return ax


def row_inches(table: pd.DataFrame) -> float:
    """How high a row must be for the name beside it."""
    return max(0.24, 0.05 + 0.125 * lines_of(table["model"].unique()))


def label_of_shares(language: Language) -> str:
    """What the horizontal axis of all panels shows."""
    return language.text(
        "of the investigations whose legal limit fell in a year, those that missed it\n"
        "dot: mean · bar: four of five years · beside it: how many were missed in them"
    )


def describe_breach_by_municipality(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: for each municipality, what four of five years bring, over all models."""
    yearly = _yearly(table)
    if yearly.empty:
        return language.text("Nothing to show")
    title = language.text("Missed legal limits by municipality: modelled, not observed")
    models = language.plural("one model", "{n} models", yearly["model"].nunique())
    parts = [_described(yearly[yearly["unit"] == place], place, language) for place in municipalities_of(table)]
    return f"{title}, {models}. {' '.join(parts)}"


def _described(rows: pd.DataFrame, place: str, language: Language) -> str:
    counts = [_counts(own) for _, own in rows.groupby("model", observed=True, sort=False)]
    return language.text(
        "{place}: {limits}; {counts} missed in four of five years, by model.",
        place=words_of(place),
        limits=_limits_a_year(rows, language),
        counts=language.interval(min(low for low, _ in counts), max(high for _, high in counts)),
    )


def _yearly(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["scope"] == "municipality"].dropna(subset=["value"])


def _limits_a_year(rows: pd.DataFrame, language: Language) -> str:
    """How many limits fall in a mean year: fewest and most, where models with growth in reports have more."""
    models = rows.groupby("model", observed=True, sort=False)
    counts = [round(_sum(own, "denominator") / own["replications"].sum()) for _, own in models]
    least, most = min(counts), max(counts)
    if least < most:
        return language.text("mean {least}–{most} limits a year", least=least, most=most)  # noqa: RUF001 - a range
    return language.plural("mean 1 limit a year", "mean {n} limits a year", least)


def _sum(rows: pd.DataFrame, column: str) -> float:
    """Over all years of all replications."""
    return float((rows[column] * rows["replications"]).sum())


def _counts(rows: pd.DataFrame) -> tuple[int, int]:
    """How many limits four of five years miss."""
    low, high = middle_80(rows["numerator"], rows["replications"])
    return round(low), round(high)


def _dot_and_bar(ax: Axes, rows: pd.DataFrame, height: float) -> None:
    if rows.empty:
        return
    low, high = middle_80(rows["value"], rows["replications"])
    mean = _sum(rows, "numerator") / _sum(rows, "denominator")
    ax.plot([low, high], [height] * 2, color=OKABE_ITO[0], linewidth=3, alpha=0.45, solid_capstyle="butt")
    ax.plot([mean], [height], marker="o", markersize=5, color=OKABE_ITO[0], linestyle="")
    least, most = _counts(rows)
    counts = f"{least}" if least == most else f"{least}–{most}"  # noqa: RUF001 - a range
    ax.annotate(
        counts, (max(high, mean), height), (5, 0), textcoords="offset points", va="center", fontsize=8, color=GREY
    )
