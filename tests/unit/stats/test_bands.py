import numpy as np
import pytest

from caseflow.stats.bands import add_counts, quantile_of_counts


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_quantiles_of_counts_are_those_of_the_numbers(share: float):
    numbers = np.random.default_rng(1).integers(0, 9, size=(3, 14))
    counts = np.stack([np.bincount(row, minlength=9) for row in numbers])
    np.testing.assert_allclose(quantile_of_counts(counts, share), np.quantile(numbers, share, axis=1), rtol=1e-15)


def test_a_single_number_is_its_every_quantile():
    assert quantile_of_counts(np.array([[0, 0, 1]]), 0.1).tolist() == [2]


def test_counts_of_different_lengths_are_added():
    total = add_counts(add_counts(None, np.array([[1, 2]])), np.array([[1, 0, 5]]))
    assert total.tolist() == [[2, 2, 5]]
