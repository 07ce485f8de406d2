"""Which model bears a stress better: what it adds, and what it comes to, beside the baseline in the same futures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import difference
from caseflow.decisions.jackknife import Estimate, ratio_of_sums
from caseflow.decisions.verdict import LIMITS, label
from caseflow.stats.registry import BY_NAME
from caseflow.stress.rows import Place, Row, keys
from caseflow.stress.spans import Span


def baseline_of(models: Sequence[str], baseline: str) -> str:
    """The model that others are held against: the config's baseline, or the first of a run that lacks it."""
    return baseline if baseline in models else models[0]


def between_rows(
    span: Span, indicator: str, places: Sequence[Place], pair: tuple[Counts, Counts], baseline: str, looks: int
) -> Iterator[Row]:
    """Rows of ``stress_models``: each place of each other model less the same place under the baseline.

    ``pair``: usual and under stress, [place, replication, year]. ``looks``: labels of limits missed that are read
    together, one a stress; their intervals are widened by Bonferroni's rule. Those of what must stand beside them are
    not, so that a price is found as easily as it would be alone.
    """
    usual, stressed = (ratio_of_sums(*counts.by_replication()) for counts in pair)
    found = {place: i for i, place in enumerate(places)}
    others = {place: place._replace(model=baseline) for place in places if place.model != baseline}
    ours = [found[place] for place, same in others.items() if same in found]
    theirs = [found[same] for same in others.values() if same in found]
    extra = stressed - usual
    bound = BY_NAME[indicator].bound
    columns = (
        _columns("extra", indicator, extra[ours], extra[theirs], looks, 2 * bound),  # from all less to all more
        _columns("stressed", indicator, stressed[ours], stressed[theirs], looks, bound),
    )
    for row, i in enumerate(ours):
        own = {key: values[row] for of in columns for key, values in of.items()}
        if np.isfinite(own["stressed"]):
            yield {**keys(span, places[i]), "indicator": indicator, "baseline": baseline, **own}


def _columns(
    name: str, indicator: str, model: Estimate, baseline: Estimate, looks: int, bound: float
) -> dict[str, list[Any]]:
    """A difference with its interval, and what may be said of it."""
    one = difference(model, baseline, bound=bound)
    together = difference(model, baseline, looks, bound) if indicator == LIMITS else one
    better = BY_NAME[indicator].better
    ends = zip(together.low.tolist(), together.high.tolist(), strict=True)
    return {
        name: one.value.tolist(),
        f"{name}_low": one.low.tolist(),
        f"{name}_high": one.high.tolist(),
        f"{name}_verdict": [label(low, high, better) for low, high in ends],
    }
