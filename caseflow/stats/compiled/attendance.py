"""Who is at work on each working day: by worker, and together for each unit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point, inlined
from caseflow.organisation.tables import PERMILLE
from caseflow.stats.compiled.cells import Bool, Cells, Float64, Int16, Int32, Int64, Record, new_table
from caseflow.stats.compiled.stretches import owned_by_week
from caseflow.stats.compiled.units import add_years, quantiles_of_times, sum_at_end, sums_by_unit


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

    fte: Float64
    """[worker]: the size of each post."""
    growth: Float64
    """[worker, period]: by which it is multiplied at each period's end."""
    units: Int64
    """[scope, organisation period, worker]: region, service and team; one past the last for none."""
    team: Int64
    """[organisation period, worker]; below 0: none."""
    team_of: Int64
    """[organisation period, municipality, stage]: the team that covers it."""
    office: Int32
    """[municipality]: its office; below 0: none."""


# fmt: off
MINUTES   = 0  # at work
SICK      = 1  # days of sick leave of the
HELD      = 2  # scheduled days of posts that somebody holds
SCHEDULED = 3
PRESENT   = 4  # days at work in a team of the organisation of the day
N_MATTERS = 5
# fmt: on


class Attendance(NamedTuple):
    """Who is at work, by unit and period."""

    sums: Float64
    """[matter, unit, period]"""
    posts: Float64
    """[unit, period]: full-time equivalents at the period's end."""
    present_posts: Float64
    """[unit, period]: full-time equivalents at work, each post by the share of its scheduled days."""


@entry_point
def count_attendance(
    days: Days,
    posts: Posts,
    organisation_at_end: Int64,
    cells: Cells,
    units: Int64,
    periods: Int64,
    shape: tuple[int, int],
) -> Attendance:
    """Count; ``organisation_at_end`` is [period], units (of workers) and periods are as everywhere."""
    table = new_table(len(days.minutes), cells, N_MATTERS)
    _add_days(table, days, posts, cells)
    fte = posts.fte.reshape((-1, 1)) * posts.growth
    return Attendance(
        sums_by_unit(table, units, periods, shape),
        sum_at_end(fte, posts.units, organisation_at_end, shape[0]),
        sum_at_end(_present_posts(table, fte, periods), posts.units, organisation_at_end, shape[0]),
    )


@compiled
def _present_posts(table: Int64, fte: Float64, periods: Int64) -> Float64:
    """float64[worker, period]: full-time equivalents of each post by the share of its scheduled days."""
    present = np.zeros((len(fte), fte.shape[1] + 1), dtype=np.int64)
    scheduled, posts = np.zeros_like(present), np.zeros_like(fte)
    for worker in range(len(fte)):
        for cell in range(len(periods)):
            for period in periods[cell]:
                present[worker, period] += table[worker, cell, PRESENT]
                scheduled[worker, period] += table[worker, cell, SCHEDULED]
        for period in range(fte.shape[1]):
            if scheduled[worker, period] > 0:
                posts[worker, period] = fte[worker, period] * (present[worker, period] / scheduled[worker, period])
    return posts


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


# fmt: off
UNSTAFFED    = 0  # nobody of the unit is at work
HALF_STAFFED = 1  # at most half of the unit's full-time equivalents are at work
# fmt: on


class ThinDays(NamedTuple):
    """Working days, by unit and period."""

    of_units: Float64
    """[UNSTAFFED or HALF_STAFFED, unit, period]"""
    deserted: Float64
    """[0, unit, period]: nobody who serves the municipality is at work in its office."""


class _Staff(NamedTuple):
    """Who is there, by working day."""

    at_work: Int32
    """[unit + 1, working day]: thousandths of full-time equivalents; whoever is at work has some."""
    whole: Int32
    """[unit + 1, organisation period]: of all posts."""
    sits: Bool
    """[team, office, working day]: somebody of the team is in the office."""


@entry_point
def count_thin_days(
    days: Days,
    posts: Posts,
    exists: Bool,
    n_offices: int,
    cells: Cells,
    of_units: Int64,
    of_municipalities: Int64,
    periods: Int64,
    shape: tuple[int, int],
) -> ThinDays:
    """Count days for each unit as it is staffed on the day; ``exists`` is [organisation period, unit].

    Units (of units and of municipalities) and periods are as everywhere.
    """
    n_periods, n_units = exists.shape
    n_municipalities, n_days = len(posts.office), len(cells.workday) - 1
    thin, deserted = new_table(n_units, cells, 2), new_table(n_municipalities, cells, 1)
    staff = _Staff(
        np.zeros((n_units + 1, n_days), dtype=np.int32),
        np.zeros((n_units + 1, n_periods), dtype=np.int32),
        np.zeros((posts.team.max() + 1, n_offices, n_days), dtype=np.bool_),
    )
    _add_staff(staff, _first_workdays(cells, n_periods), days.scheduled & ~days.away, days, posts)
    _count_thin_days(thin, staff, exists, cells)
    _count_deserted_days(deserted, np.zeros((n_municipalities, n_days), dtype=np.bool_), staff.sits, posts, cells)
    return ThinDays(
        sums_by_unit(thin, of_units, periods, shape),
        sums_by_unit(deserted, of_municipalities, periods, shape),
    )


@compiled
def _first_workdays(cells: Cells, n_periods: int) -> Int64:
    """int64[organisation period + 1]: the first working day of each, and one after the last."""
    first = np.full(n_periods + 1, len(cells.workday) - 1)
    for cell in range(cells.n - 1, -1, -1):
        first[: cells.cell[cell]["organisation"] + 1] = _first_workday(cells, cell)
    return first


