"""How figures are written: shares in per cent, of few cases as counts, differences with their sign and interval."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.decisions.distribution import FEW
from caseflow.language import msgid
from caseflow.stats.registry import Indicator


@dataclass(frozen=True)
class Form:
    """How an indicator's figures are written."""

    is_share: bool
    cases: float | None = None
    """Cases a year that a share is of, if they are few; else None."""

    @property
    def unit(self) -> str:
        """What a difference is counted in, if not in the indicator's own unit; to be translated."""
        return "" if not self.is_share else msgid("points") if self.cases is None else msgid("cases a year")


def form_of(indicator: Indicator, cases: float) -> Form:
    """The form of an indicator of a unit with so many cases a year (what the share is of)."""
    return Form(indicator.is_share, cases if indicator.kind == "share" and cases < FEW else None)


def digits_of(value: float) -> int:
    """Decimals that a number deserves."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 1 or size == 0 else 2
