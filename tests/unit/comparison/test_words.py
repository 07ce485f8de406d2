"""Sentences of findings."""

from types import SimpleNamespace

import numpy as np
import pytest

from caseflow.comparison.words import from_when_in_a_table


@pytest.mark.parametrize(
    ("by_interval", "by_mean", "cells"),
    [(1, 0, ("2011 Q2", "2011 Q1")), (2, 1, ("2011 Q3 only", "2011 Q2")), (-1, 2, ("never", "2011 Q3 only"))],
)
def test_what_holds_in_the_last_quarter_only_is_told_so(by_interval, by_mean, cells):
    onset = SimpleNamespace(
        by_interval=np.array([by_interval]), by_mean=np.array([by_mean]), quarters=((2011, 1), (2011, 2), (2011, 3))
    )
    assert from_when_in_a_table(SimpleNamespace(onset=onset), 0) == cells
