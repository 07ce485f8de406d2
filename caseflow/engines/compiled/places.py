"""Who holds a place of a measure, and who waits for one."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books
from caseflow.engines.compiled.lists import MEMBERS, put, size, sort_rows, take_out
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import MEASURES
from caseflow.log import Kind
from caseflow.organisation.tables import NOT_LIMITED


@lean
def begin_places(w: World) -> None:
    """By a new period's tables: places are counted anew, and whoever has a measure that is limited holds one."""
    for number in range(len(w.places_taken)):
        w.places_taken[number] = 0
    w.may_hand_out = True
    for place in range(1, size(w.seeking) + 1):
        number = w.seeking[MEMBERS, place]
        w.sought[number] = pool(w, number)
    for number in range(len(w.case)):
        case = w.case[number]
        if case.holds_place:
            count(w, number, 1)
        elif case.is_open and case.measure_in_place and is_limited(w, number):
            take(w, number)


@lean
def pool(w: World, case: int) -> int:
    """The pool in which the child needs a place; NOT_LIMITED: it needs none."""
    if not w.periods[w.period].has_places:
        return NOT_LIMITED
    mark = w.mark[case]
    return w.measures[w.period, mark.municipality, mark.measure_kind].pool


@lean
def is_limited(w: World, case: int) -> bool:
    """Whether the child needs a place."""
    return pool(w, case) != NOT_LIMITED


@lean
def want(w: World, case: int) -> None:
    """The child waits for a place."""
    w.case[case].place_wanted_tick = w.now
    put(w.seeking, case)
    w.sought[case] = pool(w, case)
    w.may_hand_out = True
    books.record_case(w, Kind.PLACE_WANTED.value, case, MEASURES, w.mark[case].measure_kind)
    w.wants_dispatch = True


@lean
def take(w: World, case: int) -> None:
    """The child holds a place."""
    w.case[case].holds_place = True
    count(w, case, 1)
    books.record_case(w, Kind.PLACE_TAKEN.value, case, MEASURES, w.mark[case].measure_kind)


@lean
def leave_place(w: World, case: int) -> None:
    """The child holds a place no longer, if it did."""
    if w.case[case].holds_place:
        w.case[case].holds_place = False
        count(w, case, -1)
        w.may_hand_out = True
        books.record_case(w, Kind.PLACE_LEFT.value, case, MEASURES, w.mark[case].measure_kind)
        w.wants_dispatch = True


@lean
def count(w: World, case: int, sign: int) -> None:
    """A child more, or less, in its pool of places."""
    if is_limited(w, case):
        w.places_taken[pool(w, case)] += sign


@lean
def hand_out(w: World) -> None:
    """Whoever has waited longest takes a free place."""
    if not w.may_hand_out:
        return
    w.may_hand_out = False
    n = 0
    for place in range(1, size(w.seeking) + 1):
        case = w.seeking[MEMBERS, place]
        if has_free_place(w, w.sought[case]):
            w.scratch[n, 0], w.scratch[n, 1] = w.case[case].place_wanted_tick, case
            n += 1
    sort_rows(w.scratch, n, 0, 2)
    for i in range(n):
        case = w.scratch[i, 1]
        if has_free_place(w, w.sought[case]):
            found(w, case)


@lean
def has_free_place(w: World, of: int) -> bool:
    """Whether a pool of places has a free one."""
    return of == NOT_LIMITED or w.places_taken[of] < w.place_size[w.period, of]


@lean
def found(w: World, case: int) -> None:
    """A child that waits takes a place."""
    take_out(w.seeking, case)
    take(w, case)
    books.to_settle(w, case)
