"""The process engine on small worlds, worked out by hand."""

from __future__ import annotations

from caseflow.log import Kind, Why
from tests.engines.hand import ALL_STAGES, clock, organisation, period, run, story, tape, work

INVESTIGATED = {"dismissed": False}
MEASURED = {"dismissed": False, "outcome": 1, "contacts": 1, "pace_days": 0}
OPEN_MEASURE = {"origin": 2, "family": 0}


def test_a_dismissed_report_is_one_screening_task() -> None:
    log = run(organisation(), tape({"visible_tick": 30}))
    assert work(log) == [(30, 40, 0, "screening", 0)]
    assert story(log, Kind.REPORT, Kind.REPORT_DISMISSED, Kind.CASE_CLOSED) == [
        (30, "REPORT", 0, "", -1, 0),
        (40, "REPORT_DISMISSED", 0, "", -1, -1),
        (40, "CASE_CLOSED", 0, "", -1, -1),
    ]


def test_an_investigation_paces_its_contacts_and_then_concludes() -> None:
    log = run(organisation(), tape({**INVESTIGATED, "visible_tick": 30}))
    # screening 30-40; first contact at the opening; the second 10 days later at the same minute; then the conclusion
    assert work(log) == [
        (30, 40, 0, "screening", 0),
        (40, 60, 0, "contact", 0),
        (1040, 1060, 0, "contact", 0),
        (1060, 1075, 0, "conclusion", 0),
    ]
    assert story(log, Kind.INVESTIGATION_OPENED, Kind.INVESTIGATION_CLOSED) == [
        (40, "INVESTIGATION_OPENED", 0, "", -1, 0),
        (1075, "INVESTIGATION_CLOSED", 0, "", -1, 0),
    ]


def test_the_conclusion_waits_for_outside_information() -> None:
    log = run(organisation(), tape({**INVESTIGATED, "information_days": 25}))
    assert story(log, Kind.INFORMATION_ASKED, Kind.INFORMATION_ARRIVED) == [
        (10, "INFORMATION_ASKED", 0, "", -1, 25),
        (2510, "INFORMATION_ARRIVED", 0, "", -1, -1),
    ]
    assert work(log)[-1] == (2510, 2525, 0, "conclusion", 0)


def test_the_clock_starts_as_the_rules_say() -> None:
    rows = {**INVESTIGATED, "report_day": 2, "visible_tick": 295}

    def start(clock_starts: int) -> int:
        log = run(organisation(clock_starts=clock_starts), tape(rows))
        return int(log.of(Kind.INVESTIGATION_OPENED).value[0])

    # received on day 2; screened from minute 95 of day 2 to minute 5 of day 3; a week after day 2
    assert [start(0), start(1), start(2)] == [2, 3, 9]


def test_a_case_planned_late_has_its_last_contact_after_the_planned_working_days() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0,))}, planned_late=500_000)
    log = run(organisation(team), tape({**INVESTIGATED, "planned_late_mark": 499_999}))
    assert story(log, Kind.PLANNED_LATE) == [(10, "PLANNED_LATE", 0, "", -1, -1)]
    assert work(log)[2] == (11_010, 11_030, 0, "contact", 0)


def test_a_marked_case_open_on_its_deadlines_day_is_extended() -> None:
    rows = {**INVESTIGATED, "extension": True, "pace_days": 95}
    log = run(organisation(), tape(rows))
    # opened on 4 January, day 0: the deadline is 4 April, day 90
    assert story(log, Kind.EXTENDED) == [(9000, "EXTENDED", 0, "", -1, -1)]


def test_a_marked_case_closed_before_its_deadline_is_not_extended() -> None:
    log = run(organisation(), tape({**INVESTIGATED, "extension": True, "pace_days": 20}))
    assert story(log, Kind.EXTENDED) == []


def test_a_deadline_on_a_sunday_is_looked_at_on_the_friday_before() -> None:
    # opened on Monday 4 January 2010; 4 April is Easter Sunday; the last working day before is Wednesday 31 March
    when = clock(kind="working")
    log = run(organisation(when=when), tape({**INVESTIGATED, "extension": True, "pace_days": 95}))
    day = when.day_of_tick(int(log.of(Kind.EXTENDED).tick[0]))
    assert when.date(day).isoformat() == "2010-03-31"


