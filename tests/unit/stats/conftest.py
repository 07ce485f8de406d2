"""A small world in which logs are written by hand: two municipalities, two services, five workers.

Days have 100 working minutes and Norwegian holidays. Service S serves Aby with two teams, T serves Bydal with one:

    S/intake    intake and investigation   workers 0 (1.0) and 1 (1.0)
    S/measures  measures and care          worker 2 (1.0)
    T/all       all stages                 workers 3 (1.0) and 4 (0.5)

In a merger, one service M with one team M/all takes over everything at the change.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields, replace

import numpy as np
import pytest

from caseflow.clock import Clock
from caseflow.config.schema import TASK_KINDS
from caseflow.log import TASK_KIND_FACTOR, Kind, Log
from caseflow.organisation import Organisation, Period, Rules, TeamInfo
from caseflow.stats.indicators import count
from caseflow.tape.tables import Absences, Capacity, Cases, Departures, Posts, Tape
from tests import quiet
from tests.unit.stats.rows import rows_of

MINUTES = 100
FTE = (1.0, 1.0, 1.0, 1.0, 0.5)
ABY, BYDAL = 0, 1

RULES = Rules(
    session_minutes=50,
    reassign_after_days=10,
    caseload_limit=1_000,
    levelling_gap_percent=100,
    handover_minutes=10,
    screening_days=7,
    clock_starts=1,
    deadline_months=3,
    extended_months=6,
    planned_late_working_days=110,
    follow_up_days=28,
    review_days=91,
    care_follow_up_days=28,
    visit_days=91,
    visitor_days=91,
    county_board_days=42,
    emergency_class=0,
    task_class=(1,) * len(TASK_KINDS),
    effort_permille=(1000,),
    **quiet.RULES,
)


def _period(start_tick, start_day, model, teams, team_of, team_of_worker):
    return Period(
        start_tick=start_tick,
        start_day=start_day,
        model=model,
        teams=tuple(TeamInfo(*team) for team in teams),
        team_of=np.array(team_of, dtype=np.int32),
        team_of_worker=np.array(team_of_worker, dtype=np.int32),
        planned_late=np.zeros(2, dtype=np.int32),
        second_worker_permille=np.zeros(len(teams), dtype=np.int32),
        **quiet.of_period(len(teams), 2, len(FTE), monthly_minutes=2_000),
    )


SEPARATE = (
    [
        ("S/intake", "S", (0, 1), (ABY,), (0, 1), 0.5),
        ("S/measures", "S", (2, 3), (ABY,), (2,), 0.5),
        ("T/all", "T", (0, 1, 2, 3), (BYDAL,), (3, 4), 0.0),
    ],
    [[0, 0, 1, 1], [2, 2, 2, 2]],
    [0, 0, 1, 2, 2],
)
MERGED = (
    [("M/all", "M", (0, 1, 2, 3), (ABY, BYDAL), (0, 1, 2, 3, 4), 1.0)],
    [[0, 0, 0, 0], [0, 0, 0, 0]],
    [0, 0, 0, 0, 0],
)


class World:
    """Collects cases and rows of a log; says what the indicators make of them."""

    def __init__(self, today="2010-01-01", until="2012-01-01", merger=None):
        self.clock = Clock(dt.date.fromisoformat(today), dt.date.fromisoformat(until), day_minutes=MINUTES)
        shape = (len(FTE), self.clock.n_workdays)
        self.minutes = np.full(shape, MINUTES, dtype=np.int32)
        self.is_away, self.is_vacant, self.is_sick = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
        self.is_scheduled = np.ones(shape, dtype=np.bool_)
        self.merger = merger
        self.office_of_worker = [0, 0, 0, 1, 1]
        self.cases = []
        self.rows = []
        self.effects = {}
        """Fields of the organisation that effects fill."""
        self.effects_of_periods = {}
        """The same of every period."""
        self.first_period = {}
        """Fields of the first period."""

    # -- writing --------------------------------------------------------------------------------------------------

    def day(self, date):
        return self.clock.day(dt.date.fromisoformat(date))

    def at(self, date, minute=0):
        """The tick of a minute of a working day."""
        day = self.day(date)
        assert self.clock.is_working(day), f"{date} is not worked"
        return self.clock.first_tick(day) + minute

    def case(self, municipality=ABY, reported=None, minute_of_day=540, origin=0, previous=-1, emergency=False):
        """A row of the tape; returns its number."""
        day = 0 if reported is None else self.day(reported)
        self.cases.append(
            {
                "origin": origin,
                "municipality": municipality,
                "previous": previous,
                "report_day": day,
                "report_minute": minute_of_day,
                "visible_tick": 0 if origin else self.clock.visible(day, minute_of_day),
                "emergency": emergency,
                "growth_mark": -1,
            }
        )
        return len(self.cases) - 1

    def log(self, tick, kind, case, task=-1, stage=-1, worker=-1, value=-1):
        """A row of the log; a task is (kind, occurrence)."""
        number = task if isinstance(task, int) else TASK_KINDS.index(task[0]) * TASK_KIND_FACTOR + task[1]
        self.rows.append((tick, kind, case, number, stage, worker, value))

    def investigation(self, start, closed=None, municipality=ABY, minute=100, outcome=0, opened=None, extended=None):
        """An investigation whose clock starts on a date, closed at a minute of a working day; returns the case."""
        is_open_today = self.day(start) < 0
        case = self.case(municipality, origin=int(is_open_today))
        tick = 0 if is_open_today else self.at(opened or start, 10)
        self.log(tick, Kind.STAGE_ENTERED, case, stage=1, value=int(is_open_today))
        self.log(tick, Kind.INVESTIGATION_OPENED, case, stage=1, value=self.day(start))
        if extended:
            self.log(self.at(extended), Kind.EXTENDED, case, stage=1)
        if closed:
            self.log(self.at(closed, minute), Kind.INVESTIGATION_CLOSED, case, stage=1, value=outcome)
            if outcome == 0:
                self.log(self.at(closed, minute), Kind.CASE_CLOSED, case, stage=1)
        return case

    def session(self, case, worker, start, end, task=("contact", 0), stage=1, done=None, full=60):
        """Work between two ticks of one day on a task of ``full`` minutes; ``done``: as many, and it is finished."""
        self.log(start, Kind.WORK_STARTED, case, task, stage, worker, full if done is None else done)
        kind = Kind.WORK_SUSPENDED if done is None else Kind.TASK_DONE
        self.log(end, kind, case, task, stage, worker, end - start)

    def absent(self, worker, first, last, sick=False, vacant=False):
        """A worker is away on the working days from one date to another."""
        days = self.clock.days_of_workdays
        mask = (days >= self.day(first)) & (days <= self.day(last))
        self.minutes[worker, mask] = 0
        self.is_away[worker, mask] = True
        self.is_sick[worker, mask] = sick
        self.is_vacant[worker, mask] = vacant

    # -- reading --------------------------------------------------------------------------------------------------

    @property
    def tape(self):
        given = {f.name: [case.get(f.name, 0) for case in self.cases] for f in fields(Cases)}
        cases = Cases(**{f.name: np.array(given[f.name], dtype=f.metadata["dtype"]) for f in fields(Cases)})
        empty = {table: _empty(table) for table in (Posts, Absences, Departures)}
        return Tape(0, {}, ("A-town", "B-town"), cases, empty[Posts], empty[Absences], empty[Departures])

    @property
    def organisation(self):
        change_day = self.day(self.merger) if self.merger else 0
        change_tick = self.clock.first_tick(change_day)
        periods = [_period(0, 0, "separate", *SEPARATE)]
        if self.merger:
            periods.append(_period(change_tick, change_day, "merged", *MERGED))
        periods = [replace(period, **self.effects_of_periods) for period in periods]
        periods[0] = replace(periods[0], **self.first_period)
        office_of_worker = np.array(self.office_of_worker, dtype=np.int32)
        office_of_worker.setflags(write=False)  # a column of the tape: else loops are compiled once more for the tests
        organisation = Organisation(
            model=periods[-1].model,
            clock=self.clock,
            municipalities=("Aby", "Bydal"),
            change_tick=change_tick,
            periods=tuple(periods),
            rules=RULES,
            capacity=Capacity(self.minutes, self.is_away, self.is_vacant, self.is_sick, self.is_scheduled),
            fte=np.array(FTE),
            offices=("A-town", "B-town"),
            office_of_worker=office_of_worker,
            office_of_municipality=np.array([0, 1], dtype=np.int32),
            cases_norm=2,
            **quiet.of_organisation(len(self.cases), 2, self.office_of_worker, self.clock.n_workdays, offices=2),
        )
        return replace(organisation, **self.effects)

    @property
    def written(self):
        return Log.from_rows(self.rows)

    def counts(self):
        return count(self.written, self.tape, self.organisation)

    def table(self):
        return rows_of(self.counts())

    def values(self, indicator, unit=None, quarter=None):
        """{(unit, year, quarter): value} of an indicator, as the table has it; of one unit and quarter if asked."""
        rows = self.table()
        keys = zip(rows["indicator"], rows["unit"], rows["year"].tolist(), rows["quarter"].tolist(), strict=True)
        return {
            (place, year, q): value
            for (name, place, year, q), value in zip(keys, rows["value"].tolist(), strict=True)
            if name == indicator and unit in (None, place) and quarter in (None, q)
        }

    def yearly(self, indicator, year=2010):
        """{unit: value} of an indicator in a year."""
        return {place: value for (place, y, _), value in self.values(indicator, quarter=0).items() if y == year}

    def fraction(self, indicator, unit, year=2010, quarter=0):
        """(numerator, denominator) of an indicator."""
        counts = self.counts()
        place = [name for _, name in counts.units].index(unit)
        cell = (counts.indicators.index(indicator), place, counts.periods.index((year, quarter)))
        return counts.numerator[cell], counts.denominator[cell]


def _empty(table):
    return table(**{f.name: np.zeros(0, dtype=f.metadata["dtype"]) for f in fields(table)})


@pytest.fixture
def world():
    """Two years, two services throughout."""
    return World()


@pytest.fixture
def merger():
    """Two services in 2010, one merged service from 1 January 2011."""
    return World(merger="2011-01-01")


@pytest.fixture
def make_world():
    """A world of other dates."""
    return World
