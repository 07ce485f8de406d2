"""From a config to an organisation: ``organise(config, model, tape)`` is a pure function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from caseflow.config.placement import KEPT, Layout, Site, TeamKey, coverage, layout_of, layouts, placement, sites_of
from caseflow.config.places import Ways
from caseflow.config.same import Same
from caseflow.config.schema import STAGES, TASK_KINDS, Config, Municipality, Pressure
from caseflow.organisation.assignment import (
    Addressees,
    asked,
    conflicts,
    helpers,
    homes,
    neighbours,
    ranks,
    ranks_of_offices,
)
from caseflow.organisation.capacity import capacity, monthly_minutes
from caseflow.organisation.common import Common
from caseflow.organisation.functions import (
    division,
    on_call_team,
    practice_permille,
    response_minutes,
    speed_permille,
    unqualified,
)
from caseflow.organisation.measures import places
from caseflow.organisation.money import money
from caseflow.organisation.periods import Start, days_of, growth_marks, served, starts
from caseflow.organisation.strain import strain
from caseflow.organisation.tables import (
    PERMILLE,
    UNLIMITED,
    Conflicts,
    Float64,
    Int32,
    Organisation,
    Period,
    Rules,
    TeamInfo,
)
from caseflow.organisation.travel import local_offices, sitting, trip_permille, trips
from caseflow.tape.pairs import Asked
from caseflow.tape.tables import MARK_SCALE, Tape

# -- from a config to an organisation -----------------------------------------------------------------------------


def organise(config: Config, model: str, tape: Tape) -> Organisation:
    """Make a model ready to run on a tape; pure.

    The baseline's organisation holds from tick 0, the model's own from ``calendar.change_date``, and each of its steps
    from the step's date. What all models have in common is kept until another config or tape is organised.
    """
    return _organised(_common(Same(config), Same(tape)), model)


@lru_cache(maxsize=1)
def _common(config: Same[Config], tape: Same[Tape]) -> Common:
    return Common(config.part, tape.part)


def _organised(common: Common, model: str) -> Organisation:
    config, clock, posts = common.config, common.clock, common.tape.posts
    begins = starts(config, model, clock)
    offices = tuple(dict.fromkeys([*common.tape.offices, *local_offices(config, [start.model for start in begins])]))
    geography = _of_ways(Same(common.ways)).geography(Same(sites_of(config)), offices)
    before = config.models[model].before or config.baseline
    periods = tuple(
        common.kept(
            ("period", start.tick, start.day, start.model, Same(start.transition), days.stop, before, geography),
            partial(_period, common, start, days, before, geography),
        )
        for start, days in zip(begins, days_of(begins, clock), strict=True)
    )
    work = capacity(common, periods)
    return Organisation(
        model=model,
        clock=clock,
        municipalities=tuple(config.municipalities),
        change_tick=clock.first_tick(clock.day(config.calendar.change_date)),
        periods=periods,
        rules=common.kept(("rules",), lambda: _rules(config)),
        capacity=work,
        fte=posts.fte_permille / PERMILLE,
        post_growth=common.post_growth,
        offices=offices,
        office_of_worker=posts.office,
        home_of_worker=homes(layout_of(config, model)),
        office_on=sitting(common, work, offices, begins),
        trip_minutes=geography.trip_minutes,
        trip_km=geography.trip_km,
        conflicted=_conflicts(common, geography, is_counted=any(period.conflicts for period in periods)),
        strain=strain(common, periods),
        office_of_municipality=geography.office_of_municipality,
        cases_norm=config.work.cases_norm,
        outside=np.array([m.outside for m in config.municipalities.values()], dtype=np.bool_),
        served=served(periods),
        money=money(common, periods),
    )


# -- where ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Geography:
    """Offices, and the ways between them and the families; each [office, municipality] but for the last."""

    minutes: Float64
    """One way; infinite where no distances lead."""
    ranks: Int32
    trip_minutes: Int32
    trip_km: Float64
    office_of_municipality: Int32


def _geography(ways: Ways, all_sites: Same[tuple[Site, ...]], offices: tuple[str, ...]) -> _Geography:
    sites = all_sites.part
    minutes, km = ways.between(offices, tuple(site.place for site in sites))
    trip_minutes, trip_km = trips(minutes, km)
    return _Geography(
        minutes=minutes,
        ranks=ranks_of_offices(sites, offices, minutes),
        trip_minutes=trip_minutes,
        trip_km=trip_km,
        office_of_municipality=np.array(
            [offices.index(site.office) if site.office in offices else -1 for site in sites], dtype=np.int32
        ),
    )


# -- periods ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Shape:
    """What of a period hangs on the layout of its model alone; the fields are those of :class:`Period`."""

    teams: tuple[TeamInfo, ...]
    team_of: Int32
    team_of_worker: Int32
    second_worker_permille: Int32
    service_of_team: Int32
    helpers: tuple[tuple[tuple[int, ...], ...], ...]


@lru_cache(maxsize=KEPT)
def _shape(layout: Layout) -> _Shape:
    teams = _teams(layout)
    team_of = np.full((len(layout.sites), len(STAGES)), -1, dtype=np.int32)
    team_of_worker = np.full(len(layout.posts), -1, dtype=np.int32)
    for number, team in enumerate(teams):
        team_of[np.ix_(team.municipalities, team.stages)] = number
        team_of_worker[list(team.workers)] = number
    services = list(layout.services.part)
    return _Shape(
        teams=teams,
        team_of=team_of,
        team_of_worker=team_of_worker,
        second_worker_permille=np.array(
            [round(team.second_worker_share * PERMILLE) for _, team in layout.teams], dtype=np.int32
        ),
        service_of_team=np.array([services.index(team.service) for team in teams], dtype=np.int32),
        helpers=helpers(layout, teams),
    )


class _Addresses(NamedTuple):
    """Whom a case goes to, and whom next; the fields are those of :class:`Period`."""

    rank: Int32
    neighbours: tuple[tuple[tuple[int, ...], ...], ...]


def _addresses(layout: Layout, geography: _Geography, office_of_worker: tuple[int, ...]) -> _Addresses:
    shape, office = _shape(layout), list(office_of_worker)
    return _Addresses(
        rank=ranks(layout, shape.teams, homes(layout), geography.ranks[office]),
        neighbours=neighbours(shape.teams, shape.team_of, np.array(office, dtype=np.int32), geography.minutes),
    )


class _OfWays:
    """What hangs on the ways between places, kept for as long as they are in use.

    In a large region it is large, and ways that are drawn do not come back with the next replication.
    """

    def __init__(self, ways: Ways) -> None:
        self.geography = lru_cache(maxsize=16)(partial(_geography, ways))
        self.addresses = lru_cache(maxsize=64)(_addresses)


@lru_cache(maxsize=1)
def _of_ways(ways: Same[Ways]) -> _OfWays:
    return _OfWays(ways.part)


def _period(common: Common, start: Start, days: slice, before: str, geography: _Geography) -> Period:
    """A period of the run of a model whose own follows ``before``."""
    config, model = common.config, start.model
    layout, effects = layout_of(config, model), config.models[model].effects
    shape = _shape(layout)
    addresses = _of_ways(Same(common.ways)).addresses(layout, geography, common.office_of_worker)
    monthly = monthly_minutes(common, model, days)
    divided = division(common, model, monthly)
    on_call = on_call_team(layout)
    return Period(
        start_tick=start.tick,
        start_day=start.day,
        model=model,
        teams=shape.teams,
        team_of=shape.team_of,
        team_of_worker=shape.team_of_worker,
        planned_late=_planned_late(common, before, model),
        second_worker_permille=shape.second_worker_permille,
        service_of_team=shape.service_of_team,
        monthly_minutes=monthly,
        case_load=divided.case_load,
        pools=divided.pools,
        route=divided.route,
        pool_load=divided.pool_load,
        rank=addresses.rank,
        helpers=shape.helpers,
        neighbours=addresses.neighbours,
        conflicts=effects.conflicts,
        trip_permille=common.kept(("trips", effects.travel), partial(trip_permille, config, model)),
        practice_permille=common.kept(("practice", effects.practice), partial(practice_permille, config, model)),
        speed_permille=speed_permille(config, layout, is_counted=effects.specialisation),
        coordination_minutes=_coordination_minutes(config, model),
        unqualified=unqualified(layout, effects.qualified_conclusions),
        places=places(common, model),
        growth_mark=growth_marks(config, start.transition),
        response_minutes=response_minutes(config, on_call),
        on_call_team=on_call,
    )


# -- conflicts --------------------------------------------------------------------------------------------------


def _conflicts(common: Common, geography: _Geography, *, is_counted: bool) -> Conflicts:
    """Who is in conflict; nobody unless it is counted. They are the same for all models that count it."""
    if not is_counted:
        return common.kept(("no conflicts",), lambda: Conflicts.none(len(common.tape.cases)))
    return common.kept(("conflicts",), lambda: _all_conflicts(common, geography))


def _all_conflicts(common: Common, geography: _Geography) -> Conflicts:
    config, office_of_worker = common.config, common.office_of_worker
    counting = tuple(of for name, of in layouts(config).items() if config.models[name].effects.conflicts)
    return conflicts(
        config, common.tape, homes(counting[0]), _asked(counting, Same(common.ways), geography, office_of_worker)
    )


@lru_cache(maxsize=1)
def _asked(
    layouts: tuple[Layout, ...], ways: Same[Ways], geography: _Geography, office_of_worker: tuple[int, ...]
) -> Asked:
    """Who may be asked to take a case under one of some models' organisation, from a roster's offices."""
    models = []
    for layout in layouts:
        shape, addresses = _shape(layout), _of_ways(ways).addresses(layout, geography, office_of_worker)
        models.append(Addressees(shape.teams, shape.team_of, shape.helpers, addresses.neighbours))
    return asked(models, len(layouts[0].sites))


def _coordination_minutes(config: Config, model: str) -> int:
    """Added to the first task of a case that goes to another service."""
    hours = config.effects.coordination.handover_hours if config.models[model].effects.coordination else 0
    return round(hours * 60)


def _teams(layout: Layout) -> tuple[TeamInfo, ...]:
    """The teams of a model in the config's order, with their posts and what they cover."""
    workers = placement(layout)
    other, outside = _other_posts(layout)
    return tuple(
        TeamInfo(
            name="/".join(key),
            service=key[0],
            stages=tuple(number for number, stage in enumerate(STAGES) if stage in team.covers),
            municipalities=tuple(sorted(map(layout.names.index, layout.served_by(key[0])))),
            workers=workers[key],
            other_posts_fte=other.get(key, 0.0),
            outside_posts_fte=outside.get(key, 0.0),
        )
        for key, team in layout.teams
    )


