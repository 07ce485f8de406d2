"""What a run adds up to is worked out in memory that hardly grows with its replications."""

import datetime as dt
import tracemalloc
from functools import partial

import numpy as np
import pyarrow as pa
import pytest

from caseflow.clock import Clock
from caseflow.results import Tables
from caseflow.stats.series import Weekly
from caseflow.store.parquet import SERIES, Writer, weekly_numbers
from caseflow.tables import SCHEMAS, Key, indicator_rows, joined, weekly_rows

PER_REPLICATION = 200
"""Bytes: what one unit has of one indicator, of which some 60 are held; all units have several times as much."""


def stored(counts, replications):
    """A table of indicators with a row group for each 25 replications."""
    sink = pa.BufferOutputStream()
    writer = Writer(sink, SCHEMAS["indicators"])
    for start in range(0, replications, 25):
        keys = [Key(model, "base", r) for r in range(start, start + 25) for model in ("b", "a")]
        writer.add(joined("indicators", [indicator_rows(counts, key) for key in keys]))
    writer.close()
    return sink.getvalue()


def summed_up(where):
    tables = Tables({"indicators": where}, 2010, 4, (2010, 2010))
    assert len(tables.summaries()["summary"]) > 0
    assert len(tables.breaches()) > 0


pools = []
"""All that were ever set: a thread of Arrow may give back later what it had of one."""


def peak(read):
    """The most bytes that Python, numpy and Arrow hold meanwhile."""
    usual = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(usual)
    pools.append(pool)
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        read()
        return np.array([tracemalloc.get_traced_memory()[1], pool.max_memory()])
    finally:
        tracemalloc.stop()
        pa.set_memory_pool(usual)


@pytest.fixture
def small_pieces(monkeypatch):
    """One unit at a time, however few its numbers are; every piece is a row group of its own."""
    monkeypatch.setattr("caseflow.stats.panel.BLOCK_NUMBERS", 1)
    monkeypatch.setattr("caseflow.store.parquet.ROW_GROUP_NUMBERS", 1)


def test_more_replications_take_no_more_memory_than_the_quantiles_of_one_unit_need(world, small_pieces):
    world.investigation("2010-01-04", closed="2010-07-01")
    counts = world.counts()
    few, some, many = (stored(counts, n) for n in (25, 50, 125))
    peak(partial(summed_up, few))  # what is imported and kept
    of_python, of_arrow = peak(partial(summed_up, many)) - peak(partial(summed_up, some))
    assert of_python < 75 * PER_REPLICATION
    assert of_arrow < 75 * PER_REPLICATION


def weeks_stored(replications, weeks=100):
    """Weekly numbers of two models in three places."""
    sink, clock = pa.BufferOutputStream(), Clock(dt.date(2010, 1, 4), dt.date(2013, 1, 1))
    writer = Writer(sink, SCHEMAS["weekly"])
    numbers = np.arange(3 * weeks).reshape(3, weeks) % 9
    week = Weekly(np.arange(weeks) * 7, ("region", "Aby", "Bydal"), numbers, numbers)
    for start in range(0, replications, 25):
        keys = [Key(model, "base", r) for r in range(start, start + 25) for model in ("b", "a")]
        writer.add(joined("weekly", [weekly_rows(week, clock, key) for key in keys]))
    writer.close()
    return sink.getvalue()


def test_weekly_numbers_of_a_place_take_the_memory_of_their_integers_and_no_more(small_pieces):
    def read(where, n):
        return partial(weekly_numbers, where, n, SERIES, {"model": "a", "scenario": "base", "unit": "Aby"})

    some, many = read(weeks_stored(100), 100), read(weeks_stored(500), 500)
    peak(some)
    of_python, of_arrow = peak(many) - peak(some)
    assert of_python < 1.1 * 400 * len(SERIES) * 100 * 4
    assert of_arrow < 1_000_000  # row groups that are read ahead; all rows of 400 replications would take some millions
