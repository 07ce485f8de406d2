"""Which source files machine code hangs on."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from caseflow import compiling

Triple: TypeAlias = Callable[[int], int]


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def _is_compiled(path: Path) -> bool:
    return "caseflow.compiling" in _imports(path)


def _file_of(module: str) -> Path:
    path = compiling.PACKAGE.parent / Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def test_what_compiled_modules_import_is_part_of_the_name_of_their_machine_codes_folder():
    shared = {compiling.PACKAGE / name for name in compiling.SHARED}
    for path in compiling.PACKAGE.rglob("*.py"):
        if _is_compiled(path):
            used = {_file_of(module) for module in _imports(path) if module.startswith("caseflow.")}
            assert {file for file in used if file.parent != path.parent} <= shared, path


@pytest.mark.parametrize("decorator", [compiling.entry_point, compiling.compiled, compiling.lean])
def test_a_compiled_function_gives_what_it_gives_in_python(decorator: Callable[[Triple], Triple]) -> None:
    @decorator
    def triple(n: int) -> int:
        return 3 * n

    @compiling.compiled
    def triple_and_one(n: int) -> int:
        return triple(n) + 1

    assert triple_and_one(14) == 43
