"""The law's clock and Little's law on a whole run: the region's counts are those of a calendar written by hand."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from caseflow import load_config
from caseflow.engines.compiled import run
from caseflow.log import Kind
from caseflow.organisation import organise
from caseflow.stats.indicators import Counts, count
from caseflow.tape.assumptions import draw_assumptions
from caseflow.tape.draw import draw

KONGSBERG = Path(__file__).parents[2] / "configs" / "kongsberg.yaml"
TODAY, LAST_YEAR, MINUTES = dt.date(2010, 1, 1), 2014, 450
EASTER = [dt.date(2010, 4, 4), dt.date(2011, 4, 24), dt.date(2012, 4, 8), dt.date(2013, 3, 31), dt.date(2014, 4, 20)]
FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)


def working_days() -> list[dt.date]:
    """Monday to Friday without Norway's public holidays, and the first of the year after."""
    off = {dt.date(easter.year, *day) for easter in EASTER for day in FIXED}
    off |= {easter + dt.timedelta(days) for easter in EASTER for days in FROM_EASTER}
    every = (TODAY + dt.timedelta(i) for i in range((dt.date(LAST_YEAR + 1, 1, 1) - TODAY).days))
    return [*(day for day in every if day.weekday() < 5 and day not in off), dt.date(LAST_YEAR + 1, 1, 2)]


@cache
def simulated() -> tuple[Counts, pd.DataFrame]:
    """What was counted, and each investigation: its limits, its closing, and its first and last tick."""
    study = load_config(KONGSBERG)
    draws = draw_assumptions(study.assumptions("base"), study.resolve().seed, 0)
    config = study.resolve("base", draws)
    tape = draw(config, 0, draws)
    org = organise(config, "full_merger", tape)
    log = run(org, tape)
    opened, closed, extended = (
        log.of(kind) for kind in (Kind.INVESTIGATION_OPENED, Kind.INVESTIGATION_CLOSED, Kind.EXTENDED)
    )
    cases = pd.DataFrame({"opened": opened.tick, "start": opened.value}, index=opened.case)
    cases["closed"] = pd.Series(closed.tick, index=closed.case)
    starts = [pd.Timestamp(TODAY) + pd.Timedelta(days=days) for days in cases["start"]]
    days = working_days()
    cases["three_months"] = [(start + pd.DateOffset(months=3)).date() for start in starts]
    is_extended = cases.index.isin(extended.case)
    cases["limit"] = [
        (start + pd.DateOffset(months=6 if later else 3)).date()
        for start, later in zip(starts, is_extended, strict=True)
    ]
    cases["day"] = [None if np.isnan(tick) else days[int(tick - 1) // MINUTES] for tick in cases["closed"]]
    return count(log, tape, org), cases


def region(indicator: str, year: int) -> tuple[float, float]:
    counts, _ = simulated()
    at = counts.indicators.index(indicator), counts.units.index(("region", "region")), counts.periods.index((year, 0))
    return counts.numerator[at], counts.denominator[at]


def test_limits_and_breaches_are_those_of_the_calendar_in_leap_years_too() -> None:
    _, cases = simulated()
    leap_days = 0
    for year in range(TODAY.year, LAST_YEAR + 1):
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        fallen = cases[[max(first, TODAY) <= limit <= last for limit in cases["limit"]]]
        missed = [day is None or day > limit for day, limit in zip(fallen["day"], fallen["limit"], strict=True)]
        assert region("breach_share", year) == (sum(missed), len(fallen))
        leap_days += sum((limit.month, limit.day) == (2, 29) for limit in fallen["limit"])
        done = cases[[day is not None and first <= day <= last for day in cases["day"]]]
        over = [day > limit for day, limit in zip(done["day"], done["three_months"], strict=True)]
        assert region("over_three_months_share", year) == (sum(over), len(done))
    assert leap_days > 0


def test_days_over_the_limit_are_those_of_the_calendar() -> None:
    _, cases = simulated()
    for year in range(TODAY.year, LAST_YEAR + 1):
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        over = [
            (min(last, day or last) - max(limit + dt.timedelta(1), first)).days + 1
            for limit, day in zip(cases["limit"], cases["day"], strict=True)
        ]
        assert region("child_days_over_limit", year)[0] == sum(days for days in over if days > 0)


def test_open_investigations_are_arrivals_times_their_time_there() -> None:
    """Little's law along the path: the mean number open is the time that all of them spend there, over the time."""
    _, cases = simulated()
    days = working_days()
    for year in range(TODAY.year, LAST_YEAR + 1):
        begin, end = (MINUTES * sum(day.year < until for day in days) for until in (year, year + 1))
        there = np.minimum(cases["closed"].fillna(np.inf), end) - np.maximum(cases["opened"], begin)
        top, bottom = region("open_investigations", year)
        np.testing.assert_allclose(top / bottom, there[there > 0].sum() / (end - begin), rtol=1e-12)
