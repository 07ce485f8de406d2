"""Runs on a cluster, made here of a scheduler and two workers of Dask."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from caseflow.cluster import run_on_cluster
from caseflow.errors import UserError
from caseflow.experiment import Task, with_same_software
from caseflow.language import language
from caseflow.store.provenance import made_with
from tests.cli.conftest import write_config
from tests.cli.running import caseflow, simulate, table_hashes
from tests.cli.test_stopped import ended, running, wait_until, with_chunks
from tests.unit.test_parallel import refuse

pytest.importorskip("distributed", reason="needs the extra caseflow[cluster]")

OPTIONS = ("--replications", 16, "--model", "together")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tables of a run in this process, by their hashes."""
    return table_hashes(simulate(write_config(tmp_path_factory.mktemp("whole")), *OPTIONS))


@contextmanager
def process(*words: object) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "distributed.cli." + str(words[0]), *map(str, words[1:])]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield run
    finally:
        run.kill()
        run.wait(timeout=30)


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and the processes of two workers."""
    file = folder / "scheduler.json"
    place = ("--host", "127.0.0.1", "--no-dashboard")
    worker = ("dask_worker", "--scheduler-file", file, "--nthreads", 1, "--no-nanny", "--no-dashboard")
    with process("dask_scheduler", *place, "--port", 0, "--scheduler-file", file):
        wait_until(lambda: file.exists() and file.read_text().rstrip().endswith("}"))  # it is written bit by bit
        address = json.loads(file.read_text())["address"]
        with process(*worker, "--local-directory", folder) as one, process(*worker, "--local-directory", folder) as two:
            yield address, [one, two]


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_a_run_whose_worker_on_the_cluster_is_killed_comes_out_the_same(
    tiny: Path, tmp_path: Path, whole: dict[str, str]
):
    (tmp_path / "dask").mkdir()
    out = tmp_path / "runs"
    with cluster(tmp_path / "dask") as (address, workers):
        with running("simulate", tiny, *OPTIONS, "--out", out, "--cluster", address) as run:
            with_chunks(out, 1)
            workers[0].send_signal(signal.SIGKILL)
            output, errors = ended(run)
        assert run.returncode == 0, errors
        assert table_hashes(Path(output)) == whole


def test_a_local_cluster_gives_the_same_tables(tiny: Path, tmp_path: Path, whole: dict[str, str]):
    with running("simulate", tiny, *OPTIONS, "--out", tmp_path, "--cluster", "local", "--jobs", 2) as run:
        output, errors = ended(run)
    assert run.returncode == 0, errors
    assert table_hashes(Path(output)) == whole


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
@pytest.mark.parametrize("chunks", [0, 1])
def test_ctrl_c_in_a_terminal_ends_a_local_cluster_without_a_word_of_it(tiny: Path, tmp_path: Path, chunks: int):
    out, temporary = tmp_path / "runs", tmp_path / "temporary"
    temporary.mkdir()
    own = {"start_new_session": True, "env": os.environ | {"TMPDIR": str(temporary)}}
    with running("simulate", tiny, *OPTIONS, "--out", out, "--cluster", "local", "--jobs", 2, **own) as run:
        wait_until(lambda: any(temporary.rglob("worker-*")))
        with_chunks(out, chunks)
        os.killpg(run.pid, signal.SIGINT)
        _, errors = ended(run)
    assert (run.returncode, errors.count("\n")) == (130, 1), errors
    assert errors.startswith("stopped; " if chunks else "stopped; nothing was left behind")
    assert list(temporary.iterdir()) == []


def test_a_local_cluster_that_cannot_start_is_told(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    def fail(**_: object) -> None:
        raise RuntimeError("Nanny failed to start.")

    monkeypatch.setattr("distributed.LocalCluster", fail)
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--cluster", "local")
    told = "the local cluster cannot start: Nanny failed to start.; nothing was left behind\n"
    assert (result.exit_code, result.stderr) == (1, told)


def test_ctrl_c_does_not_disturb_the_end_of_a_local_cluster(monkeypatch: pytest.MonkeyPatch):
    ended = []

    @contextmanager
    def interrupted(*_: object, **_options: object) -> Iterator[None]:
        yield
        signal.raise_signal(signal.SIGINT)
        ended.append(True)

    monkeypatch.setattr("distributed.LocalCluster", interrupted)
    monkeypatch.setattr("distributed.Client", interrupted)
    tasks = run_on_cluster(abs, [1], "local", 1)
    with pytest.raises(KeyboardInterrupt):
        next(tasks)
    assert ended == [True, True]


def test_what_a_worker_of_a_cluster_raises_can_be_told_in_norwegian():
    with pytest.raises(UserError) as raised, closing(run_on_cluster(refuse, [1], "local", 1)) as results:
        next(results)
    assert language("nb").say(raised.value.message) == "1 mangler"


def test_a_scheduler_that_does_not_answer_is_told(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("caseflow.cluster.TIMEOUT_SECONDS", 1)
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--cluster", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert result.stderr.startswith("no Dask scheduler answers at tcp://127.0.0.1:1: ")
    assert list((tiny.parent / "runs").iterdir()) == []


def test_an_address_that_is_none_is_told(tiny: Path):
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--cluster", "nowhere at all")
    assert result.exit_code == 2
    assert result.stderr.startswith("no Dask scheduler answers at nowhere at all: ")


def test_where_dask_is_missing_it_is_told_what_to_install(tiny: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = caseflow("simulate", tiny, "--out", tiny.parent / "runs", "--cluster", "local")
    assert result.exit_code == 2
    assert "pip install 'caseflow[cluster]'" in result.stderr


def test_a_worker_with_other_software_is_refused():
    software, environment = made_with()
    other = environment.model_copy(update={"libraries": environment.libraries | {"numpy": "0.1"}})
    with pytest.raises(UserError, match=r"a worker of the cluster has other software \(numpy 0\.1 -> "):
        with_same_software((software, other), lambda _task: b"", Task(0, "base", range(1)))
    assert with_same_software((software, environment), lambda _task: b"chunk", Task(0, "base", range(1))) == b"chunk"
