"""Queues of one kind of task, as caseflow configs, whose waiting times queueing theory knows."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseflow.config.load import parse_config
from caseflow.config.schema import Config
from caseflow.engines.compiled import run
from caseflow.log import Kind, Log
from caseflow.organisation import Organisation, organise
from caseflow.tape.draw import draw
from caseflow.tape.tables import Capacity, Tape

MINUTES_PER_YEAR = 365.25 * 1440

QUEUE = """
schema: 1
calendar: {{kind: continuous, today: 2001-01-01, change_date: 2002-01-01, day_minutes: 1440}}
years: {years}
replications: 1
seed: {seed}
baseline: queue
municipalities:
  Here:
    number: 1
    children_0_17: 1000
    reports_per_1000_children_per_year: {reports_per_year}
    open_measures: 0
    open_investigations: 0
staff:
  S: {{number: 1, posts_fte: [{servers} x 1.0], office: Here}}
models:
  queue: {{services: {{S: {{municipalities: [Here], generalists: [S]}}}}}}
demand:
  season: {{July: 1, August: 1}}
  weekdays: {{Saturday: 1, Sunday: 1}}
  children_per_family: 1
  later_reports_share: 0
  emergency_share: {urgent_share}
  emergency_out_of_hours_share: 0
  dismissed_share: 1
effort: {{screening_hours: {service}}}
work:
  casework_share: 1
  session_minutes: 100000000
  caseload_limit: {limit}
  pressure: {{exponent: 0}}
absence:
  self_certified: {{share: 0}}
  doctor_certified: {{share: 0}}
  parental: {{share: 0}}
  other_leave: {{share: 0}}
  training: {{share: 0}}
  vacation: {{summer_weeks: 0, other_weeks: 0}}
  turnover: {{leaving_per_year: 0}}
"""


@dataclass(frozen=True)
class Queue:
    """A queue to simulate; times in minutes."""

    servers: int
    load: float
    service: str
    service_minutes: float
    pooled: bool = False
    urgent_share: float = 0.0
    years: int = 150
    seed: int = 1

    @property
    def arrivals_per_minute(self) -> float:
        return self.load * self.servers / self.service_minutes

    def config(self) -> Config:
        text = QUEUE.format(
            years=self.years,
            seed=self.seed,
            reports_per_year=self.arrivals_per_minute * MINUTES_PER_YEAR,
            servers=self.servers,
            service=self.service,
            limit=1 if self.pooled else "null",
            urgent_share=self.urgent_share,
        )
        return parse_config(text).resolve()


def simulate(queue: Queue, capacity: Capacity | None = None) -> tuple[Organisation, Tape, Log]:
    """Run a queue, on another capacity if one is given."""
    config = queue.config()
    tape = draw(config, 0)
    org = organise(config, "queue", tape)
    if capacity is not None:
        org = dataclasses.replace(org, capacity=capacity)
    return org, tape, run(org, tape)


def waits_minutes(tape: Tape, log: Log) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """(cases, minutes from report to first work), for every case whose work began."""
    started = log.of(Kind.WORK_STARTED)
    cases, first = np.unique(started.case, return_index=True)
    return cases, (started.tick[first] - tape.cases.visible_tick[cases]).astype(float)


def sojourns_minutes(tape: Tape, log: Log) -> npt.NDArray[np.float64]:
    """Minutes from report to the end of the work, for every case that ended, in order of the reports."""
    done = log.of(Kind.TASK_DONE)
    order = np.argsort(done.case)
    return (done.tick - tape.cases.visible_tick[done.case])[order].astype(float)


def batch_z(values: npt.NDArray[np.float64], expected: float, batches: int = 30) -> float:
    """How many standard errors the mean lies from ``expected``; the error from means of long batches, the warm-up cut.

    For batch means of 30 batches |z| > 4 happens by chance in about 4 of 10,000 independent tests (t with 29 degrees
    of freedom).
    """
    kept = values[len(values) // 20 :]
    means = np.array([batch.mean() for batch in np.array_split(kept, batches)])
    return float((means.mean() - expected) / (means.std(ddof=1) / math.sqrt(batches)))


def erlang_c(servers: int, offered: float) -> float:
    """The probability of waiting in M/M/c (Erlang 1917)."""
    terms = [offered**k / math.factorial(k) for k in range(servers)]
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    return last / (sum(terms) + last)
