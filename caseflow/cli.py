"""The command line: parse, call one function, print. Heavy modules are imported where they are used."""

from __future__ import annotations

import atexit
import codecs
import errno
import io
import json
import logging
import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from caseflow.engines import ENGINES
from caseflow.errors import CaseflowError, UserError, words_of
from caseflow.garbage import collect_rarely
from caseflow.interrupts import Terminated, stop_once
from caseflow.messages import Message, joined, laid_out, message
from caseflow.version import __version__

if TYPE_CHECKING:
    from caseflow.execution import Execution
    from caseflow.language import Language
    from caseflow.parallel import Progress
    from caseflow.report.material import Edition
    from caseflow.store.record import Goal

ARGUMENTS = "caseflow.arguments"
"""Where the click context keeps the arguments of the command line."""

LANGUAGE = "caseflow.language"
"""Where it keeps the code of the language that is spoken."""

NARROWEST = 160
"""Characters in a line of a table, at least: a narrow terminal breaks lines rather than loses figures."""

RESUMING = frozenset({"resume", "jobs", "cluster", "engine", "as_json", "quiet"})
"""What may be said beside --resume."""

EXIT_USER = 2
EXIT_FAILED = 1
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143


class Commands(click.Group):
    """Turns what can go wrong into words and exit codes; an internal fault keeps its traceback."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the arguments as they were given, for the run's record."""
        ctx.meta[ARGUMENTS] = tuple(args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        stop_once()
        ctx.with_resource(_warnings_told(ctx))
        try:
            return super().invoke(ctx)
        except UserError as error:
            _leave(ctx, error.message, error, EXIT_USER)
        except CaseflowError as error:
            _leave(ctx, error.message, error, EXIT_FAILED)
        except click.UsageError as error:
            if in_language := _usage_told(ctx, error):
                raise in_language from error
            raise
        except KeyboardInterrupt as error:
            _leave(ctx, message("stopped"), error, EXIT_INTERRUPTED)
        except Terminated as error:
            _leave(ctx, message("stopped"), error, EXIT_TERMINATED)
        except MemoryError as error:
            told = message("there is not enough memory: try fewer --jobs, or a smaller config")
            _leave(ctx, told, error, EXIT_FAILED)
        except BrokenPipeError:
            raise  # click ends in silence: whoever reads what is printed has enough, as ``head`` does
        except OSError as error:
            if error.errno is None:
                raise  # not the system's: of a library
            _leave(ctx, _of_system(error), error, EXIT_USER)
        finally:
            atexit.register(_end_undisturbed)  # what is registered last comes first


def _end_undisturbed() -> None:
    """Nothing is left to be stopped: Ctrl-C while Python and its libraries clear away could crash them."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _leave(ctx: click.Context, told: Message, error: BaseException, code: int) -> None:
    """End with a message and what notes of the error say of how to go on."""
    click.echo(_said(ctx, joined("; ", [told, *getattr(error, "__notes__", ())])), err=True)
    ctx.exit(code)


def _said(ctx: click.Context, told: str) -> str:
    """A message in the language that is spoken."""
    if not isinstance(told, Message) or ctx.meta.get(LANGUAGE, "en") == "en":
        return told
    return _speak(ctx.meta[LANGUAGE]).say(told)


def _speak(code: str) -> Language:
    """The language of a code, in which from now on errors are told, too."""
    from caseflow.language import language

    click.get_current_context().meta[LANGUAGE] = code
    return language(code)


def _usage_told(ctx: click.Context, error: click.UsageError) -> click.UsageError | None:
    """The error in the language asked for, if only on a command line that click could not read; None: it is English."""
    from caseflow.usage import ToldUsage, language_asked_for

    code = ctx.meta.get(LANGUAGE) or language_asked_for(ctx.meta[ARGUMENTS]) or "en"
    return None if code == "en" else ToldUsage(error, _speak(code))


@contextmanager
def _warnings_told(ctx: click.Context) -> Iterator[None]:
    """Meanwhile have warnings told in the language that is spoken."""

    def translate(record: logging.LogRecord) -> bool:
        record.msg = _said(ctx, record.msg)
        return True

    logger = logging.getLogger("caseflow")
    logger.addFilter(translate)
    try:
        yield
    finally:
        logger.removeFilter(translate)


def _of_system(error: OSError) -> Message:
    """What the system refuses, such as a file that may not be read; a disk may be full beneath what is printed, too."""
    words = words_of(error)
    if error.errno in WAYS_OUT:
        words = laid_out("{words}: {way_out}", words=words, way_out=WAYS_OUT[error.errno])
    if error.filename is None:
        return message("cannot read or write: {words}", words=words)
    return laid_out("{file}: {words}", file=error.filename, words=words)


WAYS_OUT = {
    errno.ENOSPC: message("make room there, or write elsewhere: --out, and TMPDIR for what is only kept for a time"),
    errno.EMFILE: message("allow more, such as by `ulimit -n 1024`, or try fewer --jobs"),
    errno.ENFILE: message("close other programs, or try fewer --jobs"),
}
"""What to do about errors of the system, beside what their words say."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="caseflow %(version)s")
def main() -> None:
    """Simulate child-welfare casework under different organisational models."""
    collect_rarely()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # else threads start that wait in a loop for matrices
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="nearest")  # a name that the terminal cannot show loses no run, a minus no sign


