"""Tasks on a cluster of many machines: Dask's scheduler gives them out, and gives out again those of a lost worker."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from typing import Any, TypeVar

from caseflow.errors import CaseflowError, UserError
from caseflow.interrupts import undisturbed, unheard_by_children
from caseflow.messages import message
from caseflow.parallel import AHEAD

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
"""The address that stands for a cluster of this machine's processors, made for one run."""

TIMEOUT_SECONDS = 10

MISSING = message("simulating on a cluster needs Dask: pip install 'caseflow[cluster]'")


def run_on_cluster(
    function: Callable[[T], R], tasks: Sequence[T], address: str, jobs: int
) -> Generator[tuple[int, R], None, None]:
    """(place, result) of ``function`` for every task, as they are done on the workers of a Dask cluster.

    ``address`` is a scheduler's, or LOCAL: a cluster of ``jobs`` worker processes on this machine. Only some tasks are
    given out at a time, and results are not kept. Raises UserError if Dask is missing or the scheduler does not answer,
    CaseflowError if a task's workers are lost again and again; what ``function`` raises is raised here.
    """
    with _client(address, jobs) as client:
        from distributed import KilledWorker, as_completed

        waiting = iter(enumerate(tasks))
        places: dict[str, int] = {}
        running = as_completed(with_results=False)

        def give_out() -> None:
            room = AHEAD * max(1, _threads(client)) - len(places)
            for place, task in islice(waiting, max(0, room)):
                future = client.submit(function, task, pure=False)
                places[future.key] = place
                running.add(future)

        give_out()
        try:
            for future in running:
                result = future.result()
                place = places.pop(future.key)
                future.release()
                give_out()
                yield place, result
        except KilledWorker as error:
            told = message("the workers of the cluster were lost again and again: {words}", words=str(error))
            raise CaseflowError(told) from error


def _threads(client: Any) -> int:
    """How many tasks the cluster's workers do at a time; workers may come and go."""
    return sum(client.nthreads().values())


@contextmanager
def _client(address: str, jobs: int) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(MISSING) from error
    if address == LOCAL:
        with _local_client(jobs) as client:
            yield client
        return
    try:
        client = Client(address, timeout=TIMEOUT_SECONDS)
    except (OSError, ValueError) as error:
        told = message("no Dask scheduler answers at {address}: {words}", address=address, words=str(error))
        raise UserError(told) from error
    with client:
        yield client


@contextmanager
def _local_client(jobs: int) -> Iterator[Any]:
    """A client of a new cluster. Dask breaks if it is stopped while it comes or goes."""
    from dask import config
    from distributed import Client, LocalCluster

    options = {
        "threads_per_worker": 1,
        "silence_logs": logging.ERROR,
        "dashboard_address": None,
        "scheduler_kwargs": {"dashboard_address": ":0"},  # of what is left of it: any port
    }
    with ExitStack() as stack:
        with undisturbed(), unheard_by_children():
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="caseflow-"))
            stack.enter_context(config.set({"temporary-directory": place}))
            try:
                cluster = stack.enter_context(LocalCluster(n_workers=jobs, **options))
            except RuntimeError as error:
                raise CaseflowError(message("the local cluster cannot start: {words}", words=str(error))) from error
            client = stack.enter_context(Client(cluster))
        try:
            yield client
        finally:
            with undisturbed():
                stack.close()
