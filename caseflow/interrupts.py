"""Ctrl-C and its like, where they would come at a wrong time."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C and its like until the end of the block."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []

    def hold(number: int, _frame: object) -> None:
        held.append(number)

    before = {number: signal.signal(number, hold) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for of, handler in before.items():
            signal.signal(of, signal.SIG_DFL if handler is None else handler)
        for number in held[:1]:
            signal.raise_signal(number)
