"""What is decided between cases and workers, once a tick, when all events have settled."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books, choice, desks, lives, office, places, presence
from caseflow.engines.compiled.lists import MEMBERS, NEXT, first_from, in_order, mark, size, sort_rows, take_out, unmark
from caseflow.engines.compiled.state import NOBODY, NONE
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import INVESTIGATION, LAST_CLASS, PERMILLE
from caseflow.log import Kind, Why
from caseflow.organisation.tables import OWNER


@lean
def dispatch(w: World) -> None:
    """Decide in the contract's order.

    Who takes a case for which there was nobody is asked again only when that may have changed: on a new day, when a
    case enters a stage or ends, and when one has waited long enough for a neighbour.
    """
    if w.minute == 0:
        presence.strain(w)
        reorganise(w)
    if size(w.at_deadline):
        extend(w)
    if size(w.received):
        receive(w)
    if w.minute == 0:
        reassign(w)
        if w.levels[w.day]:
            level(w)
    places.hand_out(w)
    if w.may_assign or w.minute == 0:
        w.may_assign = False
        assign(w)
        assign_seconds(w)
    pick(w)


# -- a new organisation -------------------------------------------------------------------------------------------


@lean
def begin_period(w: World, period: int) -> None:
    """The organisation of a period holds from now on; the queues of its pools are empty yet."""
    w.period = period
    for number in range(len(w.worker)):
        post, worker = w.posts[period, number], w.worker[number]
        worker.team, worker.monthly = post.team, post.monthly
        worker.speed = PERMILLE if post.team == NOBODY else w.teams[period, post.team].speed_permille
    for number in range(w.periods[period].pools):
        pool = w.pool[number]
        pool.queue, pool.load, pool.percent, pool.monthly = NONE, 0, 0, monthly_minutes(w, number)
    count_loads(w)


@lean
def monthly_minutes(w: World, pool: int) -> int:
    """What the workers of a pool have in a month; at least 1."""
    minutes = 0
    for worker in w.pool_workers[w.period, pool]:
        if worker == NOBODY:
            break
        minutes += w.worker[worker].monthly
    return max(1, minutes)


@lean
def count_loads(w: World) -> None:
    """Every worker's and pool's load from the open cases, by the period's tables."""
    for number in range(len(w.worker)):
        w.worker[number].load = 0
    for number in range(len(w.case)):
        case = w.case[number]
        if case.is_open:
            books.change_pool_loads(w, number, case.stage, 1)
            if case.owner != NOBODY:
                books.change_load(w, number, case.stage, 1)
            if case.second != NOBODY:
                case.second_load = books.second_load(w, number)
                w.worker[case.second].load += case.second_load


@lean
def reorganise(w: World) -> None:
    """From a period's first tick, its teams own what they cover."""
    following = w.period + 1
    if following == len(w.periods) or w.now < w.periods[following].start_tick:
        return
    for number in range(len(w.case)):
        case = w.case[number]
        case.lent = case.is_open and case.owner != NOBODY and not office.covers(w, number, case.owner)
    begin_period(w, following)
    places.begin_places(w)
    for number in range(len(w.case)):
        if w.case[number].is_open and not w.case[number].ending:
            move_into_period(w, number)
            desks.reroute_all(w, number)


@lean
def move_into_period(w: World, number: int) -> None:
    """A case whose team does not cover it any more waits for another worker."""
    case = w.case[number]
    if case.second != NOBODY and not keeps_second(w, number):
        stop(w, number, case.second)
        office.release_second(w, number, case.stage)
    take_out(w.without_second, number)
    if case.owner == NOBODY:
        case.service_before = NOBODY
    elif office.covers(w, number, case.owner) or (case.lent and office.lends(w, number, case.owner)):
        office.want_second(w, number)
    else:
        stop(w, number, case.owner)
        office.release(w, number, case.stage)
        case.service_before = NOBODY
        office.want_owner(w, number, Why.REORGANISATION.value)


@lean
def keeps_second(w: World, number: int) -> bool:
    """Whether the second worker's team covers the case and still has two workers a case."""
    if not office.covers(w, number, w.case[number].second):
        return False
    return w.teams[w.period, books.team_of(w, number)].second_permille > 0


@lean
def stop(w: World, number: int, worker: int) -> None:
    """Interrupt a worker who is in a session on the case, unless it is on a pool's task."""
    session = w.worker[worker].session
    if session != NONE and w.task[session].case == number and w.task[session].route == OWNER:
        desks.interrupt(w, worker)


# -- the law and the post -----------------------------------------------------------------------------------------


@lean
def extend(w: World) -> None:
    """Marked investigations that are open on their deadline's day get their extension."""
    for i in range(in_order(w, w.at_deadline)):
        number = w.scratch[i, 0]
        take_out(w.at_deadline, number)
        if w.case[number].investigating:
            books.record_case(w, Kind.EXTENDED.value, number, INVESTIGATION, -1)


