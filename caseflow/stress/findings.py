"""What a stress run says, worked out from its tables: each model under each stress against itself without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from caseflow.config.scenarios import BASE
from caseflow.config.study import Study
from caseflow.decisions.counts import Counts
from caseflow.decisions.verdict import COMPANIONS, LIMITS
from caseflow.experiment import Plan
from caseflow.results import Tables
from caseflow.stats.panel import Panel
from caseflow.stats.registry import REGION
from caseflow.store.readme import STRESS_COLUMNS
from caseflow.store.record import StressQuestion
from caseflow.stress.between import baseline_of, between_rows
from caseflow.stress.grid import curves
from caseflow.stress.rows import MUNICIPALITY, Place, Row, difference_rows
from caseflow.stress.spans import Span, span_of
from caseflow.stress.weekly import OVERDUE, Course, Overdue
from caseflow.stress.yearly import Yearly, yearly_numbers, yearly_rows

if TYPE_CHECKING:
    import pandas as pd


def stress_tables(tables: Tables, study: Study, plan: Plan, question: StressQuestion) -> dict[str, pd.DataFrame]:
    """The tables of a stress run by name, with STRESS_COLUMNS; those of the grid only if there is one."""
    import pandas as pd

    panel, years = tables.panel, range(tables.first_year, tables.first_year + tables.years)
    places, overdue = _places(panel), Overdue.of(tables.places["weekly"], plan.replications)
    spans = [span_of(study, scenario, years) for scenario in plan.scenarios if scenario != BASE]
    usual = study.resolve(BASE)
    baseline, looks = baseline_of(plan.models, usual.baseline), len(spans) - len(question.only_of_grid)
    numbers = yearly_numbers(panel, places, usual, spans)
    rows: dict[str, list[Row]] = {
        "stress_scenarios": [_scenario_row(span, question) for span in spans],
        "stress": list(yearly_rows(numbers, spans)),
        "stress_recovery": [],
        "stress_excess": [],
        "stress_models": [],
    }
    for span in spans:
        course = Course.of(overdue, places, span, study.resolve(span.scenario).investigation.extended_months)
        if course.pair is not None:
            rows["stress"] += difference_rows(span, OVERDUE, places, *course.pair)
        if span.scenario not in question.only_of_grid:
            rows["stress_recovery"] += course.recovery_rows()
            rows["stress_excess"] += course.excess_rows()
            for name, own, pair in _of_deadlines(numbers, places, course):
                rows["stress_models"] += between_rows(span, name, own, pair, baseline, looks)
    if question.posts:
        grid = list(curves(panel, places, years, study, question))
        rows["stress_grid"] = [row for curve in grid for row in curve.rows()]
        rows["stress_breaking"] = [row for curve in grid for row in curve.breaking_rows(question.limit, baseline)]
    return {name: pd.DataFrame(of, columns=list(STRESS_COLUMNS[name])) for name, of in rows.items()}


def _of_deadlines(
    numbers: Mapping[str, Yearly], places: Sequence[Place], course: Course
) -> Iterator[tuple[str, Sequence[Place], tuple[Counts, Counts]]]:
    """Limits missed and what must stand beside them: indicator, places, and the counts usual and under stress."""
    for name in (LIMITS, *COMPANIONS):
        if name in numbers:
            yield name, list(numbers[name].parts), numbers[name].pair(course.span)
        elif name == OVERDUE and course.pair is not None:
            yield name, places, course.pair


def _places(panel: Panel) -> list[Place]:
    """The region and the municipalities that a model serves, of each model, in the order of tables."""
    found = [Place(cell.model, cell.scope, cell.unit) for cell in panel.cells if cell.scenario == BASE]
    return [place for place in dict.fromkeys(found) if place.scope in (REGION, MUNICIPALITY)]


def _scenario_row(span: Span, question: StressQuestion) -> Row:
    return {
        "scenario": span.scenario,
        "title": span.title or span.scenario,
        "begins": span.begins,
        "ends": span.ends,
        "first_year": span.years[0],
        "last_year": span.years[-1],
        "hits": "; ".join(span.hits),
        "only_of_grid": span.scenario in question.only_of_grid,
    }
