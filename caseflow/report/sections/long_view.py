"""The year before the change beside the last year simulated, where the two lie far apart: 2010 beside 2020."""

from __future__ import annotations

from collections.abc import Iterator

from caseflow.comparison.forms import form_of
from caseflow.comparison.reading import of_years
from caseflow.decisions.jackknife import Estimate, ratio_of_sums
from caseflow.language import capital
from caseflow.report.blocks import Block, Paragraph, Section, Table
from caseflow.report.material import Material
from caseflow.report.names import indicator
from caseflow.stats.registry import BY_NAME, REGION

FAR = 8
"""Years between the two, at least."""

SHOWN = ("reports", "breach_share", "effort_given_share", "follow_ups_missed_share", "children_per_post")


def long_view(material: Material) -> Section | None:
    """The two years beside each other; None where the run does not reach that far, or has no whole year before."""
    calendar, last = material.config.calendar, material.comparison.results.years[-1]
    first = calendar.today.year + ((calendar.today.month, calendar.today.day) > (1, 1))
    if first >= calendar.change_date.year or last - first < FAR:
        return None
    title = material.language.text("{first} beside {last}", first=first, last=last)
    return Section("long-view", title, list(_blocks(material, first, last)))


def _blocks(material: Material, first: int, last: int) -> Iterator[Block]:
    text, config = material.language.text, material.config
    yield Paragraph(
        text(
            "Children follow the config's index; reports per child grow by {reports} a year and measures by "
            "{measures}. {posts} Before the change every model is “{baseline}”.",
            reports=material.language.percent(config.demand.reports_growth_percent_per_year / 100, 1),
            measures=material.language.percent(config.demand.measures_growth_percent_per_year / 100, 1),
            posts=text("Posts follow the children of their home service.")
            if config.work.posts_follow_children
            else text("Posts stay as they are."),
            baseline=material.baseline,
        )
    )
    rows = [
        [text("{year}, as before the change", year=first), *_year(material, material.comparison.baseline, first)],
        *([f"{last}, {material.names[i]}", *_year(material, i, last)] for i in material.in_full),
    ]
    yield Table(
        text("The region in {first} and in {last} [95%]", first=first, last=last),
        [text("Year and model"), *(capital(indicator(material.language, name)) for name in SHOWN)],
        rows,
    )


def _year(material: Material, i: int, year: int) -> list[str]:
    cells = []
    for name in SHOWN:
        form = form_of(BY_NAME[name], float("inf"))
        cells.append(material.writer.mean(form, _mean(material, name, i, year)))
    return cells


def _mean(material: Material, name: str, i: int, year: int) -> Estimate:
    model = material.key(i)
    counts = of_years(material.world.panel, material.world.scenario, [model], name, [REGION], [year])[0, 0]
    return ratio_of_sums(*counts.by_replication())
