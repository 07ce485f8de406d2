"""Stress tests: what each stress adds to a model, how long it takes to recover, and at which sick leave it breaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from caseflow.comparison.reading import World
from caseflow.language import MISSING, capital
from caseflow.report import pictures
from caseflow.report.blocks import Block, Code, Paragraph, Part, Section, Table
from caseflow.report.material import Material
from caseflow.report.names import indicator
from caseflow.stats.registry import REGION
from caseflow.stress_overview import words
from caseflow.stress_overview.data import tables_of

if TYPE_CHECKING:
    import pandas as pd

TOLD = ("breach_share", "overdue_open", "waiting_for_worker", "effort_given_share", "follow_ups_missed_share")
"""What a stress adds to. A case that nobody has received misses no limit: it is one without a worker."""

BASE_POSTS = 100
"""Per cent: posts as they are."""

Cells = Mapping[tuple[str, str, str], Any]
"""Rows of a table by (unit, model, indicator)."""


def stress(material: Material) -> Section | None:
    """How the models bear absences, waves and vacancies; else how to find out, which is nothing for a council."""
    if material.stress is None and not material.is_analyst:
        return None
    blocks = _none_given(material) if material.stress is None else _blocks(material, material.stress)
    return Section("stress", material.language.text("Under stress"), list(blocks))


def _none_given(material: Material) -> Iterator[Block]:
    yield Paragraph(
        material.language.text(
            "No stress test was given to this report. It would say how each model bears more sick leave, a key post "
            "away, a winter wave or a vacancy, and how long it takes to recover. To make one, and the report with it:"
        )
    )
    yield Code("caseflow stress CONFIG")
    yield Code("caseflow report RUN --stress STRESS_RUN")


def _blocks(material: Material, world: World) -> Iterator[Block]:
    text, run = material.language.text, world.run
    yield Paragraph(
        material.language.plural(
            "One future, each model against itself in the same future without the stress. Recovered means: from "
            "that week on, for four weeks, fewer than one case (or 5% of the usual) more is overdue. What is added to "
            "a share is in percentage points, or in cases a year where they are few. Nothing here says how likely a "
            "stress is; its size is an assumption.",
            "{n} futures, each model against itself in the same futures without the stress. Recovered means: from "
            "that week on, for four weeks, fewer than one case (or 5% of the usual) more is overdue. What is added to "
            "a share is in percentage points, or in cases a year where they are few. Nothing here says how likely a "
            "stress is; its size is an assumption.",
            run.record.question.replications,
        ),
        "note",
    )
    tables = tables_of(run)
    spans = [
        (span, material.title_of_scenario(world, str(span["scenario"])))
        for _, span in tables["stress_scenarios"].iterrows()
        if not span["only_of_grid"]
    ]
    if not material.is_analyst and spans:
        yield _summary(material, tables, spans)
    each = [block for span, title in spans for block in _of_scenario(material, tables, span, title)]
    if each:
        yield from material.folded(
            text("Each stress, with what stands beside limits missed and how long it lasts"), each
        )
    if "stress_grid" in tables and run.record.question.stress is not None:
        yield Part(
            text("At which sick leave a model breaks"), list(_grid(material, tables, run.record.question.stress.limit))
        )


# -- all scenarios ----------------------------------------------------------------------------------------------


def _summary(material: Material, tables: Mapping[str, pd.DataFrame], spans: Sequence[tuple[pd.Series, str]]) -> Table:
    """What each stress adds to limits missed, in the region and where it strikes: a row a stress, a column a model.

    Percentage points, as the caption says; where they are cases, the figure itself says so.
    """
    text, found = material.language.text, tables["stress"]
    models = [i for i in material.in_full if (found["model"] == material.key(i)).any()]
    rows = []
    for span, title in spans:
        cells = _cells(tables, span)
        for unit in _units(material, span):
            row = [cells.get((unit, material.key(i), TOLD[0])) for i in models]
            where = words.where(material.language, unit)
            rows.append([title, where, *(_added(material, one) for one in row)])
    return Table(
        text(
            "What each stress adds to limits missed, in the years in which it strikes: percentage points, or cases a "
            "year where so marked [95%]"
        ),
        [text("Stress"), text("Where"), *(material.names[i] for i in models)],
        rows,
        names=2,
    )


def _added(material: Material, row: pd.Series | None) -> str:
    if row is None:
        return MISSING
    return words.added(material.writer, row, unit=words.form(row).cases is not None)


# -- a scenario -------------------------------------------------------------------------------------------------


def _of_scenario(
    material: Material, tables: Mapping[str, pd.DataFrame], span: pd.Series, title: str
) -> Iterator[Block]:
    """A table of all that is told of a stress, and how it is recovered from."""
    cells, units = _cells(tables, span), _units(material, span)
    times = tables["stress_recovery"]
    times = times[times["scenario"] == span["scenario"]]
    recoveries = {(row["unit"], row["model"]): row for _, row in times.iterrows()}
    rows = [
        [
            words.where(material.language, unit),
            material.names[i],
            *(_change(material, cells.get((unit, material.key(i), name))) for name in TOLD),
            *_recovery(material, recoveries.get((unit, material.key(i)))),
        ]
        for unit in units
        for i in material.in_full
        if (unit, material.key(i), TOLD[0]) in cells
    ]
    if rows:
        yield _table(material, f"{title} ({words.when(material.language, span)})", rows)
    if material.is_analyst and recoveries:
        excess = tables["stress_excess"]
        unit = units[1] if len(units) == 2 else REGION
        excess = excess[(excess["scenario"] == span["scenario"]) & (excess["unit"] == unit)]
        yield pictures.recovery(material, excess, _weeks(span))


def _units(material: Material, span: pd.Series) -> list[str]:
    """The region, and each municipality that a stress is aimed at if it is not aimed at all."""
    municipalities = material.comparison.results.municipalities
    hits = [name for name in str(span["hits"]).split("; ") if name in municipalities]
    return [REGION] if len(hits) == len(municipalities) else [REGION, *hits]


def _cells(tables: Mapping[str, pd.DataFrame], span: pd.Series) -> Cells:
    """A stress's rows of region and municipalities."""
    own = tables["stress"][tables["stress"]["scenario"] == span["scenario"]]
    return {
        (row["unit"], row["model"], row["indicator"]): row for _, row in own.iterrows() if row["scope"] != "service"
    }


