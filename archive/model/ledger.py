"""What the ledger lists: a fact with the page and the memento that say it. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from archive.model.facts import Decision, Procurement
from archive.model.pages import Page

F = TypeVar("F", Decision, Procurement)


@dataclass(frozen=True, kw_only=True)
class Listed(Generic[F]):
    """A fact, its page, and the memento it was read in: when that was captured and the sha256 of its payload.

    `id` finds the fact again for as long as its memento is not read anew.
    """

    id: int
    page: Page
    at: datetime
    digest: str
    fact: F
