"""Run folders as they are read: only when nothing in them has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pydantic_core import from_json

from caseflow.config.wording import near, with_hint
from caseflow.errors import RunFolderError
from caseflow.store.folder import RECORD, STRESS_FILES, TABLE_FILES, check_is_text, hash_of
from caseflow.store.record import RECORD_VERSION, FileRecord, RunRecord, read_record
from caseflow.store.unfinished import is_unfinished, state_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Run:
    """A run folder that was opened and found whole."""

    path: Path
    record: RunRecord

    def table(self, name: str) -> pd.DataFrame:
        """One of the tables of TABLE_FILES or, of a stress run, of STRESS_FILES. RunFolderError: it has no such one."""
        files = {of: file for of, file in (TABLE_FILES | STRESS_FILES).items() if file in self.record.files}
        if name not in files:
            meant = near(name, files) or f"it has: {', '.join(files)}"
            raise RunFolderError(with_hint(f"{self.path} has no table {name!r}", meant))
        return read_table(self.path / files[name])

    def text(self, name: str) -> str:
        """A text file of the folder."""
        return (self.path / name).read_text(encoding="utf-8")


def read_table(path: Path) -> pd.DataFrame:
    """Read a table of a run folder; the indicators with a row for each."""
    import pandas as pd

    from caseflow.store.parquet import read_long, read_plain

    if path.suffix == ".csv":
        return pd.read_csv(path, keep_default_na=False, na_values=[""])  # a place may be called NA
    return read_long(path) if path.name == Path(TABLE_FILES["indicators"]).name else read_plain(path)


def open_run(path: str | Path, *, unverified: tuple[str, ...] = ()) -> Run:
    """Read ``run.json`` and check every file that it lists but those below the folders ``unverified``.

    Raises RunFolderError when the folder is missing, unfinished, damaged, or not made by a known version of caseflow.
    """
    path = Path(path)
    record = _read_record(path)
    faults = [fault for name, file in record.files.items() if (fault := _fault(path, name, file, unverified))]
    if faults:
        raise RunFolderError(f"{path} is damaged: " + "; ".join(faults))
    return Run(path, record)


def language_of(path: Path) -> str:
    """The language of a run folder, whose files are not looked at. Raises RunFolderError as :func:`open_run` does."""
    return _read_record(path).language


def _read_record(path: Path) -> RunRecord:
    check_is_text(path)
    if path.is_file():
        raise RunFolderError(f"{path} is a file, no run folder: `caseflow simulate` makes one of a config")
    if not path.is_dir():
        raise RunFolderError(f"{path}: there is no such run folder{_latest_in(path.parent)}")
    if is_unfinished(path):
        raise RunFolderError(state_of(path))
    if not (path / RECORD).is_file():
        latest = _latest_in(path)
        raise RunFolderError(f"{path} is not a run folder, or is incomplete: it has no {RECORD}{latest}")
    try:
        content = from_json((path / RECORD).read_bytes())
    except ValueError as error:
        raise RunFolderError(f"{path / RECORD} is damaged: {error}") from error
    return _parse_record(path, content)


def _latest_in(folder: Path) -> str:
    """In brackets, the run folder in a folder whose run began last; nothing if there is none."""
    runs = [record.parent for record in folder.glob(f"*/{RECORD}")]
    return f" (the latest there: {max(runs, key=lambda run: run.name)})" if runs else ""


def _parse_record(path: Path, content: object) -> RunRecord:
    found = content.get("record_version") if isinstance(content, dict) else None
    if found is None:
        raise RunFolderError(f"{path / RECORD} was not written by caseflow")
    if found != RECORD_VERSION:
        raise RunFolderError(f"{path} has record version {found}; this caseflow reads {RECORD_VERSION}")
    return read_record(RunRecord, path / RECORD)


def _fault(folder: Path, name: str, file: FileRecord, unverified: tuple[str, ...]) -> str:
    """What is wrong with a listed file, in words; empty if nothing."""
    parts = PurePosixPath(name).parts
    if PurePosixPath(name).is_absolute() or ".." in parts:
        return f"{name} lies outside the folder"
    if not (folder / name).is_file():
        return f"{name} is missing"
    if parts[0] in unverified:
        return ""
    return "" if hash_of(folder / name) == file.sha256 else f"{name} was changed after the run"
