"""Loops over departures: when posts are vacant, and when newcomers learn; compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, entry_point
from caseflow.organisation.tables import Bool, Float64, Int32, Int64

# Moments are calendar days after today, with the time of day as their fraction.


class Leavers(NamedTuple):
    """Who might leave, by (post, day)."""

    post: Int32
    day: Float64
    """When."""
    asked: Float64
    """Accepted where the rate a year is above this."""
    vacancy_days: Float64
    """How long the post would usually be vacant."""


class Refusals(NamedTuple):
    """[post]: holders who refuse to go along to another service."""

    day: Float64
    """When; infinite if never."""
    vacancy_days: Float64
    """How long the post would usually be vacant."""


class Shocked(NamedTuple):
    """Vacancies of stress."""

    post: Int64
    begun: Float64
    over: Float64


class Holding(NamedTuple):
    """What of leaving and learning holds in the periods."""

    first_days: Int64
    """[period]: the calendar day on which it begins; the first one's holds before today too."""
    has_team: Bool
    """[period, post]"""
    rate: Float64
    """[period, post]: at which people leave, a year."""
    longer: Float64
    """[period, post]: times the usual length of a vacancy."""
    newcomer_days: Float64
    """[period]: how long those learn who begin in it."""


class Workdays(NamedTuple):
    """The calendar of working days."""

    on_or_after: Int64
    """[calendar day from ``first_day`` on]"""
    first_day: int
    until: int
    """The calendar day at which the horizon ends."""


@entry_point
def stretches(
    leavers: Leavers, refusals: Refusals, shocked: Shocked, holding: Holding, workdays: Workdays
) -> tuple[Int64, Int64]:
    """int64[stretch, 3]: post, first working day and end of each vacancy, and of each newcomer's learning.

    A departure during a vacancy has no effect, nor one from a post without a team. Whoever takes up a post that a
    period has and the one before had not is a newcomer.
    """
    n_periods, n_posts = holding.has_team.shape
    found = np.empty((len(leavers.post) + len(shocked.post) + n_posts * n_periods, 3))
    n_vacant = _add_shocked(found, _add_departures(found, leavers, refusals, shocked, holding), shocked)
    n = _add_extra_posts(found, n_vacant, holding)
    vacancies, newcomers = np.empty((n_vacant, 3), np.int64), np.empty((n, 3), np.int64)
    for place in range(n):
        left, filled = found[place, 1], found[place, 2]
        learned = filled + holding.newcomer_days[_period(holding, filled)]
        newcomers[place, 0] = np.int64(found[place, 0])
        newcomers[place, 1] = first_workday(workdays, filled)
        newcomers[place, 2] = first_workday(workdays, learned)
        if place < n_vacant:
            vacancies[place, 0] = newcomers[place, 0]
            vacancies[place, 1] = first_workday(workdays, left)
            vacancies[place, 2] = newcomers[place, 1]
    return vacancies, newcomers


@compiled
def _add_departures(found: Float64, leavers: Leavers, refusals: Refusals, shocked: Shocked, holding: Holding) -> int:
    """Note post, moment and end of the vacancies after departures and refusals; how many there are."""
    n, row = 0, 0
    for post in range(holding.has_team.shape[1]):
        refusal, free = refusals.day[post], -np.inf
        while (row < len(leavers.post) and leavers.post[row] == post) or refusal < np.inf:
            if row < len(leavers.post) and leavers.post[row] == post and leavers.day[row] <= refusal:
                left, days, asked = leavers.day[row], leavers.vacancy_days[row], leavers.asked[row]
                row += 1
            else:
                left, days, asked, refusal = refusal, refusals.vacancy_days[post], -np.inf, np.inf
            period = _period(holding, left)
            leaves = asked < holding.rate[period, post] and holding.has_team[period, post] and left >= free
            if leaves and not _is_vacant_by(shocked, post, left):
                free = left + days * holding.longer[period, post]
                found[n, 0], found[n, 1], found[n, 2] = post, left, free
                n += 1
    return n


@compiled
def _add_shocked(found: Float64, n: int, shocked: Shocked) -> int:
    """Note the vacancies of stress after n others; how many there are then."""
    for row in range(len(shocked.post)):
        found[n, 0], found[n, 1], found[n, 2] = shocked.post[row], shocked.begun[row], shocked.over[row]
        n += 1
    return n


@compiled
def _add_extra_posts(found: Float64, n: int, holding: Holding) -> int:
    """Note the posts that are taken up with a period, vacant for no time, after n others; how many there are then."""
    for period in range(1, len(holding.first_days)):
        for post in range(holding.has_team.shape[1]):
            if holding.has_team[period, post] and not holding.has_team[period - 1, post]:
                found[n, 0], found[n, 1:] = post, holding.first_days[period]
                n += 1
    return n


@compiled
def _period(holding: Holding, moment: float) -> int:
    """The period in which a moment lies."""
    period = 0
    while period + 1 < len(holding.first_days) and holding.first_days[period + 1] <= moment:
        period += 1
    return period


@compiled
def _is_vacant_by(shocked: Shocked, post: int, moment: float) -> bool:
    """Whether a post is vacant by stress at a moment: nobody is there to leave."""
    return bool(np.any((shocked.post == post) & (shocked.begun <= moment) & (moment < shocked.over)))


@compiled
def first_workday(workdays: Workdays, moment: float) -> int:
    """The first working day whose noon is at or after a moment, as ``schedule.first_workday``."""
    first_noon = np.int64(min(max(np.ceil(moment - 0.5), 0.0), float(workdays.until)))
    found: int = workdays.on_or_after[first_noon - workdays.first_day]
    return found
