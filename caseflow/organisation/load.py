"""What open cases ask for: expected casework minutes a month at full effort, by stage and by kind of task."""

from __future__ import annotations

from caseflow.config.distributions import mean
from caseflow.config.schema import Config, Distribution
from caseflow.organisation.sizes import DAYS_PER_MONTH

IN_STAGE = ("conclusion", "care_follow_up", "home_visit", "visitor_follow_up")
"""Of the kinds of task that somebody else may take from a case's owner, those that its stage's minutes contain. The
others come once in the life of a case, or only with an effect, and are not part of an owner's load."""


def stage_minutes(config: Config) -> tuple[float, ...]:
    """Minutes a month of an open case, by stage.

    An investigation's hours are spread over its deadline; a screening's fall within one month.
    """
    effort, measures = config.effort, config.measures
    of_task = task_minutes(config)
    return (
        mean(effort.screening_hours) * 60,
        mean(effort.investigation_hours) * 60 / config.investigation.deadline_months,
        _repeated(effort.follow_up_hours, measures.follow_up_interval_days)
        + _repeated(effort.review_hours, measures.review_interval_days),
        of_task["care_follow_up"] + of_task["home_visit"] + of_task["visitor_follow_up"],
    )


def task_minutes(config: Config) -> dict[str, float]:
    """Minutes a month that an open case asks for in each kind of task that somebody else may take from its owner.

    What comes once in a case is spread over the mean length of its stage, as a caseload of steady size asks for it.
    """
    effort, care, effects = config.effort, config.care, config.effects
    investigation = mean(effort.investigation_hours) * 60 / config.investigation.deadline_months
    return {
        "conclusion": investigation * effort.conclusion_share,
        "county_board": _once(effort.county_board_hours, care.duration_days) * care.county_board_share,
        "care_follow_up": _repeated(effort.care_follow_up_hours, care.follow_up_interval_days),
        "home_visit": _repeated(effort.home_visit_hours, care.visit_interval_days),
        "visitor_follow_up": _repeated(effort.visitor_follow_up_hours, care.visitor_interval_days),
        "legal_help": _once(effects.legal_help.hours, care.duration_days) * care.county_board_share,
        "measure_search": _once(effects.finding_measures.search_hours, config.measures.duration_days),
        "milieu_work": _repeated(effects.milieu_work.hours, effects.milieu_work.interval_days),
    }


def _repeated(hours: Distribution, interval_days: int) -> float:
    return mean(hours) * 60 * DAYS_PER_MONTH / interval_days


def _once(hours: Distribution, stage_days: Distribution) -> float:
    return mean(hours) * 60 * DAYS_PER_MONTH / max(1.0, mean(stage_days))
