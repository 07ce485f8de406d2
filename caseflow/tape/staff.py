"""Staff: the roster's posts, and candidates of who is away when and who leaves.

Candidates of spells and departures come at fixed ceiling rates and are accepted by their marks where the config's rate
reaches them: who is ill at 8 % is ill at 12 % too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import quantile
from caseflow.config.placement import PostRef
from caseflow.config.placement import posts as posts_of
from caseflow.config.rules import ABSENCE_CEILINGS, DEPARTURE_CEILING_PER_YEAR, ROSTER_PAST_DAYS
from caseflow.config.same import Same
from caseflow.config.schema import Absence, Config, Spells, StaffGroup
from caseflow.tape.streams import Stream, poisson_points, uniforms
from caseflow.tape.tables import ABSENCE_KINDS, MARK_SCALE, Absences, Departures, Posts

Float64 = npt.NDArray[np.float64]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

PERMILLE = 1000


# -- the roster ---------------------------------------------------------------------------------------------------


def offices(config: Config) -> tuple[str, ...]:
    """The offices of the staff groups, in the config's order."""
    return _offices(config.staff)


def _offices(staff: Mapping[str, StaffGroup]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group.office for group in staff.values()))


def roster(config: Config, seed: int, replication: int) -> Posts:
    """A row per post, with the marks of whether who holds it today refuses a transfer."""
    declared = _declared(config)
    n = len(declared.entities)
    marks = uniforms(seed, replication, Stream.REFUSALS, declared.entities, np.full(n, 2))
    refusal, vacancy = marks.reshape(-1, 2).T.copy()
    shares = np.where(declared.casework_share > 0, declared.casework_share, config.work.casework_share)
    return Posts(
        group=declared.group,
        ordinal=declared.ordinal,
        office=declared.office,
        fte_permille=declared.fte_permille,
        casework_permille=np.rint(shares * PERMILLE).astype(np.int32),
        refusal_mark=np.floor(refusal * MARK_SCALE).astype(np.int32),
        refusal_vacancy_mark=vacancy,
    )


class _Declared(NamedTuple):
    """What the config says of each post, in the order of their rows; nobody may change it."""

    group: Int32
    ordinal: Int32
    office: Int32
    fte_permille: Int32
    casework_share: Float64
    """0 of a post whose group has none of its own."""
    entities: Int64
    """int64[post, 2]: the permanent number of each post: (group number, ordinal)."""


def _declared(config: Config) -> _Declared:
    return _kept(Same(config.staff), Same(posts_of(config)))


@lru_cache(maxsize=16)
def _kept(staff: Same[dict[str, StaffGroup]], posts: Same[tuple[PostRef, ...]]) -> _Declared:
    groups, offices_ = list(staff.part), _offices(staff.part)
    own = [staff.part[post.group] for post in posts.part]
    numbers = np.array([group.number for group in own], dtype=np.int64)
    ordinal = np.array([post.ordinal for post in posts.part], dtype=np.int32)
    return _Declared(
        group=np.array([groups.index(post.group) for post in posts.part], dtype=np.int32),
        ordinal=ordinal,
        office=np.array([offices_.index(group.office) for group in own], dtype=np.int32),
        fte_permille=np.array([round(post.fte * PERMILLE) for post in posts.part], dtype=np.int32),
        casework_share=np.array([group.casework_share or 0.0 for group in own], dtype=np.float64),
        entities=np.column_stack([numbers, ordinal]),
    )


# -- candidates ---------------------------------------------------------------------------------------------------


def draw_absences(config: Config, clock: Clock, seed: int, replication: int) -> Absences:
    """Candidate spells of every post and kind until the horizon; a longer horizon only appends to each."""
    days = clock.day(clock.until) + ROSTER_PAST_DAYS
    n_kinds = len(ABSENCE_KINDS)
    posts = _declared(config).entities
    of_post = np.repeat(posts, n_kinds, axis=0)
    of_kind = np.tile(np.arange(n_kinds), len(posts))
    ceilings = np.array([ABSENCE_CEILINGS[name] for name in ABSENCE_KINDS])
    entities = np.column_stack([of_post, of_kind])
    whose, points = poisson_points(seed, replication, Stream.ABSENCES, entities, days * ceilings[of_kind], marks=2)
    time, u_days, mark = points.T
    kind = of_kind[whose]
    return Absences(
        post=(whose // n_kinds).astype(np.int32),
        kind=kind.astype(np.int8),
        start_day=time / ceilings[kind] - ROSTER_PAST_DAYS,
        days=_lengths(config.absence, kind, u_days),
        mark=mark,
    )


def draw_departures(config: Config, clock: Clock, seed: int, replication: int) -> Departures:
    """Candidate departures from every post until the horizon; a longer horizon only appends to each post's."""
    ceiling = DEPARTURE_CEILING_PER_YEAR / DAYS_PER_YEAR
    days = clock.day(clock.until) + ROSTER_PAST_DAYS
    entities = _declared(config).entities
    until = np.full(len(entities), days * ceiling)
    post, points = poisson_points(seed, replication, Stream.DEPARTURES, entities, until, marks=2)
    time, mark, vacancy_mark = points.T
    return Departures(
        post=post.astype(np.int32),
        day=time / ceiling - ROSTER_PAST_DAYS,
        mark=mark,
        vacancy_mark=vacancy_mark,
    )


def _lengths(absence: Absence, kind: Int64, u: Float64) -> Float64:
    """Length of each spell in calendar days, by its kind's distribution."""
    days = np.empty(len(u))
    for number, name in enumerate(ABSENCE_KINDS):
        own = np.flatnonzero(kind == number)
        days[own] = quantile(spells_of(absence, name).days, u[own])
    return days


def spells_of(absence: Absence, kind: str) -> Spells:
    """What the config says of a kind of absence."""
    spells: Spells = getattr(absence, kind)
    return spells
