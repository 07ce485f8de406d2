"""The network in Ciw: its nodes, sequences of arrivals and services, and a route for each individual."""

from __future__ import annotations

from itertools import pairwise

import ciw  # type: ignore[import-untyped]

from benchmarks.network.given import INTAKE, STATIONS, Given

Visit = tuple[float, ...]


class InTurn(ciw.dists.Distribution):  # type: ignore[misc]
    """The values of a sequence, in turn. Ciw copies distributions, and Python 3.14 can no longer copy Ciw's own."""

    def __init__(self, sequence: list[float]):
        self.left = sequence[::-1]

    def sample(self, t: float | None = None, ind: object = None) -> float:  # noqa: ARG002
        """The next value."""
        return self.left.pop()


def simulate(given: Given) -> list[Visit]:
    """The visits that ended: case, station, arrived, started, ended.

    Each station serves in the order of the case numbers, since none has a second server, and no way leads past another
    case: so the services of a station are a sequence.
    """
    gaps = [float(b - a) for a, b in pairwise([0, *given.arrivals, given.end + 1])]
    routes = [[station + 1 for station, _ in route[1:]] for route in given.routes]
    services: list[list[float]] = [[] for _ in STATIONS]
    for route in given.routes:
        for station, minutes in route:
            services[station].append(float(minutes))
    nothing = [None] * (len(STATIONS) - 1)
    network = ciw.create_network(
        arrival_distributions=[InTurn(gaps), *nothing],
        service_distributions=[InTurn(sequence) for sequence in services],
        number_of_servers=[1] * len(STATIONS),
        routing=ciw.routing.ProcessBased(lambda individual, _: routes[individual.id_number - 1]),
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(given.end)
    return [
        (r.id_number - 1, r.node - 1, r.arrival_date, r.service_start_date, r.service_end_date)
        for r in simulation.get_all_records()
    ]


assert INTAKE == 0  # where everybody arrives
