"""A small study in which every part of the config matters within a year, and what a run of it results in."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

import numpy as np

from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from caseflow.config.validation import config_of
from caseflow.engines.compiled import run
from caseflow.organisation import organise
from caseflow.stats.indicators import count
from caseflow.tape.draw import draw

MODEL = "merged"
"""The model that is run: the baseline's organisation, then its own, then that of its step."""

STUDY = """\
schema: 1
title: Two valleys and an island
calendar: {country: 'NO', today: 2010-01-01, change_date: 2010-05-01}
years: 1
replications: 1
seed: 11
baseline: today
municipalities:
  North:
    number: 1
    children_0_17: 500
    reports_per_1000_children_per_year: 100
    open_measures: 25
    planned_late_share: 0.3
  South:
    number: 2
    children_0_17: 300
    reports_per_1000_children_per_year: 100
    open_measures: 15
    open_investigations: 6
    care_share_of_new_measures: 0.5
    planned_late_share: 0.05
  Island: {number: 3, children_0_17: 60, reports_per_1000_children_per_year: 100, open_measures: 4, office: South}
staff:
  N:
    number: 1
    posts_fte: [1.0, 1.0, 0.8, 0.5]
    office: North
    other_posts_fte: 0.5
    working_days: {3: [mon, tue, wed, thu]}
  S: {number: 2, posts_fte: [1.0, 0.6], office: South, casework_share: 0.7}
models:
  today:
    services:
      North:
        municipalities: [North]
        teams:
          intake: {covers: [intake, investigation], staff: [N.1, N.2]}
          measures: {covers: [measures, care], staff: [N.3, N.4]}
      South: {municipalities: [South, Island], generalists: [S]}
  merged:
    services:
      Both:
        municipalities: all
        teams:
          intake: {covers: [intake, investigation], staff: [N.1, N.2, S.1], second_worker_share: 0.4}
          measures: {covers: [measures, care], staff: [N.3, N.4, S.2]}
    steps: [{date: 2010-11-01, model: apart}]
  apart:
    services:
      North: {municipalities: [North, Island], generalists: [N]}
      South: {municipalities: [South], generalists: [S]}
demand: {emergency_share: 0.2, later_reports_share: 0.3}
investigation: {extension_share: 0.3}
measures: {follow_up_interval_days: 21, direct_care_share: 0.4}
care: {county_board_share: 0.6, follow_up_interval_days: 21}
effort: {county_board_hours: 30}
absence:
  self_certified: {share: 0.03}
  doctor_certified: {share: 0.1}
  parental: {share: 0.1}
  other_leave: {share: 0.08}
  training: {share: 0.04}
  turnover: {leaving_per_year: 0.8}
"""


@cache
def base() -> dict[str, Any]:
    """The study's config as plain data."""
    return parse_config(STUDY).resolve().model_dump(by_alias=True)


def sound(data: dict[str, Any]) -> Config:
    """The config of plain data; an AssertionError tells what keeps it from being one."""
    config, problems = config_of(data, is_drawn=False)
    assert config is not None, problems
    return config


def result(config: Config, model: str = MODEL) -> str:
    """A digest of the log, of every indicator and of all costs of one replication."""
    tape = draw(config, 0)
    org = organise(config, model, tape)
    log = run(org, tape)
    counts = count(log, tape, org)
    digest = hashlib.sha256(log.table().tobytes())
    digest.update(repr((counts.units, counts.periods)).encode())
    for numbers in (counts.numerator, counts.denominator):
        digest.update(np.nan_to_num(numbers, nan=-1.0).tobytes())
    if counts.costs is not None:
        digest.update(counts.costs.ore.tobytes())
    return digest.hexdigest()


def changed(data: Any, path: str, value: Any) -> Any:
    """A copy of plain data with a value at a dotted path; numbers are places of a list."""
    key, _, rest = path.partition(".")
    if isinstance(data, tuple):
        place = int(key)
        return (*data[:place], changed(data[place], rest, value) if rest else value, *data[place + 1 :])
    known = next((own for own in data if str(own) == key), key)
    return {**data, known: changed(data[known], rest, value) if rest else value}


def with_changes(changes: dict[str, Any]) -> dict[str, Any]:
    """The study's config as plain data, with values at dotted paths."""
    data = base()
    for path, value in changes.items():
        data = changed(data, path, value)
    return data
