"""Both engines give the same log, row for row, in any world; an engine that does not keep the contract is caught."""

from __future__ import annotations

import dataclasses
import signal
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis.errors import NoSuchExample

from caseflow.engines import compiled
from caseflow.engines.compiled import run_in, state
from caseflow.engines.process import books, choice, dispatcher, run
from caseflow.engines.process.office import Office
from caseflow.engines.process.state import Task
from caseflow.log import Kind, Log, assert_equal
from caseflow.organisation import BOUGHT, Organisation, Pool, Strain, organise
from caseflow.tape.draw import draw
from caseflow.tape.tables import ORIGIN_OPEN_CARE, Tape
from tests.engines.hand import ALL_STAGES, clock, organisation, period, routes, tape
from tests.whole.small_worlds import HYPOTHESIS, worlds
from tests.whole.worlds import sound, with_changes

World = tuple[Organisation, Tape]


@settings(HYPOTHESIS, max_examples=300)
@given(worlds())
def test_both_engines_give_the_same_log(world: World) -> None:
    assert_equal(run(*world), compiled.run(*world))


def test_a_world_without_a_case_has_an_empty_log() -> None:
    world = organisation(), tape()
    assert len(run(*world)) == len(compiled.run(*world)) == 0


def test_loads_of_more_than_32_bits_are_loads_to_both_engines() -> None:
    team = {"all": (ALL_STAGES, (0,), (0, 1))}
    pools = (Pool("S/all: function", (0,)),)
    loads = {"stage_load": (2_000_000_000,) * 4, "pool_load": np.full((1, 4, 1), 2_000_000_000, dtype=np.int32)}
    org = organisation(period(team, workers=2, pools=pools, **loads), workers=2)
    world = org, tape(*({"dismissed": False, "outcome": 1} for _ in range(6)), workers=2)
    assert_equal(run(*world), compiled.run(*world))


STRESS: dict[str, Any] = {
    "stress.sick_leave_percent": 150.0,
    "stress.posts_percent": 90.0,
    "stress.absences": {
        "wave": {"week": 4, "days": 21, "kind": "sick", "share": 0.6, "days_each": 7},
        "leavers": {"week": 8, "days": 60, "kind": "vacant", "service": "largest", "most": 2},
    },
    "stress.reports": {
        "board": {"week": 6, "families": 3, "emergency": True, "leads_to": "county_board", "planned_days": 28},
        "siblings": {"week": 6, "children": 6, "municipality": "North"},
    },
}


@pytest.mark.parametrize("model", ["today", "merged"])
def test_both_engines_give_the_same_log_under_stress(model: str) -> None:
    config = sound(with_changes(STRESS))
    tape = draw(config, 0)
    org = organise(config, model, tape)
    assert_equal(run(org, tape), compiled.run(org, tape))


# -- the run-in that organisations have in common -----------------------------------------------------------------


@settings(HYPOTHESIS, max_examples=75)
@given(worlds())
def test_a_run_in_that_was_simulated_for_another_organisation_does_not_show(world: World) -> None:
    org, tape = world
    changes_later = dataclasses.replace(org, change_tick=20 * org.clock.day_minutes)
    unchanged = dataclasses.replace(changes_later, periods=org.periods[:1])
    other = dataclasses.replace(changes_later, rules=dataclasses.replace(org.rules, handover_minutes=3))
    runner = compiled.Runner(tape)
    for one in (unchanged, changes_later, other, changes_later, unchanged):
        assert_equal(run(one, tape), runner(one)())


def test_organisations_that_differ_only_later_share_their_run_in(monkeypatch: pytest.MonkeyPatch) -> None:
    simulated: list[int] = []
    simulate = compiled._simulated

    def listening(of: Any, state_: Any, until_day: int, **named: Any) -> Any:
        simulated.append(until_day)
        return simulate(of, state_, until_day, **named)

    monkeypatch.setattr(compiled, "_simulated", listening)
    first = dataclasses.replace(organisation(), change_tick=30 * 100)
    runner = compiled.Runner(tape({}))
    for org in (first, dataclasses.replace(first, periods=first.periods)):
        runner(org)()
    assert simulated == [30, 400, 400]
    assert run_in.shared_days(first) == 30


