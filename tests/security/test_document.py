"""docs/security.md names what is there."""

from __future__ import annotations

import re

import pytest

from tests.project.tree import ROOT

SAID = (ROOT / "docs/security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`((?:archive|crawler|index|tests|templates)/[\w./]*)`", SAID)))
TESTED = sorted(path.name for path in (ROOT / "tests/security").glob("test_*.py"))


@pytest.mark.parametrize("path", NAMED)
def test_every_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", [each for each in TESTED if each != "test_document.py"])
def test_every_test_of_security_is_traced_to_what_it_shows(name: str) -> None:
    assert f"`tests/security/{name}`" in SAID
