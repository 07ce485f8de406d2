"""Ctrl-C and its like, where they would come at a wrong time."""

from __future__ import annotations

import importlib
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_signals: Any = importlib.import_module("_signal")
"""What :mod:`signal` wraps: without names of numbers and handlers, for which that takes ten times as long."""

_NUMBERS = (int(signal.SIGINT), int(signal.SIGTERM))

Handler = Callable[[int, FrameType | None], object]

DEAF_SECONDS = 3.0
"""So long nobody is heard who stops a process again: it is clearing away."""


class Terminated(BaseException):
    """The process is asked to end, as by Ctrl-C."""


def stop_once() -> None:
    """From now on raise KeyboardInterrupt on Ctrl-C and Terminated on its like, and then none for DEAF_SECONDS.

    After that again, since what is raised at a wrong time may be lost. What the process ignores it goes on to ignore.
    """
    heard_again = -math.inf

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal heard_again
        if time.monotonic() >= heard_again:
            heard_again = time.monotonic() + DEAF_SECONDS
            raise KeyboardInterrupt if number == signal.SIGINT else Terminated

    for number in _NUMBERS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


class undisturbed:  # noqa: N801 - a block's name, as contextmanager would make it, for a fifth of the time
    """Hold back Ctrl-C and its like until the end of the block, if functions in Python hear them.

    The block stands in for these functions. While it is being put in their place or they are put back in its, one of
    them may raise: where it still stands in then it only passes on.
    """

    __slots__ = ("_held", "_holds", "_usual")

    def __init__(self) -> None:
        self._usual: dict[int, Handler] = {}
        self._held: list[int] = []
        self._holds = False

    def __enter__(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in _NUMBERS:
                handler = _signals.getsignal(number)
                if callable(handler):
                    self._usual[number] = handler
                    _signals.signal(number, self)
            self._holds = True

    def __exit__(self, *_error: object) -> None:
        try:
            for number, handler in self._usual.items():
                _signals.signal(number, handler)
        finally:
            self._holds = False
        self._let_go()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Hear a signal."""
        if self._holds:
            self._held.append(number)
        else:
            self._usual[number](number, frame)

    def _let_go(self) -> None:
        for number in self._held[:1]:
            self._held.clear()
            signal.raise_signal(number)


@contextmanager
def disturbed() -> Iterator[None]:
    """Let Ctrl-C and its like through again until the end of the block, within an undisturbed one."""
    handlers = map(_signals.getsignal, _NUMBERS if threading.current_thread() is threading.main_thread() else ())
    blocks = {handler for handler in handlers if isinstance(handler, undisturbed)}
    for block in blocks:
        block._holds = False
    try:
        for block in blocks:
            block._let_go()
        yield
    finally:
        for block in blocks:
            block._holds = True


@contextmanager
def unheard_by_children() -> Iterator[None]:
    """Have a process that is started in the block never hear Ctrl-C, not even at first; Windows has no such way."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # that lets Ctrl-C through again where it starts a process of its own
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
