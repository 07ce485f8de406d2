import errno
import pkgutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from caseflow.errors import RunFolderError
from caseflow.store.folder import write_text
from caseflow.store.opened import open_run
from caseflow.store.record import UnfinishedRecord
from caseflow.store.unfinished import begin, read_unfinished, working_on
from tests.unit.store.records import record, unfinished_record


def begun(out: Path) -> Path:
    return begin(out, unfinished_record("run"), "")


def write(out: Path) -> Path:
    with working_on(begun(out), is_new=True) as unfinished:
        write_text(unfinished.whole / "note.txt", "one\n")
        return unfinished.publish(record())


def stop(path: Path, error: BaseException, *, chunks: int = 0, is_new: bool = True) -> str:
    """What is told of a run that an error ends after some chunks."""
    try:
        with working_on(path, is_new=is_new) as unfinished:
            write_text(unfinished.whole / "note.txt", "one\n")
            for number in range(chunks):
                unfinished.chunks.save(number, b"chunk")
            raise error
    except BaseException as told:
        return "; ".join([str(told), *told.__notes__])


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_norwegian_run_that_is_not_finished_says_so_in_norwegian(tmp_path: Path):
    asked = unfinished_record("run").model_copy(update={"language": "nb", "title": "", "chunks": 7})
    note = (begin(tmp_path, asked, "") / "INCOMPLETE.md").read_text(encoding="utf-8")
    assert note.startswith("# UFULLSTENDIG: En kjøring med caseflow\n\nSYNTHETIC (syntetisk): simulert")
    assert "\n    caseflow simulate --resume FOLDER\n" in note
    assert "(7 i alt)" in " ".join(note.split())


def test_a_published_run_opens_with_what_was_written_and_nothing_else_is_left(tmp_path: Path):
    run = open_run(write(tmp_path))
    assert (run.text("note.txt"), list(run.record.files)) == ("one\n", ["note.txt"])
    assert names_in(tmp_path) == ["run"]


@pytest.mark.parametrize("place", ["pathlib.Path.rename", "os.rmdir"])
def test_of_a_run_that_is_interrupted_while_it_is_published_nothing_but_the_whole_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
):
    path = begun(tmp_path)

    def publish() -> None:
        with working_on(path, is_new=True) as unfinished:
            unfinished.chunks.save(0, b"chunk")
            interrupt_after(place, monkeypatch)
            unfinished.publish(record())

    with pytest.raises(KeyboardInterrupt):
        publish()
    assert names_in(tmp_path) == ["run"]


