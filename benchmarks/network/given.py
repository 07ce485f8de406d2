"""What every tool is given of the network: when each case arrives, where it goes, and how long it is served there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from caseflow.config.load import load_config
from caseflow.config.schema import Config
from caseflow.tape.draw import clock_of
from caseflow.tape.tables import OUTCOME_DISMISSED, OUTCOME_MEASURES, Cases

NETWORK = Path(__file__).with_name("network.yaml")
MODEL = "network"

STATIONS = ("intake", "investigation", "measures", "care")
INTAKE, INVESTIGATION, MEASURES, CARE = range(4)

Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Given:
    """Lists of Python's own numbers, the fastest that SimPy, Ciw and salabim can be given; times in whole minutes."""

    arrivals: list[int]
    """[case], in order."""
    routes: list[list[tuple[int, int]]]
    """[case]: (station, minutes of service) in the order of the visits."""
    end: int
    """Nothing at or after this minute happens."""


QUICK = (
    "years=1",
    "municipalities.Town.children_0_17=50000",
    "effort.screening_hours.mean=2.3908",
    "effort.investigation_hours.mean=3.4",
    "effort.measure_start_hours.mean=7.0832",
)
"""Overrides: a quarter of the cases with four times the work each, over two years."""


def network(quick: bool = False) -> Config:
    """The network's config, or a smaller one in which the stations are as busy."""
    return load_config(NETWORK, QUICK if quick else ()).resolve()


def given(config: Config, cases: Cases) -> Given:
    """What a tape's cases say of arrivals, routes and services."""
    routes = [
        [(station, int(minutes)) for station, minutes in enumerate(services) if minutes >= 0]
        for services in _services(cases).tolist()
    ]
    return Given(cases.visible_tick.tolist(), routes, clock_of(config).end_tick)


def _services(cases: Cases) -> Int64:
    """int64[case, station]: minutes of service; -1 where the case does not come."""
    services = np.full((len(cases), len(STATIONS)), -1, dtype=np.int64)
    is_investigated = ~cases.dismissed
    has_measure = is_investigated & (cases.outcome != OUTCOME_DISMISSED)
    station = np.where(cases.outcome == OUTCOME_MEASURES, MEASURES, CARE)
    investigation = cases.contacts * cases.contact_minutes + cases.conclusion_minutes
    services[:, INTAKE] = cases.screening_minutes
    services[is_investigated, INVESTIGATION] = investigation[is_investigated]
    services[has_measure, station[has_measure]] = cases.measure_start_minutes[has_measure]
    return services
