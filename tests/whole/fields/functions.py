"""Fields of effects: functions split off from stages, and measures that have to be found.

Field -> (what turns it on, what to change then).
"""

from __future__ import annotations

from typing import Any

Changes = dict[str, Any]

BOTH = "models.merged.services.Both"
EFFECTS = "models.merged.effects"
LATER = "models.apart.services.South.teams"
"""The model after the merged one: care orders come late in the small study."""
KINDS = "effects.finding_measures.kinds"
POSTS: Changes = {"staff.X": {"number": 3, "posts_fte": (1.0, 0.5), "office": "North", "extra": True}}


def team(function: str, post: str = "X.1") -> Changes:
    """An extra post that has a function in the merged service."""
    return {**POSTS, f"{BOTH}.teams.{function}": {"covers": (function,), "staff": (post,)}}


FINDING: Changes = {f"{EFFECTS}.finding_measures": True}
BANK = FINDING | team("measure_search")
MILIEU = FINDING | team("milieu_work") | {f"{KINDS}.milieu_worker.share": 0.5, f"{KINDS}.support_contact.share": 0.05}
MILIEU_AND_BANK = MILIEU | {f"{BOTH}.teams.milieu_work.covers": ("milieu_work", "measure_search")}
LAWYER: Changes = {**POSTS, f"{LATER}.law": {"covers": ("legal_help", "foster_homes"), "staff": ("X",)}}
BUYING: Changes = {f"{BOTH}.buys": ("county_board", "foster_homes")}
ON_CALL: Changes = {f"{BOTH}.buys": ("emergencies",)}
PRACTICE: Changes = {"models.apart.effects.practice": True}
DEDICATED: Changes = {
    f"{BOTH}.teams.intake.covers": ("intake", "investigation", "measures"),
    f"{BOTH}.teams.measures.covers": ("care",),
}
UNQUALIFIED: Changes = {"staff.N.unqualified": (1,)}
QUALIFIED: Changes = {f"{EFFECTS}.qualified_conclusions": True}

FIELDS: dict[str, tuple[Changes, Changes]] = {
    "effects.finding_measures.search_hours": (FINDING, {"effects.finding_measures.search_hours.value": 6.0}),
    "effects.finding_measures.bank_search_percent": (BANK, {"effects.finding_measures.bank_search_percent": 50.0}),
    f"{KINDS}.*.share": (FINDING, {f"{KINDS}.support_contact.share": 0.5}),
    f"{KINDS}.*.search_days": (FINDING, {f"{KINDS}.support_contact.search_days.mean": 60.0}),
    f"{KINDS}.*.spare_places_share": (FINDING, {f"{KINDS}.support_contact.spare_places_share": None}),
    f"{KINDS}.*.children_per_post": (MILIEU, {f"{KINDS}.milieu_worker.children_per_post": 2.0}),
    "effects.milieu_work.hours": (MILIEU, {"effects.milieu_work.hours.value": 1.0}),
    "effects.milieu_work.interval_days": (MILIEU, {"effects.milieu_work.interval_days": 10}),
    "effects.legal_help.hours": (LAWYER, {"effects.legal_help.hours.value": 50.0}),
    "effects.buying.wait_days": (BUYING, {"effects.buying.wait_days": 28}),
    "effects.on_call.response_minutes": (ON_CALL, {"effects.on_call.response_minutes": 30}),
    "effects.practice.most_extra_percent": (PRACTICE, {"effects.practice.most_extra_percent": 80.0}),
    "effects.practice.months": (PRACTICE, {"effects.practice.months": 12}),
    "effects.specialisation.minutes_percent": (
        DEDICATED | {f"{EFFECTS}.specialisation": True},
        {"effects.specialisation.minutes_percent": 85.0},
    ),
    "models.*.effects.finding_measures": ({}, FINDING),
    "models.*.effects.practice": ({}, PRACTICE),
    "models.*.effects.specialisation": (DEDICATED, {f"{EFFECTS}.specialisation": True}),
    "models.*.effects.qualified_conclusions": (UNQUALIFIED, QUALIFIED),
    "models.*.services.*.buys": ({}, BUYING),
    "staff.*.unqualified": (QUALIFIED | UNQUALIFIED, {"staff.N.unqualified": (1, 2)}),
    "work.priorities.legal_help": (
        LAWYER | {"effort.care_follow_up_hours.value": 20.0},
        {"work.priorities.legal_help": 2},
    ),
    "work.priorities.measure_search": (FINDING, {"work.priorities.measure_search": 2}),
    "work.priorities.milieu_work": (MILIEU_AND_BANK, {"work.priorities.milieu_work": 2}),
}
