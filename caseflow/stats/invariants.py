"""Laws that every log keeps, whatever the config: checked after a run, told in words where one is broken."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from caseflow.errors import InvariantError
from caseflow.log import Kind, Log
from caseflow.organisation import Organisation
from caseflow.stats.histories import History, task_key
from caseflow.stats.laws_of_places import no_place_is_free_beside_a_child_that_waits, places_keep_their_size
from caseflow.stats.laws_of_staff import (
    load_harms_whom_it_may,
    nobody_gets_a_case_in_conflict,
    one_worker_has_a_case,
    owners_belong_to_the_team,
    work_fits_capacity,
)
from caseflow.stats.laws_of_tasks import (
    nobody_idles_beside_work,
    tasks_go_where_their_route_says,
    tasks_take_the_minutes_that_load_allows,
)
from caseflow.stats.refusal import refuse
from caseflow.tape.tables import ORIGIN_REPORT, Tape

Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]


def check(log: Log, tape: Tape, org: Organisation) -> None:
    """Raise InvariantError for the first law that the log breaks.

    Reports are conserved; nothing happens to a case after its end; every task ends at most once; workers belong to the
    covering team or help it, and are not in conflict; a case has one owner; nobody works while away or on two tasks;
    tasks take the minutes that load allows; load harms nobody who is not a candidate; tasks of pools are worked on
    there, bought ones by nobody; nobody is idle beside a ready task; no child takes a place that there is not, or waits
    beside a free one; Little's law; the parts of processing time add up.
    """
    history = History(log, tape, org)
    for law in LAWS:
        law(history)


def _has_row(history: History, *kinds: Kind) -> Bool:
    """bool[case]: whether the case has a row of one of the kinds."""
    out = np.zeros(history.n_cases, dtype=np.bool_)
    out[history.of(*kinds).case] = True
    return out


# -- cases ------------------------------------------------------------------------------------------------------


def reports_are_conserved(history: History) -> None:
    """Reports in = dismissed + closed + open + attached: each report meets exactly one of these ends."""
    reports = history.of(Kind.REPORT)
    seen = np.bincount(reports.case, minlength=history.n_cases)
    refuse(seen[reports.case] > 1, reports, "a report comes in twice")
    exists = _reports_that_exist(history)
    lost = np.flatnonzero(exists & (seen == 0))
    if len(lost):
        raise InvariantError(f"case {lost[0]} of the tape never comes in as a report")
    refuse(~exists[reports.case], reports, "a report comes in that does not exist")
    attached, entered = _has_row(history, Kind.ATTACHED), _has_row(history, Kind.STAGE_ENTERED)
    refuse((attached == entered)[reports.case], reports, "a report is neither a case nor attached to one, or both")
    closed = _has_row(history, Kind.CASE_CLOSED)
    dismissed = history.of(Kind.REPORT_DISMISSED)
    refuse(~closed[dismissed.case], dismissed, "a dismissed report's case stays open")


def _reports_that_exist(history: History) -> Bool:
    """bool[case]: a report within the horizon, of a municipality that is served, and no candidate that vanishes."""
    cases, periods = history.tape.cases, history.org.periods
    inside = (cases.origin == ORIGIN_REPORT) & (cases.visible_tick < history.end_tick)
    growth = np.stack([period.growth_mark for period in periods])
    period = history.period_of(cases.visible_tick)
    accepted = cases.growth_mark < growth[period, cases.municipality]
    return np.asarray(inside & history.org.served[cases.municipality] & accepted)


def closed_cases_rest(history: History) -> None:
    """A case ends once, and nothing happens to it later."""
    closed = history.of(Kind.CASE_CLOSED)
    ends = np.bincount(closed.case, minlength=history.n_cases)
    refuse(ends[closed.case] > 1, closed, "a case ends twice")
    end_tick = history.first_tick_of_case(closed)
    everything = history.of(*(kind for kind in Kind if kind not in (Kind.FELL_ILL, Kind.LEFT)))
    refuse(everything.tick > end_tick[everything.case], everything, "something happens to a case after its end")


def investigations_follow_littles_law(history: History) -> None:
    """On the finite window, time spent in investigation = the integral of the number open, never negative."""
    opened, closed = history.of(Kind.INVESTIGATION_OPENED), history.of(Kind.INVESTIGATION_CLOSED)
    tick = np.concatenate([opened.tick, closed.tick, [history.end_tick]])
    change = np.repeat([1, -1, 0], [len(opened), len(closed), 1])
    order = np.lexsort((-change, tick))
    number = np.cumsum(change[order])
    if number.min() < 0:
        raise InvariantError("more investigations are closed than were opened")
    integral = int((number[:-1] * np.diff(tick[order])).sum())
    found = history.run.investigations
    spent = int((found["closed_tick"] - found["opened_tick"]).sum())
    if spent != integral:
        raise InvariantError(f"Little's law: {spent} ticks in investigation, but {integral} by the number open")


def processing_parts_add_up(history: History) -> None:
    """Every working minute from clock start to closing has exactly one label."""
    found = history.run.investigations
    labelled, whole = history.run.read.labelled.sum(axis=1), found["window_stop"] - found["window_start"]
    wrong = np.flatnonzero(labelled != whole)
    if len(wrong):
        row = wrong[0]
        case = found["case"][row]
        raise InvariantError(f"case {case}: {labelled[row]} minutes have a label, of {whole[row]}")


# -- tasks ------------------------------------------------------------------------------------------------------


def tasks_end_once(history: History) -> None:
    """Every task that became ready is done, missed, dropped, bought or open; none of a closed case is open."""
    ready = history.of(Kind.TASK_READY)
    ends = history.of(Kind.TASK_DONE, Kind.TASK_MISSED, Kind.TASK_DROPPED, Kind.BOUGHT)
    refuse(_repeated(task_key(ready)), ready, "a task becomes ready twice")
    refuse(_repeated(task_key(ends)), ends, "a task ends twice")
    refuse(~np.isin(task_key(ends), task_key(ready)), ends, "a task ends that never was ready")
    closed = _has_row(history, Kind.CASE_CLOSED)
    left = closed[ready.case] & ~np.isin(task_key(ready), task_key(ends))
    refuse(left, ready, "a task of a closed case never ends")


def _repeated(keys: Int64) -> Bool:
    """bool[row]: whether another row has the same key."""
    _, inverse, number = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(number[inverse] > 1)


LAWS: tuple[Callable[[History], None], ...] = (
    reports_are_conserved,
    closed_cases_rest,
    tasks_end_once,
    owners_belong_to_the_team,
    nobody_gets_a_case_in_conflict,
    one_worker_has_a_case,
    work_fits_capacity,
    tasks_take_the_minutes_that_load_allows,
    load_harms_whom_it_may,
    tasks_go_where_their_route_says,
    nobody_idles_beside_work,
    places_keep_their_size,
    no_place_is_free_beside_a_child_that_waits,
    investigations_follow_littles_law,
    processing_parts_add_up,
)
"""The laws, in the order in which a broken one is told."""
