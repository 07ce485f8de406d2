import numpy as np
import pytest

from caseflow.decisions.recovery import mean_excess, recovery

N = 30
"""Weeks."""


def future(*stretches: tuple[int, int, float], usual: float = 0.0) -> list[float]:
    """Overdue cases by week: the usual, and in stretches [first, end) so many more."""
    weeks = np.full(N, usual, dtype=float)
    for first, end, more in stretches:
        weeks[first:end] += more
    return weeks.tolist()


def of(*futures: list[float], usual: float = 0.0, end: int = 5, latest: int = 10):
    overdue = np.array(futures)
    return recovery(overdue, np.full(overdue.shape, usual), end, latest)


def test_a_future_recovers_when_the_excess_stays_below_one_case_for_four_weeks():
    # the end is week 5; three quiet weeks from 9 on are too few, from 14 on it is quiet
    assert of(future((3, 9, 2), (12, 14, 1))).weeks.tolist() == [9]


def test_a_future_that_recovers_before_the_end_takes_no_time_after_it():
    assert of(future((1, 3, 4))).weeks.tolist() == [0]


def test_a_future_that_never_has_more_overdue_cases_has_nothing_to_recover():
    found = of(future(), future((6, 8, 0.9)))
    assert (found.weeks.tolist(), found.is_over.tolist()) == ([0, 0], [False, False])


def test_an_excess_shows_months_after_the_shock_and_counts_then():
    assert of(future((12, 16, 3))).weeks.tolist() == [11]


def test_an_excess_that_first_shows_too_late_is_chance():
    # the last week that counts is 15
    assert of(future((15, 18, 3)), future((16, 18, 3))).weeks.tolist() == [13, 0]


def test_five_per_cent_of_many_overdue_cases_are_no_excess():
    # 5 % of 40 are 2
    found = of(future((5, 20, 1.9), usual=40), future((5, 20, 2), usual=40), usual=40.0)
    assert found.weeks.tolist() == [0, 15]


def test_fewer_overdue_cases_than_usual_are_quiet_weeks():
    assert of(future((5, 8, 1), (8, N, -3), usual=5), usual=5.0).weeks.tolist() == [3]


def test_a_future_that_does_not_recover_is_censored_and_counted():
    found = of(future((5, 7, 2)), future((5, N, 2)), future((5, N - 3, 2)), future((5, N - 4, 2)))
    # week 26 of 30 is the last that three others follow: 21 weeks after the end
    assert found.followed == 21
    np.testing.assert_array_equal(found.weeks, [2, np.nan, np.nan, 21])
    assert (found.not_yet.share, found.not_yet.counted) == (0.5, 4)
    assert [float(found.not_yet_by(week).share) for week in (0, 1, 2, 20, 21)] == [1, 1, 0.75, 0.75, 0.5]


def test_the_median_is_the_week_by_which_half_have_recovered_with_an_interval():
    # week w + 1 after the end recovers future w of 20; Wilson: of 20, 5.9 to 14.1 hold a half
    found = of(*(future((5, 6 + w, 2)) for w in range(20)))
    median, low, high = found.median
    assert (median, low, high) == (10, 6, 15)


def test_the_median_of_futures_most_of_which_do_not_recover_is_not_known():
    found = of(future((5, 7, 2)), future((5, N, 2)), future((5, N, 2)))
    median, low, high = found.median
    assert (median, high) == (np.inf, np.inf)
    assert low == 0  # of three futures Wilson's interval holds a half from the first


def test_the_mean_excess_of_each_week_is_paired():
    overdue, usual = np.array([[3.0, 5.0], [4.0, 9.0]]), np.array([[1.0, 5.0], [2.0, 7.0]])
    mean, low, high = mean_excess(overdue, usual)
    assert mean.tolist() == [2, 1]
    assert (low[0], high[0]) == (2, 2)
    assert high[1] - mean[1] == pytest.approx(12.706 * 1, rel=1e-4)  # t of one degree; error sqrt(2) / sqrt(2)
