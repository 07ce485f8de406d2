"""When each post works, and how long for cases: a pure function of tape, config and periods.

Nothing is drawn here. Who is ill is ill under every organisation; what takes time beside cases, and who leaves, follows
the model of the period.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from caseflow.clock import Clock
from caseflow.config.schema import Config
from caseflow.organisation.common import Common
from caseflow.organisation.duties import minutes_on_duties, share_off_after_duty, standby_minutes
from caseflow.organisation.periods import days_of
from caseflow.organisation.sizes import DAYS_PER_MONTH, MONTHS
from caseflow.organisation.tables import PERMILLE, Float64, Int64, Period
from caseflow.organisation.tenure import tenure
from caseflow.tape.tables import Capacity


def capacity(common: Common, periods: Sequence[Period]) -> Capacity:
    """When each post works and when it does not, over the working days of the horizon.

    Pure: on one tape another rate, vacancy length or holiday rule changes only what follows from it, and two models
    differ only from the first period in which they do. ``away`` and ``vacant`` hold on a part-post's days off too, so
    that a long absence is one stretch; a day off alone is not away. Illness during a vacancy is vacancy. A post that a
    period has no team for is not scheduled, nor away.
    """
    held = tenure(common, periods)
    away = held.vacant | (common.is_off & held.exists)
    minutes = common.usual_minutes.copy()
    learns = round(common.config.absence.turnover.newcomer_capacity_share * PERMILLE)
    minutes[held.is_new] = common.casework[held.is_new] * learns // PERMILLE**2
    minutes[away | ~held.exists] = 0
    return Capacity(
        minutes=_for_cases(minutes, common, periods).astype(np.int32),
        away=away,
        vacant=held.vacant,
        sick=common.spells.sick & held.exists & ~held.vacant,
        scheduled=(common.working > 0) & held.exists,
    )


# -- what effects leave of it -------------------------------------------------------------------------------------


def _for_cases(minutes: Int64, common: Common, periods: Sequence[Period]) -> Int64:
    """[post, working day]: what is left for cases of the minutes at work: as they are where no effect is on."""
    config, clock = common.config, common.clock
    if common.growth_of_workdays is not None:
        minutes = np.minimum(clock.day_minutes, (minutes * common.growth_of_workdays).astype(np.int64))
    loss = _start_up_loss(config, clock, periods)
    if loss is not None:
        minutes = (minutes * (1 - loss)).astype(np.int64)
    for period, days in zip(periods, days_of(periods, clock), strict=True):
        shares = common.duty_shares(period.model)
        if shares.any():
            own = minutes[:, days]
            minutes[:, days] = own - minutes_on_duties(own, common.full_minutes[:, days], shares, _services(period))
        if days.start < days.stop and (period.on_call_team >= 0).any():
            off = share_off_after_duty(minutes, common.working, config, clock, common.tape.cases, period, days)
            minutes = np.rint(minutes * (1 - off)).astype(np.int64)
    return minutes


def _services(period: Period) -> list[list[int]]:
    """The posts of each service."""
    workers: dict[str, list[int]] = {}
    for team in period.teams:
        workers.setdefault(team.service, []).extend(team.workers)
    return list(workers.values())


def _start_up_loss(config: Config, clock: Clock, periods: Sequence[Period]) -> Float64 | None:
    """[post, working day]: the share of capacity that is lost after a change of the post's team; None: none ever.

    A team is the one before if it bears the same name in a service of the same name. Of several losses the largest
    counts.
    """
    loss = None
    for before, period, days in zip(periods, periods[1:], days_of(periods, clock)[1:], strict=False):
        start_up = config.models[period.model].transition.start_up
        if start_up:
            if loss is None:
                loss = np.zeros((len(period.team_of_worker), clock.n_workdays))
            since = clock.days_of_workdays[days.start :] - clock.day_of_workday(days.start)
            left = np.maximum(0.0, 1 - since / (start_up.months * DAYS_PER_MONTH))
            moved = np.array(_team_names(before)) != np.array(_team_names(period))
            of_moved = loss[moved, days.start :]
            loss[moved, days.start :] = np.maximum(of_moved, start_up.capacity_loss_percent / 100 * left)
    return loss


def _team_names(period: Period) -> list[str]:
    """[post]: the name of its team; empty without one."""
    return [period.teams[team].name if team >= 0 else "" for team in period.team_of_worker.tolist()]


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