def test_a_run_that_is_interrupted_while_it_begins_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    interrupt_after("pathlib.Path.mkdir", monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        begun(tmp_path)
    assert names_in(tmp_path) == []


def interrupt_after(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Ctrl-C come as soon as a function has done its work for the first time."""
    function = pkgutil.resolve_name(place)

    def interrupted(*arguments: object, **options: object) -> object:
        monkeypatch.undo()
        result = function(*arguments, **options)
        signal.raise_signal(signal.SIGINT)
        return result

    monkeypatch.setattr(place, interrupted)


def test_a_taken_name_gets_a_number(tmp_path: Path):
    assert [begun(tmp_path).name for _ in range(2)] == ["run.incomplete", "run.incomplete-2"]
    assert [write(tmp_path).name for _ in range(3)] == ["run", "run-2", "run-3"]


def test_many_runs_at_once_all_get_folders_of_their_own(tmp_path: Path):
    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(lambda _: write(tmp_path), range(16)))
    assert len(set(paths)) == 16
    assert names_in(tmp_path) == sorted(path.name for path in paths)


@pytest.mark.parametrize("error", [RuntimeError("inside"), KeyboardInterrupt("inside"), SystemExit("inside")])
def test_a_new_run_that_ends_before_its_first_chunk_leaves_nothing(tmp_path: Path, error: BaseException):
    assert stop(begun(tmp_path), error) == "inside; nothing was left behind"
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("is_new", "left"), [(True, []), (False, ["run.incomplete"])])
def test_a_run_that_ends_while_it_is_taken_up_leaves_nothing_if_it_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_new: bool, left: list[str]
):
    path = begun(tmp_path)

    def interrupted(_path: Path, _record: UnfinishedRecord) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("caseflow.store.unfinished.Unfinished", interrupted)
    with pytest.raises(KeyboardInterrupt), working_on(path, is_new=is_new):
        pass
    assert names_in(tmp_path) == left


def test_a_chunk_stays_that_is_written_when_the_run_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path, replace = begun(tmp_path), Path.replace

    def replaced_and_interrupted(source: Path, target: Path) -> None:
        replace(source, target)
        raise KeyboardInterrupt("inside")

    monkeypatch.setattr(Path, "replace", replaced_and_interrupted)
    told = stop(path, RuntimeError("never comes so far"), chunks=1)
    assert told == f"inside; 1 of 3 chunks are kept; go on with `caseflow simulate --resume {path}`"
    with working_on(path) as unfinished:
        assert unfinished.chunks.load(0) == b"chunk"


def test_a_run_that_ends_later_keeps_its_chunks_and_nothing_that_is_half_written(tmp_path: Path):
    path = begun(tmp_path)
    told = stop(path, KeyboardInterrupt("inside"), chunks=2)
    assert told == f"inside; 2 of 3 chunks are kept; go on with `caseflow simulate --resume {path}`"
    assert names_in(path) == ["INCOMPLETE.md", "chunks", "config.source.yaml", "lock", "unfinished.json"]
    with working_on(path) as unfinished:
        assert [unfinished.chunks.has(number) for number in range(3)] == [True, True, False]
        assert unfinished.chunks.load(1) == b"chunk"


def test_a_run_that_was_gone_on_with_stays_even_without_a_chunk(tmp_path: Path):
    path = begun(tmp_path)
    assert "0 of 3 chunks are kept" in stop(path, KeyboardInterrupt(), is_new=False)
    assert names_in(tmp_path) == ["run.incomplete"]


def test_a_full_disk_is_told_in_words(tmp_path: Path):
    told = stop(begun(tmp_path), OSError(errno.ENOSPC, "full"), chunks=1)
    assert told.startswith(f"cannot write a run folder in {tmp_path}: No space left on device; 1 of 3 chunks are kept")


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFolderError, match=r"cannot write a run folder in .*file"):
        begun(tmp_path / "file")


def test_chunks_that_are_not_whole_are_not_there(tmp_path: Path):
    path = begun(tmp_path)
    stop(path, KeyboardInterrupt(), chunks=3)
    cut, damaged, _ = sorted((path / "chunks").iterdir())
    cut.write_bytes(b"chun")
    damaged.write_bytes(b"chunk!")
    (path / "chunks" / "000007.part").write_bytes(b"chunk")
    with working_on(path) as unfinished:
        assert [unfinished.chunks.has(number) for number in (0, 1, 2, 7)] == [False, False, True, False]


def test_a_run_has_one_worker_at_a_time(tmp_path: Path):
    path = begun(tmp_path)
    with working_on(path), pytest.raises(RunFolderError, match="is being simulated by another"), working_on(path):
        pass


@pytest.mark.parametrize("name", ["nothing", "."])
def test_what_is_no_unfinished_run_is_refused(tmp_path: Path, name: str):
    with pytest.raises(RunFolderError, match="there is nothing to go on with"):
        read_unfinished(tmp_path / name)


def test_a_damaged_record_is_told(tmp_path: Path):
    path = begun(tmp_path)
    (path / "unfinished.json").write_text('{"record_version": 1}')
    with pytest.raises(RunFolderError, match=r"unfinished\.json is damaged: folder"):
        read_unfinished(path)
