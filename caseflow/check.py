"""What a config asks of its teams, by hand: working hours a year at full effort beside the hours that are there.

No simulation: expected arrivals, today's open cases and mean durations. Reports on a child whose case is open cost one
small task; how many they are is estimated from the mean life of a case.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseflow.clock import Clock
from caseflow.config.distributions import mean, quantile
from caseflow.config.placement import PostRef, TeamKey, covering, placed, posts, served
from caseflow.config.schema import STAGES, Config, Municipality, Team
from caseflow.tape.demand import mean_span_days
from caseflow.tape.draw import clock_of

DAYS_PER_YEAR = 365.25
WEEKS_PER_YEAR = DAYS_PER_YEAR / 7


@dataclass(frozen=True)
class TeamLoad:
    """One team of a model: its people, its work, and how the two compare."""

    model: str
    team: str
    posts_fte: tuple[float, ...]
    stages: tuple[str, ...]
    municipalities: tuple[str, ...]
    asked_hours: float
    """Working hours a year that its cases ask for at full effort."""
    available_hours: float
    """Working hours a year that its posts have for cases, absence and vacancies taken off."""

    @property
    def load(self) -> float:
        """Asked over available; above 1 work is shortened or missed."""
        return self.asked_hours / self.available_hours if self.available_hours else float("inf")


def team_loads(config: Config, model: str) -> list[TeamLoad]:
    """The teams of a model in the config's order."""
    roster = posts(config)
    coverage = covering(config, model)
    return [
        _team_load(config, model, team, [roster[number] for number in numbers], coverage)
        for team, numbers in placed(config, model).items()
    ]


def _team_load(
    config: Config,
    model: str,
    key: TeamKey,
    team_posts: list[PostRef],
    coverage: dict[tuple[str, str], TeamKey],
) -> TeamLoad:
    covered = [pair for pair, team in coverage.items() if team == key]
    team = config.models[model].services[key[0]].teams[key[1]]
    return TeamLoad(
        model=model,
        team="/".join(key),
        posts_fte=tuple(post.fte for post in team_posts),
        stages=tuple(stage for stage in STAGES if any(stage == other for _, other in covered)),
        municipalities=tuple(name for name in config.municipalities if any(name == other for other, _ in covered)),
        asked_hours=sum(asked_hours(config, municipality, stage, team) for municipality, stage in covered),
        available_hours=sum(available_hours(config, post) for post in team_posts),
    )


# -- hours asked ------------------------------------------------------------------------------------------------


def asked_hours(config: Config, municipality: str, stage: str, team: Team) -> float:
    """Working hours a year that a stage of a municipality asks of the team that covers it, at full effort."""
    flow = Flow(config, config.municipalities[municipality])
    by_stage = {
        "intake": flow.screening_hours,
        "investigation": flow.investigation_hours(team.second_worker_share),
        "measures": flow.measures_hours,
        "care": flow.care_hours,
    }
    return by_stage[stage]


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
        """Mean effort of a child's case beside that of a child without siblings."""
        children = mean(self.config.demand.children_per_family)
        return (1 + (children - 1) * self.config.effort.sibling_share) / children

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
        open_measures = self.municipality.open_measures * (1 - self.municipality.care_share_of_open_measures)
        yearly = _yearly(mean(effort.follow_up_hours), measures.follow_up_interval_days) + _yearly(
            mean(effort.review_hours), measures.review_interval_days
        )
        return self.assistance_measures * mean(effort.measure_start_hours) + open_measures * yearly

    @property
    def care_hours(self) -> float:
        """County-board cases, start-up, and the follow-ups and visits of care."""
        effort, care = self.config.effort, self.config.care
        open_care = self.municipality.open_measures * self.municipality.care_share_of_open_measures
        yearly = (
            _yearly(mean(effort.care_follow_up_hours), care.follow_up_interval_days)
            + _yearly(mean(effort.home_visit_hours), care.visit_interval_days)
            + _yearly(mean(effort.visitor_follow_up_hours), care.visitor_interval_days)
        )
        new = care.county_board_share * mean(effort.county_board_hours) + mean(effort.measure_start_hours)
        return self.care_cases * new + open_care * yearly


def _yearly(hours: float, interval_days: int) -> float:
    return hours * DAYS_PER_YEAR / interval_days


# -- hours available --------------------------------------------------------------------------------------------


def available_hours(config: Config, post: PostRef) -> float:
    """Working hours a year that a post has for cases."""
    clock = clock_of(config)
    own = config.staff[post.group].casework_share
    casework_share = config.work.casework_share if own is None else own
    return post.fte * casework_share * _working_hours_per_year(clock) * presence(config)


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
    """The municipalities of the baseline's service with the fewest posts, leaders and clerks included."""
    size: dict[str, float] = {}
    roster = posts(config)
    for (service, _), numbers in placed(config, config.baseline).items():
        size[service] = size.get(service, 0.0) + sum(_whole_post(config, roster[number]) for number in numbers)
    smallest = min(size, key=lambda service: size[service])
    return served(config, config.models[config.baseline].services[smallest])


def _whole_post(config: Config, post: PostRef) -> float:
    """The post, and with the first of its group the group's posts without casework."""
    return post.fte + (config.staff[post.group].other_posts_fte if post.ordinal == 1 else 0.0)
