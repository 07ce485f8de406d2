"""Who holds a place of a measure, and who waits for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import simpy

from caseflow.engines.process.state import Case
from caseflow.engines.rules import MEASURES
from caseflow.log import Kind
from caseflow.organisation import NOT_LIMITED

if TYPE_CHECKING:
    from caseflow.engines.process.desks import Desks


class PlaceDesk:
    """The places of the period's pools, the children who hold one and those who wait."""

    def __init__(self, office: Desks):
        self.office = office
        self.holding: set[Case] = set()
        self.waiting: set[Case] = set()
        self._may_hand_out = False
        self.begin()

    def begin(self) -> None:
        """By a new period's tables: places are counted anew, and whoever has a measure that is limited holds one."""
        places = self.office.period.places
        self.pool_of: list[list[int]] = [] if places is None else places.pool_of.tolist()
        self.size: list[int] = [] if places is None else places.size.tolist()
        self.taken = [0] * len(self.size)
        self._may_hand_out = True
        for case in self.holding:
            self._count(case, 1)
        for case in self.office.cases.values():
            if case.measure_in_place and self.is_limited(case) and case not in self.holding:
                self.take(case)

    def kind(self, case: Case) -> int:
        """The kind of the child's assistance measure."""
        kind: int = self.office.marks.measure_kind[case.row]
        return kind

    def pool(self, case: Case) -> int:
        """The pool in which the child needs a place; NOT_LIMITED: it needs none."""
        return self.pool_of[case.municipality][self.kind(case)] if self.pool_of else NOT_LIMITED

    def is_limited(self, case: Case) -> bool:
        """Whether the child needs a place."""
        return self.pool(case) != NOT_LIMITED

    def want(self, case: Case) -> simpy.Event:
        """The child waits for a place, until the event."""
        case.place_wanted_tick = self.office.now
        case.found = self.office.env.event()
        self.waiting.add(case)
        self._may_hand_out = True
        self.office.record(Kind.PLACE_WANTED, case.row, stage=MEASURES, value=self.kind(case))
        self.office.want_dispatch()
        return case.found

    def take(self, case: Case) -> None:
        """The child holds a place."""
        self.holding.add(case)
        self._count(case, 1)
        self.office.record(Kind.PLACE_TAKEN, case.row, stage=MEASURES, value=self.kind(case))

    def leave(self, case: Case) -> None:
        """The child holds a place no longer, if it did."""
        if case in self.holding:
            self.holding.remove(case)
            self._count(case, -1)
            self._may_hand_out = True
            self.office.record(Kind.PLACE_LEFT, case.row, stage=MEASURES, value=self.kind(case))
            self.office.want_dispatch()

    def _count(self, case: Case, sign: int) -> None:
        if self.is_limited(case):
            self.taken[self.pool(case)] += sign

    def hand_out(self) -> None:
        """Whoever has waited longest takes a free place."""
        if not self._may_hand_out:
            return
        self._may_hand_out = False
        for case in sorted(self.waiting, key=lambda case: (case.place_wanted_tick, case.row)):
            pool = self.pool(case)
            if pool == NOT_LIMITED or self.taken[pool] < self.size[pool]:
                self.waiting.remove(case)
                self.take(case)
                assert case.found is not None
                case.found.succeed()
