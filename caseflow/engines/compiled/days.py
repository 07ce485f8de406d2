"""Everybody's days, laid out by day: who is looked at together lies together."""

from __future__ import annotations

from caseflow.compiling import entry_point
from caseflow.engines.compiled.state import Array


@entry_point
def lay_out(desk: Array, minutes: Array, office: Array, away: Array, vacant: Array) -> None:
    """DESK[working day, worker] from tables of [worker, working day]."""
    for worker in range(len(minutes)):
        for day in range(minutes.shape[1]):
            of = desk[day, worker]
            of.minutes, of.office = minutes[worker, day], office[worker, day]
            of.away, of.vacant = away[worker, day], vacant[worker, day]
