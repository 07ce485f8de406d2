"""One run as it is counted: its log, tape and organisation, and what its log tells of cases, read once."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseflow.log import ROW, Kind, Log
from caseflow.organisation import Organisation
from caseflow.stats.attendance import attendance
from caseflow.stats.compiled.attendance import Days
from caseflow.stats.compiled.cells import Cells, Record
from caseflow.stats.compiled.investigations import Found, Law, find_investigations
from caseflow.stats.compiled.reading import read_log
from caseflow.stats.compiled.records import Counted, Given, Marks
from caseflow.stats.compiled.stretches import count_children
from caseflow.stats.compiled.units import Sums, sum_counted
from caseflow.stats.grid import Grid
from caseflow.stats.timeline import Timeline
from caseflow.tape.tables import Capacity, Tape

Int64 = npt.NDArray[np.int64]

THREE_MONTHS = 3
"""The statistics' limit, whatever the law's."""


class Run:
    """A run; every table is made once, when first asked for."""

    def __init__(self, log: Log, tape: Tape, org: Organisation) -> None:
        self.log = log
        self.tape = tape
        self.org = org
        self.grid = Grid.of(org)

    @classmethod
    def of(cls, log: Log, tape: Tape, org: Organisation) -> Run:
        """A run; the same one as last time if it is asked for again, so that its log is read once."""
        global _last
        if _last is None or _last.log is not log or _last.tape is not tape or _last.org is not org:
            _last = cls(log, tape, org)
        return _last

    @property
    def time(self) -> Timeline:
        """The days of the run."""
        return self.grid.time

    @property
    def cells(self) -> Cells:
        """The cells of the run."""
        return self.grid.cells

    @cached_property
    def rows(self) -> Record:
        """ROW[row]: the log for compiled loops."""
        return self.log.rows.view(ROW)[:, 0]

    @cached_property
    def marks(self) -> Marks:
        """The marks of the tape's cases for compiled loops."""
        return Marks(*(getattr(self.tape.cases, name) for name in Marks._fields))

    @cached_property
    def _found(self) -> Found:
        return find_investigations(self.rows, self.marks, self.tape.cases.visible_tick, self._law, self.cells)

    @property
    def case(self) -> Record:
        """CASE[case]: the tape's marks, and what the log tells once it is read."""
        return self._found.case

    @property
    def investigations(self) -> Record:
        """INVESTIGATION_RECORD[investigation]: every investigation, in the order of opening."""
        return self._found.investigation

    @cached_property
    def capacity(self) -> Capacity:
        """When each post works, illness and leaving for load included."""
        if not self.org.strain:  # nobody may fall ill or leave for it
            return self.org.capacity
        return attendance(self.org, *(self.log.of(kind) for kind in (Kind.FELL_ILL, Kind.LEFT)))

    @cached_property
    def days(self) -> Days:
        """The days of workers for compiled loops."""
        capacity = self.capacity
        return Days(
            minutes=np.ascontiguousarray(capacity.minutes, dtype=np.int32),
            away=np.ascontiguousarray(capacity.away),
            vacant=np.ascontiguousarray(capacity.vacant),
            sick=np.ascontiguousarray(capacity.sick),
            scheduled=np.ascontiguousarray(capacity.scheduled),
            office_on=np.ascontiguousarray(self.org.office_on, dtype=np.int16),
        )

    @property
    def _law(self) -> Law:
        rules, time = self.org.rules, self.time
        return Law(
            first_day=self.org.clock.tables.first_day,
            limit=time.add_months(rules.deadline_months),
            extended=time.add_months(rules.extended_months),
            three_months=time.add_months(THREE_MONTHS),
            first_tick=time.first_ticks,
        )

    @cached_property
    def read(self) -> Counted:
        """What one pass over the log counts."""
        units, org = self.grid.units, self.org
        given = Given(
            investigation=self.investigations,
            minutes=self.days.minutes,
            away=self.days.away,
            office_on=self.days.office_on,
            team_of_worker=units.team_of_worker,
            on_call_team=units.on_call_team,
            trip_permille=np.array([period.trip_permille for period in org.periods], dtype=np.int64),
            trip_km=np.ascontiguousarray(org.trip_km, dtype=np.float64),
            screening_days=org.rules.screening_days,
            cells=self.cells,
        )
        return read_log(self.rows, self.case, given, self.grid.of_teams.shape[0])

    @cached_property
    def sums(self) -> Sums:
        """The same by unit and period."""
        grid, units = self.grid, self.grid.units
        places = grid.of_cases, grid.of_workers, grid.of_families, grid.of_teams
        return sum_counted(self.read, *places, units.is_place, grid.periods, grid.shape)

    @cached_property
    def children(self) -> Int64:
        """int64[unit, period]: different children with an investigation or measure."""
        grid = self.grid
        return count_children(self.read.stretch, self.marks, self.cells, grid.of_cases, grid.periods, grid.shape)


_last: Run | None = None
