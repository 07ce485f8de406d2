"""Which post is where, and which team covers what: the roster's posts under a model."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from caseflow.config.privacy import looks_like_a_name
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Model, Service, StaffGroup, Team
from caseflow.config.tree import Path
from caseflow.config.wording import Problem, found, near

TeamKey: TypeAlias = tuple[str, str]
"""Service and team."""

WORKING_WEEK_DAYS = 5
"""A full post works this many days a week, whatever the calendar."""

MOST_POSTS = 10_000
"""Of a group: beyond it somebody mistyped."""

_REPEATED = re.compile(r"\s*(\d+)\s*x\s*(\d+(?:\.\d+)?)\s*")


@dataclass(frozen=True, order=True)
class PostRef:
    """One post of the roster: the ``ordinal``-th (from 1) of its group."""

    group: str
    ordinal: int
    fte: float

    def __str__(self) -> str:
        return f"{self.group}.{self.ordinal}"


def sizes(group: StaffGroup) -> tuple[float, ...]:
    """The size of each post of a group, ``"6 x 1.0"`` written out."""
    return tuple(fte for entry in group.posts_fte for fte in _sizes(entry))


def _sizes(entry: float | str) -> tuple[float, ...]:
    """The post sizes of one entry; one of unknown size if it cannot be read, so that the others keep their places."""
    if not isinstance(entry, str):
        return (float(entry),)
    match = _REPEATED.fullmatch(entry)
    if match is None or int(match[1]) > MOST_POSTS:
        return (math.nan,)
    return (float(match[2]),) * int(match[1])


def posts(config: Config) -> tuple[PostRef, ...]:
    """All posts by (group number, ordinal); a post's place is its worker number."""
    groups = sorted(config.staff.items(), key=lambda item: item[1].number)
    return tuple(
        PostRef(name, ordinal, fte) for name, group in groups for ordinal, fte in enumerate(sizes(group), start=1)
    )


def placed(config: Config, model: str) -> dict[TeamKey, tuple[int, ...]]:
    """The worker numbers of each (service, team) of a model, ascending; extra posts may be in none."""
    roster = _Roster(config)
    return {
        key: tuple(sorted(worker for reference in team.staff for worker in roster.workers(reference)))
        for key, team in teams_of(config.models[model])
    }


def service_sizes(config: Config, model: str) -> dict[str, float]:
    """The casework posts of each service of a model that has any, in full-time equivalents."""
    roster = posts(config)
    sizes_of: dict[str, float] = {}
    for (service, _), numbers in placed(config, model).items():
        sizes_of[service] = sizes_of.get(service, 0.0) + sum(roster[number].fte for number in numbers)
    return {service: fte for service, fte in sizes_of.items() if fte > 0}


def size_factor(reference_fte: float, fte: float, exponent: float) -> float:
    """How much more there is of something in a service of ``fte`` posts than in one of the reference's."""
    return float((reference_fte / fte) ** exponent)


def workers_of(config: Config, reference: str) -> tuple[int, ...]:
    """The workers that ``K_intake`` (a group) or ``T.1`` (a post) stands for; none if it is unknown."""
    return _Roster(config).workers(reference)


def covering(config: Config, model: str) -> dict[tuple[str, str], TeamKey]:
    """The (service, team) that covers each (municipality, stage) under a model."""
    return {(place, work): key for (place, work), key in _covering(config, model).items() if work in STAGES}


def covering_functions(config: Config, model: str) -> dict[tuple[str, str], TeamKey]:
    """The (service, team) that covers each (municipality, function) which a model splits off from its stage."""
    return {(place, work): key for (place, work), key in _covering(config, model).items() if work in FUNCTIONS}


def buying(config: Config, model: str) -> dict[tuple[str, str], str]:
    """The service that buys each (municipality, function) which a model buys."""
    return {
        (municipality, function): name
        for name, service in config.models[model].services.items()
        for municipality in served(config, service)
        for function in service.buys
    }


def _covering(config: Config, model: str) -> dict[tuple[str, str], TeamKey]:
    services = config.models[model].services
    return {
        (municipality, work): key
        for key, team in teams_of(config.models[model])
        for municipality in served(config, services[key[0]])
        for work in team.covers
    }


def has_cases(service: Service) -> bool:
    """Whether a service covers stages: not only functions split off from others."""
    return any(stage in team.covers for team in service.teams.values() for stage in STAGES)


def served(config: Config, service: Service) -> tuple[str, ...]:
    """The municipalities of a service; ``all`` are those of the region."""
    if service.municipalities != "all":
        return service.municipalities
    return tuple(name for name, municipality in config.municipalities.items() if not municipality.outside)


def served_in(config: Config, model: str) -> tuple[str, ...]:
    """The municipalities that a model serves, in the config's order."""
    names = {name for service in config.models[model].services.values() for name in served(config, service)}
    return tuple(name for name in config.municipalities if name in names)


