import numpy as np
import pytest

from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.decisions.needed import course, needed, steps
from caseflow.stats.replications import FARTHEST, t_quantile


def test_a_course_has_every_step_at_first_and_ends_at_the_last_replication():
    assert steps(3).tolist() == [1, 2, 3]
    found = steps(1000)
    assert found[:100].tolist() == list(range(1, 101))
    assert found[100:103].tolist() == [102, 104, 106]  # 100 x 1.02, 1.02^2, 1.02^3
    assert found[-1] == 1000
    assert len(found) < 250


def test_a_course_is_the_figure_of_the_first_replications():
    numerator, denominator = np.array([1.0, 3.0, 8.0]), np.array([10.0, 10.0, 20.0])
    found = course(numerator, denominator, [1, 2, 3], is_share=False)
    assert found.value == pytest.approx([0.1, 0.2, 0.3])
    # of two values 0.1 and 0.3: standard error 0.1, half the mean; t with one degree of freedom passes the farthest end
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert (found.low[1], found.high[1]) == pytest.approx((0.2 / FARTHEST, 0.2 * FARTHEST))
    share = course(numerator, denominator, [2], is_share=True)
    assert share.high[0] == pytest.approx(1 / (1 + 4 * np.exp(-1.27062 / 0.16)), rel=1e-4)


def values(*numbers: float):
    return ratio_of_sums(np.array([numbers]), np.ones(len(numbers)))


def test_the_number_needed_is_the_least_whose_interval_is_narrow_enough():
    # values 0 and 2 in turns: variance 20 / 19 of twenty
    found = int(needed(values(*[0.0, 2.0] * 10), 0.25).number[0])
    spread = np.sqrt(20 / 19)
    assert t_quantile(np.array(found)) * spread / np.sqrt(found) <= 0.25
    assert t_quantile(np.array(found - 1)) * spread / np.sqrt(found - 1) > 0.25
    assert found == 68  # normal: (1.96 x 1.026 / 0.25)^2 = 64.7


def test_half_the_width_takes_about_four_times_as_many():
    one, half = (float(needed(values(*range(30)), width).number[0]) for width in (1.0, 0.5))
    assert half / one == pytest.approx(4, rel=0.02)


def test_a_spread_that_hangs_on_a_single_future_is_less_sure():
    even = needed(values(*[0.0, 2.0] * 10), 0.25)
    # all squared deviations alike: nothing is unsure about the variance
    assert even.low[0] == even.number[0] == even.high[0]
    odd = needed(values(*[0.0] * 19, 4.0), 0.25)
    # values 0 (19 times) and 4: variance (19 x 0.2^2 + 3.8^2) / 19 = 0.8. Squared deviations 0.04 and 14.44:
    # their standard error 3.22 / sqrt(20) = 0.72 = 0.9 of the variance; t = 2.093: factor e^1.88 = 6.6
    assert odd.high[0] / odd.number[0] == pytest.approx(6.6, rel=0.1)


def test_futures_that_are_all_alike_or_a_single_one_tell_nothing_of_the_number():
    for numbers in ([2.0, 2.0, 2.0], [2.0]):
        assert np.isnan(needed(values(*numbers), 0.1).number[0])


def test_two_futures_tell_a_number_and_nothing_of_how_sure_it_is():
    # both are equally far from their mean, whatever they are: their squared deviations do not differ
    found = needed(values(1.0, 3.0), 1.0)
    assert found.number[0] > 2
    assert np.isnan([found.low[0], found.high[0]]).all()


def test_where_half_of_the_futures_have_something_to_count_twice_as_many_are_needed():
    numbers, ones = np.array([0.0, 2.0, 5.0, 1.0]), np.ones(4)
    empty = np.zeros(4)
    alone = needed(ratio_of_sums(numbers, ones), 0.5)
    half = needed(ratio_of_sums(np.concatenate([numbers, empty]), np.concatenate([ones, empty])), 0.5)
    assert half.number == 2 * alone.number
    assert half.high / half.number == pytest.approx(alone.high / alone.number, rel=0.01)
