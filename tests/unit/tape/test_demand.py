import dataclasses
import datetime as dt
import math

import numpy as np
import pytest
from scipy import stats

from caseflow.clock import Clock
from caseflow.config.distributions import MOST_DRAWN
from caseflow.tape import demand
from caseflow.tape.demand import (
    KNOWN_SOURCE,
    ORDINALS_PER_SOURCE,
    daily_factors,
    draw_cases,
    expected_open_investigations,
)
from caseflow.tape.draw import clock_of
from caseflow.tape.marks import mean_span_days
from caseflow.tape.tables import (
    MARK_SCALE,
    ORIGIN_OPEN_CARE,
    ORIGIN_OPEN_INVESTIGATION,
    ORIGIN_OPEN_MEASURE,
    ORIGIN_REPORT,
    OUTCOME_CARE,
    OUTCOME_DISMISSED,
    OUTCOME_MEASURES,
    Cases,
    assert_equal,
)

COLUMNS = [f.name for f in dataclasses.fields(Cases)]
REFERENCES = {"municipality", "previous", "family"}
ONE_CHILD = {"demand/children_per_family": 1, "demand/later_reports_share": 0.0}
NOBODY_OPEN = {
    f"municipalities/{name}/{field}": 0 for name in ("Aa", "Bb") for field in ("open_measures", "open_investigations")
}
STEADY = {"demand/season": {}, "demand/weekdays": {}}
MAY_MOVE_TO_A_DAY_OFF = {"out_of_hours"}
"""The columns of marks that hang on the date as well."""
CONTINUOUS = {"calendar/kind": "continuous", "calendar/day_minutes": 1440}


def constant(value):
    return {"distribution": "deterministic", "value": value}


def cases_of(config, replication=0):
    return draw_cases(config, clock_of(config), config.seed, replication)


def many(cases_of_a_config, column):
    return np.concatenate([getattr(cases, column) for cases in cases_of_a_config])


def identities(config, cases):
    """Row -> (municipality number, ordinal), which no other row has."""
    numbers = [m.number for m in config.municipalities.values()]
    return [(numbers[m], o) for m, o in zip(cases.municipality.tolist(), cases.ordinal.tolist(), strict=True)]


def rows_by_identity(config, columns=COLUMNS):
    """Identity -> values of the columns, rows that they name by their identities."""
    cases = cases_of(config)
    names = [*identities(config, cases), None]
    values = {name: getattr(cases, name).tolist() for name in columns if name not in REFERENCES}
    for name in set(columns) & {"previous", "family"}:
        values[name] = [names[row] for row in getattr(cases, name)]
    return {names[row]: {c: v[row] for c, v in values.items()} for row in range(len(cases))}


def standard_errors(found, expected, n):
    """How many standard errors a share found in n trials is from the expected one."""
    return abs(found - expected) / math.sqrt(expected * (1 - expected) / n)


# -- common random numbers ----------------------------------------------------------------------------------------


def test_a_replication_is_drawn_the_same_again_and_another_is_not(build):
    config = build()
    assert_equal(cases_of(config), cases_of(config))
    assert len(cases_of(config)) != len(cases_of(config, replication=1))


def test_more_years_only_append_rows(build):
    short, long = cases_of(build({"years": 1})), cases_of(build({"years": 3}))
    assert len(long) > len(short)
    for name in COLUMNS:
        assert getattr(long, name)[: len(short)].tolist() == getattr(short, name).tolist(), name


def test_one_more_municipality_declared_first_changes_no_row_of_the_others(build):
    config = build()
    others = {name: municipality.model_dump() for name, municipality in config.municipalities.items()}
    municipalities = {"Cc": others["Bb"] | {"number": 15, "children_0_17": 800, "open_measures": 7}, **others}
    before, after = rows_by_identity(config), rows_by_identity(build({"municipalities": municipalities}))
    assert {identity: row for identity, row in after.items() if identity[0] != 15} == before


