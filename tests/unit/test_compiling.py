"""Which source files machine code hangs on."""

import ast
import errno
import logging
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pytest
from numba import types
from numba.core import codegen
from packaging.requirements import Requirement

from caseflow import compiling, machine_code
from tests.docs.pages import ROOT

Triple: TypeAlias = Callable[[int], int]
Int32: TypeAlias = npt.NDArray[np.int32]
Int64: TypeAlias = npt.NDArray[np.int64]


def _imports(path: Path) -> set[str]:
    """The modules that a file imports, or imports from."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            modules = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {module for module in modules if _file_of(module).exists()} or {node.module}
    return found


def numbas(entry_point: Any) -> Any:
    """What numba made of an entry point."""
    return entry_point.__wrapped__


def _is_compiled(path: Path) -> bool:
    """Whether some function of a file is compiled."""
    return re.search(r"^@(compiled|lean|inlined|entry_point)$", path.read_text(encoding="utf-8"), re.M) is not None


def _file_of(module: str) -> Path:
    path = compiling.PACKAGE.parent / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_what_compiled_modules_import_is_part_of_the_name_of_their_machine_codes_folder():
    shared = {compiling.PACKAGE / name for name in compiling.SHARED}
    for path in compiling.PACKAGE.rglob("*.py"):
        if _is_compiled(path):
            used = {_file_of(module) for module in _imports(path) if module.startswith("caseflow.")}
            assert {file for file in used if file.parent != path.parent} <= shared, path


@pytest.mark.parametrize("decorator", [compiling.compiled, compiling.lean, compiling.inlined])
def test_a_compiled_function_gives_what_it_gives_in_python(decorator: Callable[[Triple], Triple]) -> None:
    @decorator
    def triple(n: int) -> int:
        return 3 * n

    @compiling.entry_point
    def doubled_triple(n: int) -> int:
        return triple(n) * 2

    assert doubled_triple(7) == 42


def test_a_lean_function_is_not_called_from_python() -> None:
    @compiling.lean
    def triple(n: int) -> int:
        return 3 * n

    @compiling.entry_point
    def two_triples(n: int) -> int:
        return triple(n) + triple(n)

    for _ in range(2):
        with pytest.raises(TypeError, match="only compiled functions"):
            triple(7)
        assert two_triples(7) == 42


def test_an_index_of_a_lean_function_does_not_count_from_the_end() -> None:
    @compiling.lean
    def one_of(numbers: Int64, place: int) -> int:
        return int(numbers[place])

    @compiling.entry_point
    def lean_one_of(numbers: Int64, place: int) -> int:
        return one_of(numbers, place)

    assert lean_one_of(np.arange(10)[5:], -1) == 4


def test_a_function_is_compiled_once_for_all_widths_and_constants() -> None:
    @compiling.lean
    def double(n: int) -> int:
        return n * 2

    @compiling.entry_point
    def doubled(narrow: Int32, wide: Int64) -> int:
        return double(narrow[0]) + double(wide[0]) + double(4)

    assert doubled(np.array([1], dtype=np.int32), np.array([2])) == 14
    overloads: Any = double
    assert list(overloads.overloads) in ([], [(types.int64,)])  # none where the machine code was found on the disk


def test_nobody_else_calls_the_functions_within_machine_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)

    @compiling.compiled
    def largest(numbers: Int64) -> int:
        return int(np.sort(numbers)[-1])  # too long to stand where it is called twice

    @compiling.entry_point
    def sum_of_largest(numbers: Int64) -> int:
        return largest(numbers) + largest(numbers[1:])

    assert sum_of_largest(np.arange(3)) == 4
    (code,) = numbas(sum_of_largest).inspect_llvm().values()
    assert "linkonce_odr" not in code


def test_machine_code_is_kept_by_its_source_alone_wherever_that_lies() -> None:
    @compiling.entry_point
    def twice(n: int) -> int:
        return n * 2

    assert twice(4) == 8
    folder = compiling.machine_code_folder(numbas(twice))
    assert list(folder.glob("test_compiling.*twice*.nbc"))
    assert Path(numbas(twice).stats.cache_path) == folder


def test_a_source_is_compiled_once_for_each_of_its_versions() -> None:
    here = compiling.machine_code_mark("source")
    assert here == compiling.machine_code_mark("source") != compiling.machine_code_mark("other source")


@pytest.mark.parametrize(
    ("system", "machine", "python", "asked"),
    [
        ("linux", "x86_64", "3.15", [">=0.62.1"]),
        ("win32", "AMD64", "3.14", [">=0.62.1"]),
        ("darwin", "arm64", "3.14", [">=0.62.1"]),
        ("darwin", "x86_64", "3.13", ["<0.63,>=0.62.1"]),
        ("darwin", "x86_64", "3.14", []),
    ],
)
def test_no_machine_is_asked_to_build_a_numba_that_nobody_made_for_it(
    system: str, machine: str, python: str, asked: list[str]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    of_numba = [needed for needed in map(Requirement, project["dependencies"]) if needed.name == "numba"]
    there = {"sys_platform": system, "platform_machine": machine, "python_version": python}
    assert [str(needed.specifier) for needed in of_numba if needed.marker.evaluate(there)] == asked


def _tripled() -> Callable[[int], int]:
    @compiling.entry_point
    def tripled(n: int) -> int:
        return 3 * n

    return tripled


def test_machine_code_that_is_kept_can_be_loaded_before_a_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(compiling, "_dispatchers", [])
    _tripled()(7)
    again = numbas(_tripled())
    assert not again.overloads
    compiling.load_machine_code()
    assert list(again.overloads) == [(types.int64,)]
    assert sum(again.stats.cache_misses.values()) == 0


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 100])
def test_machine_code_that_was_cut_off_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, left: int
) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    _tripled()(7)
    files = list(tmp_path.rglob(f"*.{kind}"))
    whole = [path.stat().st_size for path in files]
    for path in files:
        path.write_bytes(path.read_bytes()[:left])
    assert _tripled()(7) == 21
    assert [path.stat().st_size for path in files] == whole


def test_where_machine_code_cannot_be_kept_it_is_used_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(compiling, "cache_folder", lambda: tmp_path)
    tripled = _tripled()

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(numbas(tripled)._cache._cache_file, "save", full)
    with caplog.at_level(logging.WARNING, logger="caseflow"):  # --quiet has raised it for the rest of the process
        assert tripled(7) == 21
    assert caplog.messages == [f"machine code cannot be kept in {tmp_path}: No space left on device"]


KEPT = """\
from caseflow import compiling


