"""The transition: how much more or less a model misses than the baseline, quarter by quarter since the change."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import (
    GREY,
    OKABE_ITO,
    date_axis,
    nothing_to_show,
    number_axis,
    panel_title,
    styled,
    words_of,
    wrapped,
)


@styled
def plot_transition(table: pd.DataFrame, ax: Axes, language: Language) -> Axes:
    """Draw the paired difference of each quarter with its 95 % band: one model's.

    ``table`` has the columns ``model`` (one), ``date`` (the quarter's first day), ``difference``, ``low`` and ``high``
    in the unit that is shown; NaN where a quarter has nothing to count or no interval.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    rows = table.sort_values("date")
    ax.axhline(0, color=GREY, linewidth=1)
    ax.fill_between(rows["date"], rows["low"], rows["high"], color=OKABE_ITO[0], alpha=0.2, linewidth=0)
    ax.plot(rows["date"], rows["difference"], color=OKABE_ITO[0], linewidth=1.8, marker="o", ms=3)
    date_axis(ax, language)
    number_axis(ax, "y", "", language, signed=True)
    panel_title(ax, wrapped(str(rows["model"].iloc[0])), fontsize=10)
    return ax


def key(language: Language) -> str:
    """What lines and bands are."""
    return language.text(
        "line: mean difference in each quarter · band: its 95% interval · below zero: fewer are missed"
    )


def describe_transition(table: pd.DataFrame, language: Language, quantity: str, baseline: str) -> str:
    """The figure in words: the first and the last quarter of each model."""
    own = {str(model): rows.sort_values("date") for model, rows in table.groupby("model", observed=True, sort=False)}
    last = {model: float(rows["difference"].iloc[-1]) for model, rows in own.items()}

    def phrase(model: str, label: str) -> str:
        return language.text(
            "{model}: {first} in the first quarter, {last} in the last.",
            model=label,
            first=language.number(float(own[model]["difference"].iloc[0]), 1, signed=True),
            last=language.number(last[model], 1, signed=True),
        )

    heading = language.text(
        "{quantity}: difference to {baseline}, by quarter", quantity=quantity, baseline=words_of(baseline)
    )
    return f"{heading}. {told(last, phrase, language)}"
