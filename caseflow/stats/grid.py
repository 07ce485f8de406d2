"""Where things count: sums, peaks, quantiles and distinct numbers by unit and period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.organisation import Organisation
from caseflow.stats.intervals import expand, split
from caseflow.stats.timeline import Timeline
from caseflow.stats.units import Units

Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Fraction:
    """What an indicator is made of: float64[unit, period] each; no denominator where it is a plain number."""

    numerator: Float64
    denominator: Float64 | None = None


Fractions = dict[str, Fraction]


@dataclass(frozen=True)
class Entries:
    """Things that count: each in up to four units and in one quarter."""

    unit: Int64
    """int64[scope, entry]: unit numbers; one past the last unit: none."""
    quarter: Int64
    """int64[entry]: one past the last quarter: outside the horizon."""

    def where(self, mask: Bool) -> Entries:
        """The entries of a mask."""
        return Entries(self.unit[:, mask], self.quarter[mask])


@dataclass(frozen=True)
class Grid:
    """The units and periods of an organisation's run, and how to place things on them.

    A thing belongs to the organisation that holds on its calendar day. *Cells* are the longest stretches within one
    quarter and one organisation period.
    """

    org: Organisation
    time: Timeline
    units: Units

    @classmethod
    def of(cls, org: Organisation) -> Grid:
        """The grid of an organisation."""
        return cls(org, Timeline(org.clock), Units(org))

    # -- cells ------------------------------------------------------------------------------------------------

    @cached_property
    def organisation_of_day(self) -> Int64:
        """int64[calendar day]: the organisation period of each day of the horizon."""
        starts = np.array([period.start_tick for period in self.org.periods], dtype=np.int64)
        first_ticks = self.time.first_tick(np.arange(self.time.n_days))
        return np.maximum(np.searchsorted(starts, first_ticks, side="right") - 1, 0)

    @cached_property
    def organisation_at_end(self) -> Int64:
        """int64[period]: the organisation period that holds at each period's end."""
        return self.organisation_of_day[self.time.quarter_last_days[self.time.last_quarter_of_period]]

    @cached_property
    def cell_days(self) -> Int64:
        """int64[cell + 1]: the first day of each cell, and the day after the last."""
        both = self.time.quarter_of_day * len(self.org.periods) + self.organisation_of_day
        return np.append(np.flatnonzero(np.diff(both, prepend=-1)), self.time.n_days)

    @cached_property
    def cell_ticks(self) -> Int64:
        """int64[cell + 1]: the first tick of each cell, and the end tick."""
        return self.time.first_tick(self.cell_days)

    @cached_property
    def cell_quarter(self) -> Int64:
        """int64[cell]: the quarter of each cell."""
        return self.time.quarter_of_day[self.cell_days[:-1]]

    @cached_property
    def cell_organisation(self) -> Int64:
        """int64[cell]: the organisation period of each cell."""
        return self.organisation_of_day[self.cell_days[:-1]]

    @cached_property
    def cell_of_workday(self) -> Int64:
        """int64[working day]: the cell of each."""
        return np.searchsorted(self.cell_days, self.time.days_of_workdays, side="right") - 1

    @cached_property
    def working_days(self) -> Float64:
        """float64[unit, period]: working days, the same for every unit."""
        return np.tile(self.time.add_years(np.diff(self.time.quarter_workdays)), (self.units.n, 1))

    @cached_property
    def organisation_of_workday(self) -> Int64:
        """int64[working day]: the organisation period of each."""
        return self.cell_organisation[self.cell_of_workday]

    # -- placing ----------------------------------------------------------------------------------------------

    def cases_on(self, municipality: Int64, stage: Int64 | int, day: Int64) -> Entries:
        """Place things of cases by municipality, stage and calendar day."""
        inside, day, quarter = self._when(day)
        units = self.units.of_case[:, self.organisation_of_day[day], municipality, stage]
        return Entries(np.where(inside, units, self.units.n), quarter)

    def workers_on(self, worker: Int64, day: Int64, municipality: Int64 | None = None) -> Entries:
        """Place things of workers by calendar day; with a municipality, also there, and in its region."""
        inside, day, quarter = self._when(day)
        organisation = self.organisation_of_day[day]
        units = np.where(worker < 0, self.units.n, self.units.of_worker[:, organisation, worker])
        if municipality is not None:
            region, _, place, _ = self.units.of_case[:, organisation, municipality, 0]
            units = np.vstack([region, units[1:], place])
        return Entries(np.where(inside, units, self.units.n), quarter)

    def teams_on(self, team: Int64, day: Int64) -> Entries:
        """Place things of teams (numbers of the day's organisation; below 0: none) by calendar day."""
        inside, day, quarter = self._when(day)
        units = self.units.of_team[:, self.organisation_of_day[day], np.maximum(team, -1)]
        return Entries(np.where(inside, units, self.units.n), quarter)

    @cached_property
    def duty_days(self) -> Float64:
        """float64[unit, period]: calendar days on which a team of the unit is on call, summed over teams."""
        teams = [np.unique(period.on_call_team[period.on_call_team >= 0]) for period in self.org.periods]
        cells = [(cell, team) for cell, p in enumerate(self.cell_organisation) for team in teams[p]]
        cell, team = np.array(cells, dtype=np.int64).reshape(-1, 2).T
        return self.total(self.teams_on(team, self.cell_days[cell]), np.diff(self.cell_days)[cell])

    def _when(self, day: Int64) -> tuple[Bool, Int64, Int64]:
        """Whether each day is in the horizon, the day (0 if not) and its quarter (one past the last if not)."""
        inside = (day >= 0) & (day < self.time.n_days)
        day = np.where(inside, day, 0)
        return inside, day, np.where(inside, self.time.quarter_of_day[day], self.time.n_quarters)

    def cases_during(
        self, municipality: Int64, stage: Int64, start: Int64, stop: Int64
    ) -> tuple[Int64, Entries, Int64]:
        """Place stretches of cases in ticks ``[start, stop)``: (row, entries, ticks) of each piece within a cell."""
        return self._pieces(municipality, stage, *split(start, stop, self.cell_ticks))

    def cases_during_days(
        self, municipality: Int64, stage: Int64, start: Int64, stop: Int64
    ) -> tuple[Int64, Entries, Int64]:
        """Place stretches of cases in calendar days ``[start, stop)``: (row, entries, days) of each piece."""
        return self._pieces(municipality, stage, *split(start, stop, self.cell_days))

    def _pieces(
        self, municipality: Int64, stage: Int64, row: Int64, cell: Int64, length: Int64
    ) -> tuple[Int64, Entries, Int64]:
        units = self.units.of_case[:, self.cell_organisation[cell], municipality[row], stage[row]]
        return row, Entries(units, self.cell_quarter[cell]), length

    def ends_within(self, start: Int64, stop: Int64) -> tuple[Int64, Int64]:
        """(row, quarter) of every quarter whose last day lies in the calendar days ``[start, stop)``."""
        last_days = self.time.quarter_last_days
        first = np.searchsorted(last_days, start, side="left")
        last = np.searchsorted(last_days, stop, side="left") - 1
        return expand(first, last)

    # -- counting ---------------------------------------------------------------------------------------------

    def total(self, entries: Entries, weights: npt.NDArray[np.generic] | None = None) -> Float64:
        """float64[unit, period]: the sum of the weights (default: 1 each); a year is the sum of its quarters."""
        return self.time.add_years(self._sums(entries, weights))

    def at_end(self, entries: Entries) -> Float64:
        """float64[unit, period]: the number of entries of the period's last quarter."""
        return self.time.end_years(self._sums(entries, None))

    def _sums(self, entries: Entries, weights: npt.NDArray[np.generic] | None) -> Float64:
        n_units, n_quarters = self.units.n, self.time.n_quarters
        cell = (entries.unit * (n_quarters + 1) + entries.quarter).ravel()
        every = None if weights is None else np.broadcast_to(weights, entries.unit.shape).ravel()
        sums = np.bincount(cell, weights=every, minlength=(n_units + 1) * (n_quarters + 1))
        return sums.reshape(n_units + 1, n_quarters + 1)[:-1, :-1].astype(np.float64)

    def peak(self, entries: Entries, values: Int64) -> Float64:
        """float64[unit, period]: the largest value; NaN where there is none."""
        out = np.full((self.units.n + 1, self.time.n_quarters + 1), -np.inf)
        np.maximum.at(out, (entries.unit, entries.quarter), np.broadcast_to(values, entries.unit.shape))
        peaks = self.time.peak_years(out[:-1, :-1])
        return np.where(np.isfinite(peaks), peaks, np.nan)

    def distinct(self, entries: Entries, numbers: Int64) -> Float64:
        """float64[unit, period]: how many different numbers occur."""
        n_quarters = self.time.n_quarters
        room = int(numbers.max(initial=0)) + 1
        seen = np.unique((entries.unit * room + numbers) * (n_quarters + 1) + entries.quarter)
        pair, quarter = np.divmod(seen, n_quarters + 1)
        out = np.zeros((self.units.n + 1, len(self.time.periods)))
        inside = quarter < n_quarters
        pair, quarter = pair[inside], quarter[inside]
        np.add.at(out, (pair // room, self.time.period_of_quarter[quarter]), 1)
        n_periods = len(self.time.periods)
        by_year = np.unique(pair * n_periods + self.time.year_of_quarter[quarter])
        np.add.at(out, (by_year // n_periods // room, by_year % n_periods), 1)
        return out[:-1]

    def quantiles(self, entries: Entries, values: Int64, shares: tuple[float, ...]) -> list[Float64]:
        """For each share: float64[unit, period], the quantile (linear between values); NaN where there is no value."""
        n_periods = len(self.time.periods)
        inside = (entries.unit < self.units.n) & (entries.quarter < self.time.n_quarters)
        unit = entries.unit[inside]
        value = np.broadcast_to(values, entries.unit.shape)[inside]
        quarter = np.broadcast_to(entries.quarter, entries.unit.shape)[inside]
        periods = (self.time.period_of_quarter, self.time.year_of_quarter)
        cell = np.concatenate([unit * n_periods + of_quarter[quarter] for of_quarter in periods])
        shape = (self.units.n, n_periods)
        room = int(value.max(initial=0)) + 1
        cell, ordered = np.divmod(np.sort(cell * room + np.tile(value, 2)), room)
        counts = np.bincount(cell, minlength=shape[0] * shape[1])
        return [_quantile(ordered, counts, share).reshape(shape) for share in shares]


def _quantile(ordered: Int64, counts: Int64, share: float) -> Float64:
    """The quantile of each group of values that lie ordered group after group; NaN for an empty group."""
    out = np.full(len(counts), np.nan)
    filled = counts > 0
    begin = (np.cumsum(counts) - counts)[filled]
    place = (counts[filled] - 1) * share
    low = np.floor(place).astype(np.int64)
    high = np.ceil(place).astype(np.int64)
    lower, upper = ordered[begin + low], ordered[begin + high]
    out[filled] = lower + (upper - lower) * (place - low)
    return out
