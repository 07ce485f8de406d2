"""Which reports there are: growth, municipalities that nobody serves, emergencies out of hours; by hand."""

from __future__ import annotations

import numpy as np

from caseflow.log import Kind
from tests.engines.hand import ALL_STAGES, organisation, period, run, story, tape, work

ONE = {"all": (ALL_STAGES, (0,), (0,))}


def test_a_candidate_of_growth_is_a_report_where_its_mark_is_below_the_growth() -> None:
    rows = [{"visible_tick": 50}, {"growth_mark": 99_999}, {"growth_mark": 100_000}]
    log = run(organisation(period(ONE, growth_mark=np.array([100_000]))), tape(*rows))
    assert work(log) == [(0, 10, 1, "screening", 0), (50, 60, 0, "screening", 0)]
    assert set(log.case.tolist()) == {0, 1}


def test_growth_is_that_of_the_time() -> None:
    org = organisation(period(ONE), period(ONE, start_tick=500, growth_mark=np.array([100_000])))
    rows = [{"growth_mark": 0, "visible_tick": tick} for tick in (499, 500)]
    assert story(run(org, tape(*rows)), Kind.REPORT) == [(500, "REPORT", 1, "", -1, 0)]


def test_without_growth_there_is_no_word_of_a_candidate() -> None:
    assert len(run(organisation(), tape({"growth_mark": 0}))) == 0


def test_cases_of_a_municipality_that_is_not_served_do_not_exist() -> None:
    team = period({"all": (ALL_STAGES, (0, 1), (0,))}, municipalities=2)
    rows = [{"origin": 2, "municipality": 1}, {"origin": 2}, {"municipality": 1}, {}]
    log = run(organisation(team, effects={"served": np.array([True, False])}), tape(*rows))
    assert set(log.case.tolist()) == {1, 3}


def test_somebody_on_call_responds_to_an_emergency_out_of_hours() -> None:
    emergency = {"emergency": True, "out_of_hours": True}
    rows = [emergency, {"emergency": True}, {"previous": 0, **emergency}]
    on_call = organisation(period(ONE, response_minutes=np.array([30])))
    # to the one that finds the child's case open as well
    assert story(run(on_call, tape(*rows)), Kind.RESPONDED) == [
        (0, "RESPONDED", 0, "", -1, 30),
        (0, "RESPONDED", 2, "", -1, 30),
    ]
    assert story(run(organisation(), tape(*rows)), Kind.RESPONDED) == []