def test_work_is_cut_into_sessions_and_the_earlier_due_task_comes_first() -> None:
    rows = [
        {"screening_minutes": 100, "report_day": 5, "visible_tick": 0},
        {"screening_minutes": 10, "visible_tick": 20},
    ]
    log = run(organisation(), tape(*rows))
    # case 1 is due earlier (reported on day 0): it comes first when the session of 40 minutes ends
    assert work(log) == [
        (0, 40, 0, "screening", 0),
        (40, 50, 1, "screening", 0),
        (50, 90, 0, "screening", 0),
        (90, 110, 0, "screening", 0),
    ]


def test_an_emergency_is_picked_before_what_is_due_earlier() -> None:
    rows = [{"screening_minutes": 40}, {}, {"emergency": True, "report_day": 9}]
    log = run(organisation(), tape(*rows))
    assert [case for _, _, case, _, _ in work(log)] == [2, 0, 1]


def test_a_task_class_decides_before_the_due_date() -> None:
    rows = [{**OPEN_MEASURE, "follow_up_phase": 1}, {"visible_tick": 100, "report_day": 300}]
    screening_first = (0,) + (1,) * 10
    usual = work(run(organisation(), tape(*rows)))
    changed = work(run(organisation(task_class=screening_first), tape(*rows)))
    assert [s[3] for s in usual[:2]] == ["follow_up", "screening"]
    assert [s[3] for s in changed[:2]] == ["screening", "follow_up"]


def test_the_least_loaded_worker_gets_the_case_and_the_lower_number_wins_a_tie() -> None:
    rows = [{"screening_minutes": 90}, {"screening_minutes": 90}, {"visible_tick": 10}]
    log = run(organisation(workers=2), tape(*rows, workers=2))
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 1, 0]


def test_siblings_go_to_the_first_ones_worker() -> None:
    rows = [{"screening_minutes": 90}, {"family": 0}, {"family": 2}]
    log = run(organisation(workers=2), tape(*rows, workers=2))
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 0, 1]


def test_a_family_has_one_worker_whichever_of_its_children_gets_one_first() -> None:
    rows = [{"screening_minutes": 90}, {"family": 0, "emergency": True}, {"family": 0}]
    log = run(organisation(workers=2), tape(*rows, workers=2))
    assert [(row[2], row[4]) for row in story(log, Kind.ASSIGNED)] == [(0, 0), (1, 0), (2, 0)]


def test_siblings_stay_together_when_the_first_ones_case_is_closed() -> None:
    rows = [{}, {"family": 0, "dismissed": False}, {"family": 0, "dismissed": False}]
    teams = {"intake": ((0,), (0,), (0,)), "rest": ((1, 2, 3), (0,), (1, 2))}
    log = run(organisation(period(teams, workers=3), workers=3), tape(*rows, workers=3))
    first_owners = {}
    for _, _, case, _, worker, why in story(log, Kind.ASSIGNED):
        first_owners.setdefault((case, why), worker)
    assert first_owners[1, Why.STAGE] == first_owners[2, Why.STAGE]


def test_a_case_waits_while_everybody_is_at_the_caseload_limit() -> None:
    log = run(organisation(caseload_limit=1), tape({"screening_minutes": 30}, {}))
    assert story(log, Kind.ASSIGNED) == [(0, "ASSIGNED", 0, "", 0, 0), (30, "ASSIGNED", 1, "", 0, 0)]


def test_nobody_works_outside_capacity_and_a_session_spans_an_absence() -> None:
    log = run(organisation(away={0: [1]}), tape({"screening_minutes": 30, "visible_tick": 80}))
    assert work(log) == [(80, 210, 0, "screening", 0)]


def test_nobody_there_leaves_the_case_waiting_until_somebody_is() -> None:
    log = run(organisation(away={0: [0, 1]}), tape({}))
    assert story(log, Kind.OWNER_WANTED, Kind.ASSIGNED) == [
        (0, "OWNER_WANTED", 0, "", -1, 0),
        (200, "ASSIGNED", 0, "", 0, 0),
    ]


def test_a_long_absence_moves_open_work_with_what_remains_and_the_hand_over() -> None:
    rows = [{"screening_minutes": 30, "visible_tick": 80}]
    log = run(organisation(workers=2, away={0: [1, 2, 3, 4]}), tape(*rows, workers=2))
    # worker 0 has done 20 of 30 minutes on day 0; on the third day away, day 3, worker 1 does 10 + 7
    assert work(log) == [(80, 300, 0, "screening", 0), (300, 317, 0, "screening", 1)]
    assert story(log, Kind.WORK_SUSPENDED)[0] == (300, "WORK_SUSPENDED", 0, "screening", 0, 20)
    assert story(log, Kind.RELEASED, Kind.ASSIGNED)[1:] == [
        (300, "RELEASED", 0, "", 0, -1),
        (300, "ASSIGNED", 0, "", 1, 3),
    ]


