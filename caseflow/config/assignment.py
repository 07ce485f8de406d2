"""What must hold of who gets a case: groups of a team, and teams that help."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from caseflow.config.placement import KEPT, Layout, layouts
from caseflow.config.schema import STAGES, Config, Group, Service, Team
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, listed, near
from caseflow.messages import Message, message, verbatim

ALL = "all"


def problems_of_assignment(config: Config) -> Iterator[Problem]:
    """Groups that take nobody's cases or have nobody, and teams that cannot help."""
    for name, layout in layouts(config).items():
        yield from _problems_of_assignment(name, layout)


@lru_cache(maxsize=KEPT)
def _problems_of_assignment(model: str, layout: Layout) -> tuple[Problem, ...]:
    return tuple(
        problem
        for name, service in layout.services.part.items()
        for problem in _problems_of_service(("models", model, "services", name), layout, name, service)
    )


def _problems_of_service(path: Path, layout: Layout, name: str, service: Service) -> Iterator[Problem]:
    has_groups = any(team.groups for team in service.teams.values())
    if service.assign == "group_first" and not has_groups:
        yield Problem((*path, "assign"), message("groups in a team of the service, for group_first"), message("none"))
    for team_name, team in service.teams.items():
        of_team = (*path, "teams", team_name)
        if team.groups and service.assign != "group_first":
            expected = message("assign: group_first in the service, for groups in its teams")
            yield Problem((*of_team, "groups"), expected, verbatim(f"assign: {service.assign}"))
        elif team.groups and not set(team.covers) & set(STAGES):
            expected = message("groups in a team that covers a stage")
            yield Problem((*of_team, "groups"), expected, _one_that_covers(team))
        for group_name, group in team.groups.items():
            yield from _problems_of_group((*of_team, "groups", group_name), layout, name, team, group)
        yield from _problems_of_help((*of_team, "helped_by"), layout, (name, team_name))


def _problems_of_group(path: Path, layout: Layout, service: str, team: Team, group: Group) -> Iterator[Problem]:
    own = layout.served_by(service)
    for i, municipality in enumerate(group.municipalities):
        if municipality not in own:
            hint = near(municipality, own)
            expected = message("a municipality that the service serves")
            yield Problem((*path, "municipalities", i), expected, found(municipality), hint)
    members = {worker for reference in team.staff for worker in layout.roster.workers(reference)}
    for i, reference in enumerate(group.staff):
        workers = layout.roster.workers(reference)
        if not workers or not members.issuperset(workers):
            yield Problem((*path, "staff", i), message("posts of the team's own staff"), found(reference))
    for key in ("municipalities", "staff"):
        if not getattr(group, key):
            yield Problem((*path, key), message("at least one entry"), message("an empty list"))


def _problems_of_help(path: Path, layout: Layout, own: tuple[str, str]) -> Iterator[Problem]:
    helped = layout.services.part[own[0]].teams[own[1]]
    if not helped.helped_by:
        return
    stages = set(helped.covers) & set(STAGES)
    if not stages:
        yield Problem(path, message("help for a team that covers a stage"), _one_that_covers(helped))
        return
    if helped.helped_by == ALL:
        return
    others = {"/".join(key): team for key, team in layout.teams if key != own}
    for i, key in enumerate(helped.helped_by):
        if key not in others:
            expected = message("another team of the model, as service/team")
            yield Problem((*path, i), expected, found(key), near(key, others))
        elif not stages.intersection(others[key].covers):
            own_stages = listed(stage for stage in STAGES if stage in stages)
            other = message("{team}, which covers {works}", team=key, works=listed(others[key].covers))
            yield Problem((*path, i), message("a team that covers one of {stages}", stages=own_stages), other)


def _one_that_covers(team: Team) -> Message:
    return message("one that covers {works}", works=listed(team.covers))
