"""Fields of effects: who gets a case, travel and presence. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

BOTH = "models.merged.services.Both"
FIRST = f"{BOTH}.teams.intake"

TRAVEL: dict[str, Any] = {
    "models.merged.effects.travel": True,
    "municipalities.Island.office": "Island",
    "effects.travel.distances": (
        {"between": ("North", "South"), "km": 30.0, "minutes": 40.0},
        {"between": ("South", "Island"), "km": 10.0, "minutes": 25.0},
    ),
}
"""Trips in the merged service."""

FAR: dict[str, Any] = TRAVEL | {
    "models.apart.effects.travel": True,
    "municipalities.North.place": "South",
    "municipalities.South.place": "Island",
}
"""No family lives where its office is, all the time after the change."""

MILIEU_WORK: dict[str, Any] = {
    "models.merged.effects.finding_measures": True,
    f"{FIRST}.staff": ("N.1", "N.2"),
    f"{BOTH}.teams.milieu": {"covers": ("milieu_work",), "staff": ("S.1",)},
}

CONFLICTS: dict[str, Any] = {
    **{f"models.{model}.effects.conflicts": True for model in ("today", "merged", "apart")},
    "effects.conflicts.share_at_1000_children": 0.2,
    "effects.conflicts.most_share": 0.7,
    "effects.conflicts.elsewhere_factor": 0.8,
}
"""So many conflicts that whole teams are."""

EARLY_PEAK: dict[str, Any] = {"effects.help.peak_load_percent": 40}

GROUPS: dict[str, Any] = {
    f"{BOTH}.assign": "group_first",
    f"{FIRST}.groups": {"south": {"municipalities": ("South",), "staff": ("S.1",)}},
    "effects.help.peak_load_percent": 400,
}

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # -- who gets a case
    "models.*.services.*.assign": ({}, {f"{BOTH}.assign": "nearest_office_first"}),
    "models.*.services.*.avoid_home_municipality": ({}, {f"{BOTH}.avoid_home_municipality": True}),
    "models.*.services.*.teams.*.groups.*.municipalities": (
        GROUPS,
        {f"{FIRST}.groups": {"south": {"municipalities": ("South", "North"), "staff": ("S.1",)}}},
    ),
    "models.*.services.*.teams.*.groups.*.staff": (
        GROUPS,
        {f"{FIRST}.groups": {"south": {"municipalities": ("South",), "staff": ("S.1", "N.1")}}},
    ),
    "models.*.services.*.teams.*.helped_by": (
        EARLY_PEAK,
        {"models.apart.services.South.teams.generalists.helped_by": ("North/generalists",)},
    ),
    "effects.help.peak_load_percent": (
        {f"{BOTH}.assign": "nearest_office_first"},
        {"effects.help.peak_load_percent": 30},
    ),
    "effects.help.delay_days": (CONFLICTS, {"effects.help.delay_days": 15}),
    # -- conflicts of interest
    "models.*.effects.conflicts": (CONFLICTS, {"models.merged.effects.conflicts": False}),
    "staff.*.lives_in": (CONFLICTS, {"staff.S.lives_in": "North"}),
    "effects.conflicts.share_at_1000_children": (CONFLICTS, {"effects.conflicts.share_at_1000_children": 0.1}),
    "effects.conflicts.most_share": (CONFLICTS, {"effects.conflicts.most_share": 0.5}),
    "effects.conflicts.elsewhere_factor": (CONFLICTS, {"effects.conflicts.elsewhere_factor": 0.4}),
    # -- travel and presence
    "models.*.effects.travel": (TRAVEL, {"models.merged.effects.travel": False}),
    "municipalities.*.place": (TRAVEL, {"municipalities.Island.place": "North"}),
    "effects.travel.distances.[].between": (TRAVEL, {"effects.travel.distances.1.between": ("North", "Island")}),
    "effects.travel.distances.[].minutes": (TRAVEL, {"effects.travel.distances.0.minutes": 50.0}),
    **{
        f"effects.travel.trips.{kind}": (FAR, {f"effects.travel.trips.{kind}": 0.9})
        for kind in (
            "contact",
            "measure_start",
            "follow_up",
            "review",
            "county_board",
            "care_follow_up",
            "home_visit",
            "visitor_follow_up",
        )
    },
    "effects.travel.trips.milieu_work": (FAR | MILIEU_WORK, {"effects.travel.trips.milieu_work": 0.5}),
    "models.*.services.*.office_days.*": (
        TRAVEL | {f"{BOTH}.office_days": {"Island": ("mon",)}},
        {f"{BOTH}.office_days": {"Island": ("mon", "thu")}},
    ),
}
