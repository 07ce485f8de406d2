"""Small worlds for Hypothesis: few values of each number, so that much happens at the same tick."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from caseflow.clock import Clock
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import UNLIMITED, Organisation, Period
from caseflow.tape.tables import (
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_OPEN_MEASURE,
    ORIGIN_REPORT,
    Tape,
)
from tests.engines.hand import ALL_STAGES, clock, organisation, period, tape

HYPOTHESIS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same worlds at every time and on every machine, however slow."""

DAY_MINUTES = 100
N_DAYS = 150

minutes = st.sampled_from([1, 20, 40, 41, 300])
days = st.sampled_from([1, 7, 30, 91])
mark = st.booleans()

CASE = {
    "municipality": st.integers(0, 1),
    "emergency": mark,
    "dismissed": st.sampled_from([False, False, True]),
    "outcome": st.integers(0, 2),
    "extension": mark,
    "planned_late_mark": st.sampled_from([0, 999_999]),
    "screening_minutes": minutes,
    "contacts": st.integers(1, 3),
    "contact_minutes": minutes,
    "conclusion_minutes": minutes,
    "pace_days": st.sampled_from([0, 1, 10, 95]),
    "information_days": st.sampled_from([-1, 1, 10, 120]),
    "later_report_minutes": minutes,
    "measure_wait_days": st.sampled_from([0, 1, 7]),
    "measure_start_minutes": minutes,
    "measure_days": days,
    "follow_up_minutes": minutes,
    "review_minutes": minutes,
    "escalation_days": st.sampled_from([-1, 1, 7]),
    "county_board": mark,
    "county_board_minutes": minutes,
    "care_days": days,
    "care_follow_up_minutes": minutes,
    "home_visit_minutes": minutes,
    "visitor_minutes": minutes,
    "follow_up_phase": st.sampled_from([1, 500, 1000]),
    "quarterly_phase": st.sampled_from([1, 500, 1000]),
    "visitor_phase": st.sampled_from([1, 500, 1000]),
    "growth_mark": st.just(-1),
    "out_of_hours": st.just(False),
    "legal_help_minutes": minutes,
    "measure_kind": st.just(0),
    "search_days": days,
    "search_minutes": minutes,
    "milieu_minutes": minutes,
}

ORIGIN = st.sampled_from(
    [*[ORIGIN_REPORT] * 4, *[ORIGIN_OPEN_INVESTIGATION] * 2, ORIGIN_OPEN_MEASURE, ORIGIN_OPEN_CARE]
)

RULES: dict[str, Any] = {
    "session_minutes": st.sampled_from([1, 40, 1000]),
    "reassign_after_days": st.sampled_from([1, 3]),
    "caseload_limit": st.sampled_from([1, 2, UNLIMITED]),
    "levelling_gap_percent": st.sampled_from([1, UNLIMITED]),
    "handover_minutes": st.sampled_from([0, 7]),
    "clock_starts": st.integers(0, 2),
    "deadline_months": st.sampled_from([1, 3]),
    "extended_months": st.sampled_from([3, 6]),
    "planned_late_working_days": st.sampled_from([1, 110]),
    "follow_up_days": days,
    "review_days": days,
    "care_follow_up_days": days,
    "visit_days": days,
    "visitor_days": days,
    "county_board_days": days,
    "task_class": st.tuples(*[st.integers(1, 2)] * len(TASK_KINDS)),
    "effort_permille": st.sampled_from([(1000,), (1000,) * 30 + (500,)]),
}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Organisation, Tape]:
    """An organisation of up to three workers, and up to eight cases."""
    workers = draw(st.sampled_from([1, 2, 2, 3, 3, 3]))
    when = clock(N_DAYS, DAY_MINUTES, draw(st.sampled_from(["continuous", "working"])))
    starts = draw(st.sampled_from([(0,), (0, 7), (0, 7, 30)]))
    org = organisation(
        *(draw(periods(start * DAY_MINUTES, workers)) for start in starts),
        workers=workers,
        when=when,
        **draw(st.fixed_dictionaries(RULES)),
    )
    org = dataclasses.replace(
        org,
        capacity=draw(capacities(workers, when)),
        change_tick=starts[-1] * DAY_MINUTES,
        office_of_municipality=np.zeros(2, dtype=np.int32),
    )
    return org, tape(*draw(cases(when)), workers=workers)


# -- who works ----------------------------------------------------------------------------------------------------


