"""How figures are written: shares in per cent, of few cases as counts, differences with their sign and interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from caseflow.decisions.chances import Chance
from caseflow.decisions.distribution import FEW
from caseflow.stats.registry import Indicator

MISSING = "-"

RARE, SURE = 0.05, 0.95
"""A chance outside these is written as "under 5%" or "over 95%": no model knows better."""

PER_CENT = "minutes per minute"
"""A mean in this unit is a share in all but name."""


@dataclass(frozen=True)
class Form:
    """How an indicator's figures are written."""

    is_share: bool
    cases: float | None = None
    """Cases a year that a share is of, if they are few; else None."""

    @property
    def unit(self) -> str:
        """What a difference is counted in, if not in the indicator's own unit."""
        return "" if not self.is_share else "points" if self.cases is None else "cases a year"

    def figure(self, value: float) -> str:
        """A value: ``18.3%``, ``1.4 of 9.0`` or ``27.4``."""
        if math.isnan(value):
            return MISSING
        if not self.is_share:
            return number(value)
        return f"{100 * value:.1f}%" if self.cases is None else f"{value * self.cases:.1f} of {self.cases:.1f}"

    def change(self, value: float, digits: int | None = None) -> str:
        """A difference with its sign: points, counts or the unit itself."""
        if math.isnan(value):
            return MISSING
        return signed(value * self._scale, self._digits(value) if digits is None else digits)

    def changed(self, value: float, low: float, high: float) -> str:
        """A difference and its interval: ``-2.9 [-4.1 to -1.8]``; an end that is not zero is not written as zero."""
        if math.isnan(value):
            return MISSING
        if math.isnan(low) or math.isnan(high):
            return f"{self.change(value)} [no interval]"
        digits = max(self._digits(value), *(needed(end * self._scale) for end in (low, high)))
        return f"{self.change(value, digits)} [{self.change(low, digits)} to {self.change(high, digits)}]"

    def size(self, value: float) -> str:
        """A spread, without a sign."""
        return MISSING if math.isnan(value) else self.change(abs(value)).lstrip("+")

    def _digits(self, value: float) -> int:
        return 1 if self.is_share else digits_of(value)

    @property
    def _scale(self) -> float:
        if not self.is_share:
            return 1
        return 100 if self.cases is None else self.cases


def form_of(indicator: Indicator, cases: float) -> Form:
    """The form of an indicator of a unit with so many cases a year (what the share is of)."""
    is_share = indicator.kind == "share" or indicator.unit == PER_CENT
    return Form(is_share, cases if indicator.kind == "share" and cases < FEW else None)


def number(value: float) -> str:
    """A number with as many digits as it deserves."""
    return f"{value:,.{digits_of(value)}f}"


def digits_of(value: float) -> int:
    """Decimals that a number deserves."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 1 or size == 0 else 2


def needed(value: float) -> int:
    """Decimals without which a number would be written as zero, three at most."""
    return next((digits for digits in range(3) if not value or round(value, digits)), 3)


def signed(value: float, digits: int) -> str:
    """A number with its sign; zero has none."""
    text = f"{value:+,.{digits}f}"
    return text if text.strip("+-0.,") else text.lstrip("+-")


def coarse(share: float) -> str:
    """A chance, never finer than RARE and SURE."""
    if math.isnan(share):
        return MISSING
    if share > SURE:
        return f"over {SURE:.0%}"
    if share < RARE:
        return f"under {RARE:.0%}"
    return f"{share:.0%}"


def chance(found: Chance) -> str:
    """A chance with its interval in whole per cent: ``75% [72 to 78]``, ``92% [85 to over 95]``, ``over 95%``."""
    share, low, high = float(found.share), float(found.low), float(found.high)
    if math.isnan(low) or low > SURE or high < RARE:
        return coarse(share)
    return f"{coarse(share)} [{coarse(low).rstrip('%')} to {coarse(high).rstrip('%')}]"
