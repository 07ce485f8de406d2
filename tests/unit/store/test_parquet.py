"""What figures and summaries read of stored tables, against the same from frames of all rows."""

import datetime as dt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseflow.clock import Clock
from caseflow.stats.costs_summary import CostCell, summarise_costs
from caseflow.stats.series import Weekly
from caseflow.store.parquet import (
    SERIES,
    Writer,
    assumption_values,
    cost_sums,
    groups,
    read_plain,
    region_durations,
    weekly_bands,
    weekly_numbers,
)
from caseflow.tables import SCHEMAS, Key, assumption_rows, cost_rows, duration_rows, joined, weekly_rows

PLACES = ("region", "Aby", "Bydal")
CLOCK = Clock(dt.date(2010, 1, 4), dt.date(2013, 1, 1))
KEYS = [Key(model, "base", replication) for replication in range(5) for model in ("b", "a")]


def stored(name, pieces):
    """A table of two pieces."""
    sink = pa.BufferOutputStream()
    writer = Writer(sink, SCHEMAS[name])
    for half in (pieces[:4], pieces[4:]):
        writer.add(joined(name, half))
    writer.close()
    return sink.getvalue()


ORG = SimpleNamespace(municipalities=("Aby", "Out"), outside=np.array([False, True]))


def costs_of(draw):
    ore = draw.integers(0, 10**9, size=(2, 3, 2, 3))
    child_years = np.array([[100.0, 50], [110, 50], [120, 50]])
    return SimpleNamespace(
        keys=("usual", "equal"), years=(2010, 2011, 2012), municipalities=(0, 1), ore=ore, child_years=child_years
    )


@pytest.fixture
def few_numbers(monkeypatch):
    """Every piece is a row group of its own."""
    monkeypatch.setattr("caseflow.store.parquet.ROW_GROUP_NUMBERS", 1)


def test_weekly_bands_are_the_quantiles_of_the_regions_rows(few_numbers):
    draw = np.random.default_rng(2)
    days = np.arange(0, 35, 7)

    def week():
        return Weekly(days, PLACES, draw.integers(0, 30, size=(3, 5)), draw.integers(0, 4, size=(3, 5)))

    where = stored("weekly", [weekly_rows(week(), CLOCK, key) for key in KEYS])
    rows = read_plain(where).query("scope == 'region'")
    by_date = rows.groupby(["model", "date"], observed=True, sort=False)
    bands = weekly_bands(where).set_index(["model", "date"])
    assert list(bands.index) == list(by_date.size().index)
    for series in SERIES:
        for share in (0.1, 0.5, 0.9):
            expected = by_date[series].quantile(share)
            np.testing.assert_allclose(bands[f"{series}_q{round(100 * share)}"], expected, rtol=1e-12)


def test_weekly_numbers_are_those_of_the_rows_asked_for(few_numbers):
    draw = np.random.default_rng(5)
    days = np.arange(0, 35, 7)
    drawn = [Weekly(days, PLACES, *draw.integers(0, 30, size=(2, 3, 5))) for _ in KEYS]
    where = stored("weekly", [weekly_rows(week, CLOCK, key) for week, key in zip(drawn, KEYS, strict=True)])
    dates, numbers = weekly_numbers(where, 5, SERIES, {"model": "a", "scope": "municipality"})
    assert dates.tolist() == [dt.datetime(2010, 1, 4) + dt.timedelta(days=int(day)) for day in days]
    assert list(numbers) == [("a", "Aby"), ("a", "Bydal")]
    of_a = [week for week, key in zip(drawn, KEYS, strict=True) if key.model == "a"]
    for place, unit in enumerate(("Aby", "Bydal"), start=1):
        of_open, of_overdue = numbers["a", unit]
        assert of_open.tolist() == [week.open[place].tolist() for week in of_a]
        assert of_overdue.tolist() == [week.overdue[place].tolist() for week in of_a]


