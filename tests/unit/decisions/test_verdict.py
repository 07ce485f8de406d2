import pytest

from caseflow.decisions.verdict import COMPANIONS, DEADLINES, LIMITS, label, on_deadlines, with_companions
from caseflow.stats.registry import BY_NAME

NAN = float("nan")


@pytest.mark.parametrize(
    ("low", "high", "better", "said"),
    [
        (-2, -1, "lower", "better"),
        (-2, -1, "higher", "worse"),
        (-2, -1, "none", "lower"),
        (1, 2, "lower", "worse"),
        (1, 2, "higher", "better"),
        (1, 2, "none", "higher"),
        (-1, 1, "lower", "unclear"),
        (-1, 0, "lower", "unclear"),
        (0, 1, "higher", "unclear"),
        (0, 0, "lower", "equal"),
        (NAN, NAN, "lower", "unknown"),
    ],
)
def test_a_label_says_what_the_interval_says(low, high, better, said):
    assert label(low, high, better) == said


def beside(**labels: str) -> dict[str, str]:
    return {LIMITS: "better"} | dict.fromkeys(COMPANIONS, "unclear") | labels


def test_better_on_deadlines_needs_that_nothing_beside_it_is_worse():
    assert on_deadlines(beside()).is_better
    found = on_deadlines(beside(effort_given_share="worse", overdue_open="better"))
    assert (found.is_better, found.is_at_a_price, found.prices) == (False, True, ("effort_given_share",))


def test_better_by_its_own_interval_alone_is_better_by_itself():
    for labels in (beside(), beside(effort_given_share="worse")):
        found = on_deadlines(labels, "unclear")
        assert (found.is_better, found.is_at_a_price, found.is_by_itself) == (False, False, True)
        assert not on_deadlines(labels, "better").is_by_itself


@pytest.mark.parametrize("limits", ["unclear", "worse", "equal", "unknown"])
def test_who_does_not_miss_fewer_limits_is_not_better_whatever_stands_beside_it(limits):
    found = on_deadlines(dict.fromkeys(COMPANIONS, "better") | {LIMITS: limits})
    assert (found.is_better, found.is_at_a_price) == (False, False)


def test_nobody_is_better_on_deadlines_while_something_beside_it_is_not_known():
    assert not on_deadlines({LIMITS: "better", "effort_given_share": "better"}).is_better
    assert not on_deadlines(beside(overdue_open="unknown")).is_better


def test_whoever_asks_about_deadlines_is_told_what_stands_beside_them():
    asked = with_companions(("processing_days_mean", "travel_hours"))
    assert set(asked) == {"processing_days_mean", "travel_hours", LIMITS, *COMPANIONS}
    assert list(asked) == [name for name in BY_NAME if name in asked]
    assert with_companions(("travel_hours",)) == ("travel_hours",)


def test_what_is_called_a_deadline_is_an_indicator_of_which_less_is_better():
    assert {BY_NAME[name].better for name in DEADLINES} == {"lower"}
