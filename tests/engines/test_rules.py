import pytest

from caseflow.engines import rules


def test_contacts_spread_from_the_opening_to_the_last_day():
    assert [rules.contact_offset(50, i, 6) for i in range(6)] == [0, 10, 20, 30, 40, 50]


def test_a_single_contact_is_planned_for_the_last_day():
    assert rules.contact_offset(50, 0, 1) == 50


@pytest.mark.parametrize(("starts", "expected"), [(0, 3), (1, 9), (2, 10)])
def test_the_legal_clock_starts_with_the_report_its_conclusion_or_the_weeks_end(starts: int, expected: int):
    assert rules.clock_start_day(starts, report_day=3, concluded_day=9, screening_days=7) == expected


def test_effort_is_read_by_the_load_and_never_nothing():
    table = (1000, 900, 500)
    assert [rules.effort_minutes(101, percent, table) for percent in (0, 1, 2, 700)] == [101, 90, 50, 50]
    assert rules.effort_minutes(1, 2, table) == 1


def test_a_load_is_rounded_down_to_per_cent():
    assert rules.load_percent(199, 200) == 99


def test_loads_are_compared_without_rounding():
    assert rules.is_less_loaded(1, 300, 1, 299)
    assert not rules.is_less_loaded(2, 4, 1, 2)
