"""The vectorised indicators against plain loops, on the log of a whole simulated region."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from caseflow.config.load import load_config
from caseflow.config.schema import TASK_KINDS
from caseflow.engines.process import run
from caseflow.log import Kind, Log
from caseflow.organisation import Places, Strain, organise
from caseflow.stats.indicators import count
from caseflow.stats.invariants import check
from caseflow.stats.run import Run
from caseflow.stats.series import duration_counts, weekly
from caseflow.tape.draw import draw
from tests.unit.stats.twin import Twin, assert_agree

CONFIG = Path(__file__).parents[3] / "configs" / "kongsberg.yaml"


@pytest.fixture(scope="module", params=["status_quo", "full_merger"])
def twin(request):
    study = load_config(CONFIG, ["money.keys={usual: {}}", "calendar.today=2010-09-01"])
    config = study.resolve(study.scenario_names[0], {}).model_copy(update={"years": 1})
    tape = draw(config, 0, {})
    org = organise(config, request.param, tape)
    return Twin(run(org, tape), tape, org)


@pytest.fixture(scope="module")
def counts(twin):
    return count(twin.log, twin.tape, twin.org)


LAID_OVER = (Kind.TRAVELLED, Kind.RESPONDED, Kind.PLACE_WANTED, Kind.PLACE_TAKEN, Kind.FELL_ILL)


@pytest.fixture(scope="module")
def laden(twin):
    """The run with rows and tables of effects laid over it: trips, duty, waits for a place, illness."""
    day_minutes, org = twin.clock.day_minutes, twin.org
    rows = [row for row in twin.rows if row[1] not in LAID_OVER]
    for tick, kind, case, task, stage, worker, _ in twin.rows:
        if kind == Kind.WORK_STARTED and case % 3 == 0:
            rows.append((tick, Kind.TRAVELLED, case, task, stage, worker, 60 + case % 90))
        if kind == Kind.REPORT and twin.tape.cases.emergency[case] and case % 2:
            rows.append((tick, Kind.RESPONDED, case, -1, -1, -1, 30 + case % 200))
        if kind == Kind.MEASURE_DECIDED and stage == 2 and tick + 200 < twin.clock.end_tick:
            rows.append((tick, Kind.PLACE_WANTED, case, -1, 2, -1, 0))
            rows.append((tick + case % 200, Kind.PLACE_TAKEN, case, -1, 2, -1, 0))
    strain = tuple(
        Strain(day, worker, 70, False, day + 5 + worker, day + 5 + worker, 700)
        for worker, day in enumerate(range(20, 20 + 7 * len(org.fte), 7))
    )
    for ill in strain:
        rows.append((ill.day * day_minutes, Kind.FELL_ILL, -1, -1, -1, ill.worker, ill.until_day))
    effects = {
        "trip_permille": np.full(len(TASK_KINDS), 1000),
        "on_call_team": np.arange(len(org.municipalities)) // 3 % min(len(period.teams) for period in org.periods),
        "places": Places(np.zeros((1, 1)), np.zeros(1), np.zeros(1), -1),
    }
    periods = tuple(replace(period, **effects) for period in org.periods)
    return Twin(Log.from_rows(rows), twin.tape, replace(org, periods=periods, strain=strain))


@pytest.fixture(scope="module")
def laden_counts(laden):
    return count(laden.log, laden.tape, laden.org)


def test_breaches_and_limits(twin, counts):
    breaches, limits = twin.breaches()
    assert_agree(counts.numerator, counts, "breach_share", breaches)
    assert_agree(counts.denominator, counts, "breach_share", limits)


def test_child_days_over_the_limit(twin, counts):
    assert_agree(counts.numerator, counts, "child_days_over_limit", twin.child_days())


def test_effort_given(twin, counts):
    given, full = twin.effort()
    assert_agree(counts.numerator, counts, "effort_given_share", given)
    assert_agree(counts.denominator, counts, "effort_given_share", full)


def test_labels_of_processing_time(twin):
    run = Run(twin.log, twin.tape, twin.org)
    chosen = np.flatnonzero(run.investigations["outcome"] >= 0)[::97]
    found = run.read.labelled[chosen].tolist()
    cases = run.investigations["case"][chosen].tolist()
    assert dict(zip(cases, found, strict=True)) == twin.labels(cases)
    # nobody waits for a worker at once, and the clock starts when screening ends
    assert (np.array(found).sum(axis=0) > 0).tolist() == [True, False, True, True, True, False, True]


def test_a_session_of_no_minutes_has_no_label(world):
    case = world.investigation("2010-01-04", closed="2010-01-04", minute=60)
    world.log(10, Kind.TASK_READY, case, ("contact", 0), 1, value=900)
    world.session(case, 0, 20, 20)
    world.session(case, 1, 20, 50)
    plain = Twin(world.written, world.tape, world.organisation).labels([case])
    # pace until 10, queued 10-20, work 20-50, queued until the closing
    assert plain == {case: [30, 0, 0, 20, 0, 0, 10]}
    assert Run(world.written, world.tape, world.organisation).read.labelled.tolist() == [plain[case]]


def test_children(twin, counts):
    assert_agree(counts.numerator, counts, "children_per_post", twin.children(), ("region",))


def test_weeks_above_the_norm(twin, counts):
    above, weeks = twin.owned_above_norm()
    assert_agree(counts.numerator, counts, "weeks_above_norm", above, ("region",))
    assert_agree(counts.denominator, counts, "weeks_above_norm", weeks, ("region",))


def test_the_regions_counts_are_the_sum_of_its_municipalities(counts):
    in_municipality = [scope == "municipality" for scope, _ in counts.units]
    for name in ("reports", "investigations_closed", "child_days_over_limit", "overdue_open", "care_started"):
        table = counts.numerator[counts.indicators.index(name)]
        assert table[0].tolist() == table[in_municipality].sum(axis=0).tolist()


def test_series_agree_with_the_indicators(twin, counts):
    series = weekly(twin.log, twin.tape, twin.org)
    assert series.open[0].tolist() == series.open[1:].sum(axis=0).tolist()
    closed = counts.numerator[counts.indicators.index("investigations_closed")]
    since_change = counts.periods.index((2011, 0))
    assert duration_counts(twin.log, twin.tape, twin.org).sum(axis=1)[0] == closed[0, since_change]


def test_the_log_keeps_all_laws(twin):
    check(twin.log, twin.tape, twin.org)


def test_travel(laden, laden_counts):
    by_family, by_worker = laden.travel()
    assert_agree(laden_counts.numerator, laden_counts, "travel_hours", by_family)
    name = "travel_hours_per_worker_week"
    assert_agree(laden_counts.numerator, laden_counts, name, by_worker, ("region", "service"))


def test_evenings(laden, laden_counts):
    duties, calls = laden.evenings()
    scopes = ("region", "service")
    assert_agree(laden_counts.numerator, laden_counts, "evening_duties_per_worker", duties, scopes)
    assert_agree(laden_counts.numerator, laden_counts, "call_outs_per_worker", calls, scopes)


def test_emergency_response(laden, laden_counts):
    minutes, number = laden.response_minutes()
    assert_agree(laden_counts.numerator * 60, laden_counts, "emergency_response_hours", minutes)
    assert_agree(laden_counts.denominator, laden_counts, "emergency_response_hours", number)


def test_waits_for_a_place(laden, laden_counts):
    days = laden_counts.numerator * laden.clock.day_minutes
    assert_agree(days, laden_counts, "children_waiting_for_place", laden.waiting_ticks())


def test_days_at_half_staff(laden, laden_counts):
    half = laden.half_staffed()
    assert_agree(laden_counts.numerator, laden_counts, "days_at_half_staff_or_less", half, ("region", "service"))


def test_costs_of_measures(laden, laden_counts):
    costs, ore = laden_counts.costs, laden.measures_ore()
    found = {
        (m, function, year): int(costs.ore[0, y, i, 1 + f])
        for y, year in enumerate(costs.years)
        for i, m in enumerate(costs.municipalities)
        for f, function in enumerate((251, 252))
    }
    assert found == pytest.approx({key: ore[key] for key in found}, abs=len(laden.org.periods))


def test_costs_of_casework(laden, laden_counts):
    costs = laden_counts.costs
    found = dict(zip(costs.years, costs.ore[0, :, :, 0].sum(axis=1).tolist(), strict=True))
    # each pool of costs is rounded to whole øre
    pools = sum(len(services) for services in laden.org.money.services)
    assert found == pytest.approx(laden.casework_ore(), abs=pools)
