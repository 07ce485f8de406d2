"""Where machine code is kept.

In the user's cache or, where that cannot be written, in a temporary folder that a process shares with its workers and
removes when it ends.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import platformdirs

from caseflow.messages import Message, message

SHARED_WITH_WORKERS = "CASEFLOW_MACHINE_CODE"
"""Environment variable by which worker processes, which inherit it, find their parent's temporary folder."""


def when_compiled() -> Message:
    """How often machine code is made, in words."""
    usual = _users_cache()
    if cache_folder() == usual:
        return message("once after each update")
    return message(
        "for this time only, since {place} cannot be written (set XDG_CACHE_HOME to a folder that can)",
        place=usual or message("the cache of a user without a home"),
    )


@cache
def cache_folder() -> Path:
    """The user's cache or, where that cannot be written, a temporary folder: the parent's, or one of this process."""
    usual = _users_cache()
    if usual is not None and _can_be_written(usual):
        return usual
    parents = os.environ.get(SHARED_WITH_WORKERS)
    if parents is not None and Path(parents).is_dir():
        return Path(parents)
    own = os.environ[SHARED_WITH_WORKERS] = tempfile.mkdtemp(prefix="caseflow-machine-code-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return Path(own)


def _users_cache() -> Path | None:
    """The folder for machine code in the user's cache; None of a user without a home."""
    try:
        path = platformdirs.user_cache_path("caseflow", appauthor=False)
    except RuntimeError:
        return None
    return path if path.is_absolute() else None


def _can_be_written(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
