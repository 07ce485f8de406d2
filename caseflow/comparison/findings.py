"""Everything that a comparison finds, worked out from dense arrays of what the runs counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from caseflow.comparison.reading import Assumptions, Results
from caseflow.decisions import fairness
from caseflow.decisions.chances import Chance, better_in, better_in_years, share_of
from caseflow.decisions.counts import Counts
from caseflow.decisions.differences import Difference, Pairs, all_pairs, difference, first_lasting, oriented
from caseflow.decisions.distribution import (
    QUANTILES,
    Changed,
    Quantile,
    changed_chance,
    events,
    quantile,
    quantile_difference,
)
from caseflow.decisions.jackknife import Bool, Estimate, Float64, Int64, ratio_of_sums
from caseflow.decisions.movers import Movers, movers
from caseflow.decisions.sources import Spread, spread, told
from caseflow.decisions.verdict import LIMITS, WORSE, OnDeadlines, label, on_deadlines
from caseflow.stats.registry import BY_NAME, Indicator


@dataclass(frozen=True)
class Onset:
    """From when models are better than the baseline, by the paired difference of each quarter."""

    quarters: tuple[tuple[int, int], ...]
    difference: Difference
    """[quarter, entrant]."""
    by_interval: Int64
    """[entrant]: place of the first quarter from which the interval stays on the better side to the end; -1: none."""
    by_mean: Int64
    """[entrant]: the same of the difference itself, whatever its interval."""


@dataclass(frozen=True)
class Compared:
    """One indicator of all entrants, against the baseline; arrays [entrant]."""

    indicator: Indicator
    mean: Estimate
    cases_a_year: float
    """Of the baseline: what a share is of, in a mean year."""
    difference: Difference
    together: Difference
    """The same; of LIMITS with intervals widened (Bonferroni) so that those of all entrants hold together."""
    better: Chance | None
    """Share of futures in which the entrant is better; None where neither direction is."""
    better_years: Chance | None
    """The same of single years."""
    spread: Spread
    """Of the difference: where its uncertainty comes from."""
    own_spread: Spread
    """Of the entrant's own figure."""
    movers: Movers
    """How the difference goes with each of the drawn assumptions."""
    quantiles: Mapping[float, tuple[Quantile, Difference]]
    chances: Mapping[str, Changed]
    """Of breaches; of other indicators none."""
    pairs: Pairs
    best: Bool | None
    """[entrant]: whether it has a figure and no other beats it; None where neither direction is better."""
    onset: Onset | None
    """None where quarters were not kept."""
    of_few: Bool
    """[entrant]: few futures make most of what the difference is of, the entrant's and the baseline's together."""

    def moved_by(self, entrant: int) -> list[int]:
        """The assumptions that an entrant's difference surely goes with, the strongest first."""
        strength = np.abs(self.movers.correlation[entrant])
        return [int(i) for i in np.argsort(-strength, kind="stable") if self.movers.is_sure[entrant, i]]

    def label(self, entrant: int) -> str:
        """What the interval of an entrant's difference says."""
        return self._label(self.difference[entrant])

    def label_together(self, entrant: int) -> str:
        """What the intervals say that hold for all entrants together."""
        return self._label(self.together[entrant])

    def _label(self, found: Difference) -> str:
        return label(float(found.low), float(found.high), self.indicator.better)


