"""Records of runs that were never simulated."""

from caseflow.store.provenance import Stopwatch, environment, software
from caseflow.store.record import RunRecord, UnfinishedRecord

QUESTION = {
    "models": ["today"],
    "scenarios": ["base"],
    "replications": 1,
    "seed": 0,
    "years": 1,
    "fixed_assumptions": False,
    "overrides": [],
}

COMMON = {
    "record_version": 1,
    "title": "A test",
    "created_utc": "2026-01-02T03:04:05Z",
    "arguments": [],
    "question": QUESTION,
    "software": software(),
    "environment": environment(),
}

EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
"""Of a config of no bytes."""


def record() -> RunRecord:
    reading = {"first_year": 2011, "years": 1, "smallest_service": ["South"]}
    return RunRecord.model_validate(
        COMMON | {"reading": reading, "resources": Stopwatch().resources(jobs=1, engine="compiled"), "files": {}}
    )


def unfinished_record(folder: str) -> UnfinishedRecord:
    return UnfinishedRecord.model_validate(
        COMMON | {"folder": folder, "keep_logs": False, "chunks": 3, "config_sha256": EMPTY_SHA256}
    )
