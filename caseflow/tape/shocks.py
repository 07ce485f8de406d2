"""Shocks: who is taken away, and when, beside all other absence; and the families reported beside all others.

A shock's draws hang on its name and on whom they are about: neither another shock nor another model changes them, and
a shock changes nothing else on the tape.
"""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.schema import AbsenceShock, Config
from caseflow.config.stress import candidates, end_day, first_day
from caseflow.tape.streams import Stream, uniforms
from caseflow.tape.tables import SHOCK_KINDS, Posts, Shocks

Float64 = npt.NDArray[np.float64]

MARKS = 3
"""Of a post and shock: its place in the order of who is taken, whether a part of a post counts as one, and when."""


def key_of(name: str) -> int:
    """The number by which a shock is known to the streams."""
    return crc32(name.encode())


def draw_shocks(config: Config, posts: Posts, clock: Clock, seed: int, replication: int) -> Shocks:
    """The stretches in which shocks take posts away, cut at the horizon."""
    rows: list[tuple[int, int, int, int]] = []
    horizon = clock.day(clock.until)
    for name, shock in config.stress.absences.items():
        first, end = clock.day(first_day(config, shock)), end_day(config, shock)
        last = horizon if end is None else clock.day(end)
        marks = _marks(config, posts, name, seed, replication)
        for post in sorted(_taken(shock, candidates(config, shock), marks)):
            start, stop = _stretch(shock, first, last, float(marks[post, 2]))
            if start < min(stop, horizon):
                rows.append((post, SHOCK_KINDS.index(shock.kind), start, min(stop, horizon)))
    columns = np.array(rows, dtype=np.int32).reshape(-1, 4).T.copy()
    return Shocks(post=columns[0], kind=columns[1].astype(np.int8), start_day=columns[2], end_day=columns[3])


def _marks(config: Config, posts: Posts, name: str, seed: int, replication: int) -> Float64:
    """float64[post, mark]."""
    groups = np.array([group.number for group in config.staff.values()], dtype=np.int64)
    entities = np.column_stack([np.full(len(posts), key_of(name)), groups[posts.group], posts.ordinal])
    return uniforms(seed, replication, Stream.SHOCKS, entities, np.full(len(posts), MARKS)).reshape(-1, MARKS)


def _taken(shock: AbsenceShock, services: list[list[int]], marks: Float64) -> Iterator[int]:
    """The posts that a shock takes: of each service its share, the part of a post by chance.

    The k-th in the order of marks is taken where the running sum of shares, begun at a uniform, passes a whole number:
    of n posts at a share s it is n x s on average, and never off by one or more.
    """
    for workers in services:
        in_order = sorted(workers, key=lambda worker: marks[worker, 0])
        begin = marks[in_order[0], 1]
        steps = np.floor(begin + shock.share * np.arange(len(in_order) + 1))
        yield from (worker for worker, step in zip(in_order, np.diff(steps), strict=True) if step > 0)


def _stretch(shock: AbsenceShock, first: int, last: int, mark: float) -> tuple[int, int]:
    """The days [start, end) on which a post is away."""
    if shock.days_each is None:
        return first, last
    start = first + int(mark * (last - first - shock.days_each + 1))
    return start, start + shock.days_each
