"""Of which numbers random worlds are made: few values of each, so that much happens at the same tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caseflow.organisation import UNLIMITED
from caseflow.tape.tables import ORIGIN_OPEN_CARE, ORIGIN_OPEN_INVESTIGATION, ORIGIN_OPEN_MEASURE, ORIGIN_REPORT

DAY_MINUTES = 100
N_DAYS = 150
KINDS_OF_MEASURE = 2

MINUTES = (1, 20, 40, 41, 300)
DAYS = (1, 7, 30, 30, 91)
PHASES = (1, 500, 1000)
EITHER = (False, True)

CASE: dict[str, Sequence[Any]] = {
    "emergency": (False, False, True),
    "dismissed": (False, False, True),
    "outcome": (0, 1, 2),
    "extension": EITHER,
    "planned_late_mark": (0, 999_999),
    "screening_minutes": MINUTES,
    "contacts": (1, 2, 3),
    "contact_minutes": MINUTES,
    "conclusion_minutes": MINUTES,
    "pace_days": (0, 1, 10, 95),
    "information_days": (-1, 1, 10, 120),
    "later_report_minutes": MINUTES,
    "measure_wait_days": (0, 1, 7),
    "measure_start_minutes": MINUTES,
    "measure_days": DAYS,
    "follow_up_minutes": MINUTES,
    "review_minutes": MINUTES,
    "escalation_days": (-1, 1, 7),
    "county_board": EITHER,
    "county_board_minutes": MINUTES,
    "care_days": DAYS,
    "care_follow_up_minutes": MINUTES,
    "home_visit_minutes": MINUTES,
    "visitor_minutes": MINUTES,
    "follow_up_phase": PHASES,
    "quarterly_phase": PHASES,
    "visitor_phase": PHASES,
    "out_of_hours": EITHER,
    "legal_help_minutes": MINUTES,
    "measure_kind": range(KINDS_OF_MEASURE),
    "search_days": DAYS,
    "search_minutes": MINUTES,
    "milieu_minutes": MINUTES,
}

ORIGINS = (*[ORIGIN_REPORT] * 4, *[ORIGIN_OPEN_INVESTIGATION] * 2, ORIGIN_OPEN_MEASURE, ORIGIN_OPEN_CARE)

RULES: dict[str, Sequence[Any]] = {
    "reassign_after_days": (1, 3),
    "caseload_limit": (1, 2, UNLIMITED, UNLIMITED),
    "levelling_gap_percent": (1, UNLIMITED),
    "handover_minutes": (0, 7),
    "clock_starts": (0, 1, 2),
    "deadline_months": (1, 3),
    "extended_months": (3, 6),
    "planned_late_working_days": (1, 110),
    "follow_up_days": DAYS,
    "review_days": DAYS,
    "care_follow_up_days": DAYS,
    "visit_days": DAYS,
    "visitor_days": DAYS,
    "county_board_days": DAYS,
    "effort_permille": ((1000,), (1000,) * 30 + (500,)),
    "peak_percent": (1, 30, UNLIMITED),
    "help_delay_days": (0, 1, 5),
    "bought_days": (1, 30),
    "milieu_days": DAYS,
}
