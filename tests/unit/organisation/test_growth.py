from __future__ import annotations

import tracemalloc

from benchmarks.region import MODEL, region_text
from caseflow.config.load import parse_config
from caseflow.organisation import organise
from caseflow.tape.draw import draw


def peak_bytes(copies: int) -> int:
    """The most memory that organising a region takes."""
    config = parse_config(region_text(copies)).resolve().model_copy(update={"years": 1})
    tape = draw(config, 0)
    tracemalloc.start()
    org = organise(config, MODEL, tape)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(org.conflicted.workers)
    return peak


def test_memory_grows_with_the_region_and_not_with_its_square() -> None:
    peak_bytes(1)  # what is loaded and kept once
    assert peak_bytes(16) < 5 * peak_bytes(4)