def _other_posts(layout: Layout) -> tuple[dict[TeamKey, float], dict[TeamKey, float]]:
    """The posts without casework of each team, and of these the ones of a neighbouring region.

    A group's follow the team of its first post.
    """
    homes_of = homes(layout)
    fte: dict[TeamKey, float] = {}
    outside: dict[TeamKey, float] = {}
    for key, numbers in placement(layout).items():
        for worker in numbers:
            post = layout.posts[worker]
            if post.ordinal == 1:
                other = layout.staff.part[post.group].other_posts_fte
                fte[key] = fte.get(key, 0.0) + other
                if homes_of[worker] >= 0 and layout.sites[homes_of[worker]].is_outside:
                    outside[key] = outside.get(key, 0.0) + other
    return fte, outside


# -- planned late -----------------------------------------------------------------------------------------------


def _planned_late(common: Common, before: str, model: str) -> Int32:
    """Per municipality: the mark below which its investigations are planned late.

    A team that merges several of today's investigation teams takes over a practice as ``discipline`` says; every other
    team keeps each municipality's own. Today's teams are the baseline's, and for a neighbouring region those of the
    model that holds before the run's own.
    """
    config = common.config
    marks = common.kept(("planned late",), lambda: _own_planned_late(config)).copy()
    of = layouts(config)
    for together in _merged(of[model], of[before], of[config.baseline]):
        share = common.kept(("merged share", together), partial(_merged_share, config, together))
        if share is not None:
            marks[[i for i, name in enumerate(config.municipalities) if name in together]] = round(share * MARK_SCALE)
    return marks


