"""Cost-sharing keys: yearly costs of services, shared between the municipalities to the last øre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.organisation import CostKey

Int64 = npt.NDArray[np.int64]

COST_FUNCTIONS = (244, 251, 252)
"""KOSTRA's functions: casework and administration; measures inside the family; measures outside it."""

ORE_PER_NOK = 100

CASEWORK = 0
HOME = "home"


@dataclass(frozen=True)
class PoolOfCosts:
    """What a service costs in one organisation period and year, before it is shared. All amounts are whole øre."""

    members: tuple[int, ...]
    """The municipalities that share it, ascending."""
    common_ore: Int64
    """int64[cost function]: of no municipality in particular."""
    home_ore: Int64
    """int64[cost function, municipality]: of the municipality where the child lives."""
    share_of_fixed: float
    """Of a key's fixed sum: the part of the year which the period holds, in the year's prices."""
    weights: Mapping[str, Int64]
    """[municipality], by rule: children_0_17, equal, cases, posts."""


def shared(pools: Sequence[PoolOfCosts], key: CostKey, n_municipalities: int) -> Int64:
    """int64[municipality, cost function]: each one's øre of some pools under a key; they add up to the pools' totals.

    Casework: each member pays the fixed sum first, as far as there are costs, and the rest is shared by the rule. What
    is measured at the child's own municipality stays there under ``home``; costs of measures that are no child's in
    particular then follow the rule of casework. Another rule shares all of the function.
    """
    out = np.zeros((n_municipalities, len(COST_FUNCTIONS)), dtype=np.int64)
    for pool in pools:
        members = list(pool.members)
        for function, rule in enumerate(key.shared_by):
            if rule == HOME:
                out[:, function] += pool.home_ore[function]
                rest, rule = int(pool.common_ore[function]), key.shared_by[CASEWORK]
            else:
                rest = int(pool.common_ore[function] + pool.home_ore[function].sum())
            if function == CASEWORK:
                fixed = min(round(key.fixed_ore * pool.share_of_fixed), rest // len(members))
                out[members, function] += fixed
                rest -= fixed * len(members)
            out[members, function] += largest_remainder(rest, [int(pool.weights[rule][m]) for m in members])
    return out


def largest_remainder(amount: int, weights: Sequence[int]) -> list[int]:
    """A whole amount in whole parts by weights; they add up to it exactly.

    Each part is rounded down; what is left goes, one each, to the largest remainders (ties: the first). Where all
    weights are 0 the parts are equal.
    """
    weights = weights if any(weights) else [1] * len(weights)
    whole = sum(weights)
    parts = [amount * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(amount * weights[i] % whole))
    for i in by_remainder[: amount - sum(parts)]:
        parts[i] += 1
    return parts
