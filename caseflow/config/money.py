"""What must hold between prices and the rest of a config."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from caseflow.config.schema import Config
from caseflow.config.wording import Problem, found, near

SECTION = "money"

MOST_GROWTH = 1000
"""Prices at the end of a run are at most so many times those of their year: beyond it øre exceed 64 bits."""


def problems_of_money(config: Config) -> Iterator[Problem]:
    """Prices of what the config does not have, and prices that grow beyond all bounds."""
    money = config.money
    kinds = config.effects.finding_measures.kinds
    yield from _unknown("nok_per_post_by_group", money.nok_per_post_by_group, "a staff group", config.staff)
    yield from _unknown(
        "assistance_nok_per_year_by_kind", money.assistance_nok_per_year_by_kind, "a kind of assistance measure", kinds
    )
    places = config.municipalities
    yield from _unknown("by_municipality", money.by_municipality, "a municipality of the config", places)
    yield from _problem_of_growth(config)


def _unknown(field: str, names: Iterable[str], expected: str, known: Iterable[str]) -> Iterator[Problem]:
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
        expected = f"prices that never are more than {MOST_GROWTH:,} times those of {money.price_year}"
        times = f"{math.exp(most):,.0f} times" if most < 40 else "far more"
        yield Problem((SECTION, "growth_percent_per_year"), expected, times)
