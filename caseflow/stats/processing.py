"""Where the time of an investigation goes: one label for every working minute from clock start to closing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.stats.histories import History, Int64, Investigations
from caseflow.stats.intervals import Intervals, first_label_lengths, intersect
from caseflow.stats.registry import INTAKE, INVESTIGATION


@dataclass(frozen=True)
class Processing:
    """The processing time of every closed investigation."""

    investigations: Investigations
    window: Intervals
    """[row]: the ticks from clock start (not before the report, nor before tick 0) to closing."""
    ticks: Int64
    """[label in the order of PROCESSING_PARTS, row]: they add up to the window's length."""


def processing_of(history: History) -> Processing:
    """Label every working minute of the closed investigations with the first that applies (see PROCESSING_PARTS)."""
    closed = history.investigations.where(history.investigations.is_closed)
    window = _windows(history, closed)
    row_of_case = np.full(history.n_cases, -1, dtype=np.int64)
    row_of_case[closed.case] = np.arange(len(closed.case))
    ready = _of_rows(row_of_case, *_ready(history))
    labels = [
        _of_rows(row_of_case, *_worked(history)),
        _of_rows(row_of_case, history.waits[0].case, history.waits[0].tick, history.waits[1]),
        _meeting(ready, _owner_away(history, row_of_case)),
        ready,
        _of_rows(row_of_case, history.information[0].case, history.information[0].tick, history.information[1]),
        _of_rows(row_of_case, *_in_intake(history)),
    ]
    return Processing(closed, window, first_label_lengths(window, labels))


def _windows(history: History, closed: Investigations) -> Intervals:
    reported = history.tape.cases.visible_tick[closed.case]
    start = np.maximum(history.time.first_tick(closed.start_day), reported)
    return Intervals(np.arange(len(closed.case)), np.minimum(start, closed.closed_tick), closed.closed_tick)


def _of_rows(row_of_case: Int64, case: Int64, start: Int64, stop: Int64) -> Intervals:
    """Intervals of cases, keyed by row; those of other cases are left out."""
    intervals = Intervals(row_of_case[case], start, stop)
    return intervals.where(intervals.key >= 0)


def _worked(history: History) -> tuple[Int64, Int64, Int64]:
    work = history.work
    return history.sessions.case[work.session], work.start_tick, work.end_tick


def _ready(history: History) -> tuple[Int64, Int64, Int64]:
    early = history.tasks.stage <= INVESTIGATION
    tasks = history.tasks.where(early)
    return tasks.case, tasks.ready_tick, tasks.end_tick


def _in_intake(history: History) -> tuple[Int64, Int64, Int64]:
    entered, left = history.stages
    intake = entered.stage == INTAKE
    return entered.case[intake], entered.tick[intake], left[intake]


def _owner_away(history: History, row_of_case: Int64) -> Intervals:
    """When each row's owner is away, by (row, start)."""
    assigned, released = history.ownerships
    of_rows = row_of_case[assigned.case] >= 0
    owned = Intervals(assigned.worker[of_rows], assigned.tick[of_rows], released[of_rows])
    which, _, start, stop = intersect(owned, history.away)
    row = row_of_case[assigned.case[of_rows]][which]
    order = np.lexsort((start, row))
    return Intervals(row[order], start[order], stop[order])


def _meeting(left: Intervals, right: Intervals) -> Intervals:
    which, _, start, stop = intersect(left, right)
    return Intervals(left.key[which], start, stop)
