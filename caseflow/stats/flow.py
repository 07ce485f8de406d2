"""Indicators of the flow: what comes, what is open, what waits, and how many hands a case goes through."""

from __future__ import annotations

import numpy as np

from caseflow.stats.compiled import stretches, tables
from caseflow.stats.grid import Float64, Fraction, Fractions, Grid
from caseflow.stats.run import Run

MINUTES_PER_HOUR = 60

RECURRING = {
    "follow_ups_missed_share": tables.FOLLOW_UPS,
    "visits_missed_share": tables.VISITS,
    "reviews_missed_share": tables.REVIEWS,
}
"""The tasks that each share of missed ones is about."""


def flow_fractions(run: Run) -> Fractions:
    """The indicators of the flow."""
    counts = run.sums.cases
    return {**_days(counts), **_cases(counts), **_missed(counts), **_stocks(run)}


def _days(counts: Float64) -> Fractions:
    """What happens on a day."""
    return {
        "reports": Fraction(counts[tables.REPORTS]),
        "reports_dismissed": Fraction(counts[tables.REPORTS_DISMISSED]),
        "screening_late_share": Fraction(counts[tables.REPORTS_SCREENED_LATE], counts[tables.REPORTS_SCREENED]),
        "measures_started": Fraction(counts[tables.ASSISTANCE_STARTED]),
        "care_started": Fraction(counts[tables.CARE_STARTED]),
        "measure_start_days": Fraction(counts[tables.MEASURES_DAYS], counts[tables.MEASURES_NEW]),
        "emergency_response_hours": Fraction(
            counts[tables.EMERGENCY_MINUTES] / MINUTES_PER_HOUR, counts[tables.EMERGENCIES]
        ),
    }


def _cases(counts: Float64) -> Fractions:
    """Of the cases that end in the period, whatever the stage, by the team that covers that stage."""
    return {
        "handovers_per_case": Fraction(counts[tables.CLOSED_HANDOVERS], counts[tables.CLOSED]),
        "workers_seen_per_case": Fraction(counts[tables.CLOSED_WORKERS], counts[tables.CLOSED]),
    }


def _missed(counts: Float64) -> Fractions:
    """In the period and at the team of the due date; what lapsed or is still open counts in neither.

    Whoever does the tasks, the team that covers the case's stage answers for them; what is bought is done.
    """
    missed, due = counts[tables.RECURRING_MISSED :], counts[tables.RECURRING_DUE :]
    return {name: Fraction(missed[kind], due[kind]) for name, kind in RECURRING.items()}


def _stocks(run: Run) -> Fractions:
    """Means over working time: working days spent in a state, over the period's working days."""
    grid = run.grid
    ticks = stretches.count_stocks(run.read.stretch, run.marks, run.cells, grid.of_cases, grid.periods, grid.shape)
    has_places = np.array([period.places is not None for period in run.org.periods])[grid.organisation_at_end]
    wants_place = np.where(has_places, ticks[stretches.TICKS_WITHOUT_PLACE], np.nan)
    return {
        "waiting_for_worker": in_state(ticks[stretches.TICKS_WAITING], grid),
        "open_measures": in_state(ticks[stretches.TICKS_OF_ASSISTANCE], grid),
        "open_care": in_state(ticks[stretches.TICKS_OF_CARE], grid),
        "children_waiting_for_measure": in_state(ticks[stretches.TICKS_DECIDED], grid),
        "children_waiting_for_place": in_state(wants_place, grid),
    }


def in_state(ticks: Float64, grid: Grid) -> Fraction:
    """The mean number of cases in a state, from the ticks that they are in it."""
    return Fraction(ticks / grid.cells.day_minutes, grid.working_days)
