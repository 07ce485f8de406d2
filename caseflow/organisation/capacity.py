"""When each post works, and how long for cases: a pure function of tape, config and periods.

Nothing is drawn here. Who is ill is ill under every organisation; what takes time beside cases, and who leaves, follows
the model of the period.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.placement import placed, posts, served
from caseflow.config.rules import ABSENCE_CEILINGS, spells_per_day
from caseflow.config.schema import Absence, Config
from caseflow.organisation.duties import duty_shares, minutes_on_duties, share_off_after_duty, standby_minutes
from caseflow.organisation.periods import Start
from caseflow.organisation.schedule import covered, on_vacation, scheduled_minutes
from caseflow.organisation.tables import PERMILLE, Period
from caseflow.organisation.tenure import tenure
from caseflow.tape.drift import children_factors
from caseflow.tape.staff import spells_of
from caseflow.tape.tables import ABSENCE_KINDS, Capacity, Tape

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

MONTHS = 12
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS


def capacity(tape: Tape, config: Config, clock: Clock, periods: Sequence[Period]) -> Capacity:
    """When each post works and when it does not, over the working days of the horizon.

    Pure: on one tape another rate, vacancy length or holiday rule changes only what follows from it, and two models
    differ only from the first period in which they do. ``away`` and ``vacant`` hold on a part-post's days off too, so
    that a long absence is one stretch; a day off alone is not away. Illness during a vacancy is vacancy. A post that a
    period has no team for is not scheduled, nor away.
    """
    held = tenure(tape, config, clock, periods)
    spells = [_spell_days(tape, config.absence, kind, clock) & held.exists for kind in ABSENCE_KINDS]
    sick = (spells[0] | spells[1]) & ~held.vacant
    vacation = on_vacation(tape.posts, config.absence.vacation, clock) & held.exists
    away = np.logical_or.reduce([held.vacant, vacation, *spells])
    working = np.where(held.exists, scheduled_minutes(tape.posts, config, clock), 0)
    newcomer = np.where(held.is_new, round(config.absence.turnover.newcomer_capacity_share * PERMILLE), PERMILLE)
    casework = working * tape.posts.casework_permille[:, None].astype(np.int64)
    minutes = np.where(away, 0, casework * newcomer // PERMILLE**2)
    return Capacity(
        minutes=_for_cases(minutes, working, tape, config, clock, periods).astype(np.int32),
        away=away,
        vacant=held.vacant,
        sick=sick,
        scheduled=working > 0,
    )


def _spell_days(tape: Tape, absence: Absence, kind: str, clock: Clock) -> Bool:
    """[post, working day]: in an accepted spell of a kind."""
    absences = tape.absences
    accepted = absences.kind == ABSENCE_KINDS.index(kind)
    accepted &= absences.mark * ABSENCE_CEILINGS[kind] < spells_per_day(spells_of(absence, kind))
    start = absences.start_day[accepted]
    return covered(clock, len(tape.posts), absences.post[accepted], start, start + absences.days[accepted])


# -- what effects leave of it -------------------------------------------------------------------------------------


def _for_cases(
    minutes: Int64, working: Int64, tape: Tape, config: Config, clock: Clock, periods: Sequence[Period]
) -> Int64:
    """[post, working day]: what is left for cases of the minutes at work: as they are where no effect is on."""
    full = working * tape.posts.casework_permille[:, None] / PERMILLE
    if config.work.posts_follow_children:
        sizes = post_sizes(config, clock)[:, clock.days_of_workdays]
        minutes = np.minimum(clock.day_minutes, (minutes * sizes).astype(np.int64))
        full = full * sizes
    if any(config.models[period.model].transition.start_up for period in periods[1:]):
        minutes = (minutes * (1 - _start_up_loss(config, clock, periods))).astype(np.int64)
    for period, days in zip(periods, _days_of(periods, clock), strict=True):
        shares = duty_shares(config, period.model, MONTHS * _post_minutes(tape, config, clock))
        if shares.any():
            minutes[:, days] -= minutes_on_duties(minutes[:, days], full[:, days], shares, _services(period))
        if days.start < days.stop and (period.on_call_team >= 0).any():
            off = share_off_after_duty(minutes, working, config, clock, tape.cases, period, days)
            minutes = np.rint(minutes * (1 - off)).astype(np.int64)
    return minutes


def _days_of(begins: Sequence[Period] | Sequence[Start], clock: Clock) -> list[slice]:
    """The working days of each period; none of one that begins after the horizon."""
    ticks = [one.start_tick if isinstance(one, Period) else one.tick for one in begins]
    first = [min(tick // clock.day_minutes, clock.n_workdays) for tick in ticks]
    return list(map(slice, first, [*first[1:], clock.n_workdays]))


def _services(period: Period) -> list[list[int]]:
    """The posts of each service."""
    workers: dict[str, list[int]] = {}
    for team in period.teams:
        workers.setdefault(team.service, []).extend(team.workers)
    return list(workers.values())


def _start_up_loss(config: Config, clock: Clock, periods: Sequence[Period]) -> Float64:
    """[post, working day]: the share of capacity that is lost after a change of the post's team.

    A team is the one before if it bears the same name in a service of the same name. Of several losses the largest
    counts.
    """
    loss = np.zeros((len(periods[0].team_of_worker), clock.n_workdays))
    for before, period, days in zip(periods, periods[1:], _days_of(periods, clock)[1:], strict=False):
        start_up = config.models[period.model].transition.start_up
        if start_up:
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


def monthly_minutes(tape: Tape, config: Config, clock: Clock, begins: Sequence[Start]) -> list[Int64]:
    """int64[post] of each period: minutes for cases in an average month without absence; at least 1.

    Fixed work, meetings, supervision and standby are taken off, a change of the posts' size counts by its mean over the
    period. What passes - a newcomer's learning, a start-up - and call-outs are not: load is measured by the post.
    """
    today = _post_minutes(tape, config, clock)
    monthly = []
    for start, days in zip(begins, _days_of(begins, clock), strict=True):
        left = today * (1 - duty_shares(config, start.model, MONTHS * today))
        if config.work.posts_follow_children and days.start < days.stop:
            left = left * post_sizes(config, clock)[:, clock.days_of_workdays[days]].mean(axis=1)
        left = left - standby_minutes(config, start.model, tape.posts.casework_permille) / MONTHS
        monthly.append(np.maximum(1, np.floor(left)).astype(np.int64))
    return monthly


def _post_minutes(tape: Tape, config: Config, clock: Clock) -> Float64:
    """float64[post]: casework minutes of each post of today's size in an average month without absence."""
    full = config.calendar.day_minutes * clock.n_workdays * DAYS_PER_MONTH / clock.day(clock.until)
    share = tape.posts.fte_permille.astype(np.int64) * tape.posts.casework_permille
    return np.asarray(share * full / PERMILLE**2)


def post_sizes(config: Config, clock: Clock) -> Float64:
    """float64[post, calendar day]: each post's size over today's, where posts follow the children.

    A post follows the children of all municipalities of its home service, the baseline's; an extra post has none.
    """
    n_days = clock.day(clock.until)
    sizes = np.ones((len(posts(config)), n_days))
    for (service, _), numbers in placed(config, config.baseline).items():
        home = config.models[config.baseline].services[service]
        municipalities = [config.municipalities[name] for name in served(config, home)]
        paths = [children_factors(municipality, clock, n_days) for municipality in municipalities]
        if paths:
            sizes[list(numbers)] = np.average(paths, axis=0, weights=[m.children_0_17 for m in municipalities])
    return sizes
