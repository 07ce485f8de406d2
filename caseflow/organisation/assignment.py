"""Who gets a case: where workers live, whom a team prefers, who helps, and who is in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from caseflow.config.placement import KEPT, Layout, Site
from caseflow.config.schema import STAGES, Config, Team
from caseflow.organisation.tables import Conflicts, Float64, Int32, TeamInfo
from caseflow.tape.pairs import Asked, Limits, Purpose, pairs_below
from caseflow.tape.tables import MARK_SCALE, Tape

UNKNOWN = -1
CHILDREN = 1000
"""Of the municipality for which a config gives the share of conflicts."""

MOST_NEIGHBOURS = 20
"""That are asked when everybody of a team is in conflict: more would grow with the square of a region."""


@lru_cache(maxsize=KEPT)
def homes(layout: Layout) -> Int32:
    """[worker]: index of the municipality where the worker lives; -1 unknown.

    Where the config says, else in the first municipality whose office is the worker's.
    """
    names = list(layout.names)
    offices = [site.office for site in layout.sites]
    of_group = {
        name: names.index(group.lives_in)
        if group.lives_in is not None
        else offices.index(group.office)
        if group.office in offices
        else UNKNOWN
        for name, group in layout.staff.part.items()
    }
    return np.array([of_group[post.group] for post in layout.posts], dtype=np.int32)


# -- ranks --------------------------------------------------------------------------------------------------------


def ranks(layout: Layout, teams: Sequence[TeamInfo], home: Int32, office_ranks: Int32) -> Int32:
    """[municipality, worker]: workers of the lowest rank get a case first; equal in services that prefer nobody.

    ``office_ranks`` [worker, municipality] are those of the worker's office (:func:`ranks_of_offices`).
    """
    rank = np.zeros((len(layout.sites), len(home)), dtype=np.int32)
    for info in teams:
        workers = list(info.workers)
        rank[:, workers] = _ranks_in_team(layout, info, home, office_ranks)[:, workers]
    return rank


def _ranks_in_team(layout: Layout, info: TeamInfo, home: Int32, office_ranks: Int32) -> Int32:
    """[municipality, worker]: the ranks that hold for the workers of a team."""
    service = layout.services.part[info.service]
    rank = np.zeros(office_ranks.T.shape, dtype=np.int32)
    if service.assign == "nearest_office_first":
        rank = office_ranks.T
    if service.assign == "group_first":
        rank = _ranks_in_groups(layout, team_of(layout, info))
    if service.avoid_home_municipality:
        lives_there = home == np.arange(len(rank))[:, None]
        # after all others, whatever their ranks
        rank = rank + lives_there * (rank.max() + 1)
    return rank


def team_of(layout: Layout, info: TeamInfo) -> Team:
    """What the config says of a team."""
    return layout.services.part[info.service].teams[info.name.removeprefix(f"{info.service}/")]


def ranks_of_offices(sites: Sequence[Site], offices: tuple[str, ...], minutes: Float64) -> Int32:
    """[office, municipality]: 0 for the nearest by minutes one way, 1 for the next, the same for equally near ones.

    Where no distances lead, the municipality's own office is the nearest and all that are out of reach are the last.
    """
    own = np.array([[office == site.office for site in sites] for office in offices])
    away = np.where(np.isfinite(minutes), minutes, np.where(own, 0, np.inf))
    columns = [np.unique(column, return_inverse=True)[1] for column in away.T]
    return np.array(columns, dtype=np.int32).T


def _ranks_in_groups(layout: Layout, team: Team) -> Int32:
    """[municipality, worker]: 0 for the members of a group that takes the municipality's cases first, 1 for others."""
    rank = np.ones((len(layout.sites), len(layout.posts)), dtype=np.int32)
    for group in team.groups.values():
        members = [worker for reference in group.staff for worker in layout.roster.workers(reference)]
        rank[np.ix_([layout.names.index(name) for name in group.municipalities], members)] = 0
    return rank


# -- other teams --------------------------------------------------------------------------------------------------


def helpers(layout: Layout, teams: Sequence[TeamInfo]) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """[team][stage]: the teams that help and cover the stage themselves."""
    return tuple(tuple(_helpers(layout, teams, info, stage) for stage in range(len(STAGES))) for info in teams)


