"""How a word stands in a segment: its exact form with everything it is found by, as one term of one posting space.

    reading = exact form, then 0x1F before each stem; a typed value has no exact form

So whoever holds the terms can tell exact words and stems without an analyzer, and each place of a text is kept once.
"""

from __future__ import annotations

from collections.abc import Iterable

MARK = "\x1f"
"""Sorts before every sign of a word: the readings of a word stand together, before longer words."""
AFTER = "\x20"


def encoded(text: str) -> bytes:
    """A term as it is kept."""
    return text.encode(errors="replace")


def reading(exact: str, stems: Iterable[str]) -> bytes:
    """The term of a word, or of a typed value when `exact` is empty."""
    return encoded(MARK.join((exact, *stems)))


def exact_of(term: str) -> str:
    """The exact form of a reading."""
    return term.partition(MARK)[0]


def stems_of(term: str) -> list[str]:
    """The stems of a reading."""
    return term.split(MARK)[1:]
