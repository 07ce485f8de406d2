"""Investigations: when they begin and end, and what is counted of them."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import entry_point, inlined
from caseflow.log import Kind
from caseflow.stats.compiled.cells import (
    INVESTIGATION,
    N_STAGES,
    NONE,
    Bool,
    Cells,
    Int64,
    Record,
    add_days,
    add_ticks,
    cell_of_day,
    new_table,
    place_of_case,
    workday_of_end,
)
from caseflow.stats.compiled.processing import N_LABELS
from caseflow.stats.compiled.records import INVESTIGATION_RECORD, N_KINDS, Columns

TELLS = np.isin(np.arange(N_KINDS), (Kind.INVESTIGATION_OPENED, Kind.EXTENDED, Kind.INVESTIGATION_CLOSED))
"""[kind]: whether such rows tell of an investigation."""


@entry_point
def find_investigations(log: Columns, number: Int64, n_cases: int, end_tick: int) -> Record:
    """INVESTIGATION_RECORD[investigation], in the order of opening: what the log says, not yet where and which days."""
    found = np.zeros(number[Kind.INVESTIGATION_OPENED], dtype=INVESTIGATION_RECORD)
    rows = np.empty(number[TELLS].sum() + 1, dtype=np.int64)
    _note_rows(rows, log.kind)
    _find(found, np.full(n_cases, NONE), rows[:-1], log, end_tick)
    return found


@inlined
def _note_rows(rows: Int64, kind: Int64) -> None:
    """Note the rows that tell of investigations; the last place is for the row that is looked at."""
    n = 0
    for i in range(len(kind)):
        rows[n] = i
        n += TELLS[kind[i]]


@inlined
def _find(found: Record, row_of_case: Int64, rows: Int64, log: Columns, end_tick: int) -> None:
    """Fill in the investigations; ``row_of_case`` is NONE at first."""
    n = 0
    for i in rows:
        kind, case = log.kind[i], log.case[i]
        if kind == Kind.INVESTIGATION_OPENED:
            found[n]["case"], found[n]["opened_tick"], found[n]["start_day"] = case, log.tick[i], log.value[i]
            found[n]["closed_tick"], found[n]["outcome"] = end_tick, NONE
            row_of_case[case] = n
            n += 1
        elif kind == Kind.EXTENDED and row_of_case[case] != NONE:
            found[row_of_case[case]]["is_extended"] = 1
        elif kind == Kind.INVESTIGATION_CLOSED and row_of_case[case] != NONE:
            found[row_of_case[case]]["closed_tick"] = log.tick[i]
            found[row_of_case[case]]["outcome"] = log.value[i]


# -- what is counted ----------------------------------------------------------------------------------------------

# fmt: off
STARTED           = 0   # without those open today
OPEN_TICKS        = 1
LIMITS            = 2   # legal limits, by their day
BREACHES          = 3   # of these, of investigations not closed by then
DAYS_OVER         = 4   # calendar days open past the limit
OVER_AT_END       = 5   # open past the limit on a quarter's last day
CLOSED            = 6   # by the day of closing, as all that follow
DISMISSED         = 7
OVER_THREE_MONTHS = 8
PROCESSING_DAYS   = 9
LABELLED          = 10  # ticks of each label in a row
N_MATTERS         = 10 + N_LABELS
# fmt: on


@entry_point
def count_investigations(
    found: Record, labelled: Int64, is_of_today: Bool, last_days: Int64, n_municipalities: int, cells: Cells
) -> Int64:
    """int64[place of a case, cell, matter]; ``last_days`` are the quarters' last days."""
    table = new_table(n_municipalities * N_STAGES, cells, N_MATTERS)
    _count(table, found, labelled, is_of_today, last_days, cells)
    return table


