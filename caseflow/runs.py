"""Runs: an experiment simulated into a run folder, and a run folder simulated again."""

from __future__ import annotations

import datetime as dt
import importlib
import tempfile
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.check import smallest_service
from caseflow.clock import statistics_years
from caseflow.config.load import load_config, load_stresses
from caseflow.config.schema import Config
from caseflow.config.stresses import with_stresses
from caseflow.config.study import Study
from caseflow.config.titles import names_of_models
from caseflow.errors import RunFolderError, UserError, with_hint
from caseflow.execution import USUAL, Execution
from caseflow.experiment import Plan, make_plan, simulate_plan, tasks_of
from caseflow.growing import check_goal, chunks_at_most, simulate_until
from caseflow.interrupts import undisturbed
from caseflow.messages import NOTHING, Message, joined, laid_out, message
from caseflow.parallel import Progress, beside, let_go, silent
from caseflow.results import Assembly, Tables
from caseflow.store import folder as store
from caseflow.store.opened import Run, open_run, read_table
from caseflow.store.provenance import Stopwatch, changes, made_with
from caseflow.store.readme import readme
from caseflow.store.record import (
    RECORD_VERSION,
    Goal,
    Precision,
    Question,
    Reading,
    Resources,
    RunRecord,
    StressQuestion,
    UnfinishedRecord,
)
from caseflow.store.unfinished import Unfinished, begin, read_unfinished, working_on

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Order:
    """What to simulate and how to keep it."""

    study: Study
    plan: Plan
    name: str
    """Second part of the folder's name."""
    overrides: tuple[str, ...] = ()
    """``path=value`` with which the study was loaded."""
    arguments: tuple[str, ...] = ()
    """Of the command line, without places."""
    execution: Execution = USUAL
    keep_logs: bool = False
    language: str = "en"
    """Of the figures, and of what is printed: one of :data:`caseflow.language.LOCALES`."""
    goal: Goal | None = None
    """How closely breach shares are to be known: with it, the plan's replications are the most there may be."""
    stress: StressQuestion | None = None
    """Of a stress run, whose study has the scenarios of a stress file."""


def simulate_to_folder(order: Order, out: Path, progress: Progress = silent) -> Path:
    """Simulate and write a run folder below ``out``; returns its path.

    Raises what :func:`caseflow.simulate` raises, UserError for a goal that names an unknown unit, and RunFolderError
    if the folder cannot be written. If it ends early, the finished chunks are kept, and a note of the error says how to
    go on.
    """
    if order.goal is not None:
        check_goal(order.study, order.plan, order.goal)
    sources = store.join_sources(order.study.sources)
    beginning = _beginning(order, sources)
    with ExitStack() as stack:
        with undisturbed():  # or a folder could be left that nobody works on
            unfinished = stack.enter_context(working_on(begin(out, beginning, sources), is_new=True))
        return _simulated(unfinished, order.study, order.execution, progress)


def _beginning(order: Order, sources: str) -> UnfinishedRecord:
    created = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    question = Question(**asdict(order.plan), overrides=order.overrides, stress=order.stress)
    asked = question.model_dump_json() + (order.goal.model_dump_json() if order.goal else "")
    return UnfinishedRecord(
        record_version=RECORD_VERSION,
        folder=store.folder_name(created, order.name, sources + asked),
        title=order.study.resolve(order.plan.scenarios[0]).title_in(order.language),
        created_utc=created,
        arguments=order.arguments,
        question=question,
        goal=order.goal,
        keep_logs=order.keep_logs,
        language=order.language,
        chunks=len(tasks_of(order.plan)) if order.goal is None else chunks_at_most(order.plan),
        config_sha256=sha256(sources.encode()).hexdigest(),
        software=made_with()[0],
        environment=made_with()[1],
    )


def resume(path: Path, execution: Execution = USUAL, progress: Progress = silent) -> Path:
    """Simulate what an unfinished run lacks, from its own config and question; returns the path of the run folder.

    The tables are those of a run that was never stopped. Raises RunFolderError if the folder is no unfinished run, was
    changed, is worked on by another process, or was begun with another caseflow or other libraries.
    """
    record = read_unfinished(path)
    if changed := _changes(record):
        raise RunFolderError(
            message(
                "{path} was begun with other software ({changes}): go on with that, or simulate it anew",
                path=path,
                changes=joined(", ", changed),
            )
        )
    with working_on(path) as unfinished:
        text = (path / store.SOURCE).read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="caseflow-") as place:  # gone before what may be killed begins
            study = _read_again(text, record.question, Path(place), path / store.UNFINISHED)
        return _simulated(unfinished, study, execution, progress)


