import numpy as np

from caseflow.stats.indicators import units_of
from caseflow.stats.registry import BY_NAME, INDICATORS, PROCESSING_PARTS, SCOPES


def test_units_are_the_region_services_municipalities_and_teams_of_every_period(merger):
    assert units_of(merger.organisation) == (
        ("region", "region"),
        ("service", "S"), ("service", "T"), ("service", "M"),
        ("municipality", "Aby"), ("municipality", "Bydal"),
        ("team", "S/intake"), ("team", "S/measures"), ("team", "T/all"), ("team", "M/all"),
    )  # fmt: skip


def test_the_value_of_a_count_is_its_numerator_whatever_its_denominator(world):
    world.absent(2, "2010-01-04", "2010-01-05")
    assert world.fraction("unstaffed_days", "S/measures", quarter=1) == (2, 63)
    assert world.values("unstaffed_days", "S/measures", 1)["S/measures", 2010, 1] == 2


def test_rows_are_ordered_by_period_unit_and_indicator(world):
    world.investigation("2010-01-04", closed="2010-02-01")
    rows = world.table()
    scopes, names = list(SCOPES), [indicator.name for indicator in INDICATORS]
    keys = [
        (year, quarter, scopes.index(scope), names.index(indicator))
        for year, quarter, scope, unit, indicator in zip(
            *(rows[name].tolist() for name in ("year", "quarter", "scope", "unit", "indicator")), strict=True
        )
        if unit in ("region", "S", "Aby", "S/intake")
    ]
    assert keys == sorted(keys)


def test_no_row_has_a_zero_denominator_or_a_missing_value(world):
    world.investigation("2010-01-04", closed="2010-02-01")
    frame = world.table()
    assert not frame["value"].isna().any()
    assert not (frame["denominator"] == 0).any()


def test_every_share_lies_between_0_and_1(world):
    world.investigation("2010-01-04", closed="2010-07-01")
    world.absent(0, "2010-02-01", "2010-02-10", sick=True)
    frame = world.table()
    shares = frame[frame["indicator"].isin([i.name for i in INDICATORS if i.kind == "share"])]
    assert shares["value"].between(0, 1).all()
    assert set(shares["indicator"]) == {
        "screening_late_share", "breach_share", "over_three_months_share",
        "utilisation", "weeks_above_norm", "sick_leave_share",
    }  # fmt: skip


def test_the_same_log_gives_the_same_counts_whatever_the_order_in_which_it_was_written(world):
    world.investigation("2010-01-04", closed="2010-07-01")
    world.investigation("2010-01-05", closed="2010-03-01")
    before = world.counts()
    world.rows.reverse()
    after = world.counts()
    np.testing.assert_array_equal(before.numerator, after.numerator)
    np.testing.assert_array_equal(before.denominator, after.denominator)


def test_an_empty_log_has_counts_of_zero_and_no_shares(world):
    world.case()
    assert world.yearly("reports")["region"] == 0
    assert world.yearly("breach_share") == {}
    assert world.yearly("longest_case_days") == {}


def test_the_registry_names_every_indicator_once_with_a_sentence():
    assert len(BY_NAME) == len(INDICATORS)
    assert all(indicator.meaning.endswith(".") for indicator in INDICATORS)
    assert {f"processing_{part}_days" for part in PROCESSING_PARTS} <= set(BY_NAME)
