"""Where the time of a simulation goes: samples of what the program does, each weighted with the time since the last."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import caseflow

PACKAGE = str(Path(caseflow.__file__).parent)

INTERVAL_SECONDS = 0.001

PARTS = {
    "config": "config resolved",
    "tape": "tape",
    "organisation": "organisation",
    "engines": "engine",
    "stats": "indicators",
    "tables.py": "tables and files",
    "results.py": "tables and files",
    "store": "tables and files",
}
"""Folder or file of the package -> the part of the work that it does, with all that it calls."""

REST = "all else"


def shares(run: Callable[[], object]) -> dict[str, float]:
    """Part -> its share of the processor time, with ``REST``; adds up to 1.

    A sample is taken when the interpreter gets to it, which is after a call of machine code has returned. Weighted with
    the time since the sample before, such a call counts in full where it was called.
    """
    gc.collect()  # else the rubbish of all that ran before may be cleared away in this run, wherever it just is
    seconds = dict.fromkeys([*PARTS.values(), REST], 0.0)
    last = time.process_time()

    def sample(_: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        seconds[part_of(frame)] += now - last
        last = now

    before = signal.signal(signal.SIGPROF, sample)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL_SECONDS, INTERVAL_SECONDS)
    try:
        run()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    total = sum(seconds.values())
    return {part: of_part / total for part, of_part in seconds.items()}


def part_of(frame: FrameType | None) -> str:
    """The part of the outermost function that belongs to one."""
    found = REST
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith(PACKAGE):
            found = PARTS.get(Path(file[len(PACKAGE) + 1 :]).parts[0], found)
        frame = frame.f_back
    return found
