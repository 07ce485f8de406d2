"""Tasks in worker processes: a bounded number at a time, results as they come, nothing left behind."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from caseflow.errors import CaseflowError
from caseflow.garbage import collect_rarely
from caseflow.interrupts import undisturbed

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Called with the number of futures, or of other parts of the work, that are done, and of all."""


def silent(_done: int, _all: int) -> None:
    """No progress is shown."""


ATTEMPTS = 2
"""How often workers may be killed before another task is done."""

PIPE_IS_GONE = (None, errno.EPIPE, errno.EBADF)
"""Errors of writing to a process that has ended; None and EBADF: Python has closed the pipe already."""

AHEAD = 2
"""Tasks given out, for each worker: one in work and one that waits for it."""


def available_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_tasks(function: Callable[[T], R], tasks: Sequence[T], jobs: int) -> Generator[tuple[int, R], None, None]:
    """(place, result) of ``function`` for every task, as they are done; in this process if ``jobs`` is 1.

    Workers are spawned, so ``function``, tasks and results must be picklable; only some tasks are given out at a time.
    If a worker process is killed, the tasks without a result are run again in new processes; CaseflowError if that
    comes ATTEMPTS times without a result in between. What ``function`` raises is raised here. Whatever ends the
    iteration ends all workers.
    """
    if jobs == 1:
        yield from enumerate(map(function, tasks))
        return
    missing = dict(enumerate(tasks))
    attempts = 0
    while missing and attempts < ATTEMPTS:
        attempts += 1
        for place, result in _run_in_pool(function, missing, jobs):
            attempts = 0
            del missing[place]
            yield place, result
    if missing:
        raise CaseflowError(
            f"worker processes were killed {ATTEMPTS} times (is there enough memory? try fewer jobs; a script that "
            "calls caseflow with more than one job needs `if __name__ == '__main__':`)"
        )


def _run_in_pool(function: Callable[[T], R], tasks: dict[int, T], jobs: int) -> Generator[tuple[int, R], None, None]:
    """The results of some tasks; ends early if a worker process is killed."""
    others = multiprocessing.active_children()
    workers = min(jobs, len(tasks))
    context = multiprocessing.get_context("spawn")
    try:
        executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_worker)
    except OSError as error:  # a process that multiprocessing starts beside them was gone at once
        if error.errno not in PIPE_IS_GONE:
            raise
        return
    waiting = iter(list(tasks.items()))
    given: dict[Future[R], int] = {}
    try:
        while True:
            with undisturbed():  # a worker that is just being started would be cut off from its orders
                for place, task in _some(waiting, AHEAD * workers - len(given)):
                    given[_submitted(executor, function, task)] = place
            if not given:
                break
            for future in wait(given, return_when=FIRST_COMPLETED).done:
                yield given.pop(future), future.result()
    except BrokenProcessPool:
        for future, place in given.items():
            if future.done() and not future.exception():
                yield place, future.result()
    finally:
        _end_workers(executor, others)


def _submitted(executor: ProcessPoolExecutor, function: Callable[[T], R], task: T) -> Future[R]:
    """A task given out, which may start a worker. Raises BrokenProcessPool for one that was gone at once, too."""
    try:
        return executor.submit(function, task)
    except OSError as error:
        if error.errno not in PIPE_IS_GONE:
            raise
        raise BrokenProcessPool("a worker was gone before it had its orders") from error


def _some(items: Iterable[T], most: int) -> Iterable[T]:
    return (item for _, item in zip(range(most), items, strict=False))


def _end_workers(executor: ProcessPoolExecutor, others: Iterable[Any]) -> None:
    """End the pool's processes now: in the middle of their work, or idle, for to end by themselves takes a second."""
    executor.shutdown(wait=False, cancel_futures=True)
    workers = [child for child in multiprocessing.active_children() if child not in others]
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and end when the parent ends, however it ends."""
    collect_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
