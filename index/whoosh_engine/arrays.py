"""Named arrays in one file, mapped into memory.

    8 bytes magic, u32 length of the header, header (JSON: stamp; name -> dtype, offset, count), arrays by steps of 8

The file is written whole beside and renamed. Texts are kept as one run of UTF-8 and where each begins.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any as Untyped
from typing import overload
from weakref import finalize

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Untyped]
_MAGIC = b"KAARRAY1"
_LENGTH = struct.Struct("<I")
_STEP = 8
_DRAFT = "draft-"


class Texts(Sequence[str]):
    """Texts by number, decoded when asked for."""

    def __init__(self, run: Array, starts: Array) -> None:
        self._run = run.data
        self._starts = starts.data

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> tuple[str, ...]: ...
    def __getitem__(self, number: int | slice) -> str | tuple[str, ...]:
        if isinstance(number, slice):
            return tuple(self[each] for each in range(len(self))[number])
        return self.raw(range(len(self))[number]).decode()

    def between(self, first: int, last: int) -> Iterator[str]:
        """The texts from `first` to before `last`, at the speed that thousands need."""
        starts = self._starts[first : last + 1].tolist()
        run = bytes(self._run[starts[0] : starts[-1]])
        return (run[left - starts[0] : right - starts[0]].decode() for left, right in pairwise(starts))

    def raw(self, number: int) -> bytes:
        """The UTF-8 of a text."""
        return bytes(self._run[self._starts[number] : self._starts[number + 1]])


def find_text(texts: Texts, text: bytes) -> int:
    """Where a text stands, or would stand, among rising ones."""
    return bisect_left(range(len(texts)), text, key=texts.raw)


def pack_texts(texts: Iterable[bytes]) -> tuple[Array, Array]:
    """The two arrays of Texts."""
    several = list(texts)
    starts = np.zeros(len(several) + 1, np.uint32)
    np.cumsum(np.fromiter(map(len, several), np.uint32, len(several)), out=starts[1:])
    return np.frombuffer(b"".join(several), np.uint8), starts


def write_arrays(path: Path, arrays: Mapping[str, Array], stamp: str) -> None:
    """Write a file whole; an older one of that name is replaced."""
    table, offset = {}, 0
    for name, array in arrays.items():
        table[name] = (array.dtype.str, offset, array.size)
        offset += -(-array.nbytes // _STEP) * _STEP
    header = json.dumps({"stamp": stamp, "arrays": table}).encode()
    header += b" " * (-(len(_MAGIC) + _LENGTH.size + len(header)) % _STEP)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=_DRAFT)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_MAGIC + _LENGTH.pack(len(header)) + header)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).tobytes().ljust(-(-array.nbytes // _STEP) * _STEP, b"\0"))
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


class Arrays(Mapping[str, Array]):
    """The arrays of a file, mapped. What is touched counts as memory of this process: long ones are read by runs."""

    def __init__(self, arrays: Mapping[str, Array], offsets: Mapping[str, int], descriptor: int) -> None:
        self._arrays = arrays
        self._offsets = offsets
        self._descriptor = descriptor
        finalize(self, os.close, descriptor)

    def __getitem__(self, name: str) -> Array:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def run(self, name: str) -> Run:
        """A reader of parts of an array, from one number to another."""
        dtype, offset = self._arrays[name].dtype, self._offsets[name]
        size = dtype.itemsize

        def read(low: int, high: int) -> Array:
            held = os.pread(self._descriptor, (high - low) * size, offset + low * size)
            return np.frombuffer(held, dtype)

        return read


Run = Callable[[int, int], Array]


def is_draft(name: str) -> bool:
    """Whether a file's name is that of one whose writer was killed, to him who knows that nobody writes."""
    return name.startswith(_DRAFT)


def read_arrays(path: Path, stamp: str) -> Arrays | None:
    """The arrays of a file; None when it is absent, torn or has another stamp."""
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            table = _table(mapped, stamp)
            offsets = {name: offset for name, (_, offset, _) in table.items()}
            return Arrays(_mapped(mapped, table), offsets, os.dup(file.fileno()))
    except (OSError, ValueError, KeyError, struct.error):
        return None


def _table(mapped: mmap.mmap, stamp: str) -> dict[str, tuple[str, int, int]]:
    """By name: type, offset in the file, count. Raises ValueError for another file or stamp."""
    (size,) = _LENGTH.unpack_from(mapped, len(_MAGIC))
    start = len(_MAGIC) + _LENGTH.size
    if mapped[: len(_MAGIC)] != _MAGIC:
        raise ValueError("not arrays")
    header = json.loads(mapped[start : start + size])
    if header["stamp"] != stamp:
        raise ValueError("of another stamp")
    return {name: (dtype, start + size + at, count) for name, (dtype, at, count) in header["arrays"].items()}


def _mapped(mapped: mmap.mmap, table: Mapping[str, tuple[str, int, int]]) -> dict[str, Array]:
    return {
        name: np.frombuffer(mapped, dtype, count, offset) if count else np.empty(0, dtype)
        for name, (dtype, offset, count) in table.items()
    }
