"""What one run counted as a long table, cell by cell: what the stored tables must come to."""

import numpy as np
import pandas as pd

from caseflow.stats.indicators import Counts
from caseflow.tables import LONG_COLUMNS


def rows_of(counts: Counts, model: str = "m", scenario: str = "base", replication: int = 0) -> pd.DataFrame:
    """A row for each numerator that is there, by year, quarter, unit and indicator in their orders."""
    run, value = (model, scenario, replication), counts.value
    rows = [
        (*run, year, quarter, scope, unit, name, value[i, u, p], counts.numerator[i, u, p], counts.denominator[i, u, p])
        for p, (year, quarter) in enumerate(counts.periods)
        for u, (scope, unit) in enumerate(counts.units)
        for i, name in enumerate(counts.indicators)
        if not np.isnan(counts.numerator[i, u, p])
    ]
    return pd.DataFrame(rows, columns=list(LONG_COLUMNS))
