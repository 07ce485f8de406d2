"""The chance that a year passes without a missed limit for the children of the smallest service of today."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseflow.language import Language

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseflow.stats.panel import Panel
    from caseflow.store.opened import Run

    Bool = npt.NDArray[np.bool_]
    Float64 = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Chance:
    """A chance as the share of simulated years, and its 95 % interval."""

    share: float
    low: float | None
    high: float | None
    """None where a single replication tells of it."""

    def in_words(self, language: Language) -> str:
        """Words that promise no more than a model can know."""
        if self.low is None or self.high is None:
            return language.chance(self.share)
        return language.chance_with_interval(self.share, self.low, self.high, sign_once=True)


def chances_of_no_breach(run: Run) -> dict[tuple[str, str], Chance]:
    """By model and scenario: the share of years in which none of the smallest service's children is late.

    Of the years with at least one legal limit; the children are those of the municipalities that the baseline's
    smallest service serves, whoever serves them under the model.
    """
    from caseflow.stats.summary import chance
    from caseflow.store.folder import TABLE_FILES
    from caseflow.store.panel import panel_of

    reading = run.record.reading
    panel = panel_of(run.path / TABLE_FILES["indicators"])
    is_counted = (panel.years >= reading.first_year) & (panel.years < reading.first_year + reading.years)
    chances = {}
    for key, (hits, years) in _without_breach(panel, _of_places(panel, reading.smallest_service), is_counted).items():
        if years.any():
            share, low, high = (float(found[0]) for found in chance(hits[None], years[None]))
            is_sure = not math.isnan(low)
            chances[key] = Chance(share, low if is_sure else None, high if is_sure else None)
    return chances


def _without_breach(
    panel: Panel, places: Mapping[tuple[str, str], list[int]], is_counted: Bool
) -> dict[tuple[str, str], tuple[Float64, Float64]]:
    """Of the cells of each key taken together: the years without a breach, and those with a limit, [replication]."""
    import numpy as np

    found = {key: (np.zeros(panel.n_replications), np.zeros(panel.n_replications)) for key in places}
    for piece in panel.pieces("breach_share", slice(None)):
        missed, limits = (np.nan_to_num(numbers[:, :, is_counted]) for numbers in (piece.top, piece.bottom))
        for key, (hits, years) in found.items():
            own = np.isin(piece.cells, places[key])
            if own.any():
                with_limit = limits[own].sum(axis=0) > 0
                hits[piece.replications] = ((missed[own].sum(axis=0) == 0) & with_limit).sum(axis=1)
                years[piece.replications] = with_limit.sum(axis=1)
    return found


def _of_places(panel: Panel, municipalities: Sequence[str]) -> dict[tuple[str, str], list[int]]:
    """By model and scenario: the panel's cells of some municipalities."""
    places: dict[tuple[str, str], list[int]] = {}
    for i, cell in enumerate(panel.cells):
        if cell.scope == "municipality" and cell.unit in municipalities:
            places.setdefault((cell.model, cell.scenario), []).append(i)
    return places