@lean
def receive(w: World) -> None:
    """Reports find the child's case open, or open one."""
    for i in range(in_order(w, w.received)):
        number = w.scratch[i, 0]
        take_out(w.received, number)
        lives.receive(w, number)


# -- owners -------------------------------------------------------------------------------------------------------


@lean
def reassign(w: World) -> None:
    """Cases with open work of owners who are away long move, if somebody is there to take them."""
    find_long_away(w)
    worker = next_long_away(w, 0)
    while worker < len(w.worker):
        leave_foreign_task(w, worker)
        worker = next_long_away(w, worker + 1)
    for i in range(cases_of_absent(w)):
        reassign_case(w, w.scratch[i, 0])
    worker = next_long_away(w, 0)
    while worker < len(w.worker):
        desks.give_back(w, worker)
        worker = next_long_away(w, worker + 1)


@lean
def find_long_away(w: World) -> None:
    """Find those who are away long today."""
    for place in range(len(w.long_away)):
        w.long_away[place] = 0
    for worker in range(len(w.worker)):
        if w.desk[w.day, worker].long:
            mark(w.long_away, worker)


@lean
def next_long_away(w: World, worker: int) -> int:
    """The first of them from a worker on; the number of workers: there is none."""
    return first_from(w.long_away, worker, len(w.worker))


@lean
def cases_of_absent(w: World) -> int:
    """Write the cases of those who are away long, as owners or second workers, into the first column of ``scratch``, by
    number; how many there are. A case of two of them comes twice: the second time nothing is left to be done.
    """
    n = 0
    worker = next_long_away(w, 0)
    while worker < len(w.worker):
        node = w.cases_of[worker, NEXT]
        while node != worker:
            w.scratch[n, 0] = books.case_of_node(w, node)
            n += 1
            node = w.cases_of[node, NEXT]
        worker = next_long_away(w, worker + 1)
    sort_rows(w.scratch, n, 0, 1)
    return n


@lean
def leave_foreign_task(w: World, worker: int) -> None:
    """A task of a pool, or of a case that the worker no longer owns, goes back to where it waits."""
    session = w.worker[worker].session
    if session == NONE:
        return
    case = w.case[w.task[session].case]
    if w.task[session].route != OWNER or worker not in (case.owner, case.second):
        desks.interrupt(w, worker)


@lean
def reassign_case(w: World, number: int) -> None:
    """A case of somebody who is away long."""
    case = w.case[number]
    if case.ending:
        stop_if_long_away(w, number, case.owner)
        stop_if_long_away(w, number, case.second)
        return
    if is_long_away(w, case.second):
        stop(w, number, case.second)
        office.release_second(w, number, case.stage)
        office.want_second(w, number)
    if is_long_away(w, case.owner) and has_open_work(w, number):
        move(w, number)


@lean
def is_long_away(w: World, worker: int) -> bool:
    """Whether the worker (NOBODY is not) has been away long."""
    return worker != NOBODY and w.desk[w.day, worker].long


@lean
def stop_if_long_away(w: World, number: int, worker: int) -> None:
    """Interrupt somebody who is away long in a session on the case."""
    if is_long_away(w, worker):
        stop(w, number, worker)


@lean
def has_open_work(w: World, number: int) -> bool:
    """Whether the owner has an open task of the case."""
    place = books.first_of(w, number)
    while place != NONE:
        following = books.next_of(w, place)
        if w.task[place].worker == w.case[number].owner and w.task[place].route == OWNER:
            return True
        place = following
    return False


@lean
def move(w: World, number: int) -> None:
    """The second worker takes over at no cost; anybody else needs the hand-over's time."""
    second = w.case[number].second
    if second != NOBODY and not w.desk[w.day, second].away and choice.may_take(w, number, second):
        hand_over(w, number, second, Why.ABSENCE.value, 0)
        return
    successor, _ = choice.best(w, number)
    if successor != NOBODY:
        hand_over(w, number, successor, Why.ABSENCE.value, w.rule[0].handover_minutes)


@lean
def hand_over(w: World, number: int, successor: int, why: int, minutes: int) -> None:
    """The case moves with its open work; the first open task takes the hand-over's minutes as well."""
    stop(w, number, w.case[number].owner)
    promote(w, number, successor)
    office.release(w, number, w.case[number].stage)
    w.case[number].why = why
    office.assign(w, number, successor, 0 if office.first_task(w, number) == NONE else minutes)


@lean
def promote(w: World, number: int, owner: int) -> None:
    """Who comes to own the case is no longer its second worker."""
    if w.case[number].second == owner:
        stop(w, number, owner)
        office.release_second(w, number, w.case[number].stage)


