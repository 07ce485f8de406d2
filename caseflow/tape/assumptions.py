"""Assumptions: what nobody measured, drawn once a replication, the same for every model and scenario."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from caseflow.config.distributions import quantile, triangular_quantile
from caseflow.tape.streams import Stream, uniforms

if TYPE_CHECKING:
    from caseflow.config.quantities import Assumption


def draw_assumptions(assumptions: Iterable[Assumption], seed: int, replication: int) -> dict[str, float]:
    """A value for each assumption, by its path.

    A range is a triangular distribution whose mode is the value. Each assumption has a stream of its own: one more
    changes no other.
    """
    own = list(assumptions)
    entities = np.array([[zlib.crc32(a.path.encode())] for a in own], dtype=np.int64).reshape(-1, 1)
    u = uniforms(seed, replication, Stream.ASSUMPTION, entities, np.ones(len(own), dtype=np.int64))
    values = np.empty(len(own))
    ranges = [(a.low, a.value, a.high, place) for place, a in enumerate(own) if a.distribution is None]
    low, value, high, places = np.array(ranges, dtype=np.float64).reshape(-1, 4).T
    rows = places.astype(np.int64)
    values[rows] = triangular_quantile(low, value, high, u[rows])
    for place, assumption in enumerate(own):
        if assumption.distribution is not None:
            values[place] = quantile(assumption.distribution, u[place : place + 1])[0]
    return dict(zip([a.path for a in own], values.tolist(), strict=True))
