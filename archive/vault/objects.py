"""The vault on object storage (`s3://…`): written in a folder, handed over file by file, read by ranges."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.errors import VaultAway, VaultRefused
from archive.vault.addresses import parse_place
from archive.vault.bucket import ATTEMPTS, Bucket
from archive.vault.remote import LONGEST, RemoteFolder
from archive.vault.warc import LIMIT, WarcVault

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


def open_vault(  # noqa: PLR0913 - each is a setting or a test's
    address: str,
    folder: Path,
    *,
    endpoint: str = "",
    limit: int = LIMIT,
    clock: Callable[[], datetime] = _now,
    longest: timedelta = LONGEST,
    attempts: int = ATTEMPTS,
) -> WarcVault:
    """The vault at `address`, whose files are begun in `folder`; what an earlier process left there is handed over.

    Storage that does not answer is logged: what needs no capture can go on. Raises ConfigError, VaultRefused.
    """
    bucket = Bucket(parse_place(address, endpoint), attempts=attempts)
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
