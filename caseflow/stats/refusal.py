"""How a broken law is told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from caseflow.errors import InvariantError
from caseflow.log import Log, describe


def refuse(broken: npt.NDArray[np.bool_], rows: Log, law: str) -> None:
    """Raise InvariantError that shows the first row of a mask."""
    if broken.any():
        row = rows.table()[int(broken.argmax())]
        raise InvariantError(f"{law}: {describe(row)}")
