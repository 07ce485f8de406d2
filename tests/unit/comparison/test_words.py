"""Sentences of findings."""

from types import SimpleNamespace

import numpy as np
import pytest

from caseflow.comparison.words import _since, from_when_in_a_table, name_of
from caseflow.decisions.verdict import BETTER, UNCLEAR, UNKNOWN
from caseflow.language import MISSING, language
from caseflow.report.names import INDICATORS
from caseflow.stats.registry import BY_NAME

EN, NB = language("en"), language("nb")


@pytest.mark.parametrize(
    ("by_interval", "by_mean", "cells"),
    [(1, 0, ("Q2 2011", "Q1 2011")), (2, 1, ("Q3 2011 only", "Q2 2011")), (-1, 2, ("never", "Q3 2011 only"))],
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
        "Q1 2011": "1. kv. 2011",
        "Q2 2011": "2. kv. 2011",
        "Q3 2011 only": "kun 3. kv. 2011",
        "never": "aldri",
    }
    assert from_when_in_a_table(compared, 0, NB) == tuple(norwegian[cell] for cell in cells)


@pytest.mark.parametrize(
    ("by_interval", "by_mean", "sentences"),
    [
        (1, 0, ["By the mean they are fewer in every quarter from Q1 2011, and by the interval from Q2 2011."]),
        (2, 2, ["By the mean they are fewer in the last quarter, Q3 2011, and by the interval in the last, Q3 2011."]),
        (-1, 1, ["By the mean they are fewer in every quarter from Q2 2011, but by the interval not yet in the last."]),
        (-1, -1, []),
    ],
)
def test_a_sentence_says_from_which_quarter_a_model_misses_fewer(by_interval, by_mean, sentences):
    onset = SimpleNamespace(
        by_interval=np.array([by_interval]), by_mean=np.array([by_mean]), quarters=((2011, 1), (2011, 2), (2011, 3))
    )
    better, unclear = (SimpleNamespace(onset=onset, label=lambda _, label=label: label) for label in (BETTER, UNCLEAR))
    assert list(_since(better, 0, EN)) == sentences
    assert list(_since(unclear, 0, EN)) == []


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
