import numpy as np
import pytest

from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.decisions.looking import chance_of_crossing, critical_value, looks, stated, worth
from caseflow.stats.replications import t_quantile


def test_a_run_is_looked_at_each_time_it_has_grown_by_half():
    # 64 x 1.5^k: 64, 96, 144, 216, 324, 486, 729, 1093.5
    assert looks(1094) == (64, 96, 144, 216, 324, 486, 729, 1094)


def test_the_most_replications_are_the_last_look_and_a_look_just_before_it_is_left_out():
    assert looks(200) == (64, 96, 144, 200)
    assert looks(180) == (64, 96, 144, 180)  # 144 x 1.25
    assert looks(179) == (64, 96, 179)
    assert looks(40) == (40,)


@pytest.mark.parametrize(
    ("n_looks", "published"), [(2, 2.178), (3, 2.289), (4, 2.361), (5, 2.413), (10, 2.555)]
)  # Jennison and Turnbull 1999, Group Sequential Methods, table 2.1
def test_critical_values_of_evenly_spaced_looks_are_those_of_pocock(n_looks: int, published: float):
    assert critical_value(tuple(range(1, n_looks + 1)), 0.05) == pytest.approx(published, abs=6e-4)


def test_a_single_look_is_crossed_as_a_normal_value_is():
    assert chance_of_crossing([64], 1.959964) == pytest.approx(0.05, abs=1e-6)


def test_looks_that_have_nearly_nothing_in_common_are_crossed_like_independent_ones():
    assert chance_of_crossing([1, 10_000], 1.959964) == pytest.approx(1 - 0.95**2, abs=1e-4)


def test_a_single_interval_at_a_single_look_is_worth_one():
    assert worth((64,), 1) == pytest.approx(1)


def test_between_intervals_the_error_is_divided_and_between_looks_it_costs_less():
    assert worth((64,), 7) == pytest.approx(7)
    assert 7 < worth((64, 96, 144), 7) < 21


def shares(breaches: list[float], limits: list[float]):
    return ratio_of_sums(np.array([breaches]), np.array([limits]))


def test_what_is_stated_is_students_t_for_so_many_intervals_on_the_log_odds():
    # shares 0.1, 0.2, 0.3 of ten limits each: standard error 0.1 / sqrt(3); odds of 0.2: 1 to 4
    low, high = stated(shares([1, 2, 3], [10, 10, 10]), worth=4)
    factor = np.exp(t_quantile(np.array(3), 4) * 0.1 / np.sqrt(3) / 0.16)
    assert (low, high) == (pytest.approx(1 / (1 + 4 * factor)), pytest.approx(1 / (1 + 4 / factor)))


def test_where_no_future_has_a_breach_one_that_has_may_still_come():
    # 0.05 / 5 = 0.01 allowed; a future that comes with chance p stays unseen in 100 futures with (1 - p)^100
    low, high = stated(shares([0.0] * 100, [9.0] * 100), worth=5)
    assert low == 0
    assert (1 - high) ** 100 == pytest.approx(0.01)


def test_one_future_says_nothing_and_none_asks_for_nothing():
    assert stated(shares([1, 0], [4, 0]), worth=1) == (0, 1)
    assert np.isnan(stated(shares([0, 0], [0, 0]), worth=1)).all()
