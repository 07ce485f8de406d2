"""Fields of effects: what comes with a change of organisation. Field -> (what turns it on, what to change then)."""

from __future__ import annotations

from typing import Any

NAMED: dict[str, Any] = {"models.merged.services.Both.municipalities": ("North", "South", "Island")}
"""The merged service serves the island even when it is outside."""

COORDINATION: dict[str, Any] = {
    "models.merged.services": {
        "First": {
            "municipalities": "all",
            "teams": {"intake": {"covers": ("intake", "investigation"), "staff": ("N.1", "N.2", "S.1")}},
        },
        "Then": {
            "municipalities": "all",
            "teams": {"measures": {"covers": ("measures", "care"), "staff": ("N.3", "N.4", "S.2")}},
        },
    },
    "models.merged.effects.coordination": True,
}
"""Two services share every municipality."""

FIELDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "municipalities.*.outside": (NAMED, {"municipalities.Island.outside": True}),
    "models.*.before": ({}, {"models.merged.before": "apart"}),
    "models.*.transition.report_growth_percent.*": (
        {"models.merged.transition.report_growth_percent": {"others": 10.0}},
        {"models.merged.transition.report_growth_percent": {"others": 40.0}},
    ),
    "models.*.effects.coordination": (COORDINATION, {"models.merged.effects.coordination": False}),
    "effects.coordination.handover_hours": (COORDINATION, {"effects.coordination.handover_hours": 3.0}),
}
