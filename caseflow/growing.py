"""An experiment that grows until it knows breach shares closely enough, and is looked at only after so many futures.

Each future is a chunk of its own while it grows. In the end the futures are put together as the chunks of a plan with
as many replications, so that the tables cannot be told from those of that plan.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseflow.clock import statistics_years
from caseflow.config.study import Study
from caseflow.config.wording import near_or_all
from caseflow.decisions.jackknife import ratio_of_sums
from caseflow.decisions.looking import looks, stated, worth
from caseflow.errors import UserError, with_hint
from caseflow.execution import USUAL, Execution
from caseflow.experiment import Plan, Task, simulate_tasks, tasks_of
from caseflow.messages import joined, message
from caseflow.parallel import Progress, silent
from caseflow.results import Assembly, Tables
from caseflow.stats.registry import REGION
from caseflow.stats.replications import CONFIDENCE
from caseflow.store.chunks import Chunk, Chunks
from caseflow.store.record import Goal, LookTaken, Precision, StatedShare
from caseflow.tables import denominator_of, numerator_of

LIMITS = "breach_share"
"""What is to be known closely."""

MOST_REPLICATIONS = 1000
"""Where nobody says how long a run may grow."""


def check_goal(study: Study, plan: Plan, goal: Goal) -> None:
    """Raise UserError for units that are neither the region nor one of its municipalities."""
    municipalities = study.resolve(plan.scenarios[0]).municipalities
    known = [REGION, *(name for name, municipality in municipalities.items() if not municipality.outside)]
    faults = [
        with_hint(
            message("no municipality of the region is called {unit!r}", unit=unit),
            near_or_all(unit, known),
        )
        for unit in goal.units
        if unit not in known
    ]
    if faults:
        raise UserError(joined("\n", faults))


def simulate_until(
    study: Study,
    plan: Plan,
    goal: Goal,
    keep: Chunks,
    assembly: Assembly,
    execution: Execution = USUAL,
    progress: Progress = silent,
    keep_logs: bool = False,
) -> tuple[Tables, Precision]:
    """Simulate until all intervals of ``goal`` are narrow enough, or as many replications as ``plan`` has.

    Says what was found at each look. The tables are those of a plan with as many replications as it came to; like
    these they hang neither on ``execution`` nor on what ``keep`` already has.
    """
    calendar = study.resolve(plan.scenarios[0]).calendar
    first_year, n_years = statistics_years(calendar.change_date, plan.years)
    shares = _Shares(plan, goal, range(first_year, first_year + n_years))
    try:
        for before, n in pairwise((0, *shares.looks)):
            tasks = _tasks(plan, range(n))
            with closing(simulate_tasks(study, plan, tasks, execution, progress, keep, keep_logs)) as simulated:
                deque(simulated, maxlen=0)  # until all are there
            for task in _tasks(plan, range(before, n)):
                chunk = Chunk.from_bytes(keep.load(task.number))
                shares.add(task.replications.start, chunk.tables["indicators"])
            if shares.look(n):
                break
        for chunk in _as_of_a_plan(replace(plan, replications=n), keep):
            assembly.add(chunk)
        return assembly.finish(calendar.today, calendar.change_date, plan.years), shares.told()
    except BaseException:
        assembly.abandon()
        raise


# -- futures as chunks ------------------------------------------------------------------------------------------


def chunks_at_most(plan: Plan) -> int:
    """How many chunks there are if the run grows as far as it may."""
    return plan.replications * len(plan.scenarios)


def _tasks(plan: Plan, replications: Iterable[int]) -> list[Task]:
    """A task for each future; its number hangs on nothing that grows."""
    places = product(replications, enumerate(plan.scenarios))
    return [Task(r * len(plan.scenarios) + s, scenario, range(r, r + 1)) for r, (s, scenario) in places]


def _as_of_a_plan(plan: Plan, keep: Chunks) -> Iterator[Chunk]:
    """The chunks of a plan, put together from those of single futures."""
    for task in tasks_of(plan):
        one_scenario = plan.scenarios.index(task.scenario)
        numbers = (r * len(plan.scenarios) + one_scenario for r in task.replications)
        pieces = [Chunk.from_bytes(keep.load(number)) for number in numbers]
        tables = {name: pa.concat_tables([piece.tables[name] for piece in pieces]) for name in pieces[0].tables}
        yield Chunk(tables, {file: data for piece in pieces for file, data in piece.files.items()})


# -- looks ------------------------------------------------------------------------------------------------------


class _Shares:
    """The breach shares of a run that grows: what its futures came to, and what was found at each look."""

    def __init__(self, plan: Plan, goal: Goal, years: range) -> None:
        self.looks = looks(plan.replications)
        self._goal = goal
        self._years = years
        self._keys = {key: place for place, key in enumerate(product(plan.models, plan.scenarios, goal.units))}
        self._worth = worth(self.looks, len(self._keys))
        self._breaches, self._limits = np.zeros((2, len(self._keys), plan.replications))
        self._taken: list[LookTaken] = []
        self._stated: tuple[StatedShare, ...] = ()

    def add(self, replication: int, rows: pa.Table) -> None:
        """Add the yearly indicators of a future in one scenario."""
        is_asked = pc.is_in(rows["unit"], pa.array(self._goal.units))
        is_asked = pc.and_(is_asked, pc.is_in(rows["year"], pa.array(self._years, rows["year"].type)))
        columns = ["model", "scenario", "unit", "scope", numerator_of(LIMITS), denominator_of(LIMITS)]
        for model, scenario, unit, scope, breaches, limits in _rows(rows.filter(is_asked).select(columns)):
            if limits is not None and scope == (REGION if unit == REGION else "municipality"):
                place = self._keys[model, scenario, unit], replication
                self._breaches[place] += breaches
                self._limits[place] += limits

    def look(self, replications: int) -> bool:
        """Look at the first replications; whether all intervals are narrow enough."""
        shares = ratio_of_sums(self._breaches[:, :replications], self._limits[:, :replications])
        low, high = stated(shares, self._worth)
        found = zip(self._keys, *(values.tolist() for values in (shares.value, low, high)), strict=True)
        self._stated = tuple(
            StatedShare(
                **dict(zip(("model", "scenario", "unit"), key, strict=True)),
                **{name: _finite(value) for name, value in zip(("share", "low", "high"), values, strict=True)},
            )
            for key, *values in found
        )
        widest = float(np.nanmax((high - low) / 2, initial=0))
        self._taken.append(LookTaken(replications=replications, widest=widest))
        return self._is_reached

    @property
    def _is_reached(self) -> bool:
        return self._taken[-1].widest <= self._goal.half_width

    def told(self) -> Precision:
        """What was asked, and what came of it."""
        return Precision(
            goal=self._goal,
            most_replications=self.looks[-1],
            is_reached=self._is_reached,
            confidence_of_each=1 - (1 - CONFIDENCE) / self._worth,
            looks=tuple(self._taken),
            stated=self._stated,
        )


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
