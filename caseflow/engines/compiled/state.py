"""What the compiled engine keeps: arrays of records of cases, tasks, workers and so on.

A record stands for what an object of the process engine stands for; -1 is nobody, nothing or never.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np

from caseflow.log import ROW
from caseflow.tape.tables import Cases

NOBODY = -1
NONE = -1
NEVER = -1

GONE = -2
"""Of a task that a case waited for: it is over."""

Record: TypeAlias = Any
"""A row of an array of records; what is written to it is written to the array."""

Array: TypeAlias = Any


def _record(integers: str, flags: str = "", wide: str = "") -> np.dtype[np.void]:
    """Integers of 32 bits, so that more records are near the processor; no run has more ticks. The wide have 64."""
    fields: list[tuple[str, type[np.generic]]] = [(name, np.int64) for name in wide.split()]
    fields += [(name, np.int32) for name in integers.split()] + [(name, np.bool_) for name in flags.split()]
    return np.dtype(fields, align=True)


# -- what the tables say ------------------------------------------------------------------------------------------

_READ_FIRST = (
    "municipality",
    "growth_mark",
    "previous",
    "report_day",
    "screening_minutes",
    "emergency",
    "out_of_hours",
)
"""What is read of a report when it comes stands together: it is one or two lines of a cache."""

MARK = np.dtype(
    [
        (name, np.bool_ if Cases.__dataclass_fields__[name].metadata["dtype"] == "bool" else np.int32)
        for name in dict.fromkeys((*_READ_FIRST, *Cases.__dataclass_fields__))
        if name != "name"
    ],
    align=True,
)
"""[case]: a row of the tape's cases."""

RULE = _record(
    "session_minutes reassign_after_days caseload_limit levelling_gap_percent handover_minutes screening_days "
    "clock_starts planned_late_working_days follow_up_days review_days care_follow_up_days visit_days visitor_days "
    "county_board_days emergency_class peak_percent help_delay_days bought_days milieu_days"
)
"""organisation.Rules, without its lists."""

PERIOD = _record(
    "start_tick teams pools coordination_minutes practice_months milieu_kind",
    flags="conflicts only_load_counts has_places",
)
"""[period]"""

STAGE = _record("team load")
"""[period, municipality, stage]: the covering team, and what an open case asks of its owner."""

MUNICIPALITY = _record("planned_late growth_mark response_minutes")
"""[period, municipality]"""

TEAM = _record("second_permille service speed_permille")
"""[period, team]"""

POST = _record("team monthly", flags="unqualified")
"""[period, worker]"""

MEASURE = _record("pool search_permille")
"""[period, municipality, kind of measure]"""

DESK = np.dtype(
    [("minutes", np.int32), ("office", np.int32), ("before", np.int32)]
    + [(name, np.bool_) for name in ("away", "long", "vacant")],
    align=True,
)
"""[working day, worker]: capacity minutes and all those before the day; away long enough to hand over; one day more
than there are."""

STRAIN = _record("day worker from_percent until_day learned_day newcomer_permille", flags="leaves accepted")
"""[candidate]: organisation.Strain."""

DAY = _record("workday day_of_workday deadline_day", flags="is_working")
"""[calendar day after the calendar's first]: its first working day on or after it (counted from today's), the calendar
day of that many working days after the calendar's first, the day of a deadline whose clock starts on the day."""

# -- what changes -------------------------------------------------------------------------------------------------

CASE = _record(
    "municipality stage owner burden in_sessions step until_tick awaited awaited_too contact due second second_load "
    "assigned_tick wanted_tick service_before why later_reports opened_tick deciding place_wanted_tick",
    flags="is_open ending investigating planned_late asks_information measure_in_place holds_place lent contact_open",
)
"""[case]: ``step`` is where it is in its life, until ``until_tick`` or the end of the tasks ``awaited``. The
municipality is its mark's, too; here it is at hand."""

TASK = _record(
    "case kind number full needed extra left due worker route",
    flags="ready obsolete second_part is_held",
    wide="order tie",
)
"""[task]: ``order`` is its class and due tick in one number, ``tie`` its case and number; ``left`` -1: never picked."""

WORKER = _record(
    "monthly speed owned team queue practised_tick session session_minutes capacity_at_start session_number",
    wide="load",
)
"""[worker]: ``queue`` is a heap of tasks, ``session`` the task that is worked on."""

POOL = _record("monthly queue", wide="load percent")
"""[pool]"""

NODE = _record("task left right", wide="order tie")
"""[entry of a queue]: a task and what it is ordered by; children in a skew heap."""

EVENT = _record("tick kind about number next")
"""[event]: what it is about, and the next one of a list."""

SERIES = _record("case kind start first days minutes end occurrence task")
"""[series of recurring tasks]"""

COUNTERS = _record(
    "",
    wide="now day minute day_minutes end_tick days first_day base period rows first_row last_key is_in_order tasks "
    "free_task nodes free_node events free_event n_series next_strain wants_dispatch may_hand_out may_assign "
    "log_limit task_limit node_limit event_limit series_limit",
)
"""Single numbers: the tick, its day and minute, the clock's, the period, how much of each array is used, the first
free place of some, how much may be used before the next tick, and whether something is to be done."""


