"""A region whose functions are split off from stages in every way; round figures, for tables by hand."""

from __future__ import annotations

from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from caseflow.organisation import Organisation, Period, organise
from caseflow.tape.draw import draw

NAMES = ("Hill", "Dale", "Fell")

REGION = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 1000, reports_per_1000_children_per_year: 30, care_share_of_open_measures: 0.25}
municipalities:
  Hill: {number: 1, open_measures: 80}
  Dale: {number: 2, open_measures: 16}
  Fell: {number: 3, open_measures: 4}
staff:
  H: {number: 1, posts_fte: [1.0, 1.0], office: Hill, unqualified: [2]}
  D: {number: 2, posts_fte: [1.0, 0.5, 0.5], office: Dale, unqualified: [3]}
  X: {number: 3, posts_fte: [0.5, 0.5, 1.0], office: Hill, extra: true}
models:
  today:
    services:
      Hill: {municipalities: [Hill], generalists: [H]}
      Dale:
        municipalities: [Dale, Fell]
        teams:
          first: {covers: [intake, investigation], staff: [D.1, D.3]}
          later: {covers: [measures, care], staff: [D.2]}
  shared:
    extends: today
    services:
      Hill: {buys: [foster_home_visitors, emergencies]}
      Dale: {teams: {first: {covers: [intake, investigation, emergencies]}}}
      region:
        municipalities: all
        teams:
          board: {covers: [county_board, legal_help], staff: [X.1]}
          homes: {covers: [foster_homes], staff: [X.2]}
  bank:
    extends: today
    effects: {finding_measures: true}
    services:
      region:
        municipalities: [Hill, Dale]
        teams:
          bank: {covers: [measure_search], staff: [X.3]}
          milieu: {covers: [milieu_work], staff: [X.1, X.2]}
measures: {follow_up_interval_days: 30, review_interval_days: 90, duration_days: 730.5}
care:
  follow_up_interval_days: 30
  visit_interval_days: 90
  visitor_interval_days: 90
  duration_days: 1461
  county_board_share: 0.25
effort:
  screening_hours: 2
  investigation_hours: 30
  conclusion_share: 0.2
  follow_up_hours: 1
  review_hours: 3
  county_board_hours: 96
  care_follow_up_hours: 2
  home_visit_hours: 4
  visitor_follow_up_hours: 1
effects:
  legal_help: {hours: 48}
  milieu_work: {hours: 4, interval_days: 8}
  finding_measures:
    search_hours: 12
    kinds:
      support_contact: {share: 0.4, spare_places_share: 0.25}
      respite_home: {share: 0.2, spare_places_share: 0.5}
      milieu_worker: {share: 0.2, children_per_post: 6}
      state_service: {share: 0.1}
      bought: {share: 0.1}
"""

MONTH = 365.25 / 12


def config(*overrides: str) -> Config:
    return parse_config(REGION, overrides=overrides).resolve()


def organised(model: str, *overrides: str) -> Organisation:
    own = config(*overrides)
    return organise(own, model, draw(own, 0))


def period(model: str, *overrides: str) -> Period:
    """A model's own organisation, after the change."""
    return organised(model, *overrides).periods[-1]
