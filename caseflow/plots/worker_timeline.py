"""Who is away and who has how many cases, worker by worker and week by week, in one simulated future.

For analysts only: where a service is small, a reader could take a simulated worker for a colleague.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num

from caseflow.language import Language, msgid
from caseflow.plots.style import OKABE_ITO, date_axis, nothing_to_show, styled, wrapped

ABSENCES = {
    "days_away": (msgid("away (illness, holidays, leave, training)"), OKABE_ITO[1]),
    "days_vacant": (msgid("post vacant"), "#000000"),
}
"""The kinds of absence: what readers call them, and their colours."""

_STRIP = 0.4
"""Height of the strip that shows absence, of a row's."""

_DAYS_A_WEEK = 7


@styled
def plot_worker_timeline(table: pd.DataFrame, ax: Axes, language: Language) -> Axes:
    """Draw a row for each worker and a cell for each week: its shade is the caseload, the strip in it is absence.

    ``table`` has the columns of :func:`caseflow.stats.worker_weeks.worker_weeks`, a row for each worker and week of one
    run. Workers stand by team. The strip is as long as the absence is of the week's scheduled days.
    """
    if table.empty:
        return nothing_to_show(ax, language)
    teams = table.groupby("worker")["team"].first()
    workers = sorted(teams.index, key=lambda worker: (list(dict.fromkeys(teams)).index(teams[worker]), worker))
    cases = table.pivot_table(index="worker", columns="date", values="cases").loc[workers]
    left = date2num(cases.columns.to_numpy())  # type: ignore[no-untyped-call]
    edges = [*left, left[-1] + _DAYS_A_WEEK]
    heights = [place - 0.5 for place in range(len(workers) + 1)]
    shades = ax.pcolormesh(edges, heights, cases.to_numpy(), cmap="Blues", vmin=0)
    for place, worker in enumerate(workers):
        _absences(ax, table[table["worker"] == worker], place, language)
    _teams(ax, [str(teams[worker]) for worker in workers])
    date_axis(ax, language)
    ax.grid(visible=False)
    ax.figure.colorbar(shades, ax=ax, label=language.text("open cases of the worker"), pad=0.01)
    ax.set_title(language.text("Workers week by week in one simulated future: no real persons"))
    return ax


def describe_worker_timeline(table: pd.DataFrame, language: Language) -> str:
    """The figure in words: workers and weeks, the share of days away or vacant, and the highest caseload."""
    if table.empty:
        return language.text("Nothing to show")
    days = max(int(table["days"].sum()), 1)
    return language.text(
        "{workers} workers in {weeks} weeks of one simulated future: on {away} of their days they are away, on "
        "{vacant} the post is vacant; nobody has more than {cases} open cases.",
        workers=language.number(table["worker"].nunique()),
        weeks=language.number(table["date"].nunique()),
        away=language.percent(table["days_away"].sum() / days),
        vacant=language.percent(table["days_vacant"].sum() / days),
        cases=language.number(table["cases"].max()),
    )


def _absences(ax: Axes, rows: pd.DataFrame, place: int, language: Language) -> None:
    """The strips of a worker: being away first, then vacancy."""
    begin = date2num(rows["date"].to_numpy())  # type: ignore[no-untyped-call]
    for kind, (label, color) in ABSENCES.items():
        length = (_DAYS_A_WEEK * rows[kind] / rows["days"].where(rows["days"] > 0)).fillna(0.0).to_numpy()
        strips = [(start, long) for start, long in zip(begin, length, strict=True) if long > 0]
        once = "" if place else language.text(label)
        ax.broken_barh(strips, (place + 0.5 - _STRIP, _STRIP), facecolors=color, linewidth=0, label=once)
        begin = begin + length


def _teams(ax: Axes, teams: list[str]) -> None:
    """Name each team at its first worker, the first team on top, and part it from the next."""
    first = [place for place, team in enumerate(teams) if place == 0 or teams[place - 1] != team]
    ax.set_yticks(first, [wrapped(teams[place], lines=1) for place in first], va="top")
    ax.set_ylim(len(teams) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    for place in first[1:]:
        ax.axhline(place - 0.5, color="white", linewidth=2)
