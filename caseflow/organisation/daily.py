"""Loops over posts and working days: what duties take, and who sits in which office; compiled."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import compiled, entry_point
from caseflow.organisation.tables import Bool, Float64, Int16, Int64

NOBODY = -1


@entry_point
def minutes_of_duties(minutes: Int64, full: Float64, shares: Float64, members: Int64, begins: Int64) -> Int64:
    """int64[post, day]: what :func:`caseflow.organisation.duties.minutes_on_duties` gives.

    ``members`` are the posts of all groups; those of a group begin at its number in ``begins``, which has an end too.
    """
    n_days = minutes.shape[1]
    taken = np.zeros(minutes.shape, dtype=np.int64)
    for group in range(len(begins) - 1):
        rows = members[begins[group] : begins[group + 1]]
        if not np.any(shares[rows] > 0):
            continue
        left, room = np.zeros(n_days), np.zeros(n_days)
        for row in rows:
            for day in range(n_days):
                asked = full[row, day] * shares[row]
                done = min(asked, minutes[row, day])
                left[day] += asked - done
                room[day] += minutes[row, day] - done
        for row in rows:
            amount, whole = 0.0, 0.0
            for day in range(n_days):
                done = min(full[row, day] * shares[row], minutes[row, day])
                helped = (minutes[row, day] - done) * min(1.0, left[day] / max(room[day], 1.0))
                amount += done + helped
                # whole minutes that add up; a hair more, so that what is whole but for floating point stays so
                before, whole = whole, np.floor(amount + 1e-6)
                taken[row, day] = min(np.int64(whole - before), minutes[row, day])
    return taken


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
    return not np.any(needed == office) or _at_home(present, home, gone, office) > 1


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
