"""One run is kept to the last row, so that no change of numbers goes unseen.

If a change was meant to change numbers, say so in its commit and write them anew: python -m tests.golden.regenerate
"""

from __future__ import annotations

import json

from tests.golden import FILE, golden_numbers


def test_the_golden_run_is_the_same_to_the_last_row() -> None:
    assert golden_numbers() == json.loads(FILE.read_text())
