"""The matters of the tables that a log is counted in."""

from __future__ import annotations

# fmt: off
# of cases
REPORTS                = 0   # by the day on which they came, not the working day on which they were seen
REPORTS_DISMISSED      = 1
REPORTS_SCREENED       = 2   # dismissed or investigated
REPORTS_SCREENED_LATE  = 3   # of these, after the screening week
ASSISTANCE_STARTED     = 4
CARE_STARTED           = 5
MEASURES_NEW           = 6   # started, without those in place already today
MEASURES_DAYS          = 7   # from their decisions
EMERGENCIES            = 8   # by the day on which somebody responds or first works on them
EMERGENCY_MINUTES      = 9   # until then
CLOSED                 = 10  # cases that end, by the stage in which they do
CLOSED_HANDOVERS       = 11
CLOSED_WORKERS         = 12
RECURRING_DUE          = 13  # FOLLOW_UPS, VISITS and REVIEWS in a row: done, bought or missed, by their due date
RECURRING_MISSED       = 16
N_OF_CASES             = 19

# of workers
MINUTES_WORKED         = 0   # at work in sessions
MINUTES_GIVEN          = 1   # worked on tasks done, by whom did them, without trips and want of practice
MINUTES_FULL           = 2   # the same tasks' minutes at full effort
MINUTES_OF_TRIPS       = 3
COUNTY_BOARD_CASES     = 4
N_OF_WORKERS           = 5

# of families, by municipality: MINUTES_GIVEN, MINUTES_FULL and MINUTES_OF_TRIPS as of workers
N_OF_FAMILIES          = 4
# fmt: on

FOLLOW_UPS, VISITS, REVIEWS = range(3)
"""Kinds of task that recur."""
