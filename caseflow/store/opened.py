"""Run folders as they are read: only when nothing in them has changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from pydantic_core import from_json

from caseflow.config.wording import near
from caseflow.errors import RunFolderError, with_hint
from caseflow.language import LOCALES
from caseflow.messages import NOTHING, Message, joined, message
from caseflow.store.folder import RECORD, STRESS_FILES, TABLE_FILES, UNFINISHED, check_is_text, hash_of
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
            meant = near(name, files) or message("it has: {names}", names=", ".join(files))
            raise RunFolderError(with_hint(message("{path} has no table {name!r}", path=self.path, name=name), meant))
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
        raise RunFolderError(message("{path} is damaged: {words}", path=path, words=joined("; ", faults)))
    return Run(path, record)


def language_of(path: Path) -> str:
    """The language of a run folder, whose files are not looked at. Raises RunFolderError as :func:`open_run` does."""
    return _read_record(path).language


def language_found_in(path: Path) -> str | None:
    """The language of a run folder, finished or not, whatever else is wrong with it; None where none can be read."""
    for record in (RECORD, UNFINISHED):
        try:
            content = from_json((path / record).read_bytes())
        except (OSError, ValueError):
            continue
        code = content.get("language") if isinstance(content, dict) else None
        return next((known for known in LOCALES if known == code), None)
    return None


def _read_record(path: Path) -> RunRecord:
    check_is_text(path)
    if path.is_file():
        raise RunFolderError(
            message("{path} is a file, no run folder: `caseflow simulate` makes one of a config", path=path)
        )
    if not path.is_dir():
        raise RunFolderError(
            with_hint(message("{path}: there is no such run folder", path=path), _latest_in(path.parent))
        )
    if is_unfinished(path):
        raise RunFolderError(state_of(path))
    if not (path / RECORD).is_file():
        told = message("{path} is not a run folder, or is incomplete: it has no {file}", path=path, file=RECORD)
        raise RunFolderError(with_hint(told, _latest_in(path)))
    try:
        content = from_json((path / RECORD).read_bytes())
    except ValueError as error:
        raise RunFolderError(message("{path} is damaged: {words}", path=path / RECORD, words=str(error))) from error
    return _parse_record(path, content)


def _latest_in(folder: Path) -> Message:
    """The run folder in a folder whose run began last; nothing if there is none."""
    runs = [record.parent for record in folder.glob(f"*/{RECORD}")]
    return message("the latest there: {path}", path=max(runs, key=lambda run: run.name)) if runs else NOTHING


def _parse_record(path: Path, content: object) -> RunRecord:
    found = content.get("record_version") if isinstance(content, dict) else None
    if found is None:
        raise RunFolderError(message("{path} was not written by caseflow", path=path / RECORD))
    if found != RECORD_VERSION:
        raise RunFolderError(
            message(
                "{path} has record version {found}; this caseflow reads {known}",
                path=path,
                found=found,
                known=RECORD_VERSION,
            )
        )
    return read_record(RunRecord, path / RECORD)


def _fault(folder: Path, name: str, file: FileRecord, unverified: tuple[str, ...]) -> Message:
    """What is wrong with a listed file, in words; nothing if it is whole."""
    parts = PurePosixPath(name).parts
    if PurePosixPath(name).is_absolute() or ".." in parts:
        return message("{file} lies outside the folder", file=name)
    if not (folder / name).is_file():
        return message("{file} is missing", file=name)
    if parts[0] in unverified:
        return NOTHING
    is_whole = hash_of(folder / name) == file.sha256
    return NOTHING if is_whole else message("{file} was changed after the run", file=name)
