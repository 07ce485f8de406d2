"""The roster's calendar: days in spells, holidays in turn, and the working days of part-posts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.schema import Config, StaffGroup, Vacation
from caseflow.tape.tables import Posts

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

PERMILLE = 1000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = 5
ISO_WEEKS = 52


# -- spells -------------------------------------------------------------------------------------------------------


def covered(clock: Clock, n_posts: int, post: npt.NDArray[Any], start: Float64, end: Float64) -> Bool:
    """[post, working day]: the noon of the day is within one of the spells [start, end) of the post."""
    days = clock.days_of_workdays
    n_days = int(days[-1]) + 1
    change = np.zeros((n_posts, n_days + 1), dtype=np.int64)
    np.add.at(change, (post, first_noon(start, n_days)), 1)
    np.add.at(change, (post, first_noon(end, n_days)), -1)
    return np.cumsum(change, axis=1)[:, days] > 0


def first_noon(moment: Float64, n_days: int) -> Int64:
    """The day of the first noon at or after a moment, within 0 .. n_days."""
    return np.clip(np.ceil(moment - 0.5), 0, n_days).astype(np.int64)


# -- holidays -----------------------------------------------------------------------------------------------------


def on_vacation(posts: Posts, vacation: Vacation, clock: Clock) -> Bool:
    """[post, working day]: on holiday. Posts of an office take their turns in (group number, ordinal) order."""
    week_of_day = np.array([clock.date(day).isocalendar().week for day in clock.days_of_workdays.tolist()])
    turns = _turns(posts.office)
    weeks = {turn: list(vacation_weeks(vacation, turn)) for turn in set(turns)}
    return np.array([np.isin(week_of_day, weeks[turn]) for turn in turns], dtype=np.bool_)


def _turns(office: npt.NDArray[np.int32]) -> list[int]:
    """Each post's place among the posts of its office, from 0."""
    return [int(np.count_nonzero(office[:row] == office[row])) for row in range(len(office))]


def vacation_weeks(vacation: Vacation, turn: int) -> set[int]:
    """ISO weeks of holiday of the post with that turn in its office, the same every year."""
    summer, other = vacation.summer_start_weeks, vacation.other_start_weeks
    weeks = [summer[turn % len(summer)] + i for i in range(vacation.summer_weeks)]
    weeks += [other[(turn + i) % len(other)] for i in range(vacation.other_weeks)]
    return {(week - 1) % ISO_WEEKS + 1 for week in weeks}


# -- working days of part-posts -----------------------------------------------------------------------------------


def scheduled_minutes(posts: Posts, config: Config, clock: Clock) -> Int64:
    """[post, working day]: working minutes by the post's week; in the continuous calendar the same every day."""
    fte_permille = posts.fte_permille.astype(np.int64)
    if config.calendar.kind == "continuous":
        daily = fte_permille * clock.day_minutes // PERMILLE
        return np.repeat(daily[:, None], clock.n_workdays, axis=1)
    groups = list(config.staff.values())
    weeks = [
        _week(size, _days_in_turn(groups[group], ordinal), clock.day_minutes)
        for group, ordinal, size in zip(
            posts.group.tolist(), posts.ordinal.tolist(), fte_permille.tolist(), strict=True
        )
    ]
    weekday = (clock.today.weekday() + clock.days_of_workdays) % 7
    return np.array(weeks, dtype=np.int64).reshape(-1, 7)[:, weekday]


def _days_in_turn(group: StaffGroup, ordinal: int) -> list[int]:
    """Weekdays (Monday 0) on which a post works, in the order in which they are filled.

    Without a choice of the config's: the five working days from the weekday (2 x ordinal) mod 5 on, wrapping round, so
    that the part-posts of a group are not away on the same days.
    """
    if ordinal in group.working_days:
        return [WEEKDAYS.index(name) for name in group.working_days[ordinal]]
    return [(2 * ordinal + i) % WORKING_WEEK for i in range(WORKING_WEEK)]


def _week(fte_permille: int, weekdays: list[int], day_minutes: int) -> list[int]:
    """Minutes by weekday, Monday first: full days in turn, then a part-day."""
    left = fte_permille * WORKING_WEEK * day_minutes // PERMILLE
    week = [0] * 7
    for weekday in weekdays:
        week[weekday] = min(left, day_minutes)
        left -= week[weekday]
    assert left == 0, "the config's check has seen to it that a post fits in its working days"
    return week
