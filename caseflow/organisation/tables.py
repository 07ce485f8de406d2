"""An organisational model made ready to run: integers and arrays in place of names.

Both engines and the indicators read these tables; :func:`caseflow.organisation.organise` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.tape.tables import Capacity

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int16 = npt.NDArray[np.int16]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

PERMILLE = 1000
UNLIMITED = 2**31 - 1

OWNER, BOUGHT, ABSENT = -1, -2, -3
"""Routes of a kind of task beside the pools (0, 1, ...): the case's owner does it; it is bought; there is none."""

NOT_LIMITED = -1
"""A kind of measure that is never full."""


@dataclass(frozen=True)
class Pool:
    """Workers who share the tasks of a function; each task goes to whoever of them is free first."""

    name: str
    """``service/team: function``."""
    workers: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """Where measures have to be searched for, and to have a place."""

    pool_of: Int32
    """[municipality, kind of measure]: the pool of places; NOT_LIMITED: never full."""
    size: Int32
    """[pool]: its places."""
    search_permille: Int32
    """[municipality, kind of measure]: of the tape's search days."""
    milieu_kind: int
    """The kind whose children have a milieu worker where the municipality has a team for it; -1: none."""


@dataclass(frozen=True)
class CostKey:
    """How the costs of a service are shared between the municipalities that it serves."""

    name: str
    fixed_ore: int
    """A year, of casework: each municipality's before the rest of it is shared."""
    shared_by: tuple[str, ...]
    """[cost function]: children_0_17, equal, cases or posts; home: each child's own municipality."""


@dataclass(frozen=True)
class ServiceCosts:
    """A service of one period as a pool of costs."""

    name: str
    municipalities: tuple[int, ...]
    """Who shares its costs."""
    teams: tuple[int, ...]
    buys: Bool
    """[municipality, kind of task]: it buys them."""
    buys_on_call: Bool
    """[municipality]: it buys the response to emergencies out of hours."""
    buys_guidance: bool


@dataclass(frozen=True)
class Money:
    """Prices and cost-sharing keys, in whole øre (a hundredth of a krone) of the price year; years are the run's."""

    keys: tuple[CostKey, ...]
    price_factor: Float64
    """[year]: prices over those of the price year."""
    children: Float64
    """[municipality, year]: children 0-17, mean over the days of the run in the year."""
    services: tuple[tuple[ServiceCosts, ...], ...]
    """[period]."""
    one_off_ore: tuple[int, ...]
    """[period]: of the change to it."""
    post_ore: Int64
    """[worker, year]: a year of the post, as large as it then is."""
    other_ore: Int64
    """[worker]: a year of the posts without casework that go where the worker goes."""
    office_ore: int
    """A year of an office."""
    km_ore: int
    duty_week_ore: int
    call_out_ore: int
    on_call_ore: int
    """Bought, a year, for 1,000 children."""
    hour_ore: Int64
    """[kind of task]: an hour where it is bought."""
    guidance_ore: int
    """A year of bought guidance for a service."""
    assistance_ore: Int64
    """[municipality, kind of assistance measure]: a year of a measure."""
    care_ore: Int64
    """[municipality]: a year of a child in care."""


@dataclass(frozen=True)
class TeamInfo:
    """A team of one period."""

    name: str
    """``service/team``."""
    service: str
    stages: tuple[int, ...]
    municipalities: tuple[int, ...]
    workers: tuple[int, ...]
    other_posts_fte: float
    """Leaders and clerks without casework who belong to the service of this team."""
    outside_posts_fte: float = 0.0
    """Of these, those of groups that live in a municipality of a neighbouring region."""


@dataclass(frozen=True)
class Period:
    """From ``start_tick`` until the next period's: who covers what."""

    start_tick: int
    """The first tick on or after ``start_day``."""
    start_day: int
    """The calendar day on which it begins, maybe a day off: its date in the config."""
    model: str
    """Whose organisation holds."""
    teams: tuple[TeamInfo, ...]
    team_of: Int32
    """[municipality, stage]: the covering team."""
    team_of_worker: Int32
    """[worker]: the worker's team."""
    planned_late: Int32
    """[municipality]: an investigation is planned late where its mark is below this."""
    second_worker_permille: Int32
    """[team]: share of a contact's minutes that a second worker gives; 0: no second worker."""
    service_of_team: Int32
    """[team]: a number of its service."""
    monthly_minutes: Int64
    """[worker]: minutes for cases in a month without absence, fixed work, meetings, supervision and standby taken off;
    at least 1."""
    case_load: Int32
    """[municipality, stage]: expected casework minutes a month that an open case asks of its owner."""
    pools: tuple[Pool, ...]
    """Who does the functions that a team covers for others; none: every owner does everything."""
    route: Int32
    """[municipality, kind of task]: a pool, or OWNER, BOUGHT or ABSENT. That of ``conclusion`` holds where the owner is
    unqualified; of the kinds of the flow itself (screening, contact, ...) it is always OWNER."""
    pool_load: Int32
    """[municipality, stage, pool]: expected casework minutes a month that an open case asks of the pool."""
    rank: Int32
    """[municipality, worker]: workers of the lowest rank get a case first, those of the next when these are at their
    peak (Rules.peak_percent)."""
    helpers: tuple[tuple[tuple[int, ...], ...], ...]
    """[team][stage]: the teams that take its new cases of the stage when all its own who could are at their peak."""
    neighbours: tuple[tuple[tuple[int, ...], ...], ...]
    """[municipality][stage]: the nearest teams, in order, that are asked when everybody of the covering team is in
    conflict."""
    conflicts: bool
    """Whether Organisation.conflicted counts."""
    trip_permille: Int32
    """[kind of task]: share of a round trip that a task takes; 0: no travel."""
    practice_permille: tuple[int, ...]
    """By whole months since the worker's last county-board case (the last entry: longer, or never): minutes that one
    takes more; (0,): none."""
    speed_permille: Int32
    """[team]: minutes that a task takes of its workers, of the usual ones."""
    coordination_minutes: int
    """Added to the first task of a case that goes to another service; 0: none."""
    unqualified: Bool
    """[worker]: may not conclude investigations."""
    places: Places | None
    """None: a measure is in place after the tape's waiting days."""
    growth_mark: Int32
    """[municipality]: a candidate of growth is a report where its mark is below this."""
    response_minutes: Int32
    """[municipality]: calendar minutes after which somebody on call responds out of hours to an emergency; -1: none."""
    on_call_team: Int32
    """[municipality]: the team whose workers take turns to be on call for it; BOUGHT: not the services' own; ABSENT."""


