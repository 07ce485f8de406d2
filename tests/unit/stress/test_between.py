"""Which model bears a stress better, by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from caseflow.decisions.counts import Counts
from caseflow.stress.between import baseline_of, between_rows
from caseflow.stress.rows import Place, Row, region_of
from caseflow.stress.spans import Span

SPAN = Span("flu", "Flu", dt.date(2011, 2, 1), dt.date(2011, 3, 1), range(2011, 2012), ("North",))
TODAY, MERGED = region_of("today"), region_of("merged")


def counts(*places: list[float]) -> Counts:
    """Of each place so many of a hundred, in each future, in one year."""
    missed = np.array(places)[..., None]
    return Counts(missed, np.full(missed.shape, 100.0))


def rows(usual: Counts, stressed: Counts, indicator: str = "breach_share", looks: int = 1) -> list[Row]:
    return list(between_rows(SPAN, indicator, [TODAY, MERGED], (usual, stressed), "today", looks))


def test_a_model_is_held_against_the_baseline_in_what_a_stress_adds_and_in_all() -> None:
    # today 10 to 30, 10 to 50; merged 20 to 30, 20 to 30: adds 10 instead of 30, and comes to 30 instead of 40
    (row,) = rows(counts([10, 10], [20, 20]), counts([30, 50], [30, 30]))
    assert (row["scenario"], row["model"], row["unit"], row["baseline"]) == ("flu", "merged", "region", "today")
    assert row["extra"] == pytest.approx(-0.2)
    assert row["stressed"] == pytest.approx(-0.1)
    # without the one future the difference is -0.3, without the other -0.1: error 0.1, and 12.706 of these
    assert (row["extra_low"], row["extra_high"]) == (pytest.approx(-1.4706, abs=1e-4), pytest.approx(1.0706, abs=1e-4))
    # in all the same spread about -0.1, from -1.37 to 1.17: no two shares are further apart than 1
    assert (row["stressed_low"], row["stressed_high"]) == (-1, 1)
    assert (row["extra_verdict"], row["stressed_verdict"]) == ("unclear", "unclear")


def test_what_a_stress_adds_to_two_shares_lies_between_all_less_and_all_more() -> None:
    # adds 100 and 20 to today, 10 and 50 to merged: differences -90 and 30, mean -30, error 60, 12.706 of these 762
    (row,) = rows(counts([0, 0], [0, 0]), counts([100, 20], [10, 50]))
    assert (row["extra_low"], row["extra_high"]) == (-2, 2)


def test_labels_of_limits_hold_for_all_stresses_together_those_beside_them_for_one_alone() -> None:
    # differences of -18, -20 and -22 points: error 1.15, and 4.3 of these are 5; of a hundred looks 45 of these are 52
    usual, stressed = counts([0, 0, 0], [0, 0, 0]), counts([40, 40, 40], [22, 20, 18])
    labels = [rows(usual, stressed, looks=looks)[0]["extra_verdict"] for looks in (1, 100)]
    assert labels == ["better", "unclear"]
    (beside,) = rows(usual, stressed, "follow_ups_missed_share", looks=100)
    assert beside["extra_verdict"] == "better"


def test_where_nothing_differs_the_verdict_is_equal_and_a_place_that_the_baseline_lacks_is_left_out() -> None:
    same = counts([10, 20], [10, 20])
    assert [row["stressed_verdict"] for row in rows(same, same)] == ["equal"]
    far = Place("merged", "municipality", "Far")
    assert list(between_rows(SPAN, "breach_share", [TODAY, far], (same, same), "today", 1)) == []


def test_the_baseline_is_the_configs_or_the_first_of_a_run_that_lacks_it() -> None:
    assert baseline_of(["merged", "today"], "today") == "today"
    assert baseline_of(["merged", "shared"], "today") == "merged"
