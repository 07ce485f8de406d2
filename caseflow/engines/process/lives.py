"""What a case lives through: the flow from a report, or from today's caseload, to the end."""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import Any

import numpy as np
import simpy

from caseflow.engines import rules
from caseflow.engines.process.books import Life
from caseflow.engines.process.office import Office
from caseflow.engines.process.state import NOBODY, Case, Task
from caseflow.engines.rules import CARE, INTAKE, INVESTIGATION, MEASURES
from caseflow.log import Kind
from caseflow.organisation import BOUGHT
from caseflow.tape.tables import (
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    OUTCOME_DISMISSED,
)


class CaseLives:
    """What a case lives through, from its report or from today to its end."""

    def __init__(self, office: Office):
        self.office = office
        self.env = office.env
        self.clock = office.clock
        self.rules = office.rules
        self.marks = office.marks
        self.record = office.record
        self.received: list[int] = []
        self.at_deadline: list[Case] = []
        self.case_of_child: dict[int, Case] = {}

    # -- how a case begins ----------------------------------------------------------------------------------------

    def open_caseload(self) -> None:
        """Today's open cases take up their lives at tick 0."""
        for row, origin in enumerate(self.marks.origin):
            if origin == ORIGIN_REPORT:
                return
            if not self.office.org.served[self.marks.municipality[row]]:
                continue
            case = self._new_case(row)
            if origin == ORIGIN_OPEN_INVESTIGATION:
                self.office.enter(case, INVESTIGATION, was_there=True)
                self.env.process(self.life_from_investigation(case))
            elif origin == ORIGIN_OPEN_CARE:
                self.office.enter(case, CARE, was_there=True)
                self.env.process(self.life_from_care(case))
            else:
                self.office.enter(case, MEASURES, was_there=True)
                self.env.process(self.life_from_measures(case))

    def post_box(self) -> Life:
        """Reports come in; the tick's dispatch receives them."""
        for row in self._reports():
            yield from self.office.until(self.marks.visible_tick[row])
            self.received.append(row)
            self.office.want_dispatch()

    def _reports(self) -> list[int]:
        """The rows that may be reports under some period, by tick."""
        marks, org = self.marks, self.office.org
        growth = np.max([period.growth_mark for period in org.periods], axis=0)
        municipality = np.array(marks.municipality, dtype=np.int64)
        may_be = np.array(marks.origin) == ORIGIN_REPORT
        may_be &= org.served[municipality] & (np.array(marks.growth_mark) < growth[municipality])
        order = np.argsort(marks.visible_tick, kind="stable")
        rows: list[int] = order[may_be[order]].tolist()
        return rows

    def receive(self, row: int) -> None:
        """A report on a child whose case is open becomes a task there; any other opens a case."""
        municipality = self.marks.municipality[row]
        if self.marks.growth_mark[row] >= self.office.period.growth_mark[municipality]:
            return
        self.record(Kind.REPORT, row, value=int(self.marks.emergency[row]))
        self._respond(row, self.office.period.response_minutes[municipality])
        open_case = self.case_of_child.get(self._child(row))
        if open_case is None or open_case.ending:
            case = self._new_case(row)
            self.env.process(self.life(case, self._open_intake(case)))
        else:
            self.record(Kind.ATTACHED, row, value=open_case.row)
            self._add_later_report(open_case, row)

    def _respond(self, row: int, minutes: int) -> None:
        """Whoever is on call responds to an emergency out of hours."""
        if self.marks.out_of_hours[row] and minutes >= 0:
            self.record(Kind.RESPONDED, row, value=minutes)

    def _child(self, row: int) -> int:
        previous: int = self.marks.previous[row]
        return row if previous < 0 else previous

    def _new_case(self, row: int) -> Case:
        case = self.office.new_case(row)
        self.case_of_child[self._child(row)] = case
        return case

    def _add_later_report(self, case: Case, row: int) -> None:
        due = self.clock.tick_after(self.marks.report_day[row] + self.rules.screening_days)
        minutes = self.marks.later_report_minutes[row]
        urgent = bool(self.marks.emergency[row])
        self.office.add_task(case, rules.LATER_REPORT, case.later_reports, minutes, due, urgent=urgent)
        case.later_reports += 1

    def _open_intake(self, case: Case) -> Task:
        row = case.row
        self.office.enter(case, INTAKE)
        due = self.clock.tick_after(self.marks.report_day[row] + self.rules.screening_days)
        urgent = bool(self.marks.emergency[row])
        return self.office.add_task(case, rules.SCREENING, 0, self.marks.screening_minutes[row], due, urgent=urgent)

    # -- lives ----------------------------------------------------------------------------------------------------

    def life(self, case: Case, screening: Task) -> Life:
        """A reported case: screening, then investigation, measures and care as far as it comes."""
        yield screening.done
        if self.marks.dismissed[case.row]:
            self.record(Kind.REPORT_DISMISSED, case.row, stage=INTAKE)
            yield from self.office.wind_up(case)
            return
        self.office.enter(case, INVESTIGATION)
        yield from self.life_from_investigation(case)

    def life_from_investigation(self, case: Case) -> Life:
        """From the opening of the investigation on."""
        yield from self.investigation(case)
        outcome = self.marks.outcome[case.row]
        if outcome == OUTCOME_DISMISSED:
            yield from self.office.wind_up(case)
        elif outcome == OUTCOME_CARE:
            yield from self.becoming_care(case)
        else:
            self.office.enter(case, MEASURES)
            yield from self.decide_measure(case, rules.ASSISTANCE)
            yield from self.life_from_measures(case)

    def life_from_measures(self, case: Case) -> Life:
        """From the start of an assistance measure on."""
        becomes_care = yield from self.measures(case)
        if becomes_care:
            yield from self.becoming_care(case)
        else:
            yield from self.office.wind_up(case)

    def life_from_care(self, case: Case) -> Life:
        """From the child's placement on."""
        yield from self.care(case)
        yield from self.office.wind_up(case)

    def becoming_care(self, case: Case) -> Life:
        """The county board's case where there is one, the placement, and care."""
        self.office.enter(case, CARE)
        if self.marks.county_board[case.row]:
            yield from self.county_board(case)
        yield from self.decide_measure(case, rules.CARE_MEASURE)
        yield from self.life_from_care(case)

    def county_board(self, case: Case) -> Life:
        """The preparation and, beside it, a lawyer's part."""
        due = self.clock.after(self.office.now, self.rules.county_board_days)
        row, marks = case.row, self.marks
        parts = [
            self.office.ask(case, rules.COUNTY_BOARD, 0, marks.county_board_minutes[row], due),
            self.office.ask(case, rules.LEGAL_HELP, 0, marks.legal_help_minutes[row], due),
        ]
        for part in parts:
            if part is not None:
                yield part.done

    # -- investigation --------------------------------------------------------------------------------------------

    def investigation(self, case: Case) -> Life:
        """Contacts at their pace beside outside information, then the conclusion."""
        opened_tick = self._open_investigation(case)
        information = self._ask_information(case, opened_tick)
        yield from self.contacts(case, opened_tick)
        if information is not None:
            yield information
        minutes = self.marks.conclusion_minutes[case.row]
        conclusion = self.office.ask(case, rules.CONCLUSION, 0, minutes, case.due)
        if conclusion is not None:
            yield conclusion.done
        case.investigating = False
        self.record(Kind.INVESTIGATION_CLOSED, case.row, stage=INVESTIGATION, value=self.marks.outcome[case.row])

    def _open_investigation(self, case: Case) -> int:
        """Start the legal clock and make the plan; the tick of the opening, negative for those open today."""
        row, now = case.row, self.office.now
        if self.marks.origin[row] == ORIGIN_OPEN_INVESTIGATION:
            start_day = -self.marks.age_days[row]
            opened_tick = min(0, self.clock.first_tick(start_day))
        else:
            start_day = rules.clock_start_day(
                self.rules.clock_starts,
                self.marks.report_day[row],
                self.clock.day_of_end(now),
                self.rules.screening_days,
            )
            opened_tick = now
        self.record(Kind.INVESTIGATION_OPENED, row, stage=INVESTIGATION, value=start_day)
        case.investigating = True
        deadline_day = self.clock.add_months(start_day, self.rules.deadline_months)
        case.due = self._plan(case, opened_tick, deadline_day)
        if self.marks.extension[row]:
            self.env.process(self._reach_deadline(case, deadline_day))
        return opened_tick

    def _plan(self, case: Case, opened_tick: int, deadline_day: int) -> int:
        """Whether the case is planned late, by the practice of its team; the tick by which its work is due."""
        case.planned_late = self.marks.planned_late_mark[case.row] < self.office.planned_late[case.municipality]
        if not case.planned_late:
            return self.clock.tick_after(deadline_day)
        self.record(Kind.PLANNED_LATE, case.row, stage=INVESTIGATION)
        return opened_tick + self.rules.planned_late_working_days * self.office.day_minutes

    def _reach_deadline(self, case: Case, deadline_day: int) -> Life:
        """On the deadline's last working day, the dispatch looks whether the case is still open."""
        yield from self.office.until(self.clock.last_workday_tick(deadline_day))
        self.at_deadline.append(case)
        self.office.want_dispatch()

    def _ask_information(self, case: Case, opened_tick: int) -> simpy.Process | None:
        """Ask for outside information, unless the case needs none or has it already today."""
        days = self.marks.information_days[case.row]
        if days < 0:
            return None
        arrives_tick = self.clock.after(opened_tick, days)
        if arrives_tick <= 0:
            return None
        wait_days = self.clock.day_of_tick(arrives_tick) - self.clock.day_of_tick(self.office.now)
        self.record(Kind.INFORMATION_ASKED, case.row, stage=INVESTIGATION, value=wait_days)
        return self.env.process(self._information_arrives(case, arrives_tick))

    def _information_arrives(self, case: Case, tick: int) -> Life:
        yield from self.office.until(tick)
        self.record(Kind.INFORMATION_ARRIVED, case.row, stage=INVESTIGATION)

    def contacts(self, case: Case, opened_tick: int) -> Life:
        """Contacts one after the other, none before its planned tick; those planned before today are done."""
        minutes = self.marks.contact_minutes[case.row]
        for contact in range(self.marks.contacts[case.row]):
            planned_tick = self._planned_tick(case, opened_tick, contact)
            if planned_tick > 0:
                yield from self.office.until(planned_tick)
                yield from self.contact(case, contact, minutes)

    def _planned_tick(self, case: Case, opened_tick: int, contact: int) -> int:
        contacts = self.marks.contacts[case.row]
        if case.planned_late:
            workdays = rules.contact_offset(self.rules.planned_late_working_days, contact, contacts)
            return opened_tick + workdays * self.office.day_minutes
        days = rules.contact_offset(self.marks.pace_days[case.row], contact, contacts)
        return self.clock.after(opened_tick, days) if days else opened_tick

    def contact(self, case: Case, contact: int, minutes: int) -> Life:
        """One contact; with a second worker it is done when both parts are."""
        urgent = contact == 0 and bool(self.marks.emergency[case.row])
        task = self.office.add_task(case, rules.CONTACT, contact, minutes, case.due, urgent=urgent)
        case.parts = [task]
        if case.second != NOBODY:
            self.office.add_second_part(case)
        for part in case.parts:
            yield part.done
        case.parts = []

    # -- measures and care ----------------------------------------------------------------------------------------

    def decide_measure(self, case: Case, kind: int) -> Life:
        """From the decision to the measure in place, and the work of starting it."""
        self.record(Kind.MEASURE_DECIDED, case.row, stage=case.stage, value=kind)
        if kind == rules.ASSISTANCE and self.office.period.places is not None:
            of_kinds = self.office.period.places.search_permille[case.municipality]
            yield from self.find_measure(case, int(of_kinds[self.marks.measure_kind[case.row]]))
        else:
            yield from self.office.wait_days(self.marks.measure_wait_days[case.row])
        self.record(Kind.MEASURE_STARTED, case.row, stage=case.stage, value=kind)
        days = self.rules.follow_up_days if kind == rules.ASSISTANCE else self.rules.care_follow_up_days
        due = self.clock.after(self.office.now, days)
        occurrence = kind - rules.ASSISTANCE
        self.office.add_task(case, rules.MEASURE_START, occurrence, self.marks.measure_start_minutes[case.row], due)

    def find_measure(self, case: Case, search_permille: int) -> Life:
        """The search's work beside its days, then a place where the kind of measure has a limited number."""
        days = self.marks.search_days[case.row] * search_permille // rules.PERMILLE
        over = self.clock.after(self.office.now, days)
        search = self.office.ask(case, rules.MEASURE_SEARCH, 0, self.marks.search_minutes[case.row], over)
        if search is not None:
            yield search.done
        yield from self.office.until(over)
        if self.office.places.is_limited(case):
            yield self.office.places.want(case)

    def measures(self, case: Case) -> Generator[simpy.Event, Any, bool]:
        """Follow-ups and reviews until the measure ends; whether the case then becomes care."""
        row, marks, rule = case.row, self.marks, self.rules
        if marks.origin[row] != ORIGIN_REPORT and self.office.now == 0:
            self.record(Kind.MEASURE_STARTED, row, stage=MEASURES, value=rules.ASSISTANCE + rules.OPEN_TODAY)
            if self.office.places.is_limited(case):
                self.office.places.take(case)
        case.measure_in_place = True
        becomes_care: bool = marks.escalation_days[row] >= 0
        end = self.clock.after(self.office.now, marks.escalation_days[row] if becomes_care else marks.measure_days[row])
        self._repeat(case, rules.FOLLOW_UP, rule.follow_up_days, marks.follow_up_phase, marks.follow_up_minutes, end)
        self._repeat(case, rules.REVIEW, rule.review_days, marks.quarterly_phase, marks.review_minutes, end)
        if self._may_have_milieu_worker(case):
            phase, minutes = marks.follow_up_phase, marks.milieu_minutes
            self._repeat(case, rules.MILIEU_WORK, rule.milieu_days, phase, minutes, end)
        yield from self.office.until(end)
        lapsing = [task for task in case.tasks.values() if task.kind in rules.ASSISTANCE_TASKS]
        self.office.lapse_all(task for task in lapsing if task.route != BOUGHT)
        case.measure_in_place = False
        self.office.places.leave(case)
        return becomes_care

    def _may_have_milieu_worker(self, case: Case) -> bool:
        """Whether under some period the child's kind of measure comes with one."""
        kinds = (period.places.milieu_kind for period in self.office.org.periods if period.places is not None)
        return self.marks.measure_kind[case.row] in kinds

    def care(self, case: Case) -> Life:
        """Foster-home follow-ups, visits and the visitor's follow-ups until care ends."""
        row, marks, rule = case.row, self.marks, self.rules
        if marks.origin[row] == ORIGIN_OPEN_CARE and self.office.now == 0:
            self.record(Kind.MEASURE_STARTED, row, stage=CARE, value=rules.CARE_MEASURE + rules.OPEN_TODAY)
        end = self.clock.after(self.office.now, marks.care_days[row])
        repeat = self._repeat
        repeat(
            case,
            rules.CARE_FOLLOW_UP,
            rule.care_follow_up_days,
            marks.follow_up_phase,
            marks.care_follow_up_minutes,
            end,
        )
        repeat(case, rules.HOME_VISIT, rule.visit_days, marks.quarterly_phase, marks.home_visit_minutes, end)
        repeat(case, rules.VISITOR_FOLLOW_UP, rule.visitor_days, marks.visitor_phase, marks.visitor_minutes, end)
        yield from self.office.until(end)

    def _repeat(self, case: Case, kind: int, days: int, phase: list[int], minutes: list[int], end: int) -> None:
        """Start a series of recurring tasks: the first after what is left of its interval, the last before ``end``."""
        first = max(1, days * phase[case.row] // rules.PERMILLE)
        self.env.process(self.series(case, kind, first, days, minutes[case.row], end))

    def series(self, case: Case, kind: int, first: int, days: int, minutes: int, end: int) -> Life:
        """A task each interval; one that was not started when the next falls due is missed and replaced."""
        start, task = self.office.now, None
        for occurrence in count():
            ready = self.clock.after(start, first + occurrence * days)
            if ready >= end:
                return
            yield from self.office.until(ready)
            if task is not None and task.ready and task.left < 0 and task.route != BOUGHT:
                self.office.miss(task)
            due = self.clock.after(start, first + (occurrence + 1) * days)
            task = self.office.ask(case, kind, occurrence, minutes, due)