def test_a_shorter_absence_moves_nothing() -> None:
    log = run(organisation(workers=2, away={0: [1, 2]}), tape({"screening_minutes": 30, "visible_tick": 80}, workers=2))
    assert work(log) == [(80, 310, 0, "screening", 0)]


def test_a_case_moves_as_soon_as_somebody_is_there_to_take_it() -> None:
    away = {0: [1, 2, 3, 4, 5], 1: [3]}
    log = run(organisation(workers=2, away=away), tape({"screening_minutes": 30, "visible_tick": 80}, workers=2))
    assert work(log)[-1] == (400, 417, 0, "screening", 1)


def test_a_later_report_on_an_open_case_is_one_task_there() -> None:
    rows = [{"screening_minutes": 35, "dismissed": False}, {"previous": 0, "visible_tick": 20}]
    log = run(organisation(), tape(*rows))
    assert story(log, Kind.ATTACHED) == [(20, "ATTACHED", 1, "", -1, 0)]
    assert work(log)[1] == (35, 40, 0, "later_report", 0)


def test_a_later_report_on_a_closed_case_opens_a_new_one() -> None:
    log = run(organisation(), tape({}, {"previous": 0, "visible_tick": 10}))
    # the first case closes at tick 10, when the second report comes: settling comes before receiving
    assert work(log) == [(0, 10, 0, "screening", 0), (10, 20, 1, "screening", 0)]


def test_a_measure_starts_after_its_wait_and_is_followed_up_until_it_ends() -> None:
    rows = {**MEASURED, "contact_minutes": 1, "conclusion_minutes": 1, "measure_days": 70}
    log = run(organisation(), tape(rows))
    # screened 0-10, contact 10-11, concluded 11-12; in place 5 days later; follow-ups on days 30 and 60, end on day 70
    assert story(log, Kind.MEASURE_DECIDED, Kind.MEASURE_STARTED, Kind.CASE_CLOSED) == [
        (12, "MEASURE_DECIDED", 0, "", -1, 1),
        (512, "MEASURE_STARTED", 0, "", -1, 1),
        (7512, "CASE_CLOSED", 0, "", -1, -1),
    ]
    assert work(log)[3:] == [
        (512, 520, 0, "measure_start", 0),
        (3512, 3518, 0, "follow_up", 0),
        (6512, 6518, 0, "follow_up", 0),
    ]


def test_a_follow_up_not_started_when_the_next_falls_due_is_missed_and_replaced() -> None:
    rows = {**OPEN_MEASURE, "measure_days": 75, "follow_up_phase": 500, "quarterly_phase": 1000}
    log = run(organisation(away={0: range(14, 50)}), tape(rows))
    # ready on days 15 and 45; away on days 14-49: the first is missed on day 45, the second done on day 50
    assert story(log, Kind.TASK_MISSED) == [(4500, "TASK_MISSED", 0, "follow_up", 0, -1)]
    assert work(log)[0] == (5000, 5006, 0, "follow_up", 0)


def test_what_is_not_started_lapses_when_the_case_ends() -> None:
    rows = {**OPEN_MEASURE, "measure_days": 20, "follow_up_phase": 500}
    log = run(organisation(away={0: range(14, 50)}), tape(rows))
    assert story(log, Kind.TASK_DROPPED, Kind.CASE_CLOSED) == [
        (2000, "TASK_DROPPED", 0, "follow_up", 0, -1),
        (2000, "CASE_CLOSED", 0, "", -1, -1),
    ]


def test_a_case_in_a_session_ends_with_the_session() -> None:
    rows = {**OPEN_MEASURE, "measure_days": 20, "follow_up_phase": 500, "follow_up_minutes": 30}
    log = run(
        organisation(away={0: range(15, 25)}, reassign_after_days=99),
        tape(rows, {"visible_tick": 1490, "screening_minutes": 5}),
    )
    # the follow-up is ready on day 15 but nobody is there; it lapses on day 20; nothing is open any more
    assert story(log, Kind.TASK_DROPPED)[0][:2] == (2000, "TASK_DROPPED")
    rows = {**rows, "follow_up_phase": 499}  # ready at the first minute of day 14, in a session over the absence
    log = run(organisation(away={0: range(15, 25)}, reassign_after_days=99), tape({**rows, "follow_up_minutes": 300}))
    assert story(log, Kind.TASK_DROPPED, Kind.CASE_CLOSED) == [
        (2520, "TASK_DROPPED", 0, "follow_up", 0, -1),
        (2520, "CASE_CLOSED", 0, "", -1, -1),
    ]


