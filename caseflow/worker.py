"""Worker processes that load what simulates while the main process still reads the config: that takes a second."""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib import import_module

from caseflow.machine_code import cache_folder
from caseflow.parallel import kept_workers

NEEDED = (
    "caseflow.experiment",
    "caseflow.organisation",
    "caseflow.stats.indicators",
    "caseflow.stats.series",
    "caseflow.tape.draw",
)
"""What :func:`caseflow.experiment.simulate_task` imports, all in all."""


def started_early(jobs: int) -> AbstractContextManager[None]:
    """Have so many workers for all simulations of the block; see :func:`caseflow.parallel.kept_workers`."""
    cache_folder()  # of all of them, not of each its own
    return kept_workers(jobs, load)


def load() -> None:
    """Import what simulates, and load the machine code that is kept of it."""
    from caseflow.compiling import HAS_NUMBA, load_machine_code

    for name in NEEDED:
        import_module(name)
    if HAS_NUMBA:
        import_module("caseflow.engines.compiled")
        load_machine_code()
