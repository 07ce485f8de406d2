"""Indicators: numerators and denominators of one run, by unit and period.

``count`` is a pure function of log, tape and organisation; tables are made from its result (:mod:`caseflow.tables`).
Names, kinds and meanings stand in :mod:`caseflow.stats.registry`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import TASK_KINDS
from caseflow.log import Log
from caseflow.organisation import Organisation
from caseflow.stats.costs import Costs, cost_fractions, costs
from caseflow.stats.deadlines import deadline_fractions
from caseflow.stats.flow import flow_fractions
from caseflow.stats.grid import Float64, Fraction, Fractions, Grid
from caseflow.stats.histories import History
from caseflow.stats.practice import practice_fractions
from caseflow.stats.registry import INDICATORS, Indicator, Scope
from caseflow.stats.staffing import staffing_fractions
from caseflow.stats.units import Units, units_of
from caseflow.tape.tables import Tape

__all__ = ["Counts", "count", "units_of"]


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
    grid = Grid.of(org)
    history = History(log, tape, org)
    costs_ = costs(history, grid)
    fractions: Fractions = {
        **flow_fractions(history, grid),
        **deadline_fractions(history, grid),
        **staffing_fractions(history, grid),
        **practice_fractions(history, grid),
        **cost_fractions(costs_, grid),
    }
    parts = [_with_meaning(indicator, fractions[indicator.name], grid) for indicator in INDICATORS]
    return Counts(
        indicators=tuple(indicator.name for indicator in INDICATORS),
        units=grid.units.names,
        periods=grid.time.periods,
        numerator=np.stack([numerator for numerator, _ in parts]),
        denominator=np.stack([denominator for _, denominator in parts]),
        costs=costs_,
    )


def _with_meaning(indicator: Indicator, fraction: Fraction, grid: Grid) -> tuple[Float64, Float64]:
    """Numerator and denominator, NaN where the indicator has no meaning or would divide by zero."""
    in_scope = np.array([[scope in indicator.scopes] for scope, _ in grid.units.names])
    covers = _deals_with(indicator, grid.units)
    meaning: npt.NDArray[np.bool_] = np.asarray(in_scope & covers[grid.organisation_at_end].T)
    if fraction.denominator is None:
        return np.where(meaning, fraction.numerator, np.nan), np.full_like(fraction.numerator, np.nan)
    meaning &= fraction.denominator > 0
    return np.where(meaning, fraction.numerator, np.nan), np.where(meaning, fraction.denominator, np.nan)


def _deals_with(indicator: Indicator, units: Units) -> npt.NDArray[np.bool_]:
    """bool[organisation period, unit]: whether the unit deals with what the indicator is about."""
    if not indicator.stages:
        return units.exists
    covers = np.asarray(units.covers[:, :, list(indicator.stages)].any(axis=2))
    return covers | units.does(TASK_KINDS.index(indicator.task)) if indicator.task else covers
