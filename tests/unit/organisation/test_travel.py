from __future__ import annotations

import math
import random
from itertools import combinations, product

import numpy as np

from caseflow.config.load import parse_config
from caseflow.config.places import _ways, ways
from caseflow.config.same import Same
from caseflow.config.schema import TASK_KINDS, Distance
from caseflow.organisation import Organisation, daily, organise
from caseflow.tape.draw import draw

ROADS = """
schema: 1
calendar: {today: 2010-01-04, change_date: 2010-02-01}
years: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 500, reports_per_1000_children_per_year: 30, open_measures: 2}
municipalities:
  A: {number: 1, office: Town}
  B: {number: 2}
  C: {number: 3, office: Town, place: Hut}
staff:
  T: {number: 1, posts_fte: [1.0, 1.0, 1.0], office: Town}
  B: {number: 2, posts_fte: [0.4], office: B, working_days: {1: [mon, tue]}}
models:
  today:
    services:
      A: {municipalities: [A, C], generalists: [T]}
      B: {municipalities: [B], generalists: [B]}
  merged:
    services:
      All: {municipalities: all, generalists: [T, B]}
    effects: {travel: true}
absence:
  self_certified: {share: 0}
  doctor_certified: {share: 0}
  parental: {share: 0}
  other_leave: {share: 0}
  training: {share: 0}
  vacation: {summer_weeks: 0, other_weeks: 0}
  turnover: {leaving_per_year: 0}
effects:
  travel:
    distances:
      - {between: [Town, B], km: 33, minutes: 35.2}
      - {between: [B, Hut], km: 20, minutes: 20}
      - {between: [Town, Hut], km: 90, minutes: 60}
"""


def organised(model: str = "merged", *overrides: str) -> Organisation:
    config = parse_config(ROADS, overrides=overrides).resolve()
    return organise(config, model, draw(config, 0))


# -- trips --------------------------------------------------------------------------------------------------------


def test_the_fastest_way_leads_over_other_places():
    found = ways(parse_config(ROADS).resolve())
    town, b, hut = (found.places.index(place) for place in ("Town", "B", "Hut"))
    assert found.minutes[town, hut] == 55.2
    assert found.km[town, hut] == 53
    assert found.minutes[hut, town] == 55.2
    assert found.minutes[b, b] == 0


def test_of_two_ways_that_are_equally_fast_the_shorter_counts():
    roads = "[{between: [Town, B], km: 30, minutes: 30}, {between: [B, Hut], km: 20, minutes: 20}"
    for km, expected in ((90, 50), (40, 40)):
        config = parse_config(
            ROADS, overrides=[f"effects.travel.distances={roads}, {{between: [Town, Hut], km: {km}, minutes: 50}}]"]
        ).resolve()
        found = ways(config)
        assert found.km[found.places.index("Town"), found.places.index("Hut")] == expected


def test_ways_are_those_of_floyds_plain_loops():
    numbers, names = random.Random(5), [str(i) for i in range(14)]  # noqa: S311
    pairs = numbers.sample(list(combinations(names, 2)), 24)
    roads = {pair: (numbers.choice([0, 1, 3]), numbers.choice([0, 1, 2.5])) for pair in pairs}
    best = dict.fromkeys(product(names, names), (math.inf, math.inf)) | {(name, name): (0.0, 0.0) for name in names}
    best |= roads | {(b, a): way for (a, b), way in roads.items()}
    for over, a, b in product(names, names, names):
        best[a, b] = min(best[a, b], tuple(map(sum, zip(best[a, over], best[over, b], strict=True))))
    distances = tuple(Distance(between=pair, minutes=m, km=km) for pair, (m, km) in roads.items())
    found = _ways(tuple(names), Same(distances))
    assert np.dstack([found.minutes, found.km]).tolist() == [[list(best[a, b]) for b in names] for a in names]


def test_a_trip_is_there_and_back_in_whole_minutes():
    org = organised()
    assert org.offices == ("Town", "B")
    # A's families live where its office is, C's in Hut: 35.2 + 20 minutes from Town
    assert org.trip_minutes.tolist() == [[0, 70, 110], [70, 0, 40]]
    assert org.trip_km.tolist() == [[0, 66, 106], [66, 0, 40]]


def test_without_a_way_a_trip_is_zero():
    org = organised("today", "effects.travel.distances=[]", "models.merged.effects.travel=false")
    assert org.trip_minutes.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert org.trip_km.tolist() == [[0, 0, 0], [0, 0, 0]]


