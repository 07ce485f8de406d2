"""What a case lives through: the flow from a report, or from today's caseload, to the end, step by step."""

from __future__ import annotations

from caseflow.compiling import lean
from caseflow.engines import rules
from caseflow.engines.compiled import books, desks, office, places
from caseflow.engines.compiled.lists import check_room, put
from caseflow.engines.compiled.state import NOBODY, NONE
from caseflow.engines.compiled.world import World
from caseflow.engines.rules import CARE, INTAKE, INVESTIGATION, MEASURES, PERMILLE
from caseflow.log import TASK_KIND_FACTOR, Kind
from caseflow.organisation.tables import BOUGHT
from caseflow.tape.tables import (
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    OUTCOME_DISMISSED,
)

OPENING, SCREENING, CONTACT_PLANNED, CONTACT, INFORMATION, CONCLUSION = range(6)
COUNTY_BOARD, MEASURE_DECIDED, SEARCH, SEARCH_DAYS, PLACE, IN_MEASURE, IN_CARE, ENDING, OVER = range(6, 15)
"""Where a case is in its life: what it waits for."""

# -- how a case begins --------------------------------------------------------------------------------------------


@lean
def open_caseload(w: World) -> None:
    """Today's open cases take up their lives at tick 0."""
    for number in range(len(w.case)):
        mark = w.mark[number]
        if mark.origin == ORIGIN_REPORT:
            return
        if w.served[mark.municipality]:
            office.new_case(w, number)
            office.enter(w, number, first_stage(mark.origin), True)
            w.case[number].step = OPENING
            put(w.to_settle, number)


@lean
def first_stage(origin: int) -> int:
    """The stage of a case that is open today."""
    if origin == ORIGIN_OPEN_INVESTIGATION:
        return INVESTIGATION
    return CARE if origin == ORIGIN_OPEN_CARE else MEASURES


@lean
def expect_reports(w: World) -> None:
    """Reports come in at their ticks; what of them is none under the period is told when they are received."""
    for number in range(len(w.case)):
        mark = w.mark[number]
        if mark.origin == ORIGIN_REPORT and w.served[mark.municipality]:
            books.schedule(w, mark.visible_tick, books.REPORT, number, 0)


@lean
def receive(w: World, number: int) -> None:
    """A report on a child whose case is open becomes a task there; any other opens a case."""
    mark = w.mark[number]
    now = w.municipalities[w.period, mark.municipality]
    if mark.growth_mark >= now.growth_mark:
        return
    books.record_case(w, Kind.REPORT.value, number, -1, int(mark.emergency))
    if mark.out_of_hours and now.response_minutes >= 0:
        books.record_case(w, Kind.RESPONDED.value, number, -1, now.response_minutes)
    open_case = w.case_of_child[office.child_of(w, number)]
    if open_case == NONE or w.case[open_case].ending:
        open_intake(w, number)
    else:
        books.record_case(w, Kind.ATTACHED.value, number, -1, open_case)
        add_later_report(w, open_case, number)


@lean
def screening_due(w: World, number: int) -> int:
    """The tick after which a report's screening is late."""
    return books.first_tick(w, w.mark[number].report_day + w.rule[0].screening_days + 1)


@lean
def add_later_report(w: World, number: int, report: int) -> None:
    """A report on a child whose case is open becomes one task there."""
    mark, case = w.mark[report], w.case[number]
    due = screening_due(w, report)
    minutes, kind = mark.later_report_minutes, rules.LATER_REPORT
    desks.add_task(w, number, kind, case.later_reports, minutes, due, mark.emergency)
    case.later_reports += 1


@lean
def open_intake(w: World, number: int) -> None:
    """A report opens a case."""
    office.new_case(w, number)
    office.enter(w, number, INTAKE, False)
    mark, due = w.mark[number], screening_due(w, number)
    task = desks.add_task(w, number, rules.SCREENING, 0, mark.screening_minutes, due, mark.emergency)
    wait_for_tasks(w, number, SCREENING, task, NONE)


# -- waiting ------------------------------------------------------------------------------------------------------


@lean
def wait_until(w: World, number: int, step: int, tick: int) -> None:
    """The case waits for a tick."""
    w.case[number].step, w.case[number].until_tick = step, tick
    if tick > w.now:
        books.schedule(w, tick, books.LIFE, number, 0)


