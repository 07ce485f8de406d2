"""Sets that the compiled engine keeps in bits, against Python's own."""

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st

from caseflow.compiling import entry_point
from caseflow.engines.compiled.lists import first_from, mark, unmark
from caseflow.engines.compiled.state import BITS_OF_WORD
from tests.whole.small_worlds import HYPOTHESIS

Int64 = npt.NDArray[np.int64]


@entry_point
def members(bits: Int64, put_in: Int64, taken_out: Int64, end: int) -> Int64:
    """The numbers below ``end`` of a set, in ascending order, after some were put in and others taken out."""
    for number in put_in:
        mark(bits, number)
    for number in taken_out:
        unmark(bits, number)
    found, n = np.empty(end, dtype=np.int64), 0
    number = first_from(bits, 0, end)
    while number < end:
        found[n] = number
        n += 1
        number = first_from(bits, number + 1, end)
    return found[:n]


@HYPOTHESIS
@given(st.data(), st.sampled_from([1, 63, 64, 65, 127, 128, 200]))
def test_a_set_in_bits_is_gone_through_in_ascending_order(data: st.DataObject, end: int) -> None:
    put_in, taken_out = (data.draw(st.sets(st.integers(0, end - 1))) for _ in range(2))
    bits = np.zeros(end // BITS_OF_WORD + 1, dtype=np.int64)
    found = members(bits, *(np.array(sorted(numbers), dtype=np.int64) for numbers in (put_in, taken_out)), end)
    assert found.tolist() == sorted(put_in - taken_out)