@lean
def level(w: World) -> None:
    """Once a month each team's leader evens out the caseloads."""
    for team in range(w.periods[w.period].teams):
        while choice.anybody_here(w, team) and level_once(w, team):
            pass


@lean
def level_once(w: World, team: int) -> bool:
    """Move one case from the most to the least loaded worker; False where nothing is to be gained."""
    giver, taker = choice.most_loaded(w, team), choice.taker(w, team)
    if taker == NOBODY:
        return False
    if books.load_percent(w, giver) - books.load_percent(w, taker) <= w.rule[0].levelling_gap_percent:
        return False
    number = last_movable(w, giver, taker, team)
    if number == NONE:
        return False
    asks = w.stages[w.period, w.case[number].municipality, w.case[number].stage].load
    weight_after = books.load_weight(w, taker) + 100 * asks
    if weight_after * w.worker[giver].monthly >= books.load_weight(w, giver) * w.worker[taker].monthly:
        return False
    hand_over(w, number, taker, Why.LEVELLING.value, w.rule[0].handover_minutes)
    return True


@lean
def last_movable(w: World, giver: int, taker: int, team: int) -> int:
    """The giver's case of the highest number that may go to the taker; NONE: there is none."""
    last = NONE
    node = w.cases_of[giver, NEXT]
    while node != giver:
        number = books.case_of_node(w, node)
        if number > last and may_move(w, number, giver, taker, team):
            last = number
        node = w.cases_of[node, NEXT]
    return last


@lean
def may_move(w: World, number: int, giver: int, taker: int, team: int) -> bool:
    """Whether a case of the giver's may go to the taker."""
    case = w.case[number]
    if case.owner != giver or case.ending or case.assigned_tick == w.now:
        return False
    if books.team_of(w, number) != team or not choice.may_take(w, number, taker):
        return False
    rank = w.rank[w.period, w.case[number].municipality]
    return rank[taker] <= rank[giver] or not choice.is_below_peak(w, giver)


@lean
def assign(w: World) -> None:
    """Waiting cases get an owner, in the order of their first ready task."""
    for i in range(waiting_that_can(w)):
        number = w.scratch[i, 2]
        successor, minutes = choice.sibling_owner(w, number), 0
        if successor == NOBODY:
            successor, minutes = choice.best(w, number)
        if successor != NOBODY:
            take_out(w.waiting, number)
            promote(w, number, successor)
            office.assign(w, number, successor, minutes)


@lean
def waiting_that_can(w: World) -> int:
    """Write the waiting cases that somebody can take now into the third column of ``scratch``, in the order in which
    they get an owner; how many there are.
    """
    n = 0
    for place in range(1, size(w.waiting) + 1):
        number = w.waiting[MEMBERS, place]
        if choice.best(w, number)[0] != NOBODY:
            w.scratch[n, 0], w.scratch[n, 1] = waiting_key(w, number)
            w.scratch[n, 2] = number
            n += 1
    sort_rows(w.scratch, n, 0, 3)
    return n


@lean
def waiting_key(w: World, number: int) -> tuple[int, int]:
    """What a waiting case is ordered by: its first ready task of the owner's."""
    order, tie = LAST_CLASS << books.DUE_BITS, number << books.TASK_BITS
    place = books.first_of(w, number)
    while place != NONE:
        following = books.next_of(w, place)
        task = w.task[place]
        if task.ready and task.route == OWNER and (task.order < order or (task.order == order and task.tie < tie)):
            order, tie = task.order, task.tie
        place = following
    return order, tie


@lean
def assign_seconds(w: World) -> None:
    """Investigations that want a second worker get one, if there is another who is not away."""
    for i in range(in_order(w, w.without_second)):
        number = w.scratch[i, 0]
        if w.case[number].owner != NOBODY:
            second = choice.second(w, number)
            if second != NOBODY:
                office.assign_second(w, number, second)


# -- work ---------------------------------------------------------------------------------------------------------


@lean
def pick(w: World) -> None:
    """Idle workers at work take their first ready task; those after their hours wait for the next day."""
    worker = first_from(w.called, 0, len(w.worker))
    while worker < len(w.worker):
        unmark(w.called, worker)
        if w.minute >= w.desk[w.day, worker].minutes:
            mark(w.off_duty, worker)
        else:
            task = desks.take_first(w, worker)
            if task != NONE:
                desks.start_session(w, worker, task)
        worker = first_from(w.called, worker + 1, len(w.worker))


@lean
def come_to_work(w: World) -> None:
    """A new day: all who waited for one may pick a task."""
    for place in range(len(w.called)):
        w.called[place] |= w.off_duty[place]
        w.off_duty[place] = 0
