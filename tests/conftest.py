"""What holds for all tests."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Hear Ctrl-C even where a shell started the tests in the background: processes inherit deafness to it.

    Compile before processes that test side by side begin, so that only one does.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        from caseflow import load_config, simulate
        from caseflow.worker import started_early

        with started_early(2):
            simulate(load_config(Path(__file__).parents[1] / "configs/minimal.yaml"), replications=1, years=1, jobs=2)


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    """Hear Ctrl-C as usual again: a command that is run in this process hears it in its own way."""
    yield
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
