"""Lists of words written as running text, for tables that people read and extend."""

from __future__ import annotations


def wordlist(text: str) -> tuple[str, ...]:
    """The words of a text, in order."""
    return tuple(text.split())
