"""Where a line may be broken: a long word between syllables, so that no table gets too wide; an interval nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

SHORTEST, LONGEST, REST = 7, 13, 3
"""Letters before a break at least and at most, and after the last one at least."""

_LONG_WORD = re.compile(f"[^\\s/\N{EN DASH}-]{{{SHORTEST + REST},}}")
"""A browser breaks a line after a space, a slash, a dash and a hyphen by itself."""

_VOWELS = "aeiouyæøåäöéèêóòôü"
_TOGETHER = "[bfgkp][lr]|[dt]r|[fghkst]j|[hk]v"
_SYLLABLE = re.compile(rf"(?<=[^\W\d_])(?:{_TOGETHER}|[^\W\d_{_VOWELS}])(?=[{_VOWELS}])", re.IGNORECASE)
"""In Norwegian the last consonant before a vowel begins a syllable, with the one that is said together with it; in
English that reads well enough."""

_MEMBER = re.compile(
    "antakelse|arbeid|avvik|belast|brudd|evaluering|fravær|frist|hjem|kontakt|kveld|linje|melding|norm|overdragelse|"
    "person|region|saker|situasjon|skift|skole|snitt|stilling|styre|tiltak|time|tjeneste|(?<=r)uke|årene",
    re.IGNORECASE,
)
"""Words that Norwegian compounds of caseflow end in, where no s joins them: gjennom-snitt, nøkkel-stilling."""

FIRST_MEMBER = 4
"""Letters of a compound's first word at least."""

SAID_WITH_S = "kpst"
"""After so few letters an s before one of these seldom joins two words: investigation, but saks-behandler."""

MOST_KEPT = 40
"""Characters between brackets that are kept on a line."""

_BRACKETS = rf"\[[^\[\]]{{1,{MOST_KEPT}}}\]"
_BETWEEN_NUMBERS = r"(?<=[\d%]) \w{2,3} (?=[+\N{MINUS SIGN}\d])(?!\d+\. )"
_QUARTER = r"Q\d \d{4}|\d\. kv\. \d{4}"
_PER_CENT = r"(?<=\d) (?=%)"
_OF_ONE_LINE = re.compile(f"{_BRACKETS}|{_BETWEEN_NUMBERS}|{_QUARTER}|{_PER_CENT}")
"""An interval in its brackets, the word between two numbers that are no dates (``2 to 4``), a quarter, ``60 %``."""


def with_breaks(text: str) -> Markup:
    """The text, escaped, with soft hyphens in its long words and its intervals each on one line."""
    broken = _LONG_WORD.sub(lambda word: "\0".join(_pieces(word[0])), kept_together(text))
    return Markup("&shy;").join(broken.split("\0"))


def kept_together(text: str) -> str:
    """The text with its intervals and ranges each on one line: their spaces do not break."""
    return _OF_ONE_LINE.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), text)


def _pieces(word: str) -> Iterator[str]:
    """The word in pieces that are as long as may be."""
    while len(word) >= SHORTEST + REST:
        place = _break_in(word)
        if place == len(word):
            break
        yield word[:place]
        word = word[place:]
    yield word


def _break_in(word: str) -> int:
    """Where to break a word first: after the s that joins parts of a compound, before a part that is known, after an s
    that joins a short first part, else nearest to its middle.
    """
    last = min(LONGEST, len(word) - REST)
    members = [match.start() for match in _MEMBER.finditer(word) if FIRST_MEMBER <= match.start() <= last]
    syllables = [match.start() for match in _SYLLABLE.finditer(word) if FIRST_MEMBER <= match.start() <= last]
    after_s = [place for place in syllables if word[place - 1] == "s" and place - 1 not in members]
    joints = [place for place in after_s if place >= SHORTEST]
    of_short = [place for place in after_s if place < SHORTEST and word[place] not in SAID_WITH_S]
    if joints or members or of_short:
        return (joints or members or of_short)[-1]
    places = [place for place in syllables if place >= SHORTEST]
    if not places:
        return LONGEST if len(word) >= LONGEST + REST else len(word)
    return min(places, key=lambda place: abs(2 * place - len(word)))
