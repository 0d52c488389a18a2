"""The house rules that no linter knows."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
FOLDERS = ("src", "tests", "benchmarks", "docs")


def python_files() -> list[Path]:
    return sorted(
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        if "__pycache__" not in file.parts
    )


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_two_things():
    long = {
        file.relative_to(ROOT).as_posix(): n_lines
        for file in python_files()
        if (n_lines := len(file.read_text(encoding="utf-8").splitlines()))
        > MOST_LINES_OF_A_FILE
    }

    assert long == {}


def test_no_function_is_two_things():
    long = [
        f"{file.relative_to(ROOT).as_posix()}:{one.lineno} {one.name}"
        for file in python_files()
        for one in functions(file)
        if one.end_lineno - one.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]

    assert long == []


@pytest.mark.parametrize("name", ["utils", "core", "common", "helpers", "base"])
def test_there_is_no_attic(name):
    found = [*(ROOT / "src").rglob(name), *(ROOT / "src").rglob(f"{name}.py")]

    assert found == []
