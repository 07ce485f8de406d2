"""States in which a case is for a while, each from a row of the log until a later one."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.log import Kind
from caseflow.stats.compiled.cells import (
    INTAKE,
    NONE,
    Bool,
    Cells,
    Float64,
    Int64,
    Record,
    add_ticks,
    new_table,
    place_of_case,
    workday_of_tick,
)
from caseflow.stats.compiled.records import (
    CARE_MEASURE,
    N_KINDS,
    OPEN_TODAY,
    STRETCHES,
    Counted,
    Given,
    Row,
    State,
    order_by,
)
from caseflow.stats.compiled.units import sums_by_unit

IN_STAGE, WAITING, OWNED, DECIDED, MEASURE, WANTS_PLACE = range(6)
"""The states."""

N_STATES = 6

_OPENED_BY = {
    Kind.STAGE_ENTERED: IN_STAGE,
    Kind.OWNER_WANTED: WAITING,
    Kind.ASSIGNED: OWNED,
    Kind.MEASURE_DECIDED: DECIDED,
    Kind.MEASURE_STARTED: MEASURE,
    Kind.PLACE_WANTED: WANTS_PLACE,
}
"""The state that a kind of row opens."""

_ENDED_BY = {
    Kind.STAGE_ENTERED: (IN_STAGE, MEASURE, WANTS_PLACE),
    Kind.OWNER_WANTED: (WAITING,),
    Kind.ASSIGNED: (WAITING, OWNED),
    Kind.RELEASED: (OWNED,),
    Kind.MEASURE_DECIDED: (DECIDED,),
    Kind.MEASURE_STARTED: (DECIDED, MEASURE),
    Kind.PLACE_WANTED: (WANTS_PLACE,),
    Kind.PLACE_TAKEN: (WANTS_PLACE,),
    Kind.CASE_CLOSED: tuple(range(N_STATES)),
}
"""The states that a kind of row ends; each also by the next row that opens it."""

OPENS = np.full(N_KINDS, NONE)
OPENS[list(_OPENED_BY)] = list(_OPENED_BY.values())
ENDS = np.zeros((N_KINDS, N_STATES), dtype=np.bool_)
for _kind, _states in _ENDED_BY.items():
    ENDS[_kind, list(_states)] = True
CHANGES_STATES: Bool = np.asarray(ENDS.any(axis=1))


@inlined
def take_stretch(counted: Counted, state: State, given: Given, row: Row) -> None:
    """Take in a row that begins or ends stretches."""
    if not CHANGES_STATES[row.kind]:
        return
    stretches = state.stretch[row.case]
    for i in range(N_STATES):
        if ENDS[row.kind, i] and stretches[i] != NONE:
            counted.stretch[stretches[i]]["stop"] = row.tick
            stretches[i] = NONE
    opened = OPENS[row.kind]
    if opened != NONE:
        stretch = counted.stretch[state.n[STRETCHES]]
        stretch["state"], stretch["case"], stretch["stage"] = opened, row.case, row.stage
        stretch["worker"], stretch["value"] = row.worker, row.value
        stretch["start"], stretch["stop"] = row.tick, given.cells.end_tick
        stretches[opened] = state.n[STRETCHES]
        state.n[STRETCHES] += 1


# -- time in a state ----------------------------------------------------------------------------------------------

TICKS_WAITING, TICKS_OF_ASSISTANCE, TICKS_OF_CARE, TICKS_DECIDED, TICKS_WITHOUT_PLACE = range(5)
"""The matters of :func:`count_stocks`."""

N_STOCKS = 5

STOCK = np.full(N_STATES, NONE)
"""[state]: its matter; assistance stands for every measure."""
STOCK[[WAITING, MEASURE, DECIDED, WANTS_PLACE]] = TICKS_WAITING, TICKS_OF_ASSISTANCE, TICKS_DECIDED, TICKS_WITHOUT_PLACE


@entry_point
def count_stocks(
    stretch: Record, case: Record, cells: Cells, units: Int64, periods: Int64, shape: tuple[int, int]
) -> Float64:
    """float64[matter, unit, period]: how long cases wait for a worker, a measure or a place, or have one.

    Units, those of cases, and periods are as everywhere.
    """
    table = new_table(len(units), cells, N_STOCKS)
    _add_stocks(table, stretch, case, cells)
    return sums_by_unit(table, units, periods, shape)


@inlined
def _add_stocks(table: Int64, stretch: Record, case: Record, cells: Cells) -> None:
    for i in range(len(stretch)):
        one = stretch[i]
        matter = STOCK[one["state"]]
        if one["state"] == MEASURE and one["value"] % OPEN_TODAY == CARE_MEASURE:
            matter = TICKS_OF_CARE
        if matter != NONE:
            place = place_of_case(case[one["case"]]["municipality"], one["stage"])
            add_ticks(table, place, matter, cells, one["start"], one["stop"])


# -- children -----------------------------------------------------------------------------------------------------


@entry_point
def count_children(
    stretch: Record, case: Record, cells: Cells, units: Int64, periods: Int64, shape: tuple[int, int]
) -> Int64:
    """int64[unit, period]: different children with an investigation or measure.

    A child counts once, however often it comes back, from the investigation on. ``units`` is [place of a case, cell,
    scope], ``periods`` [cell, quarter or year], both one past the last for none.
    """
    children = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
    last = np.full((shape[0] + 1, shape[1] + 1), NONE)
    room = np.empty((2, len(stretch)), dtype=np.int64)
    n = _find_children(room, stretch, case)
    rows, child = room[0, :n], room[1, :n]
    for i in order_by(child, len(case)):
        _add_child(children, last, child[i], stretch[rows[i]], case, cells, units, periods)
    return children[:-1, :-1]


@inlined
def _find_children(room: Int64, stretch: Record, case: Record) -> int:
    """Note the rows, and the children, of the stretches of investigation and measures; how many there are."""
    n = 0
    for i in range(len(stretch)):
        if stretch[i]["state"] == IN_STAGE and stretch[i]["stage"] != INTAKE:
            number = stretch[i]["case"]
            room[0, n], room[1, n] = i, number if case[number]["previous"] == NONE else case[number]["previous"]
            n += 1
    return n


@inlined
def _add_child(
    children: Int64,
    last: Int64,
    child: int,
    one: Record,
    case: Record,
    cells: Cells,
    units: Int64,
    periods: Int64,
) -> None:
    """Add a child in a stretch; children come in order, and ``last`` [unit, period] is the one counted last."""
    place = place_of_case(case[one["case"]]["municipality"], one["stage"])
    cell = workday_of_tick(cells, one["start"])["cell"]
    year = organisation = NONE
    while cell < cells.n and cells.cell[cell]["first_tick"] < one["stop"]:
        here = cells.cell[cell]
        start, stop = here["first_tick"], cells.cell[cell + 1]["first_tick"]
        if max(start, one["start"]) < min(stop, one["stop"]):
            quarter, of_year = periods[cell, 0], periods[cell, 1]
            _count_child(children, last, child, units[place, cell], quarter)
            if year != here["year"] or organisation != here["organisation"]:
                _count_child(children, last, child, units[place, cell], of_year)
                year, organisation = here["year"], here["organisation"]
        cell += 1


@inlined
def _count_child(children: Int64, last: Int64, child: int, units: Int64, period: int) -> None:
    """Count a child in some units where it is not the last one counted."""
    for unit in units:
        children[unit, period] += last[unit, period] != child
        last[unit, period] = child


# -- cases of a worker --------------------------------------------------------------------------------------------


@entry_point
def count_owned(stretch: Record, n_workers: int, week_after: Int64, n_weeks: int, day_minutes: int) -> Int64:
    """What :func:`owned_by_week` gives, for Python."""
    return owned_by_week(stretch, n_workers, week_after, n_weeks, day_minutes)


@compiled
def owned_by_week(stretch: Record, n_workers: int, week_after: Int64, n_weeks: int, day_minutes: int) -> Int64:
    """int64[worker, week]: how many cases each worker owns when each week begins.

    ``week_after`` [working day] is the first week that begins on the day or later.
    """
    owned = np.zeros((n_workers, n_weeks + 1), dtype=np.int64)
    for i in range(len(stretch)):
        if stretch[i]["state"] == OWNED:
            worker = stretch[i]["worker"]
            # a week that begins at the very tick is the first one that counts
            owned[worker, week_after[(stretch[i]["start"] + day_minutes - 1) // day_minutes]] += 1
            owned[worker, week_after[(stretch[i]["stop"] + day_minutes - 1) // day_minutes]] -= 1
    for worker in range(n_workers):
        for week in range(1, n_weeks):
            owned[worker, week] += owned[worker, week - 1]
    return owned[:, :-1]
