"""Finished chunks: some replications' rows of every table, kept as a file until the run folder is whole."""

from __future__ import annotations

import contextlib
import io
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from caseflow.interrupts import undisturbed

_ARROW = ".arrow"
_NAME = re.compile(r"(\d+)-([0-9a-f]{64})\.zip")
_EPOCH = (1980, 1, 1, 0, 0, 0)

_WRITTEN = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)
"""In one thread: the columns of a chunk are so short that to give each to a thread takes longer than to read it."""


@dataclass(frozen=True)
class Chunk:
    """What some replications of a scenario gave."""

    tables: Mapping[str, pa.Table]
    """Rows of each table of :data:`caseflow.tables.SCHEMAS` that the run has."""
    files: Mapping[str, bytes]
    """Files of the run folder by their path: kept logs."""

    def to_bytes(self) -> bytes:
        """The chunk as a zip file; equal chunks give equal bytes with the same libraries."""
        content = {f"{name}{_ARROW}": _packed(table) for name, table in self.tables.items()} | dict(self.files)
        with undisturbed():
            return _zipped(content)

    @classmethod
    def from_bytes(cls, data: bytes) -> Chunk:
        """The chunk of a zip file that :meth:`to_bytes` made."""
        with undisturbed():
            content = _unzipped(data)
        tables = {name: data for name, data in content.items() if name.endswith(_ARROW)}
        files = {name: data for name, data in content.items() if name not in tables}
        return cls({name.removesuffix(_ARROW): _unpacked(data) for name, data in tables.items()}, files)


# An archive that is let go, at a function's end, swallows Ctrl-C, as all does that has a __del__: hence undisturbed.


def _zipped(content: Mapping[str, bytes | pa.Buffer]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return stream.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(table: pa.Table) -> pa.Buffer:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=_WRITTEN) as writer:
        writer.write_table(table)
    return sink.getvalue()


def _unpacked(data: bytes) -> pa.Table:
    return pa.ipc.open_stream(data, options=_READ).read_all()


class Chunks(Protocol):
    """Where finished chunks are kept, by number."""

    def has(self, number: int) -> bool:
        """Whether a chunk is there and whole."""

    def save(self, number: int, data: bytes) -> None:
        """Keep a chunk."""

    def load(self, number: int) -> bytes:
        """A chunk that is there."""


class ChunksInMemory:
    """Chunks of a run that is not written to disk; each is given back once."""

    def __init__(self) -> None:
        self._chunks: dict[int, bytes] = {}

    def has(self, number: int) -> bool:
        """Whether a chunk is there."""
        return number in self._chunks

    def save(self, number: int, data: bytes) -> None:
        """Keep a chunk."""
        self._chunks[number] = data

    def load(self, number: int) -> bytes:
        """A chunk that is there; then it is forgotten."""
        return self._chunks.pop(number)


def chunks_in(folder: Path) -> int:
    """How many chunks a folder has: a file gets a chunk's name when it is whole."""
    return len(list(folder.glob("*.zip")))


class ChunkFolder:
    """Chunks as files, each named by its number and SHA-256: what is cut off or damaged is not taken for whole."""

    def __init__(self, folder: Path) -> None:
        """Look for whole chunks; what is none is removed."""
        self._folder = folder
        self._files: dict[int, Path] = {}
        for path in folder.iterdir():
            found = _NAME.fullmatch(path.name)
            if found and _hash(path.read_bytes()) == found[2]:
                self._files[int(found[1])] = path
            else:
                path.unlink()

    def __len__(self) -> int:
        """The number of chunks that are there, also of one during whose keeping this process was interrupted."""
        return chunks_in(self._folder)

    def has(self, number: int) -> bool:
        """Whether a chunk is there and whole."""
        return number in self._files

    def save(self, number: int, data: bytes) -> None:
        """Write a chunk to the disk, under its name only when it is whole. Raises OSError and then leaves nothing."""
        path = self._folder / f"{number:06d}-{_hash(data)}.zip"
        unfinished = path.with_suffix(".part")
        try:
            with unfinished.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink()
            raise
        self._files[number] = path

    def load(self, number: int) -> bytes:
        """A chunk that is there."""
        return self._files[number].read_bytes()


def _hash(data: bytes) -> str:
    return sha256(data).hexdigest()
