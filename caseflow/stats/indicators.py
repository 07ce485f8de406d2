"""Indicators: numerators and denominators of one run, by unit and period.

``count`` is a pure function of log, tape and organisation; tables are made from its result (:mod:`caseflow.tables`).
Names, kinds and meanings stand in :mod:`caseflow.stats.registry`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.log import Log
from caseflow.organisation import Organisation
from caseflow.stats.compiled.units import blank_without_meaning
from caseflow.stats.costs import Costs, cost_fractions, costs
from caseflow.stats.deadlines import deadline_fractions
from caseflow.stats.flow import flow_fractions
from caseflow.stats.grid import Float64, Fraction, Fractions, Grid
from caseflow.stats.practice import practice_fractions
from caseflow.stats.registry import INDICATORS, Scope
from caseflow.stats.run import Run
from caseflow.stats.staffing import staffing_fractions
from caseflow.stats.units import units_of
from caseflow.tape.tables import Tape

__all__ = ["Counts", "count", "units_of"]

_NAMES = tuple(indicator.name for indicator in INDICATORS)


@dataclass(frozen=True)
class Counts:
    """What the indicators of one run are made of."""

    indicators: tuple[str, ...]
    units: tuple[tuple[Scope, str], ...]
    """(scope, name)"""
    periods: tuple[tuple[int, int], ...]
    """(year, quarter); quarter 0 is the whole year. The first and last are cut to the run."""
    numerator: Float64
    """[indicator, unit, period]; NaN: the indicator has no meaning there, or nothing happened that it is about."""
    denominator: Float64
    """[indicator, unit, period]; NaN where the indicator is a plain number."""
    costs: Costs | None
    """What each municipality pays under each cost-sharing key; None where nothing is counted in money."""

    @property
    def value(self) -> Float64:
        """float64[indicator, unit, period]: numerator / denominator of shares and means, else the numerator."""
        is_ratio = np.array([indicator.is_ratio for indicator in INDICATORS])[:, None, None]
        divisor = np.where(is_ratio & (self.denominator > 0), self.denominator, 1.0)
        return self.numerator / divisor


def count(log: Log, tape: Tape, org: Organisation) -> Counts:
    """Count every indicator of a run by unit (region, service, municipality, team), year and quarter.

    A case counts where its municipality and stage are covered on the day, a worker in the team of the day. Rows of a
    service or team exist in the periods at whose end the organisation has it.
    """
    run = Run.of(log, tape, org)
    costs_ = costs(run)
    fractions: Fractions = {
        **flow_fractions(run),
        **deadline_fractions(run),
        **staffing_fractions(run),
        **practice_fractions(run),
        **cost_fractions(costs_, run.grid),
    }
    numerator, denominator = _with_meaning([fractions[indicator.name] for indicator in INDICATORS], run.grid)
    return Counts(
        indicators=_NAMES,
        units=run.grid.units.names,
        periods=run.grid.time.periods,
        numerator=numerator,
        denominator=denominator,
        costs=costs_,
    )


_IS_PLAIN = np.array([not indicator.has_denominator for indicator in INDICATORS])
"""[indicator]"""


def _with_meaning(fractions: list[Fraction], grid: Grid) -> tuple[Float64, Float64]:
    """Numerators and denominators, NaN where the indicator has no meaning or would divide by zero."""
    none = np.full(grid.shape, np.nan)
    numerator, denominator = (
        np.concatenate(numbers).reshape(-1, *grid.shape)
        for numbers in (
            [fraction.numerator for fraction in fractions],
            [none if fraction.denominator is None else fraction.denominator for fraction in fractions],
        )
    )
    blank_without_meaning(numerator, denominator, _IS_PLAIN, grid.has_meaning)
    return numerator, denominator
