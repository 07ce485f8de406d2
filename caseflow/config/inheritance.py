"""Models that extend models: mappings merge by key, lists replace, null removes a service or a team."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache, reduce

from caseflow.config.schema import STAGES
from caseflow.config.tree import Key, Node, empty_mapping, merge
from caseflow.config.wording import found, near
from caseflow.errors import Fault
from caseflow.messages import message, verbatim

GENERALISTS = "generalists"
"""``generalists: [posts]`` in a service is short for one team of that name that covers all stages."""

INHERITANCE_KEYS = ("extends", "drop_services")
"""Keys of a model that are gone once inheritance is applied."""

_NOT_INHERITED = ("title", "titles", "source", "note")


def expand(root: Node) -> Node:
    """Write one layer out in full, so that layers merge by the same keys.

    Generalists become a team, and months and weekdays begin with a capital; in the layer and in its scenarios.
    """
    root = within(root, "demand", _expand_demand)
    root = within(root, "models", lambda models: each_entry(models, _expand_model))
    return within(root, "scenarios", lambda all_: each_entry(all_, lambda one: within(one, "set", expand)))


def within(node: Node, key: Key, change: Callable[[Node], Node]) -> Node:
    """The node with its entry at ``key`` changed; the node itself if it has no such entry."""
    child = node.entries.get(key)
    return node if child is None else node.with_entries({**node.entries, key: change(child)})


def each_entry(node: Node, change: Callable[[Node], Node]) -> Node:
    """A mapping with every entry changed; any other node as it is."""
    if not node.is_mapping:
        return node
    return node.with_entries({key: change(child) for key, child in node.entries.items()})


def _expand_demand(demand: Node) -> Node:
    return within(within(demand, "season", _capitalised), "weekdays", _capitalised)


def _capitalised(node: Node) -> Node:
    if not node.is_mapping or node.is_atomic:
        return node
    entries: dict[Key, Node] = {}
    for key, child in node.entries.items():
        name = key.capitalize() if isinstance(key, str) and not child.is_text else key
        # a name that comes twice is left in small letters, for the rules to refuse
        entries[str(name).lower() if name in entries else name] = child
    return node.with_entries(entries)


def _expand_model(model: Node) -> Node:
    return within(model, "services", lambda services: each_entry(services, _expand_service))


def _expand_service(service: Node) -> Node:
    staff = service.child(GENERALISTS)
    if staff is None:
        return service
    entries = {key: child for key, child in service.entries.items() if key != GENERALISTS}
    teams = empty_mapping(staff.file, staff.line, staff.path).with_entries({GENERALISTS: _generalists(staff)})
    entries["teams"] = merge(entries["teams"], teams) if "teams" in entries else teams
    return service.with_entries(entries)


def _generalists(staff: Node) -> Node:
    """The team of generalists; null stays null, to remove an inherited team."""
    if staff.value is None:
        return staff
    covers = Node(
        tuple(Node(stage, staff.file, staff.line, staff.path) for stage in STAGES), staff.file, staff.line, staff.path
    )
    return Node({"covers": covers, "staff": staff}, staff.file, staff.line, staff.path)


# -- lineage ----------------------------------------------------------------------------------------------------


def inherit(root: Node, faults: list[Fault]) -> Node:
    """The config with every model complete and nothing left of ``extends``, ``drop_services`` and nulls."""

    def complete(models: Node) -> Node:
        completed, own = _complete(models)
        faults.extend(own)
        return completed

    return within(root, "models", complete)


def parent_of(models: Node, name: Key) -> Key | None:
    """The model that a model extends; None if there is none."""
    extends = models.mapping(name).get("extends")
    return extends.value if extends and isinstance(extends.value, str) else None


@lru_cache(maxsize=16)
def _complete(models: Node) -> tuple[Node, tuple[Fault, ...]]:
    """The models, each complete, and the faults of inheritance: once for all configs that share them."""
    faults = [fault for name in models.entries for fault in _faults_of_extends(models, name)]
    completed = models.with_entries({name: _model(models, name, faults) for name in models.entries})
    return completed, tuple(faults)


def _model(models: Node, name: Key, faults: list[Fault]) -> Node:
    lineage = [models.entries[ancestor] for ancestor in reversed(_lineage(models, name))]
    if not all(model.is_mapping for model in lineage):
        return models.entries[name]
    return reduce(lambda parent, child: _lay(parent, child, faults), lineage, empty_mapping("", 0, lineage[0].path))


def _lineage(models: Node, name: Key) -> list[Key]:
    """The model, its parent, and so on, up to the first without a known parent or seen before."""
    lineage: list[Key] = []
    current: Key | None = name
    while current in models.entries and current not in lineage:
        lineage.append(current)
        current = parent_of(models, current)
    return lineage


def _lay(parent: Node, child: Node, faults: list[Fault]) -> Node:
    """A child over its complete parent."""
    own = child.with_entries({key: node for key, node in child.entries.items() if key not in INHERITANCE_KEYS})
    inherited = {key: node for key, node in parent.entries.items() if key not in _NOT_INHERITED}
    if "extends" in child.entries:
        inherited.setdefault("services", empty_mapping(child.file, child.line, child.path))
    if "drop_services" in child.entries:
        inherited["services"] = _kept(parent, child, faults)
    return within(merge(child.with_entries(inherited), own), "services", _without_nulls)


def _kept(parent: Node, child: Node, faults: list[Fault]) -> Node:
    services, drop = parent.mapping("services"), child.entries["drop_services"]
    place = parent.entries.get("services", drop)
    if drop.value == "all":
        return empty_mapping(place.file, place.line, place.path)
    names = {item.value for item in drop.items if isinstance(item.value, str)}
    faults.extend(_faults_of_drop(drop, services))
    return place.with_entries({key: node for key, node in services.items() if key not in names})


def _without_nulls(services: Node) -> Node:
    if not services.is_mapping:
        return services
    kept = {key: node for key, node in services.entries.items() if node.value is not None}
    return services.with_entries({key: within(node, "teams", _without_null_teams) for key, node in kept.items()})


def _without_null_teams(teams: Node) -> Node:
    if not teams.is_mapping:
        return teams
    return teams.with_entries({key: node for key, node in teams.entries.items() if node.value is not None})


# -- faults -----------------------------------------------------------------------------------------------------


def _faults_of_extends(models: Node, name: Key) -> Iterator[Fault]:
    extends = models.mapping(name).get("extends")
    if extends is None:
        drop = models.mapping(name).get("drop_services")
        if drop is not None:
            yield drop.fault(message("drop_services only beside extends"), message("no extends"))
    elif not extends.is_text or extends.value not in models.entries:
        yield extends.fault(message("the name of a model"), found(extends.plain()), near(extends.value, models.entries))
    else:
        yield from _fault_of_cycle(models, name)


def _fault_of_cycle(models: Node, name: Key) -> Iterator[Fault]:
    """One fault for a whole cycle, at the first of its models in the file."""
    lineage = _lineage(models, name)
    if parent_of(models, lineage[-1]) == name and name == next(key for key in models.entries if key in lineage):
        extends = models.mapping(name)["extends"]
        circle = verbatim(" -> ".join(map(str, [*lineage, name])))
        yield extends.fault(message("a model that does not inherit from itself"), circle)


def _faults_of_drop(drop: Node, services: dict[Key, Node]) -> Iterator[Fault]:
    if not isinstance(drop.value, tuple):
        yield drop.fault(message("'all' or a list of the parent's services"), found(drop.plain()))
    for item in drop.items:
        if not item.is_text or item.value not in services:
            yield item.fault(message("a service of the parent"), found(item.plain()), near(item.value, services))
