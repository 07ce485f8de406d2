"""What is asked of stored runs, checked against what they hold, and answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseflow.comparison.faults import refuse, unknown
from caseflow.comparison.findings import Comparison, compare
from caseflow.comparison.reading import Entrant, Results, World, entrants, open_worlds
from caseflow.comparison.refusal import refuse_incomparable
from caseflow.decisions.verdict import COMPANIONS, LIMITS, with_companions
from caseflow.errors import UserError
from caseflow.messages import Message, message
from caseflow.stats.registry import BY_NAME, REGION

USUAL = (
    LIMITS,
    *COMPANIONS,
    "screening_late_share",
    "emergency_response_hours",
    "measure_start_days",
    "days_at_half_staff_or_less",
    "handovers_per_case",
    "travel_hours",
    "days_without_local_presence",
    "cost_per_child",
)
"""The indicators that are compared if none is asked for; those that the unit does not have are left out."""


@dataclass(frozen=True)
class Asked:
    """The options of ``caseflow compare``."""

    baseline: str | None = None
    models: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    unit: str = REGION
    scenario: str | None = None
    at_least: int = 3


def compare_runs(paths: Sequence[Path], asked: Asked) -> Comparison:
    """Open run folders and compare their models.

    Raises RunFolderError for folders that cannot be read, and UserError, all faults at once, for runs that did not meet
    the same futures and for what they do not have.
    """
    worlds = open_worlds(paths, asked.scenario)
    everybody = entrants(worlds)
    refuse(faults(asked, worlds, everybody))
    refuse_incomparable(worlds)
    baseline = _found(asked.baseline or worlds[0].baseline, everybody) or everybody[0]
    chosen = [_found(name, everybody) for name in asked.models] if asked.models else everybody
    kept = tuple(entrant for entrant in everybody if entrant in chosen or entrant == baseline)
    if len(kept) < 2:
        others = [entrant.label for entrant in everybody if entrant != baseline]
        if others:
            told = message(
                "{baseline} is the baseline: name a model beside it, of {others}",
                baseline=baseline.label,
                others=", ".join(others),
            )
            raise UserError(told)
        raise UserError(message("{path} has one model only: there is nothing to compare it with", path=paths[0]))
    names = with_companions(asked.indicators) if asked.indicators else _usual(asked.unit)
    return compare(Results(worlds, kept), kept.index(baseline), names, asked.unit, asked.at_least)


def faults(asked: Asked, worlds: Sequence[World], everybody: Sequence[Entrant]) -> Iterable[Message]:
    """What is asked for and not there."""
    known = [entrant.label for entrant in everybody]
    for name in (*asked.models, *([asked.baseline] if asked.baseline else [])):
        if _found(name, everybody) is None:
            yield unknown(message("there is no model {name!r}", name=name), name, known)
    yield from (
        unknown(message("there is no indicator {name!r}", name=name), name, BY_NAME)
        for name in asked.indicators
        if name not in BY_NAME
    )
    places = worlds[0].municipalities
    if asked.unit != REGION and asked.unit not in places:
        complaint = message(
            "a service or team is not the same children in every model, and no municipality is {unit!r}",
            unit=asked.unit,
        )
        yield unknown(complaint, asked.unit, [REGION, *places])
        return
    for name in asked.indicators:
        if name in BY_NAME and _scope(asked.unit) not in BY_NAME[name].scopes:
            of_whom = message("the region") if asked.unit == REGION else message("a municipality")
            yield message("{indicator} is not counted for {of_whom}", indicator=name, of_whom=of_whom)


def _found(name: str, everybody: Sequence[Entrant]) -> Entrant | None:
    """The entrant of a name; a model that several runs have, without a number, is the first run's."""
    by_label = {entrant.label: entrant for entrant in everybody}
    by_model = {entrant.model: entrant for entrant in reversed(everybody)}
    return by_label.get(name) or by_model.get(name)


def _usual(unit: str) -> tuple[str, ...]:
    return tuple(name for name in USUAL if _scope(unit) in BY_NAME[name].scopes)


def _scope(unit: str) -> str:
    return REGION if unit == REGION else "municipality"