class NumberIn(click.FloatRange):
    """A number within bounds; of those that click knows, ``nan`` lies in all."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number of a text."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(message("{value} is no number.", value=value), param, ctx)
        return number


NEAREST = {"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NO-BREAK SPACE}": " ", "±": "+-"} | dict.fromkeys("“”«»", '"')
"""What is written instead where a stream's encoding lacks a sign; of any other a question mark."""


def _nearest(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return "".join(NEAREST.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


codecs.register_error("nearest", _nearest)


config_argument = click.argument("config", type=click.Path(path_type=Path))
models_option = click.option(
    "--model", "models", multiple=True, metavar="M", help="Only this model; repeatable [default: all]."
)
seed_option = click.option(
    "--seed", metavar="N", type=click.IntRange(min=0), help="Seed of all random numbers [default: the config's]."
)
years_option = click.option(
    "--years", metavar="N", type=click.IntRange(1, 1000), help="Years after the change date [default: the config's]."
)
set_option = click.option(
    "--set", "overrides", multiple=True, metavar="PATH=VALUE", help="Override a value of the config; repeatable."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes [default: one a processor]."
)
cluster_option = click.option(
    "--cluster", metavar="ADDRESS",
    help="Simulate on the workers of the Dask scheduler at tcp://..., or on a `local` one with --jobs workers.",
)  # fmt: skip
engine_option = click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", show_default=True,
    help="What simulates; the results are the same. auto: compiled, or process where numba is missing.",
)  # fmt: skip
out_option = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=Path("runs"), show_default=True,
    help="Folder in which the run folder is made.",
)  # fmt: skip
baseline_option = click.option(
    "--baseline", metavar="MODEL", help="Compare with this model [default: the config's baseline]."
)
run_scenario_option = click.option("--scenario", metavar="S", help="In this scenario [default: the run's first].")
unit_option = click.option(
    "--unit", metavar="U", default="region", show_default=True, help="Of this municipality, or the region."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of tables.")
quiet_option = click.option("--quiet", is_flag=True, help="Show no progress and no tables.")
all_option = click.option(
    "--all", "everything", is_flag=True, help="Of a stress run: print a table of every stress and place, too."
)


def _hear(ctx: click.Context, param: click.Parameter, code: str | None) -> str | None:
    """Tell all that follows in the language that is asked for, faults of other options, too."""
    if ctx.get_parameter_source(str(param.name)) != ParameterSource.DEFAULT:
        ctx.meta[LANGUAGE] = code
    return code


def _hear_run(ctx: click.Context, _param: click.Parameter, runs: Path | tuple[Path, ...] | None) -> Any:
    """Tell all that follows in the language of a run, the first of several, unless another one is asked for."""
    first = next(iter(runs), None) if isinstance(runs, tuple) else runs
    if first is not None:
        from caseflow.store.opened import language_found_in

        if code := language_found_in(first):
            ctx.meta.setdefault(LANGUAGE, code)
    return runs


def language_option(help_text: str, default: str | None = "en") -> Callable[[Any], Any]:
    """Give a command --lang; without a default its command speaks the language of a run."""
    return click.option(
        "--lang", type=click.Choice(["en", "nb"]), default=default, show_default=default is not None, help=help_text,
        is_eager=True, callback=_hear,
    )  # fmt: skip


lang_option = language_option("Language of what is printed and of a run's figures: English or Norwegian bokmål.")
run_lang_option = language_option("Language, English or Norwegian bokmål [default: the run's].", default=None)
run_argument = click.argument("run", type=click.Path(path_type=Path), is_eager=True, callback=_hear_run)
runs_argument = click.argument(
    "runs", metavar="RUN...", type=click.Path(path_type=Path), nargs=-1, required=True, is_eager=True,
    callback=_hear_run,
)  # fmt: skip


def execution_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command --jobs, --cluster and --engine, which it gets together as its ``execution``."""

    @jobs_option
    @cluster_option
    @engine_option
    @wraps(command)
    def with_execution(*args: Any, jobs: int | None, cluster: str | None, engine: str, **options: Any) -> None:
        from caseflow.execution import Execution
        from caseflow.worker import started_early

        execution = Execution(jobs, cluster, engine)
        with started_early(1 if cluster else execution.processes):
            command(*args, execution=execution, **options)

    return with_execution


# -- simulate ---------------------------------------------------------------------------------------------------


@main.command(short_help="Simulate the models of CONFIG and write a run folder.")
@click.argument("config", type=click.Path(path_type=Path), required=False)
@models_option
@click.option(
    "--moves", multiple=True, metavar="M",
    help="Only this model, and every model that it becomes when one worker goes to another team; repeatable.",
)  # fmt: skip
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="S",
    help="In this scenario, or in several together (a+b); repeatable [default: the base].",
)  # fmt: skip
@click.option(
    "--replications", metavar="N", type=click.IntRange(min=1),
    help="Futures to simulate [default: the config's]; with --precision, at most [default: 1000].",
)  # fmt: skip
@click.option(
    "--precision", type=NumberIn(0, 0.5, min_open=True, max_open=True), metavar="P",
    help="Go on until breach shares are known to +-P (0.02: two points), looked at after 64, 96, 144, ... futures.",
)  # fmt: skip
@click.option(
    "--precision-unit", "precision_units", multiple=True, metavar="U",
    help="With --precision: of this municipality, or the region; repeatable [default: region].",
)  # fmt: skip
@seed_option
@years_option
@click.option("--fixed-assumptions", is_flag=True, help="Hold assumptions at their values instead of drawing them.")
@set_option
@execution_options
@click.option("--name", metavar="NAME", help="Second part of the run folder's name [default: the config's name].")
@out_option
@click.option("--keep-logs", is_flag=True, help="Keep the event log of every model and replication (large).")
@click.option(
    "--resume", type=click.Path(path_type=Path), metavar="RUN", is_eager=True, callback=_hear_run,
    help="Go on with the unfinished run folder RUN, whose own config and options hold.",
)  # fmt: skip
@lang_option
@json_option
@quiet_option
@click.pass_context
def simulate(
    ctx: click.Context,
    config: Path | None,
    models: tuple[str, ...],
    moves: tuple[str, ...],
    scenarios: tuple[str, ...],
    replications: int | None,
    precision: float | None,
    precision_units: tuple[str, ...],
    seed: int | None,
    years: int | None,
    fixed_assumptions: bool,
    overrides: tuple[str, ...],
    execution: Execution,
    name: str | None,
    out: Path,
    keep_logs: bool,
    resume: Path | None,
    lang: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Simulate the models of CONFIG and write a run folder, or finish one that was stopped (--resume)."""
    if resume is not None:
        _refuse_all_but(ctx, RESUMING)
        _resume(resume, execution, as_json, quiet)
        return
    if config is None:
        raise click.UsageError(message("which CONFIG? (or --resume RUN, to go on with a run that was stopped)"))
    from caseflow.config.load import load_config
    from caseflow.experiment import make_plan
    from caseflow.runs import Order, simulate_to_folder
    from caseflow.store.provenance import without_places

    if precision_units and precision is None:
        raise click.UsageError(message("--precision-unit says where --precision holds: how close is it to be?"))
    goal, most = _goal(precision, precision_units, replications)
    options = {"replications": replications if goal is None else None, "seed": seed, "years": years}
    overrides += tuple(f"{key}={value}" for key, value in options.items() if value is not None)
    study = load_config(config, overrides=overrides)
    if moves:
        from caseflow.config.moves import moves_of

        moved = moves_of(study.resolve(), moves)
        models += (*moves, *(move.model for move in moved))
        overrides += tuple(move.override for move in moved)
        study = load_config(config, overrides=overrides)
    order = Order(
        study=study,
        plan=make_plan(study, models, scenarios, most, fixed_assumptions=fixed_assumptions),
        name=config.stem if name is None else name,
        overrides=overrides,
        arguments=tuple(without_places(ctx.meta[ARGUMENTS])),
        execution=execution,
        keep_logs=keep_logs,
        language=lang,
        goal=goal,
    )
    with _progress("simulating", quiet, lang) as progress:
        run = simulate_to_folder(order, out, progress)
    _print_run(run, as_json, quiet)


def _goal(half_width: float | None, units: tuple[str, ...], replications: int | None) -> tuple[Goal | None, int | None]:
    """How closely a run is to know breach shares, and the most replications of it; None: those that were given."""
    from caseflow.growing import MOST_REPLICATIONS
    from caseflow.stats.registry import REGION
    from caseflow.store.record import Goal

    if half_width is None:
        return None, None
    goal = Goal(half_width=half_width, units=tuple(dict.fromkeys(units or (REGION,))))
    return goal, MOST_REPLICATIONS if replications is None else replications


def _refuse_all_but(ctx: click.Context, allowed: frozenset[str]) -> None:
    """Refuse every option that was given and is not among those."""
    given = [p for p in ctx.command.params if ctx.get_parameter_source(str(p.name)) != ParameterSource.DEFAULT]
    refused = [p.human_readable_name if isinstance(p, click.Argument) else p.opts[0] for p in given]
    refused = [name for p, name in zip(given, refused, strict=True) if p.name not in allowed]
    if refused:
        options = ", ".join(refused)
        raise click.UsageError(
            message("--resume goes on with a run's own config and options; leave out {options}", options=options)
        )


def _resume(path: Path, execution: Execution, as_json: bool, quiet: bool) -> None:
    from caseflow.runs import resume
    from caseflow.store.unfinished import read_unfinished

    with _progress("simulating", quiet, _speak(read_unfinished(path).language).code) as progress:
        run = resume(path, execution, progress)
    _print_run(run, as_json, quiet)


@contextmanager
def _progress(what: str, quiet: bool, lang: str, of: str = "futures") -> Iterator[Progress]:
    """A progress bar on a terminal's stderr, in a language; elsewhere silence.

    What is left is told of futures, which take equally long; of anything else, how long it has taken.
    """
    if quiet:
        logging.getLogger("caseflow").setLevel(logging.ERROR)
    if quiet or not sys.stderr.isatty():
        from caseflow.parallel import silent

        yield silent
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from caseflow.language import language
    from caseflow.overview.saying import PROGRESS

    doing, things = (language(lang).text(PROGRESS[word]) for word in (what, of))
    clock = TimeRemainingColumn() if of == "futures" else TimeElapsedColumn()
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TextColumn(things), clock)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print_run(path: Path, as_json: bool, quiet: bool, everything: bool = False, lang: str | None = None) -> None:
    """Print a run in a language, or in its own."""
    if quiet and not as_json:
        click.echo(str(path))
        return
    from caseflow.overview.run import run_as_data, run_as_tables
    from caseflow.store.opened import open_run
    from caseflow.stress_overview.data import stress_as_data
    from caseflow.stress_overview.printed import stress_as_printed

    run = open_run(path)
    is_stress = run.record.question.stress is not None
    if everything and not is_stress:
        raise UserError(message("{path} is no stress run: --all is about what `caseflow stress` found", path=path))
    spoken = _speak(lang or run.record.language)
    if as_json:
        data = stress_as_data(run) if is_stress else run_as_data(run)
        _print_json(data)
    elif is_stress:
        _print(*stress_as_printed(run, spoken.code, everything=everything), spoken=spoken)
    else:
        _print(*run_as_tables(run, spoken), spoken=spoken)