@lean
def wait_for_tasks(w: World, number: int, step: int, task: int, task_too: int) -> None:
    """The case waits until one or two tasks (NONE: no task) are open no longer."""
    case = w.case[number]
    case.step, case.awaited, case.awaited_too = step, task, task_too


@lean
def is_waiting(w: World, number: int) -> bool:
    """Whether what the case waits for has not come yet."""
    case = w.case[number]
    step = case.step
    if step in (CONTACT_PLANNED, MEASURE_DECIDED, SEARCH_DAYS, IN_MEASURE, IN_CARE):
        return case.until_tick > w.now
    if step in (SCREENING, CONTACT, CONCLUSION, COUNTY_BOARD, SEARCH):
        return case.awaited >= 0 or case.awaited_too >= 0
    if step == INFORMATION:
        return case.asks_information
    if step == PLACE:
        return not case.holds_place
    if step == ENDING:
        return case.in_sessions > 0
    return step == OVER


@lean
def live(w: World, number: int) -> None:
    """The case goes on with its life until it waits."""
    while not is_waiting(w, number):
        go_on(w, number)


@lean
def go_on(w: World, number: int) -> None:
    """What the case waited for has come."""
    step = w.case[number].step
    if step == OPENING:
        begin_open_case(w, number)
    elif step == SCREENING:
        end_screening(w, number)
    elif step == CONTACT_PLANNED:
        begin_contact(w, number)
    elif step == CONTACT:
        end_contact(w, number)
    elif step == INFORMATION:
        begin_conclusion(w, number)
    elif step == CONCLUSION:
        end_investigation(w, number)
    elif step == COUNTY_BOARD:
        decide_measure(w, number, rules.CARE_MEASURE)
    elif step == SEARCH:
        wait_until(w, number, SEARCH_DAYS, w.case[number].until_tick)
    elif step == SEARCH_DAYS:
        end_search(w, number)
    elif step in (MEASURE_DECIDED, PLACE):
        start_measure(w, number)
    elif step == IN_MEASURE:
        end_measure(w, number)
    elif step == IN_CARE:
        wind_up(w, number)
    else:
        office.close_case(w, number)
        w.case[number].step = OVER


@lean
def begin_open_case(w: World, number: int) -> None:
    """Where a case that is open today takes up its life."""
    stage = w.case[number].stage
    if stage == INVESTIGATION:
        open_investigation(w, number)
    elif stage == CARE:
        begin_care(w, number)
    else:
        begin_measure(w, number)


@lean
def end_screening(w: World, number: int) -> None:
    """A report is dismissed, or investigated."""
    if w.mark[number].dismissed:
        books.record_case(w, Kind.REPORT_DISMISSED.value, number, INTAKE, -1)
        wind_up(w, number)
    else:
        open_investigation(w, number)


@lean
def wind_up(w: World, number: int) -> None:
    """End the case: unstarted tasks lapse at once, one in a session when the session ends."""
    w.case[number].ending = True
    w.case[number].step = ENDING
    desks.lapse_all(w, number)


# -- investigation ------------------------------------------------------------------------------------------------


@lean
def open_investigation(w: World, number: int) -> None:
    """Start the legal clock, make the plan, ask for outside information, find who does it; then contacts.

    A case enters its stage only here, not before: so most ticks' rows come in the order in which they stand in the log.
    """
    mark, case = w.mark[number], w.case[number]
    start_day, case.opened_tick = start_of_clock(w, number)
    books.record_case(w, Kind.INVESTIGATION_OPENED.value, number, INVESTIGATION, start_day)
    case.investigating = True
    deadline_day = books.date(w, start_day).deadline_day
    case.planned_late = mark.planned_late_mark < w.municipalities[w.period, mark.municipality].planned_late
    if case.planned_late:
        books.record_case(w, Kind.PLANNED_LATE.value, number, INVESTIGATION, -1)
        case.due = case.opened_tick + w.rule[0].planned_late_working_days * w.day_minutes
    else:
        case.due = books.first_tick(w, deadline_day + 1)
    if mark.extension:
        expect_deadline(w, number, books.last_workday_tick(w, deadline_day))
    ask_information(w, number)
    if case.stage != INVESTIGATION:
        office.enter(w, number, INVESTIGATION, False)
    case.contact = 0
    plan_contact(w, number)