def _own_planned_late(config: Config) -> Int32:
    shares = (municipality.planned_late_share for municipality in config.municipalities.values())
    return np.array([round(share * MARK_SCALE) for share in shares], dtype=np.int32)


@lru_cache(maxsize=KEPT)
def _merged(layout: Layout, before: Layout, baseline: Layout) -> tuple[tuple[str, ...], ...]:
    """The municipalities whose investigations one team does, for each team that merges several of today's teams."""
    today = {**_investigation_teams(before), **_investigation_teams(baseline)}
    of_team: dict[TeamKey, list[str]] = {}
    for municipality, team in _investigation_teams(layout).items():
        of_team.setdefault(team, []).append(municipality)
    return tuple(tuple(together) for together in of_team.values() if len({today[m] for m in together}) > 1)


def _investigation_teams(layout: Layout) -> dict[str, TeamKey]:
    """The team that investigates for each municipality that a model serves."""
    return {m: team for (m, stage), team in coverage(layout, STAGES).items() if stage == "investigation"}


def _own_share(config: Config, municipality: str) -> float:
    return config.municipalities[municipality].planned_late_share


def _merged_share(config: Config, together: Sequence[str]) -> float | None:
    """The planned-late share of municipalities whose investigations a merged team does; None: each keeps its own."""
    practice = config.discipline.merged_teams
    if practice == "by_municipality":
        return None
    if practice != "weighted_mean":
        return _own_share(config, practice)
    weights = [_reports_per_year(config.municipalities[name]) for name in together]
    if not sum(weights):
        return None
    return float(np.average([_own_share(config, name) for name in together], weights=weights))


