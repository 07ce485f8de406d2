"""What ``run.json`` says: the question, the software that answered it, what it cost, and a hash of every file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

RECORD_VERSION = 1

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Question(_Part):
    """What was asked: enough, with the config, to run it again."""

    models: tuple[str, ...]
    scenarios: tuple[str, ...]
    replications: Annotated[int, Field(ge=1)]
    seed: Annotated[int, Field(ge=0)]
    years: Annotated[int, Field(ge=1)] = Field(description="statistics: years after the change date")
    fixed_assumptions: bool = Field(description="assumptions held at their values instead of drawn")
    overrides: tuple[str, ...] = Field(description="path=value, laid over the config in this order")


class Reading(_Part):
    """What one must know to read the tables."""

    first_year: int = Field(description="first calendar year of the summary")
    years: int = Field(description="calendar years of the summary")
    smallest_service: tuple[str, ...] = Field(description="municipalities of the baseline's service with fewest posts")


class Software(_Part):
    """Which caseflow ran."""

    name: Literal["caseflow"]
    version: str
    commit: str | None
    source_sha256: Sha256


class Environment(_Part):
    """What it ran on."""

    python: str
    implementation: str
    system: str
    machine: str
    libraries: dict[str, str | None]


class Resources(_Part):
    """What it cost."""

    jobs: int
    wall_seconds: float
    cpu_seconds: float
    peak_memory_mb: float | None


class FileRecord(_Part):
    """A file of the run folder as it was written."""

    sha256: Sha256
    size_bytes: int


class RunRecord(_Part):
    """The whole of ``run.json``."""

    record_version: Literal[1]
    synthetic: Literal["SYNTHETIC: simulated, no real persons"] = "SYNTHETIC: simulated, no real persons"
    title: str
    created_utc: str
    arguments: tuple[str, ...] = Field(description="of the command line, without places")
    question: Question
    reading: Reading
    software: Software
    environment: Environment
    resources: Resources
    files: dict[str, FileRecord]
