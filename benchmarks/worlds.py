"""Random worlds of up to 200 cases, from a seed: few values of each number, so that much happens at the same tick."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import ABSENT, BOUGHT, NOT_LIMITED, OWNER, Organisation, Period, Places, Pool, Strain
from caseflow.tape.tables import ORIGIN_OPEN_INVESTIGATION, ORIGIN_OPEN_MEASURE, ORIGIN_REPORT, Capacity, Tape
from tests.engines.hand import ALL_STAGES, clock, conflicts_of, organisation, period, tape
from tests.whole.values import CASE, DAY_MINUTES, EITHER, KINDS_OF_MEASURE, N_DAYS, ORIGINS, RULES

T = TypeVar("T")
Generator = np.random.Generator  # noqa: TID251  # a world to compare engines in, not a tape to simulate

MOST_CASES = 200
SIZES = (0, 1, *[4] * 4, *[10] * 4, *[25] * 4, 60, MOST_CASES)
MOST_WORKERS = 6
MUNICIPALITIES = 3
SESSION_MINUTES = (1, *[40] * 10, *[1000] * 10)


def world(seed: int) -> tuple[Organisation, Tape]:
    """An organisation of up to six workers, in one to three periods, and up to 200 cases."""
    return _World(np.random.default_rng(seed)).drawn()  # noqa: TID251


class _World:
    """Draws the parts of one world, one after the other."""

    def __init__(self, generator: Generator):
        self.generator = generator
        self.workers = self.whole(1, MOST_WORKERS)
        self.clock = clock(N_DAYS, DAY_MINUTES, self.one_of(("continuous", "working")))

    def drawn(self) -> tuple[Organisation, Tape]:
        starts = self.one_of(((0,), (0, 7), (0, 7, 30)))
        org = organisation(
            *(self.period(start * DAY_MINUTES) for start in starts),
            workers=self.workers,
            when=self.clock,
            effects=self.effects(),
            task_class=tuple(self.whole(1, 2) for _ in TASK_KINDS),
            session_minutes=self.one_of(SESSION_MINUTES),
            **{name: self.one_of(values) for name, values in RULES.items()},
        )
        org = dataclasses.replace(
            org,
            capacity=self.capacity(),
            change_tick=starts[-1] * DAY_MINUTES,
            offices=("Here", "There"),
            office_of_municipality=np.zeros(MUNICIPALITIES, dtype=np.int32),
        )
        return org, tape(*self.cases(), workers=self.workers)

    # -- choices --------------------------------------------------------------------------------------------------

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self.generator.integers(low, high + 1))

    def one_of(self, values: Sequence[T]) -> T:
        """One of some values."""
        return values[self.whole(0, len(values) - 1)]

    def maybe(self, drawn: Callable[[], T], otherwise: T) -> T:
        """Something else in half of the worlds."""
        return drawn() if self.one_of(EITHER) else otherwise

    def table(self, shape: tuple[int, ...], values: Sequence[int]) -> npt.NDArray[np.int32]:
        """Some of the values in an array."""
        return self.generator.choice(np.array(values, dtype=np.int32), size=shape)

    def some_workers(self) -> tuple[int, ...]:
        """At least one, in order."""
        members = self.generator.choice(self.workers, size=self.whole(1, self.workers), replace=False)
        return tuple(sorted(members.tolist()))

    # -- a period -------------------------------------------------------------------------------------------------

    def period(self, start_tick: int) -> Period:
        n_teams = self.whole(1, min(3, self.workers))
        return period(
            self.teams(n_teams),
            start_tick=start_tick,
            municipalities=MUNICIPALITIES,
            workers=self.workers,
            planned_late=self.one_of((0, 500_000)),
            second_permille=self.one_of((500, 0, 0)),
            **self.effects_of_period(n_teams),
        )

    def teams(self, n_teams: int) -> dict[str, tuple[Sequence[int], Sequence[int], Sequence[int]]]:
        """By stage or by municipality, each with somebody in it."""
        order = self.generator.permutation(self.workers)
        everywhere = tuple(range(MUNICIPALITIES))
        by_stage = self.one_of(EITHER)
        return {
            f"team {number}": (
                ALL_STAGES[number::n_teams] if by_stage else ALL_STAGES,
                everywhere if by_stage else everywhere[number::n_teams],
                sorted(order[number::n_teams].tolist()),
            )
            for number in range(n_teams)
        }

    def effects_of_period(self, teams: int) -> dict[str, Any]:
        """Each effect is off in about half of the periods."""
        n_pools = self.whole(0, 2)
        others = [tuple(other for other in range(teams) if other != team) for team in range(teams)]
        helps = self.one_of(EITHER)
        return {
            "case_load": np.repeat(self.table((MUNICIPALITIES, 1), (30, 900)), len(ALL_STAGES), axis=1),
            "pools": tuple(Pool("S/team: function", self.some_workers()) for _ in range(n_pools)),
            "route": self.routes(n_pools),
            "pool_load": np.full((MUNICIPALITIES, len(ALL_STAGES), n_pools), self.one_of((0, 50, 900)), dtype=np.int32),
            "rank": self.table((MUNICIPALITIES, self.workers), (0, 0, 1)),
            "helpers": tuple((others[team] if helps else (),) * len(ALL_STAGES) for team in range(teams)),
            "neighbours": ((tuple(range(teams)),) * len(ALL_STAGES),) * MUNICIPALITIES,
            "conflicts": self.one_of(EITHER),
            "trip_permille": self.maybe(partial(self.table, (len(TASK_KINDS),), (0, 500, 1000)), _none(TASK_KINDS)),
            "practice_permille": self.one_of(((0,), (0, 200, 400))),
            "speed_permille": self.maybe(partial(self.table, (teams,), (800, 1000)), np.full(teams, 1000, np.int32)),
            "coordination_minutes": self.one_of((0, 15)),
            "service_of_team": np.arange(teams, dtype=np.int32),
            "unqualified": self.table((self.workers,), (0, 0, 1)).astype(np.bool_),
            "places": self.maybe(self.places, None),
            "growth_mark": self.table((MUNICIPALITIES,), (0, 500_000)),
            "response_minutes": self.table((MUNICIPALITIES,), (-1, 30)),
        }

    def routes(self, pools: int) -> npt.NDArray[np.int32]:
        """Functions are the owner's, a pool's, bought or nobody's; a conclusion is never bought nor nobody's."""
        route = np.full((MUNICIPALITIES, len(TASK_KINDS)), OWNER, dtype=np.int32)
        functions = slice(TASK_KINDS.index("county_board"), None)
        to_pools = tuple(range(pools)) * 2
        route[:, functions] = self.table(route[:, functions].shape, (OWNER, OWNER, BOUGHT, ABSENT, *to_pools))
        route[:, TASK_KINDS.index("conclusion")] = self.table((MUNICIPALITIES,), (OWNER, *range(pools)))
        return route

    def places(self) -> Places:
        return Places(
            pool_of=self.table((MUNICIPALITIES, KINDS_OF_MEASURE), (NOT_LIMITED, 0, 1)),
            size=self.table((2,), (0, 1, 5)),
            search_permille=self.table((MUNICIPALITIES, KINDS_OF_MEASURE), (0, 500, 1000)),
            milieu_kind=self.one_of((-1, 0)),
        )

    # -- the whole run --------------------------------------------------------------------------------------------

    def effects(self) -> dict[str, Any]:
        """The tables of the whole run."""
        week = self.table((self.workers, 7), (0, 1)).astype(np.int16)
        return {
            "office_on": week[:, np.arange(self.clock.n_workdays) % 7],
            "trip_minutes": self.table((2, MUNICIPALITIES), (0, 10, 61)),
            "conflicted": conflicts_of(self.table((MOST_CASES, self.workers), (0, 0, 1)).astype(np.bool_)),
            "strain": self.strain() if self.one_of(EITHER) else (),
            "served": self.table((MUNICIPALITIES,), (1, 1, 1, 0)).astype(np.bool_),
        }

    def strain(self) -> tuple[Strain, ...]:
        """Candidates of illness and leaving; on one day at most one of a worker and kind."""
        keys = {(self.one_of((0, 1, 7, 8, 30)), self.whole(0, self.workers - 1), self.one_of(EITHER)) for _ in range(6)}
        return tuple(self._candidate(*key) for key in sorted(keys))

    def _candidate(self, day: int, worker: int, leaves: bool) -> Strain:
        until_day = day + self.one_of((1, 4, 40))
        learned_day = until_day + self.one_of((0, 20)) * leaves
        return Strain(day, worker, self.one_of((0, 1, 30)), leaves, until_day, learned_day, newcomer_permille=500)

    def capacity(self) -> Capacity:
        """Each worker's days: whole, halved or on some days only; away now and then, or always."""
        away = np.zeros((self.workers, self.clock.n_workdays), dtype=np.bool_)
        minutes = np.zeros(away.shape, dtype=np.int32)
        for of_worker, is_away in zip(minutes, away, strict=True):
            of_worker[:] = self.one_of((DAY_MINUTES, DAY_MINUTES // 2))
            of_worker[:: self.one_of((2, 5, 1000))] = 0
            is_away[:] = self.one_of([*[False] * 11, True])
            for _ in range(self.whole(0, 3)):
                start = self.one_of((0, 1, 7, 30))
                is_away[start : start + self.one_of((1, 4, 40))] = True
        return Capacity(
            minutes=np.where(away, 0, minutes).astype(np.int32),
            away=away,
            vacant=np.zeros_like(away),
            sick=away,
            scheduled=minutes > 0,
        )

    # -- cases ----------------------------------------------------------------------------------------------------

    def cases(self) -> list[dict[str, Any]]:
        """Rows in the tape's order: today's cases, then reports by the tick at which they are seen, then candidates."""
        n_cases = self.one_of(SIZES)
        origins = [self.one_of(ORIGINS) for _ in range(n_cases)]
        known = [self.open_today(origin) for origin in origins if origin != ORIGIN_REPORT]
        latest = self.one_of((100, 3000, 10_000))
        ticks = sorted(self.whole(0, latest) // 20 * 20 for _ in range(n_cases - len(known)))
        n_candidates = self.whole(0, len(ticks) // 3)
        base, later = ticks[n_candidates:], ticks[:n_candidates]
        rows = known + [self.reported(tick) for tick in base]
        rows += [self.reported(tick) | {"growth_mark": self.one_of((0, 499_999, 500_000))} for tick in later]
        for number, row in enumerate(rows):
            if row["origin"] == ORIGIN_REPORT and number and self.whole(0, 3) == 0:
                other = self.whole(0, number - 1)
                if "previous" not in rows[other]:
                    row[self.one_of(("previous", "family"))] = other
        return rows

    def case(self) -> dict[str, Any]:
        municipality = self.whole(0, MUNICIPALITIES - 1)
        return {"municipality": municipality, **{name: self.one_of(values) for name, values in CASE.items()}}

    def open_today(self, origin: int) -> dict[str, Any]:
        age_days = self.one_of((0, 1, 80)) if origin == ORIGIN_OPEN_INVESTIGATION else 0
        row = self.case() | {
            "origin": origin,
            "emergency": False,
            "dismissed": False,
            "age_days": age_days,
            "report_day": -age_days,
        }
        return row if origin == ORIGIN_OPEN_MEASURE else row | {"escalation_days": -1}

    def reported(self, tick: int) -> dict[str, Any]:
        return self.case() | {
            "origin": ORIGIN_REPORT,
            "visible_tick": tick,
            "report_day": self.clock.day_of_tick(tick),
        }


def _none(kinds: Sequence[str]) -> npt.NDArray[np.int32]:
    return np.zeros(len(kinds), dtype=np.int32)
