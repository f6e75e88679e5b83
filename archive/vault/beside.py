"""The records that follow a capture's and belong to it: its request, the page that a browser built of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from archive.errors import VaultBroken
from archive.vault.conversions import is_conversion
from archive.vault.members import Member, read_member, read_start
from archive.vault.records import Record, fields_of, from_bytes, uuid_of

HEAD = 8_192
"""So much of a record holds the fields that we write."""


def beside(file: BinaryIO, place: int, answer: str) -> Iterator[tuple[Member, Record]]:
    """The members from `place` on that belong to the record with the id `answer`, and the records in them."""
    while (member := _member(file, place, answer)) and (record := _belonging(member, answer)):
        yield member, record
        place = member.end


def _member(file: BinaryIO, place: int, answer: str) -> Member | None:
    """The member at a place, unless its head tells that it belongs to another: that may be long, and is not read."""
    head, is_whole, _ = read_start(file, place, HEAD).partition(b"\r\n\r\n")
    if is_whole and not _belongs(Record(fields=fields_of(head), block=b""), answer):
        return None
    return read_member(file, place, about=HEAD)


def _belonging(member: Member, answer: str) -> Record | None:
    try:
        record = from_bytes(member.content)
    except VaultBroken:
        return None
    return record if _belongs(record, answer) else None


def _belongs(record: Record, answer: str) -> bool:
    is_request = record.kind == "request" and uuid_of(record.field("WARC-Concurrent-To")) == answer
    return is_request or is_conversion(record, answer)