@pytest.mark.parametrize("field", ["open_measures", "open_investigations"])
def test_one_more_open_case_changes_no_other_row(build, field):
    with_60, with_61 = (
        rows_by_identity(build({"municipalities/Aa/open_investigations": 60, f"municipalities/Aa/{field}": n}))
        for n in (60, 61)
    )
    known = {i for i in with_60 if i[1] // ORDINALS_PER_SOURCE == KNOWN_SOURCE}
    # its later reports take the place of as many on children whose case is closed
    gone = with_60.keys() - with_61.keys()
    assert gone <= known
    assert {i: with_61[i] for i in with_60.keys() - gone} == {i: with_60[i] for i in with_60.keys() - gone}
    assert len([i for i in with_61.keys() - with_60.keys() if i[1] // ORDINALS_PER_SOURCE in (1, 2, 3)]) == 1


@pytest.mark.parametrize(
    ("path", "value", "columns"),
    [
        ("effort/review_hours", constant(4.0), {"review_minutes"}),
        ("effort/screening_hours", constant(4.0), {"screening_minutes"}),
        ("effort/investigation_hours", constant(30.0), {"contact_minutes", "conclusion_minutes"}),
        ("effort/home_visit_hours", constant(1.0), {"home_visit_minutes"}),
        ("demand/dismissed_share", 0.3, {"dismissed"}),
        ("demand/emergency_share", 0.0, {"emergency", "out_of_hours", "report_minute", "visible_tick"}),
        ("investigation/contacts", constant(3), {"contacts", "contact_minutes"}),
        ("investigation/extension_share", 0.5, {"extension"}),
        ("investigation/quick_share", 0.5, {"pace_days", "information_days"}),
        ("investigation/outside_information_share", 0.1, {"information_days"}),
        ("measures/wait_days", constant(10.0), {"measure_wait_days"}),
        ("measures/direct_care_share", 0.8, {"outcome", "escalation_days"}),
        ("care/county_board_share", 0.1, {"county_board"}),
        ("municipalities/Aa/measures_share", 0.9, {"outcome"}),
        ("absence/training/share", 0.05, set()),
    ],
)
def test_a_parameter_changes_only_its_own_columns(build, path, value, columns):
    no_open_investigations = {f"municipalities/{name}/open_investigations": 0 for name in ("Aa", "Bb")}
    before = rows_by_identity(build(no_open_investigations))
    after = rows_by_identity(build(no_open_investigations | {path: value}))
    assert before.keys() == after.keys()
    changed = {c for i, row in before.items() for c in row if row[c] != after[i][c]}
    assert changed == columns


def test_more_reports_move_dates_but_no_marks(build):
    path = "municipalities/Aa/reports_per_1000_children_per_year"
    rare, often = (rows_by_identity(build(NOBODY_OPEN | ONE_CHILD | {path: rate})) for rate in (40.0, 60.0))
    assert rare.keys() < often.keys()
    assert {c for i, row in rare.items() for c in row if row[c] != often[i][c]} - MAY_MOVE_TO_A_DAY_OFF == {
        "report_day",
        "visible_tick",
    }


# -- the table ----------------------------------------------------------------------------------------------------


def test_open_cases_come_first_and_reports_in_order_of_arrival(build):
    config = build()
    cases = cases_of(config)
    numbers = np.array([m.number for m in config.municipalities.values()])[cases.municipality].tolist()
    is_report = cases.origin == ORIGIN_REPORT
    days = np.where(is_report, cases.report_day, -1).tolist()
    keys = list(zip(days, cases.report_minute.tolist(), numbers, cases.ordinal.tolist(), strict=True))
    assert keys == sorted(keys)
    assert len(set(identities(config, cases))) == len(cases)
    assert (cases.report_day[is_report] >= 0).all()
    assert cases.report_day.max() < clock_of(config).day(dt.date(2013, 1, 1))


def test_siblings_stand_together_and_come_at_one_instant(build):
    cases = cases_of(build())
    rows = np.arange(len(cases))
    eldest = cases.family
    assert (np.diff(eldest) >= 0).all()
    assert (eldest[eldest] == eldest).all()
    assert (eldest <= rows).all()
    for column in ("municipality", "report_day", "report_minute", "visible_tick"):
        is_sibling = eldest != rows
        assert is_sibling.any()
        assert (getattr(cases, column)[is_sibling] == getattr(cases, column)[eldest[is_sibling]]).all()


def test_a_later_report_names_an_earlier_row_of_the_same_municipality_that_is_a_first_one(region):
    cases = cases_of(region)
    later = np.flatnonzero(cases.previous >= 0)
    first = cases.previous[later]
    assert len(later) > 100
    assert (first < later).all()
    assert (cases.previous[first] == -1).all()
    assert (cases.municipality[first] == cases.municipality[later]).all()
    assert (cases.family[later] == later).all()
    assert (cases.origin[later] == ORIGIN_REPORT).all()
    assert (cases.report_day[first] < cases.report_day[later]).all()
    assert set(cases.origin[first]) == {0, 1, 2, 3}


def test_every_row_has_valid_marks(region):
    cases = cases_of(region)
    for column in COLUMNS:
        if column.endswith("_minutes") or column in ("contacts", "measure_days", "care_days"):
            assert getattr(cases, column).min() >= 1, column
    assert cases.pace_days.min() >= 0
    assert cases.measure_wait_days.min() >= 0
    assert cases.information_days.min() == -1
    assert 0 not in cases.information_days
    assert set(cases.outcome) == {OUTCOME_DISMISSED, OUTCOME_MEASURES, OUTCOME_CARE}
    assert cases.planned_late_mark.min() >= 0
    assert cases.planned_late_mark.max() < MARK_SCALE
    escalates = cases.escalation_days != -1
    assert (cases.escalation_days[escalates] >= 1).all()
    assert (cases.escalation_days <= cases.measure_days).all()


ENDLESS = {"distribution": "gamma", "mean": 9000.0, "cv": 1000.0}
"""Length-biased, a million times as long on average: some ten to the tenth days."""


def test_no_duration_or_effort_is_so_long_that_32_bits_could_not_hold_it(build):
    fields = "measures/wait_days measures/duration_days care/duration_days investigation/outside_information_days"
    fields += " effort/review_hours effort/investigation_hours demand/later_report_gap_days"
    cases = cases_of(build(dict.fromkeys(fields.split(), ENDLESS)))
    for name in ("measure_wait_days", "measure_days", "care_days", "review_minutes", "contact_minutes"):
        assert getattr(cases, name).min() >= 0
    assert cases.care_days.max() == cases.measure_days.max() == -cases.report_day.min() == MOST_DRAWN


def test_no_number_of_a_column_is_changed_by_being_kept_in_32_bits(build, monkeypatch):
    wide, put_in_order = {}, demand._sorted

    def listening(config, rows, columns):
        wide.update(columns)
        wide.update({name: rows[name] for name in ("origin", "municipality", "ordinal", "growth_mark")})
        return put_in_order(config, rows, columns)

    monkeypatch.setattr(demand, "_sorted", listening)
    fields = "measures/wait_days measures/duration_days care/duration_days investigation/outside_information_days"
    efforts = "screening investigation later_report measure_start follow_up review county_board care_follow_up"
    hours = [f"effort/{name}_hours" for name in f"{efforts} home_visit visitor_follow_up".split()]
    rates = {f"municipalities/{name}/reports_per_1000_children_per_year": 5.0 for name in ("Aa", "Bb")}
    longest = {"years": 1000, "investigation/contacts": 100} | rates | CONTINUOUS
    cases = cases_of(build(dict.fromkeys([*fields.split(), *hours], ENDLESS) | longest))
    assert set(wide) == set(COLUMNS) - {"previous", "family"}
    for name, values in wide.items():
        narrow = getattr(cases, name)
        assert (narrow.min(), narrow.max()) == (values.min(), values.max()), name
    assert cases.visible_tick.max() > 500_000_000


def test_a_region_without_reports_and_open_cases_has_no_rows(build):
    silent = {f"municipalities/{name}/reports_per_1000_children_per_year": 0.0 for name in ("Aa", "Bb")}
    assert len(cases_of(build(NOBODY_OPEN | silent))) == 0


# -- reports ------------------------------------------------------------------------------------------------------


def test_reports_are_a_poisson_process_in_continuous_time(build):
    path = "municipalities/Aa/reports_per_1000_children_per_year"
    config = build(CONTINUOUS | STEADY | NOBODY_OPEN | ONE_CHILD | {path: 1217.5, "years": 3})  # ten a day
    cases = cases_of(config)
    ticks = cases.visible_tick[cases.municipality == 0]
    assert ticks.tolist() == (cases.report_day * 1440 + cases.report_minute)[cases.municipality == 0].tolist()
    # false-alarm rate 1e-6 each; that gaps of 144 minutes are whole minutes cannot be seen in 14,600 of them
    assert stats.kstest(np.diff(ticks), stats.expon(scale=144).cdf).pvalue > 1e-6
    daily = np.bincount(ticks // 1440, minlength=4 * 365 + 1)
    assert 1e-6 < stats.chi2(len(daily) - 1).sf(len(daily) * daily.var() / daily.mean()) < 1 - 1e-6
    assert stats.kstest(cases.report_minute, stats.uniform(0, 1440).cdf).pvalue > 1e-6


def test_the_rate_of_all_reports_is_the_configs_from_the_first_year_on(build):
    config = build({"municipalities/Aa/reports_per_1000_children_per_year": 100.0, "years": 2})
    drawn = [cases_of(config, replication) for replication in range(60)]
    expected = 3000 * 0.1 + 900 * 0.04
    for year in range(3):
        counts = [((c.origin == ORIGIN_REPORT) & (c.report_day // 365 == year)).sum() for c in drawn]
        # four standard errors a year, three years: false alarms 2e-4
        assert np.mean(counts) == pytest.approx(expected, abs=4 * np.std(counts) / math.sqrt(60))


def test_the_share_of_reports_on_children_reported_before_is_the_configs(build):
    config = build({"municipalities/Aa/reports_per_1000_children_per_year": 100.0})
    drawn = [cases_of(config, replication) for replication in range(40)]
    shares = []
    for cases in drawn:
        source = cases.ordinal[cases.origin == ORIGIN_REPORT] // ORDINALS_PER_SOURCE
        shares.append((source != ORIGIN_REPORT).mean())
    # four standard errors: false alarms 6e-5
    assert np.mean(shares) == pytest.approx(0.3, abs=4 * np.std(shares) / math.sqrt(40))


def test_season_and_weekday_factors_keep_the_means_of_year_and_week(build):
    clock = Clock(dt.date(2010, 1, 1), dt.date(2014, 1, 1))
    factors = daily_factors(build().demand, clock, 1461)
    by_date = {clock.date(day): factor for day, factor in enumerate(factors.tolist())}
    assert by_date[dt.date(2010, 7, 1)] / by_date[dt.date(2010, 7, 3)] == pytest.approx(1 / 0.1)
    assert by_date[dt.date(2010, 7, 1)] / by_date[dt.date(2010, 6, 3)] == pytest.approx(0.55)
    assert factors[:7].mean() == pytest.approx(365.25 / (365.25 - 31 * 0.45 - 31 * 0.15))
    assert factors.mean() == pytest.approx(1, abs=1e-3)


def test_ordinary_reports_come_in_office_hours_and_the_others_outside_them(build):
    inside = cases_of(build({"demand/emergency_out_of_hours_share": 0.0}))
    minutes = inside.report_minute[inside.origin == ORIGIN_REPORT]
    assert (minutes.min() >= 480, minutes.max() < 930) == (True, True)
    out = cases_of(build({"demand/emergency_share": 1.0, "demand/emergency_out_of_hours_share": 1.0}))
    minutes = out.report_minute[out.origin == ORIGIN_REPORT]
    assert ((minutes < 480) | (minutes >= 930)).all()
    # 990 of the day's minutes, 480 of them before the office opens; six standard errors
    assert standard_errors((minutes < 480).mean(), 480 / 990, len(minutes)) < 6


def test_an_emergency_is_out_of_hours_on_any_day_off_and_by_its_share_on_working_days(build):
    shares = {"demand/emergency_share": 0.2, "demand/emergency_out_of_hours_share": 0.3}
    config = build(shares | {"municipalities/Aa/reports_per_1000_children_per_year": 2000.0} | NOBODY_OPEN)
    clock, cases = clock_of(config), cases_of(config)
    on_working_day = np.array([clock.is_working(day) for day in cases.report_day.tolist()])
    assert not cases.out_of_hours[~cases.emergency].any()
    assert cases.out_of_hours[cases.emergency & ~on_working_day].all()
    assert (cases.emergency & ~on_working_day).sum() > 100
    # families have one share between them, so that their mean shares are independent of one another
    emergencies = cases.emergency & on_working_day
    families, which = np.unique(cases.family[emergencies], return_inverse=True)
    out = np.bincount(which, cases.out_of_hours[emergencies]) / np.bincount(which)
    assert set(out) == {0.0, 1.0}
    assert standard_errors(out.mean(), 0.3, len(families)) < 6


def test_a_family_with_any_emergency_is_reported_when_that_comes(build):
    shares = {"demand/emergency_share": 0.2, "demand/emergency_out_of_hours_share": 1.0}
    cases = cases_of(build(shares | {"demand/later_reports_share": 0.0}))
    is_outside = (cases.report_minute < 480) | (cases.report_minute >= 930)
    has_emergency = np.bincount(cases.family, cases.emergency, len(cases))[cases.family] > 0
    assert (has_emergency & ~cases.emergency & (cases.family != np.arange(len(cases)))).any()
    assert is_outside[cases.origin == ORIGIN_REPORT].tolist() == has_emergency[cases.origin == ORIGIN_REPORT].tolist()


def test_a_report_is_visible_at_the_next_working_minute(build):
    config = build()
    clock, cases = clock_of(config), cases_of(config)
    is_report = cases.origin == ORIGIN_REPORT
    instants = zip(cases.report_day[is_report].tolist(), cases.report_minute[is_report].tolist(), strict=True)
    assert cases.visible_tick[is_report].tolist() == [clock.visible(day, minute) for day, minute in instants]
    assert not cases.visible_tick[~is_report].any()


# -- marks --------------------------------------------------------------------------------------------------------


def test_shares_are_the_configs(build):
    config = build({"municipalities/Aa/reports_per_1000_children_per_year": 2000.0} | NOBODY_OPEN)
    cases = cases_of(config)
    is_measure = cases.outcome != OUTCOME_DISMISSED
    becomes_care = cases.escalation_days[is_measure] >= 0
    is_care = cases.outcome[is_measure] == OUTCOME_CARE
    # six standard errors each, nine tests: false alarms 2e-8
    for found, expected in [
        (cases.dismissed, 0.2),
        (cases.emergency, 0.1),
        (cases.extension, 0.05),
        (cases.planned_late_mark < 0.05 * MARK_SCALE, 0.05),
        (cases.information_days > 0, 0.5 * (1 - config.investigation.quick_share)),
        (is_measure, 0.5),
        (is_care, 0.1 * 0.4),
        (is_care | becomes_care, 0.1),
        (cases.county_board, 0.8),
    ]:
        assert standard_errors(found.mean(), expected, len(found)) < 6
    assert not (is_care & becomes_care).any()


def test_investigation_hours_are_shared_by_contacts_and_conclusion(build):
    by_hand = {
        "effort/screening_hours": 3.0,
        "effort/investigation_hours": 20.0,
        "effort/conclusion_share": 0.25,
        "effort/sibling_share": 0.5,
        "investigation/contacts": 5,
        "demand/children_per_family": 2,
    }
    cases = cases_of(build(by_hand))
    is_sibling = cases.family != np.arange(len(cases))
    efforts = np.stack([cases.screening_minutes, cases.contact_minutes, cases.conclusion_minutes], axis=1)
    assert np.unique(efforts[~is_sibling], axis=0).tolist() == [[180, 180, 300]]
    assert np.unique(efforts[is_sibling], axis=0).tolist() == [[90, 90, 150]]
    assert set(cases.contacts) == {5}


def test_pacing_is_a_share_of_the_deadline_and_quick_cases_a_share_of_that(build):
    by_hand = {"investigation/planned_share_of_limit": 0.8, "investigation/quick_share": 0.5}
    # 0.8 x 3 x 30.4375 = 73.05 days; a quarter of it 18.26
    assert set(cases_of(build(by_hand)).pace_days) == {73, 18}


# -- today's open cases -------------------------------------------------------------------------------------------


def test_open_measures_are_split_by_the_share_of_care(build):
    cases = cases_of(build({"municipalities/Aa/open_investigations": 5}))
    counts = [((cases.municipality == 0) & (cases.origin == origin)).sum() for origin in (1, 2, 3)]
    assert counts == [5, 50, 10]  # 17 % of 60 is 10.2


PLANNED = {
    "investigation/planned_share_of_limit": 0.5,  # 45.66 days
    "investigation/quick_share": 0.5,
    "investigation/quick_pace": 0.5,  # 22.83 days
    "investigation/outside_information_share": 0.5,
    "investigation/outside_information_days": 30.0,
}


def test_the_mean_span_of_an_investigation_is_worked_by_hand(build):
    # half of them 46 days whatever comes from outside; the quick ones 23 days: they ask for nothing
    assert mean_span_days(build(PLANNED).investigation) == pytest.approx(0.5 * 46 + 0.5 * 23)


def test_open_investigations_are_those_started_a_day_times_their_mean_span(build):
    config = build(PLANNED | {"municipalities/Aa/reports_per_1000_children_per_year": 1217.5})
    # ten reports a day, eight of them investigated, for 34.5 days
    assert expected_open_investigations(config, config.municipalities["Aa"]) == 276
    assert (cases_of(config).origin[:300] == ORIGIN_OPEN_INVESTIGATION).sum() == 276


def test_long_investigations_are_found_open_more_often_and_anywhere_before_their_end(build):
    never_asked = PLANNED | {
        "investigation/outside_information_share": 0.0,
        "municipalities/Aa/open_investigations": 4000,
    }
    cases = cases_of(build(never_asked))
    is_open = (cases.origin == ORIGIN_OPEN_INVESTIGATION) & (cases.municipality == 0)
    pace, age = cases.pace_days[is_open], cases.age_days[is_open]
    # 23 against 46 days; six standard errors
    assert standard_errors((pace == 23).mean(), 23 / 69, 4000) < 6
    assert sorted(set(age[pace == 46])) == list(range(46))
    assert sorted(set(age[pace == 23])) == list(range(23))
    assert cases.report_day[is_open].tolist() == (-age).tolist()
    assert not cases.age_days[~is_open & (cases.municipality == 0)].any()


@pytest.mark.parametrize(
    ("origin", "column", "path"),
    [
        (ORIGIN_OPEN_MEASURE, "measure_days", "measures/duration_days"),
        (ORIGIN_OPEN_CARE, "care_days", "care/duration_days"),
    ],
)
def test_age_and_rest_of_open_measures_and_care_are_those_of_renewal_theory(build, origin, column, path):
    gamma = {"distribution": "gamma", "mean": 1000.0, "cv": 0.5}
    half_care = {"municipalities/Aa/open_measures": 4000, "municipalities/Aa/care_share_of_open_measures": 0.5}
    cases = cases_of(build(half_care | {path: gamma}))
    is_open = (cases.origin == origin) & (cases.municipality == 0)
    rest, age = getattr(cases, column)[is_open], -cases.report_day[is_open]
    # mean (1 + cv^2) / 2 means, second moment a third of (mean cubed) x (1 + cv^2)(1 + 2 cv^2); six standard errors
    expected, second = 625.0, 1000.0**2 * 1.25 * 1.5 / 3
    tolerance = 6 * math.sqrt((second - expected**2) / 2000)
    assert rest.mean() == pytest.approx(expected, abs=tolerance)
    assert age.mean() == pytest.approx(expected, abs=tolerance)
    assert (rest + age).mean() == pytest.approx(1250, abs=2 * tolerance)


def test_an_open_measure_escalates_less_often_than_a_new_one_and_before_its_end(build):
    config = build(
        {
            "measures/direct_care_share": 0.0,
            "measures/duration_days": 1000.0,
            "municipalities/Aa/care_share_of_new_measures": 0.5,
            "municipalities/Aa/open_measures": 4000,
            "municipalities/Aa/care_share_of_open_measures": 0.0,
            "municipalities/Aa/reports_per_1000_children_per_year": 500.0,
        }
    )
    cases = cases_of(config)
    is_open = (cases.origin == ORIGIN_OPEN_MEASURE) & (cases.municipality == 0)
    is_new = (cases.origin == ORIGIN_REPORT) & (cases.municipality == 0)
    escalates = cases.escalation_days >= 0
    assert standard_errors(escalates[is_new].mean(), 1 / 2, is_new.sum()) < 6
    assert standard_errors(escalates[is_open].mean(), 1 / 3, 4000) < 6
    new_days = cases.escalation_days[is_new & escalates]
    assert stats.kstest(new_days, stats.uniform(0, 1000).cdf).pvalue > 1e-6
    # V U D with U of density 2u and V uniform: density 2 (1 - x) on 0 .. 1
    assert stats.kstest(cases.escalation_days[is_open & escalates], stats.triang(0, scale=1000).cdf).pvalue > 1e-6


def test_what_recurs_is_in_mid_interval_for_open_measures_and_care_alone(build):
    cases = cases_of(build({"municipalities/Aa/open_measures": 4000}))
    runs_today = cases.origin >= ORIGIN_OPEN_MEASURE
    for column in ("follow_up_phase", "quarterly_phase", "visitor_phase"):
        phase = getattr(cases, column)
        assert set(phase[~runs_today]) == {1000}
        assert (phase[runs_today].min(), phase[runs_today].max() <= 1000) == (1, True)
        assert phase[runs_today].mean() == pytest.approx(500.5, abs=6 * 289 / math.sqrt(runs_today.sum()))
