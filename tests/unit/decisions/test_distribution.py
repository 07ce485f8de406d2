import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from caseflow.decisions.counts import Counts
from caseflow.decisions.distribution import events, quantile, quantile_difference, quantile_interval

MANY = 100.0
"""Cases a year: enough for shares without jumps."""


def years(values, cases=MANY) -> Counts:
    values = np.array(values, dtype=float)
    return Counts(values, np.full(values.shape, cases))


def test_values_of_years_and_futures_leave_out_what_has_no_case():
    counts = Counts(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([[4.0, 0.0], [0.0, 0.0]]))
    assert np.array_equal(counts.values, [[0.25, np.nan], [np.nan, np.nan]], equal_nan=True)
    assert np.array_equal(counts.futures, [0.25, np.nan], equal_nan=True)


def test_a_future_is_the_ratio_of_the_sums_of_its_years():
    assert Counts(np.array([[1.0, 3.0]]), np.array([[10.0, 6.0]])).futures.tolist() == [0.25]


def test_the_events_of_a_year_are_told_from_its_breaches_and_limits():
    breaches, limits = np.array([0.0, 1.0, 1.0, 5.0]), np.array([3.0, 10.0, 9.0, 60.0])
    found = {name: event(breaches, limits).tolist() for name, event in events(5).items()}
    assert found == {
        "no_breach": [True, False, False, False],
        "share_over_10_percent": [False, False, True, False],  # exactly a tenth is not over it
        "5_or_more": [False, False, False, True],
    }


def test_a_quantile_is_of_all_years_of_all_futures():
    found = quantile(years([[0, 10], [20, 30], [40, np.nan]], MANY), 0.5)
    assert found.value == 0.2


def test_the_interval_of_a_median_reaches_the_order_statistics_that_a_share_of_half_may_be():
    found = quantile(years(np.arange(400.0)[:, None]), 0.5)
    low, high = quantile_interval(found, np.inf)
    # the share below is 0.5 +- 1.966 x 0.5 / sqrt(399); a hundredth of it is 4 values of a hundredth each
    assert found.value == pytest.approx(1.995)
    assert (high - low) / 2 == pytest.approx(1.966 * 0.5 / np.sqrt(399) * 4, rel=0.01)


def test_quantiles_of_a_few_cases_jump_and_have_no_interval():
    found = quantile(years([[1], [2], [0]], cases=9.0), 0.9)
    assert found.value > 0
    assert np.isnan(quantile_interval(found, 1)).all()


def test_the_interval_of_a_quantile_and_of_a_difference_pass_no_value_that_there_can_be():
    model, baseline = quantile(years([[90.0], [2.0]], MANY), 0.5), quantile(years([[1.0], [88.0]], MANY), 0.5)
    assert quantile_interval(model, 1) == (0, 1)
    found = quantile_difference(model, baseline, 1)
    assert (found.low, found.high) == (-1, 1)
    assert quantile_difference(model, baseline, np.inf).high > 1


@given(arrays.arrays(np.float64, (2, 5, 2), elements=st.integers(0, 90).map(float)), st.sampled_from([0.1, 0.5, 0.9]))
def test_quantiles_swap_signs_exactly_and_do_not_differ_from_themselves(values, share):
    model, baseline = quantile(years(values[0]), share), quantile(years(values[1]), share)
    there, back = quantile_difference(model, baseline, 1), quantile_difference(baseline, model, 1)
    assert (there.value, there.low, there.high) == (-back.value, -back.high, -back.low)
    same = quantile_difference(model, model, 1)
    assert (same.value, same.low, same.high) == (0, 0, 0)
