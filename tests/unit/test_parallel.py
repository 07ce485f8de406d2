import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from caseflow.errors import CaseflowError
from caseflow.parallel import run_tasks


def square(number: int) -> int:
    return number * number


def die(_number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def die_once(memory: Path, number: int) -> int:
    if number == 1 and not memory.exists():
        memory.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def fail(number: int) -> int:
    raise ValueError(f"task {number}")


def test_results_stand_in_the_order_of_the_tasks_for_any_number_of_jobs():
    assert run_tasks(square, [3, 1, 2], jobs=1) == run_tasks(square, [3, 1, 2], jobs=2) == [9, 1, 4]


def test_progress_counts_every_task_from_none_to_all():
    seen: list[tuple[int, int]] = []
    run_tasks(square, [3, 1], jobs=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_the_tasks_of_a_killed_worker_run_once_more(tmp_path: Path):
    assert run_tasks(partial(die_once, tmp_path / "died"), [0, 1, 2], jobs=2) == [0, 1, 2]


def test_workers_that_are_killed_again_are_a_clear_error():
    with pytest.raises(CaseflowError, match="worker processes were killed 2 times"):
        run_tasks(die, [0], jobs=2)


def test_what_a_task_raises_is_raised_here():
    with pytest.raises(ValueError, match=r"task [78]"):
        run_tasks(fail, [7, 8], jobs=2)


SLEEPER = """
import sys, time
from pathlib import Path
from caseflow.parallel import run_tasks
def sleep(number):
    Path(sys.argv[1], f"started-{number}").touch()
    time.sleep(60)
if __name__ == "__main__":
    run_tasks(sleep, [0, 1], jobs=2)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals and /proc are POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(tmp_path: Path, stop: signal.Signals):
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER)
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path)], stderr=subprocess.DEVNULL)
    wait_until(lambda: len(list(tmp_path.glob("started-*"))) == 2)
    children = children_of(parent.pid)
    parent.send_signal(stop)
    parent.wait(timeout=20)
    wait_until(lambda: not any(Path(f"/proc/{child}/cmdline").exists() for child in children))


def wait_until(condition, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def children_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
