from __future__ import annotations

from caseflow.config.load import parse_config
from caseflow.organisation import Organisation, organise
from caseflow.tape.draw import draw

VALLEY = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 1
seed: 1
baseline: today
each_municipality: {reports_per_1000_children_per_year: 30, open_measures: 2}
municipalities:
  Hill: {number: 1, children_0_17: 1000}
  Dale: {number: 2, children_0_17: 500}
  Fell: {number: 3, children_0_17: 250, office: Dale}
staff:
  H: {number: 1, posts_fte: [1.0, 1.0], office: Hill}
  D: {number: 2, posts_fte: [1.0, 1.0], office: Dale}
models:
  today:
    services:
      Hill: {municipalities: [Hill], generalists: [H]}
      Dale: {municipalities: [Dale, Fell], generalists: [D]}
"""


def organised(model: str = "today", *overrides: str, text: str = VALLEY) -> Organisation:
    config = parse_config(text, overrides=overrides).resolve()
    return organise(config, model, draw(config, 0))


def test_workers_live_in_the_first_municipality_of_their_office_unless_the_config_says_where():
    assert organised().home_of_worker.tolist() == [0, 0, 1, 1]
    assert organised("today", "staff.D.lives_in=Fell").home_of_worker.tolist() == [0, 0, 2, 2]


def test_nobody_knows_where_those_of_an_office_without_a_municipality_live():
    assert organised("today", "staff.H.office=Elsewhere").home_of_worker.tolist() == [-1, -1, 1, 1]
