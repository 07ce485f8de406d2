"""Both engines on a user's own config: the same logs, row for row, or the first difference in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.config.study import Study
from caseflow.engines import on_tape
from caseflow.experiment import Plan, future
from caseflow.language import Language
from caseflow.log import Log, assert_equal
from caseflow.organisation import organise


@dataclass(frozen=True)
class Verified:
    """What came of one model in one future."""

    scenario: str
    model: str
    replication: int
    rows: int
    """Of the process engine's log."""
    difference: str
    """The first difference between the logs in words; empty: there is none."""
    process_seconds: float
    compiled_seconds: float


def verify(study: Study, plan: Plan) -> Iterator[Verified]:
    """Simulate every model of a plan in every future by both engines, one after the other, and compare their logs.

    Raises UserError where the compiled engine cannot run.
    """
    for scenario in plan.scenarios:
        for replication in range(plan.replications):
            config, tape = future(study, plan, scenario, replication)
            process, compiled = on_tape("process", tape), on_tape("compiled", tape)
            compiled(organise(config, plan.models[0], tape))()  # loads, or makes, the machine code
            for model in plan.models:
                org = organise(config, model, tape)
                start = perf_counter()
                log = process(org)()
                middle = perf_counter()
                other = compiled(org)()
                end = perf_counter()
                difference = _difference(log, other)
                yield Verified(scenario, model, replication, len(log), difference, middle - start, end - middle)


def _difference(log: Log, other: Log) -> str:
    try:
        assert_equal(log, other)
    except AssertionError as error:
        return str(error)
    return ""


def as_tables(found: Sequence[Verified], language: Language) -> Iterator[Table | str]:
    """What ``caseflow verify`` prints: a row a model and future, and a verdict."""
    text, number = language.text, language.number
    table = Table(box=SIMPLE_HEAD)
    for heading in (text("scenario"), text("model")):
        table.add_column(heading)
    for heading in (text("replication"), text("log rows"), "process", "compiled", text("times as fast")):
        table.add_column(heading, justify="right")
    table.add_column(text("logs"))
    for one in found:
        table.add_row(
            one.scenario,
            one.model,
            str(one.replication),
            number(one.rows),
            f"{number(1000 * one.process_seconds)} ms",
            f"{number(1000 * one.compiled_seconds, 1)} ms",
            number(one.process_seconds / one.compiled_seconds),
            one.difference or text("equal"),
        )
    yield table
    yield _verdict(found, language)


def _verdict(found: Sequence[Verified], language: Language) -> str:
    different = sum(bool(one.difference) for one in found)
    logs = language.plural("{n} log", "{n} logs", len(found))
    if different:
        return language.text(
            "{n} of {logs} differ: an engine is wrong, please report it with this config", n=different, logs=logs
        )
    rows = language.number(sum(one.rows for one in found))
    return language.text("equal: both engines give the same {rows} rows in {logs}", rows=rows, logs=logs)
