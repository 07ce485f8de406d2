"""Times of a few things, measured in turns, and how they compare."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Times:
    """Seconds of the processor, which other programs disturb little, in each repetition."""

    cpu: list[float] = field(default_factory=list)

    def add(self, parts: Iterable[Times]) -> None:
        """A repetition that is the last ones of some things together."""
        self.cpu.append(sum(part.cpu[-1] for part in parts))

    @property
    def median(self) -> float:
        """Median processor seconds."""
        return statistics.median(self.cpu)


def each(times: Times, n: int) -> Times:
    """The times of each of ``n`` equal parts."""
    return Times([t / n for t in times.cpu])


@dataclass(frozen=True)
class Ratio:
    """How many times as long one thing takes as another: median, least and most over the rounds."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{number(self.median)} ({number(self.least)}-{number(self.most)})"


def in_turns(
    candidates: Mapping[str, Callable[[], object]], rounds: int, fast: Container[str] = ()
) -> dict[str, Times]:
    """Run each candidate once a round, so that a slow minute of the machine hits all of them.

    Of the ``fast`` ones the second of two runs counts: the first has to clear away what a slow one before it left in
    memory, and may have to compile.
    """
    times = {name: Times() for name in candidates}
    for _ in range(rounds):
        for name, run in candidates.items():
            if name in fast:
                run()
            measure(run, times[name])
    return times


def measure(run: Callable[[], T], times: Times) -> T:
    """Run something once, note the time, and return its result."""
    gc.collect()
    begin = time.process_time()
    result = run()
    times.cpu.append(time.process_time() - begin)
    return result


def ratio(slow: Times, fast: Times) -> Ratio:
    """Processor time of ``slow`` over that of ``fast``, round by round; a short list is over the other's median."""
    if len(slow.cpu) == len(fast.cpu):
        ratios = [a / b for a, b in zip(slow.cpu, fast.cpu, strict=True)]
    else:
        ratios = [a / fast.median for a in slow.cpu]
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def number(value: float) -> str:
    """A number with about three figures that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2}f}"


def seconds(value: float) -> str:
    """A time in the unit that suits it."""
    if value >= 1:
        return f"{number(value)} s"
    return f"{number(value * 1e3)} ms" if value >= 1e-3 else f"{number(value * 1e6)} µs"
