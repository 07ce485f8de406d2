"""What ``caseflow check`` shows of a config: each team's load by hand, and where every value is from."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.check import TeamLoad, team_loads
from caseflow.clock import add_months, statistics_years
from caseflow.config.schema import EACH_MUNICIPALITY, STAGES, Config
from caseflow.config.study import Study, resolved_lines
from caseflow.language import Language
from caseflow.overview.years import within_a_year


def check_as_tables(study: Study, scenario: str, language: Language) -> Iterator[Table | str]:
    """What ``caseflow check`` prints of a valid study: each team of each model, its people, work and load."""
    config, text = study.resolve(scenario), language.text
    yield text(
        "{title}: valid. In each model ({n}), one team covers each stage of each municipality and every post of today "
        "has one place.",
        title=config.title_in(language.code) or study.file,
        n=len(config.models),
    )
    for model in config.models:
        loads = team_loads(config, model)
        yield _load_table(config, model, loads, language)
        yield from (_overload(load, language) for load in loads if round(load.load, 2) > 1)
    yield from _steps_without_effect(config, language)
    years = *statistics_years(config.calendar.change_date, config.years), config.years
    if words := within_a_year(*years, language):
        yield text("warning: {words}", words=words)
    yield text("Hours by hand, at full effort: expected arrivals, today's open cases, mean durations; no simulation.")


def _steps_without_effect(config: Config, language: Language) -> Iterator[str]:
    """A warning for each dated step that the run ends before."""
    end = add_months(config.calendar.change_date, 12 * config.years)
    for name, model in config.models.items():
        for step in model.steps:
            if step.date >= end:
                yield language.text(
                    "warning: {model}: the step of {date} has no effect, since the run ends on {end}",
                    model=name,
                    date=language.date(step.date),
                    end=language.date(end),
                )


def _load_table(config: Config, model: str, loads: list[TeamLoad], language: Language) -> Table:
    text, title = language.text, f"{model}: {config.models[model].title_in(language.code)}".rstrip(": ")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for heading in (text("team"), text("municipalities"), text("covers")):
        table.add_column(heading, overflow="fold")
    for heading in (
        text("posts (in\nso many)"),
        text("hours asked\na year"),
        text("hours\nthere are"),
        text("load"),
    ):
        table.add_column(heading, justify="right")
    for load in loads:
        table.add_row(
            load.team,
            listed_places(config, load.municipalities, language),
            _covered(load, language),
            f"{language.plain(math.fsum(load.posts_fte))} ({len(load.posts_fte)})",
            language.number(load.asked_hours),
            language.number(load.available_hours),
            language.number(load.load, 2),
        )
    return table


def listed_places(config: Config, names: Sequence[str], language: Language) -> str:
    """Some municipalities; the region's in a word."""
    region = [name for name, municipality in config.municipalities.items() if not municipality.outside]
    return language.text("all") if list(names) == region and len(names) > 1 else ", ".join(names)


def _covered(load: TeamLoad, language: Language) -> str:
    """Stages and functions; all four stages in a word."""
    stages = [language.text("all stages")] if load.stages == STAGES else list(load.stages)
    return ", ".join([*stages, *load.functions])


def _overload(load: TeamLoad, language: Language) -> str:
    return language.text(
        "warning: {model}: {team} is asked for {load} times the hours that it has; work will be shortened or missed",
        model=load.model,
        team=load.team,
        load=language.number(load.load, 2),
    )


def resolved_text(study: Study, model: str, scenario: str, language: Language) -> str:
    """Every value of one model's config, one a line, where it stands, and its source or what is assumed of it."""
    basis = _basis(study, scenario, language)
    lines = [
        (f"{path}: {'null' if value is None else value}", ": ".join(filter(None, (origin, _basis_of(path, basis)))))
        for path, value, origin in resolved_lines(study, model, scenario)
    ]
    width = min(100, max(len(what) for what, _ in lines))
    return "".join(f"{what:<{width}}  # {why}\n" for what, why in lines)


def _basis(study: Study, scenario: str, language: Language) -> dict[str, str]:
    """By path: the source of a value or of a whole part; of an assumption its range."""
    sources = {sourced.path: sourced.source for sourced in study.sourced(scenario)}
    ranges = {a.path: _range(*a.ends, language) for a in study.assumptions(scenario)}
    return sources | {path: _assumed(sources.get(path), text) for path, text in ranges.items()}


def _range(low: float, high: float, language: Language) -> str:
    """The range of an assumption, its numbers as a config has them."""
    return language.text("assumption, {low} to {high}", low=format(low, "g"), high=format(high, "g"))


def _assumed(source: str | None, text: str) -> str:
    """An assumption may lean on something; it stays one."""
    return text if source in (None, "assumption") else f"{text} ({source})"


def _basis_of(path: str, basis: Mapping[str, str]) -> str:
    """That of the path, of the nearest part that holds it, or of every municipality's standard."""
    keys = path.split(".")
    own = (".".join(keys[:n]) for n in range(len(keys), 0, -1))
    shared = [".".join([EACH_MUNICIPALITY, *keys[2:]])] if keys[0] == "municipalities" else []
    return next((basis[candidate] for candidate in [*own, *shared] if candidate in basis), "")