@lean
def start_of_clock(w: World, number: int) -> tuple[int, int]:
    """The day on which the legal clock starts, and the tick of the opening: negative for those open today."""
    mark, rule = w.mark[number], w.rule[0]
    if mark.origin == ORIGIN_OPEN_INVESTIGATION:
        start_day = -mark.age_days
        return start_day, min(0, books.first_tick(w, start_day))
    concluded_day = books.day_of_tick(w, w.now - 1)
    return clock_start_day(rule.clock_starts, mark.report_day, concluded_day, rule.screening_days), w.now


clock_start_day = lean(rules.clock_start_day)


@lean
def expect_deadline(w: World, number: int, tick: int) -> None:
    """On the deadline's last working day, the dispatch looks whether the case is still open."""
    if tick > w.now:
        books.schedule(w, tick, books.DEADLINE, number, 0)
    else:
        reach_deadline(w, number)


@lean
def reach_deadline(w: World, number: int) -> None:
    """The deadline's last working day has come."""
    put(w.at_deadline, number)
    w.wants_dispatch = True


@lean
def ask_information(w: World, number: int) -> None:
    """Ask for outside information, unless the case needs none or has it already today."""
    days = w.mark[number].information_days
    if days < 0:
        return
    arrives_tick = books.tick_after(w, w.case[number].opened_tick, days)
    if arrives_tick <= 0:
        return
    wait_days = books.day_of_tick(w, arrives_tick) - books.day_of_tick(w, w.now)
    books.record_case(w, Kind.INFORMATION_ASKED.value, number, INVESTIGATION, wait_days)
    w.case[number].asks_information = True
    books.schedule(w, arrives_tick, books.INFORMATION, number, 0)


@lean
def information_arrives(w: World, number: int) -> None:
    """The outside information is there."""
    books.record_case(w, Kind.INFORMATION_ARRIVED.value, number, INVESTIGATION, -1)
    w.case[number].asks_information = False
    live(w, number)


@lean
def plan_contact(w: World, number: int) -> None:
    """The next contact not planned before today, or after the last the wait for outside information."""
    case, contacts = w.case[number], w.mark[number].contacts
    while case.contact < contacts:
        tick = planned_tick(w, number)
        if tick > 0:
            wait_until(w, number, CONTACT_PLANNED, tick)
            return
        case.contact += 1
    case.step = INFORMATION


@lean
def planned_tick(w: World, number: int) -> int:
    """The tick before which the case's next contact does not begin."""
    case, mark = w.case[number], w.mark[number]
    if case.planned_late:
        workdays = contact_offset(w.rule[0].planned_late_working_days, case.contact, mark.contacts)
        return case.opened_tick + workdays * w.day_minutes
    days = contact_offset(mark.pace_days, case.contact, mark.contacts)
    return books.tick_after(w, case.opened_tick, days) if days else int(case.opened_tick)


contact_offset = lean(rules.contact_offset)


@lean
def begin_contact(w: World, number: int) -> None:
    """One contact; with a second worker it is done when both parts are."""
    mark, case = w.mark[number], w.case[number]
    urgent = case.contact == 0 and mark.emergency
    task = desks.add_task(w, number, rules.CONTACT, case.contact, mark.contact_minutes, case.due, urgent)
    wait_for_tasks(w, number, CONTACT, task, NONE)
    case.contact_open = True
    if case.second != NOBODY:
        desks.add_second_part(w, number)


@lean
def end_contact(w: World, number: int) -> None:
    """A contact is done."""
    w.case[number].contact_open = False
    w.case[number].contact += 1
    plan_contact(w, number)


@lean
def begin_conclusion(w: World, number: int) -> None:
    """Contacts are done and outside information is there."""
    task = desks.ask(w, number, rules.CONCLUSION, 0, w.mark[number].conclusion_minutes, w.case[number].due)
    wait_for_tasks(w, number, CONCLUSION, task, NONE)


