"""How often 95 % intervals hold the truth: thousands of small experiments, simulated for real."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

from benchmarks.page import table
from caseflow.config.load import parse_config
from caseflow.config.study import Study
from caseflow.decisions.chances import Chance
from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import Difference, difference
from caseflow.decisions.distribution import changed_chance, events
from caseflow.decisions.jackknife import Estimate, interval_of, ratio_of_sums
from caseflow.decisions.looking import looks, stated, worth
from caseflow.engines import on_tape
from caseflow.experiment import Plan, future, make_plan
from caseflow.organisation import organise
from caseflow.parallel import available_cpus, run_tasks
from caseflow.results import statistics_years
from caseflow.stats.deadlines import deadline_fractions
from caseflow.stats.registry import REGION
from caseflow.stats.run import Run
from caseflow.tables import WHOLE_YEAR

Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

UNITS = (REGION, "North", "South")
"""Of a pair."""

CHILDREN = {"North": 260, "South": 150}
POSTS = {"North": 0.5, "South": 0.4}

PAIRS = 50
"""In a simulated region: each comes out as in a config of its own (a test), so that one replication is so many."""

REPLICATIONS = 4000

FUTURES = 40
"""Of a small experiment."""

MOST = 200
"""Futures that a growing experiment may have."""

GOALS = (0.04, 0.05, 0.07)

CHUNK = 20


def coverage(quick: bool) -> Iterator[str]:
    """Simulate on all cores, and tell how often the intervals held."""
    yield from told(simulated(pairs=2 if quick else PAIRS, replications=MOST if quick else REPLICATIONS))


def told(counts: Counts) -> Iterator[str]:
    """How often intervals of experiments with some of the futures hold what all of them come to."""
    n = counts.numerator.shape[2]
    small, growing = in_experiments(counts, FUTURES), in_experiments(counts, MOST)
    n_small, n_growing = (of.numerator.shape[2] for of in (small, growing))
    yield (
        "Two small services, North and South, as they are and as one, over two years, with drawn assumptions. The "
        f"truth is that of {n:,} futures; {n_small:,} experiments of {FUTURES} futures each; standard errors of the "
        f"shares that hold are {100 * np.sqrt(0.05 * 0.95 / n_small):.1f} points.\n"
    )
    head = ("95 % interval of", "of", "truth", "holds it, %", "ends below it, %", "begins above it, %")
    yield table(head, [_row(one) for one in small_experiments(small, counts)])
    yield (
        f"And what is stated of a run that grows: {n_growing:,} experiments of up to {MOST} futures, looked at after "
        f"{', '.join(map(str, looks(MOST)))}, in both models. *Plain* is what would come of the usual intervals, each "
        "for itself, where the run stops as soon as they are narrow enough.\n"
    )
    head = ("asked for", "of", "ended at, mean", "all hold, %", "plain: ended at", "plain: all hold, %")
    yield table(head, growing_experiments(growing, counts))


# -- the futures ------------------------------------------------------------------------------------------------


def pairs_text(pairs: int) -> str:
    """A config of so many pairs of small services that are alike and have nothing to do with each other."""
    places = [(f"{place}_{pair}", place) for pair in range(pairs) for place in CHILDREN]
    municipalities = (
        f"  {name}: {{number: {number}, children_0_17: {CHILDREN[place]}, open_measures: 2, measures_share: 0.1, "
        "reports_per_1000_children_per_year: {value: 42, range: [30, 58], source: assumption}}"
        for number, (name, place) in enumerate(places, start=1)
    )
    staff = (
        f"  {name}: {{number: {number}, posts_fte: [{POSTS[place]}], office: {name}}}"
        for number, (name, place) in enumerate(places, start=1)
    )
    own = (f"      {name}: {{municipalities: [{name}], generalists: [{name}]}}" for name, _ in places)
    both = (
        f"      Both_{i}: {{municipalities: [North_{i}, South_{i}], generalists: [North_{i}, South_{i}]}}"
        for i in range(pairs)
    )
    return "\n".join(
        [
            "schema: 1",
            "calendar: {today: 2010-10-01, change_date: 2011-01-01}",
            "years: 2",
            "replications: 1",
            "seed: 2026",
            "baseline: today",
            *("municipalities:", *municipalities),
            *("staff:", *staff),
            *("models:", "  today:", "    services:", *own, "  together:", "    services:", *both),
        ]
    )


def simulated(pairs: int, replications: int) -> Counts:
    """Breaches and limits, [unit, model, future, year]: the first pair's replications, the second's, and so on."""
    chunks = [range(start, min(start + CHUNK, replications)) for start in range(0, replications, CHUNK)]
    with closing(run_tasks(partial(_futures, pairs), chunks, min(available_cpus(), len(chunks)))) as results:
        found = dict(results)
    return counts_of(np.concatenate([found[place] for place in range(len(chunks))]))


def counts_of(futures: npt.NDArray[np.int16]) -> Counts:
    """From [replication, model, breaches or limits, pair, municipality, year]."""
    together = futures.sum(axis=4, keepdims=True, dtype=np.int16)
    units = np.concatenate([together, futures], axis=4).astype(np.float64)
    of_pairs = units.transpose(2, 4, 1, 3, 0, 5)
    numerator, denominator = of_pairs.reshape(*of_pairs.shape[:3], -1, of_pairs.shape[-1])
    return Counts(numerator, denominator)


def _futures(pairs: int, replications: range) -> npt.NDArray[np.int16]:
    """[replication, model, breaches or limits, pair, municipality, year]."""
    study = parse_config(pairs_text(pairs))
    plan = make_plan(study)
    return np.array([_future(study, plan, replication) for replication in replications], dtype=np.int16)


def _future(study: Study, plan: Plan, replication: int) -> Float64:
    config, tape = future(study, plan, plan.scenarios[0], replication)
    ready = on_tape("auto", tape)
    first_year, n_years = statistics_years(config.calendar.change_date, plan.years)
    found = []
    for model in plan.models:
        org = organise(config, model, tape)
        counted = Run.of(ready(org)(), tape, org)
        units = [counted.grid.units.names.index(("municipality", name)) for name in config.municipalities]
        years = [counted.grid.time.periods.index((first_year + y, WHOLE_YEAR)) for y in range(n_years)]
        limits = deadline_fractions(counted)["breach_share"]
        own = [of[np.ix_(units, years)] for of in (limits.numerator, limits.denominator)]
        found.append([of.reshape(-1, 2, n_years) for of in own])
    return np.array(found)


def in_experiments(counts: Counts, n: int) -> Counts:
    """[unit, model, experiment, future, year]: as many experiments of n futures as there are."""
    k = counts.numerator.shape[2] // n
    parts = (counts.numerator, counts.denominator)
    return Counts(*(of[:, :, : k * n].reshape(*of.shape[:2], k, n, of.shape[3]) for of in parts))


# -- experiments of a given size --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """An interval in every experiment, and the truth."""

    name: str
    unit: str
    low: Float64
    high: Float64
    truth: float


def small_experiments(small: Counts, counts: Counts) -> Iterator[Held]:
    """Breach shares of both models and their difference, and the same of chances of no breach, in each unit."""
    for u, unit in enumerate(UNITS):
        found, truth = ([_share(of[u, model]) for model in (0, 1)] for of in (small, counts))
        for model, name in enumerate(("breach share, today", "breach share, as one")):
            yield Held(name, unit, *interval_of(found[model], is_share=True), float(truth[model].value))
        yield _held("their difference", unit, difference(found[1], found[0]), float(truth[1].value - truth[0].value))
    event = events(3)["no_breach"]
    for u, unit in enumerate(UNITS):
        few, all_ = (changed_chance(of[u, 1], of[u, 0], event) for of in (small, counts))
        yield _held("P(no breach in a year), today", unit, few.baseline, float(all_.baseline.share))
        yield _held("P(no breach in a year), as one", unit, few.model, float(all_.model.share))
        yield _held("their difference", unit, few.difference, float(all_.difference.value))


def _held(name: str, unit: str, found: Chance | Difference, truth: float) -> Held:
    return Held(name, unit, found.low, found.high, truth)


def _share(counts: Counts) -> Estimate:
    return ratio_of_sums(*counts.by_replication())


def _row(one: Held) -> tuple[object, ...]:
    below, above = one.high < one.truth, one.low > one.truth
    return (
        one.name,
        one.unit,
        f"{100 * one.truth:.1f} %",
        *(f"{100 * share:.1f}" for share in (1 - (below | above).mean(), below.mean(), above.mean())),
    )


# -- experiments that grow --------------------------------------------------------------------------------------


def growing_experiments(growing: Counts, counts: Counts) -> Iterator[tuple[object, ...]]:
    """For each goal, of the region and of all units: where the experiments ended, and how many hold."""
    truth = _share(counts).value
    for goal in GOALS:
        for name, units in (("the region", [0]), ("region, North and South", [0, 1, 2])):
            of = growing[units]
            ended, hold = _grown(of, truth[units], goal, worth(looks(MOST), 2 * len(units)))
            plain_ended, plain_hold = _grown(of, truth[units], goal, 1)
            figures = (ended, 100 * hold, plain_ended, 100 * plain_hold)
            yield (f"±{100 * goal:.0f} points", name, *(f"{figure.mean():.1f}" for figure in figures))


def _grown(counts: Counts, truth: Float64, goal: float, worth: float) -> tuple[Float64, Bool]:
    """[experiment]: futures at which each ended, and whether all its intervals hold."""
    breaches, limits = counts.by_replication()
    n_experiments = breaches.shape[2]
    ended, hold = np.zeros(n_experiments), np.zeros(n_experiments, dtype=bool)
    for n in looks(MOST):
        low, high = stated(ratio_of_sums(breaches[..., :n], limits[..., :n]), worth)
        now = (ended == 0) & ((high - low <= 2 * goal).all(axis=(0, 1)) | (n == MOST))
        inside = ((low <= truth[..., None]) & (truth[..., None] <= high)).all(axis=(0, 1))
        ended[now], hold[now] = n, inside[now]
    return ended, hold
