"""By which engine and where a plan is simulated."""

import pytest

from caseflow.errors import UserError
from caseflow.execution import USUAL, Execution
from caseflow.parallel import available_cpus


def test_what_is_left_open_is_one_process_a_processor_and_the_fastest_engine():
    assert (USUAL.processes, USUAL.cluster, USUAL.chosen_engine) == (available_cpus(), None, "compiled")


def test_what_is_said_holds():
    execution = Execution(jobs=3, engine="process")
    assert (execution.processes, execution.chosen_engine) == (3, "process")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"jobs": 0}, "jobs must be at least 1 and at most 100000, got 0"),
        ({"jobs": 100_001}, "jobs must be at least 1 and at most 100000, got 100001"),
        ({"engine": "steam"}, r"there is no engine 'steam' \(there are: auto, compiled, process\)"),
    ],
)
def test_what_cannot_be_is_told(wrong: dict[str, object], words: str):
    with pytest.raises(UserError, match=words):
        Execution(**wrong)
