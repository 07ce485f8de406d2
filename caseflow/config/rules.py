"""What must hold between the fields of a config, beyond the type of each."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, cast, get_args

import holidays
import numpy as np
from pydantic import BaseModel

from caseflow.clock import DAYS_PER_YEAR
from caseflow.config.assignment import problems_of_assignment
from caseflow.config.distributions import UNBOUNDED, mean, share_beyond
from caseflow.config.functions import problems_of_functions, problems_of_kinds
from caseflow.config.money import problems_of_money
from caseflow.config.periods import problems_of_periods
from caseflow.config.placement import (
    problems_of_models,
    problems_of_roster,
    service_sizes,
    size_factor,
    smallest_service,
)
from caseflow.config.places import problems_of_places
from caseflow.config.schema import (
    MONTHS,
    MOST_COUNT,
    WEEKDAY_NAMES,
    Calendar,
    Config,
    Distribution,
    Gamma,
    Investigation,
    Lognormal,
    Municipality,
    Spells,
    Triangular,
    Uniform,
)
from caseflow.config.stress import SICK, problems_of_stress, stressed
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, at_most, both, found, near, one_of, whole
from caseflow.messages import Message, laid_out, message, plural_message, verbatim

MERGED_TEAMS = ("weighted_mean", "by_municipality")
"""Whose discipline a merged team takes over; or the name of a municipality."""

ABSENCE_CEILINGS = {
    "self_certified": 0.05,
    "doctor_certified": 0.02,
    "parental": 0.005,
    "other_leave": 0.02,
    "training": 0.1,
}
"""The most spells of each kind that begin in a day: a tape has as many candidates. Fixed for ever: another ceiling
changes every tape."""

ROSTER_PAST_DAYS = 365
"""A tape's candidates of absence and leaving begin this long before ``today``, so that spells of up to a year are under
way on it. Fixed for ever: another begin changes every tape."""

MOST_BEYOND = 0.05
"""Of the days of all spells of a kind, those that may lack at the change since their spells began too early."""

DEPARTURE_CEILING_PER_YEAR = 2.0
"""Candidate departures a year, the schema's highest rate. Fixed for ever."""

MOST_GROWTH_PERCENT = 50
"""A year: beyond it somebody mistyped."""

FIRST_YEAR, LAST_YEAR = 1900, 2200

LONGEST = {"days": 36_525, "hours": 10_000}
"""The largest mean of a distribution by the unit in its name: a hundred years, and some six years of work."""

MOST_OF = {
    "days": (LONGEST["days"], message("days")),
    "hours": (LONGEST["hours"], message("hours")),
    "months": (1200, message("months")),
    "minutes": (1_000_000_000, message("minutes")),
    "week": (LONGEST["hours"], message("a week")),
    "year": (1_000_000, message("a year")),
    "share": (1000, message("times as many")),
    "post": (1000, message("for each post")),
}
"""The largest plain number by the last word of its name, with words: beyond it no engine counts, or somebody mistyped.

A stretch on one task may have no end in practice."""

LEAST_CV = 1e-6
"""Of what varies at all: the square of something far smaller is no float."""

MOST_CASES = 1_000_000
"""In one future, the whole country's of some twenty years: each takes some ten kilobytes."""

MOST_CHILDREN = 2_000_000
"""At any time, where costs are shared by their number: by more of them the last øre could not be shared."""

_NAME = re.compile(r"[^\W\d][\w-]*")


def problems(config: Config) -> Iterator[Problem]:
    """Every broken rule of a config whose fields are each in order."""
    yield from _problems_of_names(config)
    yield from _problems_of_dates(config)
    yield from _problems_of_references(config)
    yield from _problems_of_flow(config)
    yield from _problems_of_drift(config)
    yield from _problems_of_size(config)
    yield from _problems_of_numbers(config)
    yield from _problems_of_counts(config)
    yield from _problems_of_absence(config)
    yield from _problems_of_turnover(config)
    yield from problems_of_kinds(config)
    yield from problems_of_money(config)
    yield from problems_of_roster(config)
    yield from problems_of_models(config)
    yield from problems_of_functions(config)
    yield from problems_of_assignment(config)
    yield from problems_of_periods(config)
    yield from problems_of_places(config)
    yield from problems_of_stress(config)
    yield from _problems_of_sick_leave(config)


