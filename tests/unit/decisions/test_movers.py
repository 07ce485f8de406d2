import numpy as np
import pytest

from caseflow.decisions.movers import movers


def test_a_figure_that_follows_an_assumption_is_told_at_both_its_ends():
    assumption = np.linspace(0, 1, 41)  # its low end is 0.05, its high end 0.95
    found = movers(np.array(2.0), 4 * (assumption - 0.5), assumption[:, None])
    assert found.correlation == pytest.approx(1)
    assert found.is_sure.all()
    assert (found.at_low[0], found.at_high[0]) == (pytest.approx(2 - 4 * 0.45), pytest.approx(2 + 4 * 0.45))
    assert (found.low_end[0], found.high_end[0]) == (pytest.approx(0.05), pytest.approx(0.95))


def test_the_least_correlation_that_is_sure_is_that_of_students_t_over_all_assumptions():
    # 36 futures, 34 degrees of freedom, 5 % over two assumptions: t = 2.345, r = t / sqrt(34 + t^2) = 0.373
    assumption = np.tile([-1.0, 1.0], 18)
    other = np.repeat([-1.0, 1.0], 18)
    noise = np.sqrt(1.5) * np.array([1.0, 1.0, -1.0, -1.0, 0.0, 0.0] * 6)  # goes with neither
    assumptions = np.stack([assumption, other], axis=1)
    for correlation, is_sure in ((0.36, False), (0.39, True)):
        futures = correlation * assumption + np.sqrt(1 - correlation**2) * noise
        found = movers(np.array(0.0), futures, assumptions)
        assert found.correlation[0] == pytest.approx(correlation)
        assert found.is_sure.tolist() == [is_sure, False]


def test_a_held_assumption_and_a_figure_that_never_varies_go_with_nothing():
    drawn = np.stack([np.full(5, 0.3), np.arange(5.0)], axis=1)
    assert np.isnan(movers(np.array(1.0), np.zeros(5), drawn).correlation).all()
    found = movers(np.array(1.0), np.arange(5.0), drawn)
    assert np.isnan(found.correlation[0])
    assert not found.is_sure[0]


@pytest.mark.parametrize("n", [1, 2, 29])
def test_few_futures_are_sure_of_nothing(n: int):
    same = np.arange(float(n))
    assert not movers(np.array(1.0), same, same[:, None]).is_sure.any()


def test_assumptions_that_go_with_nothing_are_seldom_called_sure():
    # 400 experiments of 40 futures and 50 assumptions: any sure one in 5 % of them, at most 8 % with these draws' noise
    generator = np.random.default_rng(8)
    assumptions = generator.random((40, 50))
    found = movers(np.zeros(400), generator.standard_normal((400, 40)), assumptions)
    assert found.is_sure.any(axis=-1).mean() < 0.08
