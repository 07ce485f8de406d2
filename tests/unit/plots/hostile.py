"""Tables for every figure: many models with names that could break one, few numbers, and none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from caseflow.language import Language
from caseflow.plots import (
    breach_by_municipality,
    breach_distribution,
    cases_over_time,
    cumulative_mean,
    differences,
    duration_ecdf,
    processing_parts,
    recovery,
    stress_curves,
    transition,
    utilisation,
    worker_timeline,
)
from caseflow.plots import figures as whole

CHANGE = dt.date(2011, 1, 1)
QUANTITY, BASELINE = "_a $b$", "<x>_y 👪 " + 12 * "as today, "
Drawn = tuple[Callable[[pd.DataFrame, Language], Figure], Callable[[pd.DataFrame, Language], str]]

FIGURES: Mapping[str, Drawn] = {
    "breach_distribution": (whole.draw_breach_distribution, breach_distribution.describe_breach_distribution),
    "breach_by_municipality": (
        whole.draw_breach_by_municipality,
        breach_by_municipality.describe_breach_by_municipality,
    ),
    "duration_ecdf": (whole.draw_duration_ecdf, duration_ecdf.describe_duration_ecdf),
    "cases_over_time": (
        lambda table, language: whole.draw_cases_over_time(table, language, CHANGE),
        cases_over_time.describe_cases_over_time,
    ),
    "utilisation": (
        lambda table, language: whole.draw_utilisation(table, language, CHANGE),
        utilisation.describe_utilisation,
    ),
    "differences": (
        lambda table, language: whole.draw_differences(table, language, QUANTITY, BASELINE, "lower"),
        lambda table, language: differences.describe_differences(table, language, QUANTITY, BASELINE),
    ),
    "transition": (
        lambda table, language: whole.draw_transition(table, language, QUANTITY, BASELINE),
        lambda table, language: transition.describe_transition(table, language, QUANTITY, BASELINE),
    ),
    "stress_curves": (
        lambda table, language: whole.draw_stress_curves(table, language, 0.25),
        lambda table, language: stress_curves.describe_stress_curves(table, language, 0.25),
    ),
    "recovery": (lambda table, language: whole.draw_recovery(table, language, 4), recovery.describe_recovery),
    "processing_parts": (whole.draw_processing_parts, processing_parts.describe_processing_parts),
    "worker_timeline": (whole.draw_worker_timeline, worker_timeline.describe_worker_timeline),
    "cumulative_mean": (
        lambda table, language: whole.draw_cumulative_mean(table, language, QUANTITY, 0.02),
        lambda table, language: cumulative_mean.describe_cumulative_mean(table, language, QUANTITY),
    ),
}
"""How each figure is drawn and described."""


def tables(models: list[str], replications: int) -> dict[str, pd.DataFrame]:
    """A table for each figure; the values are those of arithmetic, not of a simulation."""
    breaches = _breaches(models, replications)
    known = replications > 1
    return {
        "breach_distribution": breaches,
        "breach_by_municipality": breaches,
        "duration_ecdf": _of_models(models, {"days": [20, 80, 92, 93, 400], "investigations": [5, 20, 10, 4, 1]}),
        "cases_over_time": _weekly(models),
        "utilisation": _quarters(models),
        "differences": pd.DataFrame(
            [(m, i - 3, i - 4.5 if known else np.nan, i if known else np.nan) for i, m in enumerate(models)],
            columns=["model", "difference", "low", "high"],
        ),
        "transition": _banded(
            _of_models(models, {"date": [dt.date(2011, 1, 1), dt.date(2011, 4, 1)], "difference": [1.0, -2.5]}), "",
            "difference", known,
        ),
        "stress_curves": _banded(
            _of_models(models, {"sick_leave_share": [0.04, 0.08, 0.16], "breach_share": [0.1, 0.2, 0.5]}),
            "breach_", "breach_share", known,
        ),
        "recovery": _banded(
            _of_models(models, {"week": [-1, 0, 5, 20], "excess": [0.0, 1.0, 7.0, 0.2], "tolerated": [1.0] * 4}),
            "excess_", "excess", known,
        ),
        "processing_parts": _of_models(
            models, {"part": list(processing_parts.PARTS), "days": [3.0, 0.0, 7.0, 24.0, 5.0, 0.1, 13.0]}
        ),
        "worker_timeline": _workers(models),
        "cumulative_mean": _banded(
            _of_models(models, {"replications": [*range(1, replications + 1)], "mean": [0.2] * replications}), "",
            "mean", known,
        ),
    }  # fmt: skip


def _of_models(models: list[str], columns: dict[str, list[object]]) -> pd.DataFrame:
    return pd.concat([pd.DataFrame({"model": model, **columns}) for model in models], ignore_index=True)


def _banded(table: pd.DataFrame, prefix: str, column: str, known: bool) -> pd.DataFrame:
    away = 0.1 if known else np.nan
    return table.assign(**{f"{prefix}low": table[column] - away, f"{prefix}high": table[column] + away})


def _breaches(models: list[str], replications: int) -> pd.DataFrame:
    rows = [
        (model, r, year, scope, unit, k, n, k / n, 1)
        for place, model in enumerate(models)
        for r in range(replications)
        for year in (2010, 2011, 2012)
        for scope, unit, k, n in (
            ("region", "region", (place + r) % 9, 10), ("municipality", "Øvre_$x$ 👪", r % 3, 2),
            ("municipality", "Å" * 40, r % 5, 9),
        )
    ]  # fmt: skip
    columns = ["model", "replication", "year", "scope", "unit", "numerator", "denominator", "value", "replications"]
    return pd.DataFrame(rows, columns=columns)


def _quarters(models: list[str]) -> pd.DataFrame:
    rows = [
        (model, indicator, dt.date(year, month, 15), 0.1, 0.2, 0.2 + place / 100, 2.0 + place, 9.0)
        for place, model in enumerate(models)
        for indicator in utilisation.SERIES
        for year in (2010, 2011, 2012)
        for month in (2, 5, 8, 11)
    ]
    columns = ["model", "indicator", "date", "q10", "q50", "q90", "numerator", "denominator"]
    return pd.DataFrame(rows, columns=columns)


def _weekly(models: list[str]) -> pd.DataFrame:
    weeks = pd.date_range("2010-01-04", periods=60, freq="7D")
    bands = {f"{series}_{q}": n for series in cases_over_time.SERIES for q, n in (("q10", 2), ("q50", 5), ("q90", 9))}
    return pd.concat([pd.DataFrame({"model": model, "date": weeks, **bands}) for model in models], ignore_index=True)


def _workers(teams: list[str]) -> pd.DataFrame:
    weeks = pd.date_range("2010-01-04", periods=30, freq="7D")
    return pd.concat(
        [
            pd.DataFrame({"worker": worker, "team": team, "date": weeks, "cases": worker % 7, "days": 5,
                          "days_away": np.arange(30) % 6, "days_vacant": 0})
            for worker, team in enumerate(teams)
        ]
    )  # fmt: skip
