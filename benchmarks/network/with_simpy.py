"""The network in bare SimPy: a process a case, a resource a station, as its documentation shows them."""

from __future__ import annotations

from collections.abc import Generator

import simpy

from benchmarks.network.given import STATIONS, Given

Life = Generator[simpy.Event, None, None]
Visit = tuple[float, ...]


def simulate(given: Given) -> list[Visit]:
    """The visits that ended: case, station, arrived, started, ended."""
    env = simpy.Environment()
    stations = [simpy.Resource(env) for _ in STATIONS]
    visits: list[Visit] = []
    env.process(_source(env, given, stations, visits))
    env.run(until=given.end)
    return visits


def _source(env: simpy.Environment, given: Given, stations: list[simpy.Resource], visits: list[Visit]) -> Life:
    for number, (arrives, route) in enumerate(zip(given.arrivals, given.routes, strict=True)):
        yield env.timeout(arrives - env.now)
        env.process(_case(env, number, route, stations, visits))


def _case(
    env: simpy.Environment,
    number: int,
    route: list[tuple[int, int]],
    stations: list[simpy.Resource],
    visits: list[Visit],
) -> Life:
    for station, minutes in route:
        arrived = env.now
        with stations[station].request() as turn:
            yield turn
            started = env.now
            yield env.timeout(minutes)
        visits.append((number, station, arrived, started, env.now))