def test_a_measure_becomes_care_after_the_county_board() -> None:
    rows = {**OPEN_MEASURE, "escalation_days": 10, "county_board": True, "care_days": 95}
    log = run(organisation(), tape(rows))
    # board case 1000-1050 in sessions of 40 and 10; placed 5 days later; follow-ups every 30 days, a visit after 91
    assert work(log) == [
        (1000, 1040, 0, "county_board", 0),
        (1040, 1050, 0, "county_board", 0),
        (1550, 1558, 0, "measure_start", 0),
        (4550, 4561, 0, "care_follow_up", 0),
        (7550, 7561, 0, "care_follow_up", 0),
        (10_550, 10_561, 0, "care_follow_up", 0),
        (10_650, 10_662, 0, "home_visit", 0),
        (10_662, 10_675, 0, "visitor_follow_up", 0),
    ]
    assert story(log, Kind.MEASURE_STARTED) == [
        (0, "MEASURE_STARTED", 0, "", -1, 11),
        (1550, "MEASURE_STARTED", 0, "", -1, 2),
    ]


def test_open_investigations_have_done_what_was_planned_before_today() -> None:
    rows = {"origin": 1, "contacts": 3, "pace_days": 20, "age_days": 12, "information_days": 30}
    log = run(organisation(), tape(rows))
    # opened 12 days ago: contacts on days -12 and -2 are done, the last is on day 8, information on day 18
    assert story(log, Kind.INVESTIGATION_OPENED)[0][-1] == -12
    assert work(log) == [(800, 820, 0, "contact", 0), (1800, 1815, 0, "conclusion", 0)]


def test_a_new_team_takes_over_at_the_next_stage() -> None:
    teams = {"intake": ((0,), (0,), (0,)), "rest": ((1, 2, 3), (0,), (1,))}
    log = run(organisation(period(teams, workers=2), workers=2), tape(INVESTIGATED, workers=2))
    assert story(log, Kind.RELEASED, Kind.ASSIGNED) == [
        (0, "ASSIGNED", 0, "", 0, 0),
        (10, "RELEASED", 0, "", 0, -1),
        (10, "ASSIGNED", 0, "", 1, 2),
    ]


def test_a_change_of_organisation_hands_open_cases_over_and_restarts_no_clock() -> None:
    before = period({"all": (ALL_STAGES, (0,), (0,)), "other": ((), (), (1,))}, workers=2)
    after = period({"all": (ALL_STAGES, (0,), (1,)), "other": ((), (), (0,))}, start_tick=500, workers=2)
    rows = [INVESTIGATED, {"visible_tick": 495}]
    log = run(organisation(before, after, workers=2), tape(*rows, workers=2))
    assert story(log, Kind.ASSIGNED)[2:] == [(500, "ASSIGNED", 0, "", 1, 4), (500, "ASSIGNED", 1, "", 1, 4)]
    assert len(log.of(Kind.INVESTIGATION_OPENED)) == 1
    # the screening in progress is interrupted after 5 minutes and goes on at the new owner
    assert (495, 500, 1, "screening", 0) in work(log)
    assert (500, 505, 1, "screening", 1) in work(log)


def test_with_two_workers_a_contact_is_done_when_both_parts_are() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0, 1))}, workers=2, second_permille=500)
    log = run(organisation(team, workers=2, away={1: [10, 11]}), tape(INVESTIGATED, workers=2))
    assert story(log, Kind.SECOND_ASSIGNED) == [(10, "SECOND_ASSIGNED", 0, "", 1, -1)]
    # the second contact is ready on day 10, its other half waits for worker 1 until day 12
    assert work(log)[1:] == [
        (10, 30, 0, "contact", 0),
        (10, 20, 0, "contact", 1),
        (1010, 1030, 0, "contact", 0),
        (1200, 1210, 0, "contact", 1),
        (1210, 1225, 0, "conclusion", 0),
    ]


def test_the_second_worker_takes_over_first_and_without_hand_over() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0, 1, 2))}, workers=3, second_permille=500)
    rows = [{**INVESTIGATED, "pace_days": 20}]
    log = run(organisation(team, workers=3, away={0: range(15, 60)}), tape(*rows, workers=3))
    assert story(log, Kind.ASSIGNED)[1:] == [(2100, "ASSIGNED", 0, "", 1, 3)]
    assert (2100, 2120, 0, "contact", 1) in work(log)


