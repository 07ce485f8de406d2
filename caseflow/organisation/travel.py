"""Trips to families, and who sits in which office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.placement import placed
from caseflow.config.places import Ways, place_of
from caseflow.config.schema import TASK_KINDS, Config, Service
from caseflow.organisation.periods import Start
from caseflow.organisation.tables import PERMILLE, Float64, Int32
from caseflow.tape.tables import Capacity

Int16 = npt.NDArray[np.int16]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


# -- trips --------------------------------------------------------------------------------------------------------


def one_way(config: Config, ways: Ways, offices: tuple[str, ...]) -> tuple[Float64, Float64]:
    """[office, municipality]: minutes and km from the office to the municipality's families; infinite: no way."""
    return ways.between(offices, tuple(place_of(config, name) for name in config.municipalities))


def trips(minutes: Float64, km: Float64) -> tuple[Int32, Float64]:
    """Whole minutes and km there and back; 0 where no way leads, which no case of a model with travel asks for."""
    known = np.isfinite(minutes)
    return np.round(2 * np.where(known, minutes, 0)).astype(np.int32), 2 * np.where(known, km, 0)


def trip_permille(config: Config, model: str) -> Int32:
    """[kind of task]: share of a round trip that a task takes on average; 0 where the model does not count travel."""
    shares = config.effects.travel.trips.model_dump() if config.models[model].effects.travel else {}
    return np.array([round(shares.get(kind, 0) * PERMILLE) for kind in TASK_KINDS], dtype=np.int32)


# -- local offices ------------------------------------------------------------------------------------------------


def local_offices(config: Config, models: Iterable[str]) -> tuple[str, ...]:
    """The offices with office days in some of these models, in their order."""
    services = (service for name in models for service in config.models[name].services.values())
    return tuple(dict.fromkeys(office for service in services for office in service.office_days))


def sitting(
    config: Config,
    clock: Clock,
    capacity: Capacity,
    offices: tuple[str, ...],
    home: Int32,
    begins: Sequence[Start],
) -> Int16:
    """[worker, working day]: the office where the worker sits: ``home`` [worker], or where an office day sends them."""
    office_on = np.repeat(home.astype(np.int16)[:, None], clock.n_workdays, axis=1)
    at_work = capacity.scheduled & ~capacity.away
    days = [start.tick // clock.day_minutes for start in begins] + [clock.n_workdays]
    for start, first, end in zip(begins, days[:-1], days[1:], strict=True):
        for service, workers in _services(config, start.model):
            for workday in range(first, end) if service.office_days else ():
                needed = _needed(service, offices, clock, workday)
                if needed:
                    week = (clock.today.weekday() + clock.day_of_workday(workday)) // 7
                    present = [worker for worker in _in_turn(workers, week) if at_work[worker, workday]]
                    for worker, office in sent(present, home, needed):
                        office_on[worker, workday] = office
    return office_on


def _services(config: Config, model: str) -> Iterator[tuple[Service, list[int]]]:
    """The services of a model, with the workers of all their teams."""
    workers = placed(config, model)
    for name, service in config.models[model].services.items():
        yield service, sorted(worker for key, members in workers.items() if key[0] == name for worker in members)


def _needed(service: Service, offices: tuple[str, ...], clock: Clock, workday: int) -> list[int]:
    """The offices in which somebody of the service sits that day."""
    weekday = WEEKDAYS[clock.date(clock.day_of_workday(workday)).weekday()]
    return [offices.index(office) for office, days in service.office_days.items() if weekday in days]


def _in_turn(workers: list[int], week: int) -> list[int]:
    """Another worker is the first each week."""
    turn = week % len(workers) if workers else 0
    return workers[turn:] + workers[:turn]


def sent(present: list[int], home: Int32, needed: list[int]) -> list[tuple[int, int]]:
    """Whom an office day sends where: (worker, office).

    Nobody is sent where somebody present has their own office. Else the first in turn goes who is not sent already and
    does not leave another of these offices without anybody; if there is none, the office stays empty.
    """
    gone: dict[int, int] = {}
    for office in needed:
        at_home = [worker for worker in present if worker not in gone]
        own = [int(home[worker]) for worker in at_home]
        if office in own:
            continue
        free = [w for w, at in zip(at_home, own, strict=True) if at not in needed or own.count(at) > 1]
        if free:
            gone[free[0]] = office
    return list(gone.items())
