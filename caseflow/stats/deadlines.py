"""Indicators of investigations and the law's clocks: breaches, overdue cases, processing times."""

from __future__ import annotations

import numpy as np

from caseflow.stats.compiled import investigations as matters
from caseflow.stats.compiled.investigations import count_investigations
from caseflow.stats.flow import in_state
from caseflow.stats.grid import Float64, Fraction, Fractions, Grid
from caseflow.stats.registry import PROCESSING_PARTS
from caseflow.stats.run import Run

SHARES = np.array([0.5, 0.9])
"""The quantiles of the processing days."""


def deadline_fractions(run: Run) -> Fractions:
    """The indicators of investigations and the law's clocks."""
    grid = run.grid
    counted = count_investigations(
        run.investigations,
        run.read.labelled,
        run.marks,
        run.time.quarter_last_days,
        SHARES,
        run.cells,
        grid.of_cases,
        grid.periods,
        grid.shape,
    )
    median, ninth = counted.quantiles
    return {
        **_limits(counted.sums, grid),
        **_closed(counted.sums, grid),
        "longest_case_days": Fraction(counted.oldest),
        "processing_days_p50": Fraction(median),
        "processing_days_p90": Fraction(ninth),
    }


def _limits(counts: Float64, grid: Grid) -> Fractions:
    """A limit counts in the period of its day: what was closed later is not closed by then."""
    return {
        "investigations_started": Fraction(counts[matters.STARTED]),
        "open_investigations": in_state(counts[matters.OPEN_TICKS], grid),
        "breach_share": Fraction(counts[matters.BREACHES], counts[matters.LIMITS]),
        "overdue_open": Fraction(grid.at_end(counts[matters.OVER_AT_END])),
        "child_days_over_limit": Fraction(counts[matters.DAYS_OVER]),
    }


def _closed(counts: Float64, grid: Grid) -> Fractions:
    number = counts[matters.CLOSED]
    parts = zip(PROCESSING_PARTS, counts[matters.LABELLED :] / grid.cells.day_minutes, strict=True)
    return {
        "investigations_closed": Fraction(number),
        "investigations_dismissed": Fraction(counts[matters.DISMISSED]),
        "over_three_months_share": Fraction(counts[matters.OVER_THREE_MONTHS], number),
        "processing_days_mean": Fraction(counts[matters.PROCESSING_DAYS], number),
        **{f"processing_{part}_days": Fraction(days, number) for part, days in parts},
    }
