from dataclasses import replace

import numpy as np
import pytest

from caseflow.stats.compiled.investigations import NO_AGE
from caseflow.stats.compiled.units import largest_by_unit, quantiles_by_unit
from caseflow.stats.grid import Grid


@pytest.fixture
def grid(world):
    return Grid.of(world.organisation)


def table(grid, *numbers):
    """A table of units with one matter, from (unit, cell, number)."""
    out = np.zeros((grid.units.n, grid.cells.n + 1, 1), dtype=np.int64)
    for unit, cell, number in numbers:
        out[unit, cell, 0] = number
    return out


def itself(grid):
    """Each unit of a table is that unit, in every cell but the last."""
    units = np.tile(np.arange(grid.units.n)[:, None, None], (1, grid.cells.n + 1, 1))
    units[:, -1] = grid.units.n
    return units


def quantiles_of(grid, values, place, cell, *shares):
    where = itself(grid), grid.periods, grid.shape
    return quantiles_by_unit(values, place, cell, *where, np.array(shares))


def test_a_year_is_the_sum_of_its_quarters(grid):
    (found,) = grid.sums(table(grid, (0, 0, 1), (0, 3, 5), (0, 4, 7), (1, 1, 2)), itself(grid))
    assert found[0].tolist() == [6, 1, 0, 0, 5, 7, 7, 0, 0, 0]
    assert found[1].tolist() == [2, 0, 2, 0, 0, 0, 0, 0, 0, 0]


def test_a_year_ends_as_its_last_quarter_does(grid):
    quarters = np.array([[np.nan, 1, 2, 3, 4, np.nan, 5, 6, 7, 8]])
    assert grid.at_end(quarters).tolist() == [[4, 1, 2, 3, 4, 8, 5, 6, 7, 8]]


def test_a_year_is_the_largest_of_its_quarters(grid):
    ages = np.full((grid.units.n, grid.cells.n + 1), NO_AGE)
    ages[0, [0, 1, 4]] = 30, 50, -2
    found = largest_by_unit(ages, NO_AGE, itself(grid), grid.periods, grid.shape)
    nan = np.nan
    assert np.array_equal(found[0], [50, 30, 50, nan, nan, -2, -2, nan, nan, nan], equal_nan=True)
    assert np.isnan(found[1:]).all()


def test_quantiles_agree_with_numpy_in_every_unit_and_period(grid):
    values = (np.arange(60) * 37) % 53
    units, cells = np.arange(60) % 3, (np.arange(60) // 3) % 5
    found = quantiles_of(grid, values, units, cells, 0.5, 0.9)
    first_year = (units == 1) & (cells < 4)
    for share, quantiles in zip((0.5, 0.9), found, strict=True):
        assert quantiles[1, 0] == pytest.approx(np.quantile(values[first_year], share))
        assert quantiles[1, 2] == pytest.approx(np.quantile(values[(units == 1) & (cells == 1)], share))
        assert np.isnan(quantiles[5]).all()


def test_quantiles_of_nothing_are_missing(grid):
    nothing = np.zeros(0, dtype=np.int64)
    assert np.isnan(quantiles_of(grid, nothing, nothing, nothing, 0.5)).all()


def test_what_lies_outside_the_horizon_or_every_unit_counts_nowhere(grid):
    outside = grid.cells.n
    assert grid.sums(table(grid, (0, outside, 9)), itself(grid)).sum() == 0
    nowhere = np.full_like(itself(grid), grid.units.n)
    assert grid.sums(table(grid, (0, 0, 9)), nowhere).sum() == 0
    values, unit = np.array([4]), np.array([0])
    assert np.isnan(quantiles_of(grid, values, unit, np.array([outside]), 0.5)).all()


def test_cells_end_where_a_quarter_or_an_organisation_ends(make_world):
    world = make_world(until="2010-10-01", merger="2010-08-16")
    cells = Grid.of(world.organisation).cells
    # the change is on a Monday: the weekend before is the old organisation's
    dates = ["2010-01-01", "2010-04-01", "2010-07-01", "2010-08-16", "2010-10-01"]
    assert cells.cell["first_day"].tolist() == [world.day(date) for date in dates]
    assert cells.cell["organisation"].tolist() == [0, 0, 0, 1, 1]
    assert cells.cell["quarter"].tolist() == [0, 1, 2, 2, 3]
    assert cells.cell["year"].tolist() == [0, 0, 0, 0, 0]


def test_a_unit_has_no_counts_of_a_year_in_part_of_which_it_does_not_exist(make_world):
    world = make_world(until="2012-01-01", merger="2010-08-16")
    for indicator, years in (("unstaffed_days", [2011]), ("utilisation", [2010, 2011])):
        assert [year for unit, year, _ in world.values(indicator, quarter=0) if unit == "M"] == years
    assert {year for unit, year, _ in world.values("unstaffed_days", quarter=0) if unit == "region"} == {2010, 2011}


def test_organisations_of_the_same_structure_share_a_grid(world):
    one = world.organisation
    assert Grid.of(replace(one, cases_norm=7)) is Grid.of(one)
    assert Grid.of(replace(one, served=np.array([True, False]))) is not Grid.of(one)
