"""Investigations: when they begin and end, and what is counted of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.log import Kind
from caseflow.stats.compiled.cells import (
    INVESTIGATION,
    NONE,
    Bool,
    Cells,
    Float64,
    Int32,
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
from caseflow.stats.compiled.records import INVESTIGATION_RECORD, N_KINDS, NOT_YET, Marks, blank_cases
from caseflow.stats.compiled.units import largest_by_unit, quantiles_by_unit, sums_by_unit
from caseflow.tape.tables import ORIGIN_REPORT

TELLS = np.isin(np.arange(N_KINDS), (Kind.INVESTIGATION_OPENED, Kind.EXTENDED, Kind.INVESTIGATION_CLOSED))
"""[kind]: whether such rows tell of an investigation."""


class Law(NamedTuple):
    """What hangs on the calendar day on which an investigation's clock starts: its last days in time.

    A clock that starts after the horizon, when the screening week is over, has the limits of the day after it.
    """

    first_day: int
    """The day of index 0."""
    limit: Int64
    """[day - first_day]: the law's."""
    extended: Int64
    """[day - first_day]: the law's, if it is extended."""
    three_months: Int64
    """[day - first_day]: of the statistics."""
    first_tick: Int64
    """[day of the horizon, and one after]: the first tick on or after it."""


class Found(NamedTuple):
    """What is known before all rows of a log are read."""

    case: Record
    """CASE[case]: blank, with the tape's marks."""
    investigation: Record
    """INVESTIGATION_RECORD[investigation], in the order of opening."""


@entry_point
def find_investigations(log: Record, marks: Marks, visible_tick: Int64, law: Law, cells: Cells) -> Found:
    """Find the investigations of a log; ``visible_tick`` [case] is when the case was seen."""
    rows = np.empty(len(log) + 1, dtype=np.int32)
    rows = rows[: _note_rows(rows, log)]
    found = np.zeros(len(rows), dtype=INVESTIGATION_RECORD)
    found = found[: _find(found, np.full(len(marks.origin), NONE), rows, log, cells.end_tick)]
    for i in range(len(found)):
        assert found[i]["start_day"] >= law.first_day, "an investigation starts before the calendar"
        _date(found[i], marks, visible_tick, law, cells)
    return Found(blank_cases(marks), found)


@inlined
def _note_rows(rows: Int32, log: Record) -> int:
    """Note the rows that tell of investigations, and how many; there is a place more, for the row that is looked at."""
    n = 0
    for i in range(len(log)):
        rows[n] = i
        n += TELLS[log[i]["kind"]]
    return n


@inlined
def _find(found: Record, row_of_case: Int64, rows: Int32, log: Record, end_tick: int) -> int:
    """Fill in what the log says, and how many there are; ``row_of_case`` is NONE at first."""
    n = 0
    for i in rows:
        kind, case = log[i]["kind"], log[i]["case"]
        if kind == Kind.INVESTIGATION_OPENED:
            found[n]["case"], found[n]["opened_tick"], found[n]["start_day"] = case, log[i]["tick"], log[i]["value"]
            found[n]["closed_tick"], found[n]["outcome"] = end_tick, NONE
            row_of_case[case] = n
            n += 1
        elif kind == Kind.EXTENDED and row_of_case[case] != NONE:
            found[row_of_case[case]]["is_extended"] = 1
        elif kind == Kind.INVESTIGATION_CLOSED and row_of_case[case] != NONE:
            found[row_of_case[case]]["closed_tick"] = log[i]["tick"]
            found[row_of_case[case]]["outcome"] = log[i]["value"]
    return n


@inlined
def _date(one: Record, marks: Marks, visible_tick: Int64, law: Law, cells: Cells) -> None:
    """Fill in where an investigation is, and its days."""
    one["municipality"] = marks.municipality[one["case"]]
    is_closed, start = one["outcome"] != NONE, min(one["start_day"] - law.first_day, len(law.limit) - 1)
    one["closed_day"] = workday_of_end(cells, one["closed_tick"])["day"] if is_closed else NOT_YET
    one["processing_days"] = max(one["closed_day"] - one["start_day"], 0)
    one["limit_day"] = law.extended[start] if one["is_extended"] else law.limit[start]
    one["three_months_day"] = law.three_months[start]
    late_tick = max(_first_tick(law, one["limit_day"] + 1), one["opened_tick"])
    one["late_tick"] = min(late_tick, one["closed_tick"])
    # from clock start, but not before the report, nor before tick 0
    window_start = max(_first_tick(law, one["start_day"]), visible_tick[one["case"]])
    one["window_stop"] = one["closed_tick"] if is_closed else 0
    one["window_start"] = min(window_start, one["window_stop"])


