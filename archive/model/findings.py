"""What `verify` finds: in the store, in the vault, between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that is not as it should be: where, what, and what to do."""

    where: str
    what: str
    advice: str


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """Something amiss in a file of the vault: `offset` and `length` are bytes in it, 0 when it is the whole file.

    Harmless is what a stop leaves behind.
    """

    file: str
    what: str
    advice: str
    offset: int = 0
    length: int = 0
    is_harmless: bool = False
