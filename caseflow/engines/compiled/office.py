"""Cases, and all that may be done to them: a function changes one case, its tasks and its workers, and logs it."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books, desks
from caseflow.engines.compiled.lists import is_before, join, leave, put, take_out
from caseflow.engines.compiled.state import NEVER, NOBODY, NONE
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import INVESTIGATION
from caseflow.log import Kind, Why
from caseflow.organisation.tables import OWNER

# -- a case begins and moves on -----------------------------------------------------------------------------------


@lean
def new_case(w: World, number: int) -> None:
    """A case that has not entered a stage yet."""
    case = w.case[number]
    case.stage, case.owner, case.second, case.service_before = -1, NOBODY, NOBODY, NOBODY
    case.awaited, case.awaited_too, case.place_wanted_tick = NONE, NONE, NEVER
    case.is_open = True
    w.case_of_child[child_of(w, number)] = number


@lean
def child_of(w: World, number: int) -> int:
    """The first case of the same child."""
    previous = w.mark[number].previous
    return number if previous < 0 else int(previous)


@lean
def enter(w: World, number: int, stage: int, was_there: bool) -> None:
    """The case enters a stage; an owner whose team does not cover it hands the case over.

    Loads change with the stage, so that others may be below the peak: a dispatch looks who gets what waits.
    """
    case = w.case[number]
    before, case.stage = case.stage, stage
    books.look(w)
    books.record_case(w, Kind.STAGE_ENTERED.value, number, stage, int(was_there))
    books.change_pool_loads(w, number, stage, 1)
    if before != NONE:
        books.change_pool_loads(w, number, before, -1)
    if case.second != NOBODY:
        release_second(w, number, before)
    take_out(w.without_second, number)
    if case.owner == NOBODY:
        if before == NONE:
            want_owner(w, number, Why.OPEN_TODAY.value if was_there else Why.NEW.value)
    elif keeps_owner(w, number, before):
        books.change_load(w, number, before, -1)
        books.change_load(w, number, stage, 1)
        want_second(w, number)
    else:
        release(w, number, before)
        want_owner(w, number, Why.STAGE.value)


@lean
def keeps_owner(w: World, number: int, before: int) -> bool:
    """Where the same team covers the new stage; helpers and neighbours keep the case then, too."""
    team = w.stages[w.period, w.case[number].municipality, before].team
    return covers(w, number, w.case[number].owner) or books.team_of(w, number) == team


@lean
def covers(w: World, number: int, worker: int) -> bool:
    """Whether the worker's team covers the case's stage for its municipality."""
    return w.worker[worker].team == books.team_of(w, number)


@lean
def lends(w: World, number: int, worker: int) -> bool:
    """Whether the worker is of a team that helps the covering team, or is its neighbour."""
    team, stage = w.worker[worker].team, w.case[number].stage
    for helper in w.helpers[w.period, books.team_of(w, number), stage]:
        if helper == team and helper != NONE:
            return True
    if not w.periods[w.period].conflicts:
        return False
    for neighbour in w.neighbours[w.period, w.case[number].municipality, stage]:
        if neighbour == team and neighbour != NONE:
            return True
    return False


# -- owners -------------------------------------------------------------------------------------------------------


@lean
def want_owner(w: World, number: int, why: int) -> None:
    """The case waits for a worker."""
    case = w.case[number]
    case.why, case.wanted_tick = why, w.now
    put(w.waiting, number)
    books.record_case(w, Kind.OWNER_WANTED.value, number, case.stage, why)
    delay = w.rule[0].help_delay_days * w.day_minutes
    if delay and w.conflicts_from[number] < w.conflicts_from[number + 1]:
        books.schedule(w, w.now + delay, books.WAKE, NONE, 0)


@lean
def assign(w: World, number: int, worker: int, minutes: int) -> None:
    """The worker owns the case and gets its ready tasks; the first takes some minutes of a hand-over as well."""
    case = w.case[number]
    case.owner, case.assigned_tick = worker, w.now
    join(w.cases_of, worker, books.node_of_owner(w, number))
    w.worker[worker].owned += 1
    books.change_load(w, number, case.stage, 1)
    books.record(w, Kind.ASSIGNED.value, number, -1, case.stage, worker, case.why)
    add_burden(w, number, minutes + coordination(w, number, worker))
    task = books.first_of(w, number)
    while task != NONE:
        following = books.next_of(w, task)
        if w.task[task].worker == NOBODY and w.task[task].route == OWNER:
            desks.enqueue(w, task, worker)
        task = following
    want_second(w, number)


@lean
def coordination(w: World, number: int, worker: int) -> int:
    """Minutes because the case goes to another service."""
    before = w.case[number].service_before
    w.case[number].service_before = NOBODY
    if before in (NOBODY, books.service_of(w, worker)):
        return 0
    return w.periods[w.period].coordination_minutes


@lean
def add_burden(w: World, number: int, minutes: int) -> None:
    """The first open task takes the minutes, or else the next one."""
    first = first_task(w, number)
    if first == NONE:
        w.case[number].burden += minutes
    else:
        desks.take_handover(w, first, minutes)


@lean
def first_task(w: World, number: int) -> int:
    """The first of its owner's open tasks that has a purpose; NONE: there is none."""
    first = NONE
    place = books.first_of(w, number)
    while place != NONE:
        following = books.next_of(w, place)
        task = w.task[place]
        if (
            task.route == OWNER
            and not task.second_part
            and not task.obsolete
            and (first == NONE or is_before(task, w.task[first]))
        ):
            first = place
        place = following
    return first


