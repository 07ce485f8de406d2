import numpy as np
import pytest

from caseflow.decisions.counts import Counts
from caseflow.decisions.fairness import DIMENSIONS, cells, none_dearer_and_poorer, not_weakened, spread_between
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.stats.registry import BY_NAME


def test_every_dimension_is_an_indicator_of_municipalities():
    assert all("municipality" in BY_NAME[dimension.indicator].scopes for dimension in DIMENSIONS.values())


def test_a_dimension_turns_the_way_that_its_indicator_does_if_that_has_one():
    turned = {BY_NAME[d.indicator].better: d.better for d in DIMENSIONS.values()}
    assert turned == {"lower": "lower", "higher": "higher", "none": "lower"}


def test_labels_that_are_read_together_have_wider_intervals():
    model = Counts(np.array([[[2.0], [3.0], [7.0]]]), np.full((1, 3, 1), 100.0))
    baseline = Counts(np.array([[[4.0], [4.0], [7.5]]]), np.full((1, 3, 1), 100.0))
    alone, of_many = (cells("deadline", model, baseline, looks).difference for looks in (1, 35))
    assert alone.value[0] == of_many.value[0] == pytest.approx(-3.5 / 300)
    # t with two degrees of freedom: 4.303 of 95 %, 26.4 of 1 - 0.05 / 35
    ratio = (of_many.high - of_many.low) / (alone.high - alone.low)
    assert ratio[0] == pytest.approx(26.4371 / 4.302653, rel=1e-3)


def test_nobody_is_dearer_and_poorer_where_each_who_pays_more_gets_no_less():
    # two municipalities, four futures
    cost_not_worse = np.array([[True, False, False, True], [True, True, True, False]])
    service_not_worse = np.array([[False, True, False, True], [False, True, True, True]])
    found = none_dearer_and_poorer(cost_not_worse, service_not_worse)
    assert (found.share, found.counted) == (3 / 4, 4)


def test_a_municipality_is_not_weakened_in_futures_in_which_it_is_worse_off_in_nothing():
    # two dimensions, two municipalities, three futures
    not_worse = np.array([[[True, True, False], [True, True, True]], [[True, False, True], [True, True, True]]])
    assert not_weakened(not_worse).share.tolist() == [1 / 3, 1]


def test_how_far_municipalities_lie_apart_is_the_standard_deviation_of_their_means():
    # three municipalities, two replications; means 1, 2 and 6, and without each replication the other's
    units = ratio_of_sums(np.array([[1.0, 1.0], [1.0, 3.0], [4.0, 8.0]]), np.ones((3, 2)))
    found = spread_between(units)
    assert found.value == pytest.approx(np.std([1, 2, 6], ddof=1))
    assert found.without == pytest.approx([np.std([1, 3, 8], ddof=1), np.std([1, 1, 4], ddof=1)])
