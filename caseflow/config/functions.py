"""Functions split off from stages, and measures that have to be found: what they are, and what they ask of a model."""

from __future__ import annotations

import math
from collections.abc import Iterator

from caseflow.config.placement import buying, covering_functions, placed, posts, served, teams_of
from caseflow.config.schema import Config, FindingMeasures, Model, Team
from caseflow.config.tree import Path
from caseflow.config.wording import Problem

TASKS = {
    "county_board": ("county_board",),
    "legal_help": ("legal_help",),
    "foster_homes": ("care_follow_up", "home_visit"),
    "foster_home_visitors": ("visitor_follow_up",),
    "measure_search": ("measure_search",),
    "milieu_work": ("milieu_work",),
}
"""The kinds of task of a function. Emergencies and guidance have none: they take time of the posts."""

NEEDED_EFFECT = {"measure_search": "finding_measures", "milieu_work": "finding_measures", "guidance": "guidance"}
"""The effect without which a model has nothing to do for a function."""

MILIEU_WORK = "milieu_work"


def milieu_kind(finding: FindingMeasures) -> str | None:
    """The kind of measure whose children have a milieu worker where a team covers that."""
    return next((name for name, kind in finding.kinds.items() if kind.children_per_post is not None), None)


def is_qualified(config: Config, group: str, ordinal: int) -> bool:
    """Whether the post may conclude investigations."""
    return ordinal not in config.staff[group].unqualified


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_functions(config: Config, name: str) -> Iterator[Problem]:
    """What keeps a model from giving each function of a municipality to one team, or buying it, and having it done."""
    model = config.models[name]
    yield from _problems_of_buying(config, name)
    for key, team in teams_of(model):
        path = ("models", name, "services", key[0], "teams", key[1])
        yield from _problems_of_effects((*path, "covers"), team.covers, model)
        yield from _problems_of_milieu_work(path, config, team)
    if model.effects.qualified_conclusions:
        yield from _problems_of_qualification(config, name)


def _problems_of_buying(config: Config, name: str) -> Iterator[Problem]:
    covered = covering_functions(config, name)
    bought = buying(config, name)
    for service_name, service in config.models[name].services.items():
        path = ("models", name, "services", service_name, "buys")
        for i, function in enumerate(service.buys):
            if function in service.buys[:i]:
                yield Problem((*path, i), "each function once", repr(function))
        for function in dict.fromkeys(service.buys):
            places = dict.fromkeys(served(config, service))
            covering = [place for place in places if (place, function) in covered]
            others = [place for place in places if bought[place, function] != service_name]
            if covering:
                team = "/".join(covered[covering[0], function])
                words = f"{function} of {', '.join(covering)} covered by {team} as well"
                yield Problem(path, "each function of a municipality covered or bought, not both", words)
            if others:
                words = f"{function} of {', '.join(others)} bought by {bought[others[0], function]} as well"
                yield Problem(path, "each function of a municipality bought by one service", words)
        yield from _problems_of_effects(path, service.buys, config.models[name])


def _problems_of_effects(path: Path, works: tuple[str, ...], model: Model) -> Iterator[Problem]:
    for i, work in enumerate(works):
        effect = NEEDED_EFFECT.get(work)
        if effect and not getattr(model.effects, effect):
            yield Problem((*path, i), f"{effect}: true among the model's effects, for {work}", "false")


def _problems_of_milieu_work(path: Path, config: Config, team: Team) -> Iterator[Problem]:
    if MILIEU_WORK not in team.covers:
        return
    if not set(team.covers) <= {MILIEU_WORK, "measure_search"}:
        expected = "at most measure_search beside milieu_work: its posts are places for children"
        yield Problem((*path, "covers"), expected, f"[{', '.join(team.covers)}]")
    if milieu_kind(config.effects.finding_measures) is None:
        kinds = ("effects", "finding_measures", "kinds")
        yield Problem(kinds, "a kind with children_per_post, for the teams that cover milieu_work", "none")


def _problems_of_qualification(config: Config, name: str) -> Iterator[Problem]:
    """Investigations need somebody who may conclude them."""
    roster = posts(config)
    workers = placed(config, name)
    for key, team in teams_of(config.models[name]):
        own = [roster[worker] for worker in workers[key]]
        if "investigation" in team.covers and own and not any(is_qualified(config, p.group, p.ordinal) for p in own):
            path = ("models", name, "services", key[0], "teams", key[1], "staff")
            yield Problem(path, "a qualified post, to conclude investigations", "unqualified ones only")


def problems_of_kinds(config: Config) -> Iterator[Problem]:
    """What is wrong with the kinds of measure, whatever their shares add up to."""
    kinds = config.effects.finding_measures.kinds
    path = ("effects", "finding_measures", "kinds")
    own = [name for name, kind in kinds.items() if kind.children_per_post is not None]
    for name in own[1:]:
        expected = f"one kind with children_per_post, and that is {own[0]}"
        yield Problem((*path, name, "children_per_post"), expected, f"{name} as well")
    if not any(kind.share for kind in kinds.values()):
        yield Problem(path, "a kind with a share above 0", "none")


def problems_of_shares(config: Config) -> Iterator[Problem]:
    """Shares of kinds of measure that do not add up to 1; drawn ones need not, since they are taken in proportion."""
    total = math.fsum(kind.share for kind in config.effects.finding_measures.kinds.values())
    if total and not math.isclose(total, 1, abs_tol=1e-6):
        yield Problem(("effects", "finding_measures", "kinds"), "shares that add up to 1", f"{total:g}")
