"""Regions of any size: today's organisation of the Kongsberg region, some times over."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

KONGSBERG = Path(__file__).parents[1] / "configs" / "kongsberg.yaml"

MODEL = "status_quo"

LEFT_OUT = ("duty", "lawyer", "milieu", "merger", "Hallingdal")
"""Posts and municipalities that today's organisation does not have."""

NUMBER_STEP = 10_000
"""Between the permanent numbers of one copy and those of the next."""

BETWEEN_COPIES = {"km": 100, "minutes": 90}
"""From each copy's town to the first one's: all places of a config have to be joined. Nobody goes there."""

Part = dict[str, Any]


def region_text(copies: int) -> str:
    """A config, as YAML: the seven municipalities and five services of today ``copies`` times side by side.

    The region's own figures are held fixed: so many ranges are more than a config may hold.
    """
    yaml = YAML(typ="safe", pure=True)
    config = _fixed(yaml.load(KONGSBERG.read_text(encoding="utf-8")))
    model = config["models"][MODEL]
    parts = [_Copy(number) for number in range(copies)]
    whole = config | {
        "title": f"The Kongsberg region times {copies}",
        "municipalities": _joined(part.municipalities(config["municipalities"]) for part in parts),
        "staff": _joined(part.staff(config["staff"]) for part in parts),
        "models": {MODEL: model | {"services": _joined(part.services(model["services"]) for part in parts)}},
        "effects": {"travel": {"distances": [way for part in parts for way in part.distances(config["effects"])]}},
        "money": config["money"]
        | {
            "nok_per_post_by_group": _joined(part.named(config["money"]["nok_per_post_by_group"]) for part in parts),
            "by_municipality": _joined(part.named(config["money"]["by_municipality"]) for part in parts),
        },
    }
    text = io.StringIO()
    yaml.dump(whole, text)
    return text.getvalue()


def _fixed(part: Any) -> Any:
    """A part of a config with the value in the place of each quantity."""
    if isinstance(part, list):
        return [_fixed(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    return _fixed(part["value"]) if "value" in part else {key: _fixed(entry) for key, entry in part.items()}


def _joined(parts: Iterable[Part]) -> Part:
    """All entries of some parts."""
    return {key: value for part in parts for key, value in part.items()}


class _Copy:
    """One copy of the region: its names end with its number, the first one's are as they are."""

    def __init__(self, number: int):
        self.number = number
        self.suffix = f"_{number + 1}" if number else ""

    def name(self, name: str) -> str:
        """The copy's name; of a post (T.1) that of its group changes."""
        group, *ordinal = name.split(".")
        return ".".join([group + self.suffix, *ordinal])

    def named(self, part: Part) -> Part:
        """A part by the copy's names."""
        return {self.name(key): value for key, value in part.items() if key not in LEFT_OUT}

    def municipalities(self, part: Part) -> Part:
        """The copy's municipalities."""
        return {name: self._numbered(municipality) for name, municipality in self.named(part).items()}

    def staff(self, part: Part) -> Part:
        """The copy's posts."""
        return {name: self._numbered(group) for name, group in self.named(part).items()}

    def _numbered(self, part: Part) -> Part:
        places = {key: self.name(part[key]) for key in ("office", "place") if key in part}
        return part | places | {"number": part["number"] + NUMBER_STEP * self.number}

    def services(self, part: Part) -> Part:
        """The copy's services."""
        return {name: self._service(service) for name, service in self.named(part).items()}

    def _service(self, service: Part) -> Part:
        municipalities = {"municipalities": list(map(self.name, service["municipalities"]))}
        if "generalists" in service:
            return service | municipalities | {"generalists": list(map(self.name, service["generalists"]))}
        teams = {name: team | {"staff": list(map(self.name, team["staff"]))} for name, team in service["teams"].items()}
        return service | municipalities | {"teams": teams}

    def distances(self, effects: Part) -> list[Part]:
        """The copy's ways, and one to the first copy."""
        ways = [way for way in effects["travel"]["distances"] if "Gol" not in way["between"]]
        own = [way | {"between": list(map(self.name, way["between"]))} for way in ways]
        town = ways[0]["between"][0]
        return own + ([BETWEEN_COPIES | {"between": [town, self.name(town)]}] if self.number else [])
