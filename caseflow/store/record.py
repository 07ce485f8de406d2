"""What ``run.json`` says: the question, the software that answered it, what it cost, and a hash of every file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from caseflow.config.wording import found
from caseflow.errors import RunFolderError
from caseflow.execution import MAX_JOBS
from caseflow.messages import Message, message, verbatim

RECORD_VERSION = 1

MAX_REPLICATIONS = 10_000_000

MAX_YEARS = 1000

SYNTHETIC: Literal["SYNTHETIC: simulated, no real persons"] = "SYNTHETIC: simulated, no real persons"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Replications = Annotated[int, Field(ge=1, le=MAX_REPLICATIONS)]


def _moment(text: str) -> str:
    """The text, if it is a moment as records write it."""
    try:
        dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
    except ValueError:
        raise ValueError("no moment such as 2010-01-31T12:00:00Z") from None
    return text


Moment = Annotated[str, AfterValidator(_moment)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class StressQuestion(_Part):
    """What a stress run asks beside: how its scenarios are read."""

    file: str = Field(description="the stress file among those of config.source.yaml")
    only_of_grid: tuple[str, ...] = Field(description="scenarios simulated for the grid alone")
    sick_leave: tuple[str, ...] = Field(description="scenarios along the one axis of the grid; none: no grid")
    posts: tuple[str, ...] = Field(description="scenarios along the other")
    limit: Annotated[float, Field(gt=0, lt=1)] = Field(description="share of limits missed at which a model breaks")


class Question(_Part):
    """What was asked: enough, with the config, to run it again."""

    models: tuple[str, ...] = Field(min_length=1, description="in the config's order")
    scenarios: tuple[str, ...] = Field(min_length=1, description="in the order asked for")
    replications: Replications = Field(description="futures simulated")
    seed: Annotated[int, Field(ge=0)] = Field(description="of all random numbers")
    years: Annotated[int, Field(ge=1, le=MAX_YEARS)] = Field(description="statistics: years after the change date")
    fixed_assumptions: bool = Field(description="assumptions held at their values instead of drawn")
    overrides: tuple[str, ...] = Field(description="path=value, laid over the config in this order")
    stress: StressQuestion | None = Field(None, description="of a stress run; null in any other")


class Goal(_Part):
    """How closely breach shares were to be known."""

    half_width: Annotated[float, Field(gt=0, lt=0.5)] = Field(description="of the 95 % intervals, at most")
    units: tuple[str, ...] = Field(min_length=1, description="region or municipalities, in every model and scenario")


class LookTaken(_Part):
    """A look at the run while it grew."""

    replications: Replications = Field(description="futures there were")
    widest: Annotated[float, Field(ge=0, le=1)] = Field(description="half the width of the widest interval")


class StatedShare(_Part):
    """The breach share of a unit, with the interval that holds although the run was looked at."""

    model: str = Field(description="organisational model")
    scenario: str = Field(description="scenario")
    unit: str = Field(description="region or municipality")
    share: float | None = Field(description="mean; null where no limit fell")
    low: float | None = Field(description="with high: 95 % interval; all of them hold together")
    high: float | None = Field(description="see low")


class Precision(_Part):
    """How the number of replications was found; null in run.json where it was given."""

    goal: Goal
    most_replications: Replications = Field(description="where it would have ended anyway")
    is_reached: bool = Field(description="whether all intervals became narrow enough")
    confidence_of_each: Annotated[float, Field(gt=0, lt=1)] = Field(
        description="of one interval at one look, so that all of them hold with 95 %"
    )
    looks: tuple[LookTaken, ...] = Field(
        min_length=1, description="every look, the last one at all replications of the run"
    )
    stated: tuple[StatedShare, ...] = Field(description="what is known at the last look")


class Reading(_Part):
    """What one must know to read the tables."""

    first_year: int = Field(description="first calendar year of the summary")
    years: int = Field(description="calendar years of the summary")
    smallest_service: tuple[str, ...] = Field(description="municipalities of the baseline's service with fewest posts")


class Software(_Part):
    """Which caseflow ran."""

    name: Literal["caseflow"] = Field(description="which program")
    version: str = Field(description="its version")
    commit: str | None = Field(description="its git commit, -dirty if files were changed; null outside a checkout")
    source_sha256: Sha256 = Field(description="hash of its source")


class Environment(_Part):
    """What it ran on."""

    python: str = Field(description="Python's version")
    implementation: str = Field(description="which Python")
    system: str = Field(description="operating system")
    machine: str = Field(description="type of processor")
    libraries: dict[str, str | None] = Field(description="versions of those that can change a result, by name")


class Resources(_Part):
    """What it cost; if a stopped run went on, what its last part did."""

    engine: Literal["compiled", "process"] | None = Field(
        None, description="what simulated; null in records of before it was kept"
    )
    jobs: int = Field(ge=1, le=MAX_JOBS, description="worker processes")
    wall_seconds: float = Field(description="from beginning to end")
    cpu_seconds: float = Field(description="of all processes")
    peak_memory_mb: float | None = Field(description="of the largest process; null where the system does not say")


class FileRecord(_Part):
    """A file of the run folder as it was written."""

    sha256: Sha256 = Field(description="hash of its content")
    size_bytes: int = Field(description="size")


class UnfinishedRecord(_Part):
    """The whole of ``unfinished.json``: what an unfinished run is of, enough to go on with it."""

    record_version: Literal[1] = Field(description="version of this file's form")
    synthetic: Literal["SYNTHETIC: simulated, no real persons"] = Field(SYNTHETIC, description="a stamp")
    folder: Annotated[str, Field(pattern=r"^[^/\\]*[^/\\.][^/\\]*$")] = Field(
        description="name of the run folder to be"
    )
    title: str = Field(description="the config's title")
    created_utc: Moment = Field(description="when the run began")
    arguments: tuple[str, ...] = Field(description="of the command line, without places")
    question: Question
    goal: Goal | None = Field(None, description="if the run grows until it is reached; else null")
    keep_logs: bool = Field(description="whether event logs are kept")
    language: str = Field("en", description="of the figures, the README and what is printed: en or nb")
    chunks: Annotated[int, Field(ge=1)] = Field(description="chunks that there will be, at most")
    config_sha256: str = Field(description="hash of the config's file")
    software: Software
    environment: Environment


class RunRecord(_Part):
    """The whole of ``run.json``."""

    record_version: Literal[1] = Field(description="version of this file's form")
    synthetic: Literal["SYNTHETIC: simulated, no real persons"] = Field(
        SYNTHETIC, description="a stamp: nobody shall take a run for a real caseload"
    )
    title: str = Field(description="the config's title")
    created_utc: Moment = Field(description="when the run began")
    arguments: tuple[str, ...] = Field(description="of the command line, without places")
    question: Question
    precision: Precision | None = None
    language: str = Field("en", description="of the figures, the README and what is printed: en or nb")
    reading: Reading
    software: Software
    environment: Environment
    resources: Resources
    files: dict[str, FileRecord]


Record = TypeVar("Record", bound=_Part)


def read_record(kind: type[Record], path: Path) -> Record:
    """The record in a JSON file. RunFolderError says what of it is not as caseflow writes it."""
    try:
        return kind.model_validate_json(path.read_bytes(), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
    where, words = ".".join(str(key) for key in first["loc"]), first["msg"]
    if first["type"] == "json_invalid":
        raise RunFolderError(message("{path} is damaged: {words}", path=path, words=words))
    if first["type"] == "missing":
        raise damaged(path, where, message("a value"), None)
    if first["type"] == "extra_forbidden":
        raise damaged(path, where, message("no such key"), first["input"])
    expected = words.removeprefix("Input should be ")
    what = message("what is right ({words})", words=words) if expected == words else verbatim(expected)
    raise damaged(path, where, what, first["input"])


def damaged(path: Path, where: str, expected: Message, value: object) -> RunFolderError:
    """That a record is not as caseflow writes it: where in it, what was expected, what was found."""
    at = f" {where}:" if where else ""
    told = message(
        "{path} is damaged:{at} expected {expected}, found {found}",
        path=path,
        at=at,
        expected=expected,
        found=found(value),
    )
    return RunFolderError(told)
