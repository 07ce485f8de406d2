"""Stress curves: what more sick leave does to the share of missed limits under each model."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import (
    GREY,
    OKABE_ITO,
    PALE,
    in_order,
    model_looks,
    nothing_to_show,
    panel_title,
    percent_axis,
    styled,
    wrapped,
)


@styled
def plot_stress_curves(
    table: pd.DataFrame, ax: Axes, language: Language, limit: float, only: str | None = None
) -> Axes:
    """Draw the expected breach share against the sick-leave rate of each model, with its 95 % band, and the limit.

    ``table`` has the columns ``model``, ``sick_leave_share`` (of scheduled days), ``breach_share``, ``breach_low`` and
    ``breach_high`` (its 95 % interval; NaN where none is known), a row for each model and rate. ``limit`` is the breach
    share that must not be passed: where a curve crosses it is the model's breaking point. With ``only``, all others are
    pale and without a band.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    models = in_order(table["model"])
    looks = model_looks(models)
    for model in models:
        own = table[table["model"] == model].sort_values("sick_leave_share")
        if only is None:
            _curve(ax, own, looks[model].color, looks[model].linestyle, wrapped(model))
        elif model == only:
            _curve(ax, own, OKABE_ITO[0], "-")
        else:
            ax.plot(own["sick_leave_share"], own["breach_share"], color=PALE, linewidth=0.8, zorder=1)
    ax.axhline(limit, color=GREY, linewidth=1.2)
    ax.annotate(
        language.text("limit: {limit}", limit=language.percent(limit)), (0, limit), (4, 3),
        xycoords=("axes fraction", "data"), textcoords="offset points", color=GREY, fontsize=9,
    )  # fmt: skip
    percent_axis(ax, "x", "" if only else rate_label(language), language)
    percent_axis(ax, "y", "" if only else share_label(language), language)
    if only is not None:
        panel_title(ax, wrapped(only, 22), fontsize=9)
        return ax
    ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    ax.set_title(title(language))
    return ax


def title(language: Language) -> str:
    """What the figure shows."""
    return language.text("Missed legal limits as sick leave grows")


def rate_label(language: Language) -> str:
    """What the horizontal axis shows."""
    return language.text("sick leave, of scheduled days")


def share_label(language: Language) -> str:
    """What the vertical axis shows."""
    return language.text("legal limits missed (band: 95% interval)")


def describe_stress_curves(table: pd.DataFrame, language: Language, limit: float) -> str:
    """The figure in words: the breach shares at the lowest and highest rate, and which models pass the limit."""
    if table.empty:
        return language.text("Nothing to show")
    own = {
        str(model): rows.sort_values("sick_leave_share")
        for model, rows in table.groupby("model", observed=True, sort=False)
    }

    def phrase(model: str, label: str) -> str:
        first, last = own[model].iloc[0], own[model].iloc[-1]
        return language.text(
            "{model}: {share} at {rate} sick leave, {high_share} at {high_rate}.",
            model=label,
            share=language.percent(first["breach_share"]),
            rate=language.percent(first["sick_leave_share"]),
            high_share=language.percent(last["breach_share"]),
            high_rate=language.percent(last["sick_leave_share"]),
        )

    ends = {model: float(rows["breach_share"].iloc[-1]) for model, rows in own.items()}
    passed = language.plural(
        "{passed} of 1 model passes the limit of {limit} within the rates shown.",
        "{passed} of {n} models pass the limit of {limit} within the rates shown.",
        len(own),
        passed=sum(bool(np.any(rows["breach_share"] > limit)) for rows in own.values()),
        limit=language.percent(limit),
    )
    return f"{title(language)}. {told(ends, phrase, language)} {passed}"


def _curve(ax: Axes, own: pd.DataFrame, color: str, linestyle: str, label: str = "") -> None:
    rates = own["sick_leave_share"]
    low, high = (own[end].fillna(own["breach_share"]) for end in ("breach_low", "breach_high"))
    ax.fill_between(rates, low, high, color=color, alpha=0.15, linewidth=0)
    ax.plot(rates, own["breach_share"], color=color, linestyle=linestyle, linewidth=2, marker="o", ms=4, label=label)
