"""The process engine against the compiled one, on the main models of the Kongsberg region; one core each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import count

from benchmarks.page import table
from benchmarks.region import KONGSBERG, region_text
from benchmarks.shares import shares
from benchmarks.timing import Times, each, in_turns, measure, ratio, seconds
from caseflow.config.load import load_config, parse_config
from caseflow.config.study import Study
from caseflow.engines import compiled, on_tape, process
from caseflow.experiment import Plan, Task, future, make_plan, simulate_task
from caseflow.log import assert_equal
from caseflow.organisation import Organisation, organise
from caseflow.tape.tables import Tape

ENGINES = {"compiled": compiled.run, "process": process.run}

TOGETHER = "all one after the other"

MAIN_MODELS = ("status_quo", "kongsberg_numedal", "full_merger", "investigation_team", "two_services", "intake_team")

ROUNDS = 3


def main_job(quick: bool) -> tuple[Study, Plan]:
    """The region's main models over one and four years; to be quick, today's over one and one."""
    if quick:
        study = parse_config(region_text(1))
        return study, make_plan(study, replications=1, years=1)
    study = load_config(KONGSBERG)
    return study, make_plan(study, MAIN_MODELS, replications=1)


# -- the engine alone ---------------------------------------------------------------------------------------------


def alone(quick: bool) -> Iterator[str]:
    """Each engine on the same tapes, in turns; their logs are compared, too.

    Model by model each begins anew. Together they run as in an experiment, where the compiled engine simulates only
    once what models have in common before they change.
    """
    study, plan = main_job(quick)
    times = {model: {name: Times() for name in ENGINES} for model in (*plan.models, TOGETHER)}
    log_rows = dict.fromkeys(times, 0)
    rounds = 1 if quick else ROUNDS
    for replication in range(rounds):
        config, tape = future(study, plan, plan.scenarios[0], replication)
        orgs = {model: organise(config, model, tape) for model in plan.models}
        for model, org in orgs.items():
            ENGINES["compiled"](org, tape)  # compiles, and clears away what the process engine left in memory
            logs = [measure(partial(run, org, tape), times[model][name]) for name, run in ENGINES.items()]
            assert_equal(*logs)
            log_rows[model] += len(logs[0]) // rounds
        _together("compiled", tape, orgs.values())
        measure(partial(_together, "compiled", tape, orgs.values()), times[TOGETHER]["compiled"])
        times[TOGETHER]["process"].add([times[model]["process"] for model in plan.models])
    log_rows[TOGETHER] = sum(log_rows.values())
    rows = [(model, f"{log_rows[model]:,}", *_cells(of["process"], of["compiled"])) for model, of in times.items()]
    yield table(("model", "rows of the log", "process", "compiled", "times as fast"), rows)


def _together(engine: str, tape: Tape, orgs: Iterable[Organisation]) -> None:
    """All models on a tape, as an experiment runs them."""
    ready = on_tape(engine, tape)
    for org in orgs:
        ready(org)()


def _cells(slow: Times, fast: Times) -> tuple[str, str, str]:
    return seconds(slow.median), seconds(fast.median), str(ratio(slow, fast))


# -- everything ---------------------------------------------------------------------------------------------------


CHUNKS = {"compiled": 10, "process": 1}
"""Replications of a chunk: its tables are written together."""


def whole(quick: bool) -> Iterator[str]:
    """A replication from the config to its tables, with each engine, in turns; and where the time goes."""
    study, plan = main_job(quick)
    sizes = dict.fromkeys(CHUNKS, 1) if quick else CHUNKS
    runs = {name: _chunks(study, plan, name, size).__next__ for name, size in sizes.items()}
    times = in_turns(runs, 1 if quick else ROUNDS, fast=("compiled",))
    slow, fast = (each(times[name], sizes[name]) for name in ("process", "compiled"))
    rows = [
        (f"a replication of {len(plan.models)} models", *_cells(slow, fast)),
        ("one model of it", *_cells(each(slow, len(plan.models)), each(fast, len(plan.models)))),
    ]
    yield table(("", "process", "compiled", "times as fast"), rows)
    parts = {name: shares(run) for name, run in runs.items()}
    yield table(
        ("share of the processor time", "process", "compiled"),
        [
            (part, *(f"{100 * parts[name][part]:.1f} %" for name in ("process", "compiled")))
            for part in parts["process"]
        ],
    )


def _chunks(study: Study, plan: Plan, engine: str, size: int) -> Iterator[bytes]:
    """One chunk of new replications after the other: nothing of an earlier one is found in memory."""
    for number in count():
        task = Task(number, plan.scenarios[0], range(number * size, (number + 1) * size))
        yield simulate_task(study, plan, False, engine, task)
