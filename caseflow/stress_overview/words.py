"""How a stress is worded wherever it is told: when it is, what it adds, how long recovery takes, where models break."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Protocol

from caseflow.comparison.forms import Form, form_of
from caseflow.comparison.writing import Writer
from caseflow.decisions.breaking import ABOVE, BELOW, UNKNOWN, WITHIN
from caseflow.decisions.differences import Difference
from caseflow.language import MISSING, Language
from caseflow.stats.registry import BY_NAME, REGION


class Row(Protocol):
    """A row of a table of stress runs."""

    def __getitem__(self, column: str, /) -> Any:
        """The value of a column."""


def when(language: Language, span: Row) -> str:
    """``25 February 2012 to 18 May 2012; the figures are of 2012``, of a row of ``stress_scenarios``."""
    begins = dt.date.fromisoformat(str(span["begins"]))
    if is_missing(span["ends"]):
        return language.text("from {begins} on", begins=language.date(begins))
    last = dt.date.fromisoformat(str(span["ends"])) - dt.timedelta(days=1)
    if last == begins:
        return language.text("{begins}; the figures are of {years}", begins=language.date(begins), years=years(span))
    return language.text(
        "{begins} to {last}; the figures are of {years}",
        begins=language.date(begins),
        last=language.date(last),
        years=years(span),
    )


def years(span: Row) -> str:
    """The years in which a stress shows."""
    first, last = int(span["first_year"]), int(span["last_year"])
    return f"{first}" if first == last else f"{first}\N{EN DASH}{last}"


def where(language: Language, unit: str) -> str:
    """What a place is called in a table."""
    return language.text("The region") if unit == REGION else unit


def form(row: Row) -> Form:
    """How the figures of a row of ``stress`` are written: of few cases as counts."""
    cases = row["cases_a_year"]
    return form_of(BY_NAME[row["indicator"]], math.inf if is_missing(cases) else float(cases))


def usual(writer: Writer, row: Row) -> str:
    """A figure without the stress: ``18.3%``, ``1.4 of 9.0`` or ``27.4``."""
    return writer.figure(form(row), float(row["usual"]))


def added(writer: Writer, row: Row, *, unit: bool = False) -> str:
    """What the stress adds, with its interval: ``+2.9 [+1.8 to +4.1]``, with or without its unit."""
    found = Difference(*(row[key] for key in ("extra", "extra_low", "extra_high", "narrowed_by_pairing")))
    written = form(row)
    return writer.changed(written, found, writer.unit(written, BY_NAME[row["indicator"]].unit) if unit else "")


def recovery(language: Language, row: Row | None) -> str:
    """The median of a row of ``stress_recovery`` with its interval; of one future without, of no end in words."""
    text, number = language.text, language.number
    if row is None:
        return text("no end")
    over = text("over {weeks}", weeks=number(float(row["weeks_followed"])))
    median, low, high = (
        over if is_missing(row[f"median_{which}"]) else number(float(row[f"median_{which}"]))
        for which in ("weeks", "low", "high")
    )
    if row["futures"] == 1:
        return median
    interval = text("{low} to {high}", low=low, high=high)
    return f"{median} [{interval}]"


def point(language: Language, row: Row | None) -> str:
    """The sick leave at which a model breaks, of a row of ``stress_breaking``, with what its interval says."""
    text, percent = language.text, language.percent
    if row is None:
        return MISSING
    lowest, highest = percent(float(row["lowest_simulated"]), 1), percent(float(row["highest_simulated"]), 1)
    ends = {which: end_lies(row, which) for which in ("low", "high")}
    written = {BELOW: text("under {share}", share=lowest), ABOVE: text("over {share}", share=highest)}
    low, high = (written.get(at) or percent(float(row[which]), 1) for which, at in ends.items())
    if row["state"] == "already":
        at, interval = text("already at {share}", share=lowest), text("to {high}", high=high)
    elif row["state"] == "not_reached":
        at, interval = text("not at {share}", share=highest), text("from {low}", low=low)
    else:
        at, interval = percent(float(row["sick_leave_share"]), 1), text("{low} to {high}", low=low, high=high)
    if UNKNOWN in ends.values():
        interval = text("no interval")
    is_beyond = set(ends.values()) in ({BELOW}, {ABOVE})
    return at if is_beyond else f"{at} [{interval}]"


def end_lies(row: Row, which: str) -> str:
    """Where the ``low`` or ``high`` end of a row of ``stress_breaking`` lies; runs of before it was told have none."""
    if is_missing(row[f"{which}_lies"]):
        return UNKNOWN if is_missing(row[which]) else WITHIN
    return str(row[f"{which}_lies"])


def is_missing(value: Any) -> bool:
    """Whether a table has no value there."""
    return value is None or value != value
