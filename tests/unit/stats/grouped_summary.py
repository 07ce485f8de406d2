"""The summary as groups of rows of a long table, slowly: what the summary of arrays must come to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from caseflow.stats.registry import BY_NAME
from caseflow.stats.replications import effective_trials, interval, t_quantile, wilson_interval
from caseflow.stats.summary import CHANCES, KEYS

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]

UNIT_KEYS = KEYS[:-1]


@dataclass(frozen=True)
class _Groups:
    """Rows of the indicator table that hold, with the row of the summary and the replication of each."""

    rows: pd.DataFrame
    group: Int64
    """[row]: place in ``keys``."""
    keys: pd.DataFrame
    cluster: Int64
    """[row]: which (group, replication)."""
    group_of_cluster: Int64

    def by_replication(self, values: Float64) -> Float64:
        """float64[cluster]: sums over the years of one replication."""
        return group_sums(self.cluster, values, len(self.group_of_cluster))


def summarise_rows(frame: pd.DataFrame, first_year: int, years: int) -> pd.DataFrame:
    """Summarise the years ``first_year`` to ``first_year + years - 1`` of an indicator table.

    A row per model, scenario, scope, unit and indicator, in the order of the table's categories. Columns: ``mean`` (of
    shares and means the ratio of sums over replications and years, of others the plain mean), ``ci95_low`` and
    ``ci95_high`` (jackknife by replication; NaN with one replication), ``sd_between_replications``, ``q10``, ``q50``
    and ``q90`` of the replication-years, ``replications``, ``years_counted`` (replication-years with a value),
    ``years_without_case``; for breach_share also the CHANCES, each with its Wilson interval ``_low`` and ``_high``
    (else NaN).
    """
    in_years = (frame["year"] >= first_year) & (frame["year"] < first_year + years)
    return _summary(frame[in_years & (frame["quarter"] == 0)])


def _summary(rows: pd.DataFrame) -> pd.DataFrame:
    groups = _grouped(rows)
    columns = {**_means(groups), **_quantiles(groups), **_years(groups), **_chances(groups)}
    return pd.concat([groups.keys, pd.DataFrame(columns)], axis=1)


def _grouped(rows: pd.DataFrame) -> _Groups:
    group, keys = _numbered(rows, KEYS)
    replication = rows["replication"].to_numpy().astype(np.int64)
    room = int(replication.max(initial=0)) + 1
    clusters, cluster = np.unique(group * room + replication, return_inverse=True)
    return _Groups(rows, group, keys, cluster, clusters // room)


def _numbered(rows: pd.DataFrame, names: tuple[str, ...]) -> tuple[Int64, pd.DataFrame]:
    """The place of each row among the different keys, and those keys in the order of their categories."""
    number = rows.groupby(list(names), sort=True, observed=True).ngroup().to_numpy().astype(np.int64)
    _, first = np.unique(number, return_index=True)
    return number, rows.iloc[first][list(names)].reset_index(drop=True)


def _is_ratio(groups: _Groups) -> npt.NDArray[np.bool_]:
    """bool[row]: whether the value is numerator / denominator."""
    return groups.rows["indicator"].map({name: i.is_ratio for name, i in BY_NAME.items()}).to_numpy().astype(np.bool_)


def _means(groups: _Groups) -> dict[str, npt.NDArray[np.generic]]:
    """Means, their intervals and the standard deviation between replications."""
    n_groups = len(groups.keys)
    denominator = np.where(_is_ratio(groups), groups.rows["denominator"], 1.0)
    top = groups.by_replication(groups.rows["numerator"].to_numpy())
    bottom = groups.by_replication(denominator)
    mean, error = ratio_of_sums(top, bottom, groups.group_of_cluster, n_groups)
    n = np.bincount(groups.group_of_cluster, minlength=n_groups)
    low, high = interval(mean, t_quantile(n) * error, is_share=False)
    share_low, share_high = interval(mean, t_quantile(n) * error, is_share=True)
    share = groups.keys["indicator"].map({name: i.kind == "share" for name, i in BY_NAME.items()}).to_numpy()
    return {
        "mean": mean,
        "ci95_low": np.where(share.astype(np.bool_), share_low, low),
        "ci95_high": np.where(share.astype(np.bool_), share_high, high),
        "sd_between_replications": _deviation(top / bottom, groups.group_of_cluster, n),
    }


def _deviation(values: Float64, group: Int64, n: Int64) -> Float64:
    """float64[group]: the sample standard deviation; NaN of a single value."""
    middle = group_sums(group, values, len(n)) / n
    squares = group_sums(group, (values - middle[group]) ** 2, len(n))
    return np.asarray(np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)))


def _quantiles(groups: _Groups) -> dict[str, npt.NDArray[np.generic]]:
    """Quantiles of the replication-years' values."""
    by_group = groups.rows["value"].groupby(groups.group, sort=True)
    return {f"q{round(100 * share)}": by_group.quantile(share).to_numpy() for share in (0.1, 0.5, 0.9)}


