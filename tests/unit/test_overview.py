import datetime as dt

import pytest

from caseflow.overview import Chance
from caseflow.results import statistics_years


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "under 5%"),
        (0.049, "under 5%"),
        (0.05, "5%"),
        (0.333, "33%"),
        (0.95, "95%"),
        (0.951, "over 95%"),
        (1.0, "over 95%"),
    ],
)
def test_a_chance_is_never_printed_finer_than_five_per_cent_at_its_ends(share: float, words: str):
    assert Chance(share, 0.0, 1.0).in_words() == f"{words} [0 to 100]"


@pytest.mark.parametrize(
    ("change_date", "years", "expected"),
    [
        (dt.date(2011, 1, 1), 4, (2011, 4)),
        (dt.date(2011, 7, 1), 4, (2012, 3)),
        (dt.date(2011, 7, 1), 1, (2011, 2)),
    ],
)
def test_statistics_are_of_whole_calendar_years_after_the_change(
    change_date: dt.date, years: int, expected: tuple[int, int]
):
    assert statistics_years(change_date, years) == expected
