"""The one arrow and the order inside archive hold in every module."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator

from tests.project.tree import ROOT, files

FREE = {"__init__", "config", "errors"}
"""Below every layer; a contract of their own holds them there."""


def layers() -> Iterator[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    for contract in settings["tool"]["importlinter"]["contracts"]:
        for layer in contract.get("layers", ()):
            yield from (name.strip() for name in layer.replace("|", ":").split(":"))


def test_every_import_contract_is_kept() -> None:
    """In a process of its own: the linter sets up logging for itself alone."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports as lint; raise SystemExit(lint())"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_module_of_archive_has_its_layer() -> None:
    """A module without a layer could import anything unnoticed."""
    inside = [path.relative_to(ROOT / "archive") for path in files(".py", under="archive/")]
    modules = {path.parts[0].removesuffix(".py") for path in inside}
    assert modules - FREE == set(layers())
