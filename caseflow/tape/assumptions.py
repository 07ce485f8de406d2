"""Assumptions: what nobody measured, drawn once a replication, the same for every model and scenario."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

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
    return {a.path: float(_quantile(a, u[place : place + 1])[0]) for place, a in enumerate(own)}


def _quantile(assumption: Assumption, u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if assumption.low is not None and assumption.high is not None:
        return triangular_quantile(assumption.low, assumption.value, assumption.high, u)
    assert assumption.distribution is not None
    return quantile(assumption.distribution, u)
