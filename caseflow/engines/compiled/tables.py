"""From an organisation and a tape to the arrays of the compiled engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.clock import Clock
from caseflow.config.placement import KEPT
from caseflow.config.same import Same
from caseflow.engines.compiled.days import lay_out
from caseflow.engines.compiled.state import (
    DAY,
    DESK,
    MARK,
    MEASURE,
    MUNICIPALITY,
    NONE,
    PERIOD,
    POST,
    RULE,
    STAGE,
    STRAIN,
    TEAM,
)
from caseflow.organisation.tables import Organisation, Period, Pool, Rules, Strain, TeamInfo
from caseflow.tape.tables import Cases

Table = npt.NDArray[Any]
Lists = Sequence[Any]


class Tables(NamedTuple):
    """All that the engine reads; records as in ``state.RECORDS``, the others int64 or bool."""

    mark: Table
    rule: Table
    periods: Table
    stages: Table
    municipalities: Table
    teams: Table
    posts: Table
    measures: Table
    desk: Table
    strain: Table
    calendar: Table
    team_workers: Table
    route: Table
    asked_pools: Table
    pool_load: Table
    pool_workers: Table
    worker_pools: Table
    rank: Table
    helpers: Table
    neighbours: Table
    trip_permille: Table
    practice_permille: Table
    place_size: Table
    trip_minutes: Table
    effort: Table
    task_class: Table
    conflicts_from: Table
    in_conflict: Table
    served: Table
    levels: Table


DIMENSIONS = {
    "stages": 3, "municipalities": 2, "teams": 2, "posts": 2, "measures": 3, "desk": 2, "team_workers": 3, "route": 3,
    "asked_pools": 3, "pool_load": 4, "pool_workers": 3, "worker_pools": 3, "rank": 3, "helpers": 4, "neighbours": 4,
    "trip_permille": 2, "practice_permille": 2, "place_size": 2, "trip_minutes": 2,
    "case_tasks": 2, "held": 2, "cases_of": 2, "waiting": 2, "without_second": 2, "seeking": 2, "at_deadline": 2,
    "received": 2, "to_settle": 2, "keys": 2, "scratch": 2,
}  # fmt: skip
"""Of the arrays of Tables and State that have more than one."""

FLAGS = ("served", "levels")
"""Which of them are bool."""


def tables(org: Organisation, marks: Table) -> Tables:
    """The tables of an organisation and of a tape's cases (MARK[case]), without everybody's days (``with_days``)."""
    periods, rules = org.periods, _rules(Same(org.rules))
    who = [_who_of(period) for period in periods]
    asked_pools = [_asked_pools(Same(period.pool_load)) for period in periods]
    return Tables(
        mark=marks,
        rule=rules.rule,
        periods=_periods(periods),
        stages=_stages(periods),
        municipalities=_municipalities(periods),
        teams=_teams(periods),
        posts=_posts(periods),
        measures=_measures(periods),
        desk=_NO_DAYS,
        strain=_strain(org.strain),
        calendar=_calendar(org.clock, org.rules.deadline_months),
        team_workers=_stacked([of.team_workers for of in who], NONE),
        route=_stacked([period.route for period in periods]),
        asked_pools=_stacked([asked.pools for asked in asked_pools], NONE),
        pool_load=_stacked([asked.load for asked in asked_pools]),
        pool_workers=_stacked([of.pool_workers for of in who], NONE),
        worker_pools=_stacked([of.worker_pools for of in who], NONE),
        rank=_stacked([period.rank for period in periods]),
        helpers=_stacked([of.helpers for of in who], NONE),
        neighbours=_stacked([_neighbours(Same(period.neighbours)) for period in periods], NONE),
        trip_permille=_stacked([period.trip_permille for period in periods]),
        practice_permille=_stacked([_int64(period.practice_permille) for period in periods], NONE),
        place_size=_stacked([_NO_PLACES if period.places is None else period.places.size for period in periods], NONE),
        trip_minutes=_int64(org.trip_minutes),
        effort=rules.effort,
        task_class=rules.task_class,
        conflicts_from=_int64(org.conflicted.begins),
        in_conflict=_int64(org.conflicted.workers),
        served=np.ascontiguousarray(org.served),
        levels=_levels(org.clock),
    )


# -- the tape -----------------------------------------------------------------------------------------------------


def marks(cases: Cases) -> Table:
    """MARK[case]: the tape's cases as records."""
    found = np.empty(len(cases), dtype=MARK)
    for field in fields(cases):
        found[field.name] = getattr(cases, field.name)
    return found


