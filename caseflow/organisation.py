"""An organisational model made ready to run: integers and arrays in place of names.

``organise(config, model, tape)`` is a pure function; both engines and the indicators read what it returns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.tape.tables import Capacity

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


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


@dataclass(frozen=True)
class Period:
    """From ``start_tick`` until the next period's: who covers what."""

    start_tick: int
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


@dataclass(frozen=True)
class Rules:
    """The numbers that the engines obey, all integers."""

    session_minutes: int
    reassign_after_days: int
    caseload_limit: int
    """Open cases a worker may own; a huge number when unlimited."""
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
    stage_load: tuple[int, ...]
    """Expected casework minutes a month of an open case, by stage."""
    effort_permille: tuple[int, ...]
    """By load in per cent (0, 1, 2 ...; the last entry holds for all beyond): share of full effort."""


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
    monthly_minutes: Int64
    """[worker]: casework minutes of the post in a month without absence."""
    fte: npt.NDArray[np.float64]
    """[worker]: post size."""
    offices: tuple[str, ...]
    office_of_worker: Int32
    office_of_municipality: Int32
    """[municipality]: index in ``offices``; -1 where no post has that office."""
    cases_norm: int
