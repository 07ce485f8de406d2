"""Hand-made organisations and tapes: small worlds in which every tick can be worked out on paper.

The calendar is continuous with days of 100 minutes unless a test says otherwise; day 0 is Monday 4 January 2010. Teams
are given as {name: (stages, municipalities, workers)}.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from caseflow.clock import Clock
from caseflow.config.schema import TASK_KINDS
from caseflow.engines import compiled, process
from caseflow.log import Kind, Log, assert_equal, task_kind
from caseflow.organisation import UNLIMITED, Conflicts, Organisation, Period, Rules, TeamInfo
from caseflow.tape.tables import Absences, Capacity, Cases, Departures, Posts, Tape
from tests import quiet

TODAY = dt.date(2010, 1, 4)
ALL_STAGES = (0, 1, 2, 3)
MOST_CASES = 100
"""Rows for which hand-made organisations say who is in conflict."""

RULES = Rules(
    session_minutes=40,
    reassign_after_days=3,
    caseload_limit=UNLIMITED,
    levelling_gap_percent=UNLIMITED,
    handover_minutes=7,
    screening_days=7,
    clock_starts=1,
    deadline_months=3,
    extended_months=6,
    planned_late_working_days=110,
    follow_up_days=30,
    review_days=91,
    care_follow_up_days=30,
    visit_days=91,
    visitor_days=91,
    county_board_days=42,
    emergency_class=0,
    task_class=(1,) * len(TASK_KINDS),
    effort_permille=(1000,),
    **quiet.RULES,
)

USUAL: dict[str, Any] = {
    "origin": 0,
    "municipality": 0,
    "ordinal": 0,
    "previous": -1,
    "family": -1,
    "report_day": 0,
    "report_minute": 0,
    "visible_tick": 0,
    "emergency": False,
    "dismissed": True,
    "outcome": 0,
    "extension": False,
    "planned_late_mark": 999_999,
    "screening_minutes": 10,
    "contacts": 2,
    "contact_minutes": 20,
    "conclusion_minutes": 15,
    "pace_days": 10,
    "information_days": -1,
    "age_days": 0,
    "later_report_minutes": 5,
    "measure_wait_days": 5,
    "measure_start_minutes": 8,
    "measure_days": 100,
    "follow_up_minutes": 6,
    "review_minutes": 9,
    "escalation_days": -1,
    "county_board": False,
    "county_board_minutes": 50,
    "care_days": 100,
    "care_follow_up_minutes": 11,
    "home_visit_minutes": 12,
    "visitor_minutes": 13,
    "follow_up_phase": 1000,
    "quarterly_phase": 1000,
    "visitor_phase": 1000,
    "growth_mark": -1,
    "out_of_hours": False,
    "legal_help_minutes": 14,
    "measure_kind": 0,
    "search_days": 5,
    "search_minutes": 16,
    "milieu_minutes": 17,
}


def clock(days: int = 400, day_minutes: int = 100, kind: str = "continuous") -> Clock:
    return Clock(TODAY, TODAY + dt.timedelta(days=days), kind=kind, day_minutes=day_minutes)  # type: ignore[arg-type]


def cases(*rows: Mapping[str, Any]) -> Cases:
    """A row per mapping; what it does not say is USUAL; visible at ``visible_tick``, the family is the row itself."""
    full = [{**USUAL, "ordinal": i, "family": i, **row} for i, row in enumerate(rows)]
    return Cases(
        **{
            field.name: np.array([row[field.name] for row in full], dtype=field.metadata["dtype"])
            for field in dataclasses.fields(Cases)
        }
    )


def tape(*rows: Mapping[str, Any], workers: int = 1) -> Tape:
    def column(dtype: str, values: Any = ()) -> Any:
        return np.array(values, dtype=dtype)

    return Tape(
        replication=0,
        assumptions={},
        offices=("Office",),
        cases=cases(*rows),
        posts=Posts(
            group=column("int32", [0] * workers),
            ordinal=column("int32", range(1, workers + 1)),
            office=column("int32", [0] * workers),
            fte_permille=column("int32", [1000] * workers),
            casework_permille=column("int32", [1000] * workers),
            refusal_mark=column("int32", [999_999] * workers),
            refusal_vacancy_mark=column("float64", [0.5] * workers),
        ),
        absences=Absences(*(column(f.metadata["dtype"]) for f in dataclasses.fields(Absences))),
        departures=Departures(*(column(f.metadata["dtype"]) for f in dataclasses.fields(Departures))),
    )


def period(
    teams: Mapping[str, tuple[Sequence[int], Sequence[int], Sequence[int]]],
    *,
    start_tick: int = 0,
    municipalities: int = 1,
    workers: int = 1,
    planned_late: int = 0,
    second_permille: int = 0,
    stage_load: tuple[int, ...] = (10, 20, 30, 40),
    **effects: Any,
) -> Period:
    """A period with no effect on but those that ``effects`` give as fields of Period.

    Pools are asked nothing by open cases unless ``pool_load`` says so.
    """
    n_pools = len(effects.get("pools", ()))
    effects = {"pool_load": np.zeros((municipalities, 4, n_pools), dtype=np.int32), **effects}
    team_of = np.full((municipalities, 4), -1, dtype=np.int32)
    team_of_worker = np.full(workers, -1, dtype=np.int32)
    for number, (stages, places, members) in enumerate(teams.values()):
        team_of[np.ix_(places, stages)] = number
        team_of_worker[list(members)] = number
    return Period(
        start_tick=start_tick,
        start_day=0,
        model="model",
        teams=tuple(
            TeamInfo(f"S/{name}", "S", tuple(stages), tuple(places), tuple(members), 0.0)
            for name, (stages, places, members) in teams.items()
        ),
        team_of=team_of,
        team_of_worker=team_of_worker,
        planned_late=np.full(municipalities, planned_late, dtype=np.int32),
        second_worker_permille=np.full(len(teams), second_permille, dtype=np.int32),
        **{**quiet.of_period(len(teams), municipalities, workers, stage_load=stage_load), **effects},
    )


def organisation(
    *periods: Period,
    workers: int = 1,
    when: Clock | None = None,
    away: Mapping[int, Sequence[int]] | None = None,
    effects: Mapping[str, Any] | None = None,
    **changed_rules: Any,
) -> Organisation:
    """Workers of a whole day's capacity; ``away`` gives the working days on which a worker is.

    No effect is on but those that ``effects`` give as fields of Organisation.
    """
    when = when or clock()
    is_away = np.zeros((workers, when.n_workdays), dtype=bool)
    for worker, days in (away or {}).items():
        is_away[worker, list(days)] = True
    nobody = np.zeros_like(is_away)
    only = period({"all": (ALL_STAGES, (0,), range(workers))}, workers=workers)
    n_municipalities = len((periods or (only,))[0].team_of)
    return Organisation(
        model="model",
        clock=when,
        municipalities=tuple(f"M{i}" for i in range(n_municipalities)),
        change_tick=0,
        periods=tuple(dataclasses.replace(of, start_day=when.day_of_tick(of.start_tick)) for of in periods or (only,)),
        rules=dataclasses.replace(RULES, **changed_rules),
        capacity=Capacity(
            minutes=np.where(is_away, 0, when.day_minutes).astype(np.int32),
            away=is_away,
            vacant=nobody,
            sick=is_away,
            scheduled=~nobody,
        ),
        fte=np.ones(workers),
        offices=("Office",),
        office_of_worker=np.zeros(workers, dtype=np.int32),
        office_of_municipality=np.zeros(1, dtype=np.int32),
        cases_norm=15,
        **{**quiet.of_organisation(MOST_CASES, n_municipalities, [0] * workers, when.n_workdays), **(effects or {})},
    )


def routes(municipalities: int = 1, **kinds: int) -> Any:
    """The table of routes in which some kinds of task do not go where they do without effects."""
    route = quiet.of_period(1, municipalities, 1)["route"]
    for kind, number in kinds.items():
        route[:, TASK_KINDS.index(kind)] = number
    return route


def in_conflict(workers: int, *pairs: tuple[int, int]) -> Any:
    """Organisation.conflicts of some (case, worker)."""
    table = np.zeros((MOST_CASES, workers), dtype=np.bool_)
    for pair in pairs:
        table[pair] = True
    return conflicts_of(table)


def conflicts_of(table: Any) -> Conflicts:
    """Organisation.conflicts from bool[case, worker]."""
    return Conflicts(np.cumsum([0, *table.sum(axis=1)]), table.nonzero()[1])


def run(org: Organisation, tape: Tape) -> Log:
    """The log, of the process engine; the compiled engine gives the same."""
    log = process.run(org, tape)
    assert_equal(log, compiled.run(org, tape))
    return log


def story(log: Log, *kinds: Kind) -> list[tuple[Any, ...]]:
    """Rows of some kinds in words: (tick, kind, case, task kind and occurrence or stage, worker, value)."""
    rows = log.of(*kinds)
    names = task_kind(rows.task)
    return [
        (int(t), Kind(k).name, int(c), TASK_KINDS[n] if n >= 0 else "", int(w), int(v))
        for t, k, c, n, w, v in zip(rows.tick, rows.kind, rows.case, names, rows.worker, rows.value, strict=True)
    ]


def work(log: Log) -> list[tuple[int, int, int, str, int]]:
    """Sessions: (start, end, case, task kind, worker), in order of start and worker."""
    rows = log.of(Kind.WORK_STARTED, Kind.WORK_SUSPENDED, Kind.TASK_DONE)
    open_since: dict[int, int] = {}
    sessions = []
    for t, k, c, n, w in zip(rows.tick, rows.kind, rows.case, task_kind(rows.task), rows.worker, strict=True):
        if k == Kind.WORK_STARTED:
            open_since[int(w)] = int(t)
        else:
            sessions.append((open_since.pop(int(w)), int(t), int(c), TASK_KINDS[n], int(w)))
    return sorted(sessions, key=lambda s: (s[0], s[4]))


__all__ = [
    "ALL_STAGES",
    "RULES",
    "TODAY",
    "cases",
    "clock",
    "conflicts_of",
    "in_conflict",
    "organisation",
    "period",
    "routes",
    "run",
    "story",
    "tape",
    "work",
]
