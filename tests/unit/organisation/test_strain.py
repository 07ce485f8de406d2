from __future__ import annotations

from typing import Any

from caseflow.config.rules import ABSENCE_CEILINGS, spells_per_day
from caseflow.organisation import Strain
from tests.unit.organisation.staffed import CHANGE, DAYS, absences, config, departures, organisation

STRAIN = "models.same.effects={strain: true}"
ILLNESS = "absence.doctor_certified.share=0.05"
LEAVING = "absence.turnover.leaving_per_year=0.4"


def strain(*overrides: str, model: str = "same", **tables: Any) -> tuple[Strain, ...]:
    return organisation(model, STRAIN, *overrides, **tables).strain


def mark_of(times: float) -> float:
    """The mark of a spell that asks for so many times the usual rate."""
    return times * spells_per_day(config(ILLNESS).absence.doctor_certified) / ABSENCE_CEILINGS["doctor_certified"]


def illness(day: float, days: float, times: float, post: int = 1, kind: str = "doctor_certified") -> dict[str, Any]:
    return {"absences": absences((post, kind, day, days, mark_of(times)))}


def test_a_spell_that_the_usual_rate_does_not_accept_asks_for_a_load() -> None:
    # half more for each 10 per cent above 70: 1.75 times the usual rate at 85 per cent, so from 86 on
    assert strain(ILLNESS, **illness(100.0, 4.0, 1.75)) == (
        Strain(
            day=100, worker=1, from_percent=86, leaves=False, until_day=104, learned_day=104, newcomer_permille=1000
        ),
    )
    assert strain(ILLNESS, **illness(100.0, 4.0, 1.7))[0].from_percent == 85


def test_a_spell_that_the_usual_rate_accepts_is_none_of_loads() -> None:
    assert strain(ILLNESS, **illness(100.0, 4.0, 0.99)) == ()
    assert organisation("same", STRAIN, ILLNESS, **illness(100.0, 4.0, 0.99)).capacity.sick[1, 100:104].all()


def test_only_doctor_certified_illness_comes_from_load() -> None:
    assert strain(ILLNESS, **illness(100.0, 4.0, 1.75, kind="training")) == ()


def test_leaving_asks_for_a_load_and_a_newcomer_follows() -> None:
    # 0.25 of 2 candidates a year is 0.5, a quarter more than 0.4; a fifth more for each 10 per cent: above 82.5
    expected = {"from_percent": 83, "until_day": 120, "learned_day": 130, "newcomer_permille": 250}
    assert strain(LEAVING, departures=departures((0, 100.2, 0.25))) == (
        Strain(day=100, worker=0, leaves=True, **expected),
    )


def test_leaving_counts_the_services_size() -> None:
    # in a service of one post people leave 0.8 times a year and are missed 40 days: 0.5 x 2 is a quarter more
    both = "models.same.effects={strain: true, vacancy_by_size: true}"
    (one,) = strain(LEAVING, both, departures=departures((2, 100.2, 0.5), (2, 300.0, 0.3)))
    assert (one.day, one.from_percent, one.until_day) == (100, 83, 140)


def test_under_supervision_newcomers_learn_faster_after_load_too() -> None:
    guided = "models.same.effects={strain: true, guidance: true}"
    (one,) = strain(LEAVING, guided, departures=departures((0, 100.2, 0.25)))
    assert (one.until_day, one.learned_day) == (120, 125)


def test_load_makes_nobody_ill_before_a_model_counts_with_it_or_before_today() -> None:
    assert strain(ILLNESS, **illness(CHANGE - 1.0, 10.0, 1.5)) == ()
    assert organisation("same", ILLNESS, **illness(100.0, 4.0, 1.5)).strain == ()
    always = "models.today.effects={strain: true}"
    assert strain(ILLNESS, always, **illness(-3.0, 10.0, 1.5)) == ()
    assert len(strain(ILLNESS, always, **illness(3.0, 10.0, 1.5))) == 1


def test_a_spell_beyond_the_horizon_ends_with_it() -> None:
    (one,) = strain(ILLNESS, **illness(DAYS - 2.0, 10.0, 1.5))
    assert (one.day, one.until_day) == (DAYS - 2, DAYS)


def test_what_no_load_or_no_percentage_accepts_is_left_out() -> None:
    # 20 times the usual rate asks for 450 per cent, 60 times for 1,250
    assert strain(ILLNESS, **illness(100.0, 4.0, 20.0))[0].from_percent == 451
    assert strain(ILLNESS, **illness(100.0, 4.0, 60.0)) == ()
    assert strain(ILLNESS, "effects.strain.sick_leave_percent=0", **illness(100.0, 4.0, 1.5)) == ()
    assert strain(**illness(100.0, 4.0, 1.5)) == ()


def test_a_spell_without_a_noon_is_no_day() -> None:
    assert strain(ILLNESS, **illness(100.6, 0.5, 1.5)) == ()


def test_candidates_stand_by_day_worker_and_kind_and_the_lowest_load_counts() -> None:
    spells = absences(
        (1, "doctor_certified", 100.0, 4.0, mark_of(3.0)),
        (1, "doctor_certified", 100.4, 9.0, mark_of(2.0)),
        (0, "doctor_certified", 100.0, 4.0, mark_of(2.0)),
        (2, "doctor_certified", 95.0, 4.0, mark_of(2.0)),
    )
    leaves = departures((0, 100.0, 0.25), (1, 99.9, 0.3))
    both = strain(ILLNESS, LEAVING, absences=spells, departures=leaves)
    assert [(one.day, one.worker, one.leaves) for one in both] == [
        (95, 2, False),
        (100, 0, False),
        (100, 0, True),
        (100, 1, False),
        (100, 1, True),
    ]
    assert both[3].until_day == 109
