"""``python -m benchmarks [--quick] [--only NAME ...]``: measure, print as it goes, and write docs/performance.md.

The page is written by a whole run only: its figures are of one machine and one hour.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks import engines, growth, twin
from benchmarks.machine import description
from benchmarks.network.compare import compare
from benchmarks.page import PAGE, with_figures

Section = Callable[[bool], Iterator[str]]
"""Takes whether it is to be quick; what it tells stands on the page below its name."""

SECTIONS: dict[str, Section] = {
    "engines": engines.alone,
    "whole": engines.whole,
    "main": growth.main_job,
    "jobs": growth.with_jobs,
    "network": compare,
    "replications": growth.with_replications,
    "region": growth.with_region,
    "years": growth.with_years,
    "twins": twin.twins,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for."""
    options = _parser().parse_args(arguments)
    begin = time.perf_counter()
    growth.command("benchmarks.chunk", growth.MINIMAL, 1, 1)  # compiles for all that follows
    page = PAGE.read_text(encoding="utf-8")
    found = {"machine": _told("machine", iter([description() + "\n"]))}
    for name in options.only or SECTIONS:
        found[name] = _told(name, SECTIONS[name](options.quick))
    print(f"{time.perf_counter() - begin:.0f} s in all")
    for name, figures in found.items():
        page = with_figures(page, name, figures)
    if not (options.quick or options.only):
        PAGE.write_text(page, encoding="utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures how fast caseflow is.")
    parser.add_argument("--quick", action="store_true", help="small worlds, once: shows that the benchmarks run")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="NAME", help=f"of {', '.join(SECTIONS)}")
    return parser


def _told(name: str, parts: Iterator[str]) -> str:
    """What a section tells, printed as it comes."""
    print(f"-- {name}\n", flush=True)
    told = []
    for part in parts:
        print(part, flush=True)
        told.append(part)
    return "\n".join(told)


if __name__ == "__main__":
    main()
