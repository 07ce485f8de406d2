"""What ``caseflow compare`` prints: the answer, then tables against the baseline, then every municipality."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Iterable, Iterator

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.comparison import words
from caseflow.comparison.decomposing import Decomposition
from caseflow.comparison.findings import Compared, Comparison, Fairness
from caseflow.comparison.forms import Form, form_of
from caseflow.comparison.writing import Writer
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.fairness import DIMENSIONS
from caseflow.decisions.jackknife import Estimate, Float64
from caseflow.decisions.sources import Spread
from caseflow.decisions.verdict import COMPANIONS, LIMITS, UNKNOWN
from caseflow.language import MISSING, Language, msgid
from caseflow.stats.registry import BY_NAME

Column = tuple[str, Callable[[int], str]]
"""A heading, and the cell of an entrant."""

EVENTS = {
    "no_breach": msgid("no limit\nmissed [95 %]"),
    "share_over_10_percent": msgid("over 10 %\nmissed [95 %]"),
}
NAME_WIDTH = 12
"""Characters that a name gets at least before it is broken."""

HEADING_WIDTH = 20
"""Characters in a line of a heading that names an indicator: figures shall need the width of a column, not its name."""

QUANTILES = {
    0.1: msgid("one year in ten\nis below"),
    0.5: msgid("every second year\nis below"),
    0.9: msgid("nine years in ten\nare below"),
}


def comparison_as_tables(
    comparison: Comparison, decomposition: Decomposition | None, language: Language
) -> Iterator[Table | str]:
    """All of it, the answer first; and last, since the first line of so many has left the screen."""
    writer, limits = Writer(language), comparison.indicators.get(LIMITS)
    answer = words.answer(comparison, language)
    yield answer
    yield from words.worse_off(comparison, language)
    if limits is not None:
        yield from words.best(comparison, limits, language)
        yield _limits(comparison, limits, writer)
        yield _deadlines(comparison, limits, writer)
    yield from (f"{comparison.labels[i]}: {words.verdict(comparison, i, writer)}" for i in comparison.others)
    yield from _others(comparison, limits, writer)
    if limits is not None:
        yield _quantiles(comparison, limits, writer)
        yield _chances(comparison, limits, writer)
        yield _sources(comparison, limits, writer)
        yield from _movers(comparison, limits, writer)
    if comparison.fairness is not None:
        yield from _fairness(comparison, comparison.fairness, writer)
    if decomposition is not None:
        yield _decomposition(comparison, decomposition, writer)
        yield language.text(words.OF_STEPS)
    yield from words.notes(comparison, language)
    yield language.text("In short: {answer}", answer=answer)


# -- building ---------------------------------------------------------------------------------------------------


def _titled(comparison: Comparison, what: str, language: Language) -> str:
    years = comparison.results.years
    span = f"{years[0]}" if len(years) == 1 else f"{years[0]}\N{EN DASH}{years[-1]}"
    return language.text(
        "{what} ({place}, {years}; differences to {baseline})",
        what=what,
        place=words.place_of(comparison.unit, language),
        years=span,
        baseline=comparison.labels[comparison.baseline],
    )


def _empty(title: str, headings: Iterable[str], n_names: int = 1) -> Table:
    """A table whose first columns name something and whose others hold figures: too long ones break, none is lost."""
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, collapse_padding=True)
    for i, heading in enumerate(headings):
        if i < n_names:
            table.add_column(heading, overflow="fold", min_width=NAME_WIDTH)
        else:
            table.add_column(heading, overflow="fold", justify="right")
    return table


def _in_lines(name: str) -> str:
    """A name as a heading."""
    return textwrap.fill(name, HEADING_WIDTH, break_long_words=False, break_on_hyphens=False)


def _heading(compared: Compared, language: Language) -> str:
    """``limits missed, points``, the unit in a line of its own."""
    return f"{_in_lines(f'{words.name_of(compared.indicator.name, language)},')}\n{words.unit_of(compared, language)}"


def _by_entrant(comparison: Comparison, title: str, columns: list[Column], language: Language) -> Table:
    """A row for each entrant."""
    table = _empty(title, [language.text("model"), *(heading for heading, _ in columns)])
    for i, name in enumerate(comparison.labels):
        table.add_row(name, *(cell(i) for _, cell in columns))
    return table


def _against(comparison: Comparison, cell: Callable[[int], str]) -> Callable[[int], str]:
    """A cell that the baseline leaves empty, since it would be compared with itself."""
    return lambda i: "" if i == comparison.baseline else cell(i)


def _written(writer: Writer, written: Form, found: Difference) -> Callable[[int], str]:
    return lambda i: writer.changed(written, found[i])


def _size(writer: Writer, written: Form, own: Estimate) -> Callable[[int], str]:
    return lambda i: writer.size(written, float(own.value[i]))


def _difference(writer: Writer, compared: Compared) -> Callable[[int], str]:
    return lambda i: words.gap(compared, i, writer)


def _narrowed(writer: Writer, compared: Compared) -> Callable[[int], str]:
    return lambda i: words.times(float(compared.difference.narrowed[i]), writer.language)


def _mean(writer: Writer, compared: Compared) -> Callable[[int], str]:
    return _figure(writer, words.form(compared), compared.mean.value)


def _figure(writer: Writer, written: Form, values: Float64) -> Callable[[int], str]:
    return lambda i: writer.figure(written, float(values[i]))


def _beside(left: Callable[[int], str], right: Callable[[int], str]) -> Callable[[int], str]:
    return lambda i: f"{left(i)}  {right(i)}".rstrip()


def _chance(writer: Writer, found: Chance) -> Callable[[int], str]:
    return lambda i: writer.chance(found[i], sign_once=True)


def _better(writer: Writer, compared: Compared, found: Chance | None) -> Callable[[int], str]:
    return lambda i: words.better_in(compared, i, found, writer, sign_once=True)


# -- deadlines --------------------------------------------------------------------------------------------------


def _limits(comparison: Comparison, limits: Compared, writer: Writer) -> Table:
    """Limits missed: the mean and how sure it is, futures and years, and from when."""
    text, unit = writer.language.text, words.unit_of(limits, writer.language)
    of_others: list[Column] = [
        (text("difference,\n{unit} [95 %]", unit=unit), _difference(writer, limits)),
        (text("narrowed\nby pairing"), _narrowed(writer, limits)),
        (text("fewer missed in\nfutures [95 %]"), _better(writer, limits, limits.better)),
        (text("fewer missed in\nsingle years [95 %]"), _better(writer, limits, limits.better_years)),
        (text("better by the\ninterval from"), lambda i: words.from_when_in_a_table(limits, i, writer.language)[0]),
        (text("by the mean\nalone from"), lambda i: words.from_when_in_a_table(limits, i, writer.language)[1]),
    ]
    columns = [(text("limits\nmissed"), _mean(writer, limits))]
    columns += [(heading, _against(comparison, cell)) for heading, cell in of_others]
    title = _titled(comparison, text("Legal limits missed"), writer.language)
    return _by_entrant(comparison, title, columns, writer.language)


def _deadlines(comparison: Comparison, limits: Compared, writer: Writer) -> Table:
    """The verdict on deadlines, with what must stand beside it."""
    text, language = writer.language.text, writer.language
    beside = [comparison.indicators[name] for name in COMPANIONS if name in comparison.indicators]
    columns: list[Column] = [
        (text("{heading}\n[95 %]", heading=_heading(c, language)), _own_or_difference(comparison, c, writer))
        for c in (limits, *beside)
    ]
    verdict = _against(comparison, lambda i: words.on_deadlines(comparison, i, language))
    columns.append((text("on deadlines"), verdict))
    title = _titled(comparison, text("Deadlines, and what overload eats"), language)
    return _by_entrant(comparison, title, columns, language)


def _own_or_difference(comparison: Comparison, compared: Compared, writer: Writer) -> Callable[[int], str]:
    """Of the baseline its own figure, of others the difference to it."""
    return lambda i: (_mean if i == comparison.baseline else _difference)(writer, compared)(i)


# -- other indicators -------------------------------------------------------------------------------------------


def _others(comparison: Comparison, limits: Compared | None, writer: Writer) -> Iterator[Table]:
    """Every indicator that the table of deadlines has not shown."""
    text = writer.language.text
    shown = {LIMITS, *COMPANIONS} if limits else set()
    rest = [compared for name, compared in comparison.indicators.items() if name not in shown]
    if not rest:
        return
    headings = [
        text("indicator"),
        text("model"),
        text("mean"),
        text("difference\n[95 %]"),
        text("narrowed\nby pairing"),
        text("verdict"),
        text("better in\nfutures [95 %]"),
        text("better by the\ninterval from"),
        text("may be\nthe best"),
    ]
    table = _empty(_titled(comparison, text("Other indicators"), writer.language), headings, n_names=2)
    for compared in rest:
        called = (text(compared.indicator.name), f"({text(compared.indicator.unit)})")
        names = [*map(_in_lines, called), *[""] * len(comparison.labels)]
        for row, i in enumerate([comparison.baseline, *comparison.others]):
            cells = [cell if row or heading in BASELINE_TOO else "" for heading, cell in _cells(compared, i, writer)]
            table.add_row(names[row], comparison.labels[i], *cells, end_section=row == len(comparison.others))
    yield table


BASELINE_TOO = ("mean", "best")


def _cells(compared: Compared, i: int, writer: Writer) -> Iterator[tuple[str, str]]:
    text = writer.language.text
    yield "mean", _mean(writer, compared)(i)
    yield "difference", _difference(writer, compared)(i)
    yield "narrowed", _narrowed(writer, compared)(i)
    yield "verdict", words.label(writer.language, compared.label(i))
    yield "better", _better(writer, compared, compared.better)(i)
    yield "from", words.from_when_in_a_table(compared, i, writer.language)[0]
    if compared.best is None or np.isnan(compared.mean.value[i]) or compared.label(i) == UNKNOWN:
        yield "best", MISSING
    else:
        yield "best", text("yes") if compared.best[i] else text("no")


# -- single years, and where doubt comes from -------------------------------------------------------------------


def _quantiles(comparison: Comparison, limits: Compared, writer: Writer) -> Table:
    text, written = writer.language.text, words.form(limits)
    unit = text("{unit}\n[95 %]", unit=words.unit_of(limits, writer.language))
    columns: list[Column] = []
    for share, (own, found) in limits.quantiles.items():
        columns.append((text(QUANTILES[share]), _figure(writer, written, own.value)))
        columns.append((unit, _against(comparison, _written(writer, written, found))))
    title = _titled(comparison, text("Limits missed in a single year"), writer.language)
    return _by_entrant(comparison, title, columns, writer.language)


def _chances(comparison: Comparison, limits: Compared, writer: Writer) -> Table:
    text, points = writer.language.text, Form(is_share=True)
    unit = text("{unit}\n[95 %]", unit=text(points.unit))
    columns: list[Column] = []
    for name, event in limits.chances.items():
        columns.append((_event(name, writer.language), _chance(writer, event.model)))
        columns.append((unit, _against(comparison, _written(writer, points, event.difference))))
    title = _titled(comparison, text("Chances of a year with a limit"), writer.language)
    return _by_entrant(comparison, title, columns, writer.language)


def _event(name: str, language: Language) -> str:
    """An event of a year as a heading; ``3_or_more`` is not known by its name."""
    if name in EVENTS:
        return language.text(EVENTS[name])
    return language.text("{n} or more\nmissed [95 %]", n=name.partition("_")[0])


def _sources(comparison: Comparison, limits: Compared, writer: Writer) -> Table:
    """Of the differences; the baseline's row is of its own figure."""
    text, written = writer.language.text, words.form(limits)

    def spread_of(i: int) -> Spread:
        return limits.own_spread if i == comparison.baseline else limits.spread

    def size(part: str) -> Callable[[int], str]:
        return lambda i: writer.size(written, float(getattr(spread_of(i), part)[i]))

    title = text(
        "Where the doubt comes from: limits missed, standard deviations in {unit}",
        unit=words.unit_of(limits, writer.language),
    )
    return _by_entrant(
        comparison,
        _titled(comparison, title, writer.language),
        [
            (text("of"), lambda i: text("its own figure") if i == comparison.baseline else text("the difference")),
            (text("simulation: the mean's\nstandard error"), size("simulation_error")),
            (text("chance: a year around\nits future's mean"), size("within_futures_sd")),
            (text("futures' lasting\ndifferences"), size("between_futures_sd")),
            (text("a whole future around\nthe mean of all"), size("future_sd")),
            (
                text("of its variance in a\nstraight line with drawn\nassumptions [95 %]"),
                lambda i: words.assumed(spread_of(i), i, writer.language),
            ),
        ],
        writer.language,
    )


