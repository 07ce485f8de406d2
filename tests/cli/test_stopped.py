"""Runs that are stopped in every way that can be tried, and gone on with: tables as if nothing had happened."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from caseflow.store.unfinished import begin
from tests.cli.conftest import write_config
from tests.cli.running import caseflow, simulate, table_hashes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals, limits and /proc are POSIX")

OPTIONS = ("--replications", 16, "--model", "together")
"""As many chunks."""

FIGURES = "caseflow.plots.figures"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of a run that nothing disturbs, by their hashes."""
    return table_hashes(simulate(write_config(tmp_path_factory.mktemp("whole")), *OPTIONS))


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An unfinished run that was killed, only to be looked at."""
    return killed_run(write_config(tmp_path_factory.mktemp("killed")))


@pytest.fixture
def unfinished(killed: Path, tmp_path: Path) -> Path:
    """A copy of that run, to be worked on."""
    return Path(shutil.copytree(killed, tmp_path / "runs" / killed.name))


def killed_run(config: Path) -> Path:
    with started(config):
        return with_chunks(config.parent / "runs", 2)


def started(config: Path, *options: object, out: Path | None = None, **popen: Any) -> Any:
    return running("simulate", config, "--out", out or config.parent / "runs", "--jobs", 2, *OPTIONS, *options, **popen)


@contextmanager
def running(*words: object, **popen: Any) -> Iterator[subprocess.Popen[str]]:
    """Caseflow in a process of its own, which is killed in the end if it still runs."""
    command = [sys.executable, "-m", "caseflow", *map(str, words), "--quiet"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **popen)
    try:
        yield run
    finally:
        run.kill()
        run.communicate(timeout=30)


def ended(run: subprocess.Popen[str]) -> tuple[str, str]:
    """What it printed and said went wrong."""
    output, errors = run.communicate(timeout=120)
    return output.strip(), errors


def resumed(path: Path) -> dict[str, str]:
    """The tables of a run that was gone on with; nothing of the unfinished one is left."""
    result = caseflow("simulate", "--resume", path, "--jobs", 1, "--quiet")
    assert result.exit_code == 0, result.output
    assert list(path.parent.iterdir()) == [Path(result.stdout.strip())]
    return table_hashes(Path(result.stdout.strip()))


def with_chunks(out: Path, n: int) -> Path:
    """The unfinished run in ``out``, as soon as it has some finished chunks."""
    wait_until(lambda: len(list(out.glob("*.incomplete/chunks/*.zip"))) >= n)
    (path,) = out.glob("*.incomplete")
    return path


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.005)


def workers_of(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [child for child in children if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


# -- stopped ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_says_how_to_go_on_and_goes_on(
    tiny: Path, whole: dict[str, str], stop: signal.Signals, code: int
):
    with started(tiny) as run:
        path = with_chunks(tiny.parent / "runs", 1)
        run.send_signal(stop)
        _, errors = ended(run)
    assert run.returncode == code
    assert errors.startswith("stopped; ")
    assert errors.endswith(f" of 16 chunks are kept; go on with `caseflow simulate --resume {path}`\n")
    assert resumed(path) == whole


@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_replay_that_is_stopped_leaves_no_temporary_folder(
    shared_run: Path, tmp_path: Path, stop: signal.Signals, code: int
):
    with running("replay", shared_run, "--jobs", 1, env=os.environ | {"TMPDIR": str(tmp_path)}) as run:
        wait_until(lambda: any(tmp_path.glob("caseflow-*/tables/*.parquet")))
        run.send_signal(stop)
        _, errors = ended(run)
    assert (run.returncode, errors, list(tmp_path.iterdir())) == (code, "stopped\n", [])


def test_the_import_of_figures_is_not_broken_off(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    class Interrupting:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == FIGURES:
                signal.raise_signal(signal.SIGINT)

    monkeypatch.delitem(sys.modules, FIGURES, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting, *sys.meta_path])
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--jobs", 1, *OPTIONS)
    assert result.exit_code == 130
    assert "stopped; 16 of 16 chunks are kept; " in result.stderr
    assert FIGURES in sys.modules


def test_a_run_that_is_stopped_as_soon_as_it_has_a_folder_leaves_nothing(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*arguments: Any) -> Path:
        path = begin(*arguments)
        signal.raise_signal(signal.SIGINT)
        return path

    monkeypatch.setattr("caseflow.runs.begin", interrupted)
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--jobs", 1, *OPTIONS)
    assert (result.exit_code, result.stderr) == (130, "stopped; nothing was left behind\n")
    assert list((tiny.parent / "runs").iterdir()) == []


def test_a_second_ctrl_c_does_not_disturb_what_clears_away(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*arguments: Any, **options: Any) -> None:
        signal.raise_signal(signal.SIGINT)
        rmtree(*arguments, **options)

    rmtree = shutil.rmtree
    monkeypatch.setattr(shutil, "rmtree", interrupted)
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--jobs", 1, *OPTIONS)
    assert (result.exit_code, result.stderr) == (130, "stopped; nothing was left behind\n")
    assert list((tiny.parent / "runs").iterdir()) == []


@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM"])
def test_ctrl_c_while_python_clears_away_after_a_command_breaks_nothing(stop: str):
    clearing = f"atexit.register(signal.raise_signal, signal.{stop})"
    command = f"import atexit, signal; from caseflow.cli import main; {clearing}; main(['schema'])"
    run = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert json.loads(run.stdout)


def test_a_run_that_is_killed_goes_on_without_its_config(tiny: Path, whole: dict[str, str]):
    path = killed_run(tiny)
    tiny.unlink()
    assert resumed(path) == whole


def test_a_killed_run_that_is_killed_again_goes_on_and_leaves_no_temporary_folder(
    unfinished: Path, tmp_path: Path, whole: dict[str, str]
):
    before, temporary = len(list(unfinished.glob("chunks/*.zip"))), tmp_path / "temporary"
    temporary.mkdir()
    with running("simulate", "--resume", unfinished, "--jobs", 1, env=os.environ | {"TMPDIR": str(temporary)}):
        with_chunks(unfinished.parent, before + 1)
    assert list(temporary.iterdir()) == []
    assert resumed(unfinished) == whole


def test_a_run_whose_worker_is_killed_comes_out_the_same(tiny: Path, whole: dict[str, str]):
    with started(tiny) as run:
        with_chunks(tiny.parent / "runs", 1)
        os.kill(workers_of(run.pid)[0], signal.SIGKILL)
        output, errors = ended(run)
    assert (run.returncode, errors) == (0, "")
    assert table_hashes(Path(output)) == whole


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[Path]:
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode != 0:
        pytest.skip("needs root and the right to mount a small tmpfs")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def test_a_run_on_a_disk_that_fills_up_goes_on_when_there_is_room(tiny: Path, tmp_path: Path, whole: dict[str, str]):
    with small_disk(tmp_path / "disk", "400k") as out:
        with started(tiny, out=out) as run:
            _, errors = ended(run)
        assert run.returncode == 2, errors
        (path,) = out.iterdir()
        assert errors.startswith(f"cannot write a run folder in {out}: No space left on device; ")
        assert errors.endswith(f" of 16 chunks are kept; go on with `caseflow simulate --resume {path}`\n")
        subprocess.run(["mount", "-o", "remount,size=50m", str(out)], check=True)
        assert resumed(path) == whole


def test_a_disk_that_is_full_before_the_first_chunk_is_told_and_nothing_is_left(tiny: Path, tmp_path: Path):
    with small_disk(tmp_path / "disk", "16k") as out:
        with started(tiny, out=out) as run:
            _, errors = ended(run)
        assert (run.returncode, list(out.iterdir())) == (2, []), errors
        assert errors.startswith(f"cannot write a run folder in {out}: No space left on device")


def test_tables_that_grow_too_large_for_the_system_lose_no_chunk(tiny: Path, whole: dict[str, str]):
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (64_000, 64_000))

    with started(tiny, preexec_fn=limit) as run:
        _, errors = ended(run)
    (path,) = (tiny.parent / "runs").iterdir()
    assert run.returncode == 2, errors
    assert f"File too large; 16 of 16 chunks are kept; go on with `caseflow simulate --resume {path}`\n" in errors
    assert resumed(path) == whole


# -- gone on with -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("harm", [lambda data: data[:-1], lambda data: b"\0" + data[1:], lambda _data: b""])
def test_a_damaged_chunk_is_simulated_again(unfinished: Path, whole: dict[str, str], harm: Callable[[bytes], bytes]):
    chunk = min(unfinished.glob("chunks/*.zip"))
    chunk.write_bytes(harm(chunk.read_bytes()))
    assert resumed(unfinished) == whole


def test_finished_chunks_are_not_simulated_again(unfinished: Path):
    chunks = {path: path.stat().st_mtime_ns for path in unfinished.glob("chunks/*.zip")}
    seen: list[tuple[int, int]] = []

    def stop(done: int, futures: int) -> None:
        seen.append((done, futures))
        if done > len(chunks):
            raise KeyboardInterrupt

    from caseflow.execution import Execution
    from caseflow.runs import resume

    with pytest.raises(KeyboardInterrupt):
        resume(unfinished, Execution(jobs=1), stop)
    assert seen == [(len(chunks), 16), (len(chunks) + 1, 16)]
    assert {path: path.stat().st_mtime_ns for path in chunks} == chunks


def test_a_run_that_is_gone_on_with_is_refused_to_a_second(unfinished: Path, whole: dict[str, str]):
    before = len(list(unfinished.glob("chunks/*.zip")))
    with running("simulate", "--resume", unfinished, "--jobs", 1) as first:
        with_chunks(unfinished.parent, before + 1)
        second = caseflow("simulate", "--resume", unfinished)
        output, _ = ended(first)
    assert (second.exit_code, second.stderr) == (2, f"{unfinished} is being simulated by another process\n")
    assert table_hashes(Path(output)) == whole


def test_an_unfinished_run_is_refused_by_all_that_read_runs(killed: Path):
    for command in ("show", "replay", "compare"):
        result = caseflow(command, killed)
        assert result.exit_code == 2
        assert f"{killed} is incomplete: " in result.stderr
        assert f"go on with `caseflow simulate --resume {killed}`" in result.stderr


def test_an_unfinished_run_says_what_it_is(killed: Path):
    text = (killed / "INCOMPLETE.md").read_text()
    assert text.startswith("# INCOMPLETE: Two valleys\n")
    assert "caseflow simulate --resume" in text
    assert str(killed.parent) not in text + (killed / "unfinished.json").read_text()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"software": {"source_sha256": "0" * 64}}, "other source"),
        ({"environment": {"python": "2.7"}}, "python 2.7 -> "),
        ({"environment": {"libraries": {"numpy": "0.1"}}}, "numpy 0.1 -> "),
    ],
)
def test_a_run_that_was_begun_with_other_software_is_refused(unfinished: Path, change: dict[str, dict], words: str):
    file = unfinished / "unfinished.json"
    record = json.loads(file.read_text())
    for part, values in change.items():
        record[part] |= values
    file.write_text(json.dumps(record))
    result = caseflow("simulate", "--resume", unfinished)
    assert result.exit_code == 2
    assert f"{unfinished} was begun with other software (" in result.stderr
    assert words in result.stderr


def test_a_run_whose_config_was_changed_is_refused(unfinished: Path):
    source = unfinished / "config.source.yaml"
    source.write_text(source.read_text().replace("seed: 7", "seed: 8"))
    result = caseflow("simulate", "--resume", unfinished)
    assert (result.exit_code, result.stderr) == (2, f"{source} is missing or was changed after the run began\n")


def test_a_finished_run_has_nothing_to_go_on_with(shared_run: Path):
    result = caseflow("simulate", "--resume", shared_run)
    assert (result.exit_code, result.stderr) == (2, f"{shared_run} is finished: there is nothing to go on with\n")


def test_options_that_a_run_already_has_are_refused_all_at_once(tiny: Path, killed: Path):
    result = caseflow("simulate", tiny, "--resume", killed, "--seed", 3, "--model", "today", "--keep-logs")
    assert result.exit_code == 2
    assert "leave out CONFIG, --model, --seed, --keep-logs" in result.stderr


def test_kept_logs_survive_a_stop(tiny: Path):
    with started(tiny, "--keep-logs"):
        path = with_chunks(tiny.parent / "runs", 1)
    result = caseflow("simulate", "--resume", path, "--jobs", 1, "--quiet")
    logs = Path(result.stdout.strip()).glob("logs/base/together/*.parquet")
    assert sorted(log.name for log in logs) == [f"replication-{r:04d}.parquet" for r in range(16)]


@pytest.mark.parametrize(
    ("part", "value", "words"),
    [
        ("question", {"models": ["x"]}, "question: the config has no model 'x' (it has: today, together)"),
        ("question", {"replications": 0}, "question.replications: expected greater than or equal to 1, found 0"),
        ("folder", "../elsewhere", "folder: expected what is right (String should match pattern"),
    ],
)
def test_a_forged_record_is_not_gone_on_with(unfinished: Path, part: str, value: Any, words: str) -> None:
    file = unfinished / "unfinished.json"
    record = json.loads(file.read_text())
    record[part] = record[part] | value if isinstance(value, dict) else value
    file.write_text(json.dumps(record))
    result = caseflow("simulate", "--resume", unfinished, "--jobs", 1)
    assert result.exit_code == 2, result.exception
    assert words in result.stderr
