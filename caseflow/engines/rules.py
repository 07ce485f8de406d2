"""The written contract of the engines, and the small pure functions that decide.

An engine is a deterministic function ``run(org, tape) -> Log``. Two engines that keep this contract give the same log
row for row; they share this module, the tables of organisation and tape, and the log's kinds, and nothing else.

**Settle, then dispatch.** At each tick all events settle first: a task that ends, a date that comes. Settling an event
changes and reads its own case or worker only, by the tables of the period before where a new one begins at that tick;
sessions and bought tasks end before all else, so that the order of settling never shows. Then, once a tick, one
dispatch does all that compares cases or workers, in this order:

1. *strain* (the first tick of a day, in its first round): by worker number and kind (illness, then leaving), a
   candidate of that day is accepted where the post is not vacant and the load is ``from_percent`` or more. The worker
   is away and without capacity from that day until ``until_day``, beside all other absence; a session that the worker
   is in ends. Who leaves leaves a vacant post; then the newcomer has ``newcomer_permille`` of each day's capacity
   minutes, rounded down, until ``learned_day``;
2. *reorganise* (the first tick of a period): loads count by the new period's tables; by case number, an owner is
   released whose team does not cover the case. Who owned it as a helper or neighbour stays the owner where the new
   tables name their team as one, too (neighbours: in periods with conflicts). Tasks of the kinds with a route wait
   where the new route says (see *pools*). Children with a measure in place for which the new tables limit the places
   take one, even beyond the size;
3. *extend*: by case number, an investigation open at its deadline and marked gets its extension;
4. *receive*: by case number, a candidate of growth that is not accepted vanishes; an emergency out of hours is
   responded to; a report on a child whose case is open becomes one task there, any other opens a case;
5. *reassign* (the first tick of a day): of owners who are away long, by case number, the cases with open tasks of the
   owner's move. A session of somebody away long ends that is on a pool's task, on a case no longer theirs, or on one
   that is ending. By worker number, what those who are away long hold of a pool's tasks goes back to the pool;
6. *level* (the first tick of a month's first working day): by team, while the loads of the most and the least loaded
   worker, in whole per cent, differ by more than ``levelling_gap_percent`` and the move leaves the taker below what
   the giver's load was before it, the last by number of the giver's cases that have not changed owner at this tick and
   that may move moves; the taker must not be away today and be below the caseload limit, ties go to the lower worker
   number. A case may move that the team covers, with which the taker is not in conflict, and for which the taker's rank
   is not higher than the giver's unless the giver is at the peak;
7. *place*: by pool of places, the longest waiting child takes a free place (ties: lower case number);
8. *assign*: waiting cases by the order of their first ready task of the owner's (class, due tick, case, task number;
   cases without one last), then second workers by case number: the least loaded of the covering team who is not the
   owner, away today, or in conflict;
9. *pick*: by worker number, idle workers at a tick inside their capacity take their first ready task (class, due tick,
   case, task number) of their own queue and of the pools to which they belong.

Where the dispatch itself makes something settle at the same tick (a second worker's part lapses and completes a
contact, a child takes a place), another round of settling and dispatch follows.

**What there is.** Cases of municipalities that are not ``served`` do not exist. A candidate of growth is a report
where its mark is below the ``growth_mark`` of the period in which it is received.

**Who gets a case.** Eligible is who is of the covering team, not away today, below the caseload limit, and (in periods
with conflicts) not in conflict. A sibling's owner goes before all if eligible (of several that of the first sibling; a
family's rows stand together on the tape). Else:

- among the eligible below the peak (``peak_percent``), those of the lowest rank; of these the least loaded;
- nobody below the peak, or nobody eligible: of the helpers (workers of the teams of ``helpers[team][stage]`` who are
  eligible but for the team) below the peak the least loaded, with the hand-over's minutes; without one, the least
  loaded of the eligible, whatever the rank;
- nobody of the whole team free of conflict, and the case has waited ``help_delay_days`` working days (ticks counted
  from when it last began to wait, be it with an owner again since; a dispatch happens when they are over): of the
  first team of ``neighbours[municipality][stage]`` with somebody who is eligible but for the team the least loaded,
  with the hand-over's minutes.

Ties always go to the lower worker number. The same choice, but for the sibling, finds the next owner of a case whose
owner is away long; the hand-over's minutes count once, and a second worker who is neither away nor in conflict goes
before all, without these minutes. At a new stage an owner stays - a helper or neighbour, too
- if the team that covers it is the same as before or the owner's own. A conflict decides who gets a case, never who
  keeps it.

**Hand-over.** The minutes of an absence or of levelling are added to the owner's first open task that has not lost its
purpose (class, due tick, case, task number; not a second worker's part, nor a pool's or bought); without one there are
none. Those of helpers and neighbours, and ``coordination_minutes`` where the last owner was of another service in the
same period, are added to that task or, without one, to the owner's next. The log tells which task takes them, and when.

**Second workers.** In a team with a ``second_worker_permille`` an owned case under investigation wants a second
worker, whose load is that share of the case's. Each contact that becomes ready while there is one has a part of the
share's minutes (at least 1) in the second worker's queue, and so has the contact that is open when one comes, if it has
had no second part yet; it is done when none of its parts is open. Second workers leave when the case enters another
stage, when they come to own it or are away long, and when a new period's tables name another team or no share. Then
what is ready of their part lapses; of a part in a session it lapses when that ends - which is at once, but for a new
stage.

**Pools.** A task whose kind has a pool as its route waits in the pool's queue, not its owner's, and needs no owner.
Whoever picks it holds it until it is done: what a session leaves goes to the holder's own queue. It moves only as
*reassign* and *reorganise* say. By a new period's tables a task that a worker of its new pool holds stays there, a
bought one stays bought, and every other one goes where its kind's new route says (to the pool; to the owner; bought
from then on; it lapses where the route is ABSENT), one in a session when that ends. A conclusion goes to its pool only
where the case has an unqualified owner when it becomes ready; a new period moves only those in a pool. A bought task
is done after ``bought_days`` calendar days by nobody; nothing can be missed or dropped of it but by its case's end.

**County board.** The lawyer's part, where ``legal_help`` has a route, is ready beside the preparation with the same
due tick; the decision waits for both.

**Measures that have to be found.** In periods with ``places`` an assistance measure that is decided is found when its
search task (due when the search days are over; none where the route is ABSENT) is done and its search days
(``search_permille`` of the tape's, rounded down, at least one tick) are over; both begin with the decision. These
replace the tape's waiting days. Then, where the child's kind of measure has a pool of places, the child wants a place,
and the measure is in place when it takes one; a kind that is never full leaves no such rows. A child leaves its place
when the measure ends. Today's open measures hold places from tick 0, even beyond the size. By a new period's tables a
child that waits where none is needed any more takes one at once. In a measure of ``milieu_kind`` a milieu worker's
task recurs each ``milieu_days``, the first after the share of them that is left of the first follow-up's, wherever the
tables of that moment give it a route; it is missed, and lapses, as follow-ups do.

**Load.** A worker's load in per cent is that of the owned cases (``case_load``, and a second worker's share) over the
post's monthly minutes, plus for each pool of the worker's that of all open cases (``pool_load``) over the pool's
monthly minutes (at least 1), each rounded down. Where loads are compared with one another, the owned cases' part is
not rounded.

**Work.** A picked task is worked on in a session of at most ``session_minutes``. A session of m minutes that starts at
s ends at the first tick t with C(t) - C(s) = m, where C counts the worker's capacity minutes before a tick. What a
task takes is decided when it is picked for the first time: its full minutes by the ``speed_permille`` of the worker's
team (rounded down, at least 1), of these the effort that the worker's load at that moment allows; and beside it, with
no thinning, what a hand-over left, the trip (``trip_minutes`` from the office in which the worker sits that day, of
these ``trip_permille``, rounded down; a second worker's part has one, too), and for a county-board case what want of
practice adds (of the minutes by the team's speed, rounded down, by the whole months between the days of the worker's
last session on one and of the pick; never, if the post was vacant since). What is beside it is worked off first.
"""

from __future__ import annotations

SCREENING, CONTACT, CONCLUSION, LATER_REPORT, MEASURE_START, FOLLOW_UP, REVIEW = range(7)
COUNTY_BOARD, CARE_FOLLOW_UP, HOME_VISIT, VISITOR_FOLLOW_UP = range(7, 11)
LEGAL_HELP, MEASURE_SEARCH, MILIEU_WORK = range(11, 14)
"""Kinds of task: places in config.schema.TASK_KINDS."""

ASSISTANCE_TASKS = (MEASURE_START, FOLLOW_UP, REVIEW, MILIEU_WORK)
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


def minutes_at_speed(full_minutes: int, speed_permille: int) -> int:
    """What a task takes at full effort of a team that needs ``speed_permille`` of the usual minutes; at least 1."""
    return max(1, full_minutes * speed_permille // PERMILLE)


def whole_months(days: int) -> int:
    """The whole months of some calendar days, each a twelfth of 365 days."""
    return days * 12 // 365


def is_less_loaded(load_a: int, monthly_a: int, load_b: int, monthly_b: int) -> bool:
    """Whether worker a has the lower load; compared by cross-multiplication, so that no rounding decides."""
    return load_a * monthly_b < load_b * monthly_a
