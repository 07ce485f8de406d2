"""Assumptions: what nobody measured, drawn once a replication, the same for every model and scenario."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from caseflow.config.distributions import quantile, triangular_quantile
from caseflow.tape.streams import Stream, generator

if TYPE_CHECKING:
    from caseflow.config.quantities import Assumption


def draw_assumptions(assumptions: Iterable[Assumption], seed: int, replication: int) -> dict[str, float]:
    """A value for each assumption, by its path.

    A range is a triangular distribution whose mode is the value. Each assumption has a stream of its own: one more
    changes no other.
    """
    return {a.path: _draw(a, seed, replication) for a in assumptions}


def _draw(assumption: Assumption, seed: int, replication: int) -> float:
    entity = zlib.crc32(assumption.path.encode())
    u = generator(seed, replication, Stream.ASSUMPTION, entity).random(1)
    return float(_quantile(assumption, u)[0])


def _quantile(assumption: Assumption, u: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if assumption.low is not None and assumption.high is not None:
        return triangular_quantile(assumption.low, assumption.value, assumption.high, u)
    assert assumption.distribution is not None
    return quantile(assumption.distribution, u)
