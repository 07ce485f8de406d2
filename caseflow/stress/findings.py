"""What a stress run says, worked out from its tables: each model under each stress against itself without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseflow.config.scenarios import BASE
from caseflow.config.study import Study
from caseflow.experiment import Plan
from caseflow.results import Tables
from caseflow.stats.panel import Panel
from caseflow.stats.registry import REGION
from caseflow.store.readme import STRESS_COLUMNS
from caseflow.store.record import StressQuestion
from caseflow.stress.grid import curves
from caseflow.stress.rows import MUNICIPALITY, Place, Row
from caseflow.stress.spans import Span, span_of
from caseflow.stress.weekly import Course, Overdue
from caseflow.stress.yearly import yearly_rows

if TYPE_CHECKING:
    import pandas as pd


def stress_tables(tables: Tables, study: Study, plan: Plan, question: StressQuestion) -> dict[str, pd.DataFrame]:
    """The tables of a stress run by name, with STRESS_COLUMNS; those of the grid only if there is one."""
    import pandas as pd

    panel, years = tables.panel, range(tables.first_year, tables.first_year + tables.years)
    places, overdue = _places(panel), Overdue.of(tables.places["weekly"], plan.replications)
    spans = [span_of(study, scenario, years) for scenario in plan.scenarios if scenario != BASE]
    rows: dict[str, list[Row]] = {
        "stress_scenarios": [_scenario_row(span, question) for span in spans],
        "stress": list(yearly_rows(panel, places, study.resolve(BASE), spans)),
        "stress_recovery": [],
        "stress_excess": [],
    }
    for span in spans:
        course = Course.of(overdue, places, span, study.resolve(span.scenario).investigation.extended_months)
        rows["stress"] += course.mean_rows()
        if span.scenario not in question.only_of_grid:
            rows["stress_recovery"] += course.recovery_rows()
            rows["stress_excess"] += course.excess_rows()
    if question.posts:
        grid = list(curves(panel, places, years, study, question))
        rows["stress_grid"] = [row for curve in grid for row in curve.rows()]
        rows["stress_breaking"] = [row for curve in grid for row in curve.breaking_rows(question.limit)]
    return {name: pd.DataFrame(of, columns=list(STRESS_COLUMNS[name])) for name, of in rows.items()}


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