def test_row_groups_that_cannot_have_what_is_asked_for_are_not_read(few_numbers, monkeypatch):
    days = np.arange(0, 35, 7)
    keys = [Key("a", scenario, r) for scenario in ("base", "flu") for r in range(4)]
    week = Weekly(days, PLACES, np.ones((3, 5)), np.ones((3, 5)))
    where = stored("weekly", [weekly_rows(week, CLOCK, key) for key in keys])
    read, usual = [], pq.ParquetFile.read_row_group
    monkeypatch.setattr(
        pq.ParquetFile, "read_row_group", lambda file, i, **how: (read.append(i), usual(file, i, **how))[1]
    )
    tables = list(groups(where, ("replication", "scenario"), {"scenario": "flu"}))
    assert [table["scenario"].to_pylist() for table in tables] == [["flu"] * 60]
    assert read == [1]


def test_assumptions_are_by_path_in_the_order_of_replications(few_numbers):
    values = {(path, scenario, r): 10.0 * r + len(path) for path in ("a", "bb") for scenario in "xy" for r in range(4)}
    pieces = [
        assumption_rows({path: values[path, scenario, r] for path in ("a", "bb")}, scenario, r)
        for scenario in "xy"
        for r in (3, 1, 2, 0)
    ]
    found = assumption_values(stored("assumptions", pieces), "y")
    assert {path: of.tolist() for path, of in found.items()} == {"a": [1, 11, 21, 31], "bb": [2, 12, 22, 32]}


def test_durations_of_the_region_are_summed_over_replications(few_numbers):
    draw = np.random.default_rng(3)
    where = stored("durations", [duration_rows(draw.poisson(0.2, size=(3, 30)), PLACES, key) for key in KEYS])
    rows = read_plain(where).query("scope == 'region'")
    expected = rows.groupby(["model", "days"], observed=True)["investigations"].sum()
    found = region_durations(where).set_index(["model", "days"])["investigations"]
    assert found.to_dict() == expected.to_dict()
    assert list(dict.fromkeys(found.index.get_level_values("model"))) == ["b", "a"]


def test_costs_are_summed_over_the_years_asked_for(few_numbers):
    draw = np.random.default_rng(4)
    where = stored("costs", [cost_rows(costs_of(draw), ORG, key) for key in KEYS])
    (sums,) = cost_sums(where, 2011, 2)
    rows = read_plain(where).query("year >= 2011")
    by = ["model", "scenario", "key", "municipality", "in_region", "function", "replication"]
    expected = rows.groupby(by, observed=True)[["nok", "children"]].sum()
    assert sums.cells[0] == CostCell("b", "base", "usual", "Aby", True, 244)
    assert (sums.nok.shape, set(sums.years.ravel())) == ((24, 5), {2.0})
    for number, cell in enumerate(sums.cells):
        np.testing.assert_allclose(sums.nok[number], expected["nok"][cell], rtol=1e-12)
        np.testing.assert_allclose(sums.children[number], expected["children"][cell], rtol=1e-12)


def test_costs_of_a_model_and_key_at_a_time_are_those_of_all_together(few_numbers, monkeypatch):
    where = stored("costs", [cost_rows(costs_of(np.random.default_rng(4)), ORG, key) for key in KEYS])
    (together,) = cost_sums(where, 2011, 2)
    expected = summarise_costs([together])
    monkeypatch.setattr("caseflow.store.parquet.COST_NUMBERS", 1)
    monkeypatch.setattr("caseflow.stats.costs_summary.AT_ONCE", 1)
    apart = list(cost_sums(where, 2011, 2))
    assert [{cell[:3] for cell in part.cells} for part in apart] == [
        {(model, "base", key)} for model in ("b", "a") for key in ("usual", "equal")
    ]
    found = summarise_costs(apart)
    assert {name: column.tolist() for name, column in found.items()} == {
        name: column.tolist() for name, column in expected.items()
    }


def test_row_groups_change_no_value(few_numbers, monkeypatch):
    draw = np.random.default_rng(3)
    pieces = [duration_rows(draw.poisson(0.2, size=(3, 30)), PLACES, key) for key in KEYS]
    apart = read_plain(stored("durations", pieces))
    monkeypatch.setattr("caseflow.store.parquet.ROW_GROUP_NUMBERS", 1 << 20)
    pd.testing.assert_frame_equal(apart, read_plain(stored("durations", pieces)))