def in_model(config: Config, model: str) -> tuple[str, ...]:
    """The staff groups that a model places: all but those of neighbouring regions that it does not serve.

    A group is of the municipalities whose office is its own.
    """
    own = served_in(config, model)
    away = {m.office or name for name, m in config.municipalities.items() if m.outside and name not in own}
    near_by = {m.office or name for name, m in config.municipalities.items() if not m.outside or name in own}
    return tuple(name for name, group in config.staff.items() if group.office not in away - near_by)


def teams_of(model: Model) -> Iterator[tuple[TeamKey, Team]]:
    """The teams of a model by (service, team), in the config's order."""
    for service_name, service in model.services.items():
        for team_name, team in service.teams.items():
            yield (service_name, team_name), team


class _Roster:
    """Worker numbers by group and ordinal."""

    def __init__(self, config: Config) -> None:
        self.posts = posts(config)
        self.by_group: dict[str, tuple[int, ...]] = dict.fromkeys(config.staff, ())
        for worker, post in enumerate(self.posts):
            self.by_group[post.group] += (worker,)

    def workers(self, reference: str) -> tuple[int, ...]:
        """The workers that ``K_intake`` (a group) or ``T.1`` (a post) stands for; none if it is unknown."""
        name, dot, ordinal = reference.partition(".")
        group = self.by_group.get(name, ())
        if not dot:
            return group
        place = int(ordinal) if ordinal.isdecimal() else 0
        return group[place - 1 : place] if place else ()


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_roster(config: Config) -> Iterator[Problem]:
    """What is wrong with the sizes, working days, homes, leaders and qualifications of the staff's posts."""
    for name, group in config.staff.items():
        for i, entry in enumerate(group.posts_fte):
            yield from _problem_of_size(("staff", name, "posts_fte", i), entry)
        yield from _problems_of_days(("staff", name, "working_days"), config, group)
        yield from _problems_of_ordinals(("staff", name, "leaders"), group, group.leaders)
        yield from _problems_of_ordinals(("staff", name, "unqualified"), group, group.unqualified)
        if group.lives_in is not None and group.lives_in not in config.municipalities:
            hint = near(group.lives_in, config.municipalities)
            yield Problem(("staff", name, "lives_in"), "a municipality of the config", found(group.lives_in), hint)


def _problem_of_size(path: Path, entry: float | str) -> Iterator[Problem]:
    fte = _sizes(entry)
    if isinstance(entry, str) and looks_like_a_name(entry):
        hint = "caseflow holds nothing about real people: workers are numbers"
        yield Problem(path, "a post size without a name", "text with a name", hint)
    elif not fte or not all(0 < size <= 1 for size in fte):
        words = found(entry) if isinstance(entry, str) else f"{entry:g}"
        yield Problem(path, "a post size above 0 and at most 1, or '6 x 1.0'", words)


def _problems_of_ordinals(path: Path, group: StaffGroup, ordinals: tuple[int, ...]) -> Iterator[Problem]:
    last = len(sizes(group))
    for i, ordinal in enumerate(ordinals):
        if not 1 <= ordinal <= last:
            yield Problem((*path, i), f"the ordinal of a post, from 1 to {last}", found(ordinal))
        elif ordinal in ordinals[:i]:
            yield Problem((*path, i), "each post once", found(ordinal))


def _problems_of_days(path: Path, config: Config, group: StaffGroup) -> Iterator[Problem]:
    fte = sizes(group)
    allowed = {"mon", "tue", "wed", "thu", "fri"} | ({"sat", "sun"} if config.calendar.kind == "continuous" else set())
    for ordinal, days in group.working_days.items():
        if not 1 <= ordinal <= len(fte):
            yield Problem((*path, ordinal), f"the ordinal of a post, from 1 to {len(fte)}", found(ordinal))
            continue
        size = fte[ordinal - 1]
        if not 0 < size <= 1:
            continue
        needed = math.ceil(round(size * WORKING_WEEK_DAYS, 9))
        if len(set(days) & allowed) < len(days) or len(days) < needed:
            expected = f"at least {needed} different working days for a post of {size:g}"
            yield Problem((*path, ordinal), expected, f"[{', '.join(days)}]")


def problems_of_model(config: Config, name: str) -> Iterator[Problem]:
    """What keeps a model from covering every stage, and placing every post of today, exactly once."""
    yield from _problems_of_municipalities(config, name)
    yield from _problems_of_coverage(config, name)
    yield from _problems_of_staff(config, name)


