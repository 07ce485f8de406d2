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
    Marks,
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


@compiled
def stretches_in(stretch: Record, is_asked: Bool) -> Int64:
    """int64[...]: the rows of the stretches of some states; ``is_asked`` is [state]."""
    rows = np.empty(len(stretch), dtype=np.int64)
    return rows[: _note_rows(rows, stretch, is_asked)]


@inlined
def _note_rows(rows: Int64, stretch: Record, is_asked: Bool) -> int:
    """Note the rows, and how many; without a branch, since nobody could guess which state comes next."""
    n = 0
    for i in range(len(stretch)):
        rows[n] = i
        n += is_asked[stretch[i]["state"]]
    return n


IS_IN_STAGE, IS_OWNED, IS_MEASURE = (np.arange(N_STATES) == _state for _state in (IN_STAGE, OWNED, MEASURE))
"""[state] each"""

# -- time in a state ----------------------------------------------------------------------------------------------

TICKS_WAITING, TICKS_OF_ASSISTANCE, TICKS_OF_CARE, TICKS_DECIDED, TICKS_WITHOUT_PLACE = range(5)
"""The matters of :func:`count_stocks`."""

N_STOCKS = 5

STOCK = np.full(N_STATES, NONE)
"""[state]: its matter; assistance stands for every measure."""
STOCK[[WAITING, MEASURE, DECIDED, WANTS_PLACE]] = TICKS_WAITING, TICKS_OF_ASSISTANCE, TICKS_DECIDED, TICKS_WITHOUT_PLACE


@entry_point
def count_stocks(
    stretch: Record, marks: Marks, cells: Cells, units: Int64, periods: Int64, shape: tuple[int, int]
) -> Float64:
    """float64[matter, unit, period]: how long cases wait for a worker, a measure or a place, or have one.

    Units, those of cases, and periods are as everywhere.
    """
    table = new_table(len(units), cells, N_STOCKS)
    _add_stocks(table, stretches_in(stretch, STOCK != NONE), stretch, marks, cells)
    return sums_by_unit(table, units, periods, shape)


@inlined
def _add_stocks(table: Int64, rows: Int64, stretch: Record, marks: Marks, cells: Cells) -> None:
    for i in rows:
        one = stretch[i]
        is_care = one["state"] == MEASURE and one["value"] % OPEN_TODAY == CARE_MEASURE
        matter = TICKS_OF_CARE if is_care else STOCK[one["state"]]
        place = place_of_case(marks.municipality[one["case"]], one["stage"])
        add_ticks(table, place, matter, cells, one["start"], one["stop"])


# -- children -----------------------------------------------------------------------------------------------------


@entry_point
def count_children(
    stretch: Record, marks: Marks, cells: Cells, units: Int64, periods: Int64, shape: tuple[int, int]
) -> Int64:
    """int64[unit, period]: different children with an investigation or measure.

    A child counts once, however often it comes back, from the investigation on. ``units`` is [place of a case, cell,
    scope], ``periods`` [cell, quarter or year], both one past the last for none.
    """
    children = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int64)
    last = np.full((shape[0] + 1, shape[1] + 1), NONE)
    rows = stretches_in(stretch, IS_IN_STAGE)
    child = np.empty(len(rows), dtype=np.int64)
    n = _find_children(rows, child, stretch, marks)
    order = order_by(child[:n], len(marks.previous))
    _add_children(children, last, order, rows, child, stretch, marks, cells, units, periods)
    return children[:-1, :-1]


@inlined
def _find_children(rows: Int64, child: Int64, stretch: Record, marks: Marks) -> int:
    """Keep the rows of investigation and measures, and note the child of each; how many there are."""
    n = 0
    for i in range(len(rows)):
        one = stretch[rows[i]]
        number, first = one["case"], marks.previous[one["case"]]
        rows[n], child[n] = rows[i], number if first == NONE else first
        n += one["stage"] != INTAKE
    return n


@inlined
def _add_children(
    children: Int64,
    last: Int64,
    order: Int64,
    rows: Int64,
    child: Int64,
    stretch: Record,
    marks: Marks,
    cells: Cells,
    units: Int64,
    periods: Int64,
) -> None:
    for i in order:
        _add_child(children, last, child[i], stretch[rows[i]], marks, cells, units, periods)


@inlined
def _add_child(
    children: Int64,
    last: Int64,
    child: int,
    one: Record,
    marks: Marks,
    cells: Cells,
    units: Int64,
    periods: Int64,
) -> None:
    """Add a child in a stretch; children come in order, and ``last`` [unit, period] is the one counted last."""
    place = place_of_case(marks.municipality[one["case"]], one["stage"])
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
    _add_owned(owned, stretches_in(stretch, IS_OWNED), stretch, week_after, day_minutes)
    return owned[:, :-1]


@inlined
def _add_owned(owned: Int64, rows: Int64, stretch: Record, week_after: Int64, day_minutes: int) -> None:
    for i in rows:
        one = stretch[i]
        # a week that begins at the very tick is the first one that counts
        owned[one["worker"], week_after[(one["start"] + day_minutes - 1) // day_minutes]] += 1
        owned[one["worker"], week_after[(one["stop"] + day_minutes - 1) // day_minutes]] -= 1
    for worker in range(owned.shape[0]):
        for week in range(1, owned.shape[1]):
            owned[worker, week] += owned[worker, week - 1]
