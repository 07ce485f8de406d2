"""Who is at work on each working day: by worker, and together for each unit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import entry_point, inlined
from caseflow.stats.compiled.cells import Bool, Cells, Int16, Int32, Int64, new_table


class Days(NamedTuple):
    """[worker, working day]: when each post works (see :class:`caseflow.tape.tables.Capacity`), and where."""

    minutes: Int32
    away: Bool
    vacant: Bool
    sick: Bool
    scheduled: Bool
    office_on: Int16


class Posts(NamedTuple):
    """Who belongs where."""

    fte_permille: Int64
    """[worker]"""
    units: Int64
    """[scope, organisation period, worker]: region, service and team; one past the last for none."""
    team: Int64
    """[organisation period, worker]; below 0: none."""
    team_of: Int64
    """[organisation period, municipality, stage]: the team that covers it."""
    office: Int64
    """[municipality]: its office; below 0: none."""


# fmt: off
MINUTES   = 0  # at work
SICK      = 1  # days of sick leave of the
HELD      = 2  # scheduled days of posts that somebody holds
SCHEDULED = 3
PRESENT   = 4  # days at work in a team of the organisation of the day
N_MATTERS = 5
# fmt: on


@entry_point
def count_attendance(days: Days, posts: Posts, cells: Cells) -> Int64:
    """int64[worker, cell, matter]: each worker's days."""
    table = new_table(len(days.minutes), cells, N_MATTERS)
    _add_days(table, days, posts, cells)
    return table


@inlined
def _add_days(table: Int64, days: Days, posts: Posts, cells: Cells) -> None:
    for worker in range(len(days.minutes)):
        for cell in range(cells.n):
            first, after = _first_workday(cells, cell), _first_workday(cells, cell + 1)
            numbers = table[worker, cell]
            numbers[MINUTES] = _sum(days.minutes[worker, first:after])
            _add_kinds_of_day(
                numbers,
                days.scheduled[worker, first:after],
                days.vacant[worker, first:after],
                days.sick[worker, first:after],
                days.away[worker, first:after],
            )
            if posts.team[cells.cell[cell]["organisation"], worker] < 0:
                numbers[PRESENT] = 0


@inlined
def _sum(minutes: Int32) -> int:
    total = 0
    for day in range(len(minutes)):
        total += minutes[day]
    return total


@inlined
def _add_kinds_of_day(numbers: Int64, scheduled: Bool, vacant: Bool, sick: Bool, away: Bool) -> None:
    n_scheduled = n_held = n_sick = n_present = 0
    for day in range(len(scheduled)):
        is_held = scheduled[day] & (not vacant[day])
        n_scheduled += scheduled[day]
        n_held += is_held
        n_sick += is_held & sick[day]
        n_present += scheduled[day] & (not away[day])
    numbers[SCHEDULED], numbers[HELD], numbers[SICK], numbers[PRESENT] = n_scheduled, n_held, n_sick, n_present


@inlined
def _first_workday(cells: Cells, cell: int) -> int:
    return int(cells.cell[cell]["first_tick"]) // cells.day_minutes


# -- days on which too few are there ------------------------------------------------------------------------------


class ThinDays(NamedTuple):
    """Working days."""

    unstaffed: Int64
    """[unit, cell, 0]: nobody of the unit is at work."""
    half_staffed: Int64
    """[unit, cell, 0]: at most half of the unit's full-time equivalents are at work."""
    deserted: Int64
    """[municipality, cell, 0]: nobody who serves it is at work in its office."""


class _Staff(NamedTuple):
    """Who is there, by working day."""

    heads: Int32
    """[unit + 1, working day]"""
    at_work: Int32
    """[unit + 1, working day]: thousandths of full-time equivalents."""
    whole: Int32
    """[unit + 1, organisation period]: of all posts."""
    sits: Bool
    """[team, office, working day]: somebody of the team is in the office."""


@entry_point
def count_thin_days(days: Days, posts: Posts, exists: Bool, n_offices: int, cells: Cells) -> ThinDays:
    """Count days for each unit as it is staffed on the day; ``exists`` is [organisation period, unit]."""
    n_periods, n_units = exists.shape
    n_municipalities, n_days = len(posts.office), len(cells.workday) - 1
    thin = ThinDays(new_table(n_units, cells, 1), new_table(n_units, cells, 1), new_table(n_municipalities, cells, 1))
    staff = _Staff(
        np.zeros((n_units + 1, n_days), dtype=np.int32),
        np.zeros((n_units + 1, n_days), dtype=np.int32),
        np.zeros((n_units + 1, n_periods), dtype=np.int32),
        np.zeros((posts.team.max() + 1, n_offices, n_days), dtype=np.bool_),
    )
    _add_staff(staff, days.scheduled & ~days.away, days, posts, cells)
    _count_thin_days(thin, staff, exists, cells)
    _count_deserted_days(thin.deserted, staff.sits, posts, cells)
    return thin