def _print_json(data: object, indent: int | None = None) -> None:
    """Print a JSON document, with escapes for what stdout's encoding may not have."""
    encoding = sys.stdout.encoding if sys.stdout is not None else ""  # None: closed
    is_unicode = (encoding or "").lower().startswith("utf")
    click.echo(json.dumps(data, ensure_ascii=not is_unicode, allow_nan=False, indent=indent))


def _print(*things: Any, spoken: Language | None = None) -> None:
    """Print tables and lines; no line of a table ends within ``6 501`` or ``[1 to 2]``, or before a per cent sign."""
    from rich.console import Console

    class Unbroken(Console):
        """Takes spaces that shall not end a line for letters, since rich would break a line at them."""

        def render_str(self, text: str, **options: Any) -> Any:
            return super().render_str(KEPT.sub(lambda kept: kept[0].translate(LETTERS), text), **options)

    console = Unbroken(highlight=False, markup=False, emoji=False)
    window, widest = console.width, 0
    console.size = max(window, NARROWEST), console.height  # both: with the width alone, a dumb terminal keeps its own
    for thing in things:
        with console.capture() as captured:
            console.print(thing, soft_wrap=isinstance(thing, str))
        click.echo(captured.get().translate(SPACES), sys.stdout, nl=False)
        if not isinstance(thing, str):
            widest = max(widest, console.measure(thing).maximum)
    if console.is_terminal and widest > window:
        from caseflow.overview.saying import WIDEST

        click.echo((spoken or _speak("en")).text(WIDEST, widest=widest), err=True)


