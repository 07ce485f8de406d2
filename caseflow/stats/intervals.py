"""Half-open intervals ``[start, stop)`` of whole numbers, each of a key: intersection, sweep.

All functions work on whole int64 arrays. A key is a small non-negative number (a case, a worker); intervals of
different keys never meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Int64 = npt.NDArray[np.int64]

SPAN = 2**31
"""Room for the numbers of one key on the common line: more ticks than any horizon has."""


@dataclass(frozen=True)
class Intervals:
    """Intervals of keys, one a row; empty ones are allowed and mean nothing."""

    key: Int64
    start: Int64
    stop: Int64

    def __len__(self) -> int:
        return len(self.key)

    def where(self, mask: npt.NDArray[np.bool_]) -> Intervals:
        """The rows of a mask."""
        return Intervals(self.key[mask], self.start[mask], self.stop[mask])


def expand(first: Int64, last: Int64) -> tuple[Int64, Int64]:
    """All numbers of the ranges ``first .. last`` (inclusive; none where last < first), row by row.

    Returns (row, number), both int64 of the total length.
    """
    lengths = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(first)), lengths)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return row, first[row] + offset


def intersect(left: Intervals, right: Intervals) -> tuple[Int64, Int64, Int64, Int64]:
    """Every non-empty meeting of a left and a right interval of one key.

    ``right`` must be sorted by (key, start) and disjoint within a key. Returns (row of
    left, row of right, start, stop).
    """
    first = np.searchsorted(right.key * SPAN + right.stop, left.key * SPAN + left.start, side="right")
    last = np.searchsorted(right.key * SPAN + right.start, left.key * SPAN + left.stop, side="left") - 1
    i, j = expand(first, last)
    start, stop = np.maximum(left.start[i], right.start[j]), np.minimum(left.stop[i], right.stop[j])
    kept = start < stop
    return i[kept], j[kept], start[kept], stop[kept]


@dataclass(frozen=True)
class Sweep:
    """Segments of constant state: how many intervals of each set hold in each."""

    key: Int64
    start: Int64
    length: Int64
    holding: npt.NDArray[np.int32]
    """[set, segment]: how many of the set's intervals of the key cover the segment."""


def sweep(sets: Sequence[Intervals]) -> Sweep:
    """Cut the line of each key at every start and stop of its intervals in any of the sets."""
    sets = [intervals.where(intervals.start < intervals.stop) for intervals in sets]
    position = np.concatenate([edge for s in sets for edge in (s.key * SPAN + s.start, s.key * SPAN + s.stop)])
    order = np.argsort(position, kind="stable")
    position = position[order]
    holding = np.zeros((len(sets), max(len(position) - 1, 0)), dtype=np.int32)
    begin = 0
    for row, s in enumerate(sets):
        change = np.zeros(len(position), dtype=np.int32)
        change[begin : begin + len(s)] = 1
        change[begin + len(s) : begin + 2 * len(s)] = -1
        begin += 2 * len(s)
        holding[row] = np.cumsum(change[order], dtype=np.int32)[:-1]
    key, start = np.divmod(position[:-1], SPAN)
    length = np.diff(position)
    kept = (length > 0) & holding.any(axis=0)
    return Sweep(key[kept], start[kept], length[kept], holding[:, kept])
