"""What must hold between the models that follow one another in time, and what comes with a change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache

from caseflow.config.placement import Layout, layouts, served_by_all
from caseflow.config.same import Same
from caseflow.config.schema import Config, Model
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, listed, near
from caseflow.messages import Message, message, verbatim

OTHERS = "others"
"""In ``report_growth_percent``: all municipalities of the region that are not named."""


def problems_of_periods(config: Config) -> Iterator[Problem]:
    """Unknown models before, growth of unknown municipalities, and outside ones that are not served all the time.

    Unknown models of steps are found with the steps' dates.
    """
    known = (*config.municipalities, OTHERS)
    outside = _outside(Same(layouts(config)))
    for name, model in config.models.items():
        if model.before is not None and model.before not in config.models:
            path: Path = ("models", name, "before")
            hint = near(model.before, config.models)
            yield Problem(path, message("the name of a model"), found(model.before), hint)
        for municipality in model.transition.report_growth_percent:
            if municipality not in known:
                path = ("models", name, "transition", "report_growth_percent", municipality)
                hint = near(municipality, known)
                yield Problem(path, message("a municipality, or others"), found(municipality), hint)
        before = config.baseline if model.before is None else model.before
        yield from _problems_of_outside(name, model, before, outside)


def _problems_of_outside(
    name: str, model: Model, before: str, outside: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """Outside municipalities that not every period serves: a case must have a team from its report to its end."""
    own = outside[name]
    path: Path = ("models", name)
    others: list[tuple[str, Path, dt.date | None]] = [(before, (*path, "before"), None)]
    others += [(step.model, (*path, "steps", i, "model"), step.date) for i, step in enumerate(model.steps)]
    for other, place, start in others:
        if outside.get(other, own) != own:
            expected = message(
                "a model that serves {places} of the neighbouring region {when}, as {model} does",
                places=_served(own),
                when=message("until the change") if start is None else message("from {date}", date=start),
                model=name,
            )
            found_one = message("{model}, which serves {places}", model=other, places=_served(outside[other]))
            yield Problem(place, expected, found_one)


@lru_cache(maxsize=16)
def _outside(of: Same[Mapping[str, Layout]]) -> Mapping[str, tuple[str, ...]]:
    """The outside municipalities that each model serves."""
    return {name: tuple(_outside_of(layout)) for name, layout in of.part.items()}


def _outside_of(layout: Layout) -> Iterator[str]:
    own = served_by_all(layout)
    return (site.name for site in layout.sites if site.is_outside and site.name in own)


def _served(names: tuple[str, ...]) -> Message:
    return verbatim(listed(names)) if names else message("none")
