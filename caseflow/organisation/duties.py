"""What takes posts' time beside cases: fixed work, meetings, supervision, and duty out of hours.

``duty_shares`` says what part of each post's time for cases goes to what does not depend on them;
``share_off_after_duty`` what duty out of hours takes of which days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.placement import KEPT, Layout, TeamKey, bought_by, coverage, has_cases, layout_of, placement
from caseflow.config.same import Same
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Effects, EffectSizes, Function
from caseflow.organisation.tables import PERMILLE, Period
from caseflow.tape.tables import Cases

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]

MOST_SHARE = 0.5
"""Of a post's time for cases that goes to duties: a post with next to none left would own cases that stand still."""

WEEK = 7


# -- hours a year -------------------------------------------------------------------------------------------------


def duty_shares(config: Config, model: str, yearly_minutes: Float64) -> Float64:
    """float64[post]: the part of each post's time for cases (minutes a year) that a model's duties take.

    A service's leaders carry what its duties ask for, up to MOST_SHARE of their time, and all its posts by their time
    what is left, up to the same share; what is left then is not done.
    """
    effects = config.models[model].effects
    taken = np.zeros(len(yearly_minutes))
    if not (effects.fixed_work or effects.coordination or effects.guidance):
        return taken
    for duty in _duties(layout_of(config, model), Same(effects)):
        room = MOST_SHARE * yearly_minutes[duty.workers] - taken[duty.workers]
        taken[duty.workers] += _carried(60 * _hours(config.effects, duty), room, duty.leads)
    return np.divide(taken, yearly_minutes, out=np.zeros(len(taken)), where=yearly_minutes > 0)


def _carried(minutes: float, room: Float64, leads: Bool) -> Float64:
    """What each post takes of the minutes: leaders first, each by its room."""
    taken, left = np.zeros(len(room)), minutes
    for first in (room * leads, room * ~leads):
        there = first.sum()
        part = min(left, there)
        if part > 0:
            taken += first * part / there
            left = minutes - taken.sum()
    return taken


class _Duty(NamedTuple):
    """What some posts have to do beside cases, in numbers of what takes hours; see :func:`_hours`."""

    workers: Int64
    leads: Bool
    """[of these]: leads."""
    fixed_works: int = 0
    further_counties: int = 0
    home_to: int = 0
    """Municipalities whose cases are mostly the service's own."""
    offices: int = 0
    shared: int = 0
    """Municipalities that it shares with other services."""
    guided: int = 0
    """1: supervision is given, by these posts or within their service."""


def _hours(sizes: EffectSizes, duty: _Duty) -> float:
    """A year of a duty: of fixed work, meetings and supervision."""
    work = sizes.fixed_work
    return (
        work.hours_per_service_per_year * duty.fixed_works
        + work.hours_per_further_county_per_year * duty.further_counties
        + work.hours_per_municipality_per_year * duty.home_to
        + work.hours_per_office_per_year * duty.offices
        + sizes.coordination.meeting_hours_per_year * duty.shared
        + sizes.guidance.hours_per_service_per_year * duty.guided
    )


@lru_cache(maxsize=KEPT)
def _duties(layout: Layout, effects: Same[Effects]) -> tuple[_Duty, ...]:
    """Those of each service of a model, then those of each team that gives supervision."""
    return (*_of_services(layout, effects.part), *_of_guiding_teams(layout, effects.part))


def _of_services(layout: Layout, effects: Effects) -> Iterator[_Duty]:
    workers = _workers_of_services(layout)
    guided = _guided(layout) if effects.guidance else set()
    services_of = _services_of_municipalities(layout)
    for name, service in layout.services.part.items():
        if not workers[name]:
            continue
        duty = _of_posts(layout, workers[name])
        if effects.fixed_work and has_cases(service):
            home_to = sum(services[:1] == [name] for services in services_of.values())
            duty = _with_fixed_work(layout, name, duty)._replace(home_to=home_to)
        if effects.coordination:
            shared = sum(name in services and len(services) > 1 for services in services_of.values())
            duty = duty._replace(shared=shared)
        if effects.guidance and has_cases(service) and not guided.issuperset(layout.served_by(name)):
            duty = duty._replace(guided=1)
        yield duty