@compiling.entry_point
def tripled(n):
    return 3 * n


def found(n):
    tripled(n)
    return sum(tripled.__wrapped__.stats.cache_hits.values())
"""

USED = """\
import multiprocessing
import signal
import sys

from caseflow import machine_code
from kept import found

if __name__ == "__main__":
    own = found(7)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        in_worker = pool.apply(found, (7,))
    print(own, in_worker, machine_code.cache_folder(), machine_code.when_compiled(), sep="\\n", flush=True)
    if "interrupted" in sys.argv:
        signal.raise_signal(signal.SIGINT)
"""


@pytest.mark.parametrize("how", ["ended", "interrupted"])
def test_where_the_users_cache_cannot_be_written_workers_share_a_folder_that_goes_in_the_end(
    tmp_path: Path, how: str
) -> None:
    (tmp_path / "kept.py").write_text(KEPT)
    (tmp_path / "used.py").write_text(USED)
    (tmp_path / "file").touch()
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    command = [sys.executable, str(tmp_path / "used.py"), how]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert answer.stdout, answer.stderr
    in_parent, in_worker, folder, when = answer.stdout.splitlines()
    assert (in_parent, in_worker) == ("0", "1")
    assert Path(folder).parent == tmp_path
    assert not Path(folder).exists()
    assert when.startswith(f"for this time only, since {tmp_path / 'file' / 'caseflow'} cannot be written")


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_arguments: object, **_named: object) -> Path:
        raise RuntimeError

    monkeypatch.setattr(machine_code.platformdirs, "user_cache_path", homeless)
    assert machine_code._users_cache() is None
    monkeypatch.setattr(machine_code.platformdirs, "user_cache_path", lambda *_, **__: Path("~/.cache"))
    assert machine_code._users_cache() is None
    assert "the cache of a user without a home cannot be written" in machine_code.when_compiled()


def test_ctrl_c_waits_until_machine_code_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """numba lets LLVM write machine code through a function in Python, in which an exception is lost."""
    assert _done_after_ctrl_c(codegen.JITCodeLibrary, "_finalize_specific", tmp_path, monkeypatch)


def _done_after_ctrl_c(of: type, step: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a step of numba's is still done if Ctrl-C comes before it; the whole is interrupted."""
    monkeypatch.setattr(compiling, "cache_folder", lambda: place)
    usual, done = getattr(of, step), []

    def interrupted(library: object) -> None:
        signal.raise_signal(signal.SIGINT)
        usual(library)
        done.append(library)

    monkeypatch.setattr(of, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        _tripled()(7)
    return bool(done)


CALLED = """\
import signal
from typing import NamedTuple

import numpy as np

from caseflow import compiling


class Pair(NamedTuple):
    number: int
    records: object


class Two(NamedTuple):
    first: Pair
    second: Pair


@compiling.entry_point
def swapped(two):
    return Two(two.second, two.first)


if __name__ == "__main__":
    records = np.zeros(3, dtype=[("number", np.int64), ("share", np.float64)])
    two = Two(Pair(1, records), Pair(2, records[1:]))
    swapped(two)
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    stopped = 0
    for microseconds in range(20, 420):
        try:
            signal.setitimer(signal.ITIMER_REAL, microseconds / 1e6)
            while True:
                swapped(two)
        except KeyboardInterrupt:
            stopped += 1
    print(stopped)
"""


@pytest.mark.skipif(os.name != "posix", reason="timers are POSIX")
def test_ctrl_c_in_the_midst_of_calls_is_an_interruption_and_no_crash(tmp_path: Path) -> None:
    """numba crashes if an exception comes out of what it calls in Python for tuples with names and for records."""
    (tmp_path / "called.py").write_text(CALLED)
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    command = [sys.executable, str(tmp_path / "called.py")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert (answer.returncode, answer.stdout) == (0, "400\n"), answer.stderr


def test_ctrl_c_does_not_wait_until_all_is_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not _done_after_ctrl_c(codegen.CPUCodeLibrary, "_optimize_final_module", tmp_path, monkeypatch)


ALL = """\
from pathlib import Path

from caseflow import compiling, experiment
from caseflow.config.load import load_config


def versions():
    return {name_of(one): len(one.overloads) for one in compiling._dispatchers if one.overloads}


def name_of(dispatcher):
    return f"{dispatcher.py_func.__module__}.{dispatcher.py_func.__name__}"


if __name__ == "__main__":
    experiment.compile_all()
    before = versions()
    for name in ("kongsberg", "national", "minimal"):
        study = load_config(Path("configs", f"{name}.yaml"))
        plan = experiment.make_plan(study, replications=1, years=1)
        experiment.simulate_task(study, plan, False, "compiled", experiment.tasks_of(plan)[0])
    print(len(before), [name for name, n in versions().items() if n != before.get(name)])
"""


def test_no_config_needs_machine_code_that_is_not_made_at_once(tmp_path: Path) -> None:
    (tmp_path / "all.py").write_text(ALL)
    command = [sys.executable, str(tmp_path / "all.py")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    n, missing = answer.stdout.split(maxsplit=1)
    assert int(n) > 30, answer.stderr
    assert missing == "[]\n"


SHARED = """\
from caseflow import compiling, experiment
from caseflow.worker import started_early


def used():
    return {one.py_func.__module__ for one in compiling._dispatchers if one.overloads}


if __name__ == "__main__":
    with started_early(2):
        experiment.compile_all(2)
    engine = used()
    experiment.compile_all()
    print(*sorted(engine), "-", *sorted(used() - engine))
"""


def test_what_counts_is_compiled_by_another_process_while_this_one_compiles_the_engine(tmp_path: Path) -> None:
    (tmp_path / "shared.py").write_text(SHARED)
    command = [sys.executable, str(tmp_path / "shared.py")]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    here, elsewhere = (part.split() for part in answer.stdout.split(" - "))
    assert "caseflow.engines.compiled" in here
    assert not [name for name in here if name.startswith("caseflow.stats")]
    assert {"caseflow.stats.compiled.reading", "caseflow.stats.compiled.bills"} <= set(elsewhere)
