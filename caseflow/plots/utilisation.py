"""How much of the workers' time is used, and how much sick leave takes, quarter by quarter."""

from __future__ import annotations

import datetime as dt

import pandas as pd
from matplotlib.axes import Axes

from caseflow.language import Language, msgid
from caseflow.plots.cases_over_time import mark_change
from caseflow.plots.describing import told
from caseflow.plots.style import OKABE_ITO, date_axis, nothing_to_show, percent_axis, styled

SERIES = {
    "utilisation": (
        msgid("time for cases that is used (line: half of the futures are below; band: four of five)"),
        OKABE_ITO[0],
    ),
    "sick_leave_share": (msgid("sick leave, of scheduled days"), OKABE_ITO[1]),
}


@styled
def plot_utilisation(table: pd.DataFrame, ax: Axes, language: Language, change_date: dt.date) -> Axes:
    """Draw the region's utilisation and sick leave by quarter: the median over replications, the band from 10 to 90 %.

    ``table`` has the columns ``indicator`` (of SERIES), ``date`` (a quarter's middle) and, over replications, ``q10``,
    ``q50`` and ``q90``; its rows are one scenario's and one model's. Before ``change_date`` every model has today's
    organisation.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    for indicator, (label, color) in SERIES.items():
        own = table[table["indicator"] == indicator]
        dates = pd.to_datetime(own["date"])
        ax.fill_between(dates, own["q10"], own["q90"], color=color, alpha=0.2, linewidth=0)
        ax.plot(dates, own["q50"], color=color, linewidth=1.8, marker="o", ms=3, label=language.text(label))
    mark_change(ax, change_date, language)
    date_axis(ax, language)
    percent_axis(ax, "y", "", language)
    return ax


def describe_utilisation(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: the means of each model.

    ``table`` is as in the figure, of any number of models, with the sums over replications ``numerator`` and
    ``denominator``.
    """
    used, sick = (_means(table[table["indicator"] == indicator]) for indicator in SERIES)

    def phrase(model: str, label: str) -> str:
        return language.text(
            "{model}: {used} of the time for cases is used, sick leave is {sick}.",
            model=label,
            used=language.percent(used[model]),
            sick=language.percent(sick[model], 1),
        )

    title = language.text("Time used and sick leave, quarter by quarter; means")
    return f"{title}. {told(used, phrase, language)}"


def title(language: Language) -> str:
    """What the figure shows."""
    return language.text("Time used and sick leave in the region: modelled, not observed")


def _means(rows: pd.DataFrame) -> dict[str, float]:
    """The ratio of sums of each model."""
    return {
        str(model): float(own["numerator"].sum() / own["denominator"].sum())
        for model, own in rows.groupby("model", sort=False)
    }
