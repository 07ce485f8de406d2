import signal
import zipfile

import pyarrow as pa
import pytest

from caseflow.store.chunks import Chunk


def test_ctrl_c_is_not_lost_in_an_archive_that_is_no_longer_used(monkeypatch: pytest.MonkeyPatch) -> None:
    chunk = Chunk({"numbers": pa.table({"number": [1, 2]})}, {"logs/one": b"log"})
    data = chunk.to_bytes()
    assert Chunk.from_bytes(data) == chunk
    forget = zipfile.ZipFile.__del__

    def forget_interrupted(archive: zipfile.ZipFile) -> None:
        signal.raise_signal(signal.SIGINT)
        forget(archive)

    monkeypatch.setattr(zipfile.ZipFile, "__del__", forget_interrupted)
    with pytest.raises(KeyboardInterrupt):
        chunk.to_bytes()
    with pytest.raises(KeyboardInterrupt):
        Chunk.from_bytes(data)
