"""Runs that are not finished: a folder that keeps their chunks, says what it is, and from which they go on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from caseflow.errors import RunFolderError, said_by_system
from caseflow.interrupts import undisturbed
from caseflow.language import language
from caseflow.messages import NOTHING, Message, message, verbatim
from caseflow.store.chunks import ChunkFolder, chunks_in
from caseflow.store.folder import (
    RECORD,
    SOURCE,
    UNFINISHED,
    check_is_text,
    finished,
    flush,
    free_place,
    hash_of,
    write_text,
)
from caseflow.store.locks import LockedError, locked
from caseflow.store.readme import paragraph
from caseflow.store.record import RunRecord, UnfinishedRecord, read_record

NOTE = "INCOMPLETE.md"

LOCK = "lock"
CHUNKS = "chunks"
_WHOLE = "whole"

_CANNOT_WRITE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EACCES, errno.EPERM, errno.EROFS})


class Unfinished:
    """An unfinished run that this process alone works on."""

    def __init__(self, path: Path, record: UnfinishedRecord) -> None:
        """Look through its chunks, and begin its run folder anew."""
        self.path = path
        self.record = record
        self.chunks = ChunkFolder(path / CHUNKS)
        self.whole = path / _WHOLE
        """Where the files of the run folder are written: they become it when all are there."""
        self.published: Path | None = None
        """The run folder, once it is whole."""
        shutil.rmtree(self.whole, ignore_errors=True)
        self.whole.mkdir()

    def publish(self, record: RunRecord) -> Path:
        """Make the run folder of the files in ``whole``; its name gets a number if it is taken. Returns its path."""
        write_text(self.whole / RECORD, finished(record, self.whole).model_dump_json(indent=2) + "\n")
        flush(self.whole)
        with undisturbed():
            self.published = free_place(self.path.parent, self.record.folder, self.whole.rename)
        return self.published

    def how_to_go_on(self) -> Message:
        """How much is there, and the command that does the rest."""
        return message(
            "{kept} of {chunks} chunks are kept; {how}",
            kept=len(self.chunks),
            chunks=chunks_in_all(self.record),
            how=how_to_go_on(self.path),
        )


def begin(out: Path, record: UnfinishedRecord, sources: str) -> Path:
    """Make the folder of a new unfinished run in ``out``. Raises RunFolderError if it cannot be written."""
    check_is_text(out)
    path = None
    try:
        with undisturbed():
            path = free_place(out, f"{record.folder}.incomplete", lambda place: place.mkdir(parents=True))
        (path / CHUNKS).mkdir()
        write_text(path / SOURCE, sources)
        write_text(path / NOTE, _note(record))
        write_text(path / UNFINISHED, record.model_dump_json(indent=2) + "\n")
        flush(path)
    except BaseException as error:
        if path is not None:
            shutil.rmtree(path, ignore_errors=True)
        if isinstance(error, OSError):
            raise _cannot_write(out, error) from error
        raise
    return path


@contextmanager
def working_on(path: Path, *, is_new: bool = False) -> Iterator[Unfinished]:
    """An unfinished run that this process alone works on; the folder is gone when the run is published.

    Raises RunFolderError if it is none, is damaged, or another process works on it. What ends the work early gets a
    note that says what is left and how to go on; a new run without a finished chunk leaves nothing. A full disk and a
    place that cannot be written become RunFolderErrors.
    """
    unfinished = None
    with ExitStack() as stack:
        try:
            unfinished = _taken_up(path, stack)
            yield unfinished
            stack.close()
            if unfinished.published is not None:
                shutil.rmtree(path, ignore_errors=True)
        except BaseException as error:
            told = _told(path.parent, error)
            stack.close()
            if note := _left(path, unfinished, is_new):
                told.add_note(note)
            if told is error:
                raise
            raise told from error


def _taken_up(path: Path, stack: ExitStack) -> Unfinished:
    """The run, locked until the stack is closed."""
    record = read_unfinished(path)
    try:
        stack.enter_context(locked(path / LOCK))
    except LockedError as error:
        raise RunFolderError(message("{path} is being simulated by another process", path=path)) from error
    return Unfinished(path, record)


def _left(path: Path, unfinished: Unfinished | None, is_new: bool) -> Message:
    """Clear away what cannot be used, and say what is left; nothing of a run that is whole or was not taken up."""
    if unfinished is None:
        return _removed(path) if is_new else NOTHING
    if unfinished.published is not None:
        shutil.rmtree(path, ignore_errors=True)
        return NOTHING
    shutil.rmtree(unfinished.whole, ignore_errors=True)
    return unfinished.how_to_go_on() if len(unfinished.chunks) or not is_new else _removed(path)


def _removed(path: Path) -> Message:
    shutil.rmtree(path, ignore_errors=True)
    return message("remove {path} by hand", path=path) if path.exists() else message("nothing was left behind")


def _told(out: Path, error: BaseException) -> BaseException:
    """The error in words if it is that of a full disk, or of a place that may not be written; else itself."""
    return _cannot_write(out, error) if isinstance(error, OSError) and error.errno in _CANNOT_WRITE else error


def _cannot_write(out: Path, error: OSError) -> RunFolderError:
    words = said_by_system(os.strerror(error.errno or 0))
    return RunFolderError(message("cannot write a run folder in {out}: {words}", out=out, words=words))


def is_unfinished(path: Path) -> bool:
    """Whether a folder is an unfinished run."""
    return (path / UNFINISHED).is_file()


def read_unfinished(path: Path) -> UnfinishedRecord:
    """What is to be simulated. Raises RunFolderError if the folder is no unfinished run, or was changed."""
    check_is_text(path)
    if not is_unfinished(path):
        raise RunFolderError(
            message("{path} {is_what}: there is nothing to go on with", path=path, is_what=_is_what(path))
        )
    record = read_record(UnfinishedRecord, path / UNFINISHED)
    if not (path / SOURCE).is_file() or hash_of(path / SOURCE) != record.config_sha256:
        raise RunFolderError(message("{file} is missing or was changed after the run began", file=path / SOURCE))
    return record


def _is_what(path: Path) -> Message:
    """What a path is that is no unfinished run."""
    if not path.is_dir():
        return message("is not there")
    return message("is finished") if (path / RECORD).is_file() else message("is not an unfinished run")


def state_of(path: Path) -> Message:
    """What an unfinished run lacks, in words."""
    return message(
        "{path} is incomplete: {done} of {chunks} chunks are simulated; {how}",
        path=path,
        done=chunks_in(path / CHUNKS),
        chunks=chunks_in_all(read_unfinished(path)),
        how=how_to_go_on(path),
    )


def chunks_in_all(record: UnfinishedRecord) -> Message:
    """How many chunks there will be, in words: a run that grows may need fewer."""
    return verbatim(record.chunks) if record.goal is None else message("at most {n}", n=record.chunks)


def how_to_go_on(path: Path) -> Message:
    """The command that goes on with an unfinished run."""
    return message("go on with `caseflow simulate --resume {path}`", path=path)


def _note(record: UnfinishedRecord) -> str:
    """What the folder is, in the run's language."""
    text = language(record.language).text
    heading = text("INCOMPLETE: {title}", title=record.title or text("A caseflow run"))
    what = text("SYNTHETIC: simulated, no real persons. A run that is going on, or that was stopped. Go on with")
    chunks = text("{n} in all", n=record.chunks) if record.goal is None else text("at most {n} in all", n=record.chunks)
    rest = text(
        "where FOLDER is this folder. Finished chunks of it ({chunks}) lie in `chunks/` and are not simulated again; "
        "the tables come out as if the run had never been stopped. No table can be read before. If you do not want the "
        "run any more, remove the folder.",
        chunks=chunks,
    )
    return f"# {heading}\n\n{paragraph(what)}\n    caseflow simulate --resume FOLDER\n\n{paragraph(rest)}"