def _table(material: Material, caption: str, rows: list[list[str]]) -> Table:
    text = material.language.text
    return Table(
        text("{stress}: usual figures, then what is added [95%]", stress=caption),
        [
            text("Where"),
            text("Model"),
            *(capital(indicator(material.language, name)) for name in TOLD),
            text("Weeks until half of the futures recovered [95%]"),
            text("Futures not yet recovered"),
        ],
        rows,
        names=2,
    )


def _weeks(span: pd.Series) -> float:
    days = dt.date.fromisoformat(str(span["ends"])) - dt.date.fromisoformat(str(span["begins"]))
    return days.days / 7


def _change(material: Material, row: pd.Series | None) -> str:
    if row is None:
        return MISSING
    return f"{words.usual(material.writer, row)}; {words.added(material.writer, row)}"


def _recovery(material: Material, row: pd.Series | None) -> tuple[str, str]:
    """The median with its interval, and the share that is censored."""
    not_yet = MISSING if row is None else material.writer.language.chance(float(row["not_recovered_share"]))
    return words.recovery(material.language, row), not_yet


# -- the grid ---------------------------------------------------------------------------------------------------


def _grid(material: Material, tables: Mapping[str, pd.DataFrame], limit: float) -> Iterator[Block]:
    grid = tables["stress_grid"]
    usual = grid[(grid["scope"] == REGION) & (grid["posts_percent"] == BASE_POSTS)]
    for group in material.groups():
        curves = material.of_models(usual, (material.comparison.baseline, *group))
        if len(curves):
            yield pictures.stress_curves(material, curves, limit)
    yield _breaking(material, tables["stress_breaking"], limit)


def _breaking(material: Material, breaking: pd.DataFrame, limit: float) -> Table:
    text, percent = material.language.text, material.language.percent
    own = breaking[breaking["scope"] == REGION]
    sizes = list(dict.fromkeys(own["posts_percent"]))
    points = {(row["model"], row["posts_percent"]): row for _, row in own.iterrows()}
    return Table(
        text(
            "The sick leave (share of days) at which the region misses more than {limit} of its legal limits, by the "
            "size of all posts [95%]",
            limit=percent(limit),
        ),
        [text("Model"), *(text("Posts of {percent}", percent=percent(size / 100)) for size in sizes)],
        [
            [
                material.names[i],
                *(words.point(material.language, points.get((material.key(i), size))) for size in sizes),
            ]
            for i in material.in_full
            if any((material.key(i), size) in points for size in sizes)
        ],
    )