def _movers(comparison: Comparison, limits: Compared, writer: Writer) -> Iterator[Table | str]:
    """The assumptions that a difference goes with most."""
    text = writer.language.text
    if not any(limits.moved_by(i) for i in comparison.others):
        yield text("So many futures do not tell which drawn assumptions a difference of limits missed goes with.")
        return
    written, found = words.form(limits), limits.movers
    title = text(
        "Assumptions that the difference of limits missed goes with: the difference at their ends, {unit}",
        unit=words.unit_of(limits, writer.language),
    )
    headings = [
        text("model"),
        text("assumption"),
        text("of the\nvariance"),
        text("at its\nlow end"),
        text("difference\nthere"),
        text("at its\nhigh end"),
        text("difference\nthere"),
    ]
    table = _empty(_titled(comparison, title, writer.language), headings, n_names=2)
    for i in comparison.others:
        for row, place in enumerate(limits.moved_by(i)[:MOST_MOVERS]):
            table.add_row(
                "" if row else comparison.labels[i],
                comparison.assumptions.paths[place],
                writer.language.percent(float(found.correlation[i, place] ** 2)),
                writer.number(float(found.low_end[place])),
                writer.change(written, float(found.at_low[i, place])),
                writer.number(float(found.high_end[place])),
                writer.change(written, float(found.at_high[i, place])),
            )
    yield table


