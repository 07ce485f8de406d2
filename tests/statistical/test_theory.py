"""The engine against queueing theory, in continuous time.

Each test simulates some ten thousand cases and asks that the mean lies within four standard errors of the theory's
(false-alarm rate about 4 in 10,000 a test; the seeds are fixed, so a failure is a change of the model, not of luck).
"""

from __future__ import annotations

import numpy as np
import pytest

from caseflow.tape.tables import Capacity
from tests.statistical.queues import Queue, batch_z, erlang_c, simulate, sojourns_minutes, waits_minutes

EXPONENTIAL = "{distribution: exponential, mean: 100}"


@pytest.mark.parametrize(("servers", "load"), [(1, 0.7), (3, 0.8)])
def test_a_pool_of_workers_with_one_case_each_waits_as_m_m_c(servers: int, load: float) -> None:
    queue = Queue(servers, load, EXPONENTIAL, 6000, pooled=True)
    _, tape, log = simulate(queue)
    _, waits = waits_minutes(tape, log)
    expected = erlang_c(servers, servers * load) * 6000 / (servers * (1 - load))
    assert abs(batch_z(waits, expected)) < 4


@pytest.mark.parametrize(
    ("service", "squared_cv"),
    [
        ("100", 0.0),
        ("{distribution: gamma, mean: 100, cv: 0.5}", 0.25),
        ("{distribution: lognormal, mean: 100, cv: 1.5}", 2.25),
    ],
)
def test_one_worker_waits_as_m_g_1(service: str, squared_cv: float) -> None:
    queue = Queue(1, 0.7, service, 6000, years=250)
    _, tape, log = simulate(queue)
    _, waits = waits_minutes(tape, log)
    expected = queue.load / (1 - queue.load) * (1 + squared_cv) / 2 * 6000  # Pollaczek 1930, Khinchine 1932
    assert abs(batch_z(waits, expected)) < 4


def test_emergencies_overtake_as_in_a_non_preemptive_priority_queue() -> None:
    queue = Queue(1, 0.8, EXPONENTIAL, 6000, urgent_share=0.3, years=250)
    _, tape, log = simulate(queue)
    cases, waits = waits_minutes(tape, log)
    urgent = tape.cases.emergency[cases]
    residual = queue.load * 6000  # of the service in progress: lambda E[S^2] / 2
    load_urgent = queue.load * queue.urgent_share
    expected_urgent = residual / (1 - load_urgent)  # Cobham 1954
    expected_other = residual / ((1 - load_urgent) * (1 - queue.load))
    assert abs(batch_z(waits[urgent], expected_urgent)) < 4
    assert abs(batch_z(waits[~urgent], expected_other)) < 4


def _spells(rng: np.random.Generator, days: int, mean_present: float, mean_away: float) -> np.ndarray:
    """bool[days]: away, in alternating geometric spells."""
    away = np.zeros(days, dtype=bool)
    day = 0
    while day < days:
        day += rng.geometric(1 / mean_present)
        length = rng.geometric(1 / mean_away)
        away[day : day + length] = True
        day += length
    return away


def test_absence_delays_as_in_a_queue_whose_server_breaks_down() -> None:
    """White and Christie 1958: exponential service, presence and absence, absence also when nobody waits.

    Spells are whole days here, some 60 and 20 days on average; a service of 5 days keeps the difference from
    continuous spells below the tolerance.
    """
    present, away_days, service_days, load = 60.0, 20.0, 5.0, 0.5
    queue = Queue(1, load, "{distribution: exponential, mean: 120}", service_days * 1440, years=900, seed=7)
    org, *_ = simulate(Queue(1, load, "120", service_days * 1440, years=900))
    away = _spells(np.random.default_rng(1), org.clock.n_workdays, present, away_days)[None, :]
    nobody = np.zeros_like(away)
    capacity = Capacity(
        minutes=np.where(away, 0, 1440).astype(np.int32), away=away, vacant=nobody, sick=away, scheduled=~nobody
    )
    _, tape, log = simulate(queue, capacity)
    arrival, service = load / service_days, 1 / service_days
    failure, repair = 1 / present, 1 / away_days
    both = failure + repair
    in_system = arrival * (both**2 + failure * service) / (both * (repair * service - arrival * both))
    assert abs(batch_z(sojourns_minutes(tape, log), in_system / arrival * 1440)) < 4
