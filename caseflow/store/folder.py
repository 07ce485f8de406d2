"""Run folders: what their files are called, and how they are written."""

from __future__ import annotations

import errno
import itertools
import os
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from caseflow.errors import RunFolderError
from caseflow.messages import message
from caseflow.store.record import FileRecord, RunRecord

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from caseflow.log import Log

RECORD = "run.json"
UNFINISHED = "unfinished.json"
SOURCE = "config.source.yaml"
RESOLVED = "config.resolved.yaml"
TABLE_FILES = {
    "indicators": "tables/indicators.parquet",
    "summary": "tables/summary.csv",
    "run_in": "tables/run_in.csv",
    "weekly": "tables/weekly.parquet",
    "durations": "tables/durations.parquet",
    "costs": "tables/costs.parquet",
    "costs_summary": "tables/costs.csv",
    "assumptions": "tables/assumptions.parquet",
}
"""Costs are there only where the config names a cost-sharing key."""

STRESS_FILES = {
    "stress_scenarios": "tables/stress_scenarios.csv",
    "stress": "tables/stress.csv",
    "stress_recovery": "tables/stress_recovery.csv",
    "stress_excess": "tables/stress_excess.parquet",
    "stress_models": "tables/stress_models.csv",
    "stress_grid": "tables/stress_grid.csv",
    "stress_breaking": "tables/stress_breaking.csv",
}
"""What stress runs have beside; the last two only with a grid."""

STAMP = "SYNTHETIC"
"""First value of every row of a stored log: nobody shall take it for a real caseload."""

_EXISTS = frozenset({errno.ENOTEMPTY, errno.EEXIST})
_SOURCE_HEAD = "--- # file: "


# -- writing ----------------------------------------------------------------------------------------------------


def finished(record: RunRecord, folder: Path) -> RunRecord:
    """The record with a hash of every file of its folder."""
    return record.model_copy(update={"files": {name: _file_record(folder / name) for name in files_of(folder)}})


def files_of(folder: Path) -> list[str]:
    """Every file below a folder, as sorted relative paths."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _file_record(path: Path) -> FileRecord:
    return FileRecord(sha256=hash_of(path), size_bytes=path.stat().st_size)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        digest = sha256()
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def flush(folder: Path) -> None:
    """Force files, then folders, to the disk: after a power cut a folder with a final name is whole."""
    for path in [*folder.rglob("*"), folder]:
        if os.name == "posix" or path.is_file():
            _fsync(path)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def free_place(out: Path, name: str, take: Callable[[Path], object]) -> Path:
    """The first of ``out/name``, ``out/name-2`` and so on that is free, taken by a single system call.

    Two runs at once thus cannot take the same. ``take`` raises OSError where it cannot.
    """
    for place in itertools.chain([out / name], (out / f"{name}-{n}" for n in itertools.count(2))):
        if place.exists():
            continue
        try:
            take(place)
        except OSError as error:
            if error.errno not in _EXISTS:
                raise
        else:
            return place
    raise AssertionError("names are endless")


def check_is_text(path: Path) -> None:
    """Raise RunFolderError for a name that is no text: what reads and writes tables takes none other."""
    try:
        str(path).encode()
    except UnicodeEncodeError as error:
        raise RunFolderError(
            message("{path}: expected a folder whose name is text in UTF-8 (give the folder another name)", path=path)
        ) from error


def folder_name(created_utc: str, name: str, question: str) -> str:
    """``<UTC timestamp>_<name>_<short hash of the question>``, safe on every file system."""
    moment = re.sub(r"[-:]", "", created_utc)
    return f"{moment}_{slug(name)}_{sha256(question.encode()).hexdigest()[:8]}"


def slug(name: str) -> str:
    """A name cut down to letters, digits, ``-``, ``_`` and ``.`` so that it can be a part of a path."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:60] or "run"


def part_of_path(name: str) -> str:
    """A name as a part of a path; different names stay different."""
    return quote(name, safe=" +æøåÆØÅ").replace(".", "%2E")


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 with the same line ends on every system."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, and the folders around it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, by their relative paths."""
    for name, data in files.items():
        write_bytes(folder / name, data)


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write tables below a folder; see :func:`as_files`."""
    write_files(folder, as_files(tables))


def as_files(tables: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    """Tables as CSV or Parquet, by relative path; the same tables give the same bytes with the same libraries."""
    files = {(TABLE_FILES | STRESS_FILES)[name]: table for name, table in tables.items()}
    return {name: _as_csv(table) if name.endswith(".csv") else _as_parquet(table) for name, table in files.items()}


def _as_csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\n").encode()


def _as_parquet(table: pd.DataFrame) -> bytes:
    return table.to_parquet(index=False, compression="zstd")


def write_figures(folder: Path, figures: Mapping[str, Figure]) -> None:
    """Write ``figures/<name>.png``, without a date so that equal figures have equal bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    for name, figure in figures.items():
        path = folder / "figures" / f"{part_of_path(name)}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        # savefig would draw each figure twice, once to lay it out: this lays it out and draws it
        FigureCanvasAgg(figure).print_png(str(path), metadata={"Software": None})  # type: ignore[no-untyped-call]


def log_path(scenario: str, model: str, replication: int) -> str:
    """Where in the run folder the log of a run lies."""
    return f"logs/{part_of_path(scenario)}/{part_of_path(model)}/replication-{replication:04d}.parquet"


def log_bytes(log: Log) -> bytes:
    """A log as Parquet: a first column and file metadata stamp it as synthetic."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from caseflow.log import COLUMNS

    stamp = pa.DictionaryArray.from_arrays(pa.array([0] * len(log), pa.int8()), pa.array([STAMP]))
    columns = {"synthetic": stamp, **{name: pa.array(getattr(log, name)) for name in COLUMNS}}
    table = pa.table(columns).replace_schema_metadata({"caseflow": f"{STAMP}: simulated, no real persons"})
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return bytes(sink.getvalue())


# -- the config, with what it includes --------------------------------------------------------------------------


def join_sources(sources: Mapping[str, str]) -> str:
    """Files (relative path -> text), the config first, as one YAML stream: a document a file, each under its name.

    A file that was itself taken from such a stream, with its heading, loses the name that it had there.
    """
    own = re.compile(rf"^{re.escape(_SOURCE_HEAD)}[^\r\n]+", flags=re.MULTILINE)
    texts = {name: own.sub("---", text.rstrip("\n")) for name, text in sources.items()}
    return "".join(f"{_SOURCE_HEAD}{name}\n{text}\n" for name, text in texts.items())


def split_sources(text: str) -> dict[str, str]:
    """The files that :func:`join_sources` joined. Raises RunFolderError if the text is not of that form."""
    parts = re.split(rf"^{re.escape(_SOURCE_HEAD)}(.+)\n", text, flags=re.MULTILINE)
    if len(parts) < 3 or parts[0]:
        raise RunFolderError(message("{file} does not begin with '{head}<name>'", file=SOURCE, head=_SOURCE_HEAD))
    return dict(zip(parts[1::2], parts[2::2], strict=True))
