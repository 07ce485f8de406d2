"""The run-in that models have in common: what happens before the first change of organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from itertools import takewhile
from typing import Any

import numpy as np

from caseflow.engines.compiled.state import State, n_used
from caseflow.engines.compiled.tables import Table, Tables
from caseflow.interrupts import undisturbed
from caseflow.organisation.tables import Organisation, Strain

PASSING = ("scratch", "keys", "scattered")
"""Arrays that hold nothing from one tick to the next."""


@dataclass(frozen=True)
class RunIn:
    """The state at the beginning of a working day, and what led there."""

    org: Organisation
    day: int
    accepted: Table
    """[candidate of strain]: whether it was accepted."""
    state: State

    def is_of(self, org: Organisation) -> bool:
        """Whether another organisation on the same tape comes to the same state.

        It does where nothing differs that an engine reads before the day.
        """
        return (
            shared_days(org) >= self.day
            and self.org.clock is org.clock
            and self.org.rules == org.rules
            and _same(self.org.periods[0], org.periods[0])
            and _milieu_kinds(self.org) == _milieu_kinds(org)
            and _same(self.org.trip_minutes, org.trip_minutes)
            and _same(self.org.served, org.served)
            and _same(self.org.conflicted, org.conflicted)
            and all(map(np.array_equal, _days(self.org, self.day), _days(org, self.day)))
            and self._strain_before(self.org) == self._strain_before(org)
        )

    def state_of(self, of: Tables, over: State | None) -> State:
        """A copy of the state, with room for the pools of another organisation; its accepted strain is marked.

        It is written over a state that is needed no longer, if there is one, but for its log.
        """
        state = self.state
        accepted = int(state.counters["next_strain"][0])
        of.strain["accepted"][:accepted] = self.accepted[:accepted]
        places = {} if over is None else over._replace(log=None)._asdict()
        copies = {name: _copy(getattr(state, name), used, places.get(name)) for name, used in self.used.items()}
        for name, n in (("pool", of.pool_workers.shape[1]), ("places_taken", of.place_size.shape[1])):
            longer = np.zeros(max(n, len(copies[name])), dtype=copies[name].dtype)
            longer[: len(copies[name])] = copies[name]
            copies[name] = longer
        return State(**copies)

    @cached_property
    def used(self) -> dict[str, Table]:
        """The bytes that are used of each array of the state."""
        return {
            name: bytes_of(array[: 0 if name in PASSING else n_used(self.state, name)])
            for name, array in self.state._asdict().items()
        }

    def _strain_before(self, org: Organisation) -> list[Strain]:
        """The candidates before the day."""
        return list(takewhile(lambda candidate: candidate.day < self.day, org.strain))


def known(run_ins: Sequence[RunIn], org: Organisation) -> RunIn | None:
    """The first of some run-ins that is an organisation's, too."""
    with undisturbed():  # else an exception could get lost within numpy
        return next((run_in for run_in in run_ins if run_in.is_of(org)), None)


def shared_days(org: Organisation) -> int:
    """The working days before the change date, or before an earlier change of organisation."""
    return min([org.change_tick, *(period.start_tick for period in org.periods[1:])]) // org.clock.day_minutes


def _copy(array: Any, used: Table, place: Any) -> Any:
    """A copy of an array as long as it is, in which only what is used is written; in ``place`` if that is as long."""
    copy = np.empty_like(array) if place is None or place.shape != array.shape else place
    bytes_of(copy)[: len(used)] = used
    return copy


def copied(records: Table) -> Table:
    """A copy of records."""
    return bytes_of(records).copy().view(records.dtype).reshape(records.shape)


def bytes_of(array: Table) -> Table:
    """The same memory: records are copied and compared faster so than field by field."""
    return array.view(np.uint8).reshape(-1)


def _days(org: Organisation, until: int) -> list[Table]:
    """What an engine reads of everybody's days; each [worker, working day before a day]."""
    of = org.capacity
    return [table[:, :until] for table in (of.minutes, of.away, of.vacant, org.office_on)]


def _milieu_kinds(org: Organisation) -> set[int]:
    """What an engine asks of all periods together: whose children may have a milieu worker."""
    return {period.places.milieu_kind for period in org.periods if period.places is not None}


def _same(a: Any, b: Any) -> bool:
    """Whether two values are equal, with all that is in them."""
    if a is b:
        return True
    if isinstance(a, np.ndarray):
        return np.array_equal(a, b)
    if is_dataclass(a):
        return type(a) is type(b) and all(_same(getattr(a, f.name), getattr(b, f.name)) for f in fields(a))
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)
