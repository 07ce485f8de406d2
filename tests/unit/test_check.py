import pytest

from caseflow.check import presence, smallest_service, team_loads
from caseflow.config.load import parse_config
from caseflow.config.schema import Config

CONFIG = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01, kind: continuous, day_minutes: 480}
years: 3
baseline: split
municipalities:
  A:
    number: 1
    children_0_17: 1000
    reports_per_1000_children_per_year: 100
    open_measures: 40
    care_share_of_open_measures: 0.25
    measures_share: 0.5
    care_share_of_new_measures: 0.2
staff:
  intake: {number: 1, posts_fte: [1.0, 0.5], office: A, casework_share: 0.8}
  later: {number: 2, posts_fte: [1.0], office: A, other_posts_fte: 2.0}
models:
  split:
    services:
      one:
        municipalities: [A]
        teams: {first: {covers: [intake, investigation], staff: [intake], second_worker_share: 0.5}}
      two:
        municipalities: [A]
        teams: {second: {covers: [measures, care], staff: [later]}}
demand: {children_per_family: 1, later_reports_share: 0, dismissed_share: 0.2}
measures: {follow_up_interval_days: 30, review_interval_days: 90, direct_care_share: 0.5}
care: {follow_up_interval_days: 30, visit_interval_days: 60, visitor_interval_days: 90, county_board_share: 0.25}
effort:
  screening_hours: 2
  investigation_hours: 20
  conclusion_share: 0.2
  measure_start_hours: 4
  follow_up_hours: 1
  review_hours: 3
  county_board_hours: 80
  care_follow_up_hours: 2
  home_visit_hours: 4
  visitor_follow_up_hours: 1
work: {casework_share: 0.5}
absence:
  self_certified: {share: 0, days: 2}
  doctor_certified: {share: 0.1, days: 30}
  parental: {share: 0, days: 30}
  other_leave: {share: 0, days: 30}
  training: {share: 0, days: 2}
  vacation: {summer_weeks: 0, summer_start_weeks: [28], other_weeks: 0, other_start_weeks: [8]}
  turnover: {leaving_per_year: 0}
"""


def config(*overrides: str) -> Config:
    return parse_config(CONFIG, overrides=overrides).resolve()


def test_hours_asked_are_the_sum_of_all_tasks_of_a_year():
    # 100 reports, 80 investigations, 40 new measures of which 8 care (4 at once); 30 open measures, 10 open care
    first, second = team_loads(config(), "split")
    investigation_hours = 20 * (1 + 0.5 * 0.8)
    measures = 36 * 4 + 30 * 365.25 * (1 / 30 + 3 / 90)
    care = 8 * (0.25 * 80 + 4) + 10 * 365.25 * (2 / 30 + 4 / 60 + 1 / 90)
    assert first.asked_hours == pytest.approx(100 * 2 + 80 * investigation_hours)
    assert second.asked_hours == pytest.approx(measures + care)


def test_hours_available_are_posts_times_casework_share_times_presence():
    first, second = team_loads(config(), "split")
    assert first.available_hours == pytest.approx(1.5 * 0.8 * 365.25 * 8 * 0.9)
    assert second.available_hours == pytest.approx(1.0 * 0.5 * 365.25 * 8 * 0.9)


def test_duties_and_standby_are_taken_off_the_hours_available():
    fixed = "{hours_per_service_per_year: 200, hours_per_municipality_per_year: 0, hours_per_office_per_year: 10}"
    usual, less = (
        team_loads(config(*overrides), "split")
        for overrides in ((), ("models.split.effects={fixed_work: true}", f"effects.fixed_work={fixed}"))
    )
    assert [a.available_hours - b.available_hours for a, b in zip(usual, less, strict=True)] == pytest.approx([210] * 2)
    on_call = "models.split.services.two.teams.second.covers=[measures, care, emergencies]"
    _, second = team_loads(config(on_call, "effects.on_call.standby_hours_per_week=7"), "split")
    # half of the time off was for cases
    assert usual[1].available_hours - second.available_hours == pytest.approx(365.25 / 2)


def test_load_is_asked_over_available():
    first, _ = team_loads(config(), "split")
    assert first.load == first.asked_hours / first.available_hours


def test_siblings_cost_their_share():
    alone, together = (
        team_loads(config(f"demand.children_per_family={n}", "effort.sibling_share=0.5"), "split")[0].asked_hours
        for n in (1, 2)
    )
    assert together == pytest.approx(0.75 * alone)


def test_a_child_reported_again_comes_without_siblings():
    # half of the reports come after the case was closed; of the others every second child is a sibling
    always = ("effort.sibling_share=0.5", "demand.later_reports_share=0.5", "demand.later_report_gap_days=30000")
    alone, together = (
        team_loads(config(f"demand.children_per_family={n}", *always), "split")[0].asked_hours for n in (1, 2)
    )
    assert together == pytest.approx((0.5 * 0.75 + 0.5) * alone)


def test_of_a_place_without_reports_nothing_is_asked_for_them():
    nothing = config("municipalities.A.reports_per_1000_children_per_year=0")
    assert team_loads(nothing, "split")[0].asked_hours == 0


def test_reports_on_open_cases_are_small_tasks_in_place_of_cases():
    # every child reported again a day later has its case open, unless the first report was dismissed (one in five)
    overrides = ("demand.later_reports_share=0.5", "demand.later_report_gap_days=1", "effort.later_report_hours=1")
    first, _ = team_loads(config(*overrides), "split")
    assert first.asked_hours == pytest.approx(60 * 2 + 48 * 28 + 40 * 1)


@pytest.mark.parametrize(
    ("override", "expected"),
    [
        ("absence.vacation.summer_weeks=5", 0.9 * (1 - 5 * 7 / 365.25)),
        ("absence.training.share=0.1", 0.9 * 0.9),
    ],
)
def test_absences_multiply(override: str, expected: float):
    assert presence(config(override)) == pytest.approx(expected)


def test_a_vacancy_and_a_newcomer_take_their_part_of_the_time_between_departures():
    turnover = "{leaving_per_year: 1, vacancy_days: 73, newcomer_days: 146, newcomer_capacity_share: 0.5}"
    expected = 0.9 * (365.25 - 146 * 0.5) / (365.25 + 73)
    assert presence(config(f"absence.turnover={turnover}")) == pytest.approx(expected)


REGION = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
baseline: today
municipalities:
  A: {number: 1, children_0_17: 1000, reports_per_1000_children_per_year: 40, open_measures: 40}
  B: {number: 2, children_0_17: 1000, reports_per_1000_children_per_year: 40, open_measures: 40}
staff:
  P: {number: 1, posts_fte: [1.0], office: A, other_posts_fte: 1.0}
  Q: {number: 2, posts_fte: [1.0, 0.5], office: B}
models:
  today:
    services:
      one: {municipalities: [A], generalists: [P]}
      two: {municipalities: [B], generalists: [Q]}
"""


