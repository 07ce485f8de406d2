"""Indicators by plain loops over the rows of a log."""

import datetime as dt
from collections import Counter

import numpy as np
import pytest

from caseflow.clock import add_months
from caseflow.log import TASK_KIND_FACTOR, Kind

REGION = ("region", "region")
ENDS_SESSION = (Kind.WORK_SUSPENDED, Kind.TASK_DONE)
ENDS_TASK = (Kind.TASK_DONE, Kind.TASK_MISSED, Kind.TASK_DROPPED, Kind.BOUGHT)
ASKED_OR_ARRIVED = (Kind.INFORMATION_ASKED, Kind.INFORMATION_ARRIVED)


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
        return [period for period in self.org.periods if period.start_day <= day][-1]

    def places(self, case, stage, day):
        """The units, without the team, of a case."""
        period = self.organisation(day)
        team = period.team_of[self.tape.cases.municipality[case]][stage]
        return *self.region(case), ("service", period.teams[team].service), self.municipality(case)

    def region(self, case):
        """The region, if the case is of one of its municipalities."""
        return () if self.org.outside[self.tape.cases.municipality[case]] else (REGION,)

    def is_of_region(self, worker):
        """Whether the worker does not live in a neighbouring region."""
        home = self.org.home_of_worker[worker]
        return home < 0 or not self.org.outside[home]

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
        given, full, minutes, needed = Counter(), Counter(), Counter(), {}
        for tick, kind, case, task, _, worker, value in self.rows:
            if kind == Kind.WORK_STARTED:
                needed[case, task] = value
            if kind in ENDS_SESSION:
                minutes[case, task] += value
            if kind in (Kind.TRAVELLED, Kind.RELEARNED, Kind.HANDED_OVER):
                minutes[case, task] -= value
            if kind == Kind.TASK_DONE:
                day = self.clock.day_of_end(tick)
                period = self.organisation(day)
                service = period.teams[period.team_of_worker[worker]].service
                for place in (*self.region(case), ("service", service), self.municipality(case)):
                    given[place, self.year(day)] += minutes[case, task]
                    full[place, self.year(day)] += needed[case, task]
        return given, full

    def children(self):
        """Children of the region with an investigation or measure in each year."""
        seen, since = set(), {}
        closings = [row for row in self.rows if row[1] == Kind.CASE_CLOSED]
        for tick, kind, case, _, stage, _, _ in self.rows:
            if kind == Kind.STAGE_ENTERED and stage > 0 and self.region(case):
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
            period = self.organisation(day)
            for worker, team in enumerate(period.team_of_worker):
                owns = team >= 0 and period.teams[team].stages and self.is_of_region(worker)
                if owns and not self.org.capacity.vacant[worker, workday]:
                    weeks[REGION, self.year(day)] += 1
                    above[REGION, self.year(day)] += owned[worker] > self.org.cases_norm
        return above, weeks

    def travel(self):
        """(hours by where the family lives, by who travels) by place and year."""
        by_family, by_worker = Counter(), Counter()
        for tick, kind, case, _, _, worker, minutes in self.rows:
            if kind == Kind.TRAVELLED:
                day = self.clock.day_of_tick(tick)
                period = self.organisation(day)
                service = "service", period.teams[period.team_of_worker[worker]].service
                for place in (*self.region(case), service, self.municipality(case)):
                    by_family[place, self.year(day)] += minutes / 60
                for place in (REGION, service) if self.is_of_region(worker) else (service,):
                    by_worker[place, self.year(day)] += minutes / 60
        return by_family, by_worker

    def evenings(self):
        """(days on duty, call-outs) by service and region and year."""
        duties, calls = Counter(), Counter()
        for day in range(self.n_days):
            period = self.organisation(day)
            for team in set(period.on_call_team[period.on_call_team >= 0].tolist()):
                for place in (REGION, ("service", period.teams[team].service)):
                    duties[place, self.year(day)] += 1
        for tick, kind, case, _, _, _, after in self.rows:
            day = self.response_day(case, after) if kind == Kind.RESPONDED else self.n_days
            if day < self.n_days:
                day = self.day_of_call_out(day, tick)
                period = self.organisation(day)
                team = period.on_call_team[self.tape.cases.municipality[case]]
                for place in (REGION, ("service", period.teams[team].service)) if team >= 0 else ():
                    calls[place, self.year(day)] += 1
        return duties, calls

    def day_of_call_out(self, day, tick):
        """The day of the response; of one before a change after which the log has its row, that of the row."""
        row_day = self.clock.day_of_tick(tick)
        return day if self.organisation(day) is self.organisation(row_day) else row_day

    def response_day(self, case, after):
        marks = self.tape.cases
        return (int(marks.report_day[case]) * 1440 + int(marks.report_minute[case]) + after) // 1440

    def response_minutes(self):
        """(minutes from an emergency to its answer, emergencies answered) by place and year."""
        minutes, number = Counter(), Counter()
        marks = self.tape.cases
        answered = {case for _, kind, case, *_ in self.rows if kind == Kind.ATTACHED}
        for kinds in ((Kind.RESPONDED,), (Kind.WORK_STARTED,)):
            for tick, kind, case, _, _, _, value in self.rows:
                if kind not in kinds or case in answered or not marks.emergency[case]:
                    continue
                answered.add(case)
                reported = int(marks.report_day[case]) * 1440 + int(marks.report_minute[case])
                day, minute = self.clock.day_of_tick(tick), tick % self.clock.day_minutes
                at = reported + value if kind == Kind.RESPONDED else day * 1440 + self.clock.opens_minute + minute
                if at // 1440 < self.n_days:
                    for place in self.places(case, 0, at // 1440):
                        minutes[place, self.year(at // 1440)] += at - reported
                        number[place, self.year(at // 1440)] += 1
        return minutes, number

    def waiting_ticks(self):
        """Ticks between PLACE_WANTED and PLACE_TAKEN by place and year."""
        ticks, since = Counter(), {}
        for tick, kind, case, *_ in self.rows:
            if kind == Kind.PLACE_WANTED:
                since[case] = tick
            elif kind == Kind.PLACE_TAKEN:
                for each in range(since.pop(case), tick):
                    day = self.clock.day_of_tick(each)
                    for place in self.places(case, 2, day):
                        ticks[place, self.year(day)] += 1
        return ticks

    def labels(self, cases):
        """{case: ticks by label} of closed investigations, minute by minute; labels as in PROCESSING_PARTS."""
        rows = {case: [] for case in cases}
        for row in self.rows:
            if row[2] in rows:
                rows[row[2]].append(row)
        starts = {case: start for case, _, start, *_ in self.investigations()}
        return {case: self.labels_of(of_case, starts[case]) for case, of_case in rows.items()}

    def labels_of(self, rows, start_day):
        case, ticks = rows[0][2], [0] * 7
        first = self.clock.workday_on_or_after(max(start_day, 0)) * self.clock.day_minutes
        closed = next(tick for tick, kind, *_ in rows if kind == Kind.INVESTIGATION_CLOSED)
        for each in range(max(first, int(self.tape.cases.visible_tick[case])), closed):
            ticks[self.label([row for row in rows if row[0] <= each], each)] += 1
        return ticks

    def label(self, rows, tick):
        """The label of a minute, by the rows of its case up to then."""
        capacity, (workday, minute) = self.org.capacity, divmod(tick, self.clock.day_minutes)
        owner, ready, working, stage, waits, asked = None, set(), set(), None, False, False
        for _, kind, _, task, of_stage, worker, _ in without_sessions_of_no_minutes(rows):
            if kind == Kind.TASK_READY:
                ready.add(task)
            elif kind == Kind.WORK_STARTED:
                working.add(worker)
            if kind in ENDS_TASK:
                ready.discard(task)
            if kind in ENDS_SESSION:
                working.discard(worker)
            if kind in (Kind.ASSIGNED, Kind.RELEASED):
                owner = worker if kind == Kind.ASSIGNED else None
            stage = of_stage if kind == Kind.STAGE_ENTERED else stage
            waits = kind == Kind.OWNER_WANTED if kind in (Kind.OWNER_WANTED, Kind.ASSIGNED) else waits
            asked = kind == Kind.INFORMATION_ASKED if kind in ASKED_OR_ARRIVED else asked
        if any(minute < capacity.minutes[worker, workday] for worker in working):
            return 0
        owner_away = owner is not None and capacity.away[owner, workday]
        applies = (waits, bool(ready) and owner_away, bool(ready), asked, stage == 0, True)
        return 1 + applies.index(True)

    def days_at_work(self):
        """{(worker, working day)} of everybody who is at work, whoever fell ill for load left out."""
        capacity = self.org.capacity
        there = {
            (worker, day)
            for worker in range(len(self.org.fte))
            for day in range(self.clock.n_workdays)
            if capacity.scheduled[worker, day] and not capacity.away[worker, day]
        }
        for tick, kind, _, _, _, worker, until in self.rows:
            if kind == Kind.FELL_ILL:
                there -= {(worker, day) for day in range(tick // self.clock.day_minutes, until)}
        return there

    def half_staffed(self):
        """Working days at half staff or less of each service and, of a mean one, of the region, by year."""
        days, there = Counter(), self.days_at_work()
        for workday in range(self.clock.n_workdays):
            day = self.clock.day_of_workday(workday)
            period = self.organisation(day)
            services, with_cases = {}, {team.service for team in period.teams if team.stages}
            for team in period.teams:
                services.setdefault(("service", team.service), set()).update(team.workers)
            for place, workers in services.items():
                at_work = sum(round(self.org.fte[w] * 1000) for w in workers if (w, workday) in there)
                is_thin = 2 * at_work <= sum(round(self.org.fte[w] * 1000) for w in workers)
                days[place, self.year(day)] += is_thin
                if place[1] in with_cases:
                    days[REGION, self.year(day)] += is_thin / len(with_cases)
        return days

    def measures_ore(self):
        """Øre of measures by (municipality, cost function, year), day by day."""
        money, ore, since = self.org.money, Counter(), {}
        ends = (Kind.MEASURE_STARTED, Kind.STAGE_ENTERED, Kind.CASE_CLOSED)
        rows = sorted((row for row in self.rows if row[1] in ends), key=lambda row: (row[0], row[1] in ends[:1]))
        for tick, kind, case, _, _, _, value in [*rows, *((None, None, case, *[0] * 4) for case in self.all_cases())]:
            day = self.n_days if tick is None else min(self.n_days, self.day_of(tick))
            if case in since:
                start, is_care = since.pop(case)
                m = int(self.tape.cases.municipality[case])
                price = money.care_ore[m] if is_care else money.assistance_ore[m, self.tape.cases.measure_kind[case]]
                for each in range(start, day):
                    ore[m, 252 if is_care else 251, self.year(each)] += price / self.days_in_year(each)
            if kind == Kind.MEASURE_STARTED:
                since[case] = (0 if value >= 10 else day, value % 10 == 2)
        return ore

    def all_cases(self):
        return {case for _, _, case, *_ in self.rows if case >= 0}

    def day_of(self, tick):
        return self.clock.day_of_tick(tick) if tick < self.clock.end_tick else self.n_days

    def days_in_year(self, day):
        return dt.date(self.year(day), 12, 31).timetuple().tm_yday

    def casework_ore(self):
        """Øre of casework of all services together by year, day by day and row by row; nobody does milieu work."""
        money, org, ore = self.org.money, self.org, Counter()
        for day in range(self.n_days):
            period, year = self.organisation(day), self.year(day)
            y = year - self.clock.today.year
            workers = [w for w, team in enumerate(period.team_of_worker) if team >= 0]
            a_year = sum(int(money.post_ore[w, y] + money.other_ore[w]) for w in workers)
            a_year += money.office_ore * len({int(org.office_of_worker[w]) for w in workers})
            services = money.services[org.periods.index(period)]
            a_year += money.guidance_ore * sum(service.buys_guidance for service in services)
            bought = {m for service in services for m in np.flatnonzero(service.buys_on_call)}
            a_year += sum(money.on_call_ore * money.children[m, y] / 1000 for m in bought)
            teams = {int(team) for team in period.on_call_team if team >= 0}
            ore[year] += a_year / self.days_in_year(day) + money.duty_week_ore * len(teams) / 7
        for tick, kind, case, task, _, worker, value in self.rows:
            m = self.tape.cases.municipality[case]
            if kind == Kind.TRAVELLED:
                workday, day = tick // self.clock.day_minutes, self.clock.day_of_tick(tick)
                share = self.organisation(day).trip_permille[task // TASK_KIND_FACTOR] / 1000
                ore[self.year(day)] += money.km_ore * org.trip_km[org.office_on[worker, workday], m] * share
            if kind == Kind.BOUGHT:
                price = money.hour_ore[task // TASK_KIND_FACTOR]
                ore[self.year(self.clock.day_of_tick(min(tick, self.clock.end_tick - 1)))] += price * value / 60
            if kind == Kind.RESPONDED and self.response_day(case, value) < self.n_days:
                day = self.day_of_call_out(self.response_day(case, value), tick)
                ore[self.year(day)] += money.call_out_ore * (self.organisation(day).on_call_team[m] >= 0)
        for period, one_off in zip(org.periods, money.one_off_ore, strict=True):
            ore[self.year(period.start_day)] += one_off
        return ore

    def monday(self, day):
        date = self.clock.date(day)
        return date - dt.timedelta(days=date.weekday())


def without_sessions_of_no_minutes(rows):
    """Rows in canonical order, without the sessions whose end stands before their beginning at the same tick."""
    ended = []
    for row in rows:
        tick, kind, case, task, _, worker, value = row
        if kind == Kind.WORK_SUSPENDED and value == 0:
            ended.append((tick, case, task, worker))
        elif kind == Kind.WORK_STARTED and (tick, case, task, worker) in ended:
            ended.remove((tick, case, task, worker))
        else:
            yield row


def assert_agree(table, counts, indicator, expected, scopes=("region", "service", "municipality")):
    """The yearly numbers of [indicator, unit, period] are those of a Counter by (unit, year)."""
    rows = table[counts.indicators.index(indicator)]
    found = {
        (unit, year): rows[u, p]
        for u, unit in enumerate(counts.units)
        for p, (year, quarter) in enumerate(counts.periods)
        if unit[0] in scopes and quarter == 0 and not np.isnan(rows[u, p])
    }
    assert found == pytest.approx({key: expected[key] for key in found}, rel=1e-12)
    assert sum(found.values()) > 0
