"""The written contract of the engines, and the small pure functions that decide.

An engine is a deterministic function ``run(org, tape) -> Log``. Two engines that keep this contract give the same log
row for row; they share this module, the tape and the log's kinds, and nothing else.

**Settle, then dispatch.** At each tick all events settle first: a task that ends, a date that comes, a report that
arrives. Settling an event changes and reads its own case or worker only, and sessions end before all else, so that the
order of settling never shows. Then, once a tick, one dispatch does all that compares cases or workers, in this order:

1. *reorganise* (the first tick of a period): by case number, an owner whose team no longer covers the case is released;
2. *extend*: by case number, an investigation open at its deadline and marked gets its extension;
3. *receive*: by case number, a report on a child whose case is open becomes one task there, any other opens a case;
4. *reassign* (the first tick of a day): by case number, the cases with open work of owners who are away long;
5. *level* (the first tick of a month's first working day): by team, while the loads of the most and the least loaded
   worker differ by more than ``levelling_gap_percent`` and the move leaves the taker below the giver's load, the
   giver's latest case that has not changed owner at this tick moves; the taker must not be away today, ties go to the
   lower worker number;
6. *assign*: waiting cases by the order of their first ready task (class, due tick, case, task number; cases without a
   ready task last), then second workers by case number;
7. *pick*: by worker number, idle workers at a tick inside their capacity take their first ready task (class, due tick,
   case, task number).

Where the dispatch itself makes something settle at the same tick (a second worker's part lapses and completes a
contact), another round of settling and dispatch follows.

**Work.** A picked task is worked on in a session of at most ``session_minutes``. A session of m minutes that starts at
s ends at the first tick t with C(t) - C(s) = m, where C counts the worker's capacity minutes before a tick. How much of
the full effort a task gets is decided when it is picked for the first time, by the worker's load at that moment.
"""

from __future__ import annotations

SCREENING, CONTACT, CONCLUSION, LATER_REPORT, MEASURE_START, FOLLOW_UP, REVIEW = range(7)
COUNTY_BOARD, CARE_FOLLOW_UP, HOME_VISIT, VISITOR_FOLLOW_UP = range(7, 11)
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
