"""An organisational model made ready to run."""

from caseflow.organisation.build import organise
from caseflow.organisation.tables import (
    ABSENT,
    BOUGHT,
    NOT_LIMITED,
    OWNER,
    PERMILLE,
    UNLIMITED,
    Conflicts,
    CostKey,
    Money,
    Organisation,
    Period,
    Places,
    Pool,
    Rules,
    ServiceCosts,
    Strain,
    TeamInfo,
)

__all__ = [
    "ABSENT",
    "BOUGHT",
    "NOT_LIMITED",
    "OWNER",
    "PERMILLE",
    "UNLIMITED",
    "Conflicts",
    "CostKey",
    "Money",
    "Organisation",
    "Period",
    "Places",
    "Pool",
    "Rules",
    "ServiceCosts",
    "Strain",
    "TeamInfo",
    "organise",
]
