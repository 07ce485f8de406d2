"""A panel of a table of rows, and the summary of that as a table."""

import numpy as np
import pandas as pd

from caseflow.stats import summary
from caseflow.stats.panel import Cell, Panel, Piece
from caseflow.stats.registry import SCOPES


def panel_of_rows(frame: pd.DataFrame) -> Panel:
    """The whole years of a long table of indicators; each model's replications are a piece of their own."""
    rows = frame[frame["quarter"] == 0]
    order = {name: list(dict.fromkeys(rows[name])) for name in ("model", "scenario", "unit")} | {"scope": list(SCOPES)}
    found = dict.fromkeys(rows[list(Cell._fields)].itertuples(index=False, name=None))
    cells = sorted(found, key=lambda cell: [order[n].index(v) for n, v in zip(Cell._fields, cell, strict=True)])
    years = np.unique(rows["year"])
    shape = len(cells), int(rows["replication"].max()) + 1, len(years)
    there = np.zeros(shape, dtype=bool)
    numbers = {}
    for row in rows.to_dict("records"):
        place = cells.index(tuple(row[n] for n in Cell._fields)), row["replication"], list(years).index(row["year"])
        there[place] = True
        top, bottom = numbers.setdefault(row["indicator"], (np.full(shape, np.nan), np.full(shape, np.nan)))
        top[place], bottom[place] = row["numerator"], row["denominator"]
    nothing = np.full(shape, np.nan), np.full(shape, np.nan)

    def pieces(indicator, some):
        top, bottom = numbers.get(indicator, nothing)
        for r in range(shape[1]):
            for model in order["model"]:
                own = np.array([i for i in range(shape[0])[some] if cells[i][0] == model], dtype=np.int64)
                one = slice(r, r + 1)
                if len(own):
                    yield Piece(own, one, top[own, one], bottom[own, one])

    return Panel(tuple(Cell(*cell) for cell in cells), shape[1], years, there.sum(axis=1), pieces)


def numbers_of(panel: Panel, indicator: str) -> tuple[np.ndarray, np.ndarray]:
    """All numerators and denominators of an indicator, [cell, replication, year]; NaN: none."""
    top, bottom = np.full((2, len(panel.cells), panel.n_replications, len(panel.years)), np.nan)
    for piece in panel.pieces(indicator, slice(None)):
        assert np.isnan(top[piece.cells, piece.replications]).all()
        top[piece.cells, piece.replications], bottom[piece.cells, piece.replications] = piece.top, piece.bottom
    return top, bottom


def summarise(frame: pd.DataFrame, first_year: int, years: int) -> pd.DataFrame:
    """The summary of some years of a long table."""
    (columns,) = summary.summarise(panel_of_rows(frame), [(first_year, first_year + years)])
    return pd.DataFrame(columns)
