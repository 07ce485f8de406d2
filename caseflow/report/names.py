"""What the report calls indicators and what stands beside them: msgids, to be translated where they are said."""

from __future__ import annotations

from caseflow.comparison.words import PRICES
from caseflow.decisions.verdict import BETTER, EQUAL, UNCLEAR, WORSE
from caseflow.language import Language, msgid

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

MEASURED = {
    "deadline": INDICATORS["breach_share"],
    "measures": INDICATORS["follow_ups_missed_share"],
    "local presence": msgid("days a year with nobody at the local office"),
    "effort": INDICATORS["effort_given_share"],
    "cost": msgid("NOK per child and year"),
}
"""What each dimension is measured by, with its unit."""

EFFECTS = {
    "fixed_work": msgid("fixed work"),
    "coordination": msgid("coordination"),
    "travel": msgid("travel"),
    "conflicts": msgid("conflicts of interest"),
    "specialisation": msgid("specialisation"),
    "practice": msgid("practice in rare cases"),
    "vacancy_by_size": msgid("vacancies by size of service"),
    "finding_measures": msgid("search for measures"),
    "guidance": msgid("guidance"),
    "qualified_conclusions": msgid("qualified conclusions"),
    "strain": msgid("strain"),
}
"""Effects that a model counts with (:class:`caseflow.config.schema.Effects`)."""

BESIDE = {
    "effort_given_share": {
        BETTER: msgid("more effort given"),
        WORSE: PRICES["effort_given_share"],
        UNCLEAR: msgid("unclear whether more or less effort is given"),
        EQUAL: msgid("as much effort given"),
    },
    "follow_ups_missed_share": {
        BETTER: msgid("fewer follow-ups missed"),
        WORSE: PRICES["follow_ups_missed_share"],
        UNCLEAR: msgid("unclear whether fewer or more follow-ups are missed"),
        EQUAL: msgid("as many follow-ups missed"),
    },
    "overdue_open": {
        BETTER: msgid("fewer overdue open cases"),
        WORSE: PRICES["overdue_open"],
        UNCLEAR: msgid("unclear whether fewer or more cases are overdue"),
        EQUAL: msgid("as many overdue open cases"),
    },
}
"""What must stand beside limits missed, by what its interval says."""


def beside(language: Language, name: str, found: str) -> str:
    """What an interval says of something that must stand beside limits missed."""
    return language.text(BESIDE[name][found])


def indicator(language: Language, name: str) -> str:
    """An indicator as sentences call it."""
    return language.text(INDICATORS[name])
