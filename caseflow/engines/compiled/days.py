"""Everybody's days, laid out by day: who is looked at together lies together."""

from __future__ import annotations

from caseflow.compiling import entry_point
from caseflow.engines.compiled.state import Array


@entry_point
def lay_out(desk: Array, minutes: Array, office: Array, away: Array, vacant: Array, reassign_after_days: int) -> None:
    """DESK[working day, worker] from tables of [worker, working day]; of the last day only what comes before it."""
    for worker in range(len(minutes)):
        before, days_away = 0, 0
        for day in range(minutes.shape[1]):
            of = desk[day, worker]
            of.minutes, of.office, of.before = minutes[worker, day], office[worker, day], before
            of.away, of.vacant = away[worker, day], vacant[worker, day]
            before += minutes[worker, day]
            days_away = days_away + 1 if away[worker, day] else 0
            of.long = days_away >= reassign_after_days
        desk[minutes.shape[1], worker].before = before
