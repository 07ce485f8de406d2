"""Laws about where tasks wait: with a case's owner, in a pool, or nowhere because they are bought."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from caseflow.config.schema import TASK_KINDS
from caseflow.errors import InvariantError
from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Kind
from caseflow.organisation import BOUGHT, OWNER
from caseflow.stats.compiled.cells import NEVER
from caseflow.stats.histories import TASK_ROOM, History, task_key
from caseflow.stats.intervals import Intervals, intersect, sweep
from caseflow.stats.refusal import refuse

Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

UNKNOWN = -9
"""A route that the log does not tell: tables, or the owner, changed at the tick at which the task became ready."""

CONCLUSION, FIRST_WITH_ROUTE = TASK_KINDS.index("conclusion"), TASK_KINDS.index("county_board")
NOBODY = -1

ADDS_MINUTES = (Kind.HANDED_OVER, Kind.TRAVELLED, Kind.RELEARNED)
"""Kinds of row whose value a task takes beside its own minutes."""


def tasks_go_where_their_route_says(history: History) -> None:
    """A pool's task is taken up by its workers only, a bought one by nobody."""
    started = history.of(Kind.WORK_STARTED)
    routes = Routes(history)
    period = history.period_of(started.tick)
    route = routes.at(np.searchsorted(routes.key, task_key(started)), period)
    refuse(route == BOUGHT, started, "somebody works on a bought task")
    members = _members(history)
    is_shared = route >= 0
    wrong = np.zeros(len(started), dtype=np.bool_)
    wrong[is_shared] = ~members[period[is_shared], route[is_shared], started.worker[is_shared]]
    refuse(wrong, started, "somebody outside the pool takes up its task")


