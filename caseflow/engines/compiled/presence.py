"""Who is away, for how long, and whom load makes ill or leave."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines.compiled import books, desks
from caseflow.engines.compiled.state import NONE, Record
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import PERMILLE
from caseflow.log import Kind


@lean
def count_capacity(w: World, worker: int, first_day: int) -> None:
    """Add up the capacity minutes before each day after ``first_day``."""
    for day in range(first_day, w.days):
        desk = w.desk[day, worker]
        w.desk[day + 1, worker].before = desk.before + desk.minutes


@lean
def count_absence(w: World, worker: int, day: int, until: int) -> None:
    """From a day on, until another and the worker is back: whether the whole stretch away counts as long."""
    run = 0
    while day > run and w.desk[day - run - 1, worker].away:
        run += 1
    for later in range(day, w.days):
        desk = w.desk[later, worker]
        if later >= until and not desk.away:
            return
        run = run + 1 if desk.away else 0
        if run >= w.rule[0].reassign_after_days:
            desk.long = True


@lean
def strain(w: World) -> None:
    """Whom load makes ill or leave today, by worker and kind."""
    while w.next_strain < len(w.strain) and w.strain[w.next_strain].day <= w.day:
        candidate = w.strain[w.next_strain]
        w.next_strain += 1
        if candidate.day == w.day and is_accepted(w, candidate):
            accept(w, w.next_strain - 1)


@lean
def is_accepted(w: World, candidate: Record) -> bool:
    """Whether somebody holds the post today, and the load is high enough."""
    if w.desk[w.day, candidate.worker].vacant:
        return False
    return books.load_percent(w, candidate.worker) >= candidate.from_percent


@lean
def accept(w: World, number: int) -> None:
    """A worker falls ill or leaves."""
    candidate = w.strain[number]
    kind = Kind.LEFT.value if candidate.leaves else Kind.FELL_ILL.value
    books.record(w, kind, -1, -1, -1, candidate.worker, candidate.until_day)
    if w.worker[candidate.worker].session != NONE:
        desks.interrupt(w, candidate.worker)
    candidate.accepted = True
    be_away(w, number)


@lean
def be_away(w: World, number: int) -> None:
    """What an accepted candidate changes of the worker's days."""
    candidate = w.strain[number]
    worker, until = candidate.worker, min(candidate.until_day, w.days)
    for day in range(candidate.day, until):
        desk = w.desk[day, worker]
        desk.minutes = 0
        desk.away = True
        desk.vacant = desk.vacant or candidate.leaves
    if candidate.leaves:
        for day in range(until, min(candidate.learned_day, w.days)):
            desk = w.desk[day, worker]
            desk.minutes = desk.minutes * candidate.newcomer_permille // PERMILLE
    count_capacity(w, worker, candidate.day)
    count_absence(w, worker, candidate.day, until)
