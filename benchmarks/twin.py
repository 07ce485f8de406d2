"""Both engines on thousands of random worlds: their logs are the same, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.network.given import Int64
from benchmarks.worlds import world
from caseflow.log import Kind, assert_equal
from caseflow.parallel import available_cpus, run_tasks

WORLDS = 10_000
CHUNK = 100


def twins(quick: bool) -> Iterator[str]:
    """Compare the logs of many worlds, on all cores.

    Raises AssertionError that names the seed of a world whose logs differ, and tells the first difference.
    """
    ends = range(CHUNK, (CHUNK if quick else WORLDS) + 1, CHUNK)
    chunks = [range(end - CHUNK, end) for end in ends]
    with closing(run_tasks(_compared, chunks, 1 if quick else available_cpus())) as results:
        parts = [part for _, part in results]
    cases = np.concatenate([of_cases for of_cases, _ in parts])
    rows = np.sum([of_kinds for _, of_kinds in parts], axis=0)
    assert not set(Kind) - set(np.flatnonzero(rows)) or quick, "some kind of event never happened"
    yield (
        f"Both engines gave equal logs in {len(cases):,} random worlds of up to {cases.max()} cases and every effect: "
        f"{rows.sum():,} rows of {np.count_nonzero(rows)} kinds of event.\n"
    )


def _compared(seeds: range) -> tuple[Int64, Int64]:
    """[world]: cases of each world; [kind]: rows of all logs."""
    pairs = [_equal_log(seed) for seed in seeds]
    counts = [np.bincount(kinds, minlength=len(Kind) + 1) for _, kinds in pairs]
    return np.array([n_cases for n_cases, _ in pairs]), np.sum(counts, axis=0)


def _equal_log(seed: int) -> tuple[int, Int64]:
    org, tape = world(seed)
    logs = [run(org, tape) for run in ENGINES.values()]
    try:
        assert_equal(*logs)
    except AssertionError as difference:
        raise AssertionError(f"world {seed}: {difference}") from None
    return len(tape.cases), logs[0].kind
