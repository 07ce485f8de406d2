import numpy as np
import pytest

from caseflow.stats.bands import add_counts, quantile_of_counts, quantiles_of_repeated


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.77, 1.0])
def test_quantiles_of_counts_are_those_of_the_numbers(share: float):
    numbers = np.random.default_rng(1).integers(0, 9, size=(3, 14))
    counts = np.stack([np.bincount(row, minlength=9) for row in numbers])
    np.testing.assert_allclose(quantile_of_counts(counts, share), np.quantile(numbers, share, axis=1), rtol=1e-15)


def test_quantiles_of_repeated_values_are_to_the_last_digit_those_of_each_written_so_many_times():
    draw = np.random.default_rng(5)
    shares = np.concatenate([[0, 1], draw.random(200)])
    for n in (1, 2, 7, 40):
        values, times = draw.random(n) / 7, draw.integers(1, 5, n)
        found = quantiles_of_repeated(values, times, shares)
        assert found.tolist() == np.quantile(np.repeat(values, times), shares).tolist()


def test_a_single_number_is_its_every_quantile():
    assert quantile_of_counts(np.array([[0, 0, 1]]), 0.1).tolist() == [2]


def test_counts_of_different_lengths_are_added():
    total = add_counts(add_counts(None, np.array([[1, 2]])), np.array([[1, 0, 5]]))
    assert total.tolist() == [[2, 2, 5]]
