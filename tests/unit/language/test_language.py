import datetime as dt
import math

import pytest

from caseflow.errors import UserError
from caseflow.language import LOCALES, MISSING, language

EN, NB = language("en"), language("nb")
DAY = dt.date(2010, 3, 4)


def test_numbers_take_the_languages_signs():
    assert [EN.number(-12345.27, 1), EN.number(1234), EN.number(0.5, 2)] == ["\N{MINUS SIGN}12,345.3", "1,234", "0.50"]
    assert [NB.number(-12345.27, 1), NB.number(1234), NB.number(0.5, 2)] == [
        "\N{MINUS SIGN}12\xa0345,3",
        "1\xa0234",
        "0,50",
    ]


def test_a_plain_number_has_the_decimals_that_it_needs():
    assert [EN.plain(value) for value in (2.0, 7.6, 36.65, 0.1 + 0.2, 1234.567)] == [
        "2",
        "7.6",
        "36.65",
        "0.3",
        "1,234.57",
    ]
    assert NB.plain(0.25) == "0,25"


def test_shares_are_written_in_per_cent():
    assert [EN.percent(0.125, 1), EN.percent(0.076)] == ["12.5%", "8%"]
    assert [NB.percent(0.125, 1), NB.percent(0.076)] == ["12,5\xa0%", "8\xa0%"]


def test_a_sign_stands_before_what_is_not_zero_as_it_is_written():
    assert [EN.number(value, 1, signed=True) for value in (2, -2, 0, 0.04, -0.04)] == [
        "+2.0",
        "\N{MINUS SIGN}2.0",
        "0.0",
        "0.0",
        "0.0",
    ]
    assert [EN.percent(value, signed=True) for value in (0.02, -0.02, 0.004, -0.004)] == [
        "+2%",
        "\N{MINUS SIGN}2%",
        "0%",
        "0%",
    ]


def test_an_interval_names_its_unit_once():
    assert [EN.interval(1.24, 3, 1), NB.interval(1.24, 3, 1)] == ["1.2 to 3.0", "1,2 til 3,0"]
    assert [EN.percent_interval(0.1, 0.125), NB.percent_interval(0.1, 0.128)] == ["10 to 12%", "10 til 13\xa0%"]
    assert EN.interval(-1, 2, signed=True) == "\N{MINUS SIGN}1 to +2"


def test_what_is_no_number_is_a_dash():
    assert {EN.number(math.nan), NB.number(math.nan, 1), NB.percent(math.nan)} == {MISSING}


def test_days_and_months_are_written_in_words():
    assert [EN.date(DAY), NB.date(DAY)] == ["4 March 2010", "4. mars 2010"]
    assert [language(code).month(dt.date(2010, 5, 1)) for code in LOCALES] == ["May", "mai"]
    assert [language(code).quarter(2011, 3) for code in LOCALES] == ["Q3 2011", "3. kv. 2011"]


def test_names_are_listed_as_a_sentence_lists_them():
    assert [EN.listed(["a", "b", "c"]), NB.listed(["a", "b", "c"]), NB.listed(["a"])] == [
        "a, b and c",
        "a, b og c",
        "a",
    ]


def test_values_enter_a_sentence_as_they_are():
    assert EN.text("{low} to {high}", low="{x}", high="%s $y$") == "{x} to %s $y$"
    assert NB.text("{low} to {high}", low="{x}", high="%s $y$") == "{x} til %s $y$"


def test_one_thing_has_another_sentence_than_several():
    words = [EN.plural("one year", "{n} years", n) for n in (0, 1, 2, 1200)]
    assert words == ["0 years", "one year", "2 years", "1,200 years"]


def test_a_sentence_without_a_translation_is_never_shown_in_english():
    with pytest.raises(KeyError, match="Nobody translated this"):
        NB.text("Nobody translated this")


def test_an_unknown_language_is_refused_with_those_that_there_are():
    with pytest.raises(UserError, match="no language 'de': expected one of en, nb"):
        language("de")
