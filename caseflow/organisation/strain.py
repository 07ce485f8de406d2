"""What load may do to people: candidates of illness and of leaving that are accepted only at a high load."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from caseflow.config.rules import ABSENCE_CEILINGS, DEPARTURE_CEILING_PER_YEAR
from caseflow.config.schema import Config
from caseflow.organisation.common import Common
from caseflow.organisation.schedule import first_workday, spell_rates
from caseflow.organisation.tables import PERMILLE, Int64, Period, Strain
from caseflow.organisation.tenure import Turns
from caseflow.tape.tables import ABSENCE_KINDS, Tape

Float64 = npt.NDArray[np.float64]

MOST_PERCENT = 1000
"""Load beyond it counts as this: what asks for more never happens."""

KIND = "doctor_certified"


def strain(common: Common, periods: Sequence[Period]) -> tuple[Strain, ...]:
    """The tape's candidates from today on that the usual rates do not accept, each with the load that does.

    At a load of L per cent above ``from_load_percent`` the rate is the usual one x (1 + L / 10 x the percentage of the
    config). Of several candidates of a worker and day that of the lowest load counts. None where no period's model
    counts with strain.
    """
    tape, config = common.tape, common.config
    turns = Turns(common, periods)
    if not any(turns.effects(p).strain for p in range(len(periods))):
        return ()
    first: dict[tuple[int, int, bool], Strain] = {}
    for one in sorted([*_illness(tape, config, turns), *_leaving(tape, config, turns)], key=_order):
        first.setdefault((one.day, one.worker, one.leaves), one)
    return tuple(first.values())


def _order(one: Strain) -> tuple[int, int, bool, int, int]:
    return one.day, one.worker, one.leaves, one.from_percent, one.until_day


def _illness(tape: Tape, config: Config, turns: Turns) -> Iterator[Strain]:
    absences = tape.absences
    is_kind = absences.kind == ABSENCE_KINDS.index(KIND)
    post, start, days = absences.post[is_kind], absences.start_day[is_kind], absences.days[is_kind]
    rate = spell_rates(config, turns.clock, absences.kind[is_kind], start)
    asked = absences.mark[is_kind] * ABSENCE_CEILINGS[KIND]
    percent = _load_that_accepts(asked, rate, config, config.effects.strain.sick_leave_percent)
    day, until = first_workday(turns.clock, start), first_workday(turns.clock, start + days)
    for row in _happens(turns, start, day, until, percent):
        yield Strain(
            day=int(day[row]),
            worker=int(post[row]),
            from_percent=int(percent[row]),
            leaves=False,
            until_day=int(until[row]),
            learned_day=int(until[row]),
            newcomer_permille=PERMILLE,
        )


def _leaving(tape: Tape, config: Config, turns: Turns) -> Iterator[Strain]:
    departures, turnover = tape.departures, config.absence.turnover
    post, left = departures.post, departures.day
    rate = turns.leaving_per_year(post, left)
    asked = departures.mark * DEPARTURE_CEILING_PER_YEAR
    percent = _load_that_accepts(asked, rate, config, config.effects.strain.leaving_percent)
    filled = left + turns.vacancy_days(post, left, departures.vacancy_mark)
    learned = first_workday(turns.clock, filled + turns.newcomer_days(filled))
    day, until = first_workday(turns.clock, left), first_workday(turns.clock, filled)
    for row in _happens(turns, left, day, until, percent):
        yield Strain(
            day=int(day[row]),
            worker=int(post[row]),
            from_percent=int(percent[row]),
            leaves=True,
            until_day=int(until[row]),
            learned_day=int(learned[row]),
            newcomer_permille=round(turnover.newcomer_capacity_share * PERMILLE),
        )


def _load_that_accepts(asked: Float64, rate: Float64, config: Config, percent: float) -> Float64:
    """The lowest whole load, in per cent, at which the rate reaches what a candidate asks for.

    Infinite where none does; -1 where the usual rate does.
    """
    times = np.divide(asked, rate, out=np.full(len(asked), np.inf), where=rate > 0)
    if not percent:
        return np.where(times < 1, -1.0, np.inf)
    above = 10 * (times - 1) / (percent / 100)
    return np.where(times < 1, -1.0, np.floor(config.effects.strain.from_load_percent + above) + 1)


def _happens(turns: Turns, moment: Float64, day: Int64, until: Int64, percent: Float64) -> list[int]:
    """The rows that begin from today on, under a model with strain, last a working day, and need a load that may be."""
    counts = np.array([turns.effects(p).strain for p in range(len(turns.periods))])
    may = counts[turns.period_of(moment)] & (moment >= 0) & (day < until) & (percent >= 0) & (percent <= MOST_PERCENT)
    return np.flatnonzero(may).tolist()
