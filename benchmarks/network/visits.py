"""What each tool tells of a run: a row for every visit of a case to a station."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from benchmarks.network.given import CARE, INTAKE, INVESTIGATION, MEASURES, Int64
from caseflow.engines.rules import CONCLUSION, CONTACT, MEASURE_START, SCREENING
from caseflow.log import Kind, Log, task_kind

Bool = npt.NDArray[np.bool_]

COLUMNS = ("case", "station", "arrived", "started", "ended")

TASKS = (
    (INTAKE, SCREENING, SCREENING),
    (INVESTIGATION, CONTACT, CONCLUSION),
    (MEASURES, MEASURE_START, MEASURE_START),
    (CARE, MEASURE_START, MEASURE_START),
)
"""The first and the last kind of task of a visit to each station."""

DECISION_MINUTES = 1
"""From the end of an investigation until its measure can be started: caseflow's least, which the others do not have."""


def in_order(rows: Sequence[Sequence[float]] | Int64) -> Int64:
    """int64[visit, 5]: COLUMNS of the visits that ended, by case and station."""
    table = np.array(rows, dtype=np.int64).reshape(-1, len(COLUMNS))
    return table[np.lexsort((table[:, 1], table[:, 0]))]


def of_log(log: Log) -> Int64:
    """The visits of caseflow's log, as if decisions took no time."""
    kinds = task_kind(log.task)
    parts = [_of_station(log, station, kinds == first, kinds == last) for station, first, last in TASKS]
    for station in (MEASURES, CARE):
        parts[station][:, 2:] -= DECISION_MINUTES
    return in_order(np.concatenate(parts))


def _of_station(log: Log, station: int, is_first: Bool, is_last: Bool) -> Int64:
    """A station's visits that ended; every case comes once."""
    is_there = log.stage == station
    ended = is_there & is_last & (log.kind == Kind.TASK_DONE)
    cases = np.sort(log.case[ended])

    def ticks(rows: Bool) -> Int64:
        of_case = np.full(log.case.max(initial=-1) + 1, -1)
        of_case[log.case[rows]] = log.tick[rows]
        found: Int64 = of_case[cases]
        return found

    arrived = ticks(is_there & is_first & (log.kind == Kind.TASK_READY))
    started = ticks(is_there & is_first & (log.kind == Kind.WORK_STARTED))
    return np.stack([cases, np.full(len(cases), station), arrived, started, ticks(ended)], axis=1)
