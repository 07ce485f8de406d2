"""What a config asks of its teams, by hand: working hours a year at full effort beside the hours that are there.

No simulation: expected arrivals, today's open cases and mean durations. Reports on a child whose case is open cost one
small task; how many they are is estimated from the mean life of a case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import mean, quantile
from caseflow.config.placement import (
    PostRef,
    TeamKey,
    buying,
    covering,
    covering_functions,
    has_cases,
    placed,
    posts,
    served,
    service_posts,
    teams_of,
)
from caseflow.config.schema import FUNCTIONS, STAGES, Config, Municipality, Team
from caseflow.organisation import PERMILLE
from caseflow.organisation.duties import duty_shares, standby_minutes
from caseflow.organisation.functions import share_with_milieu_worker
from caseflow.tape.draw import clock_of
from caseflow.tape.marks import mean_span_days

WEEKS_PER_YEAR = DAYS_PER_YEAR / 7


@dataclass(frozen=True)
class TeamLoad:
    """One team of a model: its people, its work, and how the two compare."""

    model: str
    team: str
    posts_fte: tuple[float, ...]
    stages: tuple[str, ...]
    functions: tuple[str, ...]
    municipalities: tuple[str, ...]
    asked_hours: float
    """Working hours a year that its cases ask for at full effort."""
    available_hours: float
    """Working hours a year that its posts have for cases: absence, vacancies, duties and standby taken off."""

    @property
    def load(self) -> float:
        """Asked over available; above 1 work is shortened or missed."""
        return self.asked_hours / self.available_hours if self.available_hours else float("inf")


def team_loads(config: Config, model: str) -> list[TeamLoad]:
    """The teams of a model in the config's order."""
    return [_team_load(config, model, key, team) for key, team in teams_of(config.models[model])]


def _team_load(config: Config, model: str, key: TeamKey, team: Team) -> TeamLoad:
    own = [posts(config)[number] for number in placed(config, model)[key]]
    municipalities = served(config, config.models[model].services[key[0]])
    return TeamLoad(
        model=model,
        team="/".join(key),
        posts_fte=tuple(post.fte for post in own),
        stages=tuple(stage for stage in STAGES if stage in team.covers),
        functions=tuple(function for function in FUNCTIONS if function in team.covers),
        municipalities=tuple(name for name in config.municipalities if name in municipalities),
        asked_hours=asked_hours(config, model, key),
        available_hours=_available_hours(config, model, placed(config, model)[key]),
    )


# -- hours asked ------------------------------------------------------------------------------------------------

OF_OWNERS = {"measures": ("measure_search",), "care": ("county_board", "foster_homes", "foster_home_visitors")}
"""The functions of a stage that a case's owner has, unless a team covers them or a service buys them."""


def asked_hours(config: Config, model: str, key: TeamKey) -> float:
    """Working hours a year that are asked of a team at full effort.

    A function's hours are asked of the team that covers it, else of the team that covers its stage; what is bought, and
    what a model does without, is asked of nobody.
    """
    team = config.models[model].services[key[0]].teams[key[1]]
    doers = _doers(config, model)
    return sum(
        Flow(config, config.municipalities[name]).hours(work, team.second_worker_share)
        * (share_with_milieu_worker(config, model, key) if work == "milieu_work" else 1.0)
        for (name, work), doer in doers.items()
        if doer == key
    )


def _doers(config: Config, model: str) -> dict[tuple[str, str], TeamKey]:
    """The team that does each (municipality, stage or function), stages without what may be split off from them."""
    stages = covering(config, model)
    of_owners = {
        (name, function): key
        for (name, stage), key in stages.items()
        for function in OF_OWNERS.get(stage, ())
        if function != "measure_search" or config.models[model].effects.finding_measures
    }
    own = {**stages, **of_owners, **covering_functions(config, model)}
    bought = buying(config, model)
    return {pair: key for pair, key in own.items() if pair not in bought}


