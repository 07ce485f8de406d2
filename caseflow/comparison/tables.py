"""What ``caseflow compare`` prints: the answer, then tables against the baseline, then every municipality."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.comparison import words
from caseflow.comparison.decomposing import Decomposition
from caseflow.comparison.findings import Compared, Comparison, Fairness
from caseflow.comparison.forms import MISSING, Form, chance, coarse, form_of, number
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.fairness import DIMENSIONS
from caseflow.decisions.jackknife import Estimate, Float64
from caseflow.decisions.verdict import COMPANIONS, LIMITS
from caseflow.stats.registry import BY_NAME, REGION

Column = tuple[str, Callable[[int], str]]
"""A heading, and the cell of an entrant."""

EVENTS = {"no_breach": "no limit\nmissed", "share_over_10_percent": "over 10 %\nmissed"}
NAME_WIDTH = 12
"""Characters that a name gets at least before it is broken."""

QUANTILES = {0.1: "one year in ten\nis below", 0.5: "every second year\nis below", 0.9: "nine years in ten\nare below"}


def comparison_as_tables(comparison: Comparison, decomposition: Decomposition | None = None) -> Iterator[Table | str]:
    """All of it, the answer first; and last, since the first line of so many has left the screen."""
    limits, answer = comparison.indicators.get(LIMITS), words.answer(comparison)
    yield answer
    yield from words.worse_off(comparison)
    if limits is not None:
        yield from words.best(comparison, limits)
        yield _limits(comparison, limits)
        yield _deadlines(comparison, limits)
    yield from (f"{comparison.labels[i]}: {words.verdict(comparison, i)}" for i in comparison.others)
    yield from _others(comparison, limits)
    if limits is not None:
        yield _quantiles(comparison, limits)
        yield _chances(comparison, limits)
        yield _sources(comparison, limits)
        yield from _movers(comparison, limits)
    if comparison.fairness is not None:
        yield from _fairness(comparison, comparison.fairness)
    if decomposition is not None:
        yield _decomposition(comparison, decomposition)
        yield words.OF_STEPS
    yield from words.notes(comparison)
    yield f"In short: {answer}"


# -- building ---------------------------------------------------------------------------------------------------


def _titled(comparison: Comparison, what: str) -> str:
    years = comparison.results.years
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"
    place = "the region" if comparison.unit == REGION else comparison.unit
    return f"{what} ({place}, {span}; differences to {comparison.labels[comparison.baseline]})"


def _empty(title: str, headings: Iterable[str], n_names: int = 1) -> Table:
    """A table whose first columns name something and whose others hold figures: too long ones break, none is lost."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    for i, heading in enumerate(headings):
        if i < n_names:
            table.add_column(heading, overflow="fold", min_width=NAME_WIDTH)
        else:
            table.add_column(heading, overflow="fold", justify="right")
    return table


def _by_entrant(comparison: Comparison, title: str, columns: list[Column]) -> Table:
    """A row for each entrant."""
    table = _empty(title, ["model", *(heading for heading, _ in columns)])
    for i, name in enumerate(comparison.labels):
        table.add_row(name, *(cell(i) for _, cell in columns))
    return table


def _against(comparison: Comparison, cell: Callable[[int], str]) -> Callable[[int], str]:
    """A cell that the baseline leaves empty, since it would be compared with itself."""
    return lambda i: "" if i == comparison.baseline else cell(i)


def _written(written: Form, found: Difference) -> Callable[[int], str]:
    return lambda i: _in_full(written, found[i])


def _in_full(written: Form, found: Difference) -> str:
    """A single difference with its interval."""
    return written.changed(*(float(part) for part in (found.value, found.low, found.high)))


def _size(written: Form, own: Estimate) -> Callable[[int], str]:
    return lambda i: written.size(float(own.value[i]))


def _difference(compared: Compared) -> Callable[[int], str]:
    return _written(words.form(compared), compared.difference)


def _narrowed(compared: Compared) -> Callable[[int], str]:
    return lambda i: words.times(float(compared.difference.narrowed[i]))


def _mean(compared: Compared) -> Callable[[int], str]:
    return _figure(words.form(compared), compared.mean.value)


def _figure(written: Form, values: Float64) -> Callable[[int], str]:
    return lambda i: written.figure(float(values[i]))


def _beside(left: Callable[[int], str], right: Callable[[int], str]) -> Callable[[int], str]:
    return lambda i: f"{left(i)}  {right(i)}".rstrip()


def _chance(found: Chance | None) -> Callable[[int], str]:
    return lambda i: MISSING if found is None else chance(found[i])


def _rough(found: Chance | None) -> Callable[[int], str]:
    return lambda i: MISSING if found is None else coarse(float(found.share[i]))


# -- deadlines --------------------------------------------------------------------------------------------------


