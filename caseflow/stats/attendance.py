"""Who is at work: the capacity of the organisation, less what load took of it in a run."""

from __future__ import annotations

from dataclasses import replace

from caseflow.log import Log
from caseflow.organisation import PERMILLE, Organisation
from caseflow.tape.tables import Capacity


def attendance(org: Organisation, fell_ill: Log, left: Log) -> Capacity:
    """The capacity with the illness (rows FELL_ILL) and the vacancies (rows LEFT) that load brought; pure.

    Whoever is ill or has left is away from the day of the row until the day that it names. After leaving, a newcomer
    works at the strain's share of the capacity until they have learned. Without such rows: ``org.capacity`` itself.
    """
    if not len(fell_ill) and not len(left):
        return org.capacity
    changed = replace(org.capacity, **{name: getattr(org.capacity, name).copy() for name in _CHANGED})
    day_minutes = org.clock.day_minutes
    for tick, worker, until in zip(fell_ill.tick, fell_ill.worker, fell_ill.value, strict=True):
        changed.away[worker, tick // day_minutes : until] = True
        changed.sick[worker, tick // day_minutes : until] = True
    learning = {(strain.day, strain.worker): strain for strain in org.strain if strain.leaves}
    for tick, worker, until in zip(left.tick, left.worker, left.value, strict=True):
        changed.away[worker, tick // day_minutes : until] = True
        changed.vacant[worker, tick // day_minutes : until] = True
        strain = learning[int(tick // day_minutes), int(worker)]
        learns = changed.minutes[worker, strain.until_day : strain.learned_day]
        learns[:] = learns * strain.newcomer_permille // PERMILLE
    changed.minutes[changed.away] = 0
    changed.sick[changed.vacant] = False
    return changed


_CHANGED = ("minutes", "away", "vacant", "sick")
"""The tables of a capacity that load changes."""
