"""Where the three months go: what an investigation's working days are spent on, or wait for."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language, msgid
from caseflow.plots.describing import told
from caseflow.plots.style import in_order, nothing_to_show, number_axis, rows_of, styled

PARTS = {
    "in_work": (msgid("somebody works on the case"), "#0072B2", "white"),
    "waiting_for_worker": (msgid("the case waits for a worker"), "#D55E00", "white"),
    "owner_away": (msgid("a task is ready, the worker is away"), "#E69F00", "black"),
    "queued": (msgid("a task is ready and waits its turn"), "#CC79A7", "black"),
    "information": (msgid("outside information has not arrived"), "#56B4E9", "black"),
    "screening": (msgid("the case is still in intake"), "#009E73", "white"),
    "pace": (msgid("nothing is due: the planned pace"), "#d9d9d9", "black"),
}
"""Each label of processing time: what readers call it, its colour, and the colour of a number on it."""

_READABLE = 0.05
"""A number stands on what is at least so much of the longest bar."""


@styled
def plot_processing_parts(table: pd.DataFrame, ax: Axes, language: Language) -> Axes:
    """Draw a stacked bar for each model: mean working days of a closed investigation by what happens on them.

    ``table`` has the columns ``model``, ``part`` (of PARTS) and ``days`` (working days for each investigation closed,
    ratio of sums), a row for each model and part. The whole stands at the end of the bar.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    models = in_order(table["model"])
    days = _days(table).loc[models]
    longest = float(days.sum(axis=1).max())
    heights = range(len(models) - 1, -1, -1)
    reached = pd.Series(0.0, index=models)
    for part, (label, color, ink) in PARTS.items():
        own = days[part]
        ax.barh(
            heights, own, left=reached, height=0.7, color=color, edgecolor="white", linewidth=0.8,
            label=language.text(label),
        )  # fmt: skip
        for height, value, start in zip(heights, own, reached, strict=True):
            if value >= _READABLE * longest:
                ax.annotate(
                    language.number(value), (start + value / 2, height), ha="center", va="center", fontsize=8, color=ink
                )
        reached += own
    for height, value in zip(heights, reached, strict=True):
        ax.annotate(language.number(value), (value, height), (4, 0), textcoords="offset points", va="center")
    rows_of(ax, models)
    number_axis(ax, "x", language.text("working days from the start of the legal clock to closing, mean"), language)
    ax.set_xlim(0, 1.06 * longest or 1)
    ax.set_title(language.text("Where the three months go"))
    return ax


def describe_processing_parts(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: the whole of each model, and its largest part."""
    days = _days(table)
    parts = {
        str(model): dict(zip(PARTS, row, strict=True))
        for model, row in zip(days.index, days.to_numpy().tolist(), strict=True)
    }
    whole = {model: sum(of_parts.values()) for model, of_parts in parts.items()}

    def phrase(model: str, label: str) -> str:
        largest = max(parts[model], key=parts[model].__getitem__)
        return language.text(
            "{model}: {days} working days, the largest part: {part} ({part_days}).",
            model=label,
            days=language.number(whole[model]),
            part=language.text(PARTS[largest][0]),
            part_days=language.number(parts[model][largest]),
        )

    title = language.text("Where the three months go")
    return f"{title}. {told(whole, phrase, language)}"


def _days(table: pd.DataFrame) -> pd.DataFrame:
    """[model, part]: zero where there is no row."""
    order = in_order(table["model"])
    wide = table.assign(model=table["model"].astype(str), part=table["part"].astype(str)).pivot_table(
        index="model", columns="part", values="days", aggfunc="sum"
    )
    return wide.reindex(index=order, columns=list(PARTS)).fillna(0.0)
