import numpy as np
import pytest

from caseflow.stats.grid import Entries, Grid


@pytest.fixture
def grid(world):
    return Grid.of(world.organisation)


def entries(*rows):
    """(unit, quarter) of things that count in one unit each."""
    units, quarters = np.array(rows, dtype=np.int64).T
    return Entries(units[None, :], quarters)


def test_quantiles_agree_with_numpy_in_every_unit_and_period(grid):
    values = (np.arange(60) * 37) % 53
    units, quarters = np.arange(60) % 3, (np.arange(60) // 3) % 5
    found = grid.quantiles(Entries(units[None, :], quarters), values, (0.5, 0.9))
    first_year = (units == 1) & (quarters < 4)
    for share, table in zip((0.5, 0.9), found, strict=True):
        assert table[1, 0] == pytest.approx(np.quantile(values[first_year], share))
        assert table[1, 2] == pytest.approx(np.quantile(values[(units == 1) & (quarters == 1)], share))
        assert np.isnan(table[5]).all()


def test_distinct_numbers_of_a_year_are_not_the_sum_of_its_quarters(grid):
    placed = entries((0, 0), (0, 0), (0, 1), (1, 1))
    found = grid.distinct(placed, np.array([7, 7, 7, 9]))
    assert found[0, :4].tolist() == [1, 1, 1, 0]
    assert found[1, :4].tolist() == [1, 0, 1, 0]


def test_what_lies_outside_the_horizon_or_every_unit_counts_nowhere(grid):
    outside = entries((grid.units.n, 0), (0, grid.time.n_quarters))
    assert grid.total(outside).sum() == 0
    assert grid.distinct(outside, np.array([1, 2])).sum() == 0
    assert np.isnan(grid.peak(outside, np.array([1, 2]))).all()
    assert np.isnan(grid.quantiles(outside, np.array([1, 2]), (0.5,))[0]).all()


def test_cells_end_where_a_quarter_or_an_organisation_ends(make_world):
    world = make_world(until="2010-10-01", merger="2010-08-16")
    grid = Grid.of(world.organisation)
    # the new organisation's first day is the day after the old one's last working day, Friday 13 August
    dates = ["2010-01-01", "2010-04-01", "2010-07-01", "2010-08-14", "2010-10-01"]
    assert grid.cell_days.tolist() == [world.day(date) for date in dates]
    assert grid.cell_organisation.tolist() == [0, 0, 0, 1]
