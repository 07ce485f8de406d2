"""Rows of a stress run's tables."""

from types import SimpleNamespace

import numpy as np

from caseflow.decisions.counts import Counts
from caseflow.stress.rows import difference_rows, region_of


def test_no_interval_of_what_is_added_to_a_share_is_wider_than_all_there_is():
    # two futures, of ten limits each: 1 and 2 missed as usual, 2 and 9 under stress
    usual, stressed = (
        Counts(np.array([[[one], [other]]]), np.full((1, 2, 1), 10.0)) for one, other in ((1.0, 2.0), (2.0, 9.0))
    )
    (row,) = difference_rows(SimpleNamespace(scenario="more"), "breach_share", [region_of("today")], usual, stressed)
    assert (row["extra"], row["extra_low"], row["extra_high"]) == (0.4, -1, 1)
