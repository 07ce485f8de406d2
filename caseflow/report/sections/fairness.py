"""Who wins and who loses: every municipality under every model, in the config's order, no score."""

from __future__ import annotations

import math
from collections.abc import Iterator

from caseflow.comparison import words
from caseflow.comparison.findings import Fairness
from caseflow.comparison.forms import form_of
from caseflow.decisions.fairness import DIMENSIONS
from caseflow.decisions.verdict import EQUAL
from caseflow.language import capital
from caseflow.report.blocks import Block, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.report.names import MEASURED
from caseflow.stats.registry import BY_NAME


def fairness(material: Material) -> Section:
    """The fairness tables."""
    return Section("fairness", material.language.text("Municipality by municipality"), list(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    found, text = material.comparison.fairness, material.language.text
    if found is None:
        yield Paragraph(text("Nothing was counted by municipality."))
        return
    yield Paragraph(
        text(
            "Municipalities stand in a fixed order; nothing ranks them and no score adds up the columns. “Better” and "
            "“worse”: the 95% interval of the difference leaves out zero, widened so that all {looks} words of a table "
            "hold together. Figures go from “{baseline}” to the model; where a year has few cases they are counts a "
            "year. The last column is the chance that no part of the service, cost left aside, is worse.",
            looks=found.looks,
            baseline=material.baseline,
        ),
        "note",
    )
    for i in material.shown:
        yield _municipalities(material, found, i)
    yield from _region(material, found)


def _municipalities(material: Material, found: Fairness, i: int) -> Table:
    text = material.language.text
    rows: list[list[str]] = []
    for place, municipality in enumerate(found.municipalities):
        row = [municipality, *(_fate(material, found, name, place, i) for name in found.cells)]
        if found.not_weakened:
            row.append(material.writer.chance(found.not_weakened["any"][place, i]))
        rows.append(row)
    headings = [text("Municipality"), *(_heading(material, name) for name in found.cells)]
    if found.not_weakened:
        headings.append(text("Chance of service worse in nothing [95%]"))
    return Table(
        text("{model}, against “{baseline}”", model=material.names[i], baseline=material.baseline), headings, rows
    )


def _heading(material: Material, dimension: str) -> str:
    return capital(material.language.text(MEASURED[dimension]))


def _fate(material: Material, found: Fairness, dimension: str, place: int, i: int) -> str:
    """``better: from 2.3 to 1.4 of 9.0``, without a colour: no traffic lights for municipalities."""
    cell, writer, language = found.cells[dimension], material.writer, material.language
    form = form_of(BY_NAME[DIMENSIONS[dimension].indicator], float(found.cases_a_year[dimension][place]))
    before, after = float(cell.baseline.value[place, 0]), float(cell.model.value[place, i])
    verdict = found.label(dimension, place, i)
    if math.isnan(before) or math.isnan(after):
        return words.label(language, verdict)
    if verdict == EQUAL:
        return f"{words.label(language, verdict)}: {writer.figure(form, after)}"
    first, last = writer.before_and_after(form, before, after)
    figures = language.text("from {before} to {after}", before=first, after=last)
    return f"{words.label(language, verdict)}: {figures}"


def _region(material: Material, found: Fairness) -> Iterator[Block]:
    """Of all models: whether somebody pays more for less, and how far municipalities lie apart."""
    text = material.language.text
    if found.none_dearer_and_poorer:
        yield Table(
            text("The chance that no municipality is both dearer and poorer, by what is poorer [95%]"),
            [text("Model"), *(capital(text(words.DIMENSIONS[name])) for name in found.none_dearer_and_poorer)],
            [
                [
                    material.names[i],
                    *(material.writer.chance(event[i]) for event in found.none_dearer_and_poorer.values()),
                ]
                for i in material.shown
            ],
            note=text(
                "Any difference counts, however small, so that the chance of “anything” is low in any model that "
                "changes much. Fewer kroner may mean less for the children."
            ),
        )
    if found.spread:
        yield from material.folded(text("How differently municipalities fare"), [_spread(material, found)])


def _spread(material: Material, found: Fairness) -> Table:
    text = material.language.text
    return Table(
        text("How far municipalities lie apart: standard deviation of their means, then the difference [95%]"),
        [text("Model"), *(_heading(material, name) for name in found.spread)],
        [[material.names[i], *_spreads(material, found, i)] for i in material.in_full],
        note=text("A smaller one means that municipalities are treated more alike."),
    )


def _spreads(material: Material, found: Fairness, i: int) -> Iterator[str]:
    for name, (own, difference) in found.spread.items():
        form = form_of(BY_NAME[DIMENSIONS[name].indicator], cases=math.inf)
        size = material.writer.size(form, float(own.value[i]))
        if i == material.comparison.baseline:
            yield size
        else:
            yield f"{size}; {material.writer.changed(form, difference[i])}"
