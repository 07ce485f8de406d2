"""The written contract of the engines, and the small pure functions that decide.

An engine is a deterministic function ``run(org, tape) -> Log``. Two engines that keep this contract give the same log
row for row; they share this module, the tape and the log's kinds, and nothing else.

**Settle, then dispatch.** At each tick all events settle first: a task that ends, a date that comes, a report that
arrives. Settling an event changes and reads its own case or worker only, and sessions end before all else, so that the
order of settling never shows. Then, once a tick, one dispatch does all that compares cases or workers, in this order:

1. *strain* (the first tick of a day): by worker number and kind (illness, then leaving), a candidate is accepted where
   the worker is not vacant and the load is ``from_percent`` or more; a session that the worker is in ends;
2. *reorganise* (the first tick of a period): by case number, an owner whose team no longer covers the case is released;
   loads count by the new period's tables; ready tasks of a kind with another route change queues;
3. *extend*: by case number, an investigation open at its deadline and marked gets its extension;
4. *receive*: by case number, a candidate of growth that is not accepted vanishes; a report on a child whose case is
   open becomes one task there, any other opens a case;
5. *reassign* (the first tick of a day): by case number, the cases with open work of owners who are away long; by worker
   number, what they hold of a pool's tasks goes back to the pool;
6. *level* (the first tick of a month's first working day): by team, while the loads of the most and the least loaded
   worker differ by more than ``levelling_gap_percent`` and the move leaves the taker below the giver's load, the
   giver's latest case that has not changed owner at this tick and that may move moves; the taker must not be away
   today, ties go to the lower worker number. A case may move that the team covers, with which the taker is not in
   conflict, and for which the taker's rank is not higher than the giver's unless the giver is at the peak;
7. *place*: by pool of places, the longest waiting child takes a free place (ties: lower case number);
8. *assign*: waiting cases by the order of their first ready task (class, due tick, case, task number; cases without a
   ready task last), then second workers by case number;
9. *pick*: by worker number, idle workers at a tick inside their capacity take their first ready task (class, due tick,
   case, task number) of their own queue and of the pools to which they belong.

Where the dispatch itself makes something settle at the same tick (a second worker's part lapses and completes a
contact), another round of settling and dispatch follows.

**Who gets a case.** Eligible is who is of the covering team, not away today, below the caseload limit, and (in periods
with conflicts) not in conflict. The first sibling's owner goes before all if eligible. Else:

- among the eligible below the peak (``peak_percent``), those of the lowest rank; of these the least loaded;
- nobody below the peak: of the helpers (workers of the teams of ``helpers[team][stage]`` who are eligible but for the
  team) below the peak the least loaded, whose first task takes the hand-over's minutes as well; without one, the least
  loaded of the eligible;
- nobody of the whole team free of conflict, and the case has waited ``help_delay_days`` working days (ticks counted
  from when it began to wait): of the first team of ``neighbours[municipality][stage]`` with somebody who is eligible
  but for the team the least loaded, with the hand-over's minutes too.

The same choice finds the next owner of a case whose owner is away long. Ties always go to the lower worker number.

**Pools.** A task whose kind has a pool as its route waits in the pool's queue, not its owner's. Whoever picks it holds
it until it is done: what a session leaves goes to the holder's own queue. It moves only as *reassign* and *reorganise*
say. A conclusion goes to its pool only where the case has an unqualified owner when it becomes ready. A bought task is
done after ``bought_days`` calendar days by nobody; nothing can be missed or dropped of it but by its case's end.

**Load.** A worker's load in per cent is that of the owned cases (``case_load``, and a second worker's share) over the
post's monthly minutes, plus for each pool of the worker's that of all open cases (``pool_load``) over the pool's
monthly minutes, each rounded down.

**Work.** A picked task is worked on in a session of at most ``session_minutes``. A session of m minutes that starts at
s ends at the first tick t with C(t) - C(s) = m, where C counts the worker's capacity minutes before a tick. What a task
takes is decided when it is picked for the first time: its full minutes by the team's ``speed_permille``, of these the
effort that the worker's load at that moment allows; and beside it, with no thinning, what a hand-over left, the trip,
and for a county-board case what want of practice adds.
"""

from __future__ import annotations

SCREENING, CONTACT, CONCLUSION, LATER_REPORT, MEASURE_START, FOLLOW_UP, REVIEW = range(7)
COUNTY_BOARD, CARE_FOLLOW_UP, HOME_VISIT, VISITOR_FOLLOW_UP = range(7, 11)
LEGAL_HELP, MEASURE_SEARCH, MILIEU_WORK = range(11, 14)
"""Kinds of task: places in config.schema.TASK_KINDS."""

ASSISTANCE_TASKS = (MEASURE_START, FOLLOW_UP, REVIEW)
"""What lapses when an assistance measure ends."""

INTAKE, INVESTIGATION, MEASURES, CARE = range(4)
"""Stages: places in config.schema.STAGES."""

REPORT_RECEIVED, REPORT_CONCLUDED, SCREENING_WEEK_EXPIRED = range(3)
"""When the legal clock starts: values of Rules.clock_starts."""

ASSISTANCE, CARE_MEASURE = 1, 2
"""Kinds of measure: values of the log's MEASURE_DECIDED and MEASURE_STARTED."""

OPEN_TODAY = 10
"""Added to the kind of measure where a measure was in place already today."""

LAST_CLASS = 10
"""The class of a waiting case without a ready task: after every class that a config may give."""

PERMILLE = 1000


def clock_start_day(clock_starts: int, report_day: int, concluded_day: int, screening_days: int) -> int:
    """The calendar day on which the legal clock of an investigation starts."""
    if clock_starts == REPORT_RECEIVED:
        return report_day
    if clock_starts == REPORT_CONCLUDED:
        return concluded_day
    return report_day + screening_days


def contact_offset(span: int, contact: int, contacts: int) -> int:
    """How long after the opening a contact is planned: the first at once, the last after ``span``.

    A single contact is planned after ``span``.
    """
    if contacts == 1:
        return span
    return span * contact // (contacts - 1)


def load_percent(load_minutes: int, monthly_minutes: int) -> int:
    """A worker's load: expected monthly minutes of the owned cases, in per cent of the post's, rounded down."""
    return load_minutes * 100 // monthly_minutes


def effort_minutes(full_minutes: int, percent: int, effort_permille: tuple[int, ...]) -> int:
    """The minutes that a task gets from a worker whose load is ``percent``; at least 1."""
    permille = effort_permille[min(percent, len(effort_permille) - 1)]
    return max(1, full_minutes * permille // PERMILLE)


def is_less_loaded(load_a: int, monthly_a: int, load_b: int, monthly_b: int) -> bool:
    """Whether worker a has the lower load; compared by cross-multiplication, so that no rounding decides."""
    return load_a * monthly_b < load_b * monthly_a