@inlined
def _first_tick(law: Law, day: int) -> int:
    return int(law.first_tick[min(max(day, 0), len(law.first_tick) - 1)])


# -- what is counted ----------------------------------------------------------------------------------------------

# fmt: off
STARTED           = 0   # without those open today
OPEN_TICKS        = 1
LIMITS            = 2   # legal limits, by their day
BREACHES          = 3   # of these, of investigations not closed by then
DAYS_OVER         = 4   # calendar days past the limit, until closing
OVER_AT_END       = 5   # open past the limit on a quarter's last day
CLOSED            = 6   # by the day of closing, as all that follow
DISMISSED         = 7
OVER_THREE_MONTHS = 8
PROCESSING_DAYS   = 9
LABELLED          = 10  # ticks of each label in a row
N_MATTERS         = 10 + N_LABELS
# fmt: on


class Investigated(NamedTuple):
    """What is counted of investigations."""

    sums: Float64
    """[matter, unit, period]"""
    oldest: Float64
    """[unit, period]: the greatest age in days, at closing or on a quarter's last day; NaN: there is none."""
    quantiles: Float64
    """[share, unit, period]: of the processing days of those that are closed; NaN: there are none."""


@entry_point
def count_investigations(
    found: Record,
    labelled: Int64,
    marks: Marks,
    last_days: Int64,
    shares: Float64,
    cells: Cells,
    units: Int64,
    periods: Int64,
    shape: tuple[int, int],
) -> Investigated:
    """Count; ``last_days`` are the quarters' last days, units (of cases) and periods as everywhere."""
    table = new_table(len(units), cells, N_MATTERS)
    _count(table, found, labelled, marks, last_days, cells)
    oldest = np.full((len(units), cells.n + 1), NO_AGE)
    _add_ages(oldest, found, last_days, cells)
    days, place, cell = _closed(found, cells)
    return Investigated(
        sums_by_unit(table, units, periods, shape),
        largest_by_unit(oldest, NO_AGE, units, periods, shape),
        quantiles_by_unit(days, place, cell, units, periods, shape, shares),
    )


@inlined
def _count(table: Int64, found: Record, labelled: Int64, marks: Marks, last_days: Int64, cells: Cells) -> None:
    for i in range(len(found)):
        one = found[i]
        place = place_of_case(one["municipality"], INVESTIGATION)
        limit_day, closed_day = one["limit_day"], one["closed_day"]
        opened = workday_of_end(cells, one["opened_tick"])
        is_new = marks.origin[one["case"]] == ORIGIN_REPORT
        table[place, opened["cell"], STARTED] += is_new
        add_ticks(table, place, OPEN_TICKS, cells, one["opened_tick"], one["closed_tick"])
        table[place, cell_of_day(cells, limit_day), LIMITS] += 1
        table[place, cell_of_day(cells, limit_day), BREACHES] += closed_day > limit_day
        add_days(table, place, DAYS_OVER, cells, limit_day + 1, closed_day + 1)
        quarter = _quarter_of_day(cells, max(limit_day, opened["day"]))
        while quarter < len(last_days) and last_days[quarter] < closed_day:
            table[place, cell_of_day(cells, last_days[quarter]), OVER_AT_END] += 1
            quarter += 1
        if one["outcome"] != NONE:
            _count_closed(table[place, cell_of_day(cells, closed_day)], one, labelled[i])


@inlined
def _quarter_of_day(cells: Cells, day: int) -> int:
    """The quarter of a calendar day, the first one for a day before; one past the last after the run."""
    return int(cells.cell[cell_of_day(cells, max(day, 0))]["quarter"])


@inlined
def _count_closed(numbers: Int64, one: Record, labelled: Int64) -> None:
    """Add an investigation to the numbers of its place and of the cell of its closing."""
    numbers[CLOSED] += 1
    numbers[DISMISSED] += one["outcome"] == 0
    numbers[OVER_THREE_MONTHS] += one["closed_day"] > one["three_months_day"]
    numbers[PROCESSING_DAYS] += one["processing_days"]
    for label in range(N_LABELS):
        numbers[LABELLED + label] += labelled[label]


