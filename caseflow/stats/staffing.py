"""Indicators of the staff: children per post, load, and days on which too few are there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.organisation import PERMILLE
from caseflow.stats.compiled import attendance as attending
from caseflow.stats.compiled import tables
from caseflow.stats.compiled.attendance import Posts, Weeks, WorkerWeeks, count_thin_days, count_worker_weeks
from caseflow.stats.compiled.stretches import count_owned
from caseflow.stats.compiled.units import quantiles_of_times
from caseflow.stats.grid import Float64, Fraction, Fractions, Int64
from caseflow.stats.run import Run

Bool = npt.NDArray[np.bool_]

MINUTES_PER_HOUR = 60


def staffing_fractions(run: Run) -> Fractions:
    """The indicators of the staff."""
    posts = _posts(run)
    attendance = attending.count_attendance(run.days, posts, run.cells)
    weeks = _worker_weeks(run)
    of_weeks = run.grid.workers(weeks.table)
    return {
        **_children(attendance, run),
        **_time_used(attendance, run),
        **_caseload(weeks, of_weeks),
        **_thin_days(posts, run),
        **_travel(of_weeks[attending.WEEKS_HELD], run),
        **_evenings(run),
    }


def _posts(run: Run) -> Posts:
    """Who belongs where, for compiled loops."""
    org, units = run.org, run.grid.units
    return Posts(
        fte_permille=np.rint(org.fte * PERMILLE).astype(np.int64),
        units=units.of_worker,
        team=units.team_of_worker,
        team_of=units.team_of_case,
        office=org.office_of_municipality.astype(np.int64),
    )


# -- children per post ------------------------------------------------------------------------------------------


def _children(attendance: Int64, run: Run) -> Fractions:
    grid, fte, children = run.grid, _fte(run), run.children.astype(np.float64)
    posts = grid.sums_at_end(fte) + grid.units.other_posts[grid.organisation_at_end].T
    return {
        "children_per_post": Fraction(children, posts),
        "children_per_present_post": Fraction(children, _present_posts(attendance, fte, run)),
    }


def _fte(run: Run) -> Float64:
    """float64[worker, period]: the size of each post at each period's end."""
    org, last = run.org, run.time.quarter_last_days[run.time.last_quarter_of_period]
    growth = np.ones((len(org.fte), len(last))) if org.post_growth is None else org.post_growth[:, last]
    return np.asarray(org.fte[:, None] * growth)


def _present_posts(attendance: Int64, fte: Float64, run: Run) -> Float64:
    """float64[unit, period]: full-time equivalents at work, each post by the share of its scheduled days."""
    present = run.grid.by_period(attendance[:, :, attending.PRESENT])
    scheduled = run.grid.by_period(attendance[:, :, attending.SCHEDULED])
    share = np.divide(present, scheduled, out=np.zeros_like(present), where=scheduled > 0)
    return run.grid.sums_at_end(fte * share)


# -- time -------------------------------------------------------------------------------------------------------


def _time_used(attendance: Int64, run: Run) -> Fractions:
    counts = run.grid.workers(attendance)
    return {
        "utilisation": Fraction(run.by_worker[tables.MINUTES_WORKED], counts[attending.MINUTES]),
        "sick_leave_share": Fraction(counts[attending.SICK], counts[attending.HELD]),
    }


# -- cases ------------------------------------------------------------------------------------------------------


def _worker_weeks(run: Run) -> WorkerWeeks:
    workdays, n_workers = run.time.week_workdays, len(run.org.fte)
    owned = count_owned(run.read.stretch, n_workers, run.grid.week_after, len(workdays), run.cells.day_minutes)
    weeks = Weeks(workdays, owned, run.grid.units.owns_cases, run.org.cases_norm)
    grid = run.grid
    return count_worker_weeks(run.days.vacant, weeks, run.cells, grid.of_workers, grid.periods, grid.shape)


def _caseload(weeks: WorkerWeeks, of_weeks: Float64) -> Fractions:
    """Owned open cases on each week's first working day, of the posts that somebody holds on it."""
    return {
        "cases_per_worker_p90": Fraction(quantiles_of_times(weeks.times, 0.9)),
        "weeks_above_norm": Fraction(of_weeks[attending.WEEKS_ABOVE_NORM], of_weeks[attending.WEEKS_OWNING]),
    }


# -- vulnerability ----------------------------------------------------------------------------------------------


def _thin_days(posts: Posts, run: Run) -> Fractions:
    """Days count for the unit as it is staffed on the day."""
    grid = run.grid
    thin = count_thin_days(run.days, posts, grid.units.exists, len(run.org.offices), run.cells)
    of_units = grid.sums(thin.of_units, grid.of_units)
    (deserted,) = grid.sums(thin.deserted, grid.of_municipalities)
    return {
        "unstaffed_days": Fraction(of_units[attending.UNSTAFFED], grid.working_days),
        "days_at_half_staff_or_less": Fraction(of_units[attending.HALF_STAFFED], grid.working_days),
        "days_without_local_presence": Fraction(deserted, grid.working_days),
    }


# -- travel and evenings ----------------------------------------------------------------------------------------


def _travel(weeks: Float64, run: Run) -> Fractions:
    travels = np.array([bool(period.trip_permille.any()) for period in run.org.periods])[run.grid.organisation_at_end]
    by_family = run.by_family_and_worker[tables.MINUTES_OF_TRIPS] / MINUTES_PER_HOUR
    by_worker = run.by_worker[tables.MINUTES_OF_TRIPS] / MINUTES_PER_HOUR
    return {
        "travel_hours": Fraction(_where(travels, by_family)),
        "travel_hours_per_worker_week": Fraction(_where(travels, by_worker), weeks),
    }


def _evenings(run: Run) -> Fractions:
    """A team on call has one evening on duty a calendar day, whoever of it takes it."""
    grid = run.grid
    has_duty = grid.units.has_duty[grid.organisation_at_end].T
    (call_outs,) = grid.sums(run.read.call_outs, grid.of_teams)
    return {
        "evening_duties_per_worker": Fraction(_where(has_duty, grid.duty_days), grid.n_workers),
        "call_outs_per_worker": Fraction(_where(has_duty, call_outs), grid.n_workers),
    }


def _where(meaning: Bool, values: Float64) -> Float64:
    """The values where they mean something; else NaN."""
    return np.where(meaning, values, np.nan)
