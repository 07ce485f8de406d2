import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from caseflow.decisions.chances import better_in, better_in_years, chance_difference, not_worse_in, share_of
from caseflow.decisions.counts import Counts
from caseflow.decisions.distribution import changed_chance
from caseflow.decisions.jackknife import ratio_of_sums

NAN = np.nan


def counts(numerator, denominator) -> Counts:
    return Counts(np.array(numerator, dtype=float), np.array(denominator, dtype=float))


# -- futures ----------------------------------------------------------------------------------------------------


def test_the_chance_of_being_better_counts_futures_and_ties_half():
    found = better_in(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 1.0, 5.0]), "lower")
    assert (found.share, found.counted) == (2.5 / 4, 4)
    assert better_in(np.array([1.0, 2.0, 3.0, 4.0]), np.array([2.0, 2.0, 1.0, 5.0]), "higher").share == 1.5 / 4


def test_its_interval_is_wilsons():
    found = share_of(np.array([1.0] * 5 + [0.0] * 5))
    assert (found.low, found.high) == (pytest.approx(0.2366, abs=1e-4), pytest.approx(0.7634, abs=1e-4))


def test_a_future_in_which_one_has_no_value_is_left_out():
    found = better_in(np.array([1.0, NAN, 3.0]), np.array([2.0, 2.0, NAN]), "lower")
    assert (found.share, found.counted) == (1, 1)
    assert np.isnan(found.low)  # one future says nothing of how sure it is


def test_models_that_never_differ_are_better_in_half_of_the_futures():
    assert better_in(np.array([1.0, 2.0]), np.array([1.0, 2.0]), "lower").share == 0.5


@given(
    arrays.arrays(np.float64, 6, elements=st.integers(0, 3).map(float)),
    arrays.arrays(np.float64, 6, elements=st.integers(0, 3).map(float)),
)
def test_chances_of_two_models_against_each_other_add_up_to_one(model, baseline):
    there, back = better_in(model, baseline, "lower"), better_in(baseline, model, "lower")
    assert there.share + back.share == pytest.approx(1)
    assert there.low == pytest.approx(1 - back.high)


def test_not_worse_holds_for_ties_and_where_there_is_nothing_to_count():
    model, baseline = np.array([1.0, 2.0, 3.0, NAN]), np.array([2.0, 2.0, 2.0, 2.0])
    assert not_worse_in(model, baseline, "lower").tolist() == [True, True, False, True]
    assert not_worse_in(model, baseline, "higher").tolist() == [False, True, True, True]


# -- years ------------------------------------------------------------------------------------------------------


def test_years_of_one_future_that_go_together_are_worth_one():
    always = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 1.0], [1.0, 1.0]])
    mixed = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    against = np.full((4, 2), 0.5)
    together, apart = (better_in_years(values, against, "lower") for values in (always, mixed))
    assert together.share == apart.share == 0.5
    assert together.counted == apart.counted == 8
    # four futures that agree with themselves: Wilson's interval of 2 of 4
    assert (together.low, together.high) == (pytest.approx(0.1500, abs=1e-4), pytest.approx(0.8500, abs=1e-4))


def test_the_difference_of_two_chances_has_the_interval_of_agresti_and_min():
    # ten futures of one year: three have it under the model only, one under the baseline only, two under both
    model, baseline = np.array([1.0] * 3 + [0.0] + [1.0] * 2 + [0.0] * 4), np.array([0.0] * 3 + [1.0] * 3 + [0.0] * 4)
    found = chance_difference(
        ratio_of_sums(model, np.ones(10)), ratio_of_sums(baseline, np.ones(10)), np.array(False), years=1
    )
    error = np.sqrt(4 + 1 - 2**2 / 12) / 12
    assert found.value == pytest.approx(0.2)
    assert (found.low, found.high) == (
        pytest.approx(2 / 12 - 2.262157 * error),
        pytest.approx(2 / 12 + 2.262157 * error),
    )


def test_of_futures_of_two_years_two_years_are_added():
    # four futures of two years: in one of eight years it happens under the model only
    model, baseline = np.array([1.0, 0.0, 0.0, 0.0]), np.zeros(4)
    found = chance_difference(
        ratio_of_sums(model, np.full(4, 2.0)), ratio_of_sums(baseline, np.full(4, 2.0)), np.array(False), years=2
    )
    # futures' differences 1/2, 0, 0, 0, and one future more, a half of it with 1/2 and a half with -1/2
    error = np.sqrt(1 / 4 + 1 / 4 - 0.5**2 / 5) / 5
    assert found.value == pytest.approx(1 / 8)
    assert found.low == pytest.approx(0.5 / 5 - 3.182446 * error)


def no_breach(breaches, _limits):
    return breaches == 0


def test_chances_that_no_future_tells_apart_are_not_therefore_equal():
    model, baseline = counts([[1], [2], [3]], [[9], [9], [9]]), counts([[2], [2], [3]], [[9], [9], [9]])
    found = changed_chance(model, baseline, no_breach).difference
    assert found.value == 0
    assert found.low < 0 < found.high


def test_of_models_that_are_the_same_in_all_that_was_counted_they_are():
    model = counts([[1, 0], [0, 0], [3, 1]], [[9, 8], [9, 9], [9, 7]])
    found = changed_chance(model, model, no_breach).difference
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_a_year_without_a_limit_is_no_year_without_a_breach():
    model = counts([[0, 0], [0, 1]], [[0, 4], [5, 5]])
    found = changed_chance(model, model, no_breach).model
    assert (found.share, found.counted) == (2 / 3, 3)


@given(
    arrays.arrays(np.float64, (4, 2), elements=st.integers(0, 2).map(float)),
    arrays.arrays(np.float64, (4, 2), elements=st.integers(0, 2).map(float)),
)
def test_swapping_flips_the_signs_of_a_difference_of_chances_exactly(model, baseline):
    limits = np.full((4, 2), 5.0)
    there = changed_chance(Counts(model, limits), Counts(baseline, limits), no_breach).difference
    back = changed_chance(Counts(baseline, limits), Counts(model, limits), no_breach).difference
    assert (there.value, there.low, there.high) == (-back.value, -back.high, -back.low)
    assert there.low <= there.value <= there.high


def test_a_future_without_a_limit_makes_a_difference_of_chances_neither_surer_nor_less_sure():
    limits = np.full((20, 2), 9)
    model, baseline = (
        counts([[0, 2], [2, 0], [0, 0], [1, 1]] * 5, limits),
        counts([[0, 1], [2, 2], [1, 0], [0, 1]] * 5, limits),
    )
    longer = [Counts(*(np.vstack([of, np.zeros((20, 2))]) for of in vars(one).values())) for one in (model, baseline)]
    alone, with_them = (changed_chance(*pair, no_breach).difference for pair in ((model, baseline), longer))
    assert -1 < alone.low < alone.high < 1  # not cut
    assert (with_them.low, with_them.high) == (pytest.approx(alone.low), pytest.approx(alone.high))