def _of_posts(layout: Layout, workers: Sequence[int]) -> _Duty:
    """No duty of some posts."""
    posts = (layout.posts[worker] for worker in workers)
    leads = [post.ordinal in layout.staff.part[post.group].leaders for post in posts]
    return _Duty(np.array(workers, dtype=np.int64), np.array(leads, dtype=np.bool_))


def _with_fixed_work(layout: Layout, service: str, duty: _Duty) -> _Duty:
    """With that per service, further county, and office from which it works."""
    names = layout.served_by(service)
    counties = {site.county for site in layout.sites if site.name in names} - {None}
    offices = {layout.staff.part[layout.posts[worker].group].office for worker in duty.workers.tolist()}
    return duty._replace(
        fixed_works=1,
        further_counties=max(0, len(counties) - 1),
        offices=len(offices | layout.services.part[service].office_days.keys()),
    )


def _workers_of_services(layout: Layout) -> Mapping[str, list[int]]:
    workers: dict[str, list[int]] = {name: [] for name in layout.services.part}
    for (service, _), numbers in placement(layout).items():
        workers[service].extend(numbers)
    return workers


def _services_of_municipalities(layout: Layout) -> dict[str, list[str]]:
    """The services that cover stages of each municipality, that of most stages first (ties: that of earlier ones)."""
    stages_of: dict[str, list[str]] = {name: [] for name in layout.names}
    for (municipality, _), (service, _) in sorted(coverage(layout, STAGES).items(), key=_stage_of_item):
        stages_of[municipality].append(service)
    return {m: sorted(dict.fromkeys(services), key=lambda s: -services.count(s)) for m, services in stages_of.items()}


def _stage_of_item(item: tuple[tuple[str, str], TeamKey]) -> int:
    return STAGES.index(item[0][1])


def _guided(layout: Layout) -> set[str]:
    """The municipalities whose services buy supervision, or have a team that gives it."""
    somebody_elses = [*bought_by(layout), *coverage(layout, FUNCTIONS)]
    return {municipality for municipality, function in somebody_elses if function == "guidance"}


def _of_guiding_teams(layout: Layout, effects: Effects) -> Iterator[_Duty]:
    if effects.guidance:
        for workers in _covering(layout, "guidance"):
            yield _of_posts(layout, workers)._replace(guided=1)


@lru_cache(maxsize=KEPT)
def _covering(layout: Layout, function: Function) -> tuple[list[int], ...]:
    """The posts of each team of a model that covers a function and has any."""
    teams = {team for (_, other), team in coverage(layout, FUNCTIONS).items() if other == function}
    return tuple(list(workers) for team, workers in placement(layout).items() if team in teams and workers)


# -- duty out of hours --------------------------------------------------------------------------------------------


def standby_minutes(config: Config, model: str, casework_permille: npt.NDArray[Any]) -> Float64:
    """float64[post]: casework minutes a year that time off after standby takes on average under a model."""
    yearly = 60 * config.effects.on_call.standby_hours_per_week * DAYS_PER_YEAR / WEEK
    out = np.zeros(len(casework_permille))
    for rows in _covering(layout_of(config, model), "emergencies"):
        out[rows] += yearly / len(rows) * casework_permille[rows] / PERMILLE
    return out


