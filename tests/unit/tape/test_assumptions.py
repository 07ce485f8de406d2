import numpy as np
import pytest
from scipy import stats

from caseflow.config.quantities import Assumption
from caseflow.config.schema import Exponential
from caseflow.tape.assumptions import draw_assumptions


def assumption(path, value=20.0, low=5.0, high=40.0, distribution=None):
    return Assumption(path, value, low, high, distribution, source="assumption", note="", file="x.yaml", line=1)


START_UP = assumption("transition.capacity_loss_percent")
GROWTH = assumption("transition.report_growth_percent", 10.0, 0.0, 25.0)
WAIT = assumption("measures.wait_days", 30.0, None, None, Exponential(distribution="exponential", mean=30.0))


def test_one_more_assumption_changes_no_other():
    assert draw_assumptions([START_UP], 1, 0).items() <= draw_assumptions([GROWTH, START_UP, WAIT], 1, 0).items()


def test_every_replication_has_draws_of_its_own():
    draws = [draw_assumptions([START_UP], 1, replication)[START_UP.path] for replication in range(50)]
    assert len(set(draws)) == 50


def test_a_range_is_drawn_as_a_triangle_whose_mode_is_the_value():
    draws = [draw_assumptions([START_UP], 1, replication)[START_UP.path] for replication in range(2000)]
    # Kolmogorov-Smirnov at a false-alarm rate of 1e-8
    assert stats.kstest(draws, stats.triang(15 / 35, loc=5, scale=35).cdf).pvalue > 1e-8


def test_a_distribution_is_drawn_from():
    draws = [draw_assumptions([WAIT], 1, replication)[WAIT.path] for replication in range(2000)]
    assert np.mean(draws) == pytest.approx(30, abs=6 * 30 / np.sqrt(2000))  # six standard errors: 2e-9


def test_another_value_moves_a_draw_but_keeps_its_rank():
    ranks = [
        stats.triang(mode / 40, scale=40).cdf(draw_assumptions([assumption("a.b", mode, 0.0, 40.0)], 1, 0)["a.b"])
        for mode in (10.0, 30.0)
    ]
    assert ranks[0] == pytest.approx(ranks[1])
