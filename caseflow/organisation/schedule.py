"""The roster's calendar: days in spells, holidays in turn, and the working days of part-posts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.rules import ABSENCE_CEILINGS, spells_per_day
from caseflow.config.same import Same
from caseflow.config.schema import WEEKDAYS, Config, StaffGroup, Vacation
from caseflow.config.stress import SICK, stressed
from caseflow.organisation.tables import PERMILLE
from caseflow.tape.staff import spells_of
from caseflow.tape.tables import ABSENCE_KINDS, SHOCK_KINDS, Posts, Tape

if TYPE_CHECKING:
    from caseflow.organisation.holding import Workdays

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

WORKING_WEEK = 5
ISO_WEEKS = 52


# -- spells -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spells:
    """Who is away for reasons of the tape; each [post, working day], whether somebody holds the post or not."""

    any: Bool
    sick: Bool
    """Of these, self- or doctor-certified sick leave."""


def spells(tape: Tape, config: Config, clock: Clock) -> Spells:
    """The spells that the config's rates accept, and those of shocks."""
    # loads numba, which most commands do without
    from caseflow.organisation import daily

    absences, shocks, usual = tape.absences, tape.shocks, _usual_rates(config)
    shocked = shocks.kind != SHOCK_KINDS.index("vacant")
    away, sick = daily.spells(
        daily.Candidates(absences.post, absences.kind, absences.start_day, absences.days, absences.mark),
        daily.Rates(
            ceiling=np.array([ABSENCE_CEILINGS[kind] for kind in ABSENCE_KINDS]),
            usual=usual,
            later=usual if config.stress.sick_leave_percent == 100.0 else _later_rates(config),
            later_from=float(clock.day(config.calendar.change_date)),
            is_sick=np.array([kind in SICK for kind in ABSENCE_KINDS]),
        ),
        daily.Shocked(
            shocks.post[shocked],
            shocks.start_day[shocked],
            shocks.end_day[shocked],
            shocks.kind[shocked] == SHOCK_KINDS.index("sick"),
        ),
        workdays_of(clock),
        len(tape.posts),
        clock.n_workdays,
    )
    return Spells(any=away, sick=sick)


def spell_rates(config: Config, clock: Clock, kind: npt.NDArray[Any], start: Float64) -> Float64:
    """Spells a day of some kinds that begin at some moments: after the change there may be more of sick leave."""
    usual = _usual_rates(config)
    if config.stress.sick_leave_percent == 100.0:
        return np.asarray(usual[kind])
    later = _later_rates(config)
    return np.asarray(np.where(start >= clock.day(config.calendar.change_date), later[kind], usual[kind]))


def _usual_rates(config: Config) -> Float64:
    """float64[kind]: spells a day."""
    return np.array([spells_per_day(spells_of(config.absence, name)) for name in ABSENCE_KINDS])


def _later_rates(config: Config) -> Float64:
    """float64[kind]: the same after the change, under stress."""
    return np.array([spells_per_day(stressed(config, name)) for name in ABSENCE_KINDS])


def workdays_of(clock: Clock) -> Workdays:
    """A clock's working days, for loops that are compiled."""
    from caseflow.organisation.holding import Workdays

    return Workdays(clock.tables.workday_on_or_after, clock.tables.first_day, clock.day(clock.until))


def first_workday(clock: Clock, moment: Float64) -> Int64:
    """The first working day whose noon is at or after each moment, within 0 .. the horizon's number of them."""
    first_noon = np.clip(np.ceil(moment - 0.5), 0, clock.day(clock.until)).astype(np.int64)
    return clock.tables.workday_on_or_after[first_noon - clock.tables.first_day]


# -- holidays -----------------------------------------------------------------------------------------------------


def on_vacation(posts: Posts, vacation: Vacation, clock: Clock) -> Bool:
    """[post, working day]: on holiday. Posts of an office take their turns in (group number, ordinal) order."""
    return _on_vacation(tuple(posts.office.tolist()), Same(vacation), clock)


@lru_cache(maxsize=1)
def _on_vacation(office: tuple[int, ...], vacation: Same[Vacation], clock: Clock) -> Bool:
    turns = _turns(office)
    off = np.zeros((max(turns, default=0) + 1, ISO_WEEKS + 2), dtype=np.bool_)
    for turn in range(len(off)):
        off[turn, list(vacation_weeks(vacation.part, turn))] = True
    return np.asarray(off[turns][:, _iso_weeks(clock)])


@lru_cache(maxsize=16)
def _iso_weeks(clock: Clock) -> Int64:
    """[working day]: its ISO week, from 1."""
    weeks = [clock.date(day).isocalendar().week for day in clock.days_of_workdays.tolist()]
    return np.array(weeks, dtype=np.int64)


def _turns(office: tuple[int, ...]) -> list[int]:
    """Each post's place among the posts of its office, from 0."""
    return [office[:row].count(own) for row, own in enumerate(office)]


def vacation_weeks(vacation: Vacation, turn: int) -> set[int]:
    """ISO weeks of holiday of the post with that turn in its office, the same every year."""
    summer, other = vacation.summer_start_weeks, vacation.other_start_weeks
    weeks = [summer[turn % len(summer)] + i for i in range(vacation.summer_weeks)]
    weeks += [other[(turn + i) % len(other)] for i in range(vacation.other_weeks)]
    return {(week - 1) % ISO_WEEKS + 1 for week in weeks}


# -- working days of part-posts -----------------------------------------------------------------------------------


def scheduled_minutes(posts: Posts, config: Config, clock: Clock) -> Int64:
    """[post, working day]: working minutes by the post's week; in the continuous calendar the same every day."""
    if config.calendar.kind == "continuous":
        daily = posts.fte_permille.astype(np.int64) * clock.day_minutes // PERMILLE
        return np.repeat(daily[:, None], clock.n_workdays, axis=1)
    columns = (posts.group, posts.ordinal, posts.fte_permille)
    return _by_week(tuple(zip(*(column.tolist() for column in columns), strict=True)), Same(config.staff), clock)


@lru_cache(maxsize=1)
def _by_week(posts: tuple[tuple[int, int, int], ...], staff: Same[dict[str, StaffGroup]], clock: Clock) -> Int64:
    """The same of posts (group, ordinal, size); nobody may change it."""
    groups = list(staff.part.values())
    weeks = [_week(size, _days_in_turn(groups[group], ordinal), clock.day_minutes) for group, ordinal, size in posts]
    weekday = (clock.today.weekday() + clock.days_of_workdays) % 7
    return np.take(np.array(weeks, dtype=np.int64).reshape(-1, 7), weekday, axis=1)


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
