import numpy as np

from caseflow.log import Kind
from caseflow.stats.series import LONGEST_DAYS, duration_counts, places_of, weekly

BYDAL = 1


def of(world, function):
    return function(world.written, world.tape, world.organisation)


def test_places_are_the_region_and_the_municipalities(world):
    assert places_of(world.organisation) == ("region", "Aby", "Bydal")


def test_weeks_are_read_at_their_first_working_day(make_world):
    world = make_world(until="2010-01-25")
    world.investigation("2009-12-01", closed="2010-01-11", minute=1)  # still open as that Monday begins
    world.investigation("2010-01-05", municipality=BYDAL)
    series = of(world, weekly)
    assert series.days.tolist() == [world.day(date) for date in ("2010-01-04", "2010-01-11", "2010-01-18")]
    assert series.open.tolist() == [[1, 2, 1], [1, 1, 0], [0, 1, 1]]


def test_overdue_begins_the_day_after_the_limit(make_world):
    world = make_world(until="2010-01-25")
    world.investigation("2009-10-10", closed="2010-01-15")  # limit Sunday 10 January
    world.investigation("2009-10-11", closed="2010-01-15")  # limit Monday 11 January
    series = of(world, weekly)
    assert series.overdue.tolist() == [[0, 1, 0], [0, 1, 0], [0, 0, 0]]


def test_overdue_investigations_are_a_part_of_the_open_ones(world):
    for start in ("2009-09-01", "2009-12-01", "2010-03-01", "2010-09-01"):
        world.investigation(start, closed="2010-12-20", opened="2010-03-01" if start == "2010-03-01" else None)
    series = of(world, weekly)
    assert (series.overdue <= series.open).all()
    assert series.overdue.sum() > 0


def test_durations_are_counted_from_the_change_on(merger):
    merger.investigation("2010-12-20", closed="2010-12-31", minute=100)  # ends with the last minute before the change
    merger.investigation("2010-12-20", closed="2011-01-03", minute=1)
    merger.investigation("2010-12-20", closed="2011-01-03", minute=1, municipality=BYDAL)
    merger.investigation("2009-02-02", closed="2011-01-03", minute=1)
    counts = of(merger, duration_counts)
    place, days = np.nonzero(counts)
    assert list(zip(place.tolist(), days.tolist(), counts[place, days].tolist(), strict=True)) == [
        (0, 14, 2), (0, LONGEST_DAYS, 1), (1, 14, 1), (1, LONGEST_DAYS, 1), (2, 14, 1),
    ]  # fmt: skip


def test_open_investigations_have_no_duration(world):
    world.investigation("2010-01-04")
    world.log(0, Kind.REPORT, world.case(), value=0)
    assert of(world, duration_counts).sum() == 0
