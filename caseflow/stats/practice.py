"""Indicators of how the work is done: effort given, and rare cases."""

from __future__ import annotations

from caseflow.stats.compiled import tables
from caseflow.stats.grid import Fraction, Fractions
from caseflow.stats.run import Run


def practice_fractions(run: Run) -> Fractions:
    """The indicators of how the work is done."""
    by_place = run.sums.families
    prepared = run.sums.workers[tables.COUNTY_BOARD_CASES]
    return {
        "effort_given_share": Fraction(by_place[tables.MINUTES_GIVEN], by_place[tables.MINUTES_FULL]),
        "county_board_cases_per_worker": Fraction(prepared, run.grid.n_workers),
    }