@lean
def end_investigation(w: World, number: int) -> None:
    """The investigation is concluded."""
    outcome = w.mark[number].outcome
    w.case[number].investigating = False
    books.record_case(w, Kind.INVESTIGATION_CLOSED.value, number, INVESTIGATION, outcome)
    if outcome == OUTCOME_DISMISSED:
        wind_up(w, number)
    elif outcome == OUTCOME_CARE:
        become_care(w, number)
    else:
        office.enter(w, number, MEASURES, False)
        decide_measure(w, number, rules.ASSISTANCE)


# -- measures and care --------------------------------------------------------------------------------------------


@lean
def become_care(w: World, number: int) -> None:
    """The county board's case where there is one; beside its preparation a lawyer's part."""
    office.enter(w, number, CARE, False)
    mark = w.mark[number]
    if not mark.county_board:
        decide_measure(w, number, rules.CARE_MEASURE)
        return
    due = books.tick_after(w, w.now, w.rule[0].county_board_days)
    preparation = desks.ask(w, number, rules.COUNTY_BOARD, 0, mark.county_board_minutes, due)
    legal_help = desks.ask(w, number, rules.LEGAL_HELP, 0, mark.legal_help_minutes, due)
    wait_for_tasks(w, number, COUNTY_BOARD, preparation, legal_help)


@lean
def decide_measure(w: World, number: int, kind: int) -> None:
    """The decision; the measure is in place after some days, or after the search for it."""
    case, mark = w.case[number], w.mark[number]
    books.record_case(w, Kind.MEASURE_DECIDED.value, number, case.stage, kind)
    case.deciding = kind
    if kind == rules.ASSISTANCE and w.periods[w.period].has_places:
        begin_search(w, number)
    else:
        wait_until(w, number, MEASURE_DECIDED, books.tick_after(w, w.now, mark.measure_wait_days))


@lean
def begin_search(w: World, number: int) -> None:
    """The search's work beside its days."""
    mark = w.mark[number]
    days = mark.search_days * w.measures[w.period, mark.municipality, mark.measure_kind].search_permille // PERMILLE
    over = books.tick_after(w, w.now, days)
    search = desks.ask(w, number, rules.MEASURE_SEARCH, 0, mark.search_minutes, over)
    wait_for_tasks(w, number, SEARCH, search, NONE)
    w.case[number].until_tick = over


@lean
def end_search(w: World, number: int) -> None:
    """The measure is found; the child waits for a place where there is a limited number."""
    if places.is_limited(w, number):
        w.case[number].step = PLACE
        places.want(w, number)
    else:
        start_measure(w, number)


@lean
def start_measure(w: World, number: int) -> None:
    """The measure is in place, and there is the work of starting it."""
    case = w.case[number]
    kind = case.deciding
    books.record_case(w, Kind.MEASURE_STARTED.value, number, case.stage, kind)
    days = w.rule[0].follow_up_days if kind == rules.ASSISTANCE else w.rule[0].care_follow_up_days
    due = books.tick_after(w, w.now, days)
    minutes = w.mark[number].measure_start_minutes
    desks.add_task(w, number, rules.MEASURE_START, kind - rules.ASSISTANCE, minutes, due, False)
    if kind == rules.ASSISTANCE:
        begin_measure(w, number)
    else:
        begin_care(w, number)


@lean
def begin_measure(w: World, number: int) -> None:
    """Follow-ups and reviews until the measure ends."""
    mark, rule = w.mark[number], w.rule[0]
    if mark.origin != ORIGIN_REPORT and w.now == 0:
        value = rules.ASSISTANCE + rules.OPEN_TODAY
        books.record_case(w, Kind.MEASURE_STARTED.value, number, MEASURES, value)
        if places.is_limited(w, number):
            places.take(w, number)
    w.case[number].measure_in_place = True
    days = mark.escalation_days if mark.escalation_days >= 0 else mark.measure_days
    end = books.tick_after(w, w.now, days)
    wait_until(w, number, IN_MEASURE, end)
    phase = mark.follow_up_phase
    repeat(w, number, rules.FOLLOW_UP, rule.follow_up_days, phase, mark.follow_up_minutes, end)
    repeat(w, number, rules.REVIEW, rule.review_days, mark.quarterly_phase, mark.review_minutes, end)
    if may_have_milieu_worker(w, number):
        repeat(w, number, rules.MILIEU_WORK, rule.milieu_days, phase, mark.milieu_minutes, end)