MOST_MOVERS = 5
"""Assumptions that are shown of a model."""


def _decomposition(comparison: Comparison, found: Decomposition, writer: Writer) -> Table:
    """A row for each effect: what it adds, and what the difference has come to."""
    text = writer.language.text
    compared = [comparison.indicators[name] for name in found.steps[0].adds]
    adds = [text("{heading},\nadds [95 %]", heading=_heading(c, writer.language)) for c in compared]
    table = _empty(
        text(
            "What {model}'s difference to {baseline} comes from, effect by effect",
            model=found.model,
            baseline=comparison.labels[comparison.baseline],
        ),
        [text("with this effect too"), adds[0], text("so far [95 %]"), *adds[1:]],
    )
    for step in found.steps:
        cells = [writer.changed(words.form(c), step.adds[c.indicator.name]) for c in compared]
        so_far = writer.changed(words.form(compared[0]), step.so_far[compared[0].indicator.name])
        table.add_row(text(step.name), cells[0], so_far, *cells[1:])
    return table


# -- fairness ---------------------------------------------------------------------------------------------------


def _fairness(comparison: Comparison, found: Fairness, writer: Writer) -> Iterator[Table | str]:
    """A table for each model, municipalities in the config's order."""
    for i in comparison.others:
        yield _municipalities(comparison, found, i, writer)
    if found.none_dearer_and_poorer:
        yield _dearer_and_poorer(comparison, found, writer)
    if found.spread:
        yield _spread(comparison, found, writer)
    yield words.of_fairness(found, writer.language)


