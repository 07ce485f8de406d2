from pathlib import Path

import pytest

from caseflow.comparison.decomposing import ORGANISATION, SWITCHES, overridden, switched_off
from caseflow.config.load import load_config

CONFIG = """
schema: 1
calendar: {today: 2010-01-01, change_date: 2011-01-01}
years: 1
replications: 1
seed: 1
baseline: today
each_municipality: {children_0_17: 900, reports_per_1000_children_per_year: 42, open_measures: 25}
municipalities: {North: {number: 1}, South: {number: 2}}
staff: {N: {number: 1, posts_fte: [1.0, 1.0], office: North}, S: {number: 2, posts_fte: [1.0], office: South}}
effects: {travel: {distances: [{between: [North, South], km: 30, minutes: 30}]}}
models:
  today:
    services:
      North: {municipalities: [North], generalists: [N]}
      South: {municipalities: [South], generalists: [S]}
    effects: {fixed_work: true, conflicts: true}
  together:
    extends: today
    drop_services: all
    services: {Both: {municipalities: all, generalists: [N, S]}}
    effects: {travel: true, coordination: false}
    transition:
      start_up: {capacity_loss_percent: {value: 20, range: [5, 40], source: assumption}, months: 6}
      report_growth_percent: {North: 0, others: 10}
      refusing_share: 0.05
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory):
    config: Path = tmp_path_factory.mktemp("decomposing") / "config.yaml"
    config.write_text(CONFIG)
    return load_config(config)


def test_what_a_model_counts_with_is_switched_off_in_it_and_where_it_counts_in_the_baseline(study):
    assert switched_off(study.resolve(), "together", "today") == {
        "travel": ("models.together.effects.travel=false",),
        "start-up loss": ("models.together.transition.start_up.capacity_loss_percent=0",),
        "growth in reports": ('models.together.transition.report_growth_percent={"North": 0, "others": 0}',),
        "discipline of merged teams": ("discipline.merged_teams=by_municipality",),
        "fixed work": ("models.together.effects.fixed_work=false", "models.today.effects.fixed_work=false"),
        "refused transfers": ("models.together.transition.refusing_share=0",),
    }


def test_with_everything_switched_off_nothing_is_left_to_switch(study):
    off = switched_off(study.resolve(), "together", "today")
    bare = overridden(study, [text for texts in off.values() for text in texts])
    assert switched_off(bare.resolve(), "together", "today") == {}
    assert bare.resolve().models["together"].effects.conflicts  # an effect that is none of SWITCHES stays


def test_effects_that_are_left_on_draw_their_assumptions_as_before(study):
    bare = overridden(study, ["models.together.effects.travel=false"])
    before, after = ({a.path for a in s.assumptions()} for s in (study, bare))
    assert {path.split(".")[1] for path in before - after} == {"travel"}
    assert after < before


def test_the_steps_have_names_of_their_own():
    assert ORGANISATION not in SWITCHES
