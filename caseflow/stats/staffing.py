"""Indicators of the staff: children per post, load, and days on which too few are there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.log import Kind
from caseflow.stats.grid import Entries, Float64, Fraction, Fractions, Grid, Int64
from caseflow.stats.histories import History
from caseflow.stats.registry import INTAKE
from caseflow.stats.timeline import sums_between

Bool = npt.NDArray[np.bool_]

MINUTES_PER_HOUR = 60


def staffing_fractions(history: History, grid: Grid) -> Fractions:
    """The indicators of the staff."""
    return {
        **_children(history, grid),
        **_time_used(history, grid),
        **_caseload(history, grid),
        **_thin_days(history, grid),
        **_travel(history, grid),
        **_evenings(history, grid),
    }


def _present(history: History) -> Bool:
    """bool[worker, working day]: at work."""
    capacity, n = history.capacity, history.org.clock.n_workdays
    return capacity.scheduled[:, :n] & ~capacity.away[:, :n]


def _has_team(grid: Grid) -> Bool:
    """bool[worker, working day]: of a team of the organisation of the day; extra posts are not always."""
    return np.asarray(grid.units.has_team[grid.organisation_of_workday].T)


# -- children per post ------------------------------------------------------------------------------------------


def children(history: History, grid: Grid) -> Float64:
    """float64[unit, period]: children with an investigation or measure.

    A child counts once, however often it comes back, from the investigation on.
    """
    entered, left = history.stages
    later = entered.stage > INTAKE
    case = entered.case[later]
    row, entries, _ = grid.cases_during(
        history.municipality[case], entered.stage[later], entered.tick[later], left[later]
    )
    previous = history.tape.cases.previous
    child = np.where(previous < 0, np.arange(len(previous)), previous)[case[row]]
    return grid.distinct(entries, child)


def _children(history: History, grid: Grid) -> Fractions:
    units, at_end = grid.units, grid.organisation_at_end
    posts = np.einsum("puw,pw->up", units.members[at_end], _fte(history, grid)) + units.other_posts[at_end].T
    known = children(history, grid)
    return {
        "children_per_post": Fraction(known, posts),
        "children_per_present_post": Fraction(known, _present_posts(history, grid)),
    }


def _fte(history: History, grid: Grid) -> Float64:
    """float64[period, worker]: the size of each post at each period's end."""
    org, last = history.org, grid.time.quarter_last_days[grid.time.last_quarter_of_period]
    growth = np.ones((len(org.fte), len(last))) if org.post_growth is None else org.post_growth[:, last]
    return np.asarray((org.fte[:, None] * growth).T)


def _present_posts(history: History, grid: Grid) -> Float64:
    """float64[unit, period]: full-time equivalents at work, each post by the share of its scheduled days."""
    n = history.org.clock.n_workdays
    present = grid.time.sum_workdays(_present(history) & _has_team(grid))
    scheduled = grid.time.sum_workdays(history.capacity.scheduled[:, :n])
    share = np.divide(present, scheduled, out=np.zeros_like(present), where=scheduled > 0)
    at_work = _fte(history, grid).T * share
    members = grid.units.members[grid.organisation_at_end]
    return np.stack([of_period @ at_work[:, p] for p, of_period in enumerate(members)], axis=1)


# -- time -------------------------------------------------------------------------------------------------------


def _time_used(history: History, grid: Grid) -> Fractions:
    capacity, n = history.capacity, history.org.clock.n_workdays
    done = np.zeros((len(history.org.fte), n), dtype=np.int64)
    work = history.work
    np.add.at(done, (history.sessions.worker[work.session], work.workday), work.end_tick - work.start_tick)
    scheduled = capacity.scheduled[:, :n]
    held = scheduled & ~capacity.vacant[:, :n]
    return {
        "utilisation": Fraction(_worker_total(done, grid), _worker_total(capacity.minutes[:, :n], grid)),
        "sick_leave_share": Fraction(
            _worker_total(capacity.sick[:, :n] & held, grid),
            _worker_total(held, grid),
        ),
    }


