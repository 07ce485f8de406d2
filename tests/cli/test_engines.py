"""Which engine ran never shows in a result; without numba everything still runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from caseflow.store.opened import open_run
from tests.cli.running import caseflow, simulate, table_hashes

WITHOUT_NUMBA = "import sys; sys.modules['numba'] = None; from caseflow.cli import main; main()"


def run_without_numba(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_NUMBA, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_both_engines_write_the_same_tables(tiny: Path) -> None:
    compiled, process = (simulate(tiny, "--engine", engine) for engine in ("compiled", "process"))
    assert table_hashes(compiled) == table_hashes(process)
    assert [open_run(run).record.resources.engine for run in (compiled, process)] == ["compiled", "process"]


def test_without_numba_the_process_engine_runs_and_writes_the_same_tables(tiny: Path, shared_run: Path) -> None:
    result = run_without_numba("simulate", tiny, "--jobs", 1, "--quiet", "--out", tiny.parent / "runs")
    assert (result.returncode, result.stderr) == (0, "")
    run = Path(result.stdout.strip())
    assert table_hashes(run) == table_hashes(shared_run)
    assert [open_run(of).record.resources.engine for of in (run, shared_run)] == ["process", "compiled"]


def test_without_numba_one_is_told_once_what_simulates_how_slowly_and_what_to_do(tiny: Path) -> None:
    options = ("--model", "today", "--replications", 1, "--years", 1, "--jobs", 1, "--out", tiny.parent / "runs")
    told = run_without_numba("simulate", tiny, *options).stderr
    assert told.count("numba is missing: the process engine and plain Python simulate") == 1
    assert "two hundred times as slowly; install numba" in told


def test_asking_for_the_compiled_engine_without_numba_is_an_error_of_the_user(tiny: Path) -> None:
    result = run_without_numba("simulate", tiny, "--engine", "compiled", "--out", tiny.parent / "runs")
    assert result.returncode == 2
    expected = "the compiled engine needs numba, which cannot be imported here: install it (pip install numba)"
    assert result.stderr.startswith(expected)


def test_verify_says_that_both_engines_give_the_same_logs(tiny: Path) -> None:
    result = caseflow("verify", tiny, "--replications", 2)
    assert result.exit_code == 0, result.output
    assert result.output.count("equal") == 5  # a row for each of two models and futures, and the verdict
    assert "rows in 4 logs" in result.output
    one = caseflow("verify", tiny, "--replications", 1, "--model", "today")
    assert "rows in 1 log\n" in one.output


def test_verify_tells_the_first_difference_and_fails(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from caseflow.engines.process import dispatcher

    monkeypatch.setattr(dispatcher.Dispatcher, "extend", lambda _dispatcher: None)
    monkeypatch.setattr(dispatcher.Dispatcher, "reassign", lambda _dispatcher, _day: None)
    result = caseflow("verify", tiny)
    assert result.exit_code == 1
    assert "against" in result.output
    assert "an engine is wrong" in result.output
