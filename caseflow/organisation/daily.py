"""Loops over posts and working days: who is at work, what duties take, and who sits in which office; compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.compiling import compiled, entry_point
from caseflow.organisation.holding import Workdays, first_workday
from caseflow.organisation.tables import PERMILLE, Bool, Float64, Int16, Int32, Int64

Int8 = npt.NDArray[np.int8]

NOBODY = -1


# -- at work ------------------------------------------------------------------------------------------------------


class Candidates(NamedTuple):
    """Spells that a rate may accept."""

    post: Int32
    kind: Int8
    start: Float64
    days: Float64
    mark: Float64


class Rates(NamedTuple):
    """Spells a day; each [kind of absence] but for the moment."""

    ceiling: Float64
    """The rate at which there are as many spells as candidates."""
    usual: Float64
    later: Float64
    later_from: float
    """The moment from which on that holds."""
    is_sick: Bool
    """The kind is self- or doctor-certified sick leave."""


class Shocked(NamedTuple):
    """Spells of shocks."""

    post: Int32
    start: Int32
    end: Int32
    is_sick: Bool


@entry_point
def spells(
    candidates: Candidates, rates: Rates, shocked: Shocked, workdays: Workdays, n_posts: int, n_days: int
) -> tuple[Bool, Bool]:
    """[post, day], each: in a spell that a rate accepts, or of a shock; in one of sick leave."""
    away, sick = np.zeros((n_posts, n_days), np.bool_), np.zeros((n_posts, n_days), np.bool_)
    for row in range(len(candidates.post)):
        kind, start = candidates.kind[row], candidates.start[row]
        rate = rates.later[kind] if start >= rates.later_from else rates.usual[kind]
        if candidates.mark[row] * rates.ceiling[kind] < rate:
            first, end = first_workday(workdays, start), first_workday(workdays, start + candidates.days[row])
            away[candidates.post[row], first:end] = True
            if rates.is_sick[kind]:
                sick[candidates.post[row], first:end] = True
    for row in range(len(shocked.post)):
        first, end = first_workday(workdays, shocked.start[row]), first_workday(workdays, shocked.end[row])
        away[shocked.post[row], first:end] = True
        if shocked.is_sick[row]:
            sick[shocked.post[row], first:end] = True
    return away, sick


@entry_point
def usual(
    working: Int64, casework_permille: Int64, growth: Float64, is_off: Bool, most: int
) -> tuple[Float64, Int32, Bool]:
    """Each [post, day], as if somebody who has learned held every post all the time: minutes for cases before duties if
    nobody were ever away; the same in whole minutes where the post is not away; and whether the post is scheduled.

    Args:
        working: [post, day]: working minutes.
        casework_permille: [post]: for cases, of these.
        growth: [post, day]: the post's size over today's; empty if it never changes.
        is_off: [post, day]: away, whatever the organisation.
        most: Minutes of a day.
    """
    shape = working.shape
    full, minutes, scheduled = np.empty(shape), np.zeros(shape, np.int32), np.empty(shape, np.bool_)
    for post in range(shape[0]):
        share = casework_permille[post] * PERMILLE
        for day in range(shape[1]):
            own = working[post, day] * casework_permille[post] / PERMILLE
            full[post, day] = own * growth[post, day] if growth.size else own
            scheduled[post, day] = working[post, day] > 0
            if not is_off[post, day]:
                minutes[post, day] = _minutes(working, share, growth, most, post, day)
    return full, minutes, scheduled


@compiled
def _minutes(working: Int64, millionths: int, growth: Float64, most: int, post: int, day: int) -> int:
    """Whole minutes for cases, so many millionths of the working minutes."""
    own: int = working[post, day] * millionths // PERMILLE**2
    if growth.size:
        own = min(most, int(own * growth[post, day]))
    return own


@entry_point
def at_work(
    has_team: Bool,
    begins: Int64,
    is_off: Bool,
    is_sick: Bool,
    is_scheduled: Bool,
    usual_minutes: Int32,
    vacancies: Int64,
    newcomers: Int64,
    working: Int64,
    newcomer_millionths: Int64,
    growth: Float64,
    most: int,
    moved: Bool,
    loss: Float64,
) -> tuple[Int32, Bool, Bool, Bool, Bool]:
    """Each [post, day]: minutes for cases before duties; away, vacant, sick and scheduled as in ``Capacity``.

    Args:
        has_team: [period, post].
        begins: [period]: its first day; then the number of days.
        is_off: [post, day]: away, whatever the organisation.
        is_sick: [post, day].
        is_scheduled: [post, day].
        usual_minutes: [post, day]: for cases, as :func:`usual` gives them.
        vacancies: [stretch]: post, first day, end.
        newcomers: [stretch]: the same, of newcomers who learn.
        working: [post, day]: working minutes.
        newcomer_millionths: [post]: a newcomer's minutes for cases, of these.
        growth: [post, day]: the post's size over today's; empty if it never changes.
        most: Minutes of a day.
        moved: [change, post]: gets another team.
        loss: [change, day]: of the minutes of those. Of several losses the largest counts.
    """
    minutes, away, sick, scheduled = usual_minutes.copy(), is_off.copy(), is_sick.copy(), is_scheduled.copy()
    vacant = np.zeros(minutes.shape, np.bool_)
    for stretch in range(len(newcomers)):
        post = newcomers[stretch, 0]
        for day in range(newcomers[stretch, 1], newcomers[stretch, 2]):
            if not is_off[post, day]:
                minutes[post, day] = _minutes(working, newcomer_millionths[post], growth, most, post, day)
    for post in range(len(minutes)):
        if np.any(moved[:, post]):
            lost = np.zeros(loss.shape[1])
            for change in range(len(moved)):
                if moved[change, post]:
                    lost = np.maximum(lost, loss[change])
            for day in range(len(lost)):
                minutes[post, day] = np.int64(minutes[post, day] * (1 - lost[day]))
    for stretch in range(len(vacancies)):
        post, first, end = vacancies[stretch, 0], vacancies[stretch, 1], vacancies[stretch, 2]
        minutes[post, first:end] = 0
        away[post, first:end], vacant[post, first:end], sick[post, first:end] = True, True, False
    for period in range(len(has_team)):
        first, end = begins[period], begins[period + 1]
        for post in range(len(minutes)):
            if not has_team[period, post]:
                minutes[post, first:end] = 0
                away[post, first:end], vacant[post, first:end] = False, False
                sick[post, first:end], scheduled[post, first:end] = False, False
    return minutes, away, vacant, sick, scheduled


# -- duties -------------------------------------------------------------------------------------------------------


@entry_point
def take_duties(
    minutes: Int32, full: Float64, shares: Float64, members: Int64, begins: Int64, first: int, end: int
) -> None:
    """Take the duties of some days off the minutes for cases.

    A duty is spread over the post's working days. What falls on a day on which the post is away, or has no time, is
    done by those of its service who are at work, by the time they have left; with nobody there it is not done.

    Args:
        minutes: [post, day] casework minutes; 0 where away; changed.
        full: [post, day] the same if nobody were ever away.
        shares: [post] what duties take of the post's time.
        members: The posts of one service after the other.
        begins: [service]: where its posts begin there; then their number.
        first: From this day on.
        end: Until before this day.
    """
    n_days = end - first
    left, room, helping, taken = np.empty(n_days), np.empty(n_days), np.empty(n_days), np.empty(n_days)
    for service in range(len(begins) - 1):
        posts = members[begins[service] : begins[service + 1]]
        if not np.any(shares[posts] > 0):
            continue
        left[:], room[:] = 0.0, 0.0
        for post in posts:
            share, usual_minutes, own = shares[post], full[post, first:end], minutes[post, first:end]
            for day in range(n_days):
                asked = usual_minutes[day] * share
                done = min(asked, float(own[day]))
                left[day] += asked - done
                room[day] += own[day] - done
        for day in range(n_days):
            helping[day] = min(1.0, left[day] / max(room[day], 1.0))
        for post in posts:
            share, usual_minutes, own = shares[post], full[post, first:end], minutes[post, first:end]
            so_far = 0.0
            for day in range(n_days):
                done = min(usual_minutes[day] * share, float(own[day]))
                so_far += done + (own[day] - done) * helping[day]
                taken[day] = so_far
            before = 0.0
            for day in range(n_days):
                # whole minutes that add up; a hair more, so that what is whole but for floating point stays so
                whole = np.floor(taken[day] + 1e-6)
                own[day] -= min(np.int32(whole - before), own[day])
                before = whole


# -- in offices ---------------------------------------------------------------------------------------------------


@compiled
def sent(present: Int64, home: Int16, needed: Int64) -> Int64:
    """int64[of those present]: the office to which an office day sends each; NOBODY.

    Nobody is sent where somebody present has their own office. Else the first in turn goes who is not sent already and
    does not leave another of these offices without anybody; if there is none, the office stays empty.

    Args:
        present: Workers in turn.
        home: [worker]: their own office.
        needed: The offices in which somebody sits that day.
    """
    gone = np.full(len(present), NOBODY, dtype=np.int64)
    for office in needed:
        if _at_home(present, home, gone, office):
            continue
        for place, worker in enumerate(present):
            if gone[place] == NOBODY and _may_leave(present, home, gone, needed, home[worker]):
                gone[place] = office
                break
    return gone


@compiled
def _at_home(present: Int64, home: Int16, gone: Int64, office: int) -> int:
    """How many of those present are left in an office that is their own."""
    n = 0
    for place, worker in enumerate(present):
        n += gone[place] == NOBODY and home[worker] == office
    return n


@compiled
def _may_leave(present: Int64, home: Int16, gone: Int64, needed: Int64, office: int) -> bool:
    """Whether one who is at home in an office may leave it."""
    for other in needed:
        if other == office:
            return _at_home(present, home, gone, office) > 1
    return True


@entry_point
def send(
    office_on: Int16,
    at_work: Bool,
    home: Int16,
    workers: Int64,
    offices: Int64,
    is_needed: Bool,
    weekday: Int64,
    week: Int64,
    first: int,
    end: int,
) -> None:
    """Put workers of a service in the offices where its office days send them; another is the first in turn each week.

    Args:
        office_on: [worker, day]: changed where somebody is sent.
        at_work: [worker, day].
        home: [worker]: their own office.
        workers: Those of the service, ascending; at least one.
        offices: Those with office days, in order.
        is_needed: [weekday, office day]: somebody of the service sits there.
        weekday: [day]: from 0.
        week: [day]: numbered on.
        first: From this day on.
        end: Until before this day.
    """
    present = np.empty(len(workers), dtype=np.int64)
    for day in range(first, end):
        needed = offices[is_needed[weekday[day]]]
        if not len(needed):
            continue
        n = 0
        for place in range(len(workers)):
            worker = workers[(week[day] + place) % len(workers)]
            if at_work[worker, day]:
                present[n] = worker
                n += 1
        where = sent(present[:n], home, needed)
        for place in range(n):
            if where[place] != NOBODY:
                office_on[present[place], day] = where[place]
