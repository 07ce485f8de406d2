"""Which post is where, and which team covers what: the roster's posts under a model.

It hangs on parts of a config that are hardly ever drawn, and is kept from one replication to the next; nobody may
change what is returned.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias

from caseflow.config.privacy import WORKERS_ARE_NUMBERS, looks_like_a_name
from caseflow.config.same import Same
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Model, Municipality, Service, StaffGroup, Team
from caseflow.config.tree import Path
from caseflow.config.wording import DECIMALS, Problem, did_you_mean, found, listed, near
from caseflow.messages import NOTHING, Message, message, plural_message, verbatim

TeamKey: TypeAlias = tuple[str, str]
"""Service and team."""

KEPT = 256
"""Models whose placement is kept."""

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
    return _roster(Same(config.staff)).posts


def placed(config: Config, model: str) -> Mapping[TeamKey, tuple[int, ...]]:
    """The worker numbers of each (service, team) of a model, ascending; extra posts may be in none."""
    return placement(layout_of(config, model))


def service_sizes(config: Config, model: str) -> Mapping[str, float]:
    """The casework posts of each service of a model that has any, in full-time equivalents."""
    return _service_sizes(layout_of(config, model))


def service_posts(config: Config, model: str) -> Mapping[str, float]:
    """The posts of each service of a model, leaders and clerks included: a group's go where its first post goes."""
    layout, size = layout_of(config, model), dict.fromkeys(config.models[model].services, 0.0)
    for (service, _), numbers in placement(layout).items():
        for post in (layout.posts[number] for number in numbers):
            size[service] += post.fte + (config.staff[post.group].other_posts_fte if post.ordinal == 1 else 0.0)
    return size


def smallest_service(config: Config, models: tuple[str, ...]) -> float:
    """The casework posts of the smallest service of some models, in full-time equivalents; infinite if none has any."""
    return _smallest_service(Same(layouts(config)), models)


@lru_cache(maxsize=16)
def _smallest_service(of: Same[Mapping[str, Layout]], models: tuple[str, ...]) -> float:
    return min((fte for model in models for fte in _service_sizes(of.part[model]).values()), default=math.inf)


def size_factor(reference_fte: float, fte: float, exponent: float) -> float:
    """How much more there is of something in a service of ``fte`` posts than in one of the reference's."""
    return float((reference_fte / fte) ** exponent)


def covering(config: Config, model: str) -> Mapping[tuple[str, str], TeamKey]:
    """The (service, team) that covers each (municipality, stage) under a model."""
    return coverage(layout_of(config, model), STAGES)


def covering_functions(config: Config, model: str) -> Mapping[tuple[str, str], TeamKey]:
    """The (service, team) that covers each (municipality, function) which a model splits off from its stage."""
    return coverage(layout_of(config, model), FUNCTIONS)


def buying(config: Config, model: str) -> Mapping[tuple[str, str], str]:
    """The service that buys each (municipality, function) which a model buys."""
    return bought_by(layout_of(config, model))


def has_cases(service: Service) -> bool:
    """Whether a service covers stages: not only functions split off from others."""
    return any(stage in team.covers for team in service.teams.values() for stage in STAGES)


def served(config: Config, service: Service) -> tuple[str, ...]:
    """The municipalities of a service; ``all`` are those of the region."""
    return _served(service, sites_of(config))


def served_in(config: Config, model: str) -> tuple[str, ...]:
    """The municipalities that a model serves, in the config's order."""
    return served_by_all(layout_of(config, model))


def in_model(config: Config, model: str) -> tuple[str, ...]:
    """The staff groups that a model places: all but those of neighbouring regions that it does not serve.

    A group is of the municipalities whose office is its own.
    """
    return _in_model(layout_of(config, model))


def teams_of(model: Model) -> Iterator[tuple[TeamKey, Team]]:
    """The teams of a model by (service, team), in the config's order."""
    return _teams(model.services)


def _teams(services: Mapping[str, Service]) -> Iterator[tuple[TeamKey, Team]]:
    for service_name, service in services.items():
        for team_name, team in service.teams.items():
            yield (service_name, team_name), team


