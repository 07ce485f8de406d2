import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from caseflow.stats.intervals import Intervals, expand, first_label_lengths, intersect, split, sweep


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


def test_split_cuts_at_boundaries_and_leaves_out_what_lies_beyond():
    row, cell, length = split(np.array([-5, 12]), np.array([7, 40]), np.array([0, 5, 15, 20]))
    assert row.tolist() == [0, 0, 1, 1]
    assert cell.tolist() == [0, 1, 1, 2]
    assert length.tolist() == [5, 2, 3, 5]


def test_split_of_an_empty_interval_is_nothing():
    assert [part.tolist() for part in split(np.array([5]), np.array([5]), np.array([0, 5, 10]))] == [[], [], []]


def test_sweep_counts_how_many_intervals_hold():
    swept = sweep([intervals((0, 0, 4), (0, 2, 6)), intervals((0, 3, 5))])
    assert swept.start.tolist() == [0, 2, 3, 4, 5]
    assert swept.length.tolist() == [2, 1, 1, 1, 1]
    assert swept.holding.tolist() == [[1, 2, 2, 1, 1], [0, 0, 1, 1, 0]]


def test_sweep_of_nothing_is_nothing():
    assert len(sweep([intervals()]).key) == 0


def test_each_number_gets_the_first_label_that_holds_it():
    window = intervals((0, 0, 10), (1, 5, 8))
    lengths = first_label_lengths(window, [intervals((0, 2, 4), (0, 3, 5)), intervals((0, 4, 12), (1, 0, 6))])
    # key 0: label 0 on 2..5, label 1 on 5..10, no label on 0..2; key 1: label 1 on 5..6, no label on 6..8
    assert lengths.tolist() == [[3, 0], [5, 1], [2, 2]]


rows = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 20)), max_size=8)


@given(
    labels=st.lists(rows, min_size=1, max_size=3),
    windows=st.tuples(*[st.tuples(st.integers(0, 20), st.integers(0, 9))] * 3),
)
def test_labels_agree_with_a_minute_by_minute_count(labels, windows):
    window = intervals(*((key, start, start + length) for key, (start, length) in enumerate(windows)))
    expected = np.zeros((len(labels) + 1, 3), dtype=np.int64)
    for key, (start, length) in enumerate(windows):
        for number in range(start, start + length):
            holds = [any(k == key and a <= number < b for k, a, b in label) for label in labels]
            expected[holds.index(True) if True in holds else len(labels), key] += 1
    assert first_label_lengths(window, [intervals(*label) for label in labels]).tolist() == expected.tolist()