def _limits(comparison: Comparison, limits: Compared) -> Table:
    """Limits missed: the mean and how sure it is, futures and years, and from when."""
    of_others: list[Column] = [
        (f"difference,\n{words.form(limits).unit} [95 %]", _difference(limits)),
        ("narrowed\nby pairing", _narrowed(limits)),
        ("fewer missed in\nfutures [95 %]", _chance(limits.better)),
        ("fewer missed in\nsingle years [95 %]", _chance(limits.better_years)),
        ("better by the\ninterval from", lambda i: words.from_when_in_a_table(limits, i)[0]),
        ("by the mean\nalone from", lambda i: words.from_when_in_a_table(limits, i)[1]),
    ]
    columns = [("limits\nmissed", _mean(limits))]
    columns += [(heading, _against(comparison, cell)) for heading, cell in of_others]
    return _by_entrant(comparison, _titled(comparison, "Legal limits missed"), columns)


def _deadlines(comparison: Comparison, limits: Compared) -> Table:
    """The verdict on deadlines, with what must stand beside it."""
    beside = [comparison.indicators[name] for name in COMPANIONS if name in comparison.indicators]
    columns: list[Column] = [
        (f"{words.heading(c)}\n[95 %]", _own_or_difference(comparison, c)) for c in (limits, *beside)
    ]
    columns.append(("on deadlines", _against(comparison, lambda i: words.on_deadlines(comparison, i))))
    return _by_entrant(comparison, _titled(comparison, "Deadlines, and what overload eats"), columns)


def _own_or_difference(comparison: Comparison, compared: Compared) -> Callable[[int], str]:
    """Of the baseline its own figure, of others the difference to it."""
    return lambda i: (_mean if i == comparison.baseline else _difference)(compared)(i)


# -- other indicators -------------------------------------------------------------------------------------------


def _others(comparison: Comparison, limits: Compared | None) -> Iterator[Table]:
    """Every indicator that the table of deadlines has not shown."""
    shown = {LIMITS, *COMPANIONS} if limits else set()
    rest = [compared for name, compared in comparison.indicators.items() if name not in shown]
    if not rest:
        return
    headings = ["indicator", "model", "mean", "difference\n[95 %]", "narrowed\nby pairing", "verdict"]
    headings += ["better in\nfutures [95 %]", "better by the\ninterval from", "may be\nthe best"]
    table = _empty(_titled(comparison, "Other indicators"), headings, n_names=2)
    for compared in rest:
        names = [compared.indicator.name, f"({compared.indicator.unit})", *[""] * len(comparison.labels)]
        for row, i in enumerate([comparison.baseline, *comparison.others]):
            cells = [cell if row or heading in BASELINE_TOO else "" for heading, cell in _cells(compared, i)]
            table.add_row(names[row], comparison.labels[i], *cells, end_section=row == len(comparison.others))
    yield table


BASELINE_TOO = ("mean", "best")


def _cells(compared: Compared, i: int) -> Iterator[tuple[str, str]]:
    yield "mean", _mean(compared)(i)
    yield "difference", _difference(compared)(i)
    yield "narrowed", _narrowed(compared)(i)
    yield "verdict", words.said(compared.label(i))
    yield "better", _chance(compared.better)(i)
    yield "from", words.from_when_in_a_table(compared, i)[0]
    if compared.best is None or np.isnan(compared.mean.value[i]):
        yield "best", MISSING
    else:
        yield "best", "yes" if compared.best[i] else "no"


# -- single years, and where doubt comes from -------------------------------------------------------------------


def _quantiles(comparison: Comparison, limits: Compared) -> Table:
    written = words.form(limits)
    columns: list[Column] = []
    for share, (own, found) in limits.quantiles.items():
        columns.append((QUANTILES[share], _figure(written, own.value)))
        columns.append((f"{written.unit}\n[95 %]", _against(comparison, _written(written, found))))
    return _by_entrant(comparison, _titled(comparison, "Limits missed in a single year"), columns)


def _chances(comparison: Comparison, limits: Compared) -> Table:
    points = Form(is_share=True)
    columns: list[Column] = []
    for name, event in limits.chances.items():
        columns.append((f"{EVENTS.get(name, words.at_least(name))} [95 %]", _chance(event.model)))
        columns.append(("points\n[95 %]", _against(comparison, _written(points, event.difference))))
    return _by_entrant(comparison, _titled(comparison, "Chances of a year with a limit"), columns)


def _sources(comparison: Comparison, limits: Compared) -> Table:
    """Of the differences; the baseline's row is of its own figure."""
    written = words.form(limits)

    def size(part: str) -> Callable[[int], str]:
        own, of_difference = getattr(limits.own_spread, part), getattr(limits.spread, part)
        return lambda i: written.size(float((own if i == comparison.baseline else of_difference)[i]))

    def assumed(i: int) -> str:
        return words.assumed(limits.own_spread if i == comparison.baseline else limits.spread, i)

    return _by_entrant(
        comparison,
        _titled(comparison, f"Where the doubt comes from: limits missed, standard deviations in {written.unit}"),
        [
            ("of", lambda i: "its own figure" if i == comparison.baseline else "the difference"),
            ("simulation: the mean's\nstandard error", size("simulation_error")),
            ("chance: a year around\nits future's mean", size("within_futures_sd")),
            ("futures' lasting\ndifferences", size("between_futures_sd")),
            ("a whole future around\nthe mean of all", size("future_sd")),
            ("of its variance in a\nstraight line with drawn\nassumptions [95 %]", assumed),
        ],
    )


