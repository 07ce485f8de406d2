"""Who wins and who loses: municipality by municipality, dimension by dimension, never one score."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from caseflow.decisions.chances import Chance, better_in, not_worse_in, share_of
from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import Difference, difference
from caseflow.decisions.jackknife import Bool, Estimate, ratio_of_sums
from caseflow.stats.registry import BY_NAME


@dataclass(frozen=True)
class Dimension:
    """One of the things that a municipality asks of a model."""

    indicator: str
    better: str
    """Whether ``lower`` or ``higher`` is."""


DIMENSIONS = MappingProxyType(
    {
        "deadline": Dimension("breach_share", "lower"),
        "measures": Dimension("follow_ups_missed_share", "lower"),
        "local presence": Dimension("days_without_local_presence", "lower"),
        "effort": Dimension("effort_given_share", "higher"),
        "cost": Dimension("cost_per_child", "lower"),
    }
)
"""In the order of every table. Of cost, fewer kroner are better for whoever pays, whatever is got for them."""

COST = "cost"
"""The one dimension that is no service."""


@dataclass(frozen=True)
class Cells:
    """One dimension of a model against the baseline, each field [unit]."""

    model: Estimate
    baseline: Estimate
    difference: Difference
    better: Chance
    """Share of futures in which the model is better there."""
    not_worse: Bool
    """[unit, future]."""


def cells(dimension: str, model: Counts, baseline: Counts, looks: int) -> Cells:
    """One dimension of each unit; counts [unit, replication, year].

    ``looks``: labels that a reader looks at together. Their intervals are widened by Bonferroni's rule: with 95 %
    confidence none of them is wrong. Without that, of forty labels "better" and "worse" two would come by chance.
    """
    better = DIMENSIONS[dimension].better
    ours, theirs = ratio_of_sums(*model.by_replication()), ratio_of_sums(*baseline.by_replication())
    return Cells(
        model=ours,
        baseline=theirs,
        difference=difference(ours, theirs, looks, BY_NAME[DIMENSIONS[dimension].indicator].bound),
        better=better_in(model.futures, baseline.futures, better),
        not_worse=not_worse_in(model.futures, baseline.futures, better),
    )


# -- chances over units -----------------------------------------------------------------------------------------


def not_weakened(not_worse: Bool) -> Chance:
    """The chance that a unit is not worse off in any dimension; [dimension, unit, ..., future] to [unit, ...]."""
    return share_of(np.asarray(not_worse.all(axis=0)))


def none_dearer_and_poorer(cost_not_worse: Bool, service_not_worse: Bool) -> Chance:
    """The chance that no unit pays more and gets a poorer service; both [..., unit, future] to [...]."""
    return share_of(np.asarray((cost_not_worse | service_not_worse).all(axis=-2)))


# -- spread -----------------------------------------------------------------------------------------------------


def spread_between(units: Estimate) -> Estimate:
    """How far units (last axis of the values) lie apart: their standard deviation, each unit counted once."""
    return units.over_last(lambda values: values.std(axis=-1, ddof=1))
