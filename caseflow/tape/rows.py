"""Rows numbered and dated, each in one pass; compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.compiling import entry_point

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]


@entry_point
def repeated(counts: Int64) -> tuple[Int64, Int64]:
    """For ``counts`` [2, 0, 3]: which each is of ([0, 0, 2, 2, 2]) and its number there ([0, 1, 0, 1, 2])."""
    n = counts.sum()
    which, number = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    row = 0
    for place in range(len(counts)):
        for i in range(counts[place]):
            which[row], number[row] = place, i
            row += 1
    return which, number


@entry_point
def running_numbers(labels: Int64) -> Int64:
    """The number of each row among those of its label, from 0; the rows of a label stand together."""
    numbers = np.zeros(len(labels), dtype=np.int64)
    for row in range(1, len(labels)):
        if labels[row] == labels[row - 1]:
            numbers[row] = numbers[row - 1] + 1
    return numbers


@entry_point
def days_of(moments: Float64, whose: Int64, until: Float64) -> Int64:
    """int64[point]: the days on which some processes come to some moments.

    Args:
        moments: [point]: those of a process stand together, in order; all come before its end.
        whose: [point]: the process.
        until: [process, day]: the moment to which the process comes by the end of the day.
    """
    days = np.empty(len(moments), dtype=np.int64)
    day = 0
    for point in range(len(moments)):
        if point == 0 or whose[point] != whose[point - 1]:
            day = 0
        while until[whose[point], day] <= moments[point]:
            day += 1
        days[point] = day
    return days
