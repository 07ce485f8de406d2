from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest

from caseflow.tape.pairs import Asked, Limits, Purpose, hashes_of_families, pairs_below
from caseflow.tape.splitmix import hash_of_group, hashed, mark_within, splitmix64
from caseflow.tape.tables import MARK_SCALE
from tests.engines.hand import tape

CHI_SQUARED_FALSE_ALARM = 45.4
"""Of 19 degrees of freedom, exceeded with a chance of 1 in 1,600."""


def marks(rows, workers=2, numbers=(604, 633), seed=1, replication=0, groups=(8, 9), group_of=None):
    drawn = tape(*rows, workers=workers)
    posts = drawn.posts
    if group_of is not None:
        ordinal = [group_of[: i + 1].count(g) for i, g in enumerate(group_of)]
        posts = dataclasses.replace(
            posts, group=np.array(group_of, dtype=np.int32), ordinal=np.array(ordinal, dtype=np.int32)
        )
    drawn = dataclasses.replace(drawn, replication=replication, posts=posts)
    return marks_of_all(seed, drawn, numbers, groups)


def marks_of_all(seed, tape, municipality_numbers, group_numbers):
    """int64[case, worker]: the marks of all pairs."""
    families = hashes_of_families(seed, Purpose.CONFLICT, tape, municipality_numbers)
    groups = np.asarray(group_numbers)[tape.posts.group]
    with np.errstate(over="ignore"):
        return np.array(
            [
                [mark(*who) for who in zip(groups, tape.posts.ordinal, strict=True)]
                for mark in map(marks_of_family, families)
            ]
        )


def marks_of_family(family):
    """The marks of a family by group number and ordinal."""
    return lambda group, ordinal: int(
        mark_within(np.uint64(hash_of_group(family, np.uint64(group))), np.uint64(ordinal))
    )


def test_splitmix64_gives_the_numbers_of_its_authors():
    # the first outputs of the reference program for the seed 1234567; its state grows by the golden gamma
    gamma = 0x9E3779B97F4A7C15
    states = [np.uint64((1234567 + i * gamma) % 2**64) for i in range(3)]
    with np.errstate(over="ignore"):
        numbers = [int(splitmix64(state)) for state in states]
    assert numbers == [6457827717110365317, 3203168211198807973, 9817491932198370423]


def test_the_order_of_the_numbers_counts():
    one, two = (np.array(numbers, dtype=np.uint64) for numbers in ([2, 3], [3, 2]))
    with np.errstate(over="ignore"):
        assert hashed(np.uint64(1), one) != hashed(np.uint64(1), two)


def test_a_mark_is_golden():
    assert marks([{}, {"municipality": 1}]).tolist() == [[298695, 2784], [297643, 628288]]


def test_marks_are_uniform():
    table = marks([{"ordinal": i} for i in range(2000)], workers=50)
    assert table.shape == (2000, 50)
    assert table.min() >= 0
    assert table.max() < MARK_SCALE
    counts = np.bincount(table.ravel() // (MARK_SCALE // 20), minlength=20)
    expected = table.size / 20
    assert ((counts - expected) ** 2 / expected).sum() < CHI_SQUARED_FALSE_ALARM


def test_marks_of_neighbouring_cases_and_workers_are_not_alike():
    table = marks([{"ordinal": i} for i in range(2000)], workers=50) / MARK_SCALE
    for one, other in ((table[1:], table[:-1]), (table[:, 1:], table[:, :-1])):
        # a correlation's standard error is 1 / sqrt(98,000): six of them
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] == pytest.approx(0, abs=0.02)


def test_one_more_post_or_municipality_changes_no_other_mark():
    rows = [{"municipality": 0, "ordinal": 5}, {"municipality": 1, "ordinal": 7}]
    before = marks(rows, workers=3, group_of=[0, 0, 1])
    more_posts = marks(rows, workers=5, groups=(8, 7, 9), group_of=[0, 0, 0, 1, 2])
    assert more_posts[:, [0, 1, 4]].tolist() == before.tolist()
    moved = [{**row, "municipality": row["municipality"] + 1} for row in rows]
    more_places = marks([{"ordinal": 1}, *moved], workers=3, numbers=(301, 604, 633), group_of=[0, 0, 1])
    assert more_places[1:].tolist() == before.tolist()


def test_a_family_has_one_mark_whatever_the_sibling_and_the_report():
    # case 1 is case 0's sibling, case 2 a later report on the sibling, case 3 somebody else
    rows = [{}, {"family": 0}, {"previous": 1}, {}]
    table = marks(rows)
    assert table[0].tolist() == table[1].tolist() == table[2].tolist()
    assert table[3].tolist() != table[0].tolist()


@pytest.mark.parametrize(
    "other", [{"seed": 2}, {"replication": 1}, {"numbers": (605, 633)}, {"groups": (7, 9)}], ids=str
)
def test_each_part_of_the_key_gives_other_marks(other):
    assert not (marks([{}, {}], **other) == marks([{}, {}])).any()


# -- pairs --------------------------------------------------------------------------------------------------------

WORKERS = 6
HOMES = np.array([0, 0, 1, 1, -1, 0], dtype=np.int32)
LIMITS = np.array([[100_000, 400_000], [200_000, 700_000]], dtype=np.int32)


def paired(asked):
    """For each of 200 cases of two municipalities: its workers whose mark is below the limit; and the tape."""
    rows = [{"municipality": i % 2, "ordinal": i, "family": i - i % 3} for i in range(200)]
    drawn = tape(*rows, workers=WORKERS)
    begins = np.cumsum([0, *map(len, asked)])
    found, workers = pairs_below(
        1,
        Purpose.CONFLICT,
        drawn,
        (604, 633),
        (8,),
        Asked(begins, np.array([worker for of in asked for worker in of], dtype=np.int64)),
        Limits(LIMITS, HOMES),
    )
    return [workers[a:b].tolist() for a, b in pairwise(found)], drawn


def test_pairs_are_those_whose_mark_is_below_the_limit_of_where_the_worker_lives():
    found, drawn = paired([range(WORKERS), range(WORKERS)])
    marks = marks_of_all(1, drawn, (604, 633), (8,))
    for case, (municipality, of_case) in enumerate(zip(drawn.cases.municipality, marks, strict=True)):
        limits = LIMITS[municipality, (municipality == HOMES).astype(int)]
        assert found[case] == np.flatnonzero(of_case < limits).tolist()
    assert any(found)


def test_only_workers_who_are_asked_are_paired_and_no_pair_hangs_on_the_others():
    asked = ([0, 2, 5], [1, 4])
    everybody, drawn = paired([range(WORKERS), range(WORKERS)])
    found, _ = paired(asked)
    for case, municipality in enumerate(drawn.cases.municipality.tolist()):
        assert found[case] == [worker for worker in everybody[case] if worker in asked[municipality]]