class State(NamedTuple):
    """All that changes in a run."""

    counters: Array
    """COUNTERS[1]"""
    case: Array
    task: Array
    worker: Array
    pool: Array
    node: Array
    event: Array
    series: Array
    case_of_child: Array
    """[case]: the last case of a child, by the number of its first."""
    case_tasks: Array
    """Rings of each case's open tasks."""
    held: Array
    """Rings of the pools' tasks that each worker holds."""
    cases_of: Array
    """Rings of the cases of which each worker is the owner or second worker."""
    waiting: Array
    without_second: Array
    seeking: Array
    """Sets of cases: that wait for an owner, for a second worker, for a place."""
    sought: Array
    """[case]: the pool of places of those that wait for one."""
    at_deadline: Array
    received: Array
    to_settle: Array
    """Sets of cases that something happens to at this tick."""
    called: Array
    off_duty: Array
    long_away: Array
    """Sets of workers, in bits: who may pick a task, who may not before tomorrow, and who is away long today."""
    places_taken: Array
    """[pool of places]"""
    events_of_day: Array
    """[working day]: the first of the events of a later day."""
    first_events: Array
    other_events: Array
    """[minute]: the first of today's events: of those before all else of their tick, and of the others."""
    busy_minutes: Array
    """Set of the minutes of today that have an event and are not over, in bits."""
    log: Array
    """ROW[row]: of all ticks that are over, in canonical order, and of this one, as its rows come."""
    keys: Array
    """[2, row of this tick]: its kind, case and task in one number; and where the row now stands that belongs here."""
    scattered: Array
    """ROW[row of this tick]: its rows as they came, while they are put into order."""
    scratch: Array
    """Rows of numbers that are being sorted."""


RECORDS: dict[str, np.dtype[np.void]] = {
    "mark": MARK, "rule": RULE, "periods": PERIOD, "stages": STAGE, "municipalities": MUNICIPALITY, "teams": TEAM,
    "posts": POST, "measures": MEASURE, "desk": DESK, "strain": STRAIN, "calendar": DAY,
    "counters": COUNTERS, "case": CASE, "task": TASK, "worker": WORKER, "pool": POOL, "node": NODE, "event": EVENT,
    "series": SERIES, "log": ROW, "scattered": ROW,
}  # fmt: skip
"""Which arrays hold which records; the others of the tables hold int64 or bool, those of the state int32."""

WIDE = ("called", "off_duty", "long_away", "busy_minutes", "keys", "scratch")
"""These of the state hold int64."""

USED = {"log": "rows", "task": "tasks", "node": "nodes", "event": "events", "series": "n_series"}
"""The arrays that grow, and which counter says how much of each is used."""

RINGS_OF_TASKS = ("case_tasks", "held")
"""These have a place for each task after their heads."""


class ATick(NamedTuple):
    """How many places of an array a tick may fill: as many as these for each."""

    case: int
    """Of the tape, times the tasks of a series that fall due at once."""
    worker: int
    task: int
    """That was ever open at once before the tick."""


A_TICK = {
    "log": ATick(case=40, worker=6, task=1),
    "task": ATick(case=4, worker=0, task=0),
    "node": ATick(case=24, worker=1, task=5),
    "event": ATick(case=16, worker=2, task=1),
    "series": ATick(case=3, worker=0, task=0),
}
"""By the contract (engines.rules), m being the tasks of a series that fall due at once:

*A case* goes on within a tick until it waits for a later one, or for a task, and each takes until a later tick; it goes
on once more where a dispatch lapses the task, and once more where it takes a place. So at most 5 rows tell of itself
(as of an investigation: STAGE_ENTERED, INVESTIGATION_OPENED, PLANNED_LATE, INFORMATION_ASKED, EXTENDED), and either 3
tasks become ready for which it waits, or m of each of 3 series: with that of a report that is attached, no more than 4m
tasks. Each has a row when it becomes ready, and one if it ends at once: 8m rows. Who came to own the case at this tick
loses it to a new stage only: RELEASED and OWNER_WANTED 2 times, ASSIGNED 3, HANDED_OVER 4; the second worker comes and
goes twice at most: 15 rows. Of the sessions on it that begin at this tick two at most are interrupted at it, the
owner's and the second worker's where levelling makes one of the other: 8 rows, 2 nodes, 2 events. In all 28 + 8m rows.
Each new task is put into a queue 5 times at most (see below): 20m nodes. Of events there are one of its life, one each
of its deadline and its information, 3 of series, 2 of help, and of each new task that is bought one: 9 + 4m, or one for
its report.

*A worker* ends a session and begins another (WORK_STARTED, TRAVELLED, RELEARNED), falls ill and leaves: 6 rows. What
the session leaves is put into a queue. Beside the event of the new session there is one if the run resumes.

*A task* that is open already ends (a row) or is bought (an event); it is put into a queue 3 times because it gets an
owner, once because its route changes, once because it goes back to its pool.
"""

