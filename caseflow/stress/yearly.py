"""Indicators of whole years under stress, each model against its own usual years."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from caseflow.config.placement import covering
from caseflow.config.scenarios import BASE
from caseflow.config.schema import Config
from caseflow.decisions.counts import Counts, of_cells
from caseflow.stats.panel import Panel
from caseflow.stats.registry import BY_NAME
from caseflow.stress.rows import MUNICIPALITY, SERVICE, Place, Row, difference_rows, region_of
from caseflow.stress.spans import Span

LIMITS = "breach_share"
SICK_LEAVE = "sick_leave_share"
HALF_STAFF = "days_at_half_staff_or_less"
PRESENCE = "days_without_local_presence"

PLAIN = (
    LIMITS,
    "child_days_over_limit",
    "screening_late_share",
    "waiting_for_worker",
    "effort_given_share",
    "follow_ups_missed_share",
    SICK_LEAVE,
)
"""Indicators told of every place that has them, as they are counted."""

Parts = Mapping[Place, Sequence[Place]]
"""What each place's figure is the mean of: itself, or several units."""


@dataclass(frozen=True)
class Yearly:
    """An indicator's numbers in all years and scenarios."""

    parts: Parts
    years: list[int]
    counts: Mapping[str, Counts]
    """By scenario: [part, replication, year]."""

    def pair(self, span: Span) -> tuple[Counts, Counts]:
        """Usual and under a stress, in the years in which it shows."""
        return self._of(BASE, span.years), self._of(span.scenario, span.years)

    def _of(self, scenario: str, years: range) -> Counts:
        """[place, replication, year]: of several parts the mean."""
        kept, counts = [self.years.index(year) for year in years], self.counts[scenario]
        order = {part: i for i, part in enumerate(_different(self.parts))}
        rows = [[order[part] for part in parts] for parts in self.parts.values()]
        top, bottom = (
            np.stack([numbers[row][..., kept].mean(axis=0) for row in rows])
            for numbers in (counts.numerator, counts.denominator)
        )
        return Counts(top, bottom)


def _different(parts: Parts) -> list[Place]:
    return list(dict.fromkeys(part for of in parts.values() for part in of))


def yearly_numbers(panel: Panel, places: Sequence[Place], config: Config, spans: Sequence[Span]) -> dict[str, Yearly]:
    """The numbers of each indicator, of the places that have it (regions and municipalities), and of services."""
    told = [
        *((name, {p: [p] for p in places if p.scope in BY_NAME[name].scopes}) for name in PLAIN),
        (HALF_STAFF, _staffed(panel, places, config)),
        (PRESENCE, _attended(places)),
    ]
    return {name: _read(panel, name, parts, spans) for name, parts in told if parts}


def yearly_rows(numbers: Mapping[str, Yearly], spans: Sequence[Span]) -> Iterator[Row]:
    """Rows of ``stress`` for each stress, indicator and place."""
    for span in spans:
        for name, found in numbers.items():
            yield from difference_rows(span, name, list(found.parts), *found.pair(span))


def _read(panel: Panel, name: str, parts: Parts, spans: Sequence[Span]) -> Yearly:
    scenarios, different = [BASE, *(span.scenario for span in spans)], _different(parts)
    cells = [part.under(scenario) for scenario in scenarios for part in different]
    counts, years = of_cells(panel, name, cells, panel.years.tolist()), panel.years.tolist()
    n = len(different)
    return Yearly(parts, years, {s: counts[i * n : (i + 1) * n] for i, s in enumerate(scenarios)})


# -- what is told of several units --------------------------------------------------------------------------------


def _staffed(panel: Panel, places: Sequence[Place], config: Config) -> Parts:
    """Services with cases, and the region; of a municipality the services that serve it."""
    services = _services_with_cases(panel)
    found: dict[Place, Sequence[Place]] = {service: [service] for service in services}
    for model in dict.fromkeys(place.model for place in places):
        own = [service for service in services if service.model == model]
        serving = covering(config, model)
        for place in (place for place in places if place.model == model and place.scope == MUNICIPALITY):
            names = {service for (name, _), (service, _) in serving.items() if name == place.unit}
            found[place] = [service for service in own if service.unit in names]
        found[region_of(model)] = [region_of(model)]
    return {place: parts for place, parts in found.items() if parts}


def _services_with_cases(panel: Panel) -> list[Place]:
    with_cases: set[int] = set()
    for piece in panel.pieces("waiting_for_worker", slice(None)):
        with_cases.update(piece.cells[np.isfinite(piece.top).any(axis=(1, 2))].tolist())
    return [
        Place(cell.model, cell.scope, cell.unit)
        for i, cell in enumerate(panel.cells)
        if cell.scope == SERVICE and cell.scenario == BASE and i in with_cases
    ]


def _attended(places: Sequence[Place]) -> Parts:
    """Municipalities; of a region all."""
    own = [place for place in places if place.scope == MUNICIPALITY]
    models = dict.fromkeys(place.model for place in own)
    return {place: [place] for place in own} | {
        region_of(model): [place for place in own if place.model == model] for model in models
    }
