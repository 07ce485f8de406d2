"""Functions split off from stages: who does them, what that leaves to a case's owner, and how fast it goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from caseflow.config.functions import TASKS, milieu_kind
from caseflow.config.placement import (
    KEPT,
    Layout,
    TeamKey,
    buying,
    covering,
    covering_functions,
    layout_of,
    placed,
    teams_of,
)
from caseflow.config.schema import STAGES, TASK_KINDS, Config, Team
from caseflow.organisation.common import Common
from caseflow.organisation.load import IN_STAGE
from caseflow.organisation.measures import expected_children, open_assistance_measures, places_of_posts
from caseflow.organisation.tables import ABSENT, BOUGHT, OWNER, PERMILLE, Bool, Int32, Int64, Pool

INVESTIGATION, MEASURES, CARE = (STAGES.index(stage) for stage in ("investigation", "measures", "care"))

STAGE_OF_TASK = {
    "conclusion": INVESTIGATION,
    "county_board": CARE,
    "legal_help": CARE,
    "care_follow_up": CARE,
    "home_visit": CARE,
    "visitor_follow_up": CARE,
    "measure_search": MEASURES,
    "milieu_work": MEASURES,
}
"""The stage in which a case asks for a task that somebody else may take from its owner."""

DEDICATION = {*STAGES, "county_board", "foster_homes", "foster_home_visitors", "measure_search"}
"""What a team can be dedicated to: work that generalists do elsewhere. A lawyer's and a milieu worker's hours are a
specialist's already."""

NO_TASKS = {"emergencies", "guidance"}
"""Functions that take time of the posts and no tasks: a team that has them too is no less dedicated."""


@dataclass(frozen=True)
class Division:
    """Who does which tasks of a period; the fields are those of :class:`~caseflow.organisation.tables.Period`."""

    pools: tuple[Pool, ...]
    route: Int32
    case_load: Int32
    pool_load: Int32


@dataclass(frozen=True)
class _Taking:
    """What a pool takes from the owners of cases."""

    pool: Pool
    tasks: tuple[str, ...]
    municipalities: tuple[int, ...]
    share: float = 1.0
    """Of the minutes that open cases ask for in these tasks."""


# -- who does what ------------------------------------------------------------------------------------------------


def division(common: Common, model: str, monthly_minutes: Int64) -> Division:
    """Pools and routes of a model, and how the expected minutes of open cases divide between owners and pools.

    What a pool takes over, or is bought, an owner's load is less; it is never more.

    Args:
        common: Of the config and the tape.
        model: The model whose organisation holds.
        monthly_minutes: [worker]: casework minutes of the post in a month without absence.
    """
    config, minutes = common.config, common.task_minutes
    takings = [*_takings_of_functions(config, model), *_takings_of_conclusions(config, model, monthly_minutes)]
    route = _routes_without_pools(config, model)
    of_owner = np.tile(np.array(common.stage_minutes), (len(config.municipalities), 1))
    of_pool = np.zeros((*of_owner.shape, len(takings)))
    for number, taking in enumerate(takings):
        places = list(taking.municipalities)
        for task in taking.tasks:
            route[places, TASK_KINDS.index(task)] = number
            of_pool[places, STAGE_OF_TASK[task], number] += minutes[task] * taking.share
    for task in IN_STAGE:
        taken = [_share_taken(number, takings) for number in route[:, TASK_KINDS.index(task)].tolist()]
        of_owner[:, STAGE_OF_TASK[task]] -= minutes[task] * np.array(taken)
    return Division(
        pools=tuple(taking.pool for taking in takings),
        route=route,
        case_load=np.maximum(0, np.rint(of_owner)).astype(np.int32),
        pool_load=np.rint(of_pool).astype(np.int32),
    )


def _share_taken(route: int, takings: list[_Taking]) -> float:
    """Of a task's minutes, the share of which owners are rid."""
    return takings[route].share if route >= 0 else float(route == BOUGHT)


def _routes_without_pools(config: Config, model: str) -> Int32:
    """[municipality, kind of task]: the owner's, bought, or absent."""
    route = np.full((len(config.municipalities), len(TASK_KINDS)), OWNER, dtype=np.int32)
    route[:, [TASK_KINDS.index(task) for task in ("legal_help", "milieu_work")]] = ABSENT
    if not config.models[model].effects.finding_measures:
        route[:, TASK_KINDS.index("measure_search")] = ABSENT
    names = list(config.municipalities)
    for municipality, function in buying(config, model):
        for task in TASKS.get(function, ()):
            route[names.index(municipality), TASK_KINDS.index(task)] = BOUGHT
    return route