# -- the clock ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _calendar(clock: Clock, deadline_months: int) -> Table:
    """DAY[calendar day after the clock's first]."""
    times = clock.tables
    found = np.zeros(len(times.is_working), dtype=DAY)
    found["workday"] = times.workday_on_or_after
    found["is_working"] = times.is_working
    found["day_of_workday"][: len(times.day_of_workday)] = times.day_of_workday
    found["deadline_day"] = clock.months_later(times.first_day + np.arange(len(found)), deadline_months)
    return found


@lru_cache(maxsize=8)
def _levels(clock: Clock) -> Table:
    """bool[working day]: it is the first of its month; never that of tick 0."""
    months = clock.dates(clock.days_of_workdays).astype("datetime64[M]")
    return np.concatenate([[False], months[1:] != months[:-1]])[: len(months)]


# -- the organisation ---------------------------------------------------------------------------------------------


class _OfRules(NamedTuple):
    """The tables of the rules, which all organisations of a config share."""

    rule: Table
    effort: Table
    task_class: Table


@lru_cache(maxsize=1)
def _rules(rules: Same[Rules]) -> _OfRules:
    rule = np.zeros(1, dtype=RULE)
    for name in RULE.names or ():
        rule[name] = getattr(rules.part, name)
    return _OfRules(rule, _int64(rules.part.effort_permille), _int64(rules.part.task_class))


def _periods(periods: Sequence[Period]) -> Table:
    found = np.zeros(len(periods), dtype=PERIOD)
    for row, period in zip(found, periods, strict=True):
        row["start_tick"] = period.start_tick
        row["teams"] = len(period.teams)
        row["pools"] = len(period.pools)
        row["coordination_minutes"] = period.coordination_minutes
        row["practice_months"] = len(period.practice_permille)
        row["conflicts"] = period.conflicts
        row["only_load_counts"] = _only_load_counts(period)
        row["has_places"] = period.places is not None
        row["milieu_kind"] = NONE if period.places is None else period.places.milieu_kind
    return found


def _stages(periods: Sequence[Period]) -> Table:
    found = np.zeros((len(periods), *periods[0].team_of.shape), dtype=STAGE)
    for row, period in zip(found, periods, strict=True):
        row["team"], row["load"] = period.team_of, period.case_load
    return found


def _municipalities(periods: Sequence[Period]) -> Table:
    found = np.zeros((len(periods), len(periods[0].team_of)), dtype=MUNICIPALITY)
    for row, period in zip(found, periods, strict=True):
        for name in MUNICIPALITY.names or ():
            row[name] = getattr(period, name)
    return found


def _teams(periods: Sequence[Period]) -> Table:
    found = np.zeros((len(periods), max(len(period.teams) for period in periods)), dtype=TEAM)
    for row, period in zip(found, periods, strict=True):
        there = row[: len(period.teams)]
        there["second_permille"] = period.second_worker_permille
        there["service"] = period.service_of_team
        there["speed_permille"] = period.speed_permille
    return found


def _posts(periods: Sequence[Period]) -> Table:
    found = np.zeros((len(periods), len(periods[0].team_of_worker)), dtype=POST)
    for row, period in zip(found, periods, strict=True):
        row["team"], row["monthly"] = period.team_of_worker, period.monthly_minutes
        row["unqualified"] = period.unqualified
    return found


def _measures(periods: Sequence[Period]) -> Table:
    kinds = max((period.places.pool_of.shape[1] for period in periods if period.places is not None), default=0)
    found = np.zeros((len(periods), len(periods[0].team_of), kinds), dtype=MEASURE)
    for row, period in zip(found, periods, strict=True):
        if period.places is not None:
            row["pool"], row["search_permille"] = period.places.pool_of, period.places.search_permille
    return found


class _AskedPools(NamedTuple):
    """What open cases ask of pools, for those pools only of which they ask anything: few, however large the region."""

    pools: Table
    """[municipality, place]: the pools; NONE: no more."""
    load: Table
    """[municipality, stage, place]: expected minutes a month."""


