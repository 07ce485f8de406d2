"""Every worker's weeks in one run: caseload and absence, for a figure that shows how a single future goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.log import Log
from caseflow.organisation import Organisation
from caseflow.tape.tables import Tape


def worker_weeks(log: Log, tape: Tape, org: Organisation) -> Mapping[str, npt.NDArray[Any]]:
    """Columns of a table with a row for each week of each worker that the run's organisations have, by worker.

    ``worker`` (row of the tape's posts), ``team`` (``service/team`` at the end of the run; empty: none), ``date`` (the
    week's first working day), ``cases`` (open cases that the worker owns at its beginning), ``days`` (on which the post
    is scheduled), and of these ``days_away`` (somebody holds the post and is away) and ``days_vacant`` (nobody does).
    """
    from caseflow.stats.compiled.stretches import count_owned  # only who counts waits for the import of numba
    from caseflow.stats.run import Run

    run = Run.of(log, tape, org)
    weeks, n_workers = run.time.week_workdays, len(org.fte)
    capacity = run.capacity
    scheduled, vacant = capacity.scheduled, capacity.scheduled & capacity.vacant
    away = scheduled & capacity.away & ~capacity.vacant
    cases = count_owned(run.read.stretch, n_workers, run.grid.week_after, len(weeks), run.cells.day_minutes)
    last, has_post = org.periods[-1], np.flatnonzero(scheduled.any(axis=1))
    teams = np.array([last.teams[team].name if team >= 0 else "" for team in last.team_of_worker])
    dates = org.clock.dates(run.time.days_of_workdays[weeks])
    return {
        "worker": np.repeat(has_post, len(weeks)),
        "team": np.repeat(teams[has_post], len(weeks)),
        "date": np.tile(dates.astype("datetime64[ms]"), len(has_post)),
        "cases": cases[has_post].ravel(),
        **{
            name: np.add.reduceat(days[has_post], weeks, axis=1, dtype=np.int64).ravel()
            for name, days in (("days", scheduled), ("days_away", away), ("days_vacant", vacant))
        },
    }
