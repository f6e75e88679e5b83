"""What is installed is what pyproject.toml asks for, pinned with hashes, and each choice has its reason on paper."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.tree import ROOT, files

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
PRODUCT = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
OURS = {"archive", "crawler", "index"}
LOCKS = sorted(files(".txt", under="requirements/"))
PIN = re.compile(r"([\w.-]+)==([\w.!+]+)(?: ; [^#]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*")


def pinned(lock: Path) -> dict[str, str]:
    """Name to version. A requirement is a name, a version, perhaps a marker, and hashes; more could steer it."""
    joined = lock.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.strip().startswith("#")]
    matches = [PIN.fullmatch(line) for line in lines]
    assert all(matches), [line[:80] for line, match in zip(lines, matches, strict=True) if not match]
    return {canonicalize_name(match[1]): match[2] for match in matches if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_requirement_is_pinned_with_hashes_and_without_options(lock: Path) -> None:
    assert pinned(lock)


@pytest.mark.parametrize(
    ("stem", "wanted"),
    [
        ("run", PRODUCT + EXTRAS["demo"]),
        ("scale", PRODUCT + EXTRAS["demo"] + EXTRAS["scale"]),
        ("dev", PRODUCT + EXTRAS["demo"] + EXTRAS["dev"]),
    ],
)
def test_the_lock_holds_what_pyproject_asks_for(stem: str, wanted: list[str]) -> None:
    """When this fails: ./run lock."""
    versions = pinned(ROOT / f"requirements/{stem}.txt")
    asked = {canonicalize_name(each.name): each.specifier for each in map(Requirement, wanted)}
    assert [name for name, allowed in asked.items() if name not in versions or versions[name] not in allowed] == []


def test_the_product_runs_on_the_versions_it_was_tested_with() -> None:
    run, scale, dev = (pinned(ROOT / f"requirements/{stem}.txt") for stem in ("run", "scale", "dev"))
    assert run.items() <= scale.items() <= dev.items()


def test_every_dependency_has_its_reason_on_paper() -> None:
    """The table holds the product's own, the words below it what only building, testing and the demo need."""
    note = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    table = set(re.findall(r"^\| ([a-z0-9-]+) \|", note, flags=re.MULTILINE)) - {"package"}
    assert table == {Requirement(each).name for each in PROJECT["project"]["dependencies"]}
    others = {
        Requirement(each).name
        for each in (*PROJECT["build-system"]["requires"], *EXTRAS["demo"], *EXTRAS["scale"], *EXTRAS["dev"])
    }
    assert [each for each in sorted(others) if not re.search(rf"(?<![\w-]){re.escape(each)}(?![\w-])", note)] == []


PART_OF = {"jinja2": "flask", "markupsafe": "flask", "werkzeug": "flask", "yarl": "aiohttp"}
"""Packages whose names a user of another must say; they are chosen with it."""


def imported() -> set[str]:
    """Distributions that the product's modules import from, by canonical name."""
    trees = [ast.parse(path.read_text("utf-8")) for folder in OURS for path in files(".py", under=f"{folder}/")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    outside = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OURS - {"_typeshed"}
    known = packages_distributions()
    found = {canonicalize_name(known[name][0]) for name in outside}
    return {PART_OF.get(name, name) for name in found}


def test_the_product_imports_what_it_declares_and_declares_what_it_imports() -> None:
    """hunspell-sv holds word lists only; of `scale` some are imported for us by others (SQLAlchemy, fsspec)."""
    asked = [*PROJECT["project"]["dependencies"], *EXTRAS["render"]]
    declared = {canonicalize_name(Requirement(each).name) for each in asked}
    beyond = {canonicalize_name(Requirement(each).name) for each in EXTRAS["scale"]}
    assert imported() - beyond == declared - {"hunspell-sv"}