@st.composite
def periods(draw: st.DrawFn, start_tick: int, workers: int) -> Period:
    """Teams by stage or by municipality, each with somebody in it."""
    n_teams = draw(st.integers(1, min(2, workers)))
    team_of_worker = draw(st.permutations([0, 1, 0][:workers] if n_teams == 2 else [0] * workers))
    parts = draw(st.sampled_from([_by_stage, _by_municipality]))(n_teams)
    teams = {
        f"team {number}": (stages, places, [w for w in range(workers) if team_of_worker[w] == number])
        for number, (stages, places) in enumerate(parts)
    }
    return period(
        teams,
        start_tick=start_tick,
        municipalities=2,
        workers=workers,
        planned_late=draw(st.sampled_from([0, 500_000])),
        second_permille=draw(st.sampled_from([500, 0])),
        stage_load=draw(st.sampled_from([(10, 20, 30, 40), (900, 900, 900, 900)])),
    )


def _by_stage(n_teams: int) -> list[tuple[Sequence[int], Sequence[int]]]:
    return [(ALL_STAGES[number::n_teams], (0, 1)) for number in range(n_teams)]


def _by_municipality(n_teams: int) -> list[tuple[Sequence[int], Sequence[int]]]:
    return [(ALL_STAGES, (0, 1)[number::n_teams]) for number in range(n_teams)]


@st.composite
def capacities(draw: st.DrawFn, workers: int, when: Clock) -> Any:
    """Each worker's days: whole, halved or on some days only; away now and then, or always."""
    rows = [draw(_days_of_a_worker(when)) for _ in range(workers)]
    minutes, away = (np.array(part) for part in zip(*rows, strict=True))
    return dataclasses.replace(
        organisation(workers=workers, when=when).capacity,
        minutes=np.where(away, 0, minutes).astype(np.int32),
        away=away,
        sick=away,
        scheduled=minutes > 0,
    )


@st.composite
def _days_of_a_worker(draw: st.DrawFn, when: Clock) -> tuple[Any, Any]:
    minutes = np.full(when.n_workdays, draw(st.sampled_from([DAY_MINUTES, DAY_MINUTES // 2])))
    if draw(mark):
        minutes[:: draw(st.sampled_from([2, 5]))] = 0
    away = np.full(when.n_workdays, draw(st.sampled_from([*[False] * 7, True])))
    for start in draw(st.lists(st.sampled_from([0, 1, 7, 30]), max_size=3)):
        away[start : start + draw(st.sampled_from([1, 4, 40]))] = True
    return minutes, away


# -- what there is to do ------------------------------------------------------------------------------------------


@st.composite
def cases(draw: st.DrawFn, when: Clock) -> list[dict[str, Any]]:
    """Rows in the tape's order: today's cases, then reports by the tick at which they are seen."""
    n_cases = draw(st.sampled_from([0, 1, 2, 4, 6, 6, 8, 8]))
    origins = draw(st.lists(ORIGIN, min_size=n_cases, max_size=n_cases))
    known = [draw(_open_today(origin)) for origin in origins if origin != ORIGIN_REPORT]
    ticks = [draw(st.sampled_from([0, 40, 41, 100, 300, 3000])) for origin in origins if origin == ORIGIN_REPORT]
    rows = known + [draw(_reported(tick, when)) for tick in sorted(ticks)]
    for number, row in enumerate(rows):
        firsts = [i for i, other in enumerate(rows[:number]) if "previous" not in other]
        if row["origin"] == ORIGIN_REPORT and firsts and draw(mark):
            row[draw(st.sampled_from(["previous", "family"]))] = draw(st.sampled_from(firsts))
    return rows


@st.composite
def _open_today(draw: st.DrawFn, origin: int) -> dict[str, Any]:
    row = draw(st.fixed_dictionaries(CASE))
    age_days = draw(st.sampled_from([0, 1, 80])) if origin == ORIGIN_OPEN_INVESTIGATION else 0
    row |= {"origin": origin, "emergency": False, "dismissed": False, "age_days": age_days, "report_day": -age_days}
    return row if origin == ORIGIN_OPEN_MEASURE else row | {"escalation_days": -1}


@st.composite
def _reported(draw: st.DrawFn, tick: int, when: Clock) -> dict[str, Any]:
    row = draw(st.fixed_dictionaries(CASE))
    return row | {"origin": ORIGIN_REPORT, "visible_tick": tick, "report_day": when.day_of_tick(tick)}
