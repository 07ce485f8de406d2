import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from caseflow.decisions.differences import NEVER, all_pairs, difference, first_lasting, oriented
from caseflow.decisions.jackknife import ratio_of_sums

COUNTS = arrays.arrays(np.float64, (3, 5), elements=st.integers(0, 20).map(float))
"""Three models, five replications."""


def of(numerator: list[float], denominator: list[float] | None = None):
    return ratio_of_sums(np.array(numerator), np.array(denominator or [1.0] * len(numerator)))


def test_a_difference_is_paired_by_replication():
    found = difference(of([2.0, 4.0, 7.0]), of([1.0, 2.0, 3.0]))
    # differences 1, 2, 4: mean 7/3, standard error sqrt(7/3) / sqrt(3)
    error = np.sqrt(7 / 3) / np.sqrt(3)
    assert found.value == pytest.approx(7 / 3)
    assert (found.low, found.high) == (pytest.approx(7 / 3 - 4.302653 * error), pytest.approx(7 / 3 + 4.302653 * error))
    # unpaired: variances 19/3 and 1 of three values each
    assert found.narrowed == pytest.approx(np.sqrt((19 / 3 + 1) / 3) / error)


def test_a_difference_that_is_the_same_in_every_future_has_no_width():
    found = difference(of([2.0, 3.0, 4.0]), of([1.0, 2.0, 3.0]))
    assert (found.low, found.value, found.high) == (1, 1, 1)
    assert np.isnan(found.narrowed)


def test_a_difference_of_shares_is_cut_at_one_on_both_sides():
    found = difference(of([0.0, 1.0]), of([1.0, 0.0]), bound=1)
    assert (found.low, found.high) == (-1, 1)


@given(COUNTS, COUNTS)
def test_swapping_model_and_baseline_flips_every_sign_exactly(numerator, denominator):
    figures = ratio_of_sums(numerator, denominator)
    there, back = difference(figures[0], figures[1], bound=1), difference(figures[1], figures[0], bound=1)
    np.testing.assert_array_equal(there.value, -back.value)
    np.testing.assert_array_equal(there.low, -back.high)
    np.testing.assert_array_equal(there.high, -back.low)
    np.testing.assert_array_equal(there.narrowed, back.narrowed)


@given(COUNTS, st.lists(st.integers(1, 20).map(float), min_size=5, max_size=5))
def test_a_model_differs_from_itself_by_exactly_zero(numerator, denominator):
    figures = ratio_of_sums(numerator, np.array(denominator))
    found = difference(figures, figures)
    assert not np.any([found.value, found.low, found.high])


@given(COUNTS, st.integers(1, 9))
def test_scaling_all_counts_changes_no_ratio_and_no_interval(numerator, factor):
    denominator = np.arange(1.0, 6.0)
    plain, scaled = (ratio_of_sums(numerator * f, denominator * f) for f in (1, factor))
    before, after = difference(plain[0], plain[1]), difference(scaled[0], scaled[1])
    np.testing.assert_allclose(after.low, before.low, atol=1e-9)
    np.testing.assert_allclose(after.high, before.high, atol=1e-9)


# -- all pairs --------------------------------------------------------------------------------------------------


def test_the_best_are_those_that_no_other_beats():
    rough, noise = np.array([10.0, 10.0, 20.0, 30.0]), np.array([0.0, 1.0, 0.0, -1.0, 0.5])
    figures = ratio_of_sums(rough[:, None] + noise * np.array([[1], [2], [1], [3]]), np.ones((4, 5)))
    found = all_pairs(figures)
    assert found.looks == 6
    assert found.best("lower").tolist() == [True, True, False, False]
    assert found.best("higher").tolist() == [False, False, False, True]
    assert found.beats("lower")[0].tolist() == [False, False, True, True]


def test_intervals_of_all_pairs_are_wider_than_one_alone():
    figures = of([2.0, 4.0, 7.0]), of([1.0, 2.0, 3.0]), of([5.0, 5.0, 2.0])
    alone = difference(figures[0], figures[1])
    together = all_pairs(ratio_of_sums(np.array([[2.0, 4, 7], [1, 2, 3], [5, 5, 2]]), np.ones((3, 3)))).difference
    assert together.value[0, 1] == alone.value
    # 5 % over three pairs: t of 1 - 0.05 / 6 with two degrees of freedom is 7.649 in place of 4.303
    ratio = (together.high[0, 1] - together.low[0, 1]) / (alone.high - alone.low)
    assert ratio == pytest.approx(7.6488 / 4.302653, rel=1e-4)


@given(COUNTS)
def test_the_model_with_the_best_mean_is_always_among_the_best(numerator):
    figures = ratio_of_sums(numerator, np.ones(numerator.shape))
    assert all_pairs(figures).best("lower")[figures.value.argmin()]


@given(COUNTS)
def test_identical_models_are_all_among_the_best(numerator):
    same = np.broadcast_to(numerator[:1], numerator.shape)
    assert all_pairs(ratio_of_sums(same, np.ones(same.shape))).best("lower").all()


def test_a_verdict_is_turned_towards_what_is_better():
    verdict = np.array([-1.0, 0.0, 1.0])
    assert oriented(verdict, "lower").tolist() == [1, 0, -1]
    assert oriented(verdict, "higher").tolist() == [-1, 0, 1]
    assert oriented(verdict, "none").tolist() == [0, 0, 0]


# -- from when --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holds", "first"),
    [
        ([True, True, True], 0),
        ([True, False, True], 2),
        ([False, True, True], 1),
        ([True, True, False], NEVER),
        ([False, False, False], NEVER),
    ],
)
def test_it_is_told_from_when_on_something_holds_to_the_end(holds, first):
    assert first_lasting(np.array(holds)) == first