def _movers(comparison: Comparison, limits: Compared) -> Iterator[Table | str]:
    """The assumptions that a difference goes with most."""
    if not any(limits.moved_by(i) for i in comparison.others):
        yield "So many futures do not tell which drawn assumptions a difference of limits missed goes with."
        return
    written, found = words.form(limits), limits.movers
    title = f"Assumptions that the difference of limits missed goes with: the difference at their ends, {written.unit}"
    headings = ("model", "assumption", "of the\nvariance", "at its\nlow end", "difference\nthere", "at its\nhigh end")
    table = _empty(_titled(comparison, title), [*headings, "difference\nthere"], n_names=2)
    for i in comparison.others:
        for row, place in enumerate(limits.moved_by(i)[:MOST_MOVERS]):
            table.add_row(
                "" if row else comparison.labels[i],
                comparison.assumptions.paths[place],
                f"{found.correlation[i, place] ** 2:.0%}",
                number(float(found.low_end[place])),
                written.change(float(found.at_low[i, place])),
                number(float(found.high_end[place])),
                written.change(float(found.at_high[i, place])),
            )
    yield table


MOST_MOVERS = 5
"""Assumptions that are shown of a model."""


def _decomposition(comparison: Comparison, found: Decomposition) -> Table:
    """A row for each effect: what it adds, and what the difference has come to."""
    compared = [comparison.indicators[name] for name in found.steps[0].adds]
    title = f"What {found.model}'s difference to {comparison.labels[comparison.baseline]} comes from, effect by effect"
    first, *others = (words.heading(c) for c in compared)
    table = _empty(
        title,
        [
            "with this effect too",
            f"{first},\nadds [95 %]",
            "so far [95 %]",
            *(f"{other},\nadds [95 %]" for other in others),
        ],
    )
    for step in found.steps:
        cells = [_in_full(words.form(c), step.adds[c.indicator.name]) for c in compared]
        so_far = _in_full(words.form(compared[0]), step.so_far[compared[0].indicator.name])
        table.add_row(step.name, cells[0], so_far, *cells[1:])
    return table


# -- fairness ---------------------------------------------------------------------------------------------------


def _fairness(comparison: Comparison, found: Fairness) -> Iterator[Table | str]:
    """A table for each model, municipalities in the config's order."""
    for i in comparison.others:
        yield _municipalities(comparison, found, i)
    if found.none_dearer_and_poorer:
        yield _dearer_and_poorer(comparison, found)
    if found.spread:
        yield _spread(comparison, found)
    yield words.of_fairness(found)


def _municipalities(comparison: Comparison, found: Fairness, i: int) -> Table:
    headings = ["municipality", *(f"{name}:\n{words.name_of(DIMENSIONS[name].indicator)}" for name in found.cells)]
    headings += ["chance of service\nworse in nothing"] * bool(found.not_weakened)
    table = _empty(
        f"{comparison.labels[i]}: who wins, who loses against {comparison.labels[comparison.baseline]}", headings
    )
    for place, municipality in enumerate(found.municipalities):
        cells = [_fate(found, name, place, i) for name in found.cells]
        if found.not_weakened:
            cells.append(coarse(float(found.not_weakened["any"].share[place, i])))
        table.add_row(municipality, *cells)
    return table


def _fate(found: Fairness, dimension: str, place: int, i: int) -> str:
    """``better 2.3 to 1.4 of 9.0``."""
    cell = found.cells[dimension]
    written = form_of(BY_NAME[DIMENSIONS[dimension].indicator], float(found.cases_a_year[dimension][place]))
    before, after = (written.figure(float(v)) for v in (cell.baseline.value[place, 0], cell.model.value[place, i]))
    return f"{words.said(found.label(dimension, place, i))} {words.from_to(before, after)}"


def _dearer_and_poorer(comparison: Comparison, found: Fairness) -> Table:
    columns: list[Column] = [
        (f"poorer in\n{'anything' if name == 'any' else name}", _against(comparison, _chance(event)))
        for name, event in found.none_dearer_and_poorer.items()
    ]
    return _by_entrant(comparison, "The chance that no municipality is both dearer and poorer [95 %]", columns)


def _spread(comparison: Comparison, found: Fairness) -> Table:
    columns: list[Column] = []
    for name, (own, difference) in found.spread.items():
        written = form_of(BY_NAME[DIMENSIONS[name].indicator], cases=math.inf)
        change = _against(comparison, _written(written, difference))
        columns.append((f"{name},\ndifference [95 %]", _beside(_size(written, own), change)))
    title = "How far municipalities lie apart: standard deviation of their means, each municipality counted once"
    return _by_entrant(comparison, title, columns)
