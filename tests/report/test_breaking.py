"""Where long words may be broken."""

import pytest

from caseflow.report.breaking import LONGEST, kept_together, with_breaks

WORDS = {
    "frist": "frist",
    "undersøkelser": "undersø|kelser",
    "undersøkelsesteam": "undersøkelses|team",
    "fylkesnemndssaker": "fylkesnemnds|saker",
    "fosterhjemsbesøk": "fosterhjems|besøk",
    "kapasitetsbruk": "kapasitets|bruk",
    "tilstedeværelse": "tilstede|værelse",
    "gjennomsnittet": "gjennom|snittet",
    "nøkkelstilling": "nøkkel|stilling",
    "fosterhjem": "foster|hjem",
    "enkeltårene": "enkelt|årene",
    "konklusjonen": "konklusjo|nen",
    "miljøarbeidere": "miljø|arbeidere",
    "planevalueringer": "plan|evaluerin|ger",
    "saksbehandlere": "saks|behandlere",
    "Krødsherad": "Krøds|herad",
    "administrasjon": "adminis|trasjon",
    "investigations": "investi|gations",
    "Vikersund\N{EN DASH}Prestfoss": "Vikersund\N{EN DASH}Prestfoss",
    "Notodden/Hjartdal": "Notodden/Hjartdal",
    "(prosentpoeng) [95 %]": "(prosent|poeng) [95\N{NO-BREAK SPACE}%]",
    "a & undersøkelsesteam": "a &amp; undersøkelses|team",
}


@pytest.mark.parametrize(("word", "broken"), WORDS.items(), ids=WORDS)
def test_a_long_word_is_broken_between_syllables_and_after_a_joining_s(word: str, broken: str):
    assert with_breaks(word).replace("&shy;", "|") == broken


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("+1.2 [-0.3 to +2.6]", "+1.2 [-0.3_to_+2.6]"),
        ("over 95% [87 to over 95%] of futures", "over 95% [87_to_over_95%] of futures"),
        ("better: from 7.6 to 12.8%", "better: from 7.6_to_12.8%"),
        ("uklart: 2,2 til 1,7 av 8,9", "uklart: 2,2_til_1,7_av_8,9"),
        ("I tre uker blir 60 % av alle syke", "I tre uker blir 60_% av alle syke"),
        ("from Q3 2014, 3. kv. 2014", "from Q3_2014, 3._kv._2014"),
        ("29. mars 2011 til 2. april 2011", "29. mars 2011 til 2. april 2011"),
        ("[a name of a model that is far too long for a line]", "[a name of a model that is far too long for a line]"),
    ],
)
def test_an_interval_and_a_range_stay_on_one_line(text: str, kept: str):
    assert kept_together(text).replace("\N{NO-BREAK SPACE}", "_") == kept


def test_what_has_no_syllables_is_broken_all_the_same():
    pieces = with_breaks("x" * 50).split("&shy;")
    assert "".join(pieces) == "x" * 50
    assert max(map(len, pieces)) <= LONGEST + 2