def _municipalities(comparison: Comparison, found: Fairness, i: int, writer: Writer) -> Table:
    text, language = writer.language.text, writer.language
    measured = {name: words.name_of(DIMENSIONS[name].indicator, language) for name in found.cells}
    headings = [text("municipality")]
    headings += [
        f"{_in_lines(text(words.DIMENSIONS[name]) + ':')}\n{_in_lines(indicator)}"
        for name, indicator in measured.items()
    ]
    headings += [text("chance of service\nworse in nothing")] * bool(found.not_weakened)
    title = text(
        "{model}: who wins, who loses against {baseline}",
        model=comparison.labels[i],
        baseline=comparison.labels[comparison.baseline],
    )
    table = _empty(title, headings)
    for place, municipality in enumerate(found.municipalities):
        cells = [_fate(found, name, place, i, writer) for name in found.cells]
        if found.not_weakened:
            cells.append(writer.language.chance(float(found.not_weakened["any"].share[place, i])))
        table.add_row(municipality, *cells)
    return table


def _fate(found: Fairness, dimension: str, place: int, i: int, writer: Writer) -> str:
    """``better 2.3 to 1.4 of 9.0``."""
    cell = found.cells[dimension]
    written = form_of(BY_NAME[DIMENSIONS[dimension].indicator], float(found.cases_a_year[dimension][place]))
    before, after = float(cell.baseline.value[place, 0]), float(cell.model.value[place, i])
    figures = writer.from_to(written, before, after)
    return f"{words.label(writer.language, found.label(dimension, place, i))} {figures}"


def _dearer_and_poorer(comparison: Comparison, found: Fairness, writer: Writer) -> Table:
    text = writer.language.text
    columns: list[Column] = [
        (text("poorer in\n{dimension}", dimension=text(words.DIMENSIONS[name])), _against(comparison, cell))
        for name, cell in ((name, _chance(writer, event)) for name, event in found.none_dearer_and_poorer.items())
    ]
    title = text("The chance that no municipality is both dearer and poorer [95 %]")
    return _by_entrant(comparison, title, columns, writer.language)


def _spread(comparison: Comparison, found: Fairness, writer: Writer) -> Table:
    text = writer.language.text
    columns: list[Column] = []
    for name, (own, difference) in found.spread.items():
        written = form_of(BY_NAME[DIMENSIONS[name].indicator], cases=math.inf)
        change = _against(comparison, _written(writer, written, difference))
        heading = text("{dimension},\ndifference [95 %]", dimension=text(words.DIMENSIONS[name]))
        columns.append((heading, _beside(_size(writer, written, own), change)))
    title = text("How far municipalities lie apart: standard deviation of their means, each municipality counted once")
    return _by_entrant(comparison, title, columns, writer.language)
