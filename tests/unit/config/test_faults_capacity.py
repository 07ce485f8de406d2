"""Faults of demand's drift, and of what takes the time of posts."""

from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from tests.unit.config.test_faults import faults_of
from tests.unit.config.texts import SOUND, sound_and, sound_but

MEASURES = "measures: {covers: [measures, care], staff: [S.2]}\n"


def with_index(index: str) -> str:
    return sound_but("open_measures: 24}", f"open_measures: 24, children_index: {index}}}")


def with_transition(transition: str) -> str:
    return sound_but(MEASURES, f"{MEASURES}    transition: {transition}\n")


def with_effects(more: str, sizes: str) -> str:
    return sound_but(MEASURES, f"{MEASURES}    effects: {more}\n", f"effects: {sizes}\n")


FAULTS = {
    "an index of one year": (
        with_index("{2020: 107}"),
        (
            "config.yaml:6: municipalities.South.children_index: expected at least two years, to draw a line between,"
            " found 2020"
        ),
    ),
    "an index of a year that is none": (
        with_index("{2010: 100, 20200: 107}"),
        "config.yaml:6: municipalities.South.children_index.20200: expected a year from 1900 to 2200, found 20200",
    ),
    "an index of no children": (
        with_index("{2010: 100, 2020: 0}"),
        "config.yaml:6: municipalities.South.children_index.2020: expected a number above 0, found 0",
    ),
    "reports that nearly all vanish": (
        sound_and("demand: {reports_growth_percent_per_year: -90}\n"),
        ("config.yaml:19: demand.reports_growth_percent_per_year: expected from -50 to 50 per cent a year, found -90"),
    ),
    "measures that double in a year": (
        sound_and("demand: {measures_growth_percent_per_year: 100}\n"),
        ("config.yaml:19: demand.measures_growth_percent_per_year: expected from -50 to 50 per cent a year, found 100"),
    ),
    "years that vary beyond sense": (
        sound_and("demand: {yearly_cv: 1.5}\n"),
        "config.yaml:19: demand.yearly_cv: expected a number from 0 to 1, found 1.5",
    ),
    "more growth than a tape holds": (
        with_transition("{report_growth_percent: {others: 60}}"),
        (
            "config.yaml:19: models.today.transition.report_growth_percent.others: expected a number from 0 to 50,"
            " found 60"
        ),
    ),
    "a start-up without an end": (
        with_transition("{start_up: {capacity_loss_percent: 20, months: 0}}"),
        "config.yaml:19: models.today.transition.start_up.months: expected a number above 0, found 0",
    ),
    "a start-up that loses more than all": (
        with_transition("{start_up: {capacity_loss_percent: 120, months: 6}}"),
        (
            "config.yaml:19: models.today.transition.start_up.capacity_loss_percent: expected a number from 0 to"
            " 100, found 120"
        ),
    ),
    "a start-up of a mistyped length": (
        with_transition("{start_up: {capacity_loss_percent: 20, mnths: 3}}"),
        (
            "config.yaml:19: models.today.transition.start_up.mnths: expected a known key, found 'mnths'"
            " (did you mean 'months'?)"
        ),
    ),
    "a leader who is no post": (
        sound_but("0.5], office: South", "0.5], office: South, leaders: [1, 3]"),
        "config.yaml:9: staff.S.leaders.1: expected the ordinal of a post, from 1 to 2, found 3",
    ),
    "a leader twice": (
        sound_but("0.5], office: South", "0.5], office: South, leaders: [1, 1]"),
        "config.yaml:9: staff.S.leaders.1: expected each post once, found 1",
    ),
    "a service that people leave faster than a tape holds": (
        with_effects("{vacancy_by_size: true}", "{vacancy_by_size: {leaving_exponent: 2.3}}"),
        (
            "config.yaml:20: effects.vacancy_by_size.leaving_exponent: expected people who leave at most 2 times a year"
            " in every service, found 6.89 times a year in South (1.5 posts) of today"
        ),
    ),
    "an exponent beyond sense": (
        sound_and("effects: {vacancy_by_size: {vacancy_exponent: 4}}\n"),
        ("config.yaml:19: effects.vacancy_by_size.vacancy_exponent: expected a number from 0 to 3, found 4"),
    ),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_author_is_told(text: str, fault: str):
    assert faults_of(text) == [fault]


def test_an_extra_post_need_not_be_in_every_model():
    extra = "  X: {number: 3, posts_fte: [1.0], office: South, extra: true}\n"
    config = parse_config(SOUND.replace("models:\n", f"{extra}models:\n")).resolve()
    assert config.staff["X"].extra


def test_a_post_that_is_not_extra_must_be_in_every_model():
    usual = "  X: {number: 3, posts_fte: [1.0], office: South}\n"
    assert faults_of(SOUND.replace("models:\n", f"{usual}models:\n")) == [
        "config.yaml:12: models.today: expected every post in a team, found X in none"
    ]


def test_a_steep_exponent_is_no_fault_where_no_model_counts_with_it():
    parse_config(sound_and("effects: {vacancy_by_size: {leaving_exponent: 3}}\n")).resolve()
