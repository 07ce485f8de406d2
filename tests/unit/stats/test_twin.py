"""The vectorised indicators against plain loops, on the log of a whole simulated region."""

import datetime as dt
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from caseflow.clock import add_months
from caseflow.config.load import load_config
from caseflow.engines.process import run
from caseflow.log import Kind
from caseflow.organisation import organise
from caseflow.stats.indicators import count
from caseflow.stats.invariants import check
from caseflow.stats.series import duration_counts, weekly
from caseflow.tape.draw import draw

REGION = ("region", "region")
CONFIG = Path(__file__).parents[3] / "configs" / "kongsberg.yaml"


class Twin:
    """A run, and what loops over its rows find: Counters by (place, year)."""

    def __init__(self, log, tape, org):
        self.log, self.tape, self.org, self.clock = log, tape, org, org.clock
        self.rows = [tuple(row) for row in log.table().tolist()]
        self.n_days = self.clock.day(self.clock.until)

    def year(self, day):
        return self.clock.date(day).year

    def years(self):
        return range(self.clock.today.year, self.clock.until.year)

    def organisation(self, day):
        return [period for period in self.org.periods if period.start_tick <= self.clock.first_tick(day)][-1]

    def places(self, case, stage, day):
        """The units, without the team, of a case."""
        period = self.organisation(day)
        team = period.team_of[self.tape.cases.municipality[case]][stage]
        return REGION, ("service", period.teams[team].service), self.municipality(case)

    def municipality(self, case):
        return "municipality", self.org.municipalities[self.tape.cases.municipality[case]]

    def investigations(self):
        """(case, opened day, start day, limit day, closed day) of each."""
        closed = {
            case: self.clock.day_of_end(tick) for tick, kind, case, *_ in self.rows if kind == Kind.INVESTIGATION_CLOSED
        }
        extended = {case for _, kind, case, *_ in self.rows if kind == Kind.EXTENDED}
        for tick, kind, case, _, _, _, start in self.rows:
            if kind == Kind.INVESTIGATION_OPENED:
                months = self.org.rules.extended_months if case in extended else self.org.rules.deadline_months
                limit = self.clock.day(add_months(self.clock.date(start), months))
                yield case, self.clock.day_of_end(max(tick, 1)), start, limit, closed.get(case, 10**6)

    def breaches(self):
        breaches, limits = Counter(), Counter()
        for case, _, _, limit, closed in self.investigations():
            if 0 <= limit < self.n_days:
                for place in self.places(case, 1, limit):
                    limits[place, self.year(limit)] += 1
                    breaches[place, self.year(limit)] += closed > limit
        return breaches, limits

    def child_days(self):
        days = Counter()
        for case, _, _, limit, closed in self.investigations():
            for day in range(max(limit + 1, 0), min(closed + 1, self.n_days)):
                for place in self.places(case, 1, day):
                    days[place, self.year(day)] += 1
        return days

    def effort(self):
        given, full, minutes = Counter(), Counter(), Counter()
        for tick, kind, case, task, _, worker, value in self.rows:
            if kind == Kind.WORK_ENDED:
                minutes[case, task] += value
            if kind == Kind.TASK_DONE:
                day = self.clock.day_of_end(tick)
                period = self.organisation(day)
                service = period.teams[period.team_of_worker[worker]].service
                for place in (REGION, ("service", service), self.municipality(case)):
                    given[place, self.year(day)] += minutes[case, task]
                    full[place, self.year(day)] += value
        return given, full

    def children(self):
        """Children of the region with an investigation or measure in each year."""
        seen, since = set(), {}
        closings = [row for row in self.rows if row[1] == Kind.CASE_CLOSED]
        for tick, kind, case, _, stage, _, _ in self.rows:
            if kind == Kind.STAGE_ENTERED and stage > 0:
                since.setdefault(case, tick)
        ends = {case: tick for tick, _, case, *_ in closings}
        for case, tick in since.items():
            previous = int(self.tape.cases.previous[case])
            end = ends.get(case, self.clock.end_tick)
            if end > tick:
                first, last = self.year(self.clock.day_of_tick(tick)), self.year(self.clock.day_of_end(end))
                seen |= {(case if previous < 0 else previous, year) for year in range(first, last + 1)}
        return Counter((REGION, year) for _, year in seen)

    def owned_above_norm(self):
        """(worker-weeks above the norm, all worker-weeks) of the region by year."""
        above, weeks, owner, events = Counter(), Counter(), {}, list(self.rows)
        for workday in range(self.clock.n_workdays):
            day, tick = self.clock.day_of_workday(workday), workday * self.clock.day_minutes
            if workday and self.monday(day) == self.monday(self.clock.day_of_workday(workday - 1)):
                continue
            while events and events[0][0] <= tick:
                _, kind, case, _, _, worker, _ = events.pop(0)
                if kind == Kind.ASSIGNED:
                    owner[case] = worker
                elif kind in (Kind.RELEASED, Kind.CASE_CLOSED):
                    owner.pop(case, None)
            owned = Counter(owner.values())
            for worker in range(len(self.org.fte)):
                if not self.org.capacity.vacant[worker, workday]:
                    weeks[REGION, self.year(day)] += 1
                    above[REGION, self.year(day)] += owned[worker] > self.org.cases_norm
        return above, weeks

    def monday(self, day):
        date = self.clock.date(day)
        return date - dt.timedelta(days=date.weekday())


@pytest.fixture(scope="module", params=["status_quo", "full_merger"])
def twin(request):
    study = load_config(CONFIG)
    config = study.resolve(study.scenario_names[0], {}).model_copy(update={"years": 1})
    tape = draw(config, 0, {})
    org = organise(config, request.param, tape)
    return Twin(run(org, tape), tape, org)


@pytest.fixture(scope="module")
def counts(twin):
    return count(twin.log, twin.tape, twin.org)


def assert_agree(table, counts, indicator, expected, scopes=("region", "service", "municipality")):
    """The yearly numbers of [indicator, unit, period] are those of a Counter by (unit, year)."""
    rows = table[counts.indicators.index(indicator)]
    found = {
        (unit, year): rows[u, p]
        for u, unit in enumerate(counts.units)
        for p, (year, quarter) in enumerate(counts.periods)
        if unit[0] in scopes and quarter == 0 and not np.isnan(rows[u, p])
    }
    assert found == {key: expected[key] for key in found}
    assert sum(found.values()) > 0


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