@lean
def release(w: World, number: int, stage: int) -> None:
    """The owner no longer owns the case, which was in ``stage``; ready tasks wait for the next owner."""
    owner = w.case[number].owner
    books.record(w, Kind.RELEASED.value, number, -1, stage, owner, -1)
    w.case[number].service_before = books.service_of(w, owner)
    disown(w, number, stage)
    place = books.first_of(w, number)
    while place != NONE:
        following = books.next_of(w, place)
        task = w.task[place]
        if task.worker == owner and task.ready and task.route == OWNER:
            task.worker = NOBODY
        place = following


@lean
def disown(w: World, number: int, stage: int) -> None:
    """The case is no longer its owner's."""
    leave(w.cases_of, books.node_of_owner(w, number))
    w.worker[w.case[number].owner].owned -= 1
    books.change_load(w, number, stage, -1)
    w.case[number].owner = NOBODY


# -- second workers -----------------------------------------------------------------------------------------------


@lean
def want_second(w: World, number: int) -> None:
    """An owned case under investigation in a team of two workers a case waits for its second, unless it has one."""
    case = w.case[number]
    if case.second != NOBODY or case.stage != INVESTIGATION:
        return
    if w.teams[w.period, books.team_of(w, number)].second_permille:
        put(w.without_second, number)


@lean
def assign_second(w: World, number: int, worker: int) -> None:
    """The worker gives a share of each later contact."""
    case = w.case[number]
    case.second = worker
    join(w.cases_of, worker, books.node_of_second(w, number))
    case.second_load = books.second_load(w, number)
    w.worker[worker].load += case.second_load
    take_out(w.without_second, number)
    books.record(w, Kind.SECOND_ASSIGNED.value, number, -1, case.stage, worker, -1)
    if case.contact_open and case.awaited_too == NONE and case.awaited >= 0:
        desks.add_second_part(w, number)


@lean
def release_second(w: World, number: int, stage: int) -> None:
    """The second worker leaves the case; the ready part of a contact lapses."""
    books.record(w, Kind.SECOND_RELEASED.value, number, -1, stage, w.case[number].second, -1)
    disown_second(w, number)
    task = books.first_of(w, number)
    while task != NONE:
        following = books.next_of(w, task)
        if w.task[task].second_part:
            desks.lapse(w, task)
        task = following


@lean
def disown_second(w: World, number: int) -> None:
    """The case is no longer its second worker's."""
    case = w.case[number]
    leave(w.cases_of, books.node_of_second(w, number))
    w.worker[case.second].load -= case.second_load
    case.second = NOBODY


# -- a case ends --------------------------------------------------------------------------------------------------


@lean
def close_case(w: World, number: int) -> None:
    """The case is over."""
    case = w.case[number]
    books.record_case(w, Kind.CASE_CLOSED.value, number, case.stage, -1)
    take_out(w.waiting, number)
    take_out(w.without_second, number)
    books.change_pool_loads(w, number, case.stage, -1)
    if case.owner != NOBODY:
        disown(w, number, case.stage)
    if case.second != NOBODY:
        disown_second(w, number)
    case.is_open = False
    books.look(w)
