"""``each_municipality``: fields that lie under every municipality's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from caseflow.config.inheritance import each_entry, within
from caseflow.config.quantities import as_data
from caseflow.config.schema import EACH_MUNICIPALITY
from caseflow.config.tree import DEFAULTS, Key, Node
from caseflow.config.wording import found
from caseflow.errors import Fault
from caseflow.messages import message


def faults_of_section(root: Node) -> Iterator[Fault]:
    """A fault if ``each_municipality`` has no fields; those that it has are judged with the municipalities."""
    section = root.child(EACH_MUNICIPALITY)
    if section is not None and not section.is_mapping:
        yield section.fault(message("a mapping"), found(as_data(section)))


def lay_under(root: Node) -> Node:
    """The config, its quantities replaced, with those fields in every municipality that lacks them, their key gone.

    A field keeps its place, and an assumption its path: however many municipalities take it over, it is one.
    """
    fields = root.mapping(EACH_MUNICIPALITY)
    entries = {key: node for key, node in root.entries.items() if key != EACH_MUNICIPALITY}
    return within(root.with_entries(entries), "municipalities", lambda all_: each_entry(all_, partial(_under, fields)))


def _under(fields: dict[Key, Node], municipality: Node) -> Node:
    if not municipality.is_mapping:
        return municipality
    return municipality.with_entries({**fields, **municipality.entries})


def expose(root: Node) -> Node:
    """The config whose first municipality lacks the fields of ``each_municipality`` that all municipalities have.

    What no municipality takes over would else never be judged. The defaults need no judgement: root itself is
    returned if nothing else is there.
    """
    municipalities = root.mapping("municipalities")
    unused = {
        key
        for key, node in root.mapping(EACH_MUNICIPALITY).items()
        if node.file != DEFAULTS and all(key in one.entries for one in municipalities.values())
    }
    if not unused or not municipalities:
        return root
    first, municipality = next(iter(municipalities.items()))
    own = {key: node for key, node in municipality.entries.items() if key not in unused}
    changed = {**municipalities, first: municipality.with_entries(own)}
    return within(root, "municipalities", lambda all_: all_.with_entries(changed))
