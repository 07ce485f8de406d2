"""Where a run comes from: software, libraries, platform and what it cost; never who ran it, or where."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from caseflow.messages import Message, laid_out, message
from caseflow.store.record import Environment, Software
from caseflow.version import __version__

LIBRARIES = (
    "holidays",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "ruamel.yaml",
    "scipy",
    "simpy",
)
"""The libraries whose version can change a result or its file's bytes."""

MEGABYTE = 1024 * 1024


def software() -> dict[str, str | None]:
    """Version, commit (None outside a checkout) and hash of the source of caseflow."""
    return {"name": "caseflow", "version": __version__, "commit": commit(), "source_sha256": source_sha256()}


def environment() -> dict[str, object]:
    """Python and library versions, system and machine type."""
    return {
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "system": platform.system(),
        "machine": platform.machine(),
        "libraries": {name: _version(name) for name in LIBRARIES},
    }


@cache
def made_with() -> tuple[Software, Environment]:
    """The software of this process and what it runs on, as records."""
    return Software.model_validate(software()), Environment.model_validate(environment())


def changes(then: tuple[Software, Environment], now: tuple[Software, Environment]) -> list[Message]:
    """What is not as it was, in words."""
    (old_software, old), (new_software, new) = then, now
    pairs = [
        (name, getattr(old, name), getattr(new, name)) for name in ("python", "implementation", "system", "machine")
    ]
    pairs += [(name, version, new.libraries.get(name)) for name, version in old.libraries.items()]
    changed = [
        laid_out("{name} {before} -> {after}", name=name, before=before, after=after)
        for name, before, after in pairs
        if before != after
    ]
    if old_software.source_sha256 != new_software.source_sha256:
        before, after = old_software.version, new_software.version
        changed.insert(0, message("caseflow {before} -> {after}, other source", before=before, after=after))
    return changed


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _package() -> Path:
    return Path(__file__).resolve().parents[1]


def source_sha256() -> str:
    """Hash of every Python file of the package: the same wherever it is installed."""
    digest = sha256()
    for path in sorted(_package().rglob("*.py")):
        digest.update(path.relative_to(_package()).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def commit() -> str | None:
    """The git commit of caseflow's own checkout, with ``-dirty`` after it if tracked files were changed; else None."""
    checkout = _package().parent
    git = shutil.which("git")
    if git is None or not (checkout / ".git").exists():
        return None
    command = [git, "-C", str(checkout), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    return answer.stdout.strip() or None


def without_places(arguments: Sequence[str], here: Path | None = None) -> list[str]:
    """Command-line arguments whose absolute or upward paths are cut to what says nothing about user or machine.

    Bytes that are no UTF-8, which no record can keep, become question marks.
    """
    here = (here or Path.cwd()).resolve()
    return [_without_place(argument, here).encode("utf-8", "replace").decode() for argument in arguments]


def _without_place(argument: str, here: Path) -> str:
    if argument.startswith("--") and "=" in argument:
        option, value = argument.split("=", 1)
        return f"{option}={_without_place(value, here)}"
    path = Path(argument)
    if not (path.is_absolute() or ".." in path.parts or argument.startswith("~")):
        return argument
    resolved = path.resolve()
    return resolved.relative_to(here).as_posix() if resolved.is_relative_to(here) else path.name


class Stopwatch:
    """What a run costs: started when made."""

    def __init__(self) -> None:
        self._wall = time.monotonic()
        self._cpu = _cpu_seconds()

    def resources(self, jobs: int, engine: str) -> dict[str, str | float | int | None]:
        """What simulated, wall and CPU seconds (ended worker processes included), the largest process's peak memory."""
        return {
            "engine": engine,
            "jobs": jobs,
            "wall_seconds": round(time.monotonic() - self._wall, 3),
            "cpu_seconds": round(_cpu_seconds() - self._cpu, 3),
            "peak_memory_mb": _peak_memory_mb(),
        }


def _cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_memory_mb() -> float | None:
    """Of the largest of this process and its ended children; None where the system does not tell (Windows)."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(peak * unit / MEGABYTE, 1)
