"""The word table: form -> lemma, compound part and what the form may do, in one file mapped into memory.

    8 bytes   magic
    4 x u32   entries, buckets, bytes of text, bytes of version
    version   text
    u32[buckets + 1]   where each bucket of hashes begins
    u32[entries]       crc32 of the form, rising
    u32[entries + 1]   where each form's text begins
    u32[entries]       entry of its lemma        (NONE: no lemma)
    u32[entries]       entry of its part's lemma (NONE: no compound part)
    u8[entries]        flags
    text               forms, UTF-8

The file is written whole beside and renamed: two processes may make it at once, and readers see one or the other.
"""

from __future__ import annotations

import mmap
import os
import struct
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.errors import SearchIndexError

MAGIC = b"KASVLEX1"
NONE = 0xFFFFFFFF
WORD, NOUN, FIRST, LAST = 1, 2, 4, 8
"""Flags: stands alone; is a noun's form; may begin or stand inside a compound; may end one."""
_HEADER = struct.Struct("<8s4I")
_BUCKET_BITS = 20
_SHARED = 0o644


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a word table holds: form -> lemma, form -> lemma as a compound's part, form -> flags."""

    lemmas: Mapping[str, str]
    parts: Mapping[str, str]
    flags: Mapping[str, int]


class Lexicon:
    """An open table. Reading is safe from threads and costs no memory of its own."""

    def __init__(self, path: Path) -> None:
        """Raises SearchIndexError when the file is not a whole table."""
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._map) < _HEADER.size or self._map[:8] != MAGIC:
            raise SearchIndexError(f"{path}: not a word table")
        _, self._count, buckets, self._text_size, version_size = _HEADER.unpack_from(self._map)
        self._at = _HEADER.size
        self.version = self._map[self._at : self._at + version_size].decode()
        self._at += _padded(version_size)
        self._buckets = self._numbers(buckets + 1)
        self._hashes = self._numbers(self._count)
        self._starts = self._numbers(self._count + 1)
        self._lemmas = self._numbers(self._count)
        self._parts = self._numbers(self._count)
        self._flags_at = self._at
        self._text_at = self._at + self._count
        if len(self._map) != self._text_at + self._text_size:
            raise SearchIndexError(f"{path}: a torn word table")

    def _numbers(self, count: int) -> memoryview:
        end = self._at + 4 * count
        view = memoryview(self._map)[self._at : end].cast("I")
        self._at = end
        return view

    def find(self, form: str) -> int:
        """The number of a form's entry, -1 when it is not known."""
        text = form.encode("utf-8", "replace")
        hashed = crc32(text)
        bucket = hashed >> (32 - _BUCKET_BITS)
        for number in range(self._buckets[bucket], self._buckets[bucket + 1]):
            if self._hashes[number] == hashed and self._bytes(number) == text:
                return number
        return -1

    def flags(self, number: int) -> int:
        """What the form may do."""
        return self._map[self._flags_at + number]

    def lemma(self, number: int) -> str | None:
        """The form's lemma."""
        return self._form(self._lemmas[number])

    def part(self, number: int) -> str | None:
        """The lemma of the form as a compound's part."""
        return self._form(self._parts[number])

    def forms(self) -> Iterator[str]:
        """Every form, in no order that means anything."""
        return (self._bytes(number).decode() for number in range(self._count))

    def _form(self, number: int) -> str | None:
        return None if number == NONE else self._bytes(number).decode()

    def _bytes(self, number: int) -> bytes:
        return self._map[self._text_at + self._starts[number] : self._text_at + self._starts[number + 1]]


def write_lexicon(path: Path, table: Table, version: str) -> None:
    """Write a table whole; an older file of that name is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = _content(table, version)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _SHARED)
            for each in content:
                file.write(each)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def _content(table: Table, version: str) -> list[bytes]:
    forms, texts, hashes = _ordered({*table.flags, *table.lemmas, *table.lemmas.values(), *table.parts.values()})
    numbers = {form: number for number, form in enumerate(forms)}
    starts = np.zeros(len(texts) + 1, np.uint32)
    np.cumsum(np.fromiter(map(len, texts), np.uint32, len(texts)), out=starts[1:])
    buckets = np.searchsorted(hashes >> (32 - _BUCKET_BITS), np.arange((1 << _BUCKET_BITS) + 1)).astype(np.uint32)
    stamp = version.encode()
    return [
        _HEADER.pack(MAGIC, len(texts), 1 << _BUCKET_BITS, int(starts[-1]), len(stamp)),
        stamp.ljust(_padded(len(stamp)), b"\0"),
        *(each.astype("<u4").tobytes() for each in (buckets, hashes, starts)),
        *(_numbered(forms, each, numbers).tobytes() for each in (table.lemmas, table.parts)),
        bytes(table.flags.get(form, WORD) for form in forms),
        b"".join(texts),
    ]


def _ordered(known: set[str]) -> tuple[list[str], list[bytes], NDArray[np.uint32]]:
    """Forms, their texts and hashes, by hash."""
    forms = sorted(known)
    texts = [form.encode("utf-8", "replace") for form in forms]
    hashes = np.fromiter(map(crc32, texts), np.uint32, len(texts))
    order = np.argsort(hashes, kind="stable")
    return [forms[each] for each in order], [texts[each] for each in order], hashes[order]


def _numbered(forms: list[str], chosen: Mapping[str, str], numbers: Mapping[str, int]) -> NDArray[np.uint32]:
    given = (numbers[chosen[form]] if form in chosen else NONE for form in forms)
    return np.fromiter(given, "<u4", len(forms))


def _padded(size: int) -> int:
    return (size + 3) // 4 * 4
