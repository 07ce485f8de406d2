"""What a stress run says, worked out from its tables: each model under each stress against itself without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from caseflow.config.placement import covering
from caseflow.config.scenarios import BASE
from caseflow.config.schema import Config
from caseflow.config.stresses import together
from caseflow.config.study import Study
from caseflow.decisions.breaking import breaking_point
from caseflow.decisions.counts import Counts, of_cells
from caseflow.decisions.differences import Difference, difference
from caseflow.decisions.jackknife import Estimate, Float64, ratio_of_sums
from caseflow.decisions.recovery import Recovery, mean_excess, recovery, tolerated
from caseflow.experiment import Plan
from caseflow.results import Tables
from caseflow.stats.panel import Cell, Panel
from caseflow.stats.registry import BY_NAME, REGION
from caseflow.store.parquet import Place, Rows
from caseflow.store.readme import STRESS_COLUMNS
from caseflow.store.record import StressQuestion
from caseflow.stress.spans import Span, span_of

if TYPE_CHECKING:
    import pandas as pd

Int64 = npt.NDArray[np.int64]
Row = dict[str, Any]

LIMITS = "breach_share"
SICK_LEAVE = "sick_leave_share"
HALF_STAFF = "days_at_half_staff_or_less"
PRESENCE = "days_without_local_presence"
OVERDUE = "overdue_open"
MUNICIPALITY = "municipality"

TOLD = (
    LIMITS,
    "child_days_over_limit",
    "effort_given_share",
    "follow_ups_missed_share",
    HALF_STAFF,
    PRESENCE,
    SICK_LEAVE,
)
"""Indicators of whole years that are told of each stress; overdue cases are told by the week."""

WEEK_DAYS = 7
MONTH_DAYS = 30.4375


def stress_tables(tables: Tables, study: Study, plan: Plan, question: StressQuestion) -> dict[str, pd.DataFrame]:
    """The tables of a stress run by name; see STRESS_COLUMNS in :mod:`caseflow.store.readme`."""
    import pandas as pd

    years = range(tables.first_year, tables.first_year + tables.years)
    spans = [span_of(study, scenario, years) for scenario in plan.scenarios if scenario != BASE]
    found = _Found(tables.panel, Overdue.of(tables.places["weekly"]), plan.models, study, years, spans)
    rows = {
        "stress_scenarios": [_scenario_row(span) for span in spans],
        "stress": list(found.differences()),
        "stress_recovery": list(found.recoveries()),
        "stress_excess": list(found.excesses()),
    }
    if question.posts:
        grid = found.grid(question)
        rows |= {"stress_grid": [row for points in grid for row in points.rows()]}
        rows |= {"stress_breaking": [row for points in grid for row in points.breaking(question.limit)]}
    return {name: pd.DataFrame(of, columns=list(STRESS_COLUMNS[name])) for name, of in rows.items()}


def _scenario_row(span: Span) -> Row:
    return {
        "scenario": span.scenario,
        "title": span.title or span.scenario,
        "begins": span.begins,
        "ends": span.ends,
        "first_year": span.years[0],
        "last_year": span.years[-1],
        "hits": "; ".join(span.hits),
    }


# -- overdue cases by the week --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overdue:
    """Overdue investigations at the beginning of each week."""

    days: npt.NDArray[np.datetime64]
    """[week]: its first working day."""
    counts: dict[tuple[str, str, str], Float64]
    """By model, scenario and unit: [replication, week]."""

    @classmethod
    def of(cls, where: Place) -> Overdue:
        """Of the stored weekly numbers."""
        rows = Rows(where, ("model", "scenario", "unit"))
        replication, date, overdue = (rows.column(name) for name in ("replication", "date", OVERDUE))
        days, week = np.unique(date, return_inverse=True)
        dense = np.zeros((len(rows.cells), int(replication.max(initial=0)) + 1, len(days)), dtype=np.int16)
        dense[rows.cell, replication, week] = overdue
        return cls(days, {(m, s, u): dense[i] for i, (m, s, u) in enumerate(rows.cells)})

    def week_of(self, date: Any) -> int:
        """The first week that begins on or after a date."""
        return int(np.searchsorted(self.days, np.datetime64(date)))

    def until_year(self, year: int) -> int:
        """The first week after a calendar year."""
        return self.week_of(np.datetime64(f"{year + 1}-01-01"))


# -- findings -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Found:
    """All that is looked at."""

    panel: Panel
    overdue: Overdue
    models: tuple[str, ...]
    study: Study
    years: range
    """Of the statistics."""
    spans: Sequence[Span]

    @cached_property
    def places(self) -> list[tuple[str, str, str]]:
        """(model, scope, unit) of the region and of the municipalities that a model serves, in the order of tables."""
        found = [(c.model, c.scope, c.unit) for c in self.panel.cells if c.scenario == BASE]
        return [place for place in dict.fromkeys(found) if place[1] in (REGION, MUNICIPALITY)]

    @cached_property
    def services(self) -> dict[str, list[str]]:
        """The services with cases of each model."""
        share, _ = self.panel.read("waiting_for_worker", slice(None))
        found: dict[str, list[str]] = {model: [] for model in self.models}
        for place, cell in enumerate(self.panel.cells):
            if cell.scope == "service" and cell.scenario == BASE and np.isfinite(share[place]).any():
                found[cell.model].append(cell.unit)
        return found

    def _services_of(self, config: Config, model: str, municipality: str) -> list[Cell]:
        """The services that cover stages of a municipality."""
        services = (service for (name, _), (service, _) in covering(config, model).items() if name == municipality)
        return [Cell(model, BASE, "service", service) for service in dict.fromkeys(services)]

    # -- stress against usual ---------------------------------------------------------------------------------------

    def differences(self) -> Iterator[Row]:
        """Each indicator of each model and place under each stress."""
        read = {name: self._numbers(name) for name in TOLD}
        for span in self.spans:
            for name, numbers in read.items():
                yield from _difference_rows(span, name, *numbers(span))
            yield from self._overdue_rows(span)

    def _numbers(self, name: str) -> Any:
        """A function of a span: places, and the numbers of their usual and stressed years."""
        scopes = BY_NAME[name].scopes
        own = [place for place in self.places if place[1] in scopes and not (name == HALF_STAFF and place[1] == REGION)]
        usual_of = {place: [Cell(place[0], BASE, *place[1:])] for place in own}
        config = self.study.resolve(BASE)
        for model in self.models:
            if name == HALF_STAFF:
                for place in [p for p in self.places if p[0] == model and p[1] == MUNICIPALITY]:
                    usual_of[place] = self._services_of(config, model, place[2])
                units = [("service", unit) for unit in self.services[model]]
                usual_of |= {(model, "service", unit): [Cell(model, BASE, "service", unit)] for _, unit in units}
            elif name == PRESENCE:
                units = [place[1:] for place in own if place[0] == model and place[1] == MUNICIPALITY]
            else:
                continue
            if units:
                usual_of[model, REGION, REGION] = [Cell(model, BASE, *unit) for unit in units]
        cells = list(dict.fromkeys(cell for of in usual_of.values() for cell in of))
        years = self.panel.years.tolist()
        everything = [
            cell._replace(scenario=s) for s in (BASE, *(span.scenario for span in self.spans)) for cell in cells
        ]
        counts = of_cells(self.panel, name, everything, years)
        at = {cell: i for i, cell in enumerate(everything)}

        def numbers(span: Span) -> tuple[list[tuple[str, str, str]], Counts, Counts]:
            kept = [years.index(year) for year in span.years]
            pair = []
            for scenario in (BASE, span.scenario):
                rows = [[at[cell._replace(scenario=scenario)] for cell in of] for of in usual_of.values()]
                # of several units the mean one
                top = np.stack([counts.numerator[row][..., kept].mean(axis=0) for row in rows])
                bottom = np.stack([counts.denominator[row][..., kept].mean(axis=0) for row in rows])
                pair.append(Counts(top, bottom))
            return list(usual_of), pair[0], pair[1]

        return numbers

    def _overdue_rows(self, span: Span) -> Iterator[Row]:
        """Overdue cases, mean over the weeks from the beginning to the end of the years in which it shows."""
        weeks = slice(self.overdue.week_of(span.begins), self.overdue.until_year(span.years[-1]))
        usual, stressed = (self._weeks(scenario, weeks) for scenario in (BASE, span.scenario))
        if usual.shape[-1]:
            ones = np.ones((*usual.shape[:-1], 1))
            pair = (Counts(values.mean(axis=-1, keepdims=True), ones) for values in (usual, stressed))
            yield from _difference_rows(span, OVERDUE, self.places, *pair)

    def _weeks(self, scenario: str, weeks: slice) -> Float64:
        """[place, future, week]: overdue cases."""
        found = [self.overdue.counts[model, scenario, unit][:, weeks] for model, _, unit in self.places]
        return np.stack(found).astype(np.float64)

    # -- recovery ---------------------------------------------------------------------------------------------------

    def recoveries(self) -> Iterator[Row]:
        """How long each model and place takes to recover from each stress that ends."""
        for span in self.spans:
            found = self._recovery(span)
            if found is None:
                continue
            median, low, high = found.median
            not_yet = found.not_yet
            for i, place in enumerate(self.places):
                yield {
                    **_keys(span, place),
                    "futures": int(not_yet.counted[i]),
                    "over_share": float(found.is_over[i].mean()),
                    "median_weeks": _finite(median[i]),
                    "median_low": _finite(low[i]),
                    "median_high": _finite(high[i]),
                    "not_recovered_share": float(not_yet.share[i]),
                    "not_recovered_low": float(not_yet.low[i]),
                    "not_recovered_high": float(not_yet.high[i]),
                    "weeks_followed": found.followed,
                }

    def _recovery(self, span: Span) -> Recovery | None:
        """[place, future]; None where the stress never ends, or ends too late to be followed."""
        begin = self.overdue.week_of(span.begins)
        if span.ends is None:
            return None
        end = max(self.overdue.week_of(span.ends) - begin, 0)
        months = self.study.resolve(span.scenario).investigation.extended_months
        usual, stressed = (self._weeks(scenario, slice(begin, None)) for scenario in (BASE, span.scenario))
        found = recovery(stressed, usual, end, latest=int(np.ceil(months * MONTH_DAYS / WEEK_DAYS)))
        return found if found.followed >= 0 else None

    def excesses(self) -> Iterator[Row]:
        """Week by week, how many more cases are overdue, and how many futures have not recovered; not of the grid's."""
        for span in (span for span in self.spans if "+" not in span.scenario):
            begin = self.overdue.week_of(span.begins)
            end = 0 if span.ends is None else max(self.overdue.week_of(span.ends) - begin, 0)
            usual, stressed = (self._weeks(scenario, slice(begin, None)) for scenario in (BASE, span.scenario))
            mean, low, high = mean_excess(stressed, usual)
            q10, q90 = np.quantile(stressed - usual, (0.1, 0.9), axis=1)
            found = self._recovery(span)
            for week, date in enumerate(self.overdue.days[begin:]):
                since = week - end
                not_yet = found.not_yet_by(since) if found is not None and 0 <= since <= found.followed else None
                for i, place in enumerate(self.places):
                    yield {
                        **_keys(span, place),
                        "week": week,
                        "weeks_after_end": since if span.ends is not None else np.nan,
                        "date": date,
                        "usual": usual[i, :, week].mean(),
                        "tolerated": tolerated(usual[i, :, week]).mean(),
                        "excess": mean[i, week],
                        "excess_low": low[i, week],
                        "excess_high": high[i, week],
                        "q10": q10[i, week],
                        "q90": q90[i, week],
                        "not_recovered_share": np.nan if not_yet is None else not_yet.share[i],
                        "not_recovered_low": np.nan if not_yet is None else not_yet.low[i],
                        "not_recovered_high": np.nan if not_yet is None else not_yet.high[i],
                    }

    # -- the grid -------------------------------------------------------------------------------------------------

    def grid(self, question: StressQuestion) -> list[_Points]:
        """The points of the grid, by the scenarios of the second axis."""
        found = []
        for posts in question.posts:
            names = [together(sick, posts) for sick in question.sick_leave]
            stress = [self.study.resolve(name).stress for name in names]
            order = np.argsort([s.sick_leave_percent for s in stress], kind="stable")
            names, sick = [names[i] for i in order], [question.sick_leave[i] for i in order]
            found.append(
                _Points(
                    posts,
                    tuple(sick),
                    tuple(stress[i].sick_leave_percent for i in order),
                    stress[0].posts_percent,
                    self.places,
                    self._estimates(LIMITS, names, self.places),
                    self._estimates(SICK_LEAVE, names, [(m, REGION, REGION) for m, _, _ in self.places]).value,
                )
            )
        return found

    def _estimates(self, indicator: str, scenarios: Sequence[str], places: Sequence[tuple[str, str, str]]) -> Estimate:
        """[place, scenario]."""
        cells = [Cell(model, scenario, scope, unit) for model, scope, unit in places for scenario in scenarios]
        top, bottom = of_cells(self.panel, indicator, cells, self.years).by_replication()
        shape = len(places), len(scenarios), top.shape[-1]
        return ratio_of_sums(top.reshape(shape), bottom.reshape(shape))


