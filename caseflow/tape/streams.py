"""Random streams: which of them draws what, fixed for ever.

The only module that draws. Every stream is keyed by (seed, replication, stream, entity), where the entity is made of
permanent declared numbers: model and scenario are not in the key, so that all models see the same randomness and one
more post or municipality changes nothing else (common random numbers). A stream's numbers are those of
``numpy.random.Generator(PCG64(SeedSequence(seed, spawn_key=(replication, stream, *entity))))``.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

WORD = 2**32


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
    SHOCKS = 10
    """Who is taken away, and when. Entity: CRC-32 of the shock's name, staff group number, ordinal of the post."""
    SHOCK_MARKS = 11
    """Of the children of reports beside all others. Entity: CRC-32 of the shock's name, municipality number, place
    among siblings."""


def uniforms(
    seed: int, replication: int, stream: Stream, entities: npt.ArrayLike, counts: Int64, begins: Int64 | None = None
) -> Float64:
    """float64[sum of counts]: numbers uniform on [0, 1) of one stream after the other.

    Args:
        seed: Of the config; with the replication it names all streams.
        replication: From 0.
        stream: What is drawn.
        entities: [entity, number]: who they are, whole numbers below 2^32.
        counts: [entity]: how many numbers.
        begins: [entity]: the place of the first of them in the entity's stream; left out: its beginning.
    """
    begins = np.zeros_like(counts) if begins is None else begins
    order, places = np.arange(len(counts)), np.cumsum(counts) - counts
    return _drawn(seed, replication, stream, entities, counts, begins, order, places, 1, int(counts.sum()))


def table(
    seed: int,
    replication: int,
    stream: Stream,
    entities: Int64,
    begins: Int64,
    n_columns: int,
    order: Int64,
    room: int = 0,
) -> Float64:
    """float64[entity + room, column]: the same number of numbers of each, whose columns are contiguous.

    ``order`` is that in which they are drawn: quickest where the parts of a stream follow one another. After the last
    entity there is ``room`` for more rows.
    """
    n, stride = len(entities), len(entities) + room
    counts, places = np.full(n, n_columns), np.arange(n)
    drawn = _drawn(seed, replication, stream, entities, counts, begins, order, places, stride, n_columns * stride)
    return drawn.reshape(n_columns, stride).T


def _drawn(
    seed: int,
    replication: int,
    stream: Stream,
    entities: npt.ArrayLike,
    counts: Int64,
    begins: Int64,
    order: Int64,
    places: Int64,
    stride: int,
    size: int,
) -> Float64:
    # loads numba, which most commands do without
    from caseflow.tape import pcg64

    keys = np.ascontiguousarray(entities, dtype=np.int64)
    prefix = [seed % WORD]
    while (seed := seed // WORD) > 0:
        prefix.append(seed % WORD)
    prefix += [0] * (pcg64.POOL - len(prefix))
    key = np.array([*prefix, replication, stream], dtype=np.uint64)
    # nothing is wrong where numbers grow beyond 64 bits: that is the arithmetic of random numbers
    with np.errstate(over="ignore"):
        return pcg64.uniforms(key, keys, begins, counts, order, places, stride, size)


def poisson_points(
    seed: int, replication: int, stream: Stream, entities: npt.ArrayLike, until: Float64, marks: int
) -> tuple[Int64, Float64]:
    """The points of a Poisson process of rate 1 of each entity on [0, until).

    Returns int64[n], whose each point is, and float64[n, 1 + marks], whose columns are contiguous: time, then uniforms
    on [0, 1). The draws are interleaved point by point: a larger ``until`` appends points to each process and changes
    none.
    """
    from caseflow.tape import pcg64

    blocks = (until + 4 * np.sqrt(until)).astype(np.int64) + 8
    while True:
        rows = uniforms(seed, replication, stream, entities, blocks * (1 + marks)).reshape(-1, 1 + marks)
        whose, points, is_short = pcg64.points_until(until, np.log1p(-rows[:, 0]), blocks, rows)
        if not is_short.any():
            return whose, points.T
        blocks = np.where(is_short, 2 * blocks, blocks)
