"""Demand: which children are reported and when, and who is a case today.

A row has a permanent identity: its municipality's number, the origin of the child's first case, the number of the
family (or of the open case), the place among siblings and the number of the later report. Its marks hang on that
identity alone, so that neither the horizon nor another municipality nor another parameter can change them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from caseflow.clock import DAYS_PER_YEAR, Clock
from caseflow.config.distributions import mean, nearest_whole, quantile, spell_in_progress
from caseflow.config.schema import (
    MONTHS,
    WEEKDAY_NAMES,
    Config,
    Demand,
    Municipality,
    Poisson,
)
from caseflow.config.stress import first_day, municipality_of
from caseflow.tape.drift import children_factors, growth_factors, yearly_factors
from caseflow.tape.marks import (
    MARKS_PER_ROW,
    SPAN_MARKS,
    Columns,
    Mark,
    case_columns,
    days_open,
    mean_span_days,
    span_days,
)
from caseflow.tape.rows import days_of, repeated, running_numbers
from caseflow.tape.shocks import key_of
from caseflow.tape.streams import Stream, poisson_points, table, uniforms
from caseflow.tape.tables import (
    GROWTH_CEILING,
    MARK_SCALE,
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_OPEN_MEASURE,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    Cases,
    dtypes_of,
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

SHOCK_SOURCE = 6
"""Source of the children of stress."""

OTHER_FIELDS = ("municipality", "origin", "ordinal", "first", "eldest", "day", "growth_mark")

ROW = np.dtype([(name, np.int64) for name in IDENTITY + OTHER_FIELDS])
"""A candidate row: identity, index of the municipality, origin, ordinal, rows of the child's first case and of the
eldest sibling, calendar day of the report (open cases: of their beginning), mark of growth (-1: of the base demand)."""

ORDINALS_PER_SOURCE = 100_000_000
"""A first case is numbered from source x this, a later report from (8 + source) x this: unique in the municipality."""

MOST_ORDINALS = 2**31
"""More than any ordinal."""

SHOCK_KEYS, SHOCK_ORDINALS = 100_000, 1000
"""Ordinals of the children of a shock begin at its key's remainder x the latter: those of another shock stay theirs."""

SPAN_CANDIDATES = 32
"""Candidates from which the marks of an investigation open today are picked, with chances as their planned spans."""

