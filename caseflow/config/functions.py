"""Functions split off from stages, and measures that have to be found: what they are, and what they ask of a model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from caseflow.config.placement import KEPT, Layout, bought_by, coverage, covered_as_well, layouts, placement
from caseflow.config.same import Same
from caseflow.config.schema import FUNCTIONS, Config, Effects, FindingMeasures, Team
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, listed
from caseflow.messages import message, verbatim

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


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_functions(config: Config) -> Iterator[Problem]:
    """What keeps models from giving each function of a municipality to one team, or buying it, and having it done."""
    has_milieu_kind = milieu_kind(config.effects.finding_measures) is not None
    for name, layout in layouts(config).items():
        yield from _problems_of_functions(name, layout, Same(config.models[name].effects), has_milieu_kind)


@lru_cache(maxsize=KEPT)
def _problems_of_functions(
    name: str, layout: Layout, effects: Same[Effects], has_milieu_kind: bool
) -> tuple[Problem, ...]:
    path: Path = ("models", name)
    problems = [*_problems_of_buying(path, layout, effects.part)]
    for key, team in layout.teams:
        of_team = (*path, "services", key[0], "teams", key[1])
        problems += _problems_of_effects((*of_team, "covers"), team.covers, effects.part)
        problems += _problems_of_milieu_work(of_team, team, has_milieu_kind)
    if effects.part.qualified_conclusions:
        problems += _problems_of_qualification(path, layout)
    return tuple(problems)


def _problems_of_buying(path: Path, layout: Layout, effects: Effects) -> Iterator[Problem]:
    covered, bought = coverage(layout, FUNCTIONS), bought_by(layout)
    for name, service in layout.services.part.items():
        of_service = (*path, "services", name, "buys")
        for i, function in enumerate(service.buys):
            if function in service.buys[:i]:
                yield Problem((*of_service, i), message("each function once"), verbatim(repr(function)))
        for function in dict.fromkeys(service.buys):
            places = dict.fromkeys(layout.served_by(name))
            covering = [place for place in places if (place, function) in covered]
            others = [place for place in places if bought[place, function] != name]
            if covering:
                team = covered[covering[0], function]
                expected = message("each function of a municipality covered or bought, not both")
                yield Problem(of_service, expected, covered_as_well(function, covering, team))
            if others:
                words = message(
                    "{function} of {places} bought by {service} as well",
                    function=function,
                    places=listed(others),
                    service=bought[others[0], function],
                )
                yield Problem(of_service, message("each function of a municipality bought by one service"), words)
        yield from _problems_of_effects(of_service, service.buys, effects)


def _problems_of_effects(path: Path, works: tuple[str, ...], effects: Effects) -> Iterator[Problem]:
    for i, work in enumerate(works):
        effect = NEEDED_EFFECT.get(work)
        if effect and not getattr(effects, effect):
            expected = message("{effect}: true among the model's effects, for {work}", effect=effect, work=work)
            yield Problem((*path, i), expected, verbatim("false"))


def _problems_of_milieu_work(path: Path, team: Team, has_milieu_kind: bool) -> Iterator[Problem]:
    if MILIEU_WORK not in team.covers:
        return
    if not set(team.covers) <= {MILIEU_WORK, "measure_search"}:
        expected = message("at most measure_search beside milieu_work: its posts are places for children")
        yield Problem((*path, "covers"), expected, verbatim(f"[{listed(team.covers)}]"))
    if not has_milieu_kind:
        kinds = ("effects", "finding_measures", "kinds")
        expected = message("a kind with children_per_post, for the teams that cover milieu_work")
        yield Problem(kinds, expected, message("none"))


def _problems_of_qualification(path: Path, layout: Layout) -> Iterator[Problem]:
    """Investigations need somebody who may conclude them."""
    workers = placement(layout)
    for key, team in layout.teams:
        own = [layout.posts[worker] for worker in workers[key]]
        barred = [post.ordinal in layout.staff.part[post.group].unqualified for post in own]
        if "investigation" in team.covers and barred and all(barred):
            of_team = (*path, "services", key[0], "teams", key[1], "staff")
            expected = message("a qualified post, to conclude investigations")
            yield Problem(of_team, expected, message("unqualified ones only"))


def problems_of_kinds(config: Config) -> Iterator[Problem]:
    """What is wrong with the kinds of measure, whatever their shares add up to."""
    kinds = config.effects.finding_measures.kinds
    path = ("effects", "finding_measures", "kinds")
    own = [name for name, kind in kinds.items() if kind.children_per_post is not None]
    for name in own[1:]:
        expected = message("one kind with children_per_post, and that is {kind}", kind=own[0])
        yield Problem((*path, name, "children_per_post"), expected, message("{kind} as well", kind=name))
    if not any(kind.share for kind in kinds.values()):
        yield Problem(path, message("a kind with a share above 0"), message("none"))


def problems_of_shares(config: Config) -> Iterator[Problem]:
    """Shares of kinds of measure that do not add up to 1; drawn ones need not, since they are taken in proportion."""
    total = math.fsum(kind.share for kind in config.effects.finding_measures.kinds.values())
    if total and not math.isclose(total, 1, abs_tol=1e-6):
        path = ("effects", "finding_measures", "kinds")
        yield Problem(path, message("shares that add up to 1"), verbatim(f"{total:g}"))
