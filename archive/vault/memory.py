"""A vault in memory, for tests and for trying out: it forgets everything when it is closed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from archive.errors import VaultBroken
from archive.model import Kept
from archive.model.findings import Flaw
from archive.vault.checking import checked
from archive.vault.conversions import conversion_record
from archive.vault.members import pack
from archive.vault.reading import media_type
from archive.vault.records import request_record, response_record, revisit_record, sha1
from crawler.model import Capture, Revisit


class MemoryVault:
    """Captures in a dict by their ids."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[Kept, Capture]] = {}

    def add(self, visit: Capture | Revisit, *, refers_to: Kept | None = None) -> Kept:
        """Keep a visit. Raises ValueError when the digest is not that of the body."""
        capture = _whole(checked(visit))
        kept = Kept(
            id=str(uuid4()),
            url=visit.url,
            at=visit.at,
            status=visit.status,
            digest=visit.digest,
            file="memory",
            offset=len(self._held),
            length=len(capture.body),
            media_type=media_type(visit.headers),
            refers_to=(refers_to.id if refers_to else "") if isinstance(visit, Revisit) else None,
        )
        self._held[kept.id] = (kept, capture)
        return kept

    def sync(self) -> None:
        """Everything is kept already."""

    def read(self, kept: Kept) -> Capture:
        """The capture as it was given. Raises VaultBroken."""
        if kept.id not in self._held:
            raise VaultBroken(f"there is no capture {kept.id} in memory")
        capture = self._held[kept.id][1]
        is_empty = kept.refers_to is not None
        if capture.digest != kept.digest or not (is_empty or hashlib.sha256(capture.body).hexdigest() == kept.digest):
            raise VaultBroken(f"capture {kept.id} does not have the digest it was kept with")
        return capture

    def copy(self, kept: Kept) -> bytes:
        """The record and its request as a file would hold them. Raises VaultBroken."""
        capture = self.read(kept)
        record = self._record(kept, capture)
        beside = (
            pack(request_record(capture, id=_id(kept, "request"), answer=kept.id)) if capture.request_headers else b""
        )
        if capture.rendered is not None:
            beside += pack(conversion_record(record, capture.rendered, id=_id(kept, "rendered")))
        return pack(record) + beside

    def _record(self, kept: Kept, capture: Capture) -> bytes:
        if kept.refers_to is None:
            return response_record(capture, id=kept.id)
        refers_to = self._held.get(kept.refers_to)
        payload = sha1(refers_to[1].body) if refers_to else f"sha256:{kept.digest}"
        return revisit_record(_revisit(capture), id=kept.id, refers_to=refers_to and refers_to[0], payload=payload)

    def walk(self) -> Iterator[Kept]:
        """Everything that was added."""
        return iter(tuple(kept for kept, _ in self._held.values()))

    def examine(self) -> Iterator[Kept | Flaw]:
        """Everything that still has its digest."""
        for kept, _ in tuple(self._held.values()):
            try:
                self.read(kept)
            except VaultBroken as error:
                yield Flaw(file=kept.file, offset=kept.offset, length=1, what=str(error), advice="It is lost.")
            else:
                yield kept

    def of_url(self, *urls: str) -> Iterator[Kept]:
        """Every record of these URLs."""
        return (kept for kept in self.walk() if kept.url in urls)

    def remove(self, kept: Iterable[Kept], *, at: datetime, note: str) -> int:
        """Forget these; nothing stands in their place. Gives how many were there."""
        del at, note
        return sum(self._held.pop(each.id, None) is not None for each in tuple(kept))

    def settle(self) -> None:
        """There is nobody else to read it."""

    def close(self) -> None:
        """Nothing to finish: what is held can still be read."""


def _whole(visit: Capture | Revisit) -> Capture:
    if isinstance(visit, Capture):
        return visit
    return Capture(
        url=visit.url,
        at=visit.at,
        status=visit.status,
        headers=visit.headers,
        body=b"",
        digest=visit.digest,
        request_headers=visit.request_headers,
        http_version=visit.http_version,
        ip=visit.ip,
    )


def _revisit(capture: Capture) -> Revisit:
    return Revisit(
        url=capture.url,
        at=capture.at,
        status=capture.status,
        headers=capture.headers,
        digest=capture.digest,
        http_version=capture.http_version,
        ip=capture.ip,
    )


def _id(kept: Kept, what: str) -> str:
    """The same id for what stands beside the same capture each time."""
    return str(uuid5(NAMESPACE_URL, f"urn:uuid:{kept.id}#{what}"))
