"""The order of events: nothing hangs on the library's, and whoever takes up a task takes the first by the contract."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from itertools import count
from typing import TypeAlias

import numpy as np
import pytest
import simpy
from hypothesis import given, settings

from caseflow.engines import rules
from caseflow.engines.process import run
from caseflow.log import TASK_KIND_FACTOR, Kind, Log, assert_equal, describe
from caseflow.organisation import ABSENT, OWNER, Organisation
from caseflow.stats.histories import History, task_key
from caseflow.stats.laws_of_tasks import Routes
from caseflow.tape.tables import ORIGIN_OPEN_MEASURE, Tape
from tests.engines.hand import organisation, tape
from tests.whole.small_worlds import HYPOTHESIS, worlds

Task: TypeAlias = tuple[int, int]
"""Case and number of the task."""


# -- within a tick ------------------------------------------------------------------------------------------------


class LastFirst(simpy.Environment):
    """Processes the events of one tick and priority in the reverse of SimPy's order."""

    def __init__(self) -> None:
        super().__init__()
        self._eid = count(0, -1)


@settings(HYPOTHESIS, max_examples=60)
@given(worlds())
def test_the_order_in_which_the_events_of_a_tick_are_processed_never_shows(world: tuple[Organisation, Tape]) -> None:
    org, tape = world
    usual, other = run(org, tape), run_last_first(org, tape)
    # what ends at the horizon itself ends before or after the simulation
    assert_equal(*(log.at(log.tick < org.clock.end_tick) for log in (other, usual)))


def test_a_session_that_ends_with_the_stage_was_worked_in_the_stage() -> None:
    # a follow-up of a whole day, ready on day 6; the measure ends on day 7, at tick 700
    row = {"origin": ORIGIN_OPEN_MEASURE, "follow_up_phase": 200, "follow_up_minutes": 100, "escalation_days": 7}
    for engine in (run, run_last_first):
        log = engine(organisation(session_minutes=100), tape(row))
        ended = log.of(Kind.WORK_SUSPENDED, Kind.TASK_DONE)
        assert (ended.tick[0], ended.stage[0]) == (700, rules.MEASURES)


def run_last_first(org: Organisation, tape: Tape) -> Log:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(simpy, "Environment", LastFirst)
        return run(org, tape)


# -- who takes up what --------------------------------------------------------------------------------------------


@settings(HYPOTHESIS, max_examples=60)
@given(worlds())
def test_whoever_takes_up_a_task_takes_the_first_by_class_due_tick_case_and_task(
    world: tuple[Organisation, Tape],
) -> None:
    org, tape = with_one_round_a_tick(world[0]), world[1]
    log = run(org, tape)
    assert [describe(row) for row in out_of_turn(log, tape, org)] == []


def with_one_round_a_tick(org: Organisation) -> Organisation:
    """The organisation without what a dispatch makes settle: second workers, places, and tasks that nobody does."""
    periods = (
        dataclasses.replace(
            period,
            second_worker_permille=0 * period.second_worker_permille,
            places=None,
            route=np.where(period.route == ABSENT, OWNER, period.route),
        )
        for period in org.periods
    )
    return dataclasses.replace(org, periods=tuple(periods))


def out_of_turn(log: Log, tape: Tape, org: Organisation) -> list[np.ndarray]:
    """The rows at which a worker took up a task though another one came first."""
    history = History(log, tape, org)
    tasks, sessions = history.tasks, history.sessions
    urgent = urgent_tasks(log, tape)
    keys = {}
    for case, task, due in zip(tasks.case.tolist(), tasks.task.tolist(), tasks.due_tick.tolist(), strict=True):
        kind = task // TASK_KIND_FACTOR
        klass = org.rules.emergency_class if (case, task) in urgent else org.rules.task_class[kind]
        keys[case, task] = (klass, due, case, task)
    assigned, stop = history.ownerships
    routes, keys_of_tasks = Routes(history).table, Routes(history).key
    wrong = []
    for row in log.of(Kind.WORK_STARTED).table():
        tick, case, task, worker = (int(row[column]) for column in (0, 2, 3, 5))
        number = int(history.period_of(np.array([tick]))[0])
        route, pools = routes[number], org.periods[number].pools
        mine = (assigned.worker == worker) & (assigned.tick <= tick) & (tick < stop)
        owned = np.isin(tasks.case, assigned.case[mine]) & (route == OWNER)
        shared = np.isin(route, [pool for pool, of_pool in enumerate(pools) if worker in of_pool.workers])
        there = (tasks.ready_tick <= tick) & (tick < tasks.end_tick) & (owned | shared)
        # what others are at, those of lower numbers also since this tick, or hold of a pool's
        begun = (sessions.start_tick < tick) | ((sessions.start_tick == tick) & (sessions.worker < worker))
        held = (sessions.worker != worker) & np.isin(task_key(sessions), keys_of_tasks[route >= 0])
        busy = begun & ((tick < sessions.end_tick) | held)
        taken = set(zip(sessions.case[busy].tolist(), sessions.task[busy].tolist(), strict=True))
        hand = set(zip(tasks.case[there].tolist(), tasks.task[there].tolist(), strict=True)) - taken
        if min(hand | {(case, task)}, key=keys.__getitem__) != (case, task):
            wrong.append(row)
    return wrong


def urgent_tasks(log: Log, tape: Tape) -> set[Task]:
    """Screening and first contact of an emergency, and the task of an emergency on a child whose case is open."""
    is_emergency = tape.cases.emergency
    urgent = {
        (case, kind * TASK_KIND_FACTOR)
        for case in np.flatnonzero(is_emergency).tolist()
        for kind in (rules.SCREENING, rules.CONTACT)
    }
    attached: dict[int, int] = defaultdict(int)
    for _, _, row, _, _, _, case in log.of(Kind.ATTACHED).table().tolist():
        if is_emergency[row]:
            urgent.add((case, rules.LATER_REPORT * TASK_KIND_FACTOR + attached[case]))
        attached[case] += 1
    return urgent
