"""Fields of stress. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

import datetime as dt
from typing import Any

Changes = dict[str, Any]

AWAY: Changes = {"week": 5, "days": 28}
REPORTS: Changes = {"week": 5, "families": 2}
LED: Changes = {"staff.N.leaders": (4,)}


def away(more: Changes | None = None) -> Changes:
    """Everybody away for four weeks, or as it is changed."""
    return {"stress.absences": {"shock": AWAY | (more or {})}}


def reports(more: Changes | None = None) -> Changes:
    """Two families of an only child reported, or as it is changed."""
    return {"stress.reports": {"shock": REPORTS | (more or {})}}


def dated(kind: dict[str, Any], path: str) -> dict[str, tuple[Changes, Changes]]:
    """The fields of when a shock begins."""
    at_date = {key: value for key, value in kind.items() if key != "week"} | {"date": dt.date(2010, 6, 7)}
    later = at_date | {"date": dt.date(2010, 6, 21)}
    return {
        f"stress.{path}.*.date": ({f"stress.{path}": {"shock": at_date}}, {f"stress.{path}": {"shock": later}}),
        f"stress.{path}.*.week": (
            {f"stress.{path}": {"shock": kind}},
            {f"stress.{path}": {"shock": kind | {"week": 9}}},
        ),
        f"stress.{path}.*.month": (
            {f"stress.{path}": {"shock": kind}},
            {f"stress.{path}": {"shock": kind | {"month": "September"}}},
        ),
    }


FIELDS: dict[str, tuple[Changes, Changes]] = {
    "stress.sick_leave_percent": ({}, {"stress.sick_leave_percent": 150.0}),
    "stress.posts_percent": ({}, {"stress.posts_percent": 90.0}),
    **dated(AWAY, "absences"),
    **dated(REPORTS, "reports"),
    "stress.absences.*.days": (away(), away({"days": 42})),
    "stress.absences.*.kind": (away(), away({"kind": "vacant"})),
    "stress.absences.*.posts": (away(), away({"posts": ("N.1", "S")})),
    "stress.absences.*.service": (away(), away({"service": "smallest"})),
    "stress.absences.*.covers": (away(), away({"covers": "investigation"})),
    "stress.absences.*.leading": (LED | away(), LED | away({"leading": True})),
    "stress.absences.*.most": (away(), away({"most": 2})),
    "stress.absences.*.share": (away(), away({"share": 0.5})),
    "stress.absences.*.days_each": (away(), away({"days_each": 7})),
    "stress.reports.*.municipality": (reports(), reports({"municipality": "North"})),
    "stress.reports.*.families": (reports(), reports({"families": 3})),
    "stress.reports.*.children": (reports(), reports({"children": 2})),
    "stress.reports.*.emergency": (reports(), reports({"emergency": True})),
    "stress.reports.*.leads_to": (reports(), reports({"leads_to": "county_board"})),
    "stress.reports.*.planned_days": (reports({"leads_to": "care"}), reports({"leads_to": "care", "planned_days": 10})),
}
