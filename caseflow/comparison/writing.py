"""Figures in a reader's language: shares in per cent, of few cases as counts, differences with their interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from caseflow.comparison.forms import Form, digits_of
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.jackknife import Estimate, interval_of
from caseflow.language import MISSING, RARE, SURE, Language, needed

FEW = "*"
"""Behind an interval of a difference of which few futures make most."""

YEARS = 10
"""Chances of years are told as so many years out of ten."""


@dataclass(frozen=True)
class Writer:
    """Writes figures as :class:`caseflow.comparison.forms.Form` says, in a language."""

    language: Language

    # -- values and differences -----------------------------------------------------------------------------------

    def figure(self, form: Form, value: float) -> str:
        """A value: ``18.3%``, ``1.4 of 9.0`` or ``27.4``."""
        if form.cases is not None and not math.isnan(value):
            return self.of(value * form.cases, form.cases, 1)
        return self.language.percent(value, 1) if form.is_share else self.number(value)

    def bare(self, form: Form, value: float) -> str:
        """The same without what it is of: ``18.3``, ``1.4`` or ``27.4``."""
        return self.language.number(value * scale(form), 1) if form.is_share else self.number(value)

    def before_and_after(self, form: Form, before: float, after: float) -> tuple[str, str]:
        """``18.3``, ``12.0%``; ``0.01``, ``0.00``: what both are of is said once, and decimals are alike."""
        if form.is_share:
            return self.bare(form, before), self.figure(form, after)
        decimals = digits_of(max(before, after, key=abs))
        return self.language.number(before, decimals), self.language.number(after, decimals)

    def from_to(self, form: Form, before: float, after: float) -> str:
        """``2.3 to 1.4 of 9.0``, ``18.3 to 12.0%``."""
        low, high = self.before_and_after(form, before, after)
        return self.language.text("{low} to {high}", low=low, high=high)

    def number(self, value: float) -> str:
        """A number with as many decimals as it deserves."""
        return self.language.number(value, digits_of(value))

    def of(self, count: float, cases: float, decimals: int = 0) -> str:
        """``1.4 of 9.0``."""
        number = self.language.number
        return self.language.text("{count} of {cases}", count=number(count, decimals), cases=number(cases, decimals))

    def mean(self, form: Form, found: Estimate) -> str:
        """A mean with its interval: ``18.3% [16.9 to 19.7]``."""
        low, high = (float(end) for end in interval_of(found, form.is_share))
        value = self.figure(form, float(found.value))
        if math.isnan(low) or form.cases is not None:
            return value
        if form.is_share:
            return self.language.share_with_interval(float(found.value), low, high)
        interval = self.language.interval(low, high, digits_of(float(found.value)))
        return f"{value} [{interval}]"

    def change(self, form: Form, value: float, digits: int | None = None) -> str:
        """A difference with its sign: in points, counts or the indicator's own unit."""
        scaled = value * scale(form)
        if digits is None:
            digits = 1 if form.is_share else digits_of(value)
        return self.language.number(scaled, digits, signed=True)

    def size(self, form: Form, value: float) -> str:
        """A spread or half-width, without a sign."""
        return self.change(form, abs(value)).lstrip("+")

    def changed(self, form: Form, found: Difference, unit: str = "") -> str:
        """A single difference with its interval: ``-2.9 [-4.1 to -1.8]``; an end that is not zero is not written so."""
        value, low, high = (float(part) for part in (found.value, found.low, found.high))
        if math.isnan(value):
            return MISSING
        named = f" {unit}" if unit else ""
        if math.isnan(low) or math.isnan(high):
            no_interval = self.language.text("no interval")
            return f"{self.change(form, value)}{named} [{no_interval}]"
        usual = 1 if form.is_share else digits_of(value)
        return self._with_interval(form, found, named, usual)

    def in_kroner(self, found: Difference) -> str:
        """A single difference in whole kroner with its interval: ``-29 [-41 to -18]``."""
        if math.isnan(float(found.low)):
            return self.changed(Form(is_share=False), found)
        return self._with_interval(Form(is_share=False), found, "", 0)

    def _with_interval(self, form: Form, found: Difference, named: str, usual: int) -> str:
        """So many decimals, or as many more as no end may do without."""
        value, low, high = (float(part) for part in (found.value, found.low, found.high))
        digits = max(usual, *(needed(end * scale(form)) for end in (low, high)))
        interval = self.language.interval(low * scale(form), high * scale(form), digits, signed=True)
        return f"{self.change(form, value, digits)}{named} [{interval}]"

    def unit(self, form: Form, unit: str) -> str:
        """What a difference is counted in."""
        if not form.is_share:
            return self.language.text(unit)
        if form.cases is None:
            return self.language.text("percentage points")
        return self.language.text("cases a year")

    # -- chances --------------------------------------------------------------------------------------------------

    def chance(self, found: Chance, *, sign_once: bool = False) -> str:
        """A single chance with its interval: ``75% [72 to 78%]``, or with one sign less: ``75% [72 to 78]``."""
        ends = map(float, (found.share, found.low, found.high))
        return self.language.chance_with_interval(*ends, sign_once=sign_once)

    def in_ten(self, share: float) -> str:
        """A chance as years out of ten; below and above what a model knows in words."""
        if math.isnan(share):
            return MISSING
        if share < RARE:
            return self.language.text("hardly any")
        if share > SURE:
            return self.language.text("nearly all")
        return self.language.text("{count} of {cases}", count=round(YEARS * share), cases=YEARS)

    def in_ten_interval(self, share: float, low: float, high: float) -> str:
        """The same with its interval: ``3 of 10 [2 to 4]``."""
        if math.isnan(low) or share < RARE or share > SURE:
            return self.in_ten(share)
        return f"{self.in_ten(share)} [{self.language.interval(YEARS * low, YEARS * high)}]"


def scale(form: Form) -> float:
    """What a difference is multiplied by to be written."""
    if not form.is_share:
        return 1.0
    return 100.0 if form.cases is None else form.cases
