"""What is stored of counts is what was counted."""

import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from caseflow.stats.registry import BY_NAME, INDICATORS, QUARTERLY_SCOPES
from caseflow.store.chunks import Chunk
from caseflow.store.parquet import Writer, panel_of, read_long
from caseflow.tables import LONG_COLUMNS, SCHEMAS, Key, indicator_rows, joined, quarter_rows
from tests.unit.stats.rows import rows_of

KEYS = (Key("b", "base", 0), Key("a", "base", 0), Key("b", "base", 1), Key("a", "base", 1))


@pytest.fixture
def counts(world):
    world.investigation("2010-01-04", closed="2010-07-01")
    world.absent(2, "2010-02-01", "2010-02-10", sick=True)
    return world.counts()


def pieces(counts):
    return {
        "indicators": joined("indicators", [indicator_rows(counts, key) for key in KEYS]),
        "quarters": joined("quarters", [quarter_rows(counts, key) for key in KEYS]),
    }


def stored(tables):
    sink = pa.BufferOutputStream()
    writer = Writer(sink, SCHEMAS["indicators"])
    for table in tables:
        writer.add(table)
    writer.close()
    return sink.getvalue()


def is_kept(rows):
    of_kept = rows["indicator"].map(lambda name: BY_NAME[name].quarterly) & rows["scope"].isin(QUARTERLY_SCOPES)
    return (rows["quarter"] == 0) | of_kept


def expected(counts):
    rows = pd.concat([rows_of(counts, key.model, key.scenario, key.replication) for key in KEYS])
    return rows[is_kept(rows)].reset_index(drop=True)


def as_text(frame):
    return frame.astype({name: object for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])})


def test_stored_indicators_are_those_that_were_counted_in_their_order(counts):
    found = read_long(stored(pieces(counts).values()))
    assert tuple(found.columns) == LONG_COLUMNS
    pd.testing.assert_frame_equal(as_text(found), as_text(expected(counts)), check_dtype=False, rtol=0, atol=0)


def test_one_indicator_of_some_rows_is_read_without_the_others(counts):
    import pyarrow.compute as pc

    found = read_long(stored(pieces(counts).values()), [BY_NAME["unstaffed_days"]], pc.field("scope") == "team")
    rows = expected(counts).query("indicator == 'unstaffed_days' and scope == 'team'").reset_index(drop=True)
    pd.testing.assert_frame_equal(as_text(found), as_text(rows), check_dtype=False, rtol=0, atol=0)


def test_a_chunk_comes_back_from_its_bytes_and_equal_chunks_have_equal_bytes(counts):
    chunk = Chunk(pieces(counts), {"logs/a.parquet": b"log"})
    data = chunk.to_bytes()
    assert data == Chunk(pieces(counts), {"logs/a.parquet": b"log"}).to_bytes()
    back = Chunk.from_bytes(data)
    assert back.files == {"logs/a.parquet": b"log"}
    assert {name: table.to_pylist() for name, table in back.tables.items()} == {
        name: table.to_pylist() for name, table in chunk.tables.items()
    }


def test_a_table_is_the_same_bytes_whether_its_pieces_come_from_memory_or_from_chunks(counts):
    tables = pieces(counts)
    chunk = Chunk.from_bytes(Chunk(tables, {}).to_bytes())
    assert stored(tables.values()).equals(stored(chunk.tables.values()))


def test_rows_of_whole_years_never_share_a_row_group_with_quarters(counts):
    import pyarrow.parquet as pq

    tables = pieces(counts)
    file = pq.ParquetFile(io.BytesIO(stored([*tables.values(), *tables.values()])))
    quarters = [set(file.read_row_group(g)["quarter"].to_pylist()) for g in range(file.num_row_groups)]
    assert [0 in quarter for quarter in quarters] == [True, False]
    assert quarters[0] == {0}


def test_the_panel_holds_every_number_at_its_cell_replication_and_year(counts):
    panel = panel_of(stored(pieces(counts).values()))
    assert [cell.model for cell in panel.cells] == sorted((cell.model for cell in panel.cells), reverse=True)
    rows = expected(counts).query("quarter == 0")
    for indicator in INDICATORS:
        numbers = panel.read(indicator.name, slice(None))
        own = rows[rows["indicator"] == indicator.name]
        assert np.isfinite(numbers[0]).sum() == len(own)
        for row in own.to_dict("records"):
            cell = panel.cells.index((row["model"], row["scenario"], row["scope"], row["unit"]))
            place = cell, row["replication"], panel.years.tolist().index(row["year"])
            np.testing.assert_array_equal([n[place] for n in numbers], [row["numerator"], row["denominator"]])


def test_a_panel_counts_the_years_in_which_a_unit_has_any_number(counts):
    panel = panel_of(stored(pieces(counts).values()))
    rows = expected(counts).query("quarter == 0")
    for i, cell in enumerate(panel.cells):
        own = rows[(rows["model"] == cell.model) & (rows["scope"] == cell.scope) & (rows["unit"] == cell.unit)]
        there = own.drop_duplicates(["replication", "year"]).groupby("year").size()
        assert panel.there[i].tolist() == [there.get(year, 0) for year in panel.years]