def share_off_after_duty(
    minutes: Int32, working: Int64, config: Config, clock: Clock, cases: Cases, period: Period, days: slice
) -> Float64:
    """float64[post, working day]: the part of some days that time off after duty out of hours takes, at most 1.

    The workers of a team on call take a calendar week each, in turn by worker number; whoever is not at work on any day
    of a week leaves it to the next. Standby is taken off the same week's days at work, in proportion; a call-out off
    the next day at work, as far as that reaches.

    Args:
        minutes: [post, working day] casework minutes of the horizon; 0 where away.
        working: [post, working day] working minutes by the post's week.
        config: A config with plain numbers.
        clock: Its clock.
        cases: The tape's, emergencies among them.
        period: With the teams on call.
        days: The working days of the period.
    """
    on_call = config.effects.on_call
    off = np.zeros(minutes.shape)
    for team in _on_call(period):
        rota = _rota(list(period.teams[team].workers), np.where(minutes > 0, working, 0), clock, days)
        of_week = rota.share(60 * on_call.standby_hours_per_week)
        off[rota.worker[rota.week_of_day], np.arange(days.start, days.stop)] += of_week[rota.week_of_day]
        for day, workday in _call_outs(cases, period, team, clock, days):
            worker = rota.worker[rota.week(day)]
            at_work = workday + np.flatnonzero(minutes[worker, workday:])
            if len(at_work):
                off[worker, at_work[0]] += 60 * on_call.call_out_hours / working[worker, at_work[0]]
    return np.minimum(1.0, off)


def _on_call(period: Period) -> list[int]:
    """The teams on call that have workers."""
    teams = np.unique(period.on_call_team[period.on_call_team >= 0]).tolist()
    return [team for team in teams if period.teams[team].workers]


@dataclass(frozen=True)
class _Rota:
    """Who of a team is on call in each calendar week of a period that has a working day."""

    mondays: Int64
    """[week]: the calendar day of its Monday."""
    week_of_day: Int64
    """[working day of the period]: its week."""
    worker: Int64
    """[week]: whoever is on call."""
    at_work: Int64
    """[week]: their working minutes in it."""
    within: Float64
    """[week]: the part of it that belongs to the period."""

    def week(self, day: int) -> int:
        """The week of a calendar day; of one without a working day the week before, or else the first."""
        return max(0, int(np.searchsorted(self.mondays, day, side="right")) - 1)

    def share(self, minutes: float) -> Float64:
        """[week]: the part of each day at work, if so many minutes are taken off a week; none where nobody is there."""
        return np.where(self.at_work > 0, minutes * self.within / np.maximum(self.at_work, 1), 0.0)


def _rota(workers: list[int], at_work: Int64, clock: Clock, days: slice) -> _Rota:
    """The turns of a team's workers in a period; ``at_work`` [post, working day] are working minutes."""
    monday = -clock.today.weekday()
    number = (clock.days_of_workdays[days] - monday) // WEEK
    begins = np.flatnonzero(np.diff(number, prepend=-1))
    mondays = number[begins] * WEEK + monday
    minutes = np.add.reduceat(at_work[workers, days], begins, axis=1)
    # counted from a Monday that is the same in every run
    turn = (mondays + clock.today.toordinal()) // WEEK
    order = (turn + np.arange(len(workers))[:, None]) % len(workers)
    week = np.arange(len(begins))
    first = order[np.argmax(minutes[order, week] > 0, axis=0), week]
    opens, ends = clock.day_of_workday(days.start), clock.day_of_workday(days.stop)
    within = (np.minimum(mondays + WEEK, ends) - np.maximum(mondays, opens)) / WEEK
    return _Rota(
        mondays=mondays,
        week_of_day=np.repeat(week, np.diff(begins, append=len(number))),
        worker=np.array(workers, dtype=np.int64)[first],
        at_work=minutes[first, week],
        within=within,
    )


def _call_outs(cases: Cases, period: Period, team: int, clock: Clock, days: slice) -> list[tuple[int, int]]:
    """Calendar day and next working day of each emergency out of hours in a period that a team is called out for."""
    is_called = cases.out_of_hours & (period.on_call_team[cases.municipality] == team)
    is_called &= cases.growth_mark < np.maximum(period.growth_mark, 0)[cases.municipality]
    # today may be a day off: the first period begins with it all the same
    opens, ends = clock.day_of_workday(days.start) if days.start else 0, clock.day_of_workday(days.stop)
    is_called &= (cases.report_day >= opens) & (cases.report_day < ends)
    day = cases.report_day[is_called].tolist()
    workday = (cases.visible_tick[is_called] // clock.day_minutes).tolist()
    return list(zip(day, workday, strict=True))