# -- what follows from services, staff and the places of municipalities, worked out once ------------------------


class Site(NamedTuple):
    """Where a municipality is."""

    name: str
    is_outside: bool
    office: str
    place: str
    """Of its families."""
    county: str | None


def sites_of(config: Config) -> tuple[Site, ...]:
    """Where the municipalities are."""
    return _sites(Same(config.municipalities))


@lru_cache(maxsize=16)
def _sites(municipalities: Same[dict[str, Municipality]]) -> tuple[Site, ...]:
    offices = {name: m.office or name for name, m in municipalities.part.items()}
    return _the_same(
        tuple(
            Site(name, m.outside, offices[name], m.place or offices[name], m.county)
            for name, m in municipalities.part.items()
        )
    )


@lru_cache(maxsize=16)
def _the_same(sites: tuple[Site, ...]) -> tuple[Site, ...]:
    """One object for equal sites, whose municipalities differ in drawn numbers alone."""
    return sites


@dataclass(frozen=True, eq=False)
class Layout:
    """All that placement hangs on: a key of what follows from it, and mostly the same object in every replication."""

    services: Same[dict[str, Service]]
    staff: Same[dict[str, StaffGroup]]
    sites: tuple[Site, ...]

    @property
    def teams(self) -> Iterator[tuple[TeamKey, Team]]:
        """The teams by (service, team), in the config's order."""
        return _teams(self.services.part)

    @property
    def posts(self) -> tuple[PostRef, ...]:
        """All posts; a post's place is its worker number."""
        return self.roster.posts

    @property
    def roster(self) -> _Roster:
        """The posts, and who of them is meant by a reference."""
        return _roster(self.staff)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The municipalities."""
        return tuple(site.name for site in self.sites)

    def served_by(self, service: str) -> tuple[str, ...]:
        """The municipalities of a service."""
        return _served(self.services.part[service], self.sites)


def layout_of(config: Config, model: str) -> Layout:
    """The layout of a model."""
    return layouts(config)[model]


def layouts(config: Config) -> Mapping[str, Layout]:
    """The layout of each model: mostly the same mapping in every replication."""
    return _layouts(Same(config))


@lru_cache(maxsize=16)
def _layouts(config: Same[Config]) -> Mapping[str, Layout]:
    models = config.part.models
    services = tuple([Same(model.services) for model in models.values()])
    return _layouts_of(tuple(models), services, Same(config.part.staff), Same(sites_of(config.part)))


@lru_cache(maxsize=16)
def _layouts_of(
    models: tuple[str, ...],
    services: tuple[Same[dict[str, Service]], ...],
    staff: Same[dict[str, StaffGroup]],
    sites: Same[tuple[Site, ...]],
) -> Mapping[str, Layout]:
    return {name: _layout(own, staff, sites) for name, own in zip(models, services, strict=True)}


@lru_cache(maxsize=KEPT)
def _layout(
    services: Same[dict[str, Service]], staff: Same[dict[str, StaffGroup]], sites: Same[tuple[Site, ...]]
) -> Layout:
    return Layout(services, staff, sites.part)


class _Roster:
    """The posts of some staff groups, and worker numbers by group and ordinal."""

    def __init__(self, staff: Mapping[str, StaffGroup]) -> None:
        groups = sorted(staff.items(), key=lambda item: item[1].number)
        self.posts = tuple(
            PostRef(name, ordinal, fte) for name, group in groups for ordinal, fte in enumerate(sizes(group), start=1)
        )
        self.by_group: dict[str, tuple[int, ...]] = dict.fromkeys(staff, ())
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


@lru_cache(maxsize=16)
def _roster(staff: Same[dict[str, StaffGroup]]) -> _Roster:
    return _Roster(staff.part)


@lru_cache(maxsize=KEPT)
def placement(layout: Layout) -> Mapping[TeamKey, tuple[int, ...]]:
    """The worker numbers of each (service, team), ascending."""
    roster = layout.roster
    return {
        key: tuple(sorted(worker for reference in team.staff for worker in roster.workers(reference)))
        for key, team in layout.teams
    }


@lru_cache(maxsize=KEPT)
def _service_sizes(layout: Layout) -> Mapping[str, float]:
    roster = layout.roster.posts
    sizes_of: dict[str, float] = {}
    for (service, _), numbers in placement(layout).items():
        sizes_of[service] = sizes_of.get(service, 0.0) + sum(roster[number].fte for number in numbers)
    return {service: fte for service, fte in sizes_of.items() if fte > 0}


@lru_cache(maxsize=2 * KEPT)
def coverage(layout: Layout, works: tuple[str, ...]) -> Mapping[tuple[str, str], TeamKey]:
    """The (service, team) that covers each (municipality, work) of some stages or functions."""
    return {
        (municipality, work): key
        for key, team in layout.teams
        for municipality in layout.served_by(key[0])
        for work in team.covers
        if work in works
    }


@lru_cache(maxsize=KEPT)
def bought_by(layout: Layout) -> Mapping[tuple[str, str], str]:
    """The service that buys each (municipality, function)."""
    return {
        (municipality, function): name
        for name, service in layout.services.part.items()
        for municipality in layout.served_by(name)
        for function in service.buys
    }


def _served(service: Service, sites: tuple[Site, ...]) -> tuple[str, ...]:
    if service.municipalities != "all":
        return service.municipalities
    return tuple(site.name for site in sites if not site.is_outside)


@lru_cache(maxsize=KEPT)
def served_by_all(layout: Layout) -> tuple[str, ...]:
    """The municipalities that some service serves, in the config's order."""
    names = {name for service in layout.services.part for name in layout.served_by(service)}
    return tuple(name for name in layout.names if name in names)


