"""The indicators: the one place for their names, kinds, units, scopes and meanings."""

from __future__ import annotations

import math
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from caseflow.config.schema import STAGES
from caseflow.language import msgid

Scope = Literal["region", "service", "municipality", "team"]
KindOfIndicator = Literal["count", "share", "mean", "quantile", "state"]
Direction = Literal["lower", "higher", "none"]

SCOPES: tuple[Scope, ...] = ("region", "service", "municipality", "team")
"""The kinds of unit, in the order of every table."""

QUARTERLY_SCOPES: tuple[Scope, ...] = ("region", "municipality")
"""The kinds of unit that are followed by quarter: those that mean the same in every model."""

REGION = "region"
"""The name of the one unit of scope ``region``."""

INTAKE, INVESTIGATION, MEASURES, CARE = range(len(STAGES))

_STAFFED: tuple[Scope, ...] = ("region", "service", "team")
_ANY: tuple[int, ...] = ()
_ALL_STAGES = (INTAKE, INVESTIGATION, MEASURES, CARE)
_INTAKE = (INTAKE,)
_INVESTIGATION = (INVESTIGATION,)
_MEASURES = (MEASURES,)
_CARE = (CARE,)
_AFTER_DECISION = (MEASURES, CARE)


PER_CENT = msgid("minutes per minute")
"""A mean in this unit is a share in all but name."""


@dataclass(frozen=True)
class Indicator:
    """What an indicator is.

    ``kind`` decides how numerator, denominator and value hang together: the value of a ``share`` or ``mean`` is
    numerator / denominator; that of a ``count``, ``quantile`` or ``state`` is the numerator. Over several years and
    replications the first two are ratios of sums, the others plain means.
    """

    name: str
    kind: KindOfIndicator
    unit: str
    meaning: str
    better: Direction = "none"
    scopes: tuple[Scope, ...] = SCOPES
    stages: tuple[int, ...] = _ALL_STAGES
    """A service or team has the indicator only if it covers one of these stages; none: whatever it covers."""
    task: str = ""
    """A service or team has it as well if it does these tasks for others."""
    quarterly: bool = False
    """Runs keep it by quarter, too, of the QUARTERLY_SCOPES: from when a model is better, what a change costs."""
    has_days: bool = False
    """A count of days has the days that were there as its denominator."""

    @property
    def is_ratio(self) -> bool:
        """Whether the value is numerator / denominator."""
        return self.kind in ("share", "mean")

    @property
    def is_share(self) -> bool:
        """Whether the value lies between 0 and 1: that of effort given does, too."""
        return self.kind == "share" or self.unit == PER_CENT

    @property
    def bound(self) -> float:
        """What no value is above."""
        return 1.0 if self.is_share else math.inf

    @property
    def has_denominator(self) -> bool:
        """Whether there is a denominator, be it only for the reader."""
        return self.is_ratio or self.has_days


PROCESSING_PARTS = (
    "in_work",
    "waiting_for_worker",
    "owner_away",
    "queued",
    "information",
    "screening",
    "pace",
)
"""The labels of a working minute of an investigation, in their order: the first that applies counts."""

PROCESSING_PARTS_ADD_UP = msgid(
    "The `processing_..._days` from `processing_in_work_days` to `processing_pace_days` share out the working time "
    "from clock start (or today) to closing. Each working minute counts once: for the first of them that applies to "
    "it, in the order in which they stand here. While the owner is away and outside information is still to come, it "
    "is the owner's absence that counts if a task is ready, else the wait for information."
)

_PARTS = (
    (
        msgid("processing_in_work_days"),
        msgid(
            "Working days from clock start (or today) to closing in which somebody works on the case, per "
            "investigation closed."
        ),
    ),
    (
        msgid("processing_waiting_for_worker_days"),
        msgid(
            "Working days from clock start (or today) to closing in which the case waits for a worker, per "
            "investigation closed."
        ),
    ),
    (
        msgid("processing_owner_away_days"),
        msgid(
            "Working days from clock start (or today) to closing in which a task is ready and the owner is away, per "
            "investigation closed."
        ),
    ),
    (
        msgid("processing_queued_days"),
        msgid(
            "Working days from clock start (or today) to closing in which a task is ready and waits its turn, per "
            "investigation closed."
        ),
    ),
    (
        msgid("processing_information_days"),
        msgid(
            "Working days from clock start (or today) to closing in which outside information was asked for and has "
            "not arrived, per investigation closed."
        ),
    ),
    (
        msgid("processing_screening_days"),
        msgid(
            "Working days from clock start (or today) to closing in which the case is still in intake, per "
            "investigation closed."
        ),
    ),
    (
        msgid("processing_pace_days"),
        msgid(
            "Working days from clock start (or today) to closing in which nothing is due: the planned pace, per "
            "investigation closed."
        ),
    ),
)
"""The indicator of each, and its meaning."""


