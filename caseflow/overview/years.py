"""Which calendar years figures of a year are of, where the years of the statistics are none."""

from __future__ import annotations

from caseflow.language import Language


def within_a_year(first: int, number: int, asked: int, language: Language) -> str | None:
    """What to tell of a change that is not on 1 January; None of one that is.

    ``first`` and ``number`` of the calendar years are those of :func:`caseflow.clock.statistics_years`, ``asked`` are
    the years of the statistics.
    """
    last = first + number - 1
    if number < asked:
        years = f"{first}-{last}" if first < last else str(first)
        return language.text("The change is within a year: figures are of whole calendar years, {years}.", years=years)
    if number > asked:
        return language.text(
            "The change is within a year, and no whole calendar year follows it in the run: figures are of {first} and "
            "{last}, months before the change among them. Simulate two years or more.",
            first=first,
            last=last,
        )
    return None