def _helpers(layout: Layout, teams: Sequence[TeamInfo], helped: TeamInfo, stage: int) -> tuple[int, ...]:
    by = team_of(layout, helped).helped_by
    return tuple(
        number
        for number, info in enumerate(teams)
        if stage in helped.stages and stage in info.stages and info is not helped and (by == "all" or info.name in by)
    )


def neighbours(
    teams: Sequence[TeamInfo], team_of: Int32, office_of_worker: Int32, minutes: Float64
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """[municipality][stage]: the nearest of the other teams that cover the stage, MOST_NEIGHBOURS at most.

    They stand by the way from the nearest office of their posts; ``minutes`` [office, municipality] are infinite where
    no distances lead: such teams are last, in the config's order.
    """
    ways = np.full((len(teams), len(team_of)), np.inf)
    for way, info in zip(ways, teams, strict=True):
        if info.workers:
            way[:] = minutes[np.unique(office_of_worker[list(info.workers)])].min(axis=0)
    by_stage = [_nearest(teams, stage, team_of[:, stage], ways) for stage in range(len(STAGES))]
    return tuple(zip(*by_stage, strict=True))


def _nearest(teams: Sequence[TeamInfo], stage: int, own: Int32, ways: Float64) -> list[tuple[int, ...]]:
    """[municipality]: the nearest teams that cover a stage, but for its own; ``ways`` [team, municipality]."""
    covering = np.array([number for number, info in enumerate(teams) if stage in info.stages], dtype=np.int64)
    order = covering[np.argsort(ways[covering], axis=0, kind="stable")[: MOST_NEIGHBOURS + 1]].T
    return [
        tuple(number for number in numbers if number != team)[:MOST_NEIGHBOURS]
        for numbers, team in zip(order.tolist(), own.tolist(), strict=True)
    ]


# -- conflicts of interest ----------------------------------------------------------------------------------------


def conflicts(config: Config, tape: Tape, home: Int32, asked: Asked) -> Conflicts:
    """Who is in conflict of those who may be asked: where the pair's mark is below the chance of it.

    The chance falls with the children of the municipality where the family lives; workers who live elsewhere have a
    part of it.
    """
    municipalities = list(config.municipalities.values())
    shares = np.array([share_of_conflicts(config, municipality.children_0_17) for municipality in municipalities])
    chance = shares[:, None] * np.array([config.effects.conflicts.elsewhere_factor, 1])
    return Conflicts(
        *pairs_below(
            config.seed,
            Purpose.CONFLICT,
            tape,
            [municipality.number for municipality in municipalities],
            [group.number for group in config.staff.values()],
            asked,
            Limits(np.round(chance * MARK_SCALE).astype(np.int32), home),
        )
    )


class Addressees(NamedTuple):
    """The teams of a model, and which of them may get a case."""

    teams: tuple[TeamInfo, ...]
    team_of: Int32
    helpers: tuple[tuple[tuple[int, ...], ...], ...]
    neighbours: tuple[tuple[tuple[int, ...], ...], ...]


def asked(models: Sequence[Addressees], municipalities: int) -> Asked:
    """Who may be asked to take the cases of each municipality under one of some models."""
    of_each = [set[int]() for _ in range(municipalities)]
    for model in models:
        for municipality, workers in enumerate(of_each):
            for team in _asked_teams(model, municipality):
                workers.update(model.teams[team].workers)
    begins = np.cumsum([0, *map(len, of_each)])
    return Asked(begins, np.array([worker for workers in of_each for worker in sorted(workers)], dtype=np.int64))


def _asked_teams(model: Addressees, municipality: int) -> set[int]:
    """The covering teams, their helpers and the neighbours."""
    own = [(stage, team) for stage, team in enumerate(model.team_of[municipality].tolist()) if team >= 0]
    teams = {team for _, team in own}
    for stage, team in own:
        teams.update(model.helpers[team][stage], model.neighbours[municipality][stage])
    return teams


def share_of_conflicts(config: Config, children: int) -> float:
    """Of the families of a municipality, those that a worker who lives there knows too well."""
    sizes = config.effects.conflicts
    return min(sizes.most_share, sizes.share_at_1000_children * CHILDREN / children)