@dataclass(frozen=True)
class Fairness:
    """Each model against the baseline in every municipality; cells by dimension, [municipality, entrant]."""

    municipalities: tuple[str, ...]
    looks: int
    """Labels of one model that hold together."""
    cells: Mapping[str, fairness.Cells]
    cases_a_year: Mapping[str, Float64]
    """By dimension [municipality]: of the baseline, what a share is of in a mean year."""
    not_weakened: Mapping[str, Chance]
    """[municipality, entrant], by dimension of the service (cost is none): not worse in it; ``any``: in none."""
    none_dearer_and_poorer: Mapping[str, Chance]
    """[entrant], by the dimension in which a service is poorer, and ``any`` of them; empty without costs."""
    spread: Mapping[str, tuple[Estimate, Difference]]
    """By dimension: how far municipalities lie apart [entrant], and the difference to the baseline; only if all have
    something to count."""

    def worse_off(self, entrant: int) -> tuple[str, ...]:
        """Municipalities that are worse in some dimension of the service, in the config's order."""
        service = [name for name in self.cells if name != fairness.COST]
        is_worse = (
            any(self.label(name, place, entrant) == WORSE for name in service)
            for place in range(len(self.municipalities))
        )
        return tuple(name for name, is_so in zip(self.municipalities, is_worse, strict=True) if is_so)

    def label(self, dimension: str, municipality: int, entrant: int) -> str:
        """Better, unclear, worse or unknown."""
        found = self.cells[dimension].difference
        low, high = float(found.low[municipality, entrant]), float(found.high[municipality, entrant])
        return label(low, high, fairness.DIMENSIONS[dimension].better)


@dataclass(frozen=True)
class Comparison:
    """The whole."""

    results: Results
    baseline: int
    unit: str
    at_least: int
    assumptions: Assumptions
    indicators: Mapping[str, Compared]
    fairness: Fairness | None
    """None where no dimension was counted in municipalities."""

    @property
    def others(self) -> tuple[int, ...]:
        """All entrants but the baseline."""
        return tuple(i for i in range(len(self.results.entrants)) if i != self.baseline)

    @property
    def labels(self) -> tuple[str, ...]:
        """The entrants' names."""
        return tuple(entrant.label for entrant in self.results.entrants)

    def on_deadlines(self, entrant: int) -> OnDeadlines | None:
        """The verdict on an entrant's deadlines; None if nothing about deadlines was asked."""
        if LIMITS not in self.indicators:
            return None
        labels = {name: compared.label(entrant) for name, compared in self.indicators.items()}
        return on_deadlines(labels, self.indicators[LIMITS].label_together(entrant))


def compare(
    results: Results, baseline: int, indicators: Sequence[str], unit: str, at_least: int, *, with_fairness: bool = True
) -> Comparison:
    """Compare all entrants with the baseline: some indicators of a unit, and every municipality's fate."""
    assumptions = results.assumptions()
    found = {}
    for name in indicators:
        counts = results.by_year(name, [unit])[0]
        if counts.denominator.any():
            found[name] = _compared(results, name, counts, baseline, unit, at_least, assumptions.values)
    return Comparison(
        results, baseline, unit, at_least, assumptions, found, _fairness(results, baseline) if with_fairness else None
    )


# -- one indicator ----------------------------------------------------------------------------------------------


def _compared(
    results: Results, name: str, counts: Counts, baseline: int, unit: str, at_least: int, assumptions: Float64
) -> Compared:
    indicator, against = BY_NAME[name], counts[[baseline]]
    mean = ratio_of_sums(*counts.by_replication())
    bound = indicator.bound
    pairs = all_pairs(mean, bound)
    directed = indicator.better != "none"
    deviations = told(counts)
    apart = deviations - deviations[[baseline]]
    gap = difference(mean, mean[[baseline]], bound=bound)
    return Compared(
        indicator=indicator,
        mean=mean,
        cases_a_year=float(counts.denominator[baseline].mean()),
        difference=gap,
        together=difference(mean, mean[[baseline]], max(1, len(results.entrants) - 1), bound)
        if name == LIMITS
        else gap,
        better=better_in(counts.futures, against.futures, indicator.better) if directed else None,
        better_years=better_in_years(counts.values, against.values, indicator.better) if directed else None,
        spread=spread(apart, assumptions, (mean - mean[[baseline]]).error),
        own_spread=spread(deviations, assumptions, mean.error),
        movers=movers(gap.value, apart.mean(axis=-1), assumptions),
        quantiles=_quantiles(counts, baseline, bound),
        chances={key: changed_chance(counts, against, event) for key, event in events(at_least).items()}
        if name == LIMITS
        else {},
        pairs=pairs,
        best=pairs.best(indicator.better) & np.isfinite(mean.value) if directed else None,
        onset=_onset(results, indicator, unit, baseline) if directed else None,
        of_few=(mean - mean[[baseline]].times(-1)).is_of_few & (gap.low < gap.high),
    )