def _problems_of_municipalities(config: Config, name: str) -> Iterator[Problem]:
    for service_name, service in config.models[name].services.items():
        path = ("models", name, "services", service_name, "municipalities")
        if service.municipalities == "all":
            continue
        for i, municipality in enumerate(service.municipalities):
            if municipality not in config.municipalities:
                hint = near(municipality, config.municipalities)
                yield Problem((*path, i), "a municipality of the config", found(municipality), hint)
            elif municipality in service.municipalities[:i]:
                yield Problem((*path, i), "each municipality once", found(municipality))


def _problems_of_coverage(config: Config, name: str) -> Iterator[Problem]:
    covered: dict[tuple[str, str], TeamKey] = {}
    for key, team in teams_of(config.models[name]):
        path = ("models", name, "services", key[0], "teams", key[1])
        municipalities = served(config, config.models[name].services[key[0]])
        own = [(municipality, work) for municipality in dict.fromkeys(municipalities) for work in team.covers]
        twice: dict[TeamKey, list[tuple[str, str]]] = {}
        for pair in own:
            if pair in covered:
                twice.setdefault(covered[pair], []).append(pair)
            covered[pair] = key
        for other, pairs in twice.items():
            yield _covered_twice((*path, "covers"), other, pairs)
        if own and not team.staff:
            what = "stages" if set(team.covers) & set(STAGES) else "functions"
            yield Problem((*path, "staff"), f"at least one post, for a team that covers {what}", "an empty list")
    services = config.models[name].services.values()
    # a mistyped municipality is uncovered elsewhere: that is one mistake
    if all(municipality in config.municipalities for service in services for municipality in served(config, service)):
        yield from _uncovered(config, name, covered)


def _covered_twice(path: Path, other: TeamKey, pairs: list[tuple[str, str]]) -> Problem:
    works = ", ".join(dict.fromkeys(work for _, work in pairs))
    municipalities = ", ".join(dict.fromkeys(municipality for municipality, _ in pairs))
    what = "stage" if any(work in STAGES for _, work in pairs) else "function"
    return Problem(
        path,
        f"each {what} of a municipality covered by one team",
        f"{works} of {municipalities} covered by {'/'.join(other)} as well",
    )


def _uncovered(config: Config, name: str, covered: Mapping[tuple[str, str], TeamKey]) -> Iterator[Problem]:
    names = served_in(config, name)
    for municipality in (m for m, part in config.municipalities.items() if m in names or not part.outside):
        missing = [stage for stage in STAGES if (municipality, stage) not in covered]
        if missing:
            yield Problem(
                ("models", name), f"a team for every stage of {municipality}", f"none for {', '.join(missing)}"
            )


def _problems_of_staff(config: Config, name: str) -> Iterator[Problem]:
    roster = _Roster(config)
    team_of: dict[int, TeamKey] = {}
    for key, team in teams_of(config.models[name]):
        for i, reference in enumerate(team.staff):
            path = ("models", name, "services", key[0], "teams", key[1], "staff", i)
            workers = roster.workers(reference)
            if not workers:
                yield _unknown_post(path, reference, roster)
            elif reference.partition(".")[0] not in in_model(config, name):
                expected = "posts of the region, or of a neighbouring one that the model serves"
                yield Problem(path, expected, found(reference))
            twice = [worker for worker in workers if worker in team_of]
            if twice:
                yield _placed_twice(path, [str(roster.posts[worker]) for worker in twice], team_of[twice[0]])
            team_of.update(dict.fromkeys(workers, key))
    references = [reference for _, team in teams_of(config.models[name]) for reference in team.staff]
    groups = in_model(config, name)
    unplaced = [
        post
        for worker, post in enumerate(roster.posts)
        if worker not in team_of and post.group in groups and not config.staff[post.group].extra
    ]
    # a mistyped post is missing elsewhere: that is one mistake
    if unplaced and all(map(roster.workers, references)):
        yield Problem(("models", name), "every post in a team", f"{_listed(unplaced, roster)} in none")


def _unknown_post(path: Path, reference: str, roster: _Roster) -> Problem:
    group, dot, _ = reference.partition(".")
    size = len(roster.by_group.get(group, ()))
    if dot and size:
        return Problem(path, f"a post of {group}, from {group}.1 to {group}.{size}", found(reference))
    hint = near(group, roster.by_group)
    return Problem(path, "a staff group (K) or one of its posts (K.1)", found(reference), hint)


def _placed_twice(path: Path, names: list[str], other: TeamKey) -> Problem:
    return Problem(path, "each post placed once", f"{', '.join(names)} placed in {'/'.join(other)} as well")


def _listed(unplaced: list[PostRef], roster: _Roster) -> str:
    """Posts by name; a group of which all are meant, by the group's."""
    words: list[str] = []
    for group, members in groupby(unplaced, key=lambda post: post.group):
        names = [str(post) for post in members]
        words += [group] if len(names) == len(roster.by_group[group]) else names
    return ", ".join(words)