def test_a_model_that_counts_travel_adds_a_share_of_a_trip_by_kind_of_task():
    shares = ("contact=0.25", "review=0.125", "home_visit=1", "milieu_work=0.5")
    before, after = organised("merged", *(f"effects.travel.trips.{share}" for share in shares)).periods
    permille = dict(zip(TASK_KINDS, after.trip_permille.tolist(), strict=True))
    assert [permille[kind] for kind in ("contact", "review", "home_visit", "milieu_work")] == [250, 125, 1000, 500]
    assert [permille[kind] for kind in ("screening", "conclusion", "legal_help", "measure_search")] == [0] * 4
    assert before.trip_permille.tolist() == [0] * len(TASK_KINDS)


# -- local offices ------------------------------------------------------------------------------------------------

TOWN, HILL, DALE = 0, 1, 2
HOME = np.array([TOWN, TOWN, HILL, DALE], dtype=np.int16)


def sent(present: list[int], home: np.ndarray, needed: list[int]) -> list[tuple[int, int]]:
    """Whom an office day sends where: (worker, office)."""
    where = daily.sent(np.array(present, dtype=np.int64), home, np.array(needed, dtype=np.int64)).tolist()
    return [(worker, office) for worker, office in zip(present, where, strict=True) if office != daily.NOBODY]


def test_nobody_is_sent_where_somebody_has_their_own_office():
    assert sent([0, 1, 2, 3], HOME, [HILL]) == []


def test_the_first_in_turn_is_sent_to_an_office_without_anybody():
    assert sent([1, 3, 0], HOME, [HILL]) == [(1, HILL)]


def test_nobody_leaves_an_office_alone_that_needs_somebody_too():
    assert sent([3, 0, 1], HOME, [HILL, DALE]) == [(0, HILL)]
    # one of the two in Town may go; then the other one stays
    assert sent([3, 0, 1], HOME, [TOWN, HILL, DALE]) == [(0, HILL)]
    assert sent([0, 3], HOME, [TOWN, HILL, DALE]) == []


def test_an_office_stays_empty_when_nobody_is_left_to_send():
    assert sent([0], HOME, [HILL, DALE]) == [(0, HILL)]
    assert sent([], HOME, [HILL]) == []


def days(org: Organisation, first: int, n: int) -> list[list[str]]:
    """The office of each worker on n working days."""
    return [[org.offices[office] for office in org.office_on[:, day]] for day in range(first, first + n)]


DAYS = "models.merged.services.All.office_days={B: [tue, fri]}"


def test_office_days_send_another_worker_each_week_where_nobody_is_at_home():
    org = organised("merged", DAYS)
    # 1 February 2010 is a Monday, the fourth week after the first: the first of four workers is the first in turn.
    # On Tuesdays B.1 is in B; on Fridays, a day off, somebody of the others is
    assert days(org, 20, 5) == [["Town", "Town", "Town", "B"]] * 4 + [["B", "Town", "Town", "B"]]
    assert days(org, 29, 1) == [["Town", "B", "Town", "B"]]
    # the fourth in turn is B.1, who is off: the first goes again
    assert [row.index("B") for week in range(6) for row in days(org, 24 + 5 * week, 1)] == [0, 1, 2, 0, 0, 1]


def test_before_the_change_nobody_is_sent():
    assert days(organised("merged", DAYS), 0, 20) == [["Town", "Town", "Town", "B"]] * 20


def test_an_office_without_posts_is_an_office_where_it_has_office_days():
    org = organised("merged", "municipalities.C.office=Hut", "models.merged.services.All.office_days={Hut: [wed]}")
    assert org.offices == ("Town", "B", "Hut")
    assert org.office_of_municipality.tolist() == [0, 1, 2]
    assert days(org, 22, 1) == [["Hut", "Town", "Town", "B"]]
    assert org.trip_minutes[2].tolist() == [110, 40, 0]


def test_who_is_away_is_not_sent():
    org = organised("merged", DAYS, "absence.turnover.leaving_per_year=2")
    friday = np.arange(24, org.clock.n_workdays)
    friday = friday[[org.clock.date(org.clock.day_of_workday(int(day))).weekday() == 4 for day in friday]]
    somebody = ~org.capacity.away[:3, friday].all(axis=0)
    assert org.capacity.away[:3, friday].any()
    assert ((org.office_on[:3, friday] == 1).sum(axis=0) == somebody).all()
    assert not (org.capacity.away[:3, friday] & (org.office_on[:3, friday] == 1)).any()
