"""Indicators of the staff: children per post, load, and days on which too few are there."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.stats.grid import Entries, Float64, Fraction, Fractions, Grid, Int64
from caseflow.stats.histories import History
from caseflow.stats.registry import INTAKE
from caseflow.stats.timeline import sums_between


def staffing_fractions(history: History, grid: Grid) -> Fractions:
    """The indicators of the staff."""
    return {
        **_children(history, grid),
        **_time_used(history, grid),
        **_caseload(history, grid),
        **_thin_days(history, grid),
    }


def _present(history: History) -> npt.NDArray[np.bool_]:
    """bool[worker, working day]: at work."""
    capacity, n = history.org.capacity, history.org.clock.n_workdays
    return capacity.scheduled[:, :n] & ~capacity.away[:, :n]


# -- children per post ------------------------------------------------------------------------------------------


def _children(history: History, grid: Grid) -> Fractions:
    """A child counts once, however often it comes back, from the investigation on."""
    entered, left = history.stages
    later = entered.stage > INTAKE
    case = entered.case[later]
    row, entries, _ = grid.cases_during(
        history.municipality[case], entered.stage[later], entered.tick[later], left[later]
    )
    previous = history.tape.cases.previous
    child = np.where(previous < 0, np.arange(len(previous)), previous)[case[row]]
    children = grid.distinct(entries, child)
    units, at_end = grid.units, grid.organisation_at_end
    posts = (units.members @ history.org.fte + units.other_posts)[at_end].T
    return {
        "children_per_post": Fraction(children, posts),
        "children_per_present_post": Fraction(children, _present_posts(history, grid)),
    }


def _present_posts(history: History, grid: Grid) -> Float64:
    """float64[unit, period]: full-time equivalents at work, each post by the share of its scheduled days."""
    n = history.org.clock.n_workdays
    present = grid.time.sum_workdays(_present(history))
    scheduled = grid.time.sum_workdays(history.org.capacity.scheduled[:, :n])
    share = np.divide(present, scheduled, out=np.zeros_like(present), where=scheduled > 0)
    at_work = history.org.fte[:, None] * share
    members = grid.units.members[grid.organisation_at_end]
    return np.stack([of_period @ at_work[:, p] for p, of_period in enumerate(members)], axis=1)


# -- time -------------------------------------------------------------------------------------------------------


def _time_used(history: History, grid: Grid) -> Fractions:
    capacity, n = history.org.capacity, history.org.clock.n_workdays
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
    """Owned open cases on each week's first working day, of the posts that somebody holds on it."""
    workdays = history.time.week_workdays
    owned = _owned(history, workdays * history.org.clock.day_minutes)
    worker, week = np.nonzero(~history.org.capacity.vacant[:, workdays])
    cases = owned[worker, week]
    entries = grid.workers_on(worker, history.time.days_of_workdays[workdays[week]])
    (ninth,) = grid.quantiles(entries, cases, (0.9,))
    above = cases > history.org.cases_norm
    return {
        "cases_per_worker_p90": Fraction(ninth),
        "weeks_above_norm": Fraction(grid.total(entries, above), grid.total(entries)),
    }


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
    locals_ = _per_unit(grid.units.local.astype(np.float64), present, grid)
    exists = grid.units.exists[grid.cell_organisation[grid.cell_of_workday]].T
    return {
        "unstaffed_days": _days(exists & (heads == 0), grid),
        "days_at_half_staff_or_less": _days(exists & (2 * at_work <= whole), grid),
        "days_without_local_presence": _days(locals_ == 0, grid),
    }


def _per_unit(members: Float64, days: Int64, grid: Grid) -> Float64:
    """float64[unit, working day] from [worker, working day], by the organisation of the day."""
    organisation = grid.cell_organisation[grid.cell_of_workday]
    out = np.zeros((grid.units.n, days.shape[1]))
    for p, of_period in enumerate(members):
        out[:, organisation == p] = of_period @ days[:, organisation == p].astype(np.float64)
    return out


def _days(mask: npt.NDArray[np.bool_], grid: Grid) -> Fraction:
    """The number of working days of a mask [unit, working day]."""
    return Fraction(grid.time.sum_workdays(mask), grid.working_days)