# -- names and numbers ------------------------------------------------------------------------------------------


def _problems_of_names(config: Config) -> Iterator[Problem]:
    for section in ("municipalities", "staff", "models"):
        if not getattr(config, section):
            yield Problem((section,), message("at least one entry"), message("an empty mapping"))
    if config.municipalities and all(municipality.outside for municipality in config.municipalities.values()):
        expected = message("at least one municipality of the region")
        yield Problem(("municipalities",), expected, message("only outside ones"))
    for section in ("staff", "models"):
        for name in getattr(config, section):
            if not _NAME.fullmatch(name):
                yield Problem((section, name), message("a name of one word: letters, digits, _ and -"), found(name))
    yield from _duplicates("municipalities", config.municipalities)
    yield from _duplicates("staff", config.staff)


def _duplicates(section: str, parts: Mapping[str, Any]) -> Iterator[Problem]:
    first: dict[int, str] = {}
    for name, part in parts.items():
        other = first.setdefault(part.number, name)
        if other != name:
            taken = message("{number}, that of {other}", number=part.number, other=other)
            yield Problem((section, name, "number"), message("a number of its own"), taken)


def _problems_of_references(config: Config) -> Iterator[Problem]:
    if config.baseline not in config.models:
        yield _unknown(("baseline",), message("the name of a model"), config.baseline, config.models)
    merged = config.discipline.merged_teams
    known = (*MERGED_TEAMS, *config.municipalities)
    if merged not in known:
        expected = message("weighted_mean, by_municipality or the name of a municipality")
        yield _unknown(("discipline", "merged_teams"), expected, merged, known)
    supported = holidays.list_supported_countries()
    if config.calendar.country not in supported:
        expected = message("the ISO code of a country with known public holidays, such as NO")
        yield Problem(("calendar", "country"), expected, found(config.calendar.country))


def _unknown(path: Path, expected: Message, word: str, known: Any) -> Problem:
    return Problem(path, expected, found(word), near(word, known))


# -- dates ------------------------------------------------------------------------------------------------------


