"""Tasks: where they wait, what they take, and the sessions in which they are worked on."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines import rules
from caseflow.engines.compiled import books
from caseflow.engines.compiled.books import DUE_BITS, TASK_BITS
from caseflow.engines.compiled.lists import NEXT, check_room, cleaned, is_before, join, leave, popped, pushed
from caseflow.engines.compiled.state import GONE, NEVER, NOBODY, NONE, Record
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import CONCLUSION, COUNTY_BOARD, MILIEU_WORK, PERMILLE
from caseflow.log import SECOND_TASK, TASK_KIND_FACTOR, Kind
from caseflow.organisation.tables import ABSENT, BOUGHT, OWNER

# -- a task begins ------------------------------------------------------------------------------------------------


@lean
def ask(w: World, case: int, kind: int, occurrence: int, minutes: int, due: int) -> int:
    """A task becomes ready where the tables send its kind; NONE where nobody does that."""
    route = route_of(w, case, kind)
    if route == OWNER:
        return add_task(w, case, kind, occurrence, minutes, due, False)
    if route == ABSENT:
        return NONE
    task = new_task(w, case, kind, kind * TASK_KIND_FACTOR + occurrence, minutes, w.task_class[kind], due)
    w.task[task].route = route
    queue(w, task)
    return task


@lean
def route_of(w: World, case: int, kind: int) -> int:
    """Where a task of the case goes; a qualified owner concludes."""
    if kind == CONCLUSION:
        owner = w.case[case].owner
        if owner == NOBODY or not w.posts[w.period, owner].unqualified:
            return OWNER
    if kind == MILIEU_WORK and not has_milieu_worker(w, case):
        return ABSENT
    return w.route[w.period, w.case[case].municipality, kind]


@lean
def has_milieu_worker(w: World, case: int) -> bool:
    """Whether the child's kind of measure comes with a milieu worker."""
    period = w.periods[w.period]
    return period.has_places and period.milieu_kind == w.mark[case].measure_kind


@lean
def add_task(w: World, case: int, kind: int, occurrence: int, minutes: int, due: int, urgent: bool) -> int:
    """A task becomes ready for the case's owner."""
    order = w.rule[0].emergency_class if urgent else w.task_class[kind]
    task = new_task(w, case, kind, kind * TASK_KIND_FACTOR + occurrence, minutes, order, due)
    take_handover(w, task, w.case[case].burden)
    w.case[case].burden = 0
    queue(w, task)
    return task


@lean
def take_handover(w: World, task: int, minutes: int) -> None:
    """A task takes what a hand-over of its case asks for."""
    w.task[task].extra += minutes
    tell(w, w.task[task], w.case[w.task[task].case].owner, Kind.HANDED_OVER.value, minutes)


@lean
def new_task(w: World, case: int, kind: int, number: int, minutes: int, order: int, due: int) -> int:
    """A ready task of the case that waits nowhere yet."""
    place = place_for_task(w)
    task = w.task[place]
    task.case, task.kind, task.number, task.due = case, kind, number, due
    task.full, task.needed, task.extra, task.left = minutes, minutes, 0, -1
    task.worker, task.route = NOBODY, OWNER
    task.order = (order << DUE_BITS) + due
    task.tie = (case << TASK_BITS) | number
    task.ready, task.obsolete, task.second_part = True, False, False
    task.is_held = False
    join(w.case_tasks, case, len(w.case) + place)
    books.record_task(w, Kind.TASK_READY.value, task, NOBODY, due)
    return place


@lean
def place_for_task(w: World) -> int:
    """Where a new task stands: where one stood that is over, or after all others."""
    place = w.free_task
    if place != NONE:
        w.free_task = w.task[place].left
        return place
    check_room(w.tasks, len(w.task))
    w.tasks += 1
    return w.tasks - 1


@lean
def free(w: World, place: int) -> None:
    """Where a task stood that is over, another may stand. Queues and series know tasks by case and number, too."""
    w.task[place].left = w.free_task
    w.free_task = place


