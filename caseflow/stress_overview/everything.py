"""Every table of a stress run: each stress in the region and where it strikes, and the grid."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from caseflow.comparison.words import place_of
from caseflow.decisions.verdict import LIMITS
from caseflow.language import MISSING, msgid
from caseflow.stats.registry import REGION
from caseflow.stress.weekly import OVERDUE
from caseflow.stress.yearly import HALF_STAFF, PRESENCE
from caseflow.stress_overview import words
from caseflow.stress_overview.answer import not_recovered
from caseflow.stress_overview.tables import empty
from caseflow.stress_overview.told import Stress, Told

BESIDE = ("waiting_for_worker", "effort_given_share", "follow_ups_missed_share", HALF_STAFF, PRESENCE)
"""Where stress hides beside limits missed and overdue cases: whose case nobody has taken misses no limit."""

HEADINGS = (
    msgid("limits\nmissed,\nusual"),
    msgid("extra\n[95%]"),
    msgid("overdue\ncases,\nusual"),
    msgid("extra\n[95%]"),
    msgid("cases\nwithout a\nworker,\nextra"),
    msgid("effort\ngiven,\nextra"),
    msgid("follow-\nups\nmissed,\nextra"),
    msgid("days at\nhalf\nstaff,\nextra"),
    msgid("days\nwithout\npresence,\nextra"),
    msgid("weeks to\nrecover,\nmedian\n[95%]"),
    msgid("futures\nnot yet\nrecovered"),
)


def every_table(told: Told) -> Iterator[Table]:
    """A table for each stress and place with a row for each model, then the grid."""
    for stress in told.stresses:
        for unit in (REGION, *stress.places):
            yield _of_unit(told, stress, unit)
    if "stress_grid" in told.tables:
        yield _grid(told)


def _of_unit(told: Told, stress: Stress, unit: str) -> Table:
    text = told.language.text
    title = f"{stress.title} ({words.when(told.language, stress.span)}): {place_of(unit, told.language)}"
    table = empty(title, [text("model"), *(text(heading) for heading in HEADINGS)])
    for model in told.models:
        if told.figure(stress, model, unit) is not None:
            cells = [cell for name in (LIMITS, OVERDUE) for cell in _figures(told, stress, model, unit, name)]
            cells += [_change(told, stress, model, unit, name) for name in BESIDE]
            table.add_row(model, *cells, *_recovery(told, stress, model, unit))
    return table


def _figures(told: Told, stress: Stress, model: str, unit: str, indicator: str) -> tuple[str, str]:
    """As usual, and what is added with its interval."""
    row = told.figure(stress, model, unit, indicator)
    return (MISSING, MISSING) if row is None else (words.usual(told.writer, row), words.added(told.writer, row))


def _change(told: Told, stress: Stress, model: str, unit: str, indicator: str) -> str:
    row = told.figure(stress, model, unit, indicator)
    return MISSING if row is None else told.writer.change(words.form(row), float(row["extra"]))


def _recovery(told: Told, stress: Stress, model: str, unit: str) -> tuple[str, str]:
    """The median with its interval, and how many futures are censored."""
    row = told.recovery(stress, model, unit)
    not_yet = MISSING if row is None else told.writer.of(not_recovered(row), row["futures"])
    return words.recovery(told.language, row), not_yet


def _grid(told: Told) -> Table:
    """Limits missed in the region: a row for each model and size of posts, a column for each sick leave."""
    text, percent = told.language.text, told.language.percent
    grid = told.tables["stress_grid"]
    own = grid[grid["scope"] == REGION]
    sizes = [text("sick leave\n{percent}", percent=percent(p / 100)) for p in dict.fromkeys(own["sick_leave_percent"])]
    title = text("Limits missed in the region, by sick leave and posts [95%]")
    table = empty(title, [text("model"), text("posts"), *sizes])
    for model in told.models:
        for posts, rows in own[own["model"] == model].groupby("posts_percent", sort=False):
            cells = (
                told.language.share_with_interval(share, low, high)
                for share, low, high in zip(rows["breach_share"], rows["breach_low"], rows["breach_high"], strict=True)
            )
            table.add_row(model, percent(float(str(posts)) / 100), *cells)
    return table
