import numpy as np
import pytest

from caseflow.decisions.jackknife import Estimate, interval_of, ratio_of_sums
from caseflow.stats.replications import ratio_of_sums as of_the_summary
from caseflow.stats.replications import t_quantile


def test_a_ratio_of_sums_has_the_jackknife_error_worked_by_hand():
    found = ratio_of_sums(np.array([1.0, 3.0, 2.0]), np.array([10.0, 10.0, 20.0]))
    assert found.value == 6 / 40
    assert found.without.tolist() == [5 / 30, 3 / 30, 4 / 20]
    # leave-one-out values 1/6, 1/10, 1/5, mean 7/45; squared deviations (1/90)^2, (1/18)^2, (2/45)^2
    assert found.error == pytest.approx(np.sqrt(2 / 3 * ((1 / 90) ** 2 + (1 / 18) ** 2 + (2 / 45) ** 2)))
    low, high = found.interval()
    assert (high - low) / 2 == pytest.approx(4.302653 * found.error)  # Student's t, two degrees of freedom


def test_the_error_of_a_mean_is_the_usual_one():
    found = ratio_of_sums(np.array([1.0, 2.0, 6.0]), np.ones(3))
    assert (found.value, found.error) == (3.0, pytest.approx(np.std([1, 2, 6], ddof=1) / np.sqrt(3)))


def test_a_replication_without_a_case_changes_nothing_and_tells_nothing():
    found = ratio_of_sums(np.array([1.0, 3.0, 0.0]), np.array([4.0, 4.0, 0.0]))
    assert (found.value, found.informative) == (0.5, 2)
    assert found.without[2] == 0.5
    # shares 1/4 and 3/4: error 1/4, and one degree of freedom, not two
    assert found.reach() == pytest.approx(12.706205 / 4)


def test_replications_without_a_case_make_a_figure_neither_surer_nor_less_sure():
    numerator, denominator = np.array([1.0, 3.0, 2.0, 0.0, 0.0]), np.array([4.0, 4.0, 8.0, 0.0, 0.0])
    with_them, alone = ratio_of_sums(numerator, denominator), ratio_of_sums(numerator[:3], denominator[:3])
    assert interval_of(with_them, is_share=True) == interval_of(alone, is_share=True)
    assert (with_them - with_them.times(2)).error == (alone - alone.times(2)).error > 0


def test_a_difference_is_of_the_replications_in_which_either_has_something_to_count():
    model = ratio_of_sums(np.array([1.0, 3.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0]))
    baseline = ratio_of_sums(np.array([2.0, 2.0, 5.0, 0.0]), np.array([1.0, 1.0, 1.0, 0.0]))
    paired = model - baseline
    assert (paired.counts.tolist(), paired.informative) == ([True, True, True, False], 2)
    # without each: 3 - 3.5, 1 - 3.5, 2 - 2; mean -1, squared deviations 0.25, 2.25, 1
    assert paired.error == pytest.approx(np.sqrt(2 / 3 * 3.5))


def test_a_figure_has_one_interval_wherever_it_is_told():
    numerator, denominator = np.array([[1.0, 3.0, 0.0, 2.0, 0.0]]), np.array([[4.0, 4.0, 0.0, 8.0, 0.0]])
    found = ratio_of_sums(numerator, denominator)
    value, error = of_the_summary(numerator, denominator, denominator > 0)
    assert (found.value, found.error) == (value, error)


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [([2.0], [4.0]), ([2.0, 0.0], [4.0, 0.0]), ([0.0, 0.0], [0.0, 0.0])],
    ids=["one replication", "cases in one replication only", "no case at all"],
)
def test_there_is_no_interval_where_fewer_than_two_replications_have_a_case(numerator, denominator):
    found = ratio_of_sums(np.array(numerator), np.array(denominator))
    assert np.isnan(found.interval()).all()


def test_without_any_case_there_is_no_figure():
    assert np.isnan(ratio_of_sums(np.zeros(3), np.zeros(3)).value)


def test_many_experiments_at_once_are_each_as_alone():
    numerator = np.array([[[1.0, 3.0, 2.0], [0.0, 5.0, 1.0]], [[2.0, 2.0, 2.0], [4.0, 1.0, 0.0]]])
    denominator = np.array([10.0, 8.0, 12.0])
    together = ratio_of_sums(numerator, denominator)
    for at in np.ndindex(2, 2):
        alone = ratio_of_sums(numerator[at], denominator)
        assert (together.value[at], together.error[at]) == (alone.value, alone.error)


def test_figures_that_are_alike_in_every_replication_have_no_error():
    assert ratio_of_sums(np.full(7, 0.1), np.full(7, 0.3)).error == 0


def test_looks_widen_an_interval_by_bonferronis_rule():
    # ten intervals that hold together with 95 %: each of 99.5 %, so 2.8 standard errors of many replications, not 2
    assert t_quantile(np.array(100_000.0)) == pytest.approx(1.96, abs=0.001)
    assert t_quantile(np.array(100_000.0), looks=10) == pytest.approx(2.807, abs=0.001)


def test_a_function_of_figures_is_worked_out_without_each_replication_too():
    without = np.array([[1.0, 2.0], [3.0, 6.0]])
    units = Estimate(np.array([1.0, 3.0]), without, np.array([[True, True], [True, False]]), np.array([2.0, 1.0]))
    found = units.over_last(lambda values: values.max(axis=-1) - values.min(axis=-1))
    assert (found.value, found.without.tolist()) == (2.0, [2.0, 4.0])
    assert (found.counts.tolist(), found.informative) == ([True, True], 1)  # it changes with any of the two units


def test_the_interval_of_a_figure_is_on_its_logarithm_as_in_the_summary_and_that_of_a_difference_is_plain():
    # 0 and 2, four times: mean 1, error 2 / sqrt(28), t with seven degrees of freedom
    found, reach = ratio_of_sums(np.array([0.0, 2.0] * 4), np.ones(8)), 2.36462 * 2 / np.sqrt(28)
    assert found.interval() == pytest.approx((1 - reach, 1 + reach), rel=1e-4)
    assert interval_of(found, is_share=False) == pytest.approx((np.exp(-reach), np.exp(reach)), rel=1e-4)


def test_few_replications_make_most_of_a_figure_where_they_differ_by_more_than_twice_it():
    # one of ten has all: mean 1, standard deviation 3.2; two of ten: mean 1, 2.1; three of nine: 1, 1.5
    one, two, three = np.array([10.0] + [0] * 9), np.array([5.0] * 2 + [0] * 8), np.array([3.0] * 3 + [0] * 6)
    assert [bool(ratio_of_sums(of, np.ones(len(of))).is_of_few) for of in (one, two, three)] == [True, True, False]
    # replications with nothing to count are none of them, and nothing says nothing
    # of the four that count 5, 1, 0 and 0: mean 1.5, standard deviation 2.4
    counted = np.array([1.0] * 4 + [0] * 6)
    assert not ratio_of_sums(np.array([5.0, 1.0] + [0] * 8), counted).is_of_few
    assert not ratio_of_sums(np.zeros(3), np.ones(3)).is_of_few
    assert not ratio_of_sums(np.ones(1), np.ones(1)).is_of_few