def test_the_smallest_service_counts_posts_without_casework_too():
    assert smallest_service(parse_config(REGION).resolve()) == ("B",)
    assert smallest_service(parse_config(REGION, overrides=["staff.P.other_posts_fte=0.4"]).resolve()) == ("A",)


# -- functions ----------------------------------------------------------------------------------------------------

SPLIT = """\
  split_off:
    extends: split
    effects: {finding_measures: true}
    services:
      two: {buys: [foster_home_visitors]}
      three:
        municipalities: [A]
        teams:
          board: {covers: [county_board, legal_help, emergencies], staff: [more.1]}
          bank: {covers: [measure_search], staff: [more.2]}
          milieu: {covers: [milieu_work], staff: [more.3]}
"""
FUNCTIONS = CONFIG.replace("models:\n", "  more: {number: 3, posts_fte: [3 x 1.0], office: A, extra: true}\nmodels:\n")
FUNCTIONS = FUNCTIONS.replace("demand: {", f"{SPLIT}demand: {{")
FUNCTIONS += """\
effects:
  legal_help: {hours: 30}
  milieu_work: {hours: 3, interval_days: 10}
  finding_measures:
    search_hours: 5
    kinds: {support_contact: {share: 0.25}, milieu_worker: {share: 0.2, children_per_post: 8}}
"""


def function_loads(model: str, *overrides: str) -> dict[str, float]:
    own = parse_config(FUNCTIONS, overrides=overrides).resolve()
    return {load.team: load.asked_hours for load in team_loads(own, model)}


def test_hours_of_a_function_are_those_of_the_team_that_covers_it_and_bought_ones_nobodys():
    # 8 care cases of which 2 go to the board, 36 new assistance measures, 30 open ones, 10 children in care
    asked = function_loads("split_off")
    assert asked["two/second"] == pytest.approx(
        36 * 4 + 30 * 365.25 * (1 / 30 + 3 / 90) + 8 * 4 + 10 * 365.25 * (2 / 30 + 4 / 60)
    )
    assert asked["three/board"] == pytest.approx(2 * (80 + 30))
    assert asked["three/bank"] == pytest.approx(36 * 5)
    assert asked["one/first"] == function_loads("split")["one/first"]


def test_milieu_workers_are_asked_for_the_children_for_whom_they_have_room():
    # a fifth of 30 children; then two places
    yearly = 3 * 365.25 / 10
    assert function_loads("split_off")["three/milieu"] == pytest.approx(6 * yearly)
    narrow = "effects.finding_measures.kinds.milieu_worker.children_per_post=2"
    assert function_loads("split_off", narrow)["three/milieu"] == pytest.approx(2 * yearly)


def test_owners_search_where_there_is_no_bank_and_a_model_without_the_effect_searches_not():
    without = function_loads("split")["two/second"]
    assert function_loads("split", "models.split.effects.finding_measures=true")["two/second"] == pytest.approx(
        without + 36 * 5
    )


def test_a_team_of_functions_shows_them():
    own = parse_config(FUNCTIONS).resolve()
    board = team_loads(own, "split_off")[2]
    assert (board.stages, board.functions) == ((), ("emergencies", "county_board", "legal_help"))
    assert board.municipalities == ("A",)