@dataclass(frozen=True)
class Flow:
    """The expected yearly flow of one municipality."""

    config: Config
    municipality: Municipality

    @property
    def reports(self) -> float:
        """All reports."""
        return self.municipality.children_0_17 * self.municipality.reports_per_1000_children_per_year / 1000

    @property
    def attached(self) -> float:
        """Reports on a child whose case is open."""
        return self.reports * self.config.demand.later_reports_share * self._open_share

    @property
    def _open_share(self) -> float:
        """Of children reported again, those whose first case is still open: by how it ends, each case its mean life."""
        gap = quantile(self.config.demand.later_report_gap_days, (np.arange(1000) + 0.5) / 1000)
        dismissed, to_measures = self.config.demand.dismissed_share, self.municipality.measures_share
        span = mean_span_days(self.config.investigation)
        in_measures = span + mean(self.config.measures.wait_days) + mean(self.config.measures.duration_days)
        investigated = (1 - to_measures) * np.mean(gap < span) + to_measures * np.mean(gap < in_measures)
        return float((1 - dismissed) * investigated)

    @property
    def cases(self) -> float:
        """Reports that begin a case."""
        return self.reports - self.attached

    @property
    def investigations(self) -> float:
        """Investigations that begin."""
        return self.cases * (1 - self.config.demand.dismissed_share)

    @property
    def care_cases(self) -> float:
        """New cases that are or become care."""
        return self.investigations * self.municipality.measures_share * self.municipality.care_share_of_new_measures

    @property
    def assistance_measures(self) -> float:
        """New assistance measures, those that later become care included."""
        at_once = self.care_cases * self.config.measures.direct_care_share
        return self.investigations * self.municipality.measures_share - at_once

    @property
    def sibling_factor(self) -> float:
        """Mean effort of a case beside that of a child without siblings; a child is reported again by itself."""
        demand = self.config.demand
        children = mean(demand.children_per_family)
        siblings = self.reports * (1 - demand.later_reports_share) * (children - 1) / children
        return 1 - siblings / self.cases * (1 - self.config.effort.sibling_share) if self.cases else 1.0

    def hours(self, work: str, second_worker_share: float) -> float:
        """Working hours a year of a stage, without the functions that may be split off from it, or of a function.

        Those of milieu work are what it would be if every open assistance measure had a milieu worker.
        """
        config, effort, effects = self.config, self.config.effort, self.config.effects
        board_cases = self.care_cases * config.care.county_board_share
        by_work = {
            "intake": self.screening_hours,
            "investigation": self.investigation_hours(second_worker_share),
            "measures": self.measures_hours,
            "care": self.care_cases * mean(effort.measure_start_hours),
            "county_board": board_cases * mean(effort.county_board_hours),
            "legal_help": board_cases * mean(effects.legal_help.hours),
            "foster_homes": self.open_care
            * (
                _yearly(mean(effort.care_follow_up_hours), config.care.follow_up_interval_days)
                + _yearly(mean(effort.home_visit_hours), config.care.visit_interval_days)
            ),
            "foster_home_visitors": self.open_care
            * _yearly(mean(effort.visitor_follow_up_hours), config.care.visitor_interval_days),
            "measure_search": self.assistance_measures * mean(effects.finding_measures.search_hours),
            "milieu_work": self.open_assistance
            * _yearly(mean(effects.milieu_work.hours), effects.milieu_work.interval_days),
        }
        return by_work.get(work, 0.0)

    @property
    def open_care(self) -> float:
        """Children in care today."""
        return self.municipality.open_measures * self.municipality.care_share_of_open_measures

    @property
    def open_assistance(self) -> float:
        """Children with an assistance measure today."""
        return self.municipality.open_measures - self.open_care

    @property
    def screening_hours(self) -> float:
        """Screening of the reports that begin a case."""
        return self.cases * mean(self.config.effort.screening_hours) * self.sibling_factor

    def investigation_hours(self, second_worker_share: float) -> float:
        """Investigations, with the second worker's part, and reports on a child whose case is open."""
        effort = self.config.effort
        both = 1 + second_worker_share * (1 - effort.conclusion_share)
        own = self.investigations * mean(effort.investigation_hours) * self.sibling_factor * both
        return own + self.attached * mean(effort.later_report_hours)

    @property
    def measures_hours(self) -> float:
        """Start-up, follow-ups and reviews of assistance measures."""
        effort, measures = self.config.effort, self.config.measures
        yearly = _yearly(mean(effort.follow_up_hours), measures.follow_up_interval_days) + _yearly(
            mean(effort.review_hours), measures.review_interval_days
        )
        return self.assistance_measures * mean(effort.measure_start_hours) + self.open_assistance * yearly


def _yearly(hours: float, interval_days: int) -> float:
    return hours * DAYS_PER_YEAR / interval_days


# -- hours available --------------------------------------------------------------------------------------------


def _available_hours(config: Config, model: str, workers: tuple[int, ...]) -> float:
    """Working hours a year that some posts have for cases under a model.

    Duties are done whoever is away, by those who are there; call-outs are not counted.
    """
    shares = np.array([_casework_share(config, post) for post in posts(config)])
    fte = np.array([post.fte for post in posts(config)])
    hours = fte * shares * _working_hours_per_year(clock_of(config))
    duties = hours * duty_shares(config, model, 60 * hours)
    standby = standby_minutes(config, model, PERMILLE * shares) / 60
    left = hours * presence(config) - duties - standby
    return float(max(0.0, left[list(workers)].sum()))


def _casework_share(config: Config, post: PostRef) -> float:
    own = config.staff[post.group].casework_share
    return config.work.casework_share if own is None else own


def _working_hours_per_year(clock: Clock) -> float:
    days = clock.day(clock.until)
    return clock.n_workdays * clock.day_minutes / 60 * DAYS_PER_YEAR / days


def presence(config: Config) -> float:
    """The share of working time that is left after absence, vacation, vacancy and a newcomer's learning."""
    absence = config.absence
    spells = (absence.self_certified, absence.doctor_certified, absence.parental, absence.other_leave, absence.training)
    weeks = absence.vacation.summer_weeks + absence.vacation.other_weeks
    turnover = absence.turnover
    cycle_days = DAYS_PER_YEAR / turnover.leaving_per_year if turnover.leaving_per_year else float("inf")
    vacant_days = mean(turnover.vacancy_days)
    learning = turnover.newcomer_days * (1 - turnover.newcomer_capacity_share)
    staffed = 1 - (vacant_days + learning) / (cycle_days + vacant_days)
    there = 1.0
    for spell in spells:
        there *= 1 - spell.share
    return there * (1 - weeks / WEEKS_PER_YEAR) * staffed


def smallest_service(config: Config) -> tuple[str, ...]:
    """The municipalities of the baseline's service with the fewest posts, leaders and clerks included.

    Of the services with cases: one that only does functions for others is nobody's service.
    """
    services, size = config.models[config.baseline].services, service_posts(config, config.baseline)
    return served(config, services[min((name for name in services if has_cases(services[name])), key=size.__getitem__)])
