"""Marks: what each candidate case is like. From a row of uniforms to the columns of the cases table."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, PAST_DAYS, Clock
from caseflow.config.distributions import nearest_whole, quantile, spell_in_progress, whole_quantile
from caseflow.config.same import Same
from caseflow.config.schema import Config, Deterministic, Distribution, Investigation
from caseflow.tape.drift import growth_factors
from caseflow.tape.tables import (
    MARK_SCALE,
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_OPEN_MEASURE,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    OUTCOME_DISMISSED,
    OUTCOME_MEASURES,
)

Bool = npt.NDArray[np.bool_]
Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Rows = npt.NDArray[Any]
Columns = dict[str, npt.NDArray[Any]]

MARKS_PER_ROW = 48
"""Uniforms a row. Fixed for ever; those without a name in :class:`Mark` are kept for later versions."""

SPAN_POINTS = 128
"""Points of the quadrature over each of pacing and outside information."""

DAY = 24 * 60
PHASES = 1000


class Mark(IntEnum):
    """Which of a row's uniforms decides what. A number is never changed or used again: that would change every tape."""

    MINUTE = 0
    EMERGENCY = 1
    OUT_OF_HOURS = 2
    DISMISSED = 3
    MEASURES = 4
    CARE = 5
    DIRECT_CARE = 6
    ESCALATION = 7
    EXTENSION = 8
    PLANNED_LATE = 9
    SCREENING_HOURS = 10
    CONTACTS = 11
    INVESTIGATION_HOURS = 12
    PACE = 13
    QUICK = 14
    INFORMATION = 15
    INFORMATION_DAYS = 16
    LATER_REPORTS = 17
    LATER_REPORT_GAP = 18
    LATER_REPORT_HOURS = 19
    MEASURE_WAIT = 20
    MEASURE_START_HOURS = 21
    MEASURE_DAYS = 22
    FOLLOW_UP_HOURS = 23
    REVIEW_HOURS = 24
    COUNTY_BOARD = 25
    COUNTY_BOARD_HOURS = 26
    CARE_DAYS = 27
    CARE_FOLLOW_UP_HOURS = 28
    HOME_VISIT_HOURS = 29
    VISITOR_HOURS = 30
    FOLLOW_UP_PHASE = 31
    QUARTERLY_PHASE = 32
    VISITOR_PHASE = 33
    AGE = 34
    LEGAL_HELP_HOURS = 35
    MEASURE_KIND = 36
    SEARCH_HOURS = 37
    MILIEU_HOURS = 38


SPAN_MARKS = (Mark.PACE, Mark.QUICK, Mark.INFORMATION, Mark.INFORMATION_DAYS)
"""What decides how long an investigation is planned, in the order in which the functions below take it."""

EFFORTS = {
    "later_report_minutes": ("later_report_hours", Mark.LATER_REPORT_HOURS),
    "measure_start_minutes": ("measure_start_hours", Mark.MEASURE_START_HOURS),
    "follow_up_minutes": ("follow_up_hours", Mark.FOLLOW_UP_HOURS),
    "review_minutes": ("review_hours", Mark.REVIEW_HOURS),
    "county_board_minutes": ("county_board_hours", Mark.COUNTY_BOARD_HOURS),
    "care_follow_up_minutes": ("care_follow_up_hours", Mark.CARE_FOLLOW_UP_HOURS),
    "home_visit_minutes": ("home_visit_hours", Mark.HOME_VISIT_HOURS),
    "visitor_minutes": ("visitor_follow_up_hours", Mark.VISITOR_HOURS),
}
"""Column -> field of ``effort`` and mark, where the column is nothing but that effort."""


def case_columns(config: Config, clock: Clock, rows: Rows, u: Float64) -> Columns:
    """The columns of the cases table that follow from the rows' uniforms, in the rows' order.

    Args:
        config: A config with plain numbers.
        clock: Its clock.
        rows: Structured array of ``demand.ROW``; siblings share the instant of their eldest.
        u: float64[n, mark], uniform on [0, 1).
    """
    return {
        **_report_columns(config, clock, rows, u),
        **_investigation_columns(config, rows, u),
        **_outcome_columns(config, rows, u),
        **_spell_columns(config, rows, u),
        **_search_columns(config, u),
        **{column: _minutes(getattr(config.effort, hours), u[:, mark]) for column, (hours, mark) in EFFORTS.items()},
    }


