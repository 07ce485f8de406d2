"""The transition: the difference year by year and quarter by quarter since the change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseflow.comparison import words
from caseflow.comparison.findings import Compared, Onset
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.decisions.verdict import LIMITS, label
from caseflow.report import pictures
from caseflow.report.blocks import Block, Cell, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.report.sections.of_limits import section_of_limits
from caseflow.stats.registry import REGION


def transition(material: Material) -> Section:
    """From when a model is better, and what the change costs on the way."""
    return section_of_limits(material, "transition", material.language.text("The transition"), _blocks)


def _blocks(material: Material, limits: Compared) -> Iterator[Block]:
    text = material.language.text
    yield Paragraph(
        text(
            "Until {date} every model works as “{baseline}” does; then its own organisation takes over, with what "
            "the config says of its start: lost capacity, growth in reports, people who refuse the transfer.",
            date=material.language.date(material.config.calendar.change_date),
            baseline=material.title_of(material.config.baseline),
        )
    )
    yield _by_year(material, limits)
    for group in material.groups():
        if limits.onset is not None:
            yield from material.folded(text("Quarter by quarter"), [pictures.transition(material, limits, group)])
        if material.is_analyst:
            yield from _in_detail(material, limits, group)


def _in_detail(material: Material, limits: Compared, group: Sequence[int]) -> Iterator[Block]:
    if limits.onset is not None:
        yield _by_quarter(material, limits, limits.onset, group)
    yield pictures.cases_over_time(material, (material.comparison.baseline, *group))


def _by_year(material: Material, limits: Compared) -> Table:
    text, form, comparison = material.language.text, words.form(limits), material.comparison
    counts = comparison.results.by_year(LIMITS, [REGION])[0]
    rows: list[list[str | Cell]] = [[material.names[i]] for i in material.shown]
    for place in range(len(comparison.results.years)):
        mean = ratio_of_sums(counts.numerator[..., place], counts.denominator[..., place])
        found = difference(mean, mean[[comparison.baseline]], bound=1)
        for row, i in zip(rows, material.shown, strict=True):
            verdict = label(float(found.low[i]), float(found.high[i]), limits.indicator.better)
            row.append(
                Cell(f"{words.label(material.language, verdict)}: {material.writer.changed(form, found[i])}", verdict)
            )
    return Table(
        text("Limits missed year by year: difference to “{baseline}” ({unit}) [95%]",
             baseline=material.baseline, unit=material.writer.unit(form, limits.indicator.unit)),
        [text("Model"), *(str(year) for year in comparison.results.years)],
        rows,
    )  # fmt: skip


def _by_quarter(material: Material, limits: Compared, onset: Onset, columns: Sequence[int]) -> Table:
    text, quarter, form = material.language.text, material.language.quarter, words.form(limits)
    return Table(
        text("Limits missed quarter by quarter: difference to “{baseline}” ({unit}) [95%]",
             baseline=material.baseline, unit=material.writer.unit(form, limits.indicator.unit)),
        [text("Quarter"), *(material.names[i] for i in columns)],
        [
            [quarter(*at), *(material.writer.changed(form, onset.difference[place, i]) for i in columns)]
            for place, at in enumerate(onset.quarters)
        ],
    )  # fmt: skip
