import signal
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from caseflow import interrupts
from caseflow.interrupts import DEAF_SECONDS, Terminated, disturbed, stop_once, undisturbed


class Ended(BaseException):
    """What SIGTERM raises here."""


def end(*_: object) -> None:
    raise Ended


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    before = {signal.SIGINT: signal.getsignal(signal.SIGINT), signal.SIGTERM: signal.signal(signal.SIGTERM, end)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize(("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Ended)])
def test_a_signal_waits_for_the_end_of_all_blocks(number: signal.Signals, error: type[BaseException]) -> None:
    seen = []

    def work() -> None:
        with undisturbed():
            with undisturbed():
                signal.raise_signal(number)
                seen.append("inner")
            seen.append("outer")
        seen.append("after")

    before = signal.getsignal(number)
    with pytest.raises(error):
        work()
    assert seen == ["inner", "outer"]
    assert signal.getsignal(number) is before


def test_a_signal_comes_after_a_block_that_fails() -> None:
    def fail() -> None:
        with undisturbed():
            signal.raise_signal(signal.SIGINT)
            raise ValueError

    with pytest.raises(KeyboardInterrupt) as stopped:
        fail()
    assert isinstance(stopped.value.__context__, ValueError)


def test_within_a_block_another_lets_signals_through() -> None:
    with undisturbed(), disturbed(), undisturbed(), pytest.raises(Ended), disturbed():
        signal.raise_signal(signal.SIGTERM)
    with disturbed(), pytest.raises(Ended):
        signal.raise_signal(signal.SIGTERM)


def test_what_is_held_back_comes_where_a_block_lets_signals_through() -> None:
    with undisturbed():
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), disturbed():
            raise AssertionError


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_what_no_function_hears_is_left_alone(handler: signal.Handlers) -> None:
    signal.signal(signal.SIGTERM, handler)
    with undisturbed():
        assert signal.getsignal(signal.SIGTERM) is handler


def test_only_the_main_thread_hears_signals() -> None:
    found: list[object] = []

    def look() -> None:
        with undisturbed(), disturbed():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert found == [signal.default_int_handler]


def test_a_process_that_was_just_stopped_does_not_hear_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_once()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGINT)
    signal.raise_signal(signal.SIGTERM)
    later = interrupts.time.monotonic() + DEAF_SECONDS
    monkeypatch.setattr(interrupts, "time", SimpleNamespace(monotonic=lambda: later))
    with pytest.raises(Terminated):
        signal.raise_signal(signal.SIGTERM)


def test_what_a_process_ignores_does_not_stop_it() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop_once()
    signal.raise_signal(signal.SIGINT)


@pytest.fixture
def come(monkeypatch: pytest.MonkeyPatch) -> Callable[[signal.Signals, bool], None]:
    """Have a signal come just before the handler of SIGTERM changes: the first time, or when it is put back."""
    own = interrupts._signals

    def come(number: signal.Signals, back: bool) -> None:
        def set_handler(of: int, handler: object) -> None:
            if of == signal.SIGTERM and (handler is end) == back:
                signal.raise_signal(number)
            own.signal(of, handler)

        monkeypatch.setattr(interrupts, "_signals", SimpleNamespace(getsignal=own.getsignal, signal=set_handler))

    return come


def test_a_signal_that_comes_while_a_block_begins_swallows_no_other(come: Callable[..., None]) -> None:
    come(signal.SIGTERM, back=False)
    with pytest.raises(Ended), undisturbed():
        raise AssertionError
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_signal_that_comes_while_a_block_ends_swallows_no_other(come: Callable[..., None]) -> None:
    come(signal.SIGINT, back=True)
    with pytest.raises(KeyboardInterrupt), undisturbed():
        pass
    with pytest.raises(Ended):
        signal.raise_signal(signal.SIGTERM)
