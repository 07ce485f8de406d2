"""Languages: sentences, numbers, shares and dates as a reader in Britain or Norway writes them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from caseflow.errors import UserError
from caseflow.language.catalogues import Forms, read_catalogues
from caseflow.messages import Message, message

LOCALES = {"en": "en_GB", "nb": "nb_NO"}
"""Every language and the locale whose forms it takes; English is the language of the code."""

MISSING = "–"  # noqa: RUF001 - a dash
"""Stands where there is no number."""

RARE, SURE = 0.05, 0.95
"""A chance outside these is written as "under 5%" or "over 95%": no model knows better."""


PER_CENT_SIGN = "%\N{NO-BREAK SPACE}"
"""What a per cent sign is made of in any language."""


def msgid(text: str) -> str:
    """The text itself, marked for the catalogues: for a text that is translated elsewhere, such as one of a table."""
    return text


@dataclass(frozen=True, eq=False)
class Language:
    """A language: ``text`` and ``plural`` translate, the other methods write values in its form.

    A text is known by its English sentence (gettext's msgid), with values as ``{name}``. What a config says, such as
    names, is a value and never translated. A sentence without a translation is an internal fault: ``KeyError``.
    """

    code: str
    locale: Locale
    texts: Mapping[str, Forms] | None
    """The translation of each English sentence, for plurals of the singular; None: they stay as they are."""

    # -- sentences --------------------------------------------------------------------------------------------

    def text(self, msgid: str, **values: object) -> str:
        """The sentence in this language, with its values."""
        return (msgid if self.texts is None else self.texts[msgid][0]).format(**values)

    def plural(self, one: str, many: str, n: float, **values: object) -> str:
        """The sentence for one thing or for ``n`` of them; ``{n}`` is the number in the language's form."""
        single, several = (one, many) if self.texts is None else self.texts[one]
        return (single if n == 1 else several).format(n=self.plain(n), **values)

    def say(self, told: object) -> str:
        """A message in this language; anything else as it is."""
        if not isinstance(told, Message) or self.texts is None:
            return str(told)
        values = {name: self.say(value) if isinstance(value, Message) else value for name, value in told.values.items()}
        if told.is_layout:
            return told.forms[0].format(**values)
        if told.n is None:
            return self.text(told.forms[0], **values)
        return self.plural(told.forms[0], told.forms[1], told.n, **values)

    def listed(self, items: Sequence[str]) -> str:
        """``a``, ``a and b``, ``a, b and c``."""
        return format_list(items, locale=self.locale)

    # -- values -----------------------------------------------------------------------------------------------

    def number(self, value: float, decimals: int = 0, *, signed: bool = False) -> str:
        """``1,234.5`` or ``1 234,5``; ``signed`` puts a plus before what is above zero."""
        if math.isnan(value):
            return MISSING
        rounded = round(value, decimals)
        return _sign(rounded, signed) + format_decimal(abs(rounded), _pattern(decimals), self.locale)

    def plain(self, value: float) -> str:
        """A number with the decimals that it has, at most two: ``7.6``, ``36.65`` or ``2``."""
        return self.number(value, next((n for n in (0, 1) if round(value, n) == round(value, 2)), 2))

    def percent(self, share: float, decimals: int = 0, *, signed: bool = False) -> str:
        """A share in per cent: ``12.5%`` or ``12,5 %``."""
        if math.isnan(share):
            return MISSING
        rounded = round(100 * share, decimals)
        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", _pattern(decimals))
        return _sign(rounded, signed) + format_percent(abs(rounded) / 100, pattern, self.locale)

    def chance(self, share: float) -> str:
        """A chance in per cent, never finer than "under 5%" and "over 95%"."""
        if math.isnan(share):
            return MISSING
        if share > SURE:
            return self.text("over {share}", share=self.percent(SURE))
        if share < RARE:
            return self.text("under {share}", share=self.percent(RARE))
        return self.percent(share)

    def chance_with_interval(self, share: float, low: float, high: float, *, sign_once: bool = False) -> str:
        """The same with its interval: ``75% [72 to 78%]``, or with one sign less: ``75% [72 to 78]``; NaN: has none."""
        if math.isnan(low) or low > SURE or high < RARE:
            return self.chance(share)
        first, last = (self.chance(end).rstrip(PER_CENT_SIGN) for end in (low, high))
        return f"{self.chance(share)} [{self._from_to(first, last if sign_once else self.chance(high))}]"

    def share_with_interval(self, share: float, low: float, high: float) -> str:
        """A share with its interval, if it has one: ``18.7% [16.6 to 21.1]``."""
        written = self.percent(share, 1)
        return written if math.isnan(low) else f"{written} [{self.interval(100 * low, 100 * high, 1)}]"

    def interval(self, low: float, high: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Both ends of an interval: ``1.2 to 3.4`` or ``1,2 til 3,4``."""
        ends = (self.number(end, decimals, signed=signed) for end in (low, high))
        return self._from_to(*ends)

    def percent_interval(self, low: float, high: float, decimals: int = 0, *, signed: bool = False) -> str:
        """Both ends of an interval of shares, the unit said once: ``12 to 15%`` or ``12 til 15 %``."""
        first, last = (self.percent(end, decimals, signed=signed) for end in (low, high))
        return self._from_to(first.rstrip(PER_CENT_SIGN), last)

    def date(self, day: dt.date) -> str:
        """``4 March 2010`` or ``4. mars 2010``."""
        return format_date(day, "long", locale=self.locale)

    def month(self, day: dt.date) -> str:
        """The month of a day, in short and without its year: ``Mar`` or ``mar``."""
        return format_date(day, "LLL", locale=self.locale)

    def quarter(self, year: int, number: int) -> str:
        """``Q3 2011`` or ``3. kv. 2011``."""
        return self.text("Q{quarter} {year}", year=year, quarter=number)

    def _from_to(self, low: str, high: str) -> str:
        return self.text("{low} to {high}", low=low, high=high)


def needed(value: float) -> int:
    """Decimals without which a number would be written as zero, three at most."""
    return next((digits for digits in range(3) if not value or round(value, digits)), 3)


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]


def _pattern(decimals: int) -> str:
    """The number pattern (LDML) with so many decimals, which the locale's own signs fill."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def _sign(value: float, signed: bool) -> str:
    """What stands before the size of a number; zero has no sign."""
    return "\N{MINUS SIGN}" if value < 0 else "+" if signed and value > 0 else ""


@lru_cache
def language(code: str) -> Language:
    """The language of a code of LOCALES; UserError for any other."""
    if code not in LOCALES:
        raise UserError(message("no language {code!r}: expected one of {codes}", code=code, codes=", ".join(LOCALES)))
    return Language(code, Locale.parse(LOCALES[code]), None if code == "en" else read_catalogues(code))


__all__ = ["LOCALES", "MISSING", "RARE", "SURE", "Language", "capital", "language", "msgid", "needed"]
