"""The process in which a file that may bite is read, with limits on memory and processor time.

Loading the readers takes longer than most files. So one process loads them, never reads anything itself, and forks for
each file: what the file breaks is gone with its process.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from crawler.errors import Unreadable

Answer = dict[str, Any]
"""What a reader found, as plain values that go over a pipe."""

Reader = Callable[[bytes], Answer]
Limit = Callable[[int, tuple[int, int]], None]
LONGEST = 60_000_000
"""Bytes of an answer."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """A file to be read, by which reader ("pdf", "docx"), and within what."""

    kind: str
    seconds: int
    megabytes: int
    body: bytes


def answer(kind: str, body: bytes, readers: Mapping[str, Reader] | None = None) -> Answer:
    """Read without limits, in this process: what the child does once it is fenced in."""
    try:
        return (readers[kind] if readers else _reader(kind))(body)
    except Unreadable as error:
        return {"unreadable": str(error)}
    except MemoryError:
        return {"unreadable": f"the {kind.upper()} needs more memory than we allow"}


def _reader(kind: str) -> Reader:
    if kind == "pdf":
        from crawler.formats import pdf_body

        return pdf_body.read
    from crawler.formats import docx_body

    return docx_body.read


def read_within(order: Order, sink: BinaryIO, limit: Limit = resource.setrlimit) -> None:
    """Limits first, then the reader."""
    limit(resource.RLIMIT_AS, (order.megabytes << 20, order.megabytes << 20))
    limit(resource.RLIMIT_CPU, (order.seconds, order.seconds + 1))
    limit(resource.RLIMIT_CORE, (0, 0))
    sink.write(json.dumps(answer(order.kind, order.body), ensure_ascii=False).encode("utf-8", "replace"))


def serve(source: BinaryIO, sink: BinaryIO, read: Callable[[Order], bytes]) -> None:
    """Read file after file until nothing more comes; of one whose process died the answer is empty."""
    while line := source.readline():
        kind, *numbers = line.decode().split()
        seconds, megabytes, length = map(int, numbers)
        said = read(Order(kind=kind, seconds=seconds, megabytes=megabytes, body=source.read(length)))
        sink.write(b"%d\n" % len(said) + said)
        sink.flush()


def in_a_process_of_its_own(order: Order) -> bytes:
    """The answer of a process that has loaded what it needs, is limited, reads this one file, and ends."""
    mouth, ear = os.pipe()
    child = os.fork()
    if not child:
        _end_after(order, ear)
    os.close(ear)
    with os.fdopen(mouth, "rb") as told:
        said = told.read(LONGEST + 1)
    _, status = os.waitpid(child, 0)
    return said if status == 0 and len(said) <= LONGEST else b""


def _end_after(order: Order, ear: int) -> NoReturn:
    try:
        os.closerange(0, 3)
        with os.fdopen(ear, "wb") as sink:
            read_within(order, sink)
        os._exit(0)
    finally:
        os._exit(1)


if __name__ == "__main__":
    for each in ("pdf", "docx"):
        _reader(each)
    serve(sys.stdin.buffer, sys.stdout.buffer, in_a_process_of_its_own)
