"""How a plan is simulated: by which engine, and where. Nothing of it ever shows in a table."""

from __future__ import annotations

from dataclasses import dataclass

from caseflow.engines import ENGINES, chosen
from caseflow.errors import UserError, with_hint
from caseflow.messages import Message, message
from caseflow.parallel import available_cpus

MAX_JOBS = 100_000


@dataclass(frozen=True)
class Execution:
    """An engine and its workers. Raises UserError for fewer than one job, for more than MAX_JOBS,
    and for an engine that there is not.
    """

    jobs: int | None = None
    """Worker processes of this machine; None: one a processor."""
    cluster: str | None = None
    """Address of a Dask scheduler, or ``local`` (see :func:`caseflow.cluster.run_on_cluster`); None: this machine."""
    engine: str = "auto"
    """One of :data:`caseflow.engines.ENGINES`."""

    def __post_init__(self) -> None:
        if self.jobs is not None and not 1 <= self.jobs <= MAX_JOBS:
            raise UserError(out_of_bounds("jobs", self.jobs, 1, MAX_JOBS))
        if self.engine not in ENGINES:
            known = message("there are: {names}", names=", ".join(ENGINES))
            raise UserError(with_hint(message("there is no engine '{engine}'", engine=self.engine), known))

    @property
    def processes(self) -> int:
        """The number of worker processes."""
        return available_cpus() if self.jobs is None else self.jobs

    @property
    def chosen_engine(self) -> str:
        """The engine that simulates. Raises UserError as :func:`caseflow.engines.chosen` does."""
        return chosen(self.engine)


def out_of_bounds(name: str, value: int, low: int, high: int) -> Message:
    """That a number is less or more than it may be."""
    return message(
        "{name} must be at least {low} and at most {high}, got {value}", name=name, low=low, high=high, value=value
    )


USUAL = Execution()
"""By the fastest engine that there is, on all processors of this machine."""
