"""The tape's tables: everything that is random in one replication, drawn before it runs.

A table is a frozen dataclass of numpy columns of equal length; ``dtype`` and meaning of each column stand in the field's
metadata and are the one place for them (the docs are made from it). Rows never change once drawn.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from functools import cache
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

ORIGIN_REPORT = 0
ORIGIN_OPEN_INVESTIGATION = 1
ORIGIN_OPEN_MEASURE = 2
ORIGIN_OPEN_CARE = 3

OUTCOME_DISMISSED = 0
OUTCOME_MEASURES = 1
OUTCOME_CARE = 2

MARK_SCALE = 1_000_000
"""Integer marks are uniform on 0 .. MARK_SCALE - 1; an event of probability p happens where mark < p x MARK_SCALE."""

GROWTH_CEILING = 0.5
"""Candidates of growth come at this share of the base rate, the config's largest growth. Fixed for ever."""

ABSENCE_KINDS = ("self_certified", "doctor_certified", "parental", "other_leave", "training")
"""Kinds of spell, in the order of their numbers. Vacation, leaving and vacancy are not spells."""


def column(dtype: str, meaning: str) -> Any:
    """A column of a table: its dtype and what it means (units included)."""
    return field(metadata={"dtype": dtype, "meaning": meaning})


@dataclass(frozen=True)
class Table:
    """Columns of one length, each of the dtype that its field declares."""

    name: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        columns = vars(self)
        if len(set(map(len, columns.values()))) > 1:
            lengths = {name: len(values) for name, values in columns.items()}
            raise ValueError(f"{self.name}: columns of unequal length {lengths}")
        for name, dtype in dtypes_of(type(self)).items():  # type: ignore[arg-type]  # a class is hashable
            if columns[name].dtype != dtype:
                raise TypeError(f"{self.name}.{name}: expected {dtype}, found {columns[name].dtype}")
            columns[name].setflags(write=False)

    def __len__(self) -> int:
        return len(getattr(self, dataclasses.fields(self)[0].name))


@cache
def dtypes_of(table: type[Table]) -> dict[str, np.dtype[Any]]:
    """The dtype of each column of a kind of table; nobody may change it."""
    return {f.name: np.dtype(f.metadata["dtype"]) for f in dataclasses.fields(table)}


def assert_equal(a: Table, b: Table) -> None:
    """Raise AssertionError that tells the first difference between two tables of one type in words."""
    if type(a) is not type(b):
        raise AssertionError(f"a {type(a).__name__} is not a {type(b).__name__}")
    if len(a) != len(b):
        raise AssertionError(f"{a.name}: {len(a)} rows against {len(b)}")
    for f in dataclasses.fields(a):
        left, right = getattr(a, f.name), getattr(b, f.name)
        different = np.flatnonzero(left != right)
        if len(different):
            row = int(different[0])
            raise AssertionError(f"{a.name}.{f.name}: row {row} is {left[row]} against {right[row]}")


