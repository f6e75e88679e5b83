"""The page as a browser built it, beside the response it was built from: a `conversion` record (WARC 1.1, 6.8)."""

from __future__ import annotations

from archive.errors import VaultBroken
from archive.vault.records import RENDERED, Record, from_bytes, sha1, to_bytes, uuid_of

KIND = "conversion"


def conversion_record(response: bytes, rendered: bytes, *, id: str) -> bytes:
    """The record of a rendered page; `response` is the record of the response it was built from."""
    origin = from_bytes(response)
    fields = (
        ("WARC-Record-ID", f"<urn:uuid:{id}>"),
        ("WARC-Date", origin.field("WARC-Date")),
        ("WARC-Target-URI", origin.field("WARC-Target-URI")),
        ("WARC-Refers-To", f"<urn:uuid:{origin.id}>"),
        ("WARC-Block-Digest", sha1(rendered)),
        ("Content-Type", "text/html; charset=utf-8"),
    )
    return to_bytes(KIND, fields, rendered)


def rendered_of(record: Record, beside: Record | None) -> bytes | None:
    """The rendered page of a response; None when it never had one. Raises VaultBroken when it had and it is gone."""
    if record.field(RENDERED) is None:
        return None
    if beside is None:
        raise VaultBroken(f"the page that was rendered of record {record.id} is not beside it")
    return beside.block


def is_conversion(record: Record, response: str) -> bool:
    """Whether a record is the rendered page of the response with this id."""
    return record.kind == KIND and uuid_of(record.field("WARC-Refers-To")) == response
