"""Chromium without a window, told what to do through a pipe (Chrome DevTools Protocol): needs no driver and no port."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "headless_shell")

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip


def find() -> str | None:
    """A Chromium: the one that CHROMIUM names, one on the path, or one that Playwright has installed."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    on_path = (shutil.which(name) for name in NAMES)
    playwright = Path.home().glob(".cache/ms-playwright/chromium*/chrome-linux*/*")
    installed = (str(path) for path in playwright if path.name in ("chrome", "headless_shell"))
    return next((path for path in (*on_path, *installed) if path), None)


class Browser:
    """One page in a running Chromium."""

    def __init__(self, write: int, read: RawIOBase) -> None:
        self._write, self._read = write, read
        self._number, self._rest, self._session = 0, b"", ""
        self.events: list[dict[str, Any]] = []
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Call a method of the protocol and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def open(self, page: Path) -> None:
        """Open a file and wait until it is loaded."""
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._next()

    def show(self, width: int, media: str = "screen") -> None:
        """Make the page so wide, on a screen or on paper."""
        self.send("Emulation.setEmulatedMedia", media=media)
        self.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
        )

    def ask(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = self._read.read(1 << 20)
            assert piece, "Chromium has ended"
            self._rest += piece
        first, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(first)
        if "method" in message:
            self.events.append(message)
        return message


@contextmanager
def running(program: str) -> Iterator[Browser]:
    """A Chromium with a profile of its own, which ends afterwards."""
    from_us, to_us = os.pipe(), os.pipe()

    def as_it_expects() -> None:
        # it reads file 3 and writes file 4; both may be taken by the other ends of the pipes
        own = [os.dup(os.dup(end)) for end in (from_us[0], to_us[1])]
        os.dup2(own[0], 3)
        os.dup2(own[1], 4)

    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, *ARGUMENTS, f"--user-data-dir={profile}"],
            preexec_fn=as_it_expects, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(from_us[0])
        os.close(to_us[1])
        with os.fdopen(to_us[0], "rb", buffering=0) as answers:
            try:
                yield Browser(from_us[1], answers)
            finally:
                process.terminate()
                process.wait(timeout=20)
                os.close(from_us[1])