def tasks_take_the_minutes_that_load_allows(history: History) -> None:
    """Sessions give a task that is done its minutes at full effort, thinned by some load, and what was added to it.

    All its sessions tell the same minutes at full effort, the last one gives some, and one that is not done was given
    less. Added are a hand-over, a trip and want of practice.
    """
    rows = history.of(Kind.WORK_STARTED, Kind.WORK_SUSPENDED, Kind.TASK_DONE, *ADDS_MINUTES)
    _, task = np.unique(task_key(rows), return_inverse=True)
    begins, is_done = rows.kind == Kind.WORK_STARTED, rows.kind == Kind.TASK_DONE
    full = np.zeros(len(rows), dtype=np.int64)
    full[task[begins]] = rows.value[begins]
    refuse(begins & (rows.value != full[task]), rows, "a task's minutes at full effort change")
    refuse(is_done & (rows.value < 1), rows, "a task is done without work")
    sign = np.select([begins, np.isin(rows.kind, ADDS_MINUTES)], [0, -1], 1)
    given = np.bincount(task, weights=sign * rows.value)[task]
    effort = history.org.rules.effort_permille
    least, most = (np.maximum(full[task] * permille // 1000, 1) for permille in (min(effort), max(effort)))
    refuse(is_done & ((given < least) | (given > most)), rows, "a task is done in other minutes than load allows")
    goes_on = ~np.isin(task, task[is_done]) & (rows.kind == Kind.WORK_SUSPENDED)
    refuse(goes_on & (given >= most), rows, "a task is not done though it was given all its minutes")


def nobody_idles_beside_work(history: History) -> None:
    """Whoever is at work, within capacity and not in a session, has no ready task in the own queue or in a pool's."""
    sessions = history.sessions
    in_session = Intervals(sessions.worker, sessions.start_tick, sessions.end_tick)
    swept = sweep([_at_work(history), in_session, _joined([*_queued(history), *_shared(history)])])
    at_work, working, ready = swept.holding
    idle = (at_work > 0) & (working == 0) & (ready > 0)
    if idle.any():
        row = int(idle.argmax())
        raise InvariantError(f"worker {swept.key[row]} is idle at tick {swept.start[row]} beside a ready task")


def _at_work(history: History) -> Intervals:
    """The ticks of each worker's capacity."""
    minutes = history.capacity.minutes[:, : history.org.clock.n_workdays]
    worker, workday = np.nonzero(minutes)
    start = workday * history.org.clock.day_minutes
    return Intervals(worker, start, start + minutes[worker, workday])


def _joined(parts: list[Intervals]) -> Intervals:
    return Intervals(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("key", "start", "stop")))


# -- what waits where -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Routes:
    """The route of every task, by the tables of each period."""

    history: History

    @cached_property
    def key(self) -> Int64:
        """int64[task]: case and number, ascending."""
        return np.asarray(self.history.tasks.case * TASK_ROOM + self.history.tasks.task)

    def at(self, row: Int64, period: Int64) -> Int64:
        """The routes of some tasks (rows of the tasks; beyond the last: none such) in some periods."""
        table = np.append(self.table, np.full((len(self.table), 1), UNKNOWN), axis=1)
        return np.asarray(table[period, row])

    @cached_property
    def table(self) -> Int64:
        """int64[period, task]: a pool, OWNER, BOUGHT, ABSENT or UNKNOWN; of periods before the task: UNKNOWN."""
        tasks, org = self.history.tasks, self.history.org
        kind = tasks.task // TASK_KIND_FACTOR
        of_tables = np.stack([period.route for period in org.periods])
        route = of_tables[:, self.history.municipality[tasks.case], kind].astype(np.int64)
        first = self.history.period_of(tasks.ready_tick)
        route[:, (kind < FIRST_WITH_ROUTE) & ~self._concluded_in_a_pool] = OWNER
        bought = np.zeros(len(kind), dtype=np.bool_)
        for number, of_period in enumerate(route):
            is_there = first <= number
            bought |= is_there & (of_period == BOUGHT)
            of_period[bought] = BOUGHT
            of_period[~is_there | (self._is_unknown & (kind >= FIRST_WITH_ROUTE) | self._is_untold)] = UNKNOWN
        return route

    @cached_property
    def _is_unknown(self) -> Bool:
        """bool[task]: ready at the very tick at which new tables begin to hold."""
        starts = [period.start_tick for period in self.history.org.periods[1:]]
        return np.isin(self.history.tasks.ready_tick, starts)

    @cached_property
    def _is_untold(self) -> Bool:
        """bool[task]: a conclusion whose owner changed, or tables did, when it became ready."""
        tasks, assigned = self.history.tasks, self.history.of(Kind.ASSIGNED)
        changed = np.isin(tasks.case * NEVER + tasks.ready_tick, assigned.case * NEVER + assigned.tick)
        return np.asarray((tasks.task // TASK_KIND_FACTOR == CONCLUSION) & (changed | self._is_unknown))

    @cached_property
    def _concluded_in_a_pool(self) -> Bool:
        """bool[task]: a conclusion of an unqualified owner."""
        tasks = self.history.tasks
        owner = _owner_at(self.history, tasks.case, tasks.ready_tick)
        barred = np.stack([period.unqualified for period in self.history.org.periods])
        is_barred = barred[self.history.period_of(tasks.ready_tick), owner] & (owner != NOBODY)
        return np.asarray((tasks.task // TASK_KIND_FACTOR == CONCLUSION) & is_barred)


def _owner_at(history: History, case: Int64, tick: Int64) -> Int64:
    """The owner of each case just before a tick; NOBODY where there is none."""
    assigned, stop = history.ownerships
    place = np.searchsorted(assigned.case * NEVER + assigned.tick, case * NEVER + tick) - 1
    found = (place >= 0) & (assigned.case[place] == case) & (tick <= stop[place]) if len(assigned) else place >= 0
    return np.where(found, assigned.worker[place] if len(assigned) else NOBODY, NOBODY)


@dataclass(frozen=True)
class _Waiting:
    """A row per stretch in which an open task is in no session and one period's tables hold."""

    task: Int64
    """Row of the tasks."""
    route: Int64
    period: Int64
    start: Int64
    stop: Int64
    last_worker: Int64
    """Whose session ended last; NOBODY: it was never begun."""


def _waiting(history: History) -> _Waiting:
    """Cut the time from ready to end at the task's sessions, then at the periods."""
    tasks, sessions, routes = history.tasks, history.sessions, Routes(history)
    row = np.searchsorted(routes.key, sessions.case * TASK_ROOM + sessions.task)
    known = routes.key[np.minimum(row, len(routes.key) - 1)] == sessions.case * TASK_ROOM + sessions.task
    row, begin, end = row[known], sessions.start_tick[known], sessions.end_tick[known]
    task = np.concatenate([np.arange(len(routes.key)), row])
    start = np.concatenate([tasks.ready_tick, end])
    last = np.concatenate([np.full(len(routes.key), NOBODY), sessions.worker[known]])
    order = np.lexsort((last, start, task))
    task, start, last = task[order], start[order], last[order]
    stop = np.concatenate([begin, tasks.end_tick])
    of_task = np.concatenate([row, np.arange(len(routes.key))])
    stop = stop[np.lexsort((stop, of_task))]
    bounds = np.array([*(period.start_tick for period in history.org.periods), history.end_tick])
    parts = [np.clip(np.stack([start, stop]), lower, upper) for lower, upper in pairwise(bounds)]
    period = np.repeat(np.arange(len(parts)), len(task))
    begin, end = np.concatenate(parts, axis=1)
    task, last = np.tile(task, len(parts)), np.tile(last, len(parts))
    kept = begin < end
    task, period = task[kept], period[kept]
    return _Waiting(task, routes.table[period, task], period, begin[kept], end[kept], last[kept])


def _queued(history: History) -> list[Intervals]:
    """Tasks that wait for owners and second workers."""
    waiting, tasks = _waiting(history), history.tasks
    queued = []
    for is_second, (assigned, stop) in ((False, history.ownerships), (True, history.second_ownerships)):
        part = tasks.task[waiting.task] % TASK_KIND_FACTOR >= SECOND_TASK
        mine = (part == is_second) & (waiting.route == OWNER)
        left = Intervals(tasks.case[waiting.task[mine]], waiting.start[mine], waiting.stop[mine])
        _, owner, begin, end = intersect(left, Intervals(assigned.case, assigned.tick, stop))
        queued.append(Intervals(assigned.worker[owner], begin, end))
    return queued


def _shared(history: History) -> list[Intervals]:
    """Tasks that wait in pools, for each of whose workers; one that was begun at least for whoever began it."""
    waiting, members = _waiting(history), _members(history)
    if not members.shape[1]:
        return []
    shared = np.flatnonzero(waiting.route >= 0)
    for_whom = members[waiting.period[shared], waiting.route[shared]]
    last = waiting.last_worker[shared]
    is_held = (last != NOBODY) & for_whom[np.arange(len(shared)), last]
    for_whom[is_held] = np.arange(for_whom.shape[1]) == last[is_held, None]
    row, worker = np.nonzero(for_whom)
    return [Intervals(worker, waiting.start[shared[row]], waiting.stop[shared[row]])]


def _members(history: History) -> Bool:
    """bool[period, pool, worker]."""
    periods = history.org.periods
    members = np.zeros((len(periods), max(len(p.pools) for p in periods), len(history.org.fte)), dtype=np.bool_)
    for number, period in enumerate(periods):
        for pool, of_pool in enumerate(period.pools):
            members[number, pool, list(of_pool.workers)] = True
    return members
