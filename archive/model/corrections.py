"""Corrections: what a person said of a reading. Kept for ever, never edited; undoing one is an act of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CorrectionKind(StrEnum):
    """What is said: this block is content, this block is furniture, this fact is wrong."""

    CONTENT = "content"
    FURNITURE = "furniture"
    WRONG_FACT = "wrong-fact"


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a correction is about: a block by its text, or a fact by its facet, its value and its evidence's text."""

    text: str
    facet: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One act of one person. `page` is None when it holds for the whole source; `id` is 0 until it is kept."""

    source: str
    page: str | None
    kind: CorrectionKind
    what: Subject
    who: str
    at: datetime
    comment: str = ""
    id: int = 0
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def is_undone(self) -> bool:
        """True when it no longer holds."""
        return self.undone_at is not None
