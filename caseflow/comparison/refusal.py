"""Why runs cannot be compared: only models that met the same futures can."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from caseflow.comparison.faults import refuse
from caseflow.comparison.reading import World, of_years
from caseflow.messages import NOTHING, Message, laid_out, message

if TYPE_CHECKING:
    from caseflow.config.schema import Config
    from caseflow.decisions.jackknife import Float64
    from caseflow.tape.tables import Cases

Columns = Mapping[str, npt.NDArray[Any]]

PLACES_OF_ROWS = frozenset({"municipality", "previous", "family"})
"""Columns that count rows or municipalities of one config; the same child may stand elsewhere in another's."""


def refuse_incomparable(worlds: Sequence[World]) -> None:
    """Raise UserError that says, of each further run, why it did not meet the futures of the first."""
    first = worlds[0]
    if all(world.run.path.resolve() == first.run.path.resolve() for world in worlds):
        return
    refuse(
        laid_out("{path}: {fault}", path=world.run.path, fault=fault)
        for world in worlds[1:]
        for fault in _faults(first, world)
    )


def _faults(first: World, other: World) -> Iterator[Message]:
    """What is not the same, in words: of what was asked; if that is the same, of what was drawn."""
    checks = (_of_question, _of_assumptions, _of_reports, _of_demand)
    faults = next((faults for check in checks if (faults := [*check(first, other)])), [])
    yield from (message("{fault}; models are compared on the same futures only", fault=fault) for fault in faults)


# -- what was asked ---------------------------------------------------------------------------------------------

FIXED, DRAWN = message("fixed"), message("drawn")

ASKED: Mapping[Message, Callable[[World], object]] = {
    message("seed"): lambda world: world.run.record.question.seed,
    message("number of replications"): lambda world: world.run.record.question.replications,
    message("number of years"): lambda world: world.run.record.question.years,
    message("use of assumptions"): lambda world: FIXED if world.run.record.question.fixed_assumptions else DRAWN,
    message("calendar"): lambda world: ", ".join(
        f"{key} {value}" for key, value in sorted(world.config["calendar"].items())
    ),
    message("set of municipalities"): lambda world: ", ".join(sorted(world.municipalities)),
}
"""What must be the same, and how to look it up."""


def _of_question(first: World, other: World) -> Iterator[Message]:
    for what, of in ASKED.items():
        if of(first) != of(other):
            yield message(
                "another {what} ({theirs}) than {path} ({ours})",
                what=what,
                theirs=of(other),
                path=first.run.path,
                ours=of(first),
            )


# -- what was drawn ---------------------------------------------------------------------------------------------


def _of_assumptions(first: World, other: World) -> Iterator[Message]:
    """An assumption of both that was drawn otherwise; one that only one of them has may belong to a model or effect."""
    ours, theirs = first.assumptions(), other.assumptions()
    different = [path for path in ours if path in theirs and not np.array_equal(ours[path], theirs[path])]
    if different:
        yield message(
            "assumptions drawn otherwise than in {path}: {assumptions}",
            path=first.run.path,
            assumptions=", ".join(different),
        )


def _of_reports(first: World, other: World) -> Iterator[Message]:
    """Reports before the change, which no model can move, in all replications as the runs counted them."""
    ours, theirs = (_reports(world, first.municipalities) for world in (first, other))
    different = np.argwhere((ours != theirs).any(axis=-1))
    if len(different):
        unit, replication = different[0]
        yield message(
            "other reports in {place} than {path}, in replication {replication} already",
            place=first.municipalities[unit],
            path=first.run.path,
            replication=replication,
        )


def _reports(world: World, municipalities: Sequence[str]) -> Float64:
    """[municipality, replication, year]: reports in the whole years before the change."""
    years = [int(year) for year in world.panel.years if year < world.change_date.year]
    model = world.run.record.question.models[0]
    return of_years(world.panel, world.scenario, [model], "reports", municipalities, years).numerator[:, 0]


def _of_demand(first: World, other: World) -> Iterator[Message]:
    """The children of the first replication as both configs draw them: the reports, and the work that each asks for."""
    ours, theirs = _demand(first), _demand(other)
    for municipality in first.municipalities:
        fault = first_difference(ours[municipality], theirs[municipality])
        if fault:
            yield message(
                "another demand in {place} than {path}: {fault}",
                place=municipality,
                path=first.run.path,
                fault=fault,
            )


def _demand(world: World) -> dict[str, Columns]:
    """By municipality, the candidate cases of the first replication, drawn again from the run's own config."""
    from caseflow.tape.demand import draw_cases
    from caseflow.tape.draw import clock_of

    question = world.run.record.question
    draws = {path: float(values[0]) for path, values in world.assumptions().items()}
    used = {} if question.fixed_assumptions else draws
    config = world.study.resolve(world.scenario, used).model_copy(
        update={"seed": question.seed, "years": question.years}
    )
    return by_municipality(draw_cases(config, clock_of(config), config.seed, replication=0), config)


def by_municipality(cases: Cases, config: Config) -> dict[str, Columns]:
    """The rows of each municipality in the order of their permanent numbers, without candidates of growth.

    Growth belongs to a model; its candidates are there if any model of the config has some.
    """
    names = [f.name for f in dataclasses.fields(cases) if f.name not in PLACES_OF_ROWS]
    found: dict[str, Columns] = {}
    for index, municipality in enumerate(config.municipalities):
        rows = np.flatnonzero((cases.municipality == index) & (cases.growth_mark < 0))
        rows = rows[np.lexsort((cases.ordinal[rows], cases.origin[rows]))]
        found[municipality] = {name: getattr(cases, name)[rows] for name in names}
    return found


def first_difference(ours: Columns, theirs: Columns) -> Message:
    """The first column in which two sets of cases differ, in words; nothing if none."""
    counts = len(ours["ordinal"]), len(theirs["ordinal"])
    if counts[0] != counts[1]:
        return message(
            "{theirs} candidate cases against {ours} in the first replication", theirs=counts[1], ours=counts[0]
        )
    different = [name for name in ours if not np.array_equal(ours[name], theirs[name])]
    return message("other values of {columns}", columns=", ".join(different)) if different else NOTHING
