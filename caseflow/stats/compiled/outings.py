"""Trips, call-outs and bought tasks."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.log import TASK_KIND_FACTOR, Kind
from caseflow.organisation.tables import PERMILLE
from caseflow.stats.compiled.cells import DAY, cell_of_day
from caseflow.stats.compiled.records import Counted, Given, Row, State
from caseflow.stats.compiled.tables import MINUTES_OF_TRIPS


@lean
def take_outing(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Take in a row that tells a trip, a bought task or a call-out."""
    if row.kind == Kind.TRAVELLED:
        _take_trip(counted, state.case[row.case]["municipality"], given, row)
    elif row.kind == Kind.BOUGHT:
        cell = given.cells.cell[row.cell if row.tick < given.cells.end_tick else row.end_cell]
        municipality, kind = state.case[row.case]["municipality"], row.task // TASK_KIND_FACTOR
        counted.bought_minutes[cell["organisation"], cell["year"], municipality, kind] += row.value
    elif row.kind == Kind.RESPONDED:
        case = state.case[row.case]
        cell = cell_of_day(given.cells, (case["report_day"] * DAY + case["report_minute"] + row.value) // DAY)
        team = given.on_call_team[given.cells.cell[cell]["organisation"], case["municipality"]]
        if team >= 0:
            counted.call_outs[team, cell, 0] += 1


@lean
def _take_trip(counted: Counted, municipality: int, given: Given, row: Row) -> None:
    counted.workers[row.worker, row.cell, MINUTES_OF_TRIPS] += row.value
    counted.families[municipality, row.cell, MINUTES_OF_TRIPS] += row.value
    cell = given.cells.cell[row.cell]
    team = given.team_of_worker[cell["organisation"], row.worker]
    if team >= 0:
        whole = given.trip_km[given.office_on[row.worker, row.workday], municipality]
        share = given.trip_permille[cell["organisation"], row.task // TASK_KIND_FACTOR]
        counted.km[cell["organisation"], cell["year"], team] += whole * share / PERMILLE
