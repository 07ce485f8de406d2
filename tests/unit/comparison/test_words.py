"""Sentences of findings."""

from types import SimpleNamespace

import numpy as np
import pytest

from caseflow.comparison.words import from_when_in_a_table, name_of
from caseflow.decisions.verdict import UNCLEAR, UNKNOWN
from caseflow.language import MISSING, language
from caseflow.report.names import INDICATORS
from caseflow.stats.registry import BY_NAME

EN, NB = language("en"), language("nb")


@pytest.mark.parametrize(
    ("by_interval", "by_mean", "cells"),
    [(1, 0, ("2011 Q2", "2011 Q1")), (2, 1, ("2011 Q3 only", "2011 Q2")), (-1, 2, ("never", "2011 Q3 only"))],
)
def test_what_holds_in_the_last_quarter_only_is_told_so(by_interval, by_mean, cells):
    onset = SimpleNamespace(
        by_interval=np.array([by_interval]), by_mean=np.array([by_mean]), quarters=((2011, 1), (2011, 2), (2011, 3))
    )
    compared = SimpleNamespace(onset=onset, label=lambda _: UNCLEAR)
    assert from_when_in_a_table(compared, 0, EN) == cells
    without = SimpleNamespace(onset=onset, label=lambda _: UNKNOWN)
    assert from_when_in_a_table(without, 0, EN) == (MISSING, cells[1])
    norwegian = {
        "2011 Q1": "1. kv. 2011",
        "2011 Q2": "2. kv. 2011",
        "2011 Q3 only": "kun 3. kv. 2011",
        "never": "aldri",
    }
    assert from_when_in_a_table(compared, 0, NB) == tuple(norwegian[cell] for cell in cells)


def test_an_indicator_and_its_unit_have_norwegian_words_the_reports_own_where_it_shows_it():
    assert {name: name_of(name, EN) for name in ("breach_share", "travel_hours")} == {
        "breach_share": "limits missed",
        "travel_hours": "travel hours",
    }
    assert [name for name in BY_NAME if "_" in name_of(name, NB) or "_" in NB.text(name)] == []
    assert [indicator.unit for indicator in BY_NAME.values() if not NB.text(indicator.unit)] == []
    assert {name: name_of(name, NB) for name in INDICATORS} == {
        name: NB.text(said) for name, said in INDICATORS.items()
    }
