"""How long investigations last: the share closed within so many days."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language
from caseflow.plots.describing import told
from caseflow.plots.style import (
    GREY,
    OKABE_ITO,
    PALE,
    Float64,
    in_order,
    model_looks,
    nothing_to_show,
    panel_title,
    percent_axis,
    styled,
    wrapped,
)

DEADLINE_DAYS = 92
"""Three months are 89 to 92 calendar days; the longest."""

SHOWN_DAYS = 240

_GAP = np.array([np.nan])


@styled
def plot_duration_ecdf(table: pd.DataFrame, ax: Axes, language: Language, only: str | None = None) -> Axes:
    """Draw the cumulative distribution of investigation durations of each model; with ``only``, all others are pale.

    ``table`` has the columns ``model``, ``days`` (calendar days from the start of the legal clock to closing) and
    ``investigations`` (how many lasted so long); its rows are one scenario's, of the region.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    models = in_order(table["model"])
    if only is None:
        for model, look in model_looks(models).items():
            label = wrapped(model, 34)
            ax.step(*_steps(table, [model]), where="post", label=label, lw=2, color=look.color, ls=look.linestyle)
    else:
        others = [model for model in models if model != only]
        ax.step(*_steps(table, others), where="post", lw=0.8, color=PALE, zorder=2)
        ax.step(*_steps(table, [only]), where="post", lw=2, color=OKABE_ITO[0], zorder=3)
    ax.axvline(DEADLINE_DAYS, color=GREY, linewidth=1.2)
    ax.annotate(
        language.text("three months"), (DEADLINE_DAYS, 0.02), (5, 0), textcoords="offset points", color=GREY,
        fontsize=9, va="bottom",
    )  # fmt: skip
    ax.set_xlim(0, SHOWN_DAYS)
    ax.set_xticks(range(0, SHOWN_DAYS + 1, 30 if only is None else 90))
    percent_axis(ax, "y", "", language)
    ax.set_ylim(0, 1.0)
    if only is not None:
        panel_title(ax, wrapped(only, 22), fontsize=9)
        return ax
    ax.set_xlabel(days_label(language))
    ax.set_ylabel(share_label(language))
    ax.legend(loc="lower right")
    ax.set_title(title(language))
    return ax


def title(language: Language) -> str:
    """What the figure shows."""
    return language.text("How long investigations last")


def days_label(language: Language) -> str:
    """What the horizontal axis shows."""
    return language.text("calendar days from the start of the legal clock")


def share_label(language: Language) -> str:
    """What the vertical axis shows."""
    return language.text("closed investigations")


def describe_duration_ecdf(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: the share closed within three months."""
    within = {
        str(model): float(own.loc[own["days"] <= DEADLINE_DAYS, "investigations"].sum() / own["investigations"].sum())
        for model, own in table.groupby("model", observed=True, sort=False)
    }

    def phrase(model: str, label: str) -> str:
        return f"{label}: {language.percent(within[model])}."

    heading = language.text("How long investigations last: the share closed within {days} days", days=DEADLINE_DAYS)
    return f"{heading}. {told(within, phrase, language)}"


def _steps(table: pd.DataFrame, models: Sequence[str]) -> tuple[Float64, Float64]:
    """Days in order, from 0, and the share closed by then; of one model after the other, NaN around them."""
    steps = [(_GAP, _GAP)]
    model_of_row = table["model"].to_numpy()
    days, investigations = table["days"].to_numpy(), table["investigations"].to_numpy(dtype=np.float64)
    for model in models:
        own = model_of_row == model
        lasted, place = np.unique(days[own], return_inverse=True)
        closed = np.bincount(place, weights=investigations[own]).cumsum()
        steps += [(np.r_[0.0, lasted], np.r_[0.0, closed / closed[-1]]), (_GAP, _GAP)]
    return np.concatenate([x for x, _ in steps]), np.concatenate([y for _, y in steps])
