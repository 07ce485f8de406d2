"""Hashes of pairs of a family and a worker, and which of them are small; compiled.

All arithmetic is modulo 2^64, so that callers ignore overflow.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.compiling import compiled, entry_point
from caseflow.tape.tables import MARK_SCALE

Bool = npt.NDArray[np.bool_]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]
U = np.uint64

GOLDEN_GAMMA = U(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
SHIFT_1, SHIFT_2, SHIFT_3 = U(30), U(27), U(31)
SCALE = U(MARK_SCALE)


@compiled
def splitmix64(value: np.uint64) -> np.uint64:
    """The output of splitmix64 whose state is ``value`` before the step (Steele, Lea and Flood 2014, figure 17)."""
    z = value + GOLDEN_GAMMA
    z = (z ^ (z >> SHIFT_1)) * MIX_1
    z = (z ^ (z >> SHIFT_2)) * MIX_2
    return z ^ (z >> SHIFT_3)


@compiled
def hashed(start: np.uint64, numbers: UInt64) -> np.uint64:
    """The numbers, one after the other, mixed into the start."""
    state = splitmix64(start)
    for number in numbers:
        state = splitmix64(state ^ number)
    return state


@entry_point
def marks_of_pairs(start: np.uint64, families: UInt64, eldest: Int64, groups: UInt64, ordinals: UInt64) -> Int32:
    """int32[case, worker]: uniform on 0 .. MARK_SCALE - 1.

    Args:
        start: What all pairs begin with.
        families: [case, number]: who the case's family is.
        eldest: [case]: the case by which the family is known; the case itself if it is that.
        groups: [worker]: the number of the group; those of one group stand together.
        ordinals: [worker]: the number within the group.
    """
    marks = np.empty((len(families), len(groups)), dtype=np.int32)
    for case in range(len(families)):
        if eldest[case] != case:
            continue
        of_family = splitmix64(hashed(start, families[case]))
        of_group = of_family
        for worker in range(len(groups)):
            if worker == 0 or groups[worker] != groups[worker - 1]:
                of_group = splitmix64(of_family ^ groups[worker])
            marks[case, worker] = splitmix64(of_group ^ ordinals[worker]) % SCALE
    for case in range(len(families)):
        if eldest[case] != case:
            marks[case] = marks[eldest[case]]
    return marks


@entry_point
def are_below(marks: Int32, limits: Int32, rows: Int32) -> Bool:
    """bool[case, worker]: the pair's mark is below the limit [row, worker] of the case's row."""
    below = np.empty(marks.shape, np.bool_)
    for case in range(len(marks)):
        own, of_case, limit = below[case], marks[case], limits[rows[case]]
        for worker in range(len(own)):
            own[worker] = of_case[worker] < limit[worker]
    return below
