"""Random streams: which generator draws what, fixed for ever.

The only module that makes random generators. Every generator is keyed by (replication, stream, entity), where the
entity is a permanent declared number: model and scenario are not in the key, so that all models see the same randomness
and one more post or municipality changes nothing else (common random numbers).
"""

# ruff: noqa: TID251  (this module is the one place for numpy.random)

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
import numpy.typing as npt

Generator = np.random.Generator
Float64 = npt.NDArray[np.float64]


class Stream(IntEnum):
    """Numbers of the streams. A number is never changed or used again: that would change every tape."""

    ASSUMPTION = 0
    """Entity: CRC-32 of the assumption's path."""
    ARRIVALS = 1
    """Families reported. Entity: municipality number."""
    KNOWN_CHILDREN = 2
    """Reports on children known before today whose case is closed. Entity: municipality number."""
    CASE_MARKS = 3
    """Entity: municipality number, then source, place among siblings, number of the later
    report (:data:`caseflow.tape.demand.IDENTITY`)."""
    OPEN_SPANS = 4
    """Planned spans of the investigations open today. Entity: municipality number."""
    ABSENCES = 5
    """Entity: staff group number, ordinal of the post, kind of absence."""
    DEPARTURES = 6
    """Entity: staff group number, ordinal of the post."""
    GROWTH = 7
    """Families of the candidates of growth. Entity: municipality number."""
    YEARS = 8
    """A year's demand. Entity: municipality number, calendar year."""
    REFUSALS = 9
    """Entity: staff group number, ordinal of the post."""


def generator(seed: int, replication: int, stream: Stream, *entity: int) -> Generator:
    """The generator of one stream of one entity in one replication, at its beginning."""
    key = np.random.SeedSequence(seed, spawn_key=(replication, stream, *entity))
    return Generator(np.random.PCG64(key))


def poisson_points(source: Generator, until: float, marks: int) -> Float64:
    """float64[n, 1 + marks]: the points of a Poisson process of rate 1 on [0, until): time, then uniforms on [0, 1).

    The draws are interleaved point by point: a larger ``until`` appends rows and changes none.
    """
    block = int(until + 4 * math.sqrt(until)) + 8
    rows = np.empty((0, 1 + marks))
    while True:
        rows = np.concatenate([rows, source.random((block, 1 + marks))])
        times = np.cumsum(-np.log1p(-rows[:, 0]))
        if times[-1] >= until:
            return np.column_stack([times, rows[:, 1:]])[times < until]
