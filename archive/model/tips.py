"""Pages that visitors miss: their tips, and what those who tend the archive answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TipState(StrEnum):
    """How a tip stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True)
class Tip:
    """An address that visitors miss, once however many they are; nothing is kept of who they were.

    `notes` are their words, at most `MOST_NOTES` of them. `reason` is why the tip was declined.
    """

    url: str
    first_at: datetime
    last_at: datetime
    count: int = 1
    notes: tuple[str, ...] = ()
    state: TipState = TipState.WAITING
    who: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    id: int = 0


MOST_NOTES = 5
