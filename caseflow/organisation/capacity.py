"""When each post works: a pure function of tape, config and model.

Nothing is drawn here. A day is lost when its noon falls in a spell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.distributions import quantile
from caseflow.config.rules import ABSENCE_CEILINGS, DEPARTURE_CEILING_PER_YEAR, spells_per_day
from caseflow.config.schema import Absence, Config, Turnover
from caseflow.organisation.schedule import on_vacation, scheduled_minutes
from caseflow.tape.staff import spells_of
from caseflow.tape.tables import ABSENCE_KINDS, Capacity, Departures, Tape

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

PERMILLE = 1000


def capacity(tape: Tape, config: Config, clock: Clock) -> Capacity:
    """When each post works and when it does not, over the working days of the horizon.

    Pure: on one tape another rate, vacancy length or holiday rule changes only what follows from it. ``away`` and
    ``vacant`` hold on a part-post's days off too, so that a long absence is one stretch; a day off alone is not away.
    A departure during a vacancy has no effect; illness during a vacancy is vacancy.
    """
    vacant, is_new = _tenure(tape, config.absence.turnover, clock)
    spells = [_spell_days(tape, config.absence, kind, clock) for kind in ABSENCE_KINDS]
    sick = (spells[0] | spells[1]) & ~vacant
    away = np.logical_or.reduce([vacant, on_vacation(tape.posts, config.absence.vacation, clock), *spells])
    scheduled = scheduled_minutes(tape.posts, config, clock)
    casework = scheduled * tape.posts.casework_permille[:, None].astype(np.int64)
    newcomer = np.where(is_new, round(config.absence.turnover.newcomer_capacity_share * PERMILLE), PERMILLE)
    return Capacity(
        minutes=np.where(away, 0, casework * newcomer // PERMILLE**2).astype(np.int32),
        away=away,
        vacant=vacant,
        sick=sick,
        scheduled=scheduled > 0,
    )


def _spell_days(tape: Tape, absence: Absence, kind: str, clock: Clock) -> Bool:
    """[post, working day]: in an accepted spell of a kind."""
    absences = tape.absences
    accepted = absences.kind == ABSENCE_KINDS.index(kind)
    accepted &= absences.mark * ABSENCE_CEILINGS[kind] < spells_per_day(spells_of(absence, kind))
    start = absences.start_day[accepted]
    return _covered(clock, len(tape.posts), absences.post[accepted], start, start + absences.days[accepted])


def _tenure(tape: Tape, turnover: Turnover, clock: Clock) -> tuple[Bool, Bool]:
    """[post, working day] twice: nobody holds the post; a newcomer who still learns holds it."""
    n_posts = len(tape.posts)
    post, left, filled = _vacancies(tape.departures, turnover)
    vacant = _covered(clock, n_posts, post, left, filled)
    return vacant, _covered(clock, n_posts, post, filled, filled + turnover.newcomer_days) & ~vacant


def _vacancies(departures: Departures, turnover: Turnover) -> tuple[Int64, Float64, Float64]:
    """Post, first and last moment (days after today) of each vacancy, in order; those of one post do not overlap."""
    accepted = departures.mark * DEPARTURE_CEILING_PER_YEAR < turnover.leaving_per_year
    post, left = departures.post[accepted].astype(np.int64), departures.day[accepted]
    filled = left + quantile(turnover.vacancy_days, departures.vacancy_mark[accepted])
    kept: list[int] = []
    for row in range(len(post)):
        if not kept or post[row] != post[kept[-1]] or left[row] >= filled[kept[-1]]:
            kept.append(row)
    return post[kept], left[kept], filled[kept]


def _covered(clock: Clock, n_posts: int, post: npt.NDArray[Any], start: Float64, end: Float64) -> Bool:
    """[post, working day]: the noon of the day is within one of the spells [start, end) of the post."""
    days = clock.days_of_workdays
    n_days = int(days[-1]) + 1
    change = np.zeros((n_posts, n_days + 1), dtype=np.int64)
    np.add.at(change, (post, _first_noon(start, n_days)), 1)
    np.add.at(change, (post, _first_noon(end, n_days)), -1)
    return np.cumsum(change, axis=1)[:, days] > 0


def _first_noon(moment: Float64, n_days: int) -> Int64:
    """The day of the first noon at or after a moment, within 0 .. n_days."""
    return np.clip(np.ceil(moment - 0.5), 0, n_days).astype(np.int64)
