"""Stress beside the usual: when a shock begins and ends, whom it takes away, and where families are reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from caseflow.clock import add_months
from caseflow.config.placement import Layout, has_cases, layout_of, placement, service_posts, unknown_post
from caseflow.config.schema import LARGEST, MONTHS, SMALLEST, AbsenceShock, Config, ReportShock, Shock, Spells
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, near
from caseflow.messages import NOTHING, Message, joined, message, plural_message

SICK = ("self_certified", "doctor_certified")
"""The kinds of absence that are sick leave."""


# -- when -------------------------------------------------------------------------------------------------------


def first_day(config: Config, shock: Shock) -> dt.date:
    """The first day of a shock."""
    if shock.date is not None:
        return shock.date
    date = config.calendar.change_date + dt.timedelta(weeks=shock.week or 0)
    if shock.month is None:
        return date
    months = (MONTHS.index(shock.month) + 1 - date.month) % 12
    return date if date.day == 1 and not months else add_months(date.replace(day=1), months or 12)


def end_day(config: Config, shock: Shock) -> dt.date | None:
    """The day after the last one of a shock; None: it lasts to the end. Reports are over in a day."""
    days = shock.days if isinstance(shock, AbsenceShock) else 1
    return None if days is None else first_day(config, shock) + dt.timedelta(days=days)


def last_date(config: Config) -> dt.date:
    """The day after the last one that is simulated."""
    return add_months(config.calendar.change_date, 12 * config.years)


# -- whom -------------------------------------------------------------------------------------------------------


def candidates(config: Config, shock: AbsenceShock) -> list[list[int]]:
    """The worker numbers of the posts from which a shock takes its share: a list for each service of the baseline.

    Posts without a place in the baseline stand in a last list. Lists without a post are left out.
    """
    layout = layout_of(config, config.baseline)
    home = {worker: service for (service, _), workers in placement(layout).items() for worker in workers}
    kept = _largest(
        layout, [worker for worker in _named(layout, shock) if _is_meant(config, layout, shock, worker)], shock
    )
    services = [*layout.services.part, None]
    lists = [[worker for worker in kept if home.get(worker) == service] for service in services]
    return [workers for workers in lists if workers]


def _named(layout: Layout, shock: AbsenceShock) -> list[int]:
    """Ascending: the posts that a shock names, or all with a place."""
    if shock.posts == "all":
        return sorted(worker for workers in placement(layout).values() for worker in workers)
    return sorted({worker for reference in shock.posts for worker in layout.roster.workers(reference)})


def _is_meant(config: Config, layout: Layout, shock: AbsenceShock, worker: int) -> bool:
    post = layout.posts[worker]
    if shock.leading and post.ordinal not in config.staff[post.group].leaders:
        return False
    if shock.service is None and shock.covers is None:
        return True
    service = None if shock.service is None else service_of(config, shock.service)
    return any(
        worker in placement(layout)[key]
        and service in (None, key[0])
        and (shock.covers is None or shock.covers in team.covers)
        for key, team in layout.teams
    )


def _largest(layout: Layout, workers: list[int], shock: AbsenceShock) -> list[int]:
    """Of equal ones the first of every group before any second: people leave all teams, not one."""
    by_size = sorted(workers, key=lambda worker: (-layout.posts[worker].fte, layout.posts[worker].ordinal))
    return sorted(by_size[: shock.most])


def service_of(config: Config, name: str) -> str:
    """The service of the baseline that a name stands for: smallest or largest, one with cases of the region.

    Empty if there is none, as in a config that has other faults.
    """
    if name not in (SMALLEST, LARGEST):
        return name
    choose: Callable[..., str] = min if name == SMALLEST else max
    services, sizes = config.models[config.baseline].services, service_posts(config, config.baseline)
    own = [name for name, service in services.items() if has_cases(service) and _is_of_region(config, name)]
    return choose(own, key=sizes.__getitem__, default="")


def _is_of_region(config: Config, service: str) -> bool:
    served = layout_of(config, config.baseline).served_by(service)
    return any(not config.municipalities[name].outside for name in served if name in config.municipalities)


# -- where ------------------------------------------------------------------------------------------------------


def municipality_of(config: Config, shock: ReportShock) -> str:
    """The municipality in which a shock's families live."""
    if shock.municipality != SMALLEST:
        return shock.municipality
    own = {name: m.children_0_17 for name, m in config.municipalities.items() if not m.outside}
    return min(own, key=lambda name: own[name])


