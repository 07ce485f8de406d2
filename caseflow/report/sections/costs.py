"""What each municipality pays under each cost-sharing key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from caseflow.comparison.forms import Form
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import Estimate, ratio_of_sums
from caseflow.report.blocks import Block, Cell, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.store.folder import TABLE_FILES

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
    paid = _paid(material)
    for key, title in ((key, own.title_in(material.language.code) or key) for key, own in money.keys.items()):
        for group in material.groups():
            yield _by_key(material, paid[paid["key"] == key], title, group)


def _paid(material: Material) -> pd.DataFrame:
    """By key, model, replication and municipality: NOK and children of the years of the statistics."""
    table = material.world.run.table("costs")
    years = material.comparison.results.years
    table = table[(table["scenario"] == material.world.scenario) & table["in_region"] & table["year"].isin(list(years))]
    places = ["key", "model", "municipality", "replication"]
    nok = table.groupby(places, observed=True, sort=False)["nok"].sum()
    children = table.drop_duplicates([*places, "year"]).groupby(places, observed=True, sort=False)["children"].sum()
    return pd.DataFrame({"nok": nok, "children": children}).reset_index()


def _by_key(material: Material, paid: pd.DataFrame, title: str, group: Sequence[int]) -> Table:
    text, municipalities = material.language.text, material.comparison.results.municipalities
    own = {i: _per_child(material, paid, i) for i in (material.comparison.baseline, *group)}
    base = own[material.comparison.baseline]
    rows: list[list[str | Cell]] = []
    for place, name in enumerate((text("The region"), *municipalities)):
        cells = [material.writer.figure(KRONER, float(base.value[place]))]
        cells += [material.writer.changed(KRONER, difference(own[i][place], base[place])) for i in group]
        rows.append([name, *cells])
    return Table(
        text(
            "{key}: NOK per child under “{baseline}”, then differences to it [95%]",
            key=title,
            baseline=material.baseline,
        ),
        [text("Municipality"), *(material.names[i] for i in own)],
        rows,
    )


def _per_child(material: Material, paid: pd.DataFrame, i: int) -> Estimate:
    """[region and municipalities]: NOK per child."""
    model, results = material.key(i), material.comparison.results
    own = paid[paid["model"] == model]
    shape = (1 + len(results.municipalities), results.n_replications)
    nok, children = np.zeros(shape), np.zeros(shape)
    for place, name in enumerate(results.municipalities, start=1):
        rows = own[own["municipality"] == name]
        at = rows["replication"].to_numpy()
        nok[place, at], children[place, at] = rows["nok"], rows["children"]
    nok[0], children[0] = nok[1:].sum(axis=0), children[1:].sum(axis=0)
    return ratio_of_sums(nok, children)
