"""An organisational model made ready to run."""

from caseflow.organisation.build import organise
from caseflow.organisation.tables import (
    ABSENT,
    BOUGHT,
    NOT_LIMITED,
    OWNER,
    PERMILLE,
    UNLIMITED,
    Organisation,
    Period,
    Places,
    Pool,
    Rules,
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
    "Organisation",
    "Period",
    "Places",
    "Pool",
    "Rules",
    "Strain",
    "TeamInfo",
    "organise",
]