@inlined
def _add_staff(staff: _Staff, there: Bool, days: Days, posts: Posts, cells: Cells) -> None:
    for worker in range(len(days.minutes)):
        fte = posts.fte_permille[worker]
        for period in range(staff.whole.shape[1]):
            for unit in posts.units[:, period, worker]:
                staff.whole[unit, period] += fte
        for cell in range(cells.n):
            period = cells.cell[cell]["organisation"]
            first, after = _first_workday(cells, cell), _first_workday(cells, cell + 1)
            for unit in posts.units[:, period, worker]:
                _add_heads(staff.heads[unit, first:after], there[worker, first:after], 1)
                _add_heads(staff.at_work[unit, first:after], there[worker, first:after], fte)
            team = posts.team[period, worker]
            if team >= 0:
                for day in range(first, after):
                    if there[worker, day]:
                        staff.sits[team, days.office_on[worker, day], day] = True


@inlined
def _add_heads(numbers: Int32, is_there: Bool, of_each: int) -> None:
    for day in range(len(numbers)):
        numbers[day] += of_each * is_there[day]


@inlined
def _count_deserted_days(deserted: Int64, sits: Bool, posts: Posts, cells: Cells) -> None:
    for municipality in range(len(posts.office)):
        office = posts.office[municipality]
        for cell in range(cells.n):
            teams = posts.team_of[cells.cell[cell]["organisation"], municipality]
            for day in range(_first_workday(cells, cell), _first_workday(cells, cell + 1)):
                is_local = False
                if office >= 0:
                    for team in teams:
                        is_local |= team >= 0 and sits[team, office, day]
                deserted[municipality, cell, 0] += not is_local


@inlined
def _count_thin_days(thin: ThinDays, staff: _Staff, exists: Bool, cells: Cells) -> None:
    for unit in range(exists.shape[1]):
        for cell in range(cells.n):
            period = cells.cell[cell]["organisation"]
            if exists[period, unit]:
                first, after = _first_workday(cells, cell), _first_workday(cells, cell + 1)
                heads, at_work = staff.heads[unit, first:after], staff.at_work[unit, first:after]
                for day in range(len(heads)):
                    thin.unstaffed[unit, cell, 0] += heads[day] == 0
                    thin.half_staffed[unit, cell, 0] += 2 * at_work[day] <= staff.whole[unit, period]


# -- worker-weeks -------------------------------------------------------------------------------------------------

# fmt: off
WEEKS_HELD       = 0  # of posts that somebody holds on the week's first working day
WEEKS_OWNING     = 1  # of these, of teams whose workers own cases
WEEKS_ABOVE_NORM = 2  # of these, with more cases than the norm
# fmt: on


class WorkerWeeks(NamedTuple):
    """Weeks of posts that somebody holds on the week's first working day."""

    table: Int64
    """[worker, cell, matter]"""
    worker: Int64
    """A row per week of a post of a team whose workers own cases."""
    cell: Int64
    cases: Int64
    """How many the worker owns."""


@entry_point
def count_worker_weeks(
    vacant: Bool, workdays: Int64, owned: Int64, owns_cases: Bool, norm: int, cells: Cells
) -> WorkerWeeks:
    """Count worker-weeks; ``workdays`` are the weeks' first ones, ``owned`` is the cases of [worker, week].

    Workers of teams that only do functions for others own none: ``owns_cases`` [organisation period, worker].
    """
    n_workers, n_weeks = owned.shape
    table, room = new_table(n_workers, cells, 3), np.empty((3, n_workers * n_weeks), dtype=np.int64)
    n = _add_weeks(table, room, vacant, workdays, owned, owns_cases, norm, cells)
    return WorkerWeeks(table, room[0, :n], room[1, :n], room[2, :n])


@inlined
def _add_weeks(
    table: Int64,
    room: Int64,
    vacant: Bool,
    workdays: Int64,
    owned: Int64,
    owns_cases: Bool,
    norm: int,
    cells: Cells,
) -> int:
    n = 0
    for worker in range(len(owned)):
        for week in range(len(workdays)):
            cell = cells.workday[workdays[week]]["cell"]
            if vacant[worker, workdays[week]]:
                continue
            table[worker, cell, WEEKS_HELD] += 1
            if owns_cases[cells.cell[cell]["organisation"], worker]:
                table[worker, cell, WEEKS_OWNING] += 1
                table[worker, cell, WEEKS_ABOVE_NORM] += owned[worker, week] > norm
                room[0, n], room[1, n], room[2, n] = worker, cell, owned[worker, week]
                n += 1
    return n