COST_INDICATORS = ("cost_244", "cost_251", "cost_252")
"""The costs of KOSTRA's functions, in the order of :data:`caseflow.stats.sharing.COST_FUNCTIONS`."""

_COSTS: tuple[Scope, ...] = ("region", "municipality")


def _cost(name: str, meaning: str) -> Indicator:
    """What a year costs for each child, under the config's first cost-sharing key."""
    return Indicator(name, "mean", msgid("NOK per child"), meaning, scopes=_COSTS, stages=_ANY)


def _parts() -> tuple[Indicator, ...]:
    """An indicator per label of processing time."""
    return tuple(
        Indicator(
            name,
            "mean",
            msgid("working days per closed investigation"),
            meaning,
            "none" if part in ("in_work", "pace") else "lower",
            stages=_INVESTIGATION,
        )
        for part, (name, meaning) in zip(PROCESSING_PARTS, _PARTS, strict=True)
    )


INDICATORS: tuple[Indicator, ...] = (
    # -- flow
    Indicator(
        msgid("reports"),
        "count",
        msgid("reports"),
        msgid("Reports received in the period, also on children whose case is open."),
        stages=_INTAKE,
        quarterly=True,
    ),
    Indicator(msgid("reports_dismissed"), "count", "reports", msgid("Reports dismissed at screening."), stages=_INTAKE),
    Indicator(
        msgid("investigations_started"),
        "count",
        "investigations",
        msgid("Investigations opened, without those open today."),
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("investigations_closed"),
        "count",
        "investigations",
        msgid("Investigations closed, whatever their outcome."),
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("investigations_dismissed"),
        "count",
        "investigations",
        msgid("Investigations closed without a measure."),
        stages=_INVESTIGATION,
    ),
    Indicator(
        msgid("measures_started"),
        "count",
        msgid("measures"),
        msgid("Assistance measures put in place, without those in place today."),
        stages=_MEASURES,
        quarterly=True,
    ),
    Indicator(
        msgid("care_started"),
        "count",
        msgid("measures"),
        msgid("Care measures put in place, without those in place today."),
        stages=_CARE,
    ),
    # -- deadlines
    Indicator(
        msgid("screening_late_share"),
        "share",
        msgid("share of reports concluded"),
        msgid("Of reports dismissed or investigated, those concluded after the screening week."),
        "lower",
        stages=_INTAKE,
        quarterly=True,
    ),
    Indicator(
        msgid("breach_share"),
        "share",
        msgid("share of limits reached"),
        msgid(
            "Of investigations whose legal limit (extended where documented) falls in the period, those not closed "
            "then."
        ),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("over_three_months_share"),
        "share",
        msgid("share of closed investigations"),
        msgid(
            "Of investigations closed in the period, those that took more than three months (the statistics' "
            "definition)."
        ),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("overdue_open"),
        "state",
        msgid("investigations"),
        msgid("Investigations open past their legal limit at the period's end."),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("child_days_over_limit"),
        "count",
        "days",
        msgid(
            "Calendar days of the period between the legal limit and the closing of investigations, summed over them; "
            "where the clock runs in intake, days there too."
        ),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("longest_case_days"),
        "state",
        "days",
        msgid("Age of the oldest investigation open at some time in the period, at its closing or the period's end."),
        "lower",
        stages=_INVESTIGATION,
    ),
    Indicator(
        msgid("processing_days_mean"),
        "mean",
        msgid("days"),
        msgid("Calendar days from clock start to closing, mean of the investigations closed in the period."),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("processing_days_p50"),
        "quantile",
        "days",
        msgid("Calendar days from clock start to closing, median of the investigations closed in the period."),
        "lower",
        stages=_INVESTIGATION,
    ),
    Indicator(
        msgid("processing_days_p90"),
        "quantile",
        "days",
        msgid(
            "Calendar days from clock start to closing that one in ten of the investigations closed in the period "
            "exceeds."
        ),
        "lower",
        stages=_INVESTIGATION,
    ),
    *_parts(),
    # -- stocks and waits
    Indicator(
        msgid("open_investigations"),
        "mean",
        "investigations",
        msgid("Open investigations, mean over the period's working time."),
        "lower",
        stages=_INVESTIGATION,
        quarterly=True,
    ),
    Indicator(
        msgid("waiting_for_worker"),
        "mean",
        msgid("cases"),
        msgid("Cases without a worker, mean over the period's working time."),
        "lower",
        quarterly=True,
    ),
    Indicator(
        msgid("open_measures"),
        "mean",
        msgid("measures"),
        msgid("Assistance measures in place, mean over the period's working time."),
        stages=_MEASURES,
    ),
    Indicator(
        msgid("open_care"),
        "mean",
        msgid("measures"),
        msgid("Care measures in place, mean over the period's working time."),
        stages=_CARE,
    ),
    Indicator(
        msgid("children_waiting_for_measure"),
        "mean",
        msgid("children"),
        msgid("Children between a decision and their measure in place, mean over the period's working time."),
        "lower",
        stages=_AFTER_DECISION,
        quarterly=True,
    ),
    Indicator(
        msgid("children_waiting_for_place"),
        "mean",
        msgid("children"),
        msgid(
            "Children for whom a measure was found that has no place yet, mean over the period's working time; only "
            "where the model lets places run out."
        ),
        "lower",
        stages=_MEASURES,
    ),
    Indicator(
        msgid("measure_start_days"),
        "mean",
        msgid("days"),
        msgid("Calendar days from decision to measure in place, mean of the measures put in place in the period."),
        "lower",
        stages=_AFTER_DECISION,
        quarterly=True,
    ),
    Indicator(
        msgid("emergency_response_hours"),
        "mean",
        msgid("hours"),
        msgid(
            "Hours from an emergency report to the response of whoever is on call, else to the first work on it, "
            "nights included, mean of those first answered that open a case. Casework is the first hours of a worker's "
            "day: an afternoon's report waits for the next. Only compare by it."
        ),
        "lower",
        stages=_INTAKE,
    ),
    # -- staff and load
    Indicator(
        msgid("children_per_post"),
        "mean",
        msgid("children per FTE"),
        msgid(
            "Children with an investigation or measure in the period, per post (with leaders and clerks, but for "
            "teams)."
        ),
        "lower",
        scopes=_STAFFED,
        stages=(INVESTIGATION, MEASURES, CARE),
    ),
    Indicator(
        msgid("children_per_present_post"),
        "mean",
        "children per FTE",
        msgid("The same children, per full-time equivalent of casework posts actually at work."),
        "lower",
        scopes=_STAFFED,
        stages=(INVESTIGATION, MEASURES, CARE),
    ),
    Indicator(
        msgid("utilisation"),
        "share",
        msgid("share of capacity"),
        msgid("Casework minutes done over the casework minutes that the workers were there for."),
        scopes=_STAFFED,
        stages=_ANY,
        quarterly=True,
    ),
    Indicator(
        msgid("cases_per_worker_p90"),
        "quantile",
        msgid("cases"),
        msgid(
            "Open cases owned, whatever the post's size, that one in ten worker-weeks exceeds on its first working day."
        ),
        "lower",
        scopes=_STAFFED,
    ),
    Indicator(
        msgid("weeks_above_norm"),
        "share",
        msgid("share of worker-weeks"),
        msgid("Of worker-weeks, those that begin with more open cases than the norm, whatever the post's size."),
        "lower",
        scopes=_STAFFED,
    ),
    Indicator(
        msgid("effort_given_share"),
        "mean",
        PER_CENT,
        msgid(
            "Minutes worked on tasks done, without trips, hand-overs and the time that rare cases need to be learned "
            "anew, over their minutes at full effort."
        ),
        "higher",
        stages=_ANY,
        quarterly=True,
    ),
    Indicator(
        msgid("travel_hours"),
        "count",
        msgid("hours"),
        msgid(
            "Hours of trips to families, by where the family lives; of services and teams by who travels. Only where "
            "the model counts with travel."
        ),
        "lower",
        stages=_ANY,
        quarterly=True,
    ),
    Indicator(
        msgid("travel_hours_per_worker_week"),
        "mean",
        msgid("hours per worker-week"),
        msgid("Hours of trips per worker-week, whatever the post's size; weeks of a vacant post count for nobody."),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
    ),
    Indicator(
        msgid("evening_duties_per_worker"),
        "mean",
        msgid("evenings per worker"),
        msgid(
            "Days on which somebody of the unit is on call out of hours, per worker of the unit; bought duty is "
            "nobody's. Only where somebody is on call for every municipality that the unit serves."
        ),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
    ),
    Indicator(
        msgid("call_outs_per_worker"),
        "mean",
        msgid("call-outs per worker"),
        msgid(
            "Emergencies out of hours that somebody of the unit on call answers, per worker of the unit; where "
            "evenings on duty are counted."
        ),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
    ),
    Indicator(
        msgid("follow_ups_missed_share"),
        "share",
        msgid("share of follow-ups due"),
        msgid("Of follow-ups of measures and care due in the period, those missed."),
        "lower",
        stages=_AFTER_DECISION,
        quarterly=True,
    ),
    Indicator(
        msgid("visits_missed_share"),
        "share",
        msgid("share of visits due"),
        msgid("Of foster-home visits and visitor follow-ups due in the period, those missed."),
        "lower",
        stages=_CARE,
        quarterly=True,
    ),
    Indicator(
        msgid("reviews_missed_share"),
        "share",
        msgid("share of reviews due"),
        msgid("Of plan reviews due in the period, those missed."),
        "lower",
        stages=_AFTER_DECISION,
        quarterly=True,
    ),
    # -- vulnerability
    Indicator(
        msgid("unstaffed_days"),
        "count",
        "working days",
        msgid(
            "Working days of the period on which nobody of the unit is at work; of the region, those of a mean service "
            "with cases."
        ),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
        has_days=True,
    ),
    Indicator(
        msgid("days_at_half_staff_or_less"),
        "count",
        msgid("working days"),
        msgid(
            "Working days of the period on which at most half of the unit's full-time equivalents are at work; of the "
            "region, those of a mean service with cases."
        ),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
        has_days=True,
    ),
    Indicator(
        msgid("days_without_local_presence"),
        "count",
        msgid("working days"),
        msgid("Working days of the period on which nobody who serves the municipality is at work in its office."),
        "lower",
        scopes=("municipality",),
        quarterly=True,
        has_days=True,
    ),
    Indicator(
        msgid("sick_leave_share"),
        "share",
        msgid("share of scheduled days"),
        msgid("Of scheduled days of posts that somebody holds, those lost to self- or doctor-certified sick leave."),
        "lower",
        scopes=_STAFFED,
        stages=_ANY,
        quarterly=True,
    ),
    # -- continuity and practice
    Indicator(
        msgid("handovers_per_case"),
        "mean",
        msgid("hand-overs per case"),
        msgid(
            "Changes of owner (stage, absence, reorganisation, levelling) of the cases closed in the period, per case."
        ),
        "lower",
        quarterly=True,
    ),
    Indicator(
        msgid("workers_seen_per_case"),
        "mean",
        msgid("workers per case"),
        msgid("Workers who worked on the cases closed in the period, per case."),
        "lower",
        quarterly=True,
    ),
    Indicator(
        msgid("county_board_cases_per_worker"),
        "mean",
        msgid("cases per worker"),
        msgid("County-board cases prepared in the period per worker of the unit."),
        "higher",
        scopes=_STAFFED,
        stages=_AFTER_DECISION,
        task="county_board",
    ),
    # -- money
    _cost(
        msgid("cost_244"),
        msgid(
            "Casework and administration (KOSTRA's function 244), under the first cost-sharing key, per child 0-17; "
            "years only, and only with prices."
        ),
    ),
    _cost(
        msgid("cost_251"),
        msgid(
            "Measures inside the family (function 251), under the first cost-sharing key, per child 0-17; years only, "
            "and only with prices."
        ),
    ),
    _cost(
        msgid("cost_252"),
        msgid(
            "Measures outside the family (function 252), under the first cost-sharing key, per child 0-17; years only, "
            "and only with prices."
        ),
    ),
    _cost(
        msgid("cost_per_child"),
        msgid(
            "All three functions together, under the first cost-sharing key, per child 0-17; years only, and only "
            "with prices."
        ),
    ),
)
"""Every indicator, in the order of every table."""

BY_NAME = MappingProxyType({indicator.name: indicator for indicator in INDICATORS})
"""The indicators by their name."""
