"""Many numbers found among ascending ones; compiled."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.compiling import entry_point

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

CELLS = 1024
"""Into which the interval from 0 to 1 is cut; a power of two, so that a number's cell is exact."""


@entry_point
def numbers_below(ascending: Float64, values: Float64) -> Int64:
    """int64[value]: how many of some ascending numbers lie below each value on [0, 1), as numpy's searchsorted says.

    The count begins at what lies below the value's cell: a guess at each step, as halving makes it, takes longer.
    """
    below_cell = np.empty(CELLS, dtype=np.int64)
    n = 0
    for cell in range(CELLS):
        while n < len(ascending) and ascending[n] < cell / CELLS:
            n += 1
        below_cell[cell] = n
    found = np.empty(len(values), dtype=np.int64)
    for place in range(len(values)):
        n = below_cell[int(values[place] * CELLS)]
        while n < len(ascending) and ascending[n] < values[place]:
            n += 1
        found[place] = n
    return found
