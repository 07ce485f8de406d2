"""What queueing theory says of the network: by Burke (1956) each station is an M/M/1 queue of its own."""

from __future__ import annotations

import math

import numpy as np

from benchmarks.network.given import CARE, INTAKE, INVESTIGATION, MEASURES, STATIONS, Int64
from caseflow.clock import DAYS_PER_YEAR
from caseflow.config.distributions import mean
from caseflow.config.schema import Config

MINUTES_PER_YEAR = DAYS_PER_YEAR * 1440
BATCHES = 30


def mean_waits(config: Config) -> list[float]:
    """[station]: mean minutes in the queue, r / (1 - r) x service where a station is busy the share r of the time."""
    arrivals, services = _arrivals_per_minute(config), _service_minutes(config)
    return [
        arrivals[station] * services[station] ** 2 / (1 - arrivals[station] * services[station])
        for station in range(len(STATIONS))
    ]


def _arrivals_per_minute(config: Config) -> list[float]:
    (town,) = config.municipalities.values()
    reports = town.children_0_17 * town.reports_per_1000_children_per_year / 1000 / MINUTES_PER_YEAR
    investigated = reports * (1 - config.demand.dismissed_share)
    care = investigated * town.measures_share * town.care_share_of_new_measures
    rates = {
        INTAKE: reports,
        INVESTIGATION: investigated,
        MEASURES: investigated * town.measures_share - care,
        CARE: care,
    }
    return [rates[station] for station in range(len(STATIONS))]


def _service_minutes(config: Config) -> list[float]:
    effort = config.effort
    hours = (effort.screening_hours, effort.investigation_hours, effort.measure_start_hours, effort.measure_start_hours)
    return [60 * mean(distribution) for distribution in hours]


def standard_errors(waits: Int64, expected: float) -> float:
    """How many standard errors the mean wait lies from the expected one; the error from the means of long batches."""
    means = np.array([batch.mean() for batch in np.array_split(waits[len(waits) // 20 :], BATCHES)])
    return float((means.mean() - expected) / (means.std(ddof=1) / math.sqrt(BATCHES)))
