"""How time and memory grow: with replications, the size of the region, years, and jobs.

Everything is measured from outside, of ``caseflow simulate`` in a process of its own.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.engines import MAIN_MODELS
from benchmarks.page import table
from benchmarks.region import KONGSBERG, region_text
from benchmarks.timing import number, seconds
from caseflow.parallel import available_cpus

MINIMAL = KONGSBERG.with_name("minimal.yaml")

MAXRSS_PER_MB = 1e3 if sys.platform != "darwin" else 1e6
"""ru_maxrss is in kilobytes, on macOS in bytes."""

IN_BETWEEN = """
import json, resource, subprocess, sys
status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
use = resource.getrusage(resource.RUSAGE_CHILDREN)
json.dump([status, use.ru_utime + use.ru_stime, use.ru_maxrss], sys.stdout)
"""
"""A small program that runs the measured one: Linux counts the size of whoever starts a program as its own."""


@dataclass(frozen=True)
class Use:
    """What a command took, its worker processes included."""

    wall_seconds: float
    cpu_seconds: float
    peak_mb: float
    """Of the largest of its processes."""


def simulate(config: Path, *options: object) -> Use:
    """Run ``caseflow simulate`` on a config, its run folder thrown away."""
    with tempfile.TemporaryDirectory() as out:
        return command("caseflow", "simulate", config, "--out", out, *options)


def command(module: str, *arguments: object) -> Use:
    """Run a module of Python; raises RuntimeError if it fails."""
    words = [sys.executable, "-m", module, *map(str, arguments)]
    begin = time.perf_counter()
    told = subprocess.run([sys.executable, "-c", IN_BETWEEN, *words], stdout=subprocess.PIPE, check=True)  # noqa: S603
    wall_seconds = time.perf_counter() - begin
    status, cpu_seconds, maxrss = json.loads(told.stdout)
    if status:
        raise RuntimeError(f"failed: {' '.join(words[2:])}")
    return Use(wall_seconds, cpu_seconds, maxrss / MAXRSS_PER_MB)


@dataclass(frozen=True)
class Line:
    """A command's use as a line: what it takes once, and what for each replication."""

    once_seconds: float
    each_seconds: float
    peak_mb: float


def line(config: Path, replications: int, *options: object) -> Line:
    """The line through one replication and through ``replications`` more."""
    return through(partial(simulate, config, *options, "--replications"), replications)


def through(run: Callable[[int], Use], replications: int) -> Line:
    """The line through what one replication takes and what ``replications`` more take."""
    few, many = run(1), run(1 + replications)
    each = (many.cpu_seconds - few.cpu_seconds) / replications
    return Line(few.cpu_seconds - each, each, many.peak_mb)


# -- sections -----------------------------------------------------------------------------------------------------


def main_job(quick: bool) -> Iterator[str]:
    """What this tool is for: a thousand replications of the region's models, on all cores."""
    asked = {
        f"{len(MAIN_MODELS)} models": [word for model in MAIN_MODELS for word in ("--model", model)],
        "all models": [],
    }
    replications = 2 if quick else 1000
    options = ("--replications", replications, "--jobs", available_cpus(), *(("--years", 1) if quick else ()))
    rows = []
    for words, models in list(asked.items())[: 1 if quick else None]:
        use = simulate(KONGSBERG, *options, *models)
        rows.append((f"{words}, {replications:,} replications", *_uses(use)))
    yield table(("", "on the wall", "processor", "peak memory"), rows)


def with_jobs(quick: bool) -> Iterator[str]:
    """The same on one core and on all of them."""
    replications = 2 if quick else 500
    models = [word for model in MAIN_MODELS[: 1 if quick else None] for word in ("--model", model)]
    options = ("--replications", replications, *models, *(("--years", 1) if quick else ()))
    uses = {jobs: simulate(KONGSBERG, "--jobs", jobs, *options) for jobs in (1, available_cpus())}
    rows = [(jobs, *_uses(use), number(uses[1].wall_seconds / use.wall_seconds)) for jobs, use in uses.items()]
    yield table(("jobs", "on the wall", "processor", "peak memory", "times as fast"), rows)


def with_replications(quick: bool) -> Iterator[str]:
    """configs/minimal.yaml over many replications, on all cores: time and memory."""
    rows = []
    for replications in (2,) if quick else (1_000, 10_000, 100_000):
        use = simulate(MINIMAL, "--replications", replications)
        rows.append((f"{replications:,}", *_uses(use)))
    yield table(("replications", "on the wall", "processor", "peak memory"), rows)


def with_region(quick: bool) -> Iterator[str]:
    """Today's region of seven municipalities one, ten and a hundred times; from the config to the bytes of a chunk."""
    rows = []
    for copies, replications in ((2, 1),) if quick else ((1, 50), (10, 5), (100, 1)):
        with _region(copies) as config:
            of = through(partial(_chunk, config, 1 if quick else 4), replications)
        rows.append((f"x {copies}", *_cells(of)))
    yield table(("region", *LINE), rows)


def with_years(quick: bool) -> Iterator[str]:
    """Today's organisation of the Kongsberg region over more and more years."""
    rows = []
    with _region(1) as config:
        for years in (1,) if quick else (1, 4, 9, 19):
            of = line(config, 1 if quick else 100, "--years", years, "--jobs", 1)
            rows.append((f"1 + {years}", *_cells(of)))
    yield table(("years", *LINE), rows)


def _chunk(config: Path, years: int, replications: int) -> Use:
    return command("benchmarks.chunk", config, replications, years)


@contextlib.contextmanager
def _region(copies: int) -> Iterator[Path]:
    """The config of a region, in a file."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "region.yaml"
        config.write_text(region_text(copies), encoding="utf-8")
        yield config


LINE = ("once", "each replication", "peak memory")


def _cells(of: Line) -> tuple[str, str, str]:
    return seconds(max(0, of.once_seconds)), seconds(max(0, of.each_seconds)), _mb(of.peak_mb)


def _uses(use: Use) -> tuple[str, str, str]:
    return seconds(use.wall_seconds), seconds(use.cpu_seconds), _mb(use.peak_mb)


def _mb(megabytes: float) -> str:
    return f"{number(megabytes)} MB"
