"""Where long words may be broken."""

import pytest

from caseflow.report.breaking import LONGEST, with_breaks

WORDS = {
    "frist": "frist",
    "undersøkelser": "undersø|kelser",
    "undersøkelsesteam": "undersøkelses|team",
    "fylkesnemndssaker": "fylkesnemnds|saker",
    "fosterhjemsbesøk": "fosterhjems|besøk",
    "kapasitetsbruk": "kapasitets|bruk",
    "tilstedeværelse": "tilstede|værelse",
    "investigations": "investi|gations",
    "Notodden/Hjartdal": "Notodden/Hjartdal",
    "(prosentpoeng) [95 %]": "(prosent|poeng) [95 %]",
    "a & undersøkelsesteam": "a &amp; undersøkelses|team",
}


@pytest.mark.parametrize(("word", "broken"), WORDS.items(), ids=WORDS)
def test_a_long_word_is_broken_between_syllables_and_after_a_joining_s(word: str, broken: str):
    assert with_breaks(word).replace("&shy;", "|") == broken


def test_what_has_no_syllables_is_broken_all_the_same():
    pieces = with_breaks("x" * 50).split("&shy;")
    assert "".join(pieces) == "x" * 50
    assert max(map(len, pieces)) <= LONGEST + 2