def pace_days(investigation: Investigation, u_pace: Float64, u_quick: Float64) -> Int64:
    """Planned calendar days from opening to the last contact."""
    days, is_quick = _days_at_pace(investigation, u_pace, 1.0), np.nonzero(u_quick < investigation.quick_share)
    days[is_quick] = _days_at_pace(investigation, u_pace[is_quick], investigation.quick_pace)
    return days


def _days_at_pace(investigation: Investigation, u: Float64, pace: float) -> Int64:
    limit_days = investigation.deadline_months * DAYS_PER_YEAR / 12
    return whole_quantile(investigation.planned_share_of_limit, u, limit_days * pace)


def information_days(investigation: Investigation, u_quick: Float64, u_asked: Float64, u_days: Float64) -> Int64:
    """Calendar days until outside information arrives, at least 1; -1 where none is asked. A quick case asks none."""
    days = np.maximum(1, whole_quantile(investigation.outside_information_days, u_days))
    is_asked = (u_quick >= investigation.quick_share) & (u_asked < investigation.outside_information_share)
    return np.where(is_asked, days, -1)


def span_days(
    investigation: Investigation, u_pace: Float64, u_quick: Float64, u_asked: Float64, u_days: Float64
) -> Int64:
    """Planned calendar days of an investigation: the longer of pacing and outside information."""
    pace = pace_days(investigation, u_pace, u_quick)
    return np.maximum(pace, information_days(investigation, u_quick, u_asked, u_days))


def mean_span_days(investigation: Investigation) -> float:
    """Mean of the longer of pacing and outside information, by quadrature over both."""
    return _mean_span_days(Same(investigation))


@lru_cache(maxsize=16)
def _mean_span_days(of: Same[Investigation]) -> float:
    investigation = of.part
    points = (np.arange(SPAN_POINTS) + 0.5) / SPAN_POINTS
    quick, asked = investigation.quick_share, investigation.outside_information_share
    paces = _days_at_pace(investigation, points, 1.0)
    arrivals = np.maximum(1, whole_quantile(investigation.outside_information_days, points))
    usual = asked * np.maximum.outer(paces, arrivals).mean() + (1 - asked) * paces.mean()
    return float(quick * _days_at_pace(investigation, points, investigation.quick_pace).mean() + (1 - quick) * usual)


def days_open(config: Config, rows: Rows, u: Float64, spans: Int64) -> Int64:
    """Whole days since the investigation, measure or care open today began; 0 for a report.

    An investigation has not reached its planned end, and is no older than the calendar reaches back: ``spans`` are the
    planned days of each.
    """
    days, ages = np.zeros(len(rows), dtype=np.int64), u[:, Mark.AGE]
    own = np.flatnonzero(rows["origin"] == ORIGIN_OPEN_INVESTIGATION)
    days[own] = np.minimum(_floor(ages[own] * spans), PAST_DAYS)
    for origin, distribution, mark in (
        (ORIGIN_OPEN_MEASURE, config.measures.duration_days, Mark.MEASURE_DAYS),
        (ORIGIN_OPEN_CARE, config.care.duration_days, Mark.CARE_DAYS),
    ):
        own = np.flatnonzero(rows["origin"] == origin)
        age, _ = spell_in_progress(distribution, u[own, mark], ages[own])
        days[own] = nearest_whole(age)
    return days


def _report_columns(config: Config, clock: Clock, rows: Rows, u: Float64) -> Columns:
    demand = config.demand
    is_report = rows["origin"] == ORIGIN_REPORT
    emergency = is_report & (u[:, Mark.EMERGENCY] < demand.emergency_share)
    day = np.where(is_report, rows["day"], 0)
    minute = np.where(is_report, _report_minutes(config, clock, rows, u, emergency), 0)
    own, out_of_hours = np.flatnonzero(emergency), np.zeros(len(rows), dtype=np.bool_)
    out_of_hours[own] = ~clock.is_office_time(day[own], minute[own])
    return {
        "report_day": rows["day"],
        "report_minute": minute,
        "visible_tick": np.where(is_report, clock.visible(day, minute), 0),
        "emergency": emergency,
        "out_of_hours": out_of_hours,
        "dismissed": is_report & (u[:, Mark.DISMISSED] < demand.dismissed_share),
    }