def test_a_second_worker_carries_no_load_of_a_case_that_has_ended() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0, 1))}, workers=2, second_permille=500)
    rows = [{**INVESTIGATED, "contacts": 1, "pace_days": 0}, {"visible_tick": 200}, {"visible_tick": 200}]
    log = run(organisation(team, workers=2), tape(*rows, workers=2))
    # an intake case is 10 minutes of load, as was the second worker's half of the first case: its end frees worker 1
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 0, 1]


def test_a_second_worker_who_comes_to_own_the_case_is_its_second_no_longer() -> None:
    before = period({"all": (ALL_STAGES, (0,), (0, 1, 2))}, workers=3, second_permille=500)
    teams = {"rest": ((0, 2, 3), (0,), (0,)), "investigation": ((1,), (0,), (1, 2))}
    after = period(teams, start_tick=500, workers=3, second_permille=500)
    log = run(organisation(before, after, workers=3, away={2: [5]}), tape(INVESTIGATED, workers=3))
    # on day 5, the first of the new organisation, only worker 1 of the new team is there; on day 6 worker 2 is back
    assert story(log, Kind.SECOND_RELEASED, Kind.ASSIGNED, Kind.SECOND_ASSIGNED) == [
        (0, "ASSIGNED", 0, "", 0, 0),
        (10, "SECOND_ASSIGNED", 0, "", 1, -1),
        (500, "SECOND_RELEASED", 0, "", 1, -1),
        (500, "ASSIGNED", 0, "", 1, 4),
        (600, "SECOND_ASSIGNED", 0, "", 2, -1),
    ]


def test_a_case_that_changes_owner_keeps_its_second_worker() -> None:
    team = period({"all": (ALL_STAGES, (0,), (0, 1, 2))}, workers=3, second_permille=500)
    # on the third day away, day 13, the contact of day 10 would go to the second worker, were it not for day 13 off
    away = {0: range(11, 60), 1: [10, 13]}
    log = run(organisation(team, workers=3, away=away), tape({**INVESTIGATED, "contact_minutes": 120}, workers=3))
    assert story(log, Kind.SECOND_ASSIGNED, Kind.SECOND_RELEASED) == [(10, "SECOND_ASSIGNED", 0, "", 1, -1)]
    assert story(log, Kind.ASSIGNED)[1:] == [(1300, "ASSIGNED", 0, "", 2, 3)]


def test_pressure_shrinks_a_task_by_the_load_at_its_first_session() -> None:
    # an intake case is 10 of 3000 monthly minutes: six cases are a load of 2 %, five of 1 %
    org = organisation(effort_permille=(1000, 1000, 500))
    log = run(org, tape(*[{"screening_minutes": 31, "ordinal": i} for i in range(6)]))
    assert [end - start for start, end, *_ in work(log)] == [15, 31, 31, 31, 31, 31]


def test_each_month_a_team_evens_out_its_caseloads() -> None:
    rows = [{**OPEN_MEASURE, "measure_days": 300, "ordinal": i} for i in range(6)]
    org = organisation(workers=2, away={1: range(20)}, levelling_gap_percent=1)
    log = run(org, tape(*rows, workers=2))
    # all six go to worker 0 (6 x 30 of 3000 minutes: 6 %); on 1 February, day 28, the latest ones move until 3 % : 3 %
    assert story(log, Kind.ASSIGNED)[6:9] == [
        (2800, "ASSIGNED", 3, "", 1, 5),
        (2800, "ASSIGNED", 4, "", 1, 5),
        (2800, "ASSIGNED", 5, "", 1, 5),
    ]


def test_without_levelling_a_case_does_not_move_back() -> None:
    rows = [{**OPEN_MEASURE, "measure_days": 300, "ordinal": i} for i in range(6)]
    log = run(organisation(workers=2, away={1: range(20)}), tape(*rows, workers=2))
    assert len(log.of(Kind.ASSIGNED)) == 6


def test_loads_are_counted_anew_by_the_tables_of_a_new_period() -> None:
    teams = {"all": (ALL_STAGES, (0,), (0, 1))}
    before = period(teams, workers=2, stage_load=(10, 20, 30, 40))
    after = period(teams, workers=2, stage_load=(10, 20, 0, 40), start_tick=500)
    screenings = [{"screening_minutes": 900, "visible_tick": 10}] * 4
    rows = [{**OPEN_MEASURE, "measure_days": 300}, *screenings, {"visible_tick": 500}]
    log = run(organisation(before, after, workers=2), tape(*rows, workers=2))
    # the four screenings go to 1, 1, 1 and 0, whose loads are then 40 and 30; by the new tables they are 10 and 30
    assert [row[4] for row in story(log, Kind.ASSIGNED)] == [0, 1, 1, 1, 0, 0]
