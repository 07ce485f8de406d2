"""Indicators of what load does to the work: effort given, recurring tasks missed, rare cases."""

from __future__ import annotations

import numpy as np

from caseflow.config.schema import TASK_KINDS
from caseflow.log import TASK_KIND_FACTOR, Kind
from caseflow.stats.grid import Fraction, Fractions, Grid
from caseflow.stats.histories import History

RECURRING = {
    "follow_ups_missed_share": ("follow_up", "care_follow_up"),
    "visits_missed_share": ("home_visit", "visitor_follow_up"),
    "reviews_missed_share": ("review",),
}
"""The kinds of task that each share of missed tasks is about."""

COUNTY_BOARD = TASK_KINDS.index("county_board")


def practice_fractions(history: History, grid: Grid) -> Fractions:
    """The indicators of what load does to the work."""
    return {
        "effort_given_share": _effort(history, grid),
        "county_board_cases_per_worker": _county_board(history, grid),
        **{name: _missed(history, grid, kinds) for name, kinds in RECURRING.items()},
    }


def _effort(history: History, grid: Grid) -> Fraction:
    """All minutes worked on a task count where and when it is done, whoever worked them.

    Trips and want of practice take time and give the child nothing.
    """
    done = history.tasks.end_kind == Kind.TASK_DONE
    tasks = history.tasks.where(done)
    day = history.time.day_of_end(tasks.end_tick)
    entries = grid.workers_on(tasks.worker, day, history.municipality[tasks.case])
    given = history.minutes_on_task[done] - history.minutes_beside_task[done]
    return Fraction(grid.total(entries, given), grid.total(entries, tasks.full_minutes))


def _county_board(history: History, grid: Grid) -> Fraction:
    tasks = history.tasks
    done = tasks.where((tasks.end_kind == Kind.TASK_DONE) & (tasks.task // TASK_KIND_FACTOR == COUNTY_BOARD))
    entries = grid.workers_on(done.worker, history.time.day_of_end(done.end_tick))
    workers = grid.units.members.sum(axis=2)
    return Fraction(grid.total(entries), workers[grid.organisation_at_end].T)


def _missed(history: History, grid: Grid, kinds: tuple[str, ...]) -> Fraction:
    """In the period and at the team of the due date; what lapsed or is still open counts in neither.

    Whoever does the tasks, the team that covers the case's stage answers for them; what is bought is done.
    """
    tasks = history.tasks
    kind = np.isin(tasks.task // TASK_KIND_FACTOR, [TASK_KINDS.index(name) for name in kinds])
    tasks = tasks.where(kind & np.isin(tasks.end_kind, (Kind.TASK_DONE, Kind.TASK_MISSED, Kind.BOUGHT)))
    day = history.time.day_of_tick(tasks.due_tick)
    entries = grid.cases_on(history.municipality[tasks.case], tasks.stage, day)
    return Fraction(grid.total(entries, tasks.end_kind == Kind.TASK_MISSED), grid.total(entries))