# -- sick leave -------------------------------------------------------------------------------------------------


def stressed(config: Config, kind: str) -> Spells:
    """Spells of a kind as they come after the change: sick leave with its share times ``sick_leave_percent``."""
    spells: Spells = getattr(config.absence, kind)
    percent = config.stress.sick_leave_percent if kind in SICK else 100.0
    return spells if percent == 100.0 else spells.model_copy(update={"share": spells.share * percent / 100})


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_stress(config: Config) -> Iterator[Problem]:
    """What keeps stress from happening as it is written."""
    for name, absence in config.stress.absences.items():
        path: Path = ("stress", "absences", name)
        yield from _problems_of_time(config, path, absence)
        yield from _problems_of_posts(config, path, absence)
        if absence.days_each is not None and absence.days is not None and absence.days_each > absence.days:
            expected = plural_message("at most its {n} day", "at most its {n} days", absence.days)
            yield Problem((*path, "days_each"), expected, found(absence.days_each))
        if absence.days_each is not None and absence.days is None:
            expected = message("days, of which each is away some")
            yield Problem((*path, "days_each"), expected, message("no end"))
    for name, reports in config.stress.reports.items():
        path = ("stress", "reports", name)
        yield from _problems_of_time(config, path, reports)
        known = [SMALLEST, *(name for name, m in config.municipalities.items() if not m.outside)]
        if reports.municipality not in known:
            hint = near(reports.municipality, known)
            expected = message("smallest or the name of a municipality of the region")
            yield Problem((*path, "municipality"), expected, found(reports.municipality), hint)


def _problems_of_time(config: Config, path: Path, shock: Shock) -> Iterator[Problem]:
    if (shock.date is None) == (shock.week is None):
        yield Problem(path, message("either a date or a week"), message("both") if shock.date else message("neither"))
        return
    if shock.month is not None and shock.week is None:
        expected = message("a week, from which on it waits for the month")
        yield Problem((*path, "month"), expected, message("a date"))
        return
    date, change, last = first_day(config, shock), config.calendar.change_date, last_date(config)
    if not change <= date < last:
        hint = message("simulate more years") if date >= last else NOTHING
        expected = message(
            "a first day from {change}, the change of organisation, until before {end}, the end",
            change=change,
            end=last,
        )
        yield Problem((*path, "week" if shock.date is None else "date"), expected, found(date), hint)


def _problems_of_posts(config: Config, path: Path, shock: AbsenceShock) -> Iterator[Problem]:
    if config.baseline not in config.models:
        return
    layout = layout_of(config, config.baseline)
    faults = []
    for i, reference in enumerate(() if shock.posts == "all" else shock.posts):
        if not layout.roster.workers(reference):
            faults.append(unknown_post((*path, "posts", i), reference, layout.roster))
    known = [SMALLEST, LARGEST, *layout.services.part]
    if shock.service is not None and shock.service not in known:
        expected = message("a service of the baseline ({model}), smallest or largest", model=config.baseline)
        faults.append(Problem((*path, "service"), expected, found(shock.service), near(shock.service, known)))
    yield from faults
    if not faults and not candidates(config, shock):
        expected = message("at least one post {whom}", whom=joined(", ", _whom(config, shock)))
        yield Problem(path, expected, message("none"))


def _whom(config: Config, shock: AbsenceShock) -> Iterator[Message]:
    """Whom a shock asks for, in words."""
    yield message("of the baseline ({model})", model=config.baseline)
    if shock.service is not None:
        yield message("of the service {service}", service=shock.service)
    if shock.covers is not None:
        yield message("of a team that covers {work}", work=shock.covers)
    if shock.leading:
        yield message("of those that lead")
