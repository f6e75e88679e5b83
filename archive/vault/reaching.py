"""Whether object storage answers: asked once, without patience, for those who watch. Nothing here is needed to read."""

from __future__ import annotations

from functools import lru_cache
from time import monotonic

from archive.errors import VaultAway
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket

FRESH = 30.0
"""Seconds that an answer is told again: a storage that is away is asked no more often, whoever wonders."""


def silence(address: str, endpoint: str = "") -> str:
    """Why the storage does not answer, for its keeper; "" when it does."""
    return _asked(address, endpoint, int(monotonic() / FRESH))


@lru_cache(maxsize=4)
def _asked(address: str, endpoint: str, _moment: int) -> str:
    try:
        _asker(address, endpoint).check()
    except VaultAway as error:
        return str(error)
    return ""


@lru_cache(maxsize=4)
def _asker(address: str, endpoint: str) -> Bucket:
    return Bucket(parse_place(address, endpoint), attempts=1)
