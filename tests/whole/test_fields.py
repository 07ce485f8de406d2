"""No field of the config is idle: changing it changes the log or an indicator of a small study."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from caseflow import simulate
from caseflow.config import schema
from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from tests.whole.fields import assignment, capacity, demand, functions, money, stress, transition
from tests.whole.worlds import STUDY, base, result, sound, with_changes

TITLED = ("", "models.*.", "money.keys.*.")
EXEMPT = {"schema", *(f"{part}{words}" for part in TITLED for words in ("title", "titles.*"))}
"""The version of the format, and words."""

OF_EXPERIMENT = {"replications"}
"""Not part of one replication: tested on their own."""

CHANGES: dict[str, dict[str, Any]] = {
    # -- place and time
    "calendar.country": {"calendar.country": "SE"},
    "calendar.kind": {"calendar.kind": "continuous"},
    "calendar.today": {"calendar.today": dt.date(2010, 1, 11)},
    "calendar.change_date": {"calendar.change_date": dt.date(2010, 5, 3)},
    "calendar.day_minutes": {"calendar.day_minutes": 440},
    "years": {"years": 2},
    "seed": {"seed": 12},
    "baseline": {"baseline": "apart"},
    "municipalities.*.number": {"municipalities.North.number": 4},
    "municipalities.*.children_0_17": {"municipalities.South.children_0_17": 310},
    "municipalities.*.reports_per_1000_children_per_year": {
        "municipalities.South.reports_per_1000_children_per_year": 101.0
    },
    "municipalities.*.open_measures": {"municipalities.South.open_measures": 16},
    "municipalities.*.open_investigations": {"municipalities.South.open_investigations": None},
    "municipalities.*.care_share_of_open_measures": {"municipalities.South.care_share_of_open_measures": 0.3},
    "municipalities.*.measures_share": {"municipalities.South.measures_share": 0.4},
    "municipalities.*.care_share_of_new_measures": {"municipalities.South.care_share_of_new_measures": 0.2},
    "municipalities.*.planned_late_share": {"municipalities.South.planned_late_share": 0.15},
    "municipalities.*.office": {"municipalities.Island.office": "North"},
    "staff.*.number": {"staff.S.number": 3},
    "staff.*.posts_fte": {"staff.S.posts_fte": (1.0, 0.7)},
    "staff.*.office": {"staff.S.office": "Island"},
    "staff.*.casework_share": {"staff.S.casework_share": None},
    "staff.*.other_posts_fte": {"staff.N.other_posts_fte": 1.5},
    "staff.*.working_days.*": {"staff.N.working_days.3": ("tue", "wed", "thu", "fri")},
    # -- organisation
    "models.*.services.*.municipalities": {
        "models.apart.services.North.municipalities": ("North",),
        "models.apart.services.South.municipalities": ("South", "Island"),
    },
    "models.*.services.*.teams.*.covers": {
        "models.today.services.North.teams.intake.covers": ("intake",),
        "models.today.services.North.teams.measures.covers": ("investigation", "measures", "care"),
    },
    "models.*.services.*.teams.*.staff": {
        "models.merged.services.Both.teams.intake.staff": ("N.1", "N.2", "S.2"),
        "models.merged.services.Both.teams.measures.staff": ("N.3", "N.4", "S.1"),
    },
    "models.*.services.*.teams.*.second_worker_share": {
        "models.merged.services.Both.teams.intake.second_worker_share": 0.2
    },
    "models.*.steps.[].date": {"models.merged.steps.0.date": dt.date(2010, 11, 2)},
    "models.*.steps.[].model": {"models.merged.steps.0.model": "today"},
    # -- the flow
    "demand.season.*": {"demand.season.July": 1.0},
    "demand.weekdays.*": {"demand.weekdays.Saturday": 0.5},
    "demand.children_per_family": {"demand.children_per_family.mean": 1.5},
    "demand.later_reports_share": {"demand.later_reports_share": 0.25},
    "demand.later_report_gap_days": {"demand.later_report_gap_days.mean": 200.0},
    "demand.emergency_share": {"demand.emergency_share": 0.1},
    "demand.emergency_out_of_hours_share": {"demand.emergency_out_of_hours_share": 0.1},
    "demand.dismissed_share": {"demand.dismissed_share": 0.1},
    "investigation.screening_days": {"investigation.screening_days": 5},
    "investigation.clock_starts": {"investigation.clock_starts": "report_received"},
    "investigation.deadline_months": {"investigation.deadline_months": 4},
    "investigation.extended_months": {"investigation.extended_months": 4},
    "investigation.extension_share": {"investigation.extension_share": 0.8},
    "investigation.contacts": {"investigation.contacts.value": 5},
    "investigation.planned_share_of_limit": {"investigation.planned_share_of_limit.scale": 0.8},
    "investigation.quick_share": {"investigation.quick_share": 0.4},
    "investigation.quick_pace": {"investigation.quick_pace": 0.5},
    "investigation.planned_late_working_days": {"investigation.planned_late_working_days": 90},
    "investigation.outside_information_share": {"investigation.outside_information_share": 0.2},
    "investigation.outside_information_days": {"investigation.outside_information_days.mean": 60.0},
    "measures.wait_days": {"measures.wait_days.mean": 20.0},
    "measures.duration_days": {"measures.duration_days.mean": 800.0},
    "measures.follow_up_interval_days": {"measures.follow_up_interval_days": 30},
    "measures.review_interval_days": {"measures.review_interval_days": 60},
    "measures.direct_care_share": {"measures.direct_care_share": 0.9},
    "care.duration_days": {"care.duration_days.mean": 1000.0},
    "care.follow_up_interval_days": {"care.follow_up_interval_days": 30},
    "care.visit_interval_days": {"care.visit_interval_days": 60},
    "care.visitor_interval_days": {"care.visitor_interval_days": 60},
    "care.county_board_share": {"care.county_board_share": 0.1},
    "care.county_board_days": {"care.county_board_days": 14},
    "effort.screening_hours": {"effort.screening_hours.value": 2.0},
    "effort.investigation_hours": {"effort.investigation_hours.mean": 20.0},
    "effort.conclusion_share": {"effort.conclusion_share": 0.3},
    "effort.sibling_share": {"effort.sibling_share": 0.5},
    "effort.later_report_hours": {"effort.later_report_hours.value": 1.0},
    "effort.measure_start_hours": {"effort.measure_start_hours.value": 3.0},
    "effort.follow_up_hours": {"effort.follow_up_hours.value": 1.5},
    "effort.review_hours": {"effort.review_hours.value": 1.0},
    "effort.county_board_hours": {"effort.county_board_hours.value": 40.0},
    "effort.care_follow_up_hours": {"effort.care_follow_up_hours.value": 3.0},
    "effort.home_visit_hours": {"effort.home_visit_hours.value": 3.0},
    "effort.visitor_follow_up_hours": {"effort.visitor_follow_up_hours.value": 1.0},
    "effort.handover_hours": {"effort.handover_hours": 2.0},
    # -- people
    "work.casework_share": {"work.casework_share": 0.64},
    "work.session_minutes": {"work.session_minutes": 120},
    "work.reassign_after_days": {"work.reassign_after_days": 5},
    "work.caseload_limit": {"work.caseload_limit": 8},
    "work.levelling_gap_percent": {"work.levelling_gap_percent": None},
    "work.cases_norm": {"work.cases_norm": 10},
    **{f"work.priorities.{task}": {f"work.priorities.{task}": 2} for task in ("emergency", *schema.TASK_KINDS[:11])},
    "work.pressure.reference_load": {"work.pressure.reference_load": 0.5},
    "work.pressure.exponent": {"work.pressure.exponent": 0.3},
    "work.pressure.floor_share": {"work.pressure.floor_share": 0.9},
    "absence.self_certified.share": {"absence.self_certified.share": 0.01},
    "absence.doctor_certified.share": {"absence.doctor_certified.share": 0.02},
    "absence.parental.share": {"absence.parental.share": 0.02},
    "absence.other_leave.share": {"absence.other_leave.share": 0.02},
    "absence.training.share": {"absence.training.share": 0.01},
    "absence.self_certified.days": {"absence.self_certified.days.mean": 3.0},
    "absence.doctor_certified.days": {"absence.doctor_certified.days.median": 20.0},
    "absence.parental.days": {"absence.parental.days.low": 200.0},
    "absence.other_leave.days": {"absence.other_leave.days.mean": 30.0},
    "absence.training.days": {"absence.training.days.high": 5.0},
    "absence.vacation.summer_weeks": {"absence.vacation.summer_weeks": 4},
    "absence.vacation.summer_start_weeks": {"absence.vacation.summer_start_weeks": (27, 29)},
    "absence.vacation.other_weeks": {"absence.vacation.other_weeks": 1},
    "absence.vacation.other_start_weeks": {"absence.vacation.other_start_weeks": (9, 40)},
    "absence.turnover.leaving_per_year": {"absence.turnover.leaving_per_year": 0.1},
    "absence.turnover.vacancy_days": {"absence.turnover.vacancy_days.mean": 40.0},
    "absence.turnover.newcomer_days": {"absence.turnover.newcomer_days": 60},
    "absence.turnover.newcomer_capacity_share": {"absence.turnover.newcomer_capacity_share": 0.5},
    "discipline.merged_teams": {"discipline.merged_teams": "by_municipality"},
}
"""What to change for each field."""

PARTS = (functions, assignment, transition, capacity, demand, money, stress)

OF_EFFECTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    field: change for part in PARTS for field, change in part.FIELDS.items()
}
"""For each field of an effect: what turns it on, and what to change then."""

CONTINUOUS: dict[str, dict[str, float]] = {
    "Deterministic": {"value": 3.0},
    "Exponential": {"mean": 3.0},
    "Gamma": {"mean": 3.0, "cv": 0.5},
    "Lognormal": {"mean": 3.0, "cv": 0.5, "cap": 6.0},
    "BetaDistribution": {"a": 2.0, "b": 3.0, "scale": 7.5},
    "Uniform": {"low": 1.0, "high": 5.0},
    "Triangular": {"low": 1.0, "mode": 3.0, "high": 5.0},
}
"""Parameters of each continuous distribution, by the name of its class."""

COUNTS: dict[str, dict[str, float]] = {
    "DeterministicCount": {"value": 4},
    "Poisson": {"mean": 4.0, "minimum": 1},
    "Geometric": {"mean": 4.0},
}

BY_MEDIAN = {"median": 3.0, "sigma": 0.5}
"""The other way to give a lognormal distribution."""


# -- the fields ---------------------------------------------------------------------------------------------------


def leaves(annotation: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Dotted paths of all fields below a type; ``*`` for any key, ``[]`` for any place; a distribution is a leaf."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from leaves(inner[0], path)
    elif origin is dict:
        yield from leaves(inner[1], (*path, "*"))
    elif origin is tuple and is_part(inner[0]):
        yield from leaves(inner[0], (*path, "[]"))
    elif is_part(annotation):
        for name, field in annotation.model_fields.items():
            yield from leaves(field.annotation, (*path, field.alias or name))
    elif origin is types.UnionType and type(None) in inner and is_part(inner[0]):
        yield from leaves(inner[0], path)
    else:
        assert not any(is_part(one) and "distribution" not in one.model_fields for one in inner), path
        yield ".".join(path)


def is_part(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def distributions(annotation: Any) -> Iterator[type[BaseModel]]:
    """The distributions of a union of them, however it is annotated."""
    if get_origin(annotation) in (Annotated, Union, types.UnionType):
        for inner in get_args(annotation):
            yield from distributions(inner)
    elif is_part(annotation):
        yield annotation


@cache
def base_result() -> str:
    return result(sound(base()))


@cache
def effect_result(field: str) -> str:
    turned_on, _ = OF_EFFECTS[field]
    return result(sound(with_changes(turned_on)))


def test_every_field_has_one_change_or_is_exempt() -> None:
    changed = [*CHANGES, *(field for part in PARTS for field in part.FIELDS), *EXEMPT, *OF_EXPERIMENT]
    assert sorted(changed) == sorted(set(leaves(Config)))


@pytest.mark.parametrize("field", OF_EFFECTS)
def test_the_field_of_an_effect_changes_a_result(field: str) -> None:
    turned_on, change = OF_EFFECTS[field]
    assert result(sound(with_changes(turned_on | change))) != effect_result(field)


@pytest.mark.parametrize("field", CHANGES)
def test_the_field_changes_a_result(field: str) -> None:
    assert result(sound(with_changes(CHANGES[field]))) != base_result()


@pytest.mark.parametrize("path", ["title", "models.today.title", "models.merged.title"])
def test_words_change_no_result(path: str) -> None:
    assert result(sound(with_changes({path: "Other words", f"{path}s": {"nb": "Andre ord"}}))) == base_result()


def test_replications_are_counted_in_the_tables() -> None:
    study = parse_config(STUDY, overrides=["replications=2"])
    indicators = simulate(study, models=["today"], jobs=1).indicators
    assert sorted(set(indicators["replication"])) == [0, 1]


# -- distributions ------------------------------------------------------------------------------------------------


def test_every_distribution_and_each_of_its_parameters_is_tested() -> None:
    kinds = [*distributions(schema.Distribution), *distributions(schema.CountDistribution)]
    known = {kind.__name__: kind.model_fields.keys() - {"distribution"} for kind in kinds}
    tested = {name: set(parameters) for name, parameters in (CONTINUOUS | COUNTS).items()}
    tested["Lognormal"] |= set(BY_MEDIAN)
    assert known == tested


def with_distribution(name: str, parameters: dict[str, float]) -> str:
    """The result with a distribution in the place of the screening's hours, or of the number of contacts."""
    path = "investigation.contacts" if name in COUNTS else "effort.screening_hours"
    kind = getattr(schema, name).model_fields["distribution"].annotation.__args__[0]
    return result(sound(with_changes({path: {"distribution": kind, **parameters}})))


@pytest.mark.parametrize(
    ("name", "parameters", "parameter"),
    [
        pytest.param(name, parameters, parameter, id=f"{name}.{parameter}")
        for name, parameters in [*(CONTINUOUS | COUNTS).items(), ("Lognormal", BY_MEDIAN)]
        for parameter in parameters
    ],
)
def test_the_parameter_changes_a_result(name: str, parameters: dict[str, float], parameter: str) -> None:
    value = parameters[parameter]
    other = {**parameters, parameter: value + 1 if isinstance(value, int) else value * 1.2}
    assert with_distribution(name, other) != with_distribution(name, parameters)


@pytest.mark.parametrize("kinds", [CONTINUOUS, COUNTS], ids=["continuous", "counts"])
def test_no_two_distributions_of_one_mean_give_one_result(kinds: dict[str, dict[str, float]]) -> None:
    results = [with_distribution(name, parameters) for name, parameters in kinds.items()]
    assert len(set(results)) == len(kinds)
