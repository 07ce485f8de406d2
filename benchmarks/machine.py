"""On what the figures were measured."""

from __future__ import annotations

import datetime as dt
import platform
from importlib.metadata import version
from pathlib import Path

from caseflow.parallel import available_cpus
from caseflow.version import __version__

LIBRARIES = ("numba", "numpy", "pandas", "pyarrow", "simpy", "ciw", "salabim")


def description() -> str:
    """Date, processor, memory, system and versions, in a sentence or two."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"Measured on {dt.date.today().isoformat()} with caseflow {__version__} on {_processor()}, "
        f"{available_cpus()} cores, {_memory_gb():.0f} GB of memory, {platform.system()} {platform.machine()}. "
        f"Python {platform.python_version()}, {libraries}."
    )


def _processor() -> str:
    """The processor's name where the system tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "an unknown processor"


def _memory_gb() -> float:
    import os

    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
