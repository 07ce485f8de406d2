"""Prices of a config as the tables of a run."""

import numpy as np
import pytest

from caseflow.config.load import parse_config
from caseflow.config.schema import TASK_KINDS
from caseflow.organisation import organise
from caseflow.tape.draw import draw

CONFIG = """\
schema: 1
calendar: {today: 2010-01-01, change_date: 2010-07-01}
years: 1
baseline: today
municipalities:
  Dale:
    number: 1
    children_0_17: 500
    reports_per_1000_children_per_year: 0
    open_measures: 0
    children_index: {2010: 100, 2012: 120}
  Fell: {number: 2, children_0_17: 300, reports_per_1000_children_per_year: 0, open_measures: 0}
staff:
  D: {number: 1, posts_fte: [1.0, 0.5], office: Dale, other_posts_fte: 2.0}
  F: {number: 2, posts_fte: [1.0], office: Fell}
models:
  today:
    services:
      Dale: {municipalities: [Dale], generalists: [D], buys: [legal_help, foster_homes, emergencies]}
      Fell: {municipalities: [Fell], generalists: [F], buys: [guidance]}
    effects: {guidance: true}
  one:
    services: {Both: {municipalities: all, generalists: [D, F]}}
    transition: {one_off_nok: 5000}
effects: {guidance: {hours_per_service_per_year: 100}}
money:
  nok_per_post_per_year: 600000
  nok_per_other_post_per_year: 500000
  nok_per_post_by_group: {F: 700000}
  bought_nok_per_hour: {legal_help: 1000, foster_homes: 10, guidance: 20}
  assistance_nok_per_year: 30000
  assistance_nok_per_year_by_kind: {bought: 50000}
  care_nok_per_year: 400000
  by_municipality: {Fell: {assistance_percent: 200, care_percent: 50}}
  keys:
    usual: {}
    other: {fixed_nok_per_municipality: 1000.5, casework: posts, outside_family: equal}
"""


def organised(*overrides: str, text: str = CONFIG):
    config = parse_config(text, overrides=overrides).resolve()
    return organise(config, "one", draw(config, 0, {}))


@pytest.fixture(scope="module")
def tables():
    return organised().money


def ore(nok):
    return (np.array(nok) * 100).astype(int).tolist()


def test_without_a_key_nothing_is_counted() -> None:
    assert organised(text=CONFIG[: CONFIG.index("  keys:")]).money is None


def test_posts_cost_by_their_size_and_leaders_and_clerks_go_with_the_first_of_their_group(tables) -> None:
    assert tables.post_ore.tolist() == [ore([nok, nok]) for nok in (600_000, 300_000, 700_000)]
    assert tables.other_ore.tolist() == ore([1_000_000, 0, 0])


def test_posts_that_follow_the_children_cost_as_they_grow() -> None:
    tables = organised("work.posts_follow_children=true").money
    # the children of Dale grow by a tenth a year: 5 % on average of 2010, 12.4 % of the half of 2011
    assert tables.post_ore[0, 0] / ore(600_000) == pytest.approx(1.05, abs=0.001)
    assert tables.post_ore[0, 1] / ore(600_000) == pytest.approx(1.1247, abs=0.001)
    assert tables.post_ore[2].tolist() == ore([700_000, 700_000])


def test_children_are_the_mean_of_the_years_days(tables) -> None:
    assert tables.children.round().tolist() == [[525, 562], [300, 300]]


def test_measures_cost_by_kind_and_municipality(tables) -> None:
    assert tables.assistance_ore.tolist() == [ore([30_000] * 4 + [50_000]), ore([60_000] * 4 + [100_000])]
    assert tables.care_ore.tolist() == ore([400_000, 200_000])


def test_services_are_pools_of_costs_that_buy_for_their_municipalities(tables) -> None:
    dale, fell = tables.services[0]
    assert [(s.name, s.municipalities, s.teams) for s in tables.services[0]] == [
        ("Dale", (0,), (0,)),
        ("Fell", (1,), (1,)),
    ]
    assert [TASK_KINDS[kind] for kind in np.flatnonzero(dale.buys[0])] == ["care_follow_up", "home_visit", "legal_help"]
    assert not dale.buys[1].any()
    assert dale.buys_on_call.tolist() == [True, False]
    assert (dale.buys_guidance, fell.buys_guidance) == (False, True)
    assert [(s.name, s.municipalities) for s in tables.services[1]] == [("Both", (0, 1))]


def test_hours_are_bought_by_the_function_of_the_task(tables) -> None:
    bought = {TASK_KINDS[kind]: int(price) for kind, price in enumerate(tables.hour_ore) if price}
    visitors = bought.pop("visitor_follow_up")
    assert visitors == ore(500)
    assert bought == {"care_follow_up": 1000, "home_visit": 1000, "county_board": 90_000, "legal_help": 100_000}
    assert tables.guidance_ore == ore(20 * 100)


def test_a_change_costs_once(tables) -> None:
    assert tables.one_off_ore == (0, ore(5000))


def test_keys_stand_in_the_configs_order(tables) -> None:
    assert [(key.name, key.fixed_ore, key.shared_by) for key in tables.keys] == [
        ("usual", 0, ("children_0_17", "home", "home")),
        ("other", 100_050, ("posts", "home", "equal")),
    ]


def test_real_prices_stay_and_nominal_ones_grow_from_the_price_year(tables) -> None:
    assert tables.price_factor.tolist() == [1, 1]
    nominal = organised("money.prices=nominal", "money.growth_percent_per_year=10", "money.price_year=2009")
    assert nominal.money.price_factor.tolist() == pytest.approx([1.1, 1.21])
