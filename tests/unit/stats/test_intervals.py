import numpy as np

from caseflow.stats.intervals import Intervals, expand, intersect, sweep


def intervals(*rows):
    return Intervals(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)


def test_expand_lists_every_number_of_every_range():
    row, number = expand(np.array([3, 7, 5]), np.array([4, 6, 5]))
    assert row.tolist() == [0, 0, 2]
    assert number.tolist() == [3, 4, 5]


def test_intersect_meets_only_intervals_of_the_same_key():
    left = intervals((0, 0, 10), (1, 0, 10))
    right = intervals((0, 2, 4), (0, 8, 12), (2, 0, 10))
    assert [part.tolist() for part in intersect(left, right)] == [[0, 0], [0, 1], [2, 8], [4, 10]]


def test_intervals_that_touch_do_not_meet():
    parts = intersect(intervals((0, 4, 8)), intervals((0, 0, 4), (0, 8, 9)))
    assert [part.tolist() for part in parts] == [[], [], [], []]


def test_sweep_counts_how_many_intervals_hold():
    swept = sweep([intervals((0, 0, 4), (0, 2, 6)), intervals((0, 3, 5))])
    assert swept.start.tolist() == [0, 2, 3, 4, 5]
    assert swept.length.tolist() == [2, 1, 1, 1, 1]
    assert swept.holding.tolist() == [[1, 2, 2, 1, 1], [0, 0, 1, 1, 0]]


def test_sweep_of_nothing_is_nothing():
    assert len(sweep([intervals()]).key) == 0
