"""The models of a config side by side: who serves whom, with how many posts, and which effects they count with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.config.effects import SWITCHES
from caseflow.config.placement import covering, has_cases, placed, posts, served
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Model

NONE = "-"


def models_as_tables(config: Config) -> Iterator[Table | str]:
    """What ``caseflow check --models`` prints: posts and teams, coverage, functions, effects, transitions."""
    yield _posts_table(config)
    yield _coverage_table(config)
    yield from _functions(config)
    yield from _effects(config)
    yield from _transitions(config)


# -- posts and teams --------------------------------------------------------------------------------------------


def _posts_table(config: Config) -> Table:
    table = _table("Posts and teams", "model", "title")
    for heading in (
        "services",
        "teams",
        "casework\nposts",
        "of these\nextra",
        "largest\nof cases",
        "smallest\nof cases",
    ):
        table.add_column(heading, justify="right")
    for name, model in config.models.items():
        table.add_row(name, model.title, *_posts_cells(config, name, model))
    return table


def _posts_cells(config: Config, name: str, model: Model) -> Iterator[str]:
    roster, by_service = posts(config), dict.fromkeys(model.services, 0.0)
    extra = 0.0
    for (service, _), numbers in placed(config, name).items():
        by_service[service] += math.fsum(roster[number].fte for number in numbers)
        extra += math.fsum(roster[n].fte for n in numbers if config.staff[roster[n].group].extra)
    with_cases = [service for service, own in model.services.items() if has_cases(own)]
    sizes = [by_service[service] for service in with_cases]
    yield str(len(model.services))
    yield str(sum(len(service.teams) for service in model.services.values()))
    yield f"{math.fsum(by_service.values()):.4g}"
    yield f"{extra:.4g}" if extra else NONE
    yield f"{max(sizes, default=0):.4g}"
    yield f"{min(sizes, default=0):.4g}"


# -- who serves whom --------------------------------------------------------------------------------------------


def _coverage_table(config: Config) -> Table:
    table = _table("Who covers whose cases: the service, and others that take some stages", "model")
    for municipality in config.municipalities:
        table.add_column(municipality, overflow="fold")
    for name in config.models:
        coverage = covering(config, name)
        table.add_row(name, *(_covered_by(coverage, municipality) for municipality in config.municipalities))
    return table


def _covered_by(coverage: Mapping[tuple[str, str], tuple[str, str]], municipality: str) -> str:
    """The service that covers most stages, then each other with its stages."""
    stages_of: dict[str, list[str]] = {}
    for stage in STAGES:
        if (municipality, stage) in coverage:
            stages_of.setdefault(coverage[municipality, stage][0], []).append(stage)
    if not stages_of:
        return NONE
    main = max(stages_of, key=lambda service: len(stages_of[service]))
    others = (f"{service}: {', '.join(stages)}" for service, stages in stages_of.items() if service != main)
    return "\n".join([main, *others])


def _functions(config: Config) -> Iterator[Table | str]:
    """The baseline's functions, and of every other model those that it has done otherwise."""
    done = {
        name: {function: _done_by(config, model, function) for function in FUNCTIONS} for name, model in _all(config)
    }
    today = done[config.baseline]
    rows = [
        (name, function, who)
        for name, functions in done.items()
        for function, who in functions.items()
        if (who if name == config.baseline else who != today[function])
    ]
    if not rows:
        yield "No model splits a function off from its stage."
        return
    table = _table("Functions split off from stages: the baseline's, and what other models do otherwise", "model")
    table.add_column("function")
    table.add_column("done by, for whom", overflow="fold")
    before = ""
    for name, function, who in rows:
        table.add_row("" if name == before else name, function, who or "whoever covers the stage, as far as it is done")
        before = name
    yield table


def _all(config: Config) -> Iterator[tuple[str, Model]]:
    """The baseline first, then the others in the config's order."""
    yield config.baseline, config.models[config.baseline]
    yield from ((name, model) for name, model in config.models.items() if name != config.baseline)


def _done_by(config: Config, model: Model, function: str) -> str:
    """``K/lawyer: Kongsberg; bought: Tinn, Rollag``; empty if nobody in particular does it."""
    whom: dict[str, list[str]] = {}
    for service_name, service in model.services.items():
        teams = [f"{service_name}/{name}" for name, team in service.teams.items() if function in team.covers]
        for team in teams + ["bought"] * (function in service.buys):
            whom.setdefault(team, []).extend(served(config, service))
    return "; ".join(f"{who}: {_whom(config, places)}" for who, places in whom.items())


def _whom(config: Config, places: list[str]) -> str:
    region = [name for name, municipality in config.municipalities.items() if not municipality.outside]
    return "all" if places == region and len(places) > 1 else ", ".join(places)


# -- effects ----------------------------------------------------------------------------------------------------


def _effects(config: Config) -> Iterator[str]:
    """The effects that all models count with, then those that only some do."""
    on = {name: {effect for effect in SWITCHES if getattr(m.effects, effect)} for name, m in config.models.items()}
    common = set.intersection(*on.values())
    yield f"Effects that every model counts with: {_words(common)}."
    others = {name: effects - common for name, effects in on.items() if effects - common}
    for name, effects in others.items():
        yield f"{name} counts with these too: {_words(effects)}."
    unused = SWITCHES - {effect for effects in on.values() for effect in effects}
    yield f"Effects that no model counts with: {_words(unused)}."


def _words(effects: set[str] | frozenset[str]) -> str:
    return ", ".join(sorted(effects)) or "none"


def _transitions(config: Config) -> Iterator[str]:
    for name, model in config.models.items():
        words = list(_of_transition(model))
        if words:
            yield f"{name}: {'; '.join(words)}."


def _of_transition(model: Model) -> Iterator[str]:
    change = model.transition
    if model.before is not None:
        yield f"until the change as in {model.before}"
    if change.start_up is not None and change.start_up.capacity_loss_percent:
        yield f"start-up loss of {change.start_up.capacity_loss_percent:g} % over {change.start_up.months:g} months"
    if any(change.report_growth_percent.values()):
        growth = ", ".join(f"{whom} {percent:g} %" for whom, percent in change.report_growth_percent.items())
        yield f"growth in reports: {growth}"
    if change.refusing_share:
        yield f"{change.refusing_share:.0%} refuse the transfer"
    if change.one_off_nok:
        yield f"one-off cost of NOK {change.one_off_nok:,.0f}"
    for step in model.steps:
        yield f"from {step.date} as in {step.model}"


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading == "model")
    return table
