"""What must follow in a whole run when a config or a world is changed in a way whose effect is known."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings

from caseflow import load_config, simulate
from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from caseflow.engines.compiled import run
from caseflow.log import COLUMNS, Kind, Log, assert_equal
from caseflow.organisation import Organisation, Period, organise
from caseflow.stats.indicators import Counts, count
from caseflow.tape.draw import draw
from caseflow.tape.tables import ABSENCE_KINDS, ORIGIN_OPEN_INVESTIGATION, Tape
from tests.engines.hand import clock
from tests.whole.small_worlds import DAY_MINUTES, HYPOTHESIS, N_DAYS, worlds
from tests.whole.worlds import STUDY

MINIMAL = Path(__file__).parents[2] / "configs" / "minimal.yaml"

NOBODY_AWAY = (
    *(f"absence.{kind}.share=0" for kind in ABSENCE_KINDS),
    "absence.vacation.summer_weeks=0",
    "absence.vacation.other_weeks=0",
    "absence.turnover.leaving_per_year=0",
)
QUICK_AND_SMALL = (
    "municipalities.Littletown.planned_late_share=0",
    "investigation.outside_information_share=0",
    "investigation.planned_share_of_limit=0.5",
    "investigation.contacts=2",
    *(f"effort.{work}_hours=1" for work in ("screening", "investigation", "follow_up", "review", "county_board")),
    *(f"effort.{work}_hours=1" for work in ("later_report", "measure_start", "care_follow_up", "home_visit")),
    "effort.visitor_follow_up_hours=1",
)
HUGE_STAFF = "staff.L.posts_fte=[60 x 1.0]"


def minimal(*overrides: str) -> Config:
    return load_config(MINIMAL, ["years=1", *overrides]).resolve()


def values(counts: Counts, indicator: str) -> Any:
    """Every value of an indicator where it has a meaning; there must be some."""
    found = counts.value[counts.indicators.index(indicator)]
    found = found[~np.isnan(found)]
    assert len(found)
    return found


# -- nobody, and more than enough ---------------------------------------------------------------------------------


def test_where_nobody_ever_works_every_limit_that_is_reached_is_a_breach() -> None:
    config = minimal()
    tape = draw(config, 0)
    org = organise(config, "today", tape)
    away = np.ones_like(org.capacity.away)
    nobody = dataclasses.replace(org.capacity, minutes=np.zeros_like(org.capacity.minutes), away=away)
    org = dataclasses.replace(org, capacity=nobody)
    counts = count(run(org, tape), tape, org)
    # nothing is screened: the investigations are those open today, whose limits are all reached within two years
    n_open = np.count_nonzero(tape.cases.origin == ORIGIN_OPEN_INVESTIGATION)
    years = [place for place, (_, quarter) in enumerate(counts.periods) if quarter == 0]
    limits = np.nansum(counts.denominator[counts.indicators.index("breach_share"), 0, years])
    assert set(values(counts, "breach_share")) == {1.0}
    assert limits == n_open > 0


def test_more_than_enough_staff_with_quick_small_work_breaks_no_limit() -> None:
    config = minimal(HUGE_STAFF, *NOBODY_AWAY, *QUICK_AND_SMALL)
    tape = draw(config, 0)
    org = organise(config, "today", tape)
    counts = count(run(org, tape), tape, org)
    never = (
        "breach_share",
        "screening_late_share",
        "over_three_months_share",
        "overdue_open",
        "child_days_over_limit",
        "waiting_for_worker",
        "processing_owner_away_days",
        "follow_ups_missed_share",
        "visits_missed_share",
        "reviews_missed_share",
        "unstaffed_days",
        "sick_leave_share",
    )
    assert {name: set(values(counts, name)) for name in never} == {name: {0.0} for name in never}


# -- another unit of time -----------------------------------------------------------------------------------------

IN_MINUTES = (
    Kind.WORK_SUSPENDED,
    Kind.TASK_DONE,
    Kind.TASK_READY,
    Kind.WORK_STARTED,
    Kind.TRAVELLED,
    Kind.RELEARNED,
    Kind.HANDED_OVER,
    Kind.BOUGHT,
)
"""Kinds of event whose value is in minutes or ticks."""


@settings(HYPOTHESIS, max_examples=40)
@given(worlds())
def test_if_every_minute_counts_double_every_tick_of_the_log_doubles(world: tuple[Organisation, Tape]) -> None:
    # minutes are thousands to begin with, so that shares of shares are exact
    org, tape = world
    single, double = (run(organisation_times(factor, org), tape_times(factor, tape)) for factor in (1000, 2000))
    twice = single.table()
    twice[:, COLUMNS.index("tick")] *= 2
    twice[np.isin(single.kind, IN_MINUTES), COLUMNS.index("value")] *= 2
    assert_equal(double, Log.from_rows(twice))


def organisation_times(factor: int, org: Organisation) -> Organisation:
    """The organisation with ``factor`` ticks for each."""
    rules, capacity = org.rules, org.capacity
    return dataclasses.replace(
        org,
        clock=clock(N_DAYS, factor * DAY_MINUTES, "working" if org.clock.opens_minute else "continuous"),
        change_tick=factor * org.change_tick,
        periods=tuple(period_times(factor, period) for period in org.periods),
        rules=dataclasses.replace(
            rules,
            session_minutes=factor * rules.session_minutes,
            handover_minutes=factor * rules.handover_minutes,
        ),
        capacity=dataclasses.replace(capacity, minutes=factor * capacity.minutes),
        trip_minutes=factor * org.trip_minutes,
    )


def period_times(factor: int, period: Period) -> Period:
    """The period with ``factor`` ticks for each; a search takes its whole days, for none at all is one tick."""
    places = period.places
    whole = places and dataclasses.replace(places, search_permille=np.full_like(places.search_permille, 1000))
    return dataclasses.replace(
        period,
        places=whole,
        pool_load=factor * period.pool_load,
        coordination_minutes=factor * period.coordination_minutes,
        start_tick=factor * period.start_tick,
        monthly_minutes=factor * period.monthly_minutes,
        case_load=factor * period.case_load,
    )


def tape_times(factor: int, tape: Tape) -> Tape:
    """The tape with ``factor`` ticks for each; a wait is at least a day, for none at all is one tick."""
    cases = tape.cases
    scaled = {
        name: factor * getattr(cases, name)
        for name in (field.name for field in dataclasses.fields(cases))
        if name == "visible_tick" or name.endswith("_minutes")
    }
    waits = {name: np.maximum(1, getattr(cases, name)) for name in ("measure_wait_days", "search_days")}
    return dataclasses.replace(tape, cases=dataclasses.replace(cases, **scaled, **waits))


# -- the same under another name ----------------------------------------------------------------------------------


def test_a_model_under_another_name_has_the_same_tables() -> None:
    study = parse_config(STUDY, overrides=["models.copy={extends: merged}", "replications=2"])
    result = simulate(study, models=["merged", "copy"], jobs=1)
    for name in ("indicators", "summary", "weekly", "durations"):
        table = result.tables[name]
        one, other = (
            table[table["model"] == model].drop(columns="model").reset_index(drop=True) for model in ("merged", "copy")
        )
        assert len(one) > 0
        assert one.equals(other), name
