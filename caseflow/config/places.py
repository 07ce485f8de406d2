"""Offices, the places where families live, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.config.distributions import UNBOUNDED
from caseflow.config.placement import KEPT, Layout, Site, in_model, layouts, served_in, sites_of
from caseflow.config.same import Same
from caseflow.config.schema import Config, Distance, StaffGroup
from caseflow.config.tree import Path, dotted
from caseflow.config.wording import Problem, at_most, both, found, listed, near
from caseflow.messages import message, verbatim

Float64 = npt.NDArray[np.float64]

DISTANCES = ("effects", "travel", "distances")

MOST_MINUTES = 10_000
"""One way between two places: a week by car, day and night."""

MOST_KM = 40_000
"""Once around the earth."""


def office_of(config: Config, municipality: str) -> str:
    """The office that serves a municipality."""
    return config.municipalities[municipality].office or municipality


def place_of(config: Config, municipality: str) -> str:
    """Where a municipality's families live."""
    return config.municipalities[municipality].place or office_of(config, municipality)


def places(config: Config) -> tuple[str, ...]:
    """Every office and every place where families live, in the config's order."""
    return _places(Same(config.staff), Same(sites_of(config)))


@lru_cache(maxsize=16)
def _places(staff: Same[dict[str, StaffGroup]], sites: Same[tuple[Site, ...]]) -> tuple[str, ...]:
    names = [group.office for group in staff.part.values()]
    for site in sites.part:
        names += [site.office, site.place]
    return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Ways:
    """The fastest way between any two places of a config, one way."""

    places: tuple[str, ...]
    minutes: Float64
    """[place, place]: infinite where no distances lead."""
    km: Float64
    """[place, place]: of that way; the shorter of two that are equally fast."""

    def between(self, rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[Float64, Float64]:
        """Minutes and kilometres from each of some places to each of others."""
        pairs = np.ix_([self.places.index(name) for name in rows], [self.places.index(name) for name in columns])
        return self.minutes[pairs], self.km[pairs]


def ways(config: Config) -> Ways:
    """The fastest ways over the config's distances, from everywhere to everywhere (Floyd 1962, algorithm 97)."""
    return _ways(places(config), Same(config.effects.travel.distances))


@lru_cache(maxsize=4)
def _ways(names: tuple[str, ...], distances: Same[tuple[Distance, ...]]) -> Ways:
    minutes = np.where(np.eye(len(names), dtype=np.bool_), 0.0, np.inf)
    km = minutes.copy()
    number = {name: place for place, name in enumerate(names)}
    for distance in distances.part:
        a, b = (number[place] for place in distance.between)
        minutes[[a, b], [b, a]], km[[a, b], [b, a]] = distance.minutes, distance.km
    most = np.where(np.isfinite(minutes), minutes, np.finfo(np.float64).max)  # where no way leads yet, none is as fast
    for over in range(len(names)):
        via = minutes[:, [over]] + minutes[over]
        pairs = np.nonzero(via <= most)  # few: most pairs have a faster way
        via_km = km[pairs[0], over] + km[over, pairs[1]]
        is_better = (via[pairs] < minutes[pairs]) | (via_km < km[pairs])
        better = pairs[0][is_better], pairs[1][is_better]
        minutes[better] = most[better] = via[better]
        km[better] = via_km[is_better]
    return Ways(names, minutes, km)


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_places(config: Config) -> Iterator[Problem]:
    """Unknown places, pairs given twice or far beyond any region, places that no distance joins to the others, and
    office days of no office.
    """
    for name, layout in layouts(config).items():
        yield from _problems_of_office_days(name, layout, config.calendar.kind)
    distances, known = config.effects.travel.distances, places(config)
    problems = _problems_of_distances(Same(distances), known)
    yield from problems
    # a mistyped place is not joined to the others: that is one mistake
    if not problems:
        yield from _problems_of_reach(config)


def is_about_places(path: Path) -> bool:
    """Whether a problem at a path is one of :func:`problems_of_places`."""
    return path[:3] == DISTANCES or path[2:4] == ("effects", "travel") or "office_days" in path


@lru_cache(maxsize=16)
def _problems_of_distances(of: Same[tuple[Distance, ...]], known: tuple[str, ...]) -> tuple[Problem, ...]:
    return tuple(_problems_of_pairs(of.part, known))


def _problems_of_pairs(distances: tuple[Distance, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    pairs = set[frozenset[str]]()
    for i, distance in enumerate(distances):
        path, pair = (*DISTANCES, i, "between"), frozenset(distance.between)
        for j, place in enumerate(distance.between):
            if place not in known:
                expected = message("an office, or the place of a municipality")
                yield Problem((*path, j), expected, found(place), near(place, known))
        if len(pair) == 1:
            yield Problem(path, message("two different places"), verbatim(f"[{listed(distance.between)}]"))
        elif pair in pairs:
            yield Problem(path, message("each pair of places once"), both(map(found, distance.between)))
        pairs.add(pair)
        for field, (most, unit) in _MOST.items():
            length = getattr(distance, field)
            if most < length < UNBOUNDED:
                yield Problem((*DISTANCES, i, field), at_most(most, unit), verbatim(f"{length:g}"))


_MOST = {"minutes": (MOST_MINUTES, message("minutes")), "km": (MOST_KM, verbatim("km"))}


def _problems_of_reach(config: Config) -> Iterator[Problem]:
    """A place to which a model with travel has no way, once for all models."""
    all_ways = ways(config)
    if np.isfinite(all_ways.minutes).all():
        return
    told: set[str] = set()
    for name, model in config.models.items():
        needed = [place for place in _places_of(config, name) if place in all_ways.places]
        if not model.effects.travel or not needed:
            continue
        minutes, _ = all_ways.between((needed[0],), tuple(needed))
        for place, away in zip(needed, minutes[0], strict=True):
            if np.isinf(away) and place not in told:
                told.add(place)
                expected = message(
                    "{distances} that join {place} to {other}",
                    distances=dotted(DISTANCES),
                    place=place,
                    other=needed[0],
                )
                yield Problem(("models", name, "effects", "travel"), expected, message("none"))


def _places_of(config: Config, name: str) -> tuple[str, ...]:
    """The offices from which a model's staff work, and the places of the municipalities that it serves."""
    names = [config.staff[group].office for group in in_model(config, name)]
    names += [place_of(config, municipality) for municipality in served_in(config, name)]
    names += [office for service in config.models[name].services.values() for office in service.office_days]
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=KEPT)
def _problems_of_office_days(model: str, layout: Layout, calendar: str) -> tuple[Problem, ...]:
    return tuple(
        problem
        for name in layout.services.part
        for problem in _problems_of_service(("models", model, "services", name, "office_days"), layout, name, calendar)
    )


def _problems_of_service(path: Path, layout: Layout, service: str, calendar: str) -> Iterator[Problem]:
    office_in = {site.name: site.office for site in layout.sites}
    offices = [office_in[name] for name in layout.served_by(service) if name in office_in]
    for office, days in layout.services.part[service].office_days.items():
        if office not in offices:
            expected = message("the office of a municipality that the service serves")
            yield Problem((*path, office), expected, found(office), near(office, offices))
        yield from _problems_of_weekdays((*path, office), calendar, days)


def _problems_of_weekdays(path: Path, calendar: str, days: tuple[str, ...]) -> Iterator[Problem]:
    weekend = {"sat", "sun"} if calendar == "working" else set()
    if not days or set(days) & weekend or len(set(days)) < len(days):
        yield Problem(path, message("different working days"), verbatim(f"[{listed(days)}]"))
