import numpy as np
import pytest

from caseflow.config.searching import CELLS, numbers_below


@pytest.mark.parametrize("n", [0, 1, 7, 50_000])
def test_numbers_are_found_as_numpy_finds_them(n):
    rng = np.random.default_rng(1)
    ascending = np.sort(np.concatenate([rng.random(n), rng.integers(0, CELLS + 1, n) / CELLS]))
    values = np.concatenate([[0.0, 2**-53, 1 - 2**-53], rng.random(2000), ascending[ascending < 1]])
    assert numbers_below(ascending, values).tolist() == np.searchsorted(ascending, values).tolist()
