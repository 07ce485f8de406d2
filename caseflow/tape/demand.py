"""Demand: which children are reported and when, and who is a case today.

A row has a permanent identity: its municipality's number, the origin of the child's first case, the number of the
family (or of the open case), the place among siblings and the number of the later report. Its marks hang on that
identity alone, so that neither the horizon nor another municipality nor another parameter can change them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import mean, quantile, spell_in_progress
from caseflow.config.schema import (
    Config,
    Demand,
    Investigation,
    Municipality,
    Poisson,
)
from caseflow.tape.drift import children_factors, growth_factors, yearly_factors
from caseflow.tape.marks import (
    MARKS_PER_ROW,
    SPAN_MARKS,
    Columns,
    Mark,
    case_columns,
    days_open,
    information_days,
    pace_days,
    span_days,
)
from caseflow.tape.streams import Generator, Stream, generator, poisson_points
from caseflow.tape.tables import (
    GROWTH_CEILING,
    MARK_SCALE,
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_OPEN_MEASURE,
    ORIGIN_REPORT,
    Cases,
)

Float64 = npt.NDArray[np.float64]
Int64 = npt.NDArray[np.int64]
Rows = npt.NDArray[Any]

IDENTITY = ("source", "item", "sibling", "later")
"""Of a row within its municipality: source of the child's first case, number of the family or child there, place among
siblings from 0, number of the later report (0: the child's first case)."""

KNOWN_SOURCE = 4
"""Source of children known before today whose case is closed; the other sources are the origins."""

GROWTH_SOURCE = 5
"""Source of the children who are candidates of growth."""

OTHER_FIELDS = ("municipality", "origin", "ordinal", "first", "eldest", "day", "growth_mark")

ROW = np.dtype([(name, np.int64) for name in IDENTITY + OTHER_FIELDS])
"""A candidate row: identity, index of the municipality, origin, ordinal, rows of the child's first case and of the
eldest sibling, calendar day of the report (open cases: of their beginning), mark of growth (-1: of the base demand)."""

ORDINALS_PER_SOURCE = 100_000_000
"""A first case is numbered from source x this, a later report from (8 + source) x this: unique in the municipality."""

SPAN_CANDIDATES = 32
"""Candidates from which the marks of an investigation open today are picked, with chances as their planned spans."""

SPAN_POINTS = 128
"""Points of the quadrature over each of pacing and outside information."""

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTH_DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def draw_cases(config: Config, clock: Clock, seed: int, replication: int) -> Cases:
    """All candidate cases of one replication, from ``today`` to the day before ``clock.until``.

    Families arrive as a Poisson process whose rate follows season and weekday. Each child has a Poisson number of later
    reports, each a gap after its first report; among them are those on children reported before today, whether their
    case is still open or closed, so that the rate of all reports is the config's from the first day on.

    If a model of the config has growth, its candidates come after all other rows, which they leave as they are.
    """
    places = [_Place(config, clock, seed, replication, index) for index in range(len(config.municipalities))]
    parts = [_draw_municipality(place) for place in places]
    if has_growth(config):
        parts += [_draw_growth(place) for place in places]
    rows = np.empty(0, dtype=ROW)
    for drawn, _ in parts:
        drawn["first"] += len(rows)
        drawn["eldest"] += len(rows)
        rows = np.concatenate([rows, drawn])
    u = np.concatenate([np.empty((0, MARKS_PER_ROW)), *(uniforms for _, uniforms in parts)])
    return _sorted(config, rows, case_columns(config, clock, rows, u))


def has_growth(config: Config) -> bool:
    """Whether reports grow after the change to some model."""
    return any(any(model.transition.report_growth_percent.values()) for model in config.models.values())


def expected_open_investigations(config: Config, municipality: Municipality) -> int:
    """Investigations open today if it is as always: those started a day x their mean planned days (Little's law)."""
    started = _reports_per_year(municipality) / DAYS_PER_YEAR * (1 - config.demand.dismissed_share)
    return round(started * mean_span_days(config.investigation))


@lru_cache(maxsize=64)
def mean_span_days(investigation: Investigation) -> float:
    """Mean of the longer of pacing and outside information, by quadrature over both."""
    points = (np.arange(SPAN_POINTS) + 0.5) / SPAN_POINTS
    yes, no = np.zeros(SPAN_POINTS), np.ones(SPAN_POINTS)
    quick, asked = investigation.quick_share, investigation.outside_information_share
    paces = pace_days(investigation, points, no)
    arrivals = information_days(investigation, no, yes, points)
    usual = asked * np.maximum.outer(paces, arrivals).mean() + (1 - asked) * paces.mean()
    return float(quick * pace_days(investigation, points, yes).mean() + (1 - quick) * usual)


def daily_factors(demand: Demand, clock: Clock, n_days: int) -> Float64:
    """float64[n_days] from today: season x weekday, each with mean 1 over an average year and over a week."""
    season = _factors(demand.season, MONTHS)
    weekday = _factors(demand.weekdays, WEEKDAYS)
    dates = np.datetime64(clock.today) + np.arange(n_days)
    month_of = dates.astype("datetime64[M]").astype(np.int64) % 12
    weekday_of = (clock.today.weekday() + np.arange(n_days)) % 7
    factors: Float64 = season[month_of] / np.average(season, weights=MONTH_DAYS) * weekday[weekday_of] / weekday.mean()
    return factors


def _factors(given: dict[str, float], names: tuple[str, ...]) -> Float64:
    return np.array([given.get(name, 1.0) for name in names])


def _reports_per_year(municipality: Municipality) -> float:
    return municipality.children_0_17 * municipality.reports_per_1000_children_per_year / 1000


# -- the rows of one municipality ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """A municipality in one replication."""

    config: Config
    clock: Clock
    seed: int
    replication: int
    index: int

    @property
    def municipality(self) -> Municipality:
        return list(self.config.municipalities.values())[self.index]

    @property
    def n_days(self) -> int:
        return self.clock.day(self.clock.until)

    def generator(self, stream: Stream, *entity: int) -> Generator:
        return generator(self.seed, self.replication, stream, self.municipality.number, *entity)


def _draw_municipality(place: _Place) -> tuple[Rows, Float64]:
    """Rows and uniforms of one municipality; ``first`` and ``eldest`` count from its own first row."""
    firsts, u = _with_uniforms(place, np.concatenate([_reported_children(place), _open_today(place)]))
    firsts["day"] -= days_open(place.config, firsts, u)
    later, u_later = _later_rows(place, firsts, u[:, Mark.LATER_REPORTS])
    is_on_open = (later["source"] != ORIGIN_REPORT) & (later["day"] >= 0)
    known = _known_children(place, int(is_on_open.sum()))
    others, u_others = np.concatenate([later, known]), np.concatenate([u_later, _uniforms(place, known)])
    return _joined(place, firsts, u, others, u_others)


def _draw_growth(place: _Place) -> tuple[Rows, Float64]:
    """The same of the candidates of growth: families, and the later reports on their children.

    Those come at the share GROWTH_CEILING of the base's, with one mark for all reports on a family: where growth is g,
    g / GROWTH_CEILING of them are accepted. A later report counts even if the first came before there was growth, so
    that growth is whole from its first day.
    """
    firsts, u = _with_uniforms(place, _growing_children(place))
    return _joined(place, firsts, u, *_later_rows(place, firsts, u[:, Mark.LATER_REPORTS]))


def _with_uniforms(place: _Place, firsts: Rows) -> tuple[Rows, Float64]:
    firsts["first"] = np.arange(len(firsts))
    firsts["eldest"] = firsts["first"] - firsts["sibling"]
    return firsts, _uniforms(place, firsts)


def _joined(place: _Place, firsts: Rows, u: Float64, others: Rows, u_others: Float64) -> tuple[Rows, Float64]:
    """Children's first cases, and of the other reports those within the horizon, each a family of its own."""
    is_within = (others["day"] >= 0) & (others["day"] < place.n_days)
    others, u_others = others[is_within], u_others[is_within]
    others["eldest"] = len(firsts) + np.arange(len(others))
    return np.concatenate([firsts, others]), np.concatenate([u, u_others])


def _new_rows(place: _Place, source: int, n: int) -> Rows:
    """Rows of ``n`` children's first cases."""
    rows = np.zeros(n, dtype=ROW)
    rows["source"] = source
    rows["item"] = np.arange(n)
    rows["municipality"] = place.index
    rows["origin"] = ORIGIN_REPORT if source in (KNOWN_SOURCE, GROWTH_SOURCE) else source
    rows["ordinal"] = source * ORDINALS_PER_SOURCE + np.arange(n)
    rows["growth_mark"] = -1
    return rows


def _reported_children(place: _Place) -> Rows:
    """The children of the families first reported within the horizon, in order of arrival.

    Arrivals of a process of rate 1 are mapped through the cumulative rate: another rate moves dates, never marks.
    """
    until_day = np.cumsum(_families_per_day(place))
    families = poisson_points(place.generator(Stream.ARRIVALS), until_day[-1], marks=1)
    return _children_of(place, ORIGIN_REPORT, families, until_day)


def _growing_children(place: _Place) -> Rows:
    """The same of the candidates of growth."""
    until_day = GROWTH_CEILING * np.cumsum(_families_per_day(place))
    families = poisson_points(place.generator(Stream.GROWTH), until_day[-1], marks=2)
    rows = _children_of(place, GROWTH_SOURCE, families, until_day)
    rows["growth_mark"] = np.floor(families[:, 2] * MARK_SCALE)[rows["item"]]
    return rows


def _children_of(place: _Place, source: int, families: Float64, until_day: Float64) -> Rows:
    """A row per child of families (moment in a process of rate 1, uniform of its children), in order of arrival."""
    children = np.rint(quantile(place.config.demand.children_per_family, families[:, 1])).astype(np.int64)
    rows = _new_rows(place, source, children.sum())
    rows["item"], rows["sibling"] = _repeated(children)
    rows["day"] = np.searchsorted(until_day, families[:, 0], side="right")[rows["item"]]
    return rows


def _families_per_day(place: _Place) -> Float64:
    """float64[n_days]: expected families reported on each calendar day for the first time."""
    demand = place.config.demand
    children = _reports_per_year(place.municipality) * (1 - demand.later_reports_share)
    families = children / mean(demand.children_per_family) / DAYS_PER_YEAR
    return families * daily_factors(demand, place.clock, place.n_days) * _drift(place)


def _drift(place: _Place) -> Float64:
    """float64[n_days]: the rate of reports over what it would be if all stayed as today."""
    demand, clock, n_days = place.config.demand, place.clock, place.n_days
    years = yearly_factors(demand.yearly_cv, place.municipality.number, clock, n_days, place.seed, place.replication)
    habits = growth_factors(demand.reports_growth_percent_per_year, np.arange(n_days))
    return children_factors(place.municipality, clock, n_days) * habits * years


def _open_today(place: _Place) -> Rows:
    return np.concatenate([_new_rows(place, origin, n) for origin, n in _open_counts(place).items()])


def _open_counts(place: _Place) -> dict[int, int]:
    """Number of cases open today by origin."""
    municipality = place.municipality
    investigations = municipality.open_investigations
    if investigations is None:
        investigations = expected_open_investigations(place.config, municipality)
    care = round(municipality.open_measures * municipality.care_share_of_open_measures)
    return {
        ORIGIN_OPEN_INVESTIGATION: investigations,
        ORIGIN_OPEN_MEASURE: municipality.open_measures - care,
        ORIGIN_OPEN_CARE: care,
    }


def _later_rows(place: _Place, firsts: Rows, u_count: Float64) -> tuple[Rows, Float64]:
    """The later reports on each child, whenever they come."""
    demand = place.config.demand
    later = _later_reports(demand.later_reports_share, firsts, u_count)
    u_later = _uniforms(place, later)
    later["day"] += _gap_days(demand, u_later)
    return later, u_later


def _later_reports(share: float, firsts: Rows, u_count: Float64) -> Rows:
    """The later reports on each child; ``day`` is still that of the first report.

    If a share s of all reports is on children reported before, each child has s / (1 - s) of them on average.
    """
    if share == 0:
        return firsts[:0]
    counts = quantile(Poisson(distribution="poisson", mean=share / (1 - share)), u_count).astype(np.int64)
    parent, number = _repeated(counts)
    rows = firsts[parent]
    rows["later"] = 1 + number
    rows["origin"] = ORIGIN_REPORT
    rows["ordinal"] = (8 + rows["source"]) * ORDINALS_PER_SOURCE + _running_numbers(rows["source"])
    return rows


def _gap_days(demand: Demand, u: Float64) -> Int64:
    gap_days = quantile(demand.later_report_gap_days, u[:, Mark.LATER_REPORT_GAP])
    return np.maximum(1, np.rint(gap_days)).astype(np.int64)


def _known_children(place: _Place, n_on_open: int) -> Rows:
    """The reports from today on that are on children known before, less those on the children with an open case.

    In a stationary flow of R reports a day, s of them later ones, R x s x (mean gap) later reports on the children of
    the past are still to come; the time to each is the residual life of a gap. Their cases are closed: ``previous`` is
    -1.
    """
    demand = place.config.demand
    expected = _reports_per_year(place.municipality) / DAYS_PER_YEAR * demand.later_reports_share
    expected *= mean(demand.later_report_gap_days)
    points = poisson_points(place.generator(Stream.KNOWN_CHILDREN), expected, marks=2)[n_on_open:]
    rows = _new_rows(place, KNOWN_SOURCE, len(points))
    rows["item"] += n_on_open
    rows["ordinal"] += n_on_open
    _, days = spell_in_progress(demand.later_report_gap_days, points[:, 1], points[:, 2])
    rows["day"] = np.floor(days)
    return rows


def _repeated(counts: Int64) -> tuple[Int64, Int64]:
    """For ``counts`` [2, 0, 3]: which each is of ([0, 0, 2, 2, 2]) and its number there ([0, 1, 0, 1, 2])."""
    which = np.repeat(np.arange(len(counts)), counts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)


def _running_numbers(labels: Int64) -> Int64:
    """The number of each row among those of its label, from 0; the rows of a label stand together."""
    _, start, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.arange(len(labels)) - start[inverse]


# -- their uniforms -----------------------------------------------------------------------------------------------


def _uniforms(place: _Place, rows: Rows) -> Float64:
    """float64[n, MARKS_PER_ROW]: the marks of each row's identity."""
    u = np.empty((len(rows), MARKS_PER_ROW))
    keys = np.stack([rows["source"], rows["sibling"], rows["later"]], axis=1)
    for key in np.unique(keys, axis=0):
        of_key = (keys == key).all(axis=1)
        item = rows["item"][of_key]
        u[of_key] = place.generator(Stream.CASE_MARKS, *key.tolist()).random((item.max() + 1, MARKS_PER_ROW))[item]
    is_open = rows["origin"] == ORIGIN_OPEN_INVESTIGATION
    u[np.ix_(is_open, SPAN_MARKS)] = _span_marks(place, int(is_open.sum()))
    return u


def _span_marks(place: _Place, n: int) -> Float64:
    """float64[n, 4]: SPAN_MARKS of investigations found open today, where long ones are found more often.

    Each is picked from candidates with chances proportional to their planned spans (importance resampling).
    """
    drawn = place.generator(Stream.OPEN_SPANS).random((n, 1 + SPAN_CANDIDATES * len(SPAN_MARKS)))
    candidates = drawn[:, 1:].reshape(n, SPAN_CANDIDATES, len(SPAN_MARKS))
    spans = span_days(place.config.investigation, *np.moveaxis(candidates, 2, 0))
    weights = np.cumsum(spans, axis=1)
    picked = np.argmax(weights > drawn[:, :1] * weights[:, -1:], axis=1)
    marks: Float64 = candidates[np.arange(n), picked]
    return marks


# -- the table ----------------------------------------------------------------------------------------------------


def _sorted(config: Config, rows: Rows, columns: Columns) -> Cases:
    """The table in its declared order, with ``previous`` and ``family`` as row numbers of that order."""
    numbers = np.array([m.number for m in config.municipalities.values()])
    is_report = rows["origin"] == ORIGIN_REPORT
    instant = np.where(is_report, rows["day"] * 24 * 60 + columns["report_minute"], -1)
    order = np.lexsort((rows["ordinal"], numbers[rows["municipality"]], instant, rows["growth_mark"] >= 0))
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    columns = {
        **columns,
        "origin": rows["origin"],
        "municipality": rows["municipality"],
        "ordinal": rows["ordinal"],
        "previous": np.where(rows["later"] > 0, place[rows["first"]], -1),
        "family": place[rows["eldest"]],
        "growth_mark": rows["growth_mark"],
    }
    return Cases(**{f.name: columns[f.name][order].astype(f.metadata["dtype"]) for f in dataclasses.fields(Cases)})
