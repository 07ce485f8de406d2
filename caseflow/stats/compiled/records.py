"""What compiled loops keep: records of cases, tasks, workers and so on; -1 is nobody, nothing or never."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseflow.compiling import compiled, inlined
from caseflow.log import Kind
from caseflow.stats.compiled.cells import NONE, Bool, Cells, Float64, Int8, Int16, Int32, Int64, Record

N_KINDS = max(Kind) + 1

ASSISTANCE, CARE_MEASURE = 1, 2
"""Kinds of measure: values of MEASURE_DECIDED and MEASURE_STARTED."""

OPEN_TODAY = 10
"""MEASURE_STARTED adds this to the kind of a measure that was in place already today."""


def _record(names: str) -> np.dtype[np.void]:
    """Integers of 32 bits: no run has more ticks."""
    return np.dtype([(name, np.int32) for name in names.split()])


# -- the log ------------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of a log, and when it is."""

    tick: int
    kind: int
    case: int
    task: int
    stage: int
    worker: int
    value: int
    workday: int
    """The working day of the tick."""
    cell: int
    """The cell of that day."""
    cell_before: int
    """The cell of the day before."""
    opens: int
    """The first tick of the day; of the first day NONE, since nothing is before it."""


@inlined
def end_workday(row: Row) -> int:
    """The working day of what ends at the tick: that of the minute before (tick 0: its own)."""
    return row.workday - (row.tick == row.opens)


@inlined
def end_cell(row: Row) -> int:
    """The cell of that day."""
    return row.cell_before if row.tick == row.opens else row.cell


# -- what is known of cases, tasks and workers --------------------------------------------------------------------


class Marks(NamedTuple):
    """[case]: columns of the tape's cases, of which each is part of CASE."""

    origin: Int8
    municipality: Int32
    previous: Int32
    report_day: Int32
    report_minute: Int32
    measure_kind: Int8


CASE = _record(
    "labelled_until worker first_task ready first_tick last_met municipality owner is_waiting"
    " investigation window_stop labelled_workday lacks_information is_in_intake handovers workers_met"
    " origin previous report_day report_minute measure_kind"
    " is_emergency responded_after decided_day care_decided_day closed_cell closed_stage"
)
"""A case: its first open task, the worker in a session on it, when somebody first worked on it, and the last of its
MEETINGs; the investigation that is labelled, until when it is (LATEST: no longer, or never), and the state that decides
the label; marks of the tape; and what happened. What is used most comes first.
"""

LATEST = 2**31 - 1
"""A tick later than any other."""

_BLANK_AS_ZERO = ("is_", "lacks_", "ready", "handovers", "workers_met", "decided_day", "care_decided_day")


def _blank(name: str) -> int:
    if name == "labelled_until":
        return LATEST
    return 0 if name.startswith(_BLANK_AS_ZERO) else NONE


BLANK = np.array([tuple(map(_blank, CASE.names or ()))], dtype=CASE)
"""CASE[0]: a case of which nothing is known."""


@compiled
def blank_cases(marks: Marks) -> Record:
    """CASE[case]: nothing is known of them but the tape's marks."""
    cases = np.empty(len(marks.origin), dtype=CASE)
    for i in range(len(cases)):
        cases[i] = BLANK[0]
        cases[i]["origin"], cases[i]["municipality"] = marks.origin[i], marks.municipality[i]
        cases[i]["previous"], cases[i]["measure_kind"] = marks.previous[i], marks.measure_kind[i]
        cases[i]["report_day"], cases[i]["report_minute"] = marks.report_day[i], marks.report_minute[i]
    return cases


TASK = _record("number stage due_tick minutes next")
"""An open task: ``minutes`` are those worked so far, ``next`` is the one of the same case that was ready before."""

WORKER = _record("since first_workday colleague full_minutes")
"""A worker: the tick and working day from which they are in a session, somebody else in one on the same case, and what
the task of their last session takes at full effort.
"""

