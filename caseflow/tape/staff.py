"""Staff: the roster's posts, and candidates of who is away when and who leaves.

Candidates of spells and departures come at fixed ceiling rates and are accepted by their marks where the config's rate
reaches them: who is ill at 8 % is ill at 12 % too.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import quantile
from caseflow.config.placement import posts as posts_of
from caseflow.config.rules import ABSENCE_CEILINGS, DEPARTURE_CEILING_PER_YEAR, PAST_DAYS
from caseflow.config.schema import Absence, Config, Spells
from caseflow.tape.streams import Stream, poisson_points, uniforms
from caseflow.tape.tables import ABSENCE_KINDS, MARK_SCALE, Absences, Departures, Posts

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

PERMILLE = 1000


# -- the roster ---------------------------------------------------------------------------------------------------


def offices(config: Config) -> tuple[str, ...]:
    """The offices of the staff groups, in the config's order."""
    return tuple(dict.fromkeys(group.office for group in config.staff.values()))


def roster(config: Config, seed: int, replication: int) -> Posts:
    """A row per post, with the marks of whether who holds it today refuses a transfer."""
    groups, names = list(config.staff), offices(config)
    rows = [
        (
            groups.index(post.group),
            post.ordinal,
            names.index(config.staff[post.group].office),
            round(post.fte * PERMILLE),
            round((config.staff[post.group].casework_share or config.work.casework_share) * PERMILLE),
        )
        for post in posts_of(config)
    ]
    group, ordinal, office, fte, casework = np.array(rows, dtype=np.int32).reshape(-1, 5).T.copy()
    entities = _entities(config, group, ordinal)
    marks = uniforms(seed, replication, Stream.REFUSALS, entities, np.full(len(entities), 2))
    refusal, vacancy = marks.reshape(-1, 2).T.copy()
    return Posts(
        group=group,
        ordinal=ordinal,
        office=office,
        fte_permille=fte,
        casework_permille=casework,
        refusal_mark=np.floor(refusal * MARK_SCALE).astype(np.int32),
        refusal_vacancy_mark=vacancy,
    )


def _entities(config: Config, group: npt.NDArray[Any], ordinal: npt.NDArray[Any]) -> Int64:
    """int64[post, 2]: the permanent number of each post: (group number, ordinal)."""
    numbers = np.array([group.number for group in config.staff.values()], dtype=np.int64)
    return np.column_stack([numbers[group], ordinal])


# -- candidates ---------------------------------------------------------------------------------------------------


def draw_absences(config: Config, posts: Posts, clock: Clock, seed: int, replication: int) -> Absences:
    """Candidate spells of every post and kind until the horizon; a longer horizon only appends to each."""
    days = clock.day(clock.until) + PAST_DAYS
    n_kinds = len(ABSENCE_KINDS)
    of_post = np.repeat(_entities(config, posts.group, posts.ordinal), n_kinds, axis=0)
    of_kind = np.tile(np.arange(n_kinds), len(posts))
    ceilings = np.array([ABSENCE_CEILINGS[name] for name in ABSENCE_KINDS])
    entities = np.column_stack([of_post, of_kind])
    whose, points = poisson_points(seed, replication, Stream.ABSENCES, entities, days * ceilings[of_kind], marks=2)
    time, u_days, mark = points.T.copy()
    kind = of_kind[whose]
    return Absences(
        post=(whose // n_kinds).astype(np.int32),
        kind=kind.astype(np.int8),
        start_day=time / ceilings[kind] - PAST_DAYS,
        days=_lengths(config.absence, kind, u_days),
        mark=mark,
    )


def draw_departures(config: Config, posts: Posts, clock: Clock, seed: int, replication: int) -> Departures:
    """Candidate departures from every post until the horizon; a longer horizon only appends to each post's."""
    ceiling = DEPARTURE_CEILING_PER_YEAR / DAYS_PER_YEAR
    days = clock.day(clock.until) + PAST_DAYS
    entities = _entities(config, posts.group, posts.ordinal)
    until = np.full(len(entities), days * ceiling)
    post, points = poisson_points(seed, replication, Stream.DEPARTURES, entities, until, marks=2)
    time, mark, vacancy_mark = points.T.copy()
    return Departures(
        post=post.astype(np.int32),
        day=time / ceiling - PAST_DAYS,
        mark=mark,
        vacancy_mark=vacancy_mark,
    )


def _lengths(absence: Absence, kind: Int64, u: Float64) -> Float64:
    """Length of each spell in calendar days, by its kind's distribution."""
    days = np.empty(len(u))
    for number, name in enumerate(ABSENCE_KINDS):
        days[kind == number] = quantile(spells_of(absence, name).days, u[kind == number])
    return days


def spells_of(absence: Absence, kind: str) -> Spells:
    """What the config says of a kind of absence."""
    spells: Spells = getattr(absence, kind)
    return spells
