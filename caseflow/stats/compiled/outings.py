"""Trips, call-outs and bought tasks."""

from __future__ import annotations

from caseflow.compiling import inlined
from caseflow.log import TASK_KIND_FACTOR
from caseflow.organisation.tables import PERMILLE
from caseflow.stats.compiled.cells import DAY, cell_of_day
from caseflow.stats.compiled.records import Counted, Given, Row, State
from caseflow.stats.compiled.tables import MINUTES_OF_TRIPS


@inlined
def count_trip(counted: Counted, state: State, given: Given, row: Row) -> None:
    """A worker goes to a family."""
    municipality, cell = state.case[row.case]["municipality"], given.cells.cell[row.cell]
    counted.workers[row.worker, row.cell, MINUTES_OF_TRIPS] += row.value
    counted.families[municipality, row.cell, MINUTES_OF_TRIPS] += row.value
    team = given.team_of_worker[cell["organisation"], row.worker]
    if team >= 0:
        whole = given.trip_km[given.office_on[row.worker, row.workday], municipality]
        share = given.trip_permille[cell["organisation"], row.task // TASK_KIND_FACTOR]
        counted.km[cell["organisation"], cell["year"], team] += whole * share / PERMILLE


@inlined
def count_bought(counted: Counted, state: State, given: Given, row: Row) -> None:
    """A bought task is done."""
    cell = given.cells.cell[row.cell]
    municipality, kind = state.case[row.case]["municipality"], row.task // TASK_KIND_FACTOR
    counted.bought_minutes[cell["organisation"], cell["year"], municipality, kind] += row.value


@inlined
def count_call_out(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Whoever is on call responds; it is a call-out of their team, if that is the services' own.

    It counts on its day; out of hours just before a change, which is the day of the row that lets the new team respond.
    """
    case = state.case[row.case]
    cell = cell_of_day(given.cells, (case["report_day"] * DAY + case["report_minute"] + row.value) // DAY)
    organisation = given.cells.cell[row.cell]["organisation"]
    if given.cells.cell[cell]["organisation"] != organisation:
        cell = row.cell
    team = given.on_call_team[organisation, case["municipality"]]
    if team >= 0:
        counted.call_outs[team, cell, 0] += 1
