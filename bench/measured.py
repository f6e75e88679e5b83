"""The figures that plans are reckoned from (`bench/measured.toml`): each under the command that prints it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from math import isfinite
from pathlib import Path

Figures = Mapping[str, float]


def read() -> Mapping[str, Mapping[str, Figures]]:
    """Command, what was measured, and its figures by name."""
    return tomllib.loads(Path(__file__).with_name("measured.toml").read_text("utf-8"))


def lines(command: str, found: Mapping[str, Figures]) -> str:
    """The figures of a command as they stand in the file, three digits of each."""
    said = (
        f"{name} = {{ {', '.join(f'{key} = {_number(value)}' for key, value in figures.items())} }}"
        for name, figures in found.items()
    )
    return "\n".join([f'["{command}"]', *said])


def _number(value: float) -> str:
    if not isfinite(value):
        return "inf"
    rounded = float(f"{value:.3g}") if abs(value) < 1_000 else round(value)
    return f"{rounded:_.0f}" if rounded == int(rounded) else repr(rounded)


MEASURED = read()
WEIGHTS = MEASURED["python -m bench.weigh"]
"""Of a "page", a later "version" of one and a "visit" without news: bytes by part of the archive, CPU in seconds."""
