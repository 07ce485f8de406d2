"""Indicators of the staff: children per post, load, and days on which too few are there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.stats.compiled import attendance as attending
from caseflow.stats.compiled import tables
from caseflow.stats.compiled.attendance import (
    Attendance,
    Posts,
    Weeks,
    WorkerWeeks,
    count_attendance,
    count_thin_days,
    count_worker_weeks,
)
from caseflow.stats.grid import Float64, Fraction, Fractions
from caseflow.stats.replications import divide
from caseflow.stats.run import Run

Bool = npt.NDArray[np.bool_]

MINUTES_PER_HOUR = 60


def staffing_fractions(run: Run) -> Fractions:
    """The indicators of the staff."""
    grid, posts = run.grid, _posts(run)
    where = run.cells, grid.of_workers, grid.periods, grid.shape
    attendance = count_attendance(run.days, posts, grid.organisation_at_end, *where)
    weeks = count_worker_weeks(run.read.stretch, run.days.vacant, _weeks(run), 0.9, *where)
    return {
        **_children(attendance, run),
        **_time_used(attendance.sums, run),
        **_caseload(weeks),
        **_thin_days(posts, run),
        **_travel(weeks.sums[attending.WEEKS_HELD], run),
        **_evenings(run),
    }


def _posts(run: Run) -> Posts:
    """Who belongs where, for compiled loops."""
    org, units, last_days = run.org, run.grid.units, run.grid.last_days
    return Posts(
        fte=org.fte,
        growth=run.grid.no_growth if org.post_growth is None else np.take(org.post_growth, last_days, axis=1),
        units=units.of_worker,
        team=units.team_of_worker,
        team_of=units.team_of_case,
        office=org.office_of_municipality,
    )


# -- children per post ------------------------------------------------------------------------------------------


def _children(attendance: Attendance, run: Run) -> Fractions:
    grid, children = run.grid, run.children.astype(np.float64)
    return {
        "children_per_post": Fraction(children, attendance.posts + grid.units.other_posts[grid.organisation_at_end].T),
        "children_per_present_post": Fraction(children, attendance.present_posts),
    }


# -- time -------------------------------------------------------------------------------------------------------


def _time_used(attendance: Float64, run: Run) -> Fractions:
    return {
        "utilisation": Fraction(run.sums.workers[tables.MINUTES_WORKED], attendance[attending.MINUTES]),
        "sick_leave_share": Fraction(attendance[attending.SICK], attendance[attending.HELD]),
    }


# -- cases ------------------------------------------------------------------------------------------------------


def _weeks(run: Run) -> Weeks:
    return Weeks(run.time.week_workdays, run.grid.week_after, run.grid.units.owns_cases, run.org.cases_norm)


def _caseload(weeks: WorkerWeeks) -> Fractions:
    """Owned open cases on each week's first working day, of the posts that somebody holds on it."""
    return {
        "cases_per_worker_p90": Fraction(weeks.quantile),
        "weeks_above_norm": Fraction(weeks.sums[attending.WEEKS_ABOVE_NORM], weeks.sums[attending.WEEKS_OWNING]),
    }


# -- vulnerability ----------------------------------------------------------------------------------------------


def _thin_days(posts: Posts, run: Run) -> Fractions:
    """Days count for the unit as it is staffed on the day, for the region as in a mean one of its services."""
    grid = run.grid
    where = run.cells, grid.of_staffed_units, grid.of_municipalities, grid.periods, grid.shape
    thin = count_thin_days(run.days, posts, grid.units.exists, len(run.org.offices), *where)
    thin.of_units[:, 0] *= divide(grid.working_days[0], grid.days_of_services)
    return {
        "unstaffed_days": Fraction(thin.of_units[attending.UNSTAFFED], grid.working_days),
        "days_at_half_staff_or_less": Fraction(thin.of_units[attending.HALF_STAFFED], grid.working_days),
        "days_without_local_presence": Fraction(thin.deserted[0], grid.working_days),
    }


# -- travel and evenings ----------------------------------------------------------------------------------------


def _travel(weeks: Float64, run: Run) -> Fractions:
    travels = np.array([bool(period.trip_permille.any()) for period in run.org.periods])[run.grid.organisation_at_end]
    by_family = run.sums.families[tables.MINUTES_OF_TRIPS] / MINUTES_PER_HOUR
    by_worker = run.sums.workers[tables.MINUTES_OF_TRIPS] / MINUTES_PER_HOUR
    return {
        "travel_hours": Fraction(_where(travels, by_family)),
        "travel_hours_per_worker_week": Fraction(_where(travels, by_worker), weeks),
    }


def _evenings(run: Run) -> Fractions:
    """A team on call has one evening on duty a calendar day, whoever of it takes it."""
    grid = run.grid
    has_duty = grid.units.has_duty[grid.organisation_at_end].T
    (call_outs,) = run.sums.call_outs
    return {
        "evening_duties_per_worker": Fraction(_where(has_duty, grid.duty_days), grid.n_workers),
        "call_outs_per_worker": Fraction(_where(has_duty, call_outs), grid.n_workers),
    }


def _where(meaning: Bool, values: Float64) -> Float64:
    """The values where they mean something; else NaN."""
    return np.where(meaning, values, np.nan)
