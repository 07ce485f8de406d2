"""From a tree to a :class:`~caseflow.config.schema.Config`, or to every fault that keeps it from being one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from caseflow.config import rules
from caseflow.config.distributions import UNBOUNDED
from caseflow.config.drawing import Number, Place, place_of_draws
from caseflow.config.functions import problems_of_shares
from caseflow.config.inheritance import parent_of
from caseflow.config.places import is_about_places
from caseflow.config.quantities import Assumption, as_data, assumptions_of
from caseflow.config.schema import DRAWN, Config, Spells
from caseflow.config.stress import SICK
from caseflow.config.tree import Node, Path
from caseflow.config.wording import (
    DECIMALS,
    Problem,
    Schema,
    did_you_mean,
    expected,
    found,
    hint,
    known_keys,
    near,
    only_keys,
    resolve_reference,
    schema_at,
    stand_in,
)
from caseflow.errors import Fault
from caseflow.messages import NOTHING, message, verbatim

MOST_SHARE = 0.999
"""Of days: a larger share has no finite rate, and is told as a fault of its own."""

_MOST_REPAIRS = 4
"""A repaired value may show a fault below it: a missing mapping's own keys, for instance."""


def config_of(data: Any, *, is_drawn: bool) -> tuple[Config | None, list[Problem]]:
    """The config of plain data, or None and its problems."""
    try:
        config = Config.model_validate(data, context=DRAWN if is_drawn else None)
    except ValidationError as error:
        return None, told_once(problems_of_types(error, data))
    broken = list(rules.problems(config))
    return (None, broken) if broken else (config, [])


def config_with(
    config: Config, place: Place, tree: Node, number: Number, *, is_drawn: bool
) -> tuple[Config | None, list[Problem]]:
    """A sound config with other numbers for its assumptions, or None and what is wrong with it.

    Args:
        config: The config with its own values for them.
        place: Where it holds them.
        tree: What it was made from.
        number: That of each assumption.
        is_drawn: Whether they are drawn, or ends that a user wrote.
    """
    try:
        changed: Config = place.drawn(config, number, DRAWN if is_drawn else None)
    except ValidationError:
        # all faults at once, of all parts
        return config_of(as_data(tree, number), is_drawn=is_drawn)
    broken = list(rules.problems(changed))
    return (None, broken) if broken else (changed, [])


def faults_of(tree: Node, written: Node, *, has_models: bool) -> list[Fault]:
    """Every fault of a config whose quantities are replaced.

    Args:
        tree: The config, complete with inheritance.
        written: The same before inheritance: it knows which model extends which.
        has_models: Whether the models could be completed; if not, they are not judged.
    """
    config, problems = _problems(as_data(tree), has_models=has_models)
    faults = [problem.fault(tree) for problem in _without_inherited(problems, written)]
    return faults if faults or config is None or not has_models else _faults_of_ends(config, tree)


def _without_inherited(problems: list[Problem], written: Node) -> Iterator[Problem]:
    """Leave out what a model has from the model that it extends: the fault is that one's."""
    models = written.child("models")
    own = {(problem.path, problem.expected, problem.found) for problem in problems}
    for problem in problems:
        is_of_model = models is not None and len(problem.path) == 2 and problem.path[0] == "models"
        parent = parent_of(models, problem.path[1]) if models is not None and is_of_model else None
        if parent is None or (("models", parent), problem.expected, problem.found) not in own:
            yield problem


# -- faults of types, and then of rules -------------------------------------------------------------------------


def _problems(data: Any, *, has_models: bool) -> tuple[Config | None, list[Problem]]:
    """The config, and faulty values first; then, with stand-ins in their places, the rules not dependent on them."""
    problems: list[Problem] = []
    for _ in range(_MOST_REPAIRS):
        try:
            config = Config.model_validate(data)
        except ValidationError as error:
            fresh = problems_of_types(error, data)
            problems += [problem for problem in told_once(fresh) if not _is_below(problem.path, problems)]
            for problem in fresh:
                data = _repaired(data, problem)
            continue
        broken = [*rules.problems(config), *problems_of_shares(config)]
        broken = [p for p in broken if has_models or p.path[0] != "models"]
        return config, problems + [p for p in broken if not _depends_on_repair(p, problems)]
    return None, problems


def _is_below(path: Path, problems: Iterable[Problem]) -> bool:
    return any(path[: len(problem.path)] == problem.path for problem in problems)