@lru_cache(maxsize=KEPT)
def _in_model(layout: Layout) -> tuple[str, ...]:
    own = served_by_all(layout)
    away = {site.office for site in layout.sites if site.is_outside and site.name not in own}
    near_by = {site.office for site in layout.sites if not site.is_outside or site.name in own}
    return tuple(name for name, group in layout.staff.part.items() if group.office not in away - near_by)


# -- problems ---------------------------------------------------------------------------------------------------


def problems_of_roster(config: Config) -> tuple[Problem, ...]:
    """What is wrong with the sizes, working days, homes, leaders and qualifications of the staff's posts."""
    return _problems_of_roster(Same(config.staff), Same(sites_of(config)), config.calendar.kind)


@lru_cache(maxsize=16)
def _problems_of_roster(
    staff: Same[dict[str, StaffGroup]], sites: Same[tuple[Site, ...]], calendar: str
) -> tuple[Problem, ...]:
    return tuple(_problems_of_groups(staff.part, [site.name for site in sites.part], calendar))


def _problems_of_groups(
    staff: Mapping[str, StaffGroup], municipalities: Sequence[str], calendar: str
) -> Iterator[Problem]:
    for name, group in staff.items():
        for i, entry in enumerate(group.posts_fte):
            yield from _problem_of_size(("staff", name, "posts_fte", i), entry)
        yield from _problems_of_days(("staff", name, "working_days"), group, calendar)
        yield from _problems_of_ordinals(("staff", name, "leaders"), group, group.leaders)
        yield from _problems_of_ordinals(("staff", name, "unqualified"), group, group.unqualified)
        if group.lives_in is not None and group.lives_in not in municipalities:
            hint = near(group.lives_in, municipalities)
            expected = message("a municipality of the config")
            yield Problem(("staff", name, "lives_in"), expected, found(group.lives_in), hint)


def _problem_of_size(path: Path, entry: float | str) -> Iterator[Problem]:
    fte = _sizes(entry)
    if isinstance(entry, str) and looks_like_a_name(entry):
        yield Problem(path, message("a post size without a name"), message("text with a name"), WORKERS_ARE_NUMBERS)
    elif not fte or not all(0 < size <= 1 for size in fte):
        words = found(entry) if isinstance(entry, str) else verbatim(f"{entry:g}")
        # 0,8 in a list is 0 and 8
        hint = DECIMALS if entry == 0 else NOTHING
        yield Problem(path, message("a post size above 0 and at most 1, or '6 x 1.0'"), words, hint)


