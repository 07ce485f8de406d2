import numpy as np
import pandas as pd
import pytest

from caseflow.stats import panel as panels
from caseflow.stats.registry import BY_NAME, INDICATORS
from caseflow.stats.replications import wilson_interval
from caseflow.stats.summary import CHANCES
from tests.unit.stats.grouped_summary import summarise_rows
from tests.unit.stats.panels import summarise


def frame_of(*rows):
    """Rows of (indicator, replication, year, numerator, denominator) of one unit; a count has no denominator."""
    table = pd.DataFrame(rows, columns=["indicator", "replication", "year", "numerator", "denominator"])
    table["value"] = table["numerator"] / table["denominator"].fillna(1.0)
    return table.assign(model="m", scenario="base", scope="service", unit="T", quarter=0)


def breaches(*rows):
    return frame_of(*(("breach_share", replication, year, hits, limits) for replication, year, hits, limits in rows))


def row_of(table, indicator="breach_share"):
    (row,) = table[table["indicator"] == indicator].to_dict("records")
    return row


def test_a_shares_mean_is_the_ratio_of_sums_and_not_the_mean_of_shares():
    row = row_of(summarise(breaches((0, 2011, 1, 2), (0, 2012, 0, 8), (1, 2011, 2, 10)), 2011, 2))
    assert row["mean"] == 3 / 20
    assert row["sd_between_replications"] == pytest.approx(np.std([1 / 10, 2 / 10], ddof=1))
    assert row["q50"] == pytest.approx(0.2)
    assert row["replications"] == 2
    assert row["years_counted"] == 3


def test_a_counts_mean_is_a_mean_per_year_even_where_it_has_a_denominator():
    rows = [("unstaffed_days", 0, 2011, 4.0, 250.0), ("unstaffed_days", 0, 2012, 8.0, 250.0)]
    table = frame_of(*rows)
    table["value"] = table["numerator"]
    assert row_of(summarise(table, 2011, 2), "unstaffed_days")["mean"] == 6


def test_the_interval_of_a_count_is_students_over_replications_on_its_logarithm():
    rows = [("reports", replication, 2011, float(n), np.nan) for replication, n in enumerate((10, 12, 17))]
    row = row_of(summarise(frame_of(*rows), 2011, 1), "reports")
    reach = 4.302652729911275 * np.std([10, 12, 17], ddof=1) / np.sqrt(3)
    assert (row["ci95_low"], row["ci95_high"]) == pytest.approx((13 * np.exp(-reach / 13), 13 * np.exp(reach / 13)))


def test_intervals_of_shares_stay_between_0_and_1():
    row = row_of(summarise(breaches((0, 2011, 0, 10), (1, 2011, 10, 10)), 2011, 1))
    # shares 0 and 1: error 0.5, t 12.7062; log-odds of a half 0, reach 12.7062 x 0.5 / 0.25
    assert row["ci95_low"] == pytest.approx(np.exp(-25.4124), rel=1e-3)
    assert row["ci95_high"] == pytest.approx(1 - np.exp(-25.4124))


def test_one_replication_has_no_interval():
    row = row_of(summarise(breaches((0, 2011, 1, 4), (0, 2012, 1, 4)), 2011, 2))
    assert row["mean"] == 0.25
    assert np.isnan([row["ci95_low"], row["ci95_high"], row["sd_between_replications"]]).all()
    assert row["p_no_breach"] == 0
    assert np.isnan([row[f"{name}_{end}"] for name in CHANCES for end in ("low", "high")]).all()


def test_only_whole_years_of_the_statistics_count():
    table = pd.concat(
        [breaches((0, 2010, 9, 9), (0, 2011, 1, 4), (0, 2013, 9, 9)), breaches((0, 2011, 4, 4)).assign(quarter=1)]
    )
    assert row_of(summarise(table, 2011, 2))["mean"] == 0.25


def test_years_without_a_case_are_told():
    rows = [("reports", 0, 2011, 5.0, np.nan), ("reports", 0, 2012, 5.0, np.nan), ("breach_share", 0, 2011, 0.0, 2.0)]
    row = row_of(summarise(frame_of(*rows), 2011, 2))
    assert (row["years_counted"], row["years_without_case"]) == (1, 1)


