"""Fields of effects: what takes the time of the posts. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

Change = dict[str, Any]

EFFECTS = "models.merged.effects"

FIXED_WORK: Change = {
    f"{EFFECTS}.fixed_work": True,
    "municipalities.North.county": "East",
    "municipalities.South.county": "West",
}
GUIDANCE: Change = {f"{EFFECTS}.guidance": True, "absence.turnover.leaving_per_year": 1.8}
BY_SIZE: Change = {f"{EFFECTS}.vacancy_by_size": True}
STRAIN: Change = {
    f"{EFFECTS}.strain": True,
    "effects.strain": {"from_load_percent": 100, "sick_leave_percent": 40.0, "leaving_percent": 40.0},
}
ON_CALL: Change = {"models.merged.services.Both.teams.intake.covers": ("intake", "investigation", "emergencies")}
START_UP: Change = {"models.merged.transition.start_up": {"capacity_loss_percent": 30.0, "months": 4.0}}

TWO_SERVICES: Change = {
    f"{EFFECTS}.coordination": True,
    "models.merged.services": {
        "First": {
            "municipalities": "all",
            "teams": {"intake": {"covers": ("intake", "investigation"), "staff": ("N.1", "N.2", "S.1")}},
        },
        "Later": {
            "municipalities": "all",
            "teams": {"measures": {"covers": ("measures", "care"), "staff": ("N.3", "N.4", "S.2")}},
        },
    },
}
"""Services that share all municipalities."""

MORE = {"number": 3, "posts_fte": (1.0,), "office": "South"}
ONE_MORE_POST: Change = {
    "staff.M": MORE,
    "models.today.services.South.teams.generalists.staff": ("S", "M"),
    "models.merged.services.Both.teams.intake.staff": ("N.1", "N.2", "S.1", "M"),
    "models.apart.services.South.teams.generalists.staff": ("S", "M"),
}

FIELDS: dict[str, tuple[Change, Change]] = {
    "models.*.effects.fixed_work": ({}, {f"{EFFECTS}.fixed_work": True}),
    "effects.fixed_work.hours_per_service_per_year": (
        FIXED_WORK,
        {"effects.fixed_work.hours_per_service_per_year": 500.0},
    ),
    "effects.fixed_work.hours_per_further_county_per_year": (
        FIXED_WORK,
        {"effects.fixed_work.hours_per_further_county_per_year": 300.0},
    ),
    "effects.fixed_work.hours_per_municipality_per_year": (
        FIXED_WORK,
        {"effects.fixed_work.hours_per_municipality_per_year": 150.0},
    ),
    "effects.fixed_work.hours_per_office_per_year": (
        FIXED_WORK,
        {"effects.fixed_work.hours_per_office_per_year": 200.0},
    ),
    "municipalities.*.county": (FIXED_WORK, {"municipalities.South.county": "East"}),
    "staff.*.leaders": (FIXED_WORK, {"staff.N.leaders": (1,)}),
    "effects.coordination.meeting_hours_per_year": (
        TWO_SERVICES,
        {"effects.coordination.meeting_hours_per_year": 150.0},
    ),
    "models.*.effects.guidance": ({}, {f"{EFFECTS}.guidance": True}),
    "effects.guidance.hours_per_service_per_year": (GUIDANCE, {"effects.guidance.hours_per_service_per_year": 400.0}),
    "effects.guidance.newcomer_days_percent": (GUIDANCE, {"effects.guidance.newcomer_days_percent": 20.0}),
    "effects.on_call.standby_hours_per_week": (ON_CALL, {"effects.on_call.standby_hours_per_week": 20.0}),
    "effects.on_call.call_out_hours": (ON_CALL, {"effects.on_call.call_out_hours": 1.0}),
    "models.*.effects.vacancy_by_size": ({}, BY_SIZE),
    "effects.vacancy_by_size.reference_posts_fte": (BY_SIZE, {"effects.vacancy_by_size.reference_posts_fte": 30.0}),
    "effects.vacancy_by_size.leaving_exponent": (BY_SIZE, {"effects.vacancy_by_size.leaving_exponent": 2.0}),
    "effects.vacancy_by_size.vacancy_exponent": (BY_SIZE, {"effects.vacancy_by_size.vacancy_exponent": 2.0}),
    "models.*.effects.strain": (STRAIN | {f"{EFFECTS}.strain": False}, STRAIN),
    "effects.strain.from_load_percent": (STRAIN, {"effects.strain.from_load_percent": 40}),
    "effects.strain.sick_leave_percent": (STRAIN, {"effects.strain.sick_leave_percent": 0.0}),
    "effects.strain.leaving_percent": (STRAIN, {"effects.strain.leaving_percent": 0.0}),
    "models.*.transition.start_up.capacity_loss_percent": (
        START_UP,
        {"models.merged.transition.start_up.capacity_loss_percent": 60.0},
    ),
    "models.*.transition.start_up.months": (START_UP, {"models.merged.transition.start_up.months": 1.0}),
    "models.*.transition.refusing_share": ({}, {"models.merged.transition.refusing_share": 0.5}),
    "staff.*.extra": (
        ONE_MORE_POST,
        {"staff.M": {**MORE, "extra": True}, "models.today.services.South.teams.generalists.staff": ("S",)},
    ),
}