def test_an_interrupt_waits_until_run_ins_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[bool] = []

    def interrupted(*_: object) -> bool:
        signal.raise_signal(signal.SIGINT)
        compared.append(True)
        return True

    org = dataclasses.replace(organisation(), change_tick=30 * 100)
    runner = compiled.Runner(tape({}))
    runner(org)()
    monkeypatch.setattr(run_in.RunIn, "is_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        runner(org)()
    assert compared == [True]


# -- room ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def no_spare_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrays begin with what one tick may need, and not a place more."""
    monkeypatch.setattr(state, "_AT_FIRST", dict.fromkeys(state._AT_FIRST, 0))


@settings(HYPOTHESIS, max_examples=30)
@given(worlds())
def test_arrays_that_have_to_grow_on_the_way_do_not_show(world: World) -> None:
    org, tape = world
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state, "_AT_FIRST", dict.fromkeys(state._AT_FIRST, 0))
        patch.setattr(compiled, "with_more_room", counted(growths := [], state.with_more_room))
        log = compiled.run(org, tape)
        assert growths or not len(log)  # where nothing happens nothing needs room
        runner = compiled.Runner(tape)
        resumed = [runner(dataclasses.replace(org, change_tick=20 * org.clock.day_minutes))() for _ in range(2)]
    for other in (log, *resumed):
        assert_equal(run(org, tape), other)


@pytest.mark.usefixtures("no_spare_room")
def test_what_falls_due_daily_over_days_off_finds_room_at_the_tick_after_them() -> None:
    config = sound(with_changes(DAILY))
    tape = draw(config, 0)
    org = organise(config, "today", tape)
    assert_equal(run(org, tape), compiled.run(org, tape))


DAILY: dict[str, Any] = {
    **{f"care.{of}_interval_days": 1 for of in ("follow_up", "visit", "visitor")},
    **{f"municipalities.{name}.care_share_of_open_measures": 1.0 for name in ("North", "South", "Island")},
    **{f"municipalities.{name}.reports_per_1000_children_per_year": 1.0 for name in ("North", "South", "Island")},
    **{f"municipalities.{name}.open_investigations": 0 for name in ("North", "South", "Island")},
}
"""Hardly anybody but children in care, three of whose tasks are asked for each day; Easter is five days long."""


@pytest.mark.usefixtures("no_spare_room")
def test_a_day_on_which_everybody_falls_ill_and_leaves_finds_room_though_there_is_but_one_case() -> None:
    workers = 1100
    strain = tuple(Strain(1, worker, 0, leaves, 2, 2, 1000) for worker in range(workers) for leaves in (False, True))
    org = organisation(workers=workers, when=clock(3), effects={"strain": strain})
    world = org, tape({}, workers=workers)
    log = compiled.run(*world)
    assert len(log.of(Kind.FELL_ILL)) == len(log.of(Kind.LEFT)) == workers
    assert_equal(run(*world), log)


@pytest.mark.usefixtures("no_spare_room")
def test_tasks_that_gathered_for_a_year_find_room_when_all_lapse_at_once() -> None:
    bought = routes(care_follow_up=BOUGHT, home_visit=BOUGHT, visitor_follow_up=BOUGHT)
    daily = {"care_follow_up_days": 1, "visit_days": 1, "visitor_days": 1, "bought_days": 1000}
    org = organisation(period({"all": (ALL_STAGES, (0,), (0,))}, route=bought), **daily)
    world = org, tape(*[{"origin": ORIGIN_OPEN_CARE, "dismissed": False, "care_days": 390}] * 2)
    log = compiled.run(*world)
    assert np.unique(log.of(Kind.TASK_DROPPED).tick, return_counts=True)[1].max() > 2000
    assert_equal(run(*world), log)


