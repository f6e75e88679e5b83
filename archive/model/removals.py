"""Weeding (gallring): what was asked to be removed for good, on whose word, and the proof that it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.model.pages import Kept, Page


class RemovalState(StrEnum):
    """How far a removal has come."""

    ASKED = "asked"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    """Gone from the store; vault and index follow, also after a stop."""
    DONE = "done"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who said something and when. `person` is the id of an account, "" for a name given without one."""

    at: datetime
    who: str
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class Removable:
    """A page with all its versions and captures or, with `at`, the one version captured then."""

    page: str
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class RemovedVersion:
    """A version that was removed; `digest` is the SHA-256 of its payload."""

    page: str
    at: datetime
    digest: str


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the store holds of a page. `aliases` are the pages that moved there; `children` were found on it."""

    page: Page
    aliases: tuple[Page, ...]
    versions: tuple[RemovedVersion, ...]
    facts: int
    corrections: int
    children: int


@dataclass(frozen=True, kw_only=True)
class Check:
    """Something that was looked at after a removal: what, how many were found of what shall not be found."""

    name: str
    found: int


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a removal took away, and what was looked for afterwards. `records` are the vault's, without addresses."""

    at: datetime
    versions: tuple[RemovedVersion, ...] = ()
    records: tuple[Kept, ...] = ()
    checks: tuple[Check, ...] = ()
    audit: int = 0
    """The number of the act in the audit log that holds the SHA-256 of this proof."""
    signature: str = ""
    """The chained digest of that act."""


@dataclass(frozen=True, kw_only=True)
class Removal:
    """A decision to remove, as it is kept for ever. `id` is 0 until it is kept; `key` is the same in every copy.

    `reference` names the decision, `ground` the law or retention schedule it stands on. `keeps_addresses` tells whether
    addresses may still be said or only their SHA-256. `versions` and `records` are what was taken away, empty until
    it was confirmed.
    """

    key: str
    asked: Signature
    reference: str
    reason: str
    ground: str
    targets: tuple[Removable, ...]
    keeps_addresses: bool = False
    state: RemovalState = RemovalState.ASKED
    answered: Signature | None = None
    comment: str = ""
    versions: tuple[RemovedVersion, ...] = ()
    records: tuple[Kept, ...] = ()
    proof: Proof | None = None
    id: int = 0
    sources: tuple[str, ...] = ()
    """Whose pages they were when it was asked for."""


@dataclass(frozen=True, kw_only=True)
class Tombstone:
    """What stands in the place of a removed page, or of one version with `at`.

    `url_digest` is the SHA-256 of the address, `url` the address where the decision lets it be kept.
    """

    removal: int
    page: str
    removed_at: datetime
    reference: str
    url_digest: str
    at: datetime | None = None
    url: str | None = None
    digest: str = ""
