"""Trips to families, and who sits in which office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from caseflow.config.placement import placed
from caseflow.config.schema import TASK_KINDS, WEEKDAYS, Config, Service
from caseflow.organisation.common import Common
from caseflow.organisation.periods import Start, days_of
from caseflow.organisation.tables import PERMILLE, Float64, Int16, Int32
from caseflow.tape.tables import Capacity

WEEK = 7


# -- trips --------------------------------------------------------------------------------------------------------


def trips(minutes: Float64, km: Float64) -> tuple[Int32, Float64]:
    """Whole minutes and km there and back; 0 where no way leads, which no case of a model with travel asks for."""
    known = np.isfinite(minutes)
    return np.round(2 * np.where(known, minutes, 0)).astype(np.int32), 2 * np.where(known, km, 0)


def trip_permille(config: Config, model: str) -> Int32:
    """[kind of task]: share of a round trip that a task takes on average; 0 where the model does not count travel."""
    if not config.models[model].effects.travel:
        return np.zeros(len(TASK_KINDS), dtype=np.int32)
    shares = config.effects.travel.trips
    return np.array([round(getattr(shares, kind, 0) * PERMILLE) for kind in TASK_KINDS], dtype=np.int32)


# -- local offices ------------------------------------------------------------------------------------------------


def local_offices(config: Config, models: Iterable[str]) -> tuple[str, ...]:
    """The offices with office days in some of these models, in their order."""
    services = (service for name in models for service in config.models[name].services.values())
    return tuple(dict.fromkeys(office for service in services for office in service.office_days))


def sitting(common: Common, capacity: Capacity, offices: tuple[str, ...], begins: Sequence[Start]) -> Int16:
    """[worker, working day]: the office where the worker sits: their own, or where an office day sends them."""
    clock, home = common.clock, common.tape.posts.office.astype(np.int16)
    office_on = np.repeat(home[:, None], clock.n_workdays, axis=1)
    services = [_with_office_days(common.config, start.model) for start in begins]
    if not any(services):
        return office_on
    from caseflow.organisation.daily import send

    at_work = capacity.scheduled & ~capacity.away
    since_monday = clock.today.weekday() + clock.days_of_workdays
    for days, of_period in zip(days_of(begins, clock), services, strict=True):
        for service, workers in of_period:
            send(
                office_on,
                at_work,
                home,
                np.array(workers, dtype=np.int64),
                np.array([offices.index(office) for office in service.office_days], dtype=np.int64),
                np.array([[weekday in of for of in service.office_days.values()] for weekday in WEEKDAYS]),
                since_monday % WEEK,
                since_monday // WEEK,
                days.start,
                days.stop,
            )
    return office_on


def _with_office_days(config: Config, model: str) -> list[tuple[Service, list[int]]]:
    """The services of a model with office days, with the workers of all their teams."""
    services = [(name, s) for name, s in config.models[model].services.items() if s.office_days]
    if not services:
        return []
    workers = placed(config, model)
    return [
        (service, own)
        for name, service in services
        if (own := sorted(worker for key, members in workers.items() if key[0] == name for worker in members))
    ]
