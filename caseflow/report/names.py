"""What the report calls indicators, dimensions and labels: msgids, to be translated where they are said."""

from __future__ import annotations

from caseflow.decisions.verdict import BETTER, EQUAL, HIGHER, LOWER, UNCLEAR, UNKNOWN, WORSE
from caseflow.language import MISSING, Language, msgid

INDICATORS = {
    "breach_share": msgid("limits missed"),
    "effort_given_share": msgid("effort given"),
    "follow_ups_missed_share": msgid("follow-ups missed"),
    "overdue_open": msgid("overdue open cases"),
    "screening_late_share": msgid("reports reviewed late"),
    "emergency_response_hours": msgid("hours until an emergency is responded to"),
    "waiting_for_worker": msgid("cases without a worker"),
    "over_three_months_share": msgid("investigations over three months"),
    "processing_days_mean": msgid("days of an investigation"),
    "measure_start_days": msgid("days from decision to measure"),
    "children_per_post": msgid("children per post"),
    "utilisation": msgid("capacity used"),
    "weeks_above_norm": msgid("weeks above the caseload norm"),
    "evening_duties_per_worker": msgid("evenings on duty per worker"),
    "call_outs_per_worker": msgid("call-outs per worker"),
    "travel_hours": msgid("hours on the road"),
    "visits_missed_share": msgid("foster-home visits missed"),
    "reviews_missed_share": msgid("plan reviews missed"),
    "days_at_half_staff_or_less": msgid("days at half staff"),
    "days_without_local_presence": msgid("days without local presence"),
    "handovers_per_case": msgid("hand-overs per case"),
    "workers_seen_per_case": msgid("workers seen per case"),
    "sick_leave_share": msgid("sick leave"),
    "reports": msgid("reports"),
    "cost_per_child": msgid("cost per child"),
}
"""Every indicator that the report shows."""

DIMENSIONS = {
    "deadline": msgid("deadline"),
    "measures": msgid("measures"),
    "local presence": msgid("local presence"),
    "effort": msgid("effort"),
    "cost": msgid("cost"),
    "any": msgid("anything"),
}

LABELS = {
    BETTER: msgid("better"),
    UNCLEAR: msgid("unclear"),
    WORSE: msgid("worse"),
    EQUAL: msgid("equal"),
    LOWER: msgid("lower"),
    HIGHER: msgid("higher"),
}

PRICES = {
    "effort_given_share": msgid("less effort given"),
    "follow_ups_missed_share": msgid("more follow-ups missed"),
    "overdue_open": msgid("more overdue open cases"),
}


def indicator(language: Language, name: str) -> str:
    """An indicator as sentences call it."""
    return language.text(INDICATORS[name])


def label(language: Language, found: str) -> str:
    """What an interval says, in a word."""
    return MISSING if found == UNKNOWN else language.text(LABELS[found])


def capital(text: str) -> str:
    """With a capital first letter."""
    return text[:1].upper() + text[1:]