@dataclass(frozen=True)
class Rules:
    """The numbers that the engines obey, all integers."""

    session_minutes: int
    reassign_after_days: int
    caseload_limit: int
    """Open cases a worker may own; a huge number when unlimited."""
    levelling_gap_percent: int
    """Loads within a team differ by at most this after each month's levelling; a huge number when never levelled."""
    handover_minutes: int
    screening_days: int
    clock_starts: int
    """0 report received, 1 report concluded, 2 screening week expired."""
    deadline_months: int
    extended_months: int
    planned_late_working_days: int
    follow_up_days: int
    review_days: int
    care_follow_up_days: int
    visit_days: int
    visitor_days: int
    county_board_days: int
    emergency_class: int
    task_class: tuple[int, ...]
    """By kind of task (place in TASK_KINDS)."""
    effort_permille: tuple[int, ...]
    """By load in per cent (0, 1, 2 ...; the last entry holds for all beyond): share of full effort."""
    peak_percent: int
    """A worker at this load or above gives way to the next rank and to helpers."""
    help_delay_days: int
    """Working days that a case waits, with everybody in conflict, before a neighbour takes it."""
    bought_days: int
    """Calendar days until a bought task is done."""
    milieu_days: int
    """Calendar days from one time with a milieu worker to the next."""


@dataclass(frozen=True)
class Strain:
    """What load may do: a candidate of illness or leaving, accepted if the worker's load is high enough that day."""

    day: int
    """The working day on which it begins."""
    worker: int
    from_percent: int
    """Accepted where the worker's load is this or more."""
    leaves: bool
    """The worker leaves; else falls ill."""
    until_day: int
    """The first working day on which it is over: the worker is back, or a newcomer holds the post."""
    learned_day: int
    """After leaving: the first working day on which the newcomer works as others do; else ``until_day``."""
    newcomer_permille: int
    """Of the capacity, until then."""


@dataclass(frozen=True)
class Conflicts:
    """Which workers may not take which case, of those who may ever be asked to."""

    begins: Int64
    """[case + 1]: where the workers in conflict with each case begin in ``workers``; then the number of all."""
    workers: Int64
    """Those of one case after the other, ascending."""

    @classmethod
    def none(cls, cases: int) -> Conflicts:
        """Nobody is in conflict with any of some cases."""
        return cls(np.zeros(cases + 1, dtype=np.int64), np.empty(0, dtype=np.int64))

    def of(self, case: int) -> Int64:
        """The workers who may not take a case."""
        return self.workers[self.begins[case] : self.begins[case + 1]]

    def between(self, cases: npt.NDArray[Any], workers: npt.NDArray[Any]) -> Bool:
        """bool[pair]: whether each of some workers may not take the case beside which it stands."""
        own = np.repeat(np.arange(len(self.begins) - 1), np.diff(self.begins))
        n_workers = max(self.workers.max(initial=0), workers.max(initial=0)) + 1
        return np.isin(cases.astype(np.int64) * n_workers + workers, own * n_workers + self.workers)


@dataclass(frozen=True)
class Organisation:
    """Everything that an engine needs beside the tape's cases."""

    model: str
    clock: Clock
    municipalities: tuple[str, ...]
    change_tick: int
    periods: tuple[Period, ...]
    rules: Rules
    capacity: Capacity
    fte: npt.NDArray[np.float64]
    """[worker]: post size, today."""
    post_growth: Float64 | None
    """[worker, calendar day]: the post's size over today's; None: it never changes."""
    offices: tuple[str, ...]
    office_of_worker: Int32
    home_of_worker: Int32
    """[worker]: index of the municipality where the worker lives; -1 unknown."""
    office_on: Int16
    """[worker, working day]: the office in which the worker sits that day."""
    trip_minutes: Int32
    """[office, municipality]: a round trip from the office to the municipality's families."""
    trip_km: npt.NDArray[np.float64]
    """[office, municipality]: kilometres of that round trip."""
    conflicted: Conflicts
    """Count in periods with conflicts."""
    strain: tuple[Strain, ...]
    """Ordered by (day, worker, leaves); none: load makes nobody ill."""
    office_of_municipality: Int32
    """[municipality]: index in ``offices``; -1 where no post has that office."""
    cases_norm: int
    outside: Bool
    """[municipality]: of a neighbouring region; never in the region's totals."""
    served: Bool
    """[municipality]: some team covers its stages in every period; the others' cases do not exist."""
    money: Money | None
    """None: nothing is counted in money."""
