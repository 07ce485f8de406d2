"""What a run adds up to is worked out in memory that hardly grows with its replications."""

import tracemalloc

import numpy as np
import pyarrow as pa
import pytest

from caseflow.results import Tables
from caseflow.store.parquet import Writer
from caseflow.tables import SCHEMAS, Key, indicator_rows, joined

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


def peak(where):
    """The most bytes that Python, numpy and Arrow hold while a run of four years is summed up."""
    usual = pa.default_memory_pool()
    pool = pa.proxy_memory_pool(usual)
    pa.set_memory_pool(pool)
    tracemalloc.start()
    try:
        tables = Tables({"indicators": where}, 2010, 4)
        assert len(tables.summaries()["summary"]) > 0
        assert len(tables.breaches()) > 0
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
    peak(stored(counts, 25))  # what is imported and kept
    of_python, of_arrow = peak(stored(counts, 500)) - peak(stored(counts, 100))
    assert of_python < 400 * PER_REPLICATION
    assert of_arrow < 400 * PER_REPLICATION
