"""Offices, the places where families live, and the ways between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from caseflow.config.placement import in_model, served, served_in
from caseflow.config.schema import Config, Distance
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, near

Float64 = npt.NDArray[np.float64]

DISTANCES = ("effects", "travel", "distances")


def office_of(config: Config, municipality: str) -> str:
    """The office that serves a municipality."""
    return config.municipalities[municipality].office or municipality


def place_of(config: Config, municipality: str) -> str:
    """Where a municipality's families live."""
    return config.municipalities[municipality].place or office_of(config, municipality)


def places(config: Config) -> tuple[str, ...]:
    """Every office and every place where families live, in the config's order."""
    names = [group.office for group in config.staff.values()]
    for municipality in config.municipalities:
        names += [office_of(config, municipality), place_of(config, municipality)]
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
    return _ways(places(config), config.effects.travel.distances)


@lru_cache(maxsize=16)
def _ways(names: tuple[str, ...], distances: tuple[Distance, ...]) -> Ways:
    minutes = np.where(np.eye(len(names), dtype=np.bool_), 0.0, np.inf)
    km = minutes.copy()
    number = {name: place for place, name in enumerate(names)}
    for distance in distances:
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
    """Unknown places, pairs given twice, places that no distance joins to the others, and office days of no office."""
    yield from _problems_of_office_days(config)
    problems = list(_problems_of_distances(config))
    yield from problems
    # a mistyped place is not joined to the others: that is one mistake
    if not problems:
        yield from _problems_of_reach(config)


def is_about_places(path: Path) -> bool:
    """Whether a problem at a path is one of :func:`problems_of_places`."""
    return path[:3] == DISTANCES or path[2:4] == ("effects", "travel") or "office_days" in path


def _problems_of_distances(config: Config) -> Iterator[Problem]:
    known, pairs = places(config), set[frozenset[str]]()
    for i, distance in enumerate(config.effects.travel.distances):
        path, pair = (*DISTANCES, i, "between"), frozenset(distance.between)
        for j, place in enumerate(distance.between):
            if place not in known:
                yield Problem((*path, j), "an office, or the place of a municipality", found(place), near(place, known))
        if len(pair) == 1:
            yield Problem(path, "two different places", f"[{', '.join(distance.between)}]")
        elif pair in pairs:
            yield Problem(path, "each pair of places once", " and ".join(map(found, distance.between)))
        pairs.add(pair)


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
                expected = f"{'.'.join(DISTANCES)} that join {place} to {needed[0]}"
                yield Problem(("models", name, "effects", "travel"), expected, "none")


def _places_of(config: Config, name: str) -> tuple[str, ...]:
    """The offices from which a model's staff work, and the places of the municipalities that it serves."""
    names = [config.staff[group].office for group in in_model(config, name)]
    names += [place_of(config, municipality) for municipality in served_in(config, name)]
    names += [office for service in config.models[name].services.values() for office in service.office_days]
    return tuple(dict.fromkeys(names))


def _problems_of_office_days(config: Config) -> Iterator[Problem]:
    for name, model in config.models.items():
        for service_name, service in model.services.items():
            path = ("models", name, "services", service_name, "office_days")
            if not service.office_days:
                continue
            offices = [office_of(config, m) for m in served(config, service) if m in config.municipalities]
            for office, days in service.office_days.items():
                if office not in offices:
                    expected = "the office of a municipality that the service serves"
                    yield Problem((*path, office), expected, found(office), near(office, offices))
                yield from _problems_of_weekdays((*path, office), config, days)


def _problems_of_weekdays(path: Path, config: Config, days: tuple[str, ...]) -> Iterator[Problem]:
    weekend = {"sat", "sun"} if config.calendar.kind == "working" else set()
    if not days or set(days) & weekend or len(set(days)) < len(days):
        yield Problem(path, "different working days", f"[{', '.join(days)}]")
