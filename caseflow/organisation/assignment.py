"""Who gets a case: where workers live, whom a team prefers, who helps, and who is in conflict."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from caseflow.config.placement import KEPT, Layout, Site
from caseflow.config.schema import STAGES, Config, Team
from caseflow.organisation.tables import Bool, Float64, Int32, TeamInfo
from caseflow.tape.pairs import Purpose, pair_marks
from caseflow.tape.tables import MARK_SCALE, Tape

UNKNOWN = -1
CHILDREN = 1000
"""Of the municipality for which a config gives the share of conflicts."""


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


def neighbours(teams: Sequence[TeamInfo], team_of: Int32, minutes: Float64) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """[municipality][stage]: the other teams that cover the stage, by the way from the nearest office of their posts.

    ``minutes`` [worker, municipality] are infinite where no distances lead: such teams are last, in the config's order.
    """
    return tuple(
        tuple(_neighbours(teams, stage, own, minutes[:, municipality]) for stage, own in enumerate(of_stage))
        for municipality, of_stage in enumerate(team_of.tolist())
    )


def _neighbours(teams: Sequence[TeamInfo], stage: int, own: int, minutes: Float64) -> tuple[int, ...]:
    def way(number: int) -> float:
        return float(min(minutes[list(teams[number].workers)], default=np.inf))

    others = [number for number, info in enumerate(teams) if stage in info.stages and number != own]
    return tuple(sorted(others, key=way))


# -- conflicts of interest ----------------------------------------------------------------------------------------


def conflicted(config: Config, tape: Tape, home: Int32) -> Bool:
    """[case, worker]: in conflict, where the pair's mark is below the chance of it.

    The chance falls with the children of the municipality where the family lives; workers who live elsewhere have a
    part of it.
    """
    # loads numba, which most commands do without
    from caseflow.tape.splitmix import are_below

    municipalities = list(config.municipalities.values())
    marks = pair_marks(
        config.seed,
        tape.replication,
        Purpose.CONFLICT,
        tape.cases,
        [municipality.number for municipality in municipalities],
        tape.posts,
        [group.number for group in config.staff.values()],
    )
    shares = np.array([share_of_conflicts(config, municipality.children_0_17) for municipality in municipalities])
    lives_there = home == np.arange(len(municipalities))[:, None]
    chance = np.where(lives_there, 1, config.effects.conflicts.elsewhere_factor) * shares[:, None]
    below = np.round(chance * MARK_SCALE).astype(np.int32)
    return are_below(marks, below, tape.cases.municipality)


def share_of_conflicts(config: Config, children: int) -> float:
    """Of the families of a municipality, those that a worker who lives there knows too well."""
    sizes = config.effects.conflicts
    return min(sizes.most_share, sizes.share_at_1000_children * CHILDREN / children)