def _takings_of_functions(config: Config, model: str) -> Iterator[_Taking]:
    """A pool for each function with tasks that a team covers: all of the team."""
    workers = placed(config, model)
    covered = covering_functions(config, model)
    for key, team in teams_of(config.models[model]):
        for function in TASKS:
            if function not in team.covers:
                continue
            places = [i for i, name in enumerate(config.municipalities) if covered.get((name, function)) == key]
            if places:
                pool = Pool(f"{'/'.join(key)}: {function}", workers[key])
                share = share_with_milieu_worker(config, model, key) if function == "milieu_work" else 1.0
                yield _Taking(pool, TASKS[function], tuple(places), share)


def share_with_milieu_worker(config: Config, model: str, team: TeamKey) -> float:
    """Of the open assistance measures that a team of milieu workers serves, those with a place there."""
    finding = config.effects.finding_measures
    kind = finding.kinds[milieu_kind(finding) or ""]
    covered = covering_functions(config, model)
    municipalities = [name for name in config.municipalities if covered.get((name, "milieu_work")) == team]
    measures = open_assistance_measures(config, municipalities)
    children = min(expected_children(config, kind, municipalities), places_of_posts(config, model, team, kind))
    return children / measures if measures else 0.0


def _takings_of_conclusions(config: Config, model: str, monthly_minutes: Int64) -> Iterator[_Taking]:
    """A pool of the qualified in each team that covers investigations, if anybody in the model may not conclude them.

    Owners share out cases by load, so that the unqualified own a share of them as their part of the team's minutes.
    """
    barred = unqualified(config, model)
    workers = placed(config, model)
    if not any(barred[worker] for numbers in workers.values() for worker in numbers):
        return
    covered = covering(config, model)
    for key, numbers in workers.items():
        places = [i for i, name in enumerate(config.municipalities) if covered.get((name, "investigation")) == key]
        if places:
            of_barred = sum(int(monthly_minutes[worker]) for worker in numbers if barred[worker])
            share = of_barred / sum(int(monthly_minutes[worker]) for worker in numbers)
            pool = Pool(f"{'/'.join(key)}: conclusions", tuple(w for w in numbers if not barred[w]))
            yield _Taking(pool, ("conclusion",), tuple(places), share)


def unqualified(config: Config, model: str) -> Bool:
    """[worker]: may not conclude investigations; nobody where the model does not count with it."""
    return _unqualified(layout_of(config, model), config.models[model].effects.qualified_conclusions)


@lru_cache(maxsize=KEPT)
def _unqualified(layout: Layout, is_counted: bool) -> Bool:
    barred = [is_counted and post.ordinal in layout.staff.part[post.group].unqualified for post in layout.posts]
    return np.array(barred, dtype=np.bool_)


# -- out of hours -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=KEPT)
def on_call_team(layout: Layout) -> Int32:
    """[municipality]: the team whose workers take turns to be on call for it; BOUGHT; ABSENT: nobody is."""
    on_call = np.full(len(layout.sites), ABSENT, dtype=np.int32)
    for name, service in layout.services.part.items():
        if "emergencies" in service.buys:
            on_call[_places(layout, name)] = BOUGHT
    for number, ((name, _), team) in enumerate(layout.teams):
        if "emergencies" in team.covers:
            on_call[_places(layout, name)] = number
    return on_call


def _places(layout: Layout, service: str) -> list[int]:
    return [layout.names.index(name) for name in layout.served_by(service)]


def response_minutes(config: Config, on_call: Int32) -> Int32:
    """[municipality]: calendar minutes from an emergency out of hours to the response; -1 where nobody is on call."""
    return np.where(on_call == ABSENT, -1, config.effects.on_call.response_minutes).astype(np.int32)


# -- how fast -----------------------------------------------------------------------------------------------------


def is_dedicated(team: Team) -> bool:
    """Whether a team covers one stage or one function that generalists would do elsewhere, and no other tasks."""
    works = set(team.covers) - NO_TASKS
    return len(works) == 1 and works <= DEDICATION


def speed_permille(config: Config, model: str) -> Int32:
    """[team]: minutes that a task takes of its workers, of the usual ones."""
    effects = config.models[model].effects
    dedicated = round(config.effects.specialisation.minutes_percent * PERMILLE / 100)
    speeds = [
        dedicated if effects.specialisation and is_dedicated(team) else PERMILLE
        for _, team in teams_of(config.models[model])
    ]
    return np.array(speeds, dtype=np.int32)


def practice_permille(config: Config, model: str) -> tuple[int, ...]:
    """By whole months since the worker's last county-board case: minutes more; in a straight line until all are."""
    practice = config.effects.practice
    if not config.models[model].effects.practice:
        return (0,)
    most = practice.most_extra_percent * PERMILLE / 100
    return tuple(round(most * month / practice.months) for month in range(practice.months + 1))
