"""What must hold between the models that follow one another in time, and what comes with a change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from caseflow.config.placement import Layout, layouts, served_by_all
from caseflow.config.same import Same
from caseflow.config.schema import Config, Model
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, near

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
            yield Problem(path, "the name of a model", found(model.before), near(model.before, config.models))
        for municipality in model.transition.report_growth_percent:
            if municipality not in known:
                path = ("models", name, "transition", "report_growth_percent", municipality)
                yield Problem(path, "a municipality, or others", found(municipality), near(municipality, known))
        before = config.baseline if model.before is None else model.before
        yield from _problems_of_outside(name, model, before, outside)


def _problems_of_outside(
    name: str, model: Model, before: str, outside: Mapping[str, tuple[str, ...]]
) -> Iterator[Problem]:
    """Outside municipalities that not every period serves: a case must have a team from its report to its end."""
    own = outside[name]
    path: Path = ("models", name)
    others = [(before, (*path, "before"), "until the change")]
    others += [(step.model, (*path, "steps", i, "model"), f"from {step.date}") for i, step in enumerate(model.steps)]
    for other, place, when in others:
        if outside.get(other, own) != own:
            expected = f"a model that serves {_listed(own)} of the neighbouring region {when}, as {name} does"
            yield Problem(place, expected, f"{other}, which serves {_listed(outside[other])}")


@lru_cache(maxsize=16)
def _outside(of: Same[Mapping[str, Layout]]) -> Mapping[str, tuple[str, ...]]:
    """The outside municipalities that each model serves."""
    return {name: tuple(_outside_of(layout)) for name, layout in of.part.items()}


def _outside_of(layout: Layout) -> Iterator[str]:
    own = served_by_all(layout)
    return (site.name for site in layout.sites if site.is_outside and site.name in own)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) if names else "none"