def _years(groups: _Groups) -> dict[str, npt.NDArray[np.generic]]:
    """Replication-years with a value, and those in which the unit was there and nothing happened to count."""
    unit, _ = _numbered(groups.rows, UNIT_KEYS)
    years = groups.rows.assign(unit_number=unit).drop_duplicates(["unit_number", "replication", "year"])
    there = np.bincount(years["unit_number"].to_numpy(), minlength=int(unit.max(initial=-1)) + 1)
    unit_of_group = np.zeros(len(groups.keys), dtype=np.int64)
    unit_of_group[groups.group] = unit
    counted = np.bincount(groups.group, minlength=len(groups.keys))
    replications = np.bincount(groups.group_of_cluster, minlength=len(groups.keys))
    return {
        "replications": replications,
        "years_counted": counted,
        "years_without_case": there[unit_of_group] - counted,
    }


def _chances(groups: _Groups) -> dict[str, npt.NDArray[np.generic]]:
    """Shares of replication-years with some breaches, of those with at least one limit reached."""
    breaches, limits = (groups.rows[name].to_numpy() for name in ("numerator", "denominator"))
    events = (breaches == 0, breaches > 0.1 * limits, breaches >= 3)
    about_breaches = (groups.keys["indicator"] == "breach_share").to_numpy()
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for name, event in zip(CHANCES, events, strict=True):
        for column, values in zip((name, f"{name}_low", f"{name}_high"), _chance(groups, event), strict=True):
            columns[column] = np.where(about_breaches, values, np.nan)
    return columns


def _chance(groups: _Groups, event: npt.NDArray[np.bool_]) -> tuple[Float64, Float64, Float64]:
    """The share of replication-years of an event, and its interval."""
    n_groups = len(groups.keys)
    hits = groups.by_replication(event.astype(np.float64))
    years = groups.by_replication(np.ones(len(event)))
    share, error = ratio_of_sums(hits, years, groups.group_of_cluster, n_groups)
    replications = np.bincount(groups.group_of_cluster, minlength=n_groups).astype(np.float64)
    n = effective_trials(share, error, replications, np.bincount(groups.group, minlength=n_groups).astype(np.float64))
    return share, *wilson_interval(share, np.where(replications > 1, n, np.nan))


# -- replications by group ---------------------------------------------------------------------------------------


def group_sums(group: npt.NDArray[np.int64], values: Float64, n_groups: int) -> Float64:
    """float64[group]: the sum of each group's values."""
    return np.bincount(group, weights=values, minlength=n_groups).astype(np.float64)


def ratio_of_sums(
    numerator: Float64, denominator: Float64, group: npt.NDArray[np.int64], n_groups: int
) -> tuple[Float64, Float64]:
    """The ratio of sums of each group of replications, and its standard error by the delete-one jackknife.

    ``numerator`` and ``denominator`` have one number a replication; ``group`` says which group it belongs to. With n
    replications and r(i) the ratio without replication i, the variance is (n - 1) / n x the sum of squared deviations
    of r(i) from their mean (Efron and Tibshirani 1993, An Introduction to the Bootstrap, eq. 11.5). For a plain mean
    (denominators 1) this is the usual s / sqrt(n). Both are NaN where they would divide by zero, the error also for
    a single replication.
    """
    top = group_sums(group, numerator, n_groups)
    bottom = group_sums(group, denominator, n_groups)
    n = group_sums(group, np.ones(len(group)), n_groups)
    without = _divide(top[group] - numerator, bottom[group] - denominator)
    middle = _divide(group_sums(group, without, n_groups), n)
    squares = group_sums(group, (without - middle[group]) ** 2, n_groups)
    return _divide(top, bottom), np.sqrt(_divide((n - 1) * squares, n))


def _divide(top: Float64, bottom: Float64) -> Float64:
    """The ratio, NaN where the bottom is not above zero."""
    return np.asarray(np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0))