@dataclass(frozen=True)
class _Points:
    """One line of the grid: breach shares of all places by sick leave, with so large posts."""

    posts: str
    sick_leave: tuple[str, ...]
    sick_leave_percent: tuple[float, ...]
    posts_percent: float
    places: Sequence[tuple[str, str, str]]
    shares: Estimate
    """[place, point]"""
    rates: Float64
    """[place, point]: the share of days that the model's people are on sick leave."""

    def rows(self) -> Iterator[Row]:
        """A row for each point."""
        low, high = self.shares.interval()
        for i, (model, scope, unit) in enumerate(self.places):
            for j, sick in enumerate(self.sick_leave):
                yield {
                    "model": model,
                    "scope": scope,
                    "unit": unit,
                    "sick_leave": sick,
                    "posts": self.posts,
                    "sick_leave_percent": self.sick_leave_percent[j],
                    "posts_percent": self.posts_percent,
                    "sick_leave_share": self.rates[i, j],
                    "breach_share": self.shares.value[i, j],
                    "breach_low": max(low[i, j], 0.0),
                    "breach_high": min(high[i, j], 1.0),
                }

    def breaking(self, limit: float) -> Iterator[Row]:
        """A row for each place: where its share passes the limit."""
        for i, (model, scope, unit) in enumerate(self.places):
            found = breaking_point(self.rates[i], self.shares[[i]], limit)
            at, low, high = float(found.point[0]), float(found.low[0]), float(found.high[0])
            if np.isnan(self.shares.value[i]).any():
                continue
            yield {
                "model": model,
                "scope": scope,
                "unit": unit,
                "posts": self.posts,
                "posts_percent": self.posts_percent,
                "limit": limit,
                "state": "already" if at == -np.inf else "not_reached" if at == np.inf else "passed",
                "sick_leave_share": _finite(at),
                "low": _finite(low),
                "high": _finite(high),
                "lowest_simulated": self.rates[i, 0],
                "highest_simulated": self.rates[i, -1],
            }


def _keys(span: Span, place: tuple[str, str, str]) -> Row:
    model, scope, unit = place
    return {"scenario": span.scenario, "model": model, "scope": scope, "unit": unit}


def _finite(value: Any) -> float:
    return float(value) if np.isfinite(value) else float("nan")


def _difference_rows(
    span: Span, indicator: str, places: Sequence[tuple[str, str, str]], usual: Counts, stressed: Counts
) -> Iterator[Row]:
    before, after = (ratio_of_sums(*counts.by_replication()) for counts in (usual, stressed))
    extra: Difference = difference(after, before)
    low, high = after.interval()
    of = usual.denominator.mean(axis=(-1, -2)) if BY_NAME[indicator].kind == "share" else np.full(len(places), np.nan)
    for i, place in enumerate(places):
        if np.isfinite(before.value[i]) and np.isfinite(after.value[i]):
            yield {
                **_keys(span, place),
                "indicator": indicator,
                "usual": before.value[i],
                "stressed": after.value[i],
                "stressed_low": low[i],
                "stressed_high": high[i],
                "extra": extra.value[i],
                "extra_low": extra.low[i],
                "extra_high": extra.high[i],
                "narrowed_by_pairing": extra.narrowed[i],
                "cases_a_year": of[i],
            }
