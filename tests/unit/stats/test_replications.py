import numpy as np
import pytest
from scipy import stats

from caseflow.stats.replications import (
    FARTHEST,
    effective_trials,
    interval,
    on_log_odds,
    on_logarithm,
    ratio_of_sums,
    t_quantile,
    wilson_interval,
)


def one(values):
    return np.array(values, dtype=np.float64)


def all_of(values):
    return np.ones(np.shape(values), dtype=bool)


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = one([3, 1, 4, 1, 5, 9])
    mean, error = ratio_of_sums(values, np.ones(6), all_of(values))
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(6))


def test_the_jackknife_of_a_ratio_leaves_out_each_replication_once():
    # without each: 5/30, 4/20, 3/30; mean 14/90 = 7/45
    _, error = ratio_of_sums(one([1, 2, 3]), one([10, 20, 10]), all_of([1, 2, 3]))
    without = one([5 / 30, 4 / 20, 3 / 30])
    assert error == pytest.approx(np.sqrt(2 / 3 * ((without - 7 / 45) ** 2).sum()))


def test_rows_are_estimated_apart_and_what_does_not_count_is_left_out():
    values = one([[1, 3, 1000], [10, 10, 10]])
    mean, error = ratio_of_sums(values, np.ones((2, 3)), np.array([[True, True, False], [True, True, True]]))
    assert mean.tolist() == [2, 10]
    assert error.tolist() == [pytest.approx(1.0), 0]


def test_a_single_replication_has_a_mean_and_no_error():
    mean, error = ratio_of_sums(one([3]), one([4]), all_of([3]))
    assert mean == 0.75
    assert np.isnan(error)


def test_a_ratio_that_cannot_do_without_one_replication_has_no_error():
    _, error = ratio_of_sums(one([1, 0]), one([4, 0]), all_of([1, 0]))
    assert np.isnan(error)


def test_the_interval_of_a_mean_is_students_on_its_logarithm():
    values = one([3, 1, 4, 1, 5, 9])
    mean, error = ratio_of_sums(values, np.ones(6), all_of(values))
    low, high = interval(mean, t_quantile(np.array(6)) * error, is_share=False)
    expected = stats.t.interval(0.95, 5, np.log(values.mean()), stats.sem(values) / values.mean())
    assert (low, high) == pytest.approx(tuple(np.exp(expected)))


def test_an_interval_on_the_logarithm_ends_at_the_same_factor_below_and_above():
    # a reach of 3 x log 2 is one of log 2 on the logarithm of 3
    low, high = on_logarithm(one([3]), one([3 * np.log(2)]))
    assert (low[0], high[0]) == pytest.approx((1.5, 6))
    assert interval(one([3]), one([3 * np.log(2)]), is_share=False) == (low, high)


def test_an_interval_on_the_logarithm_ends_no_farther_than_that_of_three_futures_one_of_which_has_everything():
    assert np.exp(t_quantile(np.array(3))) == pytest.approx(FARTHEST, abs=0.2)
    low, high = on_logarithm(one([2, 2]), one([2 * 4.5, 1e6]))
    assert low == pytest.approx(2 / FARTHEST)
    assert high == pytest.approx(2 * FARTHEST)


def test_a_mean_of_nothing_has_no_interval_nor_has_one_without_an_error():
    low, high = on_logarithm(one([3, 0, 0, 3, np.nan]), one([0, 0, np.nan, np.nan, np.nan]))
    assert low[0] == high[0] == 3
    assert np.isnan([low[1:], high[1:]]).all()


def test_the_interval_of_a_share_is_students_on_its_log_odds():
    # share 0.2: odds 1 to 4; a reach of 0.16 x log 2 is one of log 2 on the log-odds: odds 1 to 8, and 1 to 2
    low, high = on_log_odds(one([0.2]), one([0.16 * np.log(2)]))
    assert (low[0], high[0]) == pytest.approx((1 / 9, 1 / 3))
    assert interval(one([0.2]), one([0.16 * np.log(2)]), is_share=True) == (low, high)


def test_values_that_are_alike_have_no_error_though_their_mean_differs_in_the_last_digit():
    assert ratio_of_sums(np.full(7, 0.1), np.full(7, 0.3), all_of(np.ones(7)))[1] == 0


def test_a_share_of_nothing_or_all_has_no_interval_nor_has_one_without_an_error():
    low, high = on_log_odds(one([0.5, 0, 1, 0, 0.5]), one([0, 0, 0, np.nan, np.nan]))
    assert low[0] == high[0] == 0.5
    assert np.isnan([low[1:], high[1:]]).all()


@pytest.mark.parametrize(("hits", "n"), [(0, 10), (1, 10), (5, 10), (10, 10), (37, 200)])
def test_wilsons_interval_agrees_with_scipy(hits, n):
    low, high = wilson_interval(one([hits / n]), one([n]))
    expected = stats.binomtest(hits, n).proportion_ci(0.95, method="wilson")
    assert (low[0], high[0]) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_no_hit_in_ten_reaches_to_28_percent():
    low, high = wilson_interval(one([0]), one([10]))
    assert low[0] == 0
    assert high[0] == pytest.approx(0.2775, abs=5e-5)  # 1.96^2 / (10 + 1.96^2)


def test_independent_years_are_worth_their_number_and_dependent_ones_no_more_than_replications():
    share, replications, years = one([0.5]), one([10]), one([40])
    independent = np.sqrt(0.25 / one([40]))
    dependent = np.sqrt(0.25 / one([10]))
    between = np.sqrt(0.25 / one([20]))
    assert effective_trials(share, independent, replications, years)[0] == pytest.approx(40)
    assert effective_trials(share, between, replications, years)[0] == pytest.approx(20)
    assert effective_trials(share, dependent, replications, years)[0] == pytest.approx(10)
    assert effective_trials(share, one([0.001]), replications, years)[0] == 40


def test_years_that_are_all_alike_are_worth_as_many_trials_as_replications():
    assert effective_trials(one([1.0]), one([0.0]), one([10]), one([40])).tolist() == [10]
    assert np.isnan(effective_trials(one([0.5]), one([np.nan]), one([1]), one([4])))  # one says nothing
