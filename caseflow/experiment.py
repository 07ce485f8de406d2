"""An experiment: a plan, chunks of its replications, and the tables that they add up to."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.cluster import run_on_cluster
from caseflow.config.load import load_config
from caseflow.config.rules import problems
from caseflow.config.scenarios import BASE
from caseflow.config.schema import Config
from caseflow.config.study import Study
from caseflow.config.wording import no_model
from caseflow.engines import on_tape
from caseflow.errors import ConfigError, UserError
from caseflow.execution import USUAL, Execution, out_of_bounds
from caseflow.messages import joined as joined_messages
from caseflow.messages import message
from caseflow.parallel import Progress, beside, run_tasks, silent
from caseflow.results import Assembly, Result, Tables
from caseflow.store.chunks import Chunk, Chunks, ChunksInMemory
from caseflow.store.folder import log_bytes, log_path
from caseflow.store.provenance import changes, made_with
from caseflow.store.record import MAX_REPLICATIONS, MAX_YEARS, Environment, Software
from caseflow.tables import (
    Columns,
    Key,
    assumption_rows,
    cost_rows,
    duration_rows,
    indicator_rows,
    joined,
    quarter_rows,
    weekly_rows,
)

if TYPE_CHECKING:
    from caseflow.engines import Run
    from caseflow.organisation import Organisation
    from caseflow.tape.tables import Tape

ALL_COMPILED = Path(__file__).parent / "config" / "compiled.yaml"

CHUNKS = 64
"""A scenario is cut into about so many chunks, unless they would be larger than CHUNK_RUNS."""

CHUNK_RUNS = 200
"""Runs of a model in a chunk, at most, unless there are more models."""

LAST_CHUNKS = 8
"""So many of a scenario's chunks, the last ones,"""

CUT_SMALLER = 4
"""are cut into so many pieces each."""

TOGETHER = 8
"""So many models are organised and made ready before the first of them runs: that takes a third less time than one
between two runs, since what they share is still in the processor's caches; more would only take memory."""


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
    """A chunk of the plan: some futures of a scenario, each faced by all models."""

    number: int
    scenario: str
    replications: range


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

    Raises UserError for a model or scenario that the config does not have, and for numbers out of range; ConfigError
    for years that the config could not have.
    """
    asked = tuple(dict.fromkeys(scenarios or (BASE,)))
    config = _common_config(study, asked)
    plan = Plan(
        models=_chosen(models, config.models) if models else tuple(config.models),
        scenarios=asked,
        replications=_within(
            "replications", config.replications if replications is None else replications, 1, MAX_REPLICATIONS
        ),
        seed=_within("seed", config.seed if seed is None else seed, 0),
        years=_within("years", config.years if years is None else years, 1, MAX_YEARS),
        fixed_assumptions=fixed_assumptions,
    )
    if plan.years != config.years:
        _refuse_years(study, plan)
    return plan


def _refuse_years(study: Study, plan: Plan) -> None:
    """Refuse years in which a shock is never met, or of more cases than a machine holds."""
    faults = [
        problem.fault(study.effective(scenario).tree)
        for scenario in plan.scenarios
        for problem in problems(study.resolve(scenario).model_copy(update={"years": plan.years}))
    ]
    if faults:
        raise ConfigError(faults)


def _common_config(study: Study, scenarios: Sequence[str]) -> Config:
    """The first scenario's config; the others must share its time, models and replications."""
    configs = [study.resolve(scenario) for scenario in scenarios]
    for scenario, config in zip(scenarios, configs, strict=True):
        if _frame_of(config) != _frame_of(configs[0]):
            raise UserError(
                message(
                    "scenario '{scenario}' has another calendar, years, replications, seed or set of models than "
                    "'{first}': simulate it on its own",
                    scenario=scenario,
                    first=scenarios[0],
                )
            )
    return configs[0]


def _frame_of(config: Config) -> tuple[object, ...]:
    return config.calendar, config.years, config.replications, config.seed, tuple(config.models)


def _chosen(asked: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    unknown = [name for name in asked if name not in known]
    if unknown:
        raise UserError(joined_messages("\n", [no_model(name, known) for name in unknown]))
    return tuple(name for name in known if name in asked)


def _within(name: str, value: int, low: int, high: int | None = None) -> int:
    if high is not None and not low <= value <= high:
        raise UserError(out_of_bounds(name, value, low, high))
    if value < low:
        raise UserError(message("{name} must be at least {low}, got {value}", name=name, low=low, value=value))
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
    progress: Progress = silent,
    engine: str = "auto",
) -> Result:
    """Simulate some models of a study in some scenarios (see :func:`make_plan` for what is left out).

    The tables are the same for every number of ``jobs`` (worker processes; None: one a processor) and every ``engine``
    (one of :data:`caseflow.engines.ENGINES`), and a model's rows are the same whatever other models are asked for.
    Raises UserError as :func:`make_plan` and :class:`Execution` do and where the engine cannot run, and CaseflowError
    when worker processes are killed again and again.
    """
    plan = make_plan(study, models, scenarios, replications, seed, years, fixed_assumptions)
    return Result(simulate_plan(study, plan, Execution(jobs=jobs, engine=engine), progress))


