"""``python -m benchmarks [--quick] [--only NAME ...]``: measure, print as it goes, and write docs/performance.md.

That page is written by a whole run only: its figures are of one machine and one hour. What says nothing of a machine
(ASIDE) is measured only when it is asked for, and has a page of its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence

from benchmarks import coverage, engines, growth, twin, validation
from benchmarks.machine import description
from benchmarks.network.compare import compare
from benchmarks.page import PAGE, PRECISION, VALIDATION, with_figures

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


ASIDE: dict[str, Section] = {"coverage": coverage.coverage, **validation.TABLES}
"""Not a part of a whole run."""

PAGES = {"coverage": PRECISION} | dict.fromkeys(validation.TABLES, VALIDATION)
"""Where their figures stand."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for."""
    options = _parser().parse_args(arguments)
    begin = time.perf_counter()
    growth.command("benchmarks.chunk", growth.MINIMAL, 1, 1)  # compiles for all that follows
    page = PAGE.read_text(encoding="utf-8")
    found = {"machine": _told("machine", iter([description() + "\n"]))}
    for name in options.only or SECTIONS:
        found[name] = _told(name, (SECTIONS | ASIDE)[name](options.quick))
    print(f"{time.perf_counter() - begin:.0f} s in all")
    for name, figures in found.items():
        if name not in PAGES:
            page = with_figures(page, name, figures)
        elif not options.quick:
            own = PAGES[name].read_text(encoding="utf-8")
            PAGES[name].write_text(with_figures(own, name, figures), encoding="utf-8", newline="\n")
    if not (options.quick or options.only):
        PAGE.write_text(page, encoding="utf-8", newline="\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures how fast caseflow is.")
    parser.add_argument("--quick", action="store_true", help="small worlds, once: shows that the benchmarks run")
    parser.add_argument(
        "--only", nargs="+", choices=[*SECTIONS, *ASIDE], metavar="NAME", help=f"of {', '.join([*SECTIONS, *ASIDE])}"
    )
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
