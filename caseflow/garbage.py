"""How often Python looks for objects that nothing but each other holds."""

from __future__ import annotations

import gc

OBJECTS = 50_000
"""So many more of them than before, and the youngest are looked through; 700 is usual."""


def collect_rarely() -> None:
    """Have this process look rarely: modules and configs are many objects that stay, and looking takes seconds."""
    gc.set_threshold(OBJECTS)