def _report_minutes(config: Config, clock: Clock, rows: Rows, u: Float64, emergency: Bool) -> Int64:
    """Minute after midnight: uniform in office hours; with an emergency in the family the share out of hours is not.

    A family is reported at once, by the marks of its first child.
    """
    opens = clock.opens_minute
    office = min(clock.day_minutes, DAY - opens)
    inside = opens + _floor(u[:, Mark.MINUTE] * office)
    outside = _floor(u[:, Mark.MINUTE] * (DAY - office))
    outside += np.where(outside < opens, 0, office)
    is_out = np.zeros(len(rows), dtype=np.bool_)
    is_out[rows["eldest"][emergency]] = True
    is_out &= u[:, Mark.OUT_OF_HOURS] < config.demand.emergency_out_of_hours_share
    is_out &= office < DAY
    minutes: Int64 = np.where(is_out, outside, inside)[rows["eldest"]]
    return minutes


def _investigation_columns(config: Config, rows: Rows, u: Float64) -> Columns:
    investigation, effort = config.investigation, config.effort
    of_sibling = np.where(rows["eldest"] < np.arange(len(rows)), effort.sibling_share, 1.0)
    hours = quantile(effort.investigation_hours, u[:, Mark.INVESTIGATION_HOURS]) * of_sibling
    contacts = np.maximum(1, nearest_whole(quantile(investigation.contacts, u[:, Mark.CONTACTS])))
    return {
        "extension": u[:, Mark.EXTENSION] < investigation.extension_share,
        "planned_late_mark": _floor(u[:, Mark.PLANNED_LATE] * MARK_SCALE),
        "screening_minutes": _minutes(effort.screening_hours, u[:, Mark.SCREENING_HOURS], of_sibling),
        "contacts": contacts,
        "contact_minutes": np.maximum(1, nearest_whole(hours * 60 * (1 - effort.conclusion_share) / contacts)),
        "conclusion_minutes": np.maximum(1, nearest_whole(hours * 60 * effort.conclusion_share)),
        "pace_days": pace_days(investigation, u[:, Mark.PACE], u[:, Mark.QUICK]),
        "information_days": information_days(investigation, *(u[:, mark] for mark in SPAN_MARKS[1:])),
        "age_days": np.where(rows["origin"] == ORIGIN_OPEN_INVESTIGATION, -rows["day"], 0),
    }


def _outcome_columns(config: Config, rows: Rows, u: Float64) -> Columns:
    """Outcome of the investigation; today's measures and care had theirs."""
    growth = growth_factors(config.demand.measures_growth_percent_per_year, rows["day"])
    is_measure = u[:, Mark.MEASURES] < _of_municipality(config, rows, "measures_share") * growth
    is_care = u[:, Mark.CARE] < _of_municipality(config, rows, "care_share_of_new_measures")
    is_care &= u[:, Mark.DIRECT_CARE] < config.measures.direct_care_share
    outcome = np.where(is_measure, np.where(is_care, OUTCOME_CARE, OUTCOME_MEASURES), OUTCOME_DISMISSED)
    outcome[rows["origin"] == ORIGIN_OPEN_MEASURE] = OUTCOME_MEASURES
    outcome[rows["origin"] == ORIGIN_OPEN_CARE] = OUTCOME_CARE
    return {"outcome": outcome, "county_board": u[:, Mark.COUNTY_BOARD] < config.care.county_board_share}


