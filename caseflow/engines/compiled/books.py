"""The clock, the calendar of events, the log, and everybody's load."""

from __future__ import annotations

import numpy as np

from caseflow.compiling import lean
from caseflow.engines import rules
from caseflow.engines.compiled.lists import NEXT, check_room, join, leave, mark, put, sort_rows
from caseflow.engines.compiled.state import NOBODY, NONE, Array, Record
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import PERMILLE

DUE_BITS = 40
TASK_BITS = 21

FEW_ROWS = 100
"""Of so few of a tick each row is compared with every other."""

KEY, PLACE = 0, 1
"""Rows of ``keys``."""

CASE_BITS = 34
ROW_TASK_BITS = TASK_BITS + 1
"""A key has the kind's bits, then these of the case and of the task."""

# -- days and ticks -----------------------------------------------------------------------------------------------


@lean
def date(w: World, day: int) -> Record:
    """What the calendar says of a calendar day; what lies beyond it is its last day, long after the horizon."""
    return w.calendar[min(day - w.first_day, len(w.calendar) - 1)]


@lean
def day_of_workday(w: World, workday: int) -> int:
    """The calendar day of a working day."""
    return w.calendar[workday + w.base].day_of_workday


@lean
def workday_of(w: World, tick: int) -> int:
    """The working day of a tick. Few lie before today; all others are divided in the fewest steps."""
    if tick < 0:
        return tick // w.day_minutes
    return int(np.int64(np.uint32(tick) // np.uint32(w.day_minutes)))


@lean
def day_of_tick(w: World, tick: int) -> int:
    """The calendar day of the working minute that begins at a tick."""
    return day_of_workday(w, workday_of(w, tick))


@lean
def first_tick(w: World, day: int) -> int:
    """The first tick on or after a calendar day."""
    return int(date(w, day).workday) * w.day_minutes


@lean
def last_workday_tick(w: World, day: int) -> int:
    """The first tick of the last working day on or before a calendar day."""
    return (int(date(w, day + 1).workday) - 1) * w.day_minutes


@lean
def tick_after(w: World, tick: int, days: int) -> int:
    """Some calendar days after a tick, at the same minute of the day if that is worked; at least one tick later."""
    workday = workday_of(w, tick)
    minute = tick - workday * w.day_minutes
    day = day_of_workday(w, workday) + days
    target = first_tick(w, day)
    if date(w, day).is_working:
        target += minute
    return max(target, tick + 1)


# -- events -------------------------------------------------------------------------------------------------------

SESSION_ENDS, DELIVERY = 0, 1
LIFE, INFORMATION, DEADLINE, RECURRENCE, REPORT, WAKE = range(2, 8)
"""Kinds of event; the first two happen before all else of a tick."""


@lean
def schedule(w: World, tick: int, kind: int, about: int, number: int) -> None:
    """Have something happen at a later tick; never if that is beyond the horizon."""
    if tick >= w.end_tick:
        return
    if w.free_event == NONE:
        check_room(w.events, len(w.event))
        place = w.events
        w.events += 1
    else:
        place = w.free_event
        w.free_event = w.event[place].next
    event = w.event[place]
    event.tick, event.kind, event.about, event.number = tick, kind, about, number
    if tick < (w.day + 1) * w.day_minutes:
        link_into_minute(w, place)
    else:
        day = workday_of(w, tick)
        event.next = w.events_of_day[day]
        w.events_of_day[day] = place


@lean
def link_into_minute(w: World, place: int) -> None:
    """Put an event of today into the list of its minute."""
    event = w.event[place]
    minute = event.tick - w.day * w.day_minutes
    lists = w.first_events if event.kind <= DELIVERY else w.other_events
    event.next = lists[minute]
    lists[minute] = place
    mark(w.busy_minutes, minute)


@lean
def spread_events(w: World) -> None:
    """Spread today's events over its minutes."""
    place = w.events_of_day[w.day]
    w.events_of_day[w.day] = NONE
    while place != NONE:
        following = w.event[place].next
        link_into_minute(w, place)
        place = following


@lean
def taken(w: World, lists: Array) -> tuple[int, int, int]:
    """Take the first event of this minute out of its list: its kind, what it is about and its number."""
    place = lists[w.minute]
    event = w.event[place]
    lists[w.minute] = event.next
    event.next = w.free_event
    w.free_event = place
    return event.kind, event.about, event.number


@lean
def to_settle(w: World, number: int) -> None:
    """Something that a case waits for may have come: see where it is in its life, still at this tick."""
    put(w.to_settle, number)


@lean
def call(w: World, number: int) -> None:
    """A worker may have a task to pick: have the dispatch of this tick happen."""
    mark(w.called, number)
    w.wants_dispatch = True


@lean
def look(w: World) -> None:
    """Somebody may be able to take a case for which there was nobody: have the dispatch of this tick look."""
    w.wants_dispatch = w.may_assign = True


# -- the log ------------------------------------------------------------------------------------------------------


@lean
def record(w: World, kind: int, case: int, task: int, stage: int, worker: int, value: int) -> None:
    """Have one row in the log."""
    number = w.rows
    check_room(number, len(w.log))
    row = w.log[number]
    row.tick, row.kind, row.case, row.task = w.now, kind, case, task
    row.stage, row.worker, row.value = stage, worker, value
    key = key_of(kind, case, task)
    if key <= w.last_key:
        w.is_in_order = False
    w.last_key = key
    w.rows = number + 1


@lean
def key_of(kind: int, case: int, task: int) -> int:
    """What rows of a tick are ordered by first."""
    return (((kind << CASE_BITS) + case + 1) << ROW_TASK_BITS) + task + 1


@lean
def close_tick(w: World) -> None:
    """The tick is over: its rows stand in the log in canonical order. Most come in that order."""
    if not w.is_in_order:
        put_in_order(w, w.rows - w.first_row)
    begin_tick(w)


@lean
def begin_tick(w: World) -> None:
    """No row of this tick is in the log yet."""
    w.first_row, w.last_key, w.is_in_order = w.rows, NONE, True


@lean
def put_in_order(w: World, n: int) -> None:
    """Put the tick's n rows into canonical order."""
    first = w.first_row
    check_room(n - 1, w.keys.shape[1])
    for i in range(n):
        row = w.log[first + i]
        w.scattered[i] = row
        w.keys[KEY, i] = key_of(row.kind, row.case, row.task)
    if n > FEW_ROWS or not rank(w, n):
        sort(w, n)
    for i in range(n):
        w.log[first + i] = w.scattered[w.keys[PLACE, i]]


@lean
def rank(w: World, n: int) -> bool:
    """Find which row belongs where by how many keys are smaller than its own; whether no two are equal.

    For few rows this takes less than to sort them: nothing hangs on a comparison that the processor cannot foresee.
    """
    keys = w.keys
    pairs = 0
    for i in range(n):
        key, smaller = keys[KEY, i], 0
        for j in range(n):
            smaller += keys[KEY, j] < key
        keys[PLACE, smaller] = i
        pairs += smaller
    return pairs == n * (n - 1) // 2


@lean
def sort(w: World, n: int) -> None:
    """Find which row belongs where by sorting."""
    keys = w.keys.T
    for i in range(n):
        keys[i, PLACE] = i
    sort_rows(keys, n, KEY, PLACE + 1)
    for i in range(1, n):
        j = i
        while j and keys[j, KEY] == keys[j - 1, KEY] and stands_before(w, keys[j, PLACE], keys[j - 1, PLACE]):
            keys[j, PLACE], keys[j - 1, PLACE] = keys[j - 1, PLACE], keys[j, PLACE]
            j -= 1


@lean
def stands_before(w: World, a: int, b: int) -> bool:
    """Whether row a of the tick stands before row b of the same kind, case and task."""
    one, other = w.log[w.first_row + a], w.log[w.first_row + b]
    if one.stage != other.stage:
        return one.stage < other.stage
    if one.worker != other.worker:
        return one.worker < other.worker
    return one.value < other.value


@lean
def record_case(w: World, kind: int, case: int, stage: int, value: int) -> None:
    """Write one row about a case."""
    record(w, kind, case, -1, stage, NOBODY, value)


@lean
def record_task(w: World, kind: int, task: Record, worker: int, value: int) -> None:
    """Write one row about a task."""
    record(w, kind, task.case, task.number, w.case[task.case].stage, worker, value)


# -- what the tables say now --------------------------------------------------------------------------------------


@lean
def team_of(w: World, case: int) -> int:
    """The team that covers the case."""
    return w.stages[w.period, w.case[case].municipality, w.case[case].stage].team


@lean
def service_of(w: World, worker: int) -> int:
    """The number of the worker's service; NOBODY without a team."""
    team = w.worker[worker].team
    return NOBODY if team == NOBODY else int(w.teams[w.period, team].service)


# -- loads --------------------------------------------------------------------------------------------------------

percent_of = lean(rules.load_percent)
is_less = lean(rules.is_less_loaded)


@lean
def change_load(w: World, case: int, stage: int, sign: int) -> None:
    """Add to, or take from, the owner's load what a case in a stage asks."""
    w.worker[w.case[case].owner].load += sign * w.stages[w.period, w.case[case].municipality, stage].load


@lean
def change_pool_loads(w: World, case: int, stage: int, sign: int) -> None:
    """The same for every pool of which the municipality's cases ask anything."""
    municipality = w.case[case].municipality
    for place in range(w.asked_pools.shape[2]):
        number = w.asked_pools[w.period, municipality, place]
        if number == NONE:
            return
        pool = w.pool[number]
        pool.load += sign * w.pool_load[w.period, municipality, stage, place]
        pool.percent = percent_of(pool.load, pool.monthly)


@lean
def second_load(w: World, case: int) -> int:
    """What the case asks of a second worker."""
    stage = w.stages[w.period, w.case[case].municipality, w.case[case].stage]
    return stage.load * w.teams[w.period, stage.team].second_permille // PERMILLE


@lean
def pool_percent(w: World, worker: int) -> int:
    """What the worker's pools are asked, in per cent of their minutes."""
    percent = 0
    for place in range(w.worker_pools.shape[2]):
        number = w.worker_pools[w.period, worker, place]
        if number == NONE:
            break
        percent += w.pool[number].percent
    return percent


@lean
def load_percent(w: World, worker: int) -> int:
    """Expected minutes a month of what the worker answers for, in per cent of the post's."""
    of = w.worker[worker]
    return percent_of(of.load, of.monthly) + pool_percent(w, worker)


@lean
def load_weight(w: World, worker: int) -> int:
    """The load in hundredths of the post's minutes, in which nothing of the owned cases' is rounded."""
    of = w.worker[worker]
    return of.load * 100 + pool_percent(w, worker) * of.monthly


@lean
def is_less_loaded(w: World, a: int, b: int) -> bool:
    """Whether worker a has the lower load."""
    return is_less(load_weight(w, a), w.worker[a].monthly, load_weight(w, b), w.worker[b].monthly)


# -- who has which cases and tasks --------------------------------------------------------------------------------


@lean
def node_of_owner(w: World, case: int) -> int:
    """The case's node in the ring of its owner's cases (the ring's head is the worker's number)."""
    return len(w.worker) + case


@lean
def node_of_second(w: World, case: int) -> int:
    """The case's node in the ring of its second worker's cases."""
    return len(w.worker) + len(w.case) + case


@lean
def case_of_node(w: World, node: int) -> int:
    """The case of a node of either kind."""
    number = node - len(w.worker)
    return number if number < len(w.case) else number - len(w.case)


@lean
def hold(w: World, task: int, worker: int) -> None:
    """A pool's task is in a worker's hands until it is done."""
    drop(w, task)
    join(w.held, worker, len(w.worker) + task)
    w.task[task].is_held = True


@lean
def drop(w: World, task: int) -> None:
    """A task is no longer among those of pools that somebody holds, if it was."""
    if w.task[task].is_held:
        leave(w.held, len(w.worker) + task)
        w.task[task].is_held = False


@lean
def first_of(w: World, case: int) -> int:
    """The first of a case's open tasks; NONE: it has none."""
    return task_of_node(w, w.case_tasks[case, NEXT])


@lean
def next_of(w: World, task: int) -> int:
    """The next open task of the same case; NONE: there is none."""
    return task_of_node(w, w.case_tasks[len(w.case) + task, NEXT])


@lean
def task_of_node(w: World, node: int) -> int:
    """The task of a node in the ring of a case's tasks; NONE where it is the ring's head."""
    return node - len(w.case) if node >= len(w.case) else NONE
