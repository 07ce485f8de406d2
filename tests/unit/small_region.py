"""Configs for the tape's tests: a small region, and one the size of Kongsberg's."""

import copy

import pytest

from caseflow.config.load import parse_config
from caseflow.config.schema import Config


def gamma(mean, cv=0.6):
    return {"distribution": "gamma", "mean": mean, "cv": cv}


def lognormal(mean, cv=0.6):
    return {"distribution": "lognormal", "mean": mean, "cv": cv}


def spells(share, days):
    return {"share": share, "days": days}


SMALL = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 2
seed: 2010
baseline: status_quo
each_municipality:
  care_share_of_open_measures: 0.17
  measures_share: 0.5
  care_share_of_new_measures: 0.1
  planned_late_share: 0.05
municipalities:
  Aa: {number: 10, children_0_17: 3000, reports_per_1000_children_per_year: 40, open_measures: 60}
  Bb: {number: 20, children_0_17: 900, reports_per_1000_children_per_year: 40, open_measures: 20}
staff:
  A: {number: 1, posts_fte: [3 x 1.0], office: Aa}
  B: {number: 2, posts_fte: [1.0, 0.5], office: Bb}
models:
  status_quo:
    services:
      everywhere: {municipalities: all, generalists: [A, B]}
"""

# Laid over the defaults, so that what the tape reads does not change with them.
NUMBERS = {
    "demand": {
        "season": {"July": 0.55, "August": 0.85},
        "weekdays": {"Saturday": 0.1, "Sunday": 0.1},
        "children_per_family": {"distribution": "geometric", "mean": 1.6},
        "later_reports_share": 0.3,
        "later_report_gap_days": {"distribution": "exponential", "mean": 300.0},
        "emergency_share": 0.1,
        "emergency_out_of_hours_share": 0.5,
        "dismissed_share": 0.2,
    },
    "investigation": {
        "screening_days": 7,
        "clock_starts": "report_concluded",
        "deadline_months": 3,
        "extended_months": 6,
        "extension_share": 0.05,
        "contacts": {"distribution": "poisson", "mean": 6.0, "minimum": 1},
        "planned_share_of_limit": {"distribution": "beta", "a": 6.0, "b": 1.6, "scale": 0.93},
        "quick_share": 0.15,
        "quick_pace": 0.25,
        "planned_late_working_days": 110,
        "outside_information_share": 0.5,
        "outside_information_days": gamma(42.0, 0.5),
    },
    "measures": {
        "wait_days": {"distribution": "exponential", "mean": 20.0},
        "duration_days": gamma(1060.0, 0.9),
        "follow_up_interval_days": 30,
        "review_interval_days": 91,
        "direct_care_share": 0.4,
    },
    "care": {
        "duration_days": {"distribution": "exponential", "mean": 2000.0},
        "follow_up_interval_days": 30,
        "visit_interval_days": 91,
        "visitor_interval_days": 91,
        "county_board_share": 0.8,
        "county_board_days": 60,
    },
    "effort": {
        "screening_hours": lognormal(2.5),
        "investigation_hours": lognormal(25.0),
        "conclusion_share": 0.2,
        "sibling_share": 0.5,
        "later_report_hours": lognormal(2.0),
        "measure_start_hours": lognormal(6.0),
        "follow_up_hours": lognormal(2.2),
        "review_hours": lognormal(3.0),
        "county_board_hours": lognormal(100.0),
        "care_follow_up_hours": lognormal(3.0),
        "home_visit_hours": lognormal(4.0),
        "visitor_follow_up_hours": lognormal(1.0),
        "handover_hours": 2.0,
    },
    "work": {"casework_share": 0.65},
    "absence": {
        "self_certified": spells(0.01, 2.0),
        "doctor_certified": spells(0.07, {"distribution": "lognormal", "median": 7.85, "sigma": 2.24, "cap": 365.0}),
        "parental": spells(0.02, {"distribution": "uniform", "low": 150.0, "high": 300.0}),
        "other_leave": spells(0.02, {"distribution": "exponential", "mean": 10.0}),
        "training": spells(0.02, 2.0),
        "vacation": {
            "summer_weeks": 3,
            "summer_start_weeks": (26, 29, 32),
            "other_weeks": 2,
            "other_start_weeks": (8, 14, 40, 52),
        },
        "turnover": {
            "leaving_per_year": 0.17,
            "vacancy_days": lognormal(84.0, 0.5),
            "newcomer_days": 180,
            "newcomer_capacity_share": 0.5,
        },
    },
}

REGION = {
    "Kongsberg": (604, 5384, 39, 144),
    "Notodden": (807, 2512, 38, 93),
    "Hjartdal": (827, 316, 38, 12),
    "Tinn": (826, 1217, 43, 59),
    "Flesberg": (631, 577, 40, 28),
    "Rollag": (632, 293, 40, 14),
    "Nore og Uvdal": (633, 533, 40, 22),
}


def changed(tree, changes):
    """A copy of a nested dict with values at paths; a value that is a dict replaces what was there."""
    tree = copy.deepcopy(tree)
    for path, value in changes.items():
        *parents, last = path.split("/")
        part = tree
        for key in parents:
            part = part.setdefault(key, {})
        part[last] = value
    return tree


@pytest.fixture(scope="session")
def build():
    """``build({"effort/review_hours": 4.0})``: the small region's config with changes, by path."""
    small = parse_config(SMALL).resolve().model_dump(by_alias=True)
    base = small | {section: small[section] | numbers for section, numbers in NUMBERS.items()}

    def make(changes=None):
        return Config.model_validate(changed(base, changes or {}))

    return make


@pytest.fixture(scope="session")
def region(build):
    """Seven municipalities and 37 posts over five years."""
    like = build().municipalities["Aa"].model_dump()
    municipalities = {
        name: {
            **like,
            "number": number,
            "children_0_17": children,
            "reports_per_1000_children_per_year": rate,
            "open_measures": measures,
        }
        for name, (number, children, rate, measures) in REGION.items()
    }
    staff = {f"G{i}": {"number": i, "posts_fte": ("5 x 1.0", 0.5), "office": f"O{i % 3}"} for i in range(1, 7)}
    return build({"municipalities": municipalities, "staff": staff, "years": 4})
