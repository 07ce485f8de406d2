import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from caseflow.errors import CaseflowError
from caseflow.parallel import AHEAD, run_tasks


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


def results(function, tasks, jobs):
    return sorted(run_tasks(function, tasks, jobs))


def test_every_task_has_its_result_for_any_number_of_jobs():
    expected = [(0, 9), (1, 1), (2, 4), (3, 0), (4, 25)]
    assert results(square, [3, 1, 2, 0, 5], jobs=1) == results(square, [3, 1, 2, 0, 5], jobs=2) == expected


def touch(folder: Path, number: int) -> int:
    (folder / str(number)).touch()
    return number


def test_only_a_few_tasks_are_given_out_before_their_results_are_taken(tmp_path: Path):
    tasks = run_tasks(partial(touch, tmp_path), range(20), jobs=2)
    next(tasks)
    time.sleep(0.5)
    assert len(list(tmp_path.iterdir())) <= 2 * AHEAD
    tasks.close()


def test_the_tasks_of_a_killed_worker_run_once_more(tmp_path: Path):
    assert results(partial(die_once, tmp_path / "died"), [0, 1, 2], 2) == [(0, 0), (1, 1), (2, 2)]


def test_workers_that_are_killed_again_are_a_clear_error():
    with pytest.raises(CaseflowError, match="worker processes were killed 2 times"):
        results(die, [0], 2)


def test_what_a_task_raises_is_raised_here():
    with pytest.raises(ValueError, match=r"task [78]"):
        results(fail, [7, 8], 2)


SLEEPER = """
import sys, time
from pathlib import Path
from caseflow.parallel import run_tasks
def sleep(number):
    Path(sys.argv[1], f"started-{number}").touch()
    time.sleep(60)
if __name__ == "__main__":
    list(run_tasks(sleep, [0, 1], jobs=2))
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


GONE = """\
import multiprocessing
import sys

from caseflow.errors import CaseflowError
from caseflow.parallel import run_tasks

if __name__ == "__main__":
    multiprocessing.set_executable("/bin/false")
    try:
        list(run_tasks(abs, range(4), 2))
    except CaseflowError as error:
        print(error)
"""


@pytest.mark.skipif(not Path("/bin/false").exists(), reason="needs a program that ends at once")
def test_workers_that_cannot_begin_are_a_clear_error_too(tmp_path: Path):
    (tmp_path / "gone.py").write_text(GONE)
    answer = subprocess.run([sys.executable, tmp_path / "gone.py"], capture_output=True, text=True, check=False)
    assert answer.stdout.startswith("worker processes were killed 2 times"), answer.stderr