NO_AGE = -(2**40)
"""The age of the oldest investigation where there is none."""


@inlined
def _add_ages(oldest: Int64, found: Record, last_days: Int64, cells: Cells) -> None:
    """Fill in the greatest ages [place of a case, cell], NO_AGE at first; before its clock starts one is 0 days old."""
    for i in range(len(found)):
        one = found[i]
        ages = oldest[place_of_case(one["municipality"], INVESTIGATION)]
        opened_day = workday_of_end(cells, one["opened_tick"])["day"]
        quarter = _quarter_of_day(cells, opened_day)
        while quarter < len(last_days) and last_days[quarter] < one["closed_day"]:
            cell = cell_of_day(cells, last_days[quarter])
            ages[cell] = max(ages[cell], last_days[quarter] - one["start_day"], 0)
            quarter += 1
        cell = cell_of_day(cells, one["closed_day"])
        ages[cell] = max(ages[cell], one["processing_days"])


@compiled
def _closed(found: Record, cells: Cells) -> tuple[Int64, Int64, Int64]:
    """int64[closed investigation] each: its processing days, place of a case, and cell of its closing."""
    room = np.empty((3, len(found)), dtype=np.int64)
    n = 0
    for i in range(len(found)):
        one = found[i]
        if one["outcome"] != NONE:
            place = place_of_case(one["municipality"], INVESTIGATION)
            room[0, n], room[1, n], room[2, n] = one["processing_days"], place, cell_of_day(cells, one["closed_day"])
            n += 1
    return room[0, :n], room[1, :n], room[2, :n]


# -- one by one ---------------------------------------------------------------------------------------------------


@entry_point
def count_durations(found: Record, after_tick: int, longest: int, outside: Bool, served: Bool) -> Int64:
    """int64[place, day]: investigations closed after a tick, by their processing days; ``longest`` and more.

    Places as in :func:`_by_place`.
    """
    counts = np.zeros((len(served), longest + 1), dtype=np.int64)
    for i in range(len(found)):
        one = found[i]
        if one["outcome"] != NONE and one["closed_tick"] > after_tick:
            counts[one["municipality"], min(one["processing_days"], longest)] += 1
    return _by_place(counts, outside, served)


@compiled
def _by_place(counts: Int64, outside: Bool, served: Bool) -> Int64:
    """int64[place, ...] from [municipality, ...]: the region, which is the sum of its own, then those that are served.

    ``outside`` [municipality] are those of neighbouring regions.
    """
    by_place = np.zeros((1 + served.sum(), counts.shape[1]), dtype=np.int64)
    place = 0
    for municipality in range(len(served)):
        if not outside[municipality]:
            by_place[0] += counts[municipality]
        if served[municipality]:
            place += 1
            by_place[place] = counts[municipality]
    return by_place


# -- week by week -------------------------------------------------------------------------------------------------


@entry_point
def open_by_week(
    found: Record, week_after: Int64, n_weeks: int, day_minutes: int, outside: Bool, served: Bool
) -> tuple[Int64, Int64]:
    """int64[place, week] each: how many investigations are open, and how many late, when each week begins.

    ``week_after`` [working day] is the first week that begins on the day or later; places as in :func:`_by_place`.
    """
    is_open = np.zeros((len(served), n_weeks + 1), dtype=np.int64)
    is_late = np.zeros_like(is_open)
    for i in range(len(found)):
        one = found[i]
        closed = week_after[(one["closed_tick"] + day_minutes - 1) // day_minutes]
        is_open[one["municipality"], week_after[(one["opened_tick"] + day_minutes - 1) // day_minutes]] += 1
        is_open[one["municipality"], closed] -= 1
        is_late[one["municipality"], week_after[(one["late_tick"] + day_minutes - 1) // day_minutes]] += 1
        is_late[one["municipality"], closed] -= 1
    for municipality in range(len(served)):
        for week in range(1, n_weeks):
            is_open[municipality, week] += is_open[municipality, week - 1]
            is_late[municipality, week] += is_late[municipality, week - 1]
    return _by_place(is_open[:, :-1], outside, served), _by_place(is_late[:, :-1], outside, served)