@lean
def add_second_part(w: World, case: int) -> None:
    """The contact that is open also puts a share of its minutes into the second worker's queue."""
    contact = w.task[w.case[case].awaited]
    minutes = max(1, contact.full * w.teams[w.period, books.team_of(w, case)].second_permille // PERMILLE)
    order = (contact.order - contact.due) >> DUE_BITS
    part = new_task(w, case, contact.kind, contact.number + SECOND_TASK, minutes, order, contact.due)
    w.task[part].second_part = True
    w.case[case].awaited_too = part
    enqueue(w, part, w.case[case].second)


# -- where tasks wait ---------------------------------------------------------------------------------------------


@lean
def queue(w: World, task: int) -> None:
    """Put a ready task that is in nobody's hands where its route says."""
    route = w.task[task].route
    if route == BOUGHT:
        books.schedule(w, books.tick_after(w, w.now, w.rule[0].bought_days), books.DELIVERY, task, 0)
    elif route != OWNER:
        share(w, task)
    elif w.case[w.task[task].case].owner != NOBODY:
        enqueue(w, task, w.case[w.task[task].case].owner)


@lean
def enqueue(w: World, task: int, worker: int) -> None:
    """Put a ready task into a worker's queue."""
    w.task[task].worker = worker
    w.worker[worker].queue = pushed(w, w.worker[worker].queue, task)
    if w.worker[worker].session == NONE:
        books.call(w, worker)


@lean
def share(w: World, task: int) -> None:
    """Put a ready task into its pool's queue."""
    pool = w.task[task].route
    w.pool[pool].queue = pushed(w, w.pool[pool].queue, task)
    for worker in w.pool_workers[w.period, pool]:
        if worker == NOBODY:
            break
        if w.worker[worker].session == NONE:
            books.call(w, worker)


@lean
def deliver(w: World, task: int) -> None:
    """A bought task is done, unless it ended before."""
    if w.task[task].ready:
        remove(w, task, Kind.BOUGHT.value, w.task[task].full)
    free(w, task)


@lean
def reroute_all(w: World, case: int) -> None:
    """By a new period's tables, open tasks of the kinds with a route wait elsewhere, or lapse."""
    number = books.first_of(w, case)
    while number != NONE:
        following = books.next_of(w, number)
        task = w.task[number]
        if task.kind >= COUNTY_BOARD and task.route != BOUGHT:
            reroute(w, number, route_of(w, case, task.kind))
        elif task.kind == CONCLUSION and task.route >= 0:
            reroute(w, number, w.route[w.period, w.case[case].municipality, task.kind])
        number = following


@lean
def reroute(w: World, number: int, route: int) -> None:
    """By a new period's tables, a task goes another way."""
    task = w.task[number]
    before, task.route = task.route, route
    if route == ABSENT:
        lapse(w, number)
    elif task.ready and not (before == OWNER and route == OWNER) and not is_held_in_pool(w, number):
        let_go(w, number)
        queue(w, number)


@lean
def is_held_in_pool(w: World, task: int) -> bool:
    """Whether somebody of the task's pool holds it."""
    if w.task[task].route < 0 or w.task[task].worker == NOBODY:
        return False
    return w.task[task].is_held and is_of_pool(w, w.task[task].worker, task)


@lean
def is_of_pool(w: World, worker: int, task: int) -> bool:
    """Whether the worker belongs to the pool that is the task's route."""
    route = w.task[task].route
    if route < 0:
        return False
    for pool in w.worker_pools[w.period, worker]:
        if pool == route:
            return True
    return False


@lean
def let_go(w: World, task: int) -> None:
    """The task is in nobody's hands."""
    books.drop(w, task)
    w.task[task].worker = NOBODY


@lean
def give_back(w: World, worker: int) -> None:
    """What the worker holds of pools goes back to them."""
    while w.held[worker, NEXT] != worker:
        task = w.held[worker, NEXT] - len(w.worker)
        let_go(w, task)
        queue(w, task)


# -- a task ends --------------------------------------------------------------------------------------------------


@lean
def lapse_all(w: World, case: int) -> None:
    """All tasks of a case lost their purpose."""
    task = books.first_of(w, case)
    while task != NONE:
        following = books.next_of(w, task)
        lapse(w, task)
        task = following


@lean
def lapse(w: World, task: int) -> None:
    """A task lost its purpose: it lapses now, or when the session that it is in ends."""
    if w.task[task].ready:
        remove(w, task, Kind.TASK_DROPPED.value, -1)
    else:
        w.task[task].obsolete = True


@lean
def remove(w: World, number: int, kind: int, value: int) -> None:
    """A task ends without a session that finishes it."""
    task = w.task[number]
    task.ready = False
    close(w, number)
    books.record_task(w, kind, task, task.worker, value)
    let_go(w, number)
    if task.route != BOUGHT:
        free(w, number)


@lean
def close(w: World, number: int) -> None:
    """A task is open no longer; a case that waited for it goes on with its life at this tick."""
    leave(w.case_tasks, len(w.case) + number)
    case = w.case[w.task[number].case]
    if number in (case.awaited, case.awaited_too):
        if case.awaited == number:
            case.awaited = GONE
        else:
            case.awaited_too = GONE
        books.to_settle(w, w.task[number].case)


# -- sessions -----------------------------------------------------------------------------------------------------

minutes_at_speed = lean(rules.minutes_at_speed)
effort_minutes = lean(rules.effort_minutes)
whole_months = lean(rules.whole_months)


@lean
def capacity_so_far(w: World, worker: int) -> int:
    """Capacity minutes of the worker before this tick."""
    desk = w.desk[w.day, worker]
    return int(desk.before) + min(w.minute, int(desk.minutes))


@lean
def take_first(w: World, worker: int) -> int:
    """Take the first ready task of the worker's own queue and of those of the worker's pools; NONE: there is none."""
    of = w.worker[worker]
    of.queue = cleaned(w, of.queue, worker)
    first, from_pool = of.queue, NONE
    for place in range(w.worker_pools.shape[2]):
        number = w.worker_pools[w.period, worker, place]
        if number == NONE:
            break
        pool = w.pool[number]
        pool.queue = cleaned(w, pool.queue, NOBODY)
        if pool.queue != NONE and (first == NONE or is_before(w.node[pool.queue], w.node[first])):
            first, from_pool = pool.queue, number
    if first == NONE:
        return NONE
    task = w.node[first].task
    if from_pool == NONE:
        of.queue = popped(w, first)
    else:
        w.pool[from_pool].queue = popped(w, first)
    return task


@lean
def start_session(w: World, number: int, place: int) -> None:
    """The worker takes up a task; what it takes is decided at its first session."""
    worker, task = w.worker[number], w.task[place]
    travelled, relearned = decide_minutes(w, task, number) if task.left < 0 else (0, 0)
    minutes = min(w.rule[0].session_minutes, task.left + task.extra)
    task.ready = False
    w.case[task.case].in_sessions += 1
    if task.route != OWNER:
        task.worker = number
        books.hold(w, place, number)
    worker.session, worker.session_minutes, worker.capacity_at_start = place, minutes, capacity_so_far(w, number)
    schedule_end(w, number)
    books.record_task(w, Kind.WORK_STARTED.value, task, number, task.needed)
    tell(w, task, number, Kind.TRAVELLED.value, travelled)
    tell(w, task, number, Kind.RELEARNED.value, relearned)


@lean
def schedule_end(w: World, number: int) -> None:
    """The session that the worker is in ends when the capacity that is left for it is used up."""
    worker = w.worker[number]
    end_tick = tick_of(w, number, worker.capacity_at_start + worker.session_minutes)
    worker.session_number += 1
    books.schedule(w, end_tick, books.SESSION_ENDS, number, worker.session_number)


@lean
def decide_minutes(w: World, task: Record, worker: int) -> tuple[int, int]:
    """By the team's speed and the worker's load; beside it the trip and what want of practice adds: these two."""
    speed = w.worker[worker].speed
    if speed != PERMILLE:
        task.needed = minutes_at_speed(task.full, speed)
    task.left = effort_minutes(task.needed, books.load_percent(w, worker), w.effort)
    permille, travelled, relearned = w.trip_permille[w.period, task.kind], 0, 0
    if permille:
        travelled = trip(w, task, worker) * permille // PERMILLE
    if task.kind == COUNTY_BOARD:
        relearned = task.needed * want_of_practice(w, worker) // PERMILLE
    task.extra += travelled + relearned
    return travelled, relearned


@lean
def tell(w: World, task: Record, worker: int, kind: int, minutes: int) -> None:
    """A row about minutes that a task takes beside its own, if it does."""
    if minutes:
        books.record_task(w, kind, task, worker, minutes)


@lean
def trip(w: World, task: Record, worker: int) -> int:
    """Minutes from the office in which the worker sits today to the family's place and back."""
    return w.trip_minutes[w.desk[w.day, worker].office, w.case[task.case].municipality]


@lean
def want_of_practice(w: World, worker: int) -> int:
    """Per mille that a county-board case takes more of the worker."""
    last_entry = w.periods[w.period].practice_months - 1
    months = months_without_practice(w, worker)
    entry = last_entry if months == NEVER else min(months, last_entry)
    return w.practice_permille[w.period, entry]


@lean
def months_without_practice(w: World, worker: int) -> int:
    """Whole months since whoever holds the post last worked on a county-board case; NEVER: they have not."""
    practised_tick = w.worker[worker].practised_tick
    if practised_tick == NEVER:
        return NEVER
    last = (practised_tick - 1) // w.day_minutes
    for day in range(last, w.day):
        if w.desk[day, worker].vacant:
            return NEVER
    return whole_months(books.day_of_workday(w, w.day) - books.day_of_workday(w, last))


@lean
def tick_of(w: World, worker: int, target: int) -> int:
    """The first tick before which the worker has given ``target`` capacity minutes; beyond the horizon if never."""
    for day in range(w.day, w.days):
        desk = w.desk[day, worker]
        if target <= desk.before + desk.minutes:
            return day * w.day_minutes + target - int(desk.before)
    return w.end_tick + 1


@lean
def interrupt(w: World, number: int) -> None:
    """End the session that the worker is in, after the minutes worked so far."""
    worker = w.worker[number]
    end_session(w, number, capacity_so_far(w, number) - worker.capacity_at_start)


@lean
def end_session(w: World, number: int, minutes: int) -> None:
    """The session ends; its task is done, lapses, or goes back to where it waits."""
    worker = w.worker[number]
    place = worker.session
    task = w.task[place]
    worker.session = NONE
    worker.session_number += 1
    w.case[task.case].in_sessions -= 1
    from_extra = min(task.extra, minutes)
    task.extra -= from_extra
    task.left -= minutes - from_extra
    if task.kind == COUNTY_BOARD:
        worker.practised_tick = w.now
    if task.left + task.extra == 0:
        books.record_task(w, Kind.TASK_DONE.value, task, number, minutes)
        close(w, place)
        books.drop(w, place)
        free(w, place)
    else:
        books.record_task(w, Kind.WORK_SUSPENDED.value, task, number, minutes)
        put_back(w, place, number)
    if w.case[task.case].ending and not w.case[task.case].in_sessions:
        books.to_settle(w, task.case)
    books.call(w, number)


@lean
def put_back(w: World, place: int, worker: int) -> None:
    """An unfinished task stays with whoever holds it of a pool; any other waits where its route says."""
    task = w.task[place]
    task.ready = True
    if task.obsolete:
        lapse(w, place)
    elif task.second_part:
        enqueue(w, place, worker)
    elif is_of_pool(w, worker, place):
        books.hold(w, place, worker)
        enqueue(w, place, worker)
    else:
        let_go(w, place)
        queue(w, place)
