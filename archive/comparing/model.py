"""What a comparison is made of. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

WORD = re.compile(r"[^\W_]+")


class Fate(StrEnum):
    """What became of a part of the text."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of text that stood in both (SAME), only in the old (REMOVED) or only in the new (ADDED)."""

    text: str
    fate: Fate


@dataclass(frozen=True, kw_only=True)
class Step:
    """A block, a table's row or a row's cell. `old` and `new` are its places among its like, None where it is not.

    A table that changed has `parts`, its rows, and each of those its cells; everything else has `pieces`.
    """

    fate: Fate
    kind: str = ""
    old: int | None = None
    new: int | None = None
    pieces: tuple[Piece, ...] = ()
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The steps from an old text to a new one, in the new one's order; what was removed stands where it stood."""

    steps: tuple[Step, ...]

    @property
    def is_same(self) -> bool:
        """True when not a word differs."""
        return all(step.fate is Fate.SAME for step in self.steps)

    @property
    def moved(self) -> int:
        """How many blocks stand elsewhere."""
        return sum(step.fate is Fate.MOVED for step in self.steps)

    def words(self, fate: Fate) -> int:
        """How many words were added or removed."""
        pieces = (piece for step in self.steps for piece in pieces_of(step) if piece.fate is fate)
        return sum(len(WORD.findall(piece.text)) for piece in pieces)


def pieces_of(step: Step) -> Iterator[Piece]:
    """Every piece of a step and its parts, in order."""
    yield from step.pieces
    for part in step.parts:
        yield from pieces_of(part)
