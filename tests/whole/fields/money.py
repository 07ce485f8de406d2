"""Fields of effects: money. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

KEY = {"casework": "equal", "inside_family": "equal", "outside_family": "equal"}
ON: dict[str, Any] = {"money.keys": {"usual": KEY}}
NOMINAL = ON | {"money.prices": "nominal"}
FUNCTIONS = ("county_board", "legal_help", "foster_homes", "foster_home_visitors")
BOUGHT = ON | {
    "care.county_board_share": 1.0,
    **{f"models.today.services.{service}.buys": FUNCTIONS for service in ("North", "South")},
    "models.merged.services.Both.buys": FUNCTIONS,
}
TRAVEL = ON | {
    "models.merged.effects.travel": True,
    "effects.travel.distances": ({"between": ("North", "South"), "km": 40.0, "minutes": 40.0},),
}
ON_CALL = ON | {
    "demand.emergency_out_of_hours_share": 0.9,
    "models.merged.services.Both.teams.intake.covers": ("intake", "investigation", "emergencies"),
}

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "money.price_year": (NOMINAL, {"money.price_year": 2008}),
    "money.prices": (ON, {"money.prices": "nominal"}),
    "money.growth_percent_per_year": (NOMINAL, {"money.growth_percent_per_year": 3.0}),
    "money.nok_per_post_per_year": (ON, {"money.nok_per_post_per_year": 500_000.0}),
    "money.nok_per_other_post_per_year": (ON, {"money.nok_per_other_post_per_year": 500_000.0}),
    "money.nok_per_post_by_group.*": (ON, {"money.nok_per_post_by_group": {"N": 700_000.0}}),
    "money.nok_per_office_per_year": (ON, {"money.nok_per_office_per_year": 1000.0}),
    "money.nok_per_km": (TRAVEL, {"money.nok_per_km": 4.0}),
    "effects.travel.distances.[].km": (TRAVEL, {"effects.travel.distances.0.km": 41.0}),
    "money.nok_per_duty_week": (ON_CALL, {"money.nok_per_duty_week": 1000.0}),
    "money.nok_per_call_out": (ON_CALL, {"money.nok_per_call_out": 1000.0}),
    "money.bought_on_call_nok_per_1000_children_per_year": (
        ON | {"models.merged.services.Both.buys": ("emergencies",)},
        {"money.bought_on_call_nok_per_1000_children_per_year": 1000.0},
    ),
    **{
        f"money.bought_nok_per_hour.{function}": (BOUGHT, {f"money.bought_nok_per_hour.{function}": 100.0})
        for function in FUNCTIONS
    },
    "money.bought_nok_per_hour.guidance": (
        ON | {"models.merged.effects.guidance": True, "models.merged.services.Both.buys": ("guidance",)},
        {"money.bought_nok_per_hour.guidance": 100.0},
    ),
    "money.assistance_nok_per_year": (ON, {"money.assistance_nok_per_year": 10_000.0}),
    "money.assistance_nok_per_year_by_kind.*": (ON, {"money.assistance_nok_per_year_by_kind": {"bought": 90_000.0}}),
    "money.care_nok_per_year": (ON, {"money.care_nok_per_year": 100_000.0}),
    "money.by_municipality.*.assistance_percent": (
        ON,
        {"money.by_municipality": {"North": {"assistance_percent": 150.0}}},
    ),
    "money.by_municipality.*.care_percent": (ON, {"money.by_municipality": {"North": {"care_percent": 150.0}}}),
    "money.keys.*.fixed_nok_per_municipality": (
        {"money.keys": {"usual": {}}},
        {"money.keys": {"usual": {"fixed_nok_per_municipality": 90_000.0}}},
    ),
    **{
        f"money.keys.*.{function}": (ON, {"money.keys": {"usual": KEY | {function: "cases"}}})
        for function in ("casework", "inside_family", "outside_family")
    },
    "models.*.transition.one_off_nok": (ON, {"models.merged.transition.one_off_nok": 100_000.0}),
}