def _spell_columns(config: Config, rows: Rows, u: Float64) -> Columns:
    """Durations of measures and care, residual ones where they run today, and the phases of what recurs in them."""
    is_measure = rows["origin"] == ORIGIN_OPEN_MEASURE
    is_care = rows["origin"] == ORIGIN_OPEN_CARE
    measure_days = _spell_days(config.measures.duration_days, is_measure, u, Mark.MEASURE_DAYS)

    def phase(mark: Mark) -> Int64:
        return np.where(is_measure | is_care, 1 + _floor(u[:, mark] * PHASES), PHASES)

    return {
        "measure_wait_days": whole_quantile(config.measures.wait_days, u[:, Mark.MEASURE_WAIT]),
        "measure_days": measure_days,
        "escalation_days": _escalation_days(config, rows, u, measure_days),
        "care_days": _spell_days(config.care.duration_days, is_care, u, Mark.CARE_DAYS),
        "follow_up_phase": phase(Mark.FOLLOW_UP_PHASE),
        "quarterly_phase": phase(Mark.QUARTERLY_PHASE),
        "visitor_phase": phase(Mark.VISITOR_PHASE),
    }


def _search_columns(config: Config, u: Float64) -> Columns:
    """The kind of an assistance measure, how long one is searched for, and the work of it."""
    effects = config.effects
    kinds = list(effects.finding_measures.kinds.values())
    shares = np.cumsum([kind.share for kind in kinds])
    shares /= shares[-1]
    kind = (shares[:-1, None] <= u[:, Mark.MEASURE_KIND]).sum(axis=0)
    days, waits = np.zeros(len(u), dtype=np.int64), u[:, Mark.MEASURE_WAIT]
    for number, of_kind in enumerate(kinds):
        own = np.flatnonzero(kind == number)
        days[own] = whole_quantile(of_kind.search_days, waits[own])
    return {
        "measure_kind": kind,
        "search_days": days,
        "search_minutes": _minutes(effects.finding_measures.search_hours, u[:, Mark.SEARCH_HOURS]),
        "milieu_minutes": _minutes(effects.milieu_work.hours, u[:, Mark.MILIEU_HOURS]),
        "legal_help_minutes": _minutes(effects.legal_help.hours, u[:, Mark.LEGAL_HELP_HOURS]),
    }


def _spell_days(distribution: Distribution, is_open: Bool, u: Float64, length: Mark) -> Int64:
    """Days that a spell lasts, or still lasts where it is open today; at least 1."""
    days, own = quantile(distribution, u[:, length]), np.flatnonzero(is_open)
    _, days[own] = spell_in_progress(distribution, u[own, length], u[own, Mark.AGE])
    return np.maximum(1, nearest_whole(days))


def _escalation_days(config: Config, rows: Rows, u: Float64, measure_days: Int64) -> Int64:
    """Days until an assistance measure becomes care, -1 where it never does.

    Of new measures a share c is or becomes care, d of these at once; so p = c (1 - d) / (1 - c d) of new assistance
    measures escalate, at a uniform point of their length. Of those *open* today fewer still will, p / (2 - p): an
    escalating measure is open for half its length on average; and the rest of its way to that point is, by length bias,
    the residual length x the root of a uniform.
    """
    care = _of_municipality(config, rows, "care_share_of_new_measures")
    direct = config.measures.direct_care_share
    is_open = rows["origin"] == ORIGIN_OPEN_MEASURE
    p = care * (1 - direct) / np.maximum(1 - care * direct, np.finfo(float).tiny)
    of_new = (u[:, Mark.CARE] < care) & (u[:, Mark.DIRECT_CARE] >= direct)
    will = np.where(is_open, u[:, Mark.CARE] < p / (2 - p), of_new)
    point = np.where(is_open, np.sqrt(u[:, Mark.ESCALATION]), u[:, Mark.ESCALATION])
    return np.where(will, np.maximum(1, _floor(point * measure_days)), -1)


def _minutes(hours: Distribution, u: Float64, factor: Float64 | float = 1.0) -> Int64:
    own = quantile(hours, u[:1] if isinstance(hours, Deterministic) else u)
    minutes = np.maximum(1, nearest_whole(own * 60 * factor))
    return minutes if len(minutes) == len(u) else np.full(len(u), minutes[0])


def _of_municipality(config: Config, rows: Rows, field: str) -> Float64:
    values = np.array([getattr(m, field) for m in config.municipalities.values()], dtype=np.float64)
    return np.take(values, rows["municipality"])


def _floor(values: Float64) -> Int64:
    """The whole part of values that are not negative."""
    return values.astype(np.int64)
