"""The tables of an experiment, and how they are put together from the pieces that workers send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from caseflow.stats.registry import REGION
from caseflow.stats.sharing import COST_FUNCTIONS, ORE_PER_NOK

if TYPE_CHECKING:
    import pandas as pd

    from caseflow.clock import Clock
    from caseflow.organisation import Organisation
    from caseflow.stats.costs import Costs
    from caseflow.stats.series import Weekly

Columns: TypeAlias = dict[str, npt.NDArray[Any]]

TABLES = ("indicators", "summary", "run_in", "weekly", "durations", "costs", "costs_summary", "assumptions")

_TEXT = ("model", "scenario", "scope", "unit", "path", "key", "municipality")
"""Columns whose values repeat: categorical, in order of first appearance."""


@dataclass(frozen=True)
class Key:
    """Which run a piece is about."""

    model: str
    scenario: str
    replication: int


@dataclass(frozen=True)
class Part:
    """What one task found; text columns are categorical, so that thousands of parts fit in memory."""

    indicators: pd.DataFrame
    weekly: pd.DataFrame
    durations: pd.DataFrame
    costs: pd.DataFrame | None
    assumptions: pd.DataFrame


@dataclass(frozen=True)
class Result:
    """The tables of an experiment; rows in the order scenario, replication, model."""

    indicators: pd.DataFrame
    """Every indicator by model, scenario, replication, year, quarter and unit."""
    summary: pd.DataFrame
    """The indicators over replications and years."""
    run_in: pd.DataFrame
    """The same over the years before the change of organisation, under the baseline's: to check against observation."""
    weekly: pd.DataFrame
    """Open and overdue investigations at the beginning of each week, of the region and each municipality."""
    durations: pd.DataFrame
    """How many of the investigations closed since the change of organisation took how many days."""
    costs: pd.DataFrame | None
    """What each municipality pays a year under each cost-sharing key, by function; None where the config has no key."""
    costs_summary: pd.DataFrame | None
    """The same over replications and years, with the region."""
    assumptions: pd.DataFrame
    """The value of each assumption in each replication."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables that there are by name, in the order of TABLES."""
        tables = {name: getattr(self, name) for name in TABLES}
        return MappingProxyType({name: table for name, table in tables.items() if table is not None})


# -- pieces -----------------------------------------------------------------------------------------------------


def _keyed(key: Key, n: int) -> Columns:
    return {
        "model": np.full(n, key.model, dtype=object),
        "scenario": np.full(n, key.scenario, dtype=object),
        "replication": np.full(n, key.replication, dtype=np.int32),
    }


def _of_places(places: Sequence[str], rows: npt.NDArray[np.int64]) -> Columns:
    scopes = [REGION if i == 0 else "municipality" for i in range(len(places))]
    return {"scope": np.array(scopes, dtype=object)[rows], "unit": np.array(places, dtype=object)[rows]}


def weekly_columns(weekly: Weekly, clock: Clock, key: Key) -> Columns:
    """A row for each place and week."""
    place, week = (index.ravel() for index in np.indices(weekly.open.shape))
    return {
        **_keyed(key, len(place)),
        **_of_places(weekly.places, place),
        "date": (np.datetime64(clock.today, "D") + weekly.days.astype("timedelta64[D]"))[week],
        "open_investigations": weekly.open.ravel().astype(np.int32),
        "overdue_open": weekly.overdue.ravel().astype(np.int32),
    }


def duration_columns(counts: npt.NDArray[np.int64], places: Sequence[str], key: Key) -> Columns:
    """A row for each place and number of days that some investigation took."""
    place, days = np.nonzero(counts)
    return {
        **_keyed(key, len(place)),
        **_of_places(places, place),
        "days": days.astype(np.int32),
        "investigations": counts[place, days].astype(np.int32),
    }


def cost_columns(costs: Costs, org: Organisation, key: Key) -> Columns:
    """A row for each cost-sharing key, year, municipality and cost function."""
    of_key, year, place, function = (index.ravel() for index in np.indices(costs.ore.shape))
    municipalities = np.array([org.municipalities[m] for m in costs.municipalities], dtype=object)
    return {
        **_keyed(key, len(year)),
        "year": np.array(costs.years, dtype=np.int16)[year],
        "key": np.array(costs.keys, dtype=object)[of_key],
        "municipality": municipalities[place],
        "in_region": ~org.outside[list(costs.municipalities)][place],
        "function": np.array(COST_FUNCTIONS, dtype=np.int16)[function],
        "nok": costs.ore.ravel() / ORE_PER_NOK,
        "children": costs.child_years[year, place],
    }


def assumption_columns(draws: Mapping[str, float], scenario: str, replication: int) -> Columns:
    """A row for each assumption."""
    return {
        "scenario": np.full(len(draws), scenario, dtype=object),
        "replication": np.full(len(draws), replication, dtype=np.int32),
        "path": np.array(list(draws), dtype=object),
        "value": np.array(list(draws.values()), dtype=np.float64),
    }


def frame(pieces: Sequence[Columns]) -> pd.DataFrame:
    """One table of some pieces with the same columns, in their order."""
    import pandas as pd

    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in pieces[0]}
    text = {
        name: pd.Categorical(columns[name], categories=list(dict.fromkeys(columns[name].tolist())))
        for name in _TEXT
        if name in columns
    }
    return pd.DataFrame({**columns, **text}, columns=list(columns))


# -- the whole --------------------------------------------------------------------------------------------------


def joined(parts: Sequence[Part], change_date: dt.date, years: int) -> Result:
    """The result of some parts, in their order; the summary is of the whole calendar years after ``change_date``."""
    from caseflow.stats.costs_summary import summarise_costs
    from caseflow.stats.summary import run_in, summarise

    indicators = _stacked([part.indicators for part in parts])
    first_year, n_years = statistics_years(change_date, years)
    costs = [part.costs for part in parts if part.costs is not None]
    all_costs = _stacked(costs) if costs else None
    return Result(
        indicators=indicators,
        summary=summarise(indicators, first_year, n_years),
        run_in=run_in(indicators, first_year),
        weekly=_stacked([part.weekly for part in parts]),
        durations=_stacked([part.durations for part in parts]),
        costs=all_costs,
        costs_summary=None if all_costs is None else summarise_costs(all_costs, first_year, n_years),
        assumptions=_stacked([part.assumptions for part in parts]),
    )


def _stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other; categories in order of first appearance."""
    import pandas as pd
    from pandas.api.types import union_categoricals

    columns: dict[str, Any] = {}
    for name in tables[0]:
        pieces = [table[name] for table in tables]
        is_text = isinstance(pieces[0].dtype, pd.CategoricalDtype)
        columns[str(name)] = union_categoricals(pieces) if is_text else np.concatenate(pieces)
    return pd.DataFrame(columns)


def statistics_years(change_date: dt.date, years: int) -> tuple[int, int]:
    """First and number of the calendar years that the statistics are about: those that lie wholly in the period.

    If none does, the two that the period touches.
    """
    if (change_date.month, change_date.day) == (1, 1):
        return change_date.year, years
    return (change_date.year + 1, years - 1) if years > 1 else (change_date.year, 2)
