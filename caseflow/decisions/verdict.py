"""What may be said of a model: never more than the intervals say, and never of deadlines alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caseflow.stats.registry import BY_NAME

LIMITS = "breach_share"
"""The indicator by which deadlines are judged."""

COMPANIONS = ("effort_given_share", "follow_ups_missed_share", "overdue_open")
"""Where overload hides when deadlines hold: thinner work, missed follow-ups, late cases that are left lying."""

DEADLINES = frozenset(
    {
        LIMITS,
        "over_three_months_share",
        "overdue_open",
        "child_days_over_limit",
        "longest_case_days",
        "processing_days_mean",
        "processing_days_p50",
        "processing_days_p90",
    }
)
"""Indicators of deadlines: never told without LIMITS and COMPANIONS."""

BETTER, UNCLEAR, WORSE = "better", "unclear", "worse"
EQUAL = "equal"
"""The same in every future: the interval is the point zero."""
LOWER, HIGHER = "lower", "higher"
UNKNOWN = "unknown"
"""There is no interval: a single future, or nothing to count in one of the two."""


def label(low: float, high: float, better: str) -> str:
    """What an interval of a difference says, zero being no difference; lower and higher where neither is better."""
    if not (low == low and high == high):
        return UNKNOWN
    if low == high == 0:
        return EQUAL
    if low <= 0 <= high:
        return UNCLEAR
    if better == "none":
        return LOWER if high < 0 else HIGHER
    return BETTER if (high < 0) == (better == "lower") else WORSE


def with_companions(indicators: tuple[str, ...]) -> tuple[str, ...]:
    """The indicators, with what must stand beside them if one of them is about deadlines; in the registry's order."""
    asked = {*indicators}
    if asked & DEADLINES:
        asked |= {LIMITS, *COMPANIONS}
    return tuple(name for name in BY_NAME if name in asked)


@dataclass(frozen=True)
class OnDeadlines:
    """What is said of a model's deadlines."""

    limits: str
    """Label of LIMITS."""
    companions: Mapping[str, str]
    """Label of each of the COMPANIONS."""
    holds_for_all: bool
    """Whether that label holds for all models that are compared together, not for this comparison alone."""

    @property
    def prices(self) -> tuple[str, ...]:
        """Companions that are worse."""
        return tuple(name for name, found in self.companions.items() if found == WORSE)

    @property
    def is_better(self) -> bool:
        """Fewer limits missed, and nothing beside it worse, so far as the intervals tell."""
        known = all(found != UNKNOWN for found in self.companions.values())
        return self.limits == BETTER and self.holds_for_all and known and not self.prices

    @property
    def is_at_a_price(self) -> bool:
        """Fewer limits missed, and something beside it worse."""
        return self.limits == BETTER and self.holds_for_all and bool(self.prices)

    @property
    def is_by_itself(self) -> bool:
        """Fewer limits missed by the interval of this comparison alone: of many models some seem so by chance."""
        return self.limits == BETTER and not self.holds_for_all


def on_deadlines(labels: Mapping[str, str], limits_together: str | None = None) -> OnDeadlines:
    """The verdict on deadlines from the labels of all indicators compared; one that is not among them is unknown.

    ``limits_together``: the label of LIMITS by intervals that hold for all models together; None: that in ``labels``.
    """
    limits, companions = labels[LIMITS], {name: labels.get(name, UNKNOWN) for name in COMPANIONS}
    return OnDeadlines(limits, companions, holds_for_all=limits_together in (None, limits))
