"""Tables of what matters in a stress run: what each stress adds, recovery, where models break, what is sure of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.decisions.verdict import BETTER, WORSE, OnDeadlines
from caseflow.language import MISSING, msgid
from caseflow.stats.registry import REGION
from caseflow.stress_overview import words
from caseflow.stress_overview.answer import ADDED, IN_ALL, is_untold, not_recovered, verdicts
from caseflow.stress_overview.told import Stress, Told

MARKS = {BETTER: " <", WORSE: " >"}
"""Behind what a stress adds to a model: fewer missed limits or more than to the baseline."""

Cell = Callable[[Stress, str], tuple[float, str] | None]
"""Of a stress and a model: how large it is, and how it is written; None if there is nothing."""


def tables_of_answer(told: Told) -> Iterator[Table]:
    """The tables that are printed below the answer."""
    yield _added(told)
    if len(told.tables["stress_recovery"]):
        yield _recoveries(told)
    if told.breaking:
        yield breaking(told)
    if told.others and told.futures > 1 and "stress_models" in told.tables:
        yield _verdicts(told)


def empty(title: str, headings: Sequence[str], names: int = 1) -> Table:
    """A table whose first columns name something."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True, pad_edge=False)
    for i, heading in enumerate(headings):
        is_figure = i >= names
        table.add_column(heading, justify="right" if is_figure else "left", no_wrap=is_figure, overflow="fold")
    return table


# -- by stress --------------------------------------------------------------------------------------------------


def _added(told: Told) -> Table:
    text = told.language.text
    title = text(
        "Limits missed that each stress adds [95%]: percentage points or, of few, cases a year; < fewer and > more "
        "than to {baseline}, shown by the interval. “Usual” is {baseline} without stress.",
        baseline=told.baseline,
    )

    def usual(stress: Stress) -> str:
        row = told.figure(stress, told.baseline, told.where(stress))
        return MISSING if row is None else words.usual(told.writer, row)

    def extra(stress: Stress, model: str) -> tuple[float, str] | None:
        row = told.figure(stress, model, told.where(stress))
        return None if row is None else (float(row["extra"]), f"{words.added(told.writer, row)}{mark(stress, model)}")

    def mark(stress: Stress, model: str) -> str:
        row = told.between(stress, model, told.where(stress))
        return "" if row is None else MARKS.get(str(row["extra_verdict"]), "  ")

    return _by_stress(told, title, told.stresses, extra, {text("usual"): usual})


def _recoveries(told: Told) -> Table:
    text = told.language.text
    title = text(
        "Weeks after its end until half of the futures have recovered [95%]; in brackets, futures that have not when "
        "the run ends"
    )

    def weeks(stress: Stress, model: str) -> tuple[float, str] | None:
        row = told.recovery(stress, model, told.where(stress))
        if row is None:
            return None
        left = not_recovered(row)
        found = words.recovery(told.language, row) + (f" ({left})" if left else "")
        return float("inf") if words.is_missing(row["median_weeks"]) else float(row["median_weeks"]), found

    ending = [stress for stress in told.stresses if weeks(stress, told.baseline) is not None]
    return _by_stress(told, title, ending, weeks, {})


def _by_stress(
    told: Told, title: str, stresses: Sequence[Stress], cell: Cell, first: dict[str, Callable[[Stress], str]]
) -> Table:
    """A row for each stress; a column for each model or, of many, of the baseline and of those with least and most."""
    text = told.language.text
    columns = (
        list(told.models)
        if told.fit_beside
        else [told.baseline, text("least of the others"), text("most of the others")]
    )
    table = empty(title, [text("stress"), text("where"), *first, *columns], names=2)
    for stress in stresses:
        cells = {model: found for model in told.models if (found := cell(stress, model)) is not None}
        table.add_row(
            stress.title,
            text("region") if told.where(stress) == REGION else told.where(stress),
            *(column(stress) for column in first.values()),
            *_across(told, cells),
        )
    return table


def _across(told: Told, cells: dict[str, tuple[float, str]]) -> list[str]:
    if told.fit_beside:
        return [cells[model][1] if model in cells else MISSING for model in told.models]
    others = sorted((model for model in cells if model != told.baseline), key=lambda model: cells[model][0])
    own = cells[told.baseline][1] if told.baseline in cells else MISSING
    ends = [f"{model}\n{cells[model][1]}" for model in (others[0], others[-1])] if others else [MISSING, MISSING]
    return [own, *ends]


# -- by model ---------------------------------------------------------------------------------------------------


def breaking(told: Told) -> Table:
    """Where each model breaks, by the size of all posts."""
    text, percent = told.language.text, told.language.percent
    sizes = list(dict.fromkeys(size for _, size in told.breaking))
    limit = next(iter(told.breaking.values()))["limit"]
    table = empty(
        text(
            "The share of days on sick leave from which more than {limit} of the region's limits are missed, by the "
            "size of all posts [95%]",
            limit=percent(float(limit)),
        ),
        [text("model"), *(text("posts of {percent}", percent=percent(size / 100)) for size in sizes)],
    )
    for model in told.models:
        table.add_row(model, *(words.point(told.language, told.breaking.get((model, size))) for size in sizes))
    return table


COUNTED: tuple[tuple[str, Callable[[OnDeadlines], bool]], ...] = (
    (msgid("fewer missed"), lambda one: one.is_better),
    (msgid("at a price"), lambda one: one.is_at_a_price),
    (msgid("more missed"), lambda one: one.limits == WORSE),
    (msgid("cannot be told"), is_untold),
)
"""What may be said of limits missed beside the baseline."""


def _verdicts(told: Told) -> Table:
    """Under how many stresses each model is shown to do better or worse than the baseline."""
    text = told.language.text
    table = empty(
        told.language.plural(
            "Limits missed beside {baseline}, those that the stress adds and all under it: whether the interval shows "
            "fewer or more",
            "Limits missed beside {baseline}, those that stress adds and all under stress: in how many of {n} stresses "
            "the interval shows fewer or more",
            len(told.stresses),
            baseline=told.baseline,
        ),
        [text("model"), *(f"{part}:\n{text(said)}" for part in (text("added"), text("in all")) for said, _ in COUNTED)],
    )
    for model in told.others:
        found = [verdicts(told, model, part) for part in (ADDED, IN_ALL)]
        table.add_row(model, *(str(sum(holds(one) for one in part.values())) for part in found for _, holds in COUNTED))
    return table
