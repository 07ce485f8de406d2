"""What must hold between prices and the rest of a config."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from caseflow.config.schema import Config
from caseflow.config.wording import Problem, found, near, whole
from caseflow.messages import Message, message

SECTION = "money"

MOST_GROWTH = 1000
"""Prices at the end of a run are at most so many times those of their year: beyond it øre exceed 64 bits."""


_A_GROUP = message("a staff group")
_A_KIND = message("a kind of assistance measure")
_A_MUNICIPALITY = message("a municipality of the config")


def problems_of_money(config: Config) -> Iterator[Problem]:
    """Prices of what the config does not have, and prices that grow beyond all bounds."""
    money = config.money
    kinds = config.effects.finding_measures.kinds
    yield from _unknown("nok_per_post_by_group", money.nok_per_post_by_group, _A_GROUP, config.staff)
    of_kinds, places = money.assistance_nok_per_year_by_kind, config.municipalities
    yield from _unknown("assistance_nok_per_year_by_kind", of_kinds, _A_KIND, kinds)
    yield from _unknown("by_municipality", money.by_municipality, _A_MUNICIPALITY, places)
    yield from _problem_of_growth(config)


def _unknown(field: str, names: Iterable[str], expected: Message, known: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem((SECTION, field, name), expected, found(name), near(name, known))


def _problem_of_growth(config: Config) -> Iterator[Problem]:
    money, calendar = config.money, config.calendar
    if money.prices == "real":
        return
    rate = math.log1p(money.growth_percent_per_year / 100)
    ends = calendar.today.year, calendar.change_date.year + config.years
    most = max(rate * (year - money.price_year) for year in ends)
    if most > math.log(MOST_GROWTH):
        expected = message(
            "prices that never are more than {most} times those of {year}",
            most=whole(MOST_GROWTH),
            year=money.price_year,
        )
        times = message("{number} times", number=whole(math.exp(most))) if most < 40 else message("far more")
        yield Problem((SECTION, "growth_percent_per_year"), expected, times)
