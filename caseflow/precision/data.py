"""What ``caseflow precision --json`` prints: figures unrounded, null where there is none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from caseflow.comparison.data import ENGLISH, plain
from caseflow.decisions.jackknife import Estimate, Float64
from caseflow.precision.findings import Findings, RunIn, Series
from caseflow.precision.tables import run_in_in_words
from caseflow.stats.replications import CONFIDENCE

Data = dict[str, Any]


def findings_as_data(findings: Findings) -> Data:
    """The whole as plain data; the keys are told in docs/precision.md."""
    run = findings.world.run
    return {
        "run": str(run.path),
        "title": run.record.title,
        "synthetic": run.record.synthetic,
        "scenario": findings.world.scenario,
        "indicator": findings.indicator.name,
        "unit": findings.question.unit,
        "replications": int(findings.steps[-1]),
        "confidence": CONFIDENCE,
        "steps": findings.steps.tolist(),
        "models": {
            model: {
                "mean": _list(findings.course.value[i]),
                "low": _list(findings.course.low[i]),
                "high": _list(findings.course.high[i]),
                "needed": _needed(findings, findings.figures, i),
                "needed_for_difference": None
                if findings.differences is None or i == findings.baseline
                else _needed(findings, findings.differences, i),
            }
            for i, model in enumerate(findings.models)
        },
        "grown": None if run.record.precision is None else run.record.precision.model_dump(),
        "run_in": _run_in(findings.run_in),
    }


def _needed(findings: Findings, estimate: Estimate, place: int) -> list[Data]:
    return [
        {
            "half_width": half_width,
            **{name: _finite(getattr(found, name)[place]) for name in ("number", "low", "high")},
        }
        for half_width, found in zip(findings.half_widths, findings.needed(estimate), strict=True)
    ]


def _run_in(run_in: RunIn) -> Data:
    return {
        "weeks": run_in.weeks,
        "dates": [date.isoformat() for date in run_in.dates],
        "has_baseline": run_in.has_baseline,
        "in_words": [plain(words) for words in run_in_in_words(run_in, ENGLISH)],
        "series": {name: _series(series) for name, series in run_in.series.items()},
    }


def _series(series: Series) -> Data:
    cut, later = series.truncation, series.year_later
    low, high = (None, None) if later is None else later.interval()
    return {
        "mean": _list(series.mean),
        "moving_average": _list(series.smooth),
        "mser5": None if cut is None else {"cut_weeks": cut.cut, "is_conclusive": cut.is_conclusive},
        "a_year_later": None
        if later is None
        else {"difference": _finite(later.value), "low": _finite(low), "high": _finite(high)},
    }


def _list(values: Float64) -> list[float | None]:
    return [_finite(value) for value in values]


def _finite(value: Any) -> float | None:
    number = float(np.asarray(value))
    return number if math.isfinite(number) else None
