import numpy as np
import pytest

from caseflow.decisions.breaking import breaking_point, lies, passing
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import ratio_of_sums

RATES = np.array([0.08, 0.10, 0.12, 0.16])


def shares(*rows: list[float]):
    """One place: shares [point] of each of some futures."""
    return ratio_of_sums(np.array(rows).T[None], np.ones((1, len(rows[0]), len(rows))))


def test_a_model_breaks_where_the_line_between_two_points_passes_the_limit():
    same = [0.10, 0.18, 0.22, 0.40]
    found = breaking_point(RATES, shares(same, same, same), 0.2)
    assert found.point[0] == pytest.approx(0.11)
    assert (found.low[0], found.high[0]) == (pytest.approx(0.11), pytest.approx(0.11))


def test_the_point_is_where_the_line_passes_whatever_is_looked_at_beside_it():
    same = [0.10, 0.17, 0.24, 0.40]  # 3/7 of the way from 0.10 to 0.12
    found = breaking_point(RATES, shares(same, same), 0.2)
    assert found.point[0] == pytest.approx(0.1 + 0.02 * 3 / 7, rel=1e-12)
    assert found.point[0] == passing(RATES, shares(same, same)[0], 0.2).value
    assert found.low[0] <= found.point[0] <= found.high[0]


def test_a_share_of_nothing_or_all_is_below_or_over_the_limit():
    found = breaking_point(np.array([0.0, 1.0, 2.0]), shares([0.0, 0.4, 1.0], [0.0, 0.6, 1.0]), 0.5)
    assert found.point[0] == pytest.approx(1)
    assert (lies(found.low[0]), lies(found.high[0])) == ("within", "within")


def test_its_interval_is_where_the_limit_lies_within_the_shares():
    # mean 0.1 + x / 10; two futures 0.02 apart: error 0.01, and 12.706 of these are 0.127. On the log-odds a half is
    # reached from p = 0.3668 on: log(p / (1 - p)) = -0.546 and 0.127 / (p (1 - p)) = 0.547
    found = breaking_point(np.array([0.0, 8.0]), shares([0.09, 0.89], [0.11, 0.91]), 0.5)
    assert found.point[0] == pytest.approx(4, abs=0.05)
    assert found.low[0] == pytest.approx(2.668, abs=0.05)
    assert found.high[0] == pytest.approx(5.332, abs=0.05)


def test_a_limit_that_is_passed_from_the_first_point_on_has_no_breaking_point():
    same = [0.3, 0.31, 0.32, 0.33]
    found = breaking_point(RATES, shares(same, same), 0.2)
    assert (found.point[0], found.low[0], found.high[0]) == (-np.inf, -np.inf, -np.inf)


def test_a_limit_that_no_point_reaches_has_no_breaking_point():
    same = [0.1, 0.11, 0.12, 0.13]
    found = breaking_point(RATES, shares(same, same), 0.2)
    assert (found.point[0], found.low[0], found.high[0]) == (np.inf, np.inf, np.inf)


def test_an_interval_that_the_grid_cuts_is_open_there():
    # at the last point the mean is 0.21 and its interval goes from 0.11 to 0.36, at the first from 0.02 to 0.32
    found = breaking_point(RATES, shares([0.08, 0.1, 0.12, 0.20], [0.1, 0.12, 0.14, 0.22]), 0.2)
    assert 0.12 < found.point[0] < 0.16
    assert found.low[0] == -np.inf
    assert found.high[0] == np.inf


def test_where_an_end_of_an_interval_lies_is_told_apart_from_an_interval_that_there_is_not():
    one = breaking_point(RATES, shares([0.1, 0.18, 0.22, 0.40]), 0.2)
    assert one.point[0] == pytest.approx(0.11)
    assert (lies(one.low[0]), lies(one.high[0])) == ("unknown", "unknown")
    # means 0.09 to 0.19, error 0.01: nothing is sure of two futures
    two = breaking_point(RATES, shares([0.08, 0.1, 0.12, 0.18], [0.1, 0.12, 0.14, 0.20]), 0.2)
    assert (two.point[0], lies(two.low[0]), lies(two.high[0])) == (np.inf, "below", "above")
    same = [0.1, 0.11, 0.12, 0.13]
    never = breaking_point(RATES, shares(same, same), 0.2)
    assert (lies(never.low[0]), lies(never.high[0])) == ("above", "above")
    assert lies(0.11) == "within"


def test_how_much_later_a_model_breaks_is_known_better_than_where_if_both_meet_the_same_futures():
    # a half is passed at 4 (without the first future at 3.9, without the second at 4.1), and at 4.9 (4.8 and 5.0)
    strains = np.array([0.0, 8.0])
    soon, later = shares([0.09, 0.89], [0.11, 0.91]), shares([0.0, 0.8], [0.02, 0.82])
    at, then = (passing(strains, place[0], 0.5) for place in (soon, later))
    assert at.value == pytest.approx(4)
    assert at.without == pytest.approx([3.9, 4.1])
    found = difference(then, at)
    assert (found.value, found.low, found.high) == (pytest.approx(0.9), pytest.approx(0.9), pytest.approx(0.9))


def test_what_is_held_against_another_model_is_where_a_model_breaks():
    same = [0.10, 0.18, 0.22, 0.40]
    for limit, at in ((0.2, 0.11), (0.31, 0.14)):
        found = passing(RATES, shares(same, same)[0], limit)
        assert (found.value, found.without.tolist()) == (pytest.approx(at), pytest.approx([at, at]))
        assert breaking_point(RATES, shares(same, same), limit).point[0] == pytest.approx(at)


def test_nothing_is_known_of_how_much_later_where_a_future_less_would_not_break_at_all():
    found = passing(np.array([0.0, 8.0]), shares([0.1, 0.45], [0.1, 0.65])[0], 0.5)
    assert found.value == pytest.approx(8 * 0.4 / 0.45)
    assert np.isnan(found.error)
    never, always = (passing(RATES, shares([of] * 4, [of] * 4)[0], 0.5) for of in (0.1, 0.9))
    assert np.isnan([never.value, always.value]).all()
