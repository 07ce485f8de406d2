"""Measures that have to be found: pools of places, and how long a search takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np

from caseflow.config.functions import milieu_kind
from caseflow.config.placement import KEPT, Layout, TeamKey, coverage, layout_of, placed, posts
from caseflow.config.same import Same
from caseflow.config.schema import FUNCTIONS, STAGES, Config, MeasureKind
from caseflow.organisation.common import Common
from caseflow.organisation.tables import NOT_LIMITED, PERMILLE, Bool, Int32, Places


@dataclass(frozen=True)
class _Pool:
    """The places of one kind of measure that some municipalities share."""

    kind: str
    keeper: TeamKey
    """The team of milieu workers or the measures bank that keeps them; a service by itself: (service, "")."""
    by_posts: bool
    """Whether the keeper's posts make the places."""


class _Kind(NamedTuple):
    """What kind of places there are of a kind of measure."""

    name: str
    is_milieu_work: bool
    is_limited: bool


class _Shared(NamedTuple):
    """What of places hangs on the layout alone; nobody may change it."""

    pools: Mapping[_Pool, tuple[str, ...]]
    """The municipalities that share each pool."""
    pool_of: Int32
    """[municipality, kind]: the pool; NOT_LIMITED."""
    has_bank: Bool
    """[municipality, kind]: a bank keeps what there is of it."""


def places(common: Common, model: str) -> Places | None:
    """The places of a model's measures; None where it does not count with finding them.

    A kind with places has one pool of them for all whom a measures bank serves, and without a bank for all of a
    service. Children with a milieu worker have the places of the team that covers milieu work. Every other kind is
    never full. A bank shortens the search for what it keeps: the kinds with places.
    """
    config, finding = common.config, common.config.effects.finding_measures
    if not config.models[model].effects.finding_measures:
        return None
    shared = _shared(layout_of(config, model), common.kept(("kinds of measures",), lambda: _kinds(finding.kinds)))
    milieu, searched = milieu_kind(finding), round(finding.bank_search_percent * PERMILLE / 100)
    return Places(
        pool_of=shared.pool_of,
        size=np.array([_size(common, model, *item) for item in shared.pools.items()], dtype=np.int32),
        search_permille=np.where(shared.has_bank, searched, PERMILLE).astype(np.int32),
        milieu_kind=-1 if milieu is None else list(finding.kinds).index(milieu),
    )


def _kinds(kinds: Mapping[str, MeasureKind]) -> tuple[_Kind, ...]:
    return tuple(
        _Kind(name, kind.children_per_post is not None, kind.spare_places_share is not None)
        for name, kind in kinds.items()
    )


@lru_cache(maxsize=KEPT)
def _shared(layout: Layout, kinds: tuple[_Kind, ...]) -> _Shared:
    banks = coverage(layout, FUNCTIONS)
    pools = _pools(layout, kinds)
    pool_of = np.full((len(layout.names), len(kinds)), NOT_LIMITED, dtype=np.int32)
    has_bank = np.zeros(pool_of.shape, dtype=np.bool_)
    for number, (pool, municipalities) in enumerate(pools.items()):
        kind = [kind.name for kind in kinds].index(pool.kind)
        for municipality in municipalities:
            at = layout.names.index(municipality), kind
            pool_of[at], has_bank[at] = number, (municipality, "measure_search") in banks
    return _Shared(pools, pool_of, has_bank)


def _pools(layout: Layout, kinds: tuple[_Kind, ...]) -> Mapping[_Pool, tuple[str, ...]]:
    stages, functions = coverage(layout, STAGES), coverage(layout, FUNCTIONS)
    pools: dict[_Pool, tuple[str, ...]] = {}
    for municipality in layout.names:
        milieu = functions.get((municipality, "milieu_work"))
        bank = functions.get((municipality, "measure_search"))
        service, _ = stages.get((municipality, "measures"), (None, ""))
        for kind in kinds:
            pool = None
            if milieu and kind.is_milieu_work:
                pool = _Pool(kind.name, milieu, by_posts=True)
            elif service and kind.is_limited:
                pool = _Pool(kind.name, bank or (service, ""), by_posts=False)
            if pool:
                pools[pool] = (*pools.get(pool, ()), municipality)
    return pools


def _size(common: Common, model: str, pool: _Pool, municipalities: tuple[str, ...]) -> int:
    """The places of a pool: room at its posts, or today's children and some to spare."""
    kind = common.config.effects.finding_measures.kinds[pool.kind]
    if pool.by_posts:
        return places_of_posts(common.config, model, pool.keeper, kind)
    return common.kept(("places", pool.kind, municipalities), partial(_with_spare, common.config, kind, municipalities))


def _with_spare(config: Config, kind: MeasureKind, municipalities: tuple[str, ...]) -> int:
    return whole_places(expected_children(config, kind, municipalities) * (1 + (kind.spare_places_share or 0)))


def places_of_posts(config: Config, model: str, team: TeamKey, kind: MeasureKind) -> int:
    """The children for whom a team's posts have room."""
    roster = posts(config)
    fte = math.fsum(roster[worker].fte for worker in placed(config, model)[team])
    return whole_places((kind.children_per_post or 0) * fte)


def expected_children(config: Config, kind: MeasureKind, municipalities: Iterable[str]) -> float:
    """Children of some municipalities who have a kind of measure today, on average."""
    return open_assistance_measures(config, municipalities) * kind.share / _all_shares(Same(config))


@lru_cache(maxsize=1)
def _all_shares(config: Same[Config]) -> float:
    """The sum of the shares of all kinds."""
    return math.fsum(kind.share for kind in config.part.effects.finding_measures.kinds.values())


def open_assistance_measures(config: Config, municipalities: Iterable[str]) -> float:
    """Children of some municipalities with an assistance measure today."""
    own = [config.municipalities[name] for name in municipalities]
    return math.fsum(m.open_measures * (1 - m.care_share_of_open_measures) for m in own)


def whole_places(number: float) -> int:
    """The nearest whole number of places, at least one.

    Rounding neither gives nor takes places on average, so that pooling several small numbers gains nothing by it; and
    no child waits for a place that can never be.
    """
    return max(1, math.floor(round(number, 9) + 0.5))
