"""What ``caseflow stress`` prints of a stress run: tables for people, plain data for programs."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.comparison.forms import MISSING, Form, form_of
from caseflow.errors import RunFolderError
from caseflow.stats.registry import BY_NAME, REGION
from caseflow.store.folder import STRESS_FILES
from caseflow.store.opened import Run
from caseflow.stress.weekly import OVERDUE
from caseflow.stress.yearly import HALF_STAFF, LIMITS, PRESENCE

if TYPE_CHECKING:
    import pandas as pd

Data = dict[str, Any]

BESIDE = ("waiting_for_worker", "effort_given_share", "follow_ups_missed_share", HALF_STAFF, PRESENCE)
"""Where stress hides beside limits missed and overdue cases: whose case nobody has taken misses no limit."""


def stress_as_data(run: Run) -> Data:
    """The whole as plain data: the rows of each table, under its name."""
    question = run.record.question
    return {
        "run": str(run.path),
        "title": run.record.title,
        "synthetic": run.record.synthetic,
        "models": list(question.models),
        "replications": question.replications,
        "limit": None if question.stress is None else question.stress.limit,
        **{name: _records(table) for name, table in tables_of(run).items() if name != "stress_excess"},
    }


def _plain_rows(table: pd.DataFrame) -> list[Data]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict(orient="records")]


def _records(table: pd.DataFrame) -> list[Data]:
    return [{key: _plain(value) for key, value in row.items()} for row in _plain_rows(table)]


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def tables_of(run: Run) -> Mapping[str, pd.DataFrame]:
    """The tables of stress that a run has. Raises RunFolderError if it is no stress run."""
    if run.record.question.stress is None:
        raise RunFolderError(f"{run.path} is no stress run: caseflow stress CONFIG makes one")
    return {name: run.table(name) for name, file in STRESS_FILES.items() if file in run.record.files}


# -- tables ---------------------------------------------------------------------------------------------------------


def stress_as_tables(run: Run) -> Iterator[Table | str]:
    """All stress at a glance, a table for each with a row for each model, then the grid and where models break."""
    tables = tables_of(run)
    question = run.record.question
    if len(question.models) <= MOST_AT_A_GLANCE:
        yield _glance(tables, question.models)
        yield "Read with what stands beside it below: a case that nobody takes, or is done thinly, misses no limit."
    for _, span in tables["stress_scenarios"].iterrows():
        if not span["only_of_grid"]:
            yield from _of_scenario(tables, span, question.models)
    if "stress_grid" in tables:
        yield _grid(tables["stress_grid"], question.models)
        yield _breaking(tables["stress_breaking"], question.models)
    yield from _notes(run)
    yield f"run folder: {run.path}"


MOST_AT_A_GLANCE = 5
"""Models that stand beside each other with their intervals."""


def _glance(tables: Mapping[str, pd.DataFrame], models: Sequence[str]) -> Table:
    """What each stress adds to the region's limits missed: a row for each stress."""
    table = _empty("Limits missed in the region: extra under each stress, points [95 %]", ["", *models])
    spans = tables["stress_scenarios"]
    for _, span in spans[~spans["only_of_grid"]].iterrows():
        rows = _rows(tables["stress"], span["scenario"], REGION)
        table.add_row(span["scenario"], *(_extra(rows, model, LIMITS) for model in models))
    return table


def _of_scenario(tables: Mapping[str, pd.DataFrame], span: pd.Series, models: Sequence[str]) -> Iterator[Table]:
    """The region, and each municipality that the stress is aimed at if it is not aimed at all."""
    hits = str(span["hits"]).split("; ")
    everybody = tables["stress"]["unit"][tables["stress"]["scope"] == "municipality"].unique()
    for unit in [REGION] if len(hits) == len(everybody) else [REGION, *hits]:
        yield _of_unit(tables, span, models, unit)


HEADINGS = (
    "limits\nmissed,\nusual",
    "extra\n[95 %]",
    "overdue\ncases,\nusual",
    "extra\n[95 %]",
    "cases\nwithout a\nworker,\nextra",
    "effort\ngiven,\nextra",
    "follow-\nups\nmissed,\nextra",
    "days at\nhalf\nstaff,\nextra",
    "days\nwithout\npresence,\nextra",
    "weeks to\nrecover,\nmedian\n[95 %]",
    "futures\nnot yet\nrecovered",
)


def _of_unit(tables: Mapping[str, pd.DataFrame], span: pd.Series, models: Sequence[str], unit: str) -> Table:
    place = "the region" if unit == REGION else unit
    title = f"{span['title']} ({_when(span)}): {place}"
    table = _empty(title, ["model", *HEADINGS])
    rows, times = (_rows(tables[name], span["scenario"], unit) for name in ("stress", "stress_recovery"))
    for model in models:
        if (model, LIMITS) in rows:
            cells = [
                cell for name in (LIMITS, OVERDUE) for cell in (_usual(rows, model, name), _extra(rows, model, name))
            ]
            cells += [_extra(rows, model, name, interval=False) for name in BESIDE]
            table.add_row(model, *cells, *_recovery(times.get((model, ""))))
    return table


