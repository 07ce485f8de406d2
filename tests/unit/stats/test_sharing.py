import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseflow.organisation import CostKey
from caseflow.stats.compiled.money import Pools, largest_remainder
from caseflow.stats.costs import RULES, shared

USUAL = ("children_0_17", "home", "home")


def pool(common=(1000, 0, 0), home=((0, 0), (0, 0), (0, 0)), members=(0, 1), fixed=1.0, **weights):
    """Two municipalities with 300 and 100 children, 2 and 2 cases, and posts of the first only."""
    of = {"children_0_17": (300, 100), "equal": (1, 1), "cases": (2, 2), "posts": (5, 0), **weights}
    return members, common, home, fixed, [of[rule] for rule in RULES]


def paid(pools, key, n=2, years=None):
    """Who pays what: [municipality, cost function], of one year unless years are given."""
    members, common, home, fixed, weights = zip(*pools, strict=True)
    table = Pools(
        year=np.array(years or [0] * len(pools)),
        is_member=np.array([[m in of for m in range(n)] for of in members]),
        common_ore=np.array(common),
        home_ore=np.array(home),
        share_of_fixed=np.array(fixed, dtype=np.float64),
        weights=np.array(weights),
    )
    by_year = shared(table, key, 1 + max(years or [0]))
    return by_year if years else by_year[0]


def shares(one, shared_by=USUAL, fixed=0):
    return paid([one], CostKey("key", fixed, shared_by)).tolist()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("children_0_17", [750, 250]), ("equal", [500, 500]), ("cases", [500, 500]), ("posts", [1000, 0])],
)
def test_casework_is_shared_by_the_keys_rule(rule, expected):
    assert [place[0] for place in shares(pool(), (rule, "home", "home"))] == expected


def test_each_pays_the_fixed_sum_first_and_the_rest_is_shared():
    # 2 x 200 first, and 600 by 300 to 100 children
    assert [place[0] for place in shares(pool(), fixed=200)] == [650, 350]


def test_fixed_sums_are_for_a_whole_year():
    assert [place[0] for place in shares(pool(fixed=0.5), fixed=200)] == [700, 300]


def test_fixed_sums_never_come_to_more_than_the_costs():
    assert [place[0] for place in shares(pool(), fixed=900)] == [500, 500]


def test_measures_stay_with_the_childs_municipality_unless_the_key_shares_them():
    measures = pool(common=(0, 0, 0), home=((0, 0), (30, 10), (0, 40)))
    assert shares(measures) == [[0, 30, 0], [0, 10, 40]]
    assert shares(measures, ("equal", "equal", "children_0_17")) == [[0, 20, 30], [0, 20, 10]]


def test_milieu_workers_of_all_are_shared_like_casework_where_measures_stay_at_home():
    assert shares(pool(common=(0, 400, 0), home=((0, 0), (30, 10), (0, 0)))) == [[0, 330, 0], [0, 110, 0]]


def test_pools_are_shared_one_by_one():
    alone = pool(members=(1,))
    assert paid([pool(), alone], CostKey("key", 0, USUAL))[:, 0].tolist() == [750, 1250]


def test_each_year_is_paid_on_its_own():
    alone = pool(members=(1,))
    assert paid([pool(), alone], CostKey("key", 0, USUAL), years=[1, 0])[:, :, 0].tolist() == [[0, 1000], [750, 250]]


def test_what_is_left_of_rounding_goes_to_the_largest_remainders():
    assert largest_remainder(100, np.array([1, 1, 1])).tolist() == [34, 33, 33]
    assert largest_remainder(100, np.array([2, 5, 5])).tolist() == [17, 42, 41]
    assert largest_remainder(5, np.array([0, 0])).tolist() == [3, 2]


@given(st.integers(0, 10**13), st.lists(st.integers(0, 2 * 10**8), min_size=1, max_size=9))
def test_parts_add_up_and_none_is_a_whole_unit_off(amount, weights):
    parts = largest_remainder(amount, np.array(weights)).tolist()
    assert sum(parts) == amount
    used = weights if any(weights) else [1] * len(weights)
    assert all(abs(part * sum(used) - amount * weight) < sum(used) for part, weight in zip(parts, used, strict=True))


amounts = st.integers(0, 10**12)


@given(
    pools=st.lists(
        st.tuples(
            st.sets(st.integers(0, 6), min_size=1),
            st.lists(amounts, min_size=3, max_size=3),
            st.lists(amounts, min_size=21, max_size=21),
            st.floats(0, 2),
            st.lists(st.integers(0, 10**7), min_size=28, max_size=28),
        ),
        min_size=1,
        max_size=5,
    ),
    fixed=amounts,
    rules=st.tuples(st.sampled_from(RULES), st.sampled_from((*RULES, "home")), st.sampled_from((*RULES, "home"))),
)
def test_under_any_key_what_the_municipalities_pay_adds_up_to_all_costs_to_the_ore(pools, fixed, rules):
    made = []
    for members, common, home, share, weights in pools:
        home_ore = np.array(home).reshape(3, 7)
        home_ore[:, [m for m in range(7) if m not in members]] = 0
        made.append((members, common, home_ore, share, np.array(weights).reshape(4, 7)))
    ore = paid(made, CostKey("key", fixed, rules), 7)
    assert (ore >= 0).all()
    for function in range(3):
        assert ore[:, function].sum() == sum(common[function] + home[function].sum() for _, common, home, *_ in made)
