"""Compilation by numba: which functions are compiled, and where the machine code is kept.

Where numba is missing, compiled functions run as plain Python, slowly and with the same results.

numba keeps machine code by the file of the compiled function alone, so that code made with an older version of what
that function calls would be taken again. Machine code is therefore kept in a folder that is named by a hash of all
source files it may hang on: those beside the function and SHARED.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import platformdirs

numba: Any
try:
    numba = importlib.import_module("numba")
except ImportError:
    numba = None

F = TypeVar("F", bound=Callable[..., Any])

PACKAGE = Path(__file__).parent

SHARED = ("compiling.py", "log.py", "config/schema.py", "organisation/tables.py", "tape/tables.py", "engines/rules.py")
"""What compiled functions may import beside the modules of their own folder; paths below the package."""

HAS_NUMBA = numba is not None


def compiled(function: F) -> F:
    """Compile a function that other compiled functions call."""
    if numba is None:
        return function
    result: F = numba.njit(error_model="numpy")(function)
    return result


def lean(function: F) -> F:
    """Compile a function that other compiled functions call, and that makes no arrays itself.

    It counts no references to the arrays that it is given, which else takes most of the time of a short function.
    Python cannot call it.
    """
    if numba is None:
        return function
    result: F = numba.njit(
        error_model="numpy", _nrt=False, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )(function)
    return result


def entry_point(function: F) -> F:
    """Compile a function that Python calls; its machine code, and that of all it calls, is kept on disk."""
    if numba is None:
        return function
    with _kept_in(machine_code_folder(function)):
        try:
            result: F = numba.njit(error_model="numpy", cache=True)(function)
        except RuntimeError:  # no place on this machine may be written
            result = numba.njit(error_model="numpy")(function)
    return result


def machine_code_folder(function: Callable[..., Any]) -> Path:
    """Where the machine code of an entry point is kept."""
    source = Path(function.__code__.co_filename)
    return platformdirs.user_cache_path("caseflow", appauthor=False) / f"{source.parent.name}-{_hash_of(source.parent)}"


@cache
def _hash_of(folder: Path) -> str:
    """A hash of the files of a folder, of the shared ones and of numba's version."""
    assert numba is not None
    digest = sha256(numba.__version__.encode())
    for path in [*sorted(folder.glob("*.py")), *(PACKAGE / name for name in SHARED)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Have numba keep what is decorated meanwhile in a folder."""
    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before
