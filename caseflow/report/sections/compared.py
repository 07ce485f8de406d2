"""The models beside each other: deadlines with what must stand beside them, how surely, and everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.decisions.verdict import COMPANIONS, LIMITS, UNKNOWN
from caseflow.language import MISSING, capital
from caseflow.report import pictures
from caseflow.report.blocks import Block, Cell, Paragraph, Part, Section, Table
from caseflow.report.material import Material
from caseflow.report.names import indicator
from caseflow.report.sections.answer import on_deadlines


def compared(material: Material) -> Section:
    """The comparison table."""
    text = material.language.text
    return Section("comparison", text("The models compared"), list(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    limits = material.limits
    yield Paragraph(
        material.language.plural(
            "A difference is the model minus “{baseline}”, future by future: all models meet the same simulated "
            "future. By its own interval one of twenty models without any effect would seem to have one; that a model "
            "misses fewer limits is said of all models together. “Unclear” is no proof that there is no difference.",
            "A difference is the model minus “{baseline}”, future by future: all models meet the same {n} simulated "
            "futures. By its own interval one of twenty models without any effect would seem to have one; that a model "
            "misses fewer limits is said of all models together. “Unclear” is no proof that there is no difference.",
            material.comparison.results.n_replications,
            baseline=material.baseline,
        ),
        "note",
    )
    few = words.of_few(material.comparison, material.language)
    if few is not None:
        yield Paragraph(few, "note")
    if limits is not None:
        yield _deadlines(material, limits)
        if material.is_sure and material.comparison.others:
            yield pictures.differences(material, limits)
        yield _sure(material, limits)
        yield from _best(material, limits)
    if material.is_analyst:
        yield from _others(material)
        if limits is not None:
            yield _sources(material, limits)


def heading(material: Material, found: Compared) -> str:
    """An indicator, and what its difference is counted in if the name does not say so."""
    name, form = indicator(material.language, found.indicator.name), words.form(found)
    unit = material.writer.unit(form, found.indicator.unit)
    is_said = not form.is_share and unit.partition(" ")[0] in name
    return capital(name) if is_said else f"{capital(name)} ({unit})"


def own_or_difference(material: Material, found: Compared, i: int) -> str:
    """Of the baseline its own figure, of others the difference to it."""
    form = words.form(found)
    if i == material.comparison.baseline:
        return material.writer.mean(form, found.mean[i])
    return words.gap(found, i, material.writer)


def _deadlines(material: Material, limits: Compared) -> Table:
    text = material.language.text
    beside = [material.comparison.indicators[name] for name in COMPANIONS if name in material.comparison.indicators]
    form = words.form(limits)
    rows: list[list[str | Cell]] = []
    for i in material.in_order:
        is_baseline = i == material.comparison.baseline
        own = material.writer.mean(form, limits.mean[i])
        gap = "" if is_baseline else words.gap(limits, i, material.writer)
        verdict = "" if is_baseline else on_deadlines(material, i)
        rows.append(
            [
                material.names[i],
                own,
                gap,
                *(own_or_difference(material, one, i) for one in beside),
                Cell(verdict, "word"),
            ]
        )
    return Table(
        text(
            "All models: legal limits missed in the region, {years}, and what must stand beside them - figures of "
            "“{baseline}”, then differences to it",
            years=material.years,
            baseline=material.baseline,
        ),
        [
            text("Model"),
            text("{indicator} [95%]", indicator=capital(indicator(material.language, LIMITS))),
            text("Difference ({unit}) [95%]", unit=material.writer.unit(form, limits.indicator.unit)),
            *(heading(material, one) for one in beside),
            text("On deadlines"),
        ],
        rows,
    )


def _sure(material: Material, limits: Compared) -> Table:
    text = material.language.text
    assert limits.better is not None
    assert limits.better_years is not None
    rows: list[list[str]] = []
    for i in material.shown:
        rows.append(
            [
                material.names[i],
                words.better_in(limits, i, limits.better, material.writer),
                words.better_in(limits, i, limits.better_years, material.writer),
                *_since(material, limits, i),
                _may_be_best(material, limits, i),
            ]
        )
    return Table(
        text("How surely fewer limits are missed than under “{baseline}”", baseline=material.baseline),
        [
            text("Model"),
            text("Fewer in futures [95%]"),
            text("Fewer in single years [95%]"),
            text("Shown from"),
            text("On average from"),
            text("May be the best"),
        ],
        rows,
        note=text(
            "Futures and single years differ: their chances do not come nearer to 0 or 100% with more replications. "
            "From when: the first quarter from which it holds in every later one."
        ),
    )


def _since(material: Material, limits: Compared, i: int) -> tuple[str, str]:
    if limits.onset is None:
        return MISSING, MISSING
    by_interval, by_mean = (
        _from(material, limits.onset.quarters, int(found[i]))
        for found in (limits.onset.by_interval, limits.onset.by_mean)
    )
    return MISSING if limits.label(i) == UNKNOWN else by_interval, by_mean


def _from(material: Material, quarters: Sequence[tuple[int, int]], place: int) -> str:
    """From which quarter; what holds in the last one only does not read as if it went on."""
    text = material.language.text
    if place < 0:
        return text("never in these years")
    when = material.language.quarter(*quarters[place])
    return text("only in {quarter}", quarter=when) if place == len(quarters) - 1 else when


def _may_be_best(material: Material, found: Compared, i: int) -> str:
    if found.best is None or np.isnan(found.mean.value[i]) or not material.is_sure:
        return MISSING
    return material.language.text("yes") if found.best[i] else material.language.text("no")


def _best(material: Material, limits: Compared) -> Iterator[Block]:
    if limits.best is None or not material.is_sure:
        return
    names = [material.quoted(int(i)) for i in np.flatnonzero(limits.best)]
    text = material.language.text
    if limits.best.all():
        which = text("no model can be ruled out as the best")
    elif len(names) == 1:
        which = text("{model} is the best", model=names[0])
    else:
        which = text("the best is one of {models}", models=material.language.listed(names))
    yield Paragraph(
        text(
            "On limits missed alone, whatever happens to effort, follow-ups and overdue cases, {which}: with 95% "
            "confidence for all pairs of models at once.",
            which=which,
        )
    )


def _others(material: Material) -> Iterator[Block]:
    text = material.language.text
    shown = {LIMITS, *COMPANIONS}
    rest = [
        found
        for name, found in material.comparison.indicators.items()
        if name not in shown and np.isfinite(found.difference.value[list(material.comparison.others)]).any()
    ]
    if rest:
        yield Part(text("Everything else that was compared"), [_other(material, found) for found in rest])


def _other(material: Material, found: Compared) -> Table:
    text, form = material.language.text, words.form(found)
    rows: list[list[str | Cell]] = []
    for i in material.in_order:
        own = material.writer.mean(form, found.mean[i])
        if i == material.comparison.baseline:
            rows.append([material.names[i], own, "", "", "", _may_be_best(material, found, i)])
            continue
        verdict = found.label(i)
        chance = words.better_in(found, i, found.better, material.writer)
        rows.append(
            [
                material.names[i],
                own,
                words.gap(found, i, material.writer),
                Cell(words.label(material.language, verdict), verdict),
                chance,
                _may_be_best(material, found, i),
            ]
        )
    return Table(
        heading(material, found),
        [
            text("Model"),
            text("Mean [95%]"),
            text("Difference [95%]"),
            text("Verdict"),
            text("Better in futures [95%]"),
            text("May be the best"),
        ],
        rows,
    )


def _sources(material: Material, limits: Compared) -> Part:
    """Where the doubt comes from."""
    text, form = material.language.text, words.form(limits)
    rows = []
    for i in material.in_order:
        of = limits.own_spread if i == material.comparison.baseline else limits.spread
        sizes = (of.simulation_error, of.within_futures_sd, of.between_futures_sd, of.future_sd)
        rows.append(
            [material.names[i], *(material.writer.size(form, float(part[i])) for part in sizes), _assumed(material, i)]
        )
    table = Table(
        text(
            "Standard deviations of the difference to “{baseline}”, in its own row of its figure ({unit})",
            baseline=material.baseline,
            unit=material.writer.unit(form, limits.indicator.unit),
        ),
        [
            text("Model"),
            text("Simulation: error of the mean"),
            text("Chance: a year around its future's mean"),
            text("Futures' lasting differences"),
            text("A whole future around the mean of all"),
            text("Of its variance, in a straight line with drawn assumptions [95%]"),
        ],
        rows,
        note=text(
            "Only the first becomes smaller with more replications. Assumptions may decide more than what goes with "
            "them in a straight line."
        ),
    )
    return Part(text("Where the doubt comes from"), [table])


def _assumed(material: Material, i: int) -> str:
    limits = material.limits
    assert limits is not None
    of = limits.own_spread if i == material.comparison.baseline else limits.spread
    share, low, high = (float(part[i]) for part in (of.assumptions_share, of.assumptions_low, of.assumptions_high))
    if np.isnan(share):
        return MISSING
    interval = f"[{material.language.percent_interval(low, high)}]"
    if high - low > words.TOO_WIDE:
        return material.language.text("cannot be told {interval}", interval=interval)
    return f"{material.language.percent(share)} {interval}"