def _quantiles(counts: Counts, baseline: int, bound: float) -> dict[float, tuple[Quantile, Difference]]:
    found = {}
    for share in QUANTILES:
        own = quantile(counts, share)
        found[share] = own, quantile_difference(own, own[[baseline]], bound)
    return found


def _onset(results: Results, indicator: Indicator, unit: str, baseline: int) -> Onset | None:
    quarters = results.by_quarter(indicator.name, unit)
    if not quarters.denominator.any():
        return None
    mean = ratio_of_sums(*quarters.by_replication())
    found = difference(mean, mean[:, [baseline]], bound=indicator.bound)
    gain = oriented(np.sign(found.value), indicator.better)
    return Onset(
        results.quarters,
        found,
        first_lasting((oriented(found.verdict, indicator.better) > 0).T),
        first_lasting((gain > 0).T),
    )


# -- fairness ---------------------------------------------------------------------------------------------------


def _fairness(results: Results, baseline: int) -> Fairness | None:
    counted = {
        dimension: counts
        for dimension, asked in fairness.DIMENSIONS.items()
        if (counts := results.by_year(asked.indicator, results.municipalities)).denominator.any()
    }
    if not counted:
        return None
    looks = len(counted) * len(results.municipalities)
    cells = {
        dimension: fairness.cells(dimension, counts, counts[:, [baseline]], looks)
        for dimension, counts in counted.items()
    }
    return Fairness(
        municipalities=results.municipalities,
        looks=looks,
        cells=cells,
        cases_a_year={name: counts.denominator[:, baseline].mean(axis=(-1, -2)) for name, counts in counted.items()},
        not_weakened=_not_weakened(cells),
        none_dearer_and_poorer=_dearer_and_poorer(cells),
        spread={name: _spread(cell.model, baseline) for name, cell in cells.items() if _is_spread(cell.model)},
    )


def _not_weakened(cells: Mapping[str, fairness.Cells]) -> dict[str, Chance]:
    service = {name: cell.not_worse for name, cell in cells.items() if name != fairness.COST}
    if not service:
        return {}
    found = {name: share_of(not_worse) for name, not_worse in service.items()}
    return found | {"any": fairness.not_weakened(np.stack(list(service.values())))}


def _dearer_and_poorer(cells: Mapping[str, fairness.Cells]) -> dict[str, Chance]:
    if fairness.COST not in cells or len(cells) == 1:
        return {}
    cost = np.moveaxis(cells[fairness.COST].not_worse, 0, 1)  # [entrant, municipality, future]
    service = {name: np.moveaxis(cell.not_worse, 0, 1) for name, cell in cells.items() if name != fairness.COST}
    found = {name: fairness.none_dearer_and_poorer(cost, not_worse) for name, not_worse in service.items()}
    everything = np.logical_and.reduce(list(service.values()))
    return found | {"any": fairness.none_dearer_and_poorer(cost, everything)}


def _is_spread(units: Estimate) -> bool:
    return len(units.value) > 1 and bool(np.isfinite(units.value).all())


def _spread(units: Estimate, baseline: int) -> tuple[Estimate, Difference]:
    by_entrant = Estimate(units.value.T, units.without.swapaxes(0, 1), units.counts.swapaxes(0, 1), units.informative.T)
    own = fairness.spread_between(by_entrant)
    return own, difference(own, own[[baseline]])
