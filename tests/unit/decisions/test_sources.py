import numpy as np
import pytest

from caseflow.decisions.counts import Counts
from caseflow.decisions.sources import explained_share, spread, told

NO_ASSUMPTIONS, NO_ERROR = np.empty((2, 0)), np.array(0.0)


def test_what_years_add_to_a_ratio_adds_up_to_nothing():
    counts = Counts(np.array([[1.0, 3.0], [2.0, 0.0]]), np.array([[10.0, 10.0], [20.0, 0.0]]))
    # ratio 6/40; rests 1 - 1.5, 3 - 1.5, 2 - 3, 0, over a mean of ten cases a year
    assert told(counts).tolist() == [[-0.05, pytest.approx(0.15)], [-0.1, 0]]


def test_what_a_year_adds_is_what_it_counts_beyond_its_share_over_what_a_year_has():
    counts = Counts(np.array([[2.0, 4.0, 6.0], [4.0, 4.0, 4.0]]), np.full((2, 3), 10.0))
    np.testing.assert_allclose(told(counts), [[-0.2, 0, 0.2], [0, 0, 0]], atol=1e-15)


def test_the_spread_is_split_into_chance_of_years_and_lasting_differences_of_futures():
    found = spread(np.array([[1.0, 3.0], [-1.0, -3.0]]), NO_ASSUMPTIONS, NO_ERROR)
    # futures' means 2 and -2, variance 8; years are 1 off their future's mean, 4 squares over one degree of freedom
    assert found.future_sd == pytest.approx(np.sqrt(8))
    assert found.within_futures_sd == pytest.approx(2)
    assert found.between_futures_sd == pytest.approx(np.sqrt(8 - 4 / 2))
    assert np.isnan(found.assumptions_share)


def test_the_common_course_of_the_years_is_no_uncertainty():
    course = np.array([0.0, 5.0, 9.0])
    found = spread(np.array([[1.0], [-1.0], [0.0]]) + course, np.empty((3, 0)), NO_ERROR)
    assert found.within_futures_sd == pytest.approx(0)
    assert found.future_sd == pytest.approx(1)


def test_with_a_single_year_chance_and_lasting_differences_cannot_be_told_apart():
    found = spread(np.array([[1.0], [-1.0]]), NO_ASSUMPTIONS, NO_ERROR)
    assert found.future_sd == pytest.approx(np.sqrt(2))
    assert np.isnan(found.within_futures_sd)
    assert np.isnan(found.between_futures_sd)


def test_a_single_future_has_no_spread():
    found = spread(np.array([[1.0, -1.0]]), np.ones((1, 3)), NO_ERROR)
    assert np.isnan(found.future_sd)
    assert np.isnan(found.assumptions_share)


def test_two_that_never_differ_have_no_spread_to_explain():
    found = spread(np.zeros((5, 2)), np.arange(5.0)[:, None], NO_ERROR)
    assert found.future_sd == 0
    assert np.isnan(found.assumptions_share)


def test_assumptions_that_are_held_explain_nothing():
    share, _, _ = explained_share(np.arange(5.0), np.full((5, 2), 0.3))
    assert np.isnan(share)


@pytest.mark.parametrize("futures", [[1.0, 2.0], [1.0, 2.0, 4.0]])
def test_of_two_or_three_futures_nothing_is_known_of_what_the_drawn_assumptions_do(futures: list[float]):
    # without one of three there is a pair, on a straight line with any assumption: its jackknife would be a point
    assumptions = np.array([[0.1, 0.3], [0.4, 0.2], [0.7, 0.9]])[: len(futures)]
    share, low, high = explained_share(np.array(futures), assumptions)
    assert np.isnan(share)
    assert (low, high) == (0, 1)


@pytest.mark.parametrize("place", range(20))
def test_of_futures_that_all_agree_but_one_nothing_is_known_either(place: int):
    # without that one nothing varies, and what rounding leaves of nothing says nothing
    assumptions = np.random.default_rng(7).random((20, 3))
    share, low, high = explained_share(np.where(np.arange(20) == place, 0.3, 0.1), assumptions)
    assert 0 <= share <= 1
    assert (low, high) == (0, 1)


# -- how much goes with the assumptions -------------------------------------------------------------------------


@pytest.mark.parametrize("true_share", [0.0, 0.5, 0.7])
@pytest.mark.parametrize("n_assumptions", [5, 200])
def test_the_share_that_goes_with_assumptions_is_found_even_with_fewer_futures_than_assumptions(
    true_share: float, n_assumptions: int
):
    # 200 experiments of 150 futures: the mean of their estimates has a standard error of about 0.015; at zero, where
    # negative estimates are cut, it is a little above
    generator = np.random.default_rng(5)
    estimates, covered = [], 0
    for _ in range(200):
        assumptions = generator.triangular(0, 0.3, 1, size=(150, n_assumptions))
        standardised = (assumptions - 1.3 / 3) / np.sqrt((1 + 0.09 - 0.3) / 18)
        effects = np.r_[np.full(4, 0.5), np.zeros(n_assumptions - 4)]
        chance = generator.standard_normal(150)
        futures = np.sqrt(true_share) * standardised @ effects + np.sqrt(1 - true_share) * chance
        share, low, high = explained_share(futures, assumptions)
        estimates.append(share)
        covered += low <= true_share <= high
    assert np.mean(estimates) == pytest.approx(true_share, abs=0.04 if true_share else 0.08)
    assert covered >= 0.9 * 200


def test_its_jackknife_leaves_out_one_future_at_a_time():
    generator = np.random.default_rng(6)
    assumptions, futures = generator.random((8, 3)), generator.random(8)
    share, low, high = explained_share(futures, assumptions)
    without = [_plain_share(np.delete(futures, i), np.delete(assumptions, i, axis=0), assumptions) for i in range(8)]
    error = np.sqrt(7 / 8 * np.sum((without - np.mean(without)) ** 2))
    unclipped = _plain_share(futures, assumptions, assumptions)
    assert share == pytest.approx(np.clip(unclipped, 0, 1))
    assert (low, high) == (
        pytest.approx(np.clip(unclipped - 2.364624 * error, 0, 1)),
        pytest.approx(np.clip(unclipped + 2.364624 * error, 0, 1)),
    )


def _plain_share(futures, assumptions, scale):
    """The estimate from its formula, pair by pair."""
    n = len(futures)
    x = (assumptions - assumptions.mean(axis=0)) / scale.std(axis=0, ddof=1)
    y = futures - futures.mean()
    pairs = sum(y[i] * y[j] * (x[i] @ x[j]) for i in range(n) for j in range(n))
    expected = np.sum(x**2) * np.sum(y**2) / (n - 1)
    return (pairs - expected) / n / np.sum(y**2)
