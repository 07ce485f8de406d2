"""Marks of pairs of a family and a worker: too many to draw one after the other, so each is a hash of who they are.

Like a stream of :mod:`caseflow.tape.streams`, a mark hangs on the seed, the replication and permanent declared numbers
alone: one more post or municipality changes no other.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from caseflow.tape.tables import MARK_SCALE, Cases, Posts

Int32 = npt.NDArray[np.int32]
UInt64 = npt.NDArray[np.uint64]


class Purpose(IntEnum):
    """What a mark is for. A number is never changed or used again: that would change every mark."""

    CONFLICT = 0


def pair_marks(
    seed: int,
    replication: int,
    purpose: Purpose,
    cases: Cases,
    municipality_numbers: npt.ArrayLike,
    posts: Posts,
    group_numbers: npt.ArrayLike,
) -> Int32:
    """int32[case, worker]: marks uniform on 0 .. MARK_SCALE - 1, the same for all cases of a family.

    A family is known by its eldest's first case: (municipality number, ordinal); a worker by (group number, ordinal).
    """
    first = np.where(cases.previous >= 0, cases.previous, np.arange(len(cases)))
    eldest = cases.family[first]
    municipality = np.asarray(municipality_numbers)[cases.municipality[eldest]]
    start = np.array([seed % 2**64], dtype=np.uint64)
    family = hashed(start, replication, purpose, municipality, cases.ordinal[eldest])
    group = np.asarray(group_numbers)[posts.group]
    marks = hashed(family[:, None], group[None, :], posts.ordinal[None, :])
    return (marks % np.uint64(MARK_SCALE)).astype(np.int32)


def hashed(start: UInt64, *numbers: npt.ArrayLike) -> UInt64:
    """uint64: the numbers, one after the other, mixed into the start by splitmix64; broadcast together."""
    state = splitmix64(start)
    for number in numbers:
        state = splitmix64(state ^ np.asarray(number).astype(np.uint64))
    return state


def splitmix64(value: UInt64) -> UInt64:
    """The output of splitmix64 whose state is ``value`` before the step (Steele, Lea and Flood 2014, figure 17)."""
    z = value + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
