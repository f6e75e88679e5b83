"""Every example of docs/search.md is understood: it is read without a remark."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from archive.facets import SCHEMA
from index.syntax import parse

GUIDE = Path(__file__).parents[2] / "docs" / "search.md"
ROWS = [line.split("|")[1] for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| `")]
EXAMPLES = [example for row in ROWS for example in re.findall(r"`([^`]+)`", row)]


def test_the_guide_has_examples() -> None:
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_example_is_understood(text: str) -> None:
    parsed = parse(text, SCHEMA, today=date(2024, 4, 12))
    assert parsed.root is not None or parsed.as_of is not None
    assert parsed.notes == ()
