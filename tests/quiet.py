"""What a hand-made organisation has when no effect is on."""

from __future__ import annotations

from typing import Any

import numpy as np

from caseflow.config.schema import STAGES, TASK_KINDS
from caseflow.organisation import ABSENT, OWNER, UNLIMITED, Conflicts

RULES: dict[str, Any] = {"peak_percent": UNLIMITED, "help_delay_days": 0, "bought_days": 1, "milieu_days": 7}
"""Of Rules: the numbers of effects."""


def of_period(
    teams: int,
    municipalities: int,
    workers: int,
    *,
    monthly_minutes: int = 3000,
    stage_load: tuple[int, ...] = (10, 20, 30, 40),
) -> dict[str, Any]:
    """The fields of a Period that effects fill."""
    route = np.full((municipalities, len(TASK_KINDS)), OWNER, dtype=np.int32)
    route[:, TASK_KINDS.index("legal_help") :] = ABSENT
    return {
        "service_of_team": np.zeros(teams, dtype=np.int32),
        "monthly_minutes": np.full(workers, monthly_minutes, dtype=np.int64),
        "case_load": np.tile(np.array(stage_load, dtype=np.int32), (municipalities, 1)),
        "pools": (),
        "route": route,
        "pool_load": np.zeros((municipalities, len(STAGES), 0), dtype=np.int32),
        "rank": np.zeros((municipalities, workers), dtype=np.int32),
        "helpers": (((),) * len(STAGES),) * teams,
        "neighbours": (((),) * len(STAGES),) * municipalities,
        "conflicts": False,
        "trip_permille": np.zeros(len(TASK_KINDS), dtype=np.int32),
        "practice_permille": (0,),
        "speed_permille": np.full(teams, 1000, dtype=np.int32),
        "coordination_minutes": 0,
        "unqualified": np.zeros(workers, dtype=np.bool_),
        "places": None,
        "growth_mark": np.zeros(municipalities, dtype=np.int32),
        "response_minutes": np.full(municipalities, -1, dtype=np.int32),
        "on_call_team": np.full(municipalities, ABSENT, dtype=np.int32),
    }


def of_organisation(
    cases: int, municipalities: int, office_of_worker: list[int], workdays: int, offices: int = 1
) -> dict[str, Any]:
    """The fields of an Organisation that effects fill."""
    workers = len(office_of_worker)
    return {
        "home_of_worker": np.full(workers, -1, dtype=np.int32),
        "office_on": np.repeat(np.array(office_of_worker, dtype=np.int16)[:, None], workdays, axis=1),
        "trip_minutes": np.zeros((offices, municipalities), dtype=np.int32),
        "trip_km": np.zeros((offices, municipalities)),
        "conflicted": Conflicts.none(cases),
        "strain": (),
        "outside": np.zeros(municipalities, dtype=np.bool_),
        "served": np.ones(municipalities, dtype=np.bool_),
        "money": None,
        "post_growth": None,
    }
