"""Every log keeps the laws: of the shipped configs, of worlds at the edge, and of small random worlds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from caseflow import load_config
from caseflow.config.load import Study
from caseflow.config.schema import Config
from caseflow.engines.compiled import Runner
from caseflow.engines.process import run
from caseflow.log import Log, assert_equal
from caseflow.organisation import Organisation, organise
from caseflow.stats.indicators import count
from caseflow.stats.invariants import check
from caseflow.tape.assumptions import draw_assumptions
from caseflow.tape.draw import draw
from caseflow.tape.tables import Tape
from tests.engines.hand import ALL_STAGES, organisation, period, tape
from tests.whole.small_worlds import HYPOTHESIS, worlds

CONFIGS = Path(__file__).parents[2] / "configs"
SHORT = {
    "minimal": ("years=1",),
    "kongsberg": ("years=1",),
    "national": ("years=1", "calendar.change_date=2009-03-01"),
}


def checked(org: Organisation, tape: Tape) -> Log:
    """The log, whose laws are checked and whose indicators are counted."""
    log = run(org, tape)
    check(log, tape, org)
    assert not np.isinf(count(log, tape, org).value).any()
    return log


# -- shipped configs ----------------------------------------------------------------------------------------------


@cache
def short(name: str) -> Study:
    return load_config(CONFIGS / f"{name}.yaml", SHORT[name])


@cache
def drawn(name: str, replication: int) -> tuple[Config, Tape]:
    """The config with its assumptions drawn, and the tape."""
    study = short(name)
    draws = draw_assumptions(study.assumptions(), study.resolve().seed, replication)
    config = study.resolve("base", draws)
    return config, draw(config, replication, draws)


@cache
def compiled(name: str, replication: int) -> Runner:
    """The compiled engine, which simulates the run-in of several models once."""
    return Runner(drawn(name, replication)[1])


RUNS = [(name, model) for name in SHORT for model in short(name).resolve().models]
"""Every shipped model; one after the other in turn has replication 0 and 1."""


@pytest.mark.parametrize(("name", "model", "replication"), [(*run, i % 2) for i, run in enumerate(RUNS)])
def test_a_shipped_model_keeps_all_laws_and_both_engines_give_the_same_log(
    name: str, model: str, replication: int
) -> None:
    config, tape = drawn(name, replication)
    org = organise(config, model, tape)
    log = checked(org, tape)
    assert len(log) > 1000
    assert_equal(log, compiled(name, replication)(org)())


# -- worlds at the edge -------------------------------------------------------------------------------------------

EVERYTHING = [
    *({"origin": 1, "age_days": 5, "report_day": -5, "outcome": 2, "contacts": 2} for _ in range(2)),
    *({"origin": 2, "follow_up_phase": 1, "quarterly_phase": 1} for _ in range(2)),
    *({"origin": 3, "follow_up_phase": 1, "quarterly_phase": 1, "visitor_phase": 1} for _ in range(2)),
    *({"dismissed": False, "outcome": 1, "pace_days": 0, "screening_minutes": 100} for _ in range(4)),
]
"""Cases of every origin; all that can be ready is so at tick 0."""

ALL_TEAM = {"all": (ALL_STAGES, (0,), (0, 1))}
OTHERS_TEAM = {"all": (ALL_STAGES, (0,), (2, 3))}
DAYS = range(400)


def whole_team(**changes: Any) -> Organisation:
    return organisation(workers=4, **changes)


def two_workers_a_case(**changes: Any) -> Organisation:
    team = period({"all": (ALL_STAGES, (0,), range(4))}, workers=4, second_permille=500)
    return organisation(team, workers=4, **changes)


def new_people_on_day_1() -> Organisation:
    teams = (period(ALL_TEAM, workers=4), period(OTHERS_TEAM, workers=4, start_tick=100))
    return organisation(*teams, workers=4)


EDGES: dict[str, tuple[Organisation, int]] = {
    "one worker": (organisation(), 1),
    "everything at once": (whole_team(), 4),
    "nobody at work": (whole_team(away=dict.fromkeys(range(4), DAYS)), 4),
    "only one at work": (whole_team(away=dict.fromkeys(range(3), DAYS)), 4),
    "away at a completion": (whole_team(away={w: range(1, 9) for w in range(3)}, session_minutes=1000), 4),
    "away by turns": (whole_team(away={w: range(w, 400, 4) for w in range(4)}, reassign_after_days=1), 4),
    "a change with everything open": (new_people_on_day_1(), 4),
    "two workers a case": (two_workers_a_case(), 4),
    "two workers a case, away by turns": (two_workers_a_case(away={w: range(5 * w, 400, 20) for w in range(4)}), 4),
    "caseload limit": (whole_team(caseload_limit=1), 4),
    "levelling": (whole_team(away={w: range(1, 27) for w in range(1, 4)}, levelling_gap_percent=1), 4),
}


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("rows", [EVERYTHING, []], ids=["everything", "no cases"])
def test_a_world_at_the_edge_keeps_all_laws(edge: str, rows: list[dict[str, Any]]) -> None:
    org, workers = EDGES[edge]
    log = checked(org, tape(*rows, workers=workers))
    assert (len(log) > 0) == (len(rows) > 0)


# -- small random worlds ------------------------------------------------------------------------------------------


@settings(HYPOTHESIS, max_examples=100)
@given(worlds())
def test_a_small_random_world_keeps_all_laws(world: tuple[Organisation, Tape]) -> None:
    org, tape = world
    checked(org, tape)
