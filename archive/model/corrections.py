"""Corrections: what a person said of a reading. Kept for ever, never edited; undoing one is an act of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class CorrectionKind(StrEnum):
    """What is said: this block is content or furniture; this fact is wrong, is right, is right when changed so."""

    CONTENT = "content"
    FURNITURE = "furniture"
    WRONG_FACT = "wrong-fact"
    CONFIRMED = "confirmed"
    CHANGED = "changed"


REVIEWS = frozenset({CorrectionKind.CONFIRMED, CorrectionKind.CHANGED})
"""The kinds that say of a fact that a person has checked it."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a correction is about: a block by its text, or a fact by its facet, its value and its evidence's text."""

    text: str
    facet: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """What a person put in the place of what was read. Days are ISO 8601, sums whole kronor; empty is unknown."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Review:
    """That a person has checked a fact: by which correction, when, and what the fact was called before it.

    It stands in the fact, which visitors see: who it was stands in the correction alone.
    """

    kind: CorrectionKind
    correction: int
    at: datetime
    what: Subject


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
    changes: tuple[FieldChange, ...] = ()
    id: int = 0
    undone_by: str | None = None
    undone_at: datetime | None = None

    @property
    def is_undone(self) -> bool:
        """True when it no longer holds."""
        return self.undone_at is not None
