"""Who gets a case: the covering team by rank and load, then helpers, then neighbours."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books
from caseflow.engines.compiled.state import NOBODY, NONE
from caseflow.engines.compiled.world import World


@lean
def best(w: World, case: int) -> tuple[int, int]:
    """Who takes the case (NOBODY: nobody can), and the minutes of a hand-over that its first task takes."""
    team = books.team_of(w, case)
    if not w.periods[w.period].only_load_counts:
        preferred = least_loaded_of_lowest_rank(w, case, team)
        if preferred != NOBODY:
            return preferred, 0
        helper = least_loaded_helper(w, case, team)
        if helper != NOBODY:
            return helper, w.rule[0].handover_minutes
    own = least_loaded(w, case, team)
    if own != NOBODY:
        return own, 0
    return neighbour_if_any(w, case, team)


@lean
def is_free(w: World, case: int, worker: int) -> bool:
    """Whether the worker is not away today, below the caseload limit and not in conflict."""
    if w.desk[w.day, worker].away or w.worker[worker].owned >= w.rule[0].caseload_limit:
        return False
    return may_take(w, case, worker)


@lean
def may_take(w: World, case: int, worker: int) -> bool:
    """Whether no conflict of interest keeps the worker from the case."""
    return not (w.periods[w.period].conflicts and is_in_conflict(w, case, worker))


@lean
def is_in_conflict(w: World, case: int, worker: int) -> bool:
    """Whether the worker is in conflict with the case's family, whether that counts or not."""
    for place in range(w.conflicts_from[case], w.conflicts_from[case + 1]):
        if w.in_conflict[place] == worker:
            return True
    return False


@lean
def is_below_peak(w: World, worker: int) -> bool:
    """Whether the worker's load, in whole per cent rounded down, is below the peak."""
    return books.load_weight(w, worker) < w.rule[0].peak_percent * w.worker[worker].monthly


@lean
def less_loaded(w: World, worker: int, least: int) -> int:
    """The less loaded of two; the second where loads are equal, the first where the second is nobody."""
    if least == NOBODY or books.is_less_loaded(w, worker, least):
        return worker
    return least


@lean
def least_loaded(w: World, case: int, team: int) -> int:
    """The least loaded of a team who is free for the case; of equals the first."""
    least, weight = NOBODY, 0
    for place in range(w.team_workers.shape[2]):
        worker = w.team_workers[w.period, team, place]
        if worker == NOBODY:
            break
        if is_free(w, case, worker):
            own = books.load_weight(w, worker)
            if least == NOBODY or is_lighter(w, worker, own, least, weight):
                least, weight = worker, own
    return least


@lean
def least_loaded_of_lowest_rank(w: World, case: int, team: int) -> int:
    """Of those of a team who are free for the case and below the peak, the least loaded of the lowest rank."""
    least, lowest, weight = NOBODY, 0, 0
    for place in range(w.team_workers.shape[2]):
        worker = w.team_workers[w.period, team, place]
        if worker == NOBODY:
            break
        if is_free(w, case, worker) and is_below_peak(w, worker):
            rank, own = w.rank[w.period, w.case[case].municipality, worker], books.load_weight(w, worker)
            if least == NOBODY or rank < lowest or (rank == lowest and is_lighter(w, worker, own, least, weight)):
                least, lowest, weight = worker, rank, own
    return least


@lean
def is_lighter(w: World, a: int, weight_of_a: int, b: int, weight_of_b: int) -> bool:
    """Whether worker a, whose load weighs so much, has the lower load."""
    return books.is_less(weight_of_a, w.worker[a].monthly, weight_of_b, w.worker[b].monthly)


@lean
def least_loaded_helper(w: World, case: int, team: int) -> int:
    """The least loaded of the helpers who are free for the case and below the peak; of equals the first by number."""
    least = NOBODY
    for helper in w.helpers[w.period, team, w.case[case].stage]:
        if helper == NONE:
            break
        for worker in w.team_workers[w.period, helper]:
            if worker == NOBODY:
                break
            if is_free(w, case, worker) and is_below_peak(w, worker):
                least = first_of_least_loaded(w, worker, least)
    return least


@lean
def first_of_least_loaded(w: World, worker: int, least: int) -> int:
    """The less loaded of two; where loads are equal the one of the lower number."""
    if least == NOBODY or books.is_less_loaded(w, worker, least):
        return worker
    if worker < least and not books.is_less_loaded(w, least, worker):
        return worker
    return least


@lean
def neighbour_if_any(w: World, case: int, team: int) -> tuple[int, int]:
    """Where everybody of the covering team is in conflict: of the first neighbour that can, after the delay."""
    for worker in w.team_workers[w.period, team]:
        if worker == NOBODY:
            break
        if may_take(w, case, worker):
            return NOBODY, 0
    if w.now - w.case[case].wanted_tick < w.rule[0].help_delay_days * w.day_minutes:
        return NOBODY, 0
    for neighbour in w.neighbours[w.period, w.case[case].municipality, w.case[case].stage]:
        if neighbour == NONE:
            break
        worker = least_loaded(w, case, neighbour)
        if worker != NOBODY:
            return worker, w.rule[0].handover_minutes
    return NOBODY, 0


@lean
def sibling_owner(w: World, case: int) -> int:
    """The worker of a sibling's case, of the first one whose worker is of the covering team and free for this case.

    A family's rows stand together.
    """
    first = w.mark[case].family
    row = first
    while row < len(w.mark) and w.mark[row].family == first:
        if row != case and w.case[row].is_open and w.case[row].owner != NOBODY:
            owner = w.case[row].owner
            for worker in w.team_workers[w.period, books.team_of(w, case)]:
                if worker == owner and is_free(w, case, worker):
                    return owner
        row += 1
    return NOBODY


@lean
def second(w: World, case: int) -> int:
    """The least loaded of the others who are there and not in conflict."""
    least = NOBODY
    for worker in w.team_workers[w.period, books.team_of(w, case)]:
        if worker == NOBODY:
            break
        if worker != w.case[case].owner and not w.desk[w.day, worker].away and may_take(w, case, worker):
            least = less_loaded(w, worker, least)
    return least


@lean
def taker(w: World, team: int) -> int:
    """The least loaded of a team who is not away today and below the caseload limit."""
    least = NOBODY
    for worker in w.team_workers[w.period, team]:
        if worker == NOBODY:
            break
        if not w.desk[w.day, worker].away and w.worker[worker].owned < w.rule[0].caseload_limit:
            least = less_loaded(w, worker, least)
    return least


@lean
def most_loaded(w: World, team: int) -> int:
    """The worker of a team with the highest load; the first where loads are equal."""
    most = NOBODY
    for worker in w.team_workers[w.period, team]:
        if worker == NOBODY:
            break
        if most == NOBODY or books.is_less_loaded(w, most, worker):
            most = worker
    return most


@lean
def anybody_here(w: World, team: int) -> bool:
    """Whether somebody of a team is not away today."""
    for worker in w.team_workers[w.period, team]:
        if worker == NOBODY:
            break
        if not w.desk[w.day, worker].away:
            return True
    return False
