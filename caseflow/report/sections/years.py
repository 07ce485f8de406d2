"""What a single year may bring: distributions, and small numbers as counts and years out of ten."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.comparison.forms import Form
from caseflow.decisions.chances import Chance, chance_in_years
from caseflow.decisions.counts import Counts
from caseflow.decisions.verdict import LIMITS
from caseflow.report import pictures
from caseflow.report.blocks import Block, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.report.sections.of_limits import section_of_limits

COMMON = (0.1, 0.9)
"""Four of five years lie between these quantiles."""


def years(material: Material) -> Section:
    """Distributions and small numbers."""
    return section_of_limits(material, "years", material.language.text("What a single year may bring"), _blocks)


def _blocks(material: Material, limits: Compared) -> Iterator[Block]:
    text = material.language.text
    yield Paragraph(
        text(
            "Even the same organisation has good years and bad ones. In a small municipality one child more or less "
            "moves the share by ten percentage points or more: read the counts and the years out of ten."
        )
    )
    municipalities = material.comparison.results.municipalities
    counts = material.comparison.results.by_year(LIMITS, municipalities)
    yield _no_breach(material, counts)
    together = [(material.comparison.baseline, *group) for group in material.groups()]
    for entrants in together:
        yield pictures.breach_distribution(material, entrants)
        yield _missed(material, counts, entrants)
        if material.is_analyst:
            yield pictures.breach_by_municipality(material, entrants)
    if material.is_analyst:
        yield _quantiles(material, limits)
        yield _chances(material, limits)
        yield from (pictures.durations(material, entrants) for entrants in together)


def _no_breach(material: Material, counts: Counts) -> Table:
    """Of the years in which a limit fell, those without a miss: a row a model, a column a municipality."""
    text = material.language.text
    found, _ = chance_in_years(counts.numerator == 0, counts.denominator > 0)
    municipalities = material.comparison.results.municipalities
    return Table(
        text("In how many years out of ten does a municipality miss no legal limit? [95%]"),
        [text("Model"), *municipalities],
        [
            [material.names[i], *(_in_ten(material, found[m, i]) for m in range(len(municipalities)))]
            for i in material.in_full
        ],
        note=text("Of the years in which at least one limit fell there. Modelled, not observed."),
    )


def _in_ten(material: Material, found: Chance) -> str:
    return material.writer.in_ten_interval(float(found.share), float(found.low), float(found.high))


def _missed(material: Material, counts: Counts, entrants: tuple[int, ...]) -> Table:
    """A year's missed limits: four of five years, of the limits of a mean year."""
    text, municipalities = material.language.text, material.comparison.results.municipalities
    rows = [
        [place, material.language.number(float(counts.denominator[m, entrants[0]].mean())), *(
            _range(material, counts.numerator[m, i]) for i in entrants
        )]
        for m, place in enumerate(municipalities)
    ]  # fmt: skip
    return Table(
        text("How many limits a municipality misses in four of five years"),
        [text("Municipality"), text("Limits in a mean year"), *(material.names[i] for i in entrants)],
        rows,
        note=text("One year in ten has fewer, one in ten more."),
    )


def _range(material: Material, missed: np.ndarray) -> str:
    low, high = np.quantile(missed, COMMON, method="inverted_cdf")
    return material.language.number(low) if low == high else material.language.interval(float(low), float(high))


def _quantiles(material: Material, limits: Compared) -> Table:
    text, form = material.language.text, words.form(limits)
    headings = {
        0.1: text("One year in ten is below"),
        0.5: text("Every second year is below"),
        0.9: text("Nine years in ten are below"),
    }
    rows = []
    for i in material.in_full:
        cells = []
        for own, difference in limits.quantiles.values():
            figure = material.writer.figure(form, float(own.value[i]))
            cells.append(
                figure
                if i == material.comparison.baseline
                else f"{figure}; {material.writer.changed(form, difference[i])}"
            )
        rows.append([material.names[i], *cells])
    return Table(
        text("Limits missed in a single year in the whole region; difference ({unit}) [95%]",
             unit=material.writer.unit(form, limits.indicator.unit)),
        [text("Model"), *(headings[share] for share in limits.quantiles)],
        rows,
    )  # fmt: skip


def _chances(material: Material, limits: Compared) -> Table:
    text, points = material.language.text, Form(is_share=True)
    headings = {
        "no_breach": text("No limit missed"),
        "share_over_10_percent": text("Over 10% missed"),
    }
    at_least = text("{n} or more missed", n=material.comparison.at_least)
    rows = []
    for i in material.in_full:
        cells = []
        for event in limits.chances.values():
            chance = material.writer.chance(event.model[i])
            cells.append(
                chance
                if i == material.comparison.baseline
                else f"{chance}; {material.writer.changed(points, event.difference[i])}"
            )
        rows.append([material.names[i], *cells])
    return Table(
        text("The chance of such a year in the whole region; difference (percentage points) [95%]"),
        [text("Model"), *(headings.get(name, at_least) for name in limits.chances)],
        rows,
    )
