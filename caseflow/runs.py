"""Runs: an experiment simulated into a run folder, and a run folder simulated again."""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseflow.check import smallest_service
from caseflow.config.load import load_config
from caseflow.config.schema import Config
from caseflow.config.study import Study
from caseflow.errors import RunFolderError
from caseflow.experiment import Plan, simulate_plan
from caseflow.parallel import Progress, available_cpus
from caseflow.results import Assembly, Tables, statistics_years
from caseflow.store import folder as store
from caseflow.store.provenance import Stopwatch, environment, software
from caseflow.store.readme import readme
from caseflow.store.record import RECORD_VERSION, Environment, Question, Reading, Resources, RunRecord, Software

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


def _silent(_done: int, _all: int) -> None:
    """No progress is shown."""


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
    jobs: int | None = None
    keep_logs: bool = False


def simulate_to_folder(order: Order, out: Path, progress: Progress = _silent) -> Path:
    """Simulate and write a run folder below ``out``; returns its path.

    Raises what :func:`caseflow.simulate` raises, and RunFolderError if the folder cannot be written.
    """
    created = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    sources = store.join_sources(order.study.sources)
    question = _question(order)
    name = store.folder_name(created, order.name, sources + question.model_dump_json())
    config = order.study.resolve(order.plan.scenarios[0])
    stopwatch = Stopwatch()

    def fill(partial: Path) -> RunRecord:
        assembly = Assembly(partial)
        tables = simulate_plan(order.study, order.plan, order.jobs, progress, None, assembly, order.keep_logs)
        store.write_text(partial / store.SOURCE, sources)
        store.write_text(partial / store.RESOLVED, _resolved(order))
        store.write_summaries(partial, tables.summaries())
        store.write_figures(partial, _figures(tables, config))
        jobs = available_cpus() if order.jobs is None else order.jobs
        record = RunRecord(
            record_version=RECORD_VERSION,
            title=config.title,
            created_utc=created,
            arguments=order.arguments,
            question=question,
            reading=_reading(config, order.plan),
            software=Software.model_validate(software()),
            environment=Environment.model_validate(environment()),
            resources=Resources.model_validate(stopwatch.resources(jobs)),
            files={},
        )
        store.write_text(partial / "README.md", readme(record, store.files_of(partial)))
        return record

    return store.write_run(out, name, fill)


def _figures(tables: Tables, config: Config) -> dict[str, Figure]:
    from caseflow.plots.figures import draw_figures

    return draw_figures(tables.breaches(), tables.weekly_bands(), tables.durations(), config.calendar.change_date)


def _reading(config: Config, plan: Plan) -> Reading:
    first_year, years = statistics_years(config.calendar.change_date, plan.years)
    return Reading(first_year=first_year, years=years, smallest_service=smallest_service(config))


def _question(order: Order) -> Question:
    return Question(**asdict(order.plan), overrides=order.overrides)


def _resolved(order: Order) -> str:
    """One YAML document a scenario."""
    return "".join(f"--- # scenario: {name}\n{order.study.resolved_yaml(name)}" for name in order.plan.scenarios)


# -- replay -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Replay:
    """Whether a run gave the same again, and what to say about it."""

    equal: bool
    message: str


def replay(path: Path, jobs: int | None = None, progress: Progress = _silent) -> Replay:
    """Simulate a run folder's own config and question again and compare the tables.

    Raises RunFolderError when the folder cannot be trusted: anything but its tables and figures was changed.
    """
    run = store.open_run(path, unverified=("tables", "figures"))
    with tempfile.TemporaryDirectory(prefix="caseflow-") as place:
        again = Path(place)
        study = restored_study(run, again / "config")
        plan = Plan(**run.record.question.model_dump(exclude={"overrides"}))
        tables = simulate_plan(study, plan, jobs, progress, assembly=Assembly(again))
        store.write_summaries(again, tables.summaries())
        return _compared(run, again)


def restored_study(run: store.Run, place: Path) -> Study:
    """The study of a run, read again from the run folder's own files; they are written below ``place``."""
    sources = store.split_sources(run.text(store.SOURCE))
    for name, text in sources.items():
        if not (place / name).resolve().is_relative_to(place.resolve()):
            raise RunFolderError(f"{store.SOURCE} names a file outside the folder: {name}")
        store.write_text(place / name, text)
    return load_config(place / next(iter(sources)), overrides=run.record.question.overrides)


def _compared(run: store.Run, again: Path) -> Replay:
    note = _version_note(run)
    for name, file in store.TABLE_FILES.items():
        if file not in run.record.files and not (again / file).exists():
            continue
        recorded = run.record.files[file].sha256
        if store.hash_of(run.path / file) != recorded:
            return Replay(False, f"{file} was changed after the run: {_difference(run, name, again)}{note}")
        if store.hash_of(again / file) != recorded and (difference := _difference(run, name, again)):
            return Replay(False, f"{file} differs: {difference}{note}")
    return Replay(True, f"equal: all tables of {run.path.name} came out the same{note}")


def _difference(run: store.Run, name: str, again: Path) -> str:
    try:
        stored = run.table(name)
    except (ValueError, OSError) as error:
        return f"it cannot be read ({error})"
    return first_difference(stored, store.read_table(again / store.TABLE_FILES[name]))


def _version_note(run: store.Run) -> str:
    """What of the software is not as it was when the run was made."""
    now, then = software(), run.record.software
    libraries = environment()["libraries"]
    assert isinstance(libraries, dict)
    changed = [
        f"{name} {old} -> {libraries.get(name)}"
        for name, old in run.record.environment.libraries.items()
        if libraries.get(name) != old
    ]
    if now["source_sha256"] != then.source_sha256:
        changed.insert(0, f"caseflow {then.version} -> {now['version']}, other source")
    return f" (not the recorded software: {', '.join(changed)})" if changed else ""


def first_difference(stored: pd.DataFrame, again: pd.DataFrame) -> str:
    """The first difference between a stored table and the same table made again, in words; empty if none."""
    if list(stored.columns) != list(again.columns):
        return f"columns {', '.join(stored.columns)} against {', '.join(again.columns)}"
    if len(stored) != len(again):
        return f"{len(stored)} rows against {len(again)}"
    different = ~((stored == again) | (stored.isna() & again.isna()))
    rows = different.any(axis="columns").to_numpy().nonzero()[0]
    if not len(rows):
        return ""
    row = int(rows[0])
    column = stored.columns[int(different.iloc[row].to_numpy().argmax())]
    return f"row {row + 1}, {column}: {stored[column].iloc[row]} against {again[column].iloc[row]}"
