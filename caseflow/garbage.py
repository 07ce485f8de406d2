"""How often Python looks for objects that nothing but each other holds."""

from __future__ import annotations

import atexit
import gc

OBJECTS = 200_000
"""So many more of them than before, and the youngest are looked through; 700 is usual."""


def collect_rarely() -> None:
    """Have this process look rarely, and not once more at its end: modules and configs are many objects that stay."""
    gc.set_threshold(OBJECTS)
    atexit.register(gc.freeze)
