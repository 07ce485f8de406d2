"""Small worlds for Hypothesis: few values of each number, so that much happens at the same tick."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from caseflow.clock import Clock
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import ABSENT, BOUGHT, NOT_LIMITED, OWNER, Organisation, Period, Places, Pool, Strain
from caseflow.tape.tables import ORIGIN_OPEN_INVESTIGATION, ORIGIN_OPEN_MEASURE, ORIGIN_REPORT, Tape
from tests.engines.hand import ALL_STAGES, MOST_CASES, clock, conflicts_of, organisation, period, tape
from tests.whole.values import CASE, DAY_MINUTES, KINDS_OF_MEASURE, N_DAYS, ORIGINS, RULES

HYPOTHESIS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same worlds at every time and on every machine, however slow."""

OFFICES = ("Here", "There")
MUNICIPALITIES = 2

mark = st.booleans()


def alike(values: Mapping[str, Sequence[Any]]) -> dict[str, st.SearchStrategy[Any]]:
    """One of the values of each, all as likely as one another."""
    return {name: st.sampled_from(list(dict.fromkeys(of))) for name, of in values.items()}


CASES = alike(CASE) | {
    "municipality": st.integers(0, MUNICIPALITIES - 1),
    "dismissed": st.sampled_from(CASE["dismissed"]),
}
ORIGIN = st.sampled_from(ORIGINS)
RULE = alike(RULES) | {
    "session_minutes": st.sampled_from([1, 40, 1000]),
    "task_class": st.tuples(*[st.integers(1, 2)] * len(TASK_KINDS)),
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
        effects=draw(effects(workers, when)),
        **draw(st.fixed_dictionaries(RULE)),
    )
    org = dataclasses.replace(
        org,
        capacity=draw(capacities(workers, when)),
        change_tick=starts[-1] * DAY_MINUTES,
        offices=OFFICES,
        office_of_municipality=np.array([0, 1], dtype=np.int32),
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
        **draw(effects_of_period(n_teams, workers)),
    )


@st.composite
def effects_of_period(draw: st.DrawFn, teams: int, workers: int) -> dict[str, Any]:
    """The tables that effects fill; each effect is off in about half of the periods."""
    pools = draw(st.lists(_pool(workers), max_size=2).map(tuple))
    load = st.sampled_from([(10, 20, 30, 40), (900, 900, 900, 900)])
    others = [tuple(other for other in range(teams) if other != team) for team in range(teams)]
    helps = draw(mark)
    return {
        "case_load": np.array([draw(load) for _ in range(2)], dtype=np.int32),
        "pools": pools,
        "route": draw(_routes(len(pools))),
        "pool_load": np.full((2, 4, len(pools)), draw(st.sampled_from([0, 50, 900])), dtype=np.int32),
        "rank": draw(_table((2, workers), [0, 0, 1])),
        "helpers": tuple((others[team] if helps else (),) * 4 for team in range(teams)),
        "neighbours": ((tuple(range(teams)),) * 4,) * 2,
        "conflicts": draw(mark),
        "trip_permille": draw(_table((len(TASK_KINDS),), [0, 0, 300, 1000])),
        "practice_permille": draw(st.sampled_from([(0,), (0, 500, 1000)])),
        "speed_permille": draw(_table((teams,), [1000, 1000, 700])),
        "service_of_team": draw(_table((teams,), [0, 1])),
        "coordination_minutes": draw(st.sampled_from([0, 5])),
        "unqualified": draw(_table((workers,), [False, False, True])),
        "places": draw(st.one_of(st.none(), _places())),
        "growth_mark": draw(_table((2,), [0, 500_000])),
        "response_minutes": draw(_table((2,), [-1, 30])),
    }


def _table(shape: tuple[int, ...], values: list[Any]) -> st.SearchStrategy[Any]:
    """An array of some of the values."""
    size = int(np.prod(shape))
    dtype = np.bool_ if isinstance(values[0], bool) else np.int32
    cells = st.lists(st.sampled_from(values), min_size=size, max_size=size)
    return cells.map(lambda cells: np.array(cells, dtype=dtype).reshape(shape))


