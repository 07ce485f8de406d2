"""Recovery: how many more cases are overdue after a shock than without it, and how long that lasts."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import GREY, OKABE_ITO, PALE, nothing_to_show, number_axis, panel_title, styled, wrapped


@styled
def plot_recovery(table: pd.DataFrame, ax: Axes, language: Language, shock_weeks: float) -> Axes:
    """Draw the paired excess of overdue cases by week after the beginning of a shock, with its 95 % band: one model's.

    ``table`` has the columns ``model`` (one), ``week`` (whole weeks since the shock began), ``excess`` (overdue cases
    with the shock less those without it, mean over the same futures), ``excess_low`` and ``excess_high`` (its 95 %
    interval; NaN where none is known) and ``tolerated`` (the excess below which a model counts as recovered). The
    ``shock_weeks`` that the shock lasts are shaded.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    rows = table.sort_values("week")
    ax.axvspan(0, shock_weeks, color=PALE, alpha=0.6, linewidth=0)
    ax.axhline(0, color=GREY, linewidth=0.8)
    ax.fill_between(rows["week"], rows["excess_low"], rows["excess_high"], color=OKABE_ITO[1], alpha=0.25, linewidth=0)
    ax.plot(rows["week"], rows["excess"], color=OKABE_ITO[1], linewidth=2)
    ax.plot(rows["week"], rows["tolerated"], color=GREY, linewidth=1.2, linestyle="--")
    number_axis(ax, "x", "", language, whole=True)
    number_axis(ax, "y", "", language, signed=True)
    panel_title(ax, wrapped(str(rows["model"].iloc[0])), fontsize=10)
    return ax


def weeks_label(language: Language) -> str:
    """What the horizontal axis shows."""
    return language.text(
        "weeks since the shock began (shaded: as long as it lasts)\n"
        "line: mean · band: its 95% interval · dashed: below it a model counts as recovered"
    )


def title(language: Language) -> str:
    """What the figure shows."""
    return language.text("Overdue cases more than without the shock, by week after it")


def describe_recovery(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: the greatest excess of each model, and the excess in the last week shown."""
    own = {str(model): rows.sort_values("week") for model, rows in table.groupby("model", observed=True, sort=False)}
    peaks = {model: float(rows["excess"].max()) for model, rows in own.items()}

    def phrase(model: str, label: str) -> str:
        return language.text(
            "{model}: at most {peak} in week {week}, {end} in week {last}.",
            model=label,
            peak=language.number(peaks[model], 1, signed=True),
            week=language.number(own[model]["week"].iloc[int(own[model]["excess"].argmax())]),
            end=language.number(own[model]["excess"].iloc[-1], 1, signed=True),
            last=language.number(own[model]["week"].iloc[-1]),
        )

    return f"{title(language)}. {told(peaks, phrase, language)}"
