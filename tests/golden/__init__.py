"""The golden numbers: those of one replication of the smallest shipped config, kept in a file."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from caseflow import load_config
from caseflow.engines.process import run
from caseflow.organisation import organise
from caseflow.stats.indicators import count
from caseflow.tape.assumptions import draw_assumptions
from caseflow.tape.draw import draw

FILE = Path(__file__).parent / "minimal.json"
CONFIG = Path(__file__).parents[2] / "configs" / "minimal.yaml"
INDICATORS = (
    "reports",
    "investigations_closed",
    "breach_share",
    "processing_days_mean",
    "utilisation",
    "open_measures",
)


def golden_numbers() -> dict[str, Any]:
    """Of replication 0 and one year: a digest of the log's integers, and some indicators of the whole years."""
    study = load_config(CONFIG, ["years=1"])
    draws = draw_assumptions(study.assumptions(), study.resolve().seed, 0)
    config = study.resolve(draws=draws)
    tape = draw(config, 0, draws)
    org = organise(config, config.baseline, tape)
    log = run(org, tape)
    counts = count(log, tape, org)
    rows = [counts.indicators.index(name) for name in INDICATORS]
    years = {year: place for place, (year, quarter) in enumerate(counts.periods) if quarter == 0}
    return {
        "rows": len(log),
        "sha256": hashlib.sha256(log.table().astype("<i8").tobytes()).hexdigest(),
        "indicators": {
            str(year): {
                name: round(float(counts.value[row, 0, place]), 6) for name, row in zip(INDICATORS, rows, strict=True)
            }
            for year, place in years.items()
        },
    }


def as_text(numbers: dict[str, Any]) -> str:
    """The numbers as the file keeps them."""
    return json.dumps(numbers, indent=2) + "\n"
