"""What takes posts' time beside cases: fixed work, meetings, supervision, and duty out of hours.

``duty_shares`` says what part of each post's time for cases goes to what does not depend on them;
``share_off_after_duty`` what duty out of hours takes of which days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.placement import (
    TeamKey,
    buying,
    covering,
    covering_functions,
    has_cases,
    placed,
    posts,
    served,
)
from caseflow.config.schema import STAGES, Config, Function, Service
from caseflow.organisation.tables import PERMILLE, Period
from caseflow.tape.tables import Cases

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
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
    leads = _leads(config)
    for workers, hours in [*_of_services(config, model), *_of_guiding_teams(config, model)]:
        rows = np.array(workers, dtype=np.int64)
        room = MOST_SHARE * yearly_minutes[rows] - taken[rows]
        taken[rows] += _carried(60 * hours, room, leads[rows])
    return np.divide(taken, yearly_minutes, out=np.zeros(len(taken)), where=yearly_minutes > 0)


def _carried(minutes: float, room: Float64, leads: Bool) -> Float64:
    """What each post takes of the minutes: leaders first, each by its room."""
    taken = np.zeros(len(room))
    for first in (np.where(leads, room, 0.0), np.where(leads, 0.0, room)):
        part = min(minutes - taken.sum(), first.sum())
        if part > 0:
            taken += first * part / first.sum()
    return taken


def _leads(config: Config) -> Bool:
    """bool[post]: leads."""
    return np.array([post.ordinal in config.staff[post.group].leaders for post in posts(config)], dtype=np.bool_)


def _of_services(config: Config, model: str) -> Iterator[tuple[list[int], float]]:
    """Posts of each service of a model, and its hours a year of fixed work, meetings and supervision."""
    workers = _workers_of_services(config, model)
    offices = [config.staff[post.group].office for post in posts(config)]
    effects = config.models[model].effects
    guided = _guided(config, model) if effects.guidance else set()
    shares = _services_of_municipalities(config, model)
    for name, service in config.models[model].services.items():
        hours = 0.0
        if effects.fixed_work and has_cases(service):
            home_to = [m for m, services in shares.items() if services and services[0] == name]
            hours += _fixed_hours(config, service, home_to, {offices[worker] for worker in workers[name]})
        if effects.coordination:
            shared = sum(name in services and len(services) > 1 for services in shares.values())
            hours += config.effects.coordination.meeting_hours_per_year * shared
        if effects.guidance and has_cases(service) and not guided.issuperset(served(config, service)):
            hours += config.effects.guidance.hours_per_service_per_year
        if hours and workers[name]:
            yield workers[name], hours


def _workers_of_services(config: Config, model: str) -> Mapping[str, list[int]]:
    workers: dict[str, list[int]] = {name: [] for name in config.models[model].services}
    for (service, _), numbers in placed(config, model).items():
        workers[service].extend(numbers)
    return workers


def _services_of_municipalities(config: Config, model: str) -> dict[str, list[str]]:
    """The services that cover stages of each municipality, that of most stages first (ties: that of earlier ones)."""
    stages_of: dict[str, list[str]] = {name: [] for name in config.municipalities}
    for (municipality, _), (service, _) in sorted(covering(config, model).items(), key=_stage_of_item):
        stages_of[municipality].append(service)
    return {m: sorted(dict.fromkeys(services), key=lambda s: -services.count(s)) for m, services in stages_of.items()}


def _stage_of_item(item: tuple[tuple[str, str], TeamKey]) -> int:
    return STAGES.index(item[0][1])


def _fixed_hours(config: Config, service: Service, home_to: Sequence[str], offices: Set[str]) -> float:
    """Per service, further county, municipality whose cases are mostly its own, and office from which it works."""
    sizes = config.effects.fixed_work
    counties = {config.municipalities[name].county for name in served(config, service)} - {None}
    return (
        sizes.hours_per_service_per_year
        + sizes.hours_per_further_county_per_year * max(0, len(counties) - 1)
        + sizes.hours_per_municipality_per_year * len(home_to)
        + sizes.hours_per_office_per_year * len(offices | service.office_days.keys())
    )


def _guided(config: Config, model: str) -> set[str]:
    """The municipalities whose services buy supervision, or have a team that gives it."""
    somebody_elses = [*buying(config, model), *covering_functions(config, model)]
    return {municipality for municipality, function in somebody_elses if function == "guidance"}


def _of_guiding_teams(config: Config, model: str) -> Iterator[tuple[Sequence[int], float]]:
    """Posts of each team that gives supervision, and its hours a year."""
    if config.models[model].effects.guidance:
        for workers in _covering(config, model, "guidance"):
            yield workers, config.effects.guidance.hours_per_service_per_year


def _covering(config: Config, model: str, function: Function) -> list[Sequence[int]]:
    """The posts of each team of a model that covers a function and has any."""
    teams = {team for (_, other), team in covering_functions(config, model).items() if other == function}
    return [workers for team, workers in placed(config, model).items() if team in teams and workers]


# -- duty out of hours --------------------------------------------------------------------------------------------


def standby_minutes(config: Config, model: str, casework_permille: npt.NDArray[Any]) -> Float64:
    """float64[post]: casework minutes a year that time off after standby takes on average under a model."""
    yearly = 60 * config.effects.on_call.standby_hours_per_week * DAYS_PER_YEAR / WEEK
    out = np.zeros(len(casework_permille))
    for workers in _covering(config, model, "emergencies"):
        rows = list(workers)
        out[rows] += yearly / len(rows) * casework_permille[rows] / PERMILLE
    return out


def share_off_after_duty(
    minutes: Int64, working: Int64, config: Config, clock: Clock, cases: Cases, period: Period, days: slice
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
        """The week of a calendar day; of one without a working day the week before."""
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
    opens, ends = clock.day_of_workday(days.start), clock.day_of_workday(days.stop)
    is_called &= (cases.report_day >= opens) & (cases.report_day < ends)
    day = cases.report_day[is_called].tolist()
    workday = (cases.visible_tick[is_called] // clock.day_minutes).tolist()
    return list(zip(day, workday, strict=True))