def _simulated(unfinished: Unfinished, study: Study, execution: Execution, progress: Progress) -> Path:
    """Simulate the missing chunks, write all files and publish the run folder."""
    stopwatch, begun, whole = Stopwatch(), unfinished.record, unfinished.whole
    plan = plan_of(begun.question)
    config = study.resolve(plan.scenarios[0])
    assembly, precision = Assembly(whole), None
    if begun.goal is None:
        tables = simulate_plan(study, plan, execution, progress, unfinished.chunks, assembly, begun.keep_logs)
    else:
        tables, precision = simulate_until(
            study, plan, begun.goal, unfinished.chunks, assembly, execution, progress, begun.keep_logs
        )
    jobs = execution.processes
    summaries = beside(tables.summary_files, jobs)  # what takes longest comes first
    shown = {of.__name__: beside(of, jobs) for of in (tables.breaches, tables.durations, tables.weekly_bands)}
    costs = beside(tables.cost_files, jobs)
    with undisturbed():  # pandas breaks if its import is
        importlib.import_module("caseflow.plots.figures")
    store.write_bytes(whole / store.SOURCE, (unfinished.path / store.SOURCE).read_bytes())
    store.write_text(whole / store.RESOLVED, _resolved(study, plan))
    for of, table in shown.items():
        store.write_figures(whole, _figures(of, table(), config, begun))
    store.write_files(whole, summaries() | costs())
    let_go(jobs)
    store.write_tables(whole, _stress_tables(tables, study, plan, begun.question.stress))
    record = RunRecord(
        question=_answered(begun.question, precision),
        precision=precision,
        reading=_reading(config, plan),
        resources=Resources.model_validate(stopwatch.resources(jobs, execution.chosen_engine)),
        files={},
        **{name: getattr(begun, name) for name in _KEPT},
    )
    names = names_of_models(config, plan.models, begun.language)
    store.write_text(whole / "README.md", readme(record, store.files_of(whole), names))
    return unfinished.publish(record)


_KEPT = (RunRecord.model_fields.keys() & UnfinishedRecord.model_fields.keys()) - {"question"}


def _answered(question: Question, precision: Precision | None) -> Question:
    """The question with the replications that the run came to."""
    if precision is None:
        return question
    return question.model_copy(update={"replications": precision.looks[-1].replications})


def _changes(record: UnfinishedRecord | RunRecord) -> list[Message]:
    """What of the software is not as it was when a run began, in words."""
    return changes((record.software, record.environment), made_with())


def plan_of(question: Question) -> Plan:
    """The plan of a run that asked a question."""
    return Plan(**question.model_dump(exclude={"overrides", "stress"}))


def _figures(of: str, table: pd.DataFrame, config: Config, begun: UnfinishedRecord) -> dict[str, Figure]:
    """The figures of every scenario in a table, models by what they are called; of a stress run its usual years."""
    from caseflow.language import language
    from caseflow.plots.figures import draw_figures

    question = begun.question
    scenarios = question.scenarios if question.stress is None else question.scenarios[:1]
    called = names_of_models(config, question.models, begun.language)
    table = table.assign(model=table["model"].astype(str).map(called))
    return draw_figures(of, table, scenarios, config.calendar.change_date, language(begun.language))


def _stress_tables(
    tables: Tables, study: Study, plan: Plan, question: StressQuestion | None
) -> dict[str, pd.DataFrame]:
    """What a stress run says beside; nothing of any other."""
    if question is None:
        return {}
    from caseflow.stress.findings import stress_tables

    return stress_tables(tables, study, plan, question)


def _reading(config: Config, plan: Plan) -> Reading:
    first_year, years = statistics_years(config.calendar.change_date, plan.years)
    return Reading(first_year=first_year, years=years, smallest_service=smallest_service(config))


def _resolved(study: Study, plan: Plan) -> str:
    """One YAML document a scenario."""
    return "".join(f"--- # scenario: {name}\n{study.resolved_yaml(name)}" for name in plan.scenarios)