@pytest.mark.parametrize("name", state.A_TICK)
def test_what_finds_no_room_fails_and_is_written_nowhere(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_AT_FIRST", {**state._AT_FIRST, name: 0})
    monkeypatch.setitem(state.A_TICK, name, state.A_TICK[name]._replace(case=0, worker=0))
    world = organisation(), tape({"origin": ORIGIN_OPEN_CARE}, {"visible_tick": 10})
    with pytest.raises(IndexError, match="than there is room for"):
        compiled.run(*world)


def test_rows_of_a_tick_that_find_no_room_to_be_put_in_order_fail_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    few = {name: of._replace(case=1, worker=0) for name, of in state.A_TICK.items()}
    monkeypatch.setattr(state, "_FEW", 0)
    monkeypatch.setattr(state, "_AT_FIRST", {**dict.fromkeys(state._AT_FIRST, 4), "task": 0})
    for name, of in few.items():
        monkeypatch.setitem(state.A_TICK, name, of)
    world = organisation(), tape(*[{"origin": ORIGIN_OPEN_CARE}] * 9)
    with pytest.raises(IndexError, match="than there is room for"):
        compiled.run(*world)


MOST_OF_A_KIND = {
    **dict.fromkeys((Kind.RELEASED, Kind.OWNER_WANTED, Kind.SECOND_ASSIGNED, Kind.SECOND_RELEASED), 2),
    Kind.ASSIGNED: 3,
    Kind.HANDED_OVER: 4,
}
OF_ITSELF = (*range(Kind.REPORT, Kind.CASE_CLOSED + 1), Kind.RESPONDED, *range(Kind.PLACE_WANTED, Kind.PLACE_LEFT + 1))


@settings(HYPOTHESIS, max_examples=100)
@given(worlds())
def test_no_case_has_more_rows_at_a_tick_than_is_reckoned(world: World) -> None:
    log, due = compiled.run(*world), compiled._most_due(world[0])
    assert most_at_a_tick(log.of(*map(Kind, OF_ITSELF))) <= 5
    assert most_at_a_tick(log.of(Kind.TASK_READY)) <= 4 * due
    for kind, most in MOST_OF_A_KIND.items():
        assert most_at_a_tick(log.of(kind)) <= most
    assert most_at_a_tick(log.of(*set(Kind) - {Kind.TASK_DROPPED, Kind.BOUGHT})) <= state.A_TICK["log"].case * due


def most_at_a_tick(log: Log) -> int:
    """The most rows of one case at one tick."""
    ofs = np.stack([log.tick, log.case])[:, log.case >= 0]
    return int(np.unique(ofs, axis=1, return_counts=True)[1].max(initial=0))


def counted(calls: list[int], function: Callable[..., Any]) -> Callable[..., Any]:
    def counting(*arguments: Any) -> Any:
        calls.append(1)
        return function(*arguments)

    return counting


# -- engines that do not keep the contract ------------------------------------------------------------------------


def inline_dispatch(patch: pytest.MonkeyPatch) -> None:
    """The dispatch happens among the events of its tick."""
    patch.setattr(books, "LAST", 1)


def reversed_worker_scan(patch: pytest.MonkeyPatch) -> None:
    """Of equally loaded workers the last gets the case."""
    least = choice.least_loaded
    patch.setattr(choice, "least_loaded", lambda workers: least(list(workers)[::-1]))


def reversed_case_tie(patch: pytest.MonkeyPatch) -> None:
    """Of equally urgent tasks that of the last case is picked."""
    begin = Task.__init__

    def reversed_key(self: Task, *arguments: Any) -> None:
        begin(self, *arguments)
        self.key = (*self.key[:2], -self.key[2], self.key[3])

    patch.setattr(Task, "__init__", reversed_key)


def reversed_picking(patch: pytest.MonkeyPatch) -> None:
    """Workers pick from the last to the first."""
    patch.setattr(dispatcher, "sorted", lambda of, **by: sorted(of, **by)[:: -1 if not by else 1], raising=False)


def no_burden(patch: pytest.MonkeyPatch) -> None:
    """A hand-over costs nothing."""
    patch.setattr(Office, "_burden", lambda _office, _case, _minutes: None)


MUTANTS = [inline_dispatch, reversed_worker_scan, reversed_case_tie, reversed_picking, no_burden]


@pytest.mark.parametrize("mutate", MUTANTS)
def test_an_engine_that_does_not_keep_the_contract_is_caught(mutate: Callable[[pytest.MonkeyPatch], None]) -> None:
    def differs(world: World) -> bool:
        with pytest.MonkeyPatch.context() as patch:
            mutate(patch)
            log = run(*world)
        return not same(log, compiled.run(*world))

    try:
        find(worlds(), differs, settings=settings(HYPOTHESIS, max_examples=300, phases=[Phase.generate]))
    except NoSuchExample:
        pytest.fail(f"no world tells a correct engine from one with {mutate.__name__}")


def same(a: Log, b: Log) -> bool:
    try:
        assert_equal(a, b)
    except AssertionError:
        return False
    return True
