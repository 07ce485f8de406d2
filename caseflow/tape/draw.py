"""The tape of one replication: all that is random, drawn before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from caseflow.clock import Clock, add_months
from caseflow.config.schema import Calendar, Config
from caseflow.tape.shocks import draw_shocks
from caseflow.tape.staff import draw_absences, draw_departures, offices, roster
from caseflow.tape.tables import Tape


def clock_of(config: Config) -> Clock:
    """The clock of a config's horizon: from ``today`` to ``years`` after the change of organisation."""
    return _clock(config.calendar, config.years)


@lru_cache(maxsize=16)
def _clock(calendar: Calendar, years: int) -> Clock:
    return Clock(
        calendar.today,
        add_months(calendar.change_date, 12 * years),
        country=calendar.country,
        kind=calendar.kind,
        day_minutes=calendar.day_minutes,
    )


def draw(config: Config, replication: int, assumptions: Mapping[str, float] | None = None) -> Tape:
    """Draw the tape of a replication; the same for every model, and for every scenario but for what that changes.

    Args:
        config: A config with plain numbers: ``assumptions`` are in their places.
        replication: From 0; with ``config.seed`` it names the random streams.
        assumptions: The drawn value of each assumption by its path, kept with the tape.
    """
    # loads numba, which most commands do without
    from caseflow.tape.demand import draw_cases

    clock = clock_of(config)
    posts = roster(config, config.seed, replication)
    return Tape(
        replication=replication,
        assumptions=dict(assumptions or {}),
        offices=offices(config),
        cases=draw_cases(config, clock, config.seed, replication),
        posts=posts,
        absences=draw_absences(config, clock, config.seed, replication),
        departures=draw_departures(config, clock, config.seed, replication),
        shocks=draw_shocks(config, posts, clock, config.seed, replication),
    )