# -- replay -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Replay:
    """Whether a run gave the same again, and what to say about it."""

    equal: bool
    message: Message


def replay(path: Path, execution: Execution = USUAL, progress: Progress = silent) -> Replay:
    """Simulate a run folder's own config and question again and compare the tables.

    Raises RunFolderError when the folder cannot be trusted: anything but its tables and figures was changed.
    """
    run = open_run(path, unverified=("tables", "figures"))
    with tempfile.TemporaryDirectory(prefix="caseflow-") as place:
        again = Path(place)
        study = restored_study(run, again / "config")
        tables = simulate_plan(study, plan_of(run.record.question), execution, progress, assembly=Assembly(again))
        store.write_tables(again, tables.summaries())
        plan, asked = plan_of(run.record.question), run.record.question.stress
        store.write_tables(again, _stress_tables(tables, study, plan, asked))
        return _compared(run, again)


def restored_study(run: Run, place: Path) -> Study:
    """The study of a run, read again from the run folder's own files; they are written below ``place``."""
    return _read_again(run.text(store.SOURCE), run.record.question, place, run.path / store.RECORD)


def _read_again(text: str, question: Question, place: Path, record: Path) -> Study:
    """The study of a record's question. RunFolderError where they do not belong together."""
    sources = store.split_sources(text)
    for name, text in sources.items():
        if not (place / name).resolve().is_relative_to(place.resolve()):
            raise RunFolderError(
                message("{source} names a file outside the folder: {file}", source=store.SOURCE, file=name)
            )
        store.write_text(place / name, text)
    study = load_config(place / next(iter(sources)), overrides=question.overrides)
    study = study if question.stress is None else with_stresses(study, load_stresses(place / question.stress.file))
    plan = plan_of(question)
    try:
        make_plan(study, plan.models, plan.scenarios)
    except UserError as error:
        raise RunFolderError(
            message("{path} is damaged: {words}", path=record, words=laid_out("question: {words}", words=error.message))
        ) from error
    return study


def _compared(run: Run, again: Path) -> Replay:
    note = _version_note(run)
    for name, file in (store.TABLE_FILES | store.STRESS_FILES).items():
        if file not in run.record.files:
            continue  # not of this kind of run, or not made by the caseflow that made it
        recorded = run.record.files[file].sha256
        if store.hash_of(run.path / file) != recorded:
            difference = _difference(run, name, again)
            changed = message("{file} was changed after the run: {difference}", file=file, difference=difference)
            return Replay(False, with_hint(changed, note))
        if store.hash_of(again / file) != recorded and (difference := _difference(run, name, again)):
            differs = message("{file} differs: {difference}", file=file, difference=difference)
            return Replay(False, with_hint(differs, note))
    equal = message("equal: all tables of {run} came out the same", run=run.path.name)
    return Replay(True, with_hint(equal, note))


def _difference(run: Run, name: str, again: Path) -> Message:
    try:
        stored = run.table(name)
    except (ValueError, OSError) as error:
        return message("it cannot be read ({words})", words=str(error))
    return first_difference(stored, read_table(again / (store.TABLE_FILES | store.STRESS_FILES)[name]))


def _version_note(run: Run) -> Message:
    """What of the software is not as it was when the run was made."""
    changed = _changes(run.record)
    return message("not the recorded software: {changes}", changes=joined(", ", changed)) if changed else NOTHING


def first_difference(stored: pd.DataFrame, again: pd.DataFrame) -> Message:
    """The first difference between a stored table and the same table made again, in words; nothing if none."""
    if list(stored.columns) != list(again.columns):
        ours, theirs = ", ".join(stored.columns), ", ".join(again.columns)
        return message("columns {stored} against {again}", stored=ours, again=theirs)
    if len(stored) != len(again):
        return message("{stored} rows against {again}", stored=len(stored), again=len(again))
    different = ~((stored == again) | (stored.isna() & again.isna()))
    rows = different.any(axis="columns").to_numpy().nonzero()[0]
    if not len(rows):
        return NOTHING
    row = int(rows[0])
    column = stored.columns[int(different.iloc[row].to_numpy().argmax())]
    return message(
        "row {row}, {column}: {stored} against {again}",
        row=row + 1,
        column=column,
        stored=stored[column].iloc[row],
        again=again[column].iloc[row],
    )