@inlined
def _count(table: Int64, found: Record, labelled: Int64, is_of_today: Bool, last_days: Int64, cells: Cells) -> None:
    for i in range(len(found)):
        one = found[i]
        place = place_of_case(one["municipality"], INVESTIGATION)
        limit_day, closed_day = one["limit_day"], one["closed_day"]
        table[place, workday_of_end(cells, one["opened_tick"])["cell"], STARTED] += not is_of_today[i]
        add_ticks(table, place, OPEN_TICKS, cells, one["opened_tick"], one["closed_tick"])
        table[place, cell_of_day(cells, limit_day), LIMITS] += 1
        table[place, cell_of_day(cells, limit_day), BREACHES] += closed_day > limit_day
        add_days(table, place, DAYS_OVER, cells, limit_day + 1, closed_day + 1)
        for day in last_days:
            if limit_day <= day < closed_day:
                table[place, cell_of_day(cells, day), OVER_AT_END] += 1
        if one["outcome"] != NONE:
            _count_closed(table[place, cell_of_day(cells, closed_day)], one, labelled[i])


@inlined
def _count_closed(numbers: Int64, one: Record, labelled: Int64) -> None:
    """Add an investigation to the numbers of its place and of the cell of its closing."""
    numbers[CLOSED] += 1
    numbers[DISMISSED] += one["outcome"] == 0
    numbers[OVER_THREE_MONTHS] += one["closed_day"] > one["three_months_day"]
    numbers[PROCESSING_DAYS] += max(one["closed_day"] - one["start_day"], 0)
    for label in range(N_LABELS):
        numbers[LABELLED + label] += labelled[label]


NO_AGE = -(2**40)
"""The age of the oldest investigation where there is none."""


@entry_point
def oldest_investigations(found: Record, last_days: Int64, n_municipalities: int, cells: Cells) -> Int64:
    """int64[place of a case, cell]: the greatest age in days, at closing or on a quarter's last day; or NO_AGE."""
    oldest = np.full((n_municipalities * N_STAGES, cells.n + 1), NO_AGE)
    _add_ages(oldest, found, last_days, cells)
    return oldest


@inlined
def _add_ages(oldest: Int64, found: Record, last_days: Int64, cells: Cells) -> None:
    for i in range(len(found)):
        one = found[i]
        ages = oldest[place_of_case(one["municipality"], INVESTIGATION)]
        opened_day = workday_of_end(cells, one["opened_tick"])["day"]
        for day in last_days:
            if opened_day <= day < one["closed_day"]:
                cell = cell_of_day(cells, day)
                ages[cell] = max(ages[cell], day - one["start_day"])
        cell = cell_of_day(cells, one["closed_day"])
        ages[cell] = max(ages[cell], one["closed_day"] - one["start_day"])


# -- week by week -------------------------------------------------------------------------------------------------


@entry_point
def open_by_week(
    found: Record, late_tick: Int64, week_after: Int64, shape: tuple[int, int], day_minutes: int
) -> tuple[Int64, Int64]:
    """int64[municipality, week] each: how many investigations are open, and how many late, when each week begins.

    ``late_tick`` is when each becomes late, ``week_after`` [working day] the first week that begins then or later.
    """
    is_open = np.zeros((shape[0], shape[1] + 1), dtype=np.int64)
    is_late = np.zeros_like(is_open)
    for i in range(len(found)):
        one = found[i]
        closed = week_after[(one["closed_tick"] + day_minutes - 1) // day_minutes]
        is_open[one["municipality"], week_after[(one["opened_tick"] + day_minutes - 1) // day_minutes]] += 1
        is_open[one["municipality"], closed] -= 1
        is_late[one["municipality"], week_after[(late_tick[i] + day_minutes - 1) // day_minutes]] += 1
        is_late[one["municipality"], closed] -= 1
    for week in range(1, shape[1]):
        is_open[:, week] += is_open[:, week - 1]
        is_late[:, week] += is_late[:, week - 1]
    return is_open[:, :-1], is_late[:, :-1]