def _pool(workers: int) -> st.SearchStrategy[Pool]:
    members = st.sets(st.integers(0, workers - 1), min_size=1)
    return members.map(lambda members: Pool("S/team: function", tuple(sorted(members))))


@st.composite
def _routes(draw: st.DrawFn, pools: int) -> Any:
    """Functions are the owner's, a pool's, bought or nobody's; a conclusion is never bought nor nobody's."""
    route = np.full((2, len(TASK_KINDS)), OWNER, dtype=np.int32)
    functions = slice(TASK_KINDS.index("county_board"), None)
    shape = route[:, functions].shape
    route[:, functions] = draw(_table(shape, [OWNER, OWNER, BOUGHT, ABSENT, *range(pools), *range(pools)]))
    route[:, TASK_KINDS.index("conclusion")] = draw(_table((2,), [OWNER, *range(pools)]))
    return route


@st.composite
def _places(draw: st.DrawFn) -> Places:
    return Places(
        pool_of=draw(_table((2, KINDS_OF_MEASURE), [NOT_LIMITED, 0, 1])),
        size=draw(_table((2,), [0, 1, 2])),
        search_permille=draw(_table((2, KINDS_OF_MEASURE), [0, 500, 1000])),
        milieu_kind=draw(st.sampled_from([-1, 0])),
    )


@st.composite
def effects(draw: st.DrawFn, workers: int, when: Clock) -> dict[str, Any]:
    """The tables of the whole run that effects fill."""
    return {
        "office_on": draw(_table((workers, 7), [0, 1])).astype(np.int16)[:, np.arange(when.n_workdays) % 7],
        "trip_minutes": draw(_table((len(OFFICES), 2), [0, 10, 61])),
        "conflicted": conflicts_of(draw(_table((MOST_CASES // 10, workers), [False, False, True])).repeat(10, axis=0)),
        "strain": draw(_strain(workers)),
        "served": draw(_table((2,), [True, True, True, True, False])),
    }


@st.composite
def _strain(draw: st.DrawFn, workers: int) -> tuple[Strain, ...]:
    """Candidates of illness and leaving; on one day at most one of a worker and kind."""
    keys = st.tuples(st.sampled_from([0, 1, 7, 8, 30]), st.integers(0, workers - 1), mark)
    candidates = []
    for day, worker, leaves in sorted(draw(st.sets(keys, max_size=6))):
        until_day = day + draw(st.sampled_from([1, 4, 40]))
        learned_day = until_day + draw(st.sampled_from([0, 20])) * leaves
        from_percent = draw(st.sampled_from([0, 0, 1, 30]))
        candidates.append(Strain(day, worker, from_percent, leaves, until_day, learned_day, newcomer_permille=500))
    return tuple(candidates)


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
    rows += [draw(_candidate(tick, when)) for tick in sorted(draw(st.lists(st.sampled_from([0, 41, 700]), max_size=2)))]
    for number, row in enumerate(rows):
        firsts = [i for i, other in enumerate(rows[:number]) if "previous" not in other]
        if row["origin"] == ORIGIN_REPORT and firsts and draw(mark):
            row[draw(st.sampled_from(["previous", "family"]))] = draw(st.sampled_from(firsts))
    return rows


@st.composite
def _open_today(draw: st.DrawFn, origin: int) -> dict[str, Any]:
    row = draw(st.fixed_dictionaries(CASES))
    age_days = draw(st.sampled_from([0, 1, 80])) if origin == ORIGIN_OPEN_INVESTIGATION else 0
    row |= {"origin": origin, "emergency": False, "dismissed": False, "age_days": age_days, "report_day": -age_days}
    return row if origin == ORIGIN_OPEN_MEASURE else row | {"escalation_days": -1}


@st.composite
def _reported(draw: st.DrawFn, tick: int, when: Clock) -> dict[str, Any]:
    row = draw(st.fixed_dictionaries(CASES))
    return row | {"origin": ORIGIN_REPORT, "visible_tick": tick, "report_day": when.day_of_tick(tick)}


@st.composite
def _candidate(draw: st.DrawFn, tick: int, when: Clock) -> dict[str, Any]:
    """A candidate of growth: a report where the mark is low enough."""
    return draw(_reported(tick, when)) | {"growth_mark": draw(st.sampled_from([0, 499_999, 500_000]))}