_AT_FIRST = {"log": 96, "task": 2, "node": 4, "event": 2, "series": 2}
"""Further places for each case of the tape at first; pages that are never written to cost nothing."""

_FEW = 3000
"""Room at first is made for so many cases at least: a few that last for years fill that of many."""

BITS_OF_WORD = 64
"""Bits of a number of a set that is kept in bits."""


def empty_state(cases: int, workers: int, pools: int, places: int, days: int, day_minutes: int, most_due: int) -> State:
    """A state before anything has happened, of so many cases, workers, pools and working days.

    ``most_due``: how many tasks of a series fall due at one tick at most.
    """
    a_tick = {name: of.case * most_due * cases + of.worker * workers for name, of in A_TICK.items()}
    at_first = {name: a_case * max(cases, _FEW) for name, a_case in _AT_FIRST.items()}
    room = {name: a_tick[name] + at_first[name] for name in a_tick}
    rows_of_tick = a_tick["log"] + A_TICK["log"].task * room["task"]
    state = State(
        counters=np.zeros(1, dtype=COUNTERS),
        case=np.zeros(cases, dtype=CASE),
        task=np.empty(room["task"], dtype=TASK),
        worker=np.zeros(workers, dtype=WORKER),
        pool=np.zeros(pools, dtype=POOL),
        node=np.empty(room["node"], dtype=NODE),
        event=np.empty(room["event"], dtype=EVENT),
        series=np.empty(room["series"], dtype=SERIES),
        case_of_child=_nothing(cases),
        case_tasks=_rings(cases, room["task"]),
        held=_rings(workers, room["task"]),
        cases_of=_rings(workers + 2 * cases, 0),
        waiting=_set(cases),
        without_second=_set(cases),
        seeking=_set(cases),
        sought=_nothing(cases),
        at_deadline=_set(cases),
        received=_set(cases),
        to_settle=_set(cases),
        called=_bits(workers),
        off_duty=_bits(workers),
        long_away=_bits(workers),
        places_taken=np.zeros(places, dtype=np.int32),
        events_of_day=_nothing(days),
        first_events=_nothing(day_minutes),
        other_events=_nothing(day_minutes),
        busy_minutes=_bits(day_minutes),
        log=np.empty(room["log"], dtype=ROW),
        keys=np.empty((2, rows_of_tick), dtype=np.int64),
        scattered=np.empty(rows_of_tick, dtype=ROW),
        scratch=np.empty((2 * cases + workers, 3), dtype=np.int64),
    )
    for field in ("queue", "session", "practised_tick"):
        state.worker[field] = NONE
    for counter in ("free_task", "free_node", "free_event"):
        state.counters[counter] = NONE
    state.counters["may_hand_out"] = True
    for name in a_tick:
        state.counters[f"{name}_limit"] = at_first[name]
    return state


def with_more_room(state: State) -> State:
    """The same state with twice the room for all that may have too little for another tick."""
    counters = state.counters[0]
    growing = [name for name in USED if has_too_little(state, name)]
    for name in growing:
        counters[f"{name}_limit"] += len(getattr(state, name))
    longer = {name: _longer(getattr(state, name), n_used(state, name)) for name in growing}
    if "task" in growing:
        longer |= {name: _longer(getattr(state, name), n_used(state, name)) for name in RINGS_OF_TASKS}
        longer["keys"] = np.empty((2, 2 * state.keys.shape[1]), dtype=state.keys.dtype)
        longer["scattered"] = _longer(state.scattered, 0)
    return state._replace(**longer)


def has_too_little(state: State, name: str) -> bool:
    """Whether another tick may fill more of an array than is left; engine.has_room asks the same of all."""
    counters = state.counters[0]
    return bool(counters[USED[name]] + A_TICK[name].task * counters["tasks"] > counters[f"{name}_limit"])


def _longer(array: Array, n: int) -> Array:
    """An array twice as long that begins with the first n; the rest is not written to."""
    longer = np.empty((2 * len(array), *array.shape[1:]), dtype=array.dtype)
    longer[:n] = array[:n]
    return longer


def n_used(state: State, name: str) -> int:
    """How much of an array of the state is used, from its beginning."""
    array, counters = getattr(state, name), state.counters[0]
    if name in RINGS_OF_TASKS:
        return int(len(array) - len(state.task) + counters["tasks"])
    return int(counters[USED[name]]) if name in USED else len(array)


def _nothing(places: int) -> Array:
    return np.full(places, NONE, dtype=np.int32)


def _rings(heads: int, others: int) -> Array:
    """Rings of one node each; those of the others are made when they are first joined."""
    links = np.empty((heads + others, 2), dtype=np.int32)
    links[:heads] = np.arange(heads)[:, None]
    return links


def _set(numbers: int) -> Array:
    return np.zeros((2, numbers + 1), dtype=np.int32)


def _bits(numbers: int) -> Array:
    return np.zeros(numbers // BITS_OF_WORD + 1, dtype=np.int64)
