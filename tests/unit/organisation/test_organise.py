import dataclasses

import pytest

from caseflow.config.load import parse_config
from caseflow.organisation import UNLIMITED, Organisation, organise
from caseflow.tape.draw import draw

THREE = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 2
replications: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 1000, open_measures: 10}
municipalities:
  A: {number: 1, reports_per_1000_children_per_year: 30, planned_late_share: 0.1}
  B: {number: 2, reports_per_1000_children_per_year: 10, planned_late_share: 0.3}
  C: {number: 3, reports_per_1000_children_per_year: 10, planned_late_share: 0.5, office: A}
staff:
  P: {number: 20, posts_fte: [1.0, 0.5], office: A, other_posts_fte: 0.7}
  Q: {number: 10, posts_fte: [1.0], office: B, casework_share: 0.5, other_posts_fte: 0.2}
models:
  today:
    services:
      S: {municipalities: [A], generalists: [P.1]}
      T: {municipalities: [B, C], generalists: [P.2, Q]}
  merged:
    extends: today
    drop_services: all
    services:
      M:
        municipalities: all
        teams:
          first: {covers: [intake, investigation], staff: [P], second_worker_share: 0.25}
          later: {covers: [measures, care], staff: [Q]}
  stepwise:
    extends: today
    steps: [{date: 2012-01-01, model: merged}]
"""


def organised(model: str, *overrides: str) -> Organisation:
    config = parse_config(THREE, overrides=overrides).resolve()
    return organise(config, model, draw(config, 0))


def planned_late(*overrides: str) -> list[list[int]]:
    return [period.planned_late.tolist() for period in organised("merged", *overrides).periods]


def test_the_baseline_holds_until_the_change_then_the_model_then_its_steps():
    org = organised("stepwise")
    dates = [org.clock.date(org.clock.day_of_tick(period.start_tick)).isoformat() for period in org.periods]
    assert [period.model for period in org.periods] == ["today", "stepwise", "merged"]
    assert dates == ["2010-01-04", "2011-01-03", "2012-01-02"]
    assert org.change_tick == org.periods[1].start_tick


def test_of_two_organisations_that_begin_on_one_working_day_the_later_holds():
    # 1 January 2011 is a Saturday: the change and a step on the Sunday both begin on Monday 3 January
    org = organised("stepwise", "models.stepwise.steps=[{date: 2011-01-02, model: merged}]")
    assert [period.model for period in org.periods] == ["today", "merged"]


def test_workers_are_numbered_by_group_number_and_ordinal():
    org = organised("merged")
    # Q has the lower number: worker 0 is Q.1, workers 1 and 2 are P.1 and P.2
    assert org.fte.tolist() == [1.0, 1.0, 0.5]
    assert org.periods[0].team_of_worker.tolist() == [1, 0, 1]
    assert org.periods[1].team_of_worker.tolist() == [1, 0, 0]


def test_each_stage_of_each_municipality_has_its_team():
    before, after = organised("merged").periods
    assert before.team_of.tolist() == [[0] * 4, [1] * 4, [1] * 4]
    assert after.team_of.tolist() == [[0, 0, 1, 1]] * 3
    assert after.second_worker_permille.tolist() == [250, 0]


def test_posts_without_casework_follow_the_first_post_of_their_group():
    before, after = organised("merged").periods
    assert {team.name: team.other_posts_fte for team in before.teams} == {"S/generalists": 0.7, "T/generalists": 0.2}
    assert {team.name: team.other_posts_fte for team in after.teams} == {"M/first": 0.7, "M/later": 0.2}


def test_a_merged_team_takes_the_mean_practice_weighted_by_investigations():
    # 30, 10 and 10 reports a year at 0.1, 0.3 and 0.5: 11 / 50
    assert planned_late() == [[100_000, 300_000, 500_000], [220_000] * 3]


def test_practice_may_follow_the_municipality_or_one_of_them():
    assert planned_late("discipline.merged_teams=by_municipality")[1] == [100_000, 300_000, 500_000]
    assert planned_late("discipline.merged_teams=B")[1] == [300_000] * 3


def test_a_team_as_today_keeps_each_municipalitys_practice():
    # B and C share a team today already: nothing is merged
    assert planned_late("discipline.merged_teams=A")[0] == [100_000, 300_000, 500_000]


def test_monthly_minutes_are_those_of_a_post_without_absence():
    org = organised("today")
    days = org.clock.day(org.clock.until)
    month = 450 * org.clock.n_workdays / days * 365.25 / 12
    assert org.periods[0].monthly_minutes.tolist() == [int(month * 0.5), int(month * 0.65), int(month * 0.65 * 0.5)]


def test_effort_falls_with_load_between_the_floor_and_full():
    settings = ("work.pressure.reference_load=0.5", "work.pressure.exponent=1", "work.pressure.floor_share=0.25")
    effort = organised("today", *settings).rules.effort_permille
    assert [effort[percent] for percent in (0, 50, 100, 150, 200, 1000)] == [1000, 1000, 500, 333, 250, 250]


def test_the_load_of_a_stage_is_its_expected_minutes_a_month():
    effort = {"screening_hours": 2, "investigation_hours": 24, "follow_up_hours": 1, "review_hours": 3,
              "care_follow_up_hours": 2, "home_visit_hours": 4, "visitor_follow_up_hours": 1}  # fmt: skip
    overrides = [f"effort.{name}={hours}" for name, hours in effort.items()]
    overrides += [f"measures.{name}_interval_days={days}" for name, days in (("follow_up", 30), ("review", 90))]
    overrides += [
        f"care.{name}_interval_days={days}" for name, days in (("follow_up", 30), ("visit", 90), ("visitor", 90))
    ]
    month = 365.25 / 12
    expected = (120, 24 * 60 / 3, (60 / 30 + 180 / 90) * month, (120 / 30 + 240 / 90 + 60 / 90) * month)
    assert tuple(organised("today", *overrides).periods[0].case_load[0]) == tuple(
        round(minutes) for minutes in expected
    )


def test_what_is_unlimited_is_a_huge_number():
    rules = organised("today", "work.caseload_limit=null", "work.levelling_gap_percent=null").rules
    assert (rules.caseload_limit, rules.levelling_gap_percent) == (UNLIMITED, UNLIMITED)


def test_an_office_without_posts_has_no_number():
    org = organised("today", "municipalities.B.office=Nowhere")
    assert org.offices == ("A", "B")
    assert org.office_of_municipality.tolist() == [0, -1, 0]


def test_capacity_is_the_same_in_every_model():
    one, other = organised("today").capacity, organised("merged").capacity
    for field in dataclasses.fields(one):
        assert (getattr(one, field.name) == getattr(other, field.name)).all()


@pytest.mark.parametrize(
    ("name", "number"), [("report_received", 0), ("report_concluded", 1), ("screening_week_expired", 2)]
)
def test_the_start_of_the_clock_is_a_number(name: str, number: int):
    assert organised("today", f"investigation.clock_starts={name}").rules.clock_starts == number


def test_a_limit_that_nobody_reaches_is_none():
    far_out = (
        "work.caseload_limit=5000000000",
        "work.levelling_gap_percent=5000000000",
        "effects.help.peak_load_percent=5000000000",
    )
    rules = organised("today", *far_out).rules
    assert (rules.caseload_limit, rules.levelling_gap_percent, rules.peak_percent) == (UNLIMITED,) * 3
