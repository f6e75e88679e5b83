"""Modules, functions and templates stay small enough to be read at one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.project.tree import ROOT, files, name

FOLDERS = ("archive/", "crawler/", "index/", "demo/", "bench/")
PRODUCT = [path for folder in FOLDERS for path in files(".py", under=folder)]
TESTS = files(".py", under="tests/")
MIGRATIONS = ROOT / "archive/store/migrations"

Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_command(function: Function) -> bool:
    return any(ast.unparse(each).startswith("click.command") for each in function.decorator_list)


def functions(source: str) -> Iterator[Function]:
    return (node for node in ast.walk(ast.parse(source)) if isinstance(node, Function))


def lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def parameters(function: Function) -> int:
    every = function.args
    named = [each.arg for each in (*every.posonlyargs, *every.args, *every.kwonlyargs)]
    return len([each for each in named if each not in {"self", "cls"}])


def too_long(paths: list[Path], limit: int) -> list[str]:
    counted = {name(path): len(path.read_text("utf-8").splitlines()) for path in paths}
    return [f"{each}: {count} lines" for each, count in counted.items() if count > limit]


def test_no_module_has_more_than_300_lines() -> None:
    assert too_long(PRODUCT, 300) == []


def test_no_module_of_tests_has_more_than_400_lines() -> None:
    """Tables of cases are longer than code and read no worse."""
    assert too_long(TESTS, 400) == []


def test_no_template_has_more_than_120_lines() -> None:
    assert too_long(files(".html", under="templates/"), 120) == []


def test_functions_have_at_most_40_lines() -> None:
    """Migrations are straight lists of columns, made once and never edited; they are not counted."""
    paths = [path for path in PRODUCT if not path.is_relative_to(MIGRATIONS)]
    long = [(path, each, lines(each)) for path in paths for each in functions(path.read_text("utf-8"))]
    assert [f"{name(path)}: {each.name}: {count}" for path, each, count in long if count > 40] == []


def test_functions_have_at_most_6_parameters() -> None:
    """The options of a command are what a person types, not what a caller must know; they are not counted."""
    asked = [(path, each, parameters(each)) for path in PRODUCT for each in functions(path.read_text("utf-8"))]
    assert [f"{name(path)}: {each.name}: {n}" for path, each, n in asked if n > 6 and not is_command(each)] == []


def test_parameters_are_counted_without_self_and_lines_with_their_head() -> None:
    source = "class A:\n    def first(self, a, /, b, *, c):\n        pass\n\nasync def second():\n    pass\n"
    found = {each.name: (parameters(each), lines(each)) for each in functions(source)}
    assert found == {"first": (3, 2), "second": (0, 2)}
