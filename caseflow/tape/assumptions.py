"""Assumptions: what nobody measured, drawn once a replication, the same for every model and scenario."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.config.distributions import quantile, triangular_quantile
from caseflow.config.same import Same
from caseflow.tape.streams import Stream, uniforms

if TYPE_CHECKING:
    from caseflow.config.quantities import Assumption, ContinuousDistribution

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


def draw_assumptions(assumptions: Iterable[Assumption], seed: int, replication: int) -> dict[str, float]:
    """A value for each assumption, by its path.

    A range is a triangular distribution whose mode is the value. Each assumption has a stream of its own: one more
    changes no other.
    """
    own = _prepared(Same(tuple(assumptions)))
    u = uniforms(seed, replication, Stream.ASSUMPTION, own.entities, np.ones(len(own.paths), dtype=np.int64))
    values = np.empty(len(own.paths))
    values[own.ranges] = triangular_quantile(own.low, own.value, own.high, u[own.ranges])
    for place, distribution in own.distributions:
        values[place] = quantile(distribution, u[place : place + 1])[0]
    return dict(zip(own.paths, values.tolist(), strict=True))


class _Prepared(NamedTuple):
    """Assumptions as arrays."""

    paths: tuple[str, ...]
    entities: Int64
    """[assumption, 1]: of the streams."""
    ranges: Int64
    """Places of the assumptions with a range."""
    low: Float64
    """[range]."""
    value: Float64
    high: Float64
    distributions: tuple[tuple[int, ContinuousDistribution], ...]
    """Place and distribution of the others."""


@lru_cache(maxsize=16)
def _prepared(assumptions: Same[tuple[Assumption, ...]]) -> _Prepared:
    own = assumptions.part
    ranges = [place for place, a in enumerate(own) if a.distribution is None]
    numbers = [(own[place].low, own[place].value, own[place].high) for place in ranges]
    low, value, high = np.array(numbers, dtype=np.float64).reshape(-1, 3).T.copy()
    return _Prepared(
        paths=tuple(a.path for a in own),
        entities=np.array([zlib.crc32(a.path.encode()) for a in own], dtype=np.int64)[:, None],
        ranges=np.array(ranges, dtype=np.int64),
        low=low,
        value=value,
        high=high,
        distributions=tuple((place, a.distribution) for place, a in enumerate(own) if a.distribution is not None),
    )
