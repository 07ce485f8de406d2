"""Compilation by numba: which functions are compiled, and where the machine code is kept.

Where numba is missing, compiled functions run as plain Python, slowly and with the same results.

numba keeps machine code by the place and the text of the file of the compiled function alone, so that code made with an
older version of what that function calls would be taken again. Machine code is therefore kept in a folder that is named
by a hash of all source files it may hang on, those beside the function and SHARED: all installations of them share it.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import pickle
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from caseflow.errors import words_of
from caseflow.interrupts import disturbed, undisturbed
from caseflow.machine_code import cache_folder
from caseflow.messages import message

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
    """Compile a function that other compiled functions call, and tests may."""
    return _inner(function)


def lean(function: F) -> F:
    """Compile a function that only other compiled functions call, and that makes no array, nor calls what makes one.

    Nothing in it counts references to arrays, which else takes most of the time of a short function; and no index in it
    counts from an array's end, as an index below 0 does elsewhere.
    """
    return _without_way_in(function)


def inlined(function: F) -> F:
    """Compile a lean function into each of those that call it."""
    return _without_way_in(function, forceinline=True)


def _inner(function: F, **options: bool) -> F:
    """Compile in one version for all numbers: numba would make another one for each constant."""
    if numba is None:
        return function
    result = numba.njit(error_model="numpy", **options)(function)
    template_of = result.get_call_template
    result.get_call_template = lambda args, kws: template_of(tuple(map(_without_details, args)), kws)
    typed: F = result
    return typed


def _without_details(of_type: Any) -> Any:
    """The type of an argument: no constant, and signed integers of 64 bits."""
    plain = numba.types.unliteral(of_type)
    return numba.types.int64 if plain in numba.types.signed_domain else plain


def _without_way_in(function: F, **options: bool) -> F:
    """A lean function that Python is refused: to make a way in for each takes long to compile."""
    if numba is None:
        return function
    result: Any = _inner(function, _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)
    result.compile = partial(_compile_without_wraparound, result.compile)
    result.add_overload = lambda made: result.overloads.__setitem__(tuple(made.signature.args), made)
    result._compile_for_args = _refuse
    typed: F = result
    return typed


def _compile_without_wraparound(compile_: Callable[[Any], Any], signature: Any) -> Any:
    arrays = importlib.import_module("numba.np.arrayobj")
    with _changed(arrays, "fix_integer_index", _index_as_it_is):
        return compile_(signature)


def _index_as_it_is(context: Any, builder: Any, of_type: Any, index: Any, _size: Any) -> Any:
    return context.cast(builder, index, of_type, numba.types.intp)


def _refuse(*_arguments: object, **_named: object) -> None:
    raise TypeError("only compiled functions call a lean function")


def entry_point(function: F) -> F:
    """Compile a function that Python alone calls; its machine code, and that of all it calls, is kept on disk.

    Ctrl-C waits until a call is over: numba calls Python for some arguments and results, and crashes if an exception
    comes out of that. Numba's own function is the ``__wrapped__`` of what is returned.
    """
    if numba is None:
        return function
    dispatcher = _dispatcher(function)

    def call(*arguments: object, **named: object) -> object:
        with undisturbed():
            return dispatcher(*arguments, **named)

    result: Any = wraps(function)(call)
    result.__wrapped__ = dispatcher
    typed: F = result
    return typed


def _dispatcher(function: Callable[..., Any]) -> Any:
    """What numba makes of an entry point."""
    with _kept_in(machine_code_folder(function)):
        try:
            dispatcher = numba.njit(error_model="numpy", cache=True)(function)
        except RuntimeError:  # no place on this machine may be written
            dispatcher = numba.njit(error_model="numpy")(function)
    dispatcher.compile = partial(_compile_as_whole, dispatcher.compile, function.__qualname__)
    _dispatchers.append(dispatcher)
    kept = dispatcher._cache
    kept.load_overload = partial(_load_or_lose, kept, kept.load_overload)
    kept.save_overload = partial(_save_if_possible, kept, kept.save_overload)
    return dispatcher


_dispatchers: list[Any] = []
"""What numba made of the entry points that are imported."""


def load_machine_code() -> None:
    """Load the machine code that is kept of the entry points that are imported: else each waits for its first call."""
    for dispatcher in _dispatchers:
        kept, processor = dispatcher._cache, dispatcher.targetctx.codegen()
        index = kept._cache_file._load_index()
        for signature, *_ in index:
            if kept._index_key(signature, processor) in index:
                dispatcher.compile(signature)


def _load_or_lose(kept: Any, load: Callable[[Any, Any], Any], signature: Any, target: Any) -> Any:
    """Machine code from the disk; none, and what is kept forgotten, if it cannot be read, as after a power cut."""
    try:
        return load(signature, target)
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, LookupError, AttributeError):
        with contextlib.suppress(OSError):
            kept.flush()
        return None


def _save_if_possible(kept: Any, save: Callable[[Any, Any], None], signature: Any, made: Any) -> None:
    """Keep machine code; where the disk is full say so and go on: it is compiled again the next time."""
    try:
        save(signature, made)
    except OSError as error:
        place, words = Path(kept.cache_path).parent, words_of(error)
        logging.getLogger("caseflow").warning(
            message("machine code cannot be kept in {place}: {words}", place=place, words=words)
        )


def _compile_as_whole(compile_: Callable[[Any], Any], name: str, signature: Any) -> Any:
    """Compile an entry point so that nobody else can call the functions within its machine code.

    LLVM then puts a function that is called at one place only there, whatever its length. Ctrl-C, for which a call is
    otherwise undisturbed, need not wait for it, but while machine code is written: what LLVM calls in Python meanwhile
    would swallow it, and with it the machine code.
    """
    codegen = importlib.import_module("numba.core.codegen")
    optimize, write = codegen.CPUCodeLibrary._optimize_final_module, codegen.JITCodeLibrary._finalize_specific

    def optimize_as_whole(library: Any) -> None:
        if library.name == name:
            _hide_inner_functions(library._final_module)
        optimize(library)

    def write_undisturbed(library: Any) -> None:
        with undisturbed():
            write(library)

    with (
        disturbed(),
        _changed(codegen.CPUCodeLibrary, "_optimize_final_module", optimize_as_whole),
        _changed(codegen.JITCodeLibrary, "_finalize_specific", write_undisturbed),
    ):
        return compile_(signature)


def _hide_inner_functions(module: Any) -> None:
    for function in module.functions:
        if not function.is_declaration and function.linkage.name == "linkonce_odr":
            function.linkage = "internal"


def machine_code_folder(function: Callable[..., Any]) -> Path:
    """Where the machine code of an entry point is kept."""
    source = Path(function.__code__.co_filename)
    return cache_folder() / f"{source.parent.name}-{_hash_of(source.parent)}"


@cache
def _hash_of(folder: Path) -> str:
    """A hash of the files of a folder, of the shared ones and of numba's version."""
    assert numba is not None
    digest = sha256(numba.__version__.encode())
    for path in [*sorted(folder.glob("*.py")), *(PACKAGE / name for name in SHARED)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def machine_code_mark(source_sha256: str) -> Path | None:
    """A file that is there once all is compiled for a source, this Python, numba and processor; None without numba."""
    if numba is None:
        return None
    python, processor = sys.version_info[:2], importlib.import_module("llvmlite.binding").get_host_cpu_name()
    name = sha256(f"{source_sha256} {python} {numba.__version__} {processor}".encode()).hexdigest()[:16]
    return cache_folder() / f"compiled-{name}.mark"


@contextlib.contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Have numba keep what is decorated meanwhile in a folder."""
    caching = importlib.import_module("numba.core.caching")

    class InFolder(caching.UserProvidedCacheLocator):  # type: ignore[name-defined, misc]
        """Machine code by the folder alone, wherever its source lies."""

        def __init__(self, function: Callable[..., Any], source: str):
            super().__init__(function, source)
            self._cache_path = str(folder)

    with _changed(numba.config, "CACHE_DIR", str(folder)), _changed(caching.CacheImpl, "_locator_classes", [InFolder]):
        yield


@contextlib.contextmanager
def _changed(of: Any, name: str, value: object) -> Iterator[None]:
    """Have an attribute hold another value meanwhile."""
    before = getattr(of, name)
    setattr(of, name, value)
    try:
        yield
    finally:
        setattr(of, name, before)
