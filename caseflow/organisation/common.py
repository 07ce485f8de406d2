"""What all models of a config have in common on a tape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np

from caseflow.clock import Clock
from caseflow.config.places import Ways, ways
from caseflow.config.schema import Config
from caseflow.organisation.duties import duty_shares
from caseflow.organisation.load import stage_minutes, task_minutes
from caseflow.organisation.schedule import Spells, on_vacation, scheduled_minutes, spells
from caseflow.organisation.sizes import MONTHS, of_workdays, post_minutes, post_sizes
from caseflow.organisation.tables import Bool, Float64, Int32, Int64
from caseflow.tape.draw import clock_of
from caseflow.tape.tables import Tape

T = TypeVar("T")


class Usual(NamedTuple):
    """Each [post, working day], as if somebody who has learned held every post all the time."""

    full: Float64
    """Minutes for cases before duties if nobody were ever away."""
    minutes: Int32
    """The same in whole minutes; 0 where the post is away whatever the organisation."""
    scheduled: Bool
    """A day on which the post works when nobody is away."""


@dataclass(frozen=True, eq=False)
class Common:
    """Each part is worked out when it is first asked for, and kept; nobody may change it."""

    config: Config
    tape: Tape
    _kept: dict[tuple[Any, ...], Any] = field(default_factory=dict, repr=False)

    def kept(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """What is made for a key, once: of a model, of a period that several models begin with."""
        if key not in self._kept:
            self._kept[key] = make()
        made: T = self._kept[key]
        return made

    # -- the roster's time --------------------------------------------------------------------------------------

    @cached_property
    def clock(self) -> Clock:
        """That of the config's horizon."""
        return clock_of(self.config)

    @cached_property
    def spells(self) -> Spells:
        """Who is ill, on leave or in training."""
        return spells(self.tape, self.config, self.clock)

    @cached_property
    def is_off(self) -> Bool:
        """[post, working day]: away, whatever the organisation."""
        return np.asarray(self.spells.any | on_vacation(self.tape.posts, self.config.absence.vacation, self.clock))

    @cached_property
    def working(self) -> Int64:
        """[post, working day]: working minutes by the post's week."""
        return scheduled_minutes(self.tape.posts, self.config, self.clock)

    @cached_property
    def post_growth(self) -> Float64 | None:
        """[post, calendar day]: the post's size over today's; None: it never changes."""
        return post_sizes(self.config, self.clock)

    @cached_property
    def growth_of_workdays(self) -> Float64:
        """[post, working day]: the same; empty: it never changes."""
        return np.empty((0, 0)) if self.post_growth is None else of_workdays(self.post_growth, self.clock)

    @cached_property
    def casework_permille(self) -> Int64:
        """[post]: minutes for cases, of the working minutes."""
        return self.tape.posts.casework_permille.astype(np.int64)

    @cached_property
    def office_of_worker(self) -> tuple[int, ...]:
        """[post]: index of its office."""
        return tuple(self.tape.posts.office.tolist())

    @cached_property
    def usual(self) -> Usual:
        """The roster's minutes if nobody ever left."""
        # loads numba, which most commands do without
        from caseflow.organisation.daily import usual

        growth, most = self.growth_of_workdays, self.clock.day_minutes
        return Usual(*usual(self.working, self.casework_permille, growth, self.is_off, most))

    @cached_property
    def post_minutes(self) -> Float64:
        """[post]: minutes for cases of today's post in an average month without absence."""
        return post_minutes(self.tape.posts, self.clock)

    def mean_growth(self, days: slice) -> Float64 | None:
        """[post]: the post's size over today's, mean of some working days; None: it never changes, or no days."""
        growth = self.post_growth
        if growth is None or days.start >= days.stop:
            return None
        of_days = self.clock.days_of_workdays[days]
        return self.kept(("mean growth", days.start, days.stop), lambda: np.asarray(growth[:, of_days].mean(axis=1)))

    def duty_shares(self, model: str) -> Float64:
        """[post]: what the duties of a model take of each post's time for cases."""
        return self.kept(("duty shares", model), lambda: duty_shares(self.config, model, MONTHS * self.post_minutes))

    # -- between places -----------------------------------------------------------------------------------------

    @cached_property
    def ways(self) -> Ways:
        """From everywhere to everywhere."""
        return ways(self.config)

    # -- what cases ask for -------------------------------------------------------------------------------------

    @cached_property
    def stage_minutes(self) -> tuple[float, ...]:
        """A month, of an open case by stage."""
        return stage_minutes(self.config)

    @cached_property
    def task_minutes(self) -> dict[str, float]:
        """A month, of an open case by kind of task."""
        return task_minutes(self.config)