def test_chances_are_shares_of_the_years_with_a_limit_reached():
    row = row_of(summarise(breaches((0, 2011, 0, 5), (0, 2012, 1, 10), (1, 2011, 3, 10), (1, 2012, 4, 100)), 2011, 2))
    assert row["p_no_breach"] == 1 / 4
    assert row["p_share_over_10_percent"] == 1 / 4  # 1 of 10 is not over 10 %
    assert row["p_three_or_more"] == 2 / 4


def test_chances_of_years_that_always_agree_are_no_surer_than_their_replications():
    table = breaches(*((replication, year, replication % 2, 10) for replication in range(10) for year in (2011, 2012)))
    row = row_of(summarise(table, 2011, 2))
    # the jackknife's error is 0.5 / sqrt(9), less than of 10 independent replications: bounded at 10
    low, high = wilson_interval(np.array([0.5]), np.array([10.0]))
    assert (row["p_no_breach_low"], row["p_no_breach_high"]) == pytest.approx((low[0], high[0]))


def test_other_indicators_have_no_chances():
    row = row_of(summarise(frame_of(("reports", 0, 2011, 5.0, np.nan)), 2011, 1), "reports")
    assert np.isnan([row[name] for name in CHANCES]).all()


def test_models_and_units_are_summarised_apart_in_the_tables_order():
    b, a = (breaches((0, 2011, hits, 4)).assign(model=model) for model, hits in (("b", 1), ("a", 2)))
    summary = summarise(pd.concat([b, a], ignore_index=True), 2011, 1)
    assert list(zip(summary["model"], summary["mean"], strict=True)) == [("b", 0.25), ("a", 0.5)]


def test_the_order_of_rows_does_not_matter():
    table = breaches((0, 2011, 1, 2), (0, 2012, 0, 8), (1, 2011, 2, 10), (1, 2012, 5, 7))
    pd.testing.assert_frame_equal(summarise(table, 2011, 2), summarise(table[::-1], 2011, 2))


def test_no_years_give_an_empty_summary():
    assert len(summarise(breaches((0, 2010, 1, 2)), 2011, 2)) == 0


def random_rows(seed):
    """Of four units in eight replications and four years: shares, means, counts and states, with many gaps."""
    draw = np.random.default_rng(seed)
    rows = []
    for model, unit, replication, year in np.ndindex(2, 4, 8, 4):
        for name in ("breach_share", "processing_days_mean", "reports", "unstaffed_days", "overdue_open"):
            if draw.random() < (0.7 if unit else 0.05):
                bottom = float(draw.integers(1, 12)) if BY_NAME[name].has_denominator else np.nan
                rows.append(
                    (f"m{model}", f"u{unit}", replication, 2010 + year, name, float(draw.integers(0, 5)), bottom)
                )
    columns = ["model", "unit", "replication", "year", "indicator", "numerator", "denominator"]
    table = pd.DataFrame(rows, columns=columns).assign(scenario="base", scope="service", quarter=0)
    is_ratio = table["indicator"].map(lambda name: BY_NAME[name].is_ratio)
    table["value"] = table["numerator"] / table["denominator"].where(is_ratio, 1.0)
    for name, order in (("unit", dict.fromkeys(table["unit"])), ("indicator", [i.name for i in INDICATORS])):
        table[name] = pd.Categorical(table[name], list(order))
    return table


@pytest.mark.parametrize("numbers", [1 << 22, 1])
@pytest.mark.parametrize("seed", range(3))
def test_the_summary_of_arrays_is_that_of_groups_of_rows_in_one_block_or_many(seed, numbers, monkeypatch):
    monkeypatch.setattr(panels, "BLOCK_NUMBERS", numbers)
    table = random_rows(seed)
    expected = summarise_rows(table, 2011, 3).astype(dict.fromkeys(("unit", "indicator"), str))
    pd.testing.assert_frame_equal(summarise(table, 2011, 3).astype(expected.dtypes), expected, rtol=1e-12, atol=1e-12)