def _worker_total(days: npt.NDArray[Any], grid: Grid) -> Float64:
    """float64[unit, period]: the sum over the unit's workers of the day of [worker, working day]."""
    sums = sums_between(days, grid.cell_ticks // grid.org.clock.day_minutes)
    worker, cell = (index.ravel() for index in np.indices(sums.shape))
    entries = Entries(grid.units.of_worker[:, grid.cell_organisation[cell], worker], grid.cell_quarter[cell])
    return grid.total(entries, sums.ravel())


# -- cases ------------------------------------------------------------------------------------------------------


def _caseload(history: History, grid: Grid) -> Fractions:
    """Owned open cases on each week's first working day, of the posts that somebody holds on it.

    Workers of teams that only do functions for others own none, and do not count.
    """
    workdays = history.time.week_workdays
    owned = _owned(history, workdays * history.org.clock.day_minutes)
    worker, week, entries = _worker_weeks(history, grid)
    counts = grid.units.owns_cases[grid.organisation_of_workday[workdays[week]], worker]
    cases, entries = owned[worker, week][counts], entries.where(counts)
    (ninth,) = grid.quantiles(entries, cases, (0.9,))
    above = cases > history.org.cases_norm
    return {
        "cases_per_worker_p90": Fraction(ninth),
        "weeks_above_norm": Fraction(grid.total(entries, above), grid.total(entries)),
    }


def _worker_weeks(history: History, grid: Grid) -> tuple[Int64, Int64, Entries]:
    """(worker, week, entries) of every post that somebody holds on a week's first working day."""
    workdays = history.time.week_workdays
    worker, week = np.nonzero(~history.capacity.vacant[:, workdays])
    return worker, week, grid.workers_on(worker, history.time.days_of_workdays[workdays[week]])


def _owned(history: History, ticks: Int64) -> Int64:
    """int64[worker, tick]: how many cases each worker owns at each of some ascending ticks."""
    assigned, released = history.ownerships
    change = np.zeros((len(history.org.fte), len(ticks) + 1), dtype=np.int64)
    np.add.at(change, (assigned.worker, np.searchsorted(ticks, assigned.tick, side="left")), 1)
    np.add.at(change, (assigned.worker, np.searchsorted(ticks, released, side="left")), -1)
    return np.cumsum(change, axis=1)[:, :-1]


# -- vulnerability ----------------------------------------------------------------------------------------------


def _thin_days(history: History, grid: Grid) -> Fractions:
    """Days count for the unit as it is staffed on the day."""
    fte = np.rint(history.org.fte * 1000).astype(np.int64)
    present = _present(history).astype(np.int64)
    heads = _per_unit(grid.units.members, present, grid)
    at_work = _per_unit(grid.units.members, present * fte[:, None], grid)
    whole = _per_unit(grid.units.members, np.repeat(fte[:, None], present.shape[1], axis=1), grid)
    exists = grid.units.exists[grid.organisation_of_workday].T
    return {
        "unstaffed_days": _days(exists & (heads == 0), grid),
        "days_at_half_staff_or_less": _days(exists & (2 * at_work <= whole), grid),
        "days_without_local_presence": _days(~_local_presence(history, grid), grid),
    }


def _local_presence(history: History, grid: Grid) -> Bool:
    """bool[unit, working day]: somebody who serves the municipality is at work in its office."""
    org, present = history.org, _present(history)
    out = np.zeros((grid.units.n, present.shape[1]), dtype=np.bool_)
    for p, period in enumerate(org.periods):
        days = np.flatnonzero(grid.organisation_of_workday == p)
        for m in np.flatnonzero(org.served & (org.office_of_municipality >= 0)):
            serves = np.isin(period.team_of_worker, period.team_of[m])
            there = org.office_on[serves][:, days] == org.office_of_municipality[m]
            out[grid.units.of_case[2, p, m, 0], days] = (there & present[serves][:, days]).any(axis=0)
    return out


def _per_unit(members: Float64, days: Int64, grid: Grid) -> Float64:
    """float64[unit, working day] from [worker, working day], by the organisation of the day."""
    organisation = grid.organisation_of_workday
    out = np.zeros((grid.units.n, days.shape[1]))
    for p, of_period in enumerate(members):
        out[:, organisation == p] = of_period @ days[:, organisation == p].astype(np.float64)
    return out


def _days(mask: npt.NDArray[np.bool_], grid: Grid) -> Fraction:
    """The number of working days of a mask [unit, working day]."""
    return Fraction(grid.time.sum_workdays(mask), grid.working_days)


# -- travel and evenings ----------------------------------------------------------------------------------------


def _travel(history: History, grid: Grid) -> Fractions:
    trips = history.of(Kind.TRAVELLED)
    day, hours = history.time.day_of_tick(trips.tick), trips.value / MINUTES_PER_HOUR
    counts = np.array([bool(period.trip_permille.any()) for period in history.org.periods])
    meaning = np.tile(counts[grid.organisation_at_end], (grid.units.n, 1))
    by_family = grid.total(grid.workers_on(trips.worker, day, history.municipality[trips.case]), hours)
    by_worker = grid.total(grid.workers_on(trips.worker, day), hours)
    _, _, weeks = _worker_weeks(history, grid)
    return {
        "travel_hours": Fraction(_where(meaning, by_family)),
        "travel_hours_per_worker_week": Fraction(_where(meaning, by_worker), grid.total(weeks)),
    }


def _evenings(history: History, grid: Grid) -> Fractions:
    """A team on call has one evening on duty a calendar day, whoever of it takes it."""
    responded = history.of(Kind.RESPONDED)
    marks = history.tape.cases
    minute = marks.report_day.astype(np.int64) * 1440 + marks.report_minute
    day = (minute[responded.case] + responded.value) // 1440
    organisation = grid.organisation_of_day[np.clip(day, 0, grid.time.n_days - 1)]
    on_call = np.stack([period.on_call_team for period in history.org.periods])
    team = on_call[organisation, history.municipality[responded.case]]
    meaning = grid.units.has_duty[grid.organisation_at_end].T
    workers = grid.units.members.sum(axis=2)[grid.organisation_at_end].T
    return {
        "evening_duties_per_worker": Fraction(_where(meaning, grid.duty_days), workers),
        "call_outs_per_worker": Fraction(_where(meaning, grid.total(grid.teams_on(team, day))), workers),
    }


def _where(meaning: Bool, values: Float64) -> Float64:
    """The values where they mean something; else NaN."""
    return np.where(meaning, values, np.nan)