def simulate_plan(
    study: Study,
    plan: Plan,
    execution: Execution = USUAL,
    progress: Progress = silent,
    keep: Chunks | None = None,
    assembly: Assembly | None = None,
    keep_logs: bool = False,
) -> Tables:
    """Simulate the chunks of a plan that ``keep`` lacks, and put all of them together; see :func:`simulate`.

    Left out, ``keep`` and ``assembly`` are in memory. With ``keep_logs`` the event logs are among the chunks' files.
    """
    keep = ChunksInMemory() if keep is None else keep
    assembly = Assembly(None) if assembly is None else assembly
    try:
        with closing(_chunks(study, plan, execution, progress, keep, keep_logs)) as chunks:
            for chunk in chunks:
                assembly.add(chunk)
        calendar = study.resolve(plan.scenarios[0]).calendar
        return assembly.finish(calendar.today, calendar.change_date, plan.years)
    except BaseException:
        assembly.abandon()
        raise


def tasks_of(plan: Plan) -> list[Task]:
    """The chunks of a plan, in the order of its tables: they hang on nothing but the plan."""
    size = max(1, min(-(-plan.replications // CHUNKS), CHUNK_RUNS // len(plan.models)))
    pieces = product(plan.scenarios, _cut(plan.replications, size))
    return [Task(number, scenario, replications) for number, (scenario, replications) in enumerate(pieces)]


def _cut(replications: int, size: int) -> list[range]:
    """Pieces of a size, the last of them cut smaller: so no worker is busy long after all others are done."""
    starts = [0]
    while starts[-1] < replications:
        is_last = replications - starts[-1] <= LAST_CHUNKS * size
        starts.append(min(starts[-1] + (max(1, size // CUT_SMALLER) if is_last else size), replications))
    return [range(start, stop) for start, stop in pairwise(starts)]


def _chunks(
    study: Study,
    plan: Plan,
    execution: Execution,
    progress: Progress,
    keep: Chunks,
    keep_logs: bool,
) -> Generator[Chunk, None, None]:
    """Every chunk in its order, as soon as those before it are there."""
    tasks = tasks_of(plan)
    next_ = 0
    with closing(simulate_tasks(study, plan, tasks, execution, progress, keep, keep_logs)) as simulated:
        for _ in simulated:
            while next_ < len(tasks) and keep.has(next_):
                yield Chunk.from_bytes(keep.load(next_))
                next_ += 1
    for number in range(next_, len(tasks)):
        yield Chunk.from_bytes(keep.load(number))


def simulate_tasks(
    study: Study,
    plan: Plan,
    tasks: Sequence[Task],
    execution: Execution,
    progress: Progress,
    keep: Chunks,
    keep_logs: bool,
) -> Generator[None, None, None]:
    """Simulate those of some tasks that ``keep`` lacks; tells of each that is there now."""
    engine = execution.chosen_engine
    _compile_once(execution.processes)
    missing = [task for task in tasks if not keep.has(task.number)]
    done = sum(len(task.replications) for task in tasks if keep.has(task.number))
    futures = sum(len(task.replications) for task in tasks)
    progress(done, futures)
    with closing(_results(partial(simulate_task, study, plan, keep_logs, engine), missing, execution)) as results:
        for place, data in results:
            keep.save(missing[place].number, data)
            done += len(missing[place].replications)
            progress(done, futures)
            yield


def _compile_once(jobs: int) -> None:
    """Have the machine code on disk before worker processes look for it, and say so; see :func:`compile_all`."""
    from caseflow.compiling import machine_code_mark
    from caseflow.machine_code import when_compiled

    mark = machine_code_mark(made_with()[0].source_sha256)
    if mark is None:
        _tell_that_numba_is_missing()
        return
    if mark.exists():
        return
    told = message("compiling for this machine, one to two minutes: {how_often}", how_often=when_compiled())
    logging.getLogger("caseflow").warning(told)
    compile_all(jobs)
    with contextlib.suppress(OSError):  # a place that cannot be written to: each run compiles again
        mark.touch()


def compile_all(jobs: int = 1) -> None:
    """Simulate a small world that needs every compiled function, whatever is asked for: others may need them next.

    One of so many kept workers, if there are any, compiles what counts while this process compiles what simulates.
    """
    study = load_config(ALL_COMPILED)
    plan = make_plan(study, replications=1, years=1)
    (task,) = tasks_of(plan)
    counted = beside(partial(simulate_task, study, plan, False, "process", task), jobs)
    for _org, run in _ready(plan, *future(study, plan, task.scenario, task.replications[0]), "compiled"):
        run()
    counted()


@cache
def _tell_that_numba_is_missing() -> None:
    """Once, however many experiments this process simulates."""
    logging.getLogger("caseflow").warning(
        message(
            "numba is missing: the process engine and plain Python simulate, with the same results two hundred times "
            "as slowly; install numba (pip install numba), or if there is none for this Python, caseflow with an older "
            "one"
        )
    )


def _results(
    function: Callable[[Task], bytes], tasks: Sequence[Task], execution: Execution
) -> Generator[tuple[int, bytes], None, None]:
    """(place, chunk) of every task as they are done, by worker processes or by a cluster."""
    if execution.cluster is None or not tasks:
        return run_tasks(function, tasks, execution.processes)
    function = partial(with_same_software, made_with(), function)
    return run_on_cluster(function, tasks, execution.cluster, execution.processes)


def with_same_software(asked: tuple[Software, Environment], function: Callable[[Task], bytes], task: Task) -> bytes:
    """The result of a task; UserError where this machine's software is not that of the one that asks."""
    if changed := changes(asked, made_with()):
        raise UserError(
            message(
                "a worker of the cluster has other software ({changes}): install the same on all",
                changes=joined_messages(", ", changed),
            )
        )
    return function(task)


# -- one chunk --------------------------------------------------------------------------------------------------


def simulate_task(study: Study, plan: Plan, keep_logs: bool, engine: str, task: Task) -> bytes:
    """Simulate all models of the plan in each future of a task: the bytes of a chunk."""
    pieces: dict[str, list[Columns]] = {}
    files: dict[str, bytes] = {}
    for replication in task.replications:
        replicate(study, plan, task.scenario, replication, pieces, files if keep_logs else None, engine)
    return Chunk({name: joined(name, rows) for name, rows in pieces.items()}, files).to_bytes()


def replicate(
    study: Study,
    plan: Plan,
    scenario: str,
    replication: int,
    pieces: dict[str, list[Columns]],
    logs: dict[str, bytes] | None,
    engine: str,
) -> None:
    """Draw the tape of a future once and run every model on it; their rows are added to the tables' pieces."""
    config, tape = future(study, plan, scenario, replication)
    pieces.setdefault("assumptions", []).append(assumption_rows(tape.assumptions, scenario, replication))
    for org, run in _ready(plan, config, tape, engine):
        for name, rows in _run_model(run, org, tape, Key(org.model, scenario, replication), logs):
            pieces.setdefault(name, []).append(rows)


def _ready(plan: Plan, config: Config, tape: Tape, engine: str) -> Iterator[tuple[Organisation, Run]]:
    """Every model of a plan and what simulates it, some models together."""
    from caseflow.organisation import organise

    ready = on_tape(engine, tape)
    for start in range(0, len(plan.models), TOGETHER):
        orgs = [organise(config, model, tape) for model in plan.models[start : start + TOGETHER]]
        yield from zip(orgs, list(map(ready, orgs)), strict=True)


def future(study: Study, plan: Plan, scenario: str, replication: int) -> tuple[Config, Tape]:
    """The config of a future with its assumptions' drawn values, and its tape."""
    from caseflow.tape.draw import draw

    draws = _draws(study, plan, scenario, replication)
    used = {} if plan.fixed_assumptions else draws
    config = study.resolve(scenario, used).model_copy(update={"seed": plan.seed, "years": plan.years})
    return config, draw(config, replication, draws)


def _draws(study: Study, plan: Plan, scenario: str, replication: int) -> dict[str, float]:
    """The value of each assumption in this replication: the same for every model, and under every scenario."""
    from caseflow.tape.assumptions import draw_assumptions

    assumptions = study.assumptions(scenario)
    if plan.fixed_assumptions:
        return {assumption.path: assumption.value for assumption in assumptions}
    return draw_assumptions(assumptions, plan.seed, replication)


def _run_model(
    run: Run, org: Organisation, tape: Tape, key: Key, logs: dict[str, bytes] | None
) -> Iterator[tuple[str, Columns]]:
    """Simulate one model and count: rows of indicators, weekly numbers, durations and costs."""
    from caseflow.stats.indicators import count
    from caseflow.stats.series import duration_counts, places_of, weekly

    log = run()
    if logs is not None:
        logs[log_path(key.scenario, key.model, key.replication)] = log_bytes(log)
    counts = count(log, tape, org)
    yield "indicators", indicator_rows(counts, key)
    yield "quarters", quarter_rows(counts, key)
    yield "weekly", weekly_rows(weekly(log, tape, org), org.clock, key)
    yield "durations", duration_rows(duration_counts(log, tape, org), places_of(org), key)
    if counts.costs is not None:
        yield "costs", cost_rows(counts.costs, org, key)