def _repaired(data: Any, problem: Problem) -> Any:
    """The data without an unknown key, or with a stand-in for a value that is missing or wrong."""
    if problem.expected == UNKNOWN_KEY:
        return _with(data, problem.path, None)
    # without its kind the numbers of a distribution mean nothing
    path = problem.path[:-1] if problem.path[-1] == "distribution" else problem.path
    return _with(data, path, (stand_in(schema_at(path, data)),))


def _with(data: Any, path: Path, value: tuple[Any] | None) -> Any:
    """A copy of the data with a value at a path; without the path if there is no value."""
    key, rest = path[0], path[1:]
    if isinstance(data, tuple):
        assert isinstance(key, int)
        below = _with(data[key], rest, value) if rest else value[0] if value else None
        return (*data[:key], below, *data[key + 1 :])
    if not isinstance(data, dict):
        return data
    if not rest and value is None:
        return {name: item for name, item in data.items() if name != key}
    return {**data, key: _with(data.get(key, {}), rest, value) if rest else value[0] if value else None}


def _depends_on_repair(problem: Problem, repaired: list[Problem]) -> bool:
    return any(_touches(problem.path, other) for other in repaired)


def _touches(path: Path, repaired: Problem) -> bool:
    """Whether a broken rule may only be broken because of a stand-in."""
    shared = min(len(path), len(repaired.path))
    if path[:shared] == repaired.path[:shared]:
        return True
    # without an office, or a place, nobody knows what distances are to join
    if repaired.path[-1] in ("office", "place") and is_about_places(path):
        return True
    if path[0] != "models":
        return path[0] == repaired.path[0] == "calendar"
    match repaired.path:
        case ("models", name, *_):
            return name == path[1]
        # without its posts a group cannot be placed
        case ("municipalities",) | ("staff",) | ("staff", _) | ("staff", _, "posts_fte"):
            return True
    return False


# -- pydantic's errors in plain words ---------------------------------------------------------------------------

UNKNOWN_KEY = message("a known key")

STRAIGHT_QUOTES = message('text with a comma in it needs straight quotes: "..."')
"""The hint where text in quotes of a word processor was cut at its commas: YAML does not know such quotes."""

_CURLED = re.compile("[\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}«»]")


def problems_of_types(error: ValidationError, data: Any) -> list[Problem]:
    """One problem for each path of which pydantic complains."""
    found_problems: dict[Path, Problem] = {}
    for detail in error.errors(include_url=False, include_input=False):
        problem = _problem(detail, data)
        found_problems.setdefault(problem.path, problem)
    return list(found_problems.values())


def told_once(problems: list[Problem]) -> list[Problem]:
    """The problems without those that another one tells better."""
    return [problem for problem in problems if not any(_tells(other, problem) for other in problems)]


def _tells(other: Problem, problem: Problem) -> bool:
    """Whether another problem is the same mistake, better told."""
    if other.path[:-1] == problem.path[:-1]:
        # a mistyped key is unknown, and the one that was meant is missing
        return problem.found == found(None) and other.hint == did_you_mean(problem.path[-1])
    # a union reports the branches that it tried: the deepest tells most
    return len(other.path) > len(problem.path) and other.path[: len(problem.path)] == problem.path


def _problem(detail: ErrorDetails, data: Any) -> Problem:
    path, value = _followed(detail, data)
    if detail["type"] in ("extra_forbidden", "invalid_key"):
        return _unknown_key(path, data)
    if detail["type"].startswith("union_tag"):
        path = (*path, "distribution")
        value = value.get("distribution")
    if detail["loc"][-1] == "[key]":
        return _wrong_key(path, data)
    schema = schema_at(path, data)
    return Problem(path, expected(schema), found(value), hint(value, schema))


def _wrong_key(path: Path, data: Any) -> Problem:
    """A key of another kind than those of its mapping: of a title, it is no language."""
    names = schema_at(path[:-1], data).get("propertyNames")
    hint_text = STRAIGHT_QUOTES if _CURLED.search(str(path[-1])) else NOTHING
    return Problem(path, expected(names) if names else message("a whole number as key"), found(path[-1]), hint_text)


def _followed(detail: ErrorDetails, data: Any) -> tuple[Path, Any]:
    """The path of an error without the branches of unions, and the value that is there."""
    path: Path = ()
    for key in detail["loc"]:
        if _has(data, key):
            path, data = (*path, key), data[key]
        elif detail["type"] == "missing" and key == detail["loc"][-1]:
            path, data = (*path, key), None
    return path, data


