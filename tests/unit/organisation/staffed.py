"""Two small services whose posts are always at work, for capacity by hand.

Every day is worked, 400 minutes, half of them for cases: a full post has 200 a day, 73,050 a year and 6,087.5 a month.
Today is Monday 4 January 2010 and the change is on Monday 5 April, day 91.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np

from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from caseflow.organisation import Organisation, organise
from caseflow.tape.draw import draw
from caseflow.tape.tables import ABSENCE_KINDS, Absences, Departures, Tape
from tests.engines import hand

CHANGE = 91
DAYS = CHANGE + 365
YEAR = 73_050
"""Casework minutes a year of a full post."""

STUDY = """
schema: 1
calendar: {today: 2010-01-04, change_date: 2010-04-05, kind: continuous, day_minutes: 400}
years: 1
seed: 1
baseline: today
each_municipality:
  children_0_17: 1000
  reports_per_1000_children_per_year: 0
  open_measures: 0
  open_investigations: 0
municipalities:
  A: {number: 1, county: East}
  B: {number: 2, county: West}
  C: {number: 3, county: North}
staff:
  N: {number: 1, posts_fte: [1.0, 1.0], office: A}
  S: {number: 2, posts_fte: [1.0], office: B}
  X: {number: 3, posts_fte: [1.0], office: B, extra: true}
models:
  today:
    services:
      North: {municipalities: [A], generalists: [N]}
      South: {municipalities: [B, C], generalists: [S]}
  same: {extends: today}
  merged:
    services:
      North: {municipalities: all, generalists: [N, S]}
  more:
    extends: today
    services:
      South: {teams: {generalists: {staff: [S, X]}}}
  parts:
    services:
      North: {municipalities: [A], teams: {all: {covers: [investigation, measures, care], staff: [N]}}}
      South: {municipalities: [B, C], generalists: [S]}
      Shared: {municipalities: [A], teams: {intake: {covers: [intake], staff: [X]}}}
  on_call:
    extends: today
    services:
      North: {teams: {generalists: {covers: [intake, investigation, measures, care, emergencies]}}}
  guided:
    extends: today
    effects: {guidance: true}
    services:
      Guides: {municipalities: all, teams: {guides: {covers: [guidance], staff: [X]}}}
work: {casework_share: 0.5}
effects:
  fixed_work:
    hours_per_service_per_year: 100
    hours_per_further_county_per_year: 10
    hours_per_municipality_per_year: 5
    hours_per_office_per_year: 3
  coordination: {meeting_hours_per_year: 20}
  guidance: {hours_per_service_per_year: 121.75, newcomer_days_percent: 50}
  on_call: {standby_hours_per_week: 7, call_out_hours: 5}
  vacancy_by_size: {reference_posts_fte: 2, leaving_exponent: 1, vacancy_exponent: 1}
  strain: {from_load_percent: 70, sick_leave_percent: 50, leaving_percent: 20}
absence:
  vacation: {summer_weeks: 0, other_weeks: 0}
  turnover:
    leaving_per_year: 0
    vacancy_days: 20
    newcomer_days: 10
    newcomer_capacity_share: 0.25
  self_certified: {share: 0}
  doctor_certified: {share: 0, days: 10}
  parental: {share: 0}
  other_leave: {share: 0}
  training: {share: 0}
"""

NOBODY_LEAVES = Departures(*(np.empty(0, dtype=f.metadata["dtype"]) for f in dataclasses.fields(Departures)))


def config(*overrides: str) -> Config:
    """The study with overrides."""
    return parse_config(STUDY, overrides=overrides).resolve()


def tape(of: Config, **tables: Any) -> Tape:
    """Its tape, in which nobody leaves or refuses, with tables by hand."""
    drawn = draw(of, 0)
    n = len(drawn.posts)
    posts = dataclasses.replace(
        drawn.posts, refusal_mark=np.full(n, 999_999, dtype=np.int32), refusal_vacancy_mark=np.full(n, 0.5)
    )
    return dataclasses.replace(drawn, **{"posts": posts, "departures": NOBODY_LEAVES, **tables})


def organisation(model: str, *overrides: str, **tables: Any) -> Organisation:
    """A model of the study with overrides, on a tape with tables by hand."""
    own = config(*overrides)
    return organise(own, model, tape(own, **tables))


def minutes(model: str, *overrides: str, **tables: Any) -> list[list[int]]:
    """[post][day]: casework minutes."""
    return organisation(model, *overrides, **tables).capacity.minutes.tolist()


def absences(*spells: tuple[int, str, float, float, float]) -> Absences:
    """Candidates (post, kind, start day, days, mark)."""
    post, kind, start, days, mark = zip(*spells, strict=True)
    return Absences(
        post=np.array(post, dtype=np.int32),
        kind=np.array([ABSENCE_KINDS.index(name) for name in kind], dtype=np.int8),
        start_day=np.array(start, dtype=np.float64),
        days=np.array(days, dtype=np.float64),
        mark=np.array(mark, dtype=np.float64),
    )


def ill(post: int, start: float, days: float) -> Absences:
    """One spell that every rate above zero accepts."""
    return absences((post, "other_leave", start, days, 0.0))


ILLNESS = "absence.other_leave={share: 0.01, days: 10}"
"""The override that makes :func:`ill` count."""


def departures(*rows: tuple[int, float, float]) -> Departures:
    """Candidates (post, day, mark)."""
    post, day, mark = zip(*rows, strict=True)
    return Departures(
        post=np.array(post, dtype=np.int32),
        day=np.array(day, dtype=np.float64),
        mark=np.array(mark, dtype=np.float64),
        vacancy_mark=np.full(len(rows), 0.5),
    )


def emergencies(*rows: tuple[int, int, int]) -> Any:
    """Emergencies out of hours: (municipality, calendar day, next working day)."""
    return hand.cases(
        *(
            {
                "municipality": m,
                "report_day": day,
                "visible_tick": 400 * workday,
                "out_of_hours": True,
            }
            for m, day, workday in rows
        )
    )


def runs(values: Sequence[Any]) -> list[tuple[int, Any]]:
    """(first place, value) wherever the value changes."""
    return [(i, value) for i, value in enumerate(values) if i == 0 or value != values[i - 1]]
