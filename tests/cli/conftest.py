import shutil
from pathlib import Path

import pytest

from tests.cli.running import simulate

TINY = """\
schema: 1
title: Two valleys
include: [places.yaml]
calendar: {today: 2010-10-01, change_date: 2011-01-01}
years: 1
replications: 2
seed: 7
baseline: today
staff:
  N: {number: 1, posts_fte: [1.0, 1.0], office: North}
  S: {number: 2, posts_fte: [1.0], office: South}
models:
  today:
    services:
      North: {municipalities: [North], generalists: [N]}
      South: {municipalities: [South], generalists: [S]}
  together:
    services:
      Both: {municipalities: all, generalists: [N, S]}
scenarios:
  more_sick_leave:
    set: {absence: {doctor_certified: {share: 0.3}}}
  no_sick_leave:
    set: {absence: {doctor_certified: {share: 0}, self_certified: {share: 0}}}
  short_sessions:
    set: {work: {session_minutes: 120}}
  later:
    set: {calendar: {change_date: 2012-01-01}}
money: {keys: {usual: {}, by_caseload: {casework: cases}}}
"""

PLACES = """\
municipalities:
  North: {number: 1, children_0_17: 500, reports_per_1000_children_per_year: 42, open_measures: 20}
  South:
    number: 2
    children_0_17: 300
    reports_per_1000_children_per_year: {value: 42, range: [30, 60], source: assumption}
    open_measures: 12
"""


@pytest.fixture(autouse=True)
def one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that are run in this process simulate in it, unless asked for more jobs: tests run side by side."""
    monkeypatch.setattr("caseflow.execution.available_cpus", lambda: 1)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A config of two municipalities and two models, with an include, an assumption and scenarios."""
    return write_config(tmp_path)


@pytest.fixture(scope="session")
def shared_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of that config, only to be looked at."""
    folder = tmp_path_factory.mktemp("shared")
    return simulate(write_config(folder))


@pytest.fixture
def own_run(shared_run: Path, tmp_path: Path) -> Path:
    """A copy of that run, to be changed."""
    return Path(shutil.copytree(shared_run, tmp_path / shared_run.name))


def write_config(folder: Path) -> Path:
    (folder / "places.yaml").write_text(PLACES)
    config = folder / "tiny.yaml"
    config.write_text(TINY)
    return config
