"""Marks of pairs of a family and a worker: too many to draw one after the other, so each is a hash of who they are.

Like a stream of :mod:`caseflow.tape.streams`, a mark hangs on the seed, the replication and permanent declared numbers
alone: one more post or municipality changes no other.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from caseflow.tape.tables import Cases, Posts

Int32 = npt.NDArray[np.int32]


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
    # loads numba, which most commands do without
    from caseflow.tape.splitmix import marks_of_pairs

    first = np.where(cases.previous >= 0, cases.previous, np.arange(len(cases)))
    eldest = cases.family[first]
    municipality = np.asarray(municipality_numbers)[cases.municipality[eldest]]
    key = [np.full(len(cases), number) for number in (replication, purpose)]
    # nothing is wrong where numbers grow beyond 64 bits: that is the arithmetic of hashes
    with np.errstate(over="ignore"):
        return marks_of_pairs(
            np.uint64(seed % 2**64),
            np.column_stack([*key, municipality, cases.ordinal[eldest]]).astype(np.uint64),
            eldest.astype(np.int64),
            np.asarray(group_numbers)[posts.group].astype(np.uint64),
            posts.ordinal.astype(np.uint64),
        )
