"""Tasks in worker processes: results in the order of the tasks, whatever finishes first; nothing left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from caseflow.errors import CaseflowError

T = TypeVar("T")
R = TypeVar("R")
Progress = Callable[[int, int], None]
"""Called with the number of tasks done and of all tasks."""

ATTEMPTS = 2


def available_cpus() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_tasks(
    function: Callable[[T], R], tasks: Sequence[T], jobs: int, progress: Progress = lambda _done, _all: None
) -> list[R]:
    """``function`` of every task, in the order of the tasks; in this process if ``jobs`` is 1.

    Workers are spawned, so ``function``, tasks and results must be picklable. If a worker process is killed, the tasks
    without a result are run once more in new processes; then CaseflowError. What ``function`` raises, and a keyboard
    interrupt, ends all workers and is raised here.
    """
    progress(0, len(tasks))
    if jobs == 1:
        return [_reported(function(task), i + 1, len(tasks), progress) for i, task in enumerate(tasks)]
    results: dict[int, R] = {}
    for _ in range(ATTEMPTS):
        if _run_in_pool(function, tasks, jobs, results, progress):
            return [results[i] for i in range(len(tasks))]
    raise CaseflowError(
        f"worker processes were killed {ATTEMPTS} times (is there enough memory? try fewer jobs; a script that calls "
        "caseflow with more than one job needs `if __name__ == '__main__':`)"
    )


def _reported(result: R, done: int, total: int, progress: Progress) -> R:
    progress(done, total)
    return result


def _run_in_pool(
    function: Callable[[T], R], tasks: Sequence[T], jobs: int, results: dict[int, R], progress: Progress
) -> bool:
    """Add the missing results; False if a worker process was killed before all were there."""
    missing = [i for i in range(len(tasks)) if i not in results]
    others = multiprocessing.active_children()
    context = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(min(jobs, len(missing)), mp_context=context, initializer=_prepare_worker)
    try:
        futures = {executor.submit(function, tasks[i]): i for i in missing}
        for future in as_completed(futures):
            results[futures[future]] = future.result()
            progress(len(results), len(tasks))
    except BrokenProcessPool:
        _keep_finished(futures, results)
        _end_workers(executor, others)
        return False
    except BaseException:
        _end_workers(executor, others)
        raise
    executor.shutdown()
    return True


def _keep_finished(futures: dict[Future[R], int], results: dict[int, R]) -> None:
    results.update({i: future.result() for future, i in futures.items() if future.done() and not future.exception()})


def _end_workers(executor: ProcessPoolExecutor, others: Iterable[Any]) -> None:
    """End the pool's processes now, in the middle of their work."""
    executor.shutdown(wait=False, cancel_futures=True)
    workers = [child for child in multiprocessing.active_children() if child not in others]
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the parent, and end when the parent ends, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
