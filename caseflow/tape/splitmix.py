"""Hashes of pairs of a family and a worker, and which pairs have small ones; compiled.

All arithmetic is modulo 2^64, so that callers ignore overflow.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.compiling import compiled, entry_point
from caseflow.tape.tables import MARK_SCALE

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


@compiled
def mark_within(of_group: np.uint64, ordinal: np.uint64) -> np.uint64:
    """The mark, uniform on 0 .. MARK_SCALE - 1, of a family and the post of an ordinal, from their group's hash."""
    return splitmix64(of_group ^ ordinal) % SCALE


@compiled
def hash_of_group(of_family: np.uint64, group: np.uint64) -> np.uint64:
    """The hash that all marks of a family and the posts of a group begin with."""
    return splitmix64(of_family ^ group)


@entry_point
def hashes_of_families(start: np.uint64, families: UInt64) -> UInt64:
    """uint64[case]: the hash that all marks of a family begin with.

    Args:
        start: What all pairs begin with.
        families: [case, number]: who the case's family is.
    """
    hashes = np.empty(len(families), np.uint64)
    for case in range(len(families)):
        hashes[case] = splitmix64(hashed(start, families[case]))
    return hashes


@entry_point
def pairs_below(
    of_family: UInt64,
    eldest: Int64,
    municipality: Int32,
    groups: UInt64,
    ordinals: UInt64,
    home: Int32,
    limits: Int32,
    asked_from: Int64,
    asked: Int64,
) -> tuple[Int64, Int64]:
    """Which pairs of a case and a worker have a mark below their limit: where each case's workers begin, and these.

    Args:
        of_family: [case].
        eldest: [case]: a case of the same family; the case itself if it is the first.
        municipality: [case].
        groups: [worker]: the number of the group; those of one group stand together.
        ordinals: [worker]: the number within the group.
        home: [worker]: the municipality where the worker lives.
        limits: [municipality, 2]: that of workers who live elsewhere, and who live there.
        asked_from: [municipality + 1]: where the workers that are paired with its cases begin in ``asked``.
        asked: Their numbers, ascending for each municipality.
    """
    begins, found = np.empty(len(of_family) + 1, np.int64), np.empty(len(of_family), np.int64)
    n = 0
    for case in range(len(of_family)):
        begins[case] = n
        of = municipality[case]
        most = n + asked_from[of + 1] - asked_from[of]
        if most > len(found):
            longer = np.empty(2 * most, np.int64)
            longer[:n] = found[:n]
            found = longer
        first = eldest[case]
        if first < case and municipality[first] == of:
            for place in range(begins[first], begins[first + 1]):
                found[n] = found[place]
                n += 1
            continue
        group, of_group = np.uint64(0), hash_of_group(of_family[case], np.uint64(0))
        for place in range(asked_from[of], asked_from[of + 1]):
            worker = asked[place]
            if groups[worker] != group:
                group = groups[worker]
                of_group = hash_of_group(of_family[case], group)
            if mark_within(of_group, ordinals[worker]) < np.uint64(limits[of, int(home[worker] == of)]):
                found[n] = worker
                n += 1
    begins[len(of_family)] = n
    return begins, found[:n].copy()