MONTH_DAYS = np.array([31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def draw_cases(config: Config, clock: Clock, seed: int, replication: int) -> Cases:
    """All candidate cases of one replication, from ``today`` to the day before ``clock.until``.

    Families arrive as a Poisson process whose rate follows season and weekday. Each child has a Poisson number of later
    reports, each a gap after its first report; among them are those on children reported before today, whether their
    case is still open or closed, so that the rate of all reports is the config's from the first day on.

    If a model of the config has growth, its candidates come after all other rows, which they leave as they are:
    families, and the later reports on their children, at the share GROWTH_CEILING of the base's, with one mark for all
    reports on a family. Where growth is g, g / GROWTH_CEILING of them are accepted. A later report counts even if the
    first came before there was growth, so that growth is nearly whole from its first day (docs/effects.md).

    The families of stress come last of all, with marks of their own and no later reports.
    """
    world = _World(config, clock, seed, replication)
    firsts = _together(*_reported_children(world), *_open_today(world))
    firsts["first"] = np.arange(len(firsts))
    firsts["eldest"] = firsts["first"] - firsts["sibling"]
    room = _marks(world, firsts, room=len(firsts) // 4)
    u = room[: len(firsts)]
    found = np.flatnonzero(firsts["origin"] == ORIGIN_OPEN_INVESTIGATION)
    u[found[:, None], SPAN_MARKS], spans = _spans_found(world, firsts[found])
    firsts["day"] -= days_open(config, firsts, u, spans)
    later = _later_rows(world, firsts, u[:, Mark.LATER_REPORTS])
    others = _together(later, _known_children(world, later))
    others = others[(others["day"] >= 0) & (others["day"] < world.n_days)]
    # a later report is a family of its own
    others["eldest"] = len(firsts) + np.arange(len(others))
    rows = _together(firsts, others)
    if len(rows) <= len(room):  # the marks are most of what is drawn: mostly none of them is copied
        room[len(firsts) : len(rows)] = _marks(world, others)
        u = room[: len(rows)]
    else:
        u = np.concatenate([u, _marks(world, others)])
    if not config.stress.reports:
        return _sorted(config, rows, case_columns(config, clock, rows, u))
    shocked, own = shocked_children(config, clock, seed, replication)
    for place in ("first", "eldest"):
        shocked[place] += len(rows)
    rows = _together(rows, shocked)
    columns = case_columns(config, clock, rows, np.concatenate([u, own]))
    return _sorted(config, rows, as_asked(config, clock, columns, shocked))


def has_growth(config: Config) -> bool:
    """Whether reports grow after the change to some model."""
    return any(any(model.transition.report_growth_percent.values()) for model in config.models.values())


def expected_open_investigations(config: Config, municipality: Municipality) -> int:
    """Investigations open today if it is as always: those started a day x their mean planned days (Little's law)."""
    started = _reports_per_year(municipality) / DAYS_PER_YEAR * (1 - config.demand.dismissed_share)
    return round(started * mean_span_days(config.investigation))


def daily_factors(demand: Demand, clock: Clock, n_days: int) -> Float64:
    """float64[n_days] from today: season x weekday, each with mean 1 over an average year and over a week."""
    season, weekdays = _factors(demand.season, MONTHS), _factors(demand.weekdays, WEEKDAY_NAMES)
    of_month = season / ((season * MONTH_DAYS).sum() / MONTH_DAYS.sum())
    factors: Float64 = of_month[:, None] * weekdays / weekdays.mean()
    return factors[_months_and_weekdays(clock, n_days)]


@lru_cache(maxsize=4)
def _months_and_weekdays(clock: Clock, n_days: int) -> tuple[Int64, Int64]:
    """Month and weekday of each day from today, from 0; nobody may change them."""
    days = np.arange(n_days)
    return clock.dates(days).astype("datetime64[M]").astype(np.int64) % 12, (clock.today.weekday() + days) % 7


def _factors(given: dict[str, float], names: tuple[str, ...]) -> Float64:
    return np.array([given.get(name, 1.0) for name in names])


def _reports_per_year(municipality: Municipality) -> float:
    return municipality.children_0_17 * municipality.reports_per_1000_children_per_year / 1000


# -- rows ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _World:
    """The municipalities in one replication."""

    config: Config
    clock: Clock
    seed: int
    replication: int

    @cached_property
    def municipalities(self) -> list[Municipality]:
        return list(self.config.municipalities.values())

    @cached_property
    def numbers(self) -> Int64:
        """[municipality]: the permanent ones."""
        return np.array([municipality.number for municipality in self.municipalities], dtype=np.int64)

    @property
    def n_days(self) -> int:
        return self.clock.day(self.clock.until)

    def points(self, stream: Stream, until: Float64, marks: int) -> tuple[Int64, Float64]:
        """The points of a Poisson process of each municipality: whose, and time and uniforms."""
        return poisson_points(self.seed, self.replication, stream, self.numbers[:, None], until, marks)


def _together(*pieces: Rows) -> Rows:
    """Rows one after the other; numpy would copy a record field by field."""
    numbers = np.concatenate([piece.view(np.int64).reshape(-1, len(IDENTITY + OTHER_FIELDS)) for piece in pieces])
    return numbers.reshape(-1).view(ROW)


def _new_rows(source: int, municipality: Int64, item: Int64) -> Rows:
    """Rows of children's first cases."""
    rows = np.zeros(len(item), dtype=ROW)
    rows["source"] = source
    rows["item"] = item
    rows["municipality"] = municipality
    rows["origin"] = ORIGIN_REPORT if source in (KNOWN_SOURCE, GROWTH_SOURCE) else source
    rows["ordinal"] = source * ORDINALS_PER_SOURCE + running_numbers(municipality)
    rows["growth_mark"] = -1
    return rows


def _reported_children(world: _World) -> Iterator[Rows]:
    """The children of the families first reported within the horizon, and of those that are candidates of growth.

    A municipality's stand together, in order of arrival. Arrivals of a process of rate 1 are mapped through the
    cumulative rate: another rate moves dates, never marks.
    """
    until_day = np.cumsum(_families_per_day(world), axis=1)
    whose, families = world.points(Stream.ARRIVALS, until_day[:, -1], marks=1)
    yield _children_of(world, ORIGIN_REPORT, until_day, whose, families)[0]
    if has_growth(world.config):
        until_day = GROWTH_CEILING * until_day
        whose, families = world.points(Stream.GROWTH, until_day[:, -1], marks=2)
        rows, family = _children_of(world, GROWTH_SOURCE, until_day, whose, families)
        rows["growth_mark"] = np.floor(families[:, 2] * MARK_SCALE)[family]
        yield rows


def _children_of(world: _World, source: int, until_day: Float64, whose: Int64, families: Float64) -> tuple[Rows, Int64]:
    """A row per child, and its family: a municipality, a moment in a process of rate 1, a uniform of its children."""
    children = np.rint(quantile(world.config.demand.children_per_family, families[:, 1])).astype(np.int64)
    family, sibling = repeated(children)
    rows = _new_rows(source, whose[family], running_numbers(whose)[family])
    rows["sibling"] = sibling
    rows["day"] = days_of(families[:, 0], whose, until_day)[family]
    return rows, family


def _families_per_day(world: _World) -> Float64:
    """float64[municipality, day]: expected families reported on each calendar day for the first time."""
    demand = world.config.demand
    factors = daily_factors(demand, world.clock, world.n_days)
    habits = growth_factors(demand.reports_growth_percent_per_year, np.arange(world.n_days))
    per_day = []
    for municipality in world.municipalities:
        children = _reports_per_year(municipality) * (1 - demand.later_reports_share)
        families = children / mean(demand.children_per_family) / DAYS_PER_YEAR
        per_day.append(families * factors * _drift(world, municipality, habits))
    return np.array(per_day).reshape(-1, world.n_days)


def _drift(world: _World, municipality: Municipality, habits: Float64) -> Float64:
    """float64[n_days]: the rate of reports over what it would be if all stayed as today, ``habits`` [day] too."""
    clock, n_days, cv = world.clock, world.n_days, world.config.demand.yearly_cv
    years = yearly_factors(cv, municipality.number, clock, n_days, world.seed, world.replication)
    return children_factors(municipality, clock, n_days) * habits * years


def _open_today(world: _World) -> Iterator[Rows]:
    counts = [_open_counts(world.config, municipality) for municipality in world.municipalities]
    for origin in (ORIGIN_OPEN_INVESTIGATION, ORIGIN_OPEN_MEASURE, ORIGIN_OPEN_CARE):
        yield _new_rows(origin, *repeated(np.array([count[origin] for count in counts], dtype=np.int64)))


def _open_counts(config: Config, municipality: Municipality) -> dict[int, int]:
    """Number of cases open today by origin."""
    investigations = municipality.open_investigations
    if investigations is None:
        investigations = expected_open_investigations(config, municipality)
    care = round(municipality.open_measures * municipality.care_share_of_open_measures)
    return {
        ORIGIN_OPEN_INVESTIGATION: investigations,
        ORIGIN_OPEN_MEASURE: municipality.open_measures - care,
        ORIGIN_OPEN_CARE: care,
    }


def _later_rows(world: _World, firsts: Rows, u_count: Float64) -> Rows:
    """The later reports on each child, whenever they come."""
    demand = world.config.demand
    later = _later_reports(demand.later_reports_share, firsts, u_count)
    gaps = quantile(demand.later_report_gap_days, _mark(world, later, Mark.LATER_REPORT_GAP))
    later["day"] += np.maximum(1, nearest_whole(gaps))
    return later


def _later_reports(share: float, firsts: Rows, u_count: Float64) -> Rows:
    """The later reports on each child; ``day`` is still that of the first report.

    If a share s of all reports is on children reported before, each child has s / (1 - s) of them on average.
    """
    if share == 0:
        return firsts[:0]
    counts = quantile(Poisson(distribution="poisson", mean=share / (1 - share)), u_count).astype(np.int64)
    parent, number = repeated(counts)
    rows = firsts[parent]
    rows["later"] = 1 + number
    rows["origin"] = ORIGIN_REPORT
    # a municipality's rows of one source stand together
    numbers = running_numbers(8 * rows["municipality"] + rows["source"])
    rows["ordinal"] = (8 + rows["source"]) * ORDINALS_PER_SOURCE + numbers
    return rows


def _known_children(world: _World, later: Rows) -> Rows:
    """The reports from today on that are on children known before, less those on the children with an open case.

    In a stationary flow of R reports a day, s of them later ones, R x s x (mean gap) later reports on the children of
    the past are still to come; the time to each is the residual life of a gap. Their cases are closed: ``previous`` is
    -1.
    """
    demand = world.config.demand
    is_on_open = (later["source"] >= ORIGIN_OPEN_INVESTIGATION) & (later["source"] <= ORIGIN_OPEN_CARE)
    of_open = later["municipality"][is_on_open & (later["day"] >= 0)]
    n_on_open = np.bincount(of_open, minlength=len(world.municipalities))
    gap_days = mean(demand.later_report_gap_days)
    expected = [
        _reports_per_year(municipality) / DAYS_PER_YEAR * demand.later_reports_share * gap_days
        for municipality in world.municipalities
    ]
    whose, points = world.points(Stream.KNOWN_CHILDREN, np.array(expected), marks=2)
    number = running_numbers(whose)
    is_left = number >= n_on_open[whose]
    whose, points, number = whose[is_left], points[is_left], number[is_left]
    rows = _new_rows(KNOWN_SOURCE, whose, number)
    rows["ordinal"] = KNOWN_SOURCE * ORDINALS_PER_SOURCE + number
    _, days = spell_in_progress(demand.later_report_gap_days, points[:, 1], points[:, 2])
    rows["day"] = np.floor(days)
    return rows


# -- rows of stress -----------------------------------------------------------------------------------------------


NEVER = 1.0
"""A mark that lies below no share."""


def shocked_children(config: Config, clock: Clock, seed: int, replication: int) -> tuple[Rows, Float64]:
    """The children whom stress has reported within the horizon, and their marks, float64[n, mark].

    ``first`` and ``eldest`` count from the first of these rows; ``item`` is the place of the child's shock.
    """
    places = list(config.municipalities)
    pieces, marks = [np.zeros(0, dtype=ROW)], [np.empty((0, len(Mark)))]
    before = 0
    for number, (name, shock) in enumerate(config.stress.reports.items()):
        day = clock.day(first_day(config, shock))
        if day >= clock.day(clock.until):
            continue
        family, sibling = np.divmod(np.arange(shock.families * shock.children), shock.children)
        rows = np.zeros(len(family), dtype=ROW)
        rows["source"], rows["item"], rows["sibling"] = SHOCK_SOURCE, number, sibling
        rows["municipality"] = places.index(municipality_of(config, shock))
        rows["origin"] = ORIGIN_REPORT
        rows["ordinal"] = SHOCK_SOURCE * ORDINALS_PER_SOURCE + key_of(name) % SHOCK_KEYS * SHOCK_ORDINALS
        rows["ordinal"] += np.arange(len(family))
        rows["day"], rows["growth_mark"] = day, -1
        rows["first"] = before + np.arange(len(family))
        rows["eldest"] = rows["first"] - sibling
        home = config.municipalities[places[rows["municipality"][0]]].number
        entities = np.column_stack([np.full(len(family), key_of(name)), np.full(len(family), home), sibling])
        marks.append(
            table(
                seed,
                replication,
                Stream.SHOCK_MARKS,
                entities,
                family * MARKS_PER_ROW,
                len(Mark),
                np.arange(len(family)),
            )
        )
        pieces.append(rows)
        before += len(rows)
    uniforms = np.concatenate(marks)
    uniforms[:, Mark.EMERGENCY] = NEVER  # whether they are emergencies is asked, and none of them comes at night
    return np.concatenate(pieces), uniforms


def as_asked(config: Config, clock: Clock, columns: Columns, shocked: Rows) -> Columns:
    """The columns of all rows, the last of which are of stress: these come to what their shocks ask for."""
    columns = {name: np.array(values) for name, values in columns.items()}
    begin = len(columns["report_day"]) - len(shocked)
    for number, shock in enumerate(config.stress.reports.values()):
        own = begin + np.flatnonzero(shocked["item"] == number)
        columns["emergency"][own] = shock.emergency
        is_office_time = clock.is_office_time(columns["report_day"][own], columns["report_minute"][own])
        columns["out_of_hours"][own] = shock.emergency & ~is_office_time
        if shock.leads_to != "chance":
            columns["dismissed"][own] = False
        if shock.leads_to in ("care", "county_board"):
            columns["outcome"][own] = OUTCOME_CARE
            columns["county_board"][own] = shock.leads_to == "county_board"
        if shock.planned_days is not None:
            columns["pace_days"][own] = shock.planned_days
            columns["information_days"][own] = -1
            # above every share, that of 1 too: none of them is planned late
            columns["planned_late_mark"][own] = MARK_SCALE
    return columns


# -- their uniforms -----------------------------------------------------------------------------------------------


def _marks(world: _World, rows: Rows, room: int = 0) -> Float64:
    """float64[n + room, mark]: the marks of each row's identity, and room for those of more rows."""
    begins = rows["item"] * MARKS_PER_ROW
    return table(*_identities(world, rows), begins, len(Mark), _order_of_streams(rows), room)


def _mark(world: _World, rows: Rows, mark: Mark) -> Float64:
    """float64[n]: one mark of each row's identity."""
    begins = rows["item"] * MARKS_PER_ROW + mark
    return table(*_identities(world, rows), begins, 1, _order_of_streams(rows))[:, 0]


def _identities(world: _World, rows: Rows) -> tuple[int, int, Stream, Int64]:
    """The key of the stream of each row's marks."""
    entities = np.column_stack([world.numbers[rows["municipality"]], rows["source"], rows["sibling"], rows["later"]])
    return world.seed, world.replication, Stream.CASE_MARKS, entities


def _order_of_streams(rows: Rows) -> Int64:
    """The rows by sibling and later report: those of a stream follow one another, since a source's stand together.

    Numbers of 16 bits are sorted in one pass; where they are too few, drawing only takes longer.
    """
    return np.argsort((rows["sibling"] * 256 + rows["later"]).astype(np.uint16), kind="stable")


def _spans_found(world: _World, rows: Rows) -> tuple[Float64, Int64]:
    """Of investigations found open today, where long ones are found more often: SPAN_MARKS, and the planned days.

    Each is picked from candidates with chances proportional to their planned spans (importance resampling).
    """
    n_drawn = 1 + SPAN_CANDIDATES * len(SPAN_MARKS)
    entities, counts = world.numbers[rows["municipality"]][:, None], np.full(len(rows), n_drawn)
    drawn = uniforms(world.seed, world.replication, Stream.OPEN_SPANS, entities, counts, rows["item"] * n_drawn)
    drawn = drawn.reshape(-1, n_drawn)
    candidates = drawn[:, 1:].reshape(-1, SPAN_CANDIDATES, len(SPAN_MARKS))
    spans = span_days(world.config.investigation, *np.moveaxis(candidates, 2, 0))
    weights = np.cumsum(spans, axis=1)
    picked = np.argmax(weights > drawn[:, :1] * weights[:, -1:], axis=1)
    row = np.arange(len(rows))
    return candidates[row, picked], spans[row, picked]


# -- the table ----------------------------------------------------------------------------------------------------


def _sorted(config: Config, rows: Rows, columns: Columns) -> Cases:
    """The table in its declared order, with ``previous`` and ``family`` as row numbers of that order.

    No column needs more than 32 bits: what is drawn is MOST_DRAWN at most, ordinals are below MOST_ORDINALS, and the
    longest run that a config may ask for, of 1,300 years, has 0.7 billion minutes.
    """
    numbers = np.array([m.number for m in config.municipalities.values()])
    is_report = rows["origin"] == ORIGIN_REPORT
    instant = np.where(is_report, rows["day"] * 24 * 60 + columns["report_minute"], -1)
    kind = np.where(rows["source"] == SHOCK_SOURCE, 2, rows["growth_mark"] >= 0)
    instants = instant.max(initial=0) + 2
    identity = numbers[rows["municipality"]] * MOST_ORDINALS + rows["ordinal"]
    order = np.lexsort((identity, kind * instants + instant))
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
    # one table of all columns: to sort one after the other takes three times as long
    dtypes = dtypes_of(Cases)
    numbers = np.empty((len(dtypes), len(rows)), dtype=np.int32)
    for name, own in zip(dtypes, numbers, strict=True):
        own[:] = columns[name]
    in_order = zip(dtypes.items(), numbers.take(order, axis=1), strict=True)
    return Cases(**{name: own.astype(dtype, copy=False) for (name, dtype), own in in_order})
