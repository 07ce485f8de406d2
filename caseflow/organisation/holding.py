"""Loops over departures: when posts are vacant, and when newcomers learn; compiled."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import compiled, entry_point
from caseflow.organisation.tables import Bool, Float64, Int32, Int64


@entry_point
def stretches(
    post: Int32,
    day: Float64,
    asked: Float64,
    vacancy_days: Float64,
    moved: Float64,
    refusal_days: Float64,
    shocked: Int64,
    begun: Float64,
    over: Float64,
    first_days: Int64,
    has_team: Bool,
    rate: Float64,
    longer: Float64,
    newcomer_days: Float64,
    workday_on_or_after: Int64,
    first_day: int,
    until: int,
) -> tuple[Int64, Int64]:
    """int64[stretch, 3]: post, first working day and end of each vacancy, and of each newcomer's learning.

    A departure during a vacancy has no effect, nor one from a post without a team. Whoever takes up a post that a
    period has and the one before had not is a newcomer. Moments are calendar days after today.

    Args:
        post: [departure]: candidates, by (post, day).
        day: [departure]: when.
        asked: [departure]: accepted where the rate is above this.
        vacancy_days: [departure]: how long the post would usually be vacant.
        moved: [post]: when its holder refuses to go along to another service; infinite if never.
        refusal_days: [post]: how long it would usually be vacant then.
        shocked: [vacancy of stress]: its post.
        begun: [vacancy of stress].
        over: [vacancy of stress].
        first_days: [period]: the calendar day on which it begins; the first one's holds before today too.
        has_team: [period, post].
        rate: [period, post]: at which people leave.
        longer: [period, post]: times the usual length of a vacancy.
        newcomer_days: [period]: how long those learn who begin in it.
        workday_on_or_after: [calendar day]: from ``first_day`` on.
        first_day: The first of these calendar days.
        until: The calendar day at which the horizon ends.
    """
    n_periods, n_posts = has_team.shape
    most = len(post) + n_posts * n_periods + len(shocked)
    found = np.empty((3, most))
    n, row = 0, 0
    for own in range(n_posts):
        refusal, free = moved[own], -np.inf
        while (row < len(post) and post[row] == own) or refusal < np.inf:
            if row < len(post) and post[row] == own and day[row] <= refusal:
                left, usual, wanted = day[row], vacancy_days[row], asked[row]
                row += 1
            else:
                left, usual, wanted, refusal = refusal, refusal_days[own], -np.inf, np.inf
            period = _period(first_days, left)
            leaves = wanted < rate[period, own] and has_team[period, own] and left >= free
            if leaves and not _is_shocked(shocked, begun, over, own, left):
                free = left + usual * longer[period, own]
                found[0, n], found[1, n], found[2, n] = own, left, free
                n += 1
    for shock in range(len(shocked)):
        found[0, n], found[1, n], found[2, n] = shocked[shock], begun[shock], over[shock]
        n += 1
    n_vacant = n
    for period in range(1, n_periods):
        for own in range(n_posts):
            if has_team[period, own] and not has_team[period - 1, own]:
                found[0, n], found[1, n], found[2, n] = own, first_days[period], first_days[period]
                n += 1
    vacancies, newcomers = np.empty((n_vacant, 3), np.int64), np.empty((n, 3), np.int64)
    for place in range(n):
        left, filled = found[1, place], found[2, place]
        learned = filled + newcomer_days[_period(first_days, filled)]
        newcomers[place, 0] = np.int64(found[0, place])
        newcomers[place, 1] = _first_workday(filled, workday_on_or_after, first_day, until)
        newcomers[place, 2] = _first_workday(learned, workday_on_or_after, first_day, until)
        if place < n_vacant:
            vacancies[place, 0] = newcomers[place, 0]
            vacancies[place, 1] = _first_workday(left, workday_on_or_after, first_day, until)
            vacancies[place, 2] = newcomers[place, 1]
    return vacancies, newcomers


@compiled
def _period(first_days: Int64, moment: float) -> int:
    """The period in which a moment lies."""
    period = 0
    while period + 1 < len(first_days) and first_days[period + 1] <= moment:
        period += 1
    return period


@compiled
def _is_shocked(shocked: Int64, begun: Float64, over: Float64, post: int, moment: float) -> bool:
    """Whether a post is vacant by stress at a moment: nobody is there to leave."""
    return bool(np.any((shocked == post) & (begun <= moment) & (moment < over)))


@compiled
def _first_workday(moment: float, workday_on_or_after: Int64, first_day: int, until: int) -> int:
    """The first working day whose noon is at or after a moment, as ``schedule.first_workday``."""
    first_noon = np.int64(min(max(np.ceil(moment - 0.5), 0.0), float(until)))
    found: int = workday_on_or_after[first_noon - first_day]
    return found
