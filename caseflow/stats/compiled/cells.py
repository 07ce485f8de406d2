"""Where the days and ticks of a run lie, and how to add to the cells of a table.

*Cells* are the longest stretches within one quarter and one organisation period; one cell more, the last, stands for
what lies outside the run. A table is int64[place, cell, matter]: what is counted is counted once, where it happens, and
only then summed up by unit and period. Places are workers, teams, municipalities, or a municipality with a stage (see
:func:`place_of_case`).
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from caseflow.compiling import compiled, inlined
from caseflow.config.schema import STAGES

Bool = npt.NDArray[np.bool_]
Int8 = npt.NDArray[np.int8]
Int16 = npt.NDArray[np.int16]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Record: TypeAlias = Any
"""A record array, or a row of one; what is written to it is written to the array."""

N_STAGES = len(STAGES)
INTAKE, INVESTIGATION, MEASURES, CARE = range(N_STAGES)

NONE = -1

NEVER = 2**40
"""A tick or day later than any horizon: what did not happen."""

DAY = 1440
"""Minutes of a calendar day."""

CELL = np.dtype([(name, np.int64) for name in ("first_day", "first_tick", "quarter", "organisation", "year")])
"""A cell: its first calendar day and tick, its quarter, organisation period and year of the run (0, 1 ...).

Of what lies outside: the day after the last, the end tick, one past the last quarter, the last of the others.
"""

WORKDAY = np.dtype([("cell", np.int64), ("day", np.int64)])
"""A working day: its cell and calendar day. One more than there are stands for what lies outside."""


class Cells(NamedTuple):
    """The cells of a run."""

    day_minutes: int
    """Ticks of a working day."""
    opens_minute: int
    """The first working minute of a day, in minutes after midnight."""
    end_tick: int
    n: int
    """The number of cells, and the cell of what lies outside."""
    cell: Record
    """[cell + 1]: CELL"""
    workday: Record
    """[working day + 1]: WORKDAY"""
    of_day: Int64
    """[calendar day]: its cell."""


@inlined
def place_of_case(municipality: int, stage: int) -> int:
    """The place of a case of a municipality in a stage."""
    return municipality * N_STAGES + stage


@compiled
def new_table(n_places: int, cells: Cells, n_matters: int) -> Int64:
    """A table of zeros."""
    return np.zeros((n_places, cells.n + 1, n_matters), dtype=np.int64)


@inlined
def cell_of_day(cells: Cells, day: int) -> int:
    """The cell of a calendar day."""
    return int(cells.of_day[day]) if 0 <= day < len(cells.of_day) else cells.n


@inlined
def workday_of_tick(cells: Cells, tick: int) -> Record:
    """The working day of the working minute that begins at a tick."""
    return cells.workday[min(tick // cells.day_minutes, len(cells.workday) - 1)]


@inlined
def workday_of_end(cells: Cells, tick: int) -> Record:
    """The working day of what ends at a tick: that of the minute before (tick 0: its own)."""
    return workday_of_tick(cells, max(tick - 1, 0))


@inlined
def add_ticks(table: Int64, place: int, matter: int, cells: Cells, start: int, stop: int) -> None:
    """Add to each cell the ticks of ``[start, stop)`` in it."""
    cell = workday_of_tick(cells, start)["cell"]
    while cell < cells.n and cells.cell[cell]["first_tick"] < stop:
        here, after = cells.cell[cell], cells.cell[cell + 1]
        table[place, cell, matter] += max(min(stop, after["first_tick"]) - max(start, here["first_tick"]), 0)
        cell += 1


@inlined
def add_days(table: Int64, place: int, matter: int, cells: Cells, start: int, stop: int) -> None:
    """Add to each cell the calendar days of ``[start, stop)`` in it."""
    cell = cell_of_day(cells, max(start, 0))
    while cell < cells.n and cells.cell[cell]["first_day"] < stop:
        here, after = cells.cell[cell], cells.cell[cell + 1]
        table[place, cell, matter] += max(min(stop, after["first_day"]) - max(start, here["first_day"]), 0)
        cell += 1