KEPT = re.compile(r"\[[^\[\]\n]{1,40}\]|\N{NO-BREAK SPACE}| (?=%)")
"""What stays on a line: an interval in its brackets, a number, a number and its per cent sign."""

LETTERS = str.maketrans({"\N{NO-BREAK SPACE}": "\ue000", " ": "\ue001"})
SPACES = str.maketrans({letter: space for space, letter in LETTERS.items()})


# -- runs -------------------------------------------------------------------------------------------------------


@main.command()
@run_argument
@all_option
@run_lang_option
@json_option
def show(run: Path, everything: bool, lang: str | None, as_json: bool) -> None:
    """Show the results of the run folder RUN."""
    _print_run(run, as_json, quiet=False, everything=everything, lang=lang)


@main.command(short_help="Simulate RUN again; exit code 1 if a table differs.")
@run_argument
@jobs_option
@run_lang_option
@quiet_option
@click.pass_context
def replay(ctx: click.Context, run: Path, jobs: int | None, lang: str | None, quiet: bool) -> None:
    """Simulate the run folder RUN again from its own config; exit code 1 if a table differs."""
    from caseflow.execution import Execution
    from caseflow.runs import replay as replay_run
    from caseflow.store.opened import language_of

    spoken = _speak(lang or language_of(run))
    with _progress("replaying", quiet, spoken.code) as progress:
        answer = replay_run(run, Execution(jobs), progress)
    click.echo(spoken.say(answer.message))
    ctx.exit(0 if answer.equal else EXIT_FAILED)


