"""Who gets a case: where workers live."""

from __future__ import annotations

import numpy as np

from caseflow.config.placement import posts
from caseflow.config.schema import Config, StaffGroup
from caseflow.organisation.tables import Int32

UNKNOWN = -1


def homes(config: Config) -> Int32:
    """[worker]: index of the municipality where the worker lives; -1 unknown."""
    of_group = {name: _home(config, group) for name, group in config.staff.items()}
    return np.array([of_group[post.group] for post in posts(config)], dtype=np.int32)


def _home(config: Config, group: StaffGroup) -> int:
    """Where the config says, else the first municipality whose office is the group's."""
    if group.lives_in is not None:
        return list(config.municipalities).index(group.lives_in)
    offices = [municipality.office or name for name, municipality in config.municipalities.items()]
    return offices.index(group.office) if group.office in offices else UNKNOWN