@inlined
def _add_staff(staff: _Staff, first_workdays: Int64, there: Bool, days: Days, posts: Posts) -> None:
    for worker in range(len(days.minutes)):
        fte = int(np.rint(posts.fte[worker] * PERMILLE))
        for period in range(staff.whole.shape[1]):
            first, after = first_workdays[period], first_workdays[period + 1]
            for unit in posts.units[:, period, worker]:
                staff.whole[unit, period] += fte
                _add_post(staff.at_work[unit, first:after], there[worker, first:after], fte)
            team = posts.team[period, worker]
            if team >= 0:
                for day in range(first, after):
                    staff.sits[team, days.office_on[worker, day], day] |= there[worker, day]


@inlined
def _add_post(at_work: Int32, is_there: Bool, fte: int) -> None:
    for day in range(len(at_work)):
        at_work[day] += fte * is_there[day]


@inlined
def _count_deserted_days(deserted: Int64, is_local: Bool, sits: Bool, posts: Posts, cells: Cells) -> None:
    """Count days; ``is_local`` [municipality, working day] is False at first."""
    for municipality in range(len(posts.office)):
        office = posts.office[municipality]
        for cell in range(cells.n):
            first, after = _first_workday(cells, cell), _first_workday(cells, cell + 1)
            here = is_local[municipality, first:after]
            for team in posts.team_of[cells.cell[cell]["organisation"], municipality]:
                if team >= 0 and office >= 0:
                    _add_local(here, sits[team, office, first:after])
            deserted[municipality, cell, 0] = len(here) - _number(here)


@inlined
def _add_local(is_local: Bool, sits: Bool) -> None:
    for day in range(len(sits)):
        is_local[day] |= sits[day]


@inlined
def _number(days: Bool) -> int:
    n = 0
    for day in range(len(days)):
        n += days[day]
    return n


@inlined
def _count_thin_days(thin: Int64, staff: _Staff, exists: Bool, cells: Cells) -> None:
    for unit in range(exists.shape[1]):
        for cell in range(cells.n):
            period = cells.cell[cell]["organisation"]
            if exists[period, unit]:
                first, after = _first_workday(cells, cell), _first_workday(cells, cell + 1)
                at_work = staff.at_work[unit, first:after]
                thin[unit, cell, UNSTAFFED] = _number_up_to(at_work, 0)
                thin[unit, cell, HALF_STAFFED] = _number_up_to(at_work, staff.whole[unit, period] // 2)


@inlined
def _number_up_to(numbers: Int32, most: int) -> int:
    n = 0
    for day in range(len(numbers)):
        n += numbers[day] <= most
    return n


# -- worker-weeks -------------------------------------------------------------------------------------------------

# fmt: off
WEEKS_HELD       = 0  # of posts that somebody holds on the week's first working day
WEEKS_OWNING     = 1  # of these, of teams whose workers own cases
WEEKS_ABOVE_NORM = 2  # of these, with more cases than the norm
# fmt: on


class WorkerWeeks(NamedTuple):
    """Weeks of posts that somebody holds on the week's first working day, by unit and period."""

    sums: Float64
    """[matter, unit, period]"""
    quantile: Float64
    """[unit, period]: of the cases that a worker owns, of teams whose workers own cases; NaN: there are none."""


class Weeks(NamedTuple):
    """What worker-weeks are counted by."""

    workdays: Int64
    """[week]: its first working day."""
    after: Int64
    """[working day]: the first week that begins on the day or later."""
    owns_cases: Bool
    """[organisation period, worker]: not of a team that only does functions for others."""
    norm: int
    """More cases than these are too many."""


@entry_point
def count_worker_weeks(
    stretch: Record,
    vacant: Bool,
    weeks: Weeks,
    share: float,
    cells: Cells,
    units: Int64,
    periods: Int64,
    shape: tuple[int, int],
) -> WorkerWeeks:
    """Count worker-weeks, and a quantile, by its share, of cases.

    ``vacant`` is [worker, working day], and units (of workers) and periods are as everywhere.
    """
    owned = owned_by_week(stretch, len(vacant), weeks.after, len(weeks.workdays), cells.day_minutes)
    table = new_table(len(vacant), cells, 3)
    times = np.zeros((shape[0] + 1, shape[1] + 1, owned.max() + 1), dtype=np.int32)
    _add_weeks(table, times, owned, vacant, weeks, cells, units, periods)
    add_years(times, periods)
    return WorkerWeeks(sums_by_unit(table, units, periods, shape), quantiles_of_times(times, share))


@inlined
def _add_weeks(
    table: Int64,
    times: Int32,
    owned: Int64,
    vacant: Bool,
    weeks: Weeks,
    cells: Cells,
    units: Int64,
    periods: Int64,
) -> None:
    """Add weeks; ``owned`` [worker, week] are the cases that the worker owns on its first working day."""
    for worker in range(len(vacant)):
        for week in range(len(weeks.workdays)):
            workday = weeks.workdays[week]
            cell = cells.workday[workday]["cell"]
            if vacant[worker, workday]:
                continue
            table[worker, cell, WEEKS_HELD] += 1
            if weeks.owns_cases[cells.cell[cell]["organisation"], worker]:
                number = owned[worker, week]
                table[worker, cell, WEEKS_OWNING] += 1
                table[worker, cell, WEEKS_ABOVE_NORM] += number > weeks.norm
                for unit in units[worker, cell]:
                    times[unit, periods[cell, 0], number] += 1
