"""The figures that plans are reckoned from (`bench/measured.toml`): each under the command that prints it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

Figures = Mapping[str, float]


def read() -> Mapping[str, Mapping[str, Figures]]:
    """Command, what was measured, and its figures by name."""
    return tomllib.loads(Path(__file__).with_name("measured.toml").read_text("utf-8"))


MEASURED = read()
WEIGHTS = MEASURED["python -m bench.weigh"]
"""Of a "page", a later "version" of one and a "visit" without news: bytes by part of the archive, CPU in seconds."""
