"""What ``caseflow compare --json`` prints: figures unrounded, a difference as ``difference``, ``low`` and ``high``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from caseflow.comparison import words
from caseflow.comparison.decomposing import Decomposition
from caseflow.comparison.findings import Compared, Comparison, Fairness
from caseflow.comparison.writing import Writer
from caseflow.decisions.chances import Chance
from caseflow.decisions.differences import Difference
from caseflow.decisions.distribution import Quantile, quantile_interval
from caseflow.decisions.fairness import COST, DIMENSIONS
from caseflow.decisions.jackknife import Estimate, interval_of
from caseflow.decisions.sources import Spread
from caseflow.language import MISSING, language
from caseflow.stats.replications import CONFIDENCE

Data = dict[str, Any]

ENGLISH = Writer(language("en"))


def plain(words: str) -> str:
    """Words with the signs of a keyboard, as programs know a minus."""
    return words.replace("\N{MINUS SIGN}", "-").replace(MISSING, "-")


def comparison_as_data(comparison: Comparison, decomposition: Decomposition | None = None) -> Data:
    """The whole as plain data; the keys are told in docs/compare.md."""
    first = comparison.results.worlds[0].run.record
    return {
        "runs": [{"run": str(w.run.path), "scenario": w.scenario} for w in comparison.results.worlds],
        "title": first.title,
        "synthetic": first.synthetic,
        "baseline": comparison.labels[comparison.baseline],
        "models": list(comparison.labels),
        "unit": comparison.unit,
        "years": list(comparison.results.years),
        "replications": comparison.results.n_replications,
        "confidence": CONFIDENCE,
        "answer": plain(words.answer(comparison, ENGLISH.language)),
        "verdicts": [_verdict(comparison, i) for i in comparison.others],
        "indicators": {name: _indicator(comparison, found) for name, found in comparison.indicators.items()},
        "fairness": None if comparison.fairness is None else _fairness(comparison, comparison.fairness),
        "decomposition": None if decomposition is None else _decomposition(decomposition),
    }


def _decomposition(found: Decomposition) -> Data:
    return {
        "model": found.model,
        "steps": [
            {
                "step": step.name,
                "indicators": {
                    name: {"adds": _difference(step.adds[name]), "so_far": _difference(step.so_far[name])}
                    for name in step.adds
                },
            }
            for step in found.steps
        ],
    }


def _verdict(comparison: Comparison, i: int) -> Data:
    found = comparison.on_deadlines(i)
    return {
        "model": comparison.labels[i],
        "in_words": plain(words.verdict(comparison, i, ENGLISH)),
        "on_deadlines": None
        if found is None
        else {
            "limits_missed": found.limits,
            "holds_for_all_models": found.holds_for_all,
            "beside_it": dict(found.companions),
            "is_better": found.is_better,
        },
    }


# -- parts ------------------------------------------------------------------------------------------------------


def number(value: Any) -> float | None:
    """None for what is missing: JSON knows no NaN."""
    plain = float(value)
    return plain if math.isfinite(plain) else None


def _difference(found: Difference, *at: int) -> Data:
    return {
        "difference": number(found.value[at]),
        "low": number(found.low[at]),
        "high": number(found.high[at]),
        "narrowed_by_pairing": number(found.narrowed[at]),
    }


def _chance(found: Chance, *at: int) -> Data:
    low, high = number(found.low[at]), number(found.high[at])
    return {"chance": number(found.share[at]), "low": low, "high": high, "counted": int(found.counted[at])}


def _mean(found: Estimate, is_share: bool, i: int) -> Data:
    low, high = interval_of(found[i], is_share)
    return {"mean": number(found.value[i]), "low": number(low), "high": number(high)}


def _quantile(found: Quantile, i: int, bound: float) -> Data:
    low, high = quantile_interval(found[i], bound)
    return {"value": number(found.value[i]), "low": number(low), "high": number(high)}


def _spread(found: Spread, i: int) -> Data:
    share = {"share": number(found.assumptions_share[i])}
    share |= {"low": number(found.assumptions_low[i]), "high": number(found.assumptions_high[i])}
    return {
        "simulation_error": number(found.simulation_error[i]),
        "within_futures_sd": number(found.within_futures_sd[i]),
        "between_futures_sd": number(found.between_futures_sd[i]),
        "future_sd": number(found.future_sd[i]),
        "variance_with_assumptions": share,
    }


# -- an indicator -----------------------------------------------------------------------------------------------


def _indicator(comparison: Comparison, found: Compared) -> Data:
    labels = comparison.labels
    return {
        "kind": found.indicator.kind,
        "unit": found.indicator.unit,
        "better": found.indicator.better,
        "meaning": found.indicator.meaning,
        "models": {name: _model(found, i) for i, name in enumerate(labels)},
        "against_baseline": {labels[i]: _against(comparison, found, i) for i in comparison.others},
        "pairs": {
            "intervals_that_hold_together": found.pairs.looks,
            "differences": [
                {"model": labels[i], "against": labels[j], **_difference(found.pairs.difference, i, j)}
                for i in range(len(labels))
                for j in range(i + 1, len(labels))
            ],
            "best": None
            if found.best is None
            else [name for name, is_best in zip(labels, found.best, strict=True) if is_best],
        },
    }


def _model(found: Compared, i: int) -> Data:
    return {
        **_mean(found.mean, found.indicator.is_share, i),
        "quantiles_of_years": {
            f"q{round(100 * q)}": _quantile(own, i, found.indicator.bound) for q, (own, _) in found.quantiles.items()
        },
        "chances_of_years": {name: _chance(event.model, i) for name, event in found.chances.items()},
        "spread": _spread(found.own_spread, i),
    }


def _against(comparison: Comparison, found: Compared, i: int) -> Data:
    return {
        **_difference(found.difference, i),
        "of_few_futures": bool(found.of_few[i]),
        "verdict": found.label(i),
        "better_in_futures": None if found.better is None else _chance(found.better, i),
        "better_in_years": None if found.better_years is None else _chance(found.better_years, i),
        "spread": _spread(found.spread, i),
        "quantiles_of_years": {
            f"q{round(100 * q)}": _difference(difference, i) for q, (_, difference) in found.quantiles.items()
        },
        "chances_of_years": {name: _difference(event.difference, i) for name, event in found.chances.items()},
        "better_from": _onset(found, i),
        "moved_by": [_mover(comparison, found, i, place) for place in found.moved_by(i)],
    }


def _mover(comparison: Comparison, found: Compared, i: int, place: int) -> Data:
    """An assumption that the difference goes with; the differences at its ends have no interval of their own."""
    return {
        "assumption": comparison.assumptions.paths[place],
        "correlation": number(found.movers.correlation[i, place]),
        "low_end": {
            "value": number(found.movers.low_end[place]),
            "difference_there": number(found.movers.at_low[i, place]),
        },
        "high_end": {
            "value": number(found.movers.high_end[place]),
            "difference_there": number(found.movers.at_high[i, place]),
        },
    }


def _onset(found: Compared, i: int) -> Data | None:
    if found.onset is None:
        return None
    by_interval, by_mean = words.from_when(found, i, ENGLISH.language)
    return {
        "by_interval": None if by_interval in (words.NEVER, MISSING) else by_interval,
        "by_mean_alone": None if by_mean == words.NEVER else by_mean,
        "quarters": [
            {"quarter": ENGLISH.language.quarter(*at), **_difference(found.onset.difference, place, i)}
            for place, at in enumerate(found.onset.quarters)
        ],
    }


# -- fairness ---------------------------------------------------------------------------------------------------


def _fairness(comparison: Comparison, found: Fairness) -> Data:
    return {
        "dimensions": {
            name: {"indicator": DIMENSIONS[name].indicator, "better": DIMENSIONS[name].better} for name in found.cells
        },
        "correction": {
            "rule": "Bonferroni",
            "intervals_that_hold_together": found.looks,
            "why": "a reader looks at all labels of a model at once; uncorrected, some would come by chance",
        },
        "models": {comparison.labels[i]: _fate(found, i, comparison.baseline) for i in comparison.others},
    }


def _fate(found: Fairness, i: int, baseline: int) -> Data:
    return {
        "municipalities": {name: _municipality(found, m, i) for m, name in enumerate(found.municipalities)},
        "worse_off": list(found.worse_off(i)),
        "chance_that_none_is_dearer_and_poorer": {
            name: _chance(event, i) for name, event in found.none_dearer_and_poorer.items()
        },
        "spread_between_municipalities": {
            name: {"model": number(own.value[i]), "baseline": number(own.value[baseline]), **_difference(difference, i)}
            for name, (own, difference) in found.spread.items()
        },
    }


def _municipality(found: Fairness, m: int, i: int) -> Data:
    dimensions: Mapping[str, Data] = {
        name: {
            "verdict": found.label(name, m, i),
            "model": number(cell.model.value[m, i]),
            "baseline": number(cell.baseline.value[m, 0]),
            "a_year": number(found.cases_a_year[name][m]),
            **_difference(cell.difference, m, i),
            "better_in_futures": _chance(cell.better, m, i),
        }
        for name, cell in found.cells.items()
    }
    service = [name for name in found.cells if name != COST]
    return {
        **dimensions,
        "chance_of_not_being_weakened": {
            name: _chance(found.not_weakened[name], m, i) for name in ([*service, "any"] if service else [])
        },
    }
