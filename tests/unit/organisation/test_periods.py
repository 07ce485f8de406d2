from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from caseflow.organisation import Organisation, organise
from caseflow.tape.draw import draw

NEIGHBOUR = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 2
seed: 1
baseline: today
each_municipality: {children_0_17: 1000, reports_per_1000_children_per_year: 30, open_measures: 2}
municipalities:
  Here: {number: 1, planned_late_share: 0.1}
  Near: {number: 2, planned_late_share: 0.2}
  Beyond: {number: 3, outside: true, children_0_17: 3000, planned_late_share: 0.4}
staff:
  H: {number: 1, posts_fte: [1.0], office: Here}
  N: {number: 2, posts_fte: [1.0], office: Near}
  B: {number: 3, posts_fte: [1.0, 1.0], office: Beyond}
models:
  today:
    services:
      Here: {municipalities: [Here], generalists: [H]}
      Near: {municipalities: [Near], generalists: [N]}
  merged:
    services:
      Both: {municipalities: all, generalists: [H, N]}
    transition: {report_growth_percent: {Here: 0, others: 10}}
  with_beyond:
    extends: today
    before: with_beyond
    services:
      Beyond: {municipalities: [Beyond], generalists: [B]}
  across:
    before: with_beyond
    services:
      Here: {municipalities: [Here], generalists: [H]}
      Beyond: {municipalities: [Near, Beyond], generalists: [N, B]}
    transition: {report_growth_percent: {Near: 5}}
  stepwise:
    extends: today
    steps: [{date: 2012-01-02, model: merged}]
    transition: {report_growth_percent: {Here: 50}}
"""


def organised(model: str, *overrides: str) -> Organisation:
    config = parse_config(NEIGHBOUR, overrides=overrides).resolve()
    return organise(config, model, draw(config, 0))


def test_the_model_before_holds_until_the_change():
    assert [period.model for period in organised("across").periods] == ["with_beyond", "across"]
    assert [period.model for period in organised("merged").periods] == ["today", "merged"]


def test_all_municipalities_are_those_of_the_region():
    org = organised("merged")
    assert org.outside.tolist() == [False, False, True]
    assert org.served.tolist() == [True, True, False]
    assert org.periods[1].team_of.tolist() == [[0] * 4, [0] * 4, [-1] * 4]


def test_posts_of_a_neighbouring_region_have_no_team_where_it_is_not_served():
    # workers: H.1, N.1, B.1, B.2
    assert organised("merged").periods[1].team_of_worker.tolist() == [0, 0, -1, -1]
    assert organised("across").periods[1].team_of_worker.tolist() == [0, 1, 1, 1]


def test_a_neighbouring_municipality_is_served_by_models_that_say_so():
    org = organised("across")
    assert org.served.tolist() == [True, True, True]
    assert [period.team_of[2].tolist() for period in org.periods] == [[2] * 4, [1] * 4]


def test_a_team_that_merges_with_a_neighbouring_one_takes_the_mean_practice():
    before, after = organised("across").periods
    assert before.planned_late.tolist() == [100_000, 200_000, 400_000]
    # 30 and 90 reports a year at 0.2 and 0.4
    assert after.planned_late.tolist() == [100_000, 350_000, 350_000]


def test_practice_stays_where_a_neighbouring_municipality_is_not_served():
    assert organised("merged").periods[1].planned_late.tolist() == [150_000, 150_000, 400_000]


def test_reports_grow_from_the_change_on():
    before, after = organised("merged").periods
    assert before.growth_mark.tolist() == [0, 0, 0]
    # candidates come at half the base rate: a tenth of it is a fifth of them; others are not those outside
    assert after.growth_mark.tolist() == [0, 200_000, 0]


def test_a_neighbouring_municipality_grows_where_it_is_named():
    growth = "models.across.transition.report_growth_percent={Beyond: 20, others: 5}"
    assert organised("across", growth).periods[1].growth_mark.tolist() == [100_000, 100_000, 400_000]


def test_from_a_step_on_the_transition_of_its_own_model_holds():
    marks = [period.growth_mark.tolist() for period in organised("stepwise").periods]
    assert marks == [[0, 0, 0], [1_000_000, 0, 0], [0, 200_000, 0]]


def test_a_transition_of_the_baseline_counts_from_the_change_only():
    growth = "models.today.transition.report_growth_percent={others: 10}"
    assert [period.growth_mark[0] for period in organised("today", growth).periods] == [0, 200_000]


@pytest.mark.parametrize(("hours", "minutes"), [(1, 60), (0.51, 31), (0, 0)])
def test_a_model_with_coordination_adds_minutes_to_a_hand_over_between_services(hours: float, minutes: int):
    coordination = ("models.merged.effects.coordination=true", f"effects.coordination.handover_hours={hours}")
    assert [period.coordination_minutes for period in organised("merged", *coordination).periods] == [0, minutes]
