"""What the costs of a run add up to: a mean year with intervals, in NOK and in NOK per child."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from caseflow.stats.registry import REGION
from caseflow.stats.replications import group_sums, ratio_of_sums, t_interval

Float64 = npt.NDArray[np.float64]

KEYS = ("model", "scenario", "key", "municipality", "function")
"""What a row of the summary is about; ``municipality`` is also the region, ``function`` also the sum of all."""

ALL_FUNCTIONS = "all"


def summarise_costs(costs: pd.DataFrame, first_year: int, years: int) -> pd.DataFrame:
    """A mean year of each key, municipality (and the region) and function (and all), with 95 % intervals.

    ``nok`` is the mean over years and replications, ``nok_per_child`` the ratio of sums; intervals are by jackknife
    over replications (NaN with one).
    """
    in_years = costs[(costs["year"] >= first_year) & (costs["year"] < first_year + years)]
    rows = _with_sums(in_years)
    by = [*KEYS, "replication"]
    clusters = rows.groupby(by, sort=False, observed=True)[["nok", "children", "years"]].sum().reset_index()
    number = clusters.groupby(list(KEYS), sort=False, observed=True).ngroup().to_numpy().astype(np.int64)
    n_groups = int(number.max(initial=-1)) + 1
    n = group_sums(number, np.ones(len(number)), n_groups).astype(np.int64)
    nok = clusters["nok"].to_numpy()
    keys = clusters.drop_duplicates(list(KEYS))[list(KEYS)].reset_index(drop=True)
    means = {
        **_interval("nok", nok, clusters["years"].to_numpy(), number, n),
        **_interval("nok_per_child", nok, clusters["children"].to_numpy(), number, n),
    }
    return pd.concat([keys, pd.DataFrame({**means, "replications": n})], axis=1)


def _with_sums(costs: pd.DataFrame) -> pd.DataFrame:
    """A row for each year, of municipalities and the region, functions and all; ``years`` is 1 each."""
    text = costs.astype({"municipality": object, "function": object})
    by_year = ["model", "scenario", "replication", "year", "key"]
    region = text[text["in_region"]].groupby([*by_year, "function"], sort=False, observed=True)
    sums = region[["nok", "children"]].sum().reset_index().assign(municipality=REGION)
    rows = pd.concat([sums, text[[*by_year, "municipality", "function", "nok", "children"]]], ignore_index=True)
    every = rows.groupby([*by_year, "municipality"], sort=False, observed=True)
    # the children are the same in every function
    total = every.agg({"nok": "sum", "children": "first"}).reset_index().assign(function=ALL_FUNCTIONS)
    return pd.concat([rows, total], ignore_index=True).assign(years=1.0)


def _interval(
    name: str, top: Float64, bottom: Float64, group: npt.NDArray[np.int64], n: npt.NDArray[np.int64]
) -> dict[str, Float64]:
    """The ratio of sums of each group and its interval."""
    mean, error = ratio_of_sums(top, bottom, group, len(n))
    low, high = t_interval(mean, error, n)
    return {name: mean, f"{name}_ci95_low": low, f"{name}_ci95_high": high}