def _empty(title: str, headings: Sequence[str]) -> Table:
    """A table whose first column names models."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for i, heading in enumerate(headings):
        table.add_column(heading, justify="right" if i else "left", no_wrap=i > 0, overflow="fold")
    return table


def _when(span: pd.Series) -> str:
    if _is_missing(span["ends"]):
        return f"from {span['begins']} on"
    last = str(dt.date.fromisoformat(str(span["ends"])) - dt.timedelta(days=1))
    days = last if last == span["begins"] else f"{span['begins']} to {last}"
    return f"{days}; {_years(span)}"


def _years(span: pd.Series) -> str:
    first, last = span["first_year"], span["last_year"]
    return f"the figures are of {first}" if first == last else f"the figures are of {first}-{last}"


def _is_missing(value: Any) -> bool:
    return value is None or value != value


def _rows(table: pd.DataFrame, scenario: str, unit: str) -> dict[tuple[str, str], Data]:
    own = table[(table["scenario"] == scenario) & (table["unit"] == unit) & (table["scope"] != "service")]
    return {(row["model"], row.get("indicator", "")): row for row in _plain_rows(own)}


def _form(row: Data) -> Form:
    cases = row["cases_a_year"]
    return form_of(BY_NAME[row["indicator"]], math.inf if _is_missing(cases) else cases)


def _usual(rows: Mapping[tuple[str, str], Data], model: str, indicator: str) -> str:
    row = rows.get((model, indicator))
    return MISSING if row is None else _form(row).figure(row["usual"])


def _extra(rows: Mapping[tuple[str, str], Data], model: str, indicator: str, *, interval: bool = True) -> str:
    row = rows.get((model, indicator))
    if row is None:
        return MISSING
    form = _form(row)
    return form.changed(row["extra"], row["extra_low"], row["extra_high"]) if interval else form.change(row["extra"])


def _recovery(row: Data | None) -> tuple[str, str]:
    """The median with its interval, and how many futures are censored: what has no end is never over."""
    if row is None:
        return "no end", MISSING
    over = f"over {row['weeks_followed']}"
    median, low, high = (
        over if _is_missing(row[f"median_{n}"]) else f"{row[f'median_{n}']:.0f}" for n in ("weeks", "low", "high")
    )
    return f"{median} [{low} to {high}]", f"{row['not_recovered_share'] * row['futures']:.0f} of {row['futures']}"


# -- the grid ---------------------------------------------------------------------------------------------------


def _grid(grid: pd.DataFrame, models: Sequence[str]) -> Table:
    """Limits missed in the region: a row for each model and size of posts, a column for each sick leave."""
    own = grid[grid["scope"] == REGION]
    percents = [f"sick leave\n{percent:g} %" for percent in dict.fromkeys(own["sick_leave_percent"])]
    table = _empty("Limits missed in the region, by sick leave and posts", ["model", "posts", *percents])
    for model in models:
        for posts, rows in own[own["model"] == model].groupby("posts_percent", sort=False):
            table.add_row(model, f"{posts:g} %", *(f"{share:.1%}" for share in rows["breach_share"]))
    return table


def _breaking(breaking: pd.DataFrame, models: Sequence[str]) -> Table:
    """Where the region's share of limits missed passes the limit."""
    own = breaking[breaking["scope"] == REGION]
    title = "The share of days on sick leave at which a region misses more limits than asked for"
    table = _empty(title, ["model", "posts", "limits\nmissed over", "breaking point [95 %]"])
    for model in models:
        for _, row in own[own["model"] == model].iterrows():
            table.add_row(model, f"{row['posts_percent']:g} %", f"{row['limit']:.0%}", _point(row))
    return table


def _point(row: pd.Series) -> str:
    lowest, highest = f"{row['lowest_simulated']:.1%}", f"{row['highest_simulated']:.1%}"
    low = f"under {lowest}" if _is_missing(row["low"]) else f"{row['low']:.1%}"
    high = f"over {highest}" if _is_missing(row["high"]) else f"{row['high']:.1%}"
    match row["state"]:
        case "already":
            return f"already at {lowest}" + ("" if _is_missing(row["high"]) else f" [to {high}]")
        case "not_reached":
            return f"not at {highest}" + ("" if _is_missing(row["low"]) else f" [from {low}]")
    return f"{row['sick_leave_share']:.1%} [{low} to {high}]"


def _notes(run: Run) -> Iterator[str]:
    question = run.record.question
    yield (
        f"{question.replications:,} futures, each model against itself in the same futures without the stress. Limits "
        "missed are of the years named; overdue cases are means over the weeks from the stress's beginning to the end "
        "of those years. Recovered: from the first week, not before the stress's end, from which for four weeks fewer "
        "than max(1, 5 % of the usual) more cases are overdue. Futures not yet recovered when the run ends are "
        "censored: of their weeks nothing is known but that they are more."
    )
    yield "Breach figures of small services are modelled, not observed; the stress itself is an assumption."
