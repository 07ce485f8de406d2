"""What must hold between prices and the rest of a config."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseflow.config.schema import Config
from caseflow.config.wording import Problem, found, near

SECTION = "money"


def problems_of_money(config: Config) -> Iterator[Problem]:
    """Prices of staff groups, kinds of measure and municipalities that the config does not have."""
    money = config.money
    kinds = config.effects.finding_measures.kinds
    yield from _unknown("nok_per_post_by_group", money.nok_per_post_by_group, "a staff group", config.staff)
    yield from _unknown(
        "assistance_nok_per_year_by_kind", money.assistance_nok_per_year_by_kind, "a kind of assistance measure", kinds
    )
    places = config.municipalities
    yield from _unknown("by_municipality", money.by_municipality, "a municipality of the config", places)


def _unknown(field: str, names: Iterable[str], expected: str, known: Iterable[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem((SECTION, field, name), expected, found(name), near(name, known))
