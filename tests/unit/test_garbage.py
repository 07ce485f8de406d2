import gc
import subprocess
import sys

from caseflow.garbage import OBJECTS, collect_rarely
from caseflow.parallel import run_tasks


def threshold(_number: int) -> int:
    return gc.get_threshold()[0]


def test_this_process_looks_rarely_afterwards():
    before = gc.get_threshold()
    try:
        collect_rarely()
        assert gc.get_threshold() == (OBJECTS, *before[1:])
    finally:
        gc.set_threshold(*before)


def test_worker_processes_look_rarely():
    assert list(run_tasks(threshold, [0], jobs=2)) == [(0, OBJECTS)]


CYCLE = """
from caseflow.garbage import collect_rarely
collect_rarely()
class Cycle:
    def __del__(self): print("looked through")
cycle = Cycle()
cycle.itself = cycle
del cycle
"""


def test_at_its_end_this_process_does_not_look_once_more():
    assert subprocess.run([sys.executable, "-c", CYCLE], capture_output=True, text=True, check=True).stdout == ""
