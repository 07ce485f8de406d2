"""An experiment: a plan, a task for each scenario and replication, and the tables that they add up to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.config.scenarios import BASE
from caseflow.config.schema import Config
from caseflow.config.study import Study
from caseflow.errors import UserError
from caseflow.parallel import Progress, available_cpus, run_tasks
from caseflow.results import (
    Columns,
    Key,
    Part,
    Result,
    assumption_columns,
    cost_columns,
    duration_columns,
    frame,
    joined,
    weekly_columns,
)
from caseflow.store.folder import log_path, write_log

if TYPE_CHECKING:
    from caseflow.tape.tables import Tape

MAX_YEARS = 1000


@dataclass(frozen=True)
class Plan:
    """What is simulated; models stand in the config's order, whatever the order in which they were asked for."""

    models: tuple[str, ...]
    scenarios: tuple[str, ...]
    replications: int
    seed: int
    years: int
    fixed_assumptions: bool = False


@dataclass(frozen=True)
class Task:
    """One future: all models of the plan face the same tape."""

    scenario: str
    replication: int


# -- plan -------------------------------------------------------------------------------------------------------


def make_plan(
    study: Study,
    models: Sequence[str] | None = None,
    scenarios: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    years: int | None = None,
    fixed_assumptions: bool = False,
) -> Plan:
    """Fill what is left out from the config: all its models, the base scenario, its replications, seed and years.

    Raises UserError for a model or scenario that the config does not have, and for numbers out of range.
    """
    asked = tuple(dict.fromkeys(scenarios or (BASE,)))
    config = _common_config(study, asked)
    return Plan(
        models=_chosen(models, config.models) if models else tuple(config.models),
        scenarios=asked,
        replications=_within("replications", config.replications if replications is None else replications, 1),
        seed=_within("seed", config.seed if seed is None else seed, 0),
        years=_within("years", config.years if years is None else years, 1, MAX_YEARS),
        fixed_assumptions=fixed_assumptions,
    )


def _common_config(study: Study, scenarios: Sequence[str]) -> Config:
    """The first scenario's config; the others must share its time, models and replications."""
    configs = [study.resolve(scenario) for scenario in scenarios]
    for scenario, config in zip(scenarios, configs, strict=True):
        if _frame_of(config) != _frame_of(configs[0]):
            raise UserError(
                f"scenario '{scenario}' has another calendar, years, replications, seed or set of models than "
                f"'{scenarios[0]}': simulate it on its own"
            )
    return configs[0]


def _frame_of(config: Config) -> tuple[object, ...]:
    return config.calendar, config.years, config.replications, config.seed, tuple(config.models)


def _chosen(asked: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise UserError("\n".join(_unknown(name, known) for name in unknown))
    return tuple(name for name in known if name in asked)


def _unknown(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    return f"the config has no model '{name}'{hint} (it has: {', '.join(known)})"


def _within(name: str, value: int, low: int, high: int | None = None) -> int:
    if value < low or (high is not None and value > high):
        upper = f" and at most {high}" if high is not None else ""
        raise UserError(f"{name} must be at least {low}{upper}, got {value}")
    return value


# -- simulate ---------------------------------------------------------------------------------------------------


def simulate(
    study: Study,
    models: Sequence[str] | None = None,
    scenarios: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    years: int | None = None,
    jobs: int | None = None,
    fixed_assumptions: bool = False,
    progress: Progress = lambda _done, _all: None,
    logs_folder: Path | None = None,
) -> Result:
    """Simulate some models of a study in some scenarios (see :func:`make_plan` for what is left out).

    The tables are the same for every number of ``jobs`` (worker processes; None: one a processor), and a model's rows
    are the same whatever other models are asked for. With ``logs_folder``, each log is written there. Raises UserError
    as :func:`make_plan` does, and CaseflowError when worker processes are killed again and again.
    """
    plan = make_plan(study, models, scenarios, replications, seed, years, fixed_assumptions)
    return simulate_plan(study, plan, jobs, progress, logs_folder)


def simulate_plan(
    study: Study,
    plan: Plan,
    jobs: int | None = None,
    progress: Progress = lambda _done, _all: None,
    logs_folder: Path | None = None,
) -> Result:
    """Simulate a plan; see :func:`simulate`."""
    jobs = _within("jobs", available_cpus() if jobs is None else jobs, 1)
    tasks = [Task(scenario, r) for scenario in plan.scenarios for r in range(plan.replications)]
    parts = run_tasks(partial(replicate, study, plan, logs_folder), tasks, jobs, progress)
    return joined(parts, study.resolve(plan.scenarios[0]).calendar.change_date, plan.years)


# -- one task ---------------------------------------------------------------------------------------------------


def replicate(study: Study, plan: Plan, logs_folder: Path | None, task: Task) -> Part:
    """Draw the tape of a task once and run every model of the plan on it."""
    from caseflow.stats.indicators import to_frame
    from caseflow.tape.draw import draw

    draws = _draws(study, plan, task)
    used = {} if plan.fixed_assumptions else draws
    config = study.resolve(task.scenario, used).model_copy(update={"seed": plan.seed, "years": plan.years})
    tape = draw(config, task.replication, draws)
    pieces = [_run_model(config, tape, model, task, logs_folder) for model in plan.models]
    indicators, weekly, durations, costs = (list(piece) for piece in zip(*pieces, strict=True))
    paid = [piece for piece in costs if piece is not None]
    return Part(
        indicators=to_frame(indicators),
        weekly=frame(weekly),
        durations=frame(durations),
        costs=frame(paid) if paid else None,
        assumptions=frame([assumption_columns(draws, task.scenario, task.replication)]),
    )


def _draws(study: Study, plan: Plan, task: Task) -> dict[str, float]:
    """The value of each assumption in this replication: the same for every model, and under every scenario."""
    from caseflow.tape.assumptions import draw_assumptions

    assumptions = study.assumptions(task.scenario)
    if plan.fixed_assumptions:
        return {assumption.path: assumption.value for assumption in assumptions}
    return draw_assumptions(assumptions, plan.seed, task.replication)


def _run_model(
    config: Config, tape: Tape, model: str, task: Task, logs_folder: Path | None
) -> tuple[Columns, Columns, Columns, Columns | None]:
    """Simulate one model and count: columns of indicators, weekly numbers, durations and costs."""
    from caseflow.engines.process import run
    from caseflow.organisation import organise
    from caseflow.stats.indicators import count, table
    from caseflow.stats.series import duration_counts, places_of, weekly

    org = organise(config, model, tape)
    log = run(org, tape)
    if logs_folder:
        write_log(log_path(logs_folder, task.scenario, model, task.replication), log)
    key = Key(model, task.scenario, task.replication)
    counts = count(log, tape, org)
    return (
        table(counts, model, task.scenario, task.replication),
        weekly_columns(weekly(log, tape, org), org.clock, key),
        duration_columns(duration_counts(log, tape, org), places_of(org), key),
        None if counts.costs is None else cost_columns(counts.costs, org, key),
    )
