"""Cursors: where a list goes on, in a text that only we read. One of another list is refused. Pure."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

FORM = "^[A-Za-z0-9_-]{12,200}$"
_MARK_LENGTH = 8


def write_cursor(place: str, asked: Iterable[tuple[str, str]]) -> str:
    """The cursor of a place in the list that these parameters ask for."""
    return urlsafe_b64encode(_mark(place, asked) + place.encode()).decode().rstrip("=")


def read_cursor(text: str, asked: Iterable[tuple[str, str]]) -> str:
    """The place. Raises ValueError when the cursor is not one of this list's."""
    held = urlsafe_b64decode(text + "=" * (-len(text) % 4)) if re.fullmatch(FORM[1:-1], text) else b""
    place = held[_MARK_LENGTH:].decode("utf-8", "replace")
    if not held or held[:_MARK_LENGTH] != _mark(place, asked):
        raise ValueError("is not a cursor of this list; begin again without it")
    return place


def _mark(place: str, asked: Iterable[tuple[str, str]]) -> bytes:
    """A check of place and list, so that a mistaken cursor is told and not followed."""
    return sha256(repr((place, sorted(asked))).encode("utf-8", "replace")).digest()[:_MARK_LENGTH]
