"""caseflow: simulates how child-welfare cases flow under different organisational models."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from caseflow.version import __version__

if TYPE_CHECKING:
    from caseflow.config.load import load_config
    from caseflow.experiment import simulate
    from caseflow.store.opened import open_run

__all__ = ["__version__", "load_config", "open_run", "simulate"]

_HOMES = {
    "load_config": "caseflow.config.load",
    "open_run": "caseflow.store.opened",
    "simulate": "caseflow.experiment",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562), so that ``import caseflow`` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'caseflow' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
