"""What is stored of counts is what was counted."""

import collections
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseflow.stats.panel import Cell, middle_of_quarter, quarter_number
from caseflow.stats.registry import BY_NAME, INDICATORS, QUARTERLY_SCOPES
from caseflow.stats.tally import tally
from caseflow.store.chunks import Chunk
from caseflow.store.panel import panel_of
from caseflow.store.parquet import Writer, read_long
from caseflow.tables import LONG_COLUMNS, SCHEMAS, Key, indicator_rows, joined, quarter_rows
from tests.unit.stats.panels import numbers_of
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


def test_a_panel_of_quarters_has_the_numbers_of_every_quarter(counts):
    panel = panel_of(stored(pieces(counts).values()), by_quarter=True)
    rows = expected(counts).query("quarter > 0 and indicator == 'sick_leave_share'")
    top, bottom = numbers_of(panel, "sick_leave_share")
    assert np.isfinite(top).sum() == len(rows) > 0
    for row in rows.to_dict("records"):
        cell = panel.cells.index(tuple(row[name] for name in Cell._fields))
        at = cell, row["replication"], panel.years.tolist().index(quarter_number(row["year"], row["quarter"]))
        assert (top[at], bottom[at]) == (row["numerator"], row["denominator"])


def test_quarters_are_numbered_one_by_one_and_each_has_its_middle():
    numbers = [quarter_number(year, quarter) for year in (2010, 2011) for quarter in (1, 2, 3, 4)]
    assert numbers == list(range(numbers[0], numbers[0] + 8))
    assert [middle_of_quarter(number).isoformat() for number in numbers[3:5]] == ["2010-11-15", "2011-02-15"]


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
        numbers = numbers_of(panel, indicator.name)
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


def chunks(counts):
    """Two scenarios of five replications, a piece each; what is counted grows with the replication."""
    for scenario in ("base", "more"):
        for replication in range(5):
            numbers = replace(counts, numerator=counts.numerator * (replication + 1))
            keys = (Key(model, scenario, replication) for model in ("b", "a"))
            yield joined("indicators", [indicator_rows(numbers, key) for key in keys])


@pytest.mark.parametrize("pieces_together", [1, 3, 10])
def test_a_panel_is_the_same_however_many_replications_share_a_row_group(counts, monkeypatch, pieces_together):
    """Three together: the second row group has the last replications of one scenario and the first of the other."""
    tables = list(chunks(counts))
    whole = panel_of(stored(tables))
    monkeypatch.setattr(
        "caseflow.store.parquet.ROW_GROUP_NUMBERS", pieces_together * len(tables[0]) * tables[0].num_columns
    )
    where = stored(tables)
    assert pq.ParquetFile(pa.BufferReader(where)).num_row_groups == -(-10 // pieces_together)
    panel = panel_of(where)
    assert (panel.cells, panel.n_replications) == (whole.cells, 5)
    np.testing.assert_array_equal(panel.there, whole.there)
    for indicator in INDICATORS:
        found = numbers_of(panel, indicator.name)
        np.testing.assert_array_equal(found, numbers_of(whole, indicator.name))
        for start in range(len(panel.cells)):
            for piece in panel.pieces(indicator.name, slice(start, start + 1)):
                assert piece.cells.tolist() == [start]
                np.testing.assert_array_equal(piece.top, found[0][piece.cells, piece.replications])


def test_how_often_a_share_occurs_is_counted_over_replications(counts, monkeypatch):
    monkeypatch.setattr("caseflow.store.parquet.ROW_GROUP_NUMBERS", 1)
    monkeypatch.setattr("caseflow.stats.tally.WAITING", 1)
    panel = panel_of(stored(chunks(replace(counts, numerator=np.minimum(counts.numerator, 2)))))
    found = tally(panel, "breach_share", ("region", "municipality"))
    top, bottom = numbers_of(panel, "breach_share")
    expected = collections.Counter(
        (c, int(panel.years[y]), top[c, r, y], bottom[c, r, y])
        for c, r, y in np.argwhere(~np.isnan(top))
        if panel.cells[c].scope in ("region", "municipality")
    )
    columns = (found.cell, found.year, found.numerator, found.denominator, found.replications)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert {row[:4]: row[4] for row in rows} == expected
    assert rows == sorted(rows)
    assert len(rows) == len(expected) > 0