@lean
def may_have_milieu_worker(w: World, number: int) -> bool:
    """Whether under some period the child's kind of measure comes with one."""
    for period in w.periods:
        if period.has_places and period.milieu_kind == w.mark[number].measure_kind:
            return True
    return False


@lean
def end_measure(w: World, number: int) -> None:
    """Tasks of the measure lapse; the case becomes care or ends."""
    place = books.first_of(w, number)
    while place != NONE:
        following = books.next_of(w, place)
        task = w.task[place]
        if task.kind in rules.ASSISTANCE_TASKS and task.route != BOUGHT:
            desks.lapse(w, place)
        place = following
    w.case[number].measure_in_place = False
    places.leave_place(w, number)
    if w.mark[number].escalation_days >= 0:
        become_care(w, number)
    else:
        wind_up(w, number)


@lean
def begin_care(w: World, number: int) -> None:
    """Foster-home follow-ups, visits and the visitor's follow-ups until care ends."""
    mark, rule = w.mark[number], w.rule[0]
    if mark.origin == ORIGIN_OPEN_CARE and w.now == 0:
        value = rules.CARE_MEASURE + rules.OPEN_TODAY
        books.record_case(w, Kind.MEASURE_STARTED.value, number, CARE, value)
    end = books.tick_after(w, w.now, mark.care_days)
    wait_until(w, number, IN_CARE, end)
    days, phase, minutes = rule.care_follow_up_days, mark.follow_up_phase, mark.care_follow_up_minutes
    repeat(w, number, rules.CARE_FOLLOW_UP, days, phase, minutes, end)
    repeat(w, number, rules.HOME_VISIT, rule.visit_days, mark.quarterly_phase, mark.home_visit_minutes, end)
    repeat(w, number, rules.VISITOR_FOLLOW_UP, rule.visitor_days, mark.visitor_phase, mark.visitor_minutes, end)


# -- what recurs --------------------------------------------------------------------------------------------------


@lean
def repeat(w: World, number: int, kind: int, days: int, phase: int, minutes: int, end: int) -> None:
    """Start a series of recurring tasks: the first after what is left of its interval, the last before ``end``."""
    check_room(w.n_series, len(w.series))
    place = w.n_series
    w.n_series += 1
    series = w.series[place]
    series.case, series.kind, series.start, series.end = number, kind, w.now, end
    series.first, series.days, series.minutes = max(1, days * phase // PERMILLE), days, minutes
    series.occurrence, series.task = 0, NONE
    expect_next(w, place)


@lean
def tick_of_occurrence(w: World, place: int, occurrence: int) -> int:
    """The tick at which a task of a series is ready."""
    series = w.series[place]
    return books.tick_after(w, series.start, series.first + occurrence * series.days)


@lean
def expect_next(w: World, place: int) -> None:
    """The next task of the series, if it is ready before the series ends."""
    ready = tick_of_occurrence(w, place, w.series[place].occurrence)
    if ready < w.series[place].end:
        books.schedule(w, ready, books.RECURRENCE, place, 0)


@lean
def recur(w: World, place: int) -> None:
    """The next task is ready; one that was not started when the next falls due is missed and replaced."""
    series = w.series[place]
    ready = w.now
    while ready <= w.now and ready < series.end:
        miss(w, place)
        due = tick_of_occurrence(w, place, series.occurrence + 1)
        series.task = desks.ask(w, series.case, series.kind, series.occurrence, series.minutes, due)
        series.occurrence += 1
        ready = due
    if ready < series.end:
        books.schedule(w, ready, books.RECURRENCE, place, 0)


@lean
def miss(w: World, place: int) -> None:
    """A recurring task was not started when the next fell due; nothing happens to one that was, or is bought."""
    series = w.series[place]
    if series.task == NONE:
        return
    task = w.task[series.task]
    number = series.kind * TASK_KIND_FACTOR + series.occurrence - 1
    if task.case != series.case or task.number != number:
        return
    if task.ready and task.left < 0 and task.route != BOUGHT:
        desks.remove(w, series.task, Kind.TASK_MISSED.value, -1)
