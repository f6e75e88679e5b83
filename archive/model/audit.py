"""What those who tend the archive did: the audit log's rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One act. `number` is 0 and `digest` empty until it is kept.

    `deed` is what was done, a word with dots ("source.add"); `about` what it was done to (a source, a page, an
    account), `detail` the rest in words. `address` is where the request came from, "" for the command line. `digest`
    is the SHA-256 over the act and the digest before it, so that an act changed or taken out later is noticed.
    """

    at: datetime
    who: str
    deed: str
    about: str = ""
    detail: str = ""
    address: str = ""
    number: int = 0
    digest: str = ""
