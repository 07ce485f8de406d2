"""Which model's organisation holds when, and what comes with each change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from caseflow.clock import Clock
from caseflow.config.periods import OTHERS
from caseflow.config.placement import KEPT
from caseflow.config.same import Same
from caseflow.config.schema import Config, Transition
from caseflow.organisation.tables import Bool, Int32, Period
from caseflow.tape.tables import GROWTH_CEILING, MARK_SCALE

NO_TRANSITION = Transition()
"""Before the first change."""


@dataclass(frozen=True)
class Start:
    """From ``tick``, the first one on or after calendar day ``day``, the organisation of ``model`` holds."""

    tick: int
    day: int
    model: str
    transition: Transition
    """What comes with the change to it."""


def starts(config: Config, model: str, clock: Clock) -> tuple[Start, ...]:
    """The periods of a model, in order; of several that begin at one tick (dates on days off) the last holds."""
    own = config.models[model]
    changes = [(config.calendar.change_date, model), *((step.date, step.model) for step in own.steps)]
    begins = [Start(0, 0, own.before or config.baseline, NO_TRANSITION)]
    for date, name in changes:
        day = clock.day(date)
        begins.append(Start(clock.first_tick(day), day, name, config.models[name].transition))
    return tuple({start.tick: start for start in begins}.values())


def days_of(begins: Sequence[Period] | Sequence[Start], clock: Clock) -> list[slice]:
    """The working days of each period; none of one that begins after the horizon."""
    ticks = [one.start_tick if isinstance(one, Period) else one.tick for one in begins]
    first = [min(tick // clock.day_minutes, clock.n_workdays) for tick in ticks]
    return list(map(slice, first, [*first[1:], clock.n_workdays]))


def growth_marks(config: Config, transition: Transition) -> Int32:
    """[municipality]: a candidate of growth is a report where its mark is below this.

    Candidates come at GROWTH_CEILING of the base rate. ``others`` are those of the region; a neighbouring one's
    municipality grows where it is named.
    """
    growth = transition.report_growth_percent
    percent = [
        growth.get(name, 0 if municipality.outside else growth.get(OTHERS, 0))
        for name, municipality in config.municipalities.items()
    ]
    return np.round(np.array(percent, dtype=np.float64) / 100 / GROWTH_CEILING * MARK_SCALE).astype(np.int32)


def served(periods: Sequence[Period]) -> Bool:
    """[municipality]: some team covers each of its stages in every period."""
    return _served(tuple(Same(period.team_of) for period in periods))


@lru_cache(maxsize=KEPT)
def _served(team_of: tuple[Same[Int32], ...]) -> Bool:
    is_served: Bool = np.all([of_period.part >= 0 for of_period in team_of], axis=(0, 2))
    return is_served
