"""What was handed out to somebody: which versions of which pages, by whom, on what request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Handed:
    """A version of a page that was handed out."""

    page: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Handout:
    """An act of handing out, as the log keeps it. `id` is 0 until it is kept.

    `to_whom` and `reference` may be empty: who asks need not say who they are. `question` is what was asked, in words
    or as an address of ours. `captures` tells whether the pages went along as they were fetched. `digest` is the
    SHA-256 of the ZIP, `size` its bytes, `files` how many files it holds.
    """

    at: datetime
    who: str
    question: str
    versions: tuple[Handed, ...]
    to_whom: str = ""
    reference: str = ""
    captures: bool = False
    digest: str = ""
    size: int = 0
    files: int = 0
    id: int = 0
