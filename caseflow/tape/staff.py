"""Staff: the roster's posts, who is away when, who leaves; and the capacity that follows from it.

Candidates of spells and departures come at fixed ceiling rates and are accepted by their marks where the config's rate
reaches them: who is ill at 8 % is ill at 12 % too. A day is lost when its noon falls in a spell.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import quantile
from caseflow.config.placement import posts as posts_of
from caseflow.config.rules import ABSENCE_CEILINGS, spells_per_day
from caseflow.config.schema import Absence, Config, Spells, StaffGroup, Turnover, Vacation
from caseflow.tape.streams import Stream, generator, poisson_points
from caseflow.tape.tables import ABSENCE_KINDS, MARK_SCALE, Absences, Capacity, Departures, Posts, Tape

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

DEPARTURE_CEILING_PER_YEAR = 2.0
"""Candidate departures a year, the schema's highest rate. Fixed for ever."""

PAST_DAYS = 365
"""Candidates begin this long before ``today``, so that spells of up to a year are under way on it."""

PERMILLE = 1000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WORKING_WEEK = 5
ISO_WEEKS = 52


# -- the roster ---------------------------------------------------------------------------------------------------


def offices(config: Config) -> tuple[str, ...]:
    """The offices of the staff groups, in the config's order."""
    return tuple(dict.fromkeys(group.office for group in config.staff.values()))


def roster(config: Config, seed: int, replication: int) -> Posts:
    """A row per post, with the marks of whether who holds it today refuses a transfer."""
    groups, names = list(config.staff), offices(config)
    rows = [
        (
            groups.index(post.group),
            post.ordinal,
            names.index(config.staff[post.group].office),
            round(post.fte * PERMILLE),
            round((config.staff[post.group].casework_share or config.work.casework_share) * PERMILLE),
        )
        for post in posts_of(config)
    ]
    columns = np.array(rows, dtype=np.int32).reshape(-1, 5).T.copy()
    entities = _entities(config, columns[0], columns[1])
    marks = [generator(seed, replication, Stream.REFUSALS, *entity).random(2) for entity in entities]
    refusal, vacancy = np.array(marks).reshape(-1, 2).T.copy()
    return Posts(*columns, np.floor(refusal * MARK_SCALE).astype(np.int32), vacancy)


def _entities(config: Config, group: npt.NDArray[Any], ordinal: npt.NDArray[Any]) -> list[tuple[int, int]]:
    """The permanent number of each post: (group number, ordinal)."""
    numbers = np.array([group.number for group in config.staff.values()])
    return list(zip(numbers[group].tolist(), ordinal.tolist(), strict=True))


# -- candidates ---------------------------------------------------------------------------------------------------


def draw_absences(config: Config, posts: Posts, clock: Clock, seed: int, replication: int) -> Absences:
    """Candidate spells of every post and kind until the horizon; a longer horizon only appends to each."""
    days = clock.day(clock.until) + PAST_DAYS
    rows = [np.empty((0, 5))]
    for post, entity in enumerate(_entities(config, posts.group, posts.ordinal)):
        for kind, name in enumerate(ABSENCE_KINDS):
            ceiling = ABSENCE_CEILINGS[name]
            source = generator(seed, replication, Stream.ABSENCES, *entity, kind)
            points = poisson_points(source, days * ceiling, marks=2)
            whose = np.broadcast_to([post, kind], (len(points), 2))
            rows.append(np.column_stack([whose, points[:, :1] / ceiling - PAST_DAYS, points[:, 1:]]))
    post, kind, start_day, u_days, mark = np.concatenate(rows).T.copy()
    return Absences(
        post=post.astype(np.int32),
        kind=kind.astype(np.int8),
        start_day=start_day,
        days=_lengths(config.absence, kind, u_days),
        mark=mark,
    )


def draw_departures(config: Config, posts: Posts, clock: Clock, seed: int, replication: int) -> Departures:
    """Candidate departures from every post until the horizon; a longer horizon only appends to each post's."""
    ceiling = DEPARTURE_CEILING_PER_YEAR / DAYS_PER_YEAR
    days = clock.day(clock.until) + PAST_DAYS
    points = [
        poisson_points(generator(seed, replication, Stream.DEPARTURES, *entity), days * ceiling, marks=2)
        for entity in _entities(config, posts.group, posts.ordinal)
    ]
    time, mark, vacancy_mark = np.concatenate([np.empty((0, 3)), *points]).T.copy()
    return Departures(
        post=np.repeat(np.arange(len(posts), dtype=np.int32), [len(p) for p in points]),
        day=time / ceiling - PAST_DAYS,
        mark=mark,
        vacancy_mark=vacancy_mark,
    )


def _lengths(absence: Absence, kind: Float64, u: Float64) -> Float64:
    """Length of each spell in calendar days, by its kind's distribution."""
    days = np.empty(len(u))
    for number, name in enumerate(ABSENCE_KINDS):
        days[kind == number] = quantile(_spells(absence, name).days, u[kind == number])
    return days


def _spells(absence: Absence, kind: str) -> Spells:
    spells: Spells = getattr(absence, kind)
    return spells


# -- capacity -----------------------------------------------------------------------------------------------------


def capacity(tape: Tape, config: Config, clock: Clock) -> Capacity:
    """When each post works and when it does not, over the working days of the horizon.

    Pure: on one tape another rate, vacancy length or holiday rule changes only what follows from it. ``away`` and
    ``vacant`` hold on a part-post's days off too, so that a long absence is one stretch; a day off alone is not away.
    A departure during a vacancy has no effect; illness during a vacancy is vacancy.
    """
    vacant, is_new = _tenure(tape, config.absence.turnover, clock)
    spells = [_spell_days(tape, config.absence, kind, clock) for kind in ABSENCE_KINDS]
    sick = (spells[0] | spells[1]) & ~vacant
    away = np.logical_or.reduce([vacant, _vacation(tape.posts, config.absence.vacation, clock), *spells])
    scheduled = _scheduled_minutes(tape.posts, config, clock)
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
    accepted &= absences.mark * ABSENCE_CEILINGS[kind] < spells_per_day(_spells(absence, kind))
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


def _vacation(posts: Posts, vacation: Vacation, clock: Clock) -> Bool:
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


def _scheduled_minutes(posts: Posts, config: Config, clock: Clock) -> Int64:
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