def _problems_of_ordinals(path: Path, group: StaffGroup, ordinals: tuple[int, ...]) -> Iterator[Problem]:
    last = len(sizes(group))
    for i, ordinal in enumerate(ordinals):
        if not 1 <= ordinal <= last:
            yield Problem((*path, i), _an_ordinal(last), found(ordinal))
        elif ordinal in ordinals[:i]:
            yield Problem((*path, i), message("each post once"), found(ordinal))


def _an_ordinal(last: int) -> Message:
    return message("the ordinal of a post, from 1 to {last}", last=last)


def _problems_of_days(path: Path, group: StaffGroup, calendar: str) -> Iterator[Problem]:
    fte = sizes(group)
    allowed = {"mon", "tue", "wed", "thu", "fri"} | ({"sat", "sun"} if calendar == "continuous" else set())
    for ordinal, days in group.working_days.items():
        if not 1 <= ordinal <= len(fte):
            yield Problem((*path, ordinal), _an_ordinal(len(fte)), found(ordinal))
            continue
        size = fte[ordinal - 1]
        if not 0 < size <= 1:
            continue
        needed = math.ceil(round(size * WORKING_WEEK_DAYS, 9))
        if len(set(days) & allowed) < len(days) or len(days) < needed:
            expected = plural_message(
                "at least {n} working day for a post of {size:g}",
                "at least {n} different working days for a post of {size:g}",
                needed,
                size=size,
            )
            yield Problem((*path, ordinal), expected, verbatim(f"[{listed(days)}]"))


def problems_of_models(config: Config) -> Iterator[Problem]:
    """What keeps models from covering every stage, and placing every post of today, exactly once."""
    for name, layout in layouts(config).items():
        yield from _problems_of_model(name, layout)


@lru_cache(maxsize=KEPT)
def _problems_of_model(name: str, layout: Layout) -> tuple[Problem, ...]:
    path: Path = ("models", name)
    return (
        *_problems_of_municipalities(path, layout),
        *_problems_of_coverage(path, layout),
        *_problems_of_staff(path, layout),
    )


def _problems_of_municipalities(path: Path, layout: Layout) -> Iterator[Problem]:
    for name, service in layout.services.part.items():
        of_service = (*path, "services", name, "municipalities")
        if service.municipalities == "all":
            continue
        for i, municipality in enumerate(service.municipalities):
            if municipality not in layout.names:
                hint = near(municipality, layout.names)
                yield Problem((*of_service, i), message("a municipality of the config"), found(municipality), hint)
            elif municipality in service.municipalities[:i]:
                yield Problem((*of_service, i), message("each municipality once"), found(municipality))


def _problems_of_coverage(path: Path, layout: Layout) -> Iterator[Problem]:
    covered: dict[tuple[str, str], TeamKey] = {}
    for key, team in layout.teams:
        of_team = (*path, "services", key[0], "teams", key[1])
        municipalities = layout.served_by(key[0])
        own = [(municipality, work) for municipality in dict.fromkeys(municipalities) for work in team.covers]
        twice: dict[TeamKey, list[tuple[str, str]]] = {}
        for pair in own:
            if pair in covered:
                twice.setdefault(covered[pair], []).append(pair)
            covered[pair] = key
        for other, pairs in twice.items():
            yield _covered_twice((*of_team, "covers"), other, pairs)
        if own and not team.staff:
            of_stages = message("at least one post, for a team that covers stages")
            of_functions = message("at least one post, for a team that covers functions")
            expected = of_stages if set(team.covers) & set(STAGES) else of_functions
            yield Problem((*of_team, "staff"), expected, message("an empty list"))
    # a mistyped municipality is uncovered elsewhere: that is one mistake
    if all(name in layout.names for service in layout.services.part for name in layout.served_by(service)):
        yield from _uncovered(path, layout, covered)


