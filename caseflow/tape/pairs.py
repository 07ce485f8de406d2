"""Marks of pairs of a family and a worker: too many to draw one after the other, so each is a hash of who they are.

Like a stream of :mod:`caseflow.tape.streams`, a mark hangs on the seed, the replication and permanent declared numbers
alone: one more post or municipality changes no other. It is worked out for those pairs only that are asked for, since
all of them grow with the square of a region.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.tape.tables import Cases, Tape

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
UInt64 = npt.NDArray[np.uint64]


class Purpose(IntEnum):
    """What a mark is for. A number is never changed or used again: that would change every mark."""

    CONFLICT = 0


class Asked(NamedTuple):
    """For each municipality, the workers with whom its cases are paired."""

    begins: Int64
    """[municipality + 1]: where its workers begin in ``workers``; then the number of all."""
    workers: Int64
    """Those of one municipality after the other, ascending."""


class Limits(NamedTuple):
    """Below which marks a pair is meant."""

    of: Int32
    """[municipality, 2]: for the cases of a municipality and workers who live elsewhere, or there."""
    home: Int32
    """[worker]: the municipality where the worker lives; -1 unknown."""


def pairs_below(
    seed: int,
    purpose: Purpose,
    tape: Tape,
    municipality_numbers: Sequence[int],
    group_numbers: Sequence[int],
    asked: Asked,
    limits: Limits,
) -> tuple[Int64, Int64]:
    """The pairs whose mark, uniform on 0 .. MARK_SCALE - 1 and the same for all cases of a family, is below its limit.

    int64[case + 1] tells where the workers of each case begin in the second array, which holds them, ascending.
    A family is known by its eldest's first case: (municipality number, ordinal); a worker by (group number, ordinal).
    """
    # loads numba, which most commands do without
    from caseflow.tape import splitmix

    posts = tape.posts
    # nothing is wrong where numbers grow beyond 64 bits: that is the arithmetic of hashes
    with np.errstate(over="ignore"):
        return splitmix.pairs_below(
            hashes_of_families(seed, purpose, tape, municipality_numbers),
            _eldest(tape.cases).astype(np.int64),
            tape.cases.municipality,
            np.asarray(group_numbers)[posts.group].astype(np.uint64),
            posts.ordinal.astype(np.uint64),
            limits.home,
            limits.of,
            asked.begins,
            asked.workers,
        )


def hashes_of_families(seed: int, purpose: Purpose, tape: Tape, municipality_numbers: Sequence[int]) -> UInt64:
    """uint64[case]: the hash that all marks of the case's family begin with."""
    from caseflow.tape import splitmix

    cases = tape.cases
    eldest = _eldest(cases)
    municipality = np.asarray(municipality_numbers)[cases.municipality[eldest]]
    key = [np.full(len(cases), number) for number in (tape.replication, purpose)]
    with np.errstate(over="ignore"):
        return splitmix.hashes_of_families(
            np.uint64(seed % 2**64),
            np.column_stack([*key, municipality, cases.ordinal[eldest]]).astype(np.uint64),
        )


def _eldest(cases: Cases) -> Int32:
    """int32[case]: the first case of the eldest of its family."""
    first = np.where(cases.previous >= 0, cases.previous, np.arange(len(cases)))
    return cases.family[first]
