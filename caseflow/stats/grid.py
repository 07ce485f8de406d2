"""Where things count: the cells, units and periods of a run, and from tables of cells to numbers by unit and period."""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import Organisation
from caseflow.stats.compiled.cells import CELL, N_STAGES, WORKDAY, Cells
from caseflow.stats.compiled.units import sum_by_unit
from caseflow.stats.registry import INDICATORS, Indicator
from caseflow.stats.timeline import Timeline
from caseflow.stats.units import Structure, Units

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


class Fraction(NamedTuple):
    """What an indicator is made of: float64[unit, period] each; no denominator where it is a plain number."""

    numerator: Float64
    denominator: Float64 | None = None


Fractions = dict[str, Fraction]


@dataclass(frozen=True)
class Grid:
    """The units and periods of an organisation's run, and where cells lie in them.

    A thing belongs to the organisation that holds on its calendar day. Arrays by cell have one cell more, the last,
    for what lies outside the run; a unit or period one past the last stands for none.
    """

    time: Timeline
    units: Units

    @classmethod
    def of(cls, org: Organisation) -> Grid:
        """The grid of an organisation; the same one for organisations that differ in figures only."""
        return _grid_of(org.clock, Structure.of(org))

    # -- cells ------------------------------------------------------------------------------------------------

    @cached_property
    def organisation_of_day(self) -> Int64:
        """int64[calendar day]: the organisation period of each day of the horizon."""
        starts = np.array([period.start_day for period in self.units.org.periods], dtype=np.int64)
        return np.maximum(np.searchsorted(starts, np.arange(self.time.n_days), side="right") - 1, 0)

    @cached_property
    def organisation_at_end(self) -> Int64:
        """int64[period]: the organisation period that holds at each period's end."""
        return self.organisation_of_day[self.last_days]

    @cached_property
    def last_days(self) -> Int64:
        """int64[period]: the last calendar day of each."""
        return self.time.quarter_last_days[self.time.last_quarter_of_period]

    @cached_property
    def cells(self) -> Cells:
        """The cells, for compiled loops."""
        clock, time = self.time.clock, self.time
        n_organisations = len(self.units.org.periods)
        both = time.quarter_of_day * n_organisations + self.organisation_of_day
        first_day = np.append(np.flatnonzero(np.diff(both, prepend=-1)), time.n_days)
        n = len(first_day) - 1
        cell = np.zeros(n + 1, dtype=CELL)
        cell["first_day"], cell["first_tick"] = first_day, time.first_ticks[first_day]
        cell["quarter"] = np.append(time.quarter_of_day[first_day[:-1]], time.n_quarters)
        cell["organisation"] = np.append(self.organisation_of_day[first_day[:-1]], n_organisations - 1)
        years = time.calendar_year_of_quarter - time.calendar_year_of_quarter[0]
        cell["year"] = np.append(years, years[-1])[cell["quarter"]]
        workday = np.zeros(clock.n_workdays + 1, dtype=WORKDAY)
        workday["day"] = np.append(time.days_of_workdays, time.n_days)
        workday["cell"] = np.searchsorted(first_day, workday["day"], side="right") - 1
        return Cells(
            day_minutes=clock.day_minutes,
            opens_minute=clock.opens_minute,
            end_tick=clock.end_tick,
            n=n,
            cell=cell,
            workday=workday,
            of_day=np.repeat(np.arange(n), np.diff(first_day)),
        )

    @cached_property
    def periods(self) -> Int64:
        """int64[cell + 1, quarter or year]: the periods of each cell."""
        both = np.stack([self.time.period_of_quarter, self.time.year_of_quarter], axis=1)
        of_quarter = np.append(both, np.full((1, 2), len(self.time.periods)), axis=0)
        return np.asarray(of_quarter[self.cells.cell["quarter"]])

    @property
    def shape(self) -> tuple[int, int]:
        """The number of units and of periods."""
        return self.units.n, len(self.time.periods)

    # -- units of places --------------------------------------------------------------------------------------

    def _by_cell(self, units: Int64) -> Int64:
        """int64[place, cell + 1, scope] from units [scope, organisation period, place]."""
        by_cell = units[:, self.cells.cell["organisation"]].transpose(2, 1, 0).copy()
        by_cell[:, -1] = self.units.n
        return by_cell

    @cached_property
    def of_cases(self) -> Int64:
        """int64[municipality x N_STAGES + stage, cell + 1, scope]: region, service, municipality and team."""
        of_case = self.units.of_case
        return self._by_cell(of_case.reshape(*of_case.shape[:2], -1))

    @cached_property
    def of_families(self) -> Int64:
        """int64[municipality, cell + 1, scope]: region and municipality, whatever the stage."""
        return self.of_cases[::N_STAGES, :, [0, 2]].copy()

    @cached_property
    def of_municipalities(self) -> Int64:
        """int64[municipality, cell + 1, scope]: the municipality only."""
        return self.of_cases[::N_STAGES, :, 2:3].copy()

    @cached_property
    def of_workers(self) -> Int64:
        """int64[worker, cell + 1, scope]: region, service and team."""
        return self._by_cell(self.units.of_worker)

    @cached_property
    def of_teams(self) -> Int64:
        """int64[team, cell + 1, scope]: region, service and team, by the number of the team in its organisation."""
        return self._by_cell(self.units.of_team[:, :, :-1])

    @cached_property
    def of_staffed_units(self) -> Int64:
        """int64[unit, cell + 1, scope]: the unit itself, and the region of each service with cases of the region.

        The region is not itself: what is counted of it in this way are the days of its services.
        """
        itself = np.tile(np.arange(self.units.n), (len(self.units.org.periods), 1))
        itself[:, 0] = self.units.n
        return self._by_cell(np.stack([itself, np.where(self.units.serves_region, 0, self.units.n)]))

    # -- numbers by unit and period ---------------------------------------------------------------------------

    def sums(self, table: Int64, units: Int64) -> Float64:
        """float64[matter, unit, period] from a table, by the units of its places; a year is the sum of its quarters."""
        return sum_by_unit(table, units, self.periods, self.shape)

    def at_end(self, values: Float64) -> Float64:
        """float64[unit, period] from values of quarters [unit, period]: a year is its last quarter."""
        return np.asarray(values[:, self.time.period_of_quarter[self.time.last_quarter_of_period]])

    def by_period(self, table: Int64) -> Float64:
        """float64[..., period] from whole numbers [..., cell + 1]: a year is the sum of its quarters."""
        return np.asarray(table @ self._is_in_period)

    @cached_property
    def _is_in_period(self) -> Float64:
        """float64[cell + 1, period]: 1 where the cell lies in the period."""
        each = np.arange(len(self.time.periods))
        return np.asarray((self.periods[:, :, None] == each).any(axis=1), dtype=np.float64)

    @cached_property
    def has_meaning(self) -> Bool:
        """bool[indicator, unit, period]: the unit's scope is one of the indicator's, and it deals with its matter.

        A unit that is not there for all of a period has no counts of it: they would be averaged with those of whole
        periods.
        """
        deals = np.stack([self._deals_with(indicator) for indicator in INDICATORS])
        in_scope = np.array([[scope in i.scopes for scope, _ in self.units.names] for i in INDICATORS])
        has_meaning = in_scope[:, :, None] & deals[:, self.organisation_at_end].transpose(0, 2, 1)
        is_count = np.array([indicator.kind == "count" for indicator in INDICATORS])
        return np.ascontiguousarray(has_meaning & ~(is_count[:, None, None] & self._is_partly_there))

    @cached_property
    def _is_partly_there(self) -> Bool:
        """bool[unit, period]: on some days of the period the unit does not exist."""
        is_missing = ~self.units.exists[self.cells.cell["organisation"]]
        is_missing[-1] = False
        return np.asarray(self.by_period(is_missing.T.astype(np.int64)) > 0)

    def _deals_with(self, indicator: Indicator) -> Bool:
        """bool[organisation period, unit]: whether the unit deals with what the indicator is about."""
        if not indicator.stages:
            return self.units.exists
        covers = np.asarray(self.units.covers[:, :, list(indicator.stages)].any(axis=2))
        return covers | self.units.does(TASK_KINDS.index(indicator.task)) if indicator.task else covers

    # -- years ------------------------------------------------------------------------------------------------

    @cached_property
    def years(self) -> Int64:
        """int64[year]: the calendar years of the run."""
        return np.unique(self.time.calendar_year_of_quarter)

    @cached_property
    def calendar_years(self) -> tuple[int, ...]:
        """The same as plain numbers."""
        return tuple(self.years.tolist())

    @cached_property
    def days_in_year(self) -> Int64:
        """int64[year]: 365 or 366."""
        return np.array([365 + isleap(year) for year in self.years])

    @cached_property
    def is_in_year(self) -> Float64:
        """float64[organisation period, cell + 1, year]: 1 where the cell lies in both."""
        is_in_year = self.cells.cell["year"][:, None] == np.arange(len(self.years))
        is_of_period = self.cells.cell["organisation"] == np.arange(len(self.units.org.periods))[:, None]
        both = is_of_period[:, :, None] & is_in_year
        both[:, -1] = False
        return np.asarray(both, dtype=np.float64)

    @cached_property
    def share_of_year(self) -> Float64:
        """float64[organisation period, year]: of the year's days, those which the period holds."""
        days = np.diff(self.cells.cell["first_day"], append=self.time.n_days)
        return np.asarray(days @ self.is_in_year / self.days_in_year)

    @cached_property
    def part_of_year(self) -> Float64:
        """float64[year]: of its days, those of the run."""
        return np.asarray(self.share_of_year.sum(axis=0))

    # -- weeks and days ------------------------------------------------------------------------------------

    @cached_property
    def week_after(self) -> Int64:
        """int64[working day + 1]: the first week that begins on the day or later."""
        return np.searchsorted(self.time.week_workdays, np.arange(self.time.clock.n_workdays + 1))

    @cached_property
    def working_days(self) -> Float64:
        """float64[unit, period]: working days, the same for every unit."""
        return np.tile(self.by_period(self._workdays_in_cell), (self.units.n, 1))

    @cached_property
    def days_of_services(self) -> Float64:
        """float64[period]: working days of all services with cases of the region."""
        services = self.units.serves_region.sum(axis=1)
        return self.by_period(self._workdays_in_cell * services[self.cells.cell["organisation"]])

    @cached_property
    def _workdays_in_cell(self) -> Int64:
        """int64[cell + 1]: the working days of each cell."""
        return np.bincount(self.cells.workday["cell"][:-1], minlength=self.cells.n + 1)

    @cached_property
    def no_growth(self) -> Float64:
        """float64[worker, period]: ones."""
        return np.ones((self.units.n_workers, len(self.last_days)))

    @cached_property
    def n_workers(self) -> Float64:
        """float64[unit, period]: the number of workers at the period's end."""
        of_period = [np.bincount(of.ravel(), minlength=self.units.n + 1) for of in self.units.of_worker.swapaxes(0, 1)]
        return np.array(of_period, dtype=np.float64)[self.organisation_at_end, :-1].T

    @cached_property
    def duty_days(self) -> Float64:
        """float64[unit, period]: calendar days on which a team of the unit is on call, summed over teams."""
        days = np.zeros((*self.of_teams.shape[:2], 1), dtype=np.int64)
        length = np.diff(self.cells.cell["first_day"], append=self.time.n_days)
        for p, period in enumerate(self.units.org.periods):
            teams = np.unique(period.on_call_team[period.on_call_team >= 0])
            days[teams, :, 0] += np.where(self.cells.cell["organisation"] == p, length, 0)
        return np.asarray(self.sums(days, self.of_teams)[0])


@lru_cache(maxsize=32)
def _grid_of(clock: Clock, structure: Structure) -> Grid:
    return Grid(_timeline_of(clock), Units(structure))


@lru_cache(maxsize=16)
def _timeline_of(clock: Clock) -> Timeline:
    return Timeline(clock)
