"""What is asked of a stress run: which scenarios of a stress file and of the config, and what of them does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseflow.config.scenarios import BASE, PLUS
from caseflow.config.stresses import Stresses, with_stresses
from caseflow.config.study import Study
from caseflow.config.wording import found, near, near_or_all
from caseflow.errors import ConfigError, Fault, UserError
from caseflow.messages import message
from caseflow.store.record import StressQuestion

LIMIT = 0.25
"""The share of limits missed at which a model is said to break, if none is asked for: about the country's in 2009."""


@dataclass(frozen=True)
class Asked:
    """A study with the scenarios of a stress file, and what is simulated of them."""

    study: Study
    scenarios: tuple[str, ...]
    """The base, in which each model is compared with itself, then the others."""
    question: StressQuestion
    left_out: tuple[Fault, ...]
    """Why scenarios of the file that nobody asked for by name do not fit the config."""


def asked_of(study: Study, stresses: Stresses, scenarios: Sequence[str], *, grid: bool, limit: float) -> Asked:
    """The scenarios asked for; if none is, all of the stress file that fit the config. The grid's come with ``grid``.

    Raises ConfigError for names that neither the file nor the config has, UserError if nothing is left but the base.
    Scenarios asked for by name, or for the grid, that do not fit the config are refused when they are resolved.
    """
    both = with_stresses(study, stresses)
    unknown = list(_unknown(both, stresses, scenarios))
    if unknown:
        raise ConfigError(unknown)
    left_out: list[Fault] = []
    chosen = list(scenarios)
    for name in () if scenarios else stresses.scenarios:
        faults = both.effective(name).faults
        left_out += faults[:1]
        chosen += [name] * (not faults)
    points = stresses.grid if grid else ()
    if {BASE}.issuperset([*chosen, *points]):
        raise UserError(message("there is nothing to stress: ask for a scenario beside the base, or for the grid"))
    axes = stresses.axes if points else dict.fromkeys(stresses.axes, ())
    return Asked(
        both,
        tuple(dict.fromkeys([BASE, *chosen, *points])),
        StressQuestion(
            file=stresses.key,
            only_of_grid=tuple(name for name in points if name not in (BASE, *chosen)),
            limit=limit,
            **axes,
        ),
        tuple(left_out),
    )


def _unknown(study: Study, stresses: Stresses, scenarios: Sequence[str]) -> Iterator[Fault]:
    """A fault for each name that is none, with the line of the one that was perhaps meant."""
    known = study.base.mapping("scenarios")
    for name in (part for scenario in scenarios for part in scenario.split(PLUS)):
        if name == BASE or name in known:
            continue
        meant = next((node for other, node in known.items() if near(name, known) == near(other, [other])), None)
        where = (stresses.file, 0) if meant is None else (meant.file, meant.line)
        yield Fault(*where, "scenarios", message("the name of a scenario"), found(name), near_or_all(name, known))
