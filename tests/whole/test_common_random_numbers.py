"""Models and scenarios face one future: the same children are reported and the same people fall ill."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from caseflow import load_config, simulate
from caseflow.config.load import Study
from caseflow.config.schema import STAGES, Config
from caseflow.engines.compiled import run
from caseflow.log import COLUMNS, Kind, Log
from caseflow.log import assert_equal as assert_logs_equal
from caseflow.organisation import Organisation, organise
from caseflow.tape.assumptions import draw_assumptions
from caseflow.tape.draw import draw
from caseflow.tape.tables import Cases, Tape, assert_equal
from tests.whole.worlds import MODEL, base, changed, sound, with_changes

KONGSBERG = Path(__file__).parents[2] / "configs" / "kongsberg.yaml"
SHORT = ("years=1", "calendar.change_date=2010-04-01", "replications=1")
COPY = "models.copy={title: The same, extends: full_merger}"
MODELS = ("status_quo", "full_merger", "two_services", "numedal", "investigation_team", "intake_team")
NOT_ABOUT_DEMAND = (
    "kongsberg_practice",
    "home_practice",
    "more_sick_leave",
    "clock_after_the_week",
    "investigations_first",
)


@cache
def study(*overrides: str) -> Study:
    return load_config(KONGSBERG, [*SHORT, *overrides])


def draws(of: Study, scenario: str = "base") -> Mapping[str, float]:
    return draw_assumptions(of.assumptions(scenario), of.resolve().seed, 0)


def config(of: Study, scenario: str = "base") -> Config:
    return of.resolve(scenario, draws(of, scenario))


@cache
def tape(of_scenario: str = "base") -> Tape:
    return draw(config(study(COPY), of_scenario), 0)


@cache
def organisation(model: str) -> Organisation:
    return organise(config(study(COPY)), model, tape())


@cache
def log(model: str) -> Log:
    return run(organisation(model), tape())


def before(log: Log, tick: int) -> Log:
    is_before = log.tick < tick
    return log.at(is_before)


def test_the_models_are_of_the_config() -> None:
    assert {*MODELS, "copy"} <= config(study(COPY)).models.keys()


@pytest.mark.parametrize("model", MODELS[1:])
def test_until_the_change_every_model_is_as_today_to_the_last_row(model: str) -> None:
    change_tick = organisation(model).change_tick
    today = before(log(MODELS[0]), change_tick)
    assert len(today) > 1000
    assert_logs_equal(before(log(model), change_tick), today)


def test_after_the_change_no_two_models_are_the_same() -> None:
    logs = {log(model).table().tobytes() for model in MODELS}
    assert len(logs) == len(MODELS)


@pytest.mark.parametrize("model", MODELS[1:])
@pytest.mark.parametrize("column", ["minutes", "away", "vacant", "sick", "scheduled"])
def test_until_the_change_every_post_works_as_today(model: str, column: str) -> None:
    days = organisation(model).change_tick // organisation(model).clock.day_minutes
    today, other = (getattr(organisation(name).capacity, column) for name in (MODELS[0], model))
    np.testing.assert_array_equal(other[:, :days], today[:, :days])


@pytest.mark.parametrize("model", MODELS[1:])
def test_who_is_ill_or_away_is_so_in_every_model_where_somebody_holds_the_post(model: str) -> None:
    today, other = organisation(MODELS[0]), organisation(model)
    held = _held(today) & _held(other)
    assert held.mean() > 0.5
    for column in ("sick", "away", "scheduled"):
        np.testing.assert_array_equal(
            getattr(other.capacity, column)[held], getattr(today.capacity, column)[held], err_msg=column
        )


def _held(org: Organisation) -> npt.NDArray[np.bool_]:
    """[post, working day]: somebody holds the post, and it has a team."""
    period = np.searchsorted(
        [period.start_tick for period in org.periods], np.arange(org.clock.n_workdays) * org.clock.day_minutes, "right"
    )
    has_team = np.array([period.team_of_worker >= 0 for period in org.periods])
    return np.asarray(has_team[period - 1].T & ~org.capacity.vacant)


def test_a_model_under_another_name_has_the_same_log() -> None:
    assert_logs_equal(log("copy"), log("full_merger"))


# -- scenarios ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", NOT_ABOUT_DEMAND)
def test_a_scenario_that_is_not_about_demand_changes_no_case(scenario: str) -> None:
    assert_equal(tape(scenario).cases, tape().cases)


@pytest.mark.parametrize("scenario", NOT_ABOUT_DEMAND)
def test_an_assumption_has_one_value_in_every_scenario(scenario: str) -> None:
    base, other = (draws(study(COPY), name) for name in ("base", scenario))
    assert {path: base[path] for path in other if path in base} == {path: other[path] for path in base if path in other}


def test_with_more_sick_leave_who_was_ill_is_ill_still() -> None:
    usual = organisation("status_quo").capacity.sick
    more = organise(config(study(COPY), "more_sick_leave"), "status_quo", tape("more_sick_leave")).capacity.sick
    assert usual.sum() < more.sum()
    np.testing.assert_array_equal(usual & more, usual)


def test_an_experiment_gives_a_model_that_a_scenario_does_not_touch_the_same_numbers() -> None:
    # nothing is merged in today's organisation, so that it has no practice to take over
    frame = simulate(study(), models=["status_quo"], scenarios=["base", "home_practice"], jobs=1).indicators
    base, other = (frame[frame["scenario"] == name].drop(columns="scenario") for name in ("base", "home_practice"))
    assert len(base) > 0
    assert base.reset_index(drop=True).equals(other.reset_index(drop=True))


# -- demand -------------------------------------------------------------------------------------------------------

INDEX = {"municipalities.North.children_index": {2010: 100.0, 2012: 130.0}}
GROWTH = {"models.merged.transition.report_growth_percent": {"others": 20.0}}


def test_growth_after_a_change_adds_rows_and_changes_none() -> None:
    usual, grown = (draw(sound(with_changes(changes)), 0) for changes in ({}, GROWTH))
    n = len(usual.cases)
    assert len(grown.cases) > n
    assert_equal(Cases(**{name: column[:n] for name, column in vars(grown.cases).items()}), usual.cases)
    for table in ("posts", "absences", "departures"):
        assert_equal(getattr(grown, table), getattr(usual, table))


def test_growth_in_one_model_changes_no_row_of_another() -> None:
    configs = [sound(with_changes(changes)) for changes in ({}, GROWTH)]
    usual, grown = (run(organise(c, "today", tape), tape) for c, tape in ((c, draw(c, 0)) for c in configs))
    assert_logs_equal(grown, usual)


def test_until_the_change_growth_changes_no_row() -> None:
    configs = [sound(with_changes(changes)) for changes in ({}, GROWTH)]
    tapes = [draw(c, 0) for c in configs]
    orgs = [organise(c, MODEL, tape) for c, tape in zip(configs, tapes, strict=True)]
    usual, grown = (run(org, tape) for org, tape in zip(orgs, tapes, strict=True))
    assert_logs_equal(before(grown, orgs[0].change_tick), before(usual, orgs[0].change_tick))
    assert len(grown) > len(usual)


def test_more_children_in_one_municipality_move_its_dates_only() -> None:
    usual, more = (draw(sound(with_changes(changes)), 0).cases for changes in ({}, INDEX))
    assert len(more) > len(usual)
    rows = [_by_identity(cases) for cases in (usual, more)]
    moved = {c for i, row in rows[0].items() for c in row if i in rows[1] and row[c] != rows[1][i][c]}
    assert moved == {"report_day", "visible_tick"}
    of_others = [{i: row for i, row in of.items() if i[0] != 0} for of in rows]
    assert of_others[0] == of_others[1]


def _by_identity(cases: Cases) -> dict[tuple[int, int], dict[str, int]]:
    """(municipality, ordinal) -> what the row says, but for the numbers of other rows."""
    columns = {name: column.tolist() for name, column in vars(cases).items() if name not in ("previous", "family")}
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return {(row["municipality"], row["ordinal"]): row for row in rows}


# -- one more -----------------------------------------------------------------------------------------------------


def test_one_more_post_changes_no_case_and_nobody_elses_days() -> None:
    usual = sound(base())
    more = sound(
        with_changes(
            {
                "staff.S.posts_fte": (1.0, 0.6, 1.0),
                "models.merged.services.Both.teams.measures.staff": ("N.3", "N.4", "S.2", "S.3"),
            }
        )
    )
    usual_tape, more_tape = draw(usual, 0), draw(more, 0)
    assert_equal(more_tape.cases, usual_tape.cases)
    minutes = organise(more, MODEL, more_tape).capacity.minutes
    assert len(minutes) == len(usual_tape.posts) + 1
    np.testing.assert_array_equal(minutes[:-1], organise(usual, MODEL, usual_tape).capacity.minutes)


def test_one_more_service_with_its_own_people_changes_no_row_of_the_others() -> None:
    usual, more = sound(base()), sound(with_one_more_service())
    usual_tape, more_tape = draw(usual, 0), draw(more, 0)
    usual_log, more_log = (run(organise(c, MODEL, t), t) for c, t in ((usual, usual_tape), (more, more_tape)))
    # among the others' cases the order is the same, their numbers are higher
    is_others = more_tape.cases.municipality > 0
    number = np.cumsum(is_others) - 1
    rows = more_log.table()[is_others[more_log.case]]
    rows[:, COLUMNS.index("case")] = number[rows[:, COLUMNS.index("case")]]
    attached = rows[:, COLUMNS.index("kind")] == Kind.ATTACHED
    rows[attached, -1] = number[rows[attached, -1]]
    assert 0 < len(rows) < len(more_log)
    assert_logs_equal(Log.from_rows(rows), usual_log)


def with_one_more_service() -> dict[str, Any]:
    """The small study with a first municipality far off, served by its own two posts in every model."""
    data = base()
    others = tuple(data["municipalities"])
    far = {"Far": {**data["municipalities"]["South"], "number": 4}}
    posts = {"F": {**data["staff"]["S"], "number": 3, "office": "Far"}}
    team = {"covers": STAGES, "staff": ("F",), "second_worker_share": 0.0}
    service = {"Far": {"municipalities": ("Far",), "teams": {"all": team}}}
    data = changed(data, "models.merged.services.Both.municipalities", others)
    models = {name: {**m, "services": {**service, **m["services"]}} for name, m in data["models"].items()}
    return {
        **data,
        "municipalities": far | data["municipalities"],
        "staff": data["staff"] | posts,
        "models": models,
    }
