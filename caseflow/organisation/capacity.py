"""When each post works, and how long for cases: a pure function of tape, config and periods.

Nothing is drawn here. Who is ill is ill under every organisation; what takes time beside cases, and who leaves, follows
the model of the period.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from caseflow.clock import Clock
from caseflow.config.placement import KEPT
from caseflow.config.same import Same
from caseflow.config.schema import Config
from caseflow.organisation.common import Common
from caseflow.organisation.duties import share_off_after_duty, standby_minutes
from caseflow.organisation.periods import days_of
from caseflow.organisation.sizes import DAYS_PER_MONTH, MONTHS
from caseflow.organisation.tables import PERMILLE, Bool, Float64, Int32, Int64, Period, TeamInfo
from caseflow.organisation.tenure import tenure
from caseflow.tape.tables import Capacity


def capacity(common: Common, periods: Sequence[Period]) -> Capacity:
    """When each post works and when it does not, over the working days of the horizon.

    Pure: on one tape another rate, vacancy length or holiday rule changes only what follows from it, and two models
    differ only from the first period in which they do. ``away`` and ``vacant`` hold on a part-post's days off too, so
    that a long absence is one stretch; a day off alone is not away. Illness during a vacancy is vacancy. A post that a
    period has no team for is not scheduled, nor away.
    """
    from caseflow.organisation.daily import at_work

    held, clock, usual = tenure(common, periods), common.clock, common.usual
    moved, loss = _start_up_losses(common.config, clock, periods)
    newcomer_permille = round(common.config.absence.turnover.newcomer_capacity_share * PERMILLE)
    minutes, away, vacant, sick, scheduled = at_work(
        held.has_team,
        np.array([0, *(days.stop for days in days_of(periods, clock))]),
        common.is_off,
        common.spells.sick,
        usual.scheduled,
        usual.minutes,
        held.vacancies,
        held.newcomers,
        common.working,
        common.casework_permille * newcomer_permille,
        common.growth_of_workdays,
        clock.day_minutes,
        moved,
        loss,
    )
    return Capacity(
        minutes=_without_duties(minutes, common, periods),
        away=away,
        vacant=vacant,
        sick=sick,
        scheduled=scheduled,
    )


# -- what effects leave of it -------------------------------------------------------------------------------------


def _without_duties(minutes: Int32, common: Common, periods: Sequence[Period]) -> Int32:
    """[post, working day]: what duties leave of the minutes at work (which may change): all where there are none."""
    from caseflow.organisation.daily import take_duties

    config, clock = common.config, common.clock
    for period, days in zip(periods, days_of(periods, clock), strict=True):
        shares = common.duty_shares(period.model)
        if shares.any():
            of = _services(Same(period.teams))
            take_duties(minutes, common.usual.full, shares, of.members, of.begins, days.start, days.stop)
        if days.start < days.stop and (period.on_call_team >= 0).any():
            off = share_off_after_duty(minutes, common.working, config, clock, common.tape.cases, period, days)
            minutes = np.rint(minutes * (1 - off)).astype(np.int32)
    return minutes


class _Services(NamedTuple):
    """The posts of each service."""

    members: Int64
    """Of one service after the other."""
    begins: Int64
    """[service]: where its posts begin there; then their number."""


@lru_cache(maxsize=KEPT)
def _services(teams: Same[tuple[TeamInfo, ...]]) -> _Services:
    workers: dict[str, list[int]] = {}
    for team in teams.part:
        workers.setdefault(team.service, []).extend(team.workers)
    members = [post for posts in workers.values() for post in posts]
    return _Services(np.array(members, dtype=np.int64), np.cumsum([0, *map(len, workers.values())]))


def _start_up_losses(config: Config, clock: Clock, periods: Sequence[Period]) -> tuple[Bool, Float64]:
    """What is lost after changes of team: bool[change, post] of whom, and float64[change, working day] the share.

    A team is the one before if it bears the same name in a service of the same name.
    """
    moved = np.zeros((len(periods), len(periods[0].team_of_worker)), dtype=np.bool_)
    loss = np.zeros((len(periods), clock.n_workdays))
    starts = zip(periods, periods[1:], days_of(periods, clock)[1:], strict=False)
    for change, (before, period, days) in enumerate(starts):
        start_up = config.models[period.model].transition.start_up
        if start_up:
            since = clock.days_of_workdays[days.start :] - clock.day_of_workday(days.start)
            left = np.maximum(0.0, 1 - since / (start_up.months * DAYS_PER_MONTH))
            moved[change] = _moved(*(Same(part) for of in (before, period) for part in (of.teams, of.team_of_worker)))
            loss[change, days.start :] = start_up.capacity_loss_percent / 100 * left
    return moved, loss


@lru_cache(maxsize=KEPT)
def _moved(
    teams_before: Same[tuple[TeamInfo, ...]],
    team_before: Same[Int32],
    teams: Same[tuple[TeamInfo, ...]],
    team: Same[Int32],
) -> Bool:
    """bool[post]: in another team than before, or in one for the first or last time."""
    before, after = _team_names(teams_before.part, team_before.part), _team_names(teams.part, team.part)
    return np.array([a != b for a, b in zip(before, after, strict=True)])


def _team_names(teams: Sequence[TeamInfo], team_of_worker: Int32) -> list[str]:
    """[post]: the name of its team; empty without one."""
    return [teams[team].name if team >= 0 else "" for team in team_of_worker.tolist()]


# -- time in a month ----------------------------------------------------------------------------------------------


def monthly_minutes(common: Common, model: str, days: slice) -> Int64:
    """int64[post]: minutes for cases in an average month of a model's period without absence; at least 1.

    Fixed work, meetings, supervision and standby are taken off, a change of the posts' size counts by its mean over the
    period. What passes - a newcomer's learning, a start-up - and call-outs are not: load is measured by the post.
    """
    left = common.post_minutes * (1 - common.duty_shares(model))
    growth = common.mean_growth(days)
    if growth is not None:
        left = left * growth
    left = left - standby_minutes(common.config, model, common.tape.posts.casework_permille) / MONTHS
    return np.maximum(1, np.floor(left)).astype(np.int64)
