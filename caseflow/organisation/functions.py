"""Functions split off from stages: who does them, what that leaves to a case's owner, and how fast it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from caseflow.config.functions import TASKS, milieu_kind
from caseflow.config.placement import (
    KEPT,
    Layout,
    TeamKey,
    bought_by,
    coverage,
    covering_functions,
    layout_of,
    placed,
    placement,
)
from caseflow.config.schema import FUNCTIONS, STAGES, TASK_KINDS, Config, Team
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
    """What a team takes from the owners of cases."""

    team: TeamKey
    workers: tuple[int, ...]
    """Of the team, those who do it."""
    tasks: tuple[str, ...]
    municipalities: tuple[int, ...]


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
    effects = config.models[model].effects
    who = _who(layout_of(config, model), effects.finding_measures, effects.qualified_conclusions)
    shares = [_share(config, model, taking, monthly_minutes) for taking in who.takings]
    # of a task's minutes, what owners are rid of, by its route: a pool's number, else counted from the end
    rid = np.array([*shares, *(float(route == BOUGHT) for route in (ABSENT, BOUGHT, OWNER))])
    of_owner = np.repeat(np.array([common.stage_minutes]), len(config.municipalities), axis=0)
    of_pool = np.zeros((*of_owner.shape, len(who.takings)))
    for number, (taking, share) in enumerate(zip(who.takings, shares, strict=True)):
        for task in taking.tasks:
            of_pool[taking.municipalities, STAGE_OF_TASK[task], number] += minutes[task] * share
    for task in who.given_away:
        of_owner[:, STAGE_OF_TASK[task]] -= minutes[task] * rid[who.route[:, TASK_KINDS.index(task)]]
    return Division(
        pools=who.pools,
        route=who.route,
        case_load=np.maximum(0, np.rint(of_owner)).astype(np.int32),
        pool_load=np.rint(of_pool).astype(np.int32),
    )


class _Who(NamedTuple):
    """What of a division hangs on the layout alone; pools and routes are those of :class:`Division`."""

    takings: tuple[_Taking, ...]
    """[pool]."""
    pools: tuple[Pool, ...]
    route: Int32
    given_away: tuple[str, ...]
    """Of the tasks that a stage's minutes contain, those that somewhere not the owner does."""


@lru_cache(maxsize=KEPT)
def _who(layout: Layout, finds_measures: bool, qualified_conclude: bool) -> _Who:
    of_functions = dict(_takings_of_functions(layout))
    of_conclusions = dict(_takings_of_conclusions(layout, unqualified(layout, qualified_conclude)))
    named = {**of_functions, **of_conclusions}
    route = _routes_without_pools(layout, finds_measures)
    for number, taking in enumerate(named.values()):
        for task in taking.tasks:
            route[taking.municipalities, TASK_KINDS.index(task)] = number
    return _Who(
        takings=tuple(named.values()),
        pools=tuple(Pool(name, taking.workers) for name, taking in named.items()),
        route=route,
        given_away=tuple(task for task in IN_STAGE if (route[:, TASK_KINDS.index(task)] != OWNER).any()),
    )


def _routes_without_pools(layout: Layout, finds_measures: bool) -> Int32:
    """[municipality, kind of task]: the owner's, bought, or absent."""
    route = np.full((len(layout.names), len(TASK_KINDS)), OWNER, dtype=np.int32)
    route[:, [TASK_KINDS.index(task) for task in ("legal_help", "milieu_work")]] = ABSENT
    if not finds_measures:
        route[:, TASK_KINDS.index("measure_search")] = ABSENT
    for municipality, function in bought_by(layout):
        for task in TASKS.get(function, ()):
            route[layout.names.index(municipality), TASK_KINDS.index(task)] = BOUGHT
    return route


def _takings_of_functions(layout: Layout) -> Iterator[tuple[str, _Taking]]:
    """What goes to a pool for each function with tasks that a team covers: all of the team; with the pool's name."""
    for key, team in layout.teams:
        for function in TASKS:
            if function not in team.covers:
                continue
            places = _places_of(layout, FUNCTIONS, function, key)
            if places:
                yield f"{'/'.join(key)}: {function}", _Taking(key, placement(layout)[key], TASKS[function], places)


def _takings_of_conclusions(layout: Layout, barred: Bool) -> Iterator[tuple[str, _Taking]]:
    """The same for the qualified of each team that covers investigations, if anybody may not conclude them."""
    workers = placement(layout)
    if not any(barred[worker] for numbers in workers.values() for worker in numbers):
        return
    for key, numbers in workers.items():
        places = _places_of(layout, STAGES, "investigation", key)
        if places:
            qualified = tuple(worker for worker in numbers if not barred[worker])
            yield f"{'/'.join(key)}: conclusions", _Taking(key, qualified, ("conclusion",), places)


def _places_of(layout: Layout, works: tuple[str, ...], work: str, team: TeamKey) -> tuple[int, ...]:
    """The municipalities for which a team covers a stage or function, one of ``works``."""
    covered = coverage(layout, works)
    return tuple(i for i, name in enumerate(layout.names) if covered.get((name, work)) == team)


def _share(config: Config, model: str, taking: _Taking, monthly_minutes: Int64) -> float:
    """Of the minutes that open cases ask for in its tasks, what a pool takes."""
    if "milieu_work" in taking.tasks:
        return share_with_milieu_worker(config, model, taking.team)
    if "conclusion" in taking.tasks:
        return _share_of_unqualified(placed(config, model)[taking.team], taking.workers, monthly_minutes)
    return 1.0


def _share_of_unqualified(team: Sequence[int], qualified: Sequence[int], monthly_minutes: Int64) -> float:
    """Owners share out cases by load, so that the unqualified own a share as their part of the team's minutes."""
    of_team = int(monthly_minutes[list(team)].sum())
    return (of_team - int(monthly_minutes[list(qualified)].sum())) / of_team


def share_with_milieu_worker(config: Config, model: str, team: TeamKey) -> float:
    """Of the open assistance measures that a team of milieu workers serves, those with a place there."""
    finding = config.effects.finding_measures
    kind = finding.kinds[milieu_kind(finding) or ""]
    covered = covering_functions(config, model)
    municipalities = [name for name in config.municipalities if covered.get((name, "milieu_work")) == team]
    measures = open_assistance_measures(config, municipalities)
    children = min(expected_children(config, kind, municipalities), places_of_posts(config, model, team, kind))
    return children / measures if measures else 0.0


@lru_cache(maxsize=KEPT)
def unqualified(layout: Layout, is_counted: bool) -> Bool:
    """[worker]: may not conclude investigations; nobody where the model does not count with it."""
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


def speed_permille(config: Config, layout: Layout, *, is_counted: bool) -> Int32:
    """[team]: minutes that a task takes of its workers, of the usual ones."""
    dedicated = round(config.effects.specialisation.minutes_percent * PERMILLE / 100)
    speeds = np.where(_dedicated(layout), dedicated if is_counted else PERMILLE, PERMILLE)
    return speeds.astype(np.int32)


@lru_cache(maxsize=KEPT)
def _dedicated(layout: Layout) -> Bool:
    """[team]: see :func:`is_dedicated`."""
    return np.array([is_dedicated(team) for _, team in layout.teams], dtype=np.bool_)


def practice_permille(config: Config, model: str) -> tuple[int, ...]:
    """By whole months since the worker's last county-board case: minutes more; in a straight line until all are."""
    practice = config.effects.practice
    if not config.models[model].effects.practice:
        return (0,)
    most = practice.most_extra_percent * PERMILLE / 100
    return tuple(round(most * month / practice.months) for month in range(practice.months + 1))