@dataclass(frozen=True)
class Cases(Table):
    """A row per candidate case: today's open cases first, then the reports in order of arrival.

    Order: open cases by (municipality number, ordinal); reports by (instant, municipality number, ordinal); then, in the
    same order, the candidates of growth, if any model of the config has some; then the reports of stress. A row's number
    is its case number.
    Reports on a child reported before have ``previous`` >= 0.
    """

    name: ClassVar[str] = "cases"

    origin: npt.NDArray[np.int8] = column(
        "int8", "0 report, 1 investigation open today, 2 assistance measure open today, 3 care open today"
    )
    municipality: npt.NDArray[np.int32] = column("int32", "index of the municipality in the config's order")
    ordinal: npt.NDArray[np.int32] = column("int32", "permanent number of the row within municipality and stream")
    previous: npt.NDArray[np.int32] = column("int32", "row of the same child's first case; -1: first report")
    family: npt.NDArray[np.int32] = column("int32", "row of the family's first sibling; the row itself if it is that")
    report_day: npt.NDArray[np.int32] = column(
        "int32",
        "calendar day of the report, days after today; open cases: day their investigation or measure began (negative)",
    )
    report_minute: npt.NDArray[np.int32] = column("int32", "minute after midnight of the report")
    visible_tick: npt.NDArray[np.int64] = column(
        "int64", "first working minute at or after the report; 0 for open cases"
    )
    emergency: npt.NDArray[np.bool_] = column(
        "bool", "an emergency: its screening and first contact are of the emergency class"
    )
    dismissed: npt.NDArray[np.bool_] = column("bool", "dismissed at screening")
    outcome: npt.NDArray[np.int8] = column("int8", "of the investigation: 0 dismissed, 1 assistance measures, 2 care")
    extension: npt.NDArray[np.bool_] = column("bool", "gets a documented extension if still open at the deadline")
    planned_late_mark: npt.NDArray[np.int32] = column("int32", "mark compared with the team's planned-late share")
    screening_minutes: npt.NDArray[np.int32] = column("int32", "work of the screening task")
    contacts: npt.NDArray[np.int32] = column("int32", "number of contacts, at least 1")
    contact_minutes: npt.NDArray[np.int32] = column("int32", "work of each contact")
    conclusion_minutes: npt.NDArray[np.int32] = column("int32", "work of the conclusion")
    pace_days: npt.NDArray[np.int32] = column(
        "int32", "planned calendar days from opening to the last contact, unless planned late"
    )
    information_days: npt.NDArray[np.int32] = column(
        "int32", "calendar days from opening until outside information arrives; -1: none asked"
    )
    age_days: npt.NDArray[np.int32] = column("int32", "investigations open today: calendar days since opening; else 0")
    later_report_minutes: npt.NDArray[np.int32] = column(
        "int32", "work of the one extra task if this report finds the child's case open"
    )
    measure_wait_days: npt.NDArray[np.int32] = column("int32", "calendar days from decision to measure in place")
    measure_start_minutes: npt.NDArray[np.int32] = column("int32", "start-up work")
    measure_days: npt.NDArray[np.int32] = column(
        "int32", "calendar days from start (open measures: from today) to the measure's end"
    )
    follow_up_minutes: npt.NDArray[np.int32] = column("int32", "work of each follow-up of an assistance measure")
    review_minutes: npt.NDArray[np.int32] = column("int32", "work of each review of the plan")
    escalation_days: npt.NDArray[np.int32] = column(
        "int32", "calendar days from start (open measures: from today) until the case becomes care; -1: never"
    )
    county_board: npt.NDArray[np.bool_] = column("bool", "if it becomes care: a county-board case is prepared first")
    county_board_minutes: npt.NDArray[np.int32] = column("int32", "work of that preparation")
    care_days: npt.NDArray[np.int32] = column(
        "int32", "calendar days from placement (open care: from today) to the end of care"
    )
    care_follow_up_minutes: npt.NDArray[np.int32] = column("int32", "work of each foster-home follow-up")
    home_visit_minutes: npt.NDArray[np.int32] = column("int32", "work of each foster-home visit")
    visitor_minutes: npt.NDArray[np.int32] = column("int32", "work of each follow-up of the foster-home visitor")
    follow_up_phase: npt.NDArray[np.int32] = column(
        "int32", "per mille of the first follow-up interval that is left, 1..1000; cases not open today: 1000"
    )
    quarterly_phase: npt.NDArray[np.int32] = column("int32", "the same for reviews and visits")
    visitor_phase: npt.NDArray[np.int32] = column("int32", "the same for the foster-home visitor")
    growth_mark: npt.NDArray[np.int32] = column(
        "int32",
        "-1: of the base demand; else a candidate of growth, a report where the mark is below its municipality's growth / GROWTH_CEILING x MARK_SCALE; one for all reports on a family",
    )
    out_of_hours: npt.NDArray[np.bool_] = column("bool", "an emergency outside office hours")
    legal_help_minutes: npt.NDArray[np.int32] = column("int32", "a lawyer's work on the county-board case")
    measure_kind: npt.NDArray[np.int8] = column(
        "int8", "place of the assistance measure's kind in effects.finding_measures.kinds"
    )
    search_days: npt.NDArray[np.int32] = column(
        "int32", "calendar days from decision until a measure of that kind is found, without a bank"
    )
    search_minutes: npt.NDArray[np.int32] = column("int32", "work of that search")
    milieu_minutes: npt.NDArray[np.int32] = column("int32", "work of each time with a milieu worker")


