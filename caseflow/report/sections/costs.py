"""What each municipality pays under each cost-sharing key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from caseflow.comparison.forms import Form
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import Estimate, ratio_of_sums
from caseflow.report.blocks import Block, Cell, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.stats.costs_summary import CostCell, CostSums
from caseflow.store.folder import TABLE_FILES
from caseflow.store.parquet import cost_sums

KRONER = Form(is_share=False)


def costs(material: Material) -> Section:
    """Costs per child, key by key."""
    return Section("costs", material.language.text("What it costs, and who pays"), list(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    text, run = material.language.text, material.world.run
    if TABLE_FILES["costs"] not in run.record.files:
        yield Paragraph(
            text("No costs were counted: the config names no cost-sharing key (money.keys) with prices to share.")
        )
        return
    money = material.config.money
    yield Paragraph(
        text(
            "Kroner of {year} per child 0-17 and year, all three functions together (KOSTRA 244, 251 and 252): "
            "prices times what happens. Fewer kroner never means cheaper for the same children: a post that a model "
            "lacks costs nothing, and a measure that comes late costs less.",
            year=money.price_year,
        ),
        "note",
    )
    first, *others = _by_keys(
        material, {key: own.title_in(material.language.code) or key for key, own in money.keys.items()}
    )
    yield from first
    if others:
        yield from material.folded(text("By other cost-sharing keys"), [table for of_key in others for table in of_key])


def _by_keys(material: Material, titles: Mapping[str, str]) -> Iterator[list[Table]]:
    """The tables of each key."""
    paid, baseline = _paid(material), material.comparison.baseline
    for key, title in titles.items():
        yield [
            _by_key(material, {i: paid[material.key(i), key] for i in (baseline, *group)}, title)
            for group in material.groups()
        ]


def _paid(material: Material) -> dict[tuple[str, str], Estimate]:
    """By model and key: NOK per child in the years of the statistics, of [region and municipalities]."""
    where, years = material.world.run.path / TABLE_FILES["costs"], material.comparison.results.years
    found: dict[tuple[str, str], Estimate] = {}
    for sums in cost_sums(where, years.start, len(years)):
        of_keys = groupby(enumerate(sums.cells), key=lambda numbered: numbered[1][:3])
        for (model, scenario, key), numbered in of_keys:
            if scenario == material.world.scenario:
                found[model, key] = _per_child(sums, list(numbered), material.comparison.results.municipalities)
    return found


def _per_child(sums: CostSums, cells: Sequence[tuple[int, CostCell]], municipalities: Sequence[str]) -> Estimate:
    """The same of a model and key; a municipality's children are the same for each of its functions."""
    shape = (1 + len(municipalities), sums.nok.shape[1])
    nok, children = np.zeros(shape), np.zeros(shape)
    for place, name in enumerate(municipalities, start=1):
        own = [number for number, cell in cells if cell.municipality == name]
        nok[place], children[place] = sums.nok[own].sum(axis=0), sums.children[own[:1]].sum(axis=0)
    nok[0], children[0] = nok[1:].sum(axis=0), children[1:].sum(axis=0)
    return ratio_of_sums(nok, children)


def _by_key(material: Material, own: Mapping[int, Estimate], title: str) -> Table:
    """A key's costs under the baseline, which is the first, and each other's difference to it."""
    text, municipalities = material.language.text, material.comparison.results.municipalities
    base, *others = own.values()
    rows: list[list[str | Cell]] = []
    for place, name in enumerate((text("The region"), *municipalities)):
        cells = [material.writer.figure(KRONER, float(base.value[place]))]
        cells += [material.writer.in_kroner(difference(other[place], base[place])) for other in others]
        rows.append([name, *cells])
    return Table(
        text(
            "{key}: NOK per child and year under “{baseline}”, then differences to it [95%]",
            key=title,
            baseline=material.baseline,
        ),
        [text("Municipality"), *(material.names[i] for i in own)],
        rows,
    )
