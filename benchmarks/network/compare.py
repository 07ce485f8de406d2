"""caseflow against bare SimPy, Ciw and salabim on one network of queues: the same visits, and how long each takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count

import numpy as np

from benchmarks.engines import ENGINES
from benchmarks.network import with_ciw, with_salabim, with_simpy
from benchmarks.network.given import MODEL, STATIONS, Int64, given, network
from benchmarks.network.theory import mean_waits, standard_errors
from benchmarks.network.visits import in_order, of_log
from benchmarks.page import table
from benchmarks.timing import Times, in_turns, measure, number, ratio, seconds
from caseflow.config.schema import Config
from caseflow.log import Log
from caseflow.organisation import organise
from caseflow.tape.draw import draw

OTHERS = {"SimPy": with_simpy.simulate, "Ciw": with_ciw.simulate, "salabim": with_salabim.simulate}

MOST_STANDARD_ERRORS = 4

ROUNDS = 5
"""Of the fast ones; the process engine and salabim, which take longest, run once."""


def compare(quick: bool) -> Iterator[str]:
    """Prove that the work is equal, measure, and tell both."""
    config = network(quick)
    tape = draw(config, 0)
    org = organise(config, MODEL, tape)
    what = given(config, tape.cases)

    ENGINES["compiled"](org, tape)  # compiles
    times = {name: Times() for name in (*OTHERS, *ENGINES)}
    visits = {name: in_order(measure(partial(run, what), times[name])) for name, run in OTHERS.items()}
    logs = {name: measure(partial(run, org, tape), times[name]) for name, run in ENGINES.items()}
    visits |= {f"caseflow, {name}": of_log(log) for name, log in logs.items()}
    yield _equality(config, visits, len(what.arrivals))

    again: dict[str, Callable[[], object]] = {
        "compiled": partial(ENGINES["compiled"], org, tape),
        "whole": _wholes(config).__next__,
        "SimPy": partial(with_simpy.simulate, what),
        "Ciw": partial(with_ciw.simulate, what),
    }
    times |= in_turns(again, 1 if quick else ROUNDS, fast=("compiled", "whole"))
    yield _speeds(times, len(logs["compiled"]), len(visits["SimPy"]))


def _wholes(config: Config) -> Iterator[Log]:
    """From the config to the log, again and again: nothing of an earlier tape is found in memory."""
    for replication in count(1):
        tape = draw(config, replication)
        yield ENGINES["compiled"](organise(config, MODEL, tape), tape)


# -- equal work ---------------------------------------------------------------------------------------------------


def _equality(config: Config, visits: dict[str, Int64], n_cases: int) -> str:
    """That everybody found the same visits, and what theory expects of them.

    Raises AssertionError if a single visit differs, or if a mean is four standard errors or more from theory's.
    """
    for name, found in visits.items():
        assert np.array_equal(found, visits["SimPy"]), f"{name} and SimPy differ"
    found = visits["SimPy"]
    rows = []
    for station, expected in enumerate(mean_waits(config)):
        of_station = found[found[:, 1] == station]
        waits = of_station[:, 3] - of_station[:, 2]
        away = standard_errors(waits, expected)
        assert abs(away) < MOST_STANDARD_ERRORS, STATIONS[station]
        rows.append((STATIONS[station], f"{len(waits):,}", number(waits.mean()), number(expected), f"{away:+.1f}"))
    return (
        f"All {len(visits)} programs agree on each of the {len(found):,} visits of {n_cases:,} cases: on the minute of "
        "its arrival, of its beginning and of its end.\n\n"
        + table(("station", "visits", "mean wait, minutes", "by theory", "standard errors between"), rows)
    )


# -- speed --------------------------------------------------------------------------------------------------------


def _speeds(times: dict[str, Times], log_rows: int, n_visits: int) -> str:
    lines = {
        "compiled": ("caseflow: compiled engine, with its log", log_rows),
        "whole": ("caseflow: tape, organisation, compiled engine, log", log_rows),
        "SimPy": ("bare SimPy", n_visits),
        "Ciw": ("Ciw", n_visits),
        "process": ("caseflow: process engine, with its log", log_rows),
        "salabim": ("salabim", n_visits),
    }
    head = ("program", "rows told", "processor time", "x compiled engine", "x whole")
    rows = [
        (
            words,
            f"{n_rows:,}",
            seconds(times[name].median),
            *(1 if name == other else ratio(times[name], times[other]) for other in ("compiled", "whole")),
        )
        for name, (words, n_rows) in lines.items()
    ]
    return table(head, rows)
