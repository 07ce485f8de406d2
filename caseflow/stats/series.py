"""Series and distributions for figures: open and overdue investigations by week, processing days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.log import Log
from caseflow.organisation import Organisation
from caseflow.stats.registry import REGION
from caseflow.stats.units import served
from caseflow.tape.tables import Tape

Int64 = npt.NDArray[np.int64]

LONGEST_DAYS = 400
"""The last bin of the processing days holds this many and more."""


@dataclass(frozen=True)
class Weekly:
    """Numbers of investigations at the beginning of each week's first working day."""

    days: Int64
    """int64[week]: calendar days after today."""
    places: tuple[str, ...]
    """The region first, then the municipalities in the config's order."""
    open: Int64
    """int64[place, week]: open investigations."""
    overdue: Int64
    """int64[place, week]: those whose legal limit has passed."""


def places_of(org: Organisation) -> tuple[str, ...]:
    """The region, then the municipalities that the model serves: units that mean the same in every model."""
    return (REGION, *served(org))


def weekly(log: Log, tape: Tape, org: Organisation) -> Weekly:
    """Open and overdue investigations of the region and each municipality, week by week."""
    from caseflow.stats.compiled.investigations import open_by_week  # only who counts waits for the import of numba
    from caseflow.stats.run import Run

    run = Run.of(log, tape, org)
    days = run.time.week_days
    weeks = run.grid.week_after, len(days), org.clock.day_minutes
    return Weekly(days, places_of(org), *open_by_week(run.investigations, *weeks, org.outside, org.served))


def duration_counts(log: Log, tape: Tape, org: Organisation) -> Int64:
    """int64[place, day]: investigations closed since the change of organisation, by whole calendar days they took.

    Places as in ``places_of``; days 0 to LONGEST_DAYS, the last one for all that took longer.
    """
    from caseflow.stats.compiled.investigations import count_durations  # only who counts waits for the import of numba
    from caseflow.stats.run import Run

    run = Run.of(log, tape, org)
    return count_durations(run.investigations, org.change_tick, LONGEST_DAYS, org.outside, org.served)
