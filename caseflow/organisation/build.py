"""From a config to an organisation: ``organise(config, model, tape)`` is a pure function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from caseflow.config.placement import TeamKey, covering, placed, posts, teams_of
from caseflow.config.placement import served as served_by
from caseflow.config.places import ways
from caseflow.config.schema import STAGES, TASK_KINDS, Config, Municipality, Pressure
from caseflow.organisation.assignment import conflicted, helpers, homes, neighbours, ranks, ranks_of_offices
from caseflow.organisation.capacity import capacity, monthly_minutes, post_sizes
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
from caseflow.organisation.periods import Start, growth_marks, served, starts
from caseflow.organisation.strain import strain
from caseflow.organisation.tables import (
    PERMILLE,
    UNLIMITED,
    Float64,
    Int32,
    Int64,
    Organisation,
    Period,
    Rules,
    TeamInfo,
)
from caseflow.organisation.travel import local_offices, one_way, sitting, trip_permille, trips
from caseflow.tape.draw import clock_of
from caseflow.tape.tables import MARK_SCALE, Tape

# -- from a config to an organisation -----------------------------------------------------------------------------


def organise(config: Config, model: str, tape: Tape) -> Organisation:
    """Make a model ready to run on a tape; pure.

    The baseline's organisation holds from tick 0, the model's own from ``calendar.change_date``, and each of its steps
    from the step's date.
    """
    clock = clock_of(config)
    begins = starts(config, model, clock)
    offices = tuple(dict.fromkeys([*tape.offices, *local_offices(config, [start.model for start in begins])]))
    workers = _Workers(homes(config), tape.posts.office)
    monthly = monthly_minutes(tape, config, clock, begins)
    minutes, km = one_way(config, ways(config), offices)
    trip_minutes, trip_km = trips(minutes, km)
    periods = tuple(
        _period(config, model, start, workers, of_period, offices, minutes)
        for start, of_period in zip(begins, monthly, strict=True)
    )
    work = capacity(tape, config, clock, periods)
    growth = post_sizes(config, clock) if config.work.posts_follow_children else None
    return Organisation(
        model=model,
        clock=clock,
        municipalities=tuple(config.municipalities),
        change_tick=clock.first_tick(clock.day(config.calendar.change_date)),
        periods=periods,
        rules=_rules(config),
        capacity=work,
        fte=tape.posts.fte_permille / PERMILLE,
        post_growth=growth,
        offices=offices,
        office_of_worker=tape.posts.office,
        home_of_worker=workers.home,
        office_on=sitting(config, clock, work, offices, workers.office, begins),
        trip_minutes=trip_minutes,
        trip_km=trip_km,
        conflicted=conflicted(config, tape, workers.home, is_counted=any(period.conflicts for period in periods)),
        strain=strain(tape, config, clock, periods),
        office_of_municipality=np.array(
            [_index(offices, m.office or name) for name, m in config.municipalities.items()], dtype=np.int32
        ),
        cases_norm=config.work.cases_norm,
        outside=np.array([m.outside for m in config.municipalities.values()], dtype=np.bool_),
        served=served(periods),
        money=money(config, clock, tape.posts, growth, periods),
    )


def _index(names: tuple[str, ...], name: str) -> int:
    return names.index(name) if name in names else -1


@dataclass(frozen=True)
class _Workers:
    """What of the workers is the same in every period; each [worker]."""

    home: Int32
    """Index of the municipality."""
    office: Int32


def _period(
    config: Config,
    run_model: str,
    start: Start,
    workers: _Workers,
    monthly_minutes: Int64,
    offices: tuple[str, ...],
    minutes: Float64,
) -> Period:
    """A period of the run of a model; ``minutes`` [office, municipality] of the way to the families."""
    model = start.model
    teams = _teams(config, model)
    team_of = np.full((len(config.municipalities), len(STAGES)), -1, dtype=np.int32)
    team_of_worker = np.full(len(posts(config)), -1, dtype=np.int32)
    for number, team in enumerate(teams):
        team_of[np.ix_(team.municipalities, team.stages)] = number
        team_of_worker[list(team.workers)] = number
    services = config.models[model].services
    divided = division(config, model, monthly_minutes)
    on_call = on_call_team(config, model)
    shares = [services[service].teams[team].second_worker_share for service, team in placed(config, model)]
    return Period(
        start_tick=start.tick,
        model=model,
        teams=teams,
        team_of=team_of,
        team_of_worker=team_of_worker,
        planned_late=_planned_late(config, run_model, model),
        second_worker_permille=np.array([round(share * PERMILLE) for share in shares], dtype=np.int32),
        service_of_team=np.array([list(services).index(team.service) for team in teams], dtype=np.int32),
        monthly_minutes=monthly_minutes,
        case_load=divided.case_load,
        pools=divided.pools,
        route=divided.route,
        pool_load=divided.pool_load,
        rank=ranks(config, model, teams, workers.home, ranks_of_offices(config, offices, minutes)[workers.office]),
        helpers=helpers(config, model, teams),
        neighbours=neighbours(teams, team_of, minutes[workers.office]),
        conflicts=config.models[model].effects.conflicts,
        trip_permille=trip_permille(config, model),
        practice_permille=practice_permille(config, model),
        speed_permille=speed_permille(config, model),
        coordination_minutes=_coordination_minutes(config, model),
        unqualified=unqualified(config, model),
        places=places(config, model),
        growth_mark=growth_marks(config, start.transition),
        response_minutes=response_minutes(config, on_call),
        on_call_team=on_call,
    )


def _coordination_minutes(config: Config, model: str) -> int:
    """Added to the first task of a case that goes to another service."""
    hours = config.effects.coordination.handover_hours if config.models[model].effects.coordination else 0
    return round(hours * 60)


def _teams(config: Config, model: str) -> tuple[TeamInfo, ...]:
    """The teams of a model in the config's order, with their posts and what they cover."""
    names = list(config.municipalities)
    workers = placed(config, model)
    other, outside = _other_posts(config, workers)
    return tuple(
        TeamInfo(
            name="/".join(key),
            service=key[0],
            stages=tuple(number for number, stage in enumerate(STAGES) if stage in team.covers),
            municipalities=tuple(sorted(map(names.index, served_by(config, config.models[model].services[key[0]])))),
            workers=workers[key],
            other_posts_fte=other.get(key, 0.0),
            outside_posts_fte=outside.get(key, 0.0),
        )
        for key, team in teams_of(config.models[model])
    )


