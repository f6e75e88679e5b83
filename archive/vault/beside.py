"""The records that follow a capture's and belong to it: its request, the page that a browser built of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import VaultBroken
from archive.vault.conversions import is_conversion
from archive.vault.members import Member, read_member
from archive.vault.records import Record, from_bytes, uuid_of


def beside(file: BinaryIO, place: int, answer: str) -> Iterator[tuple[Member, Record]]:
    """The members from `place` on that belong to the record with the id `answer`, and the records in them."""
    member = read_member(file, place)
    while member is not None and (record := _belonging(member, answer)):
        yield member, record
        member = read_member(file, member.end)


def _belonging(member: Member, answer: str) -> Record | None:
    try:
        record = from_bytes(member.content)
    except VaultBroken:
        return None
    is_request = record.kind == "request" and uuid_of(record.field("WARC-Concurrent-To")) == answer
    return record if is_request or is_conversion(record, answer) else None
