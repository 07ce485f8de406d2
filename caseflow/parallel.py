"""Tasks in worker processes: a bounded number at a time, results as they come, nothing left behind."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager, suppress
from typing import Any, TypeVar

from caseflow.errors import CaseflowError
from caseflow.garbage import collect_rarely
from caseflow.interrupts import undisturbed, unheard_by_children
from caseflow.messages import message

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

STARTED_EARLY = 4
"""So many workers start before it is known how many tasks there are, at most."""

LOOK_SECONDS = 1.0
"""How often this process looks whether workers live while it waits for results."""

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
    iteration ends all workers, but those that :func:`kept_workers` keeps and that are idle.
    """
    if jobs == 1:
        yield from enumerate(map(function, tasks))
        return
    missing = dict(enumerate(tasks))
    attempts = 0
    while missing and attempts < ATTEMPTS:
        attempts += 1
        with closing(_run_in_pool(function, missing, jobs)) as results:
            for place, result in results:
                attempts = 0
                del missing[place]
                yield place, result
    if missing:
        raise CaseflowError(
            message(
                "worker processes were killed {times} times (is there enough memory? try fewer jobs; a script that "
                "calls caseflow with more than one job needs `if __name__ == '__main__':`)",
                times=ATTEMPTS,
            )
        )


@contextmanager
def kept_workers(jobs: int, load: Callable[[], object]) -> Iterator[None]:
    """Until the end of the block, have the same worker processes run whatever is run with as many ``jobs``.

    The first of them start at once, and call ``load`` while this process gets ready to give them tasks.
    """
    try:
        if jobs > 1:
            with undisturbed(), suppress(BrokenProcessPool):
                _kept[jobs] = pool = Pool(jobs)
                for _ in range(min(jobs, STARTED_EARLY)):
                    pool.submit(load)
        yield
    finally:
        let_go(jobs)


def let_go(jobs: int) -> None:
    """End the workers that are kept for so many jobs, if there are any: what they cost is known when they are gone."""
    with undisturbed():
        if jobs in _kept:
            _kept.pop(jobs).end()


def beside(function: Callable[[], R], jobs: int) -> Callable[[], R]:
    """Have one of so many kept workers call a function; what is returned waits for its result.

    This process calls it when its result is asked for where no worker is kept, and where the worker was killed.
    """
    pool, future = _kept.get(jobs), None
    if pool is not None:
        with undisturbed(), suppress(BrokenProcessPool):
            future = pool.submit(function)

    def result() -> R:
        with suppress(BrokenProcessPool):
            if pool is not None and future is not None:
                pool.first_done([future])
                return future.result()
        return function()

    return result


_kept: dict[int, Pool] = {}
"""By the number of jobs."""


class Pool:
    """Worker processes: as many as there are tasks for, up to a number."""

    def __init__(self, workers: int) -> None:
        """None is started yet. Raises BrokenProcessPool."""
        self.workers = workers
        self._others = multiprocessing.active_children()
        context = multiprocessing.get_context("spawn")
        with _gone_as_broken():  # a process that multiprocessing starts beside them
            self._executor = ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare_worker)
        self._processes = self._executor._processes
        self._results: Any = self._executor._result_queue

    def submit(self, function: Callable[..., R], *arguments: object) -> Future[R]:
        """A call given out, which may start a worker: call it undisturbed, or that is cut off from its orders.

        Raises BrokenProcessPool, also for a worker that was gone at once.
        """
        with _gone_as_broken(), unheard_by_children():
            return self._executor.submit(function, *arguments)

    def first_done(self, futures: Collection[Future[R]]) -> set[Future[R]]:
        """Those of some calls that are done, as soon as one is.

        Raises BrokenProcessPool where a worker was killed while it sent its result: the executor waits for the rest.
        """
        while True:
            done = wait(futures, LOOK_SECONDS, FIRST_COMPLETED).done
            if done:
                return done
            if not all(worker.is_alive() for worker in list(self._processes.values())):
                raise BrokenProcessPool("a worker was killed while it sent its result")

    def end(self) -> None:
        """End the processes now: in the middle of their work, or idle, for to end by themselves takes a second.

        A process or a thread that was left would hang Python's end, or break it.
        """
        with undisturbed():
            workers = [child for child in multiprocessing.active_children() if child not in self._others]
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join()
            self._results._writer.close()  # or the executor waits for the rest of a result
            self._executor.shutdown()


@contextmanager
def _gone_as_broken() -> Iterator[None]:
    """Raise BrokenProcessPool where a process is gone before it has its orders."""
    try:
        yield
    except OSError as error:
        if error.errno not in PIPE_IS_GONE:
            raise
        raise BrokenProcessPool("a process was gone before it had its orders") from error


def _run_in_pool(function: Callable[[T], R], tasks: dict[int, T], jobs: int) -> Generator[tuple[int, R], None, None]:
    """The results of some tasks; ends early if a worker process is killed."""
    try:
        pool = _kept.get(jobs) or Pool(min(jobs, len(tasks)))
    except BrokenProcessPool:
        return
    waiting = iter(list(tasks.items()))
    given: dict[Future[R], int] = {}
    try:
        while True:
            with undisturbed():
                for place, task in _some(waiting, AHEAD * pool.workers - len(given)):
                    given[pool.submit(function, task)] = place
            if not given:
                break
            for future in pool.first_done(given):
                yield given.pop(future), future.result()
    except BrokenProcessPool:
        _kept.pop(jobs, None)
        for future, place in given.items():
            if future.done() and not future.exception():
                yield place, future.result()
    finally:
        if given or pool is not _kept.get(jobs):
            _kept.pop(jobs, None)
            pool.end()


def _some(items: Iterable[T], most: int) -> Iterable[T]:
    return (item for _, item in zip(range(most), items, strict=False))


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
