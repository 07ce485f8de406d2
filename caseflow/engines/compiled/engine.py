"""The loop over days, minutes and events."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books, desks, dispatcher, lives, places, presence
from caseflow.engines.compiled.lists import MEMBERS, first_from, put, size, take_out, unmark
from caseflow.engines.compiled.state import A_TICK, NONE
from caseflow.engines.compiled.world import World

ROWS_A_TASK, NODES_A_TASK, EVENTS_A_TASK = A_TICK["log"].task, A_TICK["node"].task, A_TICK["event"].task


@lean
def begin(w: World) -> None:
    """Everything stands as it does before tick 0."""
    books.begin_tick(w)
    dispatcher.begin_period(w, 0)
    places.begin_places(w)
    lives.open_caseload(w)
    lives.expect_reports(w)
    w.day = 0


@lean
def resume(w: World) -> None:
    """Everything stands as at the beginning of a day that other tables have led to; from now on these hold."""
    for number in range(w.next_strain):
        if w.strain[number].accepted:
            presence.be_away(w, number)
    for worker in range(len(w.worker)):
        if w.worker[worker].session != NONE:
            desks.schedule_end(w, worker)


@lean
def simulate(w: World, until_day: int) -> None:
    """Go on to the beginning of a working day, or until there may be too little room for another tick."""
    while w.day < until_day:
        if w.minute == 0:
            begin_day(w)
        if not simulate_day(w):
            return
        w.day += 1
        w.minute = 0


@lean
def simulate_day(w: World) -> bool:
    """Go on to the end of the day; False: there may be too little room for its next tick."""
    minute = next_minute(w, w.minute)
    while minute < w.day_minutes:
        w.minute, w.now = minute, w.day * w.day_minutes + minute
        if not has_room(w):
            return False
        unmark(w.busy_minutes, minute)
        happen_all(w)
        minute = next_minute(w, minute + 1)
    return True


@lean
def next_minute(w: World, minute: int) -> int:
    """The first minute from one on at which something happens; that of a day's beginning always is one."""
    return first_from(w.busy_minutes, minute, w.day_minutes) if minute else 0


@lean
def begin_day(w: World) -> None:
    """A day's events are spread over its minutes, and everybody comes to work."""
    books.spread_events(w)
    dispatcher.come_to_work(w)


@lean
def happen_all(w: World) -> None:
    """All that happens at a tick: events settle, a dispatch decides, and what that makes settle, and so on."""
    w.wants_dispatch = w.minute == 0
    settle(w)
    while w.wants_dispatch:
        dispatcher.dispatch(w)
        w.wants_dispatch = False
        if is_unsettled(w):
            settle(w)
    books.close_tick(w)


@lean
def is_unsettled(w: World) -> bool:
    """Whether anything else happens at the tick."""
    minute = w.minute
    return w.first_events[minute] != NONE or w.other_events[minute] != NONE or size(w.to_settle) > 0


@lean
def has_room(w: World) -> bool:
    """Whether another tick finds room for all that is written."""
    return (
        w.rows + ROWS_A_TASK * w.tasks <= w.log_limit
        and w.tasks <= w.task_limit
        and w.nodes + NODES_A_TASK * w.tasks <= w.node_limit
        and w.events + EVENTS_A_TASK * w.tasks <= w.event_limit
        and w.n_series <= w.series_limit
    )


@lean
def settle(w: World) -> None:
    """All events of the tick happen: first what ends a task."""
    while w.first_events[w.minute] != NONE:
        kind, about, number = books.taken(w, w.first_events)
        if kind == books.SESSION_ENDS:
            session_ends(w, about, number)
        else:
            desks.deliver(w, about)
    while w.other_events[w.minute] != NONE:
        kind, about, _ = books.taken(w, w.other_events)
        happen(w, kind, about)
    while size(w.to_settle):
        case = w.to_settle[MEMBERS, size(w.to_settle)]
        take_out(w.to_settle, case)
        lives.live(w, case)


@lean
def session_ends(w: World, worker: int, number: int) -> None:
    """The end of the worker's session of a number has come, if it was not interrupted."""
    of = w.worker[worker]
    if of.session != NONE and of.session_number == number:
        desks.end_session(w, worker, of.session_minutes)


@lean
def happen(w: World, kind: int, about: int) -> None:
    """An event happens that does not itself end a task."""
    if kind == books.LIFE:
        lives.live(w, about)
    elif kind == books.INFORMATION:
        lives.information_arrives(w, about)
    elif kind == books.DEADLINE:
        lives.reach_deadline(w, about)
    elif kind == books.RECURRENCE:
        lives.recur(w, about)
    elif kind == books.REPORT:
        put(w.received, about)
        w.wants_dispatch = True
    else:
        books.look(w)
