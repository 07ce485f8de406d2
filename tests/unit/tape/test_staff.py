import dataclasses
import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from caseflow.config.rules import DEPARTURE_CEILING_PER_YEAR
from caseflow.tape.draw import clock_of, draw
from caseflow.tape.staff import offices, roster

NO_DEMAND = {"municipalities": {}}


def columns_of(table, mask):
    return {f.name: getattr(table, f.name)[mask].tolist() for f in dataclasses.fields(table)}


# -- the roster ---------------------------------------------------------------------------------------------------


def test_posts_are_ordered_by_group_number_and_ordinal(build):
    config = build(
        {
            "staff": {
                "Late": {"number": 9, "posts_fte": ("2 x 1.0", 0.5), "office": "East", "casework_share": 0.8},
                "Early": {"number": 3, "posts_fte": (0.75,), "office": "West"},
            }
        }
    )
    posts = roster(config, 1, 0)
    assert offices(config) == ("East", "West")
    assert posts.group.tolist() == [1, 0, 0, 0]
    assert posts.ordinal.tolist() == [1, 1, 2, 3]
    assert posts.office.tolist() == [1, 0, 0, 0]
    assert posts.fte_permille.tolist() == [750, 1000, 1000, 500]
    assert posts.casework_permille.tolist() == [650, 800, 800, 800]


# -- common random numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "worker"),
    [
        ({"staff/B/posts_fte": (1.0, 0.5, 1.0)}, 3),
        ({"staff/B/posts_fte": (0.8, 0.8)}, 3),
        ({"staff/C": {"number": 7, "posts_fte": (1.0,), "office": "Bb"}}, 3),
        ({"staff/A/posts_fte": ("4 x 1.0",)}, 4),
        ({"staff/A/number": 5}, 0),
        (NO_DEMAND, 3),
    ],
    ids=["one more in the group", "other sizes", "one more group", "one more before it", "other order", "no demand"],
)
def test_candidates_hang_on_the_number_of_group_and_post_alone(build, changes, worker):
    before, after = draw(build(), 0), draw(build(changes), 0)
    for table in ("absences", "departures"):
        old, new = getattr(before, table), getattr(after, table)
        expected = columns_of(old, old.post == 3) | {"post": np.count_nonzero(old.post == 3) * [worker]}  # B.1
        assert columns_of(new, new.post == worker) == expected


def test_more_years_only_append_candidates(build):
    short, long = draw(build({"years": 1}), 0), draw(build({"years": 3}), 0)
    horizon = clock_of(build({"years": 1})).day(dt.date(2012, 1, 1))
    for old, new, day in (
        (short.absences, long.absences, long.absences.start_day),
        (short.departures, long.departures, long.departures.day),
    ):
        assert columns_of(new, day < horizon) == columns_of(old, np.ones(len(old), dtype=bool))
        assert len(new) > len(old)


def test_the_schema_lets_nobody_leave_more_often_than_a_tape_holds(build):
    build({"absence/turnover/leaving_per_year": DEPARTURE_CEILING_PER_YEAR})
    with pytest.raises(ValidationError, match="less_than_equal"):
        build({"absence/turnover/leaving_per_year": DEPARTURE_CEILING_PER_YEAR + 0.01})
