import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from caseflow.errors import CaseflowError, UserError
from caseflow.language import language
from caseflow.messages import message
from caseflow.parallel import AHEAD, beside, kept_workers, let_go, run_tasks


def square(number: int) -> int:
    return number * number


def die(_number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def refuse(number: int) -> int:
    error = UserError(message("{file} is missing", file=number))
    error.add_note(message("nothing was left behind"))
    raise error


def die_once(memory: Path, number: int) -> int:
    if number == 1 and not memory.exists():
        memory.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_while_sending(then: Callable[[], object]) -> None:
    """Of the next result only the first bytes are sent."""

    def send(connection, data, *_):
        os.write(connection.fileno(), bytes(data)[:10])
        then()

    multiprocessing.connection.Connection._send = send


def die_sending_once(memory: Path, number: int) -> int:
    if number == 1 and not memory.exists():
        memory.touch()
        die_while_sending(partial(die, 0))
    return number


def send_half(folder: Path, number: int) -> int:
    if number == 1:
        wait_until((folder / "other_has_sent").exists)
        die_while_sending(partial(wait_after, (folder / "is_sending").touch))
    return number


def wait_after(call: Callable[[], object]) -> None:
    call()
    time.sleep(60)


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


def test_the_tasks_of_a_worker_that_is_killed_while_it_sends_a_result_run_once_more(tmp_path: Path):
    assert results(partial(die_sending_once, tmp_path / "died"), [0, 1, 2], 2) == [(0, 0), (1, 1), (2, 2)]


def test_nothing_waits_for_the_rest_of_a_result_when_the_iteration_ends(tmp_path: Path):
    before = threading.enumerate()
    tasks = run_tasks(partial(send_half, tmp_path), [0, 1], 2)
    next(tasks)
    (tmp_path / "other_has_sent").touch()
    wait_until((tmp_path / "is_sending").exists)
    tasks.close()
    assert not {thread for thread in threading.enumerate() if not thread.daemon} - set(before)


def test_ctrl_c_does_not_disturb_the_end_of_workers(monkeypatch: pytest.MonkeyPatch):
    def interrupted(worker: multiprocessing.process.BaseProcess) -> None:
        signal.raise_signal(signal.SIGINT)
        terminate(worker)

    terminate = multiprocessing.process.BaseProcess.terminate
    monkeypatch.setattr(multiprocessing.process.BaseProcess, "terminate", interrupted)
    before = threading.enumerate()
    tasks = run_tasks(square, [1, 2, 3], 2)
    next(tasks)
    with pytest.raises(KeyboardInterrupt):
        tasks.close()
    assert not {thread for thread in threading.enumerate() if not thread.daemon} - set(before)
    assert not multiprocessing.active_children()


def test_workers_that_are_killed_again_are_a_clear_error():
    with pytest.raises(CaseflowError, match="worker processes were killed 2 times"):
        results(die, [0], 2)


def test_what_a_task_raises_is_raised_here():
    with pytest.raises(ValueError, match=r"task [78]"):
        results(fail, [7, 8], 2)


def hears_ctrl_c(_number: int) -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="only POSIX holds signals back from children")
def test_workers_do_not_hear_ctrl_c_from_their_first_moment_on():
    assert results(hears_ctrl_c, [0], 2) == [(0, False)]
    assert hears_ctrl_c(0)


# -- kept workers -------------------------------------------------------------------------------------------------


def nothing() -> None:
    pass


def process(_number: int = 0) -> int:
    return os.getpid()


def own_process(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(1)  # or the first worker may be ready before the second one starts, which then is not needed


def die_sending_beside(parent: int) -> int:
    if os.getpid() != parent:
        die_while_sending(partial(die, 0))
    return os.getpid()


def die_beside(parent: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def processes(jobs: int) -> set[int]:
    return {result for _, result in run_tasks(process, range(8), jobs)}


def test_kept_workers_run_whatever_is_run_meanwhile():
    with kept_workers(2, nothing):
        assert len(processes(2) | processes(2)) <= 2
        assert os.getpid() not in processes(2)
        assert processes(1) == {os.getpid()}


def test_kept_workers_load_at_once_and_are_gone_afterwards(tmp_path: Path):
    with kept_workers(2, partial(own_process, tmp_path)):
        wait_until(lambda: len(list(tmp_path.iterdir())) == 2)
        loaded = {int(path.name) for path in tmp_path.iterdir()}
        assert processes(2) <= loaded
    assert not loaded & {child.pid for child in multiprocessing.active_children()}


def test_what_kept_workers_cost_is_known_when_they_are_let_go():
    with kept_workers(2, nothing):
        before, workers = os.times(), processes(2)
        let_go(2)
        assert os.times().children_user > before.children_user
        assert not workers & {child.pid for child in multiprocessing.active_children()}
        assert results(square, [3], 2) == [(0, 9)]


def test_one_job_needs_no_worker():
    before = multiprocessing.active_children()
    with kept_workers(1, nothing):
        assert multiprocessing.active_children() == before


def test_the_tasks_of_a_kept_worker_that_is_killed_run_once_more(tmp_path: Path):
    with kept_workers(2, nothing):
        assert results(partial(die_once, tmp_path / "died"), [0, 1, 2], 2) == [(0, 0), (1, 1), (2, 2)]
        assert results(square, [3], 2) == [(0, 9)]


def test_workers_that_are_killed_while_they_load_are_replaced():
    with kept_workers(2, partial(die, 0)):
        assert results(square, [3], 2) == [(0, 9)]


def test_what_kept_workers_have_in_work_ends_with_the_iteration(tmp_path: Path):
    with kept_workers(2, nothing):
        tasks = run_tasks(partial(touch_slowly, tmp_path), range(20), jobs=2)
        next(tasks)
        tasks.close()
        begun = set(tmp_path.iterdir())
        assert results(square, [3], 2) == [(0, 9)]
        time.sleep(0.5)
        assert set(tmp_path.iterdir()) == begun


def touch_slowly(folder: Path, number: int) -> None:
    touch(folder, number)
    time.sleep(0.1)


def test_a_kept_worker_calls_a_function_beside_this_process():
    with kept_workers(2, nothing):
        assert beside(process, 2)() != os.getpid()


def test_what_a_function_beside_raises_is_raised_here():
    with kept_workers(2, nothing), pytest.raises(ValueError, match="task 7"):
        beside(partial(fail, 7), 2)()


def test_this_process_calls_a_function_that_no_worker_can():
    assert beside(process, 2)() == os.getpid()
    for dies in (die_beside, die_sending_beside):
        with kept_workers(2, nothing):
            assert beside(partial(dies, os.getpid()), 2)() == os.getpid()


def test_this_process_calls_a_function_after_kept_workers_were_killed():
    with kept_workers(2, nothing):
        for worker in processes(2):
            os.kill(worker, signal.SIGKILL)
        time.sleep(0.5)
        assert beside(process, 2)() == os.getpid()
        assert results(square, [3], 2) == [(0, 9)]


# -- parents ------------------------------------------------------------------------------------------------------

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


def test_what_a_worker_raises_can_be_told_in_norwegian() -> None:
    with pytest.raises(UserError, match="1 is missing") as raised, closing(run_tasks(refuse, [1, 1], 2)) as results:
        next(results)
    told = [raised.value.message, *raised.value.__notes__]
    assert [language("nb").say(one) for one in told] == ["1 mangler", "ingenting ble liggende igjen"]
