"""The compiled engine: the same log as the process engine's, by a loop over arrays that numba compiles.

It serves where the process engine specifies: each of its modules says in plain loops what the module of the same name
of :mod:`caseflow.engines.process` says with objects; where a case is in its life is a number, and what is due stands
in lists by day and minute. The contract is :mod:`caseflow.engines.rules`; that both keep it is tested log by log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from caseflow.compiling import entry_point
from caseflow.engines.compiled.engine import begin, resume, simulate
from caseflow.engines.compiled.run_in import RunIn, copied, known, shared_days
from caseflow.engines.compiled.state import State, empty_state, with_more_room
from caseflow.engines.compiled.tables import Tables, marks, tables, with_days
from caseflow.engines.compiled.world import world_of
from caseflow.log import COLUMNS, Log
from caseflow.organisation.tables import Organisation
from caseflow.tape.tables import Tape


def run(org: Organisation, tape: Tape) -> Log:
    """Simulate an organisation on a tape; deterministic, draws nothing, reads nothing else."""
    of = with_days(tables(org, marks(tape.cases)), org)
    return _log(_simulated(of, _first_state(org, of), org.clock.n_workdays))


class Runner:
    """Simulates one organisation after the other on a tape; what happens before they differ is simulated once."""

    def __init__(self, tape: Tape):
        self._marks = marks(tape.cases)
        self._run_ins: list[RunIn] = []
        self._last: State | None = None

    def __call__(self, org: Organisation) -> Callable[[], Log]:
        """What simulates an organisation on the tape."""
        return partial(self._log_of, org, tables(org, self._marks))

    def _log_of(self, org: Organisation, without_days: Tables) -> Log:
        of, day = with_days(without_days, org), shared_days(org)
        state = self._run_in(org, of, day).state_of(of, self._last) if day else _first_state(org, of)
        self._last = _simulated(of, state, org.clock.n_workdays, resumes=day > 0)
        return _log(self._last)

    def _run_in(self, org: Organisation, of: Tables, day: int) -> RunIn:
        """What happens up to the beginning of a working day: known, if another has come that far."""
        return known(self._run_ins, org) or self._new_run_in(org, of, day)

    def _new_run_in(self, org: Organisation, of: Tables, day: int) -> RunIn:
        """Simulate up to the beginning of a working day, and keep that beside the one before."""
        used = of._replace(desk=copied(of.desk), strain=copied(of.strain))
        state = _simulated(used, _first_state(org, used), day)
        run_in = RunIn(org, day, used.strain["accepted"], state)
        self._run_ins = [*self._run_ins[-1:], run_in]
        return run_in


def _first_state(org: Organisation, of: Tables) -> State:
    """The state before anything happens."""
    clock = org.clock
    pools, places = of.pool_workers.shape[1], of.place_size.shape[1]
    sizes = len(of.mark), of.posts.shape[1], pools, places, clock.n_workdays, clock.day_minutes
    state = empty_state(*sizes, _most_due(org))
    state.case["municipality"] = of.mark["municipality"]
    counters = state.counters
    counters["day"] = -1
    counters["day_minutes"], counters["end_tick"], counters["days"] = (
        clock.day_minutes,
        clock.end_tick,
        clock.n_workdays,
    )
    counters["first_day"], counters["base"] = clock.tables.first_day, clock.tables.base
    _begin(of, state)
    return state


def _most_due(org: Organisation) -> int:
    """How many tasks of a series fall due at one tick at most: those of days off come with the next working day."""
    rules = org.rules
    intervals = (
        rules.follow_up_days,
        rules.review_days,
        rules.care_follow_up_days,
        rules.visit_days,
        rules.visitor_days,
        rules.milieu_days,
    )
    longest = int(np.diff(org.clock.days_of_workdays).max(initial=1))
    return -(-longest // min(intervals))


def _simulated(of: Tables, state: State, until_day: int, resumes: bool = False) -> State:
    """The state at the beginning of a working day; ``resumes``: other tables have led to the one before."""
    while state.counters["day"][0] < until_day:
        _simulate(of, state, until_day, resumes)
        resumes = False
        if state.counters["day"][0] < until_day:
            state = with_more_room(state)
    return state


def _log(state: State) -> Log:
    return Log(state.log[: state.counters["rows"][0]].view(np.int32).reshape(-1, len(COLUMNS)))


@entry_point
def _begin(of: Tables, state: State) -> None:
    begin(world_of(of, state))


@entry_point
def _simulate(of: Tables, state: State, until_day: int, resumes: bool) -> None:
    world = world_of(of, state)
    if resumes:
        resume(world)
    simulate(world, until_day)
