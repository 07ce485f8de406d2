"""What holds for all tests."""

import signal


def pytest_configure() -> None:
    """Hear Ctrl-C even where a shell started the tests in the background: processes inherit deafness to it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