def _problems_of_dates(config: Config) -> Iterator[Problem]:
    calendar = config.calendar
    for name in ("today", "change_date"):
        date: dt.date = getattr(calendar, name)
        if not FIRST_YEAR <= date.year <= LAST_YEAR:
            expected = message("a date from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
            yield Problem(("calendar", name), expected, found(date))
    if calendar.change_date <= calendar.today:
        expected = message("a date after today ({today})", today=calendar.today)
        yield Problem(("calendar", "change_date"), expected, found(calendar.change_date))
    for name, model in config.models.items():
        before = calendar.change_date
        for i, step in enumerate(model.steps):
            path = ("models", name, "steps", i)
            if step.model not in config.models:
                yield _unknown((*path, "model"), message("the name of a model"), step.model, config.models)
            yield from _problem_of_order((*path, "date"), before, step.date)
            before = max(before, step.date)


def _problem_of_order(path: Path, before: dt.date, date: dt.date) -> Iterator[Problem]:
    if date <= before:
        yield Problem(path, message("a date after {date}", date=before), found(date))


# -- the flow ---------------------------------------------------------------------------------------------------


def _problems_of_numbers(config: Config) -> Iterator[Problem]:
    """Distributions whose numbers do not go together, and numbers far beyond any case.

    The endless end of an assumption's distribution is none of these: what is drawn is judged again.
    """
    for section in ("demand", "investigation", "measures", "care", "effort", "work", "absence", "effects"):
        for path, part in _parts((section,), getattr(config, section)):
            if _is_distribution(type(part)):
                yield from _problems_of_distribution(path, cast("Distribution", part))
            yield from _problems_of_limits(path, part)


@cache
def _is_distribution(part: type[BaseModel]) -> bool:
    return "distribution" in part.model_fields


def _problems_of_distribution(path: Path, distribution: Distribution) -> Iterator[Problem]:
    """Numbers that do not go together, or else a duration or effort that no calendar reaches: a slip of the pen."""
    mistakes = list(mistakes_of_shape(distribution))
    yield from (Problem(path, *mistake) for mistake in mistakes)
    unit = str(path[-1]).rpartition("_")[2]
    # without its shape a distribution has no mean; spells are judged on their own
    if unit in LONGEST and path[0] != "absence" and not mistakes:
        length = mean(distribution)
        if LONGEST[unit] < length < UNBOUNDED:
            most, words = MOST_OF[unit]
            expected = message("at most {most} {unit} on average", most=whole(most), unit=words)
            yield Problem(path, expected, verbatim(f"{length:g}"))


def _problems_of_limits(path: Path, part: BaseModel) -> Iterator[Problem]:
    """Plain numbers of days and the like that are as far beyond any case."""
    for name, unit in _fields_with_unit(type(part)):
        length = getattr(part, name)
        most, words = MOST_OF[unit]
        if isinstance(length, int | float) and most < length < UNBOUNDED:
            yield Problem((*path, name), at_most(most, words), verbatim(f"{length:g}"))


@cache
def _fields_with_unit(part: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """The fields of a kind of part that end in a unit of MOST_OF, each with it."""
    units = ((name, name.rpartition("_")[2]) for name in part.model_fields)
    return tuple((name, unit) for name, unit in units if unit in MOST_OF)


def _problems_of_counts(config: Config) -> Iterator[Problem]:
    """Far more siblings or contacts than there are: each is kept for itself."""
    counts = {
        ("demand", "children_per_family"): config.demand.children_per_family,
        ("investigation", "contacts"): config.investigation.contacts,
    }
    for path, count in counts.items():
        if MOST_COUNT < mean(count) < UNBOUNDED:
            yield Problem(path, _on_average(MOST_COUNT), verbatim(f"{mean(count):g}"))


def _parts(path: Path, part: BaseModel) -> Iterator[tuple[Path, BaseModel]]:
    """A part of the config and the parts below it, each with its path."""
    yield path, part
    for key in _fields_of_parts(type(part)):
        value = getattr(part, key)
        below = {(key, name): child for name, child in value.items()} if isinstance(value, dict) else {(key,): value}
        for own, child in below.items():
            if isinstance(child, BaseModel):
                yield from _parts((*path, *own), child)


@cache
def _fields_of_parts(part: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a kind of part that may hold parts, or mappings of them."""
    return tuple(name for name, field in part.model_fields.items() if _may_be_part(field.annotation))


def _may_be_part(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(_may_be_part(of) for of in get_args(annotation))


def _problems_of_flow(config: Config) -> Iterator[Problem]:
    yield from _problems_of_factors(("demand", "season"), config.demand.season, MONTHS)
    yield from _problems_of_factors(("demand", "weekdays"), config.demand.weekdays, WEEKDAY_NAMES)
    deadline, extended = config.investigation.deadline_months, config.investigation.extended_months
    if extended < deadline:
        expected = plural_message("at least the deadline's {n} month", "at least the deadline's {n} months", deadline)
        yield Problem(("investigation", "extended_months"), expected, found(extended))
    yield from _problems_of_plan(config.investigation)


def _problems_of_plan(investigation: Investigation) -> Iterator[Problem]:
    """Investigations that are planned for longer than any calendar reaches."""
    share = investigation.planned_share_of_limit
    most = LONGEST["days"] * 12 // (investigation.deadline_months * DAYS_PER_YEAR)
    if not list(mistakes_of_shape(share)) and most < mean(share) < UNBOUNDED:
        yield Problem(("investigation", "planned_share_of_limit"), _on_average(most), verbatim(f"{mean(share):g}"))


def _on_average(most: float) -> Message:
    return message("at most {most:g} on average", most=most)


def _planned_days(investigation: Investigation) -> float:
    """From the opening to the last contact, on average; 0 where nobody knows it, or where it has no end."""
    of_limit = investigation.planned_share_of_limit
    if any(mistakes_of_shape(of_limit)) or not mean(of_limit) < UNBOUNDED:
        return 0.0
    return mean(of_limit) * investigation.deadline_months * DAYS_PER_YEAR / 12


def _problems_of_factors(path: Path, factors: Mapping[str, float], names: Sequence[str]) -> Iterator[Problem]:
    for name in factors:
        if name.capitalize() not in names:
            yield Problem((*path, name), one_of(names), found(name), near(name, names))
        elif name != name.capitalize():
            yield Problem((*path, name), message("each name once"), message("{name!r} again", name=name.capitalize()))
    if len(factors) == len(names) and not any(factors.values()):
        yield Problem(path, message("a factor above 0"), message("only zeros"))


def mistakes_of_shape(distribution: BaseModel) -> Iterator[tuple[Message, Message]]:
    """(expected, found) of a distribution whose numbers do not go together."""
    match distribution:
        case Lognormal(mean=mean, cv=cv, median=median, sigma=sigma):
            numbers = {"mean": mean, "cv": cv, "median": median, "sigma": sigma}
            given = [name for name, value in numbers.items() if value is not None]
            if given not in (["mean", "cv"], ["median", "sigma"]):
                words = both(map(verbatim, given)) if given else message("neither")
                yield message("either mean and cv, or median and sigma"), words
        case Gamma(cv=cv) if 1 / UNBOUNDED < cv < LEAST_CV:
            yield message("a cv of at least {least:g}", least=LEAST_CV), verbatim(f"{cv:g}")
        case Uniform(low=low, high=high) if low >= high:
            yield message("low below high"), verbatim(f"low {low:g}, high {high:g}")
        case Triangular(low=low, mode=mode, high=high) if not (low <= mode <= high and low < high):
            words = verbatim(f"low {low:g}, mode {mode:g}, high {high:g}")
            yield message("low, mode and high in this order"), words


def _problems_of_drift(config: Config) -> Iterator[Problem]:
    cv = config.demand.yearly_cv
    if 0 < cv < LEAST_CV and cv != 1 / UNBOUNDED:
        yield Problem(("demand", "yearly_cv"), message("0, or at least {least:g}", least=LEAST_CV), verbatim(f"{cv:g}"))
    for name, municipality in config.municipalities.items():
        path, years = ("municipalities", name, "children_index"), municipality.children_index
        if len(years) == 1:
            yield Problem(path, message("at least two years, to draw a line between"), found(next(iter(years))))
        for year in years:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                expected = message("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
                yield Problem((*path, year), expected, found(year))
    for field in ("reports_growth_percent_per_year", "measures_growth_percent_per_year"):
        percent = getattr(config.demand, field)
        if abs(percent) > MOST_GROWTH_PERCENT:
            expected = message("from -{most} to {most} per cent a year", most=MOST_GROWTH_PERCENT)
            yield Problem(("demand", field), expected, verbatim(f"{percent:g}"))


def _problems_of_size(config: Config) -> Iterator[Problem]:
    """More than a machine holds or counts: a zero too many. The endless end of an assumption's distribution is none."""
    places, today = config.municipalities, config.calendar.today
    years, open_years = _years_of_reports(config), _years_open(config)
    cases = {name: _cases(municipality, today, years, open_years) for name, municipality in places.items()}
    yield from _problem_of_sum(cases, MOST_CASES, _AT_MOST_CASES)
    if config.money.keys:
        children = {name: _most_children(municipality, today) for name, municipality in places.items()}
        yield from _problem_of_sum(children, MOST_CHILDREN, _AT_MOST_CHILDREN)


_AT_MOST_CASES = message(
    "at most {most} cases in a future: those of today, and what is reported", most=whole(MOST_CASES)
)
_AT_MOST_CHILDREN = message("at most {most} children at any time, where costs are shared", most=whole(MOST_CHILDREN))


def _problem_of_sum(numbers: Mapping[str, float], most: int, expected: Message) -> Iterator[Problem]:
    """Numbers by municipality that add up to more than the most that there may be."""
    n = sum(numbers.values())
    if n > most:
        largest = max(numbers, key=lambda name: numbers[name])
        hint = message("{number} in {place}", number=whole(numbers[largest]), place=largest)
        yield Problem(("municipalities",), expected, whole(n), hint)


def _years_of_reports(config: Config) -> float:
    """How many times today's yearly reports a whole future has, beside what the children's number changes."""
    calendar = config.calendar
    years = (calendar.change_date - calendar.today).days / DAYS_PER_YEAR + config.years
    rate = math.log1p(max(config.demand.reports_growth_percent_per_year, -99.0) / 100)
    return math.expm1(min(rate * years, 50.0)) / rate if rate else years


def _years_open(config: Config) -> float:
    """How long an investigation is planned to last on average, or somewhat longer."""
    planned, information = _planned_days(config.investigation), config.investigation.outside_information_days
    # without its shape a distribution has no mean; plans beyond any calendar are told on their own
    if planned > LONGEST["days"] or any(mistakes_of_shape(information)) or mean(information) > LONGEST["days"]:
        return 0.0
    return (planned + mean(information)) / DAYS_PER_YEAR


def _cases(municipality: Municipality, today: dt.date, years: float, open_years: float) -> float:
    """So many of a municipality on average over futures, or some more; none if one of its numbers has no end."""
    children, rate = municipality.children_0_17, municipality.reports_per_1000_children_per_year
    measures, investigations = municipality.open_measures, municipality.open_investigations
    if UNBOUNDED in (children, rate, measures, investigations):
        return 0.0
    reports = children * rate / 1000
    open_today = reports * open_years if investigations is None else investigations
    return measures + open_today + reports * years * _growth_of(municipality, today)


def _most_children(municipality: Municipality, today: dt.date) -> float:
    """So many that a municipality ever has; none if their number has no end."""
    children = municipality.children_0_17
    return 0.0 if children == UNBOUNDED else children * _growth_of(municipality, today)


def _growth_of(municipality: Municipality, today: dt.date) -> float:
    return _most_growth(tuple(sorted(municipality.children_index.items())), today.year)


@lru_cache(maxsize=512)
def _most_growth(children_index: tuple[tuple[int, float], ...], year: int) -> float:
    """The most children that there will be, over those of a year; from the index by year."""
    if not children_index:
        return 1.0
    years, index = zip(*children_index, strict=True)
    return float(max(index) / np.interp(year, years, index))


# -- absence ----------------------------------------------------------------------------------------------------


def _problems_of_absence(config: Config) -> Iterator[Problem]:
    absence = config.absence
    for kind in ABSENCE_CEILINGS:
        spells: Spells = getattr(absence, kind)
        # without its shape a distribution has no mean
        if not any(mistakes_of_shape(spells.days)):
            yield from problems_of_spells(kind, spells)
            yield from _problem_of_long_spells(kind, spells, config.calendar)
    for key in ("summer", "other"):
        weeks, starts = getattr(absence.vacation, f"{key}_weeks"), getattr(absence.vacation, f"{key}_start_weeks")
        needed = weeks if key == "other" else min(weeks, 1)
        if len(set(starts)) < needed:
            path = ("absence", "vacation", f"{key}_start_weeks")
            expected = plural_message("at least {n} different start week", "at least {n} different start weeks", needed)
            yield Problem(path, expected, verbatim(len(set(starts))))


def problems_of_spells(kind: str, spells: Spells) -> Iterator[Problem]:
    """What keeps a tape from holding as many spells of a kind as its share of days needs."""
    ceiling = ABSENCE_CEILINGS[kind]
    if spells_per_day(spells) > ceiling:
        least_days = -math.log1p(-spells.share) / ceiling
        expected = message(
            "spells of at least {days:.3g} days on average, at a share of {share:g}",
            days=least_days,
            share=spells.share,
        )
        days = verbatim(f"{round(mean(spells.days), 9):.3g}")
        hint = message("at most {ceiling:g} spells can begin in a day", ceiling=ceiling)
        yield Problem(("absence", kind), expected, days, hint)


def _problem_of_long_spells(kind: str, spells: Spells, calendar: Calendar) -> Iterator[Problem]:
    """Spells so long that many of those under way at the change began before a tape's first: their share would lack."""
    days = (calendar.change_date - calendar.today).days + ROSTER_PAST_DAYS
    if days <= ROSTER_PAST_DAYS or not spells.share or not 0 < mean(spells.days) < UNBOUNDED:
        return
    beyond = share_beyond(spells.days, days)
    if beyond > MOST_BEYOND:
        expected = message(
            "spells of which at most {percent:.0f}% of all days are later than their first {days}",
            percent=100 * MOST_BEYOND,
            days=days,
        )
        hint = message(
            "none is known that began more than {days} days before today; a lognormal may have a cap",
            days=ROSTER_PAST_DAYS,
        )
        yield Problem(("absence", kind, "days"), expected, message("{percent:.0f}%", percent=100 * beyond), hint)


def _problems_of_sick_leave(config: Config) -> Iterator[Problem]:
    """Sick leave under stress that a tape has not candidates enough for."""
    path = ("stress", "sick_leave_percent")
    if config.stress.sick_leave_percent == 100.0:
        return
    for kind in SICK:
        spells = stressed(config, kind)
        if spells.share >= 1:
            yield Problem(path, message("less than all days of {kind}", kind=kind), verbatim(f"{spells.share:g}"))
        elif not any(mistakes_of_shape(spells.days)):
            for problem in problems_of_spells(kind, spells):
                yield replace(problem, path=path, expected=laid_out("{kind}: {rule}", kind=kind, rule=problem.expected))


def spells_per_day(spells: Spells) -> float:
    """The rate of spells at which their share of days is lost, though they overlap: -ln(1 - share) / mean days."""
    if not spells.share:
        return 0.0
    mean_days = mean(spells.days)
    return -math.log1p(-spells.share) / mean_days if mean_days else math.inf


def _problems_of_turnover(config: Config) -> Iterator[Problem]:
    """Services so small that people leave more often than a tape holds departures."""
    by_size, leaving = config.effects.vacancy_by_size, config.absence.turnover.leaving_per_year

    def rate_of(fte: float) -> float:
        return leaving * size_factor(by_size.reference_posts_fte, fte, by_size.leaving_exponent)

    models = tuple([name for name, model in config.models.items() if model.effects.vacancy_by_size])
    # nobody leaves more often than those of the smallest service
    if rate_of(smallest_service(config, models)) <= DEPARTURE_CEILING_PER_YEAR:
        return
    for name in models:
        for service, fte in service_sizes(config, name).items():
            rate = rate_of(fte)
            if rate > DEPARTURE_CEILING_PER_YEAR:
                expected = message(
                    "people who leave at most {most:g} times a year in every service", most=DEPARTURE_CEILING_PER_YEAR
                )
                words = message(
                    "{rate:.3g} times a year in {service} ({fte:g} posts) of {model}",
                    rate=rate,
                    service=service,
                    fte=fte,
                    model=name,
                )
                yield Problem(("effects", "vacancy_by_size", "leaving_exponent"), expected, words)