@dataclass(frozen=True)
class Posts(Table):
    """A row per post of the roster, ordered by (group number, ordinal). A row's number is the worker number."""

    name: ClassVar[str] = "posts"

    group: npt.NDArray[np.int32] = column("int32", "index of the staff group in the config's order")
    ordinal: npt.NDArray[np.int32] = column("int32", "1-based place within the group, permanent")
    office: npt.NDArray[np.int32] = column("int32", "index of the office in Tape.offices")
    fte_permille: npt.NDArray[np.int32] = column("int32", "post size, thousandths of a full-time equivalent")
    casework_permille: npt.NDArray[np.int32] = column("int32", "share of working time for cases, thousandths")
    refusal_mark: npt.NDArray[np.int32] = column(
        "int32", "mark compared with the share that refuses the transfer to another service"
    )
    refusal_vacancy_mark: npt.NDArray[np.float64] = column(
        "float64", "uniform on 0..1: quantile of the vacancy's length after a refusal"
    )


@dataclass(frozen=True)
class Absences(Table):
    """A row per absence candidate, by (post, kind, start): accepted where the config's rate reaches its mark."""

    name: ClassVar[str] = "absences"

    post: npt.NDArray[np.int32] = column("int32", "row of Posts")
    kind: npt.NDArray[np.int8] = column("int8", "place in ABSENCE_KINDS")
    start_day: npt.NDArray[np.float64] = column(
        "float64", "start, calendar days after today (a fraction of a day counts)"
    )
    days: npt.NDArray[np.float64] = column("float64", "length in calendar days")
    mark: npt.NDArray[np.float64] = column("float64", "uniform on 0..1: accepted if mark x ceiling < rate")


@dataclass(frozen=True)
class Departures(Table):
    """A row per candidate of an incumbent leaving a post, by (post, day)."""

    name: ClassVar[str] = "departures"

    post: npt.NDArray[np.int32] = column("int32", "row of Posts")
    day: npt.NDArray[np.float64] = column("float64", "calendar days after today")
    mark: npt.NDArray[np.float64] = column("float64", "uniform on 0..1: accepted if mark x ceiling < rate")
    vacancy_mark: npt.NDArray[np.float64] = column("float64", "uniform on 0..1: quantile of the vacancy's length")


SHOCK_KINDS = ("away", "sick", "vacant")
"""Kinds of shock, in the order of their numbers."""


@dataclass(frozen=True)
class Shocks(Table):
    """A row per stretch in which a shock takes a post away, by (shock in the config's order, post)."""

    name: ClassVar[str] = "shocks"

    post: npt.NDArray[np.int32] = column("int32", "row of Posts")
    kind: npt.NDArray[np.int8] = column("int8", "place in SHOCK_KINDS")
    start_day: npt.NDArray[np.int32] = column("int32", "first calendar day, days after today")
    end_day: npt.NDArray[np.int32] = column("int32", "the calendar day after the last one")

    @classmethod
    def none(cls) -> Shocks:
        """Nobody is taken away."""
        return cls(**{f.name: np.empty(0, dtype=f.metadata["dtype"]) for f in dataclasses.fields(cls)})


@dataclass(frozen=True)
class Tape:
    """All randomness of one replication: flat tables, the same for every model."""

    replication: int
    assumptions: dict[str, float]
    """Drawn value of each assumption, by the config path."""
    offices: tuple[str, ...]
    cases: Cases
    posts: Posts
    absences: Absences
    departures: Departures
    shocks: Shocks = field(default_factory=Shocks.none)


@dataclass(frozen=True)
class Capacity:
    """When each post works: a pure function of the tape and the config's staffing rules."""

    minutes: npt.NDArray[np.int32]
    """[post, working day]: casework minutes, the first of the day; 0 when away or not scheduled."""
    away: npt.NDArray[np.bool_]
    """[post, working day]: away (a part-post's day off is not away)."""
    vacant: npt.NDArray[np.bool_]
    """[post, working day]: nobody holds the post; vacant implies away."""
    sick: npt.NDArray[np.bool_]
    """[post, working day]: self- or doctor-certified sick leave."""
    scheduled: npt.NDArray[np.bool_]
    """[post, working day]: a day on which the post works when nobody is away."""
