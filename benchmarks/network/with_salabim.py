"""The network in salabim: a component a case, a resource a station; generators, no trace, no monitors of resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import salabim  # type: ignore[import-untyped]

from benchmarks.network.given import STATIONS, Given

Visit = tuple[float, ...]


def simulate(given: Given) -> list[Visit]:
    """The visits that ended: case, station, arrived, started, ended."""
    env = salabim.Environment(trace=False, yieldless=False)
    stations = [salabim.Resource(monitor=False, env=env) for _ in STATIONS]
    visits: list[Visit] = []

    class Case(salabim.Component):  # type: ignore[misc]  # salabim has no types
        def process(self, number: int, route: list[tuple[int, int]]) -> Iterator[Any]:
            for station, minutes in route:
                arrived = env.now()
                yield self.request(stations[station])
                started = env.now()
                yield self.hold(minutes)
                self.release()
                visits.append((number, station, arrived, started, env.now()))

    class Source(salabim.Component):  # type: ignore[misc]
        def process(self) -> Iterator[Any]:
            for number, (arrives, route) in enumerate(zip(given.arrivals, given.routes, strict=True)):
                yield self.hold(till=arrives)
                Case(number=number, route=route, env=env)

    Source(env=env)
    env.run(till=given.end)
    return visits