def _other_posts(
    config: Config, workers: Mapping[TeamKey, tuple[int, ...]]
) -> tuple[dict[TeamKey, float], dict[TeamKey, float]]:
    """The posts without casework of each team, and of these the ones of a neighbouring region.

    A group's follow the team of its first post.
    """
    homes_of = homes(config)
    is_outside = [municipality.outside for municipality in config.municipalities.values()]
    fte: dict[TeamKey, float] = {}
    outside: dict[TeamKey, float] = {}
    for key, numbers in workers.items():
        for worker in numbers:
            post = posts(config)[worker]
            if post.ordinal == 1:
                other = config.staff[post.group].other_posts_fte
                fte[key] = fte.get(key, 0.0) + other
                if homes_of[worker] >= 0 and is_outside[homes_of[worker]]:
                    outside[key] = outside.get(key, 0.0) + other
    return fte, outside


def _planned_late(config: Config, run_model: str, model: str) -> Int32:
    """Per municipality: the mark below which its investigations are planned late.

    A team that merges several of today's investigation teams takes over a practice as ``discipline`` says; every other
    team keeps each municipality's own. Today's teams are the baseline's, and for a neighbouring region those of the
    model that holds before the run's own.
    """
    before = config.models[run_model].before or config.baseline
    today = {**_investigation_teams(config, before), **_investigation_teams(config, config.baseline)}
    own = _investigation_teams(config, model)
    shares = []
    for name in config.municipalities:
        together = [m for m, team in own.items() if team == own.get(name)]
        is_merged = len({today[m] for m in together}) > 1
        shares.append(_merged_share(config, name, together) if is_merged else _own_share(config, name))
    return np.array([round(share * MARK_SCALE) for share in shares], dtype=np.int32)


def _investigation_teams(config: Config, model: str) -> dict[str, TeamKey]:
    """The team that investigates for each municipality that a model serves."""
    return {m: team for (m, stage), team in covering(config, model).items() if stage == "investigation"}


def _own_share(config: Config, municipality: str) -> float:
    return config.municipalities[municipality].planned_late_share


def _merged_share(config: Config, municipality: str, together: list[str]) -> float:
    """The planned-late share of a municipality whose investigations a merged team does."""
    practice = config.discipline.merged_teams
    if practice == "by_municipality":
        return _own_share(config, municipality)
    if practice != "weighted_mean":
        return _own_share(config, practice)
    weights = [_reports_per_year(config.municipalities[name]) for name in together]
    if not sum(weights):
        return _own_share(config, municipality)
    return float(np.average([_own_share(config, name) for name in together], weights=weights))


def _reports_per_year(municipality: Municipality) -> float:
    return municipality.children_0_17 * municipality.reports_per_1000_children_per_year / 1000


def _rules(config: Config) -> Rules:
    """The config's numbers as the engines want them: whole minutes, days and classes."""
    investigation, work = config.investigation, config.work
    return Rules(
        session_minutes=work.session_minutes,
        reassign_after_days=work.reassign_after_days,
        caseload_limit=UNLIMITED if work.caseload_limit is None else work.caseload_limit,
        levelling_gap_percent=UNLIMITED if work.levelling_gap_percent is None else work.levelling_gap_percent,
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
        peak_percent=config.effects.help.peak_load_percent,
        help_delay_days=config.effects.help.delay_days,
        bought_days=config.effects.buying.wait_days,
        milieu_days=config.effects.milieu_work.interval_days,
    )


def _effort_permille(pressure: Pressure) -> tuple[int, ...]:
    """By load in per cent, 0 to 1000: (reference_load / load) ** exponent, between the floor and 1."""
    percent = np.maximum(np.arange(1001), 1)
    share = np.minimum(1.0, 100 * pressure.reference_load / percent) ** pressure.exponent
    return tuple(int(v) for v in np.round(PERMILLE * np.maximum(share, pressure.floor_share)))