def _has(data: Any, key: int | str) -> bool:
    """Whether the part of an error's place is one of the data's, not a branch of a union."""
    if isinstance(data, tuple):
        return isinstance(key, int) and key < len(data)
    return isinstance(data, dict) and key in data


def _unknown_key(path: Path, data: Any) -> Problem:
    known = known_keys(_schema_of_mapping(path[:-1], data))
    hint_text = near(path[-1], known) or only_keys(known)
    if isinstance(path[-1], int):
        hint_text = DECIMALS
    return Problem(path, UNKNOWN_KEY, found(path[-1]), hint_text)


def _schema_of_mapping(path: Path, data: Any) -> Schema:
    """The schema of the mapping at a path; of a distribution, the one that is meant."""
    schema = schema_at(path, data)
    if "discriminator" not in schema:
        return schema
    for key in path:
        data = data[key]
    return resolve_reference({"$ref": schema["discriminator"]["mapping"][data["distribution"]]})


# -- the ends of assumptions ------------------------------------------------------------------------------------


def _faults_of_ends(config: Config, tree: Node) -> list[Fault]:
    """Faults of a config, itself sound, with the ends of what its assumptions may become."""
    spreads = {assumption.distribution is not None for assumption in assumptions_of(tree)}
    if not spreads:
        return []
    place = place_of_draws(config, tree)
    faults = [
        fault
        for has_distribution in sorted(spreads)
        for end in (0, 1)
        for fault in _faults_of_end(config, place, tree, end, has_distribution)
    ]
    return faults or [fault for kind in rules.ABSENCE_CEILINGS for fault in _faults_of_spells(tree, kind)]


def _faults_of_end(config: Config, place: Place, tree: Node, end: int, has_distribution: bool) -> Iterator[Fault]:
    def number(assumption: Assumption) -> float:
        is_meant = (assumption.distribution is not None) == has_distribution
        return assumption.ends[end] if is_meant else assumption.value

    _, problems = config_with(config, place, tree, number, is_drawn=has_distribution)
    for problem in problems:
        yield _fault_of_end(tree, problem, number)


def _fault_of_end(tree: Node, problem: Problem, number: Number) -> Fault:
    """The fault of an end, in the words of the range that has it."""
    fault = problem.fault(tree)
    assumption = tree.nearest(problem.path).value
    if not isinstance(assumption, Assumption):
        return fault
    spread = "range" if assumption.distribution is None else "distribution"
    value = number(assumption)
    is_endless = value in (UNBOUNDED, 1 / UNBOUNDED)
    words = message("values without a limit") if is_endless else verbatim(f"{value:g}")
    return replace(fault, path=f"{fault.path}.{spread}", found=words)


def _faults_of_spells(tree: Node, kind: str) -> Iterator[Fault]:
    """A fault if a tape cannot hold the spells of a kind of absence with some mix of its assumptions' ends.

    The rate of spells is highest at one of the mixes, such as a large share in short spells: it rises with the share,
    and a distribution's mean is smallest at an end of each of its numbers, wherever the others are.
    """
    part = tree.nearest(("absence", kind))
    paths = {assumption.path: assumption.ends for assumption in assumptions_of(part)}
    mixes = [dict(zip(paths, ends, strict=True)) for ends in product(*paths.values())]
    worst = max((_spells_of(part, mix) for mix in mixes), key=rules.spells_per_day)
    if kind in SICK:
        worst = worst.model_copy(update={"share": min(worst.share * max(_most_sick_leave(tree), 1.0), MOST_SHARE)})
    for problem in rules.problems_of_spells(kind, worst):
        hint_text = message("{hint}; both may be drawn together", hint=problem.hint)
        yield replace(problem, hint=hint_text).fault(tree)


def _most_sick_leave(tree: Node) -> float:
    """What sick leave is multiplied by under stress, at most."""
    node = tree.at(("stress", "sick_leave_percent"))
    percent = 100.0 if node is None else node.value
    return float(percent.ends[1] if isinstance(percent, Assumption) else percent) / 100


def _spells_of(part: Node, ends: Mapping[str, float]) -> Spells:
    return Spells.model_validate(as_data(part, lambda assumption: ends[assumption.path]))