@lru_cache(maxsize=8)
def _asked_pools(of_period: Same[Table]) -> _AskedPools:
    pool_load = of_period.part
    is_asked = np.asarray(pool_load.any(axis=1))
    most = is_asked.sum(axis=1).max(initial=0)
    pools = np.argsort(~is_asked, axis=1, kind="stable")[:, :most]
    municipality = np.arange(len(pools))[:, None]
    load = pool_load[municipality, :, pools].swapaxes(1, 2)
    return _AskedPools(np.where(is_asked[municipality, pools], pools, NONE), load)


def with_days(of: Tables, org: Organisation) -> Tables:
    """The tables with everybody's days, which take more room than all others."""
    capacity = org.capacity
    workers, days = capacity.minutes.shape
    found = np.empty((days + 1, workers), dtype=DESK)
    found[-1] = 0
    lay_out(found, capacity.minutes, org.office_on, capacity.away, capacity.vacant, org.rules.reassign_after_days)
    return of._replace(desk=found)


_fields_of_strain = attrgetter(*(name for name in STRAIN.names or () if name != "accepted"))


def _strain(strain: Sequence[Strain]) -> Table:
    return np.array([(*_fields_of_strain(one), False) for one in strain], dtype=STRAIN)


# -- who is in what, the same in every replication ----------------------------------------------------------------

_NO_PLACES = np.empty(0, dtype=np.int64)
_NO_DAYS = np.empty((0, 0), dtype=DESK)


class _Who(NamedTuple):
    """The tables of a period, each as wide as its own largest team needs."""

    team_workers: Table
    pool_workers: Table
    worker_pools: Table
    helpers: Table


def _who_of(period: Period) -> _Who:
    return _who(Same(period.teams), Same(period.pools), Same(period.helpers), len(period.team_of_worker))


@lru_cache(maxsize=KEPT)
def _who(teams: Same[tuple[TeamInfo, ...]], pools: Same[tuple[Pool, ...]], helpers: Same[Lists], workers: int) -> _Who:
    return _Who(
        team_workers=_workers(teams.part),
        pool_workers=_workers(pools.part),
        worker_pools=_pools(pools.part, workers),
        helpers=_padded(helpers.part, 3),
    )


@lru_cache(maxsize=64)
def _neighbours(neighbours: Same[Lists]) -> Table:
    """[municipality, stage, place]: the teams that are asked; drawn ways make others in each replication."""
    return _padded(neighbours.part, 3)


def _workers(groups: Sequence[TeamInfo | Pool]) -> Table:
    """[team or pool, place]: the workers of each."""
    return _padded([group.workers for group in groups], 2)


def _pools(pools: Sequence[Pool], workers: int) -> Table:
    """[worker, place]: the pools that the worker belongs to."""
    of_worker: list[list[int]] = [[] for _ in range(workers)]
    for number, pool in enumerate(pools):
        for worker in pool.workers:
            of_worker[worker].append(number)
    return _padded(of_worker, 2)


def _only_load_counts(period: Period) -> bool:
    """Whether a case goes to whoever of the team has the least load: nobody is preferred, and no other team helps."""
    return not period.rank.any() and not any(map(any, period.helpers))


# -- arrays of unequal lists --------------------------------------------------------------------------------------


def _int64(values: npt.ArrayLike) -> Table:
    return np.ascontiguousarray(values, dtype=np.int64)


def _stacked(arrays: Sequence[Table], missing: int = 0) -> Table:
    """int64: arrays on top of one another, each as large as the largest; what one does not have is ``missing``."""
    shapes = [array.shape for array in arrays]
    if shapes[1:] == shapes[:-1]:
        return np.array(arrays, dtype=np.int64)
    shape = tuple(map(max, zip(*shapes, strict=True)))
    found = np.full((len(arrays), *shape), missing, dtype=np.int64)
    for place, array in zip(found, arrays, strict=True):
        place[tuple(map(slice, array.shape))] = array
    return found


def _padded(nested: Lists, depth: int) -> Table:
    """int64: lists of lists, each as long as the longest of its depth; what is missing is NONE."""
    shape = [0] * depth
    _measure(nested, 0, shape)
    found = np.full(shape, NONE, dtype=np.int64)
    _fill(found, nested)
    return found


def _measure(nested: Lists, depth: int, shape: list[int]) -> None:
    shape[depth] = max(shape[depth], len(nested))
    if depth + 1 < len(shape):
        for inner in nested:
            _measure(inner, depth + 1, shape)


def _fill(found: Table, nested: Lists) -> None:
    if found.ndim == 1:
        found[: len(nested)] = nested
    else:
        for place, inner in zip(found, nested, strict=False):
            _fill(place, inner)
