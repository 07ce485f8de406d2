"""Broken prices and cost-sharing keys, each with the exact words that its author gets."""

from __future__ import annotations

import pytest

from caseflow.config.load import parse_config
from caseflow.errors import ConfigError
from tests.unit.config.texts import sound_and

PRICE = "expected a number from 0 to 1000000000, found"
RULES = "one of 'children_0_17', 'equal', 'cases', 'posts'"

BROKEN = {
    "a negative price": (
        "money: {nok_per_office_per_year: -1}\n",
        f"config.yaml:19: money.nok_per_office_per_year: {PRICE} -1",
    ),
    "a price beyond any budget": (
        "money: {care_nok_per_year: 1.0e+12}\n",
        f"config.yaml:19: money.care_nok_per_year: {PRICE} 1000000000000.0",
    ),
    "prices beyond any inflation": (
        "money: {prices: nominal, price_year: 1900, growth_percent_per_year: 10}\n",
        (
            "config.yaml:19: money.growth_percent_per_year: expected prices that never are more than 1,000 times those"
            " of 1900, found 57,565 times"
        ),
    ),
    "a negative fixed sum": (
        "money: {keys: {usual: {fixed_nok_per_municipality: -5}}}\n",
        f"config.yaml:19: money.keys.usual.fixed_nok_per_municipality: {PRICE} -5",
    ),
    "a negative end of a price": (
        "money: {keys: {usual: {}}, nok_per_call_out: {value: 5, range: [-1, 9], source: assumption}}\n",
        f"config.yaml:19: money.nok_per_call_out.range: {PRICE} -1",
    ),
    "an unknown way to share": (
        "money: {keys: {usual: {casework: childen_0_17}}}\n",
        (
            f"config.yaml:19: money.keys.usual.casework: expected {RULES}, found 'childen_0_17'"
            " (did you mean 'children_0_17'?)"
        ),
    ),
    "casework at home": (
        "money: {keys: {usual: {casework: home}}}\n",
        f"config.yaml:19: money.keys.usual.casework: expected {RULES}, found 'home'",
    ),
    "a key that names no function": (
        "money: {keys: {usual: {inside_famly: equal}}}\n",
        (
            "config.yaml:19: money.keys.usual.inside_famly: expected a known key, found 'inside_famly'"
            " (did you mean 'inside_family'?)"
        ),
    ),
    "prices of an unknown municipality": (
        "money: {by_municipality: {Nort: {care_percent: 90}}}\n",
        (
            "config.yaml:19: money.by_municipality.Nort: expected a municipality of the config, found 'Nort'"
            " (did you mean 'North'?)"
        ),
    ),
    "prices of an unknown kind of measure": (
        "money: {assistance_nok_per_year_by_kind: {suport_contact: 20000}}\n",
        (
            "config.yaml:19: money.assistance_nok_per_year_by_kind.suport_contact: expected a kind of assistance"
            " measure, found 'suport_contact' (did you mean 'support_contact'?)"
        ),
    ),
    "posts of an unknown group": (
        "money: {nok_per_post_by_group: {Q: 600000}}\n",
        "config.yaml:19: money.nok_per_post_by_group.Q: expected a staff group, found 'Q'",
    ),
    "prices neither real nor nominal": (
        "money: {prices: nominl}\n",
        "config.yaml:19: money.prices: expected one of 'real', 'nominal', found 'nominl' (did you mean 'nominal'?)",
    ),
    "a bought function without a price": (
        "money: {bought_nok_per_hour: {emergencies: 500}}\n",
        (
            "config.yaml:19: money.bought_nok_per_hour.emergencies: expected a known key, found 'emergencies'"
            " (known keys: county_board, legal_help, foster_homes, foster_home_visitors, guidance)"
        ),
    ),
}


@pytest.mark.parametrize(("more", "expected"), BROKEN.values(), ids=BROKEN)
def test_broken_money_has_one_fault_in_plain_words(more: str, expected: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(sound_and(more))
    assert str(caught.value).splitlines() == [expected]


def test_prices_are_drawn_only_where_a_key_counts_them() -> None:
    price = "money.nok_per_post_per_year"
    without = {assumption.path for assumption in parse_config(sound_and("")).assumptions()}
    counted = {a.path for a in parse_config(sound_and("money: {keys: {usual: {}}}\n")).assumptions()}
    assert price not in without
    assert price in counted