def _reports_per_year(municipality: Municipality) -> float:
    return municipality.children_0_17 * municipality.reports_per_1000_children_per_year / 1000


def _rules(config: Config) -> Rules:
    """The config's numbers as the engines want them: whole minutes, days and classes."""
    investigation, work = config.investigation, config.work
    return Rules(
        session_minutes=work.session_minutes,
        reassign_after_days=work.reassign_after_days,
        caseload_limit=_limit(work.caseload_limit),
        levelling_gap_percent=_limit(work.levelling_gap_percent),
        handover_minutes=round(config.effort.handover_hours * 60),
        screening_days=investigation.screening_days,
        clock_starts=("report_received", "report_concluded", "screening_week_expired").index(
            investigation.clock_starts
        ),
        deadline_months=investigation.deadline_months,
        extended_months=investigation.extended_months,
        planned_late_working_days=investigation.planned_late_working_days,
        follow_up_days=config.measures.follow_up_interval_days,
        review_days=config.measures.review_interval_days,
        care_follow_up_days=config.care.follow_up_interval_days,
        visit_days=config.care.visit_interval_days,
        visitor_days=config.care.visitor_interval_days,
        county_board_days=config.care.county_board_days,
        emergency_class=work.priorities.emergency,
        task_class=tuple(getattr(work.priorities, kind) for kind in TASK_KINDS),
        effort_permille=_effort_permille(config.work.pressure),
        peak_percent=_limit(config.effects.help.peak_load_percent),
        help_delay_days=config.effects.help.delay_days,
        bought_days=config.effects.buying.wait_days,
        milieu_days=config.effects.milieu_work.interval_days,
    )


def _limit(number: int | None) -> int:
    """What is above UNLIMITED nothing reaches either."""
    return UNLIMITED if number is None else min(number, UNLIMITED)


def _effort_permille(pressure: Pressure) -> tuple[int, ...]:
    """By load in per cent, 0 to 1000: (reference_load / load) ** exponent, between the floor and 1."""
    percent = np.maximum(np.arange(1001), 1)
    share = np.minimum(1.0, 100 * pressure.reference_load / percent) ** pressure.exponent
    return tuple(np.round(PERMILLE * np.maximum(share, pressure.floor_share)).astype(np.int64).tolist())