MEETING = _record("worker before")
"""The first meeting of a family with a worker, and the first one with the worker before, a chain for each case."""

SESSION = _record("case worker")
"""A session."""

STRETCH = _record("state case stage worker value start stop")
"""A stretch in which a case is in a state: stage, worker and value are those of the row that opens it."""

INVESTIGATION_RECORD = _record(
    "case municipality opened_tick closed_tick outcome is_extended start_day"
    " closed_day limit_day three_months_day late_tick processing_days window_start window_stop"
)
"""An investigation. The closing is the end tick and the outcome NONE while it is open; its day is then NOT_YET. Days
are calendar days after today: of the start of the legal clock, the closing, the last day of the law's time (extended
where the log says so) and of three months. The late tick is the first one after that time, or the closing if that is
earlier. Processing days are those from clock start to closing; 0 if closed before the clock started. The window is the
time that is labelled, in ticks: empty while it is open.
"""

NOT_YET = 2**30
"""A day later than any horizon."""


class State(NamedTuple):
    """What is known at the row of the log that is read."""

    case: Record
    """[case]: CASE"""
    stretch: Int32
    """[case, state]: the stretch that the case is in; NONE."""
    task: Record
    """[place]: TASK; places of tasks that ended are taken again."""
    worker: Record
    """[worker]: WORKER"""
    meeting: Record
    """[meeting]: MEETING"""
    ended_at_once: Record
    """[session]: SESSION: those that ended at the tick at which they began, which is the row that comes later."""
    n: Int64
    """[TASKS, FREE, ENDED_BEFORE, STRETCHES, MEETINGS or ENDED_AT_ONCE]: how many there are; of FREE the first place, a
    chain."""


TASKS, FREE, ENDED_BEFORE, STRETCHES, MEETINGS, ENDED_AT_ONCE = range(6)


class Given(NamedTuple):
    """What is given beside the log."""

    investigation: Record
    """[investigation]: INVESTIGATION_RECORD"""
    minutes: Int32
    """[worker, working day]: minutes at work, the first of the day."""
    away: Bool
    """[worker, working day]"""
    office_on: Int16
    """[worker, working day]: where the worker sits."""
    team_of_worker: Int64
    """[organisation period, worker]"""
    on_call_team: Int64
    """[organisation period, municipality]; below 0: not the services' own."""
    trip_permille: Int64
    """[organisation period, kind of task]: the share of a round trip that a task takes."""
    trip_km: Float64
    """[office, municipality]: of a round trip."""
    screening_days: int
    cells: Cells


class Counted(NamedTuple):
    """What is counted."""

    cases: Int64
    """[place of a case, cell, matter]"""
    workers: Int64
    """[worker, cell, matter]"""
    families: Int64
    """[municipality, cell, matter]"""
    call_outs: Int64
    """[team, cell, 0]: emergencies that its own worker on call answers."""
    km: Float64
    """[organisation period, year, team]: kilometres of trips; a task takes a share of a round trip."""
    bought_minutes: Int64
    """[organisation period, year, municipality, kind of task]: of bought tasks, at full effort."""
    stretch: Record
    """[stretch]: STRETCH, in the order of the rows of the log that open them."""
    labelled: Int64
    """[investigation, label]: ticks of its window by label; they add up to its length."""


# -- order --------------------------------------------------------------------------------------------------------


@compiled
def order_by(keys: Int64, n_keys: int) -> Int64:
    """int64[place]: the rows in the order of their keys 0, 1, 2 ...; of equal keys as they were."""
    end = np.zeros(n_keys + 1, dtype=np.int64)
    for key in keys:
        end[key + 1] += 1
    end = np.cumsum(end)
    order = np.empty(len(keys), dtype=np.int64)
    for row in range(len(keys)):
        order[end[keys[row]]] = row
        end[keys[row]] += 1
    return order