# -- stress -----------------------------------------------------------------------------------------------------


@main.command(short_help="Simulate what happens when people are away, and much comes.")
@config_argument
@models_option
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="S",
    help="Only this scenario of the stress file or of CONFIG, or several together (a+b); repeatable "
    "[default: all of the stress file that fit CONFIG, and its grid].",
)  # fmt: skip
@click.option(
    "--stresses", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Stress file [default: the one that comes with caseflow, configs/stress.yaml].",
)  # fmt: skip
@click.option(
    "--grid/--no-grid", default=None, help="With the stress file's grid, or without [default: with, unless --scenario]."
)
@click.option(
    "--limit", type=NumberIn(0, 1, min_open=True, max_open=True), metavar="SHARE",
    help="A model breaks where more than this share of limits is missed [default: 0.25].",
)  # fmt: skip
@click.option(
    "--replications", metavar="N", type=click.IntRange(min=1), help="Futures to simulate [default: the config's]."
)
@seed_option
@years_option
@set_option
@execution_options
@click.option(
    "--name", metavar="NAME", help="Second part of the run folder's name [default: the config's name, and stress]."
)
@out_option
@all_option
@lang_option
@json_option
@quiet_option
@click.pass_context
def stress(
    ctx: click.Context,
    config: Path,
    models: tuple[str, ...],
    scenarios: tuple[str, ...],
    stresses: Path | None,
    grid: bool | None,
    limit: float | None,
    replications: int | None,
    seed: int | None,
    years: int | None,
    overrides: tuple[str, ...],
    execution: Execution,
    name: str | None,
    out: Path,
    everything: bool,
    lang: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Simulate the models of CONFIG under stress, each against itself in the same futures, and write a run folder.

    `caseflow show RUN` prints it again, with `--all` every stress and place; one that was stopped goes on with
    `caseflow simulate --resume RUN`.
    """
    from caseflow.config.load import load_config, load_stresses
    from caseflow.experiment import make_plan
    from caseflow.runs import Order, simulate_to_folder
    from caseflow.store.provenance import without_places
    from caseflow.stress.asking import LIMIT, asked_of

    options = {"replications": replications, "seed": seed, "years": years}
    overrides += tuple(f"{key}={value}" for key, value in options.items() if value is not None)
    study = load_config(config, overrides=overrides)
    asked = asked_of(
        study,
        load_stresses(stresses),
        scenarios,
        grid=not scenarios if grid is None else grid,
        limit=LIMIT if limit is None else limit,
    )
    if not quiet:
        for fault in asked.left_out:
            click.echo(_said(ctx, message("left out, since it does not fit: {fault}", fault=fault.message)), err=True)
    order = Order(
        study=asked.study,
        plan=make_plan(asked.study, models, asked.scenarios),
        name=f"{config.stem}-stress" if name is None else name,
        overrides=overrides,
        arguments=tuple(without_places(ctx.meta[ARGUMENTS])),
        execution=execution,
        language=lang,
        stress=asked.question,
    )
    with _progress("simulating", quiet, lang) as progress:
        run = simulate_to_folder(order, out, progress)
    _print_run(run, as_json, quiet, everything)


# -- comparing --------------------------------------------------------------------------------------------------


@main.command(short_help="Compare models: how much better or worse, how sure, for whom.")
@runs_argument
@baseline_option
@models_option
@click.option(
    "--indicator", "indicators", multiple=True, metavar="I",
    help="This indicator; repeatable [default: deadlines and what must stand beside them, and a few more].",
)  # fmt: skip
@unit_option
@run_scenario_option
@click.option(
    "--at-least", type=click.IntRange(min=1), default=3, show_default=True, metavar="K",
    help="Tell the chance of so many missed limits or more in a year.",
)  # fmt: skip
@click.option(
    "--decompose", metavar="MODEL",
    help="Simulate this model and the baseline again, its effects switched on one by one.",
)  # fmt: skip
@jobs_option
@run_lang_option
@json_option
def compare(
    runs: tuple[Path, ...],
    baseline: str | None,
    models: tuple[str, ...],
    indicators: tuple[str, ...],
    unit: str,
    scenario: str | None,
    at_least: int,
    decompose: str | None,
    jobs: int | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Compare the models of the run folders RUN on the same futures: how much better or worse, how sure, for whom."""
    from caseflow.comparison.asking import Asked, compare_runs
    from caseflow.comparison.data import comparison_as_data
    from caseflow.comparison.tables import comparison_as_tables

    comparison = compare_runs(runs, Asked(baseline, models, indicators, unit, scenario, at_least))
    spoken = _speak(lang or comparison.results.worlds[0].run.record.language)
    decomposition = None
    if decompose is not None:
        from caseflow.comparison.decomposing import decompose as decompose_model
        from caseflow.execution import Execution

        with _progress("simulating", quiet=False, lang=spoken.code) as progress:
            decomposition = decompose_model(comparison, decompose, Execution(jobs), progress)
    if as_json:
        data = comparison_as_data(comparison, decomposition)
        _print_json(data)
    else:
        _print(*comparison_as_tables(comparison, decomposition, spoken), spoken=spoken)


@main.command(short_help="Show how closely RUN knows a figure, and what more would take.")
@run_argument
@click.option("--indicator", metavar="I", default="breach_share", show_default=True, help="Of this indicator.")
@unit_option
@run_scenario_option
@click.option(
    "--half-width", "half_widths", multiple=True, type=NumberIn(0, 1e9, min_open=True), metavar="H",
    help="Ask about +-H, in the indicator's unit (0.02: two points); repeatable "
    "[default: of shares 0.05, 0.02, 0.01 and 0.005, else parts of the mean].",
)  # fmt: skip
@click.option(
    "--figure", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Draw the mean of a share over more and more replications, too: .png, .svg or .pdf.",
)  # fmt: skip
@run_lang_option
@json_option
def precision(
    run: Path,
    indicator: str,
    unit: str,
    scenario: str | None,
    half_widths: tuple[float, ...],
    figure: Path | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Show how closely RUN knows a figure, how many replications more would take, and whether its run-in is enough."""
    from caseflow.precision.data import findings_as_data
    from caseflow.precision.findings import Question, look_into
    from caseflow.precision.tables import findings_as_tables

    findings = look_into(run, Question(indicator, unit, scenario, half_widths))
    spoken = _speak(lang or findings.world.run.record.language)
    if figure is not None:
        from caseflow.precision.figure import save_figure

        save_figure(findings, figure, spoken)
    if as_json:
        _print_json(findings_as_data(findings))
    else:
        _print(*findings_as_tables(findings, spoken), spoken=spoken)


@main.command(short_help="Tell RUN to whoever decides: one HTML file.")
@run_argument
@run_lang_option
@click.option(
    "--edition", type=click.Choice(["council", "analyst"]), default="council", show_default=True,
    help="For whom: council is short and has no figures of teams; analyst has everything.",
)  # fmt: skip
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="HTML file to write [default: <run>_<edition>_<language>.html].",
)  # fmt: skip
@baseline_option
@models_option
@run_scenario_option
@click.option(
    "--stress", type=click.Path(path_type=Path), metavar="STRESS_RUN",
    help="Tell the stress of this run, too, which `caseflow stress` made [default: RUN's own, if it is one].",
)  # fmt: skip
def report(
    run: Path,
    lang: str | None,
    edition: Edition,
    out: Path | None,
    baseline: str | None,
    models: tuple[str, ...],
    scenario: str | None,
    stress: Path | None,
) -> None:
    """Tell the run folder RUN to whoever decides: one HTML file to read, print or send."""
    from caseflow.overview.saying import WROTE
    from caseflow.report.build import Wanted, write_report
    from caseflow.store.opened import language_of

    spoken = _speak(lang or language_of(run))
    with _progress("writing", quiet=False, lang=spoken.code, of="sections") as progress:
        path = write_report(run, Wanted(spoken.code, edition, baseline, models, scenario, stress), out, progress)
    click.echo(spoken.text(WROTE, path=path))


# -- configs ----------------------------------------------------------------------------------------------------


@main.command(short_help="Check CONFIG, and each team's hours asked and hours there are.")
@config_argument
@click.option("--resolved", metavar="MODEL", help="Print the whole config of this model instead, with its sources.")
@click.option("--models", is_flag=True, help="Print the models side by side instead: posts, teams, coverage, effects.")
@click.option(
    "--scenario", metavar="S", default="base", help="In this scenario, or several together (a+b) [default: the base]."
)
@set_option
@lang_option
def check(
    config: Path, resolved: str | None, models: bool, scenario: str, overrides: tuple[str, ...], lang: str
) -> None:
    """Check CONFIG, and compare by hand what each team is asked for with what it has."""
    from caseflow.config.load import load_config
    from caseflow.overview.config import check_as_tables, resolved_text
    from caseflow.overview.models import models_as_tables

    study = load_config(config, overrides=overrides)
    if models and resolved is not None:
        raise click.UsageError(message("--models and --resolved are two different questions: ask one of them"))
    if models:
        _print(*models_as_tables(study.resolve(scenario), _speak(lang)), spoken=_speak(lang))
    elif resolved is not None:
        click.echo(resolved_text(study, resolved, scenario, _speak(lang)), nl=False)
    else:
        _print(*check_as_tables(study, scenario, _speak(lang)), spoken=_speak(lang))


@main.command(short_help="Simulate by both engines and say whether they agree.")
@config_argument
@models_option
@click.option(
    "--scenario", "scenarios", multiple=True, metavar="S", help="In this scenario; repeatable [default: base]."
)
@click.option(
    "--replications", metavar="N", type=click.IntRange(min=1), default=1, show_default=True, help="Futures to simulate."
)
@years_option
@set_option
@language_option("Language of what is printed: English or Norwegian bokmål.")
def verify(
    config: Path,
    models: tuple[str, ...],
    scenarios: tuple[str, ...],
    replications: int,
    years: int | None,
    overrides: tuple[str, ...],
    lang: str,
) -> None:
    """Simulate CONFIG by both engines and compare their logs row for row; exit code 1 if any two differ."""
    from caseflow.config.load import load_config
    from caseflow.experiment import make_plan
    from caseflow.verification import as_tables
    from caseflow.verification import verify as verify_plan

    study = load_config(config, overrides=overrides)
    found = list(verify_plan(study, make_plan(study, models, scenarios, replications, years=years)))
    _print(*as_tables(found, _speak(lang)), spoken=_speak(lang))
    if any(one.difference for one in found):
        click.get_current_context().exit(EXIT_FAILED)


@main.command()
def schema() -> None:
    """Print the JSON Schema of a config."""
    from caseflow.config.published import json_schema

    _print_json(json_schema(), indent=2)


@main.command(short_help="Write a commented config to start from.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), default=Path("caseflow.yaml"))
@language_option("Language of its comments: English or Norwegian bokmål.")
def init(file: Path, lang: str) -> None:
    """Write a commented starter config to FILE [default: caseflow.yaml]; an existing file is left alone."""
    from caseflow.config.published import starter_text
    from caseflow.overview.saying import WROTE_STARTER

    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(starter_text(lang))
    except FileExistsError:
        raise UserError(message("{file} exists; it is left as it is: name another file", file=file)) from None
    except OSError as error:
        raise UserError(message("cannot write {file}: {words}", file=file, words=words_of(error))) from error
    click.echo(_speak(lang).text(WROTE_STARTER, file=file))
