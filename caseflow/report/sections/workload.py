"""Workload, effort, missed follow-ups and evenings; for analysts also teams and workers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from caseflow.comparison import words
from caseflow.comparison.findings import Compared
from caseflow.comparison.forms import form_of
from caseflow.language import capital
from caseflow.report import pictures
from caseflow.report.blocks import Block, Cell, Paragraph, Part, Section, Table
from caseflow.report.material import Material
from caseflow.report.names import indicator
from caseflow.report.sections.compared import heading
from caseflow.stats.registry import BY_NAME

LOAD = ("children_per_post", "utilisation", "weeks_above_norm", "effort_given_share")
LEFT_UNDONE = ("follow_ups_missed_share", "visits_missed_share", "reviews_missed_share", "measure_start_days")
BURDENS = ("evening_duties_per_worker", "call_outs_per_worker", "travel_hours", "days_at_half_staff_or_less")
CONTINUITY = ("handovers_per_case", "workers_seen_per_case")
OF_TEAMS = ("utilisation", "weeks_above_norm", "effort_given_share", "days_at_half_staff_or_less", "sick_leave_share")


def workload(material: Material) -> Section:
    """What the work is like under each model."""
    return Section(
        "workload", material.language.text("Workload, effort and what is left undone"), list(_blocks(material))
    )


def _blocks(material: Material) -> Iterator[Block]:
    text = material.language.text
    for caption, names in (
        (
            text("Workload and effort: mean, then the difference to “{baseline}” [95%]", baseline=material.baseline),
            LOAD,
        ),
        (text("What is left undone: mean, then the difference [95%]"), LEFT_UNDONE),
        (text("Evenings on duty, travel and thin staffing, a year: mean, then the difference [95%]"), BURDENS),
        (text("Continuity for the child: mean, then the difference [95%]"), CONTINUITY),
    ):
        found = [material.comparison.indicators[name] for name in names if name in material.comparison.indicators]
        if found:
            yield _table(material, caption, found)
    effort = text(
        "Effort given below 100% means that tasks were done with less time than they ask for; a missed follow-up is "
        "one that was not begun before the next fell due. Both are where overload hides when deadlines hold. A "
        "blue edge marks a difference that is shown to be for the better, an orange one for the worse."
    )
    thin = text("Days at half staff are working days on which at most half of a service is there, on average.")
    yield Paragraph(f"{effort} {thin}", "note")
    if material.is_analyst:
        yield from _in_detail(material)


def _in_detail(material: Material) -> Iterator[Block]:
    """Figures, teams and workers."""
    text = material.language.text
    for group in material.groups():
        yield pictures.processing_parts(material, (material.comparison.baseline, *group))
        yield pictures.utilisation(material, (material.comparison.baseline, *group))
    note = text("Small teams can be recognised: do not publish this part.")
    tables = [table for i in material.in_full for table in _of_model(material, i)]
    yield Part(text("Team by team"), [Paragraph(note, "note"), *tables])
    note = text(
        "The first future of “{baseline}”, simulated again. Do not publish it: a reader could take a simulated worker "
        "for a colleague.",
        baseline=material.baseline,
    )
    yield Part(text("Worker by worker"), [Paragraph(note, "note"), pictures.worker_timeline(material)])


def _table(material: Material, caption: str, found: Sequence[Compared]) -> Table:
    return Table(
        caption,
        [material.language.text("Model"), *(heading(material, one) for one in found)],
        [[material.names[i], *(_mean_and_difference(material, one, i) for one in found)] for i in material.in_full],
    )


def _mean_and_difference(material: Material, found: Compared, i: int) -> Cell:
    form = words.form(found)
    own = material.writer.figure(form, float(found.mean.value[i]))
    if i == material.comparison.baseline or np.isnan(found.difference.value[i]):
        return Cell(own)
    return Cell(f"{own}; {words.gap(found, i, material.writer)}", found.label(i))


# -- teams ------------------------------------------------------------------------------------------------------


def _of_model(material: Material, i: int) -> Iterator[Table]:
    text, key = material.language.text, material.key(i)
    rows = material.summary[(material.summary["model"] == key) & (material.summary["scope"] == "team")]
    rows = rows[rows["indicator"].isin(OF_TEAMS)]
    cells = {(str(row.unit), str(row.indicator)): row for row in rows.itertuples()}
    teams = {team: size for team, size in material.sizes(i).items() if any(unit == team for unit, _ in cells)}
    if teams:
        yield Table(
            material.names[i],
            [text("Team"), text("Casework posts"), *(capital(indicator(material.language, name)) for name in OF_TEAMS)],
            [
                [
                    team,
                    material.language.number(size, 2),
                    *(_value(material, cells.get((team, n)), n) for n in OF_TEAMS),
                ]
                for team, size in teams.items()
            ],
        )


def _value(material: Material, row: object, name: str) -> str:
    mean = float("nan") if row is None else float(getattr(row, "mean"))  # noqa: B009 - a column called mean
    return material.writer.figure(form_of(BY_NAME[name], float("inf")), mean)
