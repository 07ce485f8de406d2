"""The models of a config side by side: who serves whom, with how many posts, and which effects they count with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.table import Table

from caseflow.config.effects import SWITCHES
from caseflow.config.periods import OTHERS
from caseflow.config.placement import covering, has_cases, placed, posts, served
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Model
from caseflow.language import Language
from caseflow.overview.config import listed_places

NONE = "-"


def models_as_tables(config: Config, language: Language) -> Iterator[Table | str]:
    """What ``caseflow check --models`` prints: posts and teams, coverage, functions, effects, transitions."""
    yield _posts_table(config, language)
    yield _coverage_table(config, language)
    yield from _functions(config, language)
    yield from _effects(config, language)
    yield from _transitions(config, language)


# -- posts and teams --------------------------------------------------------------------------------------------


def _posts_table(config: Config, language: Language) -> Table:
    text = language.text
    table = _table(text("Posts and teams"), text("model"), text("title"))
    for heading in (
        text("services"),
        text("teams"),
        text("casework\nposts"),
        text("of these\nextra"),
        text("largest\nof cases"),
        text("smallest\nof cases"),
    ):
        table.add_column(heading, justify="right")
    for name, model in config.models.items():
        table.add_row(name, model.title_in(language.code), *_posts_cells(config, name, model, language))
    return table


def _posts_cells(config: Config, name: str, model: Model, language: Language) -> Iterator[str]:
    roster, by_service = posts(config), dict.fromkeys(model.services, 0.0)
    extra = 0.0
    for (service, _), numbers in placed(config, name).items():
        by_service[service] += math.fsum(roster[number].fte for number in numbers)
        extra += math.fsum(roster[n].fte for n in numbers if config.staff[roster[n].group].extra)
    with_cases = [service for service, own in model.services.items() if has_cases(own)]
    sizes = [by_service[service] for service in with_cases]
    yield str(len(model.services))
    yield str(sum(len(service.teams) for service in model.services.values()))
    yield language.plain(math.fsum(by_service.values()))
    yield language.plain(extra) if extra else NONE
    yield language.plain(max(sizes, default=0))
    yield language.plain(min(sizes, default=0))


# -- who serves whom --------------------------------------------------------------------------------------------


def _coverage_table(config: Config, language: Language) -> Table:
    text = language.text
    table = _table(text("Who covers whose cases: the service, and others that take some stages"), text("model"))
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


def _functions(config: Config, language: Language) -> Iterator[Table | str]:
    """The baseline's functions, and of every other model those that it has done otherwise."""
    text = language.text
    done = {
        name: {function: _done_by(config, model, function, language) for function in FUNCTIONS}
        for name, model in _all(config)
    }
    today = done[config.baseline]
    rows = [
        (name, function, who)
        for name, functions in done.items()
        for function, who in functions.items()
        if (who if name == config.baseline else who != today[function])
    ]
    if not rows:
        yield text("No model splits a function off from its stage.")
        return
    table = _table(
        text("Functions split off from stages: the baseline's, and what other models do otherwise"), text("model")
    )
    table.add_column(text("function"))
    table.add_column(text("done by, for whom"), overflow="fold")
    nobody, before = text("whoever covers the stage, as far as it is done"), ""
    for name, function, who in rows:
        table.add_row("" if name == before else name, function, who or nobody)
        before = name
    yield table


def _all(config: Config) -> Iterator[tuple[str, Model]]:
    """The baseline first, then the others in the config's order."""
    yield config.baseline, config.models[config.baseline]
    yield from ((name, model) for name, model in config.models.items() if name != config.baseline)


def _done_by(config: Config, model: Model, function: str, language: Language) -> str:
    """``K/lawyer: Kongsberg; bought: Tinn, Rollag``; empty if nobody in particular does it."""
    whom: dict[str, list[str]] = {}
    for service_name, service in model.services.items():
        teams = [f"{service_name}/{name}" for name, team in service.teams.items() if function in team.covers]
        for team in teams + [language.text("bought")] * (function in service.buys):
            whom.setdefault(team, []).extend(served(config, service))
    return "; ".join(f"{who}: {listed_places(config, places, language)}" for who, places in whom.items())


# -- effects ----------------------------------------------------------------------------------------------------


def _effects(config: Config, language: Language) -> Iterator[str]:
    """The effects that all models count with, then those that only some do."""
    text = language.text
    on = {name: {effect for effect in SWITCHES if getattr(m.effects, effect)} for name, m in config.models.items()}
    common = set.intersection(*on.values())
    yield text("Effects that every model counts with: {effects}.", effects=_words(common, language))
    others = {name: effects - common for name, effects in on.items() if effects - common}
    for name, effects in others.items():
        yield text("{model} counts with these too: {effects}.", model=name, effects=_words(effects, language))
    unused = SWITCHES - {effect for effects in on.values() for effect in effects}
    yield text("Effects that no model counts with: {effects}.", effects=_words(unused, language))


def _words(effects: set[str] | frozenset[str], language: Language) -> str:
    return ", ".join(sorted(effects)) or language.text("none")


def _transitions(config: Config, language: Language) -> Iterator[str]:
    for name, model in config.models.items():
        words = list(_of_transition(model, language))
        if words:
            yield f"{name}: {'; '.join(words)}."


def _of_transition(model: Model, language: Language) -> Iterator[str]:
    text, change = language.text, model.transition
    if model.before is not None:
        yield text("until the change as in {model}", model=model.before)
    if change.start_up is not None and change.start_up.capacity_loss_percent:
        yield language.plural(
            "start-up loss of {loss} over one month",
            "start-up loss of {loss} over {n} months",
            change.start_up.months,
            loss=_percent(change.start_up.capacity_loss_percent, language),
        )
    if any(change.report_growth_percent.values()):
        others = text("the others")
        growth = (
            f"{others if whom == OTHERS else whom} {_percent(percent, language)}"
            for whom, percent in sorted(change.report_growth_percent.items(), key=lambda pair: pair[0] == OTHERS)
        )
        yield text("growth in reports: {growth}", growth=", ".join(growth))
    if change.refusing_share:
        yield text("{share} refuse the transfer", share=_percent(100 * change.refusing_share, language))
    if change.one_off_nok:
        yield text("one-off cost of NOK {nok}", nok=language.number(change.one_off_nok))
    for step in model.steps:
        yield text("from {date} as in {model}", date=language.date(step.date), model=step.model)


def _percent(percent: float, language: Language) -> str:
    """Per cent with the decimals that there are, at most one."""
    return language.percent(percent / 100, 0 if round(percent, 1) == round(percent) else 1)


def _table(title: str, model: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column(model, overflow="fold", no_wrap=True)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
