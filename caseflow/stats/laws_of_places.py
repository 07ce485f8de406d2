"""Laws about the places of measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.errors import InvariantError
from caseflow.log import Kind, Log
from caseflow.organisation import Places
from caseflow.stats.histories import History, Int64

Bool = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class _PoolOfPlaces:
    """What happens to the places of one pool while one period's tables hold; numbers are those at a tick's end."""

    number: int
    size: int
    tick: Int64
    """Every tick at which something happens, and the period's first."""
    holding: Int64
    waiting: Int64
    is_handed_out: Bool
    """A child that waited takes a place."""


def places_keep_their_size(history: History) -> None:
    """A child that waited takes a place only where no more are taken than there are, today's children included."""
    for pool in _pools(history):
        over = pool.is_handed_out & (pool.holding > pool.size)
        _refuse(over, pool, "a child takes a place that there is not")


def no_place_is_free_beside_a_child_that_waits(history: History) -> None:
    """Whoever waits for a place takes the first one."""
    for pool in _pools(history):
        _refuse((pool.waiting > 0) & (pool.holding < pool.size), pool, "a child waits beside a free place")


def _refuse(broken: Bool, pool: _PoolOfPlaces, law: str) -> None:
    if broken.any():
        raise InvariantError(f"{law}: tick {pool.tick[broken.argmax()]}, pool {pool.number}")


def _pools(history: History) -> Iterator[_PoolOfPlaces]:
    periods = history.org.periods
    ends = [*(period.start_tick for period in periods[1:]), history.end_tick]
    wanted, taken, left = (history.of(kind) for kind in (Kind.PLACE_WANTED, Kind.PLACE_TAKEN, Kind.PLACE_LEFT))
    waited = np.isin(taken.case, wanted.case)
    for period, end in zip(periods, ends, strict=True):
        if period.places is None:
            continue
        for number, size in enumerate(period.places.size.tolist()):
            ticks = [_ticks(history, rows, period.places, number) for rows in (wanted, taken, left)]
            from_queue = _ticks(history, taken.at(waited), period.places, number)
            every = np.unique(np.concatenate([*ticks, [period.start_tick]]))
            every = every[(period.start_tick <= every) & (every < end)]
            yield _PoolOfPlaces(
                number=number,
                size=size,
                tick=every,
                holding=_until(ticks[1], every) - _until(ticks[2], every),
                waiting=_until(ticks[0], every) - _until(from_queue, every),
                is_handed_out=np.isin(every, from_queue),
            )


def _ticks(history: History, rows: Log, places: Places, number: int) -> Int64:
    """The ticks of the rows about children who need a place of the pool, ascending."""
    return np.sort(rows.tick[places.pool_of[history.municipality[rows.case], rows.value] == number])


def _until(ticks: Int64, every: Int64) -> Int64:
    """How many of the ticks there are up to each of ``every``."""
    return np.searchsorted(ticks, every, side="right")
