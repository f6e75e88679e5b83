"""The vault on object storage (`s3://…`): written in a folder, handed over file by file, read by ranges."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.errors import VaultAway, VaultRefused
from archive.vault.addresses import parse_place
from archive.vault.bucket import Bucket
from archive.vault.remote import LONGEST, RemoteFolder
from archive.vault.warc import LIMIT, WarcVault

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


def open_vault(address: str, folder: Path, *, endpoint: str = "", limit: int = LIMIT) -> WarcVault:
    """The vault at `address`, whose files are begun in `folder`. Raises ConfigError, VaultRefused."""
    return open_bucket(Bucket(parse_place(address, endpoint)), folder, limit=limit)


def open_bucket(
    bucket: Bucket,
    folder: Path,
    *,
    limit: int = LIMIT,
    clock: Callable[[], datetime] = _now,
    longest: timedelta = LONGEST,
) -> WarcVault:
    """The vault in a bucket; what an earlier process left in `folder` is handed over.

    Storage that does not answer is logged: what needs no capture can go on. Raises VaultRefused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = RemoteFolder(folder, bucket, clock=clock, longest=longest)
    held.sweep()
    vault = WarcVault(held, limit=limit, clock=clock)
    try:
        bucket.check()
        held.settle()
    except VaultRefused:
        raise
    except VaultAway as error:
        _log.warning("The vault cannot be reached: %s", error)
    return vault