def _covered_twice(path: Path, other: TeamKey, pairs: list[tuple[str, str]]) -> Problem:
    works = listed(dict.fromkeys(work for _, work in pairs))
    municipalities = dict.fromkeys(municipality for municipality, _ in pairs)
    of_stage = message("each stage of a municipality covered by one team")
    of_function = message("each function of a municipality covered by one team")
    expected = of_stage if any(work in STAGES for _, work in pairs) else of_function
    return Problem(path, expected, covered_as_well(works, municipalities, other))


def covered_as_well(works: str, municipalities: Iterable[str], team: TeamKey) -> Message:
    """That another team covers the same of some municipalities."""
    return message(
        "{works} of {places} covered by {team} as well",
        works=works,
        places=listed(municipalities),
        team="/".join(team),
    )


def _uncovered(path: Path, layout: Layout, covered: Mapping[tuple[str, str], TeamKey]) -> Iterator[Problem]:
    names = served_by_all(layout)
    for municipality in (site.name for site in layout.sites if site.name in names or not site.is_outside):
        missing = [stage for stage in STAGES if (municipality, stage) not in covered]
        if missing:
            expected = message("a team for every stage of {municipality}", municipality=municipality)
            yield Problem(path, expected, message("none for {stages}", stages=listed(missing)))


def _problems_of_staff(path: Path, layout: Layout) -> Iterator[Problem]:
    roster, groups = layout.roster, _in_model(layout)
    team_of: dict[int, TeamKey] = {}
    for key, team in layout.teams:
        for i, reference in enumerate(team.staff):
            of_reference = (*path, "services", key[0], "teams", key[1], "staff", i)
            workers = roster.workers(reference)
            if not workers:
                yield unknown_post(of_reference, reference, roster)
            elif reference.partition(".")[0] not in groups:
                expected = message("posts of the region, or of a neighbouring one that the model serves")
                yield Problem(of_reference, expected, found(reference))
            twice = [worker for worker in workers if worker in team_of]
            if twice:
                names = [str(roster.posts[worker]) for worker in twice]
                yield _placed_twice(of_reference, names, team_of[twice[0]])
            team_of.update(dict.fromkeys(workers, key))
    references = [reference for _, team in layout.teams for reference in team.staff]
    unplaced = [
        post
        for worker, post in enumerate(roster.posts)
        if worker not in team_of and post.group in groups and not layout.staff.part[post.group].extra
    ]
    # a mistyped post is missing elsewhere: that is one mistake
    if unplaced and all(map(roster.workers, references)):
        words = message("{posts} in none", posts=_named(unplaced, roster))
        yield Problem(path, message("every post in a team"), words)


def unknown_post(path: Path, reference: str, roster: _Roster) -> Problem:
    """The problem of a reference that names nobody."""
    group, dot, _ = reference.partition(".")
    size = len(roster.by_group.get(group, ()))
    if dot and size:
        expected = message("a post of {group}, from {group}.1 to {group}.{last}", group=group, last=size)
        return Problem(path, expected, found(reference))
    undotted = re.fullmatch(r"(.+?)([1-9]\d*)", reference)
    meant = f"{undotted[1]}.{undotted[2]}" if undotted else ""
    hint = did_you_mean(meant) if roster.workers(meant) else near(group, roster.by_group)
    return Problem(path, message("a staff group (K) or one of its posts (K.1)"), found(reference), hint)


def _placed_twice(path: Path, names: list[str], other: TeamKey) -> Problem:
    words = message("{posts} placed in {team} as well", posts=listed(names), team="/".join(other))
    return Problem(path, message("each post placed once"), words)


def _named(unplaced: list[PostRef], roster: _Roster) -> str:
    """Posts by name; a group of which all are meant, by the group's."""
    words: list[str] = []
    for group, members in groupby(unplaced, key=lambda post: post.group):
        names = [str(post) for post in members]
        words += [group] if len(names) == len(roster.by_group[group]) else names
    return listed(words)
